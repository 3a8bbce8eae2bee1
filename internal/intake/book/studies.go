package book

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/study"
	"tusoi/internal/vi"
)

// The columns of the register of documents.
const (
	docNumber = iota
	docIssuer
	docIssued
	docSubject
	docUnit
	docLevel
	docDue
)

// DocumentLayout is the columns of the register of documents.
var DocumentLayout = workbook.Layout{Key: string(compare.Documents), Title: "Văn bản", Columns: []workbook.Column{
	docNumber:  {Heading: "Số văn bản", Also: []string{"so", "so ky hieu", "so hieu"}, Needed: true, Hint: "Ví dụ: 01-KL/TW."},
	docIssuer:  {Heading: "Cơ quan ban hành", Also: []string{"noi ban hanh", "co quan"}, Needed: true, Hint: "Ví dụ: Bộ Chính trị."},
	docIssued:  {Heading: "Ngày ban hành", Also: []string{"ngay ky", "ngay"}, Needed: true, Hint: "dd/mm/yyyy."},
	docSubject: {Heading: "Trích yếu", Also: []string{"noi dung", "ten van ban"}, Needed: true, Hint: "Văn bản nói về việc gì."},
	docUnit:    {Heading: "Nơi phải học tập", Also: []string{"to chuc dang", "don vi"}, Hint: "Mã hoặc tên tổ chức đảng; để trống là toàn đảng bộ."},
	docLevel:   {Heading: "Ai phải học tập", Also: []string{"cap hoc tap", "doi tuong"}, Hint: "Mọi tổ chức cơ sở đảng, Mọi chi bộ, hoặc để trống."},
	docDue:     {Heading: "Hạn học tập", Also: []string{"han", "thoi han"}, Hint: "dd/mm/yyyy; cần khi có người phải học tập."},
}}

// Documents is the register of documents.
func Documents(room *study.Service) Book {
	return spec[study.Document]{
		kind: compare.Documents, layout: DocumentLayout, read: readDocument, room: room.Register(),
		fields: map[string]int{"number": docNumber, "issuer": docIssuer, "on": docIssued, "subject": docSubject, "unit": docUnit, "level": docLevel, "due": docDue},
	}.book()
}

var studyLevels, studyForms = options(study.Levels()), options(study.Forms())

func readDocument(l *compare.Line) study.Document {
	l.Need(docNumber, docIssuer, docIssued, docSubject)
	d := study.Document{
		Number: l.Text(docNumber, 50), Issuer: l.Text(docIssuer, 200), IssuedOn: l.Day(docIssued), Subject: l.Text(docSubject, 500),
		Level: study.Level(l.Choice(docLevel, studyLevels)), DueOn: l.Day(docDue), UnitID: l.Unit(docUnit, l.Today()),
	}
	if d.UnitID == 0 && l.OK() {
		d.UnitID = l.Root()
	}
	l.Name(d.Number)
	return d
}

// DocumentRow is a document as the list has one.
func DocumentRow(r study.DocumentRow, unit string) []string {
	row := make([]string, len(DocumentLayout.Columns))
	row[docNumber], row[docIssuer], row[docIssued], row[docSubject], row[docUnit] = r.Number, r.Issuer, vi.Date(r.IssuedOn), r.Subject, unit
	if r.Level != study.Nobody {
		row[docLevel], row[docDue] = r.Level.Label(), vi.Date(r.DueOn)
	}
	return row
}

// The columns of the book of study sessions.
const (
	sessionDay = iota
	sessionUnit
	sessionNumber
	sessionIssuer
	sessionIssued
	sessionForm
	sessionPresenter
	sessionExpected
	sessionAttended
)

// SessionLayout is the columns of the book of study sessions.
var SessionLayout = workbook.Layout{Key: string(compare.Sessions), Title: "Học tập", Columns: []workbook.Column{
	sessionDay:       {Heading: "Ngày học tập", Also: []string{"ngay", "ngay to chuc"}, Needed: true, Hint: "dd/mm/yyyy."},
	sessionUnit:      {Heading: "Tổ chức đảng", Also: []string{"don vi", "chi bo"}, Needed: true, Hint: "Mã hoặc tên tổ chức đã học tập."},
	sessionNumber:    {Heading: "Số văn bản", Also: []string{"van ban", "so ky hieu"}, Needed: true, Hint: "Văn bản đã có trong sổ, ví dụ: 01-KL/TW."},
	sessionIssuer:    {Heading: "Cơ quan ban hành", Also: []string{"noi ban hanh"}, Hint: "Cần khi nhiều văn bản cùng số."},
	sessionIssued:    {Heading: "Ngày ban hành", Hint: "dd/mm/yyyy; cần khi nhiều văn bản cùng số."},
	sessionForm:      {Heading: "Hình thức", Also: []string{"hinh thuc hoc tap"}, Needed: true, Hint: "Hội nghị trực tiếp, Hội nghị trực tuyến, Trong sinh hoạt chi bộ hoặc Tự nghiên cứu, có kiểm tra."},
	sessionPresenter: {Heading: "Người truyền đạt", Also: []string{"bao cao vien"}, Hint: "Có thể để trống."},
	sessionExpected:  {Heading: "Phải dự", Also: []string{"so phai du", "trieu tap"}, Needed: true, Hint: "Số đảng viên phải dự."},
	sessionAttended:  {Heading: "Đã dự", Also: []string{"so du", "co mat"}, Needed: true, Hint: "Số đảng viên đã dự."},
}}

// Sessions is the book of study sessions.
func Sessions(room *study.Service) Book {
	return spec[study.Session]{
		kind: compare.Sessions, layout: SessionLayout, room: room.Book(),
		ready: func(ctx context.Context, tx pgx.Tx, actor authz.Actor) (func(*compare.Line) study.Session, error) {
			known, err := room.Known(ctx, tx, actor)
			return func(l *compare.Line) study.Session { return readSession(l, known) }, err
		},
		fields: map[string]int{
			"on": sessionDay, "unit": sessionUnit, "document": sessionNumber, "form": sessionForm, "presenter": sessionPresenter,
			"expected": sessionExpected, "attended": sessionAttended, "missing": sessionAttended,
		},
	}.book()
}

func readSession(l *compare.Line, known []study.Key) study.Session {
	l.Need(sessionDay, sessionUnit, sessionNumber, sessionForm, sessionExpected, sessionAttended)
	d := study.Session{
		HeldOn: l.Day(sessionDay), Form: study.Form(l.Choice(sessionForm, studyForms)), Presenter: l.Text(sessionPresenter, 200),
		Expected: l.Count(sessionExpected, 1, 10_000), Attended: l.Count(sessionAttended, 0, 10_000),
	}
	d.UnitID = l.Unit(sessionUnit, d.HeldOn)
	d.DocumentID = findDocument(l, known, l.Text(sessionNumber, 50), l.Text(sessionIssuer, 200), l.Day(sessionIssued))
	return d
}

// findDocument finds the one document that a line names, by number and, where that is not enough, by who issued it and when.
func findDocument(l *compare.Line, known []study.Key, number, issuer string, issued time.Time) int64 {
	var found []study.Key
	for _, k := range known {
		if vi.Fold(k.Number) == vi.Fold(number) && (issuer == "" || vi.Fold(k.Issuer) == vi.Fold(issuer)) && (issued.IsZero() || k.IssuedOn.Equal(issued)) {
			found = append(found, k)
		}
	}
	switch {
	case number == "":
		return 0
	case len(found) == 1:
		return found[0].ID
	case len(found) == 0:
		l.Refuse(sessionNumber, "Sổ văn bản chưa có văn bản “"+compare.FirstWords(number)+"”. Ghi văn bản vào sổ trước.")
	default:
		l.Refuse(sessionNumber, "Có "+strconv.Itoa(len(found))+" văn bản số “"+number+"”. Ghi thêm cơ quan và ngày ban hành.")
	}
	return 0
}

// SessionRow is a session as the list has one. Who was missing is told on its page only.
func SessionRow(r study.SessionRow, unit string) []string {
	row := make([]string, len(SessionLayout.Columns))
	row[sessionDay], row[sessionUnit], row[sessionNumber], row[sessionIssuer] = vi.Date(r.HeldOn), unit, r.DocumentNumber, r.DocumentIssuer
	row[sessionIssued], row[sessionForm], row[sessionPresenter] = vi.Date(r.DocumentOn), r.Form.Label(), r.Presenter
	row[sessionExpected], row[sessionAttended] = strconv.Itoa(r.Expected), strconv.Itoa(r.Attended)
	return row
}
