package pdf

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/report/document"
)

func setterOf(t *testing.T) setter {
	t.Helper()
	all, err := metrics()
	if err != nil {
		t.Fatal(err)
	}
	return setter{ruler: all, format: document.FormatOn(time.Date(2026, time.July, 2, 0, 0, 0, 0, time.UTC))}
}

// vietnamese is the 134 letters that plain ASCII lacks.
func vietnamese() []rune {
	letters := []rune("đ")
	for _, vowel := range []string{"aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ",
		"uùủũúụ", "ưừửữứự", "yỳỷỹýỵ"} {
		for _, r := range vowel {
			if r > 127 {
				letters = append(letters, r)
			}
		}
	}
	return append(letters, []rune(strings.ToUpper(string(letters)))...)
}

func TestFontsHaveAllVietnameseLetters(t *testing.T) {
	t.Parallel()
	all, err := metrics()
	if err != nil {
		t.Fatal(err)
	}
	letters := vietnamese()
	if len(letters) != 134 {
		t.Fatalf("%d letters, want 134", len(letters))
	}
	if len(all) != 4 {
		t.Fatalf("%d fonts, want 4", len(all))
	}
	for st, w := range all {
		for _, r := range append(letters, []rune("“”‘’…–—•₫²³%½□\u00a0")...) {
			if w[r] == 0 {
				t.Errorf("font %q has no %q", st, r)
			}
		}
	}
}

func TestVietnameseLettersAreReadBackInEveryFace(t *testing.T) {
	t.Parallel()
	letters := string(vietnamese())
	lower, upper := letters[:len(letters)/2], letters[len(letters)/2:]
	for _, face := range []document.Run{{}, {Bold: true}, {Italic: true}, {Bold: true, Italic: true}} {
		face.Text = letters[:len(lower)] + " " + upper
		d := monthly("Chi bộ A")
		d.Addenda, d.Blocks = nil, []document.Block{document.P(face)}
		got := strings.Join(strings.Fields(poppler(t, write(t, d), "pdftotext", "-", "-")), "")
		if !strings.Contains(got, letters) {
			t.Errorf("bold %v, italic %v: the letters are not in the file as they are in the alphabet", face.Bold, face.Italic)
		}
	}
}

// fpdf measures with the same widths; otherwise lines would not end where they were computed to end.
func TestWidthsAreThoseOfTheFile(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	p := newPen(s.format)
	text := string(vietnamese()) + " 0123456789 AVTo.,;:()%/-“”…"
	for st := range files {
		p.dip(ink{style: st, size: 14})
		if got, want := s.width(text, p.ink), p.file.GetStringWidth(text); math.Abs(got-want) > 1e-6 {
			t.Errorf("style %q: %.4f mm, fpdf says %.4f", st, got, want)
		}
	}
}

func texted(lines []line) []string {
	var out []string
	for _, l := range lines {
		var b strings.Builder
		for _, w := range l.words {
			for _, p := range w.pieces {
				b.WriteString(p.text)
			}
			b.WriteString(w.space.text)
		}
		out = append(out, b.String())
	}
	return out
}

func TestWrapBreaksAtSpacesOnly(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	face := s.format.Faces.Body
	run := func(texts ...string) []span {
		var runs []document.Run
		for i, text := range texts {
			runs = append(runs, document.Run{Text: text, Bold: i%2 == 1})
		}
		return spans(runs, face)
	}
	for _, tc := range []struct {
		name          string
		text          []span
		width, indent float64
		want          []string
	}{
		{"one line", run("Chi bộ  Ấp 1 "), 100, 0, []string{"Chi bộ Ấp 1"}},
		{"faces meet inside a word", run("đạt (", "96,4", "); tốt"), 100, 0, []string{"đạt (96,4); tốt"}},
		{"indent shortens the first line", run("Chi bộ Ấp Chi bộ Ấp"), 26, 10, []string{"Chi bộ", "Ấp Chi bộ", "Ấp"}},
		{"per cent stays with its figure", run("tăng ", "96,4", " % so"), 22, 0, []string{"tăng", "96,4 % so"}},
		{"no-break space", run("ngày\u00a005 tháng"), 18, 0, []string{"ngày\u00a005", "tháng"}},
		{"typed line breaks", run("một\n\nhai"), 100, 0, []string{"một", "", "hai"}},
		{"nothing", run(" ", ""), 100, 0, nil},
	} {
		if diff := cmp.Diff(tc.want, texted(s.wrap(tc.text, tc.width, tc.indent))); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestWordsWiderThanALineFillTheLines(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	lines := s.wrap(plain("Xem https://"+strings.Repeat("tusoi.example.vn/", 20)+" nhé", s.format.Faces.Body), 165, 10)
	for i, l := range lines[:len(lines)-1] {
		if l.width < 145 || l.width > 165 || i == 0 && l.width > 155 {
			t.Errorf("line %d is %.1f mm wide: %q", i+1, l.width, texted(lines)[i])
		}
	}
}

func TestBalancedLinesAreOfLikeLength(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	text := plain("kết quả công tác xây dựng Đảng và hệ thống chính trị tháng 6 năm 2026 của Chi bộ", s.format.Faces.Subject)
	lines := s.balance(text, 155)
	if len(lines) != 2 || math.Abs(lines[0].width-lines[1].width) > 25 {
		t.Errorf("%d lines: %q", len(lines), texted(lines))
	}
}

// names of items show how they were dealt out.
func dealt(items map[string]item, order []string, height float64) string {
	var list []item
	name := make(map[float64]string) // heights are all different
	for _, n := range order {
		list = append(list, items[n])
		name[items[n].height] = n
	}
	var pages []string
	for _, page := range paginate(list, height) {
		var on []string
		for _, it := range page {
			on = append(on, fmt.Sprintf("%s@%g", name[it.height], it.y))
		}
		pages = append(pages, strings.Join(on, " "))
	}
	return strings.Join(pages, " | ")
}

func TestPaginateKeepsTogetherWhatBelongsTogether(t *testing.T) {
	t.Parallel()
	head := item{height: 2}
	items := map[string]item{
		"line": {height: 10, gap: 1}, "long": {height: 15, gap: 1}, "title": {height: 5, gap: 1, keep: true},
		"fresh": {height: 4, gap: 1, fresh: true}, "head": head, "row": {height: 9, head: &head}, "low": {height: 8, head: &head},
		"huge": {height: 40}, "tied": {height: 30, keep: true},
	}
	for _, tc := range []struct {
		order, want string
	}{
		{"line long", "line@0 long@11"},
		{"line long line", "line@0 long@11 | line@0"},
		{"line long title line", "line@0 long@11 | title@0 line@6"},
		{"line fresh", "line@0 | fresh@0"},
		{"fresh line", "fresh@0 line@5"},
		{"line head row low", "line@0 head@10 row@12 | head@0 low@2"},
		{"line title head row", "line@0 title@11 head@16 row@18"},
		{"line huge line", "line@0 | huge@0 | line@0"},
		{"line tied tied line", "line@0 | tied@0 | tied@0 | line@0"},
		{"title fresh", "title@0 | fresh@0"},
	} {
		if got := dealt(items, strings.Fields(tc.order), 28); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.order, got, tc.want)
		}
	}
}

// Whatever the length of the text, the signature stands on a page with at least two lines of it, no heading ends a page,
// and no page is too full.
func TestSignatureNeverStandsAlone(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	d := monthly("Chi bộ Ấp Phú Hữu")
	for n := range 90 {
		d.Blocks = nil
		for i := range n {
			d.Blocks = append(d.Blocks, document.P(document.Plain(fmt.Sprintf("Dòng %d.", i))))
		}
		d.Blocks = append(d.Blocks, document.Heading{Level: document.LevelPart, Text: "C. KẾT LUẬN"},
			document.P(document.Plain(strings.Repeat("Trên đây là báo cáo của Chi bộ. ", 12))))
		sec := s.sections(d)[0]
		sec.items[2+n].height += 0.001 // the heading, after head and title, to know it again
		heading := sec.items[2+n].height
		pages := paginate(sec.items, sec.height())
		last := pages[len(pages)-1]
		if len(last) < 3 {
			t.Errorf("%d paragraphs: the last page holds only %d items", n, len(last))
		}
		for i, page := range pages {
			end := page[len(page)-1]
			if end.y+end.height > sec.height()+slack {
				t.Errorf("%d paragraphs: page %d ends at %.1f mm of %.1f", n, i+1, end.y+end.height, sec.height())
			}
			if end.height == heading {
				t.Errorf("%d paragraphs: page %d ends with a heading", n, i+1)
			}
		}
	}
}

func TestNoRowStandsAloneOnAPage(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	table := figures()
	for n := range 40 {
		var items []item
		for range n {
			items = append(items, item{height: 6})
		}
		for rows := 2; rows < 6; rows++ {
			table.Rows = table.Rows[:rows]
			for _, page := range paginate(append(items, s.table(table)...), 257) {
				on := 0
				for _, it := range page {
					if it.head != nil {
						on++
					}
				}
				if on == 1 {
					t.Errorf("%d lines before %d rows: a row stands alone on a page", n, rows)
				}
			}
			table = figures()
		}
	}
}

func TestHeadCellOverSeveralRowsHasRoomForItsText(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	head := func(first string) float64 {
		table := document.Table{Columns: []document.Column{{Share: 1}, {Share: 1}},
			HeadRows: []document.Row{{{Text: first, Down: 2}, {Text: "b"}}, document.Cells("c")}}
		return s.table(table)[0].height
	}
	line := s.leading(s.format.Faces.Cell)
	if low, high := head("a\nb"), head("a\nb\nc\nd\ne"); math.Abs(low-2*line-4*padY) > slack || math.Abs(high-5*line-2*padY) > slack {
		t.Errorf("heads of two and of five lines are %.1f and %.1f mm high", low, high)
	}
}

func TestRowsAreNotCutByTheEndOfAPage(t *testing.T) {
	t.Parallel()
	s := setterOf(t)
	for n := range 60 {
		table := figures()
		table.Rows = table.Rows[:n%len(table.Rows)]
		for i := range n {
			table.Rows = append(table.Rows, document.Cells("", strings.Repeat("Chữ ", 10*(i%7)+1), "", "", "", "", ""))
		}
		items := s.table(table)
		if got, want := len(items), 1+len(table.Rows); got != want {
			t.Fatalf("%d rows are set as %d items, want %d", len(table.Rows), got, want)
		}
		for _, page := range paginate(items, 257) {
			if end := page[len(page)-1]; end.y+end.height > 257+slack {
				t.Errorf("%d rows: a page ends at %.1f mm of 257", len(table.Rows), end.y+end.height)
			}
			if n > 1 && len(page) < 2 {
				t.Errorf("%d rows: a page holds a head without rows", len(table.Rows))
			}
		}
	}
}
