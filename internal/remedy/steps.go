package remedy

import (
	"context"
	"fmt"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Evidence is what was done about a shortcoming, and by what it can be checked: the number of a document, an address.
type Evidence struct{ Result, Number, Link string }

func (e *Evidence) clean() error {
	var p apperr.Problems
	e.Result, e.Number, e.Link = vi.CleanText(e.Result), vi.Clean(e.Number), vi.Clean(e.Link)
	p.Check(said(e.Result), "result", "Ghi kết quả đã sửa, từ 5 đến 1.000 ký tự.")
	p.Check(utf8.RuneCountInString(e.Number) <= 100, "number", "Số văn bản dài nhiều nhất 100 ký tự.")
	at, err := url.Parse(e.Link)
	p.Check(e.Link == "" || err == nil && len(e.Link) <= 500 && at.Host != "" && (at.Scheme == "https" || at.Scheme == "http"), "link",
		"Đường dẫn phải bắt đầu bằng https:// và dài nhiều nhất 500 ký tự, hoặc để trống.")
	return p.Err("Cần ghi kết quả.")
}

// Report notes that a shortcoming was mended, with the evidence. It still waits for somebody else's word.
func (s *Service) Report(ctx context.Context, actor authz.Actor, id int64, e Evidence) (Remedy, error) {
	return s.step(ctx, actor, move{action: reporting(actor), id: id, entry: audit.Entry{Summary: "Báo đã sửa xong"},
		change: s.plainly(func(r *Remedy, today time.Time) error {
			if err := e.clean(); err != nil {
				return err
			}
			r.State, r.Result, r.EvidenceNumber, r.EvidenceLink, r.ReportedOn = Reported, e.Result, e.Number, e.Link, &today
			return nil
		})})
}

// reporting is by what right somebody says that it is mended: the cell's committee for everybody, a member for themselves.
func reporting(actor authz.Actor) authz.Action {
	if actor.May(authz.ReviewWrite) {
		return authz.ReviewWrite
	}
	return authz.OwnWrite
}

// Verify closes a remedy on somebody else's word: never the owner's.
func (s *Service) Verify(ctx context.Context, actor authz.Actor, id int64) (Remedy, error) {
	return s.step(ctx, actor, move{action: authz.RemedyVerify, id: id, entry: audit.Entry{Summary: "Xác nhận đã sửa"},
		change: s.plainly(func(r *Remedy, today time.Time) error {
			if err := r.mayJudge(actor); err != nil {
				return err
			}
			r.State, r.VerifiedOn = Verified, &today
			return nil
		})})
}

// SendBack says that what was reported is not mended yet, and why. Each time counts.
func (s *Service) SendBack(ctx context.Context, actor authz.Actor, id int64, reason string) (Remedy, error) {
	reason = vi.CleanText(reason)
	return s.step(ctx, actor, move{action: authz.RemedyVerify, id: id, entry: audit.Entry{Summary: "Chưa đạt, sửa tiếp", Reason: reason},
		change: s.plainly(func(r *Remedy, _ time.Time) error {
			if err := r.mayJudge(actor); err != nil {
				return err
			}
			if !said(reason) {
				return apperr.Invalid("Cần ghi lý do.", apperr.Field{Name: "reason", Msg: "Ghi còn thiếu gì, từ 5 đến 1.000 ký tự."})
			}
			r.State, r.ReportedOn, r.Returns, r.ReturnReason = InProgress, nil, r.Returns+1, reason
			return nil
		})})
}

func (r Remedy) mayJudge(actor authz.Actor) error {
	if err := r.otherThanOwner(actor); err != nil {
		return err
	}
	if r.State != Reported {
		return apperr.Conflict("Việc tự sửa này chưa được báo xong nên chưa xác nhận được.")
	}
	return nil
}

// Roll puts the date off, with a reason. The first date never moves, and each time counts.
func (s *Service) Roll(ctx context.Context, actor authz.Actor, id int64, to time.Time, reason string) (Remedy, error) {
	reason = vi.CleanText(reason)
	return s.step(ctx, actor, move{action: authz.ReviewWrite, id: id, entry: audit.Entry{Summary: "Dời hạn việc tự sửa", Reason: reason},
		change: s.plainly(func(r *Remedy, today time.Time) error {
			if r.State == Reported {
				return apperr.Conflict("Việc tự sửa này đã báo xong, đang chờ xác nhận nên không dời hạn được.")
			}
			var p apperr.Problems
			p.Check(to.After(r.DueOn) && !to.Before(today) && inReach(to, today), "due",
				fmt.Sprintf("Ngày mới phải sau hạn cũ %s, từ hôm nay trở đi và trong vòng hai năm.", vi.Date(r.DueOn)))
			p.Check(said(reason), "reason", "Ghi lý do dời hạn, từ 5 đến 1.000 ký tự.")
			if err := p.Err("Chưa dời được hạn."); err != nil {
				return err
			}
			r.DueOn, r.Rolls = to, r.Rolls+1
			if r.State == Open {
				r.State = InProgress
			}
			return nil
		})})
}

// said reports whether a text that is asked for says something, and is no essay.
func said(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= 5 && n <= 1000
}

const stepSQL = `
UPDATE remedies r
SET state = @state, result = @result, evidence_number = @number, evidence_link = @link, reported_on = @reported, verified_on = @verified,
    verified_by = @by, due_on = @due, rolls = @rolls, returns = @returns, return_reason = @return_reason,
    theme_id = nullif(@theme::bigint, 0), recurs_id = nullif(@recurs::bigint, 0), version = r.version + 1, updated_at = @now
FROM units u
WHERE r.committee_id = @committee AND u.committee_id = r.committee_id AND u.id = r.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id`

// move is one step of one remedy: by what right, and what it changes.
type move struct {
	action authz.Action
	id     int64
	ended  bool // may be taken after the remedy came to its end
	entry  audit.Entry
	change func(context.Context, pgx.Tx, authz.Scope, *Remedy) error
}

// plainly is a change that asks nothing of the database.
func (s *Service) plainly(change func(*Remedy, time.Time) error) func(context.Context, pgx.Tx, authz.Scope, *Remedy) error {
	return func(_ context.Context, _ pgx.Tx, _ authz.Scope, r *Remedy) error { return change(r, vi.Today(s.Now())) }
}

// step changes one remedy under the lock of its row, whatever the state of the month's packet: mending goes on after
// the month was sent.
func (s *Service) step(ctx context.Context, actor authz.Actor, m move) (r Remedy, err error) {
	scope, err := actor.Scope(m.action)
	if err != nil {
		return r, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if r, err = find(ctx, tx, scope, m.id); err != nil {
			return err
		}
		if m.action == authz.OwnWrite && !r.ownedBy(actor) {
			return notFound()
		}
		if err := r.mayMove(m.ended); err != nil {
			return err
		}
		before := r
		if err := m.change(ctx, tx, scope, &r); err != nil {
			return err
		}
		if before.progress() == r.progress() {
			return nil // pressed twice
		}
		return s.keep(ctx, tx, actor, scope, m, before, &r)
	})
	return r, err
}

// keep writes what a step changed.
func (s *Service) keep(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, m move, before Remedy, r *Remedy) (err error) {
	m.entry.Before, m.entry.After = before.progress(), r.progress()
	if r.State == Verified && before.State != Verified {
		if r.VerifiedBy, err = audit.SignTx(ctx, tx, actor, m.action, r.CellID); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, stepSQL, scope.Args(pgx.StrictNamedArgs{
		"id": r.ID, "state": string(r.State), "result": r.Result, "number": r.EvidenceNumber, "link": r.EvidenceLink, "reported": r.ReportedOn,
		"verified": r.VerifiedOn, "by": r.VerifiedBy, "due": r.DueOn, "rolls": r.Rolls, "returns": r.Returns, "return_reason": r.ReturnReason,
		"theme": r.ThemeID, "recurs": r.RecursID, "now": s.Now(),
	}))
	if err != nil {
		return fmt.Errorf("change the remedy: %w", err)
	}
	since := vi.Today(s.Now())
	if !before.DueOn.Equal(r.DueOn) { // what was due by a month's end is no longer, once the date moved
		since = before.DueOn
	}
	if since.Before(r.OpenedMonth) {
		since = r.OpenedMonth
	}
	return s.record(ctx, tx, actor, m.action, *r, since, m.entry)
}

// mayMove refuses what has come to its end here; what was only verified may still be put in order.
func (r Remedy) mayMove(ended bool) error {
	switch {
	case r.State == Verified && !ended:
		return apperr.Conflict("Việc tự sửa này đã được xác nhận xong.")
	case r.State == Carried:
		return apperr.Conflict("Đồng chí ấy đã chuyển sang chi bộ khác; việc tự sửa này được theo dõi tiếp ở đó.")
	}
	return nil
}

// progress is what the steps of a remedy change, for the audit trail.
type progress struct {
	State       State
	Due, Result string
	Theme       int64 `json:",omitempty"`
	Recurs      int64 `json:",omitempty"`
	noted       bool
}

func (r Remedy) progress() progress {
	return progress{r.State, vi.Date(r.DueOn), r.Result, r.ThemeID, r.RecursID, r.noted}
}

// record writes the audit entry and counts again the months from since to this one: the figures of a month say what
// was open and due by its end.
func (s *Service) record(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, r Remedy, since time.Time, e audit.Entry) error {
	now := s.Now()
	e.UnitID, e.Action, e.ObjectKind, e.ObjectID, e.Summary = r.CellID, action, kind, r.ID, e.Summary+": "+r.Owner()
	if err := audit.RecordTx(ctx, tx, actor, now, e); err != nil {
		return err
	}
	current := period.MonthOf(vi.Today(now))
	m := period.MonthOf(since)
	if current.Before(m) {
		m = current
	}
	for ; !current.Before(m); m = m.Next() {
		if err := s.CellsChanged(ctx, tx, actor.Committee, []int64{r.CellID}, m); err != nil {
			return err
		}
	}
	return nil
}
