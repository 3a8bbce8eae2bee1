package compare

import "tusoi/internal/intake/workbook"

// The columns of the members' list, which is the layout of the national database's export.
const (
	memberName = iota
	memberCard
	memberIdentity
	memberBirth
	memberAdmitted
	memberCell
	memberHome
	memberStatus
	memberOfficial
	memberPost
	memberDecided
	memberStatePost
	memberMassPost
)

// The columns of the organisations' list.
const (
	unitCode = iota
	unitName
	unitKind
	unitParent
	unitType
	unitFounded
)

// Layouts are the columns of the kinds of list.
func Layouts() []workbook.Layout { return layouts }

var layouts = []workbook.Layout{
	{Key: string(Members), Title: "Đảng viên", OneOf: []int{memberIdentity, memberCard, memberBirth}, Columns: []workbook.Column{
		memberName: {Heading: "Họ và tên", Also: []string{"ho ten", "ho va ten khai sinh", "ho va ten dang vien", "ho ten dang vien"}, Needed: true,
			Hint: "Chữ hoa hay chữ thường đều được."},
		memberCard: {Heading: "Số thẻ Đảng viên", Also: []string{"so the dang", "so the", "the dang vien"},
			Hint: "Ghi đúng như trên thẻ, kể cả số 0 ở đầu."},
		memberIdentity: {Heading: "Số CCCD", Also: []string{"cccd", "so can cuoc cong dan", "so can cuoc", "so dinh danh ca nhan", "so cccd so dinh danh ca nhan"},
			Hint: "12 chữ số."},
		memberBirth: {Heading: "Ngày sinh", Also: []string{"sinh ngay", "ngay thang nam sinh", "nam sinh"},
			Hint: "dd/mm/yyyy, hoặc chỉ năm sinh."},
		memberAdmitted: {Heading: "Ngày kết nạp", Also: []string{"ngay vao dang", "ngay ket nap dang"},
			Hint: "dd/mm/yyyy."},
		memberCell: {Heading: "Chi bộ đang sinh hoạt", Also: []string{"chi bo", "chi bo sinh hoat", "to chuc dang sinh hoat", "to chuc dang dang sinh hoat"}, Needed: true,
			Hint: "Mã hoặc tên chi bộ; khi trùng tên thì ghi thêm cấp trên, ví dụ: Chi bộ ấp 1, Đảng ủy xã A."},
		memberHome: {Heading: "Chi bộ nơi cư trú", Also: []string{"chi bo cu tru", "chi bo noi o"},
			Hint: "Có thể để trống."},
		memberStatus: {Heading: "Trạng thái", Also: []string{"tinh trang", "tinh trang sinh hoat", "trang thai sinh hoat", "trang thai hoat dong"},
			Hint: statusHint},
		memberOfficial: {Heading: "Ngày chính thức", Also: []string{"ngay vao dang chinh thuc", "ngay cong nhan chinh thuc"},
			Hint: "dd/mm/yyyy; để trống khi còn dự bị."},
		memberPost: {Heading: "Chức vụ Đảng", Also: []string{"chuc vu trong dang"},
			Hint: "Bí thư, Phó bí thư, Chi ủy viên; để trống khi không giữ."},
		memberDecided: {Heading: "Ngày quyết định kết nạp", Also: []string{"ngay qd ket nap", "ngay ra quyet dinh ket nap"},
			Hint: "dd/mm/yyyy; tuổi Đảng tính từ ngày này."},
		memberStatePost: {Heading: "Chức vụ chính quyền", Also: []string{"chuc vu chuyen mon", "chuc vu nha nuoc"},
			Hint: "Có thể để trống."},
		memberMassPost: {Heading: "Chức vụ đoàn thể", Also: []string{"chuc vu doan the chinh tri xa hoi"},
			Hint: "Có thể để trống."},
	}},
	{Key: string(Units), Title: "Tổ chức đảng", Columns: []workbook.Column{
		unitCode: {Heading: "Mã tổ chức", Also: []string{"ma", "ma to chuc dang", "ma tccsd"},
			Hint: "Không trùng nhau; có thể để trống."},
		unitName: {Heading: "Tên tổ chức đảng", Also: []string{"ten to chuc", "ten", "to chuc dang"}, Needed: true,
			Hint: "Ví dụ: Chi bộ ấp Tân Lộc."},
		unitKind: {Heading: "Loại", Also: []string{"loai to chuc", "loai to chuc dang"}, Needed: true,
			Hint: kindHint},
		unitParent: {Heading: "Tổ chức đảng cấp trên", Also: []string{"cap tren", "to chuc cap tren", "truc thuoc", "don vi cap tren"},
			Hint: "Mã hoặc tên; để trống với tổ chức trực thuộc cấp ủy."},
		unitType: {Heading: "Loại hình",
			Hint: typeHint},
		unitFounded: {Heading: "Ngày thành lập", Also: []string{"ngay lap", "thanh lap ngay"},
			Hint: "dd/mm/yyyy; để trống thì lấy ngày nhập."},
	}},
}
