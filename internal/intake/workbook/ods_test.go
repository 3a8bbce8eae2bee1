package workbook_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/workbook"
)

const odsHead = `<table:table-row><table:table-cell office:value-type="string"><text:p>Họ và tên</text:p></table:table-cell>` +
	`<table:table-cell office:value-type="string"><text:p>Số CCCD</text:p></table:table-cell><table:table-cell office:value-type="string">` +
	`<text:p>Ngày sinh</text:p></table:table-cell><table:table-cell><text:p>Chi bộ đang sinh hoạt</text:p></table:table-cell></table:table-row>`

// odsBook is the content of a file whose sheets are given whole.
func odsBook(tables string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"` +
		` xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:automatic-styles>` +
		`<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>` +
		`<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>` +
		`</office:automatic-styles><office:body><office:spreadsheet>` + tables + `</office:spreadsheet></office:body></office:document-content>`
}

// odsList is the content of a file with headings and some rows.
func odsList(rows string) string {
	return odsBook(`<table:table table:name="DS" table:style-name="ta1">` + odsHead + rows + `</table:table>`)
}

func odsRow(cells string) string { return `<table:table-row>` + cells + `</table:table-row>` }

func odsCells(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		fmt.Fprintf(&b, `<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>`, text)
	}
	return b.String()
}

// ods packs a content as LibreOffice does.
func ods(t testing.TB, content string) []byte {
	t.Helper()
	return archive(t, archive(t, nil, "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "content.xml", content)
}

func TestASheetOfLibreOfficeIsRead(t *testing.T) {
	t.Parallel()
	hidden := `<table:table table:name="Ẩn" table:style-name="ta2">` + odsHead + odsRow(odsCells("Ma", "1", "", "A")) + `</table:table>`
	tables := hidden + `<table:table table:name="DS" table:style-name="ta1"><table:shapes><draw:frame><text:p>Hình</text:p></draw:frame></table:shapes>
		<table:table-column table:number-columns-repeated="16384"/>
		<table:table-row><table:table-cell table:number-columns-spanned="4" office:value-type="string"><text:p>DANH SÁCH</text:p></table:table-cell>
			<table:covered-table-cell table:number-columns-repeated="3"><text:p>Họ và tên</text:p></table:covered-table-cell></table:table-row>
		<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
		<table:table-header-rows>` + odsHead + `</table:table-header-rows>
		<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>Xem lại</text:p></office:annotation>
				<text:p>Nguyễn<text:s text:c="2147483647"/><text:span>Văn</text:span></text:p><text:p>Đúng</text:p></table:table-cell>
			<table:table-cell office:value-type="float" office:value="87190001234" calcext:value-type="float"><text:p>8,72E+10</text:p></table:table-cell>
			<table:table-cell office:value-type="date" office:date-value="1956-05-19"><text:p>19 tháng 5</text:p></table:table-cell>
			<table:table-cell office:value-type="string"><text:p>Chi bộ A</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>
		<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>An</text:p></table:table-cell>
			<table:covered-table-cell><text:p>1956</text:p></table:covered-table-cell><table:table-cell office:value-type="string" office:string-value="Chi bộ B"><draw:frame><text:p>x</text:p></draw:frame></table:table-cell></table:table-row>
		<table:table-row-group>` + odsRow(`<table:table-cell/>`+odsCells("1")+
		`<table:table-cell office:value-type="date" office:date-value="2026-11-25T08:30:00"><text:p/></table:table-cell>`) + `</table:table-row-group>
		<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`
	s, err := workbook.Parse("x", ods(t, odsBook(tables)), layouts)
	want := []workbook.Line{
		{Number: 6, Texts: []string{"Nguyễn Văn Đúng", "87190001234", "19/5/1956", "Chi bộ A"}},
		{Number: 7, Texts: []string{"An", "An", "", "Chi bộ B"}},
		{Number: 8, Texts: []string{"An", "An", "", "Chi bộ B"}},
		{Number: 9, Texts: []string{"", "1", "25/11/2026", ""}},
	}
	if diff := cmp.Diff(want, s.Lines); err != nil || diff != "" || s.Name != "DS" {
		t.Errorf("of %q: %v\n%s", s.Name, err, diff)
	}
}

func TestFormulasOfLibreOfficeAreRefusedWhereTheyWouldBeRead(t *testing.T) {
	t.Parallel()
	const formula = `<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"%s><text:p>2</text:p></table:table-cell>`
	above := odsBook(`<table:table table:name="DS">` + odsRow(fmt.Sprintf(formula, "")) + odsHead + odsRow(odsCells("An", "1", "", "A")) + `</table:table>`)
	if _, err := workbook.Parse("x.ods", ods(t, above), layouts); err != nil {
		t.Errorf("above the headings: %v", err)
	}
	for _, tc := range []struct{ name, rows, want string }{
		{"beyond the list", odsRow(odsCells("An", "1", "", "A") + fmt.Sprintf(formula, "")), ""},
		{"in a number", odsRow(odsCells("An") + fmt.Sprintf(formula, "") + odsCells("", "A")), "Ô B2 chứa công thức"},
		{"in many cells", odsRow(odsCells("An")) + `<table:table-row table:number-rows-repeated="3">` + odsCells("An") +
			fmt.Sprintf(formula, ` table:number-columns-repeated="2"`) + `</table:table-row>`, "Ô B3 và 5 ô khác chứa công thức"},
	} {
		_, err := workbook.Parse("x.ods", ods(t, odsList(tc.rows)), layouts)
		if (err == nil) != (tc.want == "") || !strings.Contains(apperr.Message(err), tc.want) {
			t.Errorf("%s: %v, want …%s…", tc.name, err, tc.want)
		}
	}
}

func TestAFileOfLibreOfficeThatIsNoListIsRefusedInWords(t *testing.T) {
	t.Parallel()
	good := odsRow(odsCells("An", "1", "", "A"))
	whole := ods(t, odsList(good))
	letter := strings.ReplaceAll(odsList(good), "office:spreadsheet", "office:text")
	many := func(attribute, value string) string {
		return strings.Replace(good, "<"+attribute, "<"+attribute+value, 1)
	}
	laughs := `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>` + strings.TrimPrefix(odsList(odsRow(odsCells("&b;"))), `<?xml version="1.0" encoding="UTF-8"?>`)
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"with a password", archive(t, whole, "META-INF/manifest.xml", `<manifest:encryption-data/>`), "bỏ chọn Lưu với mật khẩu"},
		{"with a newer password", archive(t, nil, "encrypted-package", "x"), "bỏ chọn Lưu với mật khẩu"},
		{"a letter", ods(t, letter), "không phải là tệp Excel"},
		{"cut short", whole[:len(whole)/2], "tệp hỏng"},
		{"cut short inside", ods(t, odsList(good)[:1500]), "tệp hỏng"},
		{"two lists", ods(t, odsBook(strings.Repeat(`<table:table table:name="DS">`+odsHead+good+`</table:table>`, 2))), "2 trang tính đều là danh sách"},
		{"far too wide", ods(t, odsList(many("table:table-cell", ` table:number-columns-repeated="2147483648"`))), "rộng quá 200 cột"},
		{"columns past all counting", ods(t, odsList(odsRow(strings.Repeat(`<table:table-cell table:number-columns-repeated="99999999999999999999"/>`, 5000)+odsCells("x")))), "rộng quá 200 cột"},
		{"far too long", ods(t, odsList(many("table:table-row", ` table:number-rows-repeated="100001"`))), "dài quá 100.000 dòng"},
		{"rows past all counting", ods(t, odsList(many("table:table-row", ` table:number-rows-repeated="99999999999999999999"`))), "dài quá 100.000 dòng"},
		{"elements without end", ods(t, odsList(good+strings.Repeat("<a>", 300)+strings.Repeat("</a>", 300))), "tệp hỏng"},
		{"one endless element", ods(t, odsList(good+"<a "+strings.Repeat("a='' ", 1<<20)+"/>")), "tệp hỏng"},
		{"entities of entities", ods(t, laughs), "tệp hỏng"},
		{"headings only", ods(t, odsList("")), "chưa có dòng nào"},
		{"nothing", ods(t, odsBook("")), "Không thấy dòng tiêu đề"},
	} {
		_, err := workbook.Parse("x.ods", tc.data, layouts)
		if apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(apperr.Message(err), tc.want) {
			t.Errorf("%s: %v, want a sentence with “%s”", tc.name, err, tc.want)
		}
	}
}
