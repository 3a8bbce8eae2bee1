package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/report/document"
)

func TestEveryWordAndFigureOfTheReportIsPrintedOnceAndNoOther(t *testing.T) {
	t.Parallel()
	d := monthly("Chi bộ Ấp Phú Hữu")
	pages := pageTexts(t, write(t, d))
	if len(pages) != 7 {
		t.Fatalf("%d pages, want 7", len(pages))
	}
	want := texts(d)
	for n := 2; n <= len(pages); n++ {
		want = append(want, strconv.Itoa(n), d.Head.Mark) // the top of each page but the first
	}
	attended, wide := attendance(), pledges()
	want = append(want, rowText(attended.Head()...), rowText(figures().Head()...), rowText(figures().Head()...),
		rowText(wide.Head()...)) // repeated heads: pages 2, 4, 5 and 7
	if diff := cmp.Diff(counts(want...), counts(pages...)); diff != "" {
		t.Errorf("words of the document (-) and of the file (+), with how often:\n%s", diff)
	}
}

func TestLongNamesAreBrokenAndPrintedWhole(t *testing.T) {
	t.Parallel()
	d := monthly("Chi bộ Trường Trung học cơ sở Nguyễn Văn Lịch thuộc Đảng bộ xã Long Hồ")
	d.Head.Superior = "Đảng bộ các cơ quan Đảng, đoàn thể và chính quyền tỉnh Vĩnh Long"
	d.Head.Place, d.Head.Number = "Thành phố Vĩnh Long, tỉnh Vĩnh Long", "-BC/CB"
	d.Subject = []string{strings.Repeat("kết quả công tác xây dựng Đảng ", 8)}
	d.Signature.Authority = "T/M Ban Chấp hành Đảng bộ các cơ quan Đảng, đoàn thể và chính quyền tỉnh"
	d.Recipients[0] = strings.Repeat("Ban Thường vụ và Văn phòng Đảng ủy ", 4)
	d.Blocks, d.Addenda = d.Blocks[:4], nil
	for _, f := range document.Formats() {
		d.Format = f
		file := write(t, d)
		if diff := cmp.Diff(counts(texts(d)...), counts(pageTexts(t, file)...)); diff != "" {
			t.Errorf("%s: words of the document (-) and of the file (+):\n%s", f.Name, diff)
		}
		for _, w := range positions(t, file) {
			if w.right > 195.1 || w.left < 29.9 {
				t.Errorf("%s: %q stands from %.1f to %.1f mm", f.Name, w.text, w.left, w.right)
			}
		}
	}
}

func TestParagraphsOfSeveralFacesReadInOrder(t *testing.T) {
	t.Parallel()
	d := monthly("Chi bộ Ấp Phú Hữu")
	got := strings.Join(strings.Fields(poppler(t, write(t, d), "pdftotext", "-l", "2", "-", "-")), " ")
	for _, b := range d.Body() {
		if p, ok := b.(document.Paragraph); ok && !strings.Contains(got, strings.Join(strings.Fields(joined(p.Runs)), " ")) {
			t.Errorf("%q does not stand in the file as one piece", joined(p.Runs))
		}
	}
	if strings.Contains(got, "./.") || !strings.Contains(got, "xem xét, chỉ đạo.") {
		t.Error("the text does not end with a plain full stop")
	}
	if strings.Contains(got, "Số:") {
		t.Error("the number of the paper has a colon")
	}
}

func TestPageNumbersBeginOnTheSecondPageAndAnewInEachDocument(t *testing.T) {
	t.Parallel()
	words := positions(t, write(t, monthly("Chi bộ Ấp Phú Hữu"), monthly("Chi bộ Ấp Phú Hưng")))
	got := make(map[int]string)
	for _, w := range words {
		turned := (w.page-1)%7 >= 5
		if limit := map[bool]float64{false: 15, true: 25}[turned]; w.foot < limit && regexp.MustCompile(`^\d+$`).MatchString(w.text) {
			got[w.page] += w.text
			middle, want := (w.left+w.right)/2, map[bool]float64{false: 30 + 165.0/2, true: 20 + 257.0/2}[turned]
			if math.Abs(middle-want) > 0.5 {
				t.Errorf("the number of page %d stands around %.1f mm, want %.1f", w.page, middle, want)
			}
		}
	}
	want := map[int]string{}
	for n := 2; n <= 7; n++ {
		want[n], want[n+7] = strconv.Itoa(n), strconv.Itoa(n)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHeadOfTableIsRepeatedOnEveryPageItReaches(t *testing.T) {
	t.Parallel()
	pages := pageTexts(t, write(t, monthly("Chi bộ Ấp Phú Hữu")))
	for page, words := range map[int][]string{1: {"TT", "Nội dung"}, 2: {"TT", "Nội dung"}, 3: {"TT", "Chỉ tiêu", "ĐVT"},
		4: {"TT", "Chỉ tiêu", "ĐVT"}, 5: {"TT", "Chỉ tiêu", "ĐVT"}, 6: {"Họ và tên"}, 7: {"Họ và tên"}} {
		for _, w := range words {
			if n := strings.Count(pages[page-1], w); n < 1 || w == "TT" && n != 1 {
				t.Errorf("%q stands %d times on page %d", w, n, page)
			}
		}
	}
}

func TestEveryWordKeepsTheMargins(t *testing.T) {
	t.Parallel()
	d := monthly("Chi bộ Trường Trung học cơ sở Nguyễn Văn Lịch thuộc Đảng bộ xã Long Hồ")
	for _, w := range positions(t, write(t, d)) {
		if w.page > 5 {
			continue // turned pages have other margins
		}
		if w.left < 30-0.1 || w.right > 195+0.1 || w.foot > 277+0.1 || w.top < 20-0.1 && w.foot > 15 {
			t.Errorf("page %d: %q stands from %.1f to %.1f mm across, %.1f to %.1f mm down", w.page, w.text, w.left, w.right, w.top, w.foot)
		}
	}
}

// A line of a paragraph ends at the right margin, unless it is the last one, whatever faces it is made of.
func TestParagraphsOfSeveralFacesAreJustified(t *testing.T) {
	t.Parallel()
	d := monthly("Chi bộ Ấp Phú Hữu")
	p := d.Blocks[6].(document.Paragraph)
	d.Blocks, d.Addenda = []document.Block{p}, nil
	lines := make(map[int]wordOnPage) // the last word of each line, by how far down it stands
	bottom := 0
	for _, w := range wordsOf(t, positions(t, write(t, d)), joined(p.Runs)) {
		at := int(math.Round(w.foot * 10))
		lines[at] = w
		bottom = max(bottom, at)
	}
	if len(lines) != 5 {
		t.Fatalf("the paragraph has %d lines, want 5: %v", len(lines), lines)
	}
	for at, w := range lines {
		if at != bottom && math.Abs(w.right-195) > 0.1 {
			t.Errorf("a line ends with %q at %.2f mm, want 195", w.text, w.right)
		}
		if at == bottom && w.right > 190 {
			t.Errorf("the last line is stretched to %.2f mm", w.right)
		}
	}
}

func TestSameDocumentsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	first := write(t, monthly("Chi bộ Ấp Phú Hữu"), monthly("Chi bộ Ấp Phú Hưng"))
	again := make(chan []byte)
	for range 3 {
		go func() {
			var b bytes.Buffer
			if err := Write(&b, monthly("Chi bộ Ấp Phú Hữu"), monthly("Chi bộ Ấp Phú Hưng")); err != nil {
				b.Reset()
			}
			again <- b.Bytes()
		}()
	}
	for range 3 {
		if !bytes.Equal(first, <-again) {
			t.Error("the same documents gave other bytes")
		}
	}
	undated := monthly("Chi bộ Ấp Phú Hữu")
	undated.Head.Date = time.Time{}
	if !bytes.Contains(write(t, undated), []byte("/CreationDate (D:19700101000000)")) {
		t.Error("an undated document takes its date from the clock")
	}
}

func TestFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	file := write(t, monthly("Chi bộ Ấp Phú Hữu"))
	info := poppler(t, file, "pdfinfo", "-")
	for _, want := range []string{"Báo cáo kết quả công tác xây dựng Đảng", "Chi bộ Ấp Phú Hữu", "Thu Jul  2 00:00:00 2026", "A4"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not show %q:\n%s", want, info)
		}
	}
	if !bytes.Contains(file, []byte("/Lang (vi)")) {
		t.Error("the language is not set")
	}
	two := poppler(t, write(t, monthly("Chi bộ A"), monthly("Chi bộ B")), "pdfinfo", "-")
	if !strings.Contains(two, "(2 văn bản)") {
		t.Errorf("a file of two documents does not say so:\n%s", two)
	}
}

func TestOutlineLeadsToTheFirstPageOfEachDocument(t *testing.T) {
	t.Parallel()
	entry := regexp.MustCompile(`/Dest \[(\d+) 0 R /XYZ 0 ([\d.]+) null\]`)
	var got []string
	for _, m := range entry.FindAllStringSubmatch(string(write(t, monthly("Chi bộ A"), monthly("Chi bộ B"), monthly("Chi bộ C"))), -1) {
		object, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("page %d from %s pt", (object-1)/2, m[2]))
	}
	want := []string{"page 1 from 841.89 pt", "page 8 from 841.89 pt", "page 15 from 841.89 pt"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(string(write(t, monthly("Chi bộ A"))), "/Outlines") {
		t.Error("a single document has an outline")
	}
}

func TestRulesAreDrawnWhereTheGuidanceHasThem(t *testing.T) {
	t.Parallel()
	d := monthly("Chi bộ Ấp Phú Hữu")
	d.Blocks, d.Addenda = d.Blocks[:3], nil
	s := setterOf(t)
	width := func(text string, f document.Face) float64 { return s.width(text, inkOf(f)) }
	var got []string
	for _, m := range regexp.MustCompile(`([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S`).FindAllStringSubmatch(uncompressed(t, d), -1) {
		var at [4]float64
		for i := range at {
			at[i], _ = strconv.ParseFloat(m[i+1], 64)
		}
		got = append(got, fmt.Sprintf("%.1f mm long around %.1f", (at[2]-at[0])*point, (at[2]+at[0])/2*point))
	}
	want := []string{
		fmt.Sprintf("%.1f mm long around %.1f", width(document.Party, d.Format.Faces.Party), 30+72+93.0/2),
		fmt.Sprintf("%.1f mm long around %.1f", 25.0, 30+165.0/2),
		fmt.Sprintf("%.1f mm long around %.1f", width("Nơi nhận:", d.Format.Faces.RecipientsLabel), 30+width("Nơi nhận:", d.Format.Faces.RecipientsLabel)/2),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Programs that copy text out of a file as it was written find the spaces in it.
func TestSpacesAreWritten(t *testing.T) {
	t.Parallel()
	var want strings.Builder
	for _, r := range "Phú " {
		want.Write([]byte{byte(r >> 8), byte(r)})
	}
	d := monthly("Chi bộ A")
	d.Blocks = []document.Block{document.P(document.Plain("Ấp Phú Hữu"))}
	if !strings.Contains(uncompressed(t, d), want.String()) {
		t.Error("words are written without the space after them")
	}
}

func TestOnlyAbsoluteAddressesBecomeLinks(t *testing.T) {
	t.Parallel()
	file := string(write(t, monthly("Chi bộ Ấp Phú Hữu")))
	got := regexp.MustCompile(`/URI \(([^)]*)\)`).FindAllStringSubmatch(file, -1)
	var addresses []string
	for _, m := range got {
		addresses = append(addresses, m[1])
	}
	want := []string{"https://tusoi.example.vn/so-lieu?chi-tieu=dien-tich&thang=2026-06", "https://tusoi.example.vn/tu-soi/2026-06"}
	if diff := cmp.Diff(want, addresses); diff != "" {
		t.Error(diff)
	}
}

func TestTypedOdditiesDoNotStopThePrinter(t *testing.T) {
	t.Parallel()
	d := monthly("Chi bộ Ấp Phú Hữu")
	d.Addenda = nil
	long := "https://tusoi.example.vn/" + strings.Repeat("duongdai/", 40)
	d.Blocks = []document.Block{
		document.P(document.Plain("Ta\u0302\u0301t ca\u0309 🙂 \x07\u200bđều\ttốt " + long + " hết.\nDòng hai.")),
		document.P(), document.P(document.Plain("  \n ")),
		document.Table{Columns: []document.Column{{Title: "TT", Share: 1}, {Title: "Nội dung", Share: 90}, {Title: "Nghiêng", Share: 1}},
			Rows: []document.Row{document.Cells("1", strings.Repeat("Một ô rất dài. ", 900), "12.345.678"), document.Cells("", "", "")}},
		document.PageBreak{}, document.PageBreak{},
		document.P(document.Plain("Hết")),
	}
	file := write(t, d)
	got := strings.Join(strings.Fields(poppler(t, file, "pdftotext", "-", "-")), " ")
	for _, want := range []string{"Tất cả □ đều tốt", "hết. Dòng hai.", "12.345.678", "Nghiêng"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the file", want)
		}
	}
	if !strings.Contains(strings.ReplaceAll(got, " ", ""), long) {
		t.Error("a long address lost a part where it was cut")
	}
	if n := strings.Count(got, "Một"); n != 900 {
		t.Errorf("%d of 900 sentences of the high row are printed", n)
	}
	for _, w := range positions(t, file) {
		if w.right > 195.1 || w.foot > 277.1 {
			t.Errorf("%q stands outside the margins: %.1f, %.1f", w.text, w.right, w.foot)
		}
	}
}

func TestPageBreakBeginsAPage(t *testing.T) {
	t.Parallel()
	d := monthly("Chi bộ A")
	d.Addenda = nil
	d.Blocks = []document.Block{document.PageBreak{}, document.P(document.Plain("Một.")), document.PageBreak{}, document.PageBreak{},
		document.P(document.Plain("Hai."))}
	pages := pageTexts(t, write(t, d))
	if len(pages) != 3 || !strings.Contains(pages[1], "Một.") || !strings.Contains(pages[2], "Hai.") {
		t.Errorf("%d pages: %q", len(pages), pages)
	}
}

func TestASignatureInsideTheTextSaysWhatTheOneAtTheFootSays(t *testing.T) {
	t.Parallel()
	by := document.Signature{Day: "Ngày 05 tháng 12 năm 2026", Authority: "T/M Chi ủy", Post: "Bí thư", Hint: "(Ký, ghi rõ họ tên)", Name: "Nguyễn Văn An"}
	d := monthly("Chi bộ ấp Phước Hòa")
	d.Blocks, d.Addenda, d.Recipients, d.Signature = []document.Block{by}, nil, nil, by
	text := pageTexts(t, write(t, d))[0]
	for _, line := range []string{by.Day, "T/M CHI ỦY", "BÍ THƯ", by.Hint, by.Name} {
		if n := strings.Count(text, line); n != 2 {
			t.Errorf("%q stands %d times, want twice:\n%s", line, n, text)
		}
	}
}

func TestLinesSideBySideStandOnOneFoot(t *testing.T) {
	t.Parallel()
	d := monthly("Ấp Phú")
	d.Addenda, d.Blocks = nil, d.Blocks[:4]
	for _, f := range document.Formats() {
		d.Format = f
		drawing := uncompressed(t, d)
		for _, pair := range [][2]string{{"ỦY", "CỘNG"}, {"Số", "ngày"}, {"Nơi", "T/M"}} {
			if a, b := footOf(t, drawing, pair[0]), footOf(t, drawing, pair[1]); a != b {
				t.Errorf("%s: %q stands at %s pt, %q at %s", f.Name, pair[0], a, pair[1], b)
			}
		}
	}
}

func TestSharesTooSmallForAWordAreWidened(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	g := grid{setter: s, table: document.Table{Columns: []document.Column{{Title: "Nghiêng", Share: 1}, {Title: "b", Share: 99}},
		Rows: []document.Row{document.Cells("a", "b")}}}
	edges := g.columnEdges()
	if edges[1] < g.needs()[0] || math.Abs(edges[2]-165) > 0.01 {
		t.Errorf("columns reach to %v, want the first at least %.1f and the last to 165", edges, g.needs()[0])
	}
}

func TestWriteRefusesWhatCannotBePrinted(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := Write(&b); err == nil {
		t.Error("no document at all is printed")
	}
	if err := Write(&b, monthly("Chi bộ A"), document.Document{}); err == nil || b.Len() > 0 {
		t.Errorf("a document without format gives error %v and %d bytes", err, b.Len())
	}
	if err := Write(full{}, monthly("Chi bộ A")); !errors.Is(err, errFull) {
		t.Errorf("a writer that fails gives %v", err)
	}
}

var errFull = errors.New("the disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func BenchmarkOneReport(b *testing.B) {
	d := monthly("Chi bộ Ấp Phú Hữu")
	d.Addenda = nil
	for b.Loop() {
		b.SetBytes(int64(len(write(b, d))))
	}
}

func BenchmarkTwoPageReportsOfAllCells(b *testing.B) {
	docs := make([]document.Document, 263)
	for i := range docs {
		docs[i] = monthly(fmt.Sprintf("Chi bộ Ấp %d", i+1))
		docs[i].Addenda = nil
	}
	for b.Loop() {
		b.SetBytes(int64(len(write(b, docs...))))
	}
}
