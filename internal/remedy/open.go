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
	"tusoi/internal/substance/wording"
	"tusoi/internal/theme"
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
	Theme       int64  // 0 for none yet
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
INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, source, source_on, source_basis, opener_id, opened_by, theme_id,
    recurs_id, inspection_id, shortcoming, cause, action, specific, first_due_on, due_on, form_key, updated_at)
SELECT u.committee_id, u.id, nullif(@member::bigint, 0), @month, @source, @source_on, @basis, nullif(@opener::bigint, 0), @by,
    nullif(@theme::bigint, 0), nullif(@recurs::bigint, 0), i.id, @shortcoming, @cause, @action, @specific, @due, @due, @form_key::uuid, @now
FROM units u LEFT JOIN (inspections i JOIN units t ON t.committee_id = i.committee_id AND t.id = i.target_id) ON i.committee_id = u.committee_id AND i.id = @check AND u.path <@ t.path
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id`

// OpenTx opens a remedy for a member, inside the transaction that holds the lock of the month. Whoever calls it has made
// sure that the month is open and that the member, of that name, is in the cell then.
func (s *Service) OpenTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, scope authz.Scope, d Draft, memberName string) error {
	if err := d.clean(vi.Today(s.Now())); err != nil {
		return err
	}
	if err := theme.MustStand(ctx, tx, scope, d.Theme); err != nil {
		return err
	}
	_, err := s.insert(ctx, tx, actor, action, scope, Found{Draft: d, Source: Review}, Remedy{MemberName: memberName})
	return err
}

// insert opens what was checked; r names the owner and the unit that found it.
func (s *Service) insert(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, scope authz.Scope, f Found, r Remedy) (int64, error) {
	by, err := audit.SignTx(ctx, tx, actor, action, f.Cell)
	if err != nil {
		return 0, err
	}
	r.OfCell, r.MemberID, r.CellID, r.OpenedMonth, r.DueOn = f.Member == 0, f.Member, f.Cell, f.Month.Start(), f.DueOn
	args := pgx.StrictNamedArgs{
		"cell": f.Cell, "member": f.Member, "month": f.Month.Start(), "source": string(f.Source), "source_on": nil, "basis": f.Basis,
		"opener": f.opener, "by": by, "theme": f.Theme, "recurs": f.Recurs, "check": f.Check, "shortcoming": f.Shortcoming, "cause": f.Cause,
		"action": f.Action, "specific": wording.Concrete(f.Shortcoming), "due": f.DueOn, "form_key": f.FormKey, "now": s.Now(),
	}
	if !f.SourceOn.IsZero() {
		args["source_on"] = f.SourceOn
	}
	err = tx.QueryRow(ctx, openSQL, scope.Args(args)).Scan(&r.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, apperr.Conflict("Mã của biểu mẫu này đã dùng cho việc khác. Đồng chí tải lại trang rồi gửi lại.")
	}
	if err != nil {
		return 0, fmt.Errorf("open the remedy: %w", err)
	}
	return r.ID, s.record(ctx, tx, actor, action, r, r.OpenedMonth, audit.Entry{Summary: "Mở việc tự sửa", After: f})
}
