package reviews

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/period"
	"tusoi/internal/remedy"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
)

// AddRemedy opens a remedy. The form around the sheet comes with it, so what was typed elsewhere is saved first.
func (p *Pages) AddRemedy(w http.ResponseWriter, r *http.Request) error { return p.SaveAll(w, r) }

// ReportRemedy notes that a shortcoming was mended.
func (p *Pages) ReportRemedy(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "Đã báo sửa xong. Việc này chờ người khác xác nhận.", func(id int64, f *sheetform.Posted) error {
		name := sheetform.StepField("q", id)
		_, err := p.Remedy.Report(r.Context(), kit.Actor(r), id, remedy.Evidence{Result: f.Values[name]})
		return f.TakeBy(err, func(string) string { return name })
	})
}

// VerifyRemedy closes a remedy on the word of somebody other than its owner.
func (p *Pages) VerifyRemedy(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "Đã xác nhận sửa xong.", func(id int64, f *sheetform.Posted) error {
		_, err := p.Remedy.Verify(r.Context(), kit.Actor(r), id)
		return f.TakeBy(err, func(string) string { return "" })
	})
}

// RollRemedy puts a remedy's date off.
func (p *Pages) RollRemedy(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "Đã dời hạn. Hạn đầu tiên và số lần dời vẫn được ghi lại.", func(id int64, f *sheetform.Posted) error {
		name := sheetform.StepField("h", id)
		due := f.Date(name, "hạn mới", true)
		if !f.OK() {
			return nil
		}
		_, err := p.Remedy.Roll(r.Context(), kit.Actor(r), id, due, f.Values[sheetform.StepField("l", id)])
		return f.TakeBy(err, func(string) string { return name })
	})
}

// step takes a remedy one step further, from the sheet of the month that the form names; that sheet is saved first.
func (p *Pages) step(w http.ResponseWriter, r *http.Request, done string, do func(id int64, f *sheetform.Posted) error) error {
	id, err := kit.PathID(r, "remedy")
	if err != nil {
		return err
	}
	found, err := p.Remedy.Find(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	form, err := sheetform.Read(w, r)
	if err != nil {
		return err
	}
	f := sheetform.New(form, sheetform.Place{Cell: found.CellID, Month: p.monthNamed(form), Own: chi.URLParam(r, "month") != ""})
	if err := p.store(r, f); err != nil {
		return err
	}
	if f.OK() {
		if err := do(id, f); err != nil {
			return err
		}
	}
	if !f.OK() {
		return p.show(w, r, http.StatusUnprocessableEntity, f.At, f)
	}
	if found.OfCell {
		return kit.SeeOther(w, r, f.At.Path()+"#"+sheetform.RemedyAnchor(id), done)
	}
	return kit.SeeOther(w, r, sheetform.Unfolded(f.At, found.MemberID), done)
}

// monthNamed is the month of the sheet that a step was taken from; this month when the form names none.
func (p *Pages) monthNamed(f *kit.Form) period.Period {
	if m, err := period.ParseReview(f.Values["thang"]); err == nil {
		return m
	}
	return period.MonthOf(vi.Today(p.Now()))
}
