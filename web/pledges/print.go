package pledges

import (
	"bytes"
	"fmt"
	"net/http"

	"tusoi/internal/pledgepaper"
	"tusoi/internal/report/document"
	"tusoi/internal/report/pdf"
	"tusoi/web/kit"
)

// printed is one or more sheets on paper.
type printed struct {
	title, back, pdf, file string
	docs                   []document.Document
}

// papers makes the paper that an address names.
type papers func(r *http.Request) (printed, error)

// Print is a member's sheet for the printer; with ?trong=1 a blank one.
func (p *Pages) Print(w http.ResponseWriter, r *http.Request) error { return p.print(w, r, p.paper) }

// PDF is the same as a file.
func (p *Pages) PDF(w http.ResponseWriter, r *http.Request) error { return p.pdf(w, r, p.paper) }

// PrintCell is all sheets of a cell for the printer.
func (p *Pages) PrintCell(w http.ResponseWriter, r *http.Request) error {
	return p.print(w, r, p.cellPapers)
}

// CellPDF is the same as one file.
func (p *Pages) CellPDF(w http.ResponseWriter, r *http.Request) error {
	return p.pdf(w, r, p.cellPapers)
}

// PrintOwn is the reader's own sheet for the printer.
func (p *Pages) PrintOwn(w http.ResponseWriter, r *http.Request) error {
	return p.print(w, r, p.ownPaper)
}

// OwnPDF is the same as a file.
func (p *Pages) OwnPDF(w http.ResponseWriter, r *http.Request) error { return p.pdf(w, r, p.ownPaper) }

func (p *Pages) paper(r *http.Request) (printed, error) {
	member, year, err := address(r)
	if err != nil {
		return printed{}, err
	}
	list, err := p.Paper.Papers(r.Context(), kit.Actor(r), 0, member, year)
	if err != nil {
		return printed{}, err
	}
	return p.documents(r, list, printed{title: fmt.Sprintf("Cam kết năm %d của %s", year, list[0].MemberName), back: kit.PledgePath(member, year),
		pdf: kit.PledgeStepPath(member, year, "pdf"), file: fmt.Sprintf("cam-ket-%d-%d", year, member)})
}

func (p *Pages) ownPaper(r *http.Request) (printed, error) {
	year, err := kit.PathYear(r, "year")
	if err != nil {
		return printed{}, err
	}
	list, err := p.Paper.OwnPaper(r.Context(), kit.Actor(r), year)
	if err != nil {
		return printed{}, err
	}
	return p.documents(r, list, printed{title: fmt.Sprintf("Cam kết năm %d của tôi", year), back: kit.OwnPledgePath(year),
		pdf: kit.OwnPledgePath(year) + "/pdf", file: fmt.Sprintf("cam-ket-%d", year)})
}

func (p *Pages) cellPapers(r *http.Request) (printed, error) {
	cell, err := kit.PathID(r, "unit")
	if err != nil {
		return printed{}, err
	}
	year, err := kit.PathYear(r, "year")
	if err != nil {
		return printed{}, err
	}
	list, err := p.Paper.Papers(r.Context(), kit.Actor(r), cell, 0, year)
	if err != nil {
		return printed{}, err
	}
	return p.documents(r, list, printed{title: fmt.Sprintf("Cam kết năm %d, %s", year, list[0].CellName), back: kit.CellPledgesPath(cell, year),
		pdf: kit.CellPledgesStepPath(cell, year, "pdf"), file: fmt.Sprintf("cam-ket-%d-chi-bo-%d", year, cell)})
}

const blank = "?trong=1"

func (p *Pages) documents(r *http.Request, list []pledgepaper.Paper, v printed) (printed, error) {
	empty := r.URL.Query().Get("trong") != ""
	if empty {
		v.title, v.pdf, v.file = v.title+" (bản trống)", v.pdf+blank, v.file+"-trong"
	}
	var err error
	v.docs, err = p.Paper.Documents(r.Context(), kit.Actor(r), list, empty)
	return v, err
}

func (p *Pages) print(w http.ResponseWriter, r *http.Request, make papers) error {
	v, err := make(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, printPage(v))
}

func (p *Pages) pdf(w http.ResponseWriter, r *http.Request, make papers) error {
	v, err := make(r)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := pdf.Write(&file, v.docs...); err != nil {
		return fmt.Errorf("write the PDF: %w", err)
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", v.file+".pdf"))
	_, _ = w.Write(file.Bytes()) // the reader may have left
	return nil
}
