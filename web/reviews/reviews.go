// Package reviews answers for the month of a cell: it shows the sheet, takes its fields one by one from a script or all at
// once without, the remedies and their steps, and the sending, and prints. The pages are made in the room below.
//
// It owns no table. What must never happen: a text that somebody typed is lost, or stands over one that they did not see.
package reviews

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/committee"
	"tusoi/internal/org"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/substance"
	"tusoi/internal/theme"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/sheetpage"
	"tusoi/web/ui"
)

// Pages shows and takes the months of cells.
type Pages struct {
	Review    *review.Service
	Substance *substance.Service
	Remedy    *remedy.Service
	Theme     *theme.Service
	Org       *org.Service
	Committee *committee.Service
	Now       func() time.Time
}

// place is whose month an address means: a cell's, or the reader's own line where it names no cell.
func (p *Pages) place(r *http.Request) (at sheetform.Place, err error) {
	if chi.URLParam(r, "unit") != "" {
		return sheetform.PlaceOf(r)
	}
	if at.Month, err = kit.PathReview(r, "month"); err != nil {
		return at, err
	}
	at.Own = true
	at.Cell, err = p.Review.OwnCell(r.Context(), kit.Actor(r), at.Month)
	return at, err
}

func (p *Pages) sheet(r *http.Request, at sheetform.Place) (review.Sheet, error) {
	if at.Own {
		return p.Review.Own(r.Context(), kit.Actor(r), at.Month)
	}
	return p.Review.Sheet(r.Context(), kit.Actor(r), at.Cell, at.Month)
}

// Sheet is the month of a cell, or one's own line of it.
func (p *Pages) Sheet(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, at, nil)
}

// show is the one page for a look and for every failure: with f it holds everything that was typed.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, at sheetform.Place, f *sheetform.Posted) error {
	s, err := p.sheet(r, at)
	if err != nil {
		return err
	}
	themes, err := p.themes(r)
	if err != nil {
		return err
	}
	page := sheetpage.Sheet(kit.Chrome(r), sheetpage.Look{
		Sheet: s, Themes: themes, Own: at.Own, Actor: kit.Actor(r), Today: vi.Today(p.Now()), Posted: f, NewKey: kit.NewKey, Open: sheetform.Number(r.URL.Query().Get("mo")),
	})
	return kit.Render(w, r, status, page)
}

// themes are what a new remedy may be about; it may also be said later.
func (p *Pages) themes(r *http.Request) ([]ui.Option, error) {
	list, err := p.Theme.List(r.Context(), kit.Actor(r), false)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	options := []ui.Option{{Label: "Chọn sau"}}
	for _, t := range list {
		options = append(options, ui.Option{Value: strconv.FormatInt(t.ID, 10), Label: t.Name})
	}
	return options, nil
}

// SaveAll takes the whole sheet at one press, as it comes without a script.
func (p *Pages) SaveAll(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
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
