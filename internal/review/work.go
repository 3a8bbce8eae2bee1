package review

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// PacketLine is one cell's month in a list.
type PacketLine struct {
	CellID     int64
	CellName   string
	ParentName string
	CellKind   string
	Month      period.Period `db:"-"`
	State      State
	Reviewed   int
	Expected   int
	SentAt     *time.Time
	SentBy     string
	DueOn      time.Time `db:"-"`
	DaysLate   int       `db:"-"` // of the first sending; of today while it was not sent
}

const packetsSQL = `
SELECT u.id AS cell_id, u.name AS cell_name, p.name AS parent_name, u.kind AS cell_kind, c.packet_due_day AS due_day,
    coalesce(k.state, 'open') AS state, k.first_sent_at, k.sent_at, coalesce(k.sent_by, '') AS sent_by,
    coalesce(f.members_reviewed, 0) AS reviewed,
    coalesce(f.members_expected, (
        SELECT count(*) FROM memberships s
        WHERE s.committee_id = u.committee_id AND s.unit_id = u.id AND s.kind = 'work' AND s.state = 'active'
            AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)))::int AS expected
FROM units u
JOIN committees c ON c.id = u.committee_id
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN packets k ON k.committee_id = u.committee_id AND k.cell_id = u.id AND k.month = @month
LEFT JOIN cell_month_facts f ON f.committee_id = u.committee_id AND f.cell_id = u.id AND f.month = @month
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.kind IN ('cell', 'grassroots_cell')
    AND u.valid_from <= @end AND (u.valid_to IS NULL OR u.valid_to > @end)
ORDER BY p.path, u.name COLLATE "vi-x-icu", u.id`

// Packets lists every cell of the scope that is expected to send the month.
func (s *Service) Packets(ctx context.Context, actor authz.Actor, month period.Period) ([]PacketLine, error) {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return nil, err
	}
	return packets(ctx, s.DB, scope, month, today(s.Now()))
}

func packets(ctx context.Context, db postgres.DB, scope authz.Scope, month period.Period, today time.Time) ([]PacketLine, error) {
	type row struct {
		PacketLine
		DueDay      int
		FirstSentAt *time.Time
	}
	rows, _ := db.Query(ctx, packetsSQL, scope.Args(pgx.StrictNamedArgs{"month": month.Start(), "end": month.End()}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("list the packets: %w", err)
	}
	lines := make([]PacketLine, len(list))
	for i, r := range list {
		r.PacketLine.Month, r.PacketLine.DueOn = month, period.Due(month, r.DueDay)
		until := today
		if r.FirstSentAt != nil {
			until = vi.Today(*r.FirstSentAt)
		}
		if until.After(r.PacketLine.DueOn) {
			r.PacketLine.DaysLate = int(until.Sub(r.PacketLine.DueOn).Hours() / 24)
		}
		lines[i] = r.PacketLine
	}
	return lines, nil
}

// MonthDue is a month that a cell has still to send.
type MonthDue struct {
	CellID       int64
	CellName     string
	Month        period.Period `db:"-"`
	DueOn        time.Time     `db:"-"`
	State        State
	ReturnReason string
	Reviewed     int
	Expected     int
}

// Work is what waits for the actor: months to send, remedies to follow, packets to decide, and who below is late.
type Work struct {
	Months   []MonthDue
	Remedies []Remedy
	Waiting  []PacketLine
	Late     []PacketLine
}

// dueMonthsSQL lists the months that cells have not sent: this one, and earlier ones since the cell began with the portal.
const dueMonthsSQL = `
SELECT u.id AS cell_id, u.name AS cell_name, m.month::date AS start, c.packet_due_day AS due_day,
    coalesce(k.state, 'open') AS state, coalesce(k.return_reason, '') AS return_reason,
    coalesce(f.members_reviewed, 0) AS reviewed, coalesce(f.members_expected, 0) AS expected
FROM units u
JOIN committees c ON c.id = u.committee_id
CROSS JOIN generate_series(@from::date, @month::date, interval '1 month') AS m (month)
LEFT JOIN packets k ON k.committee_id = u.committee_id AND k.cell_id = u.id AND k.month = m.month
LEFT JOIN cell_month_facts f ON f.committee_id = u.committee_id AND f.cell_id = u.id AND f.month = m.month
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.kind IN ('cell', 'grassroots_cell')
    AND u.valid_from <= m.month AND (u.valid_to IS NULL OR u.valid_to > m.month)
    AND coalesce(k.state, 'open') IN ('open', 'returned')
    AND (m.month = @month OR EXISTS (
        SELECT FROM packets e WHERE e.committee_id = u.committee_id AND e.cell_id = u.id AND e.month < m.month))
ORDER BY m.month, u.id
LIMIT 40`

const dueRemediesSQL = `
SELECT r.id, r.member_id, m.full_name AS member_name, r.cell_id, u.name AS cell_name, r.opened_month, r.shortcoming, r.cause,
    r.action, r.first_due_on, r.due_on, r.rolls, r.state, r.result, r.reported_on, r.verified_on, r.verified_by
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.state <> 'verified' AND r.due_on <= @until
ORDER BY r.due_on, r.id
LIMIT 40`

// remediesAhead is how many days before its date a remedy appears in the list of work.
const remediesAhead = 7

// Work is what waits for the actor, in a number of statements that does not grow with the cells.
func (s *Service) Work(ctx context.Context, actor authz.Actor) (Work, error) {
	var w Work
	now := today(s.Now())
	err := postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) (err error) {
		if actor.May(authz.PacketSend) {
			if w.Months, err = dueMonths(ctx, tx, actor, now); err != nil {
				return err
			}
			if w.Remedies, err = dueRemedies(ctx, tx, actor, now); err != nil {
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

func dueMonths(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time) ([]MonthDue, error) {
	scope, err := actor.Scope(authz.PacketSend)
	if err != nil {
		return nil, err
	}
	type row struct {
		MonthDue
		Start  time.Time
		DueDay int
	}
	month := period.MonthOf(now)
	rows, _ := tx.Query(ctx, dueMonthsSQL, scope.Args(pgx.StrictNamedArgs{"from": month.Start().AddDate(0, -11, 0), "month": month.Start()}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("list the months to send: %w", err)
	}
	months := make([]MonthDue, len(list))
	for i, r := range list {
		months[i] = r.MonthDue
		months[i].Month = period.MonthOf(r.Start)
		months[i].DueOn = period.Due(months[i].Month, r.DueDay)
	}
	return months, nil
}

func dueRemedies(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time) ([]Remedy, error) {
	scope, err := actor.Scope(authz.ReviewWrite)
	if err != nil {
		return nil, err
	}
	rows, _ := tx.Query(ctx, dueRemediesSQL, scope.Args(pgx.StrictNamedArgs{"until": now.AddDate(0, 0, remediesAhead)}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Remedy])
}

// addPackets lists what waits for a decision, and who is late with the month before or with this one.
func (w *Work) addPackets(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time) error {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return err
	}
	current := period.MonthOf(now)
	for _, month := range []period.Period{current.Prev(), current} {
		lines, err := packets(ctx, tx, scope, month, now)
		if err != nil {
			return err
		}
		for _, l := range lines {
			switch {
			case l.State == Sent || l.State == Taken:
				w.Waiting = append(w.Waiting, l)
			case l.State.Editable() && l.DaysLate > 0:
				w.Late = append(w.Late, l)
			}
		}
	}
	return nil
}
