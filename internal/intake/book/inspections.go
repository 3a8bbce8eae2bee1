package book

import (
	"strconv"

	"tusoi/internal/inspection"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/period"
	"tusoi/internal/vi"
)

// The columns of the book of checks.
const (
	checkPlan = iota
	checkPlanned
	checkInPlan
	checkBody
	checkKind
	checkForm
	checkSubject
	checkTarget
	checkName
	checkCard
	checkBirth
	checkNumber
	checkTeam
	checkDone
	checkConclusionNumber
	checkConclusion
)

// InspectionLayout is the columns of the book of checks.
var InspectionLayout = workbook.Layout{Key: string(compare.Inspections), Title: "Kiểm tra, giám sát", Columns: []workbook.Column{
	checkPlan:             {Heading: "Kế hoạch của", Also: []string{"don vi lap ke hoach", "chu the", "don vi"}, Needed: true, Hint: "Mã hoặc tên tổ chức đảng có kế hoạch."},
	checkPlanned:          {Heading: "Thời gian theo kế hoạch", Also: []string{"thoi gian", "ke hoach", "thang"}, Needed: true, Hint: "mm/yyyy hoặc dd/mm/yyyy; ngoài kế hoạch thì ngày bắt đầu."},
	checkInPlan:           {Heading: "Theo kế hoạch", Also: []string{"trong ke hoach"}, Hint: "Có (hoặc để trống), hay Không nếu ngoài kế hoạch."},
	checkBody:             {Heading: "Ai thực hiện", Also: []string{"ai kiem tra", "cap thuc hien"}, Needed: true, Hint: "Chi bộ, Cấp ủy hoặc Ủy ban Kiểm tra."},
	checkKind:             {Heading: "Loại", Also: []string{"loai cuoc"}, Needed: true, Hint: "Kiểm tra hoặc Giám sát."},
	checkForm:             {Heading: "Hình thức", Needed: true, Hint: "Thường xuyên, Định kỳ, Chuyên đề hoặc Khi có dấu hiệu vi phạm; giám sát: Thường xuyên, Chuyên đề."},
	checkSubject:          {Heading: "Nội dung", Also: []string{"noi dung kiem tra", "noi dung kiem tra giam sat"}, Needed: true, Hint: "Kiểm tra, giám sát việc gì."},
	checkTarget:           {Heading: "Tổ chức được kiểm tra", Also: []string{"doi tuong", "to chuc duoc kiem tra giam sat"}, Hint: "Mã hoặc tên; để trống là chính tổ chức có kế hoạch."},
	checkName:             {Heading: "Họ và tên", Also: []string{"ho ten", "dang vien"}, Hint: "Chỉ ghi khi kiểm tra, giám sát một đảng viên."},
	checkCard:             {Heading: "Số thẻ Đảng viên", Also: []string{"so the", "so the dang"}, Hint: "Ghi số thẻ, hoặc ngày sinh, khi có họ tên."},
	checkBirth:            {Heading: "Ngày sinh", Also: []string{"nam sinh"}, Hint: "dd/mm/yyyy."},
	checkNumber:           {Heading: "Số quyết định, kế hoạch", Also: []string{"so quyet dinh", "so ke hoach"}, Hint: "Ví dụ: 15-QĐ/UBKT."},
	checkTeam:             {Heading: "Người thực hiện", Also: []string{"to kiem tra", "doan kiem tra"}, Hint: "Tổ, đoàn hoặc người được phân công."},
	checkDone:             {Heading: "Ngày hoàn thành", Also: []string{"ngay xong", "ngay ket luan"}, Hint: "dd/mm/yyyy; để trống khi chưa làm xong."},
	checkConclusionNumber: {Heading: "Số kết luận", Also: []string{"so thong bao ket luan"}, Hint: "Ví dụ: 05-KL/UBKT."},
	checkConclusion:       {Heading: "Kết luận", Also: []string{"ket qua"}, Hint: "Tóm tắt; không chép nội dung quyết định kỷ luật."},
}}

// Inspections is the book of checks.
func Inspections(room *inspection.Service) Book {
	return spec[inspection.Check]{
		kind: compare.Inspections, layout: InspectionLayout, read: readCheck, room: room.Book(),
		fields: map[string]int{
			"unit": checkPlan, "planned": checkPlanned, "body": checkBody, "kind": checkKind, "form": checkForm, "subject": checkSubject, "target": checkTarget,
			"member": checkName, "number": checkNumber, "team": checkTeam, "done": checkDone, "conclusion-number": checkConclusionNumber, "conclusion": checkConclusion,
		},
	}.book()
}

var (
	checkBodies, checkKinds, checkForms = options(inspection.Bodies()), options(inspection.Kinds()), options(inspection.Forms())
	noOrYes                             = []compare.Option{{Value: "", Label: "Có", Also: []string{"x", "1"}}, {Value: "no", Label: "Không"}}
)

func readCheck(l *compare.Line) inspection.Check {
	l.Need(checkPlan, checkPlanned, checkBody, checkKind, checkForm, checkSubject)
	c := inspection.Check{
		InPlan: l.Choice(checkInPlan, noOrYes) == "", Body: inspection.Body(l.Choice(checkBody, checkBodies)), Kind: inspection.Kind(l.Choice(checkKind, checkKinds)),
		Form: inspection.Form(l.Choice(checkForm, checkForms)), Subject: l.Text(checkSubject, 500), Number: l.Text(checkNumber, 50), Team: l.Text(checkTeam, 300),
		DoneOn: l.Day(checkDone), ConclusionNumber: l.Text(checkConclusionNumber, 50), Conclusion: l.Text(checkConclusion, 2000),
	}
	if c.PlannedOn, c.WholeMonth = l.Month(checkPlanned); c.WholeMonth {
		c.PlannedOn = period.MonthOf(c.PlannedOn).End()
	}
	c.UnitID = l.Unit(checkPlan, c.PlannedOn)
	if c.TargetID = l.Unit(checkTarget, c.PlannedOn); c.TargetID == 0 {
		c.TargetID = c.UnitID
	}
	c.MemberID = l.Member(checkName, checkCard, checkBirth, c.TargetID)
	l.Name(c.Subject)
	return c
}

// InspectionRow is a check as the list has one. Its units are named so that they are found again.
func InspectionRow(r inspection.CheckRow) []string {
	row := make([]string, len(InspectionLayout.Columns))
	row[checkPlan], row[checkPlanned], row[checkBody], row[checkKind], row[checkForm] = r.UnitName, r.Planned(), r.Body.Label(), r.Kind.Label(), r.Form.Label()
	row[checkInPlan] = "Có"
	if !r.InPlan {
		row[checkInPlan] = "Không"
	}
	row[checkSubject], row[checkTarget], row[checkName], row[checkCard] = r.Subject, r.TargetName, r.MemberName, r.CardNumber
	if r.BirthDate != nil && r.CardNumber == "" {
		row[checkBirth] = vi.Date(*r.BirthDate)
	}
	row[checkNumber], row[checkTeam], row[checkDone] = r.Number, r.Team, vi.Date(r.DoneOn)
	row[checkConclusionNumber], row[checkConclusion] = r.ConclusionNumber, r.Conclusion
	return row
}

// The columns of the register of the model.
const (
	modelYear = iota
	modelCell
	modelDay
	modelLost
	modelReason
	modelNumber
	modelRecognised
	modelStanding
)

// ModelLayout is the columns of the register of the model.
var ModelLayout = workbook.Layout{Key: string(compare.Models), Title: "Mô hình", Columns: []workbook.Column{
	modelYear:       {Heading: "Năm", Also: []string{"nam dang ky"}, Needed: true, Hint: "Ví dụ: 2026."},
	modelCell:       {Heading: "Chi bộ", Also: []string{"don vi", "to chuc dang"}, Needed: true, Hint: "Mã hoặc tên chi bộ."},
	modelDay:        {Heading: "Ngày đăng ký", Also: []string{"ngay"}, Needed: true, Hint: "dd/mm/yyyy."},
	modelLost:       {Heading: "Ngày không giữ được", Also: []string{"ngay mat"}, Hint: "dd/mm/yyyy; mất vì kỷ luật thì để trống, cổng tự biết."},
	modelReason:     {Heading: "Lý do không giữ được", Also: []string{"ly do"}, Hint: "Không nêu tên đảng viên."},
	modelNumber:     {Heading: "Số quyết định công nhận", Also: []string{"so quyet dinh", "quyet dinh cong nhan"}, Hint: "Ví dụ: 31-QĐ/HU."},
	modelRecognised: {Heading: "Ngày công nhận", Also: []string{"ngay quyet dinh"}, Hint: "dd/mm/yyyy."},
	modelStanding:   {Heading: "Kết quả", Also: []string{"tinh trang"}, Hint: "Cổng tự tính, không cần ghi."},
}}

// Models is the register of the model.
func Models(room *inspection.Service) Book {
	return spec[inspection.Registration]{
		kind: compare.Models, layout: ModelLayout, read: readModel, room: room.Register(),
		fields: map[string]int{
			"year": modelYear, "unit": modelCell, "on": modelDay, "lost": modelLost, "lost-reason": modelReason, "recognised-number": modelNumber, "recognised": modelRecognised,
		},
	}.book()
}

func readModel(l *compare.Line) inspection.Registration {
	l.Need(modelYear, modelCell, modelDay)
	r := inspection.Registration{
		Year: l.Count(modelYear, 1900, 2200), RegisteredOn: l.Day(modelDay), LostOn: l.Day(modelLost), LostReason: l.Text(modelReason, 300),
		RecognisedNumber: l.Text(modelNumber, 50), RecognisedOn: l.Day(modelRecognised),
	}
	r.UnitID = l.Unit(modelCell, r.RegisteredOn)
	l.Name(strconv.Itoa(r.Year))
	return r
}

// ModelRow is a registration as the list has one.
func ModelRow(r inspection.RegistrationRow, unit string) []string {
	row := make([]string, len(ModelLayout.Columns))
	row[modelYear], row[modelCell], row[modelDay], row[modelLost], row[modelReason] = strconv.Itoa(r.Year), unit, vi.Date(r.RegisteredOn), vi.Date(r.LostOn), r.LostReason
	row[modelNumber], row[modelRecognised], row[modelStanding] = r.RecognisedNumber, vi.Date(r.RecognisedOn), r.Standing.Label()
	return row
}
