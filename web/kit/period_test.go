package kit

import (
	"testing"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
)

func TestAPeriodHasBegunFromItsFirstDay(t *testing.T) {
	t.Parallel()
	first := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	for _, p := range []period.Period{period.Month(2026, 7), period.Quarter(2026, 3), period.Half(2026, 2)} {
		if err := Begun(p, first); err != nil {
			t.Errorf("%s on its first day: %v", p, err)
		}
		if err := Begun(p, first.AddDate(0, 0, -1)); apperr.KindOf(err) != apperr.KindNotFound || apperr.Message(err) == "" {
			t.Errorf("%s on the day before: %v, want NotFound in words", p, err)
		}
	}
}

func TestTheListOfPeriodsHoldsEachOnceAndTheOneLookedAt(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 2, 10, 0, 0, 0, 0, time.UTC)
	for _, chosen := range []period.Period{period.Month(2026, 2), period.Year(2026), period.Month(2023, 4), period.Quarter(2021, 2)} {
		times := map[string]int{}
		for _, o := range PeriodOptions(today, chosen) {
			times[o.Value]++
			if p, err := period.Parse(o.Value); err != nil || Begun(p, today) != nil || p.Label() != o.Label {
				t.Errorf("%+v cannot be looked at: %v", o, err)
			}
		}
		for value, n := range times {
			if n != 1 {
				t.Errorf("%s stands %d times", value, n)
			}
		}
		for _, want := range []string{chosen.String(), "2026-02", "2025-03", "2025-Q2", "2026-H1", "2021"} {
			if times[want] != 1 {
				t.Errorf("with %s chosen, %s is missing", chosen, want)
			}
		}
	}
}
