package indicator

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
)

// EvidenceRow is one row behind a figure. A ratio's row brings its own part of the numerator and the denominator.
type EvidenceRow struct {
	Kind     string // unit, member, recognition, admission, award, document, target, registration, month, remedy, meeting, discipline, inspection, complaints
	ID       int64  // of the object: a unit or a member can be opened
	Title    string
	Detail   string
	UnitID   int64
	UnitName string
	On       *time.Time
	Num, Den int64
	Total    int64 // how many rows there are in all
}

// Evidence is one page of the rows behind a figure.
type Evidence struct {
	Figure Figure
	Rows   []EvidenceRow
	Total  int64 // rows in all
}

const unitsEvidenceSQL = `
SELECT 'unit' AS kind, u.id, u.name AS title, u.code AS detail, u.id AS unit_id, coalesce(p.name, '') AS unit_name,
    u.valid_from AS "on", 1::bigint AS num, 0::bigint AS den, count(*) OVER () AS total
FROM units u
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND u.kind = ANY (@kinds) AND u.valid_from <= @to AND (u.valid_to IS NULL OR u.valid_to > @to)
ORDER BY u.path, u.id
LIMIT @limit OFFSET @offset`

const membersEvidenceSQL = `
SELECT 'member' AS kind, m.id, m.full_name AS title, m.card_number AS detail, u.id AS unit_id, u.name AS unit_name,
    s.valid_from AS "on", 1::bigint AS num, 0::bigint AS den, count(*) OVER () AS total
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id AND m.standing <> 'cadre'
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND s.kind = 'work' AND s.valid_from <= @to AND (s.valid_to IS NULL OR s.valid_to > @to)
ORDER BY m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id
LIMIT @limit OFFSET @offset`

const recognitionsEvidenceSQL = `
SELECT 'recognition' AS kind, r.id, u.name AS title, coalesce('Quyết định số ' || nullif(r.decision_number, ''), '') AS detail, u.id AS unit_id,
    coalesce(p.name, '') AS unit_name, r.decided_on AS "on", 1::bigint AS num, 0::bigint AS den, count(*) OVER () AS total
FROM recognitions r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND r.title = 'tsvm_toan_dien' AND r.decided_on BETWEEN @from AND @to
ORDER BY r.decided_on, r.id
LIMIT @limit OFFSET @offset`

const admissionsEvidenceSQL = `
SELECT 'admission' AS kind, m.id, m.full_name AS title, coalesce('Quyết định số ' || nullif(a.decision_number, ''), '') AS detail, u.id AS unit_id,
    u.name AS unit_name, a.admitted_on AS "on", 1::bigint AS num, 0::bigint AS den, count(*) OVER () AS total
FROM admissions a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
JOIN members m ON m.committee_id = a.committee_id AND m.id = a.member_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND a.admitted_on BETWEEN @from AND @to
ORDER BY a.admitted_on, a.id
LIMIT @limit OFFSET @offset`

const awardsEvidenceSQL = `
SELECT 'award' AS kind, a.id, coalesce(m.full_name, u.name) AS title,
    concat_ws(', ', a.title, nullif(a.theme, ''), 'Quyết định số ' || nullif(a.decision_number, '')) AS detail,
    u.id AS unit_id, u.name AS unit_name, a.decided_on AS "on", 1::bigint AS num, 0::bigint AS den, count(*) OVER () AS total
FROM awards a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
LEFT JOIN members m ON m.committee_id = a.committee_id AND m.id = a.member_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND a.decided_on BETWEEN @from AND @to AND a.kind = @kind AND a.subject = @subject AND (@level = '' OR a.level = @level)
ORDER BY a.decided_on, a.id
LIMIT @limit OFFSET @offset`

const documentsEvidenceSQL = `
SELECT 'document' AS kind, d.id, d.number || ': ' || d.subject AS title,
    d.issuer || '; ' || count(*) || ' buổi, ' || sum(s.attended) || ' trên ' || sum(s.expected) || ' lượt dự' AS detail,
    0::bigint AS unit_id, '' AS unit_name, min(s.held_on) AS "on",
    1::bigint AS num, 0::bigint AS den, count(*) OVER () AS total
FROM study_sessions s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN documents d ON d.committee_id = s.committee_id AND d.id = s.document_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND s.held_on BETWEEN @from AND @to
GROUP BY d.committee_id, d.id
ORDER BY min(s.held_on), d.id
LIMIT @limit OFFSET @offset`

const targetsEvidenceSQL = `
SELECT 'target' AS kind, r.id, r.note AS title, t.title AS detail, u.id AS unit_id, u.name AS unit_name, r.reached_on AS "on",
    1::bigint AS num, 0::bigint AS den, count(*) OVER () AS total
FROM target_results r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.unit_id
JOIN resolution_targets t ON t.committee_id = r.committee_id AND t.id = r.target_id AND t.kind = 'target'
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND r.reached_on BETWEEN @from AND @to
ORDER BY r.reached_on, r.id
LIMIT @limit OFFSET @offset`

// monthsEvidenceSQL lists cells and months with their part of a sum.
const monthsEvidenceSQL = `
SELECT 'month' AS kind, u.id, u.name AS title, review_label(f.month, f.until) AS detail, u.id AS unit_id,
    coalesce(p.name, '') AS unit_name, f.month AS "on",
    CASE @part WHEN 'reviews_done' THEN f.members_reviewed WHEN 'beyond_reviewed' THEN f.beyond_reviewed WHEN 'reviews_specific' THEN f.reviews_specific ELSE f.marks_done END::bigint AS num,
    CASE @part WHEN 'reviews_done' THEN f.members_expected WHEN 'beyond_reviewed' THEN f.beyond_expected WHEN 'reviews_specific' THEN f.members_reviewed
        ELSE f.marks_done + f.marks_on_track + f.marks_not_done END::bigint AS den,
    count(*) OVER () AS total
FROM cell_month_facts f
JOIN units u ON u.committee_id = f.committee_id AND u.id = f.cell_id
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE f.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND f.until BETWEEN @from AND @to
    AND CASE @part WHEN 'reviews_done' THEN f.members_expected > 0 WHEN 'beyond_reviewed' THEN f.beyond_expected > 0 WHEN 'reviews_specific' THEN f.members_reviewed > 0
        ELSE f.marks_done + f.marks_on_track + f.marks_not_done > 0 END
ORDER BY f.month DESC, u.path
LIMIT @limit OFFSET @offset`

const packetsEvidenceSQL = `
SELECT 'month' AS kind, u.id, u.name AS title, review_label(f.month, f.until) AS detail, u.id AS unit_id,
    coalesce(p.name, '') AS unit_name, f.month AS "on", f.sent_on_time::int::bigint AS num, 1::bigint AS den, count(*) OVER () AS total
FROM cell_month_facts f
JOIN units u ON u.committee_id = f.committee_id AND u.id = f.cell_id
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE f.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND f.until BETWEEN @from AND @to AND f.members_expected > 0 AND (f.until < @current OR f.packet_state <> 'open')
ORDER BY f.sent_on_time, f.month DESC, u.path
LIMIT @limit OFFSET @offset`

// remediesEvidenceSQL shows the words of a shortcoming only to the cell, the committee directly above it, and who found it: @close
// is where the reader may read reviews.
const remediesEvidenceSQL = `
SELECT 'remedy' AS kind, r.id, CASE WHEN u.path::text = ANY (@close) OR coalesce(g.path, p.path)::text = ANY (@close) OR o.path::text = ANY (@close)
        THEN coalesce(m.full_name, 'Cả chi bộ') || ': ' || r.shortcoming ELSE 'Việc tự sửa số ' || r.id END AS title,
    'hạn ' || to_char(r.due_on, 'DD/MM/YYYY') || CASE WHEN r.rolls > 0 THEN ', đã dời ' || r.rolls || ' lần' ELSE '' END AS detail,
    u.id AS unit_id, u.name AS unit_name, coalesce(r.verified_on, r.due_on) AS "on", 1::bigint AS num, 0::bigint AS den, count(*) OVER () AS total
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN units g ON g.committee_id = p.committee_id AND g.id = p.parent_id AND p.kind = 'subcommittee'
LEFT JOIN units o ON o.committee_id = r.committee_id AND o.id = r.opener_id
LEFT JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND CASE @part
        WHEN 'remedies_verified' THEN r.verified_on BETWEEN @from AND @to
        WHEN 'remedies_open' THEN r.opened_month <= @to AND coalesce(r.verified_on, r.carried_on, 'infinity') > @to
        ELSE r.opened_month <= @to AND coalesce(r.verified_on, r.carried_on, 'infinity') > @to AND r.due_on < @overdue
    END
ORDER BY r.due_on, r.id
LIMIT @limit OFFSET @offset`

// source is where an indicator's rows come from: the query, which of the window's arguments it takes, and its own.
type source struct {
	sql  string
	take []string
	own  pgx.StrictNamedArgs
}

var (
	days    = []string{"path", "from", "to"}
	sources = map[string]source{
		"grassroots_orgs":           {unitsEvidenceSQL, []string{"path", "to"}, pgx.StrictNamedArgs{"kinds": []string{"grassroots", "grassroots_cell"}}},
		"cells":                     {unitsEvidenceSQL, []string{"path", "to"}, pgx.StrictNamedArgs{"kinds": []string{"cell"}}},
		"members":                   {membersEvidenceSQL, []string{"path", "to"}, nil},
		"tsvm_recognised":           {recognitionsEvidenceSQL, days, nil},
		"recruitment":               {admissionsEvidenceSQL, days, nil},
		"awards_committee_units":    honours("committee", "award", "unit"),
		"awards_committee_persons":  honours("committee", "award", "person"),
		"awards_grassroots_units":   honours("grassroots", "award", "unit"),
		"awards_grassroots_persons": honours("grassroots", "award", "person"),
		"commendations_units":       honours("", "commendation", "unit"),
		"commendations_persons":     honours("", "commendation", "person"),
		"documents_studied":         {documentsEvidenceSQL, days, nil},
		"targets_reached":           {targetsEvidenceSQL, days, nil},
		"ktgs_registered":           modelled("ktgs_registered"),
		"ktgs_kept":                 modelled("ktgs_kept"),
		"ktgs_lost":                 modelled("ktgs_lost"),
		"ktgs_recognised":           modelled("ktgs_recognised"),
		"inspections_done":          inspecting(checksEvidenceSQL, "inspections_done"),
		"supervisions_done":         inspecting(checksEvidenceSQL, "supervisions_done"),
		"checks_outside_plan":       inspecting(checksEvidenceSQL, "checks_outside_plan"),
		"complaints_received":       inspecting(complaintsEvidenceSQL, "complaints_received"),
		"complaints_settled":        inspecting(complaintsEvidenceSQL, "complaints_settled"),
		"complaints_pending":        inspecting(complaintsEvidenceSQL, "complaints_pending"),
		"reviews_done":              {monthsEvidenceSQL, days, pgx.StrictNamedArgs{"part": "reviews_done"}},
		"reviews_specific":          {monthsEvidenceSQL, days, pgx.StrictNamedArgs{"part": "reviews_specific"}},
		"beyond_reviewed":           {monthsEvidenceSQL, days, pgx.StrictNamedArgs{"part": "beyond_reviewed"}},
		"items_done":                {monthsEvidenceSQL, days, pgx.StrictNamedArgs{"part": "items_done"}},
		"packets_on_time":           {packetsEvidenceSQL, []string{"path", "from", "to", "current"}, nil},
		"remedies_open":             mending("remedies_open"),
		"remedies_overdue":          mending("remedies_overdue"),
		"remedies_verified":         mending("remedies_verified"),
		"meetings_held":             meetings("meetings_held"),
		"thematic_meetings":         meetings("thematic_meetings"),
		"mending_meetings":          meetings("mending_meetings"),
		"attendance":                meetings("attendance"),
		"meeting_quality":           meetings("meeting_quality"),
		"discipline_cases":          cases("discipline_cases"),

		"members_disciplined":           cases("members_disciplined"),
		"organisations_disciplined":     cases("organisations_disciplined"),
		"disciplined_committee_members": cases("disciplined_committee_members"),
	}
)

func honours(level, kind, subject string) source {
	return source{awardsEvidenceSQL, days, pgx.StrictNamedArgs{"level": level, "kind": kind, "subject": subject}}
}

func mending(part string) source {
	return source{remediesEvidenceSQL, []string{"path", "from", "to", "overdue", "close"}, pgx.StrictNamedArgs{"part": part}}
}

// args are the source's own arguments, and those that it takes from the window, for one page of size rows.
func (f source) args(window pgx.StrictNamedArgs, page, size int) pgx.StrictNamedArgs {
	args := pgx.StrictNamedArgs{"limit": size, "offset": (page - 1) * size}
	for _, name := range f.take {
		args[name] = window[name]
	}
	maps.Copy(args, f.own)
	return args
}

// near is where the actor reads what members wrote: in their own unit and directly below it.
func near(actor authz.Actor) []string {
	paths := []string{}
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, authz.ReviewRead) {
			paths = append(paths, p.Path)
		}
	}
	return paths
}

// Evidence lists the rows behind a figure, one page of size rows. NotFound for a page beyond the last.
func (s *Service) Evidence(ctx context.Context, actor authz.Actor, key string, unit int64, p period.Period, page, size int) (Evidence, error) {
	scope, err := actor.Scope(authz.FigureRead)
	if err != nil {
		return Evidence{}, err
	}
	from, ok := sources[key]
	if !ok {
		return Evidence{}, apperr.NotFound("Không có số liệu này.")
	}
	figures, err := s.Figures(ctx, actor, unit, p)
	if err != nil {
		return Evidence{}, err
	}
	path, err := s.branch(ctx, scope, unit)
	if err != nil {
		return Evidence{}, err
	}
	window := s.window(scope, path, p)
	window["close"] = near(actor)
	tell(window, actor)
	var e Evidence
	e.Figure = figures[slices.IndexFunc(figures, func(f Figure) bool { return f.Indicator.Key == key })]
	rows, _ := s.DB.Query(ctx, from.sql, scope.Args(from.args(window, page, size)))
	if e.Rows, err = pgx.CollectRows(rows, pgx.RowToStructByName[EvidenceRow]); err != nil {
		return e, fmt.Errorf("list the rows of %s: %w", key, err)
	}
	switch {
	case len(e.Rows) > 0:
		e.Total = e.Rows[0].Total
	case page > 1:
		return e, apperr.NotFound(fmt.Sprintf("Danh sách này không có trang %d.", page))
	}
	return e, nil
}
