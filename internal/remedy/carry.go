package remedy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/attachment"
	"tusoi/internal/authz"
	"tusoi/internal/member"
)

// carrySQL ends what is still being mended in the cell of before and opens it again in the next one, with its first date,
// its count of delays and its notes; its files are moved afterwards.
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
    RETURNING r.id, r.member_id, m.to_id, m.from_id, r.source, r.source_on, r.source_basis, r.opener_id, r.opened_by, r.theme_id,
        r.recurs_id, r.inspection_id, r.shortcoming, r.cause, r.action, r.specific, r.first_due_on, r.due_on, r.rolls, b.state, r.result, r.evidence_number,
        r.evidence_link, r.reported_on, r.returns, r.return_reason
), opened AS (
    INSERT INTO remedies (committee_id, cell_id, member_id, source, source_on, source_basis, opener_id, opened_by, theme_id, recurs_id,
        inspection_id, opened_month, shortcoming, cause, action, specific, first_due_on, due_on, rolls, state, result, evidence_number, evidence_link, reported_on,
        returns, return_reason, form_key, continues_id, updated_at)
    SELECT @committee, e.to_id, e.member_id, e.source, e.source_on, e.source_basis, coalesce(e.opener_id, e.from_id), e.opened_by,
        e.theme_id, e.recurs_id, e.inspection_id, date_trunc('month', @day::date), e.shortcoming, e.cause, e.action, e.specific, e.first_due_on, e.due_on, e.rolls,
        e.state, e.result, e.evidence_number, e.evidence_link, e.reported_on, e.returns, e.return_reason, gen_random_uuid(), e.id, @now
    FROM ended e
    RETURNING id, continues_id, cell_id
), noted AS (
    UPDATE remedy_notes n SET remedy_id = o.id
    FROM opened o
    WHERE n.committee_id = @committee AND n.remedy_id = o.continues_id
)
SELECT continues_id AS "from", id AS "to", cell_id AS unit_id FROM opened`

// uncarrySQL takes back what carrySQL did on the day: the remedy goes on where it was, as it stands now.
const uncarrySQL = `
WITH back AS (
    DELETE FROM remedies r
    USING unnest(@people::bigint[], @froms::bigint[], @tos::bigint[]) AS t (member_id, from_id, to_id), remedies o, units u, units v
    WHERE r.committee_id = @committee AND r.cell_id = t.from_id AND r.member_id = t.member_id
        AND o.committee_id = r.committee_id AND o.id = r.continues_id AND o.cell_id = t.to_id AND o.carried_on = @day
        AND u.committee_id = @committee AND u.id = t.from_id AND u.path <@ ANY (@scope::text[]::ltree[])
        AND v.committee_id = @committee AND v.id = t.to_id AND v.path <@ ANY (@scope::text[]::ltree[])
    RETURNING r.id, r.continues_id, r.state, r.theme_id, r.recurs_id, r.due_on, r.rolls, r.result, r.evidence_number, r.evidence_link,
        r.reported_on, r.verified_on, r.verified_by, r.returns, r.return_reason
), noted AS (
    UPDATE remedy_notes n SET remedy_id = b.continues_id
    FROM back b
    WHERE n.committee_id = @committee AND n.remedy_id = b.id
), repeated AS (
    UPDATE remedies r SET recurs_id = b.continues_id
    FROM back b
    WHERE r.committee_id = @committee AND r.recurs_id = b.id
)
UPDATE remedies r
SET state = b.state, carried_on = NULL, theme_id = b.theme_id, recurs_id = b.recurs_id, due_on = b.due_on, rolls = b.rolls,
    result = b.result, evidence_number = b.evidence_number, evidence_link = b.evidence_link, reported_on = b.reported_on,
    verified_on = b.verified_on, verified_by = b.verified_by, returns = b.returns, return_reason = b.return_reason,
    version = r.version + 1, updated_at = @now
FROM back b
WHERE r.committee_id = @committee AND r.id = b.continues_id
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = r.committee_id AND u.id = r.cell_id AND u.path <@ ANY (@scope::text[]::ltree[]))
RETURNING b.id AS "from", r.id AS "to", r.cell_id AS unit_id`

// CarryTx lets open remedies follow their members to another cell, from a day, or back. It recounts nothing: whoever moves people
// recounts both cells.
func (s *Service) CarryTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, c member.Carried) error {
	sql := carrySQL
	if c.Back {
		sql = uncarrySQL
	}
	rows, _ := tx.Query(ctx, sql, scope.Args(pgx.StrictNamedArgs{
		"people": c.Members, "froms": c.From, "tos": c.To, "day": day, "now": s.Now(),
	}))
	moves, err := pgx.CollectRows(rows, pgx.RowToStructByName[attachment.Move])
	if err != nil {
		return fmt.Errorf("carry the remedies: %w", err)
	}
	return attachment.MoveTx(ctx, tx, scope, kind, moves)
}
