package period

import (
	"testing"
	"time"

	"tusoi/internal/apperr"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestParseGivesBackWhatStringWrote(t *testing.T) {
	t.Parallel()
	for _, p := range []Period{Month(2026, 11), Month(2026, 1), Quarter(2026, 4), Half(2022, 1), Half(2022, 2), Year(2021)} {
		got, err := Parse(p.String())
		if err != nil || got != p {
			t.Errorf("Parse(%q) = %v, %v; want %v", p.String(), got, err, p)
		}
	}
}

func TestParseRefusesWhatIsNoPeriod(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026-13", "2026-0", "2026-1", "2026-H3", "2026-Q5", "26-11", "2026-11-01", "x", "1900", "2026-11 "} {
		if p, err := Parse(s); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("Parse(%q) = %v, %v; want NotFound", s, p, err)
		}
	}
	for s, want := range map[string]Period{"2026-11": Month(2026, 11), "2026-Q4": Quarter(2026, 4), "2026-H1": {}, "2026": {}} {
		if got, err := ParseReview(s); got != want || (err != nil) != want.IsZero() {
			t.Errorf("ParseReview(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
}

func TestPeriodsHaveTheirDays(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		p          Period
		start, end time.Time
		months     int
		next, prev Period
		label      string
	}{
		{Month(2024, 2), date(2024, 2, 1), date(2024, 2, 29), 1, Month(2024, 3), Month(2024, 1), "tháng 2/2024"},
		{Month(2026, 12), date(2026, 12, 1), date(2026, 12, 31), 1, Month(2027, 1), Month(2026, 11), "tháng 12/2026"},
		{Quarter(2026, 1), date(2026, 1, 1), date(2026, 3, 31), 3, Quarter(2026, 2), Quarter(2025, 4), "quý I/2026"},
		{Half(2022, 1), date(2022, 1, 1), date(2022, 6, 30), 6, Half(2022, 2), Half(2021, 2), "6 tháng đầu năm 2022"},
		{Half(2022, 2), date(2022, 7, 1), date(2022, 12, 31), 6, Half(2023, 1), Half(2022, 1), "6 tháng cuối năm 2022"},
		{Year(2021), date(2021, 1, 1), date(2021, 12, 31), 12, Year(2022), Year(2020), "năm 2021"},
	} {
		if !tc.p.Start().Equal(tc.start) || !tc.p.End().Equal(tc.end) {
			t.Errorf("%v runs %v to %v, want %v to %v", tc.p, tc.p.Start(), tc.p.End(), tc.start, tc.end)
		}
		if got := tc.p.Months(); len(got) != tc.months || got[0].Start() != tc.start {
			t.Errorf("%v.Months() = %v", tc.p, got)
		}
		if first := tc.p.Months()[0]; tc.months <= 3 && Spanning(tc.start, tc.end) != tc.p || first.Start() != tc.start {
			t.Errorf("%v to %v spans %v", tc.start, tc.end, Spanning(tc.start, tc.end))
		}
		if tc.p.Next() != tc.next || tc.p.Prev() != tc.prev || tc.p.Label() != tc.label {
			t.Errorf("%v: next %v, prev %v, label %q", tc.p, tc.p.Next(), tc.p.Prev(), tc.p.Label())
		}
	}
}

func TestDueMovesOffTheWeekend(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		m    Period
		day  int
		want time.Time
	}{
		{Month(2026, 11), 25, date(2026, 11, 25)}, // a Wednesday
		{Month(2026, 4), 25, date(2026, 4, 27)},   // 25 April is a Saturday
		{Month(2026, 10), 25, date(2026, 10, 26)}, // 25 October is a Sunday
		{Month(2026, 11), LastDay, date(2026, 11, 30)},
		{Month(2024, 2), LastDay, date(2024, 2, 29)},
		{Month(2026, 2), LastDay, date(2026, 3, 2)}, // 28 February is a Saturday: due in the month after
	} {
		if got := Due(tc.m, tc.day); !got.Equal(tc.want) {
			t.Errorf("Due(%v, %d) = %v, want %v", tc.m, tc.day, got, tc.want)
		}
	}
}
