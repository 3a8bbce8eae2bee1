package inspection

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/record"
)

// insertSQL writes in the order of the drafts, so that the ids come back in it.
const insertSQL = `
INSERT INTO inspections (committee_id, unit_id, target_id, member_id, body, kind, form, subject, in_plan, planned_on, whole_month, number, team, done_on,
    conclusion_number, conclusion, updated_at)
SELECT u.committee_id, u.id, d.target_id, nullif(d.member_id, 0), d.body, d.kind, d.form, d.subject, d.in_plan, d.planned_on, d.whole_month, d.number, d.team,
    nullif(d.done_on, '0001-01-01'), d.conclusion_number, d.conclusion, @now
FROM ROWS FROM (jsonb_to_recordset(@drafts::jsonb) AS (unit_id bigint, target_id bigint, member_id bigint, body text, kind text, form text, subject text,
    in_plan boolean, planned_on date, whole_month boolean, number text, team text, done_on date, conclusion_number text, conclusion text))
    WITH ORDINALITY AS d (unit_id, target_id, member_id, body, kind, form, subject, in_plan, planned_on, whole_month, number, team, done_on, conclusion_number,
    conclusion, position)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY d.position
RETURNING id`

func insert(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []Check) ([]int64, error) {
	rows, _ := tx.Query(ctx, insertSQL, scope.Args(pgx.StrictNamedArgs{"drafts": drafts, "now": now}))
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

const updateSQL = `
UPDATE inspections i
SET unit_id = u.id, target_id = d.target_id, member_id = nullif(d.member_id, 0), body = d.body, kind = d.kind, form = d.form, subject = d.subject,
    in_plan = d.in_plan, planned_on = d.planned_on, whole_month = d.whole_month, number = d.number, team = d.team, done_on = nullif(d.done_on, '0001-01-01'),
    conclusion_number = d.conclusion_number, conclusion = d.conclusion, version = i.version + 1, updated_at = @now
FROM jsonb_to_record(@draft::jsonb) AS d (unit_id bigint, target_id bigint, member_id bigint, body text, kind text, form text, subject text, in_plan boolean,
    planned_on date, whole_month boolean, number text, team text, done_on date, conclusion_number text, conclusion text)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE i.committee_id = @committee AND i.id = @id`

func update(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, d Check) error {
	_, err := tx.Exec(ctx, updateSQL, scope.Args(pgx.StrictNamedArgs{"id": id, "draft": d, "now": now}))
	return err
}

const (
	mendedSQL = `
SELECT r.id
FROM remedies r
JOIN inspections i ON i.committee_id = r.committee_id AND i.id = r.inspection_id
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.unit_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND i.id = ANY (@ids)
ORDER BY r.id
LIMIT 1`
	deleteSQL = `
DELETE FROM inspections i
USING units u
WHERE i.committee_id = @committee AND i.id = ANY (@ids)
    AND u.committee_id = i.committee_id AND u.id = i.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// remove never takes a check out that shortcomings lead back to.
func remove(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error {
	args := scope.Args(pgx.StrictNamedArgs{"ids": ids})
	var mending int64
	err := tx.QueryRow(ctx, mendedSQL, args).Scan(&mending)
	if err == nil {
		return apperr.Conflict(fmt.Sprintf("Từ cuộc kiểm tra, giám sát này đã mở việc tự sửa số %d, nên không bỏ được. Nếu ghi sai thì sửa lại.", mending))
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	_, err = tx.Exec(ctx, deleteSQL, args)
	return err
}

const holdSQL = `
SELECT i.id, i.version, i.unit_id, i.target_id, coalesce(i.member_id, 0) AS member_id, i.body, i.kind, i.form, i.subject, i.in_plan, i.planned_on, i.whole_month,
    i.number, i.team, coalesce(i.done_on, '0001-01-01') AS done_on, i.conclusion_number, i.conclusion
FROM inspections i
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.unit_id
WHERE i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND i.id = ANY (@ids)
ORDER BY i.id
FOR UPDATE OF i`

func hold(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]record.Held[Check], error) {
	type row struct {
		ID      int64
		Version int
		Check
	}
	rows, _ := tx.Query(ctx, holdSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return record.CollectHeld(rows, func(r row) record.Held[Check] {
		return record.Held[Check]{ID: r.ID, Version: r.Version, Draft: r.Check}
	})
}
