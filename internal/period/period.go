// Package period is the calendar of the portal: months, quarters, half-years and years, and when the packet of one is due.
//
// A [Period] is a value, comparable and usable as a key; it has no table. The clock is Asia/Ho_Chi_Minh, and time is
// always an argument. Dates are UTC midnights.
package period

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/apperr"
)

type kind byte

const (
	month kind = iota + 1
	quarter
	half
	year
)

// Period is a month, a quarter, a half-year or a year. The zero value is no period.
type Period struct {
	kind kind
	year int
	n    int // which month (1–12), quarter (1–4) or half (1–2); 0 for a year
}

// Month is one month of a year.
func Month(y int, m time.Month) Period { return Period{month, y, int(m)} }

// Quarter is one quarter, n from 1 to 4.
func Quarter(y, n int) Period { return Period{quarter, y, n} }

// Half is one half-year, n 1 or 2.
func Half(y, n int) Period { return Period{half, y, n} }

// Year is a whole year.
func Year(y int) Period { return Period{year, y, 0} }

// MonthOf is the month in which the date lies.
func MonthOf(date time.Time) Period { return Month(date.Year(), date.Month()) }

// QuarterOf is the quarter in which the date lies.
func QuarterOf(date time.Time) Period { return Quarter(date.Year(), (int(date.Month())-1)/3+1) }

// Spanning is the month or the quarter that begins and ends on the days.
func Spanning(first, last time.Time) Period {
	if m := MonthOf(first); m.Contains(last) {
		return m
	}
	return QuarterOf(first)
}

// HalfOf is the half-year in which the date lies.
func HalfOf(date time.Time) Period { return Half(date.Year(), (int(date.Month())-1)/6+1) }

// Parse reads "2026", "2026-H1", "2026-Q4" or "2026-11".
func Parse(s string) (Period, error) {
	var y, n int
	var p Period
	switch {
	case scan(s, "%04d-H%d", &y, &n) && n >= 1 && n <= 2:
		p = Half(y, n)
	case scan(s, "%04d-Q%d", &y, &n) && n >= 1 && n <= 4:
		p = Quarter(y, n)
	case scan(s, "%04d-%02d", &y, &n) && n >= 1 && n <= 12:
		p = Month(y, time.Month(n))
	case scan(s, "%04d", &y):
		p = Year(y)
	}
	if p.kind == 0 || p.String() != s || y < 1930 || y > 2200 {
		return Period{}, apperr.NotFound(fmt.Sprintf("Không có kỳ “%s”. Kỳ viết như 2026, 2026-H1, 2026-Q4 hoặc 2026-11.", s))
	}
	return p, nil
}

func scan(s, format string, args ...any) bool {
	n, err := fmt.Sscanf(s, format, args...)
	return err == nil && n == len(args)
}

// ParseReview is [Parse] for an address that must name what a committee reviews by: a month or a quarter.
func ParseReview(s string) (Period, error) {
	p, err := Parse(s)
	if err == nil && p.length() > 3 {
		return Period{}, apperr.NotFound(fmt.Sprintf("“%s” không phải là một tháng hoặc một quý. Tháng viết như 2026-11, quý viết như 2026-Q4.", s))
	}
	return p, err
}

// IsMonth reports whether the period is one month.
func (p Period) IsMonth() bool { return p.kind == month }

// IsQuarter reports whether the period is a quarter.
func (p Period) IsQuarter() bool { return p.kind == quarter }

// IsYear reports whether the period is a whole year.
func (p Period) IsYear() bool { return p.kind == year }

// IsZero reports whether p is no period.
func (p Period) IsZero() bool { return p.kind == 0 }

// Year is the year in which the period lies.
func (p Period) Year() int { return p.year }

// String is the form used in addresses and in the database: "2026-11".
func (p Period) String() string {
	switch p.kind {
	case month:
		return fmt.Sprintf("%04d-%02d", p.year, p.n)
	case quarter:
		return fmt.Sprintf("%04d-Q%d", p.year, p.n)
	case half:
		return fmt.Sprintf("%04d-H%d", p.year, p.n)
	case year:
		return fmt.Sprintf("%04d", p.year)
	}
	return ""
}

// Label is the period's name inside a Vietnamese sentence: "tháng 11/2026", "6 tháng đầu năm 2022".
func (p Period) Label() string {
	switch p.kind {
	case month:
		return fmt.Sprintf("tháng %d/%d", p.n, p.year)
	case quarter:
		return fmt.Sprintf("quý %s/%d", [...]string{"I", "II", "III", "IV"}[p.n-1], p.year)
	case half:
		return fmt.Sprintf("6 tháng %s năm %d", [...]string{"đầu", "cuối"}[p.n-1], p.year)
	case year:
		return fmt.Sprintf("năm %d", p.year)
	}
	return ""
}

// Title is the name at the head of a page: "Tháng 11/2026", "Quý III/2026".
func (p Period) Title() string { return strings.ToUpper(p.Label()[:1]) + p.Label()[1:] }

// Noun is what one such period is called inside a sentence: "tháng", "quý", "kỳ" for half-years, "năm".
func (p Period) Noun() string {
	switch p.kind {
	case month:
		return "tháng"
	case quarter:
		return "quý"
	case year:
		return "năm"
	}
	return "kỳ"
}

// Running is how one speaks of the period at the head of a column: "Tháng này", "Quý này".
func (p Period) Running() string {
	if p.kind == quarter {
		return "Quý này"
	}
	return "Tháng này"
}

// Short is the name without its year: "tháng 11", "quý III".
func (p Period) Short() string {
	short, _, _ := strings.Cut(p.Label(), "/")
	return short
}

// Start is the first day.
func (p Period) Start() time.Time { return time.Date(p.year, p.firstMonth(), 1, 0, 0, 0, 0, time.UTC) }

// End is the last day.
func (p Period) End() time.Time { return p.Start().AddDate(0, p.length(), -1) }

// Contains reports whether the date lies in the period.
func (p Period) Contains(date time.Time) bool {
	return !date.Before(p.Start()) && !date.After(p.End())
}

// Months lists the months of the period in order.
func (p Period) Months() []Period {
	list := make([]Period, p.length())
	for i := range list {
		list[i] = MonthOf(p.Start().AddDate(0, i, 0))
	}
	return list
}

// Next is the period of the same kind after p.
func (p Period) Next() Period { return p.move(p.length()) }

// Prev is the period of the same kind before p.
func (p Period) Prev() Period { return p.move(-p.length()) }

// YearAgo is the same period of the year before.
func (p Period) YearAgo() Period { return p.move(-12) }

func (p Period) move(months int) Period {
	d := p.Start().AddDate(0, months, 0)
	q := Period{kind: p.kind, year: d.Year()}
	if p.kind != year {
		q.n = (int(d.Month())-1)/p.length() + 1
	}
	return q
}

func (p Period) length() int {
	switch p.kind {
	case month:
		return 1
	case quarter:
		return 3
	case half:
		return 6
	}
	return 12
}

func (p Period) firstMonth() time.Month {
	if p.kind == year {
		return time.January
	}
	return time.Month((p.n-1)*p.length() + 1)
}

// Before reports whether p starts before q.
func (p Period) Before(q Period) bool { return p.Start().Before(q.Start()) }

// LastDay as a due day is the last day of the month, however long that is.
const LastDay = 31

// Due is the day by which a packet is due: dueDay of the period's last month, at most that month's last day, moved on to
// Monday when it falls on a weekend.
func Due(p Period, dueDay int) time.Time {
	end := p.End()
	d := MonthOf(end).Start().AddDate(0, 0, dueDay-1)
	if d.After(end) {
		d = end
	}
	switch d.Weekday() {
	case time.Saturday:
		return d.AddDate(0, 0, 2)
	case time.Sunday:
		return d.AddDate(0, 0, 1)
	}
	return d
}
