package inspection

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
)

const insertModelsSQL = `
INSERT INTO model_registrations (committee_id, unit_id, year, registered_on, lost_on, lost_reason, recognised_on, recognised_number, updated_at)
SELECT u.committee_id, u.id, d.year, d.registered_on, nullif(d.lost_on, '0001-01-01'), d.lost_reason, nullif(d.recognised_on, '0001-01-01'),
    d.recognised_number, @now
FROM ROWS FROM (jsonb_to_recordset(@drafts::jsonb) AS (unit_id bigint, year int, registered_on date, lost_on date, lost_reason text, recognised_on date,
    recognised_number text)) WITH ORDINALITY AS d (unit_id, year, registered_on, lost_on, lost_reason, recognised_on, recognised_number, position)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY d.position
RETURNING id`

func insertModels(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []Registration) ([]int64, error) {
	rows, _ := tx.Query(ctx, insertModelsSQL, scope.Args(pgx.StrictNamedArgs{"drafts": drafts, "now": now}))
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, twice(err)
	}
	return ids, lookAgain(ctx, tx, scope, drafts)
}

// twice tells a cell that somebody else registered at the same moment.
func twice(err error) error {
	if postgres.Constraint(err) == "model_registrations_pkey" {
		return apperr.Conflict("Một chi bộ vừa được người khác đăng ký cho năm này. Đồng chí tải lại trang rồi xem lại.")
	}
	return err
}

const updateModelsSQL = `
UPDATE model_registrations r
SET unit_id = u.id, year = d.year, registered_on = d.registered_on, lost_on = nullif(d.lost_on, '0001-01-01'), lost_reason = d.lost_reason,
    recognised_on = nullif(d.recognised_on, '0001-01-01'), recognised_number = d.recognised_number, version = r.version + 1, updated_at = @now
FROM ROWS FROM (jsonb_to_recordset(@drafts::jsonb) AS (unit_id bigint, year int, registered_on date, lost_on date, lost_reason text, recognised_on date,
    recognised_number text), unnest(@ids::bigint[])) AS d (unit_id, year, registered_on, lost_on, lost_reason, recognised_on, recognised_number, id)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE r.committee_id = @committee AND r.id = d.id`

// updateModels writes drafts over the registrations of those ids.
func updateModels(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, ids []int64, drafts []Registration) error {
	if _, err := tx.Exec(ctx, updateModelsSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids, "drafts": drafts, "now": now})); err != nil {
		return twice(err)
	}
	return lookAgain(ctx, tx, scope, drafts)
}

const deleteModelsSQL = `
DELETE FROM model_registrations r
USING units u
WHERE r.committee_id = @committee AND r.id = ANY (@ids)
    AND u.committee_id = r.committee_id AND u.id = r.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`

func deleteModels(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error {
	_, err := tx.Exec(ctx, deleteModelsSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return err
}

const holdModelsSQL = `
SELECT r.id, r.version, r.unit_id, r.year, r.registered_on, coalesce(r.lost_on, '0001-01-01') AS lost_on, r.lost_reason,
    coalesce(r.recognised_on, '0001-01-01') AS recognised_on, r.recognised_number
FROM model_registrations r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.unit_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = ANY (@ids)
ORDER BY r.id
FOR UPDATE OF r`

func holdModels(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]record.Held[Registration], error) {
	type row struct {
		ID      int64
		Version int
		Registration
	}
	rows, _ := tx.Query(ctx, holdModelsSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return record.CollectHeld(rows, func(r row) record.Held[Registration] {
		return record.Held[Registration]{ID: r.ID, Version: r.Version, Draft: r.Registration}
	})
}

// disciplinedSQL leaves what was lost for another reason as it is.
const disciplinedSQL = `
WITH cases AS (
    SELECT p.unit_id, p.year, min(d.decided_on) AS day
    FROM (SELECT DISTINCT unit_id, year FROM unnest(@units::bigint[], @years::int[]) AS l (unit_id, year)) p
    JOIN units u ON u.committee_id = @committee AND u.id = p.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
    LEFT JOIN disciplines d ON d.committee_id = u.committee_id AND d.unit_id = u.id AND d.member_id IS NOT NULL AND d.cancelled_on IS NULL
        AND d.decided_on >= make_date(p.year, 1, 1) AND d.decided_on < make_date(p.year + 1, 1, 1)
    GROUP BY p.unit_id, p.year
)
UPDATE model_registrations r
SET disciplined_on = c.day
FROM cases c
WHERE r.committee_id = @committee AND r.unit_id = c.unit_id AND r.year = c.year AND r.disciplined_on IS DISTINCT FROM c.day`

// DisciplinedTx ends the registrations of cells for years in which a member was disciplined, on the day of the first decision, and gives them
// back when there is none any more. The book of discipline calls it in the transaction that changes it.
func DisciplinedTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, units []int64, years []int32) error {
	if _, err := tx.Exec(ctx, disciplinedSQL, scope.Args(pgx.StrictNamedArgs{"units": units, "years": years})); err != nil {
		return fmt.Errorf("look at the registrations again: %w", err)
	}
	return nil
}

// lookAgain asks the book of discipline about registrations that were written.
func lookAgain(ctx context.Context, tx pgx.Tx, scope authz.Scope, drafts []Registration) error {
	var units []int64
	var years []int32
	for _, d := range drafts {
		units, years = append(units, d.UnitID), append(years, int32(d.Year))
	}
	return DisciplinedTx(ctx, tx, scope, units, years)
}
