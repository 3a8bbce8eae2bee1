package dashboards_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"golang.org/x/net/html"

	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/dashboards"
	"tusoi/web/kit"
)

type bundle struct {
	worldtest.World
	pages *dashboards.Pages
	tx    pgx.Tx
}

func setup(t *testing.T, now func() time.Time) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	return bundle{worldtest.New(t, tx), &dashboards.Pages{
		Org: &org.Service{DB: tx, Now: now}, Indicator: &indicator.Service{DB: tx, Now: now}, Packet: &packet.Service{DB: tx, Now: now}, Now: now,
	}, tx}
}

// get asks for an address as an actor and gives the page, or the error that the site would answer.
func (b bundle) get(t *testing.T, actor authz.Actor, target string) (*html.Node, error) {
	t.Helper()
	var failed error
	serve := func(h kit.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { failed = h(w, kit.WithActor(r, actor)) }
	}
	router := chi.NewRouter()
	router.Get("/bang-dieu-hanh", serve(b.pages.Show))
	router.Get("/so-lieu/{indicator}", serve(b.pages.Evidence))
	w := httptest.NewRecorder()
	router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	page, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page, failed
}

func (b bundle) open(t *testing.T, actor authz.Actor, target string) *html.Node {
	t.Helper()
	page, err := b.get(t, actor, target)
	if err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	return page
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// all are the elements of a kind for which keep holds.
func all(page *html.Node, kind string, keep func(*html.Node) bool) (list []*html.Node) {
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && n.Data == kind && keep(n) {
			list = append(list, n)
		}
	}
	return list
}

// words are the text of an element with single spaces.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func class(want string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attribute(n, "class") == want }
}

// figures are the links to rows with the value that the reader sees at each.
func figures(page *html.Node) map[string]string {
	values := map[string]string{}
	for _, a := range all(page, "a", func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/so-lieu/") }) {
		value := words(a)
		for _, tile := range all(a, "strong", class("tile-value")) {
			value = words(tile)
		}
		values[attribute(a, "href")] = value
	}
	return values
}

// records gives the world one thing of every kind that is counted, and more of some in other cells, months and years.
var records = []string{
	`INSERT INTO awards (committee_id, unit_id, member_id, level, kind, subject, title, decided_on, updated_at)
	SELECT @c, @cell, CASE s WHEN 'person' THEN @second::bigint END, l, k, s, 'Giấy khen', '2026-11-03', now()
	FROM unnest(ARRAY['committee', 'grassroots']) l, unnest(ARRAY['award', 'commendation']) k, unnest(ARRAY['unit', 'person']) s`,
	`INSERT INTO awards (committee_id, unit_id, level, kind, subject, title, theme, decision_number, decided_on, updated_at)
	VALUES (@c, @far, 'committee', 'award', 'unit', 'Giấy khen', 'Học tập và làm theo Bác', '45-QĐ/HU', '2026-02-03', now())`,
	`INSERT INTO recognitions (committee_id, cell_id, title, period, decision_number, decided_on)
	VALUES (@c, @cell, 'tsvm_toan_dien', '2026', '7-QĐ/HU', '2026-11-04'), (@c, @far, 'tsvm_toan_dien', '2025', '', '2025-12-28')`,
	`INSERT INTO recruitment_targets (committee_id, unit_id, year, target) VALUES (@c, @cell, 2026, 2), (@c, @far, 2026, 1), (@c, @far, 2025, 3)`,
	`INSERT INTO admissions (committee_id, unit_id, member_id, admitted_on) VALUES (@c, @cell, @third, '2026-11-05')`,
	`INSERT INTO documents (committee_id, unit_id, id, number, issuer, issued_on, subject)
	VALUES (@c, @cell, 901, '26-NQ/TW', 'Ban Chấp hành Trung ương', '2026-06-01', 'Nghị quyết chuyên đề')`,
	`INSERT INTO study_sessions (committee_id, document_id, unit_id, held_on, expected, attended)
	VALUES (@c, 901, @cell, '2026-11-06', 4, 3), (@c, 901, @cell, '2026-11-07', 4, 1), (@c, 901, @far, '2026-09-07', 4, 4)`,
	`INSERT INTO resolution_targets (committee_id, id, unit_id, kind, title, planned, due_on)
	VALUES (@c, 902, @root, 'target', 'Ấp đạt chuẩn nông thôn mới', 5, '2026-12-31')`,
	`INSERT INTO target_results (committee_id, target_id, unit_id, reached_on, amount, note)
	VALUES (@c, 902, @cell, '2026-11-08', 1, 'Ấp Đông đạt chuẩn'), (@c, 902, @far, '2026-07-08', 1, 'Ấp Nam đạt chuẩn')`,
	`INSERT INTO model_registrations (committee_id, unit_id, year, registered_on)
	VALUES (@c, @cell, 2026, '2026-01-15'), (@c, @far, 2026, '2026-11-15'), (@c, @far, 2025, '2025-02-01')`,
	`INSERT INTO meetings (committee_id, cell_id, held_on, kind, expected, attended)
	VALUES (@c, @cell, '2026-11-02', 'regular', 3, 2), (@c, @cell, '2026-11-12', 'thematic', 3, 3), (@c, @far, '2026-10-02', 'regular', 3, 1)`,
	`INSERT INTO disciplines (committee_id, unit_id, member_id, form, decided_on) VALUES (@c, @cell, @second, 'warning', '2026-11-05')`,
	`INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, state, verified_on, form_key, updated_at)
	SELECT @c, @cell, @second, m::date, 'Đi họp trễ', 'Có mặt trước giờ', d::date, d::date, CASE WHEN v IS NULL THEN 'open' ELSE 'verified' END, v::date,
		gen_random_uuid(), now()
	FROM (VALUES ('2026-11-01', '2026-11-30', NULL), ('2026-10-01', '2026-11-10', NULL), ('2026-10-01', '2026-10-31', '2026-11-09')) AS r (m, d, v)`,
	`INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, updated_at, updated_by)
	SELECT @c, @cell, '2026-11-01', @second, 'pledge', i, CASE n WHEN 1 THEN 'done' ELSE 'on_track' END, now(), 'thử'
	FROM unnest(@items::bigint[]) WITH ORDINALITY AS t (i, n)`,
	`INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, conduct, updated_at, updated_by)
	VALUES (@c, @cell, '2026-11-01', @second, 'yes', 'yes', 'clear', now(), 'thử')`,
	`INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at)
	VALUES (@c, @cell, '2026-11-01', 'sent', '2026-11-19', '2026-11-19'), (@c, @far, '2026-10-01', 'sent', '2026-11-02', '2026-11-02')`,
}

func fill(t *testing.T, b bundle) {
	t.Helper()
	members := b.Members[b.Cell.ID]
	args := pgx.StrictNamedArgs{"c": b.Committee, "root": b.Root.ID, "cell": b.Cell.ID, "far": b.Far.ID, "second": members[1], "third": members[2],
		"items": []int64{b.PledgeItem(t, b.tx, b.Cell, members[1], 2026, "Hiến đất"), b.PledgeItem(t, b.tx, b.Cell, members[1], 2026, "Đọc sách")}}
	for _, sql := range records {
		own := pgx.StrictNamedArgs{}
		for name, value := range args {
			if regexp.MustCompile("@" + name + `\b`).MatchString(sql) {
				own[name] = value
			}
		}
		worldtest.Exec(t, b.tx, sql, own)
	}
	b.count(t, 2025, 12, 2026, 9, 2026, 10, 2026, 11)
}

// count counts months anew, given as years and months.
func (b bundle) count(t *testing.T, of ...int) {
	t.Helper()
	var months []period.Period
	for i := 0; i < len(of); i += 2 {
		months = append(months, period.Month(of[i], time.Month(of[i+1])))
	}
	if err := b.pages.Indicator.RefreshTx(context.Background(), b.tx, b.Committee, months); err != nil {
		t.Fatal(err)
	}
}
