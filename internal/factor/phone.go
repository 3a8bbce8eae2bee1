package factor

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

// issuer is how the telephone names the portal.
const issuer = "Tự Soi"

// Codes by RFC 6238, as every application has them: SHA-1, six digits, a new one each half minute. A telephone's clock may be
// one step off.
const (
	stepSeconds = 30
	stepsOff    = 1
)

// Phone is a telephone to be set up: its secret, in base32, and the same as an address that a QR code carries.
type Phone struct {
	Secret string
	URL    string
	Sealed string // goes back with the first code
}

// Groups is the secret in groups of four letters, to be typed by hand.
func (p Phone) Groups() string {
	var groups []string
	for rest := p.Secret; rest != ""; {
		n := min(4, len(rest))
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	return strings.Join(groups, " ")
}

// BeginPhone draws a secret for the actor's telephone, after their password. Nothing counts before [Service.ConfirmPhone].
func (s *Service) BeginPhone(ctx context.Context, actor authz.Actor, password string) (p Phone, err error) {
	var login string
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		login, err = s.Account.OwnTx(ctx, tx, actor, password)
		return err
	})
	if err != nil {
		return p, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: login})
	if err != nil {
		return p, fmt.Errorf("draw a telephone's secret: %w", err)
	}
	p.Secret, p.URL = key.Secret(), key.URL()
	p.Sealed, err = s.sealDraft(actor, draft{Secret: p.Secret, URL: p.URL})
	return p, err
}

// PhoneAgain is the telephone to be set up once more, after a code that was wrong.
func (s *Service) PhoneAgain(actor authz.Actor, sealed string) (Phone, error) {
	d, err := s.openDraft(actor, sealed)
	return Phone{Secret: d.Secret, URL: d.URL, Sealed: sealed}, err
}

const keepPhoneSQL = `
INSERT INTO phones (committee_id, user_id, secret, last_step, since)
VALUES (@committee, @user, @secret, @step, @now)
ON CONFLICT (committee_id, user_id) DO UPDATE
SET secret = EXCLUDED.secret, last_step = EXCLUDED.last_step, since = EXCLUDED.since`

// ConfirmPhone puts the telephone in force once it has shown a right code, in place of another one, and ends the actor's
// sessions elsewhere. Invalid names the field code.
func (s *Service) ConfirmPhone(ctx context.Context, actor authz.Actor, token, sealed, typed string) error {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return err
	}
	d, err := s.openDraft(actor, sealed)
	if err != nil {
		return err
	}
	at, ok, err := step(d.Secret, normal(typed), s.Now(), 0)
	if err != nil {
		return err
	}
	if !ok {
		return apperr.Invalid("Mã chưa đúng.", apperr.Field{Name: "code", Msg: "Mã chưa đúng. Kiểm tra giờ trên điện thoại đã để tự động, rồi gõ mã đang hiện."})
	}
	secret, err := s.Key.seal("phone", actor, []byte(d.Secret))
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, keepPhoneSQL, pgx.StrictNamedArgs{
			"committee": actor.Committee, "user": actor.User, "secret": secret, "step": at, "now": s.Now(),
		})
		if err != nil {
			return fmt.Errorf("keep the telephone: %w", err)
		}
		return s.Account.OwnChangedTx(ctx, tx, actor, token, "Cài mã đăng nhập trên điện thoại")
	})
}

// step finds the half minute, after the last one taken, whose code was typed.
func step(secret, typed string, now time.Time, after int64) (int64, bool, error) {
	current := now.Unix() / stepSeconds
	for at := max(current-stepsOff, after+1); at <= current+stepsOff; at++ {
		code, err := hotp.GenerateCode(secret, uint64(at))
		if err != nil {
			return 0, false, fmt.Errorf("compute a code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(typed)) == 1 {
			return at, true, nil
		}
	}
	return 0, false, nil
}

const phoneSQL = `
SELECT secret, last_step
FROM phones
WHERE committee_id = @committee AND user_id = @user
FOR UPDATE`

const tookSQL = `
UPDATE phones SET last_step = @step
WHERE committee_id = @committee AND user_id = @user`

// phoneFits reports whether the person's telephone shows the code now, and takes it: the same one fits never again.
func (s *Service) phoneFits(ctx context.Context, tx pgx.Tx, user authz.Actor, typed string) (bool, error) {
	var sealed []byte
	var last int64
	err := tx.QueryRow(ctx, phoneSQL, pgx.StrictNamedArgs{"committee": user.Committee, "user": user.User}).Scan(&sealed, &last)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find the telephone: %w", err)
	}
	secret, err := s.Key.open("phone", user, sealed)
	if err != nil { // another key than the one it was sealed with: no code can fit
		return false, apperr.Invalid("Máy chủ đã đổi khóa nên không nhận được mã trên điện thoại. Dùng một mã trên thẻ, hoặc nhờ quản trị bỏ bước đăng nhập thứ hai để cài lại.")
	}
	at, ok, err := step(string(secret), typed, s.Now(), last)
	if err != nil || !ok {
		return false, err
	}
	if _, err := tx.Exec(ctx, tookSQL, pgx.StrictNamedArgs{"committee": user.Committee, "user": user.User, "step": at}); err != nil {
		return false, fmt.Errorf("take the code: %w", err)
	}
	return true, nil
}
