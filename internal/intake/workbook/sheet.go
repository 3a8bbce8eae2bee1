package workbook

import (
	"fmt"
	"strconv"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/cells"
	"tusoi/internal/vi"
)

// The limits of a file.
const (
	MaxSize = cells.MaxSize // bytes, as it is sent
	MaxRows = cells.MaxRows // rows below the headings
)

// Sheet is a list as it stands in a file. With From1904 its dates are counted from 1904, as old Macs did.
type Sheet struct {
	Layout
	Name     string
	Lines    []Line
	From1904 bool
	header   int   // the number of the row of headings
	at       []int // the place of each column, -1 for those that are not there
}

// Line is one row with something in it: its number, as Excel shows it, and the text of each column of the layout.
type Line struct {
	Number int
	Texts  []string
}

// Address is a cell as Excel names it; "" when the file has no such column.
func (s Sheet) Address(column, number int) string {
	if s.at[column] < 0 {
		return ""
	}
	return cells.Address(s.at[column], number)
}

// headingRows is how far down the headings are looked for.
const headingRows = 20

// Parse reads the one list of a file that has the headings of one of the layouts.
func Parse(fileName string, data []byte, layouts []Layout) (Sheet, error) {
	b, err := open(fileName, data, layouts)
	if err != nil {
		return Sheet{}, err
	}
	defer b.Close()
	head, err := findHeadings(b, layouts)
	if err != nil {
		return Sheet{}, err
	}
	if err := b.CheckSheet(head.sheet, head.row, head.at); err != nil {
		return Sheet{}, err
	}
	s := Sheet{Layout: head.Layout, Name: head.sheet, From1904: b.From1904(), header: head.row, at: head.at}
	err = b.EachRow(head.sheet, func(number int, texts []string) error {
		if number <= head.row {
			return nil
		}
		return s.take(number, texts, head.row)
	})
	if err == nil && len(s.Lines) == 0 {
		err = apperr.Invalid(fmt.Sprintf("Trang tính “%s” có tiêu đề nhưng chưa có dòng nào. Đồng chí điền danh sách rồi tải lên lại.", head.sheet))
	}
	return s, err
}

// open opens a file in which the headings of the layouts are looked for.
func open(fileName string, data []byte, layouts []Layout) (cells.File, error) {
	return cells.Open(fileName, data, func(texts []string) int {
		most := 0
		for _, l := range layouts {
			_, found, _ := l.fit(texts)
			most = max(most, found)
		}
		return most
	})
}

// take keeps a row when one of the layout's columns has something. The row of column numbers that forms have below
// their headings is no row of the list.
func (s *Sheet) take(number int, texts []string, header int) error {
	l := Line{Number: number, Texts: make([]string, len(s.at))}
	filled, counted := 0, 0
	for c, at := range s.at {
		if at < 0 || at >= len(texts) {
			continue
		}
		l.Texts[c] = vi.Clean(texts[at])
		if l.Texts[c] != "" {
			filled++
		}
		if n, err := strconv.Atoi(strings.Trim(l.Texts[c], "()")); err == nil && n == at+1 {
			counted++
		}
	}
	if filled == 0 || number == header+1 && counted == filled {
		return nil
	}
	if len(s.Lines) == MaxRows {
		return cells.TooLong()
	}
	s.Lines = append(s.Lines, l)
	return nil
}

// headings is where a list begins.
type headings struct {
	Layout
	sheet string
	row   int
	at    []int
	found int
	twice string
}

// findHeadings looks for the one sheet whose first rows have the headings of a layout.
func findHeadings(b cells.File, layouts []Layout) (headings, error) {
	var whole []headings
	var best headings // the nearest to a list, when there is none
	sheets := b.Sheets()
	for _, name := range sheets {
		h, err := headingsOf(b, name, layouts)
		if err != nil {
			return headings{}, err
		}
		if h.found > best.found {
			best = h
		}
		if h.found > 1 && len(h.missing(h.at)) == 0 {
			whole = append(whole, h)
		}
	}
	switch {
	case len(whole) == 1 && whole[0].twice == "":
		return whole[0], nil
	case len(whole) == 1:
		return headings{}, apperr.Invalid(fmt.Sprintf("Dòng tiêu đề (dòng %d) có hai cột “%s”. Đồng chí bỏ một cột hoặc đổi tên rồi tải lên lại.", whole[0].row, whole[0].twice))
	case len(whole) > 1:
		return headings{}, apperr.Invalid(fmt.Sprintf("Tệp có %d trang tính đều là danh sách: “%s”, “%s”… Đồng chí để lại một trang tính trong mỗi tệp rồi tải lên từng tệp.",
			len(whole), whole[0].sheet, whole[1].sheet))
	case best.found > 1:
		return headings{}, apperr.Invalid(fmt.Sprintf("Trang tính “%s” thiếu cột %s. Đồng chí thêm cột vào dòng tiêu đề (dòng %d) rồi tải lên lại.",
			best.sheet, strings.Join(best.missing(best.at), ", "), best.row))
	}
	for _, name := range sheets { // the headings may be behind the place where a sheet is broken
		if err := b.CheckSheet(name, 0, nil); err != nil {
			return headings{}, err
		}
	}
	return headings{}, apperr.Invalid(fmt.Sprintf("Không thấy dòng tiêu đề của danh sách trong %d dòng đầu. Đồng chí tải tệp mẫu, chép danh sách vào đúng cột rồi tải lên lại.", headingRows))
}

// headingsOf is the row of a sheet that has most headings of a layout.
func headingsOf(b cells.File, name string, layouts []Layout) (headings, error) {
	best := headings{sheet: name}
	err := b.EachRow(name, func(number int, texts []string) error {
		if number > headingRows {
			return cells.ErrEnough
		}
		for _, l := range layouts {
			at, found, twice := l.fit(texts)
			if found > best.found {
				best = headings{l, name, number, at, found, twice}
			}
		}
		return nil
	})
	return best, err
}
