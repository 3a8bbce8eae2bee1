package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

const (
	moveTermsSQL = `
INSERT INTO terms (committee_id, user_id, unit_id, role, valid_from)
SELECT t.committee_id, t.user_id, v.id, t.role, @day
FROM terms t
JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN units v ON v.committee_id = t.committee_id AND v.id = @to AND v.path <@ ANY (@scope::text[]::ltree[])
WHERE t.committee_id = @committee AND t.unit_id = @from AND t.valid_to IS NULL
ON CONFLICT DO NOTHING`
	endTermsSQL = `
UPDATE terms t
SET valid_to = greatest(@day::date, t.valid_from + 1)
FROM units u
WHERE t.committee_id = @committee AND t.unit_id = @from AND t.valid_to IS NULL
    AND u.committee_id = t.committee_id AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
	returnTermsSQL = `
WITH back AS (
    UPDATE terms t
    SET valid_to = NULL
    FROM units u
    WHERE t.committee_id = @committee AND t.unit_id = @from AND t.valid_to = greatest(@day::date, t.valid_from + 1)
        AND u.committee_id = t.committee_id AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
    RETURNING t.committee_id, t.user_id, t.role
)
DELETE FROM terms t
USING back b, units u
WHERE t.committee_id = b.committee_id AND t.user_id = b.user_id AND t.role = b.role AND t.unit_id = @to AND t.valid_from = @day
    AND t.valid_to IS NULL
    AND u.committee_id = t.committee_id AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// MoveTermsTx gives whoever holds an office in a unit the same one in another, from a day on, when the unit goes on there:
// nobody is locked out by a reorganisation. The audit is the caller's.
func (s *Service) MoveTermsTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, from, to int64, day time.Time) error {
	if err := execTerms(ctx, tx, scope, moveTermsSQL, pgx.StrictNamedArgs{"from": from, "to": to, "day": day}); err != nil {
		return err
	}
	return execTerms(ctx, tx, scope, endTermsSQL, pgx.StrictNamedArgs{"from": from, "day": day})
}

// ReturnTermsTx takes a move of the day back: offices that ended on it go on, and those that came with it are gone.
func (s *Service) ReturnTermsTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, from, to int64, day time.Time) error {
	return execTerms(ctx, tx, scope, returnTermsSQL, pgx.StrictNamedArgs{"from": from, "to": to, "day": day})
}

func execTerms(ctx context.Context, tx pgx.Tx, scope authz.Scope, sql string, args pgx.StrictNamedArgs) error {
	if _, err := tx.Exec(ctx, sql, scope.Args(args)); err != nil {
		return fmt.Errorf("move the offices of a unit: %w", err)
	}
	return nil
}
