package remedy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/member"
)

// carrySQL ends what is still being mended in the cell of before and opens it again in the next one, with its first date
// and its count of delays.
const carrySQL = `
WITH moved AS (
    SELECT t.member_id, t.from_id, t.to_id
    FROM unnest(@people::bigint[], @froms::bigint[], @tos::bigint[]) AS t (member_id, from_id, to_id)
    JOIN units u ON u.committee_id = @committee AND u.id = t.from_id AND u.path <@ ANY (@scope::text[]::ltree[])
    JOIN units v ON v.committee_id = @committee AND v.id = t.to_id AND v.path <@ ANY (@scope::text[]::ltree[])
), ended AS (
    UPDATE remedies r
    SET state = 'carried', carried_on = @day, version = r.version + 1, updated_at = @now
    FROM moved m, remedies b
    WHERE r.committee_id = @committee AND r.cell_id = m.from_id AND r.member_id = m.member_id
        AND r.state NOT IN ('verified', 'carried')
        AND b.committee_id = r.committee_id AND b.id = r.id
    RETURNING r.id, r.member_id, m.to_id, r.source, r.shortcoming, r.cause, r.action, r.first_due_on, r.due_on, r.rolls, b.state,
        r.result, r.reported_on
)
INSERT INTO remedies (committee_id, cell_id, member_id, source, opened_month, shortcoming, cause, action, first_due_on, due_on, rolls,
    state, result, reported_on, form_key, continues_id, updated_at)
SELECT @committee, e.to_id, e.member_id, e.source, date_trunc('month', @day::date), e.shortcoming, e.cause, e.action, e.first_due_on,
    e.due_on, e.rolls, e.state, e.result, e.reported_on, gen_random_uuid(), e.id, @now
FROM ended e`

// CarryTx lets open remedies follow their members to another cell, from a day. It recounts nothing: whoever moves people
// recounts both cells.
func (s *Service) CarryTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, c member.Carried) error {
	_, err := tx.Exec(ctx, carrySQL, scope.Args(pgx.StrictNamedArgs{
		"people": c.Members, "froms": c.From, "tos": c.To, "day": day, "now": s.Now(),
	}))
	if err != nil {
		return fmt.Errorf("carry the remedies: %w", err)
	}
	return nil
}
