package kit

import (
	"fmt"
	"slices"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
	"tusoi/web/ui"
)

// Begun is NotFound, in words, for a period that has not begun: nothing can be counted in it yet.
func Begun(p period.Period, today time.Time) error {
	if p.Start().After(today) {
		return apperr.NotFound(fmt.Sprintf("Chưa đến %s nên chưa có số liệu. Đồng chí chọn kỳ khác.", p.Label()))
	}
	return nil
}

// PeriodOptions are the periods one may want figures of: the last twelve months and four quarters, the half-years and years
// back to the one five years ago, and in any case the one that is looked at.
func PeriodOptions(today time.Time, chosen period.Period) []ui.Option {
	month := period.MonthOf(today)
	var list []period.Period
	for range 12 {
		list, month = append(list, month), month.Prev()
	}
	quarter := period.Quarter(today.Year(), (int(today.Month())-1)/3+1)
	for range 4 {
		list, quarter = append(list, quarter), quarter.Prev()
	}
	for y := today.Year(); y >= today.Year()-5; y-- {
		for _, p := range []period.Period{period.Year(y), period.Half(y, 2), period.Half(y, 1)} {
			if Begun(p, today) == nil {
				list = append(list, p)
			}
		}
	}
	if !slices.Contains(list, chosen) {
		list = append([]period.Period{chosen}, list...)
	}
	options := make([]ui.Option, len(list))
	for i, p := range list {
		options[i] = ui.Option{Value: p.String(), Label: p.Label()}
	}
	return options
}
