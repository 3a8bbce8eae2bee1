package meeting

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/meeting/quality"
	"tusoi/internal/record"
)

// Filter says which meetings are looked for; "" is any. Mending finds those of the drive "tự soi, tự sửa".
type Filter struct {
	record.Filter
	Kind    Kind
	Mending bool
	Level   quality.Level
}

// listSQL finds meetings, the latest first. One meeting is looked for by @id; 0 is any. @froms to @belows say between which points a level
// lies from which day on.
const listSQL = `
SELECT m.id, m.version, m.cell_id, m.held_on, m.kind, m.theme, m.mending, m.begins, m.ends, m.place, m.chair, m.secretary, m.guests, m.expected, m.attended,
    m.excused, m.people, m.agenda, m.resolution, m.duties, m.votes_for, m.votes_against, m.votes_other, m.quality, m.sheet, m.answers,
    u.name AS unit_name, coalesce(p.name, '') AS above_name, count(*) OVER () AS total
FROM meetings m
JOIN units u ON u.committee_id = m.committee_id AND u.id = m.cell_id
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE m.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND (@id::bigint = 0 OR m.id = @id)
    AND (@unit::bigint = 0 OR u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND (@from::date IS NULL OR m.held_on >= @from) AND (@to::date IS NULL OR m.held_on <= @to)
    AND (@kind = '' OR m.kind = @kind OR m.kind = 'both') AND (NOT @mending::bool OR m.mending)
    AND (@level = '' OR EXISTS (
        SELECT FROM unnest(@froms::date[], @untils::date[], @leasts::int[], @belows::int[]) AS l (since, until, least, below)
        WHERE m.held_on >= l.since AND m.held_on < l.until AND m.quality >= l.least AND m.quality < l.below))
    AND (@query = '' OR vn_key(concat_ws(' ', u.name, m.theme, m.place, m.chair, m.resolution)) LIKE
        '%' || replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_') || '%')
ORDER BY m.held_on DESC, m.id DESC
LIMIT @limit OFFSET @offset`

// Bounds are between which points a level lies from which day on, as statements take it: @froms, @untils, @leasts and @belows.
func Bounds(l quality.Level) pgx.StrictNamedArgs {
	var froms, untils []time.Time
	var leasts, belows []int32
	sheets := quality.All()
	for i, s := range sheets {
		least, below := s.Bounds(l)
		until := time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
		if i+1 < len(sheets) {
			until = sheets[i+1].From
		}
		froms, untils, leasts, belows = append(froms, s.From), append(untils, until), append(leasts, int32(least)), append(belows, int32(below))
	}
	return pgx.StrictNamedArgs{"froms": froms, "untils": untils, "leasts": leasts, "belows": belows}
}

func (s *Service) query(ctx context.Context, actor authz.Actor, f Filter, id int64) (pgx.Rows, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	args := Bounds(f.Level)
	args["id"], args["kind"], args["mending"], args["level"] = id, string(f.Kind), f.Mending, string(f.Level)
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(f.Args(args)))
	return rows, nil
}

// List finds meetings in the actor's scope, the latest first. A sitting that was both kinds is found under either.
func (s *Service) List(ctx context.Context, actor authz.Actor, f Filter) (record.Listing[Row], error) {
	rows, err := s.query(ctx, actor, f, 0)
	if err != nil {
		return record.Listing[Row]{}, err
	}
	return record.Collect[Row](f.Filter, rows)
}

// Get is one meeting; NotFound outside the actor's scope.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id int64) (Row, error) {
	rows, err := s.query(ctx, actor, Filter{}, id)
	if err != nil {
		return Row{}, err
	}
	return record.CollectOne[Row](rows)
}

// Person is a member of a cell on a day. Counted are those who have to come to its meetings.
type Person struct {
	ID        int64
	Name      string
	PartyPost string
	State     string // of the membership: active, exempt, away, suspended
	Counted   bool
}

const peopleSQL = `
SELECT m.id, m.full_name AS name, m.party_post, s.state, s.state = 'active' AS counted
FROM memberships s
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id AND m.standing <> 'cadre'
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = @cell AND s.kind = 'work'
    AND s.valid_from <= @day AND (s.valid_to IS NULL OR s.valid_to > @day)
ORDER BY m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id`

// People are the members of a cell on a day, in the order of their names.
func (s *Service) People(ctx context.Context, actor authz.Actor, cell int64, day time.Time) ([]Person, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, peopleSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "day": day}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Person])
	if err != nil {
		return nil, fmt.Errorf("list the members of a cell: %w", err)
	}
	return list, nil
}

// Given is a task that was given at a meeting.
type Given struct {
	ID          int64
	Title       string
	DueOn       time.Time
	Parts, Done int
}

const givenSQL = `
SELECT t.id, t.title, t.due_on, count(a.id)::int AS parts, count(a.done_on)::int AS done
FROM tasks t
JOIN meetings m ON m.committee_id = t.committee_id AND m.id = t.meeting_id
JOIN units u ON u.committee_id = m.committee_id AND u.id = m.cell_id
LEFT JOIN assignments a ON a.committee_id = t.committee_id AND a.task_id = t.id AND a.state <> 'dropped'
WHERE t.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND t.meeting_id = @id
GROUP BY t.committee_id, t.id
ORDER BY t.id`

// Given lists the tasks that were given at a meeting.
func (s *Service) Given(ctx context.Context, actor authz.Actor, id int64) ([]Given, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, givenSQL, scope.Args(pgx.StrictNamedArgs{"id": id}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Given])
}
