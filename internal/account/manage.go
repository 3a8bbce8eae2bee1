package account

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/password"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// SecretLife is how long a first password waits for its owner.
const SecretLife = 14 * 24 * time.Hour

// Opening is an account to be made, or an office to be given, as it was typed.
type Opening struct {
	Login  string // of a new account
	Name   string // of a new account
	Role   authz.Role
	UnitID int64
}

// First is what its owner needs to sign in for the first time. The password is shown once and kept nowhere.
type First struct {
	ID       int64
	Login    string
	Name     string
	Office   string // "" on a slip for an account that had one already
	Password string
	Until    time.Time
}

// Roles lists the roles that can be held in a kind of unit.
func Roles(k org.Kind) []authz.Role {
	switch {
	case k == org.KindCommittee:
		return []authz.Role{authz.Office, authz.Leader, authz.Inspector, authz.Admin}
	case k.IsCell():
		return []authz.Role{authz.Secretary, authz.Member}
	}
	return []authz.Role{authz.Grassroots}
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)

func (o *Opening) clean() error {
	var p apperr.Problems
	o.Login, o.Name = vi.Clean(o.Login), vi.Clean(o.Name)
	p.Check(loginForm.MatchString(o.Login), "login", "Tên đăng nhập gồm 3 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch, ví dụ tanloc.")
	n := utf8.RuneCountInString(o.Name)
	p.Check(n >= 2 && n <= 100, "name", "Ghi họ và tên người dùng, từ 2 đến 100 ký tự.")
	return p.Err("Chưa lập được tài khoản: có %d chỗ cần sửa.")
}

const officeUnitSQL = `
SELECT u.kind, u.name
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit
    AND (u.valid_to IS NULL OR u.valid_to > @today)`

// office checks that the role can be held in the unit, which must stand in the scope, and returns the unit's name.
func office(ctx context.Context, tx pgx.Tx, scope authz.Scope, o Opening, today time.Time) (string, error) {
	var kind org.Kind
	var name string
	err := tx.QueryRow(ctx, officeUnitSQL, scope.Args(pgx.StrictNamedArgs{"unit": o.UnitID, "today": today})).Scan(&kind, &name)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", apperr.NotFound("Không tìm thấy tổ chức đảng này trong phạm vi của đồng chí.")
	}
	if err != nil {
		return "", fmt.Errorf("find the unit: %w", err)
	}
	for _, r := range Roles(kind) {
		if r == o.Role {
			return name, nil
		}
	}
	return "", apperr.Invalid("Vai trò chưa hợp với tổ chức đảng.", apperr.Field{Name: "role",
		Msg: fmt.Sprintf("Vai trò “%s” không giữ được ở %s. Chọn vai trò khác.", o.Role.Label(), name)})
}

// Create makes an account with its first office and a first password.
func (s *Service) Create(ctx context.Context, actor authz.Actor, o Opening) (First, error) {
	scope, err := actor.Scope(authz.AccountWrite)
	if err != nil {
		return First{}, err
	}
	if err := o.clean(); err != nil {
		return First{}, err
	}
	secret, err := password.First()
	if err != nil {
		return First{}, err
	}
	now := s.Now()
	f := First{Login: o.Login, Name: o.Name, Password: secret, Until: now.Add(SecretLife)}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		unit, err := office(ctx, tx, scope, o, vi.Today(now))
		if err != nil {
			return err
		}
		f.ID, err = CreateTx(ctx, tx, actor.Committee, now, Draft{
			Login: o.Login, Name: o.Name, Password: secret, SecretUntil: f.Until, Role: o.Role, UnitID: o.UnitID, From: vi.Today(now),
		})
		if err != nil {
			return err
		}
		return record(ctx, tx, actor, now, o.UnitID, f.ID, fmt.Sprintf("Lập tài khoản “%s” của %s: %s, %s", o.Login, o.Name, o.Role.Label(), unit))
	})
	return f, err
}

func record(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, unit, user int64, summary string) error {
	return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: unit, Action: authz.AccountWrite, ObjectKind: "account", ObjectID: user, Summary: summary,
	})
}

const newSecretSQL = `
UPDATE users SET password_hash = @hash, secret_until = @until
WHERE committee_id = @committee AND id = @user`

const endAllSQL = `
DELETE FROM sessions
WHERE committee_id = @committee AND user_id = @user`

// Change does something to how one account signs in, ends its sessions everywhere, half ones too, and notes what do says that
// it did. NotFound outside the scope, Conflict for a closed account.
func (s *Service) Change(ctx context.Context, actor authz.Actor, user int64, do func(tx pgx.Tx, a Account) (summary string, err error)) error {
	return s.change(ctx, actor, authz.AccountWrite, user, do)
}

func (s *Service) change(ctx context.Context, actor authz.Actor, action authz.Action, user int64, do func(tx pgx.Tx, a Account) (summary string, err error)) error {
	scope, err := actor.Scope(action)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		a, err := lock(ctx, tx, scope, user)
		if err != nil {
			return err
		}
		summary, err := do(tx, a)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, endAllSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": user}); err != nil {
			return fmt.Errorf("end the sessions: %w", err)
		}
		unit, err := homeUnit(ctx, tx, actor.Committee, user)
		if err != nil {
			return err
		}
		return record(ctx, tx, actor, s.Now(), unit, user, summary)
	})
}

const beyondSQL = `
SELECT EXISTS (
    SELECT FROM terms t
    JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
    WHERE t.committee_id = @committee AND t.user_id = @user AND (t.valid_to IS NULL OR t.valid_to > @today)
        AND (t.role NOT IN ('secretary', 'member') OR NOT u.path <@ ANY (@scope::text[]::ltree[])))`

// below refuses whoever is no administrator and asks for an account that is not wholly below them: a new password is a way
// into every office that the account holds.
func (s *Service) below(ctx context.Context, tx pgx.Tx, actor authz.Actor, user int64) error {
	if actor.May(authz.AccountWrite) {
		return nil
	}
	scope, err := actor.Scope(authz.AccountReset)
	if err != nil {
		return err
	}
	var beyond bool
	if err := tx.QueryRow(ctx, beyondSQL, scope.Args(pgx.StrictNamedArgs{"user": user, "today": vi.Today(s.Now())})).Scan(&beyond); err != nil {
		return fmt.Errorf("look at the account's offices: %w", err)
	}
	if beyond {
		return apperr.Forbidden("Đồng chí cấp lại được mật khẩu cho chi ủy và đảng viên của đảng bộ mình. Tài khoản này do quản trị của cấp ủy cấp lại.")
	}
	return nil
}

// Reset gives an account a new first password and ends its sessions everywhere. An administrator may do so for everybody, a
// grassroots committee for those who hold offices in its cells and nowhere else.
func (s *Service) Reset(ctx context.Context, actor authz.Actor, user int64) (First, error) {
	if _, err := actor.Scope(authz.AccountReset); err != nil {
		return First{}, err
	}
	secret, err := password.First()
	if err != nil {
		return First{}, err
	}
	hash, err := password.Hash(secret)
	if err != nil {
		return First{}, fmt.Errorf("hash the password: %w", err)
	}
	f := First{ID: user, Password: secret, Until: s.Now().Add(SecretLife)}
	err = s.change(ctx, actor, authz.AccountReset, user, func(tx pgx.Tx, a Account) (string, error) {
		if err := s.below(ctx, tx, actor, user); err != nil {
			return "", err
		}
		f.Login, f.Name = a.Login, a.Name
		args := pgx.StrictNamedArgs{"committee": actor.Committee, "user": user, "hash": hash, "until": f.Until}
		if _, err := tx.Exec(ctx, newSecretSQL, args); err != nil {
			return "", fmt.Errorf("keep the first password: %w", err)
		}
		return fmt.Sprintf("Cấp lại mật khẩu cho tài khoản “%s” của %s", a.Login, a.Name), nil
	})
	return f, err
}

// SignOutEverywhere ends all sessions of an account; its password stays.
func (s *Service) SignOutEverywhere(ctx context.Context, actor authz.Actor, user int64) error {
	return s.Change(ctx, actor, user, func(_ pgx.Tx, a Account) (string, error) {
		return fmt.Sprintf("Đăng xuất mọi nơi tài khoản “%s” của %s", a.Login, a.Name), nil
	})
}

const closeSQL = `
UPDATE users SET closed_at = @now
WHERE committee_id = @committee AND id = @user`

// Close shuts an account for good; its sessions end at once, nobody stands in for it any more, and what it wrote keeps its
// name. Nobody closes their own.
func (s *Service) Close(ctx context.Context, actor authz.Actor, user int64) error {
	if user == actor.User && actor.May(authz.AccountWrite) {
		return apperr.Conflict("Đồng chí đang dùng chính tài khoản này nên không đóng được. Nhờ một quản trị khác.")
	}
	return s.Change(ctx, actor, user, func(tx pgx.Tx, a Account) (string, error) {
		now := s.Now()
		if _, err := tx.Exec(ctx, closeSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": user, "now": now}); err != nil {
			return "", fmt.Errorf("close the account: %w", err)
		}
		return fmt.Sprintf("Đóng tài khoản “%s” của %s", a.Login, a.Name), endLent(ctx, tx, actor.Committee, user, Term{}, vi.Today(now))
	})
}
