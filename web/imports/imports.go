// Package imports takes the committee's lists from files: it shows row by row what a file would do, and does it
// once somebody has looked.
package imports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/intake"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages takes files.
type Pages struct {
	Intake *intake.Service
	Now    func() time.Time
}

// The names of the form's fields.
const (
	fileField  = "tep"
	printField = "dau"
)

// words are the kinds of list in addresses. Those of records have the word of their book.
var words = map[compare.Kind]string{
	compare.Members: "dang-vien", compare.Units: "to-chuc",
	compare.Awards: kit.AwardsWord, compare.Documents: kit.DocumentsWord, compare.Sessions: kit.SessionsWord,
	compare.Disciplines: kit.DisciplinesWord, compare.Inspections: kit.InspectionsWord, compare.Models: kit.ModelsWord, compare.Complaints: kit.ComplaintsWord, compare.Meetings: kit.MeetingsWord,
}

// kindOf is the kind of list that a word stands for, "" for none.
func kindOf(word string) compare.Kind {
	for kind, w := range words {
		if w == word {
			return kind
		}
	}
	return ""
}

// Index is the form and the files given before. With ?mau= it is an empty list to fill in, with ?loai= the form is for one kind
// of list.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if name := q.Get("mau"); name != "" {
		return p.template(w, name)
	}
	return p.form(w, r, http.StatusOK, indexView{word: q.Get(kindField)})
}

// template hands out an empty list. It holds nobody's data.
func (p *Pages) template(w http.ResponseWriter, name string) error {
	layout, err := p.Intake.Layout(kindOf(name))
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := workbook.WriteTemplate(&buf, layout); err != nil {
		return err
	}
	kit.Workbook(w, "mau-"+name+".xlsx")
	_, _ = w.Write(buf.Bytes()) // the reader left: nothing to answer any more
	return nil
}

// form is the one page for a look and for every file that is refused.
func (p *Pages) form(w http.ResponseWriter, r *http.Request, status int, v indexView) error {
	var err error
	if v.runs, err = p.Intake.Runs(r.Context(), kit.Actor(r)); err != nil {
		return err
	}
	for _, k := range p.Intake.Kinds(kit.Actor(r)) {
		layout, err := p.Intake.Layout(k)
		if err != nil {
			return err
		}
		v.columns = append(v.columns, columnList{word: words[k], kind: k, layout: layout})
	}
	return kit.Render(w, r, status, index(kit.Chrome(r), v))
}

// Preview takes a file and goes on to what it would do.
func (p *Pages) Preview(w http.ResponseWriter, r *http.Request) error {
	word, name, data, err := upload(w, r)
	if err == nil {
		var run intake.Run
		if run, _, err = p.Intake.Preview(r.Context(), kit.Actor(r), kindOf(word), name, data); err == nil {
			return kit.SeeOther(w, r, kit.ImportPath(run.ID), "")
		}
	}
	var unmatched *workbook.Unmatched
	if errors.As(err, &unmatched) {
		run, held := p.Intake.Hold(r.Context(), kit.Actor(r), compare.Kind(unmatched.Key), name, data)
		if held == nil {
			return kit.SeeOther(w, r, kit.ImportColumnsPath(run.ID), "")
		}
	}
	if apperr.KindOf(err) != apperr.KindInvalid {
		return err
	}
	return p.form(w, r, http.StatusUnprocessableEntity, indexView{word: word, problems: []ui.Problem{{Field: fileField, Text: apperr.Message(err)}}})
}

const noFile = "Chưa có tệp nào. Đồng chí chọn tệp Excel (.xlsx), LibreOffice (.ods) hoặc .csv rồi bấm Xem trước."

// upload reads the file of the form, no further than it may be large, and which kind of list it is said to be.
func upload(w http.ResponseWriter, r *http.Request) (word, name string, data []byte, err error) {
	tooLarge := apperr.Invalid(fmt.Sprintf("Tệp nặng quá %d MB. Đồng chí bỏ ảnh và các trang không cần rồi tải lên lại.", workbook.MaxSize>>20))
	r.Body = http.MaxBytesReader(w, r.Body, workbook.MaxSize+1<<20)
	parts, err := r.MultipartReader()
	if err != nil {
		return "", "", nil, apperr.Invalid(noFile)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return word, "", nil, apperr.Invalid(noFile)
		}
		if err != nil {
			return word, "", nil, unread(err, tooLarge)
		}
		if part.FormName() == kindField { // it stands above the file
			text, _ := io.ReadAll(io.LimitReader(part, 100)) // what is cut off or lost is no kind
			word = string(text)
		}
		if part.FormName() != fileField {
			continue
		}
		if part.FileName() == "" {
			return word, "", nil, apperr.Invalid(noFile)
		}
		if data, err = io.ReadAll(io.LimitReader(part, workbook.MaxSize+1)); err != nil {
			return word, "", nil, unread(err, tooLarge)
		}
		if len(data) > workbook.MaxSize {
			return word, "", nil, tooLarge
		}
		return word, part.FileName(), data, nil
	}
}

func unread(err error, tooLarge error) error {
	var limit *http.MaxBytesError
	if errors.As(err, &limit) {
		return tooLarge
	}
	return &apperr.Error{Kind: apperr.KindInvalid, Err: err, Msg: "Tệp tải lên chưa hết, có thể do mạng. Đồng chí tải lên lại."}
}

// Show is what a file would do, or did.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "run")
	if err != nil {
		return err
	}
	run, plan, err := p.Intake.Plan(r.Context(), kit.Actor(r), id)
	var unmatched *workbook.Unmatched
	if errors.As(err, &unmatched) {
		return kit.SeeOther(w, r, kit.ImportColumnsPath(id), "")
	}
	if err != nil {
		return err
	}
	v := newView(run, plan, r.URL.Query().Get("xem"), kit.QueryPage(r))
	return kit.Render(w, r, http.StatusOK, show(kit.Chrome(r), v))
}

// Marked hands the file back with what would become of each row.
func (p *Pages) Marked(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "run")
	if err != nil {
		return err
	}
	name, data, err := p.Intake.Marked(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	kit.Workbook(w, name)
	_, _ = w.Write(data) // the reader left: nothing to answer any more
	return nil
}

// Apply does what was shown. When the lists changed meanwhile it shows what the file would do now.
func (p *Pages) Apply(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "run")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	run, plan, err := p.Intake.Apply(r.Context(), kit.Actor(r), id, f.Values[printField])
	switch {
	case err == nil:
		return kit.SeeOther(w, r, kit.ImportPath(id), fmt.Sprintf("Đã áp dụng %s dòng.", vi.Int(run.Added+run.Changed)))
	case len(plan.Rows) == 0 || !f.Take(err):
		return err
	}
	v := newView(run, plan, "", 1)
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusConflict, show(kit.Chrome(r), v))
}

// Undo takes back what an import did. What stands in its way is said above the import.
func (p *Pages) Undo(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "run")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	run, err := p.Intake.Undo(r.Context(), kit.Actor(r), id)
	if err == nil {
		return kit.SeeOther(w, r, kit.ImportPath(id), "Đã rút lại lần nhập. Danh sách trở về như trước khi áp dụng.")
	}
	if apperr.KindOf(err) != apperr.KindConflict || !f.Take(err) {
		return err
	}
	v := newView(run, compare.Plan{}, "", 1)
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusConflict, show(kit.Chrome(r), v))
}
