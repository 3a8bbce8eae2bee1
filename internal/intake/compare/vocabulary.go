package compare

import (
	"tusoi/internal/intake/value"
	"tusoi/internal/member"
	"tusoi/internal/org"
)

// The lists of words that a cell may hold, by their key. The last result of a reader is what is wrong, "" when nothing is.

// status is how a member takes part, as a list says it. With leaves, the member is in no cell any more.
type status struct {
	state    member.State    // "" when the word says nothing about it
	standing member.Standing // "" when the word says nothing about it
	leaves   bool
	reason   string
}

const statusHint = "Đang sinh hoạt Đảng, Miễn sinh hoạt, Gián đoạn sinh hoạt, Đình chỉ sinh hoạt, Chuyển đi, Từ trần, Rời khỏi Đảng."

var statuses = map[string]status{
	"dang sinh hoat dang": {state: member.Active}, "dang sinh hoat": {state: member.Active}, "dang hoat dong": {state: member.Active},
	"sinh hoat": {state: member.Active}, "hoat dong": {state: member.Active}, "chuyen den": {state: member.Active},
	"chinh thuc":           {standing: member.Full},
	"dang vien chinh thuc": {standing: member.Full},
	"du bi":                {standing: member.Probationary},
	"dang vien du bi":      {standing: member.Probationary},
	"mien sinh hoat":       {state: member.Exempt}, "mien sinh hoat dang": {state: member.Exempt}, "duoc mien sinh hoat": {state: member.Exempt},
	"mien cong tac va sinh hoat dang": {state: member.Exempt}, "mien cong tac sinh hoat dang": {state: member.Exempt},
	"tam mien sinh hoat":  {state: member.Exempt},
	"gian doan sinh hoat": {state: member.Away}, "tam vang": {state: member.Away}, "di nuoc ngoai": {state: member.Away},
	"sinh hoat tam thoi noi khac": {state: member.Away}, "chuyen sinh hoat tam thoi": {state: member.Away},
	"dinh chi sinh hoat": {state: member.Suspended}, "dinh chi sinh hoat dang": {state: member.Suspended},
	"chuyen di": {leaves: true, reason: "Chuyển đi"}, "da chuyen di": {leaves: true, reason: "Chuyển đi"},
	"chuyen sinh hoat": {leaves: true, reason: "Chuyển đi"}, "chuyen sinh hoat dang": {leaves: true, reason: "Chuyển đi"},
	"da chuyen sinh hoat": {leaves: true, reason: "Chuyển đi"}, "chuyen sinh hoat di": {leaves: true, reason: "Chuyển đi"},
	"tu tran": {leaves: true, reason: "Từ trần"}, "da tu tran": {leaves: true, reason: "Từ trần"}, "qua doi": {leaves: true, reason: "Từ trần"},
	"da mat": {leaves: true, reason: "Từ trần"}, "chet": {leaves: true, reason: "Từ trần"},
	"roi khoi dang": {leaves: true, reason: "Rời khỏi Đảng"}, "ra khoi dang": {leaves: true, reason: "Rời khỏi Đảng"},
	"dua ra khoi dang": {leaves: true, reason: "Rời khỏi Đảng"},
	"xin ra khoi dang": {leaves: true, reason: "Xin ra khỏi Đảng"}, "xin ra dang": {leaves: true, reason: "Xin ra khỏi Đảng"},
	"xoa ten": {leaves: true, reason: "Xóa tên"}, "khai tru": {leaves: true, reason: "Khai trừ"},
}

func readStatus(s string) (status, string) {
	if got, ok := statuses[value.Key(s)]; ok {
		return got, ""
	}
	return status{}, "Không hiểu trạng thái “" + s + "”. Ghi một trong: " + statusHint
}

const kindHint = "Đảng bộ cơ sở, Chi bộ cơ sở, Đảng bộ bộ phận, Chi bộ trực thuộc, Tổ đảng."

var kinds = map[string]org.Kind{
	"dang bo co so": org.KindGrassroots, "dang uy co so": org.KindGrassroots,
	"chi bo co so": org.KindGrassrootsCell, "dang bo bo phan": org.KindSubcommittee, "dang uy bo phan": org.KindSubcommittee,
	"chi bo truc thuoc": org.KindCell, "chi bo truc thuoc dang uy co so": org.KindCell, "chi bo truc thuoc dang bo co so": org.KindCell,
	"chi bo truc thuoc dang bo bo phan": org.KindCell, "chi bo": org.KindCell,
	"to dang": org.KindGroup,
}

func readKind(s string) (org.Kind, string) {
	if got, ok := kinds[value.Key(s)]; ok {
		return got, ""
	}
	return "", "Không hiểu loại “" + s + "”. Ghi một trong: " + kindHint
}

const typeHint = "Ấp, khu phố; Cơ quan; Trường học, y tế; Doanh nghiệp, hợp tác xã; Công an, quân sự."

var types = map[string]org.Type{
	"ap khu pho": org.TypeRural, "ap": org.TypeRural, "khu pho": org.TypeRural, "thon": org.TypeRural, "nong thon": org.TypeRural,
	"to dan pho": org.TypeRural, "dia ban dan cu": org.TypeRural, "xa phuong thi tran": org.TypeRural, "xa": org.TypeRural,
	"co quan": org.TypeOffice, "co quan hanh chinh": org.TypeOffice, "hanh chinh": org.TypeOffice,
	"truong hoc y te": org.TypeSchool, "truong hoc": org.TypeSchool, "y te": org.TypeSchool, "don vi su nghiep": org.TypeSchool, "su nghiep": org.TypeSchool,
	"doanh nghiep hop tac xa": org.TypeEnterprise, "doanh nghiep": org.TypeEnterprise, "hop tac xa": org.TypeEnterprise,
	"cong an quan su": org.TypeArmed, "cong an": org.TypeArmed, "quan su": org.TypeArmed, "luc luong vu trang": org.TypeArmed,
}

func readType(s string) (org.Type, string) {
	if got, ok := types[value.Key(s)]; ok {
		return got, ""
	}
	return "", "Không hiểu loại hình “" + s + "”. Ghi một trong: " + typeHint
}
