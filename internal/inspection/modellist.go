package inspection

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// ModelFilter says which registrations are looked for; zero values find everything. From and To are days of registering.
type ModelFilter struct {
	record.Filter
	Year     int
	Standing Standing
}

// modelsSQL lists registrations, the latest year first. The day of a decision is told where the reader may read the book of discipline: @told.
const modelsSQL = `
SELECT r.id, r.version, r.unit_id, r.year, r.registered_on, coalesce(r.lost_on, '0001-01-01') AS lost_on, r.lost_reason,
    coalesce(r.recognised_on, '0001-01-01') AS recognised_on, r.recognised_number, r.disciplined_on IS NOT NULL AS disciplined,
    CASE WHEN u.path <@ ANY (@told::text[]::ltree[]) THEN r.disciplined_on END AS disciplined_on, x.standing, u.name AS unit_name,
    coalesce(p.name, '') AS above_name, count(*) OVER () AS total
FROM model_registrations r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.unit_id
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
CROSS JOIN LATERAL (SELECT CASE WHEN r.lost_on IS NOT NULL OR r.disciplined_on IS NOT NULL THEN 'lost' WHEN r.recognised_on IS NOT NULL THEN 'recognised'
    WHEN make_date(r.year, 12, 31) < @today THEN 'kept' ELSE 'holding' END AS standing) x
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND (@id::bigint = 0 OR r.id = @id)
    AND (@unit::bigint = 0 OR u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND (@from::date IS NULL OR r.registered_on >= @from) AND (@to::date IS NULL OR r.registered_on <= @to)
    AND (@year::int = 0 OR r.year = @year) AND (@standing = '' OR x.standing = @standing)
    AND (@query = '' OR vn_key(concat_ws(' ', u.name, p.name, r.recognised_number)) LIKE
        '%' || replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_') || '%')
ORDER BY r.year DESC, u.path, r.id
LIMIT @limit OFFSET @offset`

func (s *Service) queryModels(ctx context.Context, actor authz.Actor, f ModelFilter, id int64) (pgx.Rows, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, modelsSQL, scope.Args(f.Args(pgx.StrictNamedArgs{
		"id": id, "year": f.Year, "standing": string(f.Standing), "told": told(actor), "today": vi.Today(s.Now()),
	})))
	return rows, nil
}

// Registrations finds registrations in the actor's scope.
func (s *Service) Registrations(ctx context.Context, actor authz.Actor, f ModelFilter) (record.Listing[RegistrationRow], error) {
	rows, err := s.queryModels(ctx, actor, f, 0)
	if err != nil {
		return record.Listing[RegistrationRow]{}, err
	}
	return record.Collect[RegistrationRow](f.Filter, rows)
}

// Registration is one registration; NotFound outside the actor's scope.
func (s *Service) Registration(ctx context.Context, actor authz.Actor, id int64) (RegistrationRow, error) {
	rows, err := s.queryModels(ctx, actor, ModelFilter{}, id)
	if err != nil {
		return RegistrationRow{}, err
	}
	return record.CollectOne[RegistrationRow](rows)
}

// CellYear is how a cell stands in a year of the model. ID is 0 for one that has not registered; Version is that of the registration.
type CellYear struct {
	CellID    int64
	CellName  string
	AboveID   int64
	AboveName string
	ID        int64
	Version   int
	Standing  Standing // "" for a cell that has not registered
}

const yearSQL = `
SELECT u.id AS cell_id, u.name AS cell_name, coalesce(p.id, 0) AS above_id, coalesce(p.name, '') AS above_name, coalesce(r.id, 0) AS id,
    coalesce(r.version, 0) AS version, CASE WHEN r.id IS NULL THEN '' WHEN r.lost_on IS NOT NULL OR r.disciplined_on IS NOT NULL THEN 'lost'
        WHEN r.recognised_on IS NOT NULL THEN 'recognised' WHEN make_date(r.year, 12, 31) < @today THEN 'kept' ELSE 'holding' END AS standing
FROM units u
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN model_registrations r ON r.committee_id = u.committee_id AND r.unit_id = u.id AND r.year = @year
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.kind IN ('cell', 'grassroots_cell')
    AND (@unit::bigint = 0 OR u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND (r.id IS NOT NULL OR u.valid_from <= least(@today::date, make_date(@year, 12, 31)) AND (u.valid_to IS NULL OR u.valid_to > least(@today::date, make_date(@year, 12, 31))))
ORDER BY p.path, u.path`

// Year is every cell of a unit, 0 for the whole scope, in a year of the model: those that registered and those that have not.
func (s *Service) Year(ctx context.Context, actor authz.Actor, unit int64, year int) ([]CellYear, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, yearSQL, scope.Args(pgx.StrictNamedArgs{"unit": unit, "year": year, "today": vi.Today(s.Now())}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[CellYear])
	if err != nil {
		return nil, fmt.Errorf("list the cells of a year of the model: %w", err)
	}
	return list, nil
}
