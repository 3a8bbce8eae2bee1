package workbook_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/intake/workbook"
)

// strange is a workbook whose headings nobody knows, with a title above and two sheets.
func strange(t testing.TB) []byte {
	t.Helper()
	return write(t, map[string][][]any{
		"Bìa": {{"Xã Một"}},
		"DS":  {{"SỔ THEO DÕI", ""}, {"Người", "Giấy", "Nơi", "Ghi"}, {"An", "087190001234", "A", "x"}, {"Ba", "", "B"}, {"Tư", "087190001236", "B"}, {"Năm", "", "C"}},
	}, func(*excelize.File) {})
}

func look(t testing.TB, data []byte, choices ...workbook.Choice) workbook.Look {
	t.Helper()
	l, err := workbook.LookAt("x.xlsx", data, layouts, layouts[0].Key, "", 0, choices...)
	must(t, err)
	return l
}

func TestWhatAPersonSaysOfTheColumnsHoldsForTheSameHeadings(t *testing.T) {
	t.Parallel()
	data := strange(t)
	_, err := workbook.Parse("x.xlsx", data, layouts)
	var unmatched *workbook.Unmatched
	if !errors.As(err, &unmatched) {
		t.Fatalf("headings that nobody knows: %v", err)
	}
	l := look(t, data)
	if l.Sheet != "DS" || l.Row != 2 || len(l.At) != 0 || len(l.Columns) != 4 {
		t.Fatalf("%+v", l)
	}
	if diff := cmp.Diff(workbook.Sample{Letter: "A", Heading: "Người", Values: []string{"An", "Ba", "Tư"}}, l.Columns[0]); diff != "" {
		t.Error(diff)
	}
	choice, err := l.Choose(map[string]int{"ho va ten": 0, "so cccd": 1, "chi bo dang sinh hoat": 2, "la": 3, "ngay sinh": 99})
	must(t, err)
	s, err := workbook.Parse("x.xlsx", data, layouts, choice)
	must(t, err)
	if !s.Chosen || len(s.Lines) != 4 || s.Lines[0].Number != 3 || s.Lines[0].Texts[0] != "An" || s.Address(1, 3) != "B3" {
		t.Errorf("%+v", s.Lines)
	}
	if diff := cmp.Diff([]string{"Ghi"}, s.Unused()); diff != "" {
		t.Error(diff)
	}
	if got := look(t, data, choice).At; len(got) != 3 || got["so cccd"] != 1 {
		t.Errorf("what was chosen is not shown again: %v", got)
	}
	marked, err := workbook.Annotate(data, s, []workbook.Note{{Number: 3, Result: "Có lỗi", Text: "x", Bad: true}})
	must(t, err)
	again, err := workbook.Parse("x.xlsx", marked, layouts, choice)
	if diff := cmp.Diff(s.Lines, again.Lines); err != nil || diff != "" {
		t.Errorf("with its notes the file has other headings: %v\n%s", err, diff)
	}
	if diff := cmp.Diff([]string{"Ghi"}, again.Unused()); diff != "" {
		t.Error(diff)
	}
}

func TestAChoiceThatIsNotWholeIsRefusedFieldByField(t *testing.T) {
	t.Parallel()
	l := look(t, strange(t))
	for name, said := range map[string]map[string]int{
		"nothing": {}, "no cell": {"ho va ten": 0, "so cccd": 1}, "twice": {"ho va ten": 0, "so cccd": 1, "chi bo dang sinh hoat": 1},
		"nothing to tell people apart": {"ho va ten": 0, "chi bo dang sinh hoat": 2}, "out of the file": {"ho va ten": 0, "so cccd": 7, "chi bo dang sinh hoat": -1},
	} {
		c, err := l.Choose(said)
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
		if s, err := workbook.Parse("x.xlsx", strange(t), layouts, c); name != "twice" && err == nil {
			t.Errorf("%s: read as %v", name, s.Lines)
		}
	}
	l.Columns = []workbook.Sample{{Letter: "A"}}
	if _, err := l.Choose(map[string]int{"ho va ten": 0}); err == nil {
		t.Error("a row without headings was accepted")
	}
}

func TestHeadingsAreTheSameHoweverTheyAreTyped(t *testing.T) {
	t.Parallel()
	one := []string{"Họ và tên", "", "Ngày  sinh", "Kết quả", "Nội dung cần sửa"}
	for _, same := range [][]string{{"HỌ VÀ TÊN", "", "ngày sinh:"}, {"Họ và tên (*)", "", "Ngày sinh", ""}} {
		if workbook.Signature(one) != workbook.Signature(same) {
			t.Errorf("%q and %q differ", one, same)
		}
	}
	for _, other := range [][]string{{"Họ và tên", "Ngày sinh"}, {"Ngày sinh", "", "Họ và tên"}, {"Họ và tên", "", "Ngày sinh", "Kết quả"}, nil} {
		if workbook.Signature(one) == workbook.Signature(other) {
			t.Errorf("%q and %q are one", one, other)
		}
	}
}
