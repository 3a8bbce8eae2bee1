package indicator_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
)

// The sheet, the lists and the first page say when a packet is late by deadline.Calendar; the figures count it in SQL. Over
// ten years of months and, every other year, of quarters, each under a rule of its own and some opened once more, the last minute of the last day is on time
// for both, and the first minute after it is late.
func TestTheFiguresCountOnTimeAsTheCalendarSays(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	s := service(tx)
	days := []int{1, 3, 14, 25, 28, period.LastDay}
	n := 0
	for m := period.Month(2020, 1); m != period.Month(2030, 1); m = m.Next() {
		n++
		unit := map[int]int64{2: w.Root.ID, 5: w.Org.ID, 6: w.Cell.ID}[n%7]
		worldtest.Exec(t, tx, `INSERT INTO period_rules (committee_id, from_month, due_day, grace_days, rhythm) VALUES (@committee, @month, @day, @grace, @rhythm)`,
			pgx.StrictNamedArgs{"rhythm": []string{"monthly", "quarterly"}[m.Year()%2], "committee": w.Committee, "month": m.Start(), "day": days[n%len(days)], "grace": n % 11})
		if unit != 0 {
			worldtest.Exec(t, tx, `INSERT INTO period_exceptions (committee_id, unit_id, month, reason, due_on, open_until, given_at, given_by, form_key)
				VALUES (@committee, @unit, @month, 'Lũ lớn', @due, @due, now(), 'thử', gen_random_uuid())`,
				pgx.StrictNamedArgs{"committee": w.Committee, "unit": unit, "month": m.Start(), "due": m.End().AddDate(0, 2*(m.Year()%2), n%13)})
		}
	}
	scope, err := authz.System(w.Committee, w.Root.Path, "thử").Scope(authz.UnitRead)
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := deadline.Read(ctx, tx, scope, period.Month(2020, 1), period.Month(2029, 12))
	if err != nil {
		t.Fatal(err)
	}
	onTime, late := []worldtest.Unit{w.Cell, w.Far}, []worldtest.Unit{w.Sister, w.GrassCell}
	periods := calendar.Periods(period.Month(2020, 1), period.Month(2029, 12))
	for _, m := range periods {
		send := func(u worldtest.Unit, after time.Duration) {
			last := calendar.Of(u.Path, m, worldtest.Date(2026, 11, 20)).OnTimeBy
			midnight := time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, vi.Location())
			worldtest.Exec(t, tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at)
				VALUES (@committee, @cell, @month, 'sent', @at, @at)`,
				pgx.StrictNamedArgs{"committee": w.Committee, "cell": u.ID, "month": m.Start(), "at": midnight.Add(after)})
		}
		var cells []int64
		for i := range onTime {
			send(onTime[i], -time.Minute)
			send(late[i], time.Minute)
			cells = append(cells, onTime[i].ID, late[i].ID)
		}
		if err := s.CellsChangedTx(ctx, tx, w.Committee, cells, m); err != nil {
			t.Fatal(err)
		}
	}
	rows, _ := tx.Query(ctx, `SELECT f.month, u.name, f.sent_on_time FROM cell_month_facts f JOIN units u ON u.id = f.cell_id WHERE f.committee_id = $1`, w.Committee)
	var month time.Time
	var name string
	var counted bool
	seen := 0
	_, err = pgx.ForEachRow(rows, []any{&month, &name, &counted}, func() error {
		seen++
		if want := name == w.Cell.Name || name == w.Far.Name; counted != want {
			t.Errorf("%s of %s: counted on time %t, the calendar says %t", period.MonthOf(month), name, counted, want)
		}
		return nil
	})
	if err != nil || len(periods) != 5*12+5*4 || seen != 4*len(periods) {
		t.Errorf("%d facts of %d months and quarters, %v", seen, len(periods), err)
	}
}
