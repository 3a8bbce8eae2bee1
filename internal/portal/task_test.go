package portal_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/review"
	"tusoi/internal/task"
	"tusoi/internal/workload"
	"tusoi/internal/worldtest"
)

// What a month asks for is written three times: on the sheet, in the figures, and in Go. Over a thousand made-up lives of
// assignments and two years they never differ.
func TestSheetFiguresAndGoAgreeOnWhatAMonthAsksFor(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	tx := pgtest.Tx(t)
	p, w := portal.New(tx, worldtest.Clock), worldtest.New(t, tx)
	r := rand.New(rand.NewPCG(7, 22))
	member := w.Members[w.Cell.ID][1]
	some := func() time.Time { return worldtest.Date(2025, 1, 1).AddDate(0, 0, r.IntN(700)) }
	b := task.Batch{Tasks: []task.LoadedTask{}}
	for i := range 1000 {
		id := int64(700000 + i)
		given := some()
		a := task.LoadedAssignment{ID: id, TaskID: id, CellID: w.Cell.ID, MemberID: &member, GivenOn: given, DueOn: given.AddDate(0, 0, 20), State: task.Open}
		if done := given.AddDate(0, 0, r.IntN(200)); r.IntN(2) == 0 {
			a.State, a.DoneOn = []task.State{task.Done, task.Accepted}[r.IntN(2)], &done
		} else if r.IntN(3) == 0 {
			a.State = task.Dropped
		}
		for range r.IntN(3) {
			from := period.MonthOf(some())
			rest := task.Rest{From: from.Start()}
			if to := from.Next().Start().AddDate(0, r.IntN(4), 0); r.IntN(4) > 0 {
				rest.To = &to
			}
			a.Rest = append(a.Rest, rest)
		}
		b.Assignments = append(b.Assignments, a)
		b.Tasks = append(b.Tasks, task.LoadedTask{ID: id, GiverUnitID: w.Root.ID, Title: fmt.Sprint("Việc ", i), GivenOn: given, DueOn: a.DueOn, FormKey: [16]byte{byte(i), byte(i >> 8), 9}})
	}
	if err := task.LoadTx(ctx, tx, w.Committee, b); err != nil {
		t.Fatal(err)
	}
	asked := 0
	for m := period.Month(2025, 1); m.Before(period.Month(2026, 12)); m = m.Next() {
		want := map[int64]bool{}
		for _, a := range b.Assignments {
			if a.LiveIn(m) {
				want[a.ID] = true
			}
		}
		sheet, err := p.Review.Sheet(ctx, w.Secretary, w.Cell.ID, m)
		if err != nil {
			t.Fatal(err)
		}
		got := map[int64]bool{}
		for _, who := range sheet.Members {
			for _, i := range who.Items {
				got[i.ID] = true
				if !want[i.ID] {
					t.Errorf("%s: the sheet asks for %d, which rests", m, i.ID)
				}
			}
		}
		if err := p.Indicator.CellsChangedTx(ctx, tx, w.Committee, []int64{w.Cell.ID}, m); err != nil {
			t.Fatal(err)
		}
		if live := items(t, tx, w, m); live != len(want) || len(got) != len(want) {
			t.Errorf("%s: figures count %d, the sheet asks for %d, want %d", m, live, len(got), len(want))
		}
		asked += len(want)
	}
	if asked < 2000 {
		t.Errorf("only %d items were asked for: the lives are too short to prove anything", asked)
	}
}

// items is how many live items the figures of the first cell count in a month.
func items(t *testing.T, tx pgx.Tx, w worldtest.World, m period.Period) (n int) {
	t.Helper()
	err := tx.QueryRow(context.Background(), `SELECT items_live FROM cell_month_facts WHERE committee_id = $1 AND cell_id = $2 AND month = $3`,
		w.Committee, w.Cell.ID, m.Start()).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A month that was sent asks for nothing new and is relieved of nothing, whatever becomes of the work afterwards; the one
// that runs follows at once.
func TestAMonthThatWasSentStaysAsItWas(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	october, november := period.Month(2026, 10), period.Month(2026, 11)
	for name, tc := range map[string]struct {
		sent              period.Period
		done              string // before
		change            func(p *portal.Portal, w worldtest.World, part, of int64) error
		october, november int // how many items are asked for after
	}{
		"sent back in an open month": {october, "2026-09-20", sendBack, 0, 1},
		"sent back, sent already":    {november, "2026-10-20", sendBack, 1, 0},
		"dropped in an open month":   {october, "", drop, 1, 0},
		"dropped, sent already":      {november, "", drop, 1, 1},
		"reported":                   {october, "", report(worldtest.Date(2026, 10, 30)), 1, 0},
		"reported, sent already":     {november, "", report(worldtest.Date(2026, 11, 19)), 1, 1},
		"given in an open month":     {october, "2026-09-20", give, 0, 1},
		"given, sent already":        {november, "2026-09-20", give, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			tx := pgtest.Tx(t)
			p, w := portal.New(tx, worldtest.Clock), worldtest.New(t, tx)
			part := w.Task(t, tx, w.Cell, w.Members[w.Cell.ID][1], "Rà soát", worldtest.Date(2026, 9, 2), worldtest.Date(2026, 12, 15))
			var of int64
			err := tx.QueryRow(ctx, `UPDATE assignments SET done_on = nullif($2, '')::date, state = CASE $2 WHEN '' THEN 'open' ELSE 'done' END WHERE id = $1 RETURNING task_id`,
				part, tc.done).Scan(&of)
			if err != nil {
				t.Fatal(err)
			}
			worldtest.Exec(t, tx, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at, first_sent_at)
				SELECT @c, @cell, m, 'approved', now(), now() FROM generate_series('2026-09-01', @sent::date, interval '1 month') AS m`,
				pgx.StrictNamedArgs{"c": w.Committee, "cell": w.Cell.ID, "sent": tc.sent.Start()})
			if err := p.Indicator.RefreshTx(ctx, tx, w.Committee, []period.Period{october, november}); err != nil {
				t.Fatal(err)
			}
			if err := tc.change(p, w, part, of); err != nil {
				t.Fatal(err)
			}
			kept := [2]int{items(t, tx, w, october), items(t, tx, w, november)}
			if err := p.Indicator.RefreshTx(ctx, tx, w.Committee, []period.Period{october, november}); err != nil {
				t.Fatal(err)
			}
			fresh := [2]int{items(t, tx, w, october), items(t, tx, w, november)}
			if want := [2]int{tc.october, tc.november}; kept != want || fresh != want {
				t.Errorf("October and November ask for %v, counted anew %v, want %v", kept, fresh, want)
			}
		})
	}
}

func sendBack(p *portal.Portal, w worldtest.World, part, of int64) error {
	_, err := p.Task.Decide(context.Background(), w.Office, of, task.Decision{Verdict: task.SendBack, Parts: []int64{part}, Reason: "Thiếu chữ ký"})
	return err
}

func drop(p *portal.Portal, w worldtest.World, part, of int64) error {
	_, err := p.Task.Decide(context.Background(), w.Office, of, task.Decision{Verdict: task.Drop, Parts: []int64{part}, Reason: "Giao lại đợt sau"})
	return err
}

func report(on time.Time) func(*portal.Portal, worldtest.World, int64, int64) error {
	return func(p *portal.Portal, w worldtest.World, part, _ int64) error {
		early := task.Answer{Note: "Đã làm xong", Done: true, DoneOn: worldtest.Date(2026, 9, 20), Version: 1}
		if _, err := p.Task.Answer(context.Background(), w.Member, part, early); apperr.KindOf(err) != apperr.KindInvalid {
			return fmt.Errorf("done before a month that was sent: %v, want Invalid", err)
		}
		_, err := p.Task.Answer(context.Background(), w.Member, part, task.Answer{Note: "Đã làm xong", Done: true, DoneOn: on, Version: 1})
		return err
	}
}

func give(p *portal.Portal, w worldtest.World, _, _ int64) error {
	_, err := p.Task.Give(context.Background(), w.Office, task.Draft{FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c", Title: "Việc mới giao",
		DueOn: worldtest.Date(2026, 12, 15), Asked: task.AskNamed, Units: []int64{w.Cell.ID}, Members: w.Members[w.Cell.ID][1:2]})
	return err
}

// On time is judged by the date that was granted; the count of late work follows at once, and the first date stays.
func TestAGrantedDateIsTheOneThatCounts(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	tx := pgtest.Tx(t)
	p, w := portal.New(tx, worldtest.Clock), worldtest.New(t, tx)
	part := w.Task(t, tx, w.Cell, w.Members[w.Cell.ID][1], "Rà soát", worldtest.Date(2026, 10, 2), worldtest.Date(2026, 11, 10))
	late := func() int64 {
		t.Helper()
		values, err := p.Indicator.CellValues(ctx, w.Office, period.Half(2026, 2), []string{"tasks_on_time"})
		if err != nil {
			t.Fatal(err)
		}
		return values[w.Cell.ID]["tasks_on_time"].Num
	}
	if n := late(); n != 1 {
		t.Fatalf("%d late before, want 1", n)
	}
	wish := task.Wish{To: worldtest.Date(2026, 11, 28), Reason: "Mưa lũ kéo dài", FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"}
	if err := p.Task.Extend(ctx, w.Member, part, wish); err != nil {
		t.Fatal(err)
	}
	var list []workload.Request
	list, err := p.Workload.Requests(ctx, w.Leader)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := p.Task.Reply(ctx, w.Leader, list[0].ID, true, "Đồng ý"); err != nil {
		t.Fatal(err)
	}
	if n := late(); n != 0 {
		t.Errorf("%d late after the date was granted, want 0", n)
	}
	// The mark on the month sheet still settles the part, and takes it back.
	month := period.Month(2026, 11)
	mark := review.FieldChange{Cell: w.Cell.ID, Month: month, Member: w.Members[w.Cell.ID][1], Field: review.FieldMark, ItemKind: review.TaskItem, ItemID: part, Value: review.Done}
	for _, want := range []task.State{task.Done, task.Open} {
		if _, err := p.Review.SaveField(ctx, w.Secretary, mark); err != nil {
			t.Fatal(err)
		}
		if got, err := p.Task.Part(ctx, w.Member, part); err != nil || got.State != want || !got.FirstDueOn.Equal(worldtest.Date(2026, 11, 10)) {
			t.Errorf("after the mark %s: %s, first due %s, %v", mark.Value, got.State, got.FirstDueOn, err)
		}
		mark.Value, mark.Base = review.OnTrack, review.Done
	}
}
