package book

import (
	"strconv"

	"tusoi/internal/award"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/vi"
)

// The columns of the award book.
const (
	awardDay = iota
	awardNumber
	awardLevel
	awardKind
	awardTitle
	awardTheme
	awardUnit
	awardName
	awardCard
	awardBirth
	awardYears
	awardEarly
)

// AwardLayout is the columns of the award book.
var AwardLayout = workbook.Layout{Key: string(compare.Awards), Title: "Khen thưởng", Columns: []workbook.Column{
	awardDay:    {Heading: "Ngày quyết định", Also: []string{"ngay", "ngay ky", "ngay khen"}, Needed: true, Hint: "dd/mm/yyyy."},
	awardNumber: {Heading: "Số quyết định", Also: []string{"so qd", "quyet dinh", "so van ban"}, Hint: "Ví dụ: 405-QĐ/HU."},
	awardLevel:  {Heading: "Cấp ra quyết định", Also: []string{"cap", "cap khen"}, Needed: true, Hint: "Cấp cơ sở, Cấp ủy cấp trên cơ sở, Cấp tỉnh hoặc Trung ương."},
	awardKind:   {Heading: "Loại", Also: []string{"loai khen"}, Needed: true, Hint: "Khen thưởng, Biểu dương hoặc Huy hiệu Đảng."},
	awardTitle:  {Heading: "Hình thức", Also: []string{"hinh thuc khen", "hinh thuc khen thuong", "danh hieu"}, Needed: true, Hint: "Ví dụ: Giấy khen, Bằng khen."},
	awardTheme:  {Heading: "Thành tích", Also: []string{"noi dung", "noi dung khen", "ly do"}, Hint: "Ví dụ: Thực hiện Kết luận số 01-KL/TW."},
	awardUnit:   {Heading: "Tổ chức đảng", Also: []string{"don vi", "chi bo", "to chuc"}, Needed: true, Hint: "Mã hoặc tên tổ chức được khen, hoặc nơi đảng viên sinh hoạt lúc đó."},
	awardName:   {Heading: "Họ và tên", Also: []string{"ho ten", "ca nhan", "dang vien"}, Hint: "Để trống khi khen tập thể."},
	awardCard:   {Heading: "Số thẻ Đảng viên", Also: []string{"so the", "so the dang"}, Hint: "Ghi số thẻ, hoặc ngày sinh, khi khen cá nhân."},
	awardBirth:  {Heading: "Ngày sinh", Also: []string{"nam sinh"}, Hint: "dd/mm/yyyy."},
	awardYears:  {Heading: "Số năm tuổi Đảng", Also: []string{"huy hieu", "so nam", "tuoi dang"}, Hint: "Chỉ ghi cho Huy hiệu Đảng: 30, 40, 45 … 90."},
	awardEarly:  {Heading: "Lý do tặng sớm", Hint: "Chỉ ghi khi Huy hiệu được tặng trước hạn."},
}}

// Awards is the award book.
func Awards(room *award.Service) Book {
	return spec[award.Draft]{
		kind: compare.Awards, layout: AwardLayout, read: readAward, room: room.Book(),
		fields: map[string]int{
			"on": awardDay, "number": awardNumber, "level": awardLevel, "kind": awardKind, "title": awardTitle, "theme": awardTheme,
			"unit": awardUnit, "member": awardName, "years": awardYears, "early": awardEarly,
		},
	}.book()
}

var awardLevels, awardKinds = options(award.Levels()), options(award.Kinds())

func readAward(l *compare.Line) award.Draft {
	l.Need(awardDay, awardLevel, awardKind, awardTitle, awardUnit)
	d := award.Draft{
		DecidedOn: l.Day(awardDay), DecisionNumber: l.Text(awardNumber, 50), Level: award.Level(l.Choice(awardLevel, awardLevels)),
		Kind: award.Kind(l.Choice(awardKind, awardKinds)), Title: l.Text(awardTitle, 200), Theme: l.Text(awardTheme, 500),
		BadgeYears: l.Count(awardYears, 0, 100), Early: l.Text(awardEarly, 500),
	}
	d.UnitID = l.Unit(awardUnit, d.DecidedOn)
	d.MemberID = l.Member(awardName, awardCard, awardBirth, d.UnitID)
	return d
}

// AwardRow is an award as the list has one. unit is named so that it is found again.
func AwardRow(r award.Row, unit string) []string {
	row := make([]string, len(AwardLayout.Columns))
	row[awardDay], row[awardNumber], row[awardLevel], row[awardKind] = vi.Date(r.DecidedOn), r.DecisionNumber, r.Level.Label(), r.Kind.Label()
	row[awardTitle], row[awardTheme], row[awardUnit], row[awardEarly] = r.Title, r.Theme, unit, r.Early
	row[awardName], row[awardCard] = r.MemberName, r.CardNumber
	if r.BirthDate != nil && r.CardNumber == "" {
		row[awardBirth] = vi.Date(*r.BirthDate)
	}
	if r.BadgeYears > 0 {
		row[awardYears] = strconv.Itoa(r.BadgeYears)
	}
	return row
}

// options are the values of a kind with their labels, as cells may have them.
func options[T interface {
	~string
	Label() string
}](values []T) []compare.Option {
	list := make([]compare.Option, len(values))
	for i, v := range values {
		list[i] = compare.Option{Value: string(v), Label: v.Label()}
	}
	return list
}
