// Package pledgecount counts, for any unit, how many of its members have their sheet of commitments of a year, and names who has
// none.
//
// It owns no table. What must never happen: a name shown to somebody who does not read that cell's commitments.
package pledgecount

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/pledge"
	"tusoi/internal/postgres"
)

// Service counts.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Count is how far the members of a unit are with their sheets of a year. Expected are those who must have one: active
// members of the cells under the unit.
type Count struct {
	UnitID    int64
	Name      string
	IsCell    bool
	Expected  int
	None      int
	Draft     int
	Submitted int
	Approved  int
}

// Lacking is how many have not handed a sheet in.
func (c Count) Lacking() int { return c.None + c.Draft }

// View is the 100 % view of a unit: its sum, the units right below it, and who has no sheet at all.
type View struct {
	Unit    Count
	Above   int64 // the unit over it that the reader may see, 0 for none
	Below   []Count
	Without []Person // at most MostNames
	More    int      // that are not named
}

// Person is somebody who has no sheet.
type Person struct {
	MemberID int64
	Name     string
	CellID   int64
	CellName string
}

// MostNames is how many people one page names; a page further down names them all.
const MostNames = 200

// coverageSQL counts a unit and the units right below it in one statement: the unit is the row with depth 0.
const coverageSQL = `
WITH shown AS (
    SELECT g.id, g.name, g.path, g.kind, CASE WHEN g.id = @unit THEN 0 ELSE 1 END AS depth,
        CASE WHEN g.id = @unit THEN coalesce((SELECT a.id FROM units a WHERE a.committee_id = g.committee_id AND a.id = g.parent_id
            AND a.path <@ ANY (@scope::text[]::ltree[])), 0) ELSE 0 END AS above
    FROM units g
    WHERE g.committee_id = @committee AND g.path <@ ANY (@scope::text[]::ltree[]) AND (g.id = @unit OR g.parent_id = @unit)
        AND g.kind <> 'group' AND (g.id = @unit OR g.valid_from <= @day AND (g.valid_to IS NULL OR g.valid_to > @day))
)
SELECT g.id AS unit_id, g.name, g.kind IN ('cell', 'grassroots_cell') AS is_cell, g.depth, g.above, count(s.id) AS expected,
    count(s.id) FILTER (WHERE p.id IS NULL) AS none, count(p.id) FILTER (WHERE p.state = 'draft') AS draft,
    count(p.id) FILTER (WHERE p.state = 'submitted') AS submitted, count(p.id) FILTER (WHERE p.state = 'approved') AS approved
FROM shown g
LEFT JOIN units u ON u.committee_id = @committee AND u.path <@ g.path AND u.kind IN ('cell', 'grassroots_cell')
LEFT JOIN memberships s ON s.committee_id = @committee AND s.unit_id = u.id AND s.kind = 'work' AND s.state = 'active'
    AND s.valid_from <= @day AND (s.valid_to IS NULL OR s.valid_to > @day)
LEFT JOIN pledges p ON p.committee_id = @committee AND p.member_id = s.member_id AND p.year = @year
GROUP BY g.id, g.name, g.path, g.kind, g.depth, g.above
ORDER BY g.depth, g.name COLLATE "vi-x-icu", g.id`

const withoutSQL = `
SELECT m.id AS member_id, m.full_name AS name, u.id AS cell_id, u.name AS cell_name
FROM units g
JOIN units u ON u.committee_id = g.committee_id AND u.path <@ g.path
JOIN memberships s ON s.committee_id = u.committee_id AND s.unit_id = u.id AND s.kind = 'work' AND s.state = 'active'
    AND s.valid_from <= @day AND (s.valid_to IS NULL OR s.valid_to > @day)
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE g.committee_id = @committee AND g.id = @unit AND u.path <@ ANY (@scope::text[]::ltree[])
    AND NOT EXISTS (SELECT FROM pledges p WHERE p.committee_id = m.committee_id AND p.member_id = m.id AND p.year = @year)
ORDER BY u.name COLLATE "vi-x-icu", u.id, m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id
LIMIT @limit`

type countRow struct {
	Count
	Depth int
	Above int64
}

// Of counts a unit's sheets of a year. NotFound outside the scope.
func (s *Service) Of(ctx context.Context, actor authz.Actor, unit int64, year int) (c View, err error) {
	scope, err := actor.Scope(authz.PledgeRead)
	if err != nil {
		return c, err
	}
	args := pgx.StrictNamedArgs{"unit": unit, "year": year, "day": pledge.Day(year, s.Now())}
	rows, _ := s.DB.Query(ctx, coverageSQL, scope.Args(args))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[countRow])
	if err != nil {
		return c, fmt.Errorf("count the sheets: %w", err)
	}
	if len(list) == 0 || list[0].Depth != 0 {
		return c, apperr.NotFound("Không tìm thấy tổ chức này trong phạm vi của đồng chí.")
	}
	c.Unit, c.Above = list[0].Count, list[0].Above
	for _, r := range list[1:] {
		c.Below = append(c.Below, r.Count)
	}
	args["limit"] = MostNames
	rows, _ = s.DB.Query(ctx, withoutSQL, scope.Args(args))
	if c.Without, err = pgx.CollectRows(rows, pgx.RowToStructByName[Person]); err != nil {
		return c, fmt.Errorf("list who has no sheet: %w", err)
	}
	c.More = c.Unit.None - len(c.Without)
	return c, nil
}
