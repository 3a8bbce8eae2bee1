// Package substance looks whether a month of self-reviews says something: who wrote the same as before, as a comrade, or as
// somebody in another cell, who wrote only what forms say for everybody, and who found nothing to mend period after period.
//
// It alone writes substance_texts: what was said in months that were sent, made ready to be compared. That is done after a month
// was sent, by the portal's upkeep or by whoever opens the packet first, so that writing and sending cost nothing more. What must
// never happen: a finding stops anything, or shows a text to who may not read it where it was written.
package substance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
)

// Service looks at months.
type Service struct {
	DB postgres.DB
}

// How far back a member's own texts are compared, and how many periods without a shortcoming are pointed out.
const (
	periodsBack  = 6
	periodsClean = 3

	monthsOfQuarter = 3 // the longest period
)

// Kind is what is pointed out.
type Kind string

// The kinds of flags.
const (
	Again     Kind = "again"     // the same as the member's own of an earlier month
	Shared    Kind = "shared"    // the same as a comrade's of this month
	Elsewhere Kind = "elsewhere" // the same as somebody's of another cell, this month
	Hollow    Kind = "hollow"    // no thing, number, day, place or person
)

// Text is what somebody wrote of a month, note by note.
type Text struct {
	MemberID int64
	Name     string
	CellID   int64
	CellName string
	Month    period.Period
	Notes    []string
}

// Flag is one thing that is pointed out. It asks for a closer look and decides nothing.
type Flag struct {
	Kind   Kind
	Share  int      // of what either text says, in hundredths of a percent; 0 when nothing is compared
	Own    Text     // what the member wrote
	Other  *Text    // what it is like; nil when the reader may not read it where it was written, or there is nothing
	Others []string // Shared: everybody with the same text, in order
	More   int      // Again, Elsewhere: how many more there are
}

// Person is somebody with flags.
type Person struct {
	ID    int64
	Name  string
	Flags []Flag
}

// Findings are what a month is pointed out for, by member in the order of the sheet.
type Findings struct {
	People []Person
	Clean  []string // who named no shortcoming three periods running
}

// None reports whether there is nothing to point out.
func (f Findings) None() bool { return len(f.People) == 0 && len(f.Clean) == 0 }

// Look looks at a cell's month: each member's text beside their own of before, their comrades' and, once the month was sent,
// those of all other cells.
func (s *Service) Look(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (Findings, error) {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return Findings{}, err
	}
	var f Findings
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		m, err := read(ctx, tx, scope, cell, month)
		if err != nil {
			return err
		}
		found, err := elsewhere(ctx, tx, scope, cell, month)
		if err != nil {
			return err
		}
		f = m.findings(found)
		return nil
	})
	return f, err
}

// Own is Look for the cell itself before it sends: nothing of others is compared.
func (s *Service) Own(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (Findings, error) {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return Findings{}, err
	}
	m, err := read(ctx, s.DB, scope, cell, month)
	if err != nil {
		return Findings{}, err
	}
	return m.findings(nil), nil
}

const cellSQL = `
SELECT u.id
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell`

// saidSQL is what those said who have to review the month, in it and before, wherever the reader may read it. Of the month
// itself only what was said in this cell counts.
const saidSQL = `
SELECT m.id AS member_id, m.full_name AS name, k.cell_id, u.name AS cell_name, k.month AS start, coalesce(k.mark, '') AS mark, k.note
FROM memberships s
JOIN units c ON c.committee_id = s.committee_id AND c.id = s.unit_id AND c.path <@ ANY (@scope::text[]::ltree[])
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
JOIN marks k ON k.committee_id = s.committee_id AND k.member_id = s.member_id AND k.month BETWEEN @from AND @month
    AND (k.month < @month OR k.cell_id = s.unit_id)
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE s.committee_id = @committee AND s.unit_id = @cell AND s.kind = 'work' AND s.state = 'active'
    AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)
ORDER BY m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id,
    k.month DESC, k.cell_id, k.item_kind, k.item_id`

const openedSQL = `
SELECT r.member_id, max(r.opened_month) AS opened
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN memberships s ON s.committee_id = r.committee_id AND s.member_id = r.member_id AND s.unit_id = @cell AND s.kind = 'work'
    AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.opened_month BETWEEN @clean AND @end
GROUP BY r.member_id`

// line is one note.
type line struct {
	MemberID   int64
	Name       string
	CellID     int64
	CellName   string
	Start      time.Time
	Mark, Note string
}

// read reads a cell's month and what its members said before, in one round trip. NotFound outside the scope.
func read(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, month period.Period) (*monthly, error) {
	var id int64
	var opened time.Time
	var lines []line
	m := &monthly{month: month, cell: cell, mending: map[int64]time.Time{}}
	var b pgx.Batch
	b.Queue(cellSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell})).QueryRow(func(row pgx.Row) error {
		err := row.Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.NotFound("Không tìm thấy chi bộ này trong phạm vi của đồng chí.")
		}
		return err
	})
	deadline.Queue(&b, scope, month, month, func(c deadline.Calendar) error { m.calendar = c; return nil })
	b.Queue(saidSQL, scope.Args(pgx.StrictNamedArgs{
		"cell": cell, "from": month.Start().AddDate(0, -periodsBack*len(month.Months()), 0), "month": month.Start(), "end": month.End(),
	})).Query(func(rows pgx.Rows) (err error) {
		lines, err = pgx.CollectRows(rows, pgx.RowToStructByName[line])
		return err
	})
	b.Queue(openedSQL, scope.Args(pgx.StrictNamedArgs{
		"cell": cell, "clean": month.Start().AddDate(0, -monthsOfQuarter*periodsClean, 0), "end": month.End(),
	})).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&id, &opened}, func() error { m.mending[id] = opened; return nil })
		return err
	})
	if err := db.SendBatch(ctx, &b).Close(); err != nil {
		if apperr.KindOf(err) == apperr.KindNotFound {
			return nil, err
		}
		return nil, fmt.Errorf("read what was said: %w", err)
	}
	m.take(lines)
	return m, nil
}
