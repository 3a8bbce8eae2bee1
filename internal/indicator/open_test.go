package indicator_test

import (
	"context"
	"testing"
	"time"

	"tusoi/internal/indicator"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
)

// A cell that keeps silent for two months is expected in both; what was counted before stays as it is.
func TestASilentCellIsExpectedEveryMonth(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	now := worldtest.Now
	s := &indicator.Service{DB: tx, Now: func() time.Time { return now }}
	if err := s.CellsChangedTx(ctx, tx, w.Committee, []int64{w.Cell.ID}, november); err != nil {
		t.Fatal(err)
	}
	expected := func(m period.Period) (cells, members int) {
		t.Helper()
		err := tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(members_expected), 0) FROM cell_month_facts WHERE committee_id = $1 AND month = $2`,
			w.Committee, m.Start()).Scan(&cells, &members)
		if err != nil {
			t.Fatal(err)
		}
		return cells, members
	}
	if cells, _ := expected(november); cells != 1 {
		t.Fatalf("%d cells wrote in November, want one", cells)
	}
	now = now.AddDate(0, 1, 0)
	for range 2 { // a second time changes nothing
		if err := s.OpenMonths(ctx, w.Committee); err != nil {
			t.Fatal(err)
		}
		for m := november; !period.MonthOf(vi.Today(now)).Before(m); m = m.Next() {
			if cells, members := expected(m); cells != 5 || members != 15 {
				t.Errorf("in %s %d members of %d cells are expected, want 15 of 5", m, members, cells)
			}
		}
	}
	if cells, _ := expected(period.Month(2026, 10)); cells != 0 {
		t.Errorf("a month before the first was opened for %d cells", cells)
	}
	if err := s.OpenMonths(ctx, w.Stranger.Committee); err != nil {
		t.Errorf("a committee without a single month: %v", err)
	}
}
