package discipline

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
)

// Tally is how many decisions there are, by form; Sat are those of them about members of a committee.
type Tally struct {
	Forms map[Form]int
	All   int
	Sat   int
}

func (t *Tally) add(form Form, sat bool, n int) {
	if t.Forms == nil {
		t.Forms = map[Form]int{}
	}
	t.Forms[form] += n
	t.All += n
	if sat {
		t.Sat += n
	}
}

// ByContent is how often a content was violated. A decision about several counts for each.
type ByContent struct {
	Content Content
	Tally
}

// ByPlace are the decisions of one grassroots organisation. Cells that are grassroots organisations themselves stand together under
// no name, and what stands above all of them as well: a single small cell must not be told by its number.
type ByPlace struct {
	UnitID  int64 // 0 for several together
	Name    string
	Members Tally
	Units   Tally
}

// Counts are the decisions of a year, without a name.
type Counts struct {
	Members  Tally // persons, that is decisions about them
	Units    Tally
	Contents []ByContent // of members
	Places   []ByPlace
}

// countsSQL counts the decisions that hold at the end of a period, by everything that the tables break them down by.
const countsSQL = `
SELECT coalesce(g.id, 0) AS place_id, coalesce(g.name, '') AS place, d.member_id IS NOT NULL AS person, d.form, d.contents, d.committee_member AS sat,
    count(*) AS n
FROM disciplines d
JOIN units u ON u.committee_id = d.committee_id AND u.id = d.unit_id
LEFT JOIN units g ON g.committee_id = u.committee_id AND g.path @> u.path AND g.kind = 'grassroots'
WHERE d.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND d.decided_on BETWEEN @from AND @to AND (d.cancelled_on IS NULL OR d.cancelled_on > @to)
GROUP BY g.id, g.name, g.path, d.member_id IS NOT NULL, d.form, d.contents, d.committee_member
ORDER BY g.name COLLATE "vi-x-icu" NULLS LAST, g.id`

type countRow struct {
	PlaceID  int64
	Place    string
	Person   bool
	Form     Form
	Contents []string
	Sat      bool
	N        int
}

// Count counts the decisions of a period in the actor's scope. It names no cell and nobody.
func (s *Service) Count(ctx context.Context, actor authz.Actor, p period.Period) (Counts, error) {
	scope, err := actor.Scope(authz.DisciplineCount)
	if err != nil {
		return Counts{}, err
	}
	rows, _ := s.DB.Query(ctx, countsSQL, scope.Args(pgx.StrictNamedArgs{"from": p.Start(), "to": p.End()}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[countRow])
	if err != nil {
		return Counts{}, fmt.Errorf("count the decisions: %w", err)
	}
	return tally(list, ContentsOn(p.End())), nil
}

// tally adds rows up. A content that the list of the day no longer has follows those that it has.
func tally(list []countRow, contents []Content) Counts {
	var c Counts
	for _, content := range contents {
		c.Contents = append(c.Contents, ByContent{Content: content})
	}
	for _, r := range list {
		at := slices.IndexFunc(c.Places, func(p ByPlace) bool { return p.UnitID == r.PlaceID })
		if at < 0 {
			at, c.Places = len(c.Places), append(c.Places, ByPlace{UnitID: r.PlaceID, Name: r.Place})
		}
		if !r.Person {
			c.Units.add(r.Form, false, r.N)
			c.Places[at].Units.add(r.Form, false, r.N)
			continue
		}
		c.Members.add(r.Form, r.Sat, r.N)
		c.Places[at].Members.add(r.Form, r.Sat, r.N)
		for _, key := range r.Contents {
			i := slices.IndexFunc(c.Contents, func(b ByContent) bool { return b.Content.Key == key })
			if i < 0 {
				i, c.Contents = len(c.Contents), append(c.Contents, ByContent{Content: Content{key, ContentName(key)}})
			}
			c.Contents[i].add(r.Form, r.Sat, r.N)
		}
	}
	return c
}
