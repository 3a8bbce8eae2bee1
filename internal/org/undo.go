package org

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Undo is what an import of units found and what it left, so that the whole of it can be taken back.
type Undo struct {
	Added   []int64
	Changed []Unit  // as they were; Version is the one that the import left
	Renamed []int64 // the events that it noted
}

const unitsSQL = `
SELECT u.id, coalesce(u.parent_id, 0) AS parent_id, u.kind, u.type, u.name, u.code, u.path::text AS path, u.valid_from, u.valid_to, u.beyond, u.version
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@units)
ORDER BY u.id
FOR UPDATE`

func unitsOf(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]Unit, error) {
	rows, _ := tx.Query(ctx, unitsSQL, scope.Args(pgx.StrictNamedArgs{"units": ids}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Unit])
	if err != nil {
		return nil, fmt.Errorf("read the units of an import: %w", err)
	}
	return list, nil
}

const (
	builtOnSQL = `
SELECT u.name
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@added)
    AND (EXISTS (SELECT FROM units x WHERE x.committee_id = u.committee_id AND x.parent_id = u.id AND x.id <> ALL (@added))
        OR EXISTS (SELECT FROM memberships x WHERE x.committee_id = u.committee_id AND x.unit_id = u.id)
        OR EXISTS (SELECT FROM terms x WHERE x.committee_id = u.committee_id AND x.unit_id = u.id)
        OR EXISTS (SELECT FROM packets x WHERE x.committee_id = u.committee_id AND x.cell_id = u.id)
        OR EXISTS (SELECT FROM assignments x WHERE x.committee_id = u.committee_id AND x.cell_id = u.id)
        OR EXISTS (SELECT FROM tasks x WHERE x.committee_id = u.committee_id AND x.giver_unit_id = u.id))
ORDER BY u.id`
	sentSinceSQL = `
SELECT DISTINCT u.name
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@changed)
    AND k.state NOT IN ('open', 'returned') AND k.sent_at > @applied
ORDER BY u.name`
	ungrowSQL = `
WITH noted AS (
    DELETE FROM unit_events e
    USING units u
    WHERE e.committee_id = @committee AND u.committee_id = e.committee_id AND u.id = e.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
        AND (e.unit_id = ANY (@added) OR e.id = ANY (@renamed))
)
DELETE FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@added)`
)

// Forget drops what other rooms count for cells that never were.
type Forget func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64) error

// UndoTx takes back an import of units that was applied at a moment: those it added are gone, those it changed are as they
// were. It leaves the audit to the import. Conflict, with names, when somebody changed one of them since, when something
// was built on one that was added, or when a changed cell has sent a month.
func (s *Service) UndoTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, applied time.Time, u Undo, forget Forget) error {
	scope, err := actor.Scope(authz.ImportRun)
	if err != nil {
		return err
	}
	if err := u.stands(ctx, tx, scope, applied); err != nil {
		return err
	}
	if err := forget(ctx, tx, actor.Committee, u.Added); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, ungrowSQL, scope.Args(pgx.StrictNamedArgs{"added": u.Added, "renamed": u.Renamed}))
	if postgres.Constraint(err) != "" {
		return &apperr.Error{Kind: apperr.KindConflict, Err: err, Msg: "Không rút lại được lần nhập này: đã có ghi chép khác về tổ chức vừa thêm."}
	}
	if err := refused(err, tag.RowsAffected(), int64(len(u.Added))); err != nil {
		return err
	}
	return writeUnits(ctx, tx, scope, s.Now(), u.Changed)
}

// stands refuses, with names, when the import can no longer be taken back.
func (u Undo) stands(ctx context.Context, tx pgx.Tx, scope authz.Scope, applied time.Time) error {
	left, ids := map[int64]int{}, []int64{}
	for _, id := range u.Added {
		left[id], ids = 1, append(ids, id)
	}
	var changed []int64
	for _, c := range u.Changed {
		left[c.ID], ids, changed = c.Version, append(ids, c.ID), append(changed, c.ID)
	}
	now, err := unitsOf(ctx, tx, scope, ids)
	if err != nil {
		return err
	}
	var names []string
	for _, unit := range now {
		if unit.Version != left[unit.ID] {
			names = append(names, unit.Name)
		}
	}
	if len(names) > 0 {
		return irrevocable("đã được sửa sau lần nhập: ", names)
	}
	for _, obstacle := range []struct {
		sql, text string
		args      pgx.StrictNamedArgs
	}{
		{builtOnSQL, "đã có đảng viên, tài khoản, việc hoặc tổ chức trực thuộc: ", pgx.StrictNamedArgs{"added": u.Added}},
		{sentSinceSQL, "chi bộ đã gửi hồ sơ tự soi sau lần nhập: ", pgx.StrictNamedArgs{"changed": changed, "applied": applied}},
	} {
		rows, _ := tx.Query(ctx, obstacle.sql, scope.Args(obstacle.args))
		if names, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return fmt.Errorf("look for what was built on an import: %w", err)
		}
		if len(names) > 0 {
			return irrevocable(obstacle.text, names)
		}
	}
	return nil
}

func irrevocable(text string, names []string) error {
	return apperr.Conflict("Không rút lại được lần nhập này: " + text + vi.Few(names) + ".")
}
