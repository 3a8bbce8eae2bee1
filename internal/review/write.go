package review

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
)

// makeSQL makes the packet of a cell's month when it is missing: never of what is no cell, or did not stand in the month.
const makeSQL = `
INSERT INTO packets (committee_id, cell_id, month)
SELECT u.committee_id, u.id, @month
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @end AND (u.valid_to IS NULL OR u.valid_to > @month)
ON CONFLICT (committee_id, cell_id, month) DO NOTHING`

// lockSQL lets one writer at a time into a cell's month, until the end of the transaction.
const lockSQL = `
SELECT k.month
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.cell_id = @cell AND k.month = @month
FOR UPDATE OF k`

// lock locks a cell's month and reads it, in one round trip. The lock is a statement of its own before the reading one:
// only then does that one see what the writer before us committed.
func (s *Service) lock(ctx context.Context, tx pgx.Tx, scope authz.Scope, cell int64, month period.Period) (p Packet, err error) {
	var b pgx.Batch
	b.Queue(makeSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start(), "end": month.End()}))
	b.Queue(lockSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start()}))
	s.queuePacket(&b, scope, cell, month, &p)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return p, fmt.Errorf("lock the month: %w", err)
	}
	return p, nil
}

// mustBeOpen refuses what the cell may not write: Conflict, in words, once the month was sent or closed, Invalid before it
// came.
func (s *Service) mustBeOpen(p Packet) error {
	if err := s.mustHaveCome(p.Month); err != nil {
		return err
	}
	if !p.State.Editable() {
		return apperr.Conflict(fmt.Sprintf("Hồ sơ %s đang ở bước “%s” nên chi bộ không sửa được nữa. Cần sửa thì đề nghị cấp trên trả lại.", p.Month.Label(), p.State.Label()))
	}
	return p.MustBeOpen(p.Month)
}

// mustHaveCome refuses a month of the future: nobody can say yet what was done in it.
func (s *Service) mustHaveCome(month period.Period) error {
	if month.Start().After(today(s.Now())) {
		return apperr.Invalid(fmt.Sprintf("Chưa đến %s nên chưa ghi được.", month.Label()))
	}
	return nil
}

const writeMarksSQL = `
INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, note, updated_at, updated_by)
SELECT u.committee_id, u.id, @month, t.member_id, t.item_kind, t.item_id, nullif(t.mark, ''), t.note, @now, @by
FROM unnest(@members::bigint[], @kinds::text[], @items::bigint[], @marks::text[], @notes::text[])
    AS t (member_id, item_kind, item_id, mark, note)
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT (committee_id, cell_id, month, member_id, item_kind, item_id) DO UPDATE
SET mark = EXCLUDED.mark, note = EXCLUDED.note, version = marks.version + 1,
    updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by
WHERE (marks.mark, marks.note) IS DISTINCT FROM (EXCLUDED.mark, EXCLUDED.note)`

const writeAnswersSQL = `
INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, conduct, conduct_note, updated_at, updated_by)
SELECT u.committee_id, u.id, @month, t.member_id, nullif(t.substantive, ''), nullif(t.responsible, ''), nullif(t.conduct, ''),
    t.conduct_note, @now, @by
FROM unnest(@members::bigint[], @substantives::text[], @responsibles::text[], @conducts::text[], @notes::text[])
    AS t (member_id, substantive, responsible, conduct, conduct_note)
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT (committee_id, cell_id, month, member_id) DO UPDATE
SET substantive = EXCLUDED.substantive, responsible = EXCLUDED.responsible, conduct = EXCLUDED.conduct,
    conduct_note = EXCLUDED.conduct_note, version = reviews.version + 1,
    updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by
WHERE (reviews.substantive, reviews.responsible, reviews.conduct, reviews.conduct_note)
    IS DISTINCT FROM (EXCLUDED.substantive, EXCLUDED.responsible, EXCLUDED.conduct, EXCLUDED.conduct_note)`

// write stores what differs: one statement for the marks, one for the answers.
func (d *draft) write(ctx context.Context, tx pgx.Tx, scope authz.Scope) error {
	common := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		more["cell"], more["month"], more["now"], more["by"] = d.cell, d.month.Start(), d.now, d.by
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
	var substantives, responsibles, conducts, notes []string
	for m := range d.answers {
		a := m.Answers
		members = append(members, m.ID)
		substantives, responsibles = append(substantives, a.Substantive), append(responsibles, a.Responsible)
		conducts, notes = append(conducts, a.Conduct), append(notes, a.ConductNote)
	}
	_, err := tx.Exec(ctx, writeAnswersSQL, common(pgx.StrictNamedArgs{
		"members": members, "substantives": substantives, "responsibles": responsibles, "conducts": conducts, "notes": notes,
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
JOIN memberships s ON s.committee_id = @committee AND s.member_id = ANY (@members) AND s.kind = 'work'
    AND s.valid_from < m.month + interval '1 month' AND (s.valid_to IS NULL OR s.valid_to >= m.month + interval '1 month')
ORDER BY 1, 2`

// recount counts the month again and, when something was marked done or no longer is, the later months of those members.
// Months go up, as in every transaction that counts several: so no two wait for each other.
func (s *Service) recount(ctx context.Context, tx pgx.Tx, d *draft) error {
	committee, current := d.actor.Committee, period.MonthOf(today(d.now))
	if err := s.CellsChanged(ctx, tx, committee, []int64{d.cell}, d.month); err != nil {
		return err
	}
	if len(d.finished) == 0 || !d.month.Before(current) {
		return nil
	}
	rows, _ := tx.Query(ctx, laterRecountSQL, pgx.StrictNamedArgs{
		"committee": committee, "members": d.finished, "next": d.month.Next().Start(), "current": current.Start(),
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
	for m := d.month.Next(); !current.Before(m); m = m.Next() {
		if len(cells[m]) == 0 {
			continue
		}
		if err := s.CellsChanged(ctx, tx, committee, cells[m], m); err != nil {
			return err
		}
	}
	return nil
}
