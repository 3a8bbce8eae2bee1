package account

import (
	"context"
	"fmt"

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
		return s.OwnChangedTx(ctx, tx, actor, token, "Đổi mật khẩu của mình")
	})
}

// OwnTx asks the actor's password again, before a change of how they sign in, and tells their login. Invalid names the field
// password.
func (s *Service) OwnTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, typed string) (login string, err error) {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return "", err
	}
	var name, hash string
	err = tx.QueryRow(ctx, ownSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User}).Scan(&login, &name, &hash)
	if err != nil {
		return "", fmt.Errorf("find the own account: %w", err)
	}
	same := false
	if len(typed) <= 200 {
		if same, err = password.Same(typed, hash); err != nil {
			return "", fmt.Errorf("compare the password: %w", err)
		}
	}
	if !same {
		return "", apperr.Invalid("Mật khẩu chưa đúng.", apperr.Field{Name: "password", Msg: "Mật khẩu đang dùng chưa đúng."})
	}
	return login, nil
}

// OwnChangedTx ends the actor's sessions elsewhere, after a change of how they sign in, and notes the change.
func (s *Service) OwnChangedTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, token, summary string) error {
	_, err := tx.Exec(ctx, endOthersSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User, "keep": tokenHash(token)})
	if err != nil {
		return fmt.Errorf("end the other sessions: %w", err)
	}
	return s.NoteOwnTx(ctx, tx, actor, summary)
}

// NoteOwnTx notes what somebody did with their own account.
func (s *Service) NoteOwnTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, summary string) error {
	unit, err := homeUnit(ctx, tx, actor.Committee, actor.User)
	if err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
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
