// Package roll lists who is where: members to search, the Vietnamese way, how many each cell has, and everybody as an import
// compares them, with whole identity numbers, which nothing of it may show. It writes nothing.
package roll

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Service lists members.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Filter says which members are looked for. Unit 0 is the whole scope; Query is a part of the name or of the card
// number, with or without diacritics. Beyond asks for those who take part outside the Party, and for no member. Pages are counted from 1.
type Filter struct {
	Unit   int64
	Query  string
	Beyond bool
	Page   int
	Size   int // 50 when 0
}

// Line is one member of a list, where they take part today.
type Line struct {
	ID            int64
	FullName      string
	CardNumber    string
	BirthDate     *time.Time
	BirthYearOnly bool
	Standing      member.Standing
	PartyPost     string
	StatePost     string
	Employment    member.Employment
	State         member.State
	UnitID        int64
	UnitName      string
}

// Listing is one page of the members that were found.
type Listing struct {
	Lines []Line
	Total int
	Page  int
	Last  int // the number of the last page, at least 1
}

// listSQL finds words of the query in their order, with anything between them: "nguyen an" finds Nguyễn Văn An. A page
// after the end is the last one.
const listSQL = `
WITH found AS (
    SELECT m.id, m.full_name, m.given_name, m.middle_name, m.family_name, m.card_number, m.birth_date, m.birth_year_only,
        m.standing, m.party_post, m.state_post, m.employment, s.state, u.id AS unit_id, u.name AS unit_name
    FROM memberships s
    JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
    JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
    WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
        AND (@unit::bigint = 0 OR u.path <@ (
            SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit
        ))
        AND s.kind = @kind AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
        AND m.search_key LIKE
            '%' || replace(replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_'), ' ', '%') || '%'
), page AS MATERIALIZED (
    SELECT count(*) AS total, least(@page::bigint, greatest((count(*) - 1) / @size::bigint + 1, 1)) AS page
    FROM found
)
SELECT f.id, f.full_name, f.card_number, f.birth_date, f.birth_year_only, f.standing, f.party_post, f.state_post, f.employment, f.state,
    f.unit_id, f.unit_name, p.total, p.page
FROM found f
CROSS JOIN page p
ORDER BY f.given_name COLLATE "vi-x-icu", f.middle_name COLLATE "vi-x-icu", f.family_name COLLATE "vi-x-icu", f.id
LIMIT @size OFFSET (SELECT (q.page - 1) * @size FROM page q)`

// List finds members who take part in a unit of the actor's scope today, the Vietnamese way.
func (s *Service) List(ctx context.Context, actor authz.Actor, f Filter) (Listing, error) {
	scope, err := actor.Scope(authz.MemberRead)
	if err != nil {
		return Listing{}, err
	}
	if f.Size <= 0 {
		f.Size = 50
	}
	kind := member.Work
	if f.Beyond {
		kind = member.Beyond
	}
	type row struct {
		Line
		Total int
		Page  int
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(pgx.StrictNamedArgs{
		"unit": f.Unit, "query": vi.Clean(f.Query), "kind": string(kind), "page": max(f.Page, 1), "size": f.Size, "today": vi.Today(s.Now()),
	}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	list := Listing{Page: 1, Last: 1}
	for _, r := range found {
		list.Lines = append(list.Lines, r.Line)
		list.Total, list.Page, list.Last = r.Total, r.Page, (r.Total-1)/f.Size+1
	}
	return list, err
}

const headcountsSQL = `
SELECT s.unit_id, count(*) AS members
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND s.kind = 'work' AND s.valid_from <= @day AND (s.valid_to IS NULL OR s.valid_to > @day)
    AND m.standing <> 'cadre'
GROUP BY s.unit_id`

// Headcounts is how many Party members each cell of the actor's scope has on a day, whatever their state.
func (s *Service) Headcounts(ctx context.Context, actor authz.Actor, day time.Time) (map[int64]int, error) {
	scope, err := actor.Scope(authz.MemberRead)
	if err != nil {
		return nil, err
	}
	type row struct {
		UnitID  int64
		Members int
	}
	rows, _ := s.DB.Query(ctx, headcountsSQL, scope.Args(pgx.StrictNamedArgs{"day": day}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	counts := make(map[int64]int, len(found))
	for _, r := range found {
		counts[r.UnitID] = r.Members
	}
	return counts, err
}
