package workbook

import (
	"fmt"
	"slices"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/cells"
)

// HeadingRows is how far down the headings are looked for.
const HeadingRows = 20

// headings is where a list begins.
type headings struct {
	Layout
	sheet string
	row   int
	at    []int
	texts []string // the row itself
	found int
	twice string

	chosen bool // by a person, whatever the headings say
	rows   bool // there is a row of which a person could say something
}

// findHeadings looks for the one sheet whose first rows have the headings of a layout.
func findHeadings(b cells.File, layouts []Layout, choices []Choice) (headings, error) {
	var whole []headings
	var best headings // the nearest to a list, when there is none
	sheets, rows := b.Sheets(), false
	for _, name := range sheets {
		h, err := headingsOf(b, name, layouts, choices)
		if err != nil {
			return headings{}, err
		}
		if rows = rows || h.rows; h.found > best.found {
			best = h
		}
		if h.chosen || h.found > 1 && len(h.missing(h.at)) == 0 {
			whole = append(whole, h)
		}
	}
	if chosen := slices.DeleteFunc(slices.Clone(whole), func(h headings) bool { return !h.chosen }); len(chosen) > 0 {
		whole = chosen
	}
	switch {
	case len(whole) == 1 && whole[0].twice == "":
		return whole[0], nil
	case len(whole) == 1:
		return headings{}, unmatched(true, whole[0].Key, "Dòng tiêu đề (dòng %d) có hai cột “%s”. Đồng chí bỏ một cột hoặc đổi tên rồi tải lên lại.", whole[0].row, whole[0].twice)
	case len(whole) > 1:
		return headings{}, apperr.Invalid(fmt.Sprintf("Tệp có %d trang tính đều là danh sách: “%s”, “%s”… Đồng chí để lại một trang tính trong mỗi tệp rồi tải lên từng tệp.",
			len(whole), whole[0].sheet, whole[1].sheet))
	case best.found > 1:
		return headings{}, unmatched(true, best.Key, "Trang tính “%s” thiếu cột %s. Đồng chí thêm cột vào dòng tiêu đề (dòng %d) rồi tải lên lại.",
			best.sheet, strings.Join(best.missing(best.at), ", "), best.row)
	}
	for _, name := range sheets { // the headings may be behind the place where a sheet is broken
		if err := b.CheckSheet(name, 0, nil); err != nil {
			return headings{}, err
		}
	}
	return headings{}, unmatched(rows, best.Key, "Không thấy dòng tiêu đề của danh sách trong %d dòng đầu. Đồng chí tải tệp mẫu, chép danh sách vào đúng cột rồi tải lên lại.", HeadingRows)
}

// headingsOf is the row of a sheet that a choice names, or else the one that has most headings of a layout.
func headingsOf(b cells.File, name string, layouts []Layout, choices []Choice) (headings, error) {
	best := headings{sheet: name}
	err := b.EachRow(name, func(number int, texts []string) error {
		if number > HeadingRows {
			return cells.ErrEnough
		}
		texts = spelled(texts)
		best.rows = best.rows || filled(texts) > 1
		if l, at, ok := chosen(layouts, choices, texts); ok {
			best = headings{Layout: l, sheet: name, row: number, at: at, texts: slices.Clone(texts), found: len(l.Columns), chosen: true, rows: true}
			return cells.ErrEnough
		}
		for _, l := range layouts {
			at, found, twice := l.fit(texts)
			if found > best.found {
				best = headings{Layout: l, sheet: name, row: number, at: at, texts: slices.Clone(texts), found: found, twice: twice, rows: best.rows}
			}
		}
		return nil
	})
	return best, err
}
