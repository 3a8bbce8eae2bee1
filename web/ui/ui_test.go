package ui

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// hostile is a name as nobody should be able to write it into a page.
const hostile = `An <script>alert("x")</script>`

var marks = []Option{{"done", "Xong"}, {"on_track", "Đúng hướng"}, {"not_done", "Chưa"}, {"not_due", "Chưa đến hạn"}}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// around puts components into one.
func around(list ...templ.Component) templ.Component { return templ.Join(list...) }

func within(parent templ.Component, child templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return parent.Render(templ.WithChildren(ctx, child), w)
	})
}

var wrong = []Problem{{"ten", "Nhập họ và tên."}, {"muc", "Chọn kết quả."}}

var chrome = Chrome{
	Committee: hostile, Demo: true, SignedIn: true, Person: hostile, PostTitle: "Bí thư · Chi bộ ấp Tân Lộc", HelpHref: "/huong-dan/bi-thu-chi-bo",
	Nav:   []NavGroup{{"", []NavItem{{"Việc cần làm", "/", true}, {"Xếp hạng", "/xep-hang", false}}}, {hostile, []NavItem{{hostile, "/to-chuc", false}}}},
	Flash: &Flash{"ok", hostile},
}

// pieces is every component in a state that shows all it has. hostile stands wherever a person's words can.
var pieces = map[string]struct {
	piece templ.Component
	wants []string
}{
	"flash":         {FlashBox(&Flash{"warn", hostile}), []string{`class="flash warn" role="status"`}},
	"no flash":      {FlashBox(nil), nil},
	"summary":       {ErrorSummary([]Problem{{"ten", hostile}, {"", "Cả biểu mẫu."}}), []string{"Có 2 chỗ cần sửa", `href="#ten"`, `tabindex="-1"`, "autofocus"}},
	"no summary":    {ErrorSummary(nil), nil},
	"text":          {TextInput(Input{Name: "ten", Label: hostile, Hint: hostile, Value: hostile, Problems: wrong, Required: true, Autocomplete: "name", MaxLength: 80}), []string{`aria-describedby="ten-goi-y ten-loi"`, `aria-invalid="true"`, `aria-required="true"`, `data-most="80"`, `autocomplete="name"`, "Nhập họ và tên."}},
	"hidden label":  {TextInput(Input{Name: "tim", Label: "Tìm", HideLabel: true}), []string{`<label for="tim" class="visually-hidden">Tìm</label>`}},
	"password":      {TextInput(Input{Name: "mk", Label: "Mật khẩu", Type: "password"}), []string{`type="password"`}},
	"date":          {DateInput(Input{Name: "ngay", Label: "Ngày", Value: "25/11/2026"}), []string{`value="25/11/2026"`, `inputmode="numeric"`}},
	"number":        {NumberInput(Input{Name: "diem", Label: "Điểm", Value: "98,5"}), []string{`value="98,5"`, `inputmode="decimal"`}},
	"area":          {TextArea(Input{Name: "ghi", Label: "Ghi", Value: "</textarea>" + hostile, Rows: 4}), []string{`rows="4"`, "&lt;/textarea&gt;"}},
	"select":        {Select(Input{Name: "chi-bo", Label: "Chi bộ", Value: "2", Options: []Option{{"1", hostile}, {"2", "Tân Lộc"}}}), []string{`<option value="2" selected>`}},
	"file":          {FileInput(Input{Name: "tep", Label: "Tệp"}, ".xlsx"), []string{`type="file"`, `accept=".xlsx"`}},
	"check":         {CheckBox(Input{Name: "dung", Label: hostile, Value: "1"}, true), []string{`type="checkbox"`, `value="1"`, "checked"}},
	"segment":       {RadioSegment(Input{Name: "muc", Label: hostile, Hint: "Chọn một", Value: "on_track", Problems: wrong, Options: marks}), []string{`role="radiogroup"`, `class="segment of-4"`, `id="muc" name="muc" value="done"`, `value="on_track" checked`, `for="muc-3"`, "Chưa đến hạn", "Chọn kết quả."}},
	"radio list":    {RadioList(Input{Name: "vi", Label: "Lý do", Options: []Option{{"a", hostile}, {"b", "Miễn"}}}), []string{`for="vi-1"`}},
	"buttons":       {around(Button("danger", hostile), LinkButton("secondary", "In", "/in")), []string{`class="button danger" type="submit"`, `class="button secondary" href="/in"`}},
	"confirm":       {within(Confirm(Question{"Trả lại", "danger", hostile, "Trả lại cho chi bộ"}), TextArea(Input{Name: "ly-do", Label: "Lý do"})), []string{"<summary", "Trả lại cho chi bộ", "ly-do"}},
	"bar":           {within(ActionBar(hostile), Button("", "Gửi")), []string{`class="bar"`, "Gửi"}},
	"filter":        {within(FilterForm("/dang-vien"), Select(Input{Name: "ky", Label: "Kỳ"})), []string{`method="get"`, `action="/dang-vien"`, "Lọc"}},
	"tag":           {Tag("bad", hostile), []string{`class="tag bad"`}},
	"state":         {StateTag(State{"ok", "Đã gửi", hostile}), []string{"Đã gửi"}},
	"legend":        {Legend([]State{{"ok", "Đủ", ""}, {"bad", hostile, ""}}), []string{`class="tag bad"`}},
	"progress":      {Progress(17, 24, hostile), []string{`value="17" max="24"`}},
	"tiles":         {Tiles([]Tile{{"Đã gửi", "241", hostile, "/so-lieu/x", "warn"}, {Label: "Mức", Value: "Đạt"}}), []string{`<a class="tile warn" href="/so-lieu/x">`, `<div class="tile`}},
	"facts":         {Facts([]Fact{{"Tên", hostile, "", ""}, {"Chi bộ", "Tân Lộc", "/to-chuc/1", ""}, {"Chức vụ", "Bí thư", "/sua", "Sửa"}}), []string{`href="/to-chuc/1">Tân Lộc`, `href="/sua">Sửa`}},
	"table":         {within(TableBox(hostile), templ.Raw("<table></table>")), []string{`role="region"`, `tabindex="0"`, "<table>"}},
	"tabs":          {Tabs("Xem theo", []NavItem{{hostile, "/a", true}, {"B", "/b", false}}), []string{`aria-current="page"`, `href="/b"`}},
	"empty":         {Empty(hostile), []string{`class="empty"`}},
	"pager":         {Pager(Pages{2, 3, "/?trang=1", "/?trang=3"}), []string{"Trang 2 trên 3", `rel="prev"`, `rel="next"`}},
	"one page":      {Pager(Pages{Page: 1, Last: 1}), nil},
	"bar table":     {BarTable(Bars{"Tỷ lệ", "Đơn vị", "Tỷ lệ", []Bar{{hostile, "98,5 %", "/so-lieu/y", "good", 985, 1000, 950}, {Label: "Không", Text: "0"}}}), []string{`width="985"`, `x="950"`, `width="0"`, `href="/so-lieu/y"`}},
	"spark":         {Spark(hostile, []int{88, 90, 98}), []string{`role="img"`, `points="3,29 15,24 27,3"`, `cx="27" cy="3"`}},
	"flat spark":    {Spark("x", []int{5, 5}), []string{`points="3,16 15,16"`}},
	"no spark":      {Spark("x", []int{5}), nil},
	"page":          {within(Layout(chrome, Page{Title: hostile, Lead: hostile, Updated: hostile, Problem: true, Wide: true, Crumbs: []Crumb{{hostile, "/to-chuc/1"}, {"Đây", ""}}, Scripts: []string{"app.js"}, Actions: Button("secondary", hostile)}), Empty("trong")), []string{`<html lang="vi">`, "<title>Lỗi: An", `class="main wide"`, `action="/dang-xuat"`, "Dữ liệu minh họa", `aria-current="page">Việc cần làm`, `href="/huong-dan/bi-thu-chi-bo"`, `href="#noi-dung"`, "trong"}},
	"stranger":      {Layout(Chrome{Committee: "Tự Soi"}, Page{Title: "Đăng nhập", Heading: "Mời vào"}), []string{`class="masthead plain"`, "<h1>Mời vào</h1>", "<title>Đăng nhập · Tự Soi</title>"}},
	"no heading":    {Layout(Chrome{}, Page{Title: "Tháng 11", HideHeading: true}), []string{"<title>Tháng 11"}},
	"paper":         {within(Paper(PaperPage{hostile, "/bao-cao", "/bao-cao/pdf", "/bao-cao/word"}), templ.Raw("<h1>BÁO CÁO</h1>")), []string{`class="paper"`, "BÁO CÁO", `href="/bao-cao/pdf"`, `href="/bao-cao/word"`, "data-print"}},
	"error":         {ErrorPage(chrome, 500, "Có lỗi", hostile, "A1B2"), []string{"A1B2", "card error-page act"}},
	"error of user": {ErrorPage(Chrome{}, 404, "Không tìm thấy", "Không có.", ""), []string{`class="card error-page"`}},
}

func TestEveryPieceShowsWhatItIsGiven(t *testing.T) {
	t.Parallel()
	for name, c := range pieces {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := render(t, c.piece)
			if len(c.wants) == 0 && out != "" {
				t.Errorf("has nothing to show but wrote %s", out)
			}
			for _, want := range c.wants {
				if !strings.Contains(out, want) {
					t.Errorf("does not hold %s:\n%s", want, out)
				}
			}
		})
	}
}

func TestWordsNeverBecomeMarkup(t *testing.T) {
	t.Parallel()
	for name, c := range pieces {
		if out := render(t, c.piece); strings.Contains(out, "<script>") {
			t.Errorf("%s lets a script through:\n%s", name, out)
		}
	}
}

// elements walks through a piece.
func elements(t *testing.T, out string) []*html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	var list []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			list = append(list, n)
		}
	}
	return list
}

func attributesOf(n *html.Node) map[string]string {
	m := make(map[string]string, len(n.Attr))
	for _, a := range n.Attr {
		m[a.Key] = a.Val
	}
	return m
}

func TestNoStyleOrScriptIsInline(t *testing.T) {
	t.Parallel()
	for name, c := range pieces {
		for _, n := range elements(t, render(t, c.piece)) {
			a := attributesOf(n)
			if _, ok := a["style"]; ok || n.Data == "style" || n.Data == "script" && a["src"] == "" {
				t.Errorf("%s: inline %s %v", name, n.Data, n.Attr)
			}
			for key, val := range a {
				if strings.HasPrefix(key, "on") || strings.Contains(val, "://") {
					t.Errorf("%s: %s=%s on %s", name, key, val, n.Data)
				}
			}
		}
	}
}

func TestLabelsHintsAndProblemsMeetTheirControls(t *testing.T) {
	t.Parallel()
	for name, c := range pieces {
		nodes := elements(t, render(t, c.piece))
		ids := map[string]string{}
		for _, n := range nodes {
			if id := attributesOf(n)["id"]; id != "" {
				if _, twice := ids[id]; twice {
					t.Errorf("%s: id %s stands twice", name, id)
				}
				ids[id] = n.Data
			}
		}
		for _, n := range nodes {
			a := attributesOf(n)
			for _, ref := range strings.Fields(a["aria-describedby"] + " " + a["aria-labelledby"] + " " + a["for"]) {
				if ids[ref] == "" {
					t.Errorf("%s: %s points at %s, which is not there", name, n.Data, ref)
				}
			}
		}
	}
}

// A link of the error summary puts the keyboard on a control, not on a box around it.
func TestAProblemLeadsToAControl(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"text", "segment", "radio list", "check", "select", "area"} {
		found := false
		for _, n := range elements(t, render(t, pieces[name].piece)) {
			a := attributesOf(n)
			found = found || a["id"] != "" && a["id"] == a["name"] && strings.Contains("input select textarea", n.Data)
		}
		if !found {
			t.Errorf("%s: no control has the field's name as its id", name)
		}
	}
}

func TestNothingIsChosenBeforehand(t *testing.T) {
	t.Parallel()
	for _, c := range []templ.Component{RadioSegment(Input{Name: "muc", Options: marks}), RadioList(Input{Name: "vi", Options: marks}), CheckBox(Input{Name: "dung", Value: "1"}, false)} {
		if out := render(t, c); strings.Contains(out, "checked") {
			t.Errorf("chosen beforehand:\n%s", out)
		}
	}
}

func TestABarStaysInsideItsDrawing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ value, whole, want int }{{0, 100, 0}, {50, 100, 500}, {150, 100, 1000}, {-5, 100, 0}, {5, 0, 0}} {
		if got := share(c.value, c.whole); got != c.want {
			t.Errorf("share(%d, %d) = %d, want %d", c.value, c.whole, got, c.want)
		}
	}
}
