package yearends

import (
	"bytes"
	"fmt"
	"net/http"

	"tusoi/internal/apperr"
	"tusoi/internal/report/document"
	"tusoi/internal/report/pdf"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
	"tusoi/internal/yearend/paper"
	"tusoi/web/kit"
)

// Print is a member's form alone, as it leaves the printer.
func (p *Pages) Print(w http.ResponseWriter, r *http.Request) error { return p.print(w, r, false) }

// PrintOwn is one's own form alone.
func (p *Pages) PrintOwn(w http.ResponseWriter, r *http.Request) error { return p.print(w, r, true) }

// PDF is a member's form as a file.
func (p *Pages) PDF(w http.ResponseWriter, r *http.Request) error { return p.one(w, r, false, false) }

// OwnPDF is one's own form as a file.
func (p *Pages) OwnPDF(w http.ResponseWriter, r *http.Request) error {
	return p.one(w, r, true, false)
}

// Blank is the form of a member as an empty file, to be written by hand.
func (p *Pages) Blank(w http.ResponseWriter, r *http.Request) error { return p.one(w, r, false, true) }

// OwnBlank is one's own form as an empty file.
func (p *Pages) OwnBlank(w http.ResponseWriter, r *http.Request) error {
	return p.one(w, r, true, true)
}

// CellPDF is every form of a cell that was begun, in one file.
func (p *Pages) CellPDF(w http.ResponseWriter, r *http.Request) error { return p.all(w, r, false) }

// CellBlank is an empty form for everybody of a cell who has to write one, in one file.
func (p *Pages) CellBlank(w http.ResponseWriter, r *http.Request) error { return p.all(w, r, true) }

func (p *Pages) print(w http.ResponseWriter, r *http.Request, own bool) error {
	v, err := p.open(r, own)
	if err != nil {
		return err
	}
	docs, err := p.documents(r, []yearend.Review{v.Review}, false)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, printed(v, docs[0]))
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request, own, blank bool) error {
	review, err := p.review(r, own)
	if err != nil {
		return err
	}
	return p.file(w, r, []yearend.Review{review}, blank, fmt.Sprintf("kiem-diem-%d-%d.pdf", review.Year, review.MemberID))
}

func (p *Pages) all(w http.ResponseWriter, r *http.Request, blank bool) error {
	cell, year, err := address(r, "unit")
	if err != nil {
		return err
	}
	list, err := p.YearEnd.All(r.Context(), kit.Actor(r), cell, year, blank)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return apperr.Conflict("Chi bộ chưa có bản kiểm điểm nào của năm này để in.")
	}
	return p.file(w, r, list, blank, fmt.Sprintf("kiem-diem-%d-chi-bo-%d.pdf", year, cell))
}

func (p *Pages) documents(r *http.Request, list []yearend.Review, blank bool) ([]document.Document, error) {
	c, err := p.Committee.Get(r.Context(), kit.Actor(r).Committee)
	if err != nil {
		return nil, err
	}
	docs := make([]document.Document, len(list))
	for i, review := range list {
		if review.State == yearend.None { // nothing is written yet: the paper begins with the figures, as the page does
			review.Answers = form.Prefill(review.Form, review.Facts)
		}
		docs[i] = paper.Make(review, c, blank)
	}
	return docs, nil
}

func (p *Pages) file(w http.ResponseWriter, r *http.Request, list []yearend.Review, blank bool, name string) error {
	docs, err := p.documents(r, list, blank)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := pdf.Write(&buf, docs...); err != nil {
		return fmt.Errorf("write the PDF: %w", err)
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", name))
	_, _ = w.Write(buf.Bytes()) // the reader may have left
	return nil
}
