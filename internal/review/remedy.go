package review

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// RemedyDraft is a shortcoming as it was typed.
type RemedyDraft struct {
	Cell        int64
	Month       period.Period
	Member      int64
	Shortcoming string
	Cause       string
	Action      string
	DueOn       time.Time
	FormKey     string // a UUID: the same form sent twice makes one remedy
}

func (d *RemedyDraft) clean(today time.Time) error {
	var p apperr.Problems
	d.Shortcoming, d.Cause, d.Action = vi.CleanText(d.Shortcoming), vi.CleanText(d.Cause), vi.CleanText(d.Action)
	least := map[string]int{"shortcoming": 5, "cause": 0, "action": 5}
	for _, f := range []struct{ name, label, text string }{
		{"shortcoming", "Hạn chế", d.Shortcoming}, {"cause", "Nguyên nhân", d.Cause}, {"action", "Việc sẽ làm", d.Action},
	} {
		if n := utf8.RuneCountInString(f.text); n < least[f.name] || n > 1000 {
			p.Add(f.name, fmt.Sprintf("%s cần ghi rõ, từ %d đến 1.000 ký tự.", f.label, least[f.name]))
		}
	}
	if d.DueOn.Before(today) || !inReach(d.DueOn, today) {
		p.Add("due", "Ngày xong phải từ hôm nay trở đi và trong vòng hai năm.")
	}
	return p.Err("")
}

// inReach reports whether a day is near enough to be meant: beyond two years it is a slip of the year.
func inReach(day, today time.Time) bool { return !day.After(today.AddDate(2, 0, 0)) }

// sentSQL tells whether a form was taken already. It is asked before anything else: its answer may have been lost, and the
// month sent since.
const sentSQL = `
SELECT EXISTS (
    SELECT FROM remedies r
    JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
    WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.cell_id = @cell AND r.form_key = @form_key::uuid)`

const addRemedySQL = `
INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, cause, action, first_due_on, due_on, form_key, updated_at)
SELECT u.committee_id, u.id, @member, @month, @shortcoming, @cause, @action, @due, @due, @form_key::uuid, @now
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id`

// AddRemedy opens a remedy for a member in a month that the cell may still write. The same form sent twice opens one.
func (s *Service) AddRemedy(ctx context.Context, actor authz.Actor, d RemedyDraft) error {
	scope, err := actor.Scope(authz.ReviewWrite)
	if err != nil {
		return err
	}
	var key pgtype.UUID
	if key.Scan(d.FormKey) != nil {
		return apperr.Invalid("Trang gửi lên thiếu mã của biểu mẫu. Đồng chí tải lại trang rồi gửi lại.")
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		p, err := lock(ctx, tx, scope, d.Cell, d.Month)
		if err != nil {
			return err
		}
		var sent bool
		err = tx.QueryRow(ctx, sentSQL, scope.Args(pgx.StrictNamedArgs{"cell": d.Cell, "form_key": d.FormKey})).Scan(&sent)
		if err != nil {
			return fmt.Errorf("look for the form: %w", err)
		}
		if sent {
			return nil
		}
		if err := s.mustBeOpen(p); err != nil {
			return err
		}
		return s.openRemedy(ctx, tx, actor, scope, d)
	})
}

func (s *Service) openRemedy(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, d RemedyDraft) error {
	list, err := members(ctx, tx, scope, d.Cell, d.Month, []int64{d.Member})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return apperr.NotFound("Đảng viên này không ở chi bộ trong tháng đã chọn.")
	}
	now := s.Now()
	if err := d.clean(today(now)); err != nil {
		return err
	}
	r := Remedy{MemberID: d.Member, MemberName: list[0].FullName, CellID: d.Cell, OpenedMonth: d.Month.Start(), DueOn: d.DueOn}
	err = tx.QueryRow(ctx, addRemedySQL, scope.Args(pgx.StrictNamedArgs{
		"cell": d.Cell, "member": d.Member, "month": d.Month.Start(), "shortcoming": d.Shortcoming, "cause": d.Cause,
		"action": d.Action, "due": d.DueOn, "form_key": d.FormKey, "now": now,
	})).Scan(&r.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return apperr.Conflict("Mã của biểu mẫu này đã dùng cho việc khác. Đồng chí tải lại trang rồi gửi lại.")
	}
	if err != nil {
		return fmt.Errorf("open the remedy: %w", err)
	}
	return s.recordRemedy(ctx, tx, actor, authz.ReviewWrite, r, r.OpenedMonth, audit.Entry{Summary: "Mở việc tự sửa", After: d})
}

const findRemedySQL = `
SELECT r.id, r.member_id, m.full_name AS member_name, r.cell_id, u.name AS cell_name, r.opened_month, r.shortcoming, r.cause,
    r.action, r.first_due_on, r.due_on, r.rolls, r.state, r.result, r.reported_on, r.verified_on, r.verified_by
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id
FOR UPDATE OF r`

func findRemedy(ctx context.Context, tx pgx.Tx, scope authz.Scope, id int64) (Remedy, error) {
	rows, _ := tx.Query(ctx, findRemedySQL, scope.Args(pgx.StrictNamedArgs{"id": id}))
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Remedy])
	if errors.Is(err, pgx.ErrNoRows) {
		return r, apperr.NotFound("Không tìm thấy việc tự sửa này trong phạm vi của đồng chí.")
	}
	return r, err
}

// FindRemedy is one remedy, for the page that it stands on.
func (s *Service) FindRemedy(ctx context.Context, actor authz.Actor, id int64) (r Remedy, err error) {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return r, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		r, err = findRemedy(ctx, tx, scope, id)
		return err
	})
	return r, err
}

// ReportRemedy notes that a shortcoming was mended, with the result. It still waits for somebody else's word.
func (s *Service) ReportRemedy(ctx context.Context, actor authz.Actor, id int64, result string) (Remedy, error) {
	result = vi.CleanText(result)
	return s.stepRemedy(ctx, actor, authz.ReviewWrite, id, audit.Entry{Summary: "Báo đã sửa xong"}, func(r *Remedy, today time.Time) error {
		if !said(result) {
			return apperr.Invalid("Cần ghi kết quả.", apperr.Field{Name: "result", Msg: "Ghi kết quả đã sửa, từ 5 đến 1.000 ký tự."})
		}
		r.State, r.Result, r.ReportedOn = "reported", result, &today
		return nil
	})
}

// VerifyRemedy closes a remedy on somebody else's word: never the owner's.
func (s *Service) VerifyRemedy(ctx context.Context, actor authz.Actor, id int64) (Remedy, error) {
	return s.stepRemedy(ctx, actor, authz.RemedyVerify, id, audit.Entry{Summary: "Xác nhận đã sửa"}, func(r *Remedy, today time.Time) error {
		switch {
		case actor.MemberID == r.MemberID:
			return apperr.Forbidden("Việc tự sửa phải do người khác xác nhận, không phải chính đồng chí có hạn chế.")
		case r.State != "reported":
			return apperr.Conflict("Việc tự sửa này chưa được báo xong nên chưa xác nhận được.")
		}
		r.State, r.VerifiedOn, r.VerifiedBy = "verified", &today, actor.Name
		return nil
	})
}

// RollRemedy puts the date off, with a reason. The first date never moves, and each time counts.
func (s *Service) RollRemedy(ctx context.Context, actor authz.Actor, id int64, to time.Time, reason string) (Remedy, error) {
	reason = vi.CleanText(reason)
	return s.stepRemedy(ctx, actor, authz.ReviewWrite, id, audit.Entry{Summary: "Dời hạn việc tự sửa", Reason: reason}, func(r *Remedy, today time.Time) error {
		if r.State == "reported" {
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
		if r.State == "open" {
			r.State = "in_progress"
		}
		return nil
	})
}

// said reports whether a text that is asked for says something, and is no essay.
func said(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= 5 && n <= 1000
}

const stepRemedySQL = `
UPDATE remedies r
SET state = @state, result = @result, reported_on = @reported, verified_on = @verified, verified_by = @by, due_on = @due,
    rolls = @rolls, version = r.version + 1, updated_at = @now
FROM units u
WHERE r.committee_id = @committee AND u.committee_id = r.committee_id AND u.id = r.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id`

// stepRemedy changes one remedy under the lock of its row, whatever the state of the month's packet: mending goes on after
// the month was sent.
func (s *Service) stepRemedy(ctx context.Context, actor authz.Actor, action authz.Action, id int64, e audit.Entry, change func(*Remedy, time.Time) error) (r Remedy, err error) {
	scope, err := actor.Scope(action)
	if err != nil {
		return r, err
	}
	now := s.Now()
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if r, err = findRemedy(ctx, tx, scope, id); err != nil {
			return err
		}
		if r.State == "verified" {
			return apperr.Conflict("Việc tự sửa này đã được xác nhận xong.")
		}
		before := r
		if err := change(&r, today(now)); err != nil {
			return err
		}
		if e.Before, e.After = before.progress(), r.progress(); before.progress() == r.progress() {
			return nil // pressed twice
		}
		_, err := tx.Exec(ctx, stepRemedySQL, scope.Args(pgx.StrictNamedArgs{
			"id": id, "state": r.State, "result": r.Result, "reported": r.ReportedOn, "verified": r.VerifiedOn,
			"by": r.VerifiedBy, "due": r.DueOn, "rolls": r.Rolls, "now": now,
		}))
		if err != nil {
			return fmt.Errorf("change the remedy: %w", err)
		}
		since := before.DueOn // what was due by a month's end is no longer, once the date moved
		if since.Before(r.OpenedMonth) {
			since = r.OpenedMonth
		}
		return s.recordRemedy(ctx, tx, actor, action, r, since, e)
	})
	return r, err
}

// progress is what the steps of a remedy change, for the audit trail.
type progress struct{ State, Due, Result string }

func (r Remedy) progress() progress { return progress{r.State, vi.Date(r.DueOn), r.Result} }

// recordRemedy writes the audit entry and counts again the months from since to this one: the figures of a month say what
// was open and due by its end.
func (s *Service) recordRemedy(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, r Remedy, since time.Time, e audit.Entry) error {
	now := s.Now()
	e.UnitID, e.Action, e.ObjectKind, e.ObjectID, e.Summary = r.CellID, action, "remedy", r.ID, e.Summary+": "+r.MemberName
	if err := audit.RecordTx(ctx, tx, actor, now, e); err != nil {
		return err
	}
	current := period.MonthOf(today(now))
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
