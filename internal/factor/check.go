package factor

import (
	"context"
	"fmt"
	"regexp"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

var (
	phoneCode = regexp.MustCompile(`^[0-9]{6}$`)
	cardCode  = regexp.MustCompile(`^[` + cardLetters + `]{8}$`)
)

// Check is the second step: with a right code, of either kind, the half session of the token becomes a whole one under a new
// token. Invalid when the code is wrong, NotFound when the half session ended, be it by this very try.
func (s *Service) Check(ctx context.Context, token, typed, device string) (account.Session, error) {
	fits := s.phoneFits
	code := normal(typed)
	switch {
	case phoneCode.MatchString(code):
	case cardCode.MatchString(code):
		fits = s.cardFits
	default: // a slip of the finger: it costs no try, and gives nothing away
		return account.Session{}, apperr.Invalid("Mã trên điện thoại có 6 chữ số, mã trên thẻ có 8 chữ và số. Đồng chí gõ lại.")
	}
	var session account.Session
	var wrong error
	err := postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		user, left, err := s.Account.TryTx(ctx, tx, token)
		if err != nil {
			return err
		}
		ok, err := fits(ctx, tx, user, code)
		if err != nil {
			return err
		}
		if !ok { // the try must be committed
			wrong = notRight(left)
			return nil
		}
		session, err = s.Account.FinishTx(ctx, tx, user, token, device)
		return err
	})
	if err == nil {
		err = wrong
	}
	return session, err
}

func notRight(left int) error {
	if left == 0 {
		return apperr.NotFound("Mã chưa đúng, đã hết số lần thử. Đồng chí nhập lại mật khẩu.")
	}
	return apperr.Invalid(fmt.Sprintf("Mã chưa đúng, hoặc đã dùng rồi. Chờ mã mới trên điện thoại, hoặc dùng một mã khác trên thẻ. Còn %d lần thử.", left))
}

// Waiting tells who gave the right password and is asked for a code; NotFound when nobody is.
func (s *Service) Waiting(ctx context.Context, token string) (authz.Actor, error) {
	return s.Account.Half(ctx, token)
}
