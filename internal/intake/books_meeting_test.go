package intake_test

import (
	"bytes"
	"context"

	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/meeting"
	"tusoi/internal/portal"
)

var meetingCase = bookCase{
	kind: compare.Meetings,
	head: "STT|Ngày sinh hoạt|Chi bộ|Loại|Chủ đề|Tự soi, tự sửa|Giờ bắt đầu|Giờ kết thúc|Địa điểm|Chủ trì|Phải dự|Đã dự|Vắng có lý do|Điểm chất lượng",
	right: []string{
		"03/11/2026|Chi bộ ấp Đông|Thường kỳ|||19:30|21:05|Nhà văn hóa ấp|Nguyễn Văn An|3|2|1|92,5",
		"17/11/2026|Chi bộ ấp Đông|chuyên đề|Nêu gương|Có|19h||||3|3||",
		"03/10/2026|Chi bộ ấp Tây|Thường kỳ và chuyên đề||Có|||||3|3|0|",
	},
	wrong: []struct{ row, column, want string }{
		{"03/12/2026|Chi bộ ấp Đông|Thường kỳ|||||||3|3||", "Ngày sinh hoạt", "sau hôm nay"},
		{"03/11/2014|Chi bộ ấp Đông|Thường kỳ|||||||3|3||", "Ngày sinh hoạt", "chưa thành lập"},
		{"03/09/2026|Đảng ủy xã Một|Thường kỳ|||||||3|3||", "Chi bộ", "chỉ ghi cho chi bộ"},
		{"03/09/2026|Chi bộ ấp Đông|Họp chi ủy|||||||3|3||", "Loại", "Họp chi ủy"},
		{"03/09/2026|Chi bộ ấp Đông|Chuyên đề|||||||3|3||", "Chủ đề", "chủ đề của buổi chuyên đề"},
		{"03/09/2026|Chi bộ ấp Đông|Thường kỳ|||25:00||||3|3||", "Giờ bắt đầu", "ví dụ 19:30"},
		{"03/09/2026|Chi bộ ấp Đông|Thường kỳ|||21:00|19:30|||3|3||", "Giờ kết thúc", "sau giờ bắt đầu"},
		{"03/09/2026|Chi bộ ấp Đông|Thường kỳ|||||||5|3||", "Phải dự", "có 4 đảng viên"},
		{"03/09/2026|Chi bộ ấp Đông|Thường kỳ|||||||3|4||", "Đã dự", "nhiều hơn số phải dự"},
		{"03/09/2026|Chi bộ ấp Đông|Thường kỳ|||||||3|2|2|", "Vắng có lý do", "cộng lại nhiều hơn"},
		{"03/09/2026|Chi bộ ấp Đông|Thường kỳ|||||||3|3||cao", "Điểm chất lượng", "số từ 0 đến 100"},
		{"03/11/2026|Chi bộ ấp Đông|Thường kỳ|||||||3|3||", "Ngày sinh hoạt", "đã có một buổi thường kỳ"},
	},
	export: func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error {
		return p.Export.Meetings(context.Background(), a, meeting.Filter{}, w)
	},
}
