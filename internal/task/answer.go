package task

import (
	"context"
	"fmt"
	"time"
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

// Answer is what whom a part asks says of it. Evidence is a text, a number or a link. Version is that of the page on which it
// was typed: who was overtaken is told, and overwrites nothing.
type Answer struct {
	Note     string
	Evidence string
	Done     bool
	DoneOn   time.Time
	Version  int
}

func (a *Answer) clean(p Part, today time.Time) error {
	var problems apperr.Problems
	a.Note, a.Evidence = vi.CleanText(a.Note), vi.CleanText(a.Evidence)
	problems.Check(utf8.RuneCountInString(a.Note) <= 2000, "note", "Phần đã làm dài quá 2.000 ký tự. Rút gọn lại.")
	problems.Check(utf8.RuneCountInString(a.Evidence) <= 500, "evidence", "Minh chứng dài quá 500 ký tự. Rút gọn lại.")
	problems.Check(utf8.RuneCountInString(a.Note) >= 5, "note", "Ghi đã làm được gì, ít nhất 5 ký tự.")
	if a.Done {
		problems.Check(!a.DoneOn.After(today), "done-on", "Ngày hoàn thành không thể sau hôm nay.")
		problems.Check(!a.DoneOn.Before(p.GivenOn), "done-on", fmt.Sprintf("Ngày hoàn thành không thể trước ngày giao, %s.", vi.Date(p.GivenOn)))
	}
	return problems.Err("")
}

const answerSQL = `
UPDATE assignments a
SET note = @note, evidence = @evidence, state = CASE WHEN @done THEN 'done' ELSE 'open' END, done_on = CASE WHEN @done THEN @on::date END,
    updated_at = @now, updated_by = @by, version = a.version + 1
FROM units u
WHERE a.committee_id = @committee AND u.committee_id = a.committee_id AND u.id = a.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND (a.member_id = @self OR u.path <@ ANY (@wide::text[]::ltree[]))
    AND a.id = @part AND a.state = 'open' AND a.version = @version`

// Answer writes how far an open part has come and, with Done, that it is done since a day. Months that were sent are not
// moved: a day before the last of them is refused.
func (s *Service) Answer(ctx context.Context, actor authz.Actor, id int64, a Answer) (Part, error) {
	scope, err := actor.Scope(authz.TaskAnswer)
	if err != nil {
		return Part{}, err
	}
	var p Part
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if p, err = s.part(ctx, tx, actor, id); err != nil {
			return err
		}
		if !p.MayAnswer(actor) {
			return apperr.Forbidden("Phần việc này do người được giao, hoặc bí thư chi bộ của người ấy, báo cáo.")
		}
		if p.State != Open {
			return apperr.Conflict("Phần việc này không còn ở bước đang làm nên không ghi thêm được.")
		}
		if err := a.clean(p, vi.Today(s.Now())); err != nil {
			return err
		}
		return s.answer(ctx, tx, actor, scope, p, a)
	})
	return p, err
}

func (s *Service) answer(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p Part, a Answer) error {
	now := s.Now()
	current := period.MonthOf(vi.Today(now))
	from := current
	if a.Done {
		from = period.MonthOf(a.DoneOn)
		last, err := months.Lock(ctx, tx, scope, []int64{p.UnitID}, from, current)
		if err != nil {
			return err
		}
		if !last.IsZero() && from.Before(last) {
			return apperr.Invalid("", apperr.Field{Name: "done-on", Msg: fmt.Sprintf("Hồ sơ %s đã gửi với việc này còn đang làm. Ghi ngày hoàn thành từ %s.", last.Label(), vi.Date(last.Start()))})
		}
	}
	by, err := audit.SignTx(ctx, tx, actor, authz.TaskAnswer, p.UnitID)
	if err != nil {
		return err
	}
	bind, err := office.Reach(actor, authz.TaskRead)
	if err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, answerSQL, bind(pgx.StrictNamedArgs{
		"part": p.ID, "note": a.Note, "evidence": a.Evidence, "done": a.Done, "on": day(a.DoneOn), "now": now, "by": by, "version": a.Version,
	}))
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return apperr.Conflict("Vừa có người ghi vào phần việc này trước đồng chí. Chữ đồng chí gõ vẫn còn dưới đây: xem lại phần đã ghi rồi lưu lần nữa.")
	}
	e := audit.Entry{UnitID: p.UnitID, Action: authz.TaskAnswer, ObjectKind: "assignment", ObjectID: p.ID, Summary: "Ghi tiến độ: " + p.Title, After: a}
	if a.Done {
		e.Summary = fmt.Sprintf("Báo xong ngày %s: %s", vi.Date(a.DoneOn), p.Title)
	}
	if err := audit.RecordTx(ctx, tx, actor, now, e); err != nil || !a.Done || p.MemberID == nil {
		return err
	}
	return months.Recount(ctx, tx, s.CellsChanged, actor.Committee, []int64{p.UnitID}, from, current)
}

const settleSQL = `
UPDATE assignments a
SET state = CASE WHEN @done THEN 'done' ELSE 'open' END, done_on = CASE WHEN @done THEN @on::date END, version = a.version + 1
FROM units u
WHERE a.committee_id = @committee AND u.committee_id = a.committee_id AND u.id = a.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND (a.member_id = @self OR u.path <@ ANY (@wide::text[]::ltree[])) AND a.id = @assignment
    AND a.state = CASE WHEN @done THEN 'open' ELSE 'done' END`

// SettleTx notes inside a month's transaction that a task was marked done on a day, or no longer. What was accepted
// already is not touched. A member settles their own, a cell's secretary everybody's.
func (s *Service) SettleTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, assignment int64, done bool, on time.Time) error {
	bind, err := office.Reach(actor, authz.ReviewWrite)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, settleSQL, bind(pgx.StrictNamedArgs{"assignment": assignment, "done": done, "on": on}))
	if err != nil {
		return fmt.Errorf("settle the assignment: %w", err)
	}
	return nil
}
