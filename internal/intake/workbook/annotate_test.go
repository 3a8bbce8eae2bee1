package workbook_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/workbook"
)

const dangerous = `=cmd|'/c calc'!A1`

// mixed is a list as offices write them: a merged title, headings further down, empty rows between, other sheets.
func mixed(t testing.TB) []byte {
	t.Helper()
	return write(t, map[string][][]any{
		"DS": {
			{"DANH SÁCH ĐẢNG VIÊN"}, {}, append(append([]any{}, head...), "Số con"), {1, 2, 3, 4, 5, 6},
			{1, "An", "087190001234", "A", 20594, formula("1+1")}, {}, {2, dangerous, "1", "A", "1956"}, {}, {3, "Cường", "087190001236", "B"},
		},
		"Khác": {{"Giữ nguyên"}, {12.5}},
	}, func(f *excelize.File) {
		must(t, f.MergeCell("DS", "A1", "L1"))
		must(t, f.MergeCell("DS", "F9", "G9"))
		must(t, f.AutoFilter("DS", "A3:F9", nil))
		red, err := f.NewStyle(&excelize.Style{NumFmt: 14, Font: &excelize.Font{Italic: true, Color: "FF0000"}})
		must(t, err)
		must(t, f.SetCellStyle("DS", "E5", "E7", red))
	})
}

func notes(s workbook.Sheet) []workbook.Note {
	return []workbook.Note{
		{Number: 5, Result: "Thêm mới"},
		{Number: 7, Result: "Có lỗi", Text: dangerous + " không phải là họ và tên.", Bad: true, Cells: []string{s.Address(0, 7), s.Address(2, 7), "", s.Address(2, 7)}},
		{Number: 9, Result: "Giữ nguyên", Text: "@ghi chú", Cells: []string{"B9"}},
	}
}

// column is the text of a sheet's cells from one row on.
func column(t testing.TB, data []byte, sheet, col string, from, to int) []string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer f.Close()
	number, err := excelize.ColumnNameToNumber(col)
	must(t, err)
	var texts []string
	for r := from; r <= to; r++ {
		at, err := excelize.CoordinatesToCellName(number, r)
		must(t, err)
		text, err := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
		must(t, err)
		if formula, _ := f.GetCellFormula(sheet, at); formula != "" {
			t.Errorf("%s became the formula %q", at, formula)
		}
		texts = append(texts, text)
	}
	return texts
}

// fills are the cells of a sheet that are marked.
func fills(t testing.TB, data []byte, sheet string) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer f.Close()
	var marked []string
	for r := 1; r <= 12; r++ {
		for c := 1; c <= 14; c++ {
			at, err := excelize.CoordinatesToCellName(c, r)
			must(t, err)
			id, err := f.GetCellStyle(sheet, at)
			must(t, err)
			style, err := f.GetStyle(id)
			must(t, err)
			if style.Fill.Pattern == 1 {
				marked = append(marked, at)
			}
		}
	}
	return strings.Join(marked, " ")
}

// annotated reads a list, annotates it, and reads it again: it must be the same list.
func annotated(t *testing.T, data []byte, notes func(workbook.Sheet) []workbook.Note) []byte {
	t.Helper()
	s, err := workbook.Parse("x", data, layouts)
	must(t, err)
	marked, err := workbook.Annotate(data, s, notes(s))
	must(t, err)
	again, err := workbook.Parse("x.xlsx", marked, layouts)
	if diff := cmp.Diff(s.Lines, again.Lines); err != nil || diff != "" {
		t.Errorf("read again: %v\n%s", err, diff)
	}
	return marked
}

func TestAWorkbookComesBackWithANoteBehindEachRow(t *testing.T) {
	t.Parallel()
	marked := annotated(t, mixed(t), notes)
	if diff := cmp.Diff([]string{"Kết quả", "", "Thêm mới", "", "Có lỗi", "", "Giữ nguyên"}, column(t, marked, "DS", "H", 3, 9)); diff != "" {
		t.Error(diff) // behind the merged cells F9:G9, not into them
	}
	if diff := cmp.Diff([]string{"Nội dung cần sửa", "", "", "", dangerous + " không phải là họ và tên.", "", "@ghi chú"}, column(t, marked, "DS", "I", 3, 9)); diff != "" {
		t.Error(diff)
	}
	if got := fills(t, marked, "DS"); got != "B7 E7 H7 I7" {
		t.Errorf("marked are %s", got)
	}
	if got := column(t, marked, "Khác", "A", 1, 2); got[0] != "Giữ nguyên" || got[1] != "12.5" {
		t.Errorf("the other sheet: %q", got)
	}
	f, err := excelize.OpenReader(bytes.NewReader(marked))
	must(t, err)
	defer f.Close()
	id, err := f.GetCellStyle("DS", "E7")
	must(t, err)
	style, err := f.GetStyle(id)
	must(t, err)
	if style.NumFmt != 14 || !style.Font.Italic || style.Font.Color != "FF0000" {
		t.Errorf("the mark took the cell's own format: %+v", style)
	}
	if formula, _ := f.GetCellFormula("DS", "F5"); formula != "1+1" {
		t.Errorf("the formula beside the list is %q", formula)
	}
	merged, err := f.GetMergeCells("DS")
	must(t, err)
	if len(merged) != 2 {
		t.Errorf("merged: %v", merged)
	}
}

func TestASecondRoundReplacesTheNotesOfTheFirst(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{"xlsx": mixed(t), "csv": []byte("DS\n\nSTT;Họ và tên;Số CCCD;Chi bộ đang sinh hoạt;Ngày sinh\n\n1;An;1;A;\n\n2;" + dangerous + ";2;B;\n\n3;Cường;3;B;1956\n")} {
		first := annotated(t, data, notes)
		second := annotated(t, first, func(workbook.Sheet) []workbook.Note {
			return []workbook.Note{{Number: 7, Result: "Thêm mới"}, {Number: 9, Result: "Có lỗi", Text: "Sai.", Bad: true, Cells: []string{"C9"}}}
		})
		col := map[string][2]string{"xlsx": {"H", "I"}, "csv": {"F", "G"}}[name]
		s, err := workbook.Parse("x", second, layouts)
		must(t, err)
		if diff := cmp.Diff([]string{"Kết quả", "", "", "", "Thêm mới", "", "Có lỗi", ""}, column(t, second, s.Name, col[0], 3, 10)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := cmp.Diff([]string{"Nội dung cần sửa", "", "", "", "", "", "Sai.", ""}, column(t, second, s.Name, col[1], 3, 10)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if got := fills(t, second, s.Name); got != "C9 "+col[0]+"9 "+col[1]+"9" {
			t.Errorf("%s: marked are %s", name, got)
		}
		for _, c := range []string{"H", "I", "J", "K"} {
			if c > col[1] && strings.Join(column(t, second, s.Name, c, 2, 10), "") != "" {
				t.Errorf("%s: something stands in column %s", name, c)
			}
		}
	}
}

func TestOtherFilesComeBackAsWorkbooks(t *testing.T) {
	t.Parallel()
	row := odsRow(`<table:table-cell/>` + odsCells("1", "", "A") + `<table:table-cell/>` + odsCells("+84 123"))
	for name, tc := range map[string]struct {
		data  []byte
		sheet string
		extra string
	}{
		"ods":                {ods(t, odsList(odsRow(odsCells("An", "087190001234", "5/1956", "A"))+odsRow("")+row)), "DS", "+84 123"},
		"an impossible name": {ods(t, strings.Replace(odsList(odsRow(odsCells("An", "087190001234", "5/1956", "A"))+odsRow("")+row), `"DS"`, `"Danh sách/[2026] của rất nhiều chi bộ"`, 1)), "Sheet1", "+84 123"},
		"csv":                {[]byte("Họ và tên;Số CCCD;Ngày sinh;Chi bộ đang sinh hoạt\nAn;087190001234;5/1956;A\n\n;1;;A;;-1+2\n"), "Danh sách", "-1+2"},
	} {
		marked := annotated(t, tc.data, func(s workbook.Sheet) []workbook.Note {
			return []workbook.Note{{Number: 2, Result: "Thêm mới"}, {Number: 4, Result: "Có lỗi", Text: "=Thiếu tên.", Bad: true, Cells: []string{s.Address(0, 4)}}}
		})
		for col, want := range map[string][]string{
			"A": {"Họ và tên", "An", "", ""}, "B": {"Số CCCD", "087190001234", "", "1"}, "F": {"", "", "", tc.extra},
			"G": {"Kết quả", "Thêm mới", "", "Có lỗi"}, "H": {"Nội dung cần sửa", "", "", "=Thiếu tên."},
		} {
			if diff := cmp.Diff(want, column(t, marked, tc.sheet, col, 1, 4)); diff != "" {
				t.Errorf("%s, column %s: %s", name, col, diff)
			}
		}
		if got := fills(t, marked, tc.sheet); got != "A4 G4 H4" {
			t.Errorf("%s: marked are %s", name, got)
		}
	}
}

func TestAListAtTheLimitOfColumnsIsTakenBackWithItsNotes(t *testing.T) {
	t.Parallel()
	wide := make([]any, 200)
	copy(wide, head)
	wide[199] = "cuối"
	annotated(t, write(t, map[string][][]any{"DS": {wide, {1, "An", "1", "A"}}}), func(workbook.Sheet) []workbook.Note {
		return []workbook.Note{{Number: 2, Result: "Thêm mới"}}
	})
}

func TestAColumnOfTheirOwnThatIsCalledResultIsKept(t *testing.T) {
	t.Parallel()
	data := write(t, map[string][][]any{"DS": {append(append([]any{}, head...), "Kết quả"), {1, "An", "1", "A", nil, "Tốt"}}})
	for range 2 {
		data = annotated(t, data, func(workbook.Sheet) []workbook.Note { return []workbook.Note{{Number: 2, Result: "Thêm mới"}} })
		for col, want := range map[string]string{"F": "Kết quả Tốt", "G": "Kết quả Thêm mới", "H": "Nội dung cần sửa ", "I": " "} {
			if got := strings.Join(column(t, data, "DS", col, 1, 2), " "); got != want {
				t.Errorf("column %s: %q, want %q", col, got, want)
			}
		}
	}
}

func TestWhatCannotBeAnnotatedIsSaidInWords(t *testing.T) {
	t.Parallel()
	s, err := workbook.Parse("x", mixed(t), layouts)
	must(t, err)
	for name, data := range map[string][]byte{"another file": write(t, map[string][][]any{"A": {{"x"}}}), "no file": nil, "half a file": mixed(t)[:900]} {
		if _, err := workbook.Annotate(data, s, notes(s)); apperr.KindOf(err) != apperr.KindInvalid || apperr.Message(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
