package substance

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/substance/wording"
)

// most is how many texts of other cells are looked at for one: beyond that a template is a template.
const most = 200

// thresholdSQL sets from where the index takes texts as alike, for this transaction. Half a step lower: the share itself
// decides. Compiling a query that runs for a tenth of a second would take longer than it; a plan made once, while the table was
// still empty, would be kept for a full one.
const thresholdSQL = `
SELECT set_config('pg_trgm.similarity_threshold', @least, true), set_config('jit', 'off', true),
    set_config('plan_cache_mode', 'force_custom_plan', true)`

// elsewhereSQL finds, for each text of a cell's month, what other cells of the committee wrote alike. Of a cell that the reader
// may not read it tells nothing but the share.
const elsewhereSQL = `
WITH own AS (
    SELECT t.said, array_agg(t.member_id) AS members
    FROM substance_texts t
    JOIN units c ON c.committee_id = t.committee_id AND c.id = t.cell_id
    WHERE t.committee_id = @committee AND c.path <@ ANY (@scope::text[]::ltree[]) AND t.cell_id = @cell AND t.month = @month AND t.said <> ''
    GROUP BY t.said
)
SELECT o.members, x.share, y.readable, CASE WHEN y.readable THEN x.member_id ELSE 0 END AS member_id,
    CASE WHEN y.readable THEN x.cell_id ELSE 0 END AS cell_id, CASE WHEN y.readable THEN y.cell_name ELSE '' END AS cell_name,
    CASE WHEN y.readable THEN y.name ELSE '' END AS name
FROM own o
CROSS JOIN LATERAL (
    SELECT t.member_id, t.cell_id, floor(similarity(t.said, o.said)::float8 * 10000 + 0.5)::int AS share
    FROM substance_texts t
    WHERE t.committee_id = @committee AND t.month_number = @number AND t.said <> '' AND t.said % o.said AND t.cell_id <> @cell
    LIMIT @most) AS x
JOIN LATERAL (
    SELECT u.path <@ ANY (@scope::text[]::ltree[]) AS readable, u.name AS cell_name, m.full_name AS name
    FROM units u, members m
    WHERE u.committee_id = @committee AND u.id = x.cell_id AND m.committee_id = @committee AND m.id = x.member_id) AS y ON true
WHERE x.share >= @alike
ORDER BY x.share DESC, y.readable DESC, x.cell_id, x.member_id`

// notesSQL are the notes of members in other cells, which the reader may read there.
const notesSQL = `
SELECT k.member_id, k.cell_id, array_agg(k.note ORDER BY k.item_kind, k.item_id) AS notes
FROM unnest(@members::bigint[], @cells::bigint[]) AS t (member_id, cell_id)
JOIN units u ON u.committee_id = @committee AND u.id = t.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN marks k ON k.committee_id = u.committee_id AND k.cell_id = u.id AND k.month = @month AND k.member_id = t.member_id AND k.note <> ''
GROUP BY k.member_id, k.cell_id`

type alike struct {
	Members  []int64
	Share    int
	Readable bool
	MemberID int64
	CellID   int64
	CellName string
	Name     string
}

// elsewhere finds for each member of a cell the closest text of another one.
func elsewhere(ctx context.Context, tx pgx.Tx, scope authz.Scope, cell int64, month period.Period) (map[int64]Flag, error) {
	args := pgx.StrictNamedArgs{"least": fmt.Sprintf("%.5f", float64(wording.AlikeFar*2-1)/20_000)}
	if _, err := tx.Exec(ctx, thresholdSQL, args); err != nil {
		return nil, fmt.Errorf("set the threshold: %w", err)
	}
	rows, _ := tx.Query(ctx, elsewhereSQL, scope.Args(pgx.StrictNamedArgs{
		"cell": cell, "month": month.Start(), "number": month.Year()*12 + int(month.Start().Month()), "most": most, "alike": wording.AlikeFar,
	}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[alike])
	if err != nil {
		return nil, fmt.Errorf("look at the other cells: %w", err)
	}
	found := map[int64]Flag{}
	for _, a := range list {
		for _, id := range a.Members {
			f, ok := found[id]
			switch {
			case !ok:
				f = Flag{Kind: Elsewhere, Share: a.Share}
			default:
				f.More++
			}
			if a.Readable && f.Other == nil {
				f.Share, f.Other = a.Share, &Text{MemberID: a.MemberID, Name: a.Name, CellID: a.CellID, CellName: a.CellName, Month: month}
			}
			found[id] = f
		}
	}
	return found, quote(ctx, tx, scope, month, found)
}

// quote adds what the others wrote.
func quote(ctx context.Context, db postgres.DB, scope authz.Scope, month period.Period, found map[int64]Flag) error {
	var members, cells []int64
	for _, f := range found {
		if f.Other != nil {
			members, cells = append(members, f.Other.MemberID), append(cells, f.Other.CellID)
		}
	}
	if len(members) == 0 {
		return nil
	}
	rows, _ := db.Query(ctx, notesSQL, scope.Args(pgx.StrictNamedArgs{"members": members, "cells": cells, "month": month.Start()}))
	var member, cell int64
	var notes []string
	_, err := pgx.ForEachRow(rows, []any{&member, &cell, &notes}, func() error {
		for _, f := range found {
			if f.Other != nil && f.Other.MemberID == member && f.Other.CellID == cell {
				f.Other.Notes = notes
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the other cells' notes: %w", err)
	}
	return nil
}
