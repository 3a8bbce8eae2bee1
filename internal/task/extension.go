package task

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Wish is a later date, as whom a part asks asks for it.
type Wish struct {
	To      time.Time
	Reason  string
	FormKey string
}

func (w *Wish) clean(p Part, today time.Time) error {
	var problems apperr.Problems
	w.Reason = vi.CleanText(w.Reason)
	problems.Check(w.To.After(p.DueOn), "to", fmt.Sprintf("Hạn mới phải sau hạn đang có, ngày %s.", vi.Date(p.DueOn)))
	problems.Check(!w.To.Before(today), "to", "Hạn mới phải từ hôm nay trở đi.")
	problems.Check(!w.To.After(today.AddDate(2, 0, 0)), "to", "Hạn mới xa quá 2 năm. Kiểm tra lại năm.")
	n := utf8.RuneCountInString(w.Reason)
	problems.Check(n >= 5, "why", "Ghi lý do xin gia hạn, ít nhất 5 ký tự.")
	problems.Check(n <= 500, "why", "Lý do dài quá 500 ký tự. Rút gọn lại.")
	return problems.Err("")
}

const askSQL = `
INSERT INTO extension_requests (committee_id, assignment_id, from_on, to_on, reason, asked_at, asked_by, form_key)
SELECT a.committee_id, a.id, a.due_on, @to, @reason, @now, @by, @form_key::uuid
FROM assignments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.id = @part AND a.state = 'open' AND a.due_on < @to
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id`

// lockPartSQL lets one person at a time change a part.
const lockPartSQL = `
SELECT a.id
FROM assignments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.id = @part
FOR UPDATE OF a`

// Extend asks for a later date of an open part. The same form sent twice asks once; while one request waits there is no
// second.
func (s *Service) Extend(ctx context.Context, actor authz.Actor, id int64, w Wish) error {
	scope, err := actor.Scope(authz.TaskAnswer)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockPartSQL, scope.Args(pgx.StrictNamedArgs{"part": id})); err != nil {
			return fmt.Errorf("lock the part: %w", err)
		}
		p, err := s.part(ctx, tx, actor, id)
		switch {
		case err != nil:
			return err
		case !p.MayAnswer(actor):
			return apperr.Forbidden("Người được giao, hoặc bí thư chi bộ của người ấy, mới xin gia hạn được.")
		case p.State != Open:
			return apperr.Conflict("Phần việc này không còn ở bước đang làm nên không xin gia hạn được nữa.")
		}
		if err := w.clean(p, vi.Today(s.Now())); err != nil {
			return err
		}
		return s.ask(ctx, tx, actor, scope, p, w)
	})
}

func (s *Service) ask(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p Part, w Wish) error {
	now := s.Now()
	by, err := audit.SignTx(ctx, tx, actor, authz.TaskAnswer, p.UnitID)
	if err != nil {
		return err
	}
	var request int64
	err = tx.QueryRow(ctx, askSQL, scope.Args(pgx.StrictNamedArgs{"part": p.ID, "to": w.To, "reason": w.Reason, "now": now, "by": by, "form_key": w.FormKey})).Scan(&request)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil // sent before
	case postgres.Constraint(err) == "extension_requests_once":
		return apperr.Conflict("Đã có một đề nghị gia hạn đang chờ trả lời. Chờ trả lời rồi hãy xin tiếp.")
	case err != nil:
		return fmt.Errorf("ask for the extension: %w", err)
	}
	return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: p.UnitID, Action: authz.TaskAnswer, ObjectKind: "assignment", ObjectID: p.ID, Reason: w.Reason,
		Summary: fmt.Sprintf("Xin gia hạn từ %s đến %s: %s", vi.Date(p.DueOn), vi.Date(w.To), p.Title),
	})
}

const partOfRequestSQL = `
SELECT x.assignment_id
FROM extension_requests x
JOIN assignments a ON a.committee_id = x.committee_id AND a.id = x.assignment_id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE x.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND x.id = @request`

const replySQL = `
UPDATE extension_requests x
SET state = CASE WHEN @grant THEN 'granted' ELSE 'refused' END, decided_at = @now, decided_by = @by, answer = @answer
FROM assignments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE x.committee_id = @committee AND a.committee_id = x.committee_id AND a.id = x.assignment_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND x.id = @request AND x.state = 'asked'
RETURNING x.to_on`

const postponeSQL = `
UPDATE assignments a
SET first_due_on = coalesce(a.first_due_on, a.due_on), due_on = @to, extensions = a.extensions + 1, version = a.version + 1
FROM units u
WHERE a.committee_id = @committee AND u.committee_id = a.committee_id AND u.id = a.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND a.id = @part AND a.state IN ('open', 'done')`

// Reply grants or refuses a request; who refuses says why. The first date stays, the one in force moves. A part that was
// reported done meanwhile is judged by the date that is granted. No month's figures depend on it: on time is counted as it
// is read.
func (s *Service) Reply(ctx context.Context, actor authz.Actor, request int64, grant bool, answer string) error {
	scope, err := actor.Scope(authz.TaskGive)
	if err != nil {
		return err
	}
	answer = vi.CleanText(answer)
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		p, err := s.asked(ctx, tx, actor, scope, request)
		if err != nil {
			return err
		}
		var problems apperr.Problems
		problems.Check(grant || utf8.RuneCountInString(answer) >= 5, "answer", "Ghi lý do không đồng ý, ít nhất 5 ký tự.")
		problems.Check(utf8.RuneCountInString(answer) <= 500, "answer", "Câu trả lời dài quá 500 ký tự. Rút gọn lại.")
		if err := problems.Err(""); err != nil {
			return err
		}
		return s.reply(ctx, tx, actor, scope, p, request, grant, answer)
	})
}

func answeredAlready() error {
	return apperr.Conflict("Đề nghị này đã được trả lời hoặc việc đã kết thúc. Tải lại trang để xem.")
}

// asked locks the part that a request is about, and reads it as it stands then.
func (s *Service) asked(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, request int64) (p Part, err error) {
	var part int64
	err = tx.QueryRow(ctx, partOfRequestSQL, scope.Args(pgx.StrictNamedArgs{"request": request})).Scan(&part)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, apperr.NotFound("Không tìm thấy đề nghị gia hạn này, hoặc việc không thuộc phạm vi của đồng chí.")
	}
	if err == nil {
		_, err = tx.Exec(ctx, lockPartSQL, scope.Args(pgx.StrictNamedArgs{"part": part}))
	}
	if err != nil {
		return p, fmt.Errorf("lock the request: %w", err)
	}
	if p, err = s.part(ctx, tx, actor, part); err == nil && !p.MayDrop(actor) {
		err = apperr.Forbidden("Đơn vị giao việc mới trả lời được đề nghị gia hạn này.")
	}
	if err == nil && p.State != Open && p.State != Done {
		err = answeredAlready()
	}
	return p, err
}

func (s *Service) reply(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p Part, request int64, grant bool, answer string) error {
	now := s.Now()
	by, err := audit.SignTx(ctx, tx, actor, authz.TaskGive, p.GiverID)
	if err != nil {
		return err
	}
	var to time.Time
	err = tx.QueryRow(ctx, replySQL, scope.Args(pgx.StrictNamedArgs{"request": request, "grant": grant, "now": now, "by": by, "answer": answer})).Scan(&to)
	if errors.Is(err, pgx.ErrNoRows) {
		return answeredAlready()
	}
	words := "Không đồng ý gia hạn"
	if err == nil && grant {
		words = "Đồng ý gia hạn"
		_, err = tx.Exec(ctx, postponeSQL, scope.Args(pgx.StrictNamedArgs{"part": p.ID, "to": to}))
	}
	if err != nil {
		return fmt.Errorf("answer the request: %w", err)
	}
	return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: p.UnitID, Action: authz.TaskGive, ObjectKind: "assignment", ObjectID: p.ID, Reason: answer,
		Summary: fmt.Sprintf("%s từ %s đến %s: %s", words, vi.Date(p.DueOn), vi.Date(to), p.Title),
	})
}
