// Package reports shows a unit's report as a page, for the printer, and as a PDF file.
package reports

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/authz"
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
	today := vi.Today(p.Now())
	at, err := kit.QueryPeriod(r, "ky", period.MonthOf(today))
	if err != nil {
		return err
	}
	if err := kit.Begun(at, today); err != nil {
		return err
	}
	v := indexView{period: at, periods: kit.PeriodOptions(today, at)}
	for _, post := range kit.Actor(r).Posts {
		u, err := tree.Unit(post.UnitID)
		if err != nil || !authz.Allows(post.Role, authz.ReportRead) {
			continue
		}
		v.groups = append(v.groups, unitGroup{u, tree.Children(u.ID)})
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

type indexView struct {
	period  period.Period
	periods []ui.Option
	groups  []unitGroup
}

type unitGroup struct {
	unit  org.Unit
	below []org.Unit
}

// build makes the report that the address names.
func (p *Pages) build(r *http.Request) (v reportView, err error) {
	if v.unit, err = kit.PathID(r, "unit"); err != nil {
		return v, err
	}
	if v.period, err = period.Parse(chi.URLParam(r, "period")); err != nil {
		return v, err
	}
	if err := kit.Begun(v.period, vi.Today(p.Now())); err != nil {
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
