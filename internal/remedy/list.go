package remedy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/vi"
)

// Which remedies a list shows.
const (
	Going     = "" // not verified yet
	Late      = "late"
	InYear    = "verified" // verified within the last twelve months
	Recurring = "recurring"
	All       = "all"
)

// NoTheme finds the remedies without a theme.
const NoTheme = -1

// Filter says which remedies are looked for. Which is one of the above or a [State]; zero values find everything. Pages are
// counted from 1.
type Filter struct {
	Which  string
	Rolled bool // put off three times or more
	Source Source
	Theme  int64 // [NoTheme] for those without one
	Unit   int64 // it and everything below
	Member int64 // found only by who may read the words
	Until  time.Time
	Page   int
	Size   int // 50 when 0
}

// Line is one remedy of a list.
type Line struct {
	Remedy
	Again bool // the same owner had the same theme at least twice within twelve months
}

// Listing is one page of the remedies that were found.
type Listing struct {
	Lines      []Line
	Total      int
	Page, Last int
}

// listSQL finds remedies by due date; what recurs is looked for in the whole committee, since a member may have come from elsewhere.
const listSQL = `
WITH looked AS (
    SELECT r.id, r.member_id IS NULL AS of_cell, coalesce(r.member_id, 0) AS member_id, coalesce(m.full_name, '') AS member_name, r.cell_id,
        u.name AS cell_name, u.path::text AS cell_path, coalesce(g.path, p.path)::text AS above_path,
        coalesce(g.name, p.name) AS above_name, r.opened_month, r.source, r.source_on, r.source_basis,
        coalesce(o.path, u.path)::text AS opener_path, coalesce(o.name, u.name) AS opener_name, r.opened_by,
        coalesce(r.theme_id, 0) AS theme_id, coalesce(t.name, '') AS theme_name, r.shortcoming, r.cause, r.action, r.first_due_on,
        r.due_on, r.rolls, r.state, r.result, r.evidence_number, r.evidence_link, r.reported_on, r.returns, r.return_reason,
        r.verified_on, r.verified_by, coalesce(r.recurs_id, 0) AS recurs_id, coalesce(r.inspection_id, 0) AS check_id,
        r.theme_id IS NOT NULL AND r.state <> 'carried' AND r.opened_month >= @since AND (EXISTS (
            SELECT FROM remedies b
            WHERE b.committee_id = r.committee_id AND b.member_id = r.member_id AND b.theme_id = r.theme_id AND b.id <> r.id
                AND b.state <> 'carried' AND b.opened_month >= @since) OR r.member_id IS NULL AND EXISTS (
            SELECT FROM remedies b
            WHERE b.committee_id = r.committee_id AND b.member_id IS NULL AND b.cell_id = r.cell_id AND b.theme_id = r.theme_id
                AND b.id <> r.id AND b.state <> 'carried' AND b.opened_month >= @since)) AS again
    FROM remedies r
    JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
    JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
    LEFT JOIN units g ON g.committee_id = p.committee_id AND g.id = p.parent_id AND p.kind = 'subcommittee'
    LEFT JOIN units o ON o.committee_id = r.committee_id AND o.id = r.opener_id
    LEFT JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
    LEFT JOIN remedy_themes t ON t.committee_id = r.committee_id AND t.id = r.theme_id
    WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
        AND (@unit::bigint = 0 OR u.path <@ (SELECT a.path FROM units a WHERE a.committee_id = @committee AND a.id = @unit))
        AND (@member::bigint = 0 OR r.member_id = @member AND (u.path::text = ANY (@close) OR coalesce(g.path, p.path)::text = ANY (@close)
            OR coalesce(o.path, u.path)::text = ANY (@close)))
        AND (@which NOT IN ('', 'late') OR r.state NOT IN ('verified', 'carried')) AND (@which <> 'late' OR r.due_on < @today)
        AND (@which <> 'verified' OR r.verified_on >= @since) AND (@which IN ('', 'late', 'verified', 'recurring', 'all') OR r.state = @which)
        AND (@rolls::int = 0 OR r.rolls >= @rolls) AND (@source = '' OR r.source = @source)
        AND (@theme::bigint = 0 OR coalesce(r.theme_id, -1) = @theme) AND (@until::date IS NULL OR r.due_on <= @until)
)
SELECT *, count(*) OVER () AS total
FROM looked
WHERE @which <> 'recurring' OR again
ORDER BY due_on, id
LIMIT @limit OFFSET @offset`

// since is the first day of the last twelve months, of which the one that runs is the twelfth.
func since(today time.Time) time.Time {
	return period.MonthOf(today).Start().AddDate(0, -11, 0)
}

// List finds remedies in the actor's scope, those due first before the others. Words are taken out where they are not for
// the actor.
func (s *Service) List(ctx context.Context, actor authz.Actor, f Filter) (Listing, error) {
	scope, err := actor.Scope(authz.RemedyRead)
	if err != nil {
		return Listing{}, err
	}
	if f.Size <= 0 {
		f.Size = 50
	}
	f.Page = max(f.Page, 1)
	type row struct {
		Line
		Total int
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(f.args(actor, vi.Today(s.Now()))))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return Listing{}, fmt.Errorf("list the remedies: %w", err)
	}
	if len(found) == 0 && f.Page > 1 {
		return Listing{}, apperr.NotFound(fmt.Sprintf("Danh sách này không có trang %d.", f.Page))
	}
	list := Listing{Page: f.Page, Last: 1}
	for _, r := range found {
		r.Veil(actor)
		list.Lines = append(list.Lines, r.Line)
		list.Total, list.Last = r.Total, (r.Total-1)/f.Size+1
	}
	return list, nil
}

func (f Filter) args(actor authz.Actor, today time.Time) pgx.StrictNamedArgs {
	args := pgx.StrictNamedArgs{
		"which": f.Which, "rolls": 0, "source": string(f.Source), "theme": f.Theme, "unit": f.Unit, "member": f.Member, "until": nil,
		"today": today, "since": since(today), "close": places(actor, authz.RemedyRead), "limit": f.Size, "offset": (f.Page - 1) * f.Size,
	}
	if f.Rolled {
		args["rolls"] = Stubborn
	}
	if !f.Until.IsZero() {
		args["until"] = f.Until
	}
	return args
}

// Count is how many remedies a unit has under a theme (0: none chosen): not verified yet, of these overdue, verified
// within twelve months, and recurring.
type Count struct {
	UnitID                             int64
	UnitName                           string
	ThemeID                            int64
	Open, Overdue, Verified, Recurring int
}

// tableSQL counts what the list finds, for each unit directly below one (or for the cell itself), and each theme.
const tableSQL = `
WITH top AS (
    SELECT path, nlevel(path) AS depth FROM units
    WHERE committee_id = @committee AND id = @unit AND path <@ ANY (@scope::text[]::ltree[])
), looked AS (
    SELECT ltree2text(subpath(u.path, least(a.depth, nlevel(u.path) - 1), 1))::bigint AS unit_id, coalesce(r.theme_id, 0) AS theme_id,
        r.state NOT IN ('verified', 'carried') AS open, r.due_on < @today AS late, r.verified_on >= @since AS verified,
        r.theme_id IS NOT NULL AND r.state <> 'carried' AND r.opened_month >= @since AND (EXISTS (
            SELECT FROM remedies b
            WHERE b.committee_id = r.committee_id AND b.member_id = r.member_id AND b.theme_id = r.theme_id AND b.id <> r.id
                AND b.state <> 'carried' AND b.opened_month >= @since) OR r.member_id IS NULL AND EXISTS (
            SELECT FROM remedies b
            WHERE b.committee_id = r.committee_id AND b.member_id IS NULL AND b.cell_id = r.cell_id AND b.theme_id = r.theme_id
                AND b.id <> r.id AND b.state <> 'carried' AND b.opened_month >= @since)) AS again
    FROM top a
    JOIN units u ON u.committee_id = @committee AND u.path <@ a.path
    JOIN remedies r ON r.committee_id = u.committee_id AND r.cell_id = u.id
)
SELECT l.unit_id, c.name AS unit_name, l.theme_id, count(*) FILTER (WHERE l.open)::int AS open,
    count(*) FILTER (WHERE l.open AND l.late)::int AS overdue, count(*) FILTER (WHERE l.verified)::int AS verified,
    count(*) FILTER (WHERE l.again)::int AS recurring
FROM looked l
JOIN units c ON c.committee_id = @committee AND c.id = l.unit_id
GROUP BY l.unit_id, c.name, l.theme_id
HAVING count(*) FILTER (WHERE l.open OR l.verified OR l.again) > 0
ORDER BY c.name COLLATE "vi-x-icu", l.unit_id, l.theme_id`

// Table counts the remedies below a unit by theme. It has no words and no names of people: it is for everybody who reads figures.
func (s *Service) Table(ctx context.Context, actor authz.Actor, unit int64) ([]Count, error) {
	scope, err := actor.Scope(authz.FigureRead)
	if err != nil {
		return nil, err
	}
	today := vi.Today(s.Now())
	rows, _ := s.DB.Query(ctx, tableSQL, scope.Args(pgx.StrictNamedArgs{"unit": unit, "today": today, "since": since(today)}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Count])
	if err != nil {
		return nil, fmt.Errorf("count the remedies by theme: %w", err)
	}
	return list, nil
}
