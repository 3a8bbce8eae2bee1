package notice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Settings are what a committee reminds of, and when.
type Settings struct {
	EarlyDays int  // before a month is due, for the first time
	NearDays  int  // and for the last
	PledgeDay int  // of the month, for what was promised; 0 never
	DigestDay int  // of the week, Monday is 1; 0 never
	QuietFrom int  // the hour at which the quiet hours begin
	QuietTo   int  // and end; the same as QuietFrom for none
	Sundays   bool // reminders go out on Sundays as well
	Email     bool // the committee lets this way be used
	Webhook   bool
	Version   int // 0 while the committee has chosen nothing
	// Demonstration is no setting: a demonstration writes to nobody, for everybody knows its passwords.
	Demonstration bool
}

// The bounds of what a committee may choose.
const (
	MostDays = 14
	LastDay  = 28
)

// Usual is what holds while a committee has chosen nothing.
var Usual = Settings{EarlyDays: 5, NearDays: 1, PledgeDay: 5, DigestDay: 1, QuietFrom: 20, QuietTo: 7, Email: true, Webhook: true}

// Wake is the first moment from now on that is not in the quiet hours.
func (s Settings) Wake(now time.Time) time.Time {
	t := now.In(vi.Location())
	for range 14 { // a week has fewer borders than that
		y, m, d := t.Date()
		morning := time.Date(y, m, d, s.QuietTo, 0, 0, 0, vi.Location())
		switch tomorrow := time.Date(y, m, d+1, 0, 0, 0, 0, vi.Location()); {
		case !s.Sundays && t.Weekday() == time.Sunday:
			t = tomorrow
		case s.QuietFrom > s.QuietTo && t.Hour() >= s.QuietFrom:
			t = tomorrow
		case t.Before(morning) && (s.QuietFrom > s.QuietTo || s.QuietFrom < s.QuietTo && t.Hour() >= s.QuietFrom):
			t = morning
		default:
			return t.UTC()
		}
	}
	return t.UTC()
}

// uses reports whether the committee lets a way out be used.
func (s Settings) uses(c Channel) bool {
	return !s.Demonstration && (c == Email && s.Email || c == Webhook && s.Webhook)
}

func (s Settings) check() error {
	var p apperr.Problems
	within := func(n, least, most int, field, msg string) { p.Check(n >= least && n <= most, field, msg) }
	within(s.EarlyDays, 0, MostDays, "early_days", fmt.Sprintf("Chọn số ngày nhắc lần đầu, từ 0 đến %d.", MostDays))
	within(s.NearDays, 0, MostDays, "near_days", fmt.Sprintf("Chọn số ngày nhắc lần cuối, từ 0 đến %d.", MostDays))
	p.Check(s.NearDays <= s.EarlyDays, "near_days", "Lần nhắc cuối không được sớm hơn lần nhắc đầu.")
	within(s.PledgeDay, 0, LastDay, "pledge_day", fmt.Sprintf("Chọn ngày nhắc điều đã hứa, từ 1 đến %d, hoặc không nhắc.", LastDay))
	within(s.DigestDay, 0, 7, "digest_day", "Chọn ngày gửi tổng hợp trong tuần, hoặc không gửi.")
	within(s.QuietFrom, 0, 23, "quiet_from", "Chọn giờ bắt đầu nghỉ.")
	within(s.QuietTo, 0, 23, "quiet_to", "Chọn giờ hết nghỉ.")
	return p.Err("Chưa lưu được: có %d chỗ cần sửa.")
}

const settingsSQL = `
SELECT coalesce(s.early_days, @early) AS early_days, coalesce(s.near_days, @near) AS near_days,
    coalesce(s.pledge_day, @pledge) AS pledge_day, coalesce(s.digest_day, @digest) AS digest_day,
    coalesce(s.quiet_from, @from) AS quiet_from, coalesce(s.quiet_to, @to) AS quiet_to, coalesce(s.sundays, @sundays) AS sundays,
    coalesce(s.email, @email) AS email, coalesce(s.webhook, @webhook) AS webhook, coalesce(s.version, 0) AS version, c.demonstration
FROM committees c
LEFT JOIN notice_settings s ON s.committee_id = c.id
WHERE c.id = @committee`

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func (s Settings) args(committee int64) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{
		"committee": committee, "early": s.EarlyDays, "near": s.NearDays, "pledge": s.PledgeDay, "digest": s.DigestDay,
		"from": s.QuietFrom, "to": s.QuietTo, "sundays": s.Sundays, "email": s.Email, "webhook": s.Webhook,
	}
}

func settings(ctx context.Context, db querier, committee int64) (Settings, error) {
	rows, _ := db.Query(ctx, settingsSQL, Usual.args(committee))
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Settings])
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		err = fmt.Errorf("read what is reminded of: %w", err)
	}
	return s, err
}

// Settings are the committee's, for who may change them.
func (s *Service) Settings(ctx context.Context, actor authz.Actor) (Settings, error) {
	var found Settings
	err := postgres.InTx(ctx, s.DB, func(tx pgx.Tx) (err error) {
		if _, _, err = org.RootTx(ctx, tx, actor); err != nil {
			return err
		}
		found, err = settings(ctx, tx, actor.Committee)
		return err
	})
	return found, err
}

const setSettingsSQL = `
INSERT INTO notice_settings (committee_id, early_days, near_days, pledge_day, digest_day, quiet_from, quiet_to, sundays, email, webhook)
VALUES (@committee, @early, @near, @pledge, @digest, @from, @to, @sundays, @email, @webhook)
ON CONFLICT (committee_id) DO UPDATE
SET early_days = @early, near_days = @near, pledge_day = @pledge, digest_day = @digest, quiet_from = @from, quiet_to = @to,
    sundays = @sundays, email = @email, webhook = @webhook, version = notice_settings.version + 1
WHERE notice_settings.version = @version`

// Set changes the committee's settings. Its Version is the one that the form showed.
func (s *Service) Set(ctx context.Context, actor authz.Actor, fresh Settings) error {
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		_, root, err := org.RootTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := fresh.check(); err != nil {
			return err
		}
		old, err := settings(ctx, tx, actor.Committee)
		if err != nil {
			return err
		}
		fresh.Demonstration = old.Demonstration
		if fresh == old {
			return nil
		}
		args := fresh.args(actor.Committee)
		args["version"] = fresh.Version
		tag, err := tx.Exec(ctx, setSettingsSQL, args)
		if err != nil {
			return fmt.Errorf("change what is reminded of: %w", err)
		}
		if tag.RowsAffected() == 0 || old.Version != fresh.Version {
			return apperr.Conflict("Cài đặt nhắc việc vừa được người khác đổi. Đồng chí tải lại trang, xem chỗ đã đổi rồi đổi tiếp.")
		}
		return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
			UnitID: root.ID, Action: authz.UnitWrite, ObjectKind: "committee", ObjectID: actor.Committee,
			Summary: "Đổi cài đặt nhắc việc", Before: old, After: fresh,
		})
	})
}
