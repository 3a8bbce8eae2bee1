package discipline

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/record"
)

// Filter says which decisions are looked for; "" is any. Content is one of the contents; Subject is unit or person.
type Filter struct {
	record.Filter
	Form    Form
	Level   Level
	Content string
	Subject string
	Live    bool // only those that were not cancelled
}

// listSQL finds decisions, the newest first. One is looked for by @id; 0 is any. Those about a unit in @own are for who stands above it.
const listSQL = `
SELECT d.id, d.version, d.unit_id, coalesce(d.member_id, 0) AS member_id, d.form, d.contents, d.committee_member, d.post, d.removed_from, d.level,
    d.decision_number, d.decided_on, coalesce(d.in_force_from, d.decided_on) AS in_force_from, d.summary, d.appealed_on AS appealed,
    d.cancelled_on AS cancelled, d.cancel_number, u.name AS unit_name, coalesce(m.full_name, '') AS member_name,
    coalesce(m.card_number, '') AS card_number, m.birth_date, (
        SELECT min(n.decided_on)
        FROM disciplines n
        WHERE n.committee_id = d.committee_id AND n.cancelled_on IS NULL AND n.decided_on > d.decided_on
            AND n.decided_on < coalesce(d.in_force_from, d.decided_on) + interval '1 year'
            AND (n.member_id = d.member_id OR d.member_id IS NULL AND n.member_id IS NULL AND n.unit_id = d.unit_id)) AS again_on,
    count(*) OVER () AS total
FROM disciplines d
JOIN units u ON u.committee_id = d.committee_id AND u.id = d.unit_id
LEFT JOIN members m ON m.committee_id = d.committee_id AND m.id = d.member_id
WHERE d.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id <> ALL (@own::bigint[]) AND (@id::bigint = 0 OR d.id = @id)
    AND (@unit::bigint = 0 OR u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND (@from::date IS NULL OR d.decided_on >= @from) AND (@to::date IS NULL OR d.decided_on <= @to)
    AND (@form = '' OR d.form = @form) AND (@level = '' OR d.level = @level) AND (@content = '' OR @content = ANY (d.contents))
    AND (@subject = '' OR (d.member_id IS NULL) = (@subject = 'unit')) AND (NOT @live OR d.cancelled_on IS NULL)
    AND (@query = '' OR vn_key(concat_ws(' ', m.full_name, u.name, d.decision_number, d.summary, d.post)) LIKE
        '%' || replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_') || '%')
ORDER BY d.decided_on DESC, d.id DESC
LIMIT @limit OFFSET @offset`

// listed is a line of the list as the database has it.
type listed struct {
	stored
	record.Counted
	UnitName, MemberName, CardNumber string
	BirthDate, AgainOn               *time.Time
}

func (l listed) row() Row {
	return Row{
		ID: l.ID, Version: l.Version, Draft: l.draft(), UnitName: l.UnitName, MemberName: l.MemberName, CardNumber: l.CardNumber, BirthDate: l.BirthDate,
		AgainOn: l.AgainOn,
	}
}

func (s *Service) query(ctx context.Context, actor authz.Actor, f Filter, id int64) (pgx.Rows, error) {
	scope, err := actor.Scope(authz.DisciplineRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(f.Args(pgx.StrictNamedArgs{
		"id": id, "own": Own(actor), "form": string(f.Form), "level": string(f.Level), "content": f.Content, "subject": f.Subject, "live": f.Live,
	})))
	return rows, nil
}

// List finds decisions where the actor may read names, the newest first.
func (s *Service) List(ctx context.Context, actor authz.Actor, f Filter) (record.Listing[Row], error) {
	rows, err := s.query(ctx, actor, f, 0)
	if err != nil {
		return record.Listing[Row]{}, err
	}
	found, err := record.Collect[listed](f.Filter, rows)
	list := record.Listing[Row]{Total: found.Total, Page: found.Page, Last: found.Last}
	for _, l := range found.Rows {
		list.Rows = append(list.Rows, l.row())
	}
	return list, err
}

// Get is one decision; NotFound where the actor may not read names.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id int64) (Row, error) {
	rows, err := s.query(ctx, actor, Filter{}, id)
	if err != nil {
		return Row{}, err
	}
	l, err := record.CollectOne[listed](rows)
	return l.row(), err
}

// LoadTx copies decisions in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, list []Row) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"disciplines"},
		[]string{"committee_id", "id", "unit_id", "member_id", "form", "contents", "committee_member", "post", "removed_from", "level", "decision_number",
			"decided_on", "in_force_from", "summary", "appealed_on", "cancelled_on", "cancel_number", "updated_at"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r := list[i]
			r.Draft = r.settled()
			member := (*int64)(nil)
			if r.MemberID != 0 {
				member = &r.MemberID
			}
			return []any{committee, r.ID, r.UnitID, member, string(r.Form), r.Contents, r.CommitteeMember, r.Post, r.RemovedFrom, string(r.Level), r.DecisionNumber,
				r.DecidedOn, r.InForceFrom, r.Summary, day(r.AppealedOn), day(r.CancelledOn), r.CancelNumber, r.DecidedOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy disciplines: %w", err)
	}
	_, err = tx.Exec(ctx, loadedSerialSQL)
	return err
}

const loadedSerialSQL = `
SELECT setval(pg_get_serial_sequence('disciplines', 'id'), (SELECT coalesce(max(id), 1) FROM disciplines))`
