// Package vacancy finds the cells and committees for which nobody can sign in, and opens an account for many of them at once.
//
// It owns no table: the accounts themselves are written by internal/account.
package vacancy

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/password"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Service lists vacancies and fills them.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Vacancy is a cell, or a grassroots committee, for which nobody can sign in yet: there is no account that holds its role,
// or the one there is never got beyond its first password.
type Vacancy struct {
	UnitID   int64
	UnitName string
	Above    string // the unit above, "" for what lies directly under the committee
	Role     authz.Role
	Person   string // the member who holds the post, "" when the list of members names none
	MemberID int64
	Login    string // proposed, or the one that waits
	Waiting  int64  // the account that waits for its owner, 0 when there is none
}

// vacanciesSQL finds the unit's own holder among its members by the post as lists write it: "Bí thư", "Bí thư chi bộ", never
// "Phó bí thư".
const vacanciesSQL = `
SELECT u.id AS unit_id, u.name AS unit_name, CASE WHEN nlevel(u.path) > 2 THEN up.name ELSE '' END AS above,
    CASE WHEN u.kind = 'grassroots' THEN 'grassroots' ELSE 'secretary' END AS role,
    coalesce(p.full_name, '') AS person, coalesce(p.id, 0) AS member_id,
    coalesce(held.login, '') AS login, coalesce(held.id, 0) AS waiting
FROM units u
LEFT JOIN units up ON up.committee_id = u.committee_id AND up.id = u.parent_id
LEFT JOIN LATERAL (
    SELECT us.id, us.login, us.secret_until
    FROM terms t
    JOIN users us ON us.committee_id = t.committee_id AND us.id = t.user_id AND us.closed_at IS NULL
    WHERE t.committee_id = u.committee_id AND t.unit_id = u.id AND t.valid_to IS NULL
        AND t.role = CASE WHEN u.kind = 'grassroots' THEN 'grassroots' ELSE 'secretary' END
    ORDER BY us.secret_until IS NOT NULL, us.id
    LIMIT 1) held ON true
LEFT JOIN LATERAL (
    SELECT m.id, m.full_name
    FROM memberships ms
    JOIN members m ON m.committee_id = ms.committee_id AND m.id = ms.member_id
    WHERE ms.committee_id = u.committee_id AND ms.unit_id = u.id AND ms.kind = 'work' AND ms.valid_to IS NULL
        AND u.kind <> 'grassroots' AND vn_key(m.party_post) LIKE 'bi thu%'
    ORDER BY m.id
    LIMIT 1) p ON true
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND u.kind IN ('grassroots', 'grassroots_cell', 'cell') AND (u.valid_to IS NULL OR u.valid_to > @today)
    AND (held.id IS NULL OR held.secret_until IS NOT NULL)
ORDER BY coalesce(CASE WHEN nlevel(u.path) > 2 THEN up.name END, u.name) COLLATE "vi-x-icu", nlevel(u.path), u.name COLLATE "vi-x-icu", u.id`

// List tells them in the order of the tree, each with the login that its account would get.
func (s *Service) List(ctx context.Context, actor authz.Actor) ([]Vacancy, error) {
	scope, err := actor.Scope(authz.AccountWrite)
	if err != nil {
		return nil, err
	}
	return vacancies(ctx, s.DB, scope, vi.Today(s.Now()))
}

const loginsSQL = `
SELECT login
FROM users
WHERE committee_id = @committee`

func vacancies(ctx context.Context, db postgres.DB, scope authz.Scope, today time.Time) ([]Vacancy, error) {
	rows, _ := db.Query(ctx, vacanciesSQL, scope.Args(pgx.StrictNamedArgs{"today": today}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Vacancy])
	if err != nil {
		return nil, fmt.Errorf("list the vacancies: %w", err)
	}
	rows, _ = db.Query(ctx, loginsSQL, pgx.StrictNamedArgs{"committee": scope.Committee()})
	logins, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list the logins: %w", err)
	}
	taken := make(map[string]bool, len(logins)+len(list))
	for _, l := range logins {
		taken[l] = true
	}
	for i := range list {
		if list[i].Waiting == 0 {
			list[i].Login = freeLogin(list[i].UnitName, list[i].Above, taken)
		}
	}
	return list, nil
}

// loginLength bounds a proposed login, in letters: it is typed on telephones.
const loginLength = 18

// freeLogin makes a login out of a unit's name: "Chi bộ ấp Tân Lộc" → aptanloc; with the name above when it is taken, and a
// number when that is taken too. It notes what it gave.
func freeLogin(unit, above string, taken map[string]bool) string {
	short := loginOf(unit)
	login := short
	if taken[login] && above != "" {
		login = short + "." + loginOf(above)
	}
	for n, stem := 2, login; taken[login]; n++ {
		login = stem + strconv.Itoa(n)
	}
	taken[login] = true
	return login
}

// loginOf keeps the letters and digits that tell a unit from its sisters.
func loginOf(unit string) string {
	unit, _, _ = strings.Cut(unit, ",") // "Chi bộ An ninh, Công an huyện": what follows is the unit above
	name := vi.Fold(unit)
	for _, lead := range []string{"chi bo ", "dang bo ", "dang uy ", "xa ", "thi tran ", "co quan "} {
		if rest := strings.TrimPrefix(name, lead); len(rest) > 2 {
			name = rest
		}
	}
	letters := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLower(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, name)
	if len(letters) < 3 {
		letters = "chibo" + letters
	}
	return cut(letters, loginLength)
}

func cut(s string, most int) string { return s[:min(len(s), most)] }

// Fill opens the accounts of the chosen units at once, each with a first password. An account that waits for its
// owner gets a new first password instead: its slip was lost, or has expired. Units that are no vacancy any more are left out.
func (s *Service) Fill(ctx context.Context, actor authz.Actor, units []int64) ([]account.First, error) {
	scope, err := actor.Scope(authz.AccountWrite)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	list, err := vacancies(ctx, s.DB, scope, vi.Today(now))
	if err != nil {
		return nil, err
	}
	chosen := choose(list, units)
	if len(chosen) == 0 {
		return nil, apperr.Invalid("Chưa lập được tài khoản.", apperr.Field{Name: "units", Msg: "Chọn ít nhất một tổ chức đảng."})
	}
	seats, err := seats(ctx, chosen, now.Add(account.SecretLife))
	if err != nil {
		return nil, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		return account.SeatTx(ctx, tx, actor, now, seats)
	})
	firsts := make([]account.First, len(seats))
	for i := range seats {
		firsts[i] = seats[i].First
	}
	return firsts, err
}

func choose(list []Vacancy, units []int64) []Vacancy {
	want := make(map[int64]bool, len(units))
	for _, u := range units {
		want[u] = true
	}
	var chosen []Vacancy
	for _, v := range list {
		if want[v.UnitID] {
			chosen = append(chosen, v)
		}
	}
	return chosen
}

// seats draws and hashes the passwords before the transaction: a hash takes its time by design.
func seats(ctx context.Context, list []Vacancy, until time.Time) ([]account.Seat, error) {
	seats := make([]account.Seat, len(list))
	group, _ := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, v := range list {
		group.Go(func() error {
			secret, err := password.First()
			if err != nil {
				return err
			}
			hash, err := password.Hash(secret)
			seats[i] = account.Seat{
				First: account.First{ID: v.Waiting, Login: v.Login, Name: v.holder(), Office: v.Role.Label() + ", " + v.UnitName, Password: secret, Until: until},
				Hash:  hash, Role: v.Role, UnitID: v.UnitID, MemberID: v.MemberID,
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("make the first passwords: %w", err)
	}
	return seats, nil
}

// holder is who the account is for: a person, or the unit as long as nobody is named.
func (v Vacancy) holder() string {
	if v.Person != "" {
		return v.Person
	}
	return v.UnitName
}
