package site

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

// In a committee that reviews itself by quarters every page about a month leads to its quarter, and that one opens; a form for a month is
// refused with the quarter's name. The navigation leads to the quarter at once.
func TestAPageOfAMonthLeadsToTheQuarter(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := build(t, tx)
	worldtest.Exec(t, tx, `INSERT INTO period_rules (committee_id, from_month, due_day, rhythm) VALUES (@c, '2026-10-01', 25, 'quarterly')`, pgx.StrictNamedArgs{"c": w.Committee})
	asked := 0
	for name, to := range targets {
		method, pattern, _ := strings.Cut(name, " ")
		if !strings.Contains(pattern, "{month}") {
			continue
		}
		actor := w.Secretary
		if strings.HasPrefix(pattern, "/duyet/") {
			actor = w.Grassroots
		}
		path := to.path(w)
		for _, month := range []string{"2026-10", "2026-11"} {
			path = strings.Replace(path, month, "2026-12", 1)
		}
		month := to
		month.path = func(world) string { return path + "?a=1" }
		res := ask(t, tx, w, actor, method, month)
		body, _ := io.ReadAll(res.Body)
		if method == http.MethodPost {
			if res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "mở quý IV/2026") && !strings.Contains(pattern, "/viec-tu-sua/") {
				t.Errorf("%s: %d", name, res.StatusCode)
			}
			continue
		}
		asked++
		want := strings.Replace(path, "2026-12", "2026-Q4", 1) + "?a=1"
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", name, res.StatusCode, res.Header.Get("Location"), want)
			continue
		}
		quarter := to
		quarter.path = func(world) string { return want }
		if res := ask(t, tx, w, actor, method, quarter); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", want, res.StatusCode)
		}
	}
	if asked < 8 {
		t.Errorf("only %d pages were asked for", asked)
	}
	res := ask(t, tx, w, w.Secretary, http.MethodGet, fixed("/"))
	if body, _ := io.ReadAll(res.Body); !strings.Contains(string(body), "/thang/2026-Q4\"") {
		t.Error("the navigation does not lead to the quarter")
	}
}
