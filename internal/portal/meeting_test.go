package portal_test

import (
	"context"
	"fmt"
	"testing"

	"tusoi/internal/authz"
	"tusoi/internal/meeting"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/task"
	"tusoi/internal/worldtest"
)

func formKey(n int) string { return fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-%012d", n) }

// Each figure of meetings opens to as many rows as it says, and a sitting that was both kinds is one meeting.
func TestFiguresOfMeetingsOpenToTheMeetings(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w, p, ctx := worldtest.New(t, tx), portal.New(tx, worldtest.Clock), context.Background()
	good, fair := 9_250, 8_000
	for i, d := range []meeting.Draft{
		{CellID: w.Cell.ID, HeldOn: worldtest.Date(2026, 3, 3), Kind: meeting.Regular, Expected: 3, Attended: 3, Quality: &good},
		{CellID: w.Cell.ID, HeldOn: worldtest.Date(2026, 4, 3), Kind: meeting.Both, Mending: true, Expected: 3, Attended: 2, Excused: 1, Quality: &fair},
		{CellID: w.Cell.ID, HeldOn: worldtest.Date(2026, 5, 17), Kind: meeting.Thematic, Theme: "Nêu gương", Expected: 3, Attended: 3},
		{CellID: w.Sister.ID, HeldOn: worldtest.Date(2026, 5, 3), Kind: meeting.Regular, Expected: 3, Attended: 3},
	} {
		if _, err := p.Meeting.Book().Add(ctx, w.Grassroots, formKey(i), d); err != nil {
			t.Fatal(err)
		}
	}
	year := period.Year(2026)
	for name, tc := range map[string]struct {
		as   authz.Actor
		unit int64
		want map[string][3]int64 // numerator, denominator, rows
		mean string
	}{
		"the organisation": {w.Office, w.Org.ID, map[string][3]int64{
			"meetings_held": {4, 0, 4}, "thematic_meetings": {2, 0, 2}, "mending_meetings": {1, 0, 1}, "attendance": {11, 12, 4}, "meeting_quality": {17_250, 2, 2}}, "86,25 điểm"},
		"the cell": {w.Secretary, w.Cell.ID, map[string][3]int64{
			"meetings_held": {3, 0, 3}, "thematic_meetings": {2, 0, 2}, "mending_meetings": {1, 0, 1}, "attendance": {8, 9, 3}, "meeting_quality": {17_250, 2, 2}}, "86,25 điểm"},
		"the sister": {w.SisterSecretary, w.Sister.ID, map[string][3]int64{
			"meetings_held": {1, 0, 1}, "thematic_meetings": {0, 0, 0}, "mending_meetings": {0, 0, 0}, "attendance": {3, 3, 1}, "meeting_quality": {0, 0, 0}}, "chưa có"},
	} {
		for key, want := range tc.want {
			e, err := p.Indicator.Evidence(ctx, tc.as, key, tc.unit, year, 1, 10)
			if err != nil || [3]int64{e.Figure.Num, e.Figure.Den, int64(len(e.Rows))} != want {
				t.Errorf("%s, %s: %d of %d in %d rows, %v; want %v", name, key, e.Figure.Num, e.Figure.Den, len(e.Rows), err, want)
			}
			if key == "meeting_quality" && e.Figure.Value != tc.mean {
				t.Errorf("%s: the mean is %s, want %s", name, e.Figure.Value, tc.mean)
			}
		}
	}
	values, err := p.Indicator.CellValues(ctx, w.Office, year, []string{"meetings_held", "thematic_meetings"})
	if v := values[w.Cell.ID]; err != nil || v["meetings_held"].Num != 2 || v["thematic_meetings"].Num != 2 {
		t.Errorf("what criteria read: %+v, %v", v, err)
	}
}

// A task that was given at a meeting stands on its page and keeps it in the book; whoever may not read the meeting ties nothing to it.
func TestWhatWasDecidedAtAMeetingBecomesATask(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w, p, ctx := worldtest.New(t, tx), portal.New(tx, worldtest.Clock), context.Background()
	id, err := p.Meeting.Book().Add(ctx, w.Secretary, formKey(1), meeting.Draft{
		CellID: w.Cell.ID, HeldOn: worldtest.Date(2026, 11, 3), Kind: meeting.Regular, Expected: 3, Attended: 3, Duties: []string{"Vận động hai hộ còn lại"},
	})
	if err != nil {
		t.Fatal(err)
	}
	give := func(as authz.Actor, n int, unit int64) {
		t.Helper()
		if _, err := p.Task.Give(ctx, as, task.Draft{
			FormKey: formKey(n), Title: "Vận động hai hộ còn lại", Product: "Hai hộ ký", Basis: "Biên bản sinh hoạt chi bộ", DueOn: worldtest.Date(2026, 12, 20), Asked: task.AskEveryone,
			Units: []int64{unit}, Meeting: id,
		}); err != nil {
			t.Fatal(err)
		}
	}
	give(w.Secretary, 2, w.Cell.ID)
	give(w.SisterSecretary, 3, w.Sister.ID)
	given, err := p.Meeting.Given(ctx, w.Secretary, id)
	if err != nil || len(given) != 1 || given[0].Title != "Vận động hai hộ còn lại" || given[0].Parts == 0 {
		t.Errorf("%+v, %v", given, err)
	}
	if err := p.Meeting.Book().Drop(ctx, w.Secretary, id, 1, "Ghi nhầm ngày họp"); err == nil {
		t.Error("a meeting that work was given at is taken out")
	}
}
