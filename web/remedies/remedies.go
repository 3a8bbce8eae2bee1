// Package remedies shows what fell short and how it is mended: the list for every scope, one remedy with its whole life, the form
// that opens what a meeting or an inspection found, and the table by theme.
//
// It owns no table. What must never happen: the words of a shortcoming are shown to who stands above the committee directly
// over the cell.
package remedies

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/inspection"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/remedy"
	"tusoi/internal/roll"
	"tusoi/internal/theme"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows remedies and takes their steps.
type Pages struct {
	Remedy *remedy.Service
	Theme  *theme.Service
	Org    *org.Service
	Roll   *roll.Service
	Audit  *audit.Service
	Export *export.Service
	Now    func() time.Time

	Inspection *inspection.Service
}

type indexView struct {
	today    time.Time
	filter   remedy.Filter
	query    url.Values // the filter as it stands in the address
	list     remedy.Listing
	units    []ui.Option
	themes   []ui.Option
	member   string // the name of the member who is looked for
	opens    bool
	problems []ui.Problem
}

// Index is the list, narrowed by what stands in the address.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), kit.Actor(r)
	v := indexView{today: vi.Today(p.Now()), opens: actor.May(authz.RemedyOpen)}
	status := http.StatusOK
	v.filter, v.query, v.problems = readFilter(r)
	if len(v.problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	tree, err := p.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	if v.filter.Unit != 0 {
		if _, err := tree.Unit(v.filter.Unit); err != nil {
			return err
		}
	}
	if v.list, err = p.Remedy.List(ctx, actor, v.filter); err != nil {
		return err
	}
	themes, err := p.Theme.List(ctx, actor, true)
	if err != nil {
		return err
	}
	v.units, v.themes = kit.UnitOptions(tree, v.filter.Unit, v.today), themeFilter(themes, v.filter.Theme)
	for _, l := range v.list.Lines {
		if v.filter.Member != 0 && l.MemberName != "" {
			v.member = l.MemberName
		}
	}
	return kit.Render(w, r, status, index(kit.Chrome(r), v))
}

// Download is the list as a workbook, with the same filter.
func (p *Pages) Download(w http.ResponseWriter, r *http.Request) error {
	f, _, problems := readFilter(r)
	if len(problems) > 0 {
		return apperr.Invalid(problems[0].Text)
	}
	var buf bytes.Buffer
	if err := p.Export.Remedies(r.Context(), kit.Actor(r), f, &buf); err != nil {
		return err
	}
	kit.Workbook(w, "viec-tu-sua.xlsx")
	_, _ = w.Write(buf.Bytes()) // the reader left: nothing to answer any more
	return nil
}

// whiches are the states that a list can be narrowed to.
var whiches = []ui.Option{
	{Value: remedy.Going, Label: "Đang theo dõi"}, {Value: remedy.Late, Label: "Quá hạn"},
	{Value: string(remedy.Open), Label: remedy.Open.Label()}, {Value: string(remedy.InProgress), Label: remedy.InProgress.Label()},
	{Value: string(remedy.Reported), Label: remedy.Reported.Label()}, {Value: remedy.InYear, Label: "Đã xác nhận trong 12 tháng"},
	{Value: remedy.Recurring, Label: "Lặp lại trong 12 tháng"}, {Value: remedy.All, Label: "Tất cả"},
}

var sources = []ui.Option{
	{Value: "", Label: "Tất cả"}, {Value: string(remedy.Review), Label: remedy.Review.Label()},
	{Value: string(remedy.Meeting), Label: remedy.Meeting.Label()}, {Value: string(remedy.Inspection), Label: remedy.Inspection.Label()},
}

func known(list []ui.Option, value string) bool {
	return slices.ContainsFunc(list, func(o ui.Option) bool { return o.Value == value })
}

// filterFields are what a list is narrowed by, as it stands in the address.
var filterFields = []string{"tinh-trang", "nguon", "chu-de", "don-vi", "dang-vien", "den", "doi"}

// readFilter reads what is looked for from the address. What cannot be meant is a problem of the form.
func readFilter(r *http.Request) (f remedy.Filter, kept url.Values, problems []ui.Problem) {
	q := r.URL.Query()
	kept = url.Values{}
	for _, name := range filterFields {
		if q.Get(name) != "" {
			kept.Set(name, q.Get(name))
		}
	}
	fail := func(field, text string) { problems = append(problems, ui.Problem{Field: field, Text: text}) }
	id := func(name, text string) int64 {
		n, err := strconv.ParseInt(q.Get(name), 10, 64)
		if q.Get(name) != "" && (err != nil || n <= 0) {
			fail(name, text)
			return 0
		}
		return n
	}
	f = remedy.Filter{Which: q.Get("tinh-trang"), Source: remedy.Source(q.Get("nguon")), Rolled: q.Get("doi") == "3", Page: kit.QueryPage(r)}
	if !known(whiches, f.Which) {
		f.Which = remedy.Going
		fail("tinh-trang", "Chọn lại tình trạng.")
	}
	if !known(sources, string(f.Source)) {
		f.Source = ""
		fail("nguon", "Chọn lại nguồn.")
	}
	if f.Theme = remedy.NoTheme; q.Get("chu-de") != "khong" {
		f.Theme = id("chu-de", "Chọn lại chủ đề.")
	}
	f.Unit, f.Member = id("don-vi", "Chọn lại tổ chức đảng."), id("dang-vien", "Không có đảng viên này.")
	if text := vi.Clean(q.Get("den")); text != "" {
		day, err := vi.ParseDate(text)
		if err != nil {
			fail("den", fmt.Sprintf("Ngày “%s” chưa đúng: %s", text, apperr.Message(err)))
		}
		f.Until = day
	}
	return f, kept, problems
}

// themeFilter are the themes that a list can be narrowed to: a retired one while it is chosen.
func themeFilter(themes []theme.Theme, chosen int64) []ui.Option {
	list := []ui.Option{{Value: "", Label: "Tất cả"}, {Value: "khong", Label: "Chưa chọn chủ đề"}}
	for _, t := range themes {
		if t.RetiredOn == nil || t.ID == chosen || t.Used > 0 {
			list = append(list, ui.Option{Value: idText(t.ID), Label: t.Name})
		}
	}
	return list
}

func (v indexView) pages() ui.Pages {
	p := ui.Pages{Page: v.list.Page, Last: v.list.Last}
	at := func(n int) string {
		q := url.Values{"trang": {strconv.Itoa(n)}}
		for name, values := range v.query {
			q[name] = values
		}
		return kit.RemediesOfPath(q)
	}
	if p.Page > 1 {
		p.PrevHref = at(p.Page - 1)
	}
	if p.Page < p.Last {
		p.NextHref = at(p.Page + 1)
	}
	return p
}

// state is how far a remedy has come, in words and a colour: after three times put off it is red whatever its date.
func state(r remedy.Remedy, today time.Time) ui.State {
	s := ui.State{Kind: "none", Text: r.State.Label()}
	switch {
	case r.State == remedy.Verified:
		s.Kind = "ok"
	case r.State == remedy.Carried:
	case r.State == remedy.Reported:
		s.Kind = "warn"
	case r.Overdue(today) || r.Rolls >= remedy.Stubborn:
		s.Kind = "bad"
	}
	if r.Overdue(today) {
		s.Note = vi.DaysLeft(today, r.DueOn)
	}
	return s
}

// delays tells how often a remedy was put off; "" for never.
func delays(r remedy.Remedy) string {
	if r.Rolls == 0 {
		return ""
	}
	return fmt.Sprintf("dời %s lần, hạn đầu %s", vi.Int(r.Rolls), vi.Date(r.FirstDueOn))
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }
