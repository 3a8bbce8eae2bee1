// Package reviews shows and takes the month of a cell: the sheet with everybody's promises and tasks, its fields saved one
// by one by a script or all at once without, the remedies, the read-back, and the printed sheet.
//
// It owns no table. What must never happen: a text that somebody typed is lost, or stands over one that they did not see.
package reviews

import (
	"fmt"
	"net/http"
	"time"

	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
)

// Pages shows and takes the months of cells.
type Pages struct {
	Review *review.Service
	Org    *org.Service
	Now    func() time.Time
}

// place is a cell and a month, as an address names them.
type place struct {
	cell  int64
	month period.Period
}

func (p place) path() string { return kit.SheetPath(p.cell, p.month) }

func placeOf(r *http.Request) (at place, err error) {
	if at.cell, err = kit.PathID(r, "unit"); err != nil {
		return at, err
	}
	at.month, err = kit.PathMonth(r, "month")
	return at, err
}

// Sheet is the month of a cell.
func (p *Pages) Sheet(w http.ResponseWriter, r *http.Request) error {
	at, err := placeOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, at, nil)
}

// show is the one page for a look and for every failure: with f it holds everything that was typed.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, at place, f *posted) error {
	s, err := p.Review.Sheet(r.Context(), kit.Actor(r), at.cell, at.month)
	if err != nil {
		return err
	}
	page := fill(look{
		sheet: s, actor: kit.Actor(r), today: vi.Today(p.Now()), posted: f, newKey: kit.NewKey, open: number(r.URL.Query().Get("mo")),
	})
	return kit.Render(w, r, status, sheet(kit.Chrome(r), page))
}

// SaveAll takes the whole sheet at one press, as it comes without a script.
func (p *Pages) SaveAll(w http.ResponseWriter, r *http.Request) error {
	at, err := placeOf(r)
	if err != nil {
		return err
	}
	form, err := readForm(w, r)
	if err != nil {
		return err
	}
	f := newPosted(form, at)
	if err := p.store(r, f); err != nil {
		return err
	}
	switch {
	case !f.OK():
		return p.show(w, r, http.StatusUnprocessableEntity, at, f)
	case f.Values["di"] == "gui":
		return kit.SeeOther(w, r, kit.SheetSendPath(at.cell, at.month), "")
	}
	return kit.SeeOther(w, r, f.back(), f.done())
}

// store saves what changed, then opens the remedies that were typed. What cannot be taken becomes a problem of the form.
func (p *Pages) store(r *http.Request, f *posted) error {
	if len(f.changes) > 0 {
		conflicts, err := p.Review.SaveAll(r.Context(), kit.Actor(r), f.at.cell, f.at.month, f.changes)
		if err := f.takeChanges(conflicts, err); err != nil {
			return err
		}
	}
	for _, d := range f.drafts {
		if !f.OK() {
			return nil // first the sheet is put right; the remedies stay typed
		}
		if err := f.takeDraft(d, p.Review.AddRemedy(r.Context(), kit.Actor(r), d)); err != nil {
			return err
		}
	}
	return nil
}

// clock is an hour as a person says it: "19:42".
func clock(t time.Time) string { return t.In(vi.Location()).Format("15:04") }

func monthNumber(m period.Period) int { return int(m.Start().Month()) }

func monthTitle(m period.Period) string { return fmt.Sprintf("Tháng %d/%d", monthNumber(m), m.Year()) }
