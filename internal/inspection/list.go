package inspection

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// Filter says which checks are looked for; "" is any. Plan is whose plan: committee, grassroots or cell; From and To are days of the plan. Own
// narrows to the plan of Unit itself, without those below it.
type Filter struct {
	record.Filter
	Plan   string
	Kind   Kind
	Form   Form
	State  State
	Inside string // "yes" for those of the plan, "no" for those outside it
	Own    bool
}

// listSQL finds checks of the reader's branch, and those of who stands above that are about it: that signs of a violation are looked into is
// told to who is checked when it is over. One check is looked for by @id; 0 is any.
const listSQL = `
SELECT i.id, i.version, i.unit_id, i.target_id, coalesce(i.member_id, 0) AS member_id, i.body, i.kind, i.form, i.subject, i.in_plan, i.planned_on, i.whole_month,
    i.number, i.team, coalesce(i.done_on, '0001-01-01') AS done_on, i.conclusion_number, i.conclusion, u.name AS unit_name, u.kind AS unit_kind,
    t.name AS target_name, t.kind AS target_kind, coalesce(m.full_name, '') AS member_name, coalesce(m.card_number, '') AS card_number, m.birth_date,
    count(*) OVER () AS total
FROM inspections i
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.unit_id
JOIN units t ON t.committee_id = i.committee_id AND t.id = i.target_id
LEFT JOIN members m ON m.committee_id = i.committee_id AND m.id = i.member_id
WHERE i.committee_id = @committee AND (@id::bigint = 0 OR i.id = @id)
    AND (u.path <@ ANY (@scope::text[]::ltree[]) OR t.path <@ ANY (@scope::text[]::ltree[]) AND (i.form <> 'signs' OR i.done_on IS NOT NULL))
    AND (@unit::bigint = 0 OR u.id = @unit OR NOT @own AND EXISTS (
        SELECT FROM units b WHERE b.committee_id = @committee AND b.id = @unit AND (u.path <@ b.path OR t.path <@ b.path)))
    AND (@from::date IS NULL OR i.planned_on >= @from) AND (@to::date IS NULL OR i.planned_on <= @to)
    AND (@plan = '' OR @plan = CASE u.kind WHEN 'grassroots_cell' THEN 'cell' WHEN 'subcommittee' THEN 'grassroots' ELSE u.kind END)
    AND (@kind = '' OR i.kind = @kind) AND (@form = '' OR i.form = @form) AND (@inside = '' OR i.in_plan = (@inside = 'yes'))
    AND (@state = '' OR @state = CASE WHEN i.done_on IS NOT NULL THEN 'done' WHEN i.planned_on < @today THEN 'overdue' ELSE 'waiting' END)
    AND (@query = '' OR vn_key(concat_ws(' ', m.full_name, t.name, u.name, i.subject, i.number, i.conclusion_number)) LIKE
        '%' || replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_') || '%')
ORDER BY i.planned_on DESC, u.path, i.id
LIMIT @limit OFFSET @offset`

func (s *Service) query(ctx context.Context, actor authz.Actor, f Filter, id int64) (pgx.Rows, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(f.Args(pgx.StrictNamedArgs{
		"id": id, "plan": f.Plan, "kind": string(f.Kind), "form": string(f.Form), "state": string(f.State), "inside": f.Inside, "own": f.Own, "today": vi.Today(s.Now()),
	})))
	return rows, nil
}

// List finds checks that the actor may read, the latest planned first.
func (s *Service) List(ctx context.Context, actor authz.Actor, f Filter) (record.Listing[CheckRow], error) {
	rows, err := s.query(ctx, actor, f, 0)
	if err != nil {
		return record.Listing[CheckRow]{}, err
	}
	return record.Collect[CheckRow](f.Filter, rows)
}

// Get is one check; NotFound for who may not read it.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id int64) (CheckRow, error) {
	rows, err := s.query(ctx, actor, Filter{}, id)
	if err != nil {
		return CheckRow{}, err
	}
	return record.CollectOne[CheckRow](rows)
}

// Mending is a remedy that a check led to, without its words.
type Mending struct {
	ID       int64
	CellID   int64
	CellName string
	State    string
	DueOn    time.Time
}

const mendingSQL = `
SELECT r.id, u.id AS cell_id, u.name AS cell_name, r.state, r.due_on
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.inspection_id = @id AND r.state <> 'carried'
ORDER BY r.id`

// Mendings are the remedies that a check led to, as far as they stand in the actor's scope.
func (s *Service) Mendings(ctx context.Context, actor authz.Actor, id int64) ([]Mending, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, mendingSQL, scope.Args(pgx.StrictNamedArgs{"id": id}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Mending])
	if err != nil {
		return nil, fmt.Errorf("list what a check led to: %w", err)
	}
	return list, nil
}
