// Package account knows who may sign in: users, their terms of office, and their sessions.
//
// It alone writes users, terms and sessions. Passwords are kept as argon2id hashes and session tokens as SHA-256, so
// that a copy of the database lets nobody in. A wrong name and a wrong password get the same answer in the same time.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	passwords "tusoi/internal/password"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// How long a session lives: at most sessionLife, and sessionIdle without a request. seenEvery bounds how often the
// last request is written down, so that reading a page is not a write.
const (
	sessionLife = 30 * 24 * time.Hour
	sessionIdle = 7 * 24 * time.Hour
	seenEvery   = 5 * time.Minute
)

// Service signs people in and out and tells who they are.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Session is a signed-in browser. Token goes into its cookie and is kept nowhere else. Half is true for one that still needs
// the second step.
type Session struct {
	User    int64
	Token   string
	Expires time.Time
	Half    bool
}

const userByLoginSQL = `
SELECT us.id, us.name, us.password_hash, us.secret_until,
    EXISTS (SELECT FROM phones p WHERE p.committee_id = us.committee_id AND p.user_id = us.id)
        OR EXISTS (SELECT FROM card_codes k WHERE k.committee_id = us.committee_id AND k.user_id = us.id) AS second
FROM users us
WHERE us.committee_id = @committee AND us.login = @login AND us.closed_at IS NULL`

// wrong is the one answer to a wrong name and to a wrong password.
func wrong() error {
	return apperr.Invalid("Tên đăng nhập hoặc mật khẩu chưa đúng. Đồng chí kiểm tra lại phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại.")
}

// SignIn checks a password and opens a session, a half one for whom has a second factor. device is what the browser says it is, for the list of sessions.
func (s *Service) SignIn(ctx context.Context, committee int64, login, password, device string) (Session, error) {
	login = strings.ToLower(vi.Clean(login))
	if login == "" || password == "" {
		return Session{}, apperr.Invalid("Nhập tên đăng nhập và mật khẩu.")
	}
	if len(login) > 100 || len(password) > 200 {
		return Session{}, wrong()
	}
	var id int64
	var name, hash string
	var secretUntil *time.Time
	var second bool
	err := s.DB.QueryRow(ctx, userByLoginSQL, pgx.StrictNamedArgs{"committee": committee, "login": login}).Scan(&id, &name, &hash, &secretUntil, &second)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Session{}, fmt.Errorf("find the user: %w", err)
	}
	same, err := passwords.Same(password, hash)
	if err != nil {
		return Session{}, fmt.Errorf("compare the password: %w", err)
	}
	if !same || id == 0 {
		return Session{}, wrong()
	}
	if secretUntil != nil && secretUntil.Before(s.Now()) {
		return Session{}, apperr.Forbidden("Mật khẩu lần đầu đã hết hạn từ " + vi.Moment(*secretUntil) + ". Đồng chí đề nghị quản trị của cấp ủy cấp lại.")
	}
	user := authz.Actor{Committee: committee, User: id, Name: name}
	var session Session
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		session, err = s.openTx(ctx, tx, user, device, second)
		return err
	})
	return session, err
}

const openSessionSQL = `
INSERT INTO sessions (committee_id, token_hash, user_id, created_at, seen_at, expires_at, device, half)
VALUES (@committee, @hash, @user, @now, @now, @expires, @device, @half)`

const homeUnitSQL = `
SELECT unit_id
FROM terms
WHERE committee_id = @committee AND user_id = @user
ORDER BY behalf_id IS NOT NULL, valid_from DESC, id
LIMIT 1`

func (s *Service) openTx(ctx context.Context, tx pgx.Tx, user authz.Actor, device string, half bool) (Session, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return Session{}, fmt.Errorf("draw a session token: %w", err)
	}
	now, life := s.Now(), sessionLife
	if half {
		life = halfLife
	}
	session := Session{
		User:    user.User,
		Token:   strconv.FormatInt(user.Committee, 10) + "." + base64.RawURLEncoding.EncodeToString(secret),
		Expires: now.Add(life), Half: half,
	}
	if len(device) > 200 {
		device = device[:200]
	}
	_, err := tx.Exec(ctx, openSessionSQL, pgx.StrictNamedArgs{
		"committee": user.Committee, "hash": tokenHash(session.Token), "user": user.User, "now": now,
		"expires": session.Expires, "device": strings.ToValidUTF8(device, ""), "half": half,
	})
	if err != nil {
		return Session{}, fmt.Errorf("open the session: %w", err)
	}
	if half {
		return session, nil // nobody has signed in yet
	}
	return session, s.NoteOwnTx(ctx, tx, user, "Đăng nhập")
}

// homeUnit is where a user's doings are noted: the unit of the latest term of their own.
func homeUnit(ctx context.Context, tx pgx.Tx, committee, user int64) (int64, error) {
	var unit int64
	err := tx.QueryRow(ctx, homeUnitSQL, pgx.StrictNamedArgs{"committee": committee, "user": user}).Scan(&unit)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, apperr.Forbidden("Tài khoản này chưa được giao nhiệm vụ ở tổ chức đảng nào. Đồng chí liên hệ quản trị của cấp ủy.")
	}
	if err != nil {
		return 0, fmt.Errorf("find the user's unit: %w", err)
	}
	return unit, nil
}

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// committeeOf reads the committee that leads a token, 0 when the token has no such form.
func committeeOf(token string) int64 {
	lead, _, ok := strings.Cut(token, ".")
	id, err := strconv.ParseInt(lead, 10, 64)
	if !ok || err != nil || len(token) > 100 {
		return 0
	}
	return id
}
