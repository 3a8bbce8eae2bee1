package review

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
)

const writeMarksSQL = `
INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, note, updated_at, updated_by, own)
SELECT u.committee_id, u.id, @month, t.member_id, t.item_kind, t.item_id, nullif(t.mark, ''), t.note, @now, @by, t.member_id = @self
FROM unnest(@members::bigint[], @kinds::text[], @items::bigint[], @marks::text[], @notes::text[])
    AS t (member_id, item_kind, item_id, mark, note)
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT (committee_id, cell_id, month, member_id, item_kind, item_id) DO UPDATE
SET mark = EXCLUDED.mark, note = EXCLUDED.note, version = marks.version + 1,
    updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by, own = EXCLUDED.own
WHERE (marks.mark, marks.note) IS DISTINCT FROM (EXCLUDED.mark, EXCLUDED.note)`

const writeAnswersSQL = `
INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, conduct, conduct_note, conduct_signs,
    updated_at, updated_by, own)
SELECT u.committee_id, u.id, @month, t.member_id, nullif(t.substantive, ''), nullif(t.responsible, ''), nullif(t.conduct, ''),
    t.conduct_note, string_to_array(t.signs, ' '), @now, @by, t.member_id = @self
FROM unnest(@members::bigint[], @substantives::text[], @responsibles::text[], @conducts::text[], @notes::text[], @signs::text[])
    AS t (member_id, substantive, responsible, conduct, conduct_note, signs)
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT (committee_id, cell_id, month, member_id) DO UPDATE
SET substantive = EXCLUDED.substantive, responsible = EXCLUDED.responsible, conduct = EXCLUDED.conduct,
    conduct_note = EXCLUDED.conduct_note, conduct_signs = EXCLUDED.conduct_signs, version = reviews.version + 1,
    updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by, own = EXCLUDED.own
WHERE (reviews.substantive, reviews.responsible, reviews.conduct, reviews.conduct_note, reviews.conduct_signs)
    IS DISTINCT FROM (EXCLUDED.substantive, EXCLUDED.responsible, EXCLUDED.conduct, EXCLUDED.conduct_note, EXCLUDED.conduct_signs)`

// write stores what differs: one statement for the marks, one for the answers.
func (d *draft) write(ctx context.Context, tx pgx.Tx, scope authz.Scope) error {
	common := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		more["cell"], more["month"], more["now"], more["by"], more["self"] = d.cell, d.month.Start(), d.now, d.by, d.actor.MemberID
		return scope.Args(more)
	}
	if len(d.marks) > 0 {
		var members, items []int64
		var kinds, marks, notes []string
		for i := range d.marks {
			members, items = append(members, i.MemberID), append(items, i.ID)
			kinds, marks, notes = append(kinds, string(i.Kind)), append(marks, i.Mark), append(notes, i.Note)
		}
		_, err := tx.Exec(ctx, writeMarksSQL, common(pgx.StrictNamedArgs{"members": members, "kinds": kinds, "items": items, "marks": marks, "notes": notes}))
		if err != nil {
			return fmt.Errorf("write the marks: %w", err)
		}
	}
	if len(d.answers) == 0 {
		return nil
	}
	var members []int64
	var substantives, responsibles, conducts, notes, signs []string
	for m := range d.answers {
		a := m.Answers
		members = append(members, m.ID)
		substantives, responsibles = append(substantives, a.Substantive), append(responsibles, a.Responsible)
		conducts, notes, signs = append(conducts, a.Conduct), append(notes, a.ConductNote), append(signs, a.Signs)
	}
	_, err := tx.Exec(ctx, writeAnswersSQL, common(pgx.StrictNamedArgs{
		"members": members, "substantives": substantives, "responsibles": responsibles, "conducts": conducts, "notes": notes, "signs": signs,
	}))
	if err != nil {
		return fmt.Errorf("write the answers: %w", err)
	}
	return nil
}

// laterRecountSQL finds the later months in which members stood, and where: whether a promise was kept or a task done
// decides what is asked of them there.
const laterRecountSQL = `
SELECT DISTINCT m.month::date AS month, s.unit_id AS cell_id
FROM generate_series(@next::date, @current::date, interval '1 month') AS m (month)
JOIN memberships s ON s.committee_id = @committee AND s.member_id = ANY (@members) AND s.kind IN ('work', 'beyond')
    AND s.valid_from < m.month + interval '1 month' AND (s.valid_to IS NULL OR s.valid_to >= m.month + interval '1 month')
ORDER BY 1, 2`

// recount counts the month again and, when something was marked done or no longer is, the later months of those members.
// Months go up, as in every transaction that counts several: so no two wait for each other.
func (s *Service) recount(ctx context.Context, tx pgx.Tx, d *draft) error {
	committee, current, next := d.actor.Committee, period.MonthOf(today(d.now)), period.MonthOf(d.month.End()).Next()
	if err := s.CellsChanged(ctx, tx, committee, []int64{d.cell}, d.month); err != nil {
		return err
	}
	if len(d.finished) == 0 || current.Before(next) {
		return nil
	}
	rows, _ := tx.Query(ctx, laterRecountSQL, pgx.StrictNamedArgs{
		"committee": committee, "members": d.finished, "next": next.Start(), "current": current.Start(),
	})
	var month time.Time
	var cell int64
	cells := map[period.Period][]int64{}
	_, err := pgx.ForEachRow(rows, []any{&month, &cell}, func() error {
		cells[period.MonthOf(month)] = append(cells[period.MonthOf(month)], cell)
		return nil
	})
	if err != nil {
		return fmt.Errorf("find the later months: %w", err)
	}
	for m := next; !current.Before(m); m = m.Next() {
		if len(cells[m]) == 0 {
			continue
		}
		if err := s.CellsChanged(ctx, tx, committee, cells[m], m); err != nil {
			return err
		}
	}
	return nil
}
