package pledge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/member"
)

const (
	carrySQL = `
UPDATE pledges p
SET cell_id = t.to_id
FROM unnest(@people::bigint[], @froms::bigint[], @tos::bigint[]) AS t (member_id, from_id, to_id)
JOIN units u ON u.committee_id = @committee AND u.id = t.from_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN units v ON v.committee_id = @committee AND v.id = t.to_id AND v.path <@ ANY (@scope::text[]::ltree[])
WHERE p.committee_id = @committee AND p.member_id = t.member_id AND p.year >= @year`
	carryAmendmentsSQL = `
UPDATE pledge_amendments a
SET cell_id = t.to_id
FROM unnest(@people::bigint[], @froms::bigint[], @tos::bigint[]) AS t (member_id, from_id, to_id)
JOIN units u ON u.committee_id = @committee AND u.id = t.from_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN units v ON v.committee_id = @committee AND v.id = t.to_id AND v.path <@ ANY (@scope::text[]::ltree[])
JOIN pledges p ON p.committee_id = @committee AND p.member_id = t.member_id AND p.year >= @year
WHERE a.committee_id = @committee AND a.pledge_id = p.id`
	carryItemsSQL = `
UPDATE pledge_items i
SET cell_id = t.to_id
FROM unnest(@people::bigint[], @froms::bigint[], @tos::bigint[]) AS t (member_id, from_id, to_id)
JOIN units u ON u.committee_id = @committee AND u.id = t.from_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN units v ON v.committee_id = @committee AND v.id = t.to_id AND v.path <@ ANY (@scope::text[]::ltree[])
WHERE i.committee_id = @committee AND i.member_id = t.member_id AND i.year >= @year`
)

// CarryTx lets the commitments of the running year follow their members to another cell: the sheet is the member's, and the
// cell where they are now reads and follows it. Sheets of past years stay where they were made.
func (s *Service) CarryTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, c member.Carried) error {
	args := pgx.StrictNamedArgs{"people": c.Members, "froms": c.From, "tos": c.To, "year": day.Year()}
	for _, sql := range []string{carrySQL, carryItemsSQL, carryAmendmentsSQL} {
		if _, err := tx.Exec(ctx, sql, scope.Args(args)); err != nil {
			return fmt.Errorf("carry the commitments: %w", err)
		}
	}
	return nil
}
