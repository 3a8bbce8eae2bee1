package org

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

const (
	unfoundSQL = `
UPDATE units u SET valid_to = u.valid_from, version = u.version + 1, updated_at = @now
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@founded)`
	reopenSQL = `
UPDATE units u SET valid_to = NULL, version = u.version + 1, updated_at = @now
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@ended) AND u.valid_to = @day`
	forgetSQL = `
DELETE FROM unit_events e
USING units u
WHERE e.committee_id = @committee AND u.committee_id = e.committee_id AND u.id = e.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND e.happened_on = @day AND (e.unit_id = ANY (@founded) AND e.kind = 'founded'
        OR e.kind IN ('merged', 'moved', 'split') AND (e.unit_id = ANY (@ended) OR e.other_unit_id = ANY (@founded)))`
)

// TakeBackTx takes a reorganisation of the day back: the units it founded have stood on no day, those it ended go on. The audit,
// in which both remain, is the caller's.
func (s *Service) TakeBackTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, founded, ended []int64) error {
	now := s.Now()
	if _, err := tx.Exec(ctx, unfoundSQL, scope.Args(pgx.StrictNamedArgs{"founded": founded, "now": now})); err != nil {
		return fmt.Errorf("take the founding of units back: %w", err)
	}
	tag, err := tx.Exec(ctx, reopenSQL, scope.Args(pgx.StrictNamedArgs{"ended": ended, "day": day, "now": now}))
	if err := refused(err, tag.RowsAffected(), int64(len(ended))); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, forgetSQL, scope.Args(pgx.StrictNamedArgs{"founded": founded, "ended": ended, "day": day})); err != nil {
		return fmt.Errorf("forget what did not happen: %w", err)
	}
	return nil
}
