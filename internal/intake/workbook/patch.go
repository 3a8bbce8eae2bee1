package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/intake/cells"
)

// The library changes a sheet by keeping it in memory, two gigabytes for the longest list. So a sheet is copied byte by
// byte here, and only what changes is written otherwise: what nobody touched stays as it was.

// patch copies a sheet and puts the notes in.
type patch struct {
	*marker
	own
	header int
	like   int             // the column whose heading the two headings are to look like
	put    map[int][]fresh // what is put into a row, from left to right

	in     []byte
	done   int // how much of it is copied
	out    bytes.Buffer
	prefix string // of the names of elements

	inside   bool // among the rows
	row, col int  // of the cell that is read, counted from 1
	rest     []fresh
	dropping bool // the cell that is read is not copied
	style    int  // of the two headings
	widths   int  // how many columns have one; -1 when none is told
}

// fresh is a cell that is written: a text of our own, or a mark on what is there.
type fresh struct {
	col   int
	text  string
	style int
	mark  bool
}

// run goes through the sheet once. A token begins where the one before it ended.
func (p *patch) run() ([]byte, error) {
	d := xml.NewDecoder(bytes.NewReader(p.in))
	for {
		from := int(d.InputOffset())
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			p.out.Write(p.in[p.done:])
			return p.out.Bytes(), nil
		}
		if err != nil {
			return nil, fmt.Errorf("copy the sheet: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			p.start(t, from, int(d.InputOffset()))
		case xml.EndElement:
			p.end(t, from, int(d.InputOffset()))
		}
	}
}

// replace writes a text instead of what stands between two places.
func (p *patch) replace(from, to int, text string) {
	p.out.Write(p.in[p.done:from])
	p.out.WriteString(text)
	p.done = to
}

func (p *patch) start(e xml.StartElement, from, to int) {
	switch e.Name.Local {
	case "worksheet":
		if e.Name.Space != "" {
			p.prefix = e.Name.Space + ":"
		}
	case "dimension": // only a hint, and now too narrow
		p.replace(from, to, "")
	case "col":
		p.widths = max(p.widths, number(e, "max", 0))
	case "sheetData":
		if p.inside = true; p.widths < 0 {
			p.replace(from, from, p.element("cols", "", p.ownWidths()))
		}
	case "row":
		if !p.inside {
			return
		}
		p.row, p.col = number(e, "r", p.row+1), 0
		if p.rest = p.put[p.row]; len(p.rest) > 0 && p.in[to-2] != '/' {
			p.replace(from, to, tag(e, "spans", ">")) // the columns it says it has
		}
	case "c":
		if p.inside {
			p.cell(e, from, to)
		}
	}
}

func (p *patch) end(e xml.EndElement, from, to int) {
	switch e.Name.Local {
	case "dimension":
		p.done = to
	case "cols":
		if from < to && p.widths <= p.result {
			p.replace(from, from, p.ownWidths())
		}
	case "sheetData":
		p.inside = false
	case "c":
		if p.dropping {
			p.done, p.dropping = to, false
		}
	case "row":
		if p.inside && from < to {
			p.replace(from, from, p.before(excelize.MaxColumns))
		}
	}
}

// cell copies a cell, drops one of a former round, or gives it a mark.
func (p *patch) cell(e xml.StartElement, from, to int) {
	p.col++
	if col, _, err := excelize.CellNameToCoordinates(attribute(e, "r")); err == nil {
		p.col = col
	}
	col, style := p.col-1, number(e, "s", 0)
	p.replace(from, from, p.before(col))
	switch {
	case p.row >= p.header && (col == p.result || col == p.text):
		p.dropping = true
	case p.row == p.header && col == p.like:
		p.style = style
	case len(p.rest) > 0 && p.rest[0].col == col:
		p.rest = p.rest[1:]
		end := ">"
		if p.in[to-2] == '/' {
			end = "/>"
		}
		p.replace(from, to, tag(e, "s", fmt.Sprintf(` s="%d"`, p.mark(style))+end))
	}
}

// before is what is put in left of a column.
func (p *patch) before(col int) string {
	var b strings.Builder
	for len(p.rest) > 0 && (p.rest[0].col < col || !p.rest[0].mark && p.rest[0].col == col) {
		f := p.rest[0]
		p.rest = p.rest[1:]
		style := f.style
		if p.row == p.header {
			style = p.style
		}
		attributes, inside := fmt.Sprintf(` r="%s" s="%d"`, cells.Address(f.col, p.row), style), ""
		if f.text != "" {
			attributes += ` t="inlineStr"`
			inside = p.element("is", "", p.element("t", ` xml:space="preserve"`, escaped(f.text)))
		}
		b.WriteString(p.element("c", attributes, inside))
	}
	return b.String()
}

func (p *patch) ownWidths() string {
	var b strings.Builder
	for _, c := range [][2]int{{p.result, 14}, {p.text, 70}} {
		b.WriteString(p.element("col", fmt.Sprintf(` min="%d" max="%d" width="%d" customWidth="1"`, c[0]+1, c[0]+1, c[1]), ""))
	}
	return b.String()
}

func (p *patch) element(name, attributes, inside string) string {
	name = p.prefix + name
	return "<" + name + attributes + ">" + inside + "</" + name + ">"
}

// tag is a start tag again, with one attribute less and others more.
func tag(e xml.StartElement, without, more string) string {
	text := "<" + qualified(e.Name)
	for _, a := range e.Attr {
		if qualified(a.Name) != without {
			text += " " + qualified(a.Name) + `="` + escaped(a.Value) + `"`
		}
	}
	return text + more
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func number(e xml.StartElement, name string, otherwise int) int {
	if n, err := strconv.Atoi(attribute(e, name)); err == nil {
		return n
	}
	return otherwise
}

var mergedCells = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*ref="[A-Z]+[0-9]+:([A-Z]+[0-9]+)"`)

// behindMerged moves a column behind the merged cells of the list: what is written into one is not seen.
func (s Sheet) behindMerged(text []byte, last int) int {
	text = text[max(0, bytes.LastIndex(text, []byte("sheetData"))):]
	for _, m := range mergedCells.FindAllSubmatch(text, -1) {
		if col, row, err := excelize.CellNameToCoordinates(string(m[1])); err == nil && row >= s.header {
			last = max(last, col-1)
		}
	}
	return last
}

// writeInto puts the notes into the workbook itself.
func writeInto(buf *bytes.Buffer, book *cells.Book, s Sheet, own own, notes []Note) error {
	m, err := newMarker(book.File)
	if err != nil {
		return err
	}
	name, text := book.Part(s.Name)
	p := patch{marker: m, own: own, header: s.header, in: text, widths: -1, style: m.bold, like: slices.Max(s.at), put: map[int][]fresh{
		s.header: {{col: own.result, text: resultHeading}, {col: own.text, text: textHeading}},
	}}
	for _, n := range notes {
		p.note(n)
	}
	for _, list := range p.put {
		slices.SortStableFunc(list, func(a, b fresh) int { return a.col - b.col })
	}
	patched, err := p.run()
	if err != nil {
		return err
	}
	book.Pkg.Store(name, patched)
	return book.Write(buf)
}

// note tells what is put in because of a note.
func (p *patch) note(n Note) {
	if n.Number <= p.header {
		return
	}
	style := p.plain
	if n.Bad {
		style = p.marked
	}
	list := append(p.put[n.Number], fresh{col: p.result, text: n.Result, style: style}, fresh{col: p.text, text: n.Text, style: style})
	for _, at := range n.Cells {
		col, row, err := excelize.CellNameToCoordinates(at)
		known := slices.ContainsFunc(list, func(f fresh) bool { return f.col == col-1 })
		if n.Bad && err == nil && row == n.Number && !known {
			list = append(list, fresh{col: col - 1, style: p.marked, mark: true})
		}
	}
	p.put[n.Number] = list
}
