package factor_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/factor"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
)

const password = "ba con trâu đen"

// door is a world with a clock, in which people sign in.
type door struct {
	*factor.Service
	account *account.Service
	tx      pgx.Tx
	w       worldtest.World
	now     *time.Time
}

func setup(t *testing.T) door {
	t.Helper()
	tx := pgtest.Tx(t)
	now := worldtest.Now
	d := door{tx: tx, w: worldtest.New(t, tx), now: &now}
	clock := func() time.Time { return now }
	d.account = &account.Service{DB: tx, Now: clock}
	d.Service = &factor.Service{DB: tx, Now: clock, Account: d.account, Key: key('a')}
	return d
}

func key(b byte) factor.Key { return factor.Key(strings.Repeat(string(b), 32)) }

// person makes an account and signs it in by password.
func (d door) person(t *testing.T, login string, role authz.Role, unit worldtest.Unit) (authz.Actor, string) {
	t.Helper()
	_, err := account.CreateTx(context.Background(), d.tx, d.w.Committee, *d.now, account.Draft{
		Login: login, Name: "Lê Văn " + login, Password: password, Role: role, UnitID: unit.ID, From: worldtest.Date(2026, 1, 1),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := d.signIn(t, login)
	return d.actor(t, s), s.Token
}

func (d door) signIn(t *testing.T, login string) account.Session {
	t.Helper()
	s, err := d.account.SignIn(context.Background(), d.w.Committee, login, password, "Chrome")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (d door) actor(t *testing.T, s account.Session) authz.Actor {
	t.Helper()
	a, err := d.account.Actor(context.Background(), s.Token, vi.Today(*d.now))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (d door) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, *d.now)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// phone sets a telephone up and returns its secret; half a minute later its next code fits.
func (d door) phone(t *testing.T, a authz.Actor, token string) string {
	t.Helper()
	p, err := d.BeginPhone(context.Background(), a, password)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.ConfirmPhone(context.Background(), a, token, p.Sealed, d.code(t, p.Secret)); err != nil {
		t.Fatal(err)
	}
	*d.now = d.now.Add(30 * time.Second)
	return p.Secret
}

func (d door) card(t *testing.T, a authz.Actor, token string) []string {
	t.Helper()
	c, err := d.BeginCard(context.Background(), a, password)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.ConfirmCard(context.Background(), a, token, c.Sealed, c.Codes[9]); err != nil {
		t.Fatal(err)
	}
	return c.Codes
}

func (d door) check(token, code string) (account.Session, error) {
	return d.Check(context.Background(), token, code, "Chrome")
}

func (d door) notes(t *testing.T) string {
	t.Helper()
	rows, _ := d.tx.Query(context.Background(), `SELECT summary FROM audit_entries WHERE object_kind = 'account' ORDER BY at, seq`)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, "\n")
}

func want(t *testing.T, what string, err error, kind apperr.Kind) {
	t.Helper()
	if apperr.KindOf(err) != kind || kind == 0 && err != nil {
		t.Errorf("%s: %v, want kind %v", what, err, kind)
	}
}
