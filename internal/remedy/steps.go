package remedy

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
	"tusoi/internal/vi"
)

// Report notes that a shortcoming was mended, with the result. It still waits for somebody else's word.
func (s *Service) Report(ctx context.Context, actor authz.Actor, id int64, result string) (Remedy, error) {
	result = vi.CleanText(result)
	return s.step(ctx, actor, reporting(actor), id, audit.Entry{Summary: "Báo đã sửa xong"}, func(r *Remedy, today time.Time) error {
		if !said(result) {
			return apperr.Invalid("Cần ghi kết quả.", apperr.Field{Name: "result", Msg: "Ghi kết quả đã sửa, từ 5 đến 1.000 ký tự."})
		}
		r.State, r.Result, r.ReportedOn = Reported, result, &today
		return nil
	})
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
	return s.step(ctx, actor, authz.RemedyVerify, id, audit.Entry{Summary: "Xác nhận đã sửa"}, func(r *Remedy, today time.Time) error {
		switch {
		case actor.MemberID == r.MemberID:
			return apperr.Forbidden("Việc tự sửa phải do người khác xác nhận, không phải chính đồng chí có hạn chế.")
		case r.State != Reported:
			return apperr.Conflict("Việc tự sửa này chưa được báo xong nên chưa xác nhận được.")
		}
		r.State, r.VerifiedOn = Verified, &today
		return nil
	})
}

// Roll puts the date off, with a reason. The first date never moves, and each time counts.
func (s *Service) Roll(ctx context.Context, actor authz.Actor, id int64, to time.Time, reason string) (Remedy, error) {
	reason = vi.CleanText(reason)
	return s.step(ctx, actor, authz.ReviewWrite, id, audit.Entry{Summary: "Dời hạn việc tự sửa", Reason: reason}, func(r *Remedy, today time.Time) error {
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
	})
}

// said reports whether a text that is asked for says something, and is no essay.
func said(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= 5 && n <= 1000
}

const stepSQL = `
UPDATE remedies r
SET state = @state, result = @result, reported_on = @reported, verified_on = @verified, verified_by = @by, due_on = @due,
    rolls = @rolls, version = r.version + 1, updated_at = @now
FROM units u
WHERE r.committee_id = @committee AND u.committee_id = r.committee_id AND u.id = r.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id`

// step changes one remedy under the lock of its row, whatever the state of the month's packet: mending goes on after
// the month was sent.
func (s *Service) step(ctx context.Context, actor authz.Actor, action authz.Action, id int64, e audit.Entry, change func(*Remedy, time.Time) error) (r Remedy, err error) {
	scope, err := actor.Scope(action)
	if err != nil {
		return r, err
	}
	now := s.Now()
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if r, err = find(ctx, tx, scope, id); err != nil {
			return err
		}
		if action == authz.OwnWrite && r.MemberID != actor.MemberID {
			return apperr.NotFound("Không tìm thấy việc tự sửa này trong phạm vi của đồng chí.")
		}
		if err := r.mayMove(); err != nil {
			return err
		}
		before := r
		if err := change(&r, vi.Today(now)); err != nil {
			return err
		}
		if e.Before, e.After = before.progress(), r.progress(); before.progress() == r.progress() {
			return nil // pressed twice
		}
		if r.State == Verified {
			if r.VerifiedBy, err = audit.SignTx(ctx, tx, actor, action, r.CellID); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, stepSQL, scope.Args(pgx.StrictNamedArgs{
			"id": id, "state": string(r.State), "result": r.Result, "reported": r.ReportedOn, "verified": r.VerifiedOn,
			"by": r.VerifiedBy, "due": r.DueOn, "rolls": r.Rolls, "now": now,
		}))
		if err != nil {
			return fmt.Errorf("change the remedy: %w", err)
		}
		since := before.DueOn // what was due by a month's end is no longer, once the date moved
		if since.Before(r.OpenedMonth) {
			since = r.OpenedMonth
		}
		return s.record(ctx, tx, actor, action, r, since, e)
	})
	return r, err
}

// mayMove refuses what has come to its end here.
func (r Remedy) mayMove() error {
	switch r.State {
	case Verified:
		return apperr.Conflict("Việc tự sửa này đã được xác nhận xong.")
	case Carried:
		return apperr.Conflict("Đồng chí ấy đã chuyển sang chi bộ khác; việc tự sửa này được theo dõi tiếp ở đó.")
	}
	return nil
}

// progress is what the steps of a remedy change, for the audit trail.
type progress struct {
	State       State
	Due, Result string
}

func (r Remedy) progress() progress { return progress{r.State, vi.Date(r.DueOn), r.Result} }

// record writes the audit entry and counts again the months from since to this one: the figures of a month say what
// was open and due by its end.
func (s *Service) record(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, r Remedy, since time.Time, e audit.Entry) error {
	now := s.Now()
	e.UnitID, e.Action, e.ObjectKind, e.ObjectID, e.Summary = r.CellID, action, "remedy", r.ID, e.Summary+": "+r.MemberName
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
