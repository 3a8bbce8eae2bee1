package dashboards_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/net/html"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

var ofWhich = regexp.MustCompile(` = ([\d.]+) .* trên ([\d.]+) `)

// opensTo checks that a page of rows holds what a value says: as many rows as a count, parts that add up to a ratio.
func (b bundle) opensTo(t *testing.T, actor authz.Actor, href, value string) {
	t.Helper()
	var rows, num, den, last int
	for next, head := href, ""; next != ""; {
		page := b.open(t, actor, next)
		head, next = words(all(page, "main", func(*html.Node) bool { return true })[0]), ""
		if !strings.Contains(head, value) {
			t.Errorf("%s does not say %s", href, value)
		}
		for _, tr := range all(page, "tr", func(n *html.Node) bool { return n.Parent.Data == "tbody" }) {
			rows++
			var a, of int
			cells := all(tr, "td", func(*html.Node) bool { return true })
			if _, err := fmt.Sscanf(words(cells[len(cells)-1]), "%d/%d", &a, &of); err == nil && len(cells) == 4 {
				num, den = num+a, den+of
			}
		}
		for _, a := range all(page, "a", func(n *html.Node) bool { return attribute(n, "rel") == "next" }) {
			next = attribute(a, "href")
		}
		total := words(all(page, "span", func(n *html.Node) bool { return attribute(n, "id") == "tong" })[0])
		last, _ = vi.ParseInt(total)
		if parts := ofWhich.FindStringSubmatch(head); strings.HasSuffix(value, "%") && next == "" {
			if den == 0 { // of recruitment: each row is one, and the target belongs to the year
				num = rows
			}
			if len(parts) != 3 || parts[1] != vi.Int(num) || den > 0 && parts[2] != vi.Int(den) {
				t.Errorf("%s: %s is %v, the rows add up to %d of %d", href, value, parts, num, den)
			}
		}
	}
	if count, err := vi.ParseInt(value); rows != last || err == nil && rows != count {
		t.Errorf("%s: %s opens to %d rows, and the page says %d", href, value, rows, last)
	}
}

func TestEveryFigureOnThePageOpensToItsRows(t *testing.T) {
	t.Parallel()
	b := setup(t, worldtest.Clock)
	fill(t, b)
	opened := map[string]bool{}
	for name, tc := range map[string]struct {
		actor authz.Actor
		unit  worldtest.Unit
		tiles map[string]string // some of the values, so that not everything is naught
	}{
		"cell": {b.Secretary, b.Cell, map[string]string{"members": "4", "reviews_done": "33,33 %", "recruitment": "50 %", "packets_on_time": "100 %",
			"remedies_open": "2", "remedies_overdue": "1", "commendations_persons": "2"}},
		"grassroots committee": {b.Grassroots, b.World.Org, map[string]string{"members": "8", "cells": "2", "reviews_done": "16,67 %", "awards_committee_units": "1"}},
		"root":                 {b.Office, b.Root, map[string]string{"members": "20", "cells": "4", "grassroots_orgs": "3", "reviews_done": "6,67 %"}},
	} {
		for _, at := range []period.Period{period.Month(2026, 11), period.Quarter(2026, 4), period.Half(2026, 2), period.Year(2026), period.Month(2025, 3)} {
			page := b.open(t, tc.actor, kit.DashboardOfPath(tc.unit.ID, at))
			shown := figures(page)
			if len(shown) < 3*len(indicator.Catalogue()) && !at.IsYear() { // a year stands beside itself
				t.Errorf("%s, %s: %d figures lead to rows", name, at, len(shown))
			}
			if h1 := words(all(page, "h1", func(*html.Node) bool { return true })[0]); h1 != tc.unit.Name+", "+at.Label() {
				t.Errorf("%s, %s: the heading is %q", name, at, h1)
			}
			if chosen := all(page, "option", func(n *html.Node) bool { return strings.Contains(fmt.Sprint(n.Attr), "selected") }); len(chosen) != 1 || attribute(chosen[0], "value") != at.String() {
				t.Errorf("%s, %s: the list of periods has another chosen", name, at)
			}
			if at == period.Month(2026, 11) {
				for key, want := range tc.tiles {
					if got := shown[kit.EvidencePath(key, tc.unit.ID, at)]; got != want {
						t.Errorf("%s: %s is %q, want %q", name, key, got, want)
					}
				}
			}
			for href, value := range shown {
				if key := name + href; !opened[key] {
					opened[key] = true
					b.opensTo(t, tc.actor, href, value)
				}
			}
		}
	}
}

func TestALongListIsReadPageByPageAndEndsInWords(t *testing.T) {
	t.Parallel()
	b := setup(t, worldtest.Clock)
	worldtest.Exec(t, b.tx, `WITH people AS (
			INSERT INTO members (committee_id, full_name, given_name, updated_at) SELECT @c, 'Người ' || n, 'Người', now() FROM generate_series(1, 205) n RETURNING id)
		INSERT INTO memberships (committee_id, member_id, unit_id, valid_from) SELECT @c, id, @u, '2015-01-01' FROM people`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.Far.ID})
	href := kit.EvidencePath("members", b.Root.ID, period.Year(2026))
	b.opensTo(t, b.Office, href, "225")
	for _, page := range []string{"4", "999999"} {
		if _, err := b.get(t, b.Office, href+"&trang="+page); apperr.KindOf(err) != apperr.KindNotFound || !strings.Contains(apperr.Message(err), "không có trang "+page) {
			t.Errorf("page %s: %v, want NotFound in words", page, err)
		}
	}
	for _, page := range []string{"0", "-3", "x", "9223372036854775807", "99999999999999999999"} {
		if text := words(b.open(t, b.Office, href+"&trang="+page)); !strings.Contains(text, "225 dòng") {
			t.Errorf("page %s is not the first page: %s", page, text)
		}
	}
}

func TestTheMatrixSaysWhoIsLateAndWhoHasNotBegun(t *testing.T) {
	t.Parallel()
	lateInNovember := func() time.Time { return time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC) }
	b := setup(t, lateInNovember)
	b.count(t, 2026, 7, 2026, 8, 2026, 9, 2026, 10, 2026, 11)
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at, return_reason)
		SELECT @c, @cell, m::date, s, f::timestamptz, f::timestamptz, CASE s WHEN 'returned' THEN 'Thiếu một phiếu' ELSE '' END
		FROM (VALUES ('2026-08-01', 'approved', '2026-08-27'), ('2026-09-01', 'sent', '2026-09-20'), ('2026-10-01', 'returned', '2026-10-20'),
			('2026-11-01', 'sent', '2026-11-27')) AS p (m, s, f)`, pgx.StrictNamedArgs{"c": b.Committee, "cell": b.Cell.ID})
	b.count(t, 2026, 8, 2026, 9, 2026, 10, 2026, 11)
	for name, tc := range map[string]struct {
		actor authz.Actor
		unit  int64
		row   string
		want  map[int]string // by month: the cell's class and words
		links bool
	}{
		"the cell itself": {b.Secretary, b.Cell.ID, b.Cell.Name, map[int]string{6: "none –", 7: "late 0 % trễ", 8: "part 0 % trễ", 9: "part 0 %",
			10: "part 0 %", 11: "part 0 % trễ", 12: "none –"}, true},
		"the committee above, of it":       {b.Grassroots, b.World.Org.ID, b.Cell.Name, map[int]string{7: "late 0 % trễ", 10: "part 0 %", 11: "part 0 % trễ", 12: "none –"}, true},
		"the committee above, of the next": {b.Grassroots, b.World.Org.ID, b.Sister.Name, map[int]string{8: "late 0 % trễ", 10: "late 0 % trễ", 11: "part 0 %"}, true},
		"who reads no reviews":             {b.Leader, b.World.Org.ID, b.Cell.Name, map[int]string{8: "part 0 % trễ", 11: "part 0 % trễ"}, false},
		"the root, of an organisation":     {b.Office, b.Root.ID, b.World.Org.Name, map[int]string{8: "late 0 % trễ", 11: "part 0 % trễ"}, false},
	} {
		page := b.open(t, tc.actor, kit.DashboardOfPath(tc.unit, period.Year(2026)))
		var cells []*html.Node
		for _, tr := range all(all(page, "table", class("matrix"))[0], "tr", func(n *html.Node) bool { return strings.HasPrefix(words(n), tc.row) }) {
			cells = all(tr, "td", func(*html.Node) bool { return true })
		}
		if len(cells) != 12 {
			t.Errorf("%s: the row has %d months", name, len(cells))
			continue
		}
		for month, want := range tc.want {
			if got := attribute(cells[month-1], "class") + " " + words(cells[month-1]); got != want {
				t.Errorf("%s, month %d: %q, want %q", name, month, got, want)
			}
		}
		packet := all(cells[7], "a", func(n *html.Node) bool {
			return attribute(n, "href") == kit.PacketPath(b.Cell.ID, period.Month(2026, 8)) || attribute(n, "href") == kit.PacketPath(b.Sister.ID, period.Month(2026, 8))
		})
		if got := len(packet) == 1; got != tc.links {
			t.Errorf("%s: August leads to the packet: %t", name, got)
		}
	}
	if text := words(b.open(t, b.Secretary, kit.DashboardOfPath(b.Cell.ID, period.Year(2024)))); !strings.Contains(text, "chưa có số liệu tự soi") {
		t.Errorf("a year without months: %s", text)
	}
}

func TestWhatIsNotThereIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	b := setup(t, worldtest.Clock)
	unit := func(u worldtest.Unit) string { return "don-vi=" + fmt.Sprint(u.ID) }
	for name, tc := range map[string]struct {
		actor authz.Actor
		query string
		want  apperr.Kind
	}{
		"a period that is none":            {b.Office, "ky=xyz", apperr.KindNotFound},
		"a period cut short":               {b.Office, "ky=2026-", apperr.KindNotFound},
		"a thirteenth month":               {b.Office, "ky=2026-13", apperr.KindNotFound},
		"a period with a break":            {b.Office, "ky=2026%0d%0a", apperr.KindNotFound},
		"a month to come":                  {b.Office, "ky=2026-12", apperr.KindNotFound},
		"a year far off":                   {b.Office, "ky=2199", apperr.KindNotFound},
		"a year beyond the calendar":       {b.Office, "ky=9999", apperr.KindNotFound},
		"a unit that is no number":         {b.Office, "don-vi=abc", apperr.KindNotFound},
		"a unit too large for a number":    {b.Office, "don-vi=99999999999999999999", apperr.KindNotFound},
		"a unit that does not exist":       {b.Office, "don-vi=987654321", apperr.KindNotFound},
		"another branch, grassroots":       {b.Grassroots, unit(b.Far), apperr.KindNotFound},
		"another organisation, grassroots": {b.Grassroots, unit(b.OtherOrg), apperr.KindNotFound},
		"the root, grassroots":             {b.Grassroots, unit(b.Root), apperr.KindNotFound},
		"the sister cell, secretary":       {b.Secretary, unit(b.Sister), apperr.KindNotFound},
		"the unit above, secretary":        {b.Secretary, unit(b.World.Org), apperr.KindNotFound},
		"another committee":                {b.Stranger, unit(b.Cell), apperr.KindNotFound},
		"the administrator":                {b.Admin, unit(b.Cell), apperr.KindForbidden},
		"a plain member":                   {b.Member, unit(b.Cell), apperr.KindForbidden},
	} {
		for _, path := range []string{kit.DashboardPath, "/so-lieu/members"} {
			page, err := b.get(t, tc.actor, path+"?"+tc.query)
			switch got := apperr.KindOf(err); {
			case got != tc.want && (tc.want != apperr.KindForbidden || got != apperr.KindNotFound):
				t.Errorf("%s, %s: %v, want %v", path, name, err, tc.want)
			case apperr.Message(err) == "" || words(page) != "":
				t.Errorf("%s, %s: no words, or something before them", path, name)
			}
		}
	}
	if _, err := b.get(t, b.Office, "/so-lieu/khong-co"); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("an unknown figure: %v", err)
	}
}

func TestWithoutAUnitOneSeesOnesOwn(t *testing.T) {
	t.Parallel()
	b := setup(t, worldtest.Clock)
	both := b.Grassroots // a member of the cell first, of the committee above by a second post
	both.Posts = append(append([]authz.Post{}, b.Member.Posts...), b.Grassroots.Posts...)
	for name, tc := range map[string]struct {
		actor authz.Actor
		want  worldtest.Unit
	}{"office": {b.Office, b.Root}, "secretary": {b.Secretary, b.Cell}, "a second post": {both, b.World.Org}} {
		page := b.open(t, tc.actor, kit.DashboardPath)
		field := all(page, "input", func(n *html.Node) bool { return attribute(n, "name") == "don-vi" })
		if len(field) != 1 || attribute(field[0], "value") != fmt.Sprint(tc.want.ID) {
			t.Errorf("%s: %v, want %s", name, words(all(page, "h1", func(*html.Node) bool { return true })[0]), tc.want.Name)
		}
		for _, a := range all(page, "a", func(n *html.Node) bool { return strings.Contains(attribute(n, "href"), "ky=") }) {
			if u, err := url.Parse(attribute(a, "href")); err != nil || u.Query().Get("don-vi") == "" {
				t.Errorf("%s: the link %s names no unit", name, attribute(a, "href"))
			}
		}
	}
}

func TestARowLeadsToThePersonOrTheUnit(t *testing.T) {
	t.Parallel()
	b := setup(t, worldtest.Clock)
	fill(t, b)
	of := func(key string) string { return kit.EvidencePath(key, b.Root.ID, period.Year(2026)) }
	for target, want := range map[string]string{
		of("members"): kit.MemberPath(b.Members[b.Cell.ID][1]), of("recruitment"): kit.MemberPath(b.Members[b.Cell.ID][2]), of("cells"): kit.UnitPath(b.Far.ID),
	} {
		page := b.open(t, b.Office, target)
		if len(all(page, "a", func(n *html.Node) bool { return attribute(n, "href") == want })) != 1 {
			t.Errorf("%s does not lead to %s", target, want)
		}
	}
	for key, want := range map[string]string{
		"documents_studied":      "26-NQ/TW: Nghị quyết chuyên đề Ban Chấp hành Trung ương; 3 buổi, 8 trên 12 lượt dự 07/09/2026",
		"awards_committee_units": "Giấy khen, Học tập và làm theo Bác, Quyết định số 45-QĐ/HU",
		"reviews_done":           "1 lượt đã tự soi đủ trên 45 lượt phải tự soi",
	} {
		text := words(b.open(t, b.Office, of(key)))
		if !strings.Contains(text, want) || strings.Contains(text, ", ,") || strings.Contains(text, "()") {
			t.Errorf("%s reads: %s", key, text)
		}
	}
	if text := words(b.open(t, b.Office, of("discipline_cases"))); strings.Contains(text, "Bình") || strings.Contains(text, b.Cell.Name) || !strings.Contains(text, "Cảnh cáo") {
		t.Errorf("a discipline is named: %s", text)
	}
}
