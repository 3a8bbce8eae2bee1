package intake_test

import (
	"bytes"
	"context"

	"tusoi/internal/authz"
	"tusoi/internal/inspection"
	"tusoi/internal/intake/compare"
	"tusoi/internal/portal"
	"tusoi/internal/record"
)

var inspectionCase = bookCase{
	kind: compare.Inspections,
	head: "STT|Kế hoạch của|Thời gian|Theo kế hoạch|Ai thực hiện|Loại|Hình thức|Nội dung|Đối tượng|Họ và tên|Số thẻ Đảng viên|Ngày sinh|Số quyết định|Tổ kiểm tra|Ngày hoàn thành|Số kết luận|Kết luận",
	right: []string{
		"Chi bộ ấp Đông|09/2026||Chi bộ|Kiểm tra|Chuyên đề|Thu, nộp đảng phí||Trần Thị Bình|%[1]s||03-KH/CB|Phó bí thư|21/09/2026|02-KL/CB|Đúng quy định",
		"Đảng ủy xã Một|15/12/2026|Có|cấp ủy|giám sát|thường xuyên|Thực hiện tự soi, tự sửa|Chi bộ ấp Tây||||||||",
		"Huyện ủy Thử|01/10/2026|Không|Ủy ban Kiểm tra|Kiểm tra|Khi có dấu hiệu vi phạm|Quản lý các khoản vận động|Chi bộ ấp Tây|Trần Thị Bình||19/05/1970|15-QĐ/UBKT||||",
	},
	wrong: []struct{ row, column, want string }{
		{"Chi bộ ấp Đông|09/2026||Chi bộ|Giám sát|Định kỳ|Thu, nộp đảng phí|||||||||", "Hình thức", "Giám sát chỉ có"},
		{"Chi bộ ấp Đông|2026||Chi bộ|Kiểm tra|Định kỳ|Thu, nộp đảng phí|||||||||", "Thời gian theo kế hoạch", "chưa đủ tháng"},
		{"Chi bộ ấp Đông|13/2026||Chi bộ|Kiểm tra|Định kỳ|Thu, nộp đảng phí|||||||||", "Thời gian theo kế hoạch", "13"},
		{"Chi bộ ấp Đông|09/2026||Chi bộ|Kiểm tra|Định kỳ|Thu, nộp đảng phí|||||||31/12/2025||", "Ngày hoàn thành", "Kế hoạch là của năm 2026"},
		{"Chi bộ ấp Đông|09/2026||Chi bộ|Kiểm tra|Định kỳ|Thu, nộp đảng phí|||||||||Đã xong", "Ngày hoàn thành", "ghi ngày hoàn thành"},
		{"Chi bộ ấp Đông|09/2026||Đoàn thể|Kiểm tra|Định kỳ|Thu, nộp đảng phí|||||||||", "Ai thực hiện", "Chi bộ; Cấp ủy"},
		{"Chi bộ ấp Đông|09/2026||Chi bộ|Kiểm tra|Định kỳ|Thu, nộp đảng phí|Chi bộ ấp Tây||||||||", "Tổ chức được kiểm tra", "tổ chức cấp dưới"},
		{"Chi bộ ấp Đông|09/2026||Chi bộ|Kiểm tra|Chuyên đề|Thu, nộp đảng phí||Trần Thị Bình|%[1]s||03-KH/CB|Phó bí thư|21/09/2026|02-KL/CB|Việc khác", "Nội dung", "đã có trong sổ"},
	},
	export: func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error {
		return p.Export.Inspections(context.Background(), a, inspection.Filter{}, w)
	},
	taker: func(b bundle) authz.Actor { return b.Inspector },
}

var modelCase = bookCase{
	kind: compare.Models,
	head: "STT|Năm|Chi bộ|Ngày đăng ký|Ngày mất|Lý do|Quyết định công nhận|Ngày công nhận|Kết quả",
	right: []string{
		"2026|Chi bộ ấp Đông|20/01/2026|||||",
		"2026|Chi bộ ấp Tây|20/01/2026|01/10/2026|Không hoàn thành kế hoạch|||Không giữ được",
		"2025|Chi bộ ấp Đông|20/12/2024|||31-QĐ/HU|24/12/2025|",
	},
	wrong: []struct{ row, column, want string }{
		{"2026|Đảng ủy xã Một|20/01/2026|||||", "Chi bộ", "do chi bộ đăng ký"},
		{"2026|Chi bộ ấp Nam|20/01/2025|||||", "Ngày đăng ký", "quý IV năm 2025"},
		{"2026|Chi bộ ấp Nam|20/01/2026|19/01/2026|Không làm đủ|||", "Ngày không giữ được", "trước ngày đăng ký"},
		{"2026|Chi bộ ấp Nam|20/01/2026|01/10/2026||||", "Lý do không giữ được", "Ghi lý do"},
		{"2026|Chi bộ ấp Nam|20/01/2026|01/10/2026|Do đồng chí Trần Thị Bình|||", "Lý do không giữ được", "không ghi tên"},
		{"2026|Chi bộ ấp Nam|20/01/2026|01/10/2026|Không làm đủ|31-QĐ/HU|02/11/2026|", "Số quyết định công nhận", "không công nhận được"},
		{"hai|Chi bộ ấp Nam|20/01/2026|||||", "Năm", "ghi một số"},
		{"2026|Chi bộ ấp Đông|21/01/2026|||||", "Năm", "đã đăng ký"},
	},
	export: func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error {
		return p.Export.Models(context.Background(), a, inspection.ModelFilter{}, w)
	},
}

var complaintCase = bookCase{
	kind: compare.Complaints,
	head: "STT|Tháng|Tổ chức đảng|Nhận|Đã giải quyết|Còn lại",
	right: []string{
		"08/2026|Đảng ủy xã Một|3|1|2",
		"09/2026|Đảng ủy xã Một|0|2|",
		"15/09/2026|Đảng ủy xã Hai|1|0|",
	},
	wrong: []struct{ row, column, want string }{
		{"09/2026|Chi bộ ấp Đông|1|2|", "Giải quyết xong", "nhiều hơn số đã nhận 1 đơn"},
		{"12/2026|Chi bộ ấp Đông|1|0|", "Tháng", "sau hôm nay"},
		{"09/2026|Chi bộ ấp Đông|một|0|", "Nhận trong tháng", "ghi một số"},
		{"2026|Chi bộ ấp Đông|1|0|", "Tháng", "chưa đủ tháng"},
		{"08/2026|Đảng ủy xã Một|4|1|", "Tháng", "có ở hai dòng"},
	},
	export: func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error {
		return p.Export.Complaints(context.Background(), a, record.Filter{}, w)
	},
}
