package award

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/record"
)

// Filter says which awards are looked for; "" is any.
type Filter struct {
	record.Filter
	Level   Level
	Kind    Kind
	Subject string // unit or person
}

// listSQL finds awards, the newest first. One award is looked for by @id; 0 is any.
const listSQL = `
SELECT a.id, a.version, a.unit_id, coalesce(a.member_id, 0) AS member_id, a.level, a.kind, a.title, a.theme, a.decision_number, a.decided_on,
    a.badge_years, a.early, u.name AS unit_name, coalesce(m.full_name, '') AS member_name, coalesce(m.card_number, '') AS card_number, m.birth_date,
    count(*) OVER () AS total
FROM awards a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
LEFT JOIN members m ON m.committee_id = a.committee_id AND m.id = a.member_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND (@id::bigint = 0 OR a.id = @id)
    AND (@unit::bigint = 0 OR u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND (@from::date IS NULL OR a.decided_on >= @from) AND (@to::date IS NULL OR a.decided_on <= @to)
    AND (@level = '' OR a.level = @level) AND (@kind = '' OR a.kind = @kind) AND (@subject = '' OR a.subject = @subject)
    AND (@query = '' OR vn_key(concat_ws(' ', m.full_name, u.name, a.title, a.theme, a.decision_number)) LIKE
        '%' || replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_') || '%')
ORDER BY a.decided_on DESC, a.id DESC
LIMIT @limit OFFSET @offset`

func (s *Service) query(ctx context.Context, actor authz.Actor, f Filter, id int64) (pgx.Rows, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(f.Args(pgx.StrictNamedArgs{
		"id": id, "level": string(f.Level), "kind": string(f.Kind), "subject": f.Subject,
	})))
	return rows, nil
}

// List finds awards in the actor's scope, the newest first.
func (s *Service) List(ctx context.Context, actor authz.Actor, f Filter) (record.Listing[Row], error) {
	rows, err := s.query(ctx, actor, f, 0)
	if err != nil {
		return record.Listing[Row]{}, err
	}
	return record.Collect[Row](f.Filter, rows)
}

// Get is one award; NotFound outside the actor's scope.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id int64) (Row, error) {
	rows, err := s.query(ctx, actor, Filter{}, id)
	if err != nil {
		return Row{}, err
	}
	return record.CollectOne[Row](rows)
}

// LoadTx copies awards in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, list []Row) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"awards"},
		[]string{"committee_id", "id", "unit_id", "member_id", "level", "kind", "subject", "title", "theme", "decision_number", "decided_on", "badge_years", "early", "updated_at"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r := list[i]
			subject, member := "unit", (*int64)(nil)
			if r.MemberID != 0 {
				subject, member = "person", &r.MemberID
			}
			return []any{committee, r.ID, r.UnitID, member, string(r.Level), string(r.Kind), subject, r.Title, r.Theme, r.DecisionNumber, r.DecidedOn,
				int16(r.BadgeYears), r.Early, r.DecidedOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy awards: %w", err)
	}
	_, err = tx.Exec(ctx, loadedSerialSQL)
	return err
}

const loadedSerialSQL = `
SELECT setval(pg_get_serial_sequence('awards', 'id'), (SELECT coalesce(max(id), 1) FROM awards))`
