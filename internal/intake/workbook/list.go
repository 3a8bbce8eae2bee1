package workbook

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/intake/cells"
)

// WriteList writes a list under the headings of a layout, as it is read again. Each is called once and puts the rows, one
// text for each column; they are written as they come. Every cell is a text: nothing in it can become a formula.
func WriteList(w io.Writer, l Layout, each func(put func(texts []string) error) error) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := fillList(f, l, each); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

func fillList(f *excelize.File, l Layout, each func(put func(texts []string) error) error) error {
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49}) // @, text
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := f.SetSheetName("Sheet1", l.Title); err != nil {
		return err
	}
	s, err := f.NewStreamWriter(l.Title)
	if err != nil {
		return err
	}
	row := 0
	put := func(style int, texts []string) error {
		row++
		line := make([]any, len(texts))
		for c, t := range texts {
			line[c] = excelize.Cell{StyleID: style, Value: t}
		}
		return s.SetRow(cells.Address(0, row), line)
	}
	headings := make([]string, len(l.Columns))
	for c, col := range l.Columns {
		headings[c] = col.Heading
	}
	err = errors.Join(s.SetColWidth(1, len(headings), 24),
		s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}), put(bold, headings))
	if err == nil {
		err = each(func(texts []string) error { return put(text, texts) })
	}
	return errors.Join(err, s.Flush())
}
