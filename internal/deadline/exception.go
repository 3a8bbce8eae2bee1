package deadline

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
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// longestOpening bounds how many days an exception may run: what is opened for longer is a rule, not an exception.
const longestOpening = 92

// Opening is an exception as it is typed.
type Opening struct {
	UnitID    int64
	Month     period.Period
	Reason    string
	DueOn     time.Time // zero: the committee's own day stays
	OpenUntil time.Time
	FormKey   string // a UUID: the same form sent twice opens a month once
}

func (o *Opening) check(today time.Time) error {
	var p apperr.Problems
	var key pgtype.UUID
	p.Check(o.UnitID > 0, "unit", "Chọn tổ chức đảng được mở kỳ đã đóng.")
	p.Check(!o.Month.IsZero() && !o.Month.Start().After(today), "month", "Chọn tháng hoặc quý đã đến.")
	last := today.AddDate(0, 0, longestOpening)
	p.Check(!o.OpenUntil.Before(today) && !o.OpenUntil.After(last), "open_until",
		fmt.Sprintf("Ghi ngày cuối được mở, từ hôm nay đến %s.", vi.Date(last)))
	p.Check(!o.DueOn.After(o.OpenUntil), "due_on", "Hạn gửi mới không được sau ngày cuối được mở.")
	o.Reason = vi.CleanText(o.Reason)
	n := utf8.RuneCountInString(o.Reason)
	p.Check(n >= 5 && n <= 500, "reason", "Ghi lý do, từ 5 đến 500 ký tự.")
	p.Check(key.Scan(o.FormKey) == nil, "", "Trang gửi lên thiếu mã của biểu mẫu. Đồng chí tải lại trang rồi gửi lại.")
	return p.Err("Chưa mở được tháng: có %d chỗ cần sửa.")
}

const (
	// openedUnitSQL tells as well whether the form was taken already: its answer may have been lost.
	openedUnitSQL = `
SELECT u.name, u.path::text AS path, EXISTS (
    SELECT FROM period_exceptions x WHERE x.committee_id = u.committee_id AND x.form_key = @form_key::uuid) AS sent
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit AND u.kind <> 'group'
    AND u.valid_from <= @end AND (u.valid_to IS NULL OR u.valid_to > @month)`
	openSQL = `
INSERT INTO period_exceptions (committee_id, unit_id, month, reason, due_on, open_until, given_at, given_by, form_key)
SELECT u.committee_id, u.id, @month, @reason, @due, @until, @now, @by, @form_key
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit
ON CONFLICT (committee_id, form_key) DO NOTHING`
)

// Open opens a month for a unit and everything under it, until a day. Only who writes for the whole committee may.
func (s *Service) Open(ctx context.Context, actor authz.Actor, o Opening) error {
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		scope, _, err := org.RootTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := o.check(vi.Today(now)); err != nil {
			return err
		}
		x, sent, err := s.opened(ctx, tx, scope, o)
		if err != nil || sent {
			return err
		}
		x.GivenBy, x.GivenAt = actor.Name, now
		tag, err := tx.Exec(ctx, openSQL, scope.Args(pgx.StrictNamedArgs{
			"unit": o.UnitID, "month": x.Start, "reason": x.Reason, "due": x.DueOn, "until": x.OpenUntil,
			"now": now, "by": actor.Name, "form_key": o.FormKey,
		}))
		if err != nil {
			return fmt.Errorf("open the month: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil // the same form, sent twice
		}
		return s.told(ctx, tx, actor, scope, x, "Mở kỳ đã đóng: "+x.Words(), o.Reason)
	})
}

// opened is the exception that a form asks for, and whether that form was taken already. A due day before the one that stands would make the cells late, which an
// exception never does.
func (s *Service) opened(ctx context.Context, tx pgx.Tx, scope authz.Scope, o Opening) (x Exception, sent bool, err error) {
	x = Exception{UnitID: o.UnitID, Start: o.Month.Start(), Month: o.Month, Reason: o.Reason, OpenUntil: o.OpenUntil}
	args := scope.Args(pgx.StrictNamedArgs{"unit": o.UnitID, "month": o.Month.Start(), "end": o.Month.End(), "form_key": o.FormKey})
	err = tx.QueryRow(ctx, openedUnitSQL, args).Scan(&x.UnitName, &x.UnitPath, &sent)
	if errors.Is(err, pgx.ErrNoRows) {
		return x, false, apperr.NotFound("Không tìm thấy tổ chức đảng này trong tháng đã chọn, hoặc đây là tổ đảng không gửi hồ sơ.")
	}
	if err != nil {
		return x, false, fmt.Errorf("find the unit: %w", err)
	}
	c, err := Read(ctx, tx, scope, o.Month, o.Month)
	if err == nil {
		err = c.Check(o.Month)
	}
	if err != nil || sent || o.DueOn.IsZero() {
		return x, sent, err
	}
	if due := c.Of(x.UnitPath, o.Month, vi.Today(s.Now())); !o.DueOn.After(due.DueOn) {
		return x, false, apperr.Invalid("Hạn gửi mới chưa đúng.", apperr.Field{Name: "due_on",
			Msg: fmt.Sprintf("Hạn gửi %s đang là %s. Ghi ngày sau ngày ấy, hoặc để trống.", o.Month.Label(), vi.Date(due.DueOn))})
	}
	x.DueOn = &o.DueOn
	return x, false, nil
}

// told writes the change into the unit's history, and counts the month again where the due day moved.
func (s *Service) told(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, x Exception, summary, reason string) error {
	err := audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
		UnitID: x.UnitID, Action: authz.UnitWrite, ObjectKind: "unit", ObjectID: x.UnitID, Summary: summary, Reason: reason,
		After: map[string]any{"month": x.Month.String(), "due_on": x.DueOn, "open_until": x.OpenUntil},
	})
	if err != nil || x.DueOn == nil {
		return err
	}
	return s.recount(ctx, tx, scope, x.UnitID, x.Month)
}

const (
	runningSQL = `
SELECT x.id, x.unit_id, u.name AS unit_name, u.path::text AS unit_path, x.month AS start, x.reason, x.due_on, x.open_until, x.given_at, x.given_by
FROM period_exceptions x
JOIN units u ON u.committee_id = x.committee_id AND u.id = x.unit_id
WHERE x.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND x.id = @id
FOR UPDATE OF x`
	// endSQL leaves today, so that who is writing now is not cut off in the middle of a sentence.
	endSQL = `
UPDATE period_exceptions x SET open_until = @today, due_on = least(x.due_on, @today)
FROM units u
WHERE x.committee_id = @committee AND u.committee_id = x.committee_id AND u.id = x.unit_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND x.id = @id`
)

// End lets an exception run out today instead of later. One that ended already stays as it is, without an error.
func (s *Service) End(ctx context.Context, actor authz.Actor, id int64) error {
	today := vi.Today(s.Now())
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		scope, _, err := org.RootTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, runningSQL, scope.Args(pgx.StrictNamedArgs{"id": id}))
		x, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Exception])
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.NotFound("")
		}
		if err != nil {
			return fmt.Errorf("find the exception: %w", err)
		}
		if !x.OpenUntil.After(today) {
			return nil
		}
		c, err := Of(ctx, tx, scope.Committee())
		if err != nil {
			return err
		}
		x.Month = c.Period(x.Start)
		if _, err := tx.Exec(ctx, endSQL, scope.Args(pgx.StrictNamedArgs{"id": id, "today": today})); err != nil {
			return fmt.Errorf("end the exception: %w", err)
		}
		if x.OpenUntil = today; x.DueOn != nil && x.DueOn.After(today) {
			x.DueOn = &today
		}
		return s.told(ctx, tx, actor, scope, x, fmt.Sprintf("Thôi mở %s cho %s, hết hôm nay", x.Month.Label(), x.UnitName), "")
	})
}
