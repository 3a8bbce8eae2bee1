package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/workbook"
)

var layouts = []workbook.Layout{
	{Key: "people", Title: "Người", OneOf: []int{1, 2}, Columns: []workbook.Column{
		{Heading: "Họ và tên", Also: []string{"ho ten"}, Needed: true}, {Heading: "Số CCCD"}, {Heading: "Ngày sinh", Hint: "=1+1"},
		{Heading: "Chi bộ đang sinh hoạt", Needed: true},
	}},
	{Key: "units", Title: "Tổ chức", Columns: []workbook.Column{{Heading: "Tên tổ chức đảng", Needed: true}, {Heading: "Loại", Needed: true}}},
}

// formula is a cell with a formula.
type formula string

// write makes a workbook; each sheet is rows of cells, nil for an empty one.
func write(t testing.TB, sheets map[string][][]any, change ...func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	first := true
	for name, rows := range sheets {
		if first {
			must(t, f.SetSheetName("Sheet1", name))
			first = false
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for r, cells := range rows {
			for c, v := range cells {
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				must(t, err)
				if text, ok := v.(formula); ok {
					must(t, f.SetCellFormula(name, at, string(text)))
				} else if v != nil {
					must(t, f.SetCellValue(name, at, v))
				}
			}
		}
	}
	for _, c := range change {
		c(f)
	}
	var buf bytes.Buffer
	must(t, f.Write(&buf))
	return buf.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var head = []any{"STT", "Họ và tên", "Số CCCD", "Chi bộ đang sinh hoạt", "Ngày sinh"}

func people(rows ...[]any) map[string][][]any {
	return map[string][][]any{"DS": append([][]any{head}, rows...)}
}

func TestAListIsFoundByItsHeadingsWhereverTheyStand(t *testing.T) {
	t.Parallel()
	data := write(t, map[string][][]any{
		"Bìa": {{"DANH SÁCH ĐẢNG VIÊN"}, {"Huyện ủy Thử"}},
		"DS": {
			{"DANH SÁCH ĐẢNG VIÊN"}, {}, {nil, nil, "Kèm theo công văn số 12"},
			{norm.NFD.String("CHI BỘ ĐANG SINH HOẠT"), "Ghi chú", "Ngày sinh\n(dd/mm/yyyy)", "Họ tên (*)", "số cccd"},
			{1, 2, 3, 4, 5},
			{"Chi bộ A", "x", 20594, norm.NFD.String("NGUYỄN VĂN ĐÚNG"), "087190001234"},
			{nil, "chỉ có ghi chú"},
			{"Chi bộ B", nil, "1956", "Lê  Thị\u200b Ẩn ", 87190001235},
		},
	})
	s, err := workbook.Parse("ds.xlsx", data, layouts)
	if err != nil {
		t.Fatal(err)
	}
	want := []workbook.Line{
		{Number: 6, Texts: []string{"NGUYỄN VĂN ĐÚNG", "087190001234", "20594", "Chi bộ A"}},
		{Number: 8, Texts: []string{"Lê Thị Ẩn", "87190001235", "1956", "Chi bộ B"}},
	}
	if diff := cmp.Diff(want, s.Lines); diff != "" || s.Key != "people" || s.Name != "DS" {
		t.Errorf("Parse = %s of %s, lines:\n%s", s.Key, s.Name, diff)
	}
	if s.Address(0, 6) != "D6" || s.Address(3, 8) != "A8" {
		t.Errorf("addresses %s, %s", s.Address(0, 6), s.Address(3, 8))
	}
}

func TestAMacsDatesAreCountedFrom1904(t *testing.T) {
	t.Parallel()
	yes := true
	data := write(t, people([]any{1, "An", nil, "A", 19132}), func(f *excelize.File) {
		must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
	})
	if s, err := workbook.Parse("x.xlsx", data, layouts); err != nil || !s.From1904 {
		t.Errorf("From1904 = %v, %v", s.From1904, err)
	}
}

func TestAFileThatIsNoListIsRefusedInWords(t *testing.T) {
	t.Parallel()
	good := people([]any{1, "An", "087190001234", "A"})
	plain := write(t, good)
	locked := func(f *excelize.File) []byte {
		var buf bytes.Buffer
		must(t, f.Write(&buf, excelize.Options{Password: "bi-mat"}))
		return buf.Bytes()
	}
	f, err := excelize.OpenReader(bytes.NewReader(plain))
	must(t, err)
	defer f.Close()
	two := write(t, map[string][][]any{"A": good["DS"], "B": good["DS"]})
	for _, tc := range []struct {
		name, file string
		data       []byte
		want       string
	}{
		{"empty", "x.xlsx", nil, "rỗng"},
		{"huge", "x.xlsx", append([]byte("PK\x03\x04"), make([]byte, workbook.MaxSize)...), "nhiều nhất là 20 MB"},
		{"cut short", "x.xlsx", plain[:len(plain)/2], "tệp hỏng"},
		{"damaged", "x.xlsx", damage(plain), "tệp hỏng"},
		{"with a password", "x.xlsx", locked(f), "mật khẩu"},
		{"of old Excel", "x.xls", append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 600)...), "kiểu cũ"},
		{"with macros", "x.xlsx", archive(t, plain, "xl/vbaProject.bin", "x"), "macro"},
		{"named .xlsm", "x.XLSM", plain, "macro"},
		{"a page of the web", "x.xls", []byte("<html><table><tr><td>Họ và tên"), "không phải là tệp Excel"},
		{"bytes of anything", "x.csv", []byte("Họ và tên;\x01\x00"), "không phải là tệp Excel"},
		{"Word", "x.docx", archive(t, nil, "word/document.xml", "<x/>"), "không phải là tệp Excel"},
		{"a bomb", "x.xlsx", bomb(t), "giải nén ra quá lớn"},
		{"elements without end", "x.xlsx", behind(t, plain, strings.Repeat("<c a='/>'>", 300)+strings.Repeat("</c>", 300)), "tệp hỏng"},
		{"one endless element", "x.xlsx", behind(t, plain, "<c "+strings.Repeat("a='' ", 1<<20)+"/>"), "tệp hỏng"},
		{"elements without end elsewhere", "x.xlsx", archive(t, plain, "xl/other.xml", strings.Repeat("<c a='/>'>", 300)), "tệp hỏng"},
		{"one endless element elsewhere", "x.xlsx", archive(t, plain, "xl/other.xml", "<!-- > --><c "+strings.Repeat("a='>' ", 1<<20)+"/>"), "tệp hỏng"},
		{"a document type", "x.xlsx", archive(t, plain, "xl/worksheets/sheet1.xml", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`), "tệp hỏng"},
		{"a broken sheet", "x.xlsx", archive(t, plain, "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"), "tệp hỏng"},
		{"no headings", "x.xlsx", write(t, map[string][][]any{"A": {{"Tên", "Tuổi"}, {"An", 3}}}), "Không thấy dòng tiêu đề"},
		{"headings too far down", "x.xlsx", write(t, map[string][][]any{"A": append(make([][]any, 25), good["DS"]...)}), "Không thấy dòng tiêu đề"},
		{"a column missing", "x.xlsx", write(t, map[string][][]any{"A": {{"Họ và tên", "Ngày sinh"}, {"An", 1956}}}), "thiếu cột “Chi bộ đang sinh hoạt”"},
		{"no column to tell people apart", "x.xlsx", write(t, map[string][][]any{"A": {{"Họ và tên", "Chi bộ đang sinh hoạt"}}}), "một trong các cột “Số CCCD”, “Ngày sinh”"},
		{"a heading twice", "x.xlsx", write(t, map[string][][]any{"A": {append(head, "Ngày sinh"), {1, "An"}}}), "hai cột “Ngày sinh”"},
		{"headings only", "x.xlsx", write(t, people()), "chưa có dòng nào"},
		{"two lists", "x.xlsx", two, "2 trang tính đều là danh sách"},
		{"far too wide", "x.xlsx", write(t, people(append(make([]any, 300), "x"))), "rộng quá 200 cột"},
	} {
		_, err := workbook.Parse(tc.file, tc.data, layouts)
		if apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(apperr.Message(err), tc.want) {
			t.Errorf("%s: %v, want a sentence with “%s”", tc.name, err, tc.want)
		}
	}
}

// damage spoils the bytes of the packed sheet and leaves the archive's list whole.
func damage(data []byte) []byte {
	spoiled := bytes.Clone(data)
	at := bytes.Index(spoiled, []byte("xl/worksheets/sheet1.xml"))
	for i := at + 40; i < at+60; i++ {
		spoiled[i] ^= 0x5A
	}
	return spoiled
}

// archive copies an archive and puts one more file into it, in place of one of the same name.
func archive(t testing.TB, data []byte, name, text string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	if data != nil {
		r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		must(t, err)
		for _, f := range r.File {
			if f.Name == name {
				continue
			}
			in, err := f.Open()
			must(t, err)
			out, err := w.Create(f.Name)
			must(t, err)
			_, err = io.Copy(out, in)
			must(t, err)
		}
	}
	out, err := w.Create(name)
	must(t, err)
	_, err = io.WriteString(out, text)
	must(t, err)
	must(t, w.Close())
	return buf.Bytes()
}

// behind puts a text behind the last row of the first sheet.
func behind(t testing.TB, data []byte, text string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	in, err := r.Open("xl/worksheets/sheet1.xml")
	must(t, err)
	sheet, err := io.ReadAll(in)
	must(t, err)
	return archive(t, data, "xl/worksheets/sheet1.xml", strings.Replace(string(sheet), "</sheetData>", text+"</sheetData>", 1))
}

// bomb says of itself that it unpacks to more than we take.
func bomb(t testing.TB) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	_, err := w.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: 101 << 20})
	must(t, err)
	must(t, w.Close())
	return buf.Bytes()
}

func TestFormulasAreRefusedWhereTheyWouldBeRead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		rows [][]any
		want string
	}{
		{"in the number column", [][]any{{formula("ROW()-1"), "An", "087190001234", "A"}}, ""},
		{"in a name", [][]any{{1, "An", "087190001234", "A"}, {2, formula("UPPER(B2)"), "087190001235", "A"}}, "Ô B3 chứa công thức"},
		{"in many cells", [][]any{{1, formula("A1"), "087190001234", formula("A2")}}, "Ô B2 và 1 ô khác chứa công thức"},
	} {
		_, err := workbook.Parse("x.xlsx", write(t, people(tc.rows...)), layouts)
		if (err == nil) != (tc.want == "") || !strings.Contains(apperr.Message(err), tc.want) {
			t.Errorf("%s: %v, want …%s…", tc.name, err, tc.want)
		}
	}
}

func TestAHiddenSheetIsNotTheList(t *testing.T) {
	t.Parallel()
	good := people([]any{1, "An", "087190001234", "A"})
	data := write(t, map[string][][]any{"DS": good["DS"], "Ẩn": good["DS"]}, func(f *excelize.File) {
		i, err := f.GetSheetIndex("DS")
		must(t, err)
		f.SetActiveSheet(i)
		must(t, f.SetSheetVisible("Ẩn", false))
	})
	if s, err := workbook.Parse("x.xlsx", data, layouts); err != nil || s.Name != "DS" {
		t.Errorf("read %q, %v", s.Name, err)
	}
}

func TestMoreRowsThanTheLimitAreRefused(t *testing.T) {
	t.Parallel()
	rows := strings.Repeat(`<row><c/><c t="str"><v>An</v></c></row>`, workbook.MaxRows+1)
	_, err := workbook.Parse("x.xlsx", behind(t, write(t, people()), rows), layouts)
	if !strings.Contains(apperr.Message(err), "dài quá 100.000 dòng") {
		t.Errorf("%v", err)
	}
}

func TestATemplateIsReadBackOnceItIsFilledIn(t *testing.T) {
	t.Parallel()
	for _, l := range layouts {
		var buf bytes.Buffer
		must(t, workbook.WriteTemplate(&buf, l))
		_, err := workbook.Parse("mau.xlsx", buf.Bytes(), layouts)
		if !strings.Contains(apperr.Message(err), "chưa có dòng nào") {
			t.Errorf("%s: %v; want its headings found and no rows", l.Key, err)
		}
		f, err := excelize.OpenReader(&buf)
		must(t, err)
		must(t, f.SetCellStr(l.Title, "B2", "An"))
		for i, c := range l.Columns {
			at := fmt.Sprintf("B%d", i+1)
			text, err := f.GetCellValue("Cách ghi", at)
			must(t, err)
			if formula, _ := f.GetCellFormula("Cách ghi", at); formula != "" || !strings.HasSuffix(text, c.Hint) {
				t.Errorf("%s, %s: hint %q, formula %q", l.Key, c.Heading, text, formula)
			}
		}
		var filled bytes.Buffer
		must(t, f.Write(&filled))
		must(t, f.Close())
		if s, err := workbook.Parse("mau.xlsx", filled.Bytes(), layouts); err != nil || s.Key != l.Key || len(s.Lines) != 1 {
			t.Errorf("%s filled in: %+v, %v", l.Key, s.Lines, err)
		}
	}
}
