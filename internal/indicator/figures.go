package indicator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/vi"
)

// figuresSQL counts everything of the catalogue for one branch and one period, in one statement. Each count is that of the
// rows that Evidence lists; a test holds them together.
const figuresSQL = `
WITH branch AS (
    SELECT u.id, u.kind, u.valid_from, u.valid_to
    FROM units u
    WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
), honours AS (
    SELECT a.level, a.kind, a.subject FROM awards a JOIN branch b ON b.id = a.unit_id
    WHERE a.committee_id = @committee AND a.decided_on BETWEEN @from AND @to
), facts AS (
    SELECT sum(f.members_reviewed) AS reviewed, sum(f.reviews_specific) AS specific, sum(f.members_expected) AS expected, sum(f.marks_done) AS done,
        coalesce(sum(f.beyond_reviewed), 0)::bigint AS beyond_reviewed, coalesce(sum(f.beyond_expected), 0)::bigint AS beyond_expected,
        sum(f.marks_done + f.marks_on_track + f.marks_not_done) AS marked,
        count(*) FILTER (WHERE f.sent_on_time AND f.members_expected > 0) AS on_time,
        count(*) FILTER (WHERE f.members_expected > 0 AND (f.until < @current OR f.packet_state <> 'open')) AS due
    FROM cell_month_facts f JOIN branch b ON b.id = f.cell_id
    WHERE f.committee_id = @committee AND f.month BETWEEN @from::date - 62 AND @to AND f.until BETWEEN @from AND @to
), mending AS (
    SELECT count(*) FILTER (WHERE r.opened_month <= @to AND coalesce(r.verified_on, r.carried_on, 'infinity') > @to) AS open,
        count(*) FILTER (WHERE r.opened_month <= @to AND coalesce(r.verified_on, r.carried_on, 'infinity') > @to AND r.due_on < @overdue) AS overdue,
        count(*) FILTER (WHERE r.verified_on BETWEEN @from AND @to) AS verified
    FROM remedies r JOIN branch b ON b.id = r.cell_id
    WHERE r.committee_id = @committee
), meets AS (
    SELECT count(*) AS held, count(*) FILTER (WHERE m.kind <> 'regular') AS thematic, count(*) FILTER (WHERE m.mending) AS mending,
        sum(m.attended) AS attended, sum(m.expected) AS expected, sum(m.quality) AS quality, count(m.quality) AS rated
    FROM meetings m JOIN branch b ON b.id = m.cell_id
    WHERE m.committee_id = @committee AND m.held_on BETWEEN @from AND @to
), punished AS (
    SELECT count(d.member_id) AS members_punished, count(*) - count(d.member_id) AS units_punished,
        count(d.member_id) FILTER (WHERE d.committee_member) AS committee_punished
    FROM disciplines d JOIN branch b ON b.id = d.unit_id
    WHERE d.committee_id = @committee AND d.decided_on BETWEEN @from AND @to AND (d.cancelled_on IS NULL OR d.cancelled_on > @to)
), checks AS (
    SELECT count(*) FILTER (WHERE i.in_plan AND i.kind = 'inspection') AS inspections,
        count(i.done_on) FILTER (WHERE i.in_plan AND i.kind = 'inspection') AS inspections_done,
        count(*) FILTER (WHERE i.in_plan AND i.kind = 'supervision') AS supervisions,
        count(i.done_on) FILTER (WHERE i.in_plan AND i.kind = 'supervision') AS supervisions_done, count(*) FILTER (WHERE NOT i.in_plan) AS outside
    FROM inspections i JOIN branch b ON b.id = i.unit_id
    WHERE i.committee_id = @committee AND i.planned_on BETWEEN @from AND @to
), models AS (
    SELECT count(*) FILTER (WHERE r.year = @year AND r.registered_on <= @to) AS ktgs_registered,
        count(*) FILTER (WHERE r.year = @year AND r.registered_on <= @to AND coalesce(least(r.lost_on, r.disciplined_half), 'infinity') > @to) AS ktgs_kept,
        count(*) FILTER (WHERE r.year = @year AND r.registered_on <= @to AND least(r.lost_on, r.disciplined_half) <= @to) AS ktgs_lost,
        count(*) FILTER (WHERE r.recognised_on BETWEEN @from AND @to AND coalesce(least(r.lost_on, r.disciplined_half), 'infinity') > @to) AS ktgs_recognised
    FROM model_registrations r JOIN branch b ON b.id = r.unit_id
    WHERE r.committee_id = @committee
), letters AS (
    SELECT coalesce(sum(c.received) FILTER (WHERE c.month >= @from), 0)::bigint AS complaints_received,
        coalesce(sum(c.settled) FILTER (WHERE c.month >= @from), 0)::bigint AS complaints_settled, coalesce(sum(c.received - c.settled), 0)::bigint AS complaints_pending
    FROM complaint_counts c JOIN branch b ON b.id = c.unit_id
    WHERE c.committee_id = @committee AND c.month <= @to
)
SELECT
    (SELECT count(*) FROM branch WHERE kind IN ('grassroots', 'grassroots_cell') AND valid_from <= @to AND (valid_to IS NULL OR valid_to > @to)) AS grassroots_orgs,
    (SELECT count(*) FROM branch WHERE kind = 'cell' AND valid_from <= @to AND (valid_to IS NULL OR valid_to > @to)) AS cells,
    (SELECT count(*) FROM memberships s JOIN branch b ON b.id = s.unit_id
        JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id AND m.standing <> 'cadre'
        WHERE s.committee_id = @committee AND s.kind = 'work' AND s.valid_from <= @to AND (s.valid_to IS NULL OR s.valid_to > @to)) AS members,
    (SELECT count(*) FROM recognitions r JOIN branch b ON b.id = r.cell_id
        WHERE r.committee_id = @committee AND r.title = 'tsvm_toan_dien' AND r.decided_on BETWEEN @from AND @to) AS tsvm_recognised,
    (SELECT count(*) FROM admissions a JOIN branch b ON b.id = a.unit_id
        WHERE a.committee_id = @committee AND a.admitted_on BETWEEN @from AND @to) AS admitted,
    (SELECT coalesce(sum(t.target), 0) FROM recruitment_targets t JOIN branch b ON b.id = t.unit_id
        WHERE t.committee_id = @committee AND t.year = @year) AS target,
    (SELECT count(*) FROM honours WHERE level = 'committee' AND kind = 'award' AND subject = 'unit') AS committee_units,
    (SELECT count(*) FROM honours WHERE level = 'committee' AND kind = 'award' AND subject = 'person') AS committee_persons,
    (SELECT count(*) FROM honours WHERE level = 'grassroots' AND kind = 'award' AND subject = 'unit') AS grassroots_units,
    (SELECT count(*) FROM honours WHERE level = 'grassroots' AND kind = 'award' AND subject = 'person') AS grassroots_persons,
    (SELECT count(*) FROM honours WHERE kind = 'commendation' AND subject = 'unit') AS commended_units,
    (SELECT count(*) FROM honours WHERE kind = 'commendation' AND subject = 'person') AS commended_persons,
    (SELECT count(DISTINCT s.document_id) FROM study_sessions s JOIN branch b ON b.id = s.unit_id
        WHERE s.committee_id = @committee AND s.held_on BETWEEN @from AND @to) AS documents_studied,
    (SELECT count(*) FROM target_results r JOIN branch b ON b.id = r.unit_id
        JOIN resolution_targets t ON t.committee_id = r.committee_id AND t.id = r.target_id AND t.kind = 'target'
        WHERE r.committee_id = @committee AND r.reached_on BETWEEN @from AND @to) AS targets_reached,
    coalesce(f.reviewed, 0)::bigint AS reviewed, coalesce(f.specific, 0)::bigint AS specific, coalesce(f.expected, 0)::bigint AS expected, coalesce(f.done, 0)::bigint AS done,
    coalesce(f.marked, 0)::bigint AS marked, f.on_time, f.due, f.beyond_reviewed, f.beyond_expected,
    m.open, m.overdue, m.verified, h.held, h.thematic, h.mending AS mending_held, h.rated, coalesce(h.quality, 0)::bigint AS quality, coalesce(h.attended, 0)::bigint AS attended, coalesce(h.expected, 0)::bigint AS meeting_expected,
    p.members_punished + p.units_punished AS discipline_cases, p.members_punished, p.units_punished, p.committee_punished,
    c.*, x.*, l.*
FROM facts f, mending m, meets h, punished p, checks c, models x, letters l`

type counts struct {
	GrassrootsOrgs, Cells, Members, TsvmRecognised, Admitted, Target          int64
	CommitteeUnits, CommitteePersons, GrassrootsUnits, GrassrootsPersons      int64
	CommendedUnits, CommendedPersons, DocumentsStudied, TargetsReached        int64
	Reviewed, Specific, Expected, Done, Marked, OnTime, Due                   int64
	BeyondReviewed, BeyondExpected                                            int64
	Open, Overdue, Verified, Held, Attended, MeetingExpected, DisciplineCases int64
	Thematic, MendingHeld, Rated, Quality                                     int64
	MembersPunished, UnitsPunished, CommitteePunished                         int64
	watched
}

// of is an indicator's numerator and denominator.
func (c counts) of(key string) (num, den int64) {
	switch key {
	case "grassroots_orgs":
		return c.GrassrootsOrgs, 0
	case "cells":
		return c.Cells, 0
	case "members":
		return c.Members, 0
	case "tsvm_recognised":
		return c.TsvmRecognised, 0
	case "recruitment":
		return c.Admitted, c.Target
	case "awards_committee_units":
		return c.CommitteeUnits, 0
	case "awards_committee_persons":
		return c.CommitteePersons, 0
	case "awards_grassroots_units":
		return c.GrassrootsUnits, 0
	case "awards_grassroots_persons":
		return c.GrassrootsPersons, 0
	case "commendations_units":
		return c.CommendedUnits, 0
	case "commendations_persons":
		return c.CommendedPersons, 0
	case "documents_studied":
		return c.DocumentsStudied, 0
	case "targets_reached":
		return c.TargetsReached, 0
	}
	if num, den, ours := c.watched.of(key); ours {
		return num, den
	}
	if num, den, ok := c.ofMeetings(key); ok {
		return num, den
	}
	return c.ofFacts(key)
}

func (c counts) ofFacts(key string) (num, den int64) {
	switch key {
	case "reviews_done":
		return c.Reviewed, c.Expected
	case "beyond_reviewed":
		return c.BeyondReviewed, c.BeyondExpected
	case "reviews_specific":
		return c.Specific, c.Reviewed
	case "items_done":
		return c.Done, c.Marked
	case "packets_on_time":
		return c.OnTime, c.Due
	case "remedies_open":
		return c.Open, 0
	case "remedies_overdue":
		return c.Overdue, 0
	case "remedies_verified":
		return c.Verified, 0
	case "discipline_cases":
		return c.DisciplineCases, 0
	case "members_disciplined":
		return c.MembersPunished, 0
	case "organisations_disciplined":
		return c.UnitsPunished, 0
	case "disciplined_committee_members":
		return c.CommitteePunished, c.MembersPunished
	}
	panic("indicator: nobody counts " + key)
}

const pathSQL = `
SELECT u.path::text
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit`

// branch finds a unit's path inside the scope; NotFound outside.
func (s *Service) branch(ctx context.Context, scope authz.Scope, unit int64) (string, error) {
	var path string
	err := s.DB.QueryRow(ctx, pathSQL, scope.Args(pgx.StrictNamedArgs{"unit": unit})).Scan(&path)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", apperr.NotFound("Không tìm thấy tổ chức đảng này trong phạm vi của đồng chí.")
	}
	return path, err
}

// window are the arguments that say which branch and which days are counted.
func (s *Service) window(scope authz.Scope, path string, p period.Period) pgx.StrictNamedArgs {
	today := vi.Today(s.Now())
	return pgx.StrictNamedArgs{
		"path": path, "from": p.Start(), "to": p.End(), "year": p.Year(), "current": period.MonthOf(today).Start(),
		"overdue": overdueFrom(p, today),
	}
}

// overdueFrom is the first day that is not overdue yet: today, or the day after a period that is over.
func overdueFrom(p period.Period, today time.Time) time.Time {
	if end := p.End().AddDate(0, 0, 1); end.Before(today) {
		return end
	}
	return today
}

// Figures counts the whole catalogue for a unit and a period.
func (s *Service) Figures(ctx context.Context, actor authz.Actor, unit int64, p period.Period) ([]Figure, error) {
	scope, err := actor.Scope(authz.FigureRead)
	if err != nil {
		return nil, err
	}
	path, err := s.branch(ctx, scope, unit)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, figuresSQL, scope.Args(s.window(scope, path, p)))
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[counts])
	if err != nil {
		return nil, fmt.Errorf("count the figures: %w", err)
	}
	figures := make([]Figure, len(catalogue))
	for n, i := range catalogue {
		figures[n] = i.figure(c.of(i.Key))
	}
	return figures, nil
}
