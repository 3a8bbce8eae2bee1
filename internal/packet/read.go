package packet

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/vi"
)

const packetSQL = `
SELECT u.id AS cell_id, u.name AS cell_name, p.id AS parent_id, p.name AS parent_name, u.path::text AS cell_path, u.kind AS cell_kind,
    CASE WHEN p.kind = 'subcommittee' THEN subpath(p.path, 0, -1) ELSE p.path END::text AS above_path,
    coalesce(k.state, 'open') AS state, k.first_sent_at, k.sent_at, coalesce(k.sent_by, '') AS sent_by,
    k.decided_at, coalesce(k.decided_by, '') AS decided_by, coalesce(k.return_reason, '') AS return_reason,
    coalesce(k.summary, '') AS summary
FROM units u
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN packets k ON k.committee_id = u.committee_id AND k.cell_id = u.id AND k.month = @month
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @end AND (u.valid_to IS NULL OR u.valid_to > @month)`

// Queue reads a cell's month within a batch; NotFound outside the scope, for what is no cell, and for a month in which it did
// not stand; [deadline.Elsewhere] for a month or quarter by which the committee does not review itself.
func (s *Service) Queue(b *pgx.Batch, scope authz.Scope, cell int64, month period.Period, p *Packet) {
	args := scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start(), "end": month.End()})
	b.Queue(packetSQL, args).Query(func(rows pgx.Rows) (err error) {
		*p, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Packet])
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.NotFound("Không tìm thấy chi bộ này trong kỳ đã chọn, hoặc chi bộ không thuộc phạm vi của đồng chí.")
		}
		p.Month = month
		return err
	})
	deadline.Queue(b, scope, month, month, func(c deadline.Calendar) error {
		p.Due, p.Before, p.After = c.Of(p.CellPath, month, vi.Today(s.Now())), c.Before(month), c.After(month)
		return c.Check(month)
	})
}

// makeSQL makes the packet of a cell's month when it is missing: never of what is no cell, or did not stand in the month.
const makeSQL = `
INSERT INTO packets (committee_id, cell_id, month)
SELECT u.committee_id, u.id, @month
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @end AND (u.valid_to IS NULL OR u.valid_to > @month)
ON CONFLICT (committee_id, cell_id, month) DO NOTHING`

// lockSQL lets one writer at a time into a cell's month, until the end of the transaction.
const lockSQL = `
SELECT k.month
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.cell_id = @cell AND k.month = @month
FOR UPDATE OF k`

// LockTx locks a cell's month and reads it, in one round trip.
func (s *Service) LockTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, cell int64, month period.Period) (p Packet, err error) {
	var b pgx.Batch
	s.QueueLock(&b, scope, cell, month, &p)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return p, fmt.Errorf("lock the month: %w", err)
	}
	return p, nil
}

// QueueLock locks and reads a cell's month at the head of a batch. The lock is a statement of its own before the reading ones:
// only then do they, and what the caller queues after them, see what the writer before us committed.
func (s *Service) QueueLock(b *pgx.Batch, scope authz.Scope, cell int64, month period.Period, p *Packet) {
	b.Queue(makeSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start(), "end": month.End()}))
	b.Queue(lockSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start()}))
	s.Queue(b, scope, cell, month, p)
}

// MustBeOpen refuses what the cell may not write: Conflict, in words, once the month was sent or closed, Invalid before it
// came.
func (s *Service) MustBeOpen(p Packet) error {
	if err := s.mustHaveCome(p.Month); err != nil {
		return err
	}
	if !p.State.Editable() {
		return apperr.Conflict(fmt.Sprintf("Hồ sơ %s đang ở bước “%s” nên chi bộ không sửa được nữa. Cần sửa thì đề nghị cấp trên trả lại.", p.Month.Label(), p.State.Label()))
	}
	return p.MustBeOpen(p.Month)
}

// mustHaveCome refuses a month of the future: nobody can say yet what was done in it.
func (s *Service) mustHaveCome(month period.Period) error {
	if month.Start().After(vi.Today(s.Now())) {
		return apperr.Invalid(fmt.Sprintf("Chưa đến %s nên chưa ghi được.", month.Label()))
	}
	return nil
}
