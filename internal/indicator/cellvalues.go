package indicator

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/rule"
	"tusoi/internal/vi"
)

// cellValuesSQL counts, for every cell of the scope, what the criteria of a rule set read. It is one statement whatever the
// number of cells. What was promised or given to people outside the Party is theirs, and moves no cell's place: apart is who they were,
// and until when. Months that still run are left out, so that nobody is late for a month before it is over.
const cellValuesSQL = `
WITH cells AS (
    SELECT u.id
    FROM units u
    WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.kind IN ('cell', 'grassroots_cell')
        AND u.valid_from <= @to AND (u.valid_to IS NULL OR u.valid_to > @to)
), apart AS (
    SELECT s.member_id, s.valid_from AS since, coalesce((
        SELECT min(w.valid_from) FROM memberships w
        WHERE w.committee_id = s.committee_id AND w.member_id = s.member_id AND w.kind = 'work' AND w.valid_from > s.valid_from), 'infinity') AS until
    FROM memberships s
    WHERE s.committee_id = @committee AND s.kind = 'beyond'
), work AS (
    SELECT a.cell_id, count(*) AS tasks, count(*) FILTER (WHERE coalesce(a.done_on, @today) > a.due_on) AS late
    FROM assignments a
    WHERE a.committee_id = @committee AND a.state <> 'dropped' AND a.due_on BETWEEN @from AND @to
        AND NOT EXISTS (SELECT FROM apart o WHERE o.member_id = a.member_id AND o.since <= a.due_on AND o.until > a.due_on)
    GROUP BY a.cell_id
), meets AS (
    SELECT m.cell_id, count(*) FILTER (WHERE m.kind <> 'thematic' AND m.held_on < @current) AS regular,
        count(*) FILTER (WHERE m.kind <> 'regular') AS thematic, round(avg(m.quality))::bigint AS quality,
        sum(m.attended) AS attended, sum(m.expected) AS expected, sum(m.expected - m.attended - m.excused) AS absent
    FROM meetings m
    WHERE m.committee_id = @committee AND m.held_on BETWEEN @from AND @to
    GROUP BY m.cell_id
), facts AS (
    SELECT f.cell_id, sum(f.members_reviewed) AS reviewed, sum(f.members_expected) AS expected,
        count(*) FILTER (WHERE NOT f.sent_on_time AND f.until < @current AND f.members_expected > 0) AS late
    FROM cell_month_facts f
    WHERE f.committee_id = @committee AND f.until BETWEEN @from AND @to AND f.month >= @from::date - 62 AND (f.until < @current OR f.packet_state <> 'open')
    GROUP BY f.cell_id
), mending AS (
    SELECT r.cell_id, count(*) AS due, count(*) FILTER (WHERE r.verified_on IS NOT NULL) AS fixed
    FROM remedies r
    WHERE r.committee_id = @committee AND r.due_on BETWEEN @from AND least(@to::date, @today::date - 1)
        AND r.due_on < coalesce(r.carried_on, 'infinity') AND (r.continues_id IS NULL OR r.due_on >= r.opened_month)
    GROUP BY r.cell_id
), people AS (
    SELECT s.unit_id AS cell_id, count(*) AS members, count(p.id) AS pledged,
        count(*) FILTER (WHERE p.id IS NOT NULL OR EXISTS (
            SELECT FROM assignments a WHERE a.committee_id = s.committee_id AND a.member_id = s.member_id AND a.due_on >= @year_start)) AS assigned
    FROM memberships s
    LEFT JOIN pledges p ON p.committee_id = s.committee_id AND p.member_id = s.member_id AND p.year = @year AND p.state <> 'draft'
    WHERE s.committee_id = @committee AND s.kind = 'work' AND s.state = 'active'
        AND s.valid_from <= least(@to::date, @today::date) AND (s.valid_to IS NULL OR s.valid_to > least(@to::date, @today::date))
    GROUP BY s.unit_id
), kept AS (
    SELECT i.cell_id, count(DISTINCT i.member_id) AS due, count(DISTINCT i.member_id) FILTER (WHERE NOT EXISTS (
            SELECT FROM pledge_items o
            WHERE o.committee_id = i.committee_id AND o.member_id = i.member_id AND o.year = i.year AND o.due_on <= least(@to::date, @today::date)
                AND (o.live_to IS NULL OR o.live_to > o.due_on)
                AND NOT EXISTS (SELECT FROM marks k WHERE k.committee_id = o.committee_id AND k.member_id = o.member_id
                    AND k.item_kind = 'pledge' AND k.item_id = o.id AND k.mark = 'done'))) AS kept
    FROM pledge_items i
    WHERE i.committee_id = @committee AND i.year = @year AND i.due_on BETWEEN @from AND least(@to::date, @today::date)
        AND (i.live_to IS NULL OR i.live_to > i.due_on)
        AND NOT EXISTS (SELECT FROM apart o WHERE o.member_id = i.member_id AND o.since <= i.due_on AND o.until > i.due_on)
    GROUP BY i.cell_id
), checks AS (
    SELECT i.unit_id AS cell_id, count(*) AS planned, count(i.done_on) AS done
    FROM inspections i
    WHERE i.committee_id = @committee AND i.in_plan AND i.planned_on BETWEEN @from AND least(@to::date, @today::date)
    GROUP BY i.unit_id
), grown AS (
    SELECT a.unit_id AS cell_id, count(*) AS admitted FROM admissions a
    WHERE a.committee_id = @committee AND a.admitted_on BETWEEN @from AND @to
    GROUP BY a.unit_id
), punished AS (
    SELECT d.unit_id AS cell_id, count(*) AS cases FROM disciplines d
    WHERE d.committee_id = @committee AND d.decided_on BETWEEN @from AND @to AND (d.cancelled_on IS NULL OR d.cancelled_on > @to)
    GROUP BY d.unit_id
)
SELECT c.id AS cell_id, coalesce(w.tasks, 0) AS tasks, coalesce(w.late, 0) AS tasks_late,
    m.cell_id IS NOT NULL AS met, coalesce(m.regular, 0) AS regular, coalesce(m.thematic, 0) AS thematic, m.quality,
    coalesce(m.attended, 0)::bigint AS attended, coalesce(m.expected, 0)::bigint AS meeting_expected, coalesce(m.absent, 0)::bigint AS absent,
    coalesce(f.reviewed, 0)::bigint AS reviewed, coalesce(f.expected, 0)::bigint AS review_expected, coalesce(f.late, 0) AS packets_late,
    coalesce(r.due, 0) AS remedies_due, coalesce(r.fixed, 0) AS remedies_fixed,
    coalesce(p.members, 0) AS members, coalesce(p.pledged, 0) AS pledged, coalesce(p.assigned, 0) AS assigned,
    coalesce(k.due, 0) AS kept_due, coalesce(k.kept, 0) AS kept, coalesce(i.planned, 0) AS checks_planned, coalesce(i.done, 0) AS checks_done,
    coalesce(g.admitted, 0) AS admitted, coalesce(t.target, 0)::bigint AS target, coalesce(d.cases, 0) AS cases,
    (x.unit_id IS NOT NULL AND coalesce(least(x.lost_on, x.disciplined_half), 'infinity') > @to)::int::bigint AS model
FROM cells c
LEFT JOIN work w ON w.cell_id = c.id
LEFT JOIN meets m ON m.cell_id = c.id
LEFT JOIN facts f ON f.cell_id = c.id
LEFT JOIN mending r ON r.cell_id = c.id
LEFT JOIN people p ON p.cell_id = c.id
LEFT JOIN kept k ON k.cell_id = c.id
LEFT JOIN checks i ON i.cell_id = c.id
LEFT JOIN grown g ON g.cell_id = c.id
LEFT JOIN punished d ON d.cell_id = c.id
LEFT JOIN recruitment_targets t ON t.committee_id = @committee AND t.unit_id = c.id AND t.year = @year
LEFT JOIN model_registrations x ON x.committee_id = @committee AND x.unit_id = c.id AND x.year = @year`

type cellRow struct {
	CellID                                    int64
	Tasks, TasksLate                          int64
	Met                                       bool
	Regular, Thematic                         int64
	Quality                                   *int64
	Attended, MeetingExpected, Absent         int64
	Reviewed, ReviewExpected, PacketsLate     int64
	RemediesDue, RemediesFixed                int64
	Members, Pledged, Assigned, KeptDue, Kept int64
	ChecksPlanned, ChecksDone                 int64
	Admitted, Target, Cases, Model            int64
}

// values turns the counts into what criteria read. What no record speaks of is not known, rather than none.
func (r cellRow) values(months int64) map[string]rule.Value {
	ratio := func(num, den int64) rule.Value { return rule.Value{Num: num, Den: den, Known: den > 0} }
	count := func(num int64, known bool) rule.Value { return rule.Value{Num: num, Known: known} }
	v := map[string]rule.Value{
		"tasks_on_time":      count(r.TasksLate, true),
		"attendance":         ratio(r.Attended, r.MeetingExpected),
		"thematic_meetings":  count(r.Thematic, r.Met),
		"meetings_held":      {Num: r.Regular, Den: months, Known: r.Met && months > 0},
		"absences_unexcused": count(r.Absent, r.Met),
		"reviews_done":       ratio(r.Reviewed, r.ReviewExpected),
		"late_packets":       count(r.PacketsLate, r.ReviewExpected > 0),
		"remedies_fixed":     {Num: r.RemediesFixed, Den: r.RemediesDue, Known: true},
		"pledges_made":       ratio(r.Pledged, r.Members),
		"members_assigned":   ratio(r.Assigned, r.Members),
		"pledges_kept":       ratio(r.Kept, r.KeptDue),
		"ktgs_plan":          ratio(r.ChecksDone, r.ChecksPlanned),
		"ktgs_model":         count(r.Model, true),
		"recruitment":        {Num: r.Admitted, Den: r.Target, Known: true},
		"discipline_cases":   count(r.Cases, true),
	}
	if r.Quality != nil {
		v["meeting_quality"] = count(*r.Quality, true)
	}
	return v
}

// CellValues counts what the criteria of a rule set read, for every cell of the scope in a period. A key that nobody counts
// is simply missing: the criterion is then answered by hand.
func (s *Service) CellValues(ctx context.Context, actor authz.Actor, p period.Period, keys []string) (map[int64]map[string]rule.Value, error) {
	scope, err := actor.Scope(authz.FigureRead)
	if err != nil {
		return nil, err
	}
	today := vi.Today(s.Now())
	current := period.MonthOf(today)
	rows, _ := s.DB.Query(ctx, cellValuesSQL, scope.Args(pgx.StrictNamedArgs{
		"from": p.Start(), "to": p.End(), "year": p.Year(), "today": today, "current": current.Start(),
		"year_start": period.Year(p.Year()).Start(),
	}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[cellRow])
	if err != nil {
		return nil, fmt.Errorf("count the criteria's figures: %w", err)
	}
	months := int64(0) // of the period that are over
	for _, m := range p.Months() {
		if m.Before(current) {
			months++
		}
	}
	all := make(map[int64]map[string]rule.Value, len(list))
	for _, r := range list {
		known, asked := r.values(months), make(map[string]rule.Value, len(keys))
		for _, key := range keys {
			if v, ok := known[key]; ok {
				asked[key] = v
			}
		}
		all[r.CellID] = asked
	}
	return all, nil
}

const cellEvidenceSQL = `
SELECT 'task' AS kind, a.id, t.title || CASE WHEN a.done_on IS NULL THEN ' (chưa xong)' ELSE ' (xong trễ)' END AS title, a.due_on AS "on"
FROM assignments a
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE @key = 'tasks_on_time' AND a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.cell_id = @cell
    AND a.state <> 'dropped' AND a.due_on BETWEEN @from AND @to AND coalesce(a.done_on, @today) > a.due_on
    AND NOT EXISTS (
        SELECT FROM memberships s
        WHERE s.committee_id = a.committee_id AND s.member_id = a.member_id AND s.kind = 'beyond' AND s.valid_from <= a.due_on AND NOT EXISTS (
            SELECT FROM memberships w
            WHERE w.committee_id = s.committee_id AND w.member_id = s.member_id AND w.kind = 'work' AND w.valid_from > s.valid_from AND w.valid_from <= a.due_on))
UNION ALL
SELECT 'meeting', m.id, CASE m.kind WHEN 'regular' THEN 'Sinh hoạt thường kỳ' WHEN 'thematic' THEN 'Sinh hoạt chuyên đề' ELSE 'Sinh hoạt thường kỳ và chuyên đề' END
    || coalesce(': ' || nullif(m.theme, ''), '') || ', dự ' || m.attended || '/' || m.expected, m.held_on
FROM meetings m
JOIN units u ON u.committee_id = m.committee_id AND u.id = m.cell_id
WHERE @key IN ('meeting_quality', 'attendance', 'thematic_meetings', 'meetings_held', 'absences_unexcused')
    AND m.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND m.cell_id = @cell AND m.held_on BETWEEN @from AND @to
    AND (@key <> 'thematic_meetings' OR m.kind <> 'regular') AND (@key <> 'meetings_held' OR m.kind <> 'thematic')
    AND (@key <> 'absences_unexcused' OR m.expected > m.attended + m.excused)
UNION ALL
SELECT 'month', u.id, replace(replace(review_label(f.month, f.until), 'tháng', 'Tháng'), 'quý', 'Quý') || ': ' || f.members_reviewed || '/' || f.members_expected || ' đã tự soi'
    || CASE WHEN f.sent_on_time THEN '' ELSE ', gửi trễ' END, f.month
FROM cell_month_facts f
JOIN units u ON u.committee_id = f.committee_id AND u.id = f.cell_id
WHERE @key IN ('reviews_done', 'late_packets') AND f.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND f.cell_id = @cell AND f.until BETWEEN @from AND @to AND (f.until < @current OR f.packet_state <> 'open')
    AND (@key <> 'late_packets' OR NOT f.sent_on_time AND f.until < @current)
UNION ALL
SELECT 'remedy', r.id, 'Việc tự sửa số ' || r.id || CASE WHEN r.verified_on IS NULL THEN ': chưa xác nhận' ELSE ': đã xác nhận' END, r.due_on
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE @key = 'remedies_fixed' AND r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.cell_id = @cell
    AND r.due_on BETWEEN @from AND least(@to::date, @today::date - 1)
    AND r.due_on < coalesce(r.carried_on, 'infinity') AND (r.continues_id IS NULL OR r.due_on >= r.opened_month)
UNION ALL
SELECT 'inspection', i.id, i.subject || CASE WHEN i.done_on IS NULL THEN ': chưa làm' ELSE ': đã làm' END, i.planned_on
FROM inspections i
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.unit_id
WHERE @key = 'ktgs_plan' AND i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND i.unit_id = @cell
    AND i.in_plan AND i.planned_on BETWEEN @from AND least(@to::date, @today::date)
UNION ALL
SELECT 'model', r.id, 'Đăng ký mô hình năm ' || r.year, r.registered_on
FROM model_registrations r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.unit_id
WHERE @key = 'ktgs_model' AND r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.unit_id = @cell
    AND r.registered_on BETWEEN date_trunc('year', @from::date) AND @to
UNION ALL
SELECT 'admission', m.id, 'Kết nạp ' || m.full_name, a.admitted_on
FROM admissions a
JOIN members m ON m.committee_id = a.committee_id AND m.id = a.member_id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE @key = 'recruitment' AND a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.unit_id = @cell
    AND a.admitted_on BETWEEN @from AND @to
ORDER BY 4, 2`

// CellEvidence lists the rows behind one criterion's figure of one cell. Shortcomings and disciplines are not named.
func (s *Service) CellEvidence(ctx context.Context, actor authz.Actor, cell int64, p period.Period, key string) ([]rule.Evidence, error) {
	scope, err := actor.Scope(authz.FigureRead)
	if err != nil {
		return nil, err
	}
	today := vi.Today(s.Now())
	rows, _ := s.DB.Query(ctx, cellEvidenceSQL, scope.Args(pgx.StrictNamedArgs{
		"key": key, "cell": cell, "from": p.Start(), "to": p.End(), "today": today, "current": period.MonthOf(today).Start(),
	}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[rule.Evidence])
}
