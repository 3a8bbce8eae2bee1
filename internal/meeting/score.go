package meeting

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/meeting/quality"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// sat is what scoring needs to know of a meeting. Headcount is only asked for where it may be scored.
type sat struct {
	ID, CellID                  int64
	HeldOn                      time.Time
	Kind                        Kind
	Begins, Ends                Clock
	Expected, Attended, Excused int
	People                      []Attendance
	Sheet                       string
	Answers                     map[string]int
	Quality                     *int
	Headcount                   int
}

// satSQL reads the meetings of some cells in the order in which they were held.
const satSQL = `
SELECT m.id, m.cell_id, m.held_on, m.kind, m.begins, m.ends, m.expected, m.attended, m.excused, m.people, m.sheet, m.answers, m.quality,
    CASE WHEN m.sheet <> '' OR m.id = @id THEN (
        SELECT count(*)
        FROM memberships s
        JOIN members p ON p.committee_id = s.committee_id AND p.id = s.member_id AND p.standing <> 'cadre'
        WHERE s.committee_id = m.committee_id AND s.unit_id = m.cell_id AND s.kind = 'work' AND s.valid_from <= m.held_on
            AND (s.valid_to IS NULL OR s.valid_to > m.held_on)) ELSE 0 END::int AS headcount
FROM meetings m
JOIN units u ON u.committee_id = m.committee_id AND u.id = m.cell_id
WHERE m.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND m.cell_id = ANY (@cells) AND m.held_on BETWEEN @from AND @to
ORDER BY m.cell_id, m.held_on, m.id`

// sittings reads the meetings of cells in the years of some days; id is one of which the cell's size is asked for in any case.
func sittings(ctx context.Context, db postgres.DB, scope authz.Scope, id int64, cells []int64, first, last time.Time) ([]sat, error) {
	rows, _ := db.Query(ctx, satSQL, scope.Args(pgx.StrictNamedArgs{
		"id": id, "cells": cells, "from": period.Year(first.Year()).Start(), "to": period.Year(last.Year()).End(),
	}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[sat])
	if err != nil {
		return nil, fmt.Errorf("read the meetings of a year: %w", err)
	}
	return list, nil
}

type cellMonth struct {
	cell  int64
	month period.Period
}

// factsOf are what the record says of each meeting, by id.
func factsOf(list []sat) map[int64]quality.Facts {
	held := map[cellMonth]bool{} // a thematic meeting
	for _, m := range list {
		if m.Kind != Regular {
			held[cellMonth{m.CellID, period.MonthOf(m.HeldOn)}] = true
		}
	}
	facts, runs := map[int64]quality.Facts{}, map[int64]int{} // by member
	for i, m := range list {
		if i > 0 && (list[i-1].CellID != m.CellID || list[i-1].HeldOn.Year() != m.HeldOn.Year()) {
			clear(runs)
		}
		d := Draft{Begins: m.Begins, Ends: m.Ends, People: m.People}
		f := quality.Facts{
			Thematic: held[cellMonth{m.CellID, period.MonthOf(m.HeldOn)}], Together: m.Kind == Both, Minutes: d.Minutes(), Headcount: m.Headcount,
			Expected: m.Expected, Attended: m.Attended, Excused: m.Excused, Named: len(m.People) > 0, Spoke: d.Spoke(),
		}
		for _, a := range m.People {
			if a.State == Excused {
				runs[a.MemberID]++
				f.Away = max(f.Away, runs[a.MemberID])
			} else {
				delete(runs, a.MemberID)
			}
		}
		facts[m.ID] = f
	}
	return facts
}

const (
	// waitSQL makes the writers of one cell wait for each other: what one of them changes moves the scores of the others.
	waitSQL = `
SELECT u.id
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@cells)
ORDER BY u.id
FOR NO KEY UPDATE`
	keepScoresSQL = `
UPDATE meetings m
SET quality = s.quality
FROM unnest(@ids::bigint[], @scores::int[]) AS s (id, quality), units u
WHERE m.committee_id = @committee AND m.id = s.id AND u.committee_id = m.committee_id AND u.id = m.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// rescore computes anew what the meetings of the cells and years of some drafts are worth. A thematic meeting, and who was excused
// how often before, move the scores of other meetings of the same year.
func rescore(ctx context.Context, tx pgx.Tx, scope authz.Scope, drafts ...Draft) error {
	if len(drafts) == 0 {
		return nil
	}
	first, last := drafts[0].HeldOn, drafts[0].HeldOn
	var cells []int64
	for _, d := range drafts {
		cells = append(cells, d.CellID)
		if d.HeldOn.Before(first) {
			first = d.HeldOn
		}
		if d.HeldOn.After(last) {
			last = d.HeldOn
		}
	}
	if _, err := tx.Exec(ctx, waitSQL, scope.Args(pgx.StrictNamedArgs{"cells": cells})); err != nil {
		return err
	}
	list, err := sittings(ctx, tx, scope, 0, cells, first, last)
	if err != nil {
		return err
	}
	ids, scores := worth(list)
	if len(ids) == 0 {
		return nil
	}
	_, err = tx.Exec(ctx, keepScoresSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids, "scores": scores}))
	return err
}

// worth are the scores that have moved; nil for a sheet that is not complete, or of a meeting that has none.
func worth(list []sat) (ids []int64, scores []*int) {
	facts := factsOf(list)
	for _, m := range list {
		sheet, ok := quality.Find(m.Sheet)
		if !ok {
			continue
		}
		var total *int
		if r := sheet.Score(facts[m.ID], m.Answers); m.Kind.IsRegular() && r.Complete() {
			total = &r.Total
		}
		if (total == nil) != (m.Quality == nil) || total != nil && *total != *m.Quality {
			ids, scores = append(ids, m.ID), append(scores, total)
		}
	}
	return ids, scores
}

// Scored is a meeting's sheet as it stands: on the sheet that it was scored on, or the one of its day. False where there is none: before
// the first sheet, and for a thematic meeting, which the sheet of the month's regular one counts.
func (s *Service) Scored(ctx context.Context, actor authz.Actor, r Row) (quality.Sheet, quality.Result, bool, error) {
	sheet, ok := quality.Find(r.Sheet)
	if !ok {
		sheet, ok = quality.On(r.HeldOn)
	}
	if !ok || !r.Kind.IsRegular() {
		return sheet, quality.Result{}, false, nil
	}
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return sheet, quality.Result{}, false, err
	}
	list, err := sittings(ctx, s.DB, scope, r.ID, []int64{r.CellID}, r.HeldOn, r.HeldOn)
	return sheet, sheet.Score(factsOf(list)[r.ID], r.Answers), true, err
}

const scoreSQL = `
UPDATE meetings m
SET sheet = @sheet, answers = @answers, version = m.version + 1, updated_at = @now
FROM units u
WHERE m.committee_id = @committee AND m.id = @id AND u.committee_id = m.committee_id AND u.id = m.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])`

// Score keeps what was answered by hand on the sheet of the meeting's day: the numbers of the options, from 1, by the criterion's code.
// What is not answered yet may follow; the score counts when everything is.
func (s *Service) Score(ctx context.Context, actor authz.Actor, id int64, version int, answers map[string]int) error {
	scope, err := actor.Scope(authz.MeetingWrite)
	if err != nil {
		return err
	}
	was, err := s.Get(ctx, actor, id)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		held, err := hold(ctx, tx, scope, []int64{id})
		switch {
		case err != nil:
			return err
		case len(held) == 0:
			return apperr.Forbidden("")
		case held[0].Version != version || was.Version != version:
			return apperr.Conflict("")
		}
		sheet, err := answerable(held[0].Draft, answers)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, scoreSQL, scope.Args(pgx.StrictNamedArgs{"id": id, "sheet": sheet.Key, "answers": answers, "now": s.Now()})); err != nil {
			return fmt.Errorf("keep the answers of a sheet: %w", err)
		}
		if err := rescore(ctx, tx, scope, held[0].Draft); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
			UnitID: was.CellID, Action: authz.MeetingWrite, ObjectKind: "meeting", ObjectID: id, Summary: "Chấm chất lượng: " + was.Title(),
			Before: was.Answers, After: answers,
		})
	})
}

// answerable finds the sheet of a meeting, and refuses answers that it does not have.
func answerable(d Draft, answers map[string]int) (quality.Sheet, error) {
	sheet, ok := quality.On(d.HeldOn)
	switch {
	case !d.Kind.IsRegular():
		return sheet, apperr.Conflict("Buổi chuyên đề không có phiếu riêng: phiếu của buổi thường kỳ cùng tháng tính cả buổi chuyên đề.")
	case !ok:
		return sheet, apperr.Conflict("Ngày " + vi.Date(d.HeldOn) + " chưa có phiếu chấm nào có hiệu lực.")
	}
	var p apperr.Problems
	known := map[string]int{}
	for _, c := range sheet.Criteria {
		known[c.Code] = len(c.Options)
	}
	for code, answer := range answers {
		p.Check(answer >= 1 && answer <= known[code], code, "Chọn lại mục "+code+": giá trị gửi lên không có trong phiếu.")
	}
	return sheet, p.Err("")
}
