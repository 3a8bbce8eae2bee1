package workbook

import (
	"fmt"
	"slices"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/cells"
	"tusoi/internal/intake/value"
)

// Look is the beginning of a sheet, so that a person can say which column is which.
type Look struct {
	Layout    Layout
	Sheets    []string
	Sheet     string
	Row       int // of the headings
	Columns   []Sample
	Signature string
	At        map[string]int // as far as it is known, like [Choice.At]
}

// Sample is a column of a file with the first things in it.
type Sample struct {
	Letter, Heading string
	Values          []string
}

// samples is how many values of a column are shown.
const samples = 3

// LookAt shows the columns of a file for one of the layouts. Without a sheet, or with row 0, it shows the row that looks
// most like headings.
func LookAt(fileName string, data []byte, layouts []Layout, key, sheet string, row int, choices ...Choice) (Look, error) {
	file, err := open(fileName, data, layouts)
	if err != nil {
		return Look{}, err
	}
	defer file.Close()
	which := slices.IndexFunc(layouts, func(l Layout) bool { return l.Key == key })
	look := Look{Sheets: file.Sheets(), Sheet: sheet, Row: row}
	if which < 0 || sheet != "" && !slices.Contains(look.Sheets, sheet) || row < 0 || row > HeadingRows {
		return look, apperr.NotFound(fmt.Sprintf("Không có trang tính hoặc dòng này. Dòng tiêu đề nằm trong %d dòng đầu.", HeadingRows))
	}
	look.Layout = layouts[which]
	if sheet == "" || row == 0 {
		if err := look.guess(file, choices); err != nil {
			return look, err
		}
	}
	return look, look.read(file, choices)
}

// guess takes the row with most headings, or else the first that is no title.
func (l *Look) guess(file cells.File, choices []Choice) error {
	sheets, row := l.Sheets, l.Row
	if l.Sheet != "" {
		sheets = []string{l.Sheet}
	}
	best := -1
	for _, name := range sheets {
		h, err := headingsOf(file, name, []Layout{l.Layout}, choices)
		if err != nil {
			return err
		}
		if h.found == 0 {
			if h.row, err = firstRow(file, name); err != nil {
				return err
			}
		}
		if h.row > 0 && h.found > best {
			best, l.Sheet, l.Row = h.found, name, h.row
		}
	}
	if best < 0 {
		return apperr.Invalid("Tệp này không có dòng nào có từ hai ô trở lên. Đồng chí chọn lại tệp có danh sách.")
	}
	if row > 0 {
		l.Row = row
	}
	return nil
}

// firstRow is the first row with two cells, 0 when there is none.
func firstRow(file cells.File, sheet string) (row int, err error) {
	err = file.EachRow(sheet, func(number int, texts []string) error {
		if number <= HeadingRows && filled(texts) < 2 {
			return nil
		}
		if number <= HeadingRows {
			row = number
		}
		return cells.ErrEnough
	})
	return row, err
}

// read takes the headings and the first values below them.
func (l *Look) read(file cells.File, choices []Choice) error {
	var heads []string
	full := 0
	err := file.EachRow(l.Sheet, func(number int, texts []string) error {
		switch {
		case number < l.Row:
			return nil
		case number == l.Row:
			heads = spelled(texts)
			return nil
		case number > l.Row+200: // an empty column would be searched to the end
			return cells.ErrEnough
		}
		for len(l.Columns) < len(texts) {
			l.Columns = append(l.Columns, Sample{})
		}
		for c := range texts {
			value := text(texts, c)
			if s := &l.Columns[c]; value != "" && len(s.Values) < samples {
				if s.Values = append(s.Values, value); len(s.Values) == samples {
					full++
				}
			}
		}
		if full == len(l.Columns) {
			return cells.ErrEnough
		}
		return nil
	})
	for len(l.Columns) < len(heads) {
		l.Columns = append(l.Columns, Sample{})
	}
	for c := range l.Columns {
		l.Columns[c].Letter, l.Columns[c].Heading, l.Columns[c].Values = letter(c), text(heads, c), spelled(l.Columns[c].Values)
	}
	l.known(heads, choices)
	return err
}

// known says which columns are known already: by a choice for this layout, or by their headings.
func (l *Look) known(heads []string, choices []Choice) {
	l.Signature, l.At = Signature(heads), map[string]int{}
	_, at, ok := chosen([]Layout{l.Layout}, choices, heads)
	if !ok {
		at, _, _ = l.Layout.fit(heads)
	}
	for c, place := range at {
		if place >= 0 {
			l.At[value.Key(l.Layout.Columns[c].Heading)] = place
		}
	}
}

// Choose makes a choice of what a person said, by the keys of the layout's headings. Invalid, by the same keys, when one
// column is named for two or one is missing that the layout needs.
func (l Look) Choose(said map[string]int) (Choice, error) {
	c := Choice{Key: l.Layout.Key, Signature: l.Signature, At: map[string]int{}}
	if !slices.ContainsFunc(l.Columns, func(s Sample) bool { return s.Heading != "" }) {
		return c, apperr.Invalid(fmt.Sprintf("Dòng %d trống. Chọn dòng có tên các cột.", l.Row))
	}
	for _, col := range l.Layout.Columns {
		if place, ok := said[value.Key(col.Heading)]; ok && place >= 0 && place < len(l.Columns) {
			c.At[value.Key(col.Heading)] = place
		}
	}
	return c, l.Layout.check(c.At)
}

func (l Layout) check(chosen map[string]int) error {
	var p apperr.Problems
	taken := map[int]string{}
	for _, col := range l.Columns {
		place, ok := chosen[value.Key(col.Heading)]
		if !ok {
			continue
		}
		if other, twice := taken[place]; twice {
			p.Add(value.Key(col.Heading), fmt.Sprintf("Cột này đã chọn cho “%s”. Chọn cột khác.", other))
		}
		taken[place] = col.Heading
	}
	at := l.places(chosen)
	for c, col := range l.Columns {
		if col.Needed && at[c] < 0 {
			p.Add(value.Key(col.Heading), fmt.Sprintf("Chọn cột của “%s”.", col.Heading))
		}
	}
	if len(l.OneOf) > 0 && !slices.ContainsFunc(l.OneOf, func(c int) bool { return at[c] >= 0 }) {
		p.Add(value.Key(l.Columns[l.OneOf[0]].Heading), "Chọn "+l.missing(at)[len(l.missing(at))-1]+".")
	}
	return p.Err("Chưa chọn xong: có %d chỗ cần sửa.")
}
