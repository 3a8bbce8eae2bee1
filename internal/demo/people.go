package demo

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// The families and given names of invented people, in about the shares of the region: a name drawn twice as often stands
// twice.
var (
	families = []string{
		"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Trần", "Lê", "Lê", "Lê", "Phạm", "Phạm", "Huỳnh", "Huỳnh",
		"Võ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Phan", "Phan", "Trương", "Mai", "Đoàn", "Đinh", "Cao", "Tô", "Châu", "Tạ",
	}
	menMiddles   = []string{"Văn", "Văn", "Văn", "Hữu", "Minh", "Thanh", "Quốc", "Hoàng", "Công", "Ngọc", "Tấn", "Trung", "Đức", "Phước"}
	menGivens    = []string{"An", "Bé", "Bình", "Cảnh", "Cường", "Dũng", "Duy", "Đạt", "Đức", "Đúng", "Hải", "Hậu", "Hiếu", "Hòa", "Hùng", "Huy", "Khánh", "Kiệt", "Lâm", "Lợi", "Long", "Mẫn", "Nam", "Nghĩa", "Nhân", "Phong", "Phú", "Phúc", "Quân", "Quang", "Sang", "Sơn", "Tài", "Tâm", "Thắng", "Thành", "Thuận", "Tiến", "Toàn", "Trí", "Trọng", "Trung", "Tuấn", "Tùng", "Út", "Vinh", "Ẩn", "Ân"}
	womenMiddles = []string{"Thị", "Thị", "Thị", "Thị Ngọc", "Thị Thanh", "Thị Kim", "Thị Mỹ", "Ngọc", "Kim", "Thị Hồng"}
	womenGivens  = []string{"Ánh", "Bích", "Cẩm", "Chi", "Cúc", "Dung", "Diễm", "Đào", "Giang", "Hà", "Hạnh", "Hiền", "Hoa", "Hồng", "Huệ", "Hương", "Lan", "Liên", "Linh", "Loan", "Mai", "Minh", "Nga", "Ngân", "Nguyệt", "Nhung", "Oanh", "Phụng", "Phượng", "Quyên", "Sen", "Tâm", "Thảo", "Thơ", "Thu", "Thủy", "Trang", "Trinh", "Tuyết", "Vân", "Xuân", "Yến"}
	ruralJobs    = []string{"Nông dân trồng dừa", "Nông dân nuôi tôm", "Cán bộ hưu trí", "Trưởng ấp", "Buôn bán nhỏ", "Cộng tác viên dân số", "Tổ trưởng tổ nhân dân tự quản", "Y tế ấp", "Chi hội trưởng Nông dân", "Chi hội trưởng Phụ nữ"}
	officeJobs   = []string{"Chuyên viên", "Phó trưởng phòng", "Kế toán", "Văn thư", "Công chức", "Viên chức"}
	schoolJobs   = []string{"Giáo viên", "Giáo viên", "Giáo viên", "Tổ trưởng chuyên môn", "Kế toán trường", "Phó hiệu trưởng"}
	forceJobs    = []string{"Sĩ quan", "Hạ sĩ quan", "Chiến sĩ", "Trợ lý"}
	firmJobs     = []string{"Nhân viên", "Kỹ thuật viên", "Kế toán", "Giao dịch viên", "Công nhân"}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func fullName(r *rand.Rand) string {
	if r.IntN(100) < 36 { // about the share of women among members in the countryside
		return pick(r, families) + " " + pick(r, womenMiddles) + " " + pick(r, womenGivens)
	}
	return pick(r, families) + " " + pick(r, menMiddles) + " " + pick(r, menGivens)
}

// between draws a day from a to b.
func between(r *rand.Rand, a, b time.Time) time.Time {
	days := int(b.Sub(a).Hours()/24) + 1
	return a.AddDate(0, 0, r.IntN(max(days, 1)))
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// cardNumber and identityNumber are invented: the first digits name no real issuer.
func cardNumber(n int) string { return fmt.Sprintf("87.%06d", n) }

func identityNumber(n int) string { return fmt.Sprintf("0990%08d", 10_000_000+n*7) }
