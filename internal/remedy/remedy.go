// Package remedy is the life of what fell short: opened in a cell's month, put off with a reason, reported mended, and
// verified by somebody else.
//
// It alone writes remedies. A remedy is opened only inside the transaction of [tusoi/internal/review], which holds the lock
// of the month that it is opened in; afterwards it goes on under the lock of its own row, whatever became of that month. It
// is never verified by its owner, its first date never moves, and a date is never put off without a reason.
package remedy

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// Service reads and writes remedies.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
}

// State is how far a mending has come.
type State string

// The states of a remedy.
const (
	Open       State = "open"
	InProgress State = "in_progress"
	Reported   State = "reported" // waits for somebody else's word
	Verified   State = "verified"
	Carried    State = "carried" // goes on as another remedy, in the cell to which its member moved
)

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Open:
		return "Chưa sửa"
	case InProgress:
		return "Đang sửa"
	case Reported:
		return "Đã báo xong, chờ xác nhận"
	case Verified:
		return "Đã xác nhận"
	case Carried:
		return "Theo đồng chí sang chi bộ khác"
	}
	return string(s)
}

// Mending reports whether there is still something to do: not reported and not verified.
func (s State) Mending() bool { return s == Open || s == InProgress }

// Remedy is a shortcoming and its mending.
type Remedy struct {
	ID          int64
	MemberID    int64
	MemberName  string
	CellID      int64
	CellName    string
	OpenedMonth time.Time
	Shortcoming string
	Cause       string
	Action      string
	FirstDueOn  time.Time
	DueOn       time.Time
	Rolls       int
	State       State
	Result      string
	ReportedOn  *time.Time
	VerifiedOn  *time.Time
	VerifiedBy  string
}

const findSQL = `
SELECT r.id, r.member_id, m.full_name AS member_name, r.cell_id, u.name AS cell_name, r.opened_month, r.shortcoming, r.cause,
    r.action, r.first_due_on, r.due_on, r.rolls, r.state, r.result, r.reported_on, r.verified_on, r.verified_by
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id
FOR UPDATE OF r`

func find(ctx context.Context, tx pgx.Tx, scope authz.Scope, id int64) (Remedy, error) {
	rows, _ := tx.Query(ctx, findSQL, scope.Args(pgx.StrictNamedArgs{"id": id}))
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Remedy])
	if errors.Is(err, pgx.ErrNoRows) {
		return r, apperr.NotFound("Không tìm thấy việc tự sửa này trong phạm vi của đồng chí.")
	}
	return r, err
}

// Find is one remedy, for the page that it stands on; to a member only their own.
func (s *Service) Find(ctx context.Context, actor authz.Actor, id int64) (r Remedy, err error) {
	action := authz.ReviewRead
	if !actor.May(action) {
		action = authz.OwnRead
	}
	scope, err := actor.Scope(action)
	if err != nil {
		return r, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		r, err = find(ctx, tx, scope, id)
		return err
	})
	if err == nil && action == authz.OwnRead && r.MemberID != actor.MemberID {
		return Remedy{}, apperr.NotFound("Không tìm thấy việc tự sửa này trong phạm vi của đồng chí.")
	}
	return r, err
}

// monthSQL lists what the cell's members have to mend in the month: opened by then and not verified before it.
const monthSQL = `
SELECT r.id, r.member_id, m.full_name AS member_name, r.cell_id, u.name AS cell_name, r.opened_month, r.shortcoming, r.cause,
    r.action, r.first_due_on, r.due_on, r.rolls, r.state, r.result, r.reported_on, r.verified_on, r.verified_by
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.cell_id = @cell
    AND r.member_id = ANY (@members) AND r.opened_month <= @month AND (r.verified_on IS NULL OR r.verified_on >= @month)
    AND (r.carried_on IS NULL OR r.carried_on > @end)
ORDER BY r.due_on, r.id`

// QueueMonth puts the remedies of a cell's month among the statements of a batch, so that the sheet is still read in one
// round trip; each is handed to take.
func QueueMonth(b *pgx.Batch, scope authz.Scope, cell int64, month period.Period, members []int64, take func(Remedy)) {
	args := scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start(), "end": month.End(), "members": members})
	b.Queue(monthSQL, args).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Remedy])
		for _, r := range list {
			take(r)
		}
		return err
	})
}

const dueSQL = `
SELECT r.id, r.member_id, m.full_name AS member_name, r.cell_id, u.name AS cell_name, r.opened_month, r.shortcoming, r.cause,
    r.action, r.first_due_on, r.due_on, r.rolls, r.state, r.result, r.reported_on, r.verified_on, r.verified_by
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.state NOT IN ('verified', 'carried') AND r.due_on <= @until
ORDER BY r.due_on, r.id
LIMIT 40`

// ahead is how many days before its date a remedy appears in the list of work.
const ahead = 7

// Due lists what the actor's cells have to mend by now or soon.
func (s *Service) Due(ctx context.Context, actor authz.Actor) ([]Remedy, error) {
	scope, err := actor.Scope(authz.ReviewWrite)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, dueSQL, scope.Args(pgx.StrictNamedArgs{"until": vi.Today(s.Now()).AddDate(0, 0, ahead)}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Remedy])
}
