package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/cells"
	"tusoi/internal/intake/value"
)

// Note is what became of one row, to be written behind it.
type Note struct {
	Number int      // of the row, as a [Line] has it
	Result string   // in a word or two
	Text   string   // what is to be corrected
	Bad    bool     // the row was refused: its note and the cells at fault are marked
	Cells  []string // the cells at fault, as [Sheet.Address] names them
}

// The headings of the columns that Annotate adds.
const (
	resultHeading = "Kết quả"
	textHeading   = "Nội dung cần sửa"
)

// markColour is a fill that nobody else is likely to use: by it the marks of the round before are known, and taken away.
const markColour = "FFD9D4"

const sayUnwritable = "Không ghi được kết quả vào tệp này. Đồng chí mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên lại."

// Annotate gives a list back with a note behind each row: a workbook of Excel as it is, any other file as a new one with
// the rows of the sheet that was read. The sheet is what Parse made of the same bytes. The two columns and the marks of
// a former round are replaced. Every text is written as a text: nothing in it can become a formula.
func Annotate(data []byte, s Sheet, notes []Note) (marked []byte, err error) {
	defer func() { // a file may be made to break the library
		if recover() != nil {
			marked, err = nil, apperr.Invalid(sayUnwritable)
		}
	}()
	file, err := open("", data, s.among)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	own, err := s.place(file)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if book, ok := file.(*cells.Book); ok {
		err = writeInto(&buf, book, s, own, notes)
	} else {
		err = writeAnew(&buf, file, s, own, notes)
	}
	if err != nil {
		return nil, &apperr.Error{Kind: apperr.KindInvalid, Msg: sayUnwritable, Err: err}
	}
	return buf.Bytes(), nil
}

// own is where the two columns stand, counted from 0.
type own struct{ result, text int }

// place finds the columns of a former round, or else room behind the last column with something at or below the headings.
func (s Sheet) place(file cells.File) (own, error) {
	found := own{-1, -1}
	last := 0
	err := file.EachRow(s.Name, func(number int, texts []string) error {
		if number < s.header {
			return nil
		}
		for c, text := range texts {
			if text == "" {
				continue
			}
			last = max(last, c)
			switch {
			case number == s.header && value.Key(text) == value.Key(textHeading):
				found.text = c
			case number == s.header && value.Key(text) == value.Key(resultHeading) && found.text < 0:
				found.result = c
			}
		}
		return nil
	})
	if err != nil || found.result >= 0 && found.text >= 0 {
		return found, err
	}
	if book, ok := file.(*cells.Book); ok {
		_, text := book.Part(s.Name)
		last = s.behindMerged(text, last)
	}
	return own{last + 1, last + 2}, nil
}

// writeAnew writes the rows of a sheet and the notes into a new workbook, all cells as text.
func writeAnew(buf *bytes.Buffer, file cells.File, s Sheet, own own, notes []Note) error {
	f := excelize.NewFile()
	defer f.Close()
	name := s.Name
	if f.SetSheetName("Sheet1", name) != nil { // Excel takes fewer names
		name = "Sheet1"
	}
	m, err := newMarker(f)
	if err != nil {
		return err
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	err = errors.Join(w.SetColWidth(1, own.text+1, 20), w.SetColWidth(own.text+1, own.text+1, 70))
	r := newRows(m, s, own, notes)
	err = errors.Join(err, file.EachRow(s.Name, func(number int, texts []string) error {
		return w.SetRow(cells.Address(0, number), r.row(number, texts))
	}))
	return errors.Join(err, w.Flush(), f.Write(buf))
}

// rows makes the rows of a new workbook.
type rows struct {
	*marker
	own
	header int
	bold   int
	notes  map[int]Note
	wrong  map[string]bool
}

func newRows(m *marker, s Sheet, own own, notes []Note) rows {
	r := rows{m, own, s.header, m.bold, map[int]Note{}, map[string]bool{}}
	for _, n := range notes {
		r.notes[n.Number] = n
		for _, at := range n.Cells {
			r.wrong[at] = r.wrong[at] || n.Bad
		}
	}
	return r
}

func (r rows) row(number int, texts []string) []any {
	if number < r.header {
		texts = append(make([]string, 0, len(texts)), texts...)
	} else {
		texts = append(append(make([]string, 0, len(texts)+r.text+1), texts...), make([]string, max(0, r.text+1-len(texts)))...)
		texts[r.result], texts[r.text] = r.notes[number].Result, r.notes[number].Text
	}
	if number == r.header {
		texts[r.result], texts[r.text] = resultHeading, textHeading
	}
	row := make([]any, len(texts))
	for c, text := range texts {
		style := r.plain
		switch isOwn := c == r.result || c == r.text; {
		case number == r.header:
			style = r.bold
		case r.wrong[cells.Address(c, number)], number > r.header && isOwn && r.notes[number].Bad:
			style = r.marked
		}
		row[c] = excelize.Cell{StyleID: style, Value: text}
	}
	return row
}

// marker gives cells the fill of what is at fault, and leaves the rest of their format as it is.
type marker struct {
	*excelize.File
	plain, marked, bold int // the formats of cells that are written
	of                  map[int]int
}

func newMarker(f *excelize.File) (*marker, error) {
	m := &marker{File: f, of: map[int]int{}}
	m.unmark()
	fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{markColour}}
	var errs [3]error
	m.plain, errs[0] = f.NewStyle(&excelize.Style{NumFmt: 49}) // @, text: it stays one when somebody edits it
	m.marked, errs[1] = f.NewStyle(&excelize.Style{NumFmt: 49, Fill: fill})
	m.bold, errs[2] = f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("make the formats of notes: %w", err)
	}
	return m, nil
}

// unmark takes the marks of a former round away, by their formats: they may stand anywhere.
func (m *marker) unmark() {
	if m.Styles == nil || m.Styles.Fills == nil || m.Styles.CellXfs == nil {
		return
	}
	for i, fill := range m.Styles.Fills.Fill {
		if fill.PatternFill == nil || fill.PatternFill.FgColor == nil || !strings.EqualFold(fill.PatternFill.FgColor.RGB, "FF"+markColour) {
			continue
		}
		for x := range m.Styles.CellXfs.Xf {
			if xf := &m.Styles.CellXfs.Xf[x]; xf.FillID != nil && *xf.FillID == i {
				xf.FillID = new(int)
			}
		}
	}
}

// mark is a format with the fill on top.
func (m *marker) mark(id int) int {
	formats := m.Styles.CellXfs
	if id < 0 || id >= len(formats.Xf) {
		return m.marked
	}
	if _, known := m.of[id]; !known {
		same, yes := formats.Xf[id], true
		same.FillID, same.ApplyFill = formats.Xf[m.marked].FillID, &yes
		formats.Xf = append(formats.Xf, same)
		formats.Count = len(formats.Xf)
		m.of[id] = formats.Count - 1
	}
	return m.of[id]
}
