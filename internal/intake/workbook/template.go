package workbook

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/intake/cells"
)

// WriteTemplate writes an empty workbook with a layout's headings, whose cells are all text, so that Excel keeps the
// zeros of numbers; a second sheet tells what goes into each column. Every text is written as a text cell: nothing in it
// can become a formula.
func WriteTemplate(w io.Writer, l Layout) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := fillTemplate(f, l); err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	return nil
}

func fillTemplate(f *excelize.File, l Layout) error {
	const guide = "Cách ghi"
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49}) // @, text
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	if err != nil {
		return err
	}
	if _, err := f.NewSheet(guide); err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(len(l.Columns) + 1)
	if err != nil {
		return err
	}
	steps := []error{
		f.SetSheetName("Sheet1", l.Title),
		f.SetColStyle(l.Title, "A:"+last, text), f.SetColWidth(l.Title, "A", "A", 6), f.SetColWidth(l.Title, "B", last, 24),
		f.SetCellStr(l.Title, "A1", "STT"),
		f.SetColWidth(guide, "A", "A", 28), f.SetColWidth(guide, "B", "B", 100),
	}
	for i, c := range l.Columns {
		hint := c.Hint
		if c.Needed {
			hint = "Bắt buộc. " + hint
		}
		steps = append(steps, f.SetCellStr(l.Title, cells.Address(i+1, 1), c.Heading),
			f.SetCellStr(guide, cells.Address(0, i+1), c.Heading), f.SetCellStr(guide, cells.Address(1, i+1), hint))
	}
	steps = append(steps, f.SetRowStyle(l.Title, 1, 1, bold),
		f.SetPanes(l.Title, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	return errors.Join(steps...)
}
