package task

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/member"
)

// carrySQL lets work that is not done and not due before the month, or quarter, of the move follow its member. What was due earlier
// stays where it was late. Work that the next cell was given as well is not doubled.
const carrySQL = `
UPDATE assignments a
SET cell_id = t.to_id
FROM unnest(@people::bigint[], @froms::bigint[], @tos::bigint[]) AS t (member_id, from_id, to_id)
JOIN units u ON u.committee_id = @committee AND u.id = t.from_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN units v ON v.committee_id = @committee AND v.id = t.to_id AND v.path <@ ANY (@scope::text[]::ltree[])
WHERE a.committee_id = @committee AND a.member_id = t.member_id AND a.cell_id = t.from_id AND a.state = 'open'
    AND a.due_on >= lower(review_period(@committee, @day))
    AND NOT EXISTS (
        SELECT FROM assignments o
        WHERE o.committee_id = a.committee_id AND o.task_id = a.task_id AND o.cell_id = t.to_id AND o.member_id = a.member_id)`

// CarryTx lets open work follow its members to another cell, from a day. It recounts nothing: whoever moves people recounts
// both cells.
func (s *Service) CarryTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, c member.Carried) error {
	_, err := tx.Exec(ctx, carrySQL, scope.Args(pgx.StrictNamedArgs{"people": c.Members, "froms": c.From, "tos": c.To, "day": day}))
	if err != nil {
		return fmt.Errorf("carry the assignments: %w", err)
	}
	return nil
}
