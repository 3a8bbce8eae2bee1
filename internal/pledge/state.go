package pledge

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

const countSQL = `
SELECT count(*)
FROM pledge_items i
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.cell_id
WHERE i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND i.pledge_id = @pledge`

// Submit hands a sheet in: from now on its items are looked at every month.
func (s *Service) Submit(ctx context.Context, actor authz.Actor, member int64, year int) error {
	return s.submit(ctx, actor, cellHand, member, year)
}

// SubmitOwn is a member handing in the own sheet.
func (s *Service) SubmitOwn(ctx context.Context, actor authz.Actor, year int) error {
	return s.submit(ctx, actor, ownHand, actor.MemberID, year)
}

func (s *Service) submit(ctx context.Context, actor authz.Actor, h hand, member int64, year int) error {
	return s.step(ctx, actor, h, member, year, func(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, now time.Time) error {
		switch l.State {
		case Submitted:
			return nil
		case Approved:
			return apperr.Conflict("Bản cam kết này chi bộ đã duyệt rồi.")
		}
		var items int
		if err := tx.QueryRow(ctx, countSQL, scope.Args(pgx.StrictNamedArgs{"pledge": l.ID})).Scan(&items); err != nil {
			return fmt.Errorf("count the items: %w", err)
		}
		if items == 0 {
			return apperr.Invalid("Bản cam kết chưa có nội dung nào. Ghi ít nhất một việc rồi nộp.")
		}
		if err := s.touch(ctx, tx, scope, actor, h, l, Submitted, false, now); err != nil {
			return err
		}
		return s.moved(ctx, tx, actor, h, l, Submitted, now, fmt.Sprintf("Nộp bản cam kết năm %d", year), "")
	})
}

const sendBackSQL = `
UPDATE pledges
SET return_reason = @reason, returned_by = @by, returned_at = @now
WHERE committee_id = @committee AND id = @pledge
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = pledges.committee_id AND u.id = pledges.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))`

const maxReason = 500

// SendBack gives a sheet that was handed in back to whoever wrote it, with a reason. Until it is handed in again no month
// looks at its items.
func (s *Service) SendBack(ctx context.Context, actor authz.Actor, member int64, year int, reason string) error {
	if _, err := actor.Scope(authz.PledgeWrite); err != nil {
		return err
	}
	reason = vi.CleanText(reason)
	if err := checkReason(reason, "ly-do"); err != nil {
		return err
	}
	return s.step(ctx, actor, cellHand, member, year, func(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, now time.Time) error {
		if l.State != Submitted {
			return apperr.Conflict(fmt.Sprintf("Chỉ trả lại được bản đã nộp. Bản này đang ở bước “%s”.", l.State.Label()))
		}
		by, err := audit.SignTx(ctx, tx, actor, authz.PledgeWrite, l.CellID)
		if err != nil {
			return err
		}
		if err := s.touch(ctx, tx, scope, actor, cellHand, l, Draft, false, now); err != nil {
			return err
		}
		args := scope.Args(pgx.StrictNamedArgs{"pledge": l.ID, "reason": reason, "by": by, "now": now})
		if _, err := tx.Exec(ctx, sendBackSQL, args); err != nil {
			return fmt.Errorf("send a sheet back: %w", err)
		}
		return s.moved(ctx, tx, actor, cellHand, l, Draft, now, fmt.Sprintf("Trả lại bản cam kết năm %d", year), reason)
	})
}

func checkReason(reason, field string) error {
	switch n := utf8.RuneCountInString(reason); {
	case n < 3:
		return apperr.Invalid("", apperr.Field{Name: field, Msg: "Ghi lý do, một câu là đủ."})
	case n > maxReason:
		return apperr.Invalid("", apperr.Field{Name: field, Msg: fmt.Sprintf("Lý do dài %d ký tự, nhiều nhất là %d. Rút gọn lại.", n, maxReason)})
	}
	return nil
}

// step locks one sheet and does something with it.
func (s *Service) step(ctx context.Context, actor authz.Actor, h hand, member int64, year int,
	do func(context.Context, pgx.Tx, authz.Scope, locked, time.Time) error,
) error {
	scope, err := actor.Scope(h.action)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		l, err := s.lock(ctx, tx, scope, member, year, now)
		if err != nil {
			return err
		}
		return do(ctx, tx, scope, l, now)
	})
}

// moved leaves the trail of a step and counts the month again.
func (s *Service) moved(ctx context.Context, tx pgx.Tx, actor authz.Actor, h hand, l locked, to State, now time.Time, words, reason string) error {
	err := audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: l.CellID, Action: h.action, ObjectKind: "pledge", ObjectID: l.ID, Summary: words, Reason: reason,
		Before: map[string]State{"state": l.State}, After: map[string]State{"state": to},
	})
	if err != nil {
		return err
	}
	return s.changed(ctx, tx, actor.Committee, l.CellID, now)
}
