package book

import (
	"tusoi/internal/discipline"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/vi"
)

// The columns of the book of discipline.
const (
	disciplineDay = iota
	disciplineNumber
	disciplineLevel
	disciplineForm
	disciplineContents
	disciplineUnit
	disciplineName
	disciplineCard
	disciplineBirth
	disciplineSat
	disciplinePost
	disciplineRemoved
	disciplineInForce
	disciplineSummary
	disciplineAppealed
	disciplineCancelled
	disciplineCancelNumber
)

// DisciplineLayout is the columns of the book of discipline.
var DisciplineLayout = workbook.Layout{Key: string(compare.Disciplines), Title: "Kỷ luật", Columns: []workbook.Column{
	disciplineDay:          {Heading: "Ngày quyết định", Also: []string{"ngay", "ngay ky"}, Needed: true, Hint: "dd/mm/yyyy."},
	disciplineNumber:       {Heading: "Số quyết định", Also: []string{"so qd", "quyet dinh"}, Hint: "Ví dụ: 12-QĐ/UBKT."},
	disciplineLevel:        {Heading: "Cấp quyết định", Also: []string{"cap", "cap ra quyet dinh"}, Needed: true, Hint: "Chi bộ, Cấp ủy cơ sở, Ủy ban Kiểm tra của cấp ủy, Cấp ủy, ban thường vụ cấp trên cơ sở, Cấp tỉnh hoặc Trung ương."},
	disciplineForm:         {Heading: "Hình thức", Also: []string{"hinh thuc ky luat"}, Needed: true, Hint: "Khiển trách, Cảnh cáo, Cách chức, Khai trừ; tổ chức đảng: Khiển trách, Cảnh cáo, Giải tán."},
	disciplineContents:     {Heading: "Nội dung vi phạm", Also: []string{"noi dung"}, Needed: true, Hint: "Nhiều nội dung thì cách nhau bằng dấu chấm phẩy."},
	disciplineUnit:         {Heading: "Tổ chức đảng", Also: []string{"don vi", "chi bo", "to chuc"}, Needed: true, Hint: "Mã hoặc tên tổ chức bị kỷ luật, hoặc chi bộ nơi đảng viên sinh hoạt lúc đó."},
	disciplineName:         {Heading: "Họ và tên", Also: []string{"ho ten", "dang vien"}, Hint: "Để trống khi kỷ luật tổ chức đảng."},
	disciplineCard:         {Heading: "Số thẻ Đảng viên", Also: []string{"so the", "so the dang"}, Hint: "Ghi số thẻ, hoặc ngày sinh, khi kỷ luật đảng viên."},
	disciplineBirth:        {Heading: "Ngày sinh", Also: []string{"nam sinh"}, Hint: "dd/mm/yyyy."},
	disciplineSat:          {Heading: "Cấp ủy viên", Also: []string{"la cap uy vien"}, Hint: "Có hoặc để trống."},
	disciplinePost:         {Heading: "Chức vụ đang giữ", Also: []string{"chuc vu"}, Hint: "Ví dụ: Chi ủy viên."},
	disciplineRemoved:      {Heading: "Chức vụ bị cách", Hint: "Chỉ ghi khi cách chức."},
	disciplineInForce:      {Heading: "Có hiệu lực từ", Also: []string{"ngay hieu luc", "ngay co hieu luc"}, Hint: "Để trống là từ ngày quyết định."},
	disciplineSummary:      {Heading: "Tóm tắt vi phạm", Also: []string{"tom tat", "noi dung tom tat"}},
	disciplineAppealed:     {Heading: "Ngày khiếu nại", Also: []string{"khieu nai"}, Hint: "dd/mm/yyyy."},
	disciplineCancelled:    {Heading: "Ngày hủy", Also: []string{"ngay huy quyet dinh"}, Hint: "Ngày quyết định hủy hoặc rút kỷ luật."},
	disciplineCancelNumber: {Heading: "Số quyết định hủy", Also: []string{"quyet dinh huy"}},
}}

// Disciplines is the book of discipline.
func Disciplines(room *discipline.Service) Book {
	return spec[discipline.Draft]{
		kind: compare.Disciplines, layout: DisciplineLayout, read: readDiscipline, room: room.Book(),
		fields: map[string]int{
			"on": disciplineDay, "number": disciplineNumber, "level": disciplineLevel, "form": disciplineForm, "contents": disciplineContents,
			"unit": disciplineUnit, "member": disciplineName, "post": disciplinePost, "removed": disciplineRemoved, "in-force": disciplineInForce,
			"summary": disciplineSummary, "appealed": disciplineAppealed, "cancelled": disciplineCancelled, "cancel-number": disciplineCancelNumber,
		},
	}.book()
}

var (
	disciplineLevels = options(discipline.Levels())
	// Striking off is read, so that it is refused with the sentence that says what it is.
	disciplineForms = append(options(discipline.Forms()), compare.Option{Value: string(discipline.Struck), Also: []string{"xoa ten", "xoa ten trong danh sach", "xoa ten khoi danh sach"}})
	yesOrNo         = []compare.Option{{Value: "1", Label: "Có", Also: []string{"x", "1"}}, {Value: "", Label: "Không"}}
)

func readDiscipline(l *compare.Line) discipline.Draft {
	l.Need(disciplineDay, disciplineLevel, disciplineForm, disciplineContents, disciplineUnit)
	d := discipline.Draft{
		DecidedOn: l.Day(disciplineDay), DecisionNumber: l.Text(disciplineNumber, 50), Level: discipline.Level(l.Choice(disciplineLevel, disciplineLevels)),
		Form: discipline.Form(l.Choice(disciplineForm, disciplineForms)), CommitteeMember: l.Choice(disciplineSat, yesOrNo) == "1",
		Post: l.Text(disciplinePost, 200), RemovedFrom: l.Text(disciplineRemoved, 200), InForceFrom: l.Day(disciplineInForce),
		Summary: l.Text(disciplineSummary, 2000), AppealedOn: l.Day(disciplineAppealed), CancelledOn: l.Day(disciplineCancelled),
		CancelNumber: l.Text(disciplineCancelNumber, 50),
	}
	var contents []compare.Option
	for _, c := range discipline.ContentsOn(d.DecidedOn) {
		contents = append(contents, compare.Option{Value: c.Key, Label: c.Name})
	}
	if !d.DecidedOn.IsZero() {
		d.Contents = l.Choices(disciplineContents, contents)
	}
	d.UnitID = l.Unit(disciplineUnit, d.DecidedOn)
	d.MemberID = l.Member(disciplineName, disciplineCard, disciplineBirth, d.UnitID)
	return d
}

// DisciplineRow is a decision as the list has one. unit is named so that it is found again.
func DisciplineRow(r discipline.Row, unit string) []string {
	row := make([]string, len(DisciplineLayout.Columns))
	row[disciplineDay], row[disciplineNumber], row[disciplineLevel], row[disciplineForm] = vi.Date(r.DecidedOn), r.DecisionNumber, r.Level.Label(), r.Form.Label()
	row[disciplineContents], row[disciplineUnit] = discipline.ContentNames(r.Contents), unit
	row[disciplineName], row[disciplineCard], row[disciplinePost], row[disciplineRemoved] = r.MemberName, r.CardNumber, r.Post, r.RemovedFrom
	if r.BirthDate != nil && r.CardNumber == "" {
		row[disciplineBirth] = vi.Date(*r.BirthDate)
	}
	if r.CommitteeMember {
		row[disciplineSat] = "Có"
	}
	row[disciplineInForce], row[disciplineSummary], row[disciplineCancelNumber] = vi.Date(r.InForceFrom), r.Summary, r.CancelNumber
	row[disciplineAppealed], row[disciplineCancelled] = vi.Date(r.AppealedOn), vi.Date(r.CancelledOn)
	return row
}
