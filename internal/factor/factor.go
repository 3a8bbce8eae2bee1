// Package factor is the second step of signing in (OWASP ASVS 5, chapter 6): codes that a telephone shows for half a minute,
// and a printed card of codes that each open the door once.
//
// It alone writes phones and card_codes. A person may have either or both; the card is also the way back when the telephone
// is lost. Who must have one is said beside the roles, in internal/authz; sessions, half and whole, are internal/account's.
package factor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

// Service sets second factors up, checks them and takes them away. Without a Key nothing can be set up and no telephone's
// code is taken; cards that are there already still are.
type Service struct {
	DB      postgres.DB
	Now     func() time.Time
	Account *account.Service
	Key     Key
}

// Status is what a person has beyond the password.
type Status struct {
	Needed     bool
	PhoneSince *time.Time
	CardSince  *time.Time
	Codes      []Code
}

// Code is one code of a card, by its number; what it reads is kept nowhere.
type Code struct {
	Number int
	UsedAt *time.Time
}

// Left counts the codes of the card that were not used yet.
func (s Status) Left() int {
	left := 0
	for _, c := range s.Codes {
		if c.UsedAt == nil {
			left++
		}
	}
	return left
}

const phoneSinceSQL = `
SELECT since
FROM phones
WHERE committee_id = @committee AND user_id = @user`

const cardSQL = `
SELECT number, used_at, since
FROM card_codes
WHERE committee_id = @committee AND user_id = @user
ORDER BY number`

// Own tells what the actor has.
func (s *Service) Own(ctx context.Context, actor authz.Actor) (Status, error) {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return Status{}, err
	}
	return status(ctx, s.DB, actor)
}

func status(ctx context.Context, db postgres.DB, actor authz.Actor) (Status, error) {
	st := Status{Needed: actor.NeedsFactor}
	own := pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User}
	var phone, card time.Time
	switch err := db.QueryRow(ctx, phoneSinceSQL, own).Scan(&phone); {
	case err == nil:
		st.PhoneSince = &phone
	case !errors.Is(err, pgx.ErrNoRows):
		return st, fmt.Errorf("find the telephone: %w", err)
	}
	var c Code
	rows, _ := db.Query(ctx, cardSQL, own)
	_, err := pgx.ForEachRow(rows, []any{&c.Number, &c.UsedAt, &card}, func() error {
		st.Codes, st.CardSince = append(st.Codes, c), &card
		return nil
	})
	if err != nil {
		return st, fmt.Errorf("find the card: %w", err)
	}
	return st, nil
}

const dropPhoneSQL = `
DELETE FROM phones
WHERE committee_id = @committee AND user_id = @user`

const dropCardSQL = `
DELETE FROM card_codes
WHERE committee_id = @committee AND user_id = @user`

// RemovePhone takes the actor's own telephone away, after their password. Conflict when nothing would be left and something
// must be.
func (s *Service) RemovePhone(ctx context.Context, actor authz.Actor, token, password string) error {
	return s.remove(ctx, actor, token, password, "Bỏ mã trên điện thoại", func(st Status) (sql string, rest bool) {
		return dropPhoneSQL, st.Left() > 0
	})
}

// RemoveCard makes the actor's own card worthless, after their password; the same rule holds.
func (s *Service) RemoveCard(ctx context.Context, actor authz.Actor, token, password string) error {
	return s.remove(ctx, actor, token, password, "Bỏ thẻ mã", func(st Status) (sql string, rest bool) {
		return dropCardSQL, st.PhoneSince != nil
	})
}

func (s *Service) remove(ctx context.Context, actor authz.Actor, token, password, did string, which func(Status) (sql string, rest bool)) error {
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if _, err := s.Account.OwnTx(ctx, tx, actor, password); err != nil {
			return err
		}
		st, err := status(ctx, tx, actor)
		if err != nil {
			return err
		}
		sql, rest := which(st)
		if st.Needed && !rest {
			return apperr.Conflict("Vai trò của đồng chí phải có bước đăng nhập thứ hai. Cài cách kia trước, rồi mới bỏ cách này.")
		}
		tag, err := tx.Exec(ctx, sql, pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User})
		if err != nil {
			return fmt.Errorf("remove the factor: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil // pressed twice
		}
		return s.Account.OwnChangedTx(ctx, tx, actor, token, did)
	})
}

// Drop takes away everything that an account has beyond its password, for somebody who lost both the telephone and the card,
// and ends its sessions. Who must have a second factor sets it up anew at the next sign-in. Nobody drops their own: a session
// left open would be enough for that.
func (s *Service) Drop(ctx context.Context, actor authz.Actor, user int64) error {
	if user == actor.User && actor.May(authz.AccountWrite) {
		return apperr.Conflict("Đây là tài khoản của chính đồng chí: đổi ở trang Tài khoản của tôi, hoặc nhờ một quản trị khác.")
	}
	return s.Account.Change(ctx, actor, user, func(tx pgx.Tx, a account.Account) (string, error) {
		args := pgx.StrictNamedArgs{"committee": actor.Committee, "user": user}
		phone, err := tx.Exec(ctx, dropPhoneSQL, args)
		if err != nil {
			return "", fmt.Errorf("drop the telephone: %w", err)
		}
		card, err := tx.Exec(ctx, dropCardSQL, args)
		if err != nil {
			return "", fmt.Errorf("drop the card: %w", err)
		}
		if phone.RowsAffected()+card.RowsAffected() == 0 {
			return "", apperr.Conflict(fmt.Sprintf("Tài khoản “%s” chưa cài bước đăng nhập thứ hai.", a.Login))
		}
		return fmt.Sprintf("Bỏ bước đăng nhập thứ hai của tài khoản “%s” của %s", a.Login, a.Name), nil
	})
}
