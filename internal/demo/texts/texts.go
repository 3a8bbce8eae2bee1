// Package texts is what the invented people of the demonstration promise, are asked to do, and say of it, by what kind of
// cell they are in.
//
// It owns no table. No text is anybody's: a real name or a real case has no place here.
package texts

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"tusoi/internal/org"
)

// Promise is one kind of pledge item with what can be said of it in a month. %d is the number promised or reached.
type Promise struct {
	Heading, Content, Target string
	Least, Most              int      // of the number promised
	Progress                 []string // on the way; %d is what was reached this month
	Finished                 []string
	Failed                   []string
}

// Promises are what is promised in each type of cell.
var Promises = map[org.Type][]Promise{
	org.TypeRural: {
		{"duty", "Vận động %d hộ hiến đất, mở rộng đường tổ", "%d hộ", 3, 8,
			[]string{"Đã vận động thêm %d hộ, còn lại đang bàn ranh đất.", "Đến từng nhà, %d hộ đồng ý, chờ ký biên bản với ấp.", "Họp tổ ngày 12, thêm %d hộ thuận."},
			[]string{"Đủ số hộ, đã ký biên bản với ấp.", "Hộ cuối cùng đồng ý, đã cắm mốc xong."},
			[]string{"Mùa nước nổi, chưa đi vận động được.", "Bận thu hoạch dừa, chưa làm tháng này."}},
		{"duty", "Giúp %d hộ nghèo trong tổ phát triển chăn nuôi", "%d hộ", 1, 3,
			[]string{"Hướng dẫn %d hộ làm chuồng, cho mượn dê giống.", "Thăm %d hộ, giới thiệu vay vốn chính sách."},
			[]string{"Các hộ đã có thu nhập từ đàn dê, đề nghị xét thoát nghèo."},
			[]string{"Chưa tìm được con giống, hẹn sang tháng."}},
		{"duty", "Phụ trách %d hộ trong tổ nhân dân tự quản, họp tổ mỗi quý", "%d hộ", 15, 30,
			[]string{"Họp tổ, %d hộ dự, phổ biến phòng chống cháy vườn.", "Đi thăm %d hộ, nắm tình hình an ninh."},
			[]string{"Đã họp tổ đủ bốn quý."}, []string{"Tháng này chưa họp tổ được."}},
		{"morals", "Không để gia đình vi phạm môi trường; trồng %d cây xanh trước nhà", "%d cây", 10, 30,
			[]string{"Trồng thêm %d cây hoàng yến dọc đường ấp."}, []string{"Trồng đủ, cây sống tốt."}, []string{"Chưa có cây giống."}},
	},
	org.TypeOffice: {
		{"duty", "Giải quyết hồ sơ đúng hạn từ %d %% trở lên", "%d %%", 97, 100,
			[]string{"Giải quyết %d hồ sơ, không hồ sơ nào trễ.", "Nhận %d hồ sơ, trả đúng hẹn."},
			[]string{"Cả năm không có hồ sơ trễ hạn."}, []string{"Có hồ sơ trễ do thiếu xác nhận của xã."}},
		{"manner", "Viết %d tin, bài về người tốt, việc tốt ở cơ sở", "%d bài", 2, 6,
			[]string{"Viết %d bài, đã đăng trên trang của huyện."}, []string{"Đã đăng đủ số bài."}, []string{"Chưa viết bài nào trong tháng."}},
		{"duty", "Đi cơ sở ít nhất %d lần mỗi quý để nắm việc thực hiện nghị quyết", "%d lần", 2, 4,
			[]string{"Đi xã %d lần, ghi nhận vướng mắc về quy hoạch đất."}, []string{"Đi đủ số lần đã hẹn."}, []string{"Bận họp quyết toán, chưa đi được."}},
	},
	org.TypeSchool: {
		{"duty", "Phụ đạo %d học sinh yếu đạt trung bình trở lên", "%d em", 3, 8,
			[]string{"Phụ đạo %d em vào chiều thứ năm, có tiến bộ.", "Kiểm tra 15 phút, %d em đạt trung bình."},
			[]string{"Tất cả các em đã đạt trung bình."}, []string{"Trùng lịch thi, chưa phụ đạo."}},
		{"duty", "Dự giờ đồng nghiệp %d tiết trong năm", "%d tiết", 6, 12,
			[]string{"Dự %d tiết Toán và Văn, đã góp ý."}, []string{"Đã dự đủ số tiết."}, []string{"Chưa dự tiết nào trong tháng."}},
		{"manner", "Làm %d đồ dùng dạy học", "%d bộ", 1, 3,
			[]string{"Đang làm %d bộ mô hình."}, []string{"Đã dùng trong tiết dạy mẫu."}, []string{"Chưa làm được."}},
	},
	org.TypeEnterprise: {
		{"duty", "Đề xuất %d sáng kiến tiết kiệm trong sản xuất", "%d sáng kiến", 1, 3,
			[]string{"Đang thử %d cách xếp ca mới, giảm giờ chờ."}, []string{"Sáng kiến đã được công nhận."}, []string{"Chưa có đề xuất."}},
		{"duty", "Giữ an toàn lao động, không để xảy ra vụ nào; kèm %d công nhân mới", "%d người", 1, 4,
			[]string{"Kèm %d công nhân mới vận hành máy."}, []string{"Người được kèm đã làm việc độc lập."}, []string{"Chưa nhận công nhân mới."}},
	},
	org.TypeArmed: {
		{"duty", "Nắm địa bàn, gặp gỡ %d hộ có người lầm lỗi", "%d hộ", 3, 8,
			[]string{"Gặp %d hộ, các cháu đã đi làm ổn định."}, []string{"Đã gặp đủ các hộ, có sổ theo dõi."}, []string{"Tập trung diễn tập, chưa đi được."}},
		{"discipline", "Trực sẵn sàng chiến đấu đủ quân số, %d ca mỗi tháng", "%d ca", 4, 8,
			[]string{"Trực %d ca, không vắng."}, []string{"Hoàn thành lịch trực năm."}, []string{"Thiếu ca do đi học."}},
	},
}

// Common are items that anybody promises.
var Common = []Promise{
	{"thought", "Học đủ %d chuyên đề học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", "%d chuyên đề", 3, 4,
		[]string{"Đã học %d chuyên đề, có ghi chép.", "Dự học chuyên đề quý, thảo luận %d ý."},
		[]string{"Học đủ các chuyên đề trong năm."}, []string{"Vắng buổi học, sẽ học bù."}},
	{"discipline", "Dự đủ các kỳ sinh hoạt chi bộ, phát biểu ít nhất %d lần trong năm", "%d lần", 4, 8,
		[]string{"Dự sinh hoạt, phát biểu %d ý về giao thông nông thôn.", "Dự đủ, góp %d ý cho nghị quyết tháng."},
		[]string{"Đã dự và phát biểu đủ số lần."}, []string{"Vắng có lý do, chưa phát biểu."}},
	{"mending", "Khắc phục việc đi họp trễ: có mặt trước giờ họp %d phút", "%d phút", 5, 10,
		[]string{"Có mặt sớm %d phút ở cả hai cuộc họp."}, []string{"Sáu tháng liền không trễ."}, []string{"Còn trễ một lần."}},
}

// shown is how a target is measured and what shows that it is reached, by the target.
var shown = map[string][2]string{
	"%d hộ":        {"Số hộ có tên trong sổ của tổ", "Biên bản có chữ ký của hộ và ấp"},
	"%d cây":       {"Số cây còn sống cuối năm", "Ảnh chụp, xác nhận của ấp"},
	"%d %%":        {"Tỷ lệ trong sổ theo dõi hồ sơ", "Báo cáo quý của bộ phận"},
	"%d bài":       {"Số bài được đăng", "Địa chỉ bài đã đăng"},
	"%d lần":       {"Số lần có ghi trong biên bản", "Sổ nghị quyết chi bộ, sổ công tác"},
	"%d em":        {"Kết quả kiểm tra cuối kỳ", "Bảng điểm của lớp"},
	"%d tiết":      {"Số tiết có phiếu dự giờ", "Phiếu dự giờ"},
	"%d bộ":        {"Số bộ được tổ chuyên môn nhận", "Biên bản của tổ chuyên môn"},
	"%d sáng kiến": {"Số sáng kiến được công nhận", "Quyết định công nhận"},
	"%d người":     {"Số người làm việc độc lập được", "Xác nhận của tổ trưởng"},
	"%d ca":        {"Số ca trong lịch trực", "Sổ trực"},
	"%d chuyên đề": {"Số chuyên đề có ghi chép", "Sổ ghi chép học tập"},
	"%d phút":      {"Giờ có mặt ghi trong sổ", "Sổ điểm danh của chi bộ"},
}

// Shown is how it is seen that a promise is kept, and what will show it.
func (p Promise) Shown() (measure, evidence string) {
	s := shown[p.Target]
	return s[0], s[1]
}

// Write fills the number into a text, wherever it stands.
func Write(text string, n int) string {
	if !strings.Contains(text, "%d") {
		return strings.ReplaceAll(text, "%%", "%")
	}
	return fmt.Sprintf(text, n)
}

// Work is a task that the committee gives.
type Work struct {
	Title, Product, Basis string
	Types                 []org.Type
}

// Works are the tasks of a year, in turn.
var Works = []Work{
	{"Rà soát hộ nghèo, hộ cận nghèo của tổ được phân công", "Danh sách có xác nhận của ấp", "KH 45-KH/HU", []org.Type{org.TypeRural}},
	{"Vận động đóng góp làm đường theo phong trào “Đồng khởi mới”", "Biên bản họp dân", "NQ 08-NQ/HU", []org.Type{org.TypeRural}},
	{"Tuyên truyền, ký cam kết không săn bắt chim trời", "Số hộ ký cam kết", "CV 112-CV/HU", []org.Type{org.TypeRural}},
	{"Báo cáo kết quả cải cách hành chính của bộ phận", "Báo cáo một trang", "KH 51-KH/HU", []org.Type{org.TypeOffice, org.TypeEnterprise}},
	{"Tự kiểm tra việc thực hành tiết kiệm, chống lãng phí", "Phiếu tự kiểm tra", "CT 07-CT/HU", []org.Type{org.TypeOffice, org.TypeSchool, org.TypeEnterprise, org.TypeArmed}},
	{"Sinh hoạt chuyên đề “tự soi, tự sửa” tại tổ", "Ghi chép thảo luận", "KH 60-KH/HU", []org.Type{org.TypeRural, org.TypeOffice, org.TypeSchool, org.TypeEnterprise, org.TypeArmed}},
	{"Vận động học sinh bỏ học trở lại trường", "Danh sách học sinh đã vận động", "KH 38-KH/HU", []org.Type{org.TypeSchool}},
	{"Phối hợp tuần tra ban đêm các dịp lễ", "Sổ trực", "KH 29-KH/HU", []org.Type{org.TypeArmed}},
}

// Fault is a shortcoming with its cause and what is done about it. Theme is its place among the shipped themes.
type Fault struct {
	Shortcoming, Cause, Action string
	Theme                      int
}

// Faults are what members fall short in.
var Faults = []Fault{
	{"Chậm báo cáo rà soát hộ nghèo", "Chưa sắp xếp thời gian đi tổ 4", "Hoàn thành tổ 4, gửi ấp", 4},
	{"Vắng một buổi sinh hoạt chi bộ không báo trước", "Chủ quan, không gọi cho bí thư", "Báo trước một ngày khi bận; đọc lại nghị quyết tháng", 2},
	{"Chưa họp tổ nhân dân tự quản trong quý", "Ngại mời họp vào mùa vụ", "Họp tổ vào tối thứ bảy tuần thứ hai", 5},
	{"Góp ý phê bình còn nể nang", "Sợ mất lòng", "Góp ý ít nhất một lần mỗi kỳ sinh hoạt", 1},
	{"Hồ sơ đất của dân trả trễ 3 ngày", "Thiếu đôn đốc xã xác nhận", "Lập sổ hẹn, gọi xã trước hạn 2 ngày", 4},
	{"Chưa nộp sổ ghi chép học chuyên đề", "Ghi rời, chưa chép lại", "Chép đủ và nộp chi ủy", 3},
	{"Đi họp trễ 15 phút", "Đưa con đi học trùng giờ", "Nhờ người nhà đưa con, có mặt trước giờ họp", 2},
	{"Chưa dự đủ tiết theo kế hoạch", "Trùng lịch thi", "Dự bù 2 tiết trong tháng", 4},
	{"Vườn dừa bị sâu đầu đen chưa xử lý kịp, lây sang hộ bên", "Chủ quan", "Cắt bỏ lá bệnh, thả ong ký sinh theo hướng dẫn", 6},
	{"Chưa thăm hộ được phân công giúp đỡ", "Bận việc nhà", "Thăm hộ, ghi sổ, báo chi ủy", 5},
}

// CellFaults are what a cell falls short in as a whole, found by an inspection or in its own meeting.
var CellFaults = []Fault{
	{"Sổ biên bản sinh hoạt ba tháng chưa ghi kết luận của chủ trì", "Thư ký mới nhận việc", "Ghi bổ sung kết luận, bí thư ký từng buổi", 2},
	{"Nộp đảng phí quý về trên chậm 12 ngày", "Gom tiền vào cuối quý", "Thu trong buổi sinh hoạt hằng tháng, nộp trước ngày 5 tháng đầu quý sau", 7},
	{"Sáu tháng chưa phân công đảng viên theo dõi quần chúng ưu tú", "Chưa rà lại danh sách đoàn viên", "Phân công hai đảng viên theo dõi, báo đảng ủy danh sách", 8},
	{"Chưa sinh hoạt chuyên đề trong quý", "Chưa chọn được nội dung sát với ấp", "Sinh hoạt chuyên đề về tiêu chí môi trường, có biên bản", 3},
	{"Hai tiêu chí nông thôn mới ấp nhận làm mà chưa có kế hoạch", "Chờ hướng dẫn của xã", "Họp chi ủy, lập kế hoạch từng tháng, phân công người chịu trách nhiệm", 9},
}

// Steps are notes about how far a mending has come.
var Steps = []string{
	"Đã làm được phần đầu, còn chờ gặp hai hộ cuối.", "Đã trao đổi với chi ủy cách làm; tuần tới làm tiếp.",
	"Tháng này giữ được, chưa tái lại.", "Đang làm, vướng mùa vụ nên chậm hơn dự định.",
}

// Empty are short honest answers that many people give and that are no copies.
var Empty = []string{"Chưa đến hạn.", "Không có phát sinh.", "Đang làm theo kế hoạch."}

// PromiseFor draws what somebody in such a cell promises as the nth item of a year.
func PromiseFor(r *rand.Rand, t org.Type, n int) Promise {
	list := Promises[t]
	if n == 0 {
		list = Common
	}
	return list[r.IntN(len(list))]
}
