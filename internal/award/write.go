package award

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/record"
)

// columns are drafts as the statements take them, one list for each column.
func columns(drafts []Draft) pgx.StrictNamedArgs {
	var units, members []int64
	var levels, kinds, titles, themes, numbers, earlies []string
	var days []time.Time
	var years []int32
	for _, d := range drafts {
		units, members, days, years = append(units, d.UnitID), append(members, d.MemberID), append(days, d.DecidedOn), append(years, int32(d.BadgeYears))
		levels, kinds, titles = append(levels, string(d.Level)), append(kinds, string(d.Kind)), append(titles, d.Title)
		themes, numbers, earlies = append(themes, d.Theme), append(numbers, d.DecisionNumber), append(earlies, d.Early)
	}
	return pgx.StrictNamedArgs{
		"units": units, "members": members, "levels": levels, "kinds": kinds, "titles": titles, "themes": themes, "numbers": numbers,
		"days": days, "years": years, "earlies": earlies,
	}
}

// insertSQL writes in the order of the drafts, so that the ids come back in it.
const insertSQL = `
INSERT INTO awards (committee_id, unit_id, member_id, level, kind, subject, title, theme, decision_number, decided_on, badge_years, early, updated_at)
SELECT u.committee_id, u.id, nullif(d.member_id, 0), d.level, d.kind, CASE d.member_id WHEN 0 THEN 'unit' ELSE 'person' END,
    d.title, d.theme, d.number, d.day, d.years, d.early, @now
FROM unnest(@units::bigint[], @members::bigint[], @kinds::text[], @titles::text[], @numbers::text[], @days::date[], @levels::text[], @themes::text[], @years::int[], @earlies::text[])
    WITH ORDINALITY AS d (unit_id, member_id, kind, title, number, day, level, theme, years, early, position)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY d.position
RETURNING id`

func insert(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []Draft) ([]int64, error) {
	args := columns(drafts)
	args["now"] = now
	rows, _ := tx.Query(ctx, insertSQL, scope.Args(args))
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

const updateSQL = `
UPDATE awards a
SET unit_id = u.id, member_id = nullif(@member::bigint, 0), subject = CASE @member::bigint WHEN 0 THEN 'unit' ELSE 'person' END, level = @level,
    kind = @kind, title = @title, theme = @theme, decision_number = @number, decided_on = @day, badge_years = @years, early = @early,
    version = a.version + 1, updated_at = @now
FROM units u
WHERE a.committee_id = @committee AND a.id = @id
    AND u.committee_id = @committee AND u.id = @unit AND u.path <@ ANY (@scope::text[]::ltree[])`

func update(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, d Draft) error {
	_, err := tx.Exec(ctx, updateSQL, scope.Args(pgx.StrictNamedArgs{
		"id": id, "unit": d.UnitID, "member": d.MemberID, "level": string(d.Level), "kind": string(d.Kind), "title": d.Title, "theme": d.Theme,
		"number": d.DecisionNumber, "day": d.DecidedOn, "years": d.BadgeYears, "early": d.Early, "now": now,
	}))
	return err
}

const deleteSQL = `
DELETE FROM awards a
USING units u
WHERE a.committee_id = @committee AND a.id = ANY (@ids)
    AND u.committee_id = a.committee_id AND u.id = a.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`

func remove(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error {
	_, err := tx.Exec(ctx, deleteSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return err
}

const holdSQL = `
SELECT a.id, a.version, a.unit_id, coalesce(a.member_id, 0) AS member_id, a.level, a.kind, a.title, a.theme, a.decision_number, a.decided_on,
    a.badge_years, a.early
FROM awards a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.id = ANY (@ids)
ORDER BY a.id
FOR UPDATE OF a`

func hold(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]record.Held[Draft], error) {
	type row struct {
		ID      int64
		Version int
		Draft
	}
	rows, _ := tx.Query(ctx, holdSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("hold awards: %w", err)
	}
	held := make([]record.Held[Draft], len(found))
	for i, r := range found {
		held[i] = record.Held[Draft]{ID: r.ID, Version: r.Version, Draft: r.Draft}
	}
	return held, nil
}
