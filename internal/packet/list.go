package packet

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Line is one cell's month in a list.
type Line struct {
	CellID       int64
	CellName     string
	ParentName   string
	AboveID      int64 // of the committee that decides on it
	CellKind     string
	CellPath     string
	AbovePath    string        // of the committee that decides on it
	Month        period.Period `db:"-"`
	State        State
	Reviewed     int
	Expected     int
	SentAt       *time.Time
	SentBy       string
	ReturnReason string
	DecidedAt    *time.Time
	Addenda      int  // what was set right since it was approved
	Owed         bool // the committee had begun with the portal, and somebody has to review
	Runs         bool `db:"-"` // today lies in it
	deadline.Due
	DaysLate    int  `db:"-"` // of the first sending; of today while it is owed and was not sent
	DecidedHere bool `db:"-"` // a decision on it is the actor's
}

// listSQL lists cells in the months, or quarters, in which they stood at the end. With @pending only those that wait
// for a decision, and those not sent since @late_from. A cell owes a month from the committee's first month with the portal.
const listSQL = `
SELECT u.id AS cell_id, u.name AS cell_name, p.name AS parent_name, u.kind AS cell_kind, m.month AS start,
    CASE WHEN p.kind = 'subcommittee' THEN p.parent_id ELSE p.id END AS above_id,
    CASE WHEN p.kind = 'subcommittee' THEN subpath(p.path, 0, -1) ELSE p.path END::text AS above_path,
    u.path::text AS cell_path, coalesce(k.state, 'open') AS state, k.first_sent_at, k.sent_at, coalesce(k.sent_by, '') AS sent_by,
    coalesce(k.return_reason, '') AS return_reason, k.decided_at, coalesce(f.members_reviewed, 0) AS reviewed,
    coalesce(f.members_expected, (
        SELECT count(*) FROM memberships s
        WHERE s.committee_id = u.committee_id AND s.unit_id = u.id AND s.kind = 'work' AND s.state = 'active'
            AND s.valid_from <= m.until AND (s.valid_to IS NULL OR s.valid_to > m.until)))::int AS expected,
    (SELECT count(*) FROM packet_addenda a WHERE a.committee_id = u.committee_id AND a.cell_id = u.id AND a.month = m.month)::int AS addenda,
    coalesce(m.month >= (SELECT min(b.month) FROM packets b WHERE b.committee_id = u.committee_id), false) AS owed
FROM unnest(@months::date[], @untils::date[]) AS m (month, until)
JOIN units u ON u.valid_from <= m.until AND (u.valid_to IS NULL OR u.valid_to > m.until)
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN packets k ON k.committee_id = u.committee_id AND k.cell_id = u.id AND k.month = m.month
LEFT JOIN cell_month_facts f ON f.committee_id = u.committee_id AND f.cell_id = u.id AND f.month = m.month
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.kind IN ('cell', 'grassroots_cell')
    AND (NOT @pending OR k.state IN ('sent', 'taken')
        OR m.month >= @late_from AND coalesce(k.state, 'open') IN ('open', 'returned'))
ORDER BY m.month, p.path, u.name COLLATE "vi-x-icu", u.id`

// List lists every cell of the scope that stood at the month's end, under the organisation above it.
func (s *Service) List(ctx context.Context, actor authz.Actor, month period.Period) ([]Line, error) {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return nil, err
	}
	return list(ctx, s.DB, actor, scope, vi.Today(s.Now()), asked{from: month, to: month})
}

// ToSend reports whether the cell has still to send the month and can: the one that runs, or one that it owes.
func (l Line) ToSend() bool {
	return l.State.Editable() && !l.Closed && (l.Owed || l.Runs && l.Expected > 0)
}

// Pending lists what is not decided on of the last year in the whole scope: months to send, and packets that wait.
func (s *Service) Pending(ctx context.Context, actor authz.Actor) ([]Line, error) {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return nil, err
	}
	today := vi.Today(s.Now())
	return list(ctx, s.DB, actor, scope, today, lastYear(today))
}

// asked is which months are listed: all of them, or only what is pending.
type asked struct {
	from, to period.Period
	pending  bool
	recent   bool // of what was not sent only the last two
}

// lastYear is what is pending of the twelve months that end with this one: what is older is history, not work.
func lastYear(today time.Time) asked {
	current := period.MonthOf(today)
	return asked{from: period.MonthOf(current.Start().AddDate(0, -11, 0)), to: current, pending: true}
}

func list(ctx context.Context, db postgres.DB, actor authz.Actor, scope authz.Scope, today time.Time, which asked) ([]Line, error) {
	type row struct {
		Line
		Start       time.Time
		FirstSentAt *time.Time
	}
	calendar, err := deadline.Read(ctx, db, scope, which.from, which.to)
	if err != nil {
		return nil, err
	}
	rows, _ := db.Query(ctx, listSQL, scope.Args(which.args(calendar)))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("list the packets: %w", err)
	}
	lines := make([]Line, len(found))
	for i, r := range found {
		l := r.Line
		l.Month, l.DecidedHere, l.Owed = calendar.Period(r.Start), decides(actor, r.AbovePath), l.Owed && l.Expected > 0
		l.Due, l.Runs = calendar.Of(r.CellPath, l.Month, today), l.Month.Contains(today)
		switch {
		case r.FirstSentAt != nil:
			l.DaysLate = l.LateBy(vi.Today(*r.FirstSentAt))
		case l.Owed:
			l.DaysLate = l.LateBy(today)
		}
		lines[i] = l
	}
	return lines, nil
}

// args are the periods that are listed, by the committee's calendar.
func (a asked) args(c deadline.Calendar) pgx.StrictNamedArgs {
	var months, untils []time.Time
	for _, p := range c.Periods(a.from, a.to) {
		months, untils = append(months, p.Start()), append(untils, p.End())
	}
	late := a.from
	if a.recent {
		late = c.Before(c.Period(a.to.Start()))
	}
	return pgx.StrictNamedArgs{"months": months, "untils": untils, "pending": a.pending, "late_from": late.Start()}
}

// MonthDue is a month that a cell has still to send.
type MonthDue struct {
	CellID   int64
	CellName string
	Month    period.Period
	deadline.Due
	State        State
	ReturnReason string
	Reviewed     int
	Expected     int
}

// Work is what waits for the actor: months to send, packets to decide, and who below is late.
type Work struct {
	Months  []MonthDue
	Waiting []Line
	Late    []Line
}

// Work is what waits for the actor, in a number of statements that does not grow with the cells.
func (s *Service) Work(ctx context.Context, actor authz.Actor) (Work, error) {
	var w Work
	now := vi.Today(s.Now())
	err := postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) (err error) {
		if actor.May(authz.PacketSend) {
			if w.Months, err = dueMonths(ctx, tx, actor, now); err != nil {
				return err
			}
		}
		if actor.May(authz.PacketDecide) {
			return w.addPackets(ctx, tx, actor, now)
		}
		return nil
	})
	return w, err
}

// dueMonths lists the months that the actor's cells have not sent and still can: this one, and those they owe of the last
// year.
func dueMonths(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time) ([]MonthDue, error) {
	scope, err := actor.Scope(authz.PacketSend)
	if err != nil {
		return nil, err
	}
	lines, err := list(ctx, tx, actor, scope, now, lastYear(now))
	var months []MonthDue
	for _, l := range lines {
		if l.ToSend() {
			months = append(months, MonthDue{l.CellID, l.CellName, l.Month, l.Due, l.State, l.ReturnReason, l.Reviewed, l.Expected})
		}
	}
	return months, err
}

// addPackets lists what waits for the actor's decision, of the last year, and who is late with the month before or with
// this one.
func (w *Work) addPackets(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time) error {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return err
	}
	which := lastYear(now)
	which.recent = true
	lines, err := list(ctx, tx, actor, scope, now, which)
	if err != nil {
		return err
	}
	for _, l := range lines {
		switch {
		case l.State.Editable() && l.DaysLate > 0:
			w.Late = append(w.Late, l)
		case !l.State.Editable() && l.DecidedHere:
			w.Waiting = append(w.Waiting, l)
		}
	}
	return nil
}
