// Package deadline knows by which months or quarters a committee reviews itself, by when each is due, until when it may be written
// in, and for whom it was opened again.
//
// It alone writes period_rules and period_exceptions. A committee's rules hold from a month on and an old month keeps its
// old ones; an exception opens one month for one unit and everything under it, and ends by itself. [Calendar.Of] is the one
// definition of due and on time in the program, and [Calendar.Period] that of what is reviewed; the recount of the figures and
// review_period say the same in SQL, and tests hold them together. Wherever the portal speaks of a cell's month, it means the
// period of this calendar: a quarter is kept under its first month. Holidays are no data of the portal yet: only weekends move
// a day.
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
	Rhythm     Rhythm    // holds from the first quarter that begins with From or later
}

// Rhythm is how often a committee reviews itself.
type Rhythm string

// The rhythms.
const (
	Monthly   Rhythm = "monthly"
	Quarterly Rhythm = "quarterly"
)

// Label is the rhythm's name inside a sentence.
func (r Rhythm) Label() string {
	if r == Quarterly {
		return "tự soi hằng quý"
	}
	return "tự soi hằng tháng"
}

// RhythmFrom is the first quarter to which the rule's rhythm applies: a quarter is never cut in two.
func (r Rule) RhythmFrom() period.Period {
	q := period.QuarterOf(r.From)
	if q.Start().Before(r.From) {
		return q.Next()
	}
	return q
}

// Words says the rule on the screen.
func (r Rule) Words() string {
	day, end := fmt.Sprintf("hạn gửi ngày %d", r.DueDay), "tháng"
	if r.Rhythm == Quarterly {
		day, end = day+" tháng cuối quý", "quý"
	}
	if r.DueDay == period.LastDay {
		day = "hạn gửi ngày cuối " + end
	}
	grace := "không có ngày gia hạn"
	if r.GraceDays > 0 {
		grace = fmt.Sprintf("gia hạn %d ngày", r.GraceDays)
	}
	open := "không đóng tháng cũ"
	if r.OpenMonths != NeverCloses {
		open = fmt.Sprintf("được ghi lùi %d tháng", r.OpenMonths)
	}
	return r.Rhythm.Label() + ", " + day + ", " + grace + ", " + open
}

// closes reports whether the month can be written in no more on the day. A quarter stays open as long as its last month.
func (r Rule) closes(m period.Period, today time.Time) bool {
	oldest := period.MonthOf(today).Start().AddDate(0, -r.OpenMonths, 0)
	return r.OpenMonths != NeverCloses && m.End().Before(oldest)
}

// Exception opens a month for a unit and everything under it.
type Exception struct {
	ID        int64
	UnitID    int64
	UnitName  string
	UnitPath  string
	Start     time.Time     // the first day of the month
	Month     period.Period `db:"-"`
	Reason    string
	DueOn     *time.Time // later than the committee's own; nil leaves that one
	OpenUntil time.Time  // the last day
	GivenAt   time.Time
	GivenBy   string
}

// Runs reports whether the exception still opens its month.
func (x Exception) Runs(today time.Time) bool { return !x.OpenUntil.Before(today) }

// Words says what was opened, until when and why.
func (x Exception) Words() string {
	s := fmt.Sprintf("%s được mở cho %s đến hết ngày %s", x.Month.Title(), x.UnitName, vi.Date(x.OpenUntil))
	if x.DueOn != nil {
		s += ", hạn gửi " + vi.Date(*x.DueOn)
	}
	return s + ". Lý do: " + strings.TrimSuffix(x.Reason, ".") + " (" + x.GivenBy + ")."
}

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
const WhoOpens = "Cần ghi bổ sung thì đề nghị cơ quan tham mưu hoặc quản trị của cấp ủy mở lại cho chi bộ."

// MustBeOpen refuses a closed month: Conflict, with who can open it.
func (d Due) MustBeOpen(m period.Period) error {
	if !d.Closed {
		return nil
	}
	return apperr.Conflict(m.Title() + " đã đóng nên không ghi và không gửi được nữa. " + WhoOpens)
}

// Calendar is what holds for some months of a committee: its rules, the newest first, and the exceptions that concern the
// reader.
type Calendar struct {
	rules      []Rule
	exceptions []Exception
}

// NewCalendar is a calendar of the rules, the newest first, and the exceptions.
func NewCalendar(rules []Rule, exceptions []Exception) Calendar { return Calendar{rules, exceptions} }

// Rule is the one that holds at the end of a month or a quarter, when it is due, with the rhythm of its quarter.
func (c Calendar) Rule(m period.Period) Rule {
	r := c.on(m.End())
	r.Rhythm = c.rhythm(m.Start())
	return r
}

// rhythm is that of a day's quarter: the rule at its head decides.
func (c Calendar) rhythm(day time.Time) Rhythm { return c.on(period.QuarterOf(day).Start()).Rhythm }

func (c Calendar) on(day time.Time) Rule {
	for _, r := range c.rules {
		if !r.From.After(day) {
			return r
		}
	}
	return Rule{DueDay: DefaultDueDay, Rhythm: Monthly}
}

// Period is what is reviewed of a day: its month or, where the rule at the head of its quarter says so, its quarter.
func (c Calendar) Period(day time.Time) period.Period {
	if c.rhythm(day) == Quarterly {
		return period.QuarterOf(day)
	}
	return period.MonthOf(day)
}

// Before is the period of self-review before one.
func (c Calendar) Before(p period.Period) period.Period { return c.Period(p.Start().AddDate(0, 0, -1)) }

// After is the period of self-review after one.
func (c Calendar) After(p period.Period) period.Period { return c.Period(p.End().AddDate(0, 0, 1)) }

// Back is the period of self-review that lies so many of them before one.
func (c Calendar) Back(p period.Period, n int) period.Period {
	for range n {
		p = c.Before(p)
	}
	return p
}

// Periods are the periods of self-review from the one to the other, in order.
func (c Calendar) Periods(from, to period.Period) []period.Period {
	var list []period.Period
	for p := c.Period(from.Start()); !to.Before(p); p = c.After(p) {
		list = append(list, p)
	}
	return list
}

// Elsewhere is NotFound for a month or a quarter by which the committee does not review itself, with the one that holds it.
type Elsewhere struct{ Period period.Period }

func (e Elsewhere) Error() string { return "reviewed by " + e.Period.String() }

// Unwrap is the sentence for people.
func (e Elsewhere) Unwrap() error {
	return apperr.NotFound(fmt.Sprintf("Cấp ủy tự soi theo %s ở thời gian này: mở %s.", e.Period.Noun(), e.Period.Label()))
}

// Check is [Elsewhere] for what the committee does not review itself by.
func (c Calendar) Check(m period.Period) error {
	if p := c.Period(m.Start()); p != m {
		return Elsewhere{p}
	}
	return nil
}

// Of says when the month of a cell is due, and whether it is open on the day. When it is due follows the rule of the month
// itself; whether it is still open, the rule of today.
func (c Calendar) Of(path string, m period.Period, today time.Time) Due {
	r := c.Rule(m)
	d := Due{DueOn: period.Due(m, r.DueDay), Closed: c.Rule(period.MonthOf(today)).closes(m, today)}
	d.OnTimeBy = d.DueOn.AddDate(0, 0, r.GraceDays)
	for i := range c.exceptions {
		x := &c.exceptions[i]
		if !x.Start.Equal(m.Start()) || !x.covers(path) {
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
