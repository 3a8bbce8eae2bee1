package workbook

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/vi"
)

// Sheet is a list as it stands in a file. With From1904 its dates are counted from 1904, as old Macs did.
type Sheet struct {
	Layout
	Name     string
	Lines    []Line
	From1904 bool
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
	return address(s.at[column], number)
}

// headingRows is how far down the headings are looked for.
const headingRows = 20

// Parse reads the one list of a file that has the headings of one of the layouts.
func Parse(fileName string, data []byte, layouts []Layout) (Sheet, error) {
	b, err := open(fileName, data)
	if err != nil {
		return Sheet{}, err
	}
	defer b.Close()
	head, err := b.findHeadings(layouts)
	if err != nil {
		return Sheet{}, err
	}
	if err := b.checkSheet(head.sheet, head.row, head.at); err != nil {
		return Sheet{}, err
	}
	s := Sheet{Layout: head.Layout, Name: head.sheet, at: head.at}
	if props, err := b.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		s.From1904 = *props.Date1904
	}
	err = b.eachRow(head.sheet, func(number int, texts []string) error {
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
		return apperr.Invalid(fmt.Sprintf("Danh sách dài quá %s dòng. Đồng chí chia thành nhiều tệp rồi tải lên từng tệp.", vi.Int(MaxRows)))
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
func (b *book) findHeadings(layouts []Layout) (headings, error) {
	var whole []headings
	var best headings // the nearest to a list, when there is none
	var seen []string
	for i, name := range b.GetSheetList() {
		if visible, err := b.GetSheetVisible(name); err != nil || !visible || i >= maxSheets {
			continue
		}
		seen = append(seen, name)
		h, err := b.headingsOf(name, layouts)
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
	for _, name := range seen { // the headings may be behind the place where a sheet is broken
		if err := b.checkSheet(name, 0, nil); err != nil {
			return headings{}, err
		}
	}
	return headings{}, apperr.Invalid(fmt.Sprintf("Không thấy dòng tiêu đề của danh sách trong %d dòng đầu. Đồng chí tải tệp mẫu, chép danh sách vào đúng cột rồi tải lên lại.", headingRows))
}

// headingsOf is the row of a sheet that has most headings of a layout.
func (b *book) headingsOf(name string, layouts []Layout) (headings, error) {
	best := headings{sheet: name}
	err := b.eachRow(name, func(number int, texts []string) error {
		if number > headingRows {
			return errEnough
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

// errEnough ends a walk over rows early.
var errEnough = errors.New("enough rows")

// eachRow walks over the rows of a sheet with the texts of their cells, as they are stored.
func (b *book) eachRow(name string, f func(number int, texts []string) error) error {
	rows, err := b.Rows(name)
	if err != nil {
		return apperr.Invalid(sayBroken)
	}
	defer rows.Close()
	for number := 1; ; number++ {
		texts, more, err := next(rows)
		switch {
		case err != nil:
			return apperr.Invalid(sayBroken)
		case !more:
			return nil
		case len(texts) > maxWidth:
			return apperr.Invalid(fmt.Sprintf("Dòng %d của trang tính “%s” rộng quá %d cột. Đồng chí bỏ các cột ngoài danh sách rồi tải lên lại.", number, name, maxWidth))
		}
		if err := f(number, texts); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// next reads one row; a panic of the library is a broken file (see decode).
func next(rows *excelize.Rows) (texts []string, more bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("read a row: %v", r)
		}
	}()
	if !rows.Next() {
		return nil, false, rows.Error()
	}
	texts, err = rows.Columns(excelize.Options{RawCellValue: true})
	return texts, true, err
}
