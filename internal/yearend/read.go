package yearend

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
	"tusoi/internal/yearend/form"
)

// Line is one member in a list: how far the form is, and the levels. It has no text.
type Line struct {
	MemberID     int64
	MemberName   string
	CardNumber   string
	PartyPost    string
	CellID       int64
	Outside      form.Outside
	ReviewID     int64 // 0 while there is no form
	FormKey      string
	State        State
	Version      int
	Returned     bool // it was sent back and has not gone on since
	SelfLevel    form.Level
	StaffLevel   form.Level
	AgencyLevel  form.Level
	CellLevel    form.Level
	DecidedLevel form.Level
	DecidedOn    *time.Time
}

// linesSQL lists who belongs to cells in a year: whose form is kept there, and who without a form is in them on the day.
const linesSQL = `
WITH there AS (
    SELECT s.member_id, s.unit_id AS cell_id, s.state, NULL::bigint AS review_id
    FROM memberships s
    WHERE s.committee_id = @committee AND s.kind = 'work' AND s.valid_from <= @day AND (s.valid_to IS NULL OR s.valid_to > @day)
        AND NOT EXISTS (SELECT FROM year_reviews r WHERE r.committee_id = @committee AND r.member_id = s.member_id AND r.year = @year)
    UNION ALL
    SELECT r.member_id, r.cell_id, 'active', r.id FROM year_reviews r WHERE r.committee_id = @committee AND r.year = @year
)
SELECT m.id AS member_id, m.full_name AS member_name, m.card_number, m.party_post, t.cell_id,
    CASE WHEN r.id IS NOT NULL THEN '' WHEN m.standing = 'cadre' THEN 'cadre' WHEN t.state IN ('exempt', 'suspended') THEN t.state
        WHEN m.admitted_on >= make_date(@year::int, 7, 1) THEN 'new' ELSE '' END AS outside,
    coalesce(r.id, 0) AS review_id, coalesce(r.form, '') AS form_key, coalesce(r.state, '') AS state, coalesce(r.version, 0) AS version,
    coalesce(r.return_reason, '') <> '' AS returned, coalesce(r.self_level, '') AS self_level, coalesce(r.staff_level, '') AS staff_level,
    coalesce(r.agency_level, '') AS agency_level, coalesce(r.cell_level, '') AS cell_level, coalesce(r.decided_level, '') AS decided_level,
    r.decided_on
FROM there t
JOIN units u ON u.committee_id = @committee AND u.id = t.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN members m ON m.committee_id = @committee AND m.id = t.member_id
LEFT JOIN year_reviews r ON r.committee_id = @committee AND r.id = t.review_id
WHERE (@cell::bigint = 0 OR t.cell_id = @cell) AND (@member::bigint = 0 OR t.member_id = @member)
ORDER BY m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id`

const placeSQL = `
SELECT u.id AS cell_id, u.name AS cell_name, u.path::text AS cell_path, u.type AS cell_type, p.name AS above_name, p.path::text AS above_path
FROM units u
JOIN units d ON d.committee_id = u.committee_id AND d.id = u.parent_id
JOIN units p ON p.committee_id = u.committee_id AND p.path = CASE WHEN d.kind = 'subcommittee' THEN subpath(d.path, 0, -1) ELSE d.path END
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell AND u.kind IN ('cell', 'grassroots_cell')`

func lines(ctx context.Context, db postgres.DB, scope authz.Scope, cell, member int64, year int, today time.Time) ([]Line, error) {
	rows, _ := db.Query(ctx, linesSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "member": member, "year": year, "day": asOf(year, today)}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Line])
	if err != nil {
		return nil, fmt.Errorf("list the year-end reviews: %w", err)
	}
	return list, nil
}

func place(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64) (Place, error) {
	rows, _ := db.Query(ctx, placeSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell}))
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Place])
	if errors.Is(err, pgx.ErrNoRows) {
		return p, apperr.NotFound("Không tìm thấy chi bộ này trong phạm vi của đồng chí.")
	}
	return p, err
}

// Cell is everybody of a cell in a year.
type Cell struct {
	Place
	Year  int
	Lines []Line
}

// Cell lists a cell with states and levels.
func (s *Service) Cell(ctx context.Context, actor authz.Actor, cell int64, year int) (Cell, error) {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return Cell{}, err
	}
	if err := s.mustKnow(year); err != nil {
		return Cell{}, err
	}
	c := Cell{Year: year}
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		if c.Place, err = place(ctx, tx, scope, cell); err != nil {
			return err
		}
		c.Lines, err = lines(ctx, tx, scope, cell, 0, year, vi.Today(s.Now()))
		return err
	})
	return c, err
}

// Sum is how far a cell is, in numbers.
type Sum struct {
	CellID, ParentID                             int64
	CellName, ParentName                         string
	Members, Outside                             int
	None, Draft, Submitted, Commented, Decided   int
	RatedExcellent, RatedGood, RatedDone, Failed int
}

const sumsSQL = `
WITH there AS (
    SELECT s.member_id, s.unit_id AS cell_id, s.state AS standing, '' AS state, '' AS level
    FROM memberships s
    WHERE s.committee_id = @committee AND s.kind = 'work' AND s.valid_from <= @day AND (s.valid_to IS NULL OR s.valid_to > @day)
        AND NOT EXISTS (SELECT FROM year_reviews r WHERE r.committee_id = @committee AND r.member_id = s.member_id AND r.year = @year)
    UNION ALL
    SELECT r.member_id, r.cell_id, 'active', r.state, coalesce(r.decided_level, '') FROM year_reviews r WHERE r.committee_id = @committee AND r.year = @year
), told AS (
    SELECT t.cell_id, t.state, t.level, t.state = '' AND (m.standing = 'cadre' OR t.standing IN ('exempt', 'suspended')
        OR coalesce(m.admitted_on >= make_date(@year::int, 7, 1), false)) AS outside
    FROM there t
    JOIN members m ON m.committee_id = @committee AND m.id = t.member_id
)
SELECT u.id AS cell_id, p.id AS parent_id, u.name AS cell_name, p.name AS parent_name, count(*) AS members, count(*) FILTER (WHERE t.outside) AS outside,
    count(*) FILTER (WHERE t.state = '' AND NOT t.outside) AS none, count(*) FILTER (WHERE t.state = 'draft') AS draft,
    count(*) FILTER (WHERE t.state = 'submitted') AS submitted, count(*) FILTER (WHERE t.state = 'commented') AS commented,
    count(*) FILTER (WHERE t.state = 'decided') AS decided, count(*) FILTER (WHERE t.level = 'excellent') AS rated_excellent,
    count(*) FILTER (WHERE t.level = 'good') AS rated_good, count(*) FILTER (WHERE t.level = 'done') AS rated_done,
    count(*) FILTER (WHERE t.level = 'failed') AS failed
FROM told t
JOIN units u ON u.committee_id = @committee AND u.id = t.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
JOIN units top ON top.committee_id = u.committee_id AND top.id = @unit AND u.path <@ top.path
GROUP BY u.id, p.id, u.name, p.name, p.path
ORDER BY p.path, u.name COLLATE "vi-x-icu", u.id`

// Sums counts the cells under a unit, in one statement however many there are.
func (s *Service) Sums(ctx context.Context, actor authz.Actor, unit int64, year int) ([]Sum, error) {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return nil, err
	}
	if err := s.mustKnow(year); err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, sumsSQL, scope.Args(pgx.StrictNamedArgs{"unit": unit, "year": year, "day": asOf(year, vi.Today(s.Now()))}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Sum])
}

// mustKnow refuses, in words, a year that has no form here or has not come.
func (s *Service) mustKnow(year int) error {
	if year < form.FirstYear() || year > vi.Today(s.Now()).Year() {
		return apperr.NotFound(fmt.Sprintf("Cổng có mẫu kiểm điểm từ năm %d đến năm nay. Đồng chí chọn năm khác.", form.FirstYear()))
	}
	return nil
}
