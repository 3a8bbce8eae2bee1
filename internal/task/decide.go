package task

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/task/months"
	"tusoi/internal/task/office"
	"tusoi/internal/vi"
)

// Verdict is what is decided of parts.
type Verdict string

// The verdicts.
const (
	Accept   Verdict = "accept"    // done → accepted, with the day it was done
	SendBack Verdict = "send_back" // done → open again, with a reason
	Drop     Verdict = "drop"      // open or done → dropped, with a reason
)

// Decision is one verdict on some parts of a task.
type Decision struct {
	Verdict Verdict
	Parts   []int64
	Reason  string
}

func (d *Decision) clean() error {
	var p apperr.Problems
	d.Reason = vi.CleanText(d.Reason)
	p.Check(d.Verdict == Accept || d.Verdict == SendBack || d.Verdict == Drop, "", "Chọn chấp nhận, trả lại hoặc thôi thực hiện.")
	p.Check(len(d.Parts) > 0, "parts", "Chọn ít nhất một phần việc.")
	n := utf8.RuneCountInString(d.Reason)
	p.Check(d.Verdict == Accept || n >= 5, "reason", "Ghi lý do, ít nhất 5 ký tự: người được giao sẽ đọc lý do này.")
	p.Check(n <= 500, "reason", "Lý do dài quá 500 ký tự. Rút gọn lại.")
	return p.Err("")
}

// judgedSQL locks the parts that are decided. An office of a unit that no longer stands is held by those above it.
const judgedSQL = `
SELECT a.id, a.cell_id, a.member_id IS NOT NULL AS monthly, t.title, CASE WHEN @verdict = 'drop' THEN g.id ELSE j.id END AS office_id, a.state = 'done' OR @verdict = 'drop' AND a.state = 'open' AS ready, a.member_id = @self AS own,
    CASE WHEN @verdict = 'drop' THEN g.id = ANY (@offices) OR g.valid_to <= @today AND g.path <@ ANY (@wide::text[]::ltree[])
        ELSE j.id = ANY (@offices) OR j.valid_to <= @today AND j.path <@ ANY (@wide::text[]::ltree[]) END AS allowed
FROM assignments a
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.giver_unit_id
JOIN units j ON j.committee_id = a.committee_id AND j.id = coalesce(a.acceptor_id, t.giver_unit_id)
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ ANY (@wide::text[]::ltree[])
    AND a.task_id = @task AND a.id = ANY (@parts)
ORDER BY a.id
FOR UPDATE OF a`

type judged struct {
	ID, CellID, OfficeID int64
	Monthly              bool
	Title                string
	Ready, Allowed       bool
	Passed               bool // it was passed on from a part that is dropped
	Own                  *bool
}

// askedCellsSQL finds the cells of the parts, and @down of everything that was passed on from them.
const askedCellsSQL = `
WITH RECURSIVE meant AS (
    SELECT a.id, a.cell_id FROM assignments a
    WHERE a.committee_id = @committee AND a.task_id = @task AND a.id = ANY (@parts)
    UNION ALL
    SELECT b.id, b.cell_id
    FROM meant m
    JOIN tasks t ON t.committee_id = @committee AND t.parent_id = m.id
    JOIN assignments b ON b.committee_id = t.committee_id AND b.task_id = t.id
    WHERE @down
)
SELECT DISTINCT m.cell_id
FROM meant m
JOIN units u ON u.committee_id = @committee AND u.id = m.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY m.cell_id`

// decideSQL gives the verdict. What is sent back rests from the month, or quarter, after it was done until now; what is dropped rests for
// ever. The current month is asked for nothing new, and relieved of nothing, once the cell has sent it.
const decideSQL = `
UPDATE assignments a
SET state = CASE @verdict WHEN 'accept' THEN 'accepted' WHEN 'send_back' THEN 'open' ELSE 'dropped' END,
    done_on = CASE @verdict WHEN 'accept' THEN a.done_on END,
    rest = a.rest + CASE
        WHEN @verdict = 'accept' THEN '{}'
        WHEN @verdict = 'drop' THEN datemultirange(daterange(CASE WHEN k.state IN ('sent', 'taken', 'approved') THEN @next ELSE @month END::date, NULL))
            + datemultirange(daterange(least(upper(review_period(a.committee_id, a.done_on)), @next::date), @next))
        ELSE datemultirange(daterange(least(upper(review_period(a.committee_id, a.done_on)), @next::date),
            greatest(CASE WHEN k.state IN ('sent', 'taken', 'approved') THEN @next ELSE @month END::date, least(upper(review_period(a.committee_id, a.done_on)), @next::date))))
        END,
    returns = a.returns + CASE WHEN @verdict = 'send_back' THEN 1 ELSE 0 END,
    reason = CASE WHEN @verdict = 'accept' THEN '' ELSE @reason END, decided_on = @today, decided_by = @by, version = a.version + 1
FROM units u
LEFT JOIN packets k ON k.committee_id = @committee AND k.cell_id = u.id AND k.month = @month
WHERE a.committee_id = @committee AND u.committee_id = a.committee_id AND u.id = a.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND a.id = ANY (@parts)`

const lapseSQL = `
UPDATE extension_requests x
SET state = 'lapsed', decided_at = @now, decided_by = @by
FROM assignments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE x.committee_id = @committee AND a.committee_id = x.committee_id AND a.id = x.assignment_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND x.state = 'asked' AND a.id = ANY (@parts)`

// Decide gives a verdict on parts of a task and returns on how many: what somebody else has decided in the meantime is left
// as it is, and it is a Conflict when nothing is left to decide.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, task int64, d Decision) (n int, err error) {
	scope, err := actor.Scope(authz.TaskGive)
	if err != nil {
		return 0, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if _, err := s.task(ctx, tx, actor, task); err != nil {
			return err
		}
		if err := d.clean(); err != nil {
			return err
		}
		cells, err := askedCells(ctx, tx, scope, task, d)
		if err != nil {
			return err
		}
		month, err := months.LockRunning(ctx, tx, scope, cells, vi.Today(s.Now()))
		if err != nil {
			return err
		}
		list, err := s.judge(ctx, tx, actor, task, d)
		if err != nil {
			return err
		}
		n = len(list)
		if d.Verdict == Drop {
			if list, err = below(ctx, tx, scope, list, cells); err != nil {
				return err
			}
		}
		return s.decide(ctx, tx, actor, scope, task, d, list, month)
	})
	return n, err
}

// askedCells are the cells whose parts are decided.
func askedCells(ctx context.Context, tx pgx.Tx, scope authz.Scope, task int64, d Decision) ([]int64, error) {
	rows, _ := tx.Query(ctx, askedCellsSQL, scope.Args(pgx.StrictNamedArgs{"task": task, "parts": d.Parts, "down": d.Verdict == Drop}))
	cells, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err == nil && len(cells) == 0 {
		err = noTask()
	}
	return cells, err
}

// judge locks the parts and leaves those on which the verdict can be given.
func (s *Service) judge(ctx context.Context, tx pgx.Tx, actor authz.Actor, task int64, d Decision) ([]judged, error) {
	bind, err := office.Reach(actor, authz.TaskGive)
	if err != nil {
		return nil, err
	}
	rows, _ := tx.Query(ctx, judgedSQL, bind(pgx.StrictNamedArgs{
		"task": task, "parts": d.Parts, "verdict": string(d.Verdict), "offices": office.Of(actor), "today": vi.Today(s.Now()),
	}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[judged])
	if err != nil {
		return nil, fmt.Errorf("lock the parts: %w", err)
	}
	var list []judged
	refused := 0
	for _, j := range found {
		switch own := j.Own != nil && *j.Own && d.Verdict != Drop; {
		case !j.Allowed || own:
			refused++
		case j.Ready:
			list = append(list, j)
		}
	}
	switch {
	case len(list) > 0:
		return list, nil
	case refused > 0:
		return nil, apperr.Forbidden("Phần việc này do đơn vị giao việc, hoặc đơn vị được nêu trong việc, quyết định; không ai tự chấp nhận việc của chính mình.")
	}
	return nil, apperr.Conflict("Các phần đã chọn không còn chờ quyết định: có người vừa quyết định trước đồng chí, hoặc chưa ai báo xong. Tải lại trang để xem.")
}

func (s *Service) decide(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, task int64, d Decision, list []judged, month period.Period) error {
	now := s.Now()
	today := vi.Today(now)
	by, err := audit.SignTx(ctx, tx, actor, authz.TaskGive, list[0].OfficeID)
	if err != nil {
		return err
	}
	var parts, cells []int64
	for _, j := range list {
		parts = append(parts, j.ID)
		if j.Monthly {
			cells = append(cells, j.CellID)
		}
	}
	_, err = tx.Exec(ctx, decideSQL, scope.Args(pgx.StrictNamedArgs{
		"verdict": string(d.Verdict), "parts": parts, "reason": d.Reason, "today": today, "by": by, "month": month.Start(), "next": month.Next().Start(),
	}))
	if err == nil && d.Verdict != SendBack {
		_, err = tx.Exec(ctx, lapseSQL, scope.Args(pgx.StrictNamedArgs{"parts": parts, "now": now, "by": by}))
	}
	if err != nil {
		return fmt.Errorf("write the verdict: %w", err)
	}
	if err := audit.RecordAllTx(ctx, tx, actor, now, entries(task, d, list)); err != nil || d.Verdict == Accept {
		return err
	}
	return months.Recount(ctx, tx, s.CellsChanged, actor.Committee, cells, month, month)
}

// entries are one for the task, with the unit that decides, and one for each part, where it is done.
func entries(task int64, d Decision, list []judged) []audit.Entry {
	words := map[Verdict]string{Accept: "Chấp nhận kết quả", SendBack: "Trả lại để làm tiếp", Drop: "Thôi thực hiện"}[d.Verdict]
	passed := ""
	if n := len(slices.DeleteFunc(slices.Clone(list), func(j judged) bool { return !j.Passed })); n > 0 {
		passed = fmt.Sprintf(", trong đó %s phần đã chuyển tiếp", vi.Int(n))
	}
	all := []audit.Entry{{
		UnitID: list[0].OfficeID, Action: authz.TaskGive, ObjectKind: "task", ObjectID: task, Reason: d.Reason,
		Summary: fmt.Sprintf("%s %s phần việc%s: %s", words, vi.Int(len(list)), passed, list[0].Title), After: d,
	}}
	for _, j := range list {
		all = append(all, audit.Entry{UnitID: j.CellID, Action: authz.TaskGive, ObjectKind: "assignment", ObjectID: j.ID, Reason: d.Reason, Summary: words + ": " + j.Title})
	}
	return all
}
