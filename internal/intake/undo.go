package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// undo is what an import found, as the rooms that were written to tell it, or the records that it brought. One of them is there.
type undo struct {
	Records []int64      `json:",omitempty"`
	Units   *org.Undo    `json:",omitempty"`
	Members *member.Undo `json:",omitempty"`
}

const (
	keepUndoSQL = `
INSERT INTO import_undo (committee_id, run_id, before)
VALUES (@committee, @run, @before)`
	takeUndoSQL = `
DELETE FROM import_undo
WHERE committee_id = @committee AND run_id = @run
RETURNING before`
	dropUndoSQL = `
DELETE FROM import_undo d
USING import_runs r
WHERE r.committee_id = d.committee_id AND r.id = d.run_id AND r.applied_at <= @before`
	undoneSQL = `
UPDATE import_runs
SET undone_at = @now
WHERE committee_id = @committee AND id = @run`
)

func keepUndo(ctx context.Context, tx pgx.Tx, committee, run int64, u undo) error {
	if _, err := tx.Exec(ctx, keepUndoSQL, pgx.StrictNamedArgs{"committee": committee, "run": run, "before": u}); err != nil {
		return fmt.Errorf("keep what import %d found: %w", run, err)
	}
	return nil
}

// Undo takes a whole import back that was applied within a day: what it added is gone, what it changed is as it was, in one
// transaction. Conflict, with names, when something was built on it meanwhile.
func (s *Service) Undo(ctx context.Context, actor authz.Actor, run int64) (Run, error) {
	r, err := s.run(ctx, actor, run)
	if err != nil {
		return r, err
	}
	tree, err := s.Org.Tree(ctx, actor)
	if err != nil {
		return r, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		applied, err := lock(ctx, tx, actor, r)
		if err != nil {
			return err
		}
		found, err := s.takeUndo(ctx, tx, actor, r, applied)
		if err != nil {
			return err
		}
		if err = s.takeBack(ctx, tx, actor, r, *applied, found); err != nil {
			return err
		}
		if r.Added+r.Changed >= manyRows {
			if err := postgres.RefreshStatisticsTx(ctx, tx); err != nil {
				return err
			}
		}
		return s.noteUndone(ctx, tx, actor, &r, tree.Root().ID)
	})
	return r, err
}

// takeBack lets the room that was written to write again.
func (s *Service) takeBack(ctx context.Context, tx pgx.Tx, actor authz.Actor, r Run, applied time.Time, found undo) error {
	if b, ok := s.book(r.Kind); ok {
		return b.Withdraw(ctx, tx, actor, found.Records)
	}
	if found.Units != nil {
		return s.Org.UndoTx(ctx, tx, actor, applied, *found.Units, s.Forget)
	}
	return s.Member.UndoTx(ctx, tx, actor, applied, *found.Members)
}

func (s *Service) takeUndo(ctx context.Context, tx pgx.Tx, actor authz.Actor, r Run, applied *time.Time) (u undo, err error) {
	if applied == nil {
		return u, apperr.Conflict("Tệp này chưa được áp dụng nên không có gì để rút lại.")
	}
	err = tx.QueryRow(ctx, takeUndoSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "run": r.ID}).Scan(&u)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && !applied.After(s.Now().Add(-keptFor)):
		return u, apperr.Conflict("Lần nhập này không rút lại được nữa: chỉ rút được một lần, trong 24 giờ sau khi áp dụng.")
	case err != nil:
		return u, fmt.Errorf("read what import %d found: %w", r.ID, err)
	}
	return u, nil
}

func (s *Service) noteUndone(ctx context.Context, tx pgx.Tx, actor authz.Actor, r *Run, root int64) error {
	now := s.Now()
	r.UndoneAt, r.Undoable = &now, false
	if _, err := tx.Exec(ctx, undoneSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "run": r.ID, "now": now}); err != nil {
		return fmt.Errorf("note that import %d was taken back: %w", r.ID, err)
	}
	return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: root, Action: authz.ImportRun, ObjectKind: "import", ObjectID: r.ID,
		Summary: fmt.Sprintf("Rút lại lần nhập %s từ %s: bỏ %s dòng đã thêm, trả lại như cũ %s dòng đã sửa",
			r.Kind.Within(), s.called(*r), vi.Int(r.Added), vi.Int(r.Changed)),
	})
}
