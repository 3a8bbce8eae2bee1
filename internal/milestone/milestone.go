// Package milestone tells what a cell must not miss of its members: a Party badge, the end of probation, who came and who
// went. It writes nothing.
package milestone

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Service reads milestones.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// badgeRounds are the days of a year on which badges are handed over.
var badgeRounds = []struct {
	month time.Month
	day   int
}{{time.February, 3}, {time.May, 19}, {time.September, 2}, {time.November, 7}}

// Milestone is a member who reaches a day: a badge, or the end of probation.
type Milestone struct {
	MemberID   int64
	FullName   string
	CardNumber string
	UnitID     int64
	UnitName   string
	Since      time.Time // what is counted from
	On         time.Time
	Years      int // of a badge
}

// Round is the first round of badges on or after the day.
func (m Milestone) Round() time.Time {
	for _, r := range badgeRounds {
		if day := time.Date(m.On.Year(), r.month, r.day, 0, 0, 0, 0, time.UTC); !day.Before(m.On) {
			return day
		}
	}
	r := badgeRounds[0]
	return time.Date(m.On.Year()+1, r.month, r.day, 0, 0, 0, 0, time.UTC)
}

const badgesSQL = `
SELECT m.id AS member_id, m.full_name, m.card_number, u.id AS unit_id, u.name AS unit_name, d.since, d.since AS "on",
    (@year - extract(year FROM d.since))::int AS years
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id AND m.standing <> 'cadre'
CROSS JOIN LATERAL (SELECT coalesce(m.decided_on, m.admitted_on) AS since) d
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.kind = 'work'
    AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
    AND (@year - extract(year FROM d.since)) = ANY (@ages::int[])
ORDER BY years DESC, extract(doy FROM d.since), m.id`

// Badges forecasts who reaches a badge in a year: counted from the decision of admission, or from the ceremony where the
// decision's day is not known.
func (s *Service) Badges(ctx context.Context, actor authz.Actor, year int) ([]Milestone, error) {
	scope, err := actor.Scope(authz.MemberRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, badgesSQL, scope.Args(pgx.StrictNamedArgs{"year": year, "ages": member.BadgeYears(), "today": vi.Today(s.Now())}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Milestone])
	if err != nil {
		return nil, fmt.Errorf("forecast the badges: %w", err)
	}
	for i := range list {
		list[i].On = vi.Anniversary(list[i].Since, list[i].Years)
	}
	return list, nil
}

const probationSQL = `
SELECT m.id AS member_id, m.full_name, m.card_number, u.id AS unit_id, u.name AS unit_name, m.admitted_on AS since, m.admitted_on AS "on", 0 AS years
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id AND m.standing = 'probationary' AND m.admitted_on IS NOT NULL
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.kind = 'work'
    AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
ORDER BY m.admitted_on, m.id`

// Probation lists who is on probation, with the day on which its twelve months are over: counted from the ceremony of
// admission. The cell proposes them before that day.
func (s *Service) Probation(ctx context.Context, actor authz.Actor) ([]Milestone, error) {
	scope, err := actor.Scope(authz.MemberRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, probationSQL, scope.Args(pgx.StrictNamedArgs{"today": vi.Today(s.Now())}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Milestone])
	if err != nil {
		return nil, fmt.Errorf("list who is on probation: %w", err)
	}
	for i := range list {
		list[i].On = vi.Anniversary(list[i].Since, 1)
	}
	slices.SortStableFunc(list, func(a, b Milestone) int { return a.On.Compare(b.On) })
	return list, nil
}
