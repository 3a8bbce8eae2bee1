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

// lockSQL makes the packet of a cell's month when it is missing and locks it until the end of the transaction.
const lockSQL = `
INSERT INTO packets (committee_id, cell_id, month)
SELECT u.committee_id, u.id, @month
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell')
ON CONFLICT (committee_id, cell_id, month) DO UPDATE SET version = packets.version`

// lock locks a cell's month and reads it.
func lock(ctx context.Context, tx pgx.Tx, scope authz.Scope, cell int64, month period.Period) (Packet, error) {
	if _, err := packet(ctx, tx, scope, cell, month); err != nil {
		return Packet{}, err // before a row is made for what is no cell's month
	}
	if _, err := tx.Exec(ctx, lockSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start()})); err != nil {
		return Packet{}, fmt.Errorf("lock the packet: %w", err)
	}
	return packet(ctx, tx, scope, cell, month)
}

// lockOpen locks a month in which the cell may still write; Conflict, in words, when it may not, Invalid for a month that
// has not come yet.
func (s *Service) lockOpen(ctx context.Context, tx pgx.Tx, scope authz.Scope, cell int64, month period.Period) (Packet, error) {
	p, err := lock(ctx, tx, scope, cell, month)
	if err != nil {
		return p, err
	}
	if err := s.mustHaveCome(month); err != nil {
		return p, err
	}
	if !p.State.Editable() {
		return p, apperr.Conflict(fmt.Sprintf("Hồ sơ %s đang ở bước “%s” nên chi bộ không sửa được nữa. Cần sửa thì đề nghị cấp trên trả lại.", month.Label(), p.State.Label()))
	}
	return p, nil
}

const writeMarksSQL = `
INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, note, updated_at, updated_by)
SELECT u.committee_id, u.id, @month, t.member_id, t.item_kind, t.item_id, nullif(t.mark, ''), t.note, @now, @by
FROM unnest(@members::bigint[], @kinds::text[], @items::bigint[], @marks::text[], @notes::text[])
    AS t (member_id, item_kind, item_id, mark, note)
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT (committee_id, cell_id, month, member_id, item_kind, item_id) DO UPDATE
SET mark = EXCLUDED.mark, note = EXCLUDED.note, version = marks.version + 1,
    updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by`

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
    updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by`

// write stores what differs: one statement for the marks, one for the answers.
func (d *draft) write(ctx context.Context, tx pgx.Tx, scope authz.Scope) error {
	common := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		more["cell"], more["month"], more["now"], more["by"] = d.cell, d.month.Start(), d.now, d.actor.Name
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

// mustHaveCome refuses a month of the future: nobody can say yet what was done in it.
func (s *Service) mustHaveCome(month period.Period) error {
	if month.Start().After(today(s.Now())) {
		return apperr.Invalid(fmt.Sprintf("Chưa đến %s nên chưa ghi được.", month.Label()))
	}
	return nil
}

// dueInReach reports whether a day lies within a remedy's sensible reach: not in the past, at most two years ahead.
func dueInReach(due, today time.Time) bool {
	return !due.Before(today) && !due.After(today.AddDate(2, 0, 0))
}
