package pledge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

// next is the whole life of a sheet. A step that leads where the sheet is already does nothing.
var next = map[State]State{Draft: Submitted, Submitted: Approved}

const countSQL = `
SELECT count(*)
FROM pledge_items i
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.cell_id
WHERE i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND i.pledge_id = @pledge`

// Submit hands a sheet in: from now on its items are looked at every month.
func (s *Service) Submit(ctx context.Context, actor authz.Actor, member int64, year int) error {
	return s.step(ctx, actor, member, year, Submitted, "Nộp bản cam kết năm %d")
}

// Approve is the cell's word that the sheet stands as it is.
func (s *Service) Approve(ctx context.Context, actor authz.Actor, member int64, year int) error {
	return s.step(ctx, actor, member, year, Approved, "Chi bộ duyệt bản cam kết năm %d")
}

func (s *Service) step(ctx context.Context, actor authz.Actor, member int64, year int, to State, words string) error {
	scope, err := actor.Scope(authz.PledgeWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		l, err := s.lock(ctx, tx, scope, member, year, now)
		if err != nil || l.State == to {
			return err
		}
		if next[l.State] != to {
			return apperr.Conflict(fmt.Sprintf("Bản cam kết đang ở bước “%s” nên chưa làm được việc này.", l.State.Label()))
		}
		var items int
		if err := tx.QueryRow(ctx, countSQL, scope.Args(pgx.StrictNamedArgs{"pledge": l.ID})).Scan(&items); err != nil {
			return fmt.Errorf("count the items: %w", err)
		}
		if items == 0 {
			return apperr.Invalid("Bản cam kết chưa có nội dung nào. Ghi ít nhất một việc rồi nộp.")
		}
		if err := s.touch(ctx, tx, scope, l, to, now); err != nil {
			return err
		}
		err = audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: l.CellID, Action: authz.PledgeWrite, ObjectKind: "pledge", ObjectID: l.ID, Summary: fmt.Sprintf(words, year),
			Before: map[string]State{"state": l.State}, After: map[string]State{"state": to},
		})
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, actor.Committee, l.CellID, now)
	})
}
