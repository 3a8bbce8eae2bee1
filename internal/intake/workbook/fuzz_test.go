package workbook_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/workbook"
)

// readAndAnnotate reads anything: the answer is a list or a sentence, never a panic, an internal error or a long wait. A
// list is annotated, and what comes back is the same list, or a sentence again.
func readAndAnnotate(t *testing.T, data []byte) {
	t.Helper()
	begun := time.Now()
	s, err := workbook.Parse("x", data, layouts)
	if err != nil {
		refused(t, err)
		return
	}
	if len(s.Lines) == 0 {
		t.Error("an empty list was taken")
	}
	var list []workbook.Note
	for _, l := range s.Lines {
		list = append(list, workbook.Note{Number: l.Number, Result: "Có lỗi", Text: "=" + l.Texts[0], Bad: true, Cells: []string{s.Address(0, l.Number)}})
	}
	marked, err := workbook.Annotate(data, s, list)
	if err != nil {
		refused(t, err)
		return
	}
	again, err := workbook.Parse("x", marked, layouts)
	if diff := cmp.Diff(s.Lines, again.Lines); err != nil || diff != "" {
		t.Errorf("annotated, it reads %v\n%s", err, diff)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

func refused(t *testing.T, err error) {
	t.Helper()
	if apperr.KindOf(err) != apperr.KindInvalid || apperr.Message(err) == "" {
		t.Errorf("not a refusal: %v", err)
	}
}

// FuzzRead feeds bytes of anything.
func FuzzRead(f *testing.F) {
	f.Add(write(f, people([]any{1, "An", "087190001234", "A", 20594})))
	f.Add(ods(f, odsList(odsRow(odsCells("An", "1", "", "A")))))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("Ho va ten;So CCCD;Chi bo\n"))
	f.Fuzz(readAndAnnotate)
}

// FuzzText feeds lists in a text, behind headings that are right.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"An;1;A\n", "\"An\";\"1\n2\";A;\"x\"\"y\"", "An\t1,A\r\n", ";;;\r\r", "\xd4\xa8\xad;1;A", "\"", "=1+1;@a;-x;+y", "_x0041_;1;A"} {
		f.Add(seed, byte(0))
		f.Add(seed, byte(1))
	}
	f.Fuzz(func(t *testing.T, rows string, kind byte) {
		const head = "Ho va ten;So CCCD;Chi bo dang sinh hoat\n"
		switch kind % 3 {
		case 0:
			readAndAnnotate(t, []byte(head+rows))
		case 1:
			var wide strings.Builder
			wide.WriteString("\xff\xfe")
			for _, b := range []byte(head) {
				wide.WriteByte(b)
				wide.WriteByte(0)
			}
			readAndAnnotate(t, []byte(wide.String()+rows))
		case 2:
			readAndAnnotate(t, []byte(rows))
		}
	})
}

// FuzzODS feeds damaged sheets of LibreOffice.
func FuzzODS(f *testing.F) {
	f.Add(odsList(odsRow(odsCells("An", "1", "", "A"))))
	f.Add(odsList(`<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="4"><text:p>x<text:s/></text:p></table:table-cell></table:table-row>`))
	f.Add(odsList(`<table:table-row><table:table-row><table:table-cell><table:table-cell/></table:table-cell></table:table-row></table:table-row>`))
	f.Add(odsList(`<table:table-row><table:table-cell><table:table-row/><table:table/></table:table-cell></table:table-row>`))
	f.Add(odsList(`<table:table-row><table:covered-table-cell/><table:table-cell office:value-type="date" office:date-value="1956-05-19T"/></table:table-row>`))
	f.Fuzz(func(t *testing.T, content string) { readAndAnnotate(t, ods(t, content)) })
}

// FuzzParse feeds damaged sheets of Excel.
func FuzzParse(f *testing.F) {
	plain := write(f, people([]any{1, "An", "087190001234", "A", 20594}))
	r, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	must(f, err)
	text := func(name string) string {
		in, err := r.Open(name)
		must(f, err)
		all, err := io.ReadAll(in)
		must(f, err)
		return string(all)
	}
	const sheet, words = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
	f.Add(text(sheet), text(words))
	f.Add(`<worksheet><sheetData><row r="1048577"><c r="ZZZZ1" t="s"><v>-1</v></c></row></sheetData></worksheet>`, `<sst><si/></sst>`)
	f.Add(`<worksheet><sheetData><row r="0"><c t="inlineStr"><is><t>Họ và tên</t></is></c><c r="A1"/></row><row r="-5"/></sheetData>`, ``)
	f.Add(`<worksheet><sheetData><row><c t="d"><v>x</v></c><c t="b"><v>2</v></c><f/></row></sheetData></worksheet>`, `<sst count="99999999"><si><r><t/></r></si></sst>`)
	f.Fuzz(func(t *testing.T, sheetText, wordsText string) {
		data := archive(t, archive(t, plain, sheet, sheetText), words, wordsText)
		readAndAnnotate(t, data)
	})
}
