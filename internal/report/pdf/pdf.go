// Package pdf prints documents as the Party's guidance on the form of documents has them, into one PDF file. It owns no
// table and reads none. What must never happen: the same document in different bytes, a figure other than the
// document's, a row of a table cut by the end of a page, or a signature apart from the text it signs.
package pdf

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"time"

	"tusoi/internal/report/document"
)

// Write prints the documents one after the other. Each begins a page and counts its pages from 1. Nothing is written
// when one of them cannot be printed.
func Write(w io.Writer, docs ...document.Document) error {
	if len(docs) == 0 {
		return fmt.Errorf("pdf: there is nothing to print")
	}
	for _, d := range docs {
		if err := d.Check(); err != nil {
			return fmt.Errorf("pdf: %w", err)
		}
	}
	all, err := metrics()
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	p := newPen(docs[0].Format)
	p.describe(docs)
	starts := make([]int, len(docs))
	for i, d := range docs {
		starts[i] = p.file.PageNo() + 1
		p.print(setter{ruler: all, format: d.Format}, d)
	}
	if len(docs) > 1 {
		p.outline(docs, starts)
	}
	if err := p.file.Output(w); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	return nil
}

// print lays a document on pages of its own.
func (p *pen) print(s setter, d document.Document) {
	number := 0
	for _, sec := range s.sections(d) {
		m := sec.format.Margin
		for _, page := range paginate(sec.items, sec.height()) {
			p.page(sec.format)
			number++
			if number > 1 {
				p.top(setter{ruler: s.ruler, format: sec.format}, number, d.Head.Mark)
			}
			for _, it := range page {
				it.draw(p, float64(m.Left), float64(m.Top)+it.y)
			}
		}
	}
}

// top writes the number of the page above the text, and again what kind of copy it is.
func (p *pen) top(s setter, number int, mark string) {
	faces, x := s.format.Faces, float64(s.format.Margin.Left)
	write := func(text string, face document.Face, how stand) {
		leading := s.leading(face)
		y := float64(s.format.PageNumber) - foot(0, leading, float64(face.Size))
		for _, l := range s.wrap(plain(text, face), s.textWidth(), 0) {
			p.line(l, x, y, s.textWidth(), leading, how)
		}
	}
	write(strconv.Itoa(number), faces.PageNumber, centre)
	write(mark, faces.Mark, right)
}

// describe fills in what programs show about the file. Its date is that of the latest document, so that the same
// documents give the same bytes.
func (p *pen) describe(docs []document.Document) {
	title, latest := docs[0].Title(), time.Unix(0, 0).UTC()
	if len(docs) > 1 {
		title += fmt.Sprintf(" (%d văn bản)", len(docs))
	}
	for _, d := range docs {
		if d.Head.Date.After(latest) {
			latest = d.Head.Date
		}
	}
	p.file.SetTitle(title, true)
	p.file.SetAuthor(docs[0].Head.Organisation, true)
	p.file.SetCreator("Tự Soi", true)
	p.file.SetLang("vi")
	p.file.SetCreationDate(latest)
	p.file.SetModificationDate(latest)
}

// outline lists the documents beside the pages. fpdf measures where an entry leads to from the top of the last page,
// whatever the height of its own.
func (p *pen) outline(docs []document.Document, starts []int) {
	_, last := p.file.GetPageSize()
	end := p.file.PageNo()
	for i, d := range docs {
		p.file.SetPage(starts[i])
		p.file.Bookmark(cmp.Or(d.Outline, d.Head.Organisation), 0, last-float64(d.Format.Height))
	}
	p.file.SetPage(end)
}
