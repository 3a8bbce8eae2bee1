// Package reviews answers for the month of a cell: it shows the sheet, takes its fields one by one from a script or all at
// once without, the remedies and their steps, and the sending, and prints. The pages are made in the room below.
//
// It owns no table. What must never happen: a text that somebody typed is lost, or stands over one that they did not see.
package reviews

import (
	"net/http"
	"time"

	"tusoi/internal/committee"
	"tusoi/internal/org"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/sheetpage"
)

// Pages shows and takes the months of cells.
type Pages struct {
	Review    *review.Service
	Remedy    *remedy.Service
	Org       *org.Service
	Committee *committee.Service
	Now       func() time.Time
}

// Sheet is the month of a cell.
func (p *Pages) Sheet(w http.ResponseWriter, r *http.Request) error {
	at, err := sheetform.PlaceOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, at, nil)
}

// show is the one page for a look and for every failure: with f it holds everything that was typed.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, at sheetform.Place, f *sheetform.Posted) error {
	s, err := p.Review.Sheet(r.Context(), kit.Actor(r), at.Cell, at.Month)
	if err != nil {
		return err
	}
	page := sheetpage.Sheet(kit.Chrome(r), sheetpage.Look{
		Sheet: s, Actor: kit.Actor(r), Today: vi.Today(p.Now()), Posted: f, NewKey: kit.NewKey, Open: sheetform.Number(r.URL.Query().Get("mo")),
	})
	return kit.Render(w, r, status, page)
}

// SaveAll takes the whole sheet at one press, as it comes without a script.
func (p *Pages) SaveAll(w http.ResponseWriter, r *http.Request) error {
	at, err := sheetform.PlaceOf(r)
	if err != nil {
		return err
	}
	form, err := sheetform.Read(w, r)
	if err != nil {
		return err
	}
	f := sheetform.New(form, at)
	if err := p.store(r, f); err != nil {
		return err
	}
	switch {
	case !f.OK():
		return p.show(w, r, http.StatusUnprocessableEntity, at, f)
	case f.Values["di"] == "gui":
		return kit.SeeOther(w, r, kit.SheetSendPath(at.Cell, at.Month), "")
	}
	return kit.SeeOther(w, r, f.Back(), f.Done())
}

// store saves what changed, then opens the remedies that were typed. What cannot be taken becomes a problem of the form.
func (p *Pages) store(r *http.Request, f *sheetform.Posted) error {
	if len(f.Changes) > 0 {
		conflicts, err := p.Review.SaveAll(r.Context(), kit.Actor(r), f.At.Cell, f.At.Month, f.Changes)
		if err := f.TakeChanges(conflicts, err); err != nil {
			return err
		}
	}
	for _, d := range f.Drafts {
		if !f.OK() {
			return nil // first the sheet is put right; the remedies stay typed
		}
		if err := f.TakeDraft(d, p.Review.AddRemedy(r.Context(), kit.Actor(r), d)); err != nil {
			return err
		}
	}
	return nil
}

// clock is an hour as a person says it: "19:42".
func clock(t time.Time) string { return t.In(vi.Location()).Format("15:04") }
