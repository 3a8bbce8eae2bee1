package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/password"
	"tusoi/internal/vi"
)

// Draft is a user to be made, with one term of office.
type Draft struct {
	Login    string
	Name     string
	Password string
	// SecretUntil makes the password a first one, to be replaced by that moment; zero for a password that stays.
	SecretUntil time.Time
	MemberID    int64 // 0 when the user is in no list of members
	Role        authz.Role
	UnitID      int64
	From        time.Time
}

const createUserSQL = `
INSERT INTO users (committee_id, login, name, member_id, password_hash, secret_until, created_at)
VALUES (@committee, @login, @name, nullif(@member::bigint, 0), @hash, @until, @now)
ON CONFLICT (committee_id, login) DO NOTHING
RETURNING id`

const createTermSQL = `
INSERT INTO terms (committee_id, user_id, unit_id, role, valid_from)
VALUES (@committee, @user, @unit, @role, @from)`

// CreateTx makes a user with a term. Commands and the demonstration reach it as well as [Service.Create]; each writes its
// own audit.
func CreateTx(ctx context.Context, tx pgx.Tx, committee int64, now time.Time, d Draft) (int64, error) {
	login := strings.ToLower(vi.Clean(d.Login))
	if login == "" || len(d.Password) < 8 {
		return 0, apperr.Invalid("Tài khoản cần tên đăng nhập, và mật khẩu từ 8 ký tự trở lên.")
	}
	hash, err := password.Hash(d.Password)
	if err != nil {
		return 0, fmt.Errorf("hash the password: %w", err)
	}
	var until *time.Time
	if !d.SecretUntil.IsZero() {
		until = &d.SecretUntil
	}
	var id int64
	err = tx.QueryRow(ctx, createUserSQL, pgx.StrictNamedArgs{
		"committee": committee, "login": login, "name": vi.Clean(d.Name), "member": d.MemberID, "hash": hash, "until": until, "now": now,
	}).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, apperr.Conflict(fmt.Sprintf("Đã có tài khoản “%s”. Chọn tên đăng nhập khác; nếu đồng chí vừa lập mà chưa kịp ghi mật khẩu, mở tài khoản ấy và bấm Cấp lại mật khẩu.", login))
	}
	if err != nil {
		return 0, fmt.Errorf("create the user: %w", err)
	}
	_, err = tx.Exec(ctx, createTermSQL, pgx.StrictNamedArgs{
		"committee": committee, "user": id, "unit": d.UnitID, "role": string(d.Role), "from": d.From,
	})
	if err != nil {
		return 0, fmt.Errorf("create the term: %w", err)
	}
	return id, nil
}
