package yearend

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/member"
)

const carrySQL = `
UPDATE year_reviews r
SET cell_id = t.to_id
FROM unnest(@people::bigint[], @froms::bigint[], @tos::bigint[]) AS t (member_id, from_id, to_id)
JOIN units u ON u.committee_id = @committee AND u.id = t.from_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN units v ON v.committee_id = @committee AND v.id = t.to_id AND v.path <@ ANY (@scope::text[]::ltree[])
WHERE r.committee_id = @committee AND r.member_id = t.member_id AND r.cell_id = t.from_id AND r.state IN ('draft', 'submitted')
    AND r.year >= @year`

// CarryTx lets a form that no cell has commented on yet follow its member to another cell. What a cell proposed stays with it, and
// with the committee above it.
func (s *Service) CarryTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, c member.Carried) error {
	args := pgx.StrictNamedArgs{"people": c.Members, "froms": c.From, "tos": c.To, "year": Current(day)}
	if _, err := tx.Exec(ctx, carrySQL, scope.Args(args)); err != nil {
		return fmt.Errorf("carry the year-end reviews: %w", err)
	}
	return nil
}
