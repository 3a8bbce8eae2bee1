package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/password"
	"tusoi/internal/postgres"
)

const ownSQL = `
SELECT login, name, password_hash
FROM users
WHERE committee_id = @committee AND id = @user AND closed_at IS NULL
FOR UPDATE`

const ownPasswordSQL = `
UPDATE users SET password_hash = @hash, secret_until = NULL
WHERE committee_id = @committee AND id = @user`

const endOthersSQL = `
DELETE FROM sessions
WHERE committee_id = @committee AND user_id = @user AND token_hash <> @keep`

// ChangePassword replaces the actor's own password and ends their sessions elsewhere; the one with the token stays. Invalid
// names the field (old, new) that will not do.
func (s *Service) ChangePassword(ctx context.Context, actor authz.Actor, token, old, fresh string) error {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return err
	}
	now := s.Now()
	own := pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		var login, name, hash string
		if err := tx.QueryRow(ctx, ownSQL, own).Scan(&login, &name, &hash); err != nil {
			return fmt.Errorf("find the own account: %w", err)
		}
		if err := mayReplace(login, name, hash, old, fresh); err != nil {
			return err
		}
		made, err := password.Hash(fresh)
		if err != nil {
			return fmt.Errorf("hash the password: %w", err)
		}
		if _, err := tx.Exec(ctx, ownPasswordSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User, "hash": made}); err != nil {
			return fmt.Errorf("keep the password: %w", err)
		}
		if _, err := tx.Exec(ctx, endOthersSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User, "keep": tokenHash(token)}); err != nil {
			return fmt.Errorf("end the other sessions: %w", err)
		}
		return recordOwn(ctx, tx, actor, now, "Đổi mật khẩu của mình")
	})
}

// recordOwn notes what somebody did with their own account.
func recordOwn(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, summary string) error {
	unit, err := homeUnit(ctx, tx, actor.Committee, actor.User)
	if err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: unit, Action: authz.HomeRead, ObjectKind: "account", ObjectID: actor.User, Summary: summary,
	})
}

func mayReplace(login, name, hash, old, fresh string) error {
	var p apperr.Problems
	same := false
	if len(old) <= 200 {
		var err error
		if same, err = password.Same(old, hash); err != nil {
			return fmt.Errorf("compare the password: %w", err)
		}
	}
	p.Check(same, "old", "Mật khẩu đang dùng chưa đúng.")
	if why := password.Weakness(fresh, login, name); why != "" {
		p.Add("new", why)
	} else if fresh == old {
		p.Add("new", "Mật khẩu mới phải khác mật khẩu đang dùng.")
	}
	return p.Err("Chưa đổi được mật khẩu: có %d chỗ cần sửa.")
}
