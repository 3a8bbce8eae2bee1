package review

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
	if !dueInReach(d.DueOn, today) {
		p.Add("due", "Ngày xong phải từ hôm nay trở đi và trong vòng hai năm.")
	}
	return p.Err("")
}

const addRemedySQL = `
INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, cause, action, first_due_on, due_on, form_key, updated_at)
SELECT u.committee_id, u.id, @member, @month, @shortcoming, @cause, @action, @due, @due, @form_key::uuid, @now
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id`

// AddRemedy opens a remedy for a member in a month that the cell may still write.
func (s *Service) AddRemedy(ctx context.Context, actor authz.Actor, d RemedyDraft) error {
	scope, err := actor.Scope(authz.ReviewWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if _, err := s.lockOpen(ctx, tx, scope, d.Cell, d.Month); err != nil {
			return err
		}
		list, err := members(ctx, tx, scope, d.Cell, d.Month, []int64{d.Member})
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return apperr.NotFound("Đảng viên này không ở chi bộ trong tháng đã chọn.")
		}
		if err := d.clean(today(now)); err != nil {
			return err
		}
		var id int64
		err = tx.QueryRow(ctx, addRemedySQL, scope.Args(pgx.StrictNamedArgs{
			"cell": d.Cell, "member": d.Member, "month": d.Month.Start(), "shortcoming": d.Shortcoming, "cause": d.Cause,
			"action": d.Action, "due": d.DueOn, "form_key": d.FormKey, "now": now,
		})).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // sent before
		}
		if err != nil {
			return fmt.Errorf("open the remedy: %w", err)
		}
		r := Remedy{ID: id, CellID: d.Cell, MemberName: list[0].FullName, OpenedMonth: d.Month.Start()}
		return s.recordRemedy(ctx, tx, actor, authz.ReviewWrite, r, "Mở việc tự sửa của "+r.MemberName, "", d)
	})
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
	return s.stepRemedy(ctx, actor, authz.ReviewWrite, id, "Báo đã sửa xong", "", func(r *Remedy, today time.Time) error {
		if n := utf8.RuneCountInString(result); n < 5 || n > 1000 {
			return apperr.Invalid("Cần ghi kết quả.", apperr.Field{Name: "result", Msg: "Ghi kết quả đã sửa, từ 5 đến 1.000 ký tự."})
		}
		r.State, r.Result, r.ReportedOn = "reported", result, &today
		return nil
	})
}

// VerifyRemedy closes a remedy on somebody else's word: never the owner's.
func (s *Service) VerifyRemedy(ctx context.Context, actor authz.Actor, id int64) (Remedy, error) {
	return s.stepRemedy(ctx, actor, authz.RemedyVerify, id, "Xác nhận đã sửa", "", func(r *Remedy, today time.Time) error {
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
	return s.stepRemedy(ctx, actor, authz.ReviewWrite, id, "Dời hạn việc tự sửa", reason, func(r *Remedy, today time.Time) error {
		if !to.After(r.DueOn) || !dueInReach(to, today) {
			return apperr.Invalid("Ngày mới chưa đúng.", apperr.Field{Name: "due", Msg: fmt.Sprintf("Ngày mới phải sau hạn cũ %s và trong vòng hai năm.", vi.Date(r.DueOn))})
		}
		r.DueOn, r.Rolls = to, r.Rolls+1
		if r.State == "open" {
			r.State = "in_progress"
		}
		return nil
	})
}

const stepRemedySQL = `
UPDATE remedies r
SET state = @state, result = @result, reported_on = @reported, verified_on = @verified, verified_by = @by, due_on = @due,
    rolls = @rolls, version = r.version + 1, updated_at = @now
FROM units u
WHERE r.committee_id = @committee AND u.committee_id = r.committee_id AND u.id = r.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id`

// stepRemedy changes one remedy, whatever the state of the month's packet: mending goes on after the month was sent.
func (s *Service) stepRemedy(ctx context.Context, actor authz.Actor, action authz.Action, id int64, summary, reason string, change func(*Remedy, time.Time) error) (r Remedy, err error) {
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
		if err := change(&r, today(now)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, stepRemedySQL, scope.Args(pgx.StrictNamedArgs{
			"id": id, "state": r.State, "result": r.Result, "reported": r.ReportedOn, "verified": r.VerifiedOn,
			"by": r.VerifiedBy, "due": r.DueOn, "rolls": r.Rolls, "now": now,
		}))
		if err != nil {
			return fmt.Errorf("change the remedy: %w", err)
		}
		return s.recordRemedy(ctx, tx, actor, action, r, summary+": "+r.MemberName, reason, r)
	})
	return r, err
}

// recordRemedy writes the audit entry and recomputes the figures of this month, and of the one the remedy was opened in.
func (s *Service) recordRemedy(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, r Remedy, summary, reason string, after any) error {
	now := s.Now()
	err := audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: r.CellID, Action: action, ObjectKind: "remedy", ObjectID: r.ID, Summary: summary, Reason: reason, After: after,
	})
	if err != nil {
		return err
	}
	opened, current := period.MonthOf(r.OpenedMonth), period.MonthOf(today(now))
	if opened != current {
		if err := s.CellsChanged(ctx, tx, actor.Committee, []int64{r.CellID}, opened); err != nil {
			return err
		}
	}
	return s.CellsChanged(ctx, tx, actor.Committee, []int64{r.CellID}, current)
}
