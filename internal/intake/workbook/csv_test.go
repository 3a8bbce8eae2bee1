package workbook_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/workbook"
)

func TestATextIsReadWhateverItsSeparatorAndEncoding(t *testing.T) {
	t.Parallel()
	list := "DANH SÁCH ĐẢNG VIÊN, năm 2026\r\n\r\nHọ và tên;Ghi chú;Số CCCD;Chi bộ đang sinh hoạt\r\n" +
		"Nguyễn Văn Đúng;x;087190001234;Chi bộ A\r\n\r\n;chỉ có ghi chú;;\r\nLê Thị Ẩn;;087190001235;\"Chi bộ “B”\r\nấp \"\"2\"\"\"\r\n"
	want := []workbook.Line{
		{Number: 4, Texts: []string{"Nguyễn Văn Đúng", "087190001234", "", "Chi bộ A"}},
		{Number: 7, Texts: []string{"Lê Thị Ẩn", "087190001235", "", "Chi bộ “B” ấp \"2\""}},
	}
	wide := func(order unicode.Endianness) string {
		text, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(list)
		must(t, err)
		return text
	}
	for name, text := range map[string]string{
		"semicolons":     list,
		"commas":         strings.ReplaceAll(strings.ReplaceAll(list, ", năm", " năm"), ";", ","),
		"tabs":           strings.ReplaceAll(list, ";", "\t"),
		"a mark":         "\xef\xbb\xbf" + list,
		"UTF-16":         wide(unicode.LittleEndian),
		"UTF-16, turned": wide(unicode.BigEndian),
		"Unix":           strings.ReplaceAll(list, "\r\n", "\n"),
		"an old Mac":     strings.ReplaceAll(list, "\r\n", "\r"),
		"Excel's line":   "sep=;\r\n" + list,
	} {
		s, err := workbook.Parse("x", []byte(text), layouts)
		if diff := cmp.Diff(want, s.Lines); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
		if err == nil && (s.Address(1, 4) != "C4" || s.Address(2, 4) != "") {
			t.Errorf("%s: addresses %q, %q", name, s.Address(1, 4), s.Address(2, 4))
		}
	}
}

func TestCommasInTheCellsAreNotTakenForTheSeparator(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	list.WriteString("Họ và tên;Số CCCD;Chi bộ đang sinh hoạt\n")
	for i := range 30 {
		fmt.Fprintf(&list, "An;0871900012%02d;Chi bộ ấp 1, xã A, huyện B, tỉnh C\n", i)
	}
	if s, err := workbook.Parse("x.csv", []byte(list.String()), layouts); err != nil || len(s.Lines) != 30 || s.Lines[0].Texts[3] != "Chi bộ ấp 1, xã A, huyện B, tỉnh C" {
		t.Errorf("%v, %v", s.Lines, err)
	}
}

func TestATextInAnOldFontIsReadAsItsWriterSawIt(t *testing.T) {
	t.Parallel()
	data := []byte("Hä vµ tªn;So CCCD;Chi bé ®ang sinh ho¹t\nNguy\xd4n V\xa8n D\xad\xacng;087190001234;A\n")
	for from, to := range map[string]string{"ä": "\xe4", "µ": "\xb5", "ª": "\xaa", "é": "\xe9", "®": "\xae", "¹": "\xb9"} {
		data = []byte(strings.ReplaceAll(string(data), from, to))
	}
	s, err := workbook.Parse("x.csv", data, layouts)
	if err != nil || len(s.Lines) != 1 || s.Lines[0].Texts[0] != "Nguyễn Văn Dương" {
		t.Fatalf("%v, %v", s.Lines, err)
	}
}

func TestATextThatIsNoListIsRefusedInWords(t *testing.T) {
	t.Parallel()
	const head = "Họ và tên;Số CCCD;Chi bộ đang sinh hoạt\n"
	for _, tc := range []struct{ name, text, want string }{
		{"a mark and nothing else", "\xef\xbb\xbf \r\n", "rỗng"},
		{"one column", "Họ và tên\nAn\n", "Không thấy dòng tiêu đề"},
		{"a column missing", "Họ và tên,Số CCCD\nAn,1\n", "thiếu cột “Chi bộ đang sinh hoạt”"},
		{"headings only", head, "chưa có dòng nào"},
		{"a quote not closed", head + "An;1;A\n\"Bình;2;B\nCường;3;C\n", "Dòng 3 của tệp .csv có dấu ngoặc kép"},
		{"a quote closed rows below", head + "\"An;1;A\nBình;2;\"B\"\n", "Dòng 2 của tệp .csv có dấu ngoặc kép"},
		{"far too wide", head + "An;1;A" + strings.Repeat(";", 300) + "x\n", "rộng quá 200 cột"},
		{"separators without end", head + strings.Repeat(";", 1<<20), "rộng quá 200 cột"},
		{"far too long", head + strings.Repeat("An;1;A\n", workbook.MaxRows+1), "dài quá 100.000 dòng"},
		{"PDF", "%PDF-1.7\nHọ và tên;", "không phải là tệp Excel"},
		{"half a letter of UTF-16", "\xff\xfeH\x00\xe0", "Không thấy dòng tiêu đề"},
	} {
		_, err := workbook.Parse("x.csv", []byte(tc.text), layouts)
		if apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(apperr.Message(err), tc.want) {
			t.Errorf("%s: %v, want a sentence with “%s”", tc.name, err, tc.want)
		}
	}
	if s, err := workbook.Parse("x.csv", []byte(head+"An;1;A"+strings.Repeat(";", 300)), layouts); err != nil || len(s.Lines) != 1 {
		t.Errorf("empty columns to the right: %v", err)
	}
}
