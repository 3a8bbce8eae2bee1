package deadline_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/deadline"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/worldtest"
)

// Over ten years in which the rhythm changes again and again, in the middle of a quarter as well, review_period and review_label say of
// every month what the calendar says, no day is left out or reviewed twice, and no quarter is cut in two.
func TestTheDatabaseKnowsThePeriodsOfTheCalendar(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	r := rand.New(rand.NewPCG(4, 12))
	first, last := period.Month(2020, 1), period.Month(2029, 12)
	for m := first; !last.Before(m); m = m.Next() {
		if r.IntN(5) == 0 {
			worldtest.Exec(t, b.tx, `INSERT INTO period_rules (committee_id, from_month, due_day, rhythm) VALUES (@committee, @month, 25, @rhythm)`,
				pgx.StrictNamedArgs{"committee": b.w.Committee, "month": m.Start(), "rhythm": []string{"monthly", "quarterly"}[r.IntN(2)]})
		}
	}
	c, err := b.Deadline.Calendar(ctx, b.w.Office)
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := b.tx.Query(ctx, `SELECT d::date AS day, lower(p) AS first, upper(p) - 1 AS last, review_label(lower(p), upper(p) - 1) AS label
		FROM generate_series(@from::timestamp, @to::timestamp, interval '1 day') AS s (d), review_period(@committee, d::date) AS p`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "from": first.Start(), "to": last.End()})
	var day, begins, ends time.Time
	var label string
	quarters := map[period.Period]bool{}
	_, err = pgx.ForEachRow(rows, []any{&day, &begins, &ends, &label}, func() error {
		p := c.Period(day)
		if !p.Contains(day) || p.Start() != begins || p.End() != ends || p.Label() != label || period.Spanning(begins, ends) != p {
			t.Errorf("%s: the database says %s, %s to %s; the calendar %s", day.Format(time.DateOnly), label, begins, ends, p)
		}
		if quarters[p] = p.IsQuarter(); c.After(c.Before(p)) != p || c.Before(c.After(p)) != p || c.Check(p) != nil {
			t.Errorf("%s lies between %s and %s", p, c.Before(p), c.After(p))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list := c.Periods(first, last)
	for i, p := range list {
		if i > 0 && !list[i-1].End().AddDate(0, 0, 1).Equal(p.Start()) {
			t.Errorf("%s follows %s", p, list[i-1])
		}
		if p.IsMonth() && quarters[period.QuarterOf(p.Start())] {
			t.Errorf("%s is reviewed, and its quarter", p)
		}
	}
	if len(list) < 60 || len(list) > 100 {
		t.Errorf("ten years have %d periods: too few or too many to prove anything", len(list))
	}
}

func TestAnotherRhythmBeginsWithAQuarter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := b.rule(t, false, 25, 0, 0)
	d.Rhythm = deadline.Quarterly
	b.mustSet(t, d)
	c, err := b.Deadline.Calendar(ctx, b.w.Secretary)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(c.Periods(period.Month(2026, 9), period.Month(2027, 5))); got != "[2026-09 2026-10 2026-11 2026-12 2027-Q1 2027-Q2]" {
		t.Errorf("set in November, the year goes %s", got)
	}
	if words := c.Rule(november).Words(); strings.Contains(words, "quý") {
		t.Errorf("November is said to go by %q", words)
	}
	*b.now = worldtest.Date(2027, 1, 20)
	d = b.rule(t, false, 25, 0, 0)
	b.mustSet(t, d) // nobody has written in the quarter yet
	d = b.rule(t, false, 25, 0, 0)
	d.Rhythm = deadline.Quarterly
	b.mustSet(t, d)
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state) VALUES (@c, @u, '2027-01-01', 'open')`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "u": b.w.Cell.ID})
	err = b.Deadline.SetRule(ctx, b.w.Admin, b.rule(t, false, 25, 0, 0))
	if f := apperr.FieldsOf(err); len(f) != 1 || !strings.Contains(f[0].Msg, "Đã có chi bộ ghi trong quý I/2027") || !strings.Contains(f[0].Msg, "quý II/2027") {
		t.Errorf("another rhythm in a quarter that was begun: %v", err)
	}
	b.mustSet(t, b.rule(t, true, 25, 0, 0))
	if c, err = b.Deadline.Calendar(ctx, b.w.Admin); err != nil || fmt.Sprint(c.Periods(period.Month(2027, 1), period.Month(2027, 5))) != "[2027-Q1 2027-04 2027-05]" {
		t.Errorf("from February on: %v, %v", c.Periods(period.Month(2027, 1), period.Month(2027, 5)), err)
	}
}

// quarterly lets the committee review itself by quarters from the fourth of 2026.
func (b bundle) quarterly(t *testing.T) period.Period {
	t.Helper()
	worldtest.Exec(t, b.tx, `INSERT INTO period_rules (committee_id, from_month, due_day, grace_days, open_months, rhythm) VALUES (@c, '2026-10-01', 25, 0, 1, 'quarterly')`,
		pgx.StrictNamedArgs{"c": b.w.Committee})
	return period.Quarter(2026, 4)
}

func TestAMonthOfAQuarterlyCommitteeLeadsToItsQuarter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	q4 := b.quarterly(t)
	sheet, err := b.Review.Sheet(ctx, b.w.Secretary, b.w.Cell.ID, q4)
	if err != nil || sheet.Packet.Month != q4 || sheet.Packet.Before != period.Month(2026, 9) || sheet.Packet.After != period.Quarter(2027, 1) {
		t.Fatalf("the quarter: %s after %s and before %s, %v", sheet.Packet.Month, sheet.Packet.Before, sheet.Packet.After, err)
	}
	if due := worldtest.Date(2026, 12, 25); !sheet.Packet.DueOn.Equal(due) || sheet.Packet.Closed {
		t.Errorf("the quarter is due on %s, closed %t", sheet.Packet.DueOn, sheet.Packet.Closed)
	}
	for asked, want := range map[period.Period]period.Period{november: q4, period.Quarter(2026, 3): period.Month(2026, 7)} {
		_, err := b.Review.Sheet(ctx, b.w.Secretary, b.w.Cell.ID, asked)
		var other deadline.Elsewhere
		if !errors.As(err, &other) || other.Period != want || apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s: %v, want to be led to %s", asked, err, want)
		}
	}
	*b.now = worldtest.Date(2027, 1, 31)
	if sheet, err = b.Review.Sheet(ctx, b.w.Secretary, b.w.Cell.ID, q4); err != nil || sheet.Packet.Closed {
		t.Errorf("one month back may be written in, and the quarter ended in it: closed %t, %v", sheet.Packet.Closed, err)
	}
	*b.now = worldtest.Date(2027, 2, 1)
	if sheet, err = b.Review.Sheet(ctx, b.w.Secretary, b.w.Cell.ID, q4); err != nil || !sheet.Packet.Closed {
		t.Errorf("two months after it: closed %t, %v", sheet.Packet.Closed, err)
	}
}

// What a quarterly committee owes is a quarter: on the first page, in the list, and for whoever reminds.
func TestAQuarterIsOwedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	q4 := b.quarterly(t)
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state) VALUES (@c, @u, '2026-10-01', 'open')`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "u": b.w.Cell.ID})
	for day, want := range map[time.Time]string{
		worldtest.Date(2026, 12, 24): "2026-Q4 0", worldtest.Date(2027, 1, 4): "2026-Q4 10; 2027-Q1 0",
	} {
		*b.now = day
		work, err := b.Packet.Work(ctx, b.w.Secretary)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range work.Months {
			got = append(got, fmt.Sprintf("%s %d", m.Month, m.LateBy(day)))
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("on %s the cell owes %v, want %s", day.Format(time.DateOnly), got, want)
		}
	}
	lines, err := b.Packet.List(ctx, b.w.Office, q4)
	if err != nil || len(lines) == 0 {
		t.Fatal(lines, err)
	}
	for _, l := range lines {
		if l.Month != q4 || l.State != packet.Open {
			t.Errorf("%s: %s, %s", l.CellName, l.Month, l.State)
		}
	}
	n, err := b.Notice.Remind(ctx, b.w.Grassroots, q4)
	if err != nil || n == 0 {
		t.Fatalf("%d reminded, %v", n, err)
	}
	mine, err := b.Notice.Mine(ctx, b.w.Secretary)
	if err != nil || len(mine) != 1 || !strings.Contains(mine[0].Words(), "quý IV/2026") {
		t.Errorf("the secretary reads %v, %v", mine, err)
	}
}
