package reorganisation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Done is a reorganisation that was carried out.
type Done struct {
	ID       int64
	Kind     Kind
	Summary  string
	Basis    string
	On       time.Time
	DoneAt   time.Time
	DoneBy   string
	UndoneAt *time.Time
	UndoneBy string
}

// Undoable reports whether it is recent enough to be taken back.
func (d Done) Undoable(now time.Time) bool {
	return d.UndoneAt == nil && now.Before(d.DoneAt.Add(undoWithin))
}

const listSQL = `
SELECT r.id, r.kind, r.summary, r.basis, r.holds_from AS "on", r.done_at, r.done_by, r.undone_at, r.undone_by
FROM reorganisations r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.unit_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY r.done_at DESC, r.id DESC
LIMIT 100`

// List is what was reorganised, the newest first.
func (s *Service) List(ctx context.Context, actor authz.Actor) ([]Done, error) {
	scope, err := actor.Scope(authz.UnitWrite)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(nil))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Done])
	if err != nil {
		return nil, fmt.Errorf("list the reorganisations: %w", err)
	}
	return list, nil
}

const lockSQL = `
SELECT r.id, r.kind, r.summary, r.basis, r.holds_from AS "on", r.done_at, r.done_by, r.undone_at, r.undone_by,
    r.unit_id, r.founded, r.ended, r.went_to, r.moves
FROM reorganisations r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.unit_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id
FOR UPDATE OF r`

// kept is the record with what is needed to take it back.
type kept struct {
	Done
	UnitID                 int64
	Founded, Ended, WentTo []int64
	Moves                  []byte
}

// builtSQL finds what was built on a reorganisation since: months written or sent in the units it founded or by the people
// it moved, people who came, units below.
const builtSQL = `
SELECT EXISTS (
    SELECT FROM packets k WHERE k.committee_id = @committee AND k.cell_id = ANY (@founded) AND k.state <> 'open'
    UNION ALL
    SELECT FROM reviews r WHERE r.committee_id = @committee AND r.cell_id = ANY (@cells) AND r.member_id = ANY (@people) AND r.updated_at >= @since
    UNION ALL
    SELECT FROM marks r WHERE r.committee_id = @committee AND r.cell_id = ANY (@cells) AND r.member_id = ANY (@people) AND r.updated_at >= @since
    UNION ALL
    SELECT FROM remedies r WHERE r.committee_id = @committee AND r.cell_id = ANY (@founded) AND r.continues_id IS NULL
    UNION ALL
    SELECT FROM memberships s
    JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
    WHERE s.committee_id = @committee AND s.unit_id = ANY (@founded) AND NOT s.member_id = ANY (@people)
    UNION ALL
    SELECT FROM units u
    WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.parent_id = ANY (@founded) AND NOT u.id = ANY (@founded)
    UNION ALL
    SELECT FROM assignments a WHERE a.committee_id = @committee AND a.cell_id = ANY (@founded) AND a.given_on >= @since::date
)`

const undoneSQL = `
UPDATE reorganisations r SET undone_at = @now, undone_by = @by
FROM units u
WHERE r.committee_id = @committee AND r.id = @id AND u.committee_id = r.committee_id AND u.id = r.unit_id
    AND u.path <@ ANY (@scope::text[]::ltree[])`

// Undo takes a reorganisation back, within a day and while nothing is built on it.
func (s *Service) Undo(ctx context.Context, actor authz.Actor, id int64) error {
	scope, err := actor.Scope(authz.UnitWrite)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, lockSQL, scope.Args(pgx.StrictNamedArgs{"id": id}))
		k, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[kept])
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.NotFound("Không tìm thấy lần sắp xếp này trong phạm vi của đồng chí.")
		}
		if err != nil {
			return fmt.Errorf("find the reorganisation: %w", err)
		}
		var moves []member.Move
		if err := json.Unmarshal(k.Moves, &moves); err != nil {
			return fmt.Errorf("read the moves: %w", err)
		}
		if err := s.mayUndo(ctx, tx, scope, k, moves); err != nil {
			return err
		}
		return s.undo(ctx, tx, actor, scope, k, moves)
	})
}

func (s *Service) mayUndo(ctx context.Context, tx pgx.Tx, scope authz.Scope, k kept, moves []member.Move) error {
	switch {
	case k.UndoneAt != nil:
		return apperr.Conflict("Lần sắp xếp này đã được hoàn tác lúc " + vi.Moment(*k.UndoneAt) + ".")
	case !k.Undoable(s.Now()):
		return apperr.Conflict("Chỉ hoàn tác được trong 24 giờ. Muốn đổi nữa, đồng chí lập một lần sắp xếp mới.")
	}
	people := make([]int64, len(moves))
	for i, m := range moves {
		people[i] = m.MemberID
	}
	var built bool
	err := tx.QueryRow(ctx, builtSQL, scope.Args(pgx.StrictNamedArgs{
		"founded": k.Founded, "cells": append(k.Founded, k.WentTo...), "people": people, "since": k.DoneAt,
	})).Scan(&built)
	if err != nil {
		return fmt.Errorf("look for what was built since: %w", err)
	}
	if built {
		return apperr.Conflict("Sau khi sắp xếp đã có phiếu tự soi, đảng viên hoặc việc mới ghi ở đơn vị mới, nên không hoàn tác được. Đồng chí lập một lần sắp xếp mới.")
	}
	return nil
}

func (s *Service) undo(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, k kept, moves []member.Move) error {
	if err := s.Org.TakeBackTx(ctx, tx, scope, k.On, k.Founded, k.Ended); err != nil {
		return err
	}
	if err := s.Member.UndoMovesTx(ctx, tx, actor, scope, k.On, moves); err != nil {
		if apperr.KindOf(err) == apperr.KindConflict {
			return apperr.Conflict("Có đồng chí đã được chuyển tiếp hoặc đổi trạng thái sau khi sắp xếp, nên không hoàn tác được.")
		}
		return err
	}
	for i, from := range k.Ended {
		if err := s.Account.ReturnTermsTx(ctx, tx, scope, from, k.WentTo[i], k.On); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, undoneSQL, scope.Args(pgx.StrictNamedArgs{"id": k.ID, "now": s.Now(), "by": actor.Name})); err != nil {
		return fmt.Errorf("note that it was taken back: %w", err)
	}
	return s.Org.RecordTx(ctx, tx, actor, k.UnitID, "Hoàn tác: "+k.Summary, "")
}
