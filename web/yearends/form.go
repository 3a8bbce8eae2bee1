package yearends

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/vi"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// formView is one form: the review, and what was typed over it.
type formView struct {
	yearend.Review
	own      bool // on the member's own address
	input    yearend.Input
	draft    form.Answers      // what the figures say, while it is shown beside the text
	hidden   form.Answers      // what was typed under headings that another form has
	typed    map[string]string // into the blocks of the cell and of the committee
	problems []ui.Problem
	history  []ui.Step
}

func newFormView(r yearend.Review, own bool) formView {
	v := formView{Review: r, own: own, input: yearend.Input{
		Version: r.Version, Form: r.Form.Key, Answers: r.Answers, SelfLevel: r.SelfLevel, StaffLevel: r.StaffLevel,
	}}
	if r.State == yearend.None { // nothing is written yet: the figures begin
		v.input.Answers = form.Prefill(r.Form, r.Facts)
	}
	v.typed = blocks(r)
	return v
}

// blocks are the fields of blocks A, B and C as they stand.
func blocks(r yearend.Review) map[string]string {
	t := map[string]string{
		"comment": r.CellComment, "level": string(r.CellLevel), "on": date(r.CellOn),
		"agency-text": r.AgencyComment, "agency-level": string(r.AgencyLevel), "agency-head": r.AgencyHead, "agency-on": date(r.AgencyOn),
		"ban": strconv.Itoa(r.Version),
	}
	v := r.Votes
	for name, n := range map[string]int{
		"present": v.Present, "issued": v.Issued, "returned": v.Returned, "valid": v.Valid,
		"votes-excellent": v.Excellent, "votes-good": v.Good, "votes-done": v.Done, "votes-failed": v.Failed,
	} {
		if v != (form.Votes{}) {
			t[name] = strconv.Itoa(n)
		}
	}
	return t
}

func date(t *time.Time) string {
	if t == nil {
		return ""
	}
	return vi.Date(*t)
}

// path is the address of the form itself, path of a step below it.
func (v formView) path() string {
	if v.own {
		return kit.OwnYearPath(v.Year)
	}
	return kit.MemberYearPath(v.MemberID, v.Year)
}

func (v formView) paper(kind string) string {
	if v.own {
		return kit.OwnYearStepPath(v.Year, kind)
	}
	return kit.MemberYearStepPath(v.MemberID, v.Year, kind)
}

// Show is a member's form, to be written or read.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.open(r, false)
	if err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, v)
}

// Own is one's own form.
func (p *Pages) Own(w http.ResponseWriter, r *http.Request) error {
	v, err := p.open(r, true)
	if err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, v)
}

// open reads the form that the address names.
func (p *Pages) open(r *http.Request, own bool) (formView, error) {
	review, err := p.review(r, own)
	return newFormView(review, own), err
}

func (p *Pages) review(r *http.Request, own bool) (yearend.Review, error) {
	if own {
		year, err := kit.PathYear(r, "year")
		if err != nil {
			return yearend.Review{}, err
		}
		return p.YearEnd.Own(r.Context(), kit.Actor(r), year)
	}
	member, year, err := address(r, "member")
	if err != nil {
		return yearend.Review{}, err
	}
	return p.YearEnd.Get(r.Context(), kit.Actor(r), member, year)
}

// form is the one page for a look and for every failure.
func (p *Pages) form(w http.ResponseWriter, r *http.Request, status int, v formView) (err error) {
	if v.history, err = p.history(r, v); err != nil {
		return err
	}
	return kit.Render(w, r, status, formPage(kit.Chrome(r), v))
}

// Save takes a member's part from the cell's committee.
func (p *Pages) Save(w http.ResponseWriter, r *http.Request) error { return p.save(w, r, false) }

// SaveOwn takes one's own part.
func (p *Pages) SaveOwn(w http.ResponseWriter, r *http.Request) error { return p.save(w, r, true) }

// save keeps the part, hands it in ("nop"), shows what the figures say beside it ("lam-lai"), or changes the form ("doi-mau"); the
// last two write nothing.
func (p *Pages) save(w http.ResponseWriter, r *http.Request, own bool) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := p.open(r, own)
	if err != nil {
		return err
	}
	v.read(f)
	switch f.Values["viec"] {
	case "lam-lai":
		v.draft = form.Prefill(v.Form, v.Facts)
		return p.form(w, r, http.StatusOK, v)
	case "doi-mau":
		return p.form(w, r, http.StatusOK, v)
	}
	handIn := f.Values["viec"] == "nop"
	err = p.YearEnd.Save(r.Context(), kit.Actor(r), v.MemberID, v.Year, v.input, handIn)
	if err == nil {
		done := "Đã lưu bản kiểm điểm."
		if handIn {
			done = "Đã nộp bản kiểm điểm. Số liệu kèm theo giữ nguyên từ đây."
		}
		return kit.SeeOther(w, r, v.path(), done)
	}
	if !f.Take(err) {
		return err
	}
	v.problems = f.Problems
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}

// read takes what was typed. Under a heading whose box says so the draft from the figures takes the place of the text.
func (v *formView) read(f *kit.Form) {
	in := yearend.Input{Version: atoi(f.Values["ban"]), Form: f.Values["form"], Answers: form.Answers{},
		SelfLevel: form.Level(f.Values["self"]), StaffLevel: form.Level(f.Values["staff"])}
	if chosen, ok := form.Named(v.Year, in.Form); ok {
		v.Form = chosen
	}
	v.hidden = form.Answers{}
	asked := map[string]bool{}
	for _, h := range v.Form.Fields() {
		asked[h.Key] = true
	}
	for _, paper := range form.In(v.Year) {
		for _, h := range paper.Fields() {
			a := form.Answer{Text: f.Values[h.Key], Grade: form.Grade(f.Values["grade-"+h.Key])}
			if f.Values["lay-"+h.Key] != "" {
				a.Text = f.Values["thao-"+h.Key]
			}
			if asked[h.Key] {
				in.Answers[h.Key] = a
			} else if a != (form.Answer{}) {
				v.hidden[h.Key] = a
			}
		}
	}
	v.input = in
}

// formOptions are the forms of the year.
func (v formView) formOptions() []ui.Option {
	var list []ui.Option
	for _, f := range form.In(v.Year) {
		list = append(list, ui.Option{Value: f.Key, Label: f.Label() + ": " + f.Who})
	}
	return list
}

func (v formView) crumbs() []ui.Crumb {
	if v.own {
		return []ui.Crumb{{Label: fmt.Sprintf("Kiểm điểm năm %d của tôi", v.Year)}}
	}
	return []ui.Crumb{
		{Label: v.Place.CellName, Href: kit.UnitPath(v.CellID)}, {Label: fmt.Sprintf("Kiểm điểm năm %d", v.Year), Href: kit.UnitYearPath(v.CellID, v.Year)},
		{Label: v.MemberName},
	}
}

// proposesLess reports whether the level that the cell proposes is not the one with the most votes.
func (v formView) proposesLess() bool {
	for _, l := range form.Levels() {
		if v.Votes.For(l) > v.Votes.For(v.CellLevel) {
			return true
		}
	}
	return false
}
