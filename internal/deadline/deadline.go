// Package deadline knows by when a cell's month is due, until when it may be written in, and for whom it was opened again.
//
// It alone writes period_rules and period_exceptions. A committee's rules hold from a month on and an old month keeps its
// old ones; an exception opens one month for one unit and everything under it, and ends by itself. [Calendar.Of] is the one
// definition of due and on time in the program; the recount of the figures says the same in SQL, and a test holds the two
// together. Holidays are no data of the portal yet: only weekends move a day.
package deadline

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// Service reads and sets deadlines.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
}

// What a committee may choose.
const (
	LatestDay     = 28 // the last that every month has; after it only period.LastDay
	MostGrace     = 10
	MostOpen      = 24
	NeverCloses   = 0
	DefaultDueDay = 25 // of a committee that has chosen none
)

// Rule is when a committee's months are due and for how long they are open, from one month on.
type Rule struct {
	From       time.Time // the first day of its first month
	DueDay     int       // of the month; period.LastDay is its last
	GraceDays  int       // after the due day, on which a packet still counts as on time
	OpenMonths int       // how many months back may be written in; NeverCloses for all
}

// Words says the rule on the screen.
func (r Rule) Words() string {
	day := fmt.Sprintf("hạn gửi ngày %d", r.DueDay)
	if r.DueDay == period.LastDay {
		day = "hạn gửi ngày cuối tháng"
	}
	grace := "không có ngày gia hạn"
	if r.GraceDays > 0 {
		grace = fmt.Sprintf("gia hạn %d ngày", r.GraceDays)
	}
	open := "không đóng tháng cũ"
	if r.OpenMonths != NeverCloses {
		open = fmt.Sprintf("được ghi lùi %d tháng", r.OpenMonths)
	}
	return day + ", " + grace + ", " + open
}

// closes reports whether the month can be written in no more on the day.
func (r Rule) closes(m period.Period, today time.Time) bool {
	oldest := period.MonthOf(today).Start().AddDate(0, -r.OpenMonths, 0)
	return r.OpenMonths != NeverCloses && m.Start().Before(oldest)
}

// Exception opens a month for a unit and everything under it.
type Exception struct {
	ID        int64
	UnitID    int64
	UnitName  string
	UnitPath  string
	Start     time.Time // the first day of the month
	Reason    string
	DueOn     *time.Time // later than the committee's own; nil leaves that one
	OpenUntil time.Time  // the last day
	GivenAt   time.Time
	GivenBy   string
}

// Month is the month that was opened.
func (x Exception) Month() period.Period { return period.MonthOf(x.Start) }

// Runs reports whether the exception still opens its month.
func (x Exception) Runs(today time.Time) bool { return !x.OpenUntil.Before(today) }

// Words says what was opened, until when and why.
func (x Exception) Words() string {
	s := fmt.Sprintf("%s được mở cho %s đến hết ngày %s", upperFirst(x.Month().Label()), x.UnitName, vi.Date(x.OpenUntil))
	if x.DueOn != nil {
		s += ", hạn gửi " + vi.Date(*x.DueOn)
	}
	return s + ". Lý do: " + strings.TrimSuffix(x.Reason, ".") + " (" + x.GivenBy + ")."
}

func upperFirst(month string) string { return "T" + strings.TrimPrefix(month, "t") }

func (x Exception) covers(path string) bool {
	return path == x.UnitPath || strings.HasPrefix(path, x.UnitPath+".")
}

// Due is what the calendar says of one cell's month.
type Due struct {
	DueOn    time.Time  `db:"-"`
	OnTimeBy time.Time  `db:"-"` // the last day that counts as on time: days of grace come after the due day
	Closed   bool       `db:"-"` // nobody writes in it and nobody sends it
	Opening  *Exception `db:"-"` // that runs for the cell; nil for none
}

// Late reports whether the day lies after the last that counts as on time.
func (d Due) Late(day time.Time) bool { return day.After(d.OnTimeBy) }

// LateBy counts from the due day, once the days of grace are over.
func (d Due) LateBy(day time.Time) int {
	if !d.Late(day) {
		return 0
	}
	return int(day.Sub(d.DueOn) / (24 * time.Hour))
}

// WhoOpens is the sentence for whoever stands before a closed month.
const WhoOpens = "Cần ghi bổ sung thì đề nghị cơ quan tham mưu hoặc quản trị của cấp ủy mở tháng cho chi bộ."

// MustBeOpen refuses a closed month: Conflict, with who can open it.
func (d Due) MustBeOpen(m period.Period) error {
	if !d.Closed {
		return nil
	}
	return apperr.Conflict(upperFirst(m.Label()) + " đã đóng nên không ghi và không gửi được nữa. " + WhoOpens)
}

// Calendar is what holds for some months of a committee: its rules, the newest first, and the exceptions that concern the
// reader.
type Calendar struct {
	rules      []Rule
	exceptions []Exception
}

// NewCalendar is a calendar of the rules, the newest first, and the exceptions.
func NewCalendar(rules []Rule, exceptions []Exception) Calendar { return Calendar{rules, exceptions} }

// Rule is the one that holds in a month.
func (c Calendar) Rule(m period.Period) Rule {
	for _, r := range c.rules {
		if !r.From.After(m.Start()) {
			return r
		}
	}
	return Rule{DueDay: DefaultDueDay}
}

// Of says when the month of a cell is due, and whether it is open on the day. When it is due follows the rule of the month
// itself; whether it is still open, the rule of today.
func (c Calendar) Of(path string, m period.Period, today time.Time) Due {
	r := c.Rule(m)
	d := Due{DueOn: period.Due(m, r.DueDay), Closed: c.Rule(period.MonthOf(today)).closes(m, today)}
	d.OnTimeBy = d.DueOn.AddDate(0, 0, r.GraceDays)
	for i := range c.exceptions {
		x := &c.exceptions[i]
		if x.Month() != m || !x.covers(path) {
			continue
		}
		if x.DueOn != nil {
			d.DueOn, d.OnTimeBy = later(d.DueOn, *x.DueOn), later(d.OnTimeBy, *x.DueOn)
		}
		if x.Runs(today) {
			d.Closed = false
			if d.Opening == nil || x.OpenUntil.After(d.Opening.OpenUntil) {
				d.Opening = x
			}
		}
	}
	return d
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
