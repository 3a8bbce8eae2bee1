package document

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestFormatFollowsTheGuidanceInForceOnTheDay(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		on   time.Time
		want string
	}{
		{day(2010, 1, 1), "HD36-2018"},
		{day(2018, 4, 3), "HD36-2018"},
		{day(2026, 5, 26), "HD36-2018"},
		{day(2026, 5, 27), "HD05-2026"},
		{day(2031, 1, 1), "HD05-2026"},
	} {
		if got := FormatOn(tc.on).Name; got != tc.want {
			t.Errorf("on %s: %s, want %s", tc.on.Format(time.DateOnly), got, tc.want)
		}
	}
}

func TestFormatsKeepTheMarginsOfTheParty(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		if want := (Margin{Top: 20, Right: 15, Bottom: 20, Left: 30}); f.Margin != want {
			t.Errorf("%s: margins %+v, want %+v", f.Name, f.Margin, want)
		}
		if f.TextWidth() != 165 || f.Indent != 10 || f.Faces.Body.Size != 14 {
			t.Errorf("%s: text %d mm, indent %d mm, body %d pt", f.Name, f.TextWidth(), f.Indent, f.Faces.Body.Size)
		}
		turned := f.Landscape()
		if turned.Width != f.Height || turned.Margin.Top != f.Margin.Left {
			t.Errorf("%s: a turned page is %d mm wide with %d mm at the bound edge", f.Name, turned.Width, turned.Margin.Top)
		}
	}
}

func TestHeadLinesFollowTheGuidance(t *testing.T) {
	t.Parallel()
	gap := "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0"
	for _, tc := range []struct {
		head          Head
		number, place string
	}{
		{Head{Number: "05-BC/CB", Place: "Long Hồ", Date: day(2026, 2, 5)}, "Số 05-BC/CB", "Long Hồ, ngày 05 tháng 02 năm 2026"},
		{Head{Number: "-BC/CB", Date: day(2026, 5, 27)}, "Số " + gap + "-BC/CB", "ngày 27 tháng 5 năm 2026"},
		{Head{Place: "Long Hồ"}, "", "Long Hồ, ngày" + gap + "tháng" + gap + "năm" + gap},
	} {
		if got := tc.head.NumberLine(); got != tc.number {
			t.Errorf("number %q, want %q", got, tc.number)
		}
		if got := tc.head.PlaceLine(); got != tc.place {
			t.Errorf("place %q, want %q", got, tc.place)
		}
	}
}

func TestTextEndsWithOneFullStop(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"Chi bộ báo cáo Đảng ủy./.":        "Chi bộ báo cáo Đảng ủy.",
		"Chi bộ báo cáo Đảng ủy. /.":       "Chi bộ báo cáo Đảng ủy.",
		"Chi bộ báo cáo Đảng ủy":           "Chi bộ báo cáo Đảng ủy.",
		"Chi bộ báo cáo Đảng ủy; ":         "Chi bộ báo cáo Đảng ủy.",
		"Chi bộ báo cáo Đảng ủy.":          "Chi bộ báo cáo Đảng ủy.",
		"học tập, làm theo Bác…":           "học tập, làm theo Bác…",
		"đạt 100 % (28/28)":                "đạt 100 % (28/28).",
		"đồng chí nói: “Xin cố gắng.”":     "đồng chí nói: “Xin cố gắng.”",
		"nêu khẩu hiệu “Học tập suốt đời”": "nêu khẩu hiệu “Học tập suốt đời”.",
	} {
		d := Document{Blocks: []Block{P(Plain("Trước. "), Bold(given), Plain(" ")), PageBreak{}}}
		body := d.Body()
		p, ok := body[len(body)-1].(Paragraph)
		if !ok || len(p.Runs) != 2 || p.Runs[1] != Bold(want) {
			t.Errorf("%q ends as %+v, want %q", given, body, want)
		}
		if d.Blocks[0].(Paragraph).Runs[1].Text != given {
			t.Errorf("Body changed the document it was asked of")
		}
	}
	if got := (Document{}).Body(); got != nil {
		t.Errorf("an empty document has the body %+v", got)
	}
}

func TestRecipientsArePunctuatedAsAList(t *testing.T) {
	t.Parallel()
	d := Document{Recipients: []string{"Đảng ủy xã", "Ban Tổ chức;", "Lưu Chi bộ."}}
	want := []string{"- Đảng ủy xã;", "- Ban Tổ chức;", "- Lưu Chi bộ."}
	if diff := cmp.Diff(want, d.RecipientLines()); diff != "" {
		t.Error(diff)
	}
}

func TestAddendaNameThePaperTheyBelongTo(t *testing.T) {
	t.Parallel()
	d := Document{Kind: "BÁO CÁO", Subject: []string{"kết quả công tác", "tháng 6 năm 2026"},
		Head: Head{Organisation: "Chi bộ Ấp 1", Number: "05-BC/CB", Date: day(2026, 6, 5)}}
	if got, want := d.AddendumNote(), "(Kèm theo Báo cáo số 05-BC/CB, ngày 05/6/2026 của Chi bộ Ấp 1)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := d.Title(), "Báo cáo kết quả công tác tháng 6 năm 2026"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if a, b := (Addendum{}).Heading(), (Addendum{Number: "II"}).Heading(); a != "PHỤ LỤC" || b != "PHỤ LỤC II" {
		t.Errorf("addenda are headed %q and %q", a, b)
	}
}

func TestCapitalsKnowVietnamese(t *testing.T) {
	t.Parallel()
	if got := (Face{Capitals: true}).In("Đảng ủy xã Mỹ Lộc, ấp Phú Hữu"); got != "ĐẢNG ỦY XÃ MỸ LỘC, ẤP PHÚ HỮU" {
		t.Errorf("got %q", got)
	}
	if got := (Face{}).In("Chi bộ"); got != "Chi bộ" {
		t.Errorf("got %q", got)
	}
}

func TestWidthsShareOutAllOfTheWidth(t *testing.T) {
	t.Parallel()
	table := Table{Columns: []Column{{Share: 1}, {Share: 1}, {Share: 1}, {Share: 7}}}
	if diff := cmp.Diff([]int{16, 17, 16, 116}, table.Widths(165)); diff != "" {
		t.Error(diff)
	}
}

func TestPlacePutsCellsPastThoseReachingDown(t *testing.T) {
	t.Parallel()
	rows := []Row{
		{{Text: "TT", Down: 2}, {Text: "Tháng", Span: 2}, {Text: "Ghi chú", Down: 2}},
		{{Text: "này"}, {Text: "trước"}},
	}
	var got []string
	for _, p := range Place(rows, 4) {
		got = append(got, p.Text+" "+string(rune('0'+p.Row))+string(rune('0'+p.Column)))
	}
	if diff := cmp.Diff([]string{"TT 00", "Tháng 01", "Ghi chú 03", "này 11", "trước 12"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCheckRefusesWhatCannotBePrinted(t *testing.T) {
	t.Parallel()
	two := []Column{{Title: "a", Share: 1}, {Title: "b", Share: 1}}
	for want, block := range map[string]Block{
		"no share":           Table{Columns: []Column{{Title: "a"}}},
		"no columns":         Table{},
		"leaves columns":     Table{Columns: two, Rows: []Row{Cells("1")}},
		"reaches out":        Table{Columns: two, Rows: []Row{Cells("1", "2", "3")}},
		"over several rows":  Table{Columns: two, Rows: []Row{{{Down: 2}, {}}}},
		"head row":           Table{Columns: two, HeadRows: []Row{{{Down: 2}, {}}, {}}},
		"level 5":            Heading{Level: 5},
		"neither a path":     P(Link("28", "javascript:alert(1)")),
		"neither a path nor": Note{Runs: []Run{Link("28", "//example.com/")}},
		"no block":           nil,
	} {
		err := (Document{Format: hd05, Blocks: []Block{block}}).Check()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want an error with %q", block, err, want)
		}
	}
	if err := (Document{}).Check(); err == nil {
		t.Error("a document without a format passes")
	}
	annexed := Document{Format: hd05, Addenda: []Addendum{{Number: "I", Blocks: []Block{Table{}}}}}
	if err := annexed.Check(); err == nil || !strings.Contains(err.Error(), `"I"`) {
		t.Errorf("a broken addendum gives %v", err)
	}
	sound := Document{Format: hd05, Blocks: []Block{
		Table{Columns: two, HeadRows: []Row{{{Text: "a", Down: 2}, {Text: "b"}}, Cells("c")}, Rows: []Row{{{Text: "x", Span: 2}}, Cells("1", "2").Bold()}},
		P(Link("28", "/dang-vien?thang=2026-06"), Link("28", "https://example.com/x")),
	}}
	if err := sound.Check(); err != nil {
		t.Error(err)
	}
}
