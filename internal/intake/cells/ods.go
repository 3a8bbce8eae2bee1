package cells

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/apperr"
)

// The name spaces of OpenDocument that matter here. LibreOffice writes some attributes a second time in one of its own.
const (
	odOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
	odTable  = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	odText   = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
	odStyle  = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
)

// odFarthest is how far rows and columns are counted: Excel has no more.
const odFarthest = 1 << 20

// odFile is a file of LibreOffice. Only cells with something in them are kept, and what is repeated is kept once: a few
// bytes may stand for a whole sheet.
type odFile struct{ pages []odPage }

type odPage struct {
	name   string
	hidden bool
	rows   []odRow
}

// odRow stands from a number on, as many times as it is repeated.
type odRow struct {
	number, times int
	cells         []odCell
}

// odCell stands from a column on (from 0), as many times as it is repeated.
type odCell struct {
	col, times int32
	text       string
	formula    bool
}

func openODS(parts *zip.Reader) (File, error) {
	if bytes.Contains(part(parts, "META-INF/manifest.xml"), []byte("encryption-data")) {
		return nil, apperr.Invalid(sayLockedOd)
	}
	content, err := parts.Open("content.xml")
	if err != nil {
		return nil, apperr.Invalid(sayBroken)
	}
	defer content.Close()
	r := odReader{hidden: map[string]bool{}}
	if err := tokens(io.LimitReader(content, maxUnzip), r.token); err != nil {
		return nil, err
	}
	if !r.sheets {
		return nil, apperr.Invalid(sayNoBook)
	}
	return &odFile{r.pages}, nil
}

// odReader goes through content.xml once.
type odReader struct {
	pages  []odPage
	hidden map[string]bool // the styles of hidden sheets
	sheets bool            // it is a file of sheets, and not a letter

	depth int
	skip  int    // the depth of an element that is passed over with all it holds
	style string // the style that is being told
	page  *odPage
	row   *odRow
	cell  *odCellText
	next  int // the number of the next row
	col   int // the next column
}

// odCellText is a cell while it is read.
type odCellText struct {
	odCell
	value      string // what the attributes say; "" when the text is the value
	text       strings.Builder
	paragraphs int
	inside     bool // a paragraph
	covered    bool // by a merged cell: nobody sees it
}

func (r *odReader) token(token xml.Token) {
	switch t := token.(type) {
	case xml.StartElement:
		if r.depth++; r.skip == 0 {
			r.start(t)
		}
	case xml.EndElement:
		if r.skip == 0 {
			r.end(t)
		}
		if r.depth == r.skip {
			r.skip = 0
		}
		r.depth--
	case xml.CharData:
		if r.skip == 0 && r.cell != nil && r.cell.inside {
			r.cell.text.Write(t)
		}
	}
}

func (r *odReader) start(e xml.StartElement) {
	switch e.Name.Space {
	case odOffice:
		switch e.Name.Local {
		case "spreadsheet":
			r.sheets = true
		case "annotation":
			r.skip = r.depth
		}
	case odStyle:
		switch {
		case e.Name.Local == "style":
			r.style = attribute(e, odStyle, "name")
		case e.Name.Local == "table-properties" && attribute(e, odTable, "display") == "false":
			r.hidden[r.style] = true
		}
	case odTable:
		r.startTable(e)
	case odText:
		r.startText(e)
	default:
		if r.cell != nil { // a drawing
			r.skip = r.depth
		}
	}
}

// startTable passes over what stands where it does not belong: a table in a cell, a table of a letter.
func (r *odReader) startTable(e xml.StartElement) {
	name := e.Name.Local
	isCell := name == "table-cell" || name == "covered-table-cell"
	switch {
	case name == "dde-links", name == "shapes",
		name == "table" && (!r.sheets || r.page != nil),
		name == "table-row" && (r.page == nil || r.row != nil),
		isCell && (r.row == nil || r.cell != nil):
		r.skip = r.depth
	case name == "table":
		r.page = &odPage{name: attribute(e, odTable, "name"), hidden: r.hidden[attribute(e, odTable, "style-name")]}
		r.next = 1
	case name == "table-row":
		r.row = &odRow{number: r.next, times: times(e, "number-rows-repeated")}
		r.col = 0
	case isCell:
		r.startCell(e)
	}
}

func (r *odReader) startCell(e xml.StartElement) {
	n := times(e, "number-columns-repeated")
	r.cell = &odCellText{covered: e.Name.Local != "table-cell"}
	r.cell.odCell = odCell{col: int32(min(r.col, odFarthest)), times: int32(n), formula: attribute(e, odTable, "formula") != ""}
	r.col = min(r.col+n, odFarthest)
	switch attribute(e, odOffice, "value-type") {
	case "float", "percentage", "currency":
		r.cell.value = attribute(e, odOffice, "value")
	case "date":
		r.cell.value = attribute(e, odOffice, "date-value")
		day, _, _ := strings.Cut(r.cell.value, "T")
		if d, err := time.Parse(time.DateOnly, day); err == nil {
			r.cell.value = d.Format("2/1/2006")
		}
	case "string":
		r.cell.value = attribute(e, odOffice, "string-value")
	}
}

func (r *odReader) startText(e xml.StartElement) {
	if r.cell == nil {
		return
	}
	switch e.Name.Local {
	case "p", "h":
		if r.cell.paragraphs++; r.cell.paragraphs > 1 {
			r.cell.text.WriteByte('\n')
		}
		r.cell.inside = true
	case "s", "tab":
		r.cell.text.WriteByte(' ')
	case "line-break":
		r.cell.text.WriteByte('\n')
	}
}

func (r *odReader) end(e xml.EndElement) {
	switch {
	case e.Name.Space == odText && (e.Name.Local == "p" || e.Name.Local == "h") && r.cell != nil:
		r.cell.inside = false
	case e.Name.Space != odTable:
	case (e.Name.Local == "table-cell" || e.Name.Local == "covered-table-cell") && r.cell != nil:
		c := r.cell.odCell
		if c.text = r.cell.value; c.text == "" {
			c.text = r.cell.text.String()
		}
		if !r.cell.covered && (strings.TrimSpace(c.text) != "" || c.formula) {
			r.row.cells = append(r.row.cells, c)
		}
		r.cell = nil
	case e.Name.Local == "table-row" && r.row != nil:
		if len(r.row.cells) > 0 {
			r.page.rows = append(r.page.rows, *r.row)
		}
		r.next = min(r.next+r.row.times, odFarthest+1)
		r.row = nil
	case e.Name.Local == "table" && r.page != nil:
		r.pages = append(r.pages, *r.page)
		r.page = nil
	}
}

func attribute(e xml.StartElement, space, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == space && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// times is how often an element stands for itself, within bounds.
func times(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(attribute(e, odTable, name))
	switch {
	case errors.Is(err, strconv.ErrRange):
		return odFarthest
	case err != nil || n < 1:
		return 1
	}
	return min(n, odFarthest)
}

func (o *odFile) From1904() bool { return false } // dates are written out
func (o *odFile) Close() error   { return nil }

func (o *odFile) Sheets() []string {
	var names []string
	for i, p := range o.pages {
		if !p.hidden && i < maxSheets {
			names = append(names, p.name)
		}
	}
	return names
}

func (o *odFile) rows(sheet string) []odRow {
	for _, p := range o.pages {
		if p.name == sheet && !p.hidden {
			return p.rows
		}
	}
	return nil
}

func (o *odFile) EachRow(sheet string, f func(number int, texts []string) error) error {
	for _, r := range o.rows(sheet) {
		last := r.cells[len(r.cells)-1]
		switch {
		case r.number+r.times-1 > odFarthest:
			return TooLong()
		case int(last.col)+int(last.times) > MaxWidth+spare:
			return tooWide(r.number, sheet)
		}
		texts := make([]string, last.col+last.times)
		for _, c := range r.cells {
			for i := range c.times {
				texts[c.col+i] = c.text
			}
		}
		for i := range r.times {
			if err := f(r.number+i, texts); errors.Is(err, ErrEnough) {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *odFile) CheckSheet(sheet string, header int, at []int) error {
	count, first := 0, ""
	for _, r := range o.rows(sheet) {
		top := max(r.number, header+1)
		below := r.number + r.times - top
		for _, c := range r.cells {
			for _, col := range at {
				if below <= 0 || !c.formula || col < int(c.col) || col >= int(c.col)+int(c.times) {
					continue
				}
				if count == 0 {
					first = Address(col, top)
				}
				count += below
			}
		}
	}
	if count == 0 {
		return nil
	}
	return hasFormulas(first, count)
}
