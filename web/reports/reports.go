// Package reports shows a unit's report as a page, for the printer, and as a PDF file.
package reports

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/report"
	"tusoi/internal/report/document"
	"tusoi/internal/report/pdf"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows reports.
type Pages struct {
	Report *report.Service
	Org    *org.Service
	Now    func() time.Time
}

// Index chooses a unit and a period.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	current := period.MonthOf(vi.Today(p.Now()))
	at, err := kit.QueryPeriod(r, "ky", current)
	if err != nil {
		return err
	}
	v := indexView{period: at, current: current}
	for _, post := range kit.Actor(r).Posts {
		u, err := tree.Unit(post.UnitID)
		if err != nil {
			continue
		}
		v.groups = append(v.groups, unitGroup{u, tree.Children(u.ID)})
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

type indexView struct {
	period, current period.Period
	groups          []unitGroup
}

type unitGroup struct {
	unit  org.Unit
	below []org.Unit
}

// periods are those one may want a report of: the last twelve months, then half-years and years back to the source's.
func (v indexView) periods() []ui.Option {
	var list []ui.Option
	for m, i := v.current, 0; i < 12; m, i = m.Prev(), i+1 {
		list = append(list, ui.Option{Value: m.String(), Label: m.Label()})
	}
	for y := v.current.Year(); y >= v.current.Year()-5; y-- {
		for _, p := range []period.Period{period.Year(y), period.Half(y, 2), period.Half(y, 1)} {
			if !v.current.Before(p) {
				list = append(list, ui.Option{Value: p.String(), Label: p.Label()})
			}
		}
	}
	return list
}

// build makes the report that the address names.
func (p *Pages) build(r *http.Request) (v reportView, err error) {
	if v.unit, err = kit.PathID(r, "unit"); err != nil {
		return v, err
	}
	if v.period, err = period.Parse(chi.URLParam(r, "period")); err != nil {
		return v, err
	}
	v.doc, err = p.Report.Build(r.Context(), kit.Actor(r), v.unit, v.period, kit.EvidencePath)
	return v, err
}

type reportView struct {
	unit   int64
	period period.Period
	doc    document.Document
}

// Show is the report on a page, each figure a way to its rows.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.build(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, show(kit.Chrome(r), v))
}

// Print is the report alone, as it leaves the printer.
func (p *Pages) Print(w http.ResponseWriter, r *http.Request) error {
	v, err := p.build(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, printed(v))
}

// PDF is the report as a file.
func (p *Pages) PDF(w http.ResponseWriter, r *http.Request) error {
	v, err := p.build(r)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := pdf.Write(&file, v.doc); err != nil {
		return fmt.Errorf("write the PDF: %w", err)
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", fmt.Sprintf("bao-cao-%d-%s.pdf", v.unit, v.period)))
	_, _ = w.Write(file.Bytes()) // the reader may have left
	return nil
}
