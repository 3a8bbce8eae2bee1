package remedy

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
	"tusoi/internal/vi"
)

// Draft is a shortcoming as it was typed.
type Draft struct {
	Cell        int64
	Month       period.Period
	Member      int64
	Shortcoming string
	Cause       string
	Action      string
	DueOn       time.Time
	FormKey     string // a UUID: the same form sent twice makes one remedy
}

func (d *Draft) clean(today time.Time) error {
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

// CheckKey refuses a form without its key: sent twice, nothing would tell that it is the same one.
func (d Draft) CheckKey() error {
	var key pgtype.UUID
	if key.Scan(d.FormKey) != nil {
		return apperr.Invalid("Trang gửi lên thiếu mã của biểu mẫu. Đồng chí tải lại trang rồi gửi lại.")
	}
	return nil
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

// SentTx reports whether the form of a draft was taken already.
func SentTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, d Draft) (sent bool, err error) {
	err = tx.QueryRow(ctx, sentSQL, scope.Args(pgx.StrictNamedArgs{"cell": d.Cell, "form_key": d.FormKey})).Scan(&sent)
	if err != nil {
		return false, fmt.Errorf("look for the form: %w", err)
	}
	return sent, nil
}

const openSQL = `
INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, cause, action, first_due_on, due_on, form_key, updated_at)
SELECT u.committee_id, u.id, @member, @month, @shortcoming, @cause, @action, @due, @due, @form_key::uuid, @now
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id`

// OpenTx opens a remedy for a member, inside the transaction that holds the lock of the month. Whoever calls it has made
// sure that the month is open and that the member, of that name, is in the cell then.
func (s *Service) OpenTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, scope authz.Scope, d Draft, memberName string) error {
	now := s.Now()
	if err := d.clean(vi.Today(now)); err != nil {
		return err
	}
	r := Remedy{MemberID: d.Member, MemberName: memberName, CellID: d.Cell, OpenedMonth: d.Month.Start(), DueOn: d.DueOn}
	err := tx.QueryRow(ctx, openSQL, scope.Args(pgx.StrictNamedArgs{
		"cell": d.Cell, "member": d.Member, "month": d.Month.Start(), "shortcoming": d.Shortcoming, "cause": d.Cause,
		"action": d.Action, "due": d.DueOn, "form_key": d.FormKey, "now": now,
	})).Scan(&r.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return apperr.Conflict("Mã của biểu mẫu này đã dùng cho việc khác. Đồng chí tải lại trang rồi gửi lại.")
	}
	if err != nil {
		return fmt.Errorf("open the remedy: %w", err)
	}
	return s.record(ctx, tx, actor, action, r, r.OpenedMonth, audit.Entry{Summary: "Mở việc tự sửa", After: d})
}
