package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
)

// How long a half session waits for the second step, and how many codes may be tried before the password is asked again.
const (
	halfLife  = 10 * time.Minute
	halfTries = 5
)

const halfSQL = `
SELECT s.user_id, us.name
FROM sessions s
JOIN users us ON us.committee_id = s.committee_id AND us.id = s.user_id AND us.closed_at IS NULL
WHERE s.committee_id = @committee AND s.token_hash = @hash AND s.half AND s.tries < @most AND s.expires_at > @now`

// Half tells who gave the right password and still owes the second step: an actor without any office. NotFound when the
// half session ended or never was.
func (s *Service) Half(ctx context.Context, token string) (authz.Actor, error) {
	a := authz.Actor{Committee: committeeOf(token)}
	err := s.DB.QueryRow(ctx, halfSQL, pgx.StrictNamedArgs{
		"committee": a.Committee, "hash": tokenHash(token), "most": halfTries, "now": s.Now(),
	}).Scan(&a.User, &a.Name)
	return a, halfEnd(err)
}

func halfEnd(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return apperr.NotFound("Đã quá 10 phút, hoặc đã gõ sai mã 5 lần. Đồng chí nhập lại mật khẩu.")
	}
	if err != nil {
		return fmt.Errorf("read the half session: %w", err)
	}
	return nil
}

const trySQL = `
UPDATE sessions s SET tries = s.tries + 1
FROM users us
WHERE us.committee_id = s.committee_id AND us.id = s.user_id AND us.closed_at IS NULL
    AND s.committee_id = @committee AND s.token_hash = @hash AND s.half AND s.tries < @most AND s.expires_at > @now
RETURNING s.user_id, us.name, s.tries`

// TryTx counts one try at the second step and tells whose it is, and how many are left. The caller must commit it, above all
// when the code was wrong.
func (s *Service) TryTx(ctx context.Context, tx pgx.Tx, token string) (a authz.Actor, left int, err error) {
	a.Committee = committeeOf(token)
	var tries int
	err = tx.QueryRow(ctx, trySQL, pgx.StrictNamedArgs{
		"committee": a.Committee, "hash": tokenHash(token), "most": halfTries, "now": s.Now(),
	}).Scan(&a.User, &a.Name, &tries)
	if err := halfEnd(err); err != nil {
		return a, 0, err
	}
	if tries == halfTries {
		err = s.NoteOwnTx(ctx, tx, a, fmt.Sprintf("Nhập đúng mật khẩu nhưng gõ mã đăng nhập %d lần", halfTries))
	}
	return a, halfTries - tries, err
}

// FinishTx opens the session of whom has done the second step, under a new token, and ends the half one.
func (s *Service) FinishTx(ctx context.Context, tx pgx.Tx, user authz.Actor, token, device string) (Session, error) {
	if _, err := tx.Exec(ctx, signOutSQL, pgx.StrictNamedArgs{"committee": user.Committee, "hash": tokenHash(token)}); err != nil {
		return Session{}, fmt.Errorf("end the half session: %w", err)
	}
	return s.openTx(ctx, tx, user, device, false)
}
