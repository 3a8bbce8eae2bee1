package deadline

import (
	"strings"
	"testing"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func day(y int, m time.Month, d int) *time.Time { t := date(y, m, d); return &t }

func TestAMonthFollowsItsOwnRuleAndItsExceptions(t *testing.T) {
	t.Parallel()
	c := NewCalendar(
		[]Rule{{date(2026, 10, 1), period.LastDay, 3, 2, Monthly}, {date(2026, 6, 1), 20, 0, 0, Monthly}, {date(1930, 1, 1), 25, 2, 1, Monthly}},
		[]Exception{
			{ID: 1, UnitPath: "1.2", Start: date(2026, 5, 1), DueOn: day(2026, 11, 25), OpenUntil: date(2026, 11, 30)},
			{ID: 2, UnitPath: "1.2.5", Start: date(2026, 7, 1), OpenUntil: date(2026, 11, 19)},
			{ID: 3, UnitPath: "1.2", Start: date(2026, 11, 1), DueOn: day(2026, 12, 1), OpenUntil: date(2026, 12, 5)},
		})
	today := date(2026, 11, 20)
	for name, tc := range map[string]struct {
		path        string
		m           period.Period
		due, onTime time.Time
		closed      bool
		opening     int64
	}{
		"under the first rule, and closed": {"1.3.6", period.Month(2026, 5), date(2026, 5, 25), date(2026, 5, 27), true, 0},
		"opened through the unit above":    {"1.2.5", period.Month(2026, 5), date(2026, 11, 25), date(2026, 11, 25), false, 1},
		"a path that only looks alike":     {"1.25.5", period.Month(2026, 5), date(2026, 5, 25), date(2026, 5, 27), true, 0},
		"an exception that ended":          {"1.2.5", period.Month(2026, 7), date(2026, 7, 20), date(2026, 7, 20), true, 0},
		"two months back is open":          {"1.2.5", period.Month(2026, 9), date(2026, 9, 21), date(2026, 9, 21), false, 0},
		"the last day with grace":          {"1.3.6", period.Month(2026, 11), date(2026, 11, 30), date(2026, 12, 3), false, 0},
		"a later day within the grace":     {"1.2.5", period.Month(2026, 11), date(2026, 12, 1), date(2026, 12, 3), false, 3},
	} {
		got := c.Of(tc.path, tc.m, today)
		var opening int64
		if got.Opening != nil {
			opening = got.Opening.ID
		}
		if !got.DueOn.Equal(tc.due) || !got.OnTimeBy.Equal(tc.onTime) || got.Closed != tc.closed || opening != tc.opening {
			t.Errorf("%s: %+v, opened by %d", name, got, opening)
		}
	}
}

func TestNobodyIsLateInTheDaysOfGrace(t *testing.T) {
	t.Parallel()
	d := Due{DueOn: date(2026, 11, 25), OnTimeBy: date(2026, 11, 27)}
	for sent, want := range map[time.Time]int{date(2026, 11, 25): 0, date(2026, 11, 27): 0, date(2026, 11, 28): 3} {
		if got := d.LateBy(sent); got != want {
			t.Errorf("sent on %v it is %d days late, want %d", sent, got, want)
		}
	}
}

func TestAClosedMonthSaysWhoOpensIt(t *testing.T) {
	t.Parallel()
	err := Due{Closed: true}.MustBeOpen(period.Month(2026, 5))
	if apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "Tháng 5/2026 đã đóng") || !strings.Contains(apperr.Message(err), "mở lại cho chi bộ") {
		t.Errorf("got %v", err)
	}
	if err := (Due{}).MustBeOpen(period.Month(2026, 5)); err != nil {
		t.Errorf("an open month: %v", err)
	}
}

func TestAMonthIsClosedOnlyWhenItIsTooFarBack(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		open   int
		today  time.Time
		m      period.Period
		closed bool
	}{
		{NeverCloses, date(2026, 11, 20), period.Month(1990, 1), false},
		{1, date(2026, 11, 30), period.Month(2026, 10), false},
		{1, date(2026, 12, 1), period.Month(2026, 10), true},
		{2, date(2026, 1, 31), period.Month(2025, 11), false}, // a day that the month two back does not have
		{2, date(2026, 1, 31), period.Month(2025, 10), true},
		{1, date(2026, 11, 20), period.Month(2026, 12), false},
	} {
		if got := (Rule{OpenMonths: tc.open}).closes(tc.m, tc.today); got != tc.closed {
			t.Errorf("with %d months, on %v, %v is closed: %t", tc.open, tc.today, tc.m, got)
		}
	}
}
