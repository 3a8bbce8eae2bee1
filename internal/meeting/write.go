package meeting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// placed is a draft in a list that a statement takes whole.
type placed struct {
	Position int `json:"position"`
	Draft
}

func inOrder(drafts []Draft) []placed {
	list := make([]placed, len(drafts))
	for i, d := range drafts {
		list[i] = placed{i, d.Settled()}
	}
	return list
}

// insertSQL writes in the order of the drafts, so that the ids come back in it.
const insertSQL = `
INSERT INTO meetings (committee_id, cell_id, held_on, kind, theme, mending, begins, ends, place, chair, secretary, guests, expected, attended, excused,
    people, agenda, resolution, duties, votes_for, votes_against, votes_other, quality, updated_at)
SELECT u.committee_id, u.id, d.held_on, d.kind, d.theme, d.mending, d.begins, d.ends, d.place, d.chair, d.secretary, d.guests, d.expected, d.attended, d.excused,
    d.people, d.agenda, d.resolution, d.duties, d.votes_for, d.votes_against, d.votes_other, d.quality, @now
FROM jsonb_to_recordset(@drafts::jsonb) AS d (position int, cell_id bigint, held_on date, kind text, theme text, mending boolean, begins smallint, ends smallint,
    place text, chair text, secretary text, guests text, expected int, attended int, excused int, people jsonb, agenda jsonb, resolution text, duties jsonb,
    votes_for int, votes_against int, votes_other int, quality int)
JOIN units u ON u.committee_id = @committee AND u.id = d.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY d.position
RETURNING id`

func insert(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []Draft) ([]int64, error) {
	rows, _ := tx.Query(ctx, insertSQL, scope.Args(pgx.StrictNamedArgs{"drafts": inOrder(drafts), "now": now}))
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	return ids, rescore(ctx, tx, scope, drafts...)
}

// updateSQL leaves a score to the sheet where there is one, or could be.
const updateSQL = `
UPDATE meetings m
SET cell_id = u.id, held_on = d.held_on, kind = d.kind, theme = d.theme, mending = d.mending, begins = d.begins, ends = d.ends, place = d.place, chair = d.chair,
    secretary = d.secretary, guests = d.guests, expected = d.expected, attended = d.attended, excused = d.excused, people = d.people, agenda = d.agenda,
    resolution = d.resolution, duties = d.duties, votes_for = d.votes_for, votes_against = d.votes_against, votes_other = d.votes_other,
    quality = CASE WHEN m.sheet <> '' OR d.people <> '[]' THEN m.quality ELSE d.quality END, version = m.version + 1, updated_at = @now
FROM jsonb_to_recordset(@drafts::jsonb) AS d (cell_id bigint, held_on date, kind text, theme text, mending boolean, begins smallint, ends smallint,
    place text, chair text, secretary text, guests text, expected int, attended int, excused int, people jsonb, agenda jsonb, resolution text, duties jsonb,
    votes_for int, votes_against int, votes_other int, quality int)
JOIN units u ON u.committee_id = @committee AND u.id = d.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE m.committee_id = @committee AND m.id = @id`

func update(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, d Draft) error {
	held, err := hold(ctx, tx, scope, []int64{id})
	if err != nil || len(held) == 0 {
		return errors.Join(err, apperr.NotFound(""))
	}
	_, err = tx.Exec(ctx, updateSQL, scope.Args(pgx.StrictNamedArgs{"id": id, "drafts": inOrder([]Draft{d}), "now": now}))
	if err != nil {
		return err
	}
	return rescore(ctx, tx, scope, held[0].Draft, d)
}

const (
	tasksOfSQL = `
SELECT count(*)
FROM tasks t
JOIN units o ON o.committee_id = t.committee_id AND o.id = t.giver_unit_id
JOIN meetings m ON m.committee_id = t.committee_id AND m.id = t.meeting_id
JOIN units u ON u.committee_id = m.committee_id AND u.id = m.cell_id
WHERE t.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND t.meeting_id = ANY (@ids)`
	deleteSQL = `
DELETE FROM meetings m
USING units u
WHERE m.committee_id = @committee AND m.id = ANY (@ids)
    AND u.committee_id = m.committee_id AND u.id = m.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// remove never takes a meeting away that work was given at.
func remove(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error {
	args := scope.Args(pgx.StrictNamedArgs{"ids": ids})
	var tasks int
	if err := tx.QueryRow(ctx, tasksOfSQL, args).Scan(&tasks); err != nil {
		return err
	}
	if tasks > 0 {
		return apperr.Conflict(fmt.Sprintf("Đã giao %s việc theo buổi sinh hoạt này, nên không bỏ được. Nếu ghi sai thì sửa lại.", vi.Int(tasks)))
	}
	held, err := hold(ctx, tx, scope, ids)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, deleteSQL, args); err != nil {
		return err
	}
	drafts := make([]Draft, len(held))
	for i, h := range held {
		drafts[i] = h.Draft
	}
	return rescore(ctx, tx, scope, drafts...)
}

const holdSQL = `
SELECT m.id, m.version, m.cell_id, m.held_on, m.kind, m.theme, m.mending, m.begins, m.ends, m.place, m.chair, m.secretary, m.guests, m.expected, m.attended,
    m.excused, m.people, m.agenda, m.resolution, m.duties, m.votes_for, m.votes_against, m.votes_other, m.quality
FROM meetings m
JOIN units u ON u.committee_id = m.committee_id AND u.id = m.cell_id
WHERE m.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND m.id = ANY (@ids)
ORDER BY m.id
FOR UPDATE OF m`

func hold(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]record.Held[Draft], error) {
	type row struct {
		ID      int64
		Version int
		Draft
	}
	rows, _ := tx.Query(ctx, holdSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (record.Held[Draft], error) {
		h, err := pgx.RowToStructByName[row](r)
		return record.Held[Draft]{ID: h.ID, Version: h.Version, Draft: h.Draft}, err
	})
}
