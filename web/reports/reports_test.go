package reports_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"golang.org/x/net/html"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/report"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/reports"
)

var november = period.Month(2026, 11)

type bundle struct {
	worldtest.World
	pages *reports.Pages
	tx    pgx.Tx
}

// setup gives the world a cell that reviewed, met and mends, an organisation of more than a thousand, and a silent cell.
func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	tree, figures := &org.Service{DB: tx, Now: worldtest.Clock}, &indicator.Service{DB: tx, Now: worldtest.Clock}
	b := bundle{worldtest.New(t, tx), &reports.Pages{Org: tree, Now: worldtest.Clock,
		Report: &report.Service{DB: tx, Now: worldtest.Clock, Org: tree, Indicator: figures, Packet: &packet.Service{DB: tx, Now: worldtest.Clock}}}, tx}
	b.Outsider(t, tx, b.Cell)
	args := pgx.StrictNamedArgs{"c": b.Committee, "cell": b.Cell.ID, "m": b.Members[b.Cell.ID][1]}
	worldtest.Exec(t, tx, `INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, conduct, updated_at, updated_by)
		VALUES (@c, @cell, '2026-11-01', @m, 'yes', 'yes', 'clear', now(), 'thử')`, args)
	worldtest.Exec(t, tx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, state, verified_on, form_key, updated_at)
		SELECT @c, @cell, @m, o::date, 'Đi họp trễ', 'Có mặt', d::date, d::date, CASE WHEN v IS NULL THEN 'open' ELSE 'verified' END, v::date, gen_random_uuid(), now()
		FROM (VALUES ('2026-11-01', '2026-11-30', NULL), ('2026-10-01', '2026-11-10', NULL), ('2026-09-01', '2026-10-31', '2026-11-09'),
			('2026-09-01', '2026-10-31', '2026-10-09')) AS r (o, d, v)`, args)
	delete(args, "m")
	worldtest.Exec(t, tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at)
		VALUES (@c, @cell, '2026-11-01', 'sent', '2026-11-19', '2026-11-19')`, args)
	worldtest.Exec(t, tx, `INSERT INTO meetings (committee_id, cell_id, held_on, kind, expected, attended) VALUES (@c, @cell, '2026-11-02', 'regular', 3, 2)`, args)
	if err := figures.RefreshTx(context.Background(), tx, b.Committee, november.Months()); err != nil {
		t.Fatal(err)
	}
	many := pgx.StrictNamedArgs{"c": b.Committee, "u": b.Far.ID}
	worldtest.Exec(t, tx, `WITH people AS (
			INSERT INTO members (committee_id, full_name, given_name, updated_at) SELECT @c, 'Người ' || n, 'Người', now() FROM generate_series(1, 1205) n RETURNING id)
		INSERT INTO memberships (committee_id, member_id, unit_id, state, valid_from) SELECT @c, id, @u, 'exempt', '2015-01-01' FROM people`, many)
	worldtest.Exec(t, tx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, form_key, updated_at)
		SELECT @c, @u, max(member_id), '2026-10-01', 'Vắng họp', 'Dự đủ', '2026-11-10', '2026-11-10', gen_random_uuid(), now()
		FROM memberships WHERE committee_id = @c AND unit_id = @u`, many) // October was not counted again after this
	return b
}

// get asks for an address as an actor and gives the answer, or the error that the site would answer.
func (b bundle) get(t *testing.T, actor authz.Actor, target string) (*httptest.ResponseRecorder, error) {
	t.Helper()
	var failed error
	serve := func(h kit.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { failed = h(w, kit.WithActor(r, actor)) }
	}
	router := chi.NewRouter()
	router.Get("/bao-cao", serve(b.pages.Index))
	router.Get("/bao-cao/{unit}/{period}", serve(b.pages.Show))
	router.Get("/bao-cao/{unit}/{period}/in", serve(b.pages.Print))
	router.Get("/bao-cao/{unit}/{period}/pdf", serve(b.pages.PDF))
	w := httptest.NewRecorder()
	router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w, failed
}

func (b bundle) open(t *testing.T, actor authz.Actor, target string) *html.Node {
	t.Helper()
	w, err := b.get(t, actor, target)
	if err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	page, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

var spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// pdf reads a report's file as anybody's reader would, without the numbers of its pages.
func (b bundle) pdf(t *testing.T, actor authz.Actor, target string) string {
	t.Helper()
	w, err := b.get(t, actor, target)
	if err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(w.Body.Bytes())
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (“make test” installs it): %v", err)
	}
	return spaces.Replace(regexp.MustCompile(`\f\s*\d+\n`).ReplaceAllString(string(text), "\n"))
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func all(page *html.Node, kind string, keep func(*html.Node) bool) (list []*html.Node) {
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && n.Data == kind && keep(n) {
			list = append(list, n)
		}
	}
	return list
}

func class(want string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attribute(n, "class") == want }
}

func anything(*html.Node) bool { return true }

// words are the text of an element with single spaces.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(spaces.Replace(b.String())), " ")
}

var number = regexp.MustCompile(`\d+([.,/]\d+)*`)

// numbers are all numbers of a text, in order of size as text.
func numbers(text string) []string {
	list := number.FindAllString(text, -1)
	slices.Sort(list)
	return list
}

// figures are the values that lead to rows, by address.
func figures(page *html.Node) map[string]string {
	values := map[string]string{}
	for _, a := range all(page, "a", func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/so-lieu/") }) {
		values[attribute(a, "href")] = words(a)
	}
	return values
}

func TestPagePrintAndPDFHoldTheSameFigures(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct {
		actor authz.Actor
		unit  worldtest.Unit
		want  map[string]string
		sums  string // of the table of units: reviews, packets, remedies opened, verified, open
	}{
		"cell":                 {b.Secretary, b.Cell, map[string]string{"members": "4", "reviews_done": "33,33 %", "remedies_open": "2", "attendance": "66,67 %"}, b.Cell.Name + " 1/3 1/1 1 1 2"},
		"grassroots committee": {b.Grassroots, b.World.Org, map[string]string{"members": "8", "cells": "2", "reviews_done": "16,67 %"}, "Cộng 1/6 1/1 1 1 2"},
		"committee":            {b.Office, b.Root, map[string]string{"members": "1.225", "grassroots_orgs": "3", "remedies_open": "3", "reviews_done": "6,67 %"}, "Cộng 1/15 1/1 1 1 3"},
		"a leader's committee": {b.Leader, b.Root, map[string]string{"members": "1.225"}, "Cộng 1/15 1/1 1 1 3"},
	} {
		page := all(b.open(t, tc.actor, kit.ReportPath(tc.unit.ID, november)), "div", class("paper"))[0]
		paper := all(b.open(t, tc.actor, kit.ReportPrintPath(tc.unit.ID, november)), "main", anything)[0]
		if words(page) != words(paper) || !reflect.DeepEqual(figures(page), figures(paper)) {
			t.Errorf("%s: the page and the printed page differ:\n%s\n%s", name, words(page), words(paper))
		}
		text := b.pdf(t, tc.actor, kit.ReportPDFPath(tc.unit.ID, november))
		if got, want := numbers(text), numbers(words(paper)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: numbers of the PDF\n%v\nof the page\n%v", name, got, want)
		}
		for key, want := range tc.want {
			if got := figures(page)[kit.EvidencePath(key, tc.unit.ID, november)]; got != want {
				t.Errorf("%s: %s is %q, want %q", name, key, got, want)
			}
		}
		tables := all(paper, "table", anything)
		rows := all(tables[1], "tr", anything)
		if got := words(rows[len(rows)-1]); got != tc.sums {
			t.Errorf("%s: the table of units ends with %q, want %q", name, got, tc.sums)
		}
		inText := len(all(paper, "a", func(n *html.Node) bool { return n.Parent.Data == "p" }))
		if got := len(all(tables[0], "a", anything)); got != 3*len(indicator.Catalogue()) || inText < 19 { // a share of nothing is not said
			t.Errorf("%s: %d figures of the table and %d of the text lead to their rows", name, got, inText)
		}
		for _, want := range []string{vi.Int(len(indicator.Catalogue())), "Nơi nhận:", "PHỤ LỤC I", "Kèm theo Báo cáo số"} {
			if !strings.Contains(text, want) || !strings.Contains(words(paper), want) {
				t.Errorf("%s: %q is missing", name, want)
			}
		}
	}
}

func TestPeopleOutsideThePartyAreToldOfWhereThereAreSome(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for unit, want := range map[worldtest.Unit]bool{b.Cell: true, b.Root: true, b.Sister: false} {
		paper := words(all(b.open(t, b.Office, kit.ReportPrintPath(unit.ID, november)), "main", anything)[0])
		for _, said := range []string{"ngoài Đảng đã tự soi (tính riêng): 0 %", "Lượt người ngoài Đảng đã tự soi"} {
			if strings.Contains(paper, said) != want {
				t.Errorf("the report of %s holds %q: %t, want %t", unit.Name, said, !want, want)
			}
		}
	}
}

func TestEveryPeriodHasItsReport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for at, want := range map[period.Period]string{
		period.Month(2026, 1): "Thử, ngày 31 tháng 01 năm 2026", period.Month(2022, 5): "Thử, ngày 31 tháng 5 năm 2022", november: "Thử, ngày 20 tháng 11 năm 2026",
		period.Quarter(2026, 4): "Thử, ngày 20 tháng 11 năm 2026", period.Half(2022, 1): "Thử, ngày 30 tháng 6 năm 2022", period.Year(2026): "Thử, ngày 20 tháng 11 năm 2026",
	} {
		text := words(all(b.open(t, b.Office, kit.ReportPrintPath(b.Root.ID, at)), "main", anything)[0])
		file := strings.Join(strings.Fields(b.pdf(t, b.Office, kit.ReportPDFPath(b.Root.ID, at))), " ")
		for _, said := range []string{want, "A. KẾT QUẢ THỰC HIỆN " + strings.ToUpper(at.Label()), "C. PHƯƠNG HƯỚNG " + strings.ToUpper(at.Next().Label())} {
			if !strings.Contains(text, said) || !strings.Contains(file, said) {
				t.Errorf("%s: %q is not on the paper", at, said)
			}
		}
		size := "Đến hết " + at.Label() + ", toàn đảng bộ có"
		if at.End().After(worldtest.Now) {
			size = "Tính đến ngày 20/11/2026, toàn đảng bộ có"
		}
		if !strings.Contains(text, size) {
			t.Errorf("%s: the paper does not say %q: %s", at, size, text)
		}
	}
}

func TestTheFileIsAPDFUnderASafeName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w, err := b.get(t, b.Secretary, kit.ReportPDFPath(b.Cell.ID, period.Half(2026, 1)))
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf(`inline; filename="bao-cao-%d-2026-H1.pdf"`, b.Cell.ID)
	if w.Header().Get("Content-Type") != "application/pdf" || w.Header().Get("Content-Disposition") != name || !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF-")) {
		t.Errorf("%v", w.Header())
	}
}

// The head is that of the Party's papers: at the left the superior, the organisation in bold, a star and the number
// without a colon; at the right the Party's name, then place and date in slanted letters.
func TestThePaperHasThePartysHead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct {
		actor                            authz.Actor
		unit                             worldtest.Unit
		superior, number, signed, stored string
	}{
		"cell": {b.Secretary, b.Cell, "ĐẢNG ỦY XÃ MỘT", "-BC/CB", "T/M CHI BỘ", "- Đảng ủy xã Một; - Lưu Chi bộ."}, "grassroots cell": {b.Office, b.GrassCell, "HUYỆN ỦY THỬ", "-BC/CB", "T/M CHI BỘ", "- Huyện ủy Thử; - Lưu Chi bộ."},
		"grassroots committee": {b.Grassroots, b.World.Org, "HUYỆN ỦY THỬ", "-BC/ĐU", "T/M ĐẢNG ỦY", "- Huyện ủy Thử; - Lưu Đảng ủy."},
		"committee":            {b.Office, b.Root, "TỈNH ỦY THỬ", "-BC/HU", "T/M BAN THƯỜNG VỤ", "- Tỉnh ủy Thử; - Lưu Văn phòng cấp ủy."},
	} {
		page := b.open(t, tc.actor, kit.ReportPrintPath(tc.unit.ID, november))
		head := all(page, "header", class("doc-head"))[0]
		var lines []string
		for _, p := range all(head, "p", anything) {
			lines = append(lines, words(p))
		}
		own := strings.ToUpper(tc.unit.Name)
		if want := []string{tc.superior, own, "*", "Số " + tc.number, "ĐẢNG CỘNG SẢN VIỆT NAM", "Thử, ngày 20 tháng 11 năm 2026"}; !reflect.DeepEqual(lines, want) {
			t.Errorf("%s: the head is %q, want %q", name, lines, want)
		}
		bold, slanted := all(head, "b", anything), all(head, "i", anything)
		if len(bold) != 1 || words(bold[0]) != own || len(slanted) != 1 || words(slanted[0]) != lines[5] {
			t.Errorf("%s: the wrong lines are bold or slanted", name)
		}
		if kind := words(all(page, "h1", anything)[0]); kind != "BÁO CÁO" {
			t.Errorf("%s: the kind is %q", name, kind)
		}
		foot := words(all(page, "footer", class("doc-foot"))[0])
		if !strings.Contains(foot, tc.signed+" BÍ THƯ") || !strings.Contains(foot, "Nơi nhận: "+tc.stored) || strings.Contains(words(page), "./.") {
			t.Errorf("%s: the foot is %q", name, foot)
		}
		file := b.pdf(t, tc.actor, kit.ReportPDFPath(tc.unit.ID, november))
		first, _, _ := strings.Cut(strings.TrimSpace(file), "\n")
		if !strings.HasPrefix(first, tc.superior) || !strings.HasSuffix(strings.TrimSpace(first), "ĐẢNG CỘNG SẢN VIỆT NAM") || !strings.Contains(file, own) {
			t.Errorf("%s: the PDF begins %q", name, first)
		}
	}
}

func TestOthersUnitsAreNotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct {
		actor authz.Actor
		unit  int64
		want  apperr.Kind
	}{
		"the sister cell": {b.SisterSecretary, b.Cell.ID, apperr.KindNotFound}, "the unit above": {b.Secretary, b.World.Org.ID, apperr.KindNotFound},
		"another organisation": {b.Grassroots, b.OtherOrg.ID, apperr.KindNotFound}, "a cell of another organisation": {b.Grassroots, b.Far.ID, apperr.KindNotFound},
		"the root": {b.Grassroots, b.Root.ID, apperr.KindNotFound}, "another committee": {b.Stranger, b.Cell.ID, apperr.KindNotFound},
		"no unit": {b.Office, 987654321, apperr.KindNotFound}, "the administrator": {b.Admin, b.Root.ID, apperr.KindForbidden}, "a plain member": {b.Member, b.Cell.ID, apperr.KindForbidden},
	} {
		for _, target := range []string{kit.ReportPath(tc.unit, november), kit.ReportPrintPath(tc.unit, november), kit.ReportPDFPath(tc.unit, november)} {
			if w, err := b.get(t, tc.actor, target); apperr.KindOf(err) != tc.want || w.Body.Len() > 0 {
				t.Errorf("%s, %s: %v, want %v", name, target, err, tc.want)
			}
		}
	}
	for _, at := range []string{"xyz", "2026-13", "2026-12", "2199", "9999", "2026-11x"} {
		for _, end := range []string{"", "/in", "/pdf"} {
			if _, err := b.get(t, b.Office, fmt.Sprintf("/bao-cao/%d/%s%s", b.Root.ID, at, end)); apperr.KindOf(err) != apperr.KindNotFound || apperr.Message(err) == "" {
				t.Errorf("%s%s: %v, want NotFound in words", at, end, err)
			}
		}
		if _, err := b.get(t, b.Office, "/bao-cao?ky="+at); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("the list of %s: %v", at, err)
		}
	}
}

func TestTheListLeadsOnlyToWhatOneMayRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	both := b.Secretary // who is administrator besides
	both.Posts = append(append([]authz.Post{}, b.Admin.Posts...), b.Secretary.Posts...)
	quarter := period.Quarter(2026, 3)
	for name, tc := range map[string]struct {
		actor authz.Actor
		want  []worldtest.Unit
	}{
		"secretary": {b.Secretary, []worldtest.Unit{b.Cell}}, "grassroots": {b.Grassroots, []worldtest.Unit{b.World.Org, b.Cell, b.Sister}},
		"office": {b.Office, []worldtest.Unit{b.Root, b.OtherOrg, b.World.Org, b.GrassCell}}, "secretary and administrator": {both, []worldtest.Unit{b.Cell}},
	} {
		page := b.open(t, tc.actor, "/bao-cao?ky="+quarter.String())
		var got, want []string
		for _, a := range all(page, "a", func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/bao-cao/") }) {
			got = append(got, attribute(a, "href"))
			if _, err := b.get(t, tc.actor, attribute(a, "href")); err != nil {
				t.Errorf("%s: %s: %v", name, attribute(a, "href"), err)
			}
		}
		for _, u := range tc.want {
			want = append(want, kit.ReportPath(u.ID, quarter))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the list leads to %v, want %v", name, got, want)
		}
	}
}
