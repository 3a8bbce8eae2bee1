package demo_test

import (
	"context"
	"testing"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/demo"
	"tusoi/internal/indicator"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
)

var now = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

// The figures that the source gives, each with as many rows behind it: 58 organisations, 263 cells, 6 214 members, 14 cells
// recognised in 2021 and 22 in the first half of 2022, recruitment 102 %, awards and commendations.
func TestTheSourcesFiguresAreDatedRecords(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	ctx := context.Background()
	p := portal.New(pool, func() time.Time { return now })
	start := time.Now()
	filled, err := demo.FillIfEmpty(ctx, pool, p, now)
	if err != nil || !filled {
		t.Fatalf("FillIfEmpty = %t, %v", filled, err)
	}
	t.Logf("filled in %s", time.Since(start))
	if again, err := demo.FillIfEmpty(ctx, pool, p, now); err != nil || again {
		t.Errorf("a second time: %t, %v; want nothing done", again, err)
	}
	actors, err := p.SystemActors(ctx, "thử")
	if err != nil {
		t.Fatal(err)
	}
	office := actors[0]
	for _, tc := range []struct {
		key   string
		p     period.Period
		value string
		num   int64
	}{
		{"grassroots_orgs", period.Half(2022, 1), "58", 58}, {"cells", period.Half(2022, 1), "263", 263},
		{"members", period.Half(2022, 1), "6.214", 6214}, {"members", period.Year(2026), "6.214", 6214},
		{"tsvm_recognised", period.Year(2021), "14", 14}, {"tsvm_recognised", period.Half(2022, 1), "22", 22},
		{"recruitment", period.Year(2021), "102 %", 153},
		{"awards_committee_units", period.Half(2022, 1), "16", 16}, {"awards_committee_persons", period.Half(2022, 1), "16", 16},
		{"awards_grassroots_units", period.Half(2022, 1), "13", 13}, {"awards_grassroots_persons", period.Half(2022, 1), "46", 46},
		{"commendations_units", period.Half(2022, 1), "18", 18}, {"commendations_persons", period.Half(2022, 1), "28", 28},
		{"targets_reached", period.Month(2022, 7), "5", 5},
	} {
		e, err := p.Indicator.Evidence(ctx, office, tc.key, 1, tc.p, 1, 50)
		if err != nil {
			t.Fatal(err)
		}
		if e.Figure.Value != tc.value || e.Figure.Num != tc.num || e.Total != tc.num {
			t.Errorf("%s in %s: %s (%d) with %d rows, want %s with %d", tc.key, tc.p, e.Figure.Value, e.Figure.Num, e.Total, tc.value, tc.num)
		}
	}
	everyFigureOpensToItsRows(t, p, office)
	copiesAreFlagged(t, pool, p, office)
	whatWasSentIsWhole(t, pool)
}

// everyFigureOpensToItsRows adds the rows up for each indicator in several periods and compares them with the figure.
func everyFigureOpensToItsRows(t *testing.T, p *portal.Portal, office authz.Actor) {
	t.Helper()
	for _, at := range []period.Period{period.Half(2022, 1), period.Month(2026, 10), period.Year(2026), period.Half(2026, 1)} {
		for _, i := range indicator.Catalogue() {
			e, err := p.Indicator.Evidence(context.Background(), office, i.Key, 1, at, 1, 100_000)
			if err != nil {
				t.Fatal(err)
			}
			var num, den int64
			for _, r := range e.Rows {
				num, den = num+r.Num, den+r.Den
			}
			if i.Key == "recruitment" { // the target stands beside the rows
				den = e.Figure.Den
			}
			if num != e.Figure.Num || den != e.Figure.Den || int64(len(e.Rows)) != e.Total {
				t.Errorf("%s in %s says %d of %d, its %d rows add up to %d of %d", i.Key, at, e.Figure.Num, e.Figure.Den, len(e.Rows), num, den)
			}
		}
	}
}

// whatWasSentIsWhole finds packets that nobody could have sent.
func whatWasSentIsWhole(t *testing.T, db postgres.DB) {
	t.Helper()
	var cells, lacking int
	err := db.QueryRow(context.Background(), `SELECT count(*), coalesce(sum(f.members_expected - f.members_reviewed), 0)
		FROM cell_month_facts f JOIN packets k ON k.cell_id = f.cell_id AND k.month = f.month
		WHERE f.members_reviewed < f.members_expected AND k.state IN ('sent', 'taken', 'approved')`).Scan(&cells, &lacking)
	if err != nil || cells != 0 {
		t.Errorf("%d months were sent in which %d members lack something, %v", cells, lacking, err)
	}
}
