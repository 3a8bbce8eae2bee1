package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/vi"
)

// Account is a user as an administrator sees it: never a password, never a token.
type Account struct {
	ID          int64
	Login       string
	Name        string
	SecretUntil *time.Time // nil once the user has a password of their own
	LastSeen    *time.Time
	Places      int  // where it is signed in
	Second      bool // there is a second factor
	ClosedAt    *time.Time
	Total       int    // of the list
	Terms       []Term `db:"-"`
}

// Term is one office: a role in a unit, from a day to the day before To. Behalf is who holds it and gave it for that time, ""
// for an office of one's own.
type Term struct {
	ID       int64
	UserID   int64
	UnitID   int64
	UnitName string
	Role     authz.Role
	Behalf   string
	From     time.Time
	To       *time.Time
}

// Runs reports whether the term is held on a day.
func (t Term) Runs(day time.Time) bool {
	return !day.Before(t.From) && (t.To == nil || day.Before(*t.To))
}

// PageSize is how many accounts one page lists.
const PageSize = 50

const accountsSQL = `
SELECT us.id, us.login, us.name, us.secret_until, us.closed_at,
    (SELECT max(s.seen_at) FROM sessions s WHERE s.committee_id = us.committee_id AND s.user_id = us.id AND NOT s.half) AS last_seen,
    (SELECT count(*)::int FROM sessions s WHERE s.committee_id = us.committee_id AND s.user_id = us.id AND NOT s.half
        AND s.expires_at > @now AND s.seen_at > @idle_since) AS places,
    EXISTS (SELECT FROM phones p WHERE p.committee_id = us.committee_id AND p.user_id = us.id)
        OR EXISTS (SELECT FROM card_codes k WHERE k.committee_id = us.committee_id AND k.user_id = us.id) AS second,
    (count(*) OVER ())::int AS total
FROM users us
WHERE us.committee_id = @committee AND (@user::bigint = 0 OR us.id = @user)
    AND EXISTS (
        SELECT FROM terms t
        JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
        WHERE t.committee_id = us.committee_id AND t.user_id = us.id AND u.path <@ ANY (@scope::text[]::ltree[])
            AND (@query = '' OR position(vn_key(@query) IN vn_key(us.name || ' ' || us.login || ' ' || u.name)) > 0))
ORDER BY us.closed_at IS NOT NULL, us.login
LIMIT @limit OFFSET @offset`

const termsSQL = `
SELECT t.id, t.user_id, t.unit_id, u.name AS unit_name, t.role, coalesce(b.name, '') AS behalf, t.valid_from AS "from", t.valid_to AS "to"
FROM terms t
JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
LEFT JOIN users b ON b.committee_id = t.committee_id AND b.id = t.behalf_id
WHERE t.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND t.user_id = ANY (@users)
ORDER BY t.user_id, t.valid_to IS NOT NULL, t.valid_from DESC, t.id`

// List is one page of the accounts whose office lies in the actor's scope; query is a part of a name, of a login or of a
// unit's name, with marks or without.
func (s *Service) List(ctx context.Context, actor authz.Actor, query string, page int) ([]Account, error) {
	scope, err := actor.Scope(authz.AccountReset)
	if err != nil {
		return nil, err
	}
	return s.accounts(ctx, scope, pgx.StrictNamedArgs{"user": int64(0), "query": vi.Clean(query), "limit": PageSize, "offset": (max(page, 1) - 1) * PageSize})
}

// Get is one account with its terms; NotFound outside the scope.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id int64) (Account, error) {
	scope, err := actor.Scope(authz.AccountReset)
	if err != nil {
		return Account{}, err
	}
	list, err := s.accounts(ctx, scope, pgx.StrictNamedArgs{"user": id, "query": "", "limit": 1, "offset": 0})
	if err == nil && len(list) == 0 {
		err = noAccount()
	}
	if err != nil {
		return Account{}, err
	}
	return list[0], nil
}

func noAccount() error {
	return apperr.NotFound("Không tìm thấy tài khoản này trong phạm vi của đồng chí.")
}

// accounts reads a page of accounts and their terms in two statements.
func (s *Service) accounts(ctx context.Context, scope authz.Scope, args pgx.StrictNamedArgs) ([]Account, error) {
	args["now"], args["idle_since"] = s.Now(), s.Now().Add(-sessionIdle)
	rows, _ := s.DB.Query(ctx, accountsSQL, scope.Args(args))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Account])
	if err != nil {
		return nil, fmt.Errorf("list the accounts: %w", err)
	}
	users := make([]int64, len(list))
	at := make(map[int64]*Account, len(list))
	for i := range list {
		users[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	rows, _ = s.DB.Query(ctx, termsSQL, scope.Args(pgx.StrictNamedArgs{"users": users}))
	terms, err := pgx.CollectRows(rows, pgx.RowToStructByName[Term])
	if err != nil {
		return nil, fmt.Errorf("list the terms: %w", err)
	}
	for _, t := range terms {
		a := at[t.UserID]
		a.Terms = append(a.Terms, t)
	}
	return list, nil
}

const lockAccountSQL = `
SELECT us.login, us.name, us.closed_at
FROM users us
WHERE us.committee_id = @committee AND us.id = @user AND EXISTS (
    SELECT FROM terms t
    JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
    WHERE t.committee_id = us.committee_id AND t.user_id = us.id AND u.path <@ ANY (@scope::text[]::ltree[]))
FOR UPDATE OF us`

// lock takes an account of the scope for a change; Conflict when it is closed.
func lock(ctx context.Context, tx pgx.Tx, scope authz.Scope, user int64) (Account, error) {
	a := Account{ID: user}
	err := tx.QueryRow(ctx, lockAccountSQL, scope.Args(pgx.StrictNamedArgs{"user": user})).Scan(&a.Login, &a.Name, &a.ClosedAt)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return a, noAccount()
	case err != nil:
		return a, fmt.Errorf("find the account: %w", err)
	case a.ClosedAt != nil:
		return a, apperr.Conflict(fmt.Sprintf("Tài khoản “%s” đã đóng lúc %s.", a.Login, vi.Moment(*a.ClosedAt)))
	}
	return a, nil
}
