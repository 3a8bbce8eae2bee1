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
	Name      string
	Lines     []Line
	From1904  bool
	Chosen    bool       // a person said which column is which
	Spellings []Spelling // how the columns with letters were read
	header    int        // the number of the row of headings
	headings  []string   // the row itself
	at        []int      // the place of each column, -1 for those that are not there
	among     []Layout   // those that were looked for
}

// Line is one row with something in it: its number, as Excel shows it, and the text of each column of the layout.
type Line struct {
	Number int
	Texts  []string
	Doubts []int // columns whose text may have lost letters on its way through an old font
}

// Address is a cell as Excel names it; "" when the file has no such column.
func (s Sheet) Address(column, number int) string {
	if s.at[column] < 0 {
		return ""
	}
	return cells.Address(s.at[column], number)
}

// Parse reads the one list of a file that has the headings of one of the layouts, or those of a choice: what a person said
// once counts more than what the headings say. Of several choices for the same headings the first holds. The error is an
// [Unmatched] when a choice would help.
func Parse(fileName string, data []byte, layouts []Layout, choices ...Choice) (Sheet, error) {
	return ParseAs(fileName, data, layouts, nil, choices...)
}

// ParseAs is [Parse] for a file of which somebody said how its columns are written; of the others it is guessed.
func ParseAs(fileName string, data []byte, layouts []Layout, said Encodings, choices ...Choice) (Sheet, error) {
	b, err := open(fileName, data, layouts)
	if err != nil {
		return Sheet{}, err
	}
	defer b.Close()
	head, err := findHeadings(b, layouts, choices)
	if err != nil {
		return Sheet{}, err
	}
	if err := b.CheckSheet(head.sheet, head.row, head.at); err != nil {
		return Sheet{}, err
	}
	s := Sheet{Layout: head.Layout, Name: head.sheet, From1904: b.From1904(), Chosen: head.chosen,
		header: head.row, headings: head.texts, at: head.at, among: layouts}
	err = b.EachRow(head.sheet, func(number int, texts []string) error {
		if number <= head.row {
			return nil
		}
		return s.take(number, texts, head.row)
	})
	if err == nil && len(s.Lines) == 0 {
		err = apperr.Invalid(fmt.Sprintf("Trang tính “%s” có tiêu đề nhưng chưa có dòng nào. Đồng chí điền danh sách rồi tải lên lại.", head.sheet))
	}
	s.clean(said)
	return s, err
}

// open opens a file in which the headings of the layouts are looked for. Where nothing is one, a row of many columns is
// the next best thing.
func open(fileName string, data []byte, layouts []Layout) (cells.File, error) {
	return cells.Open(fileName, data, func(texts []string) int {
		texts = spelled(texts)
		most := 0
		for _, l := range layouts {
			_, found, _ := l.fit(texts)
			most = max(most, found)
		}
		if n := filled(texts); n > 1 {
			return most*2*cells.MaxWidth + min(n, cells.MaxWidth)
		}
		return most * 2 * cells.MaxWidth
	})
}

// filled is how many cells of a row have something.
func filled(texts []string) int {
	n := 0
	for _, text := range texts {
		if vi.Clean(text) != "" {
			n++
		}
	}
	return n
}

// take keeps a row, as it stands, when one of the layout's columns has something. The row of column numbers that forms have below
// their headings is no row of the list.
func (s *Sheet) take(number int, texts []string, header int) error {
	l := Line{Number: number, Texts: make([]string, len(s.at))}
	counted := 0
	for c, at := range s.at {
		if at < 0 || at >= len(texts) {
			continue
		}
		l.Texts[c] = texts[at]
		if n, err := strconv.Atoi(strings.Trim(vi.Clean(texts[at]), "()")); err == nil && n == at+1 {
			counted++
		}
	}
	if n := filled(l.Texts); n == 0 || number == header+1 && counted == n {
		return nil
	}
	if len(s.Lines) == MaxRows {
		return cells.TooLong()
	}
	s.Lines = append(s.Lines, l)
	return nil
}
