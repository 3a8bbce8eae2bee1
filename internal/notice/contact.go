package notice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/notice/channel"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Contact is where a person wants to be reminded, and of what. The zero value gets nothing, and is what everybody has until
// they say otherwise.
type Contact struct {
	Email, Number string
	Kinds         []Kind
}

// Given reports whether there is any address at all.
func (c Contact) Given() bool { return c.Email+c.Number != "" }

// Masked is the addresses as others may see them, "" for none.
func (c Contact) Masked() string {
	switch {
	case c.Email != "" && c.Number != "":
		return channel.Masked(c.Email) + ", " + channel.Masked(c.Number)
	case c.Email != "":
		return channel.Masked(c.Email)
	case c.Number != "":
		return channel.Masked(c.Number)
	}
	return ""
}

// clean puts the addresses in order and refuses what nothing could be sent to.
func (c *Contact) clean(may []Kind) error {
	var p apperr.Problems
	email, number := vi.Clean(c.Email), vi.Clean(c.Number)
	if email == "" && number == "" {
		p.Add("email", "Ghi e-mail hoặc số điện thoại. Không muốn nhận nữa thì bấm “Xóa, không nhận lời nhắc”.")
	}
	if email != "" {
		var ok bool
		c.Email, ok = channel.Address(c.Email)
		p.Check(ok, "email", fmt.Sprintf("E-mail “%s” chưa đúng. Ghi như ten@coquan.vn.", email))
	}
	if number != "" {
		var ok bool
		c.Number, ok = channel.Number(c.Number)
		p.Check(ok, "number", fmt.Sprintf("Số “%s” chưa đúng. Ghi số di động 10 chữ số, hoặc mã người nhận do cổng nhắn tin cấp.", number))
	}
	for _, k := range c.Kinds {
		p.Check(slices.Contains(may, k), "kinds", "Chọn lại việc muốn được nhắc.")
	}
	return p.Err("Chưa lưu được: có %d chỗ cần sửa.")
}

const ownContactSQL = `
SELECT email, number, kinds
FROM notice_contacts
WHERE committee_id = @committee AND user_id = @user`

// Own is the actor's contact; without any address while there is none.
func (s *Service) Own(ctx context.Context, actor authz.Actor) (Contact, error) {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return Contact{}, err
	}
	return contact(ctx, s.DB, ownContactSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User})
}

func contact(ctx context.Context, db querier, sql string, args pgx.StrictNamedArgs) (Contact, error) {
	rows, _ := db.Query(ctx, sql, args)
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Contact])
	if errors.Is(err, pgx.ErrNoRows) {
		return Contact{}, nil
	}
	if err != nil {
		return c, fmt.Errorf("read where somebody is reminded: %w", err)
	}
	return c, nil
}

const contactBelowSQL = `
SELECT c.email, c.number, c.kinds
FROM notice_contacts c
WHERE c.committee_id = @committee AND c.user_id = @user AND EXISTS (
    SELECT FROM terms t
    JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
    WHERE t.committee_id = c.committee_id AND t.user_id = c.user_id AND u.path <@ ANY (@scope::text[]::ltree[]))`

// Masked is where somebody of the actor's scope is reminded, so far as others may know: "" for nowhere.
func (s *Service) Masked(ctx context.Context, actor authz.Actor, user int64) (string, error) {
	scope, err := actor.Scope(authz.AccountReset)
	if err != nil {
		return "", err
	}
	c, err := contact(ctx, s.DB, contactBelowSQL, scope.Args(pgx.StrictNamedArgs{"user": user}))
	return c.Masked(), err
}

const (
	setContactSQL = `
INSERT INTO notice_contacts (committee_id, user_id, email, number, kinds, updated_at)
VALUES (@committee, @user, @email, @number, @kinds, @now)
ON CONFLICT (committee_id, user_id) DO UPDATE SET email = @email, number = @number, kinds = @kinds, updated_at = @now`
	dropContactSQL = `DELETE FROM notice_contacts WHERE committee_id = @committee AND user_id = @user`
)

// SetOwn keeps where the actor wants to be reminded, and of what. The trail notes that it changed, not what it is.
func (s *Service) SetOwn(ctx context.Context, actor authz.Actor, c Contact) error {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return err
	}
	if err := c.clean(KindsFor(actor)); err != nil {
		return err
	}
	kinds := append([]Kind{}, c.Kinds...)
	slices.Sort(kinds)
	return s.own(ctx, actor, "Đổi nơi nhận lời nhắc của mình", setContactSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "user": actor.User, "email": c.Email, "number": c.Number, "kinds": slices.Compact(kinds), "now": s.Now(),
	})
}

// DropOwn forgets the actor's addresses; what waited for them is not sent any more.
func (s *Service) DropOwn(ctx context.Context, actor authz.Actor) error {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return err
	}
	return s.own(ctx, actor, "Xóa nơi nhận lời nhắc của mình", dropContactSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User})
}

func (s *Service) own(ctx context.Context, actor authz.Actor, summary, sql string, args pgx.StrictNamedArgs) error {
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sql, args)
		if err != nil {
			return fmt.Errorf("change where somebody is reminded: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		return s.Account.NoteOwnTx(ctx, tx, actor, summary)
	})
}

const testSQL = `
INSERT INTO notices (committee_id, user_id, unit_id, kind, channel, dedupe, next_try_at, made_at)
SELECT c.committee_id, c.user_id, u.id, 'test', w.channel, 'test ' || @minute, @now, @now
FROM notice_contacts c
JOIN units u ON u.committee_id = c.committee_id AND u.parent_id IS NULL AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN unnest(@channels::text[]) AS w (channel) ON w.channel = 'email' AND c.email <> '' OR w.channel = 'webhook' AND c.number <> ''
WHERE c.committee_id = @committee AND c.user_id = @user
ON CONFLICT DO NOTHING`

// TryOwn puts a message to the actor into the outbox, quiet hours or not, by every way that is open; once a minute.
func (s *Service) TryOwn(ctx context.Context, actor authz.Actor) error {
	scope, err := actor.Scope(authz.UnitWrite)
	if err != nil {
		return err
	}
	chosen, err := s.Settings(ctx, actor)
	if err != nil {
		return err
	}
	open := s.open(chosen)
	if len(open) == 0 {
		return apperr.Conflict("Chưa có kênh nào để gửi: chưa cài đặt trên máy chủ, hoặc đang tắt ở trang này.")
	}
	own, err := s.Own(ctx, actor)
	if err != nil {
		return err
	}
	if !slices.Contains(open, string(Email)) && own.Number == "" || !slices.Contains(open, string(Webhook)) && own.Email == "" || !own.Given() {
		return apperr.Invalid("Đồng chí chưa ghi nơi nhận cho kênh đang mở. Ghi ở trang Tài khoản của tôi, mục Nhận lời nhắc, rồi gửi thử.")
	}
	now := s.Now()
	return s.own(ctx, actor, "Gửi thử lời nhắc cho mình", testSQL, scope.Args(pgx.StrictNamedArgs{
		"user": actor.User, "channels": open, "minute": now.UTC().Format(time.DateOnly + " 15:04"), "now": now,
	}))
}

// Open are the ways by which the actor's committee can be reminded now: none while nothing is set up, or all is switched off.
func (s *Service) Open(ctx context.Context, actor authz.Actor) ([]Channel, error) {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return nil, err
	}
	chosen, err := settings(ctx, s.DB, actor.Committee)
	var list []Channel
	for _, c := range s.open(chosen) {
		list = append(list, Channel(c))
	}
	return list, err
}

// open are the ways out that are both there and let be used.
func (s *Service) open(chosen Settings) []string {
	var list []string
	for _, c := range Channels {
		if s.Senders[c] != nil && chosen.uses(c) {
			list = append(list, string(c))
		}
	}
	return list
}
