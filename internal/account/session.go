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

// actorSQL reads a live session, its user with what they sign in by, and the user's terms of today in one round trip; offices
// of one's own come first. A half session is nobody's.
const actorSQL = `
SELECT s.user_id, us.name, coalesce(us.member_id, 0) AS member_id, s.seen_at, us.secret_until IS NOT NULL AS first_secret,
    c.demonstration, EXISTS (SELECT FROM phones p WHERE p.committee_id = @committee AND p.user_id = s.user_id) AS phone,
    (SELECT count(*) FROM card_codes k WHERE k.committee_id = @committee AND k.user_id = s.user_id) AS codes,
    (SELECT count(*) FROM card_codes k WHERE k.committee_id = @committee AND k.user_id = s.user_id AND k.used_at IS NULL) AS unused,
    coalesce(array_agg(t.role ORDER BY t.behalf_id IS NOT NULL, t.id) FILTER (WHERE t.id IS NOT NULL), '{}') AS roles,
    coalesce(array_agg(t.unit_id ORDER BY t.behalf_id IS NOT NULL, t.id) FILTER (WHERE t.id IS NOT NULL), '{}') AS units,
    coalesce(array_agg(u.name ORDER BY t.behalf_id IS NOT NULL, t.id) FILTER (WHERE t.id IS NOT NULL), '{}') AS names,
    coalesce(array_agg(u.path::text ORDER BY t.behalf_id IS NOT NULL, t.id) FILTER (WHERE t.id IS NOT NULL), '{}') AS paths,
    coalesce(array_agg(coalesce(b.name, '') ORDER BY t.behalf_id IS NOT NULL, t.id) FILTER (WHERE t.id IS NOT NULL), '{}') AS behalves
FROM sessions s
JOIN committees c ON c.id = s.committee_id
JOIN users us ON us.committee_id = s.committee_id AND us.id = s.user_id AND us.closed_at IS NULL
LEFT JOIN terms t ON t.committee_id = s.committee_id AND t.user_id = s.user_id
    AND t.valid_from <= @today AND (t.valid_to IS NULL OR t.valid_to > @today)
LEFT JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
LEFT JOIN users b ON b.committee_id = t.committee_id AND b.id = t.behalf_id
WHERE s.committee_id = @committee AND s.token_hash = @hash AND NOT s.half AND s.expires_at > @now AND s.seen_at > @idle_since
GROUP BY s.user_id, us.name, us.member_id, us.secret_until, s.seen_at, c.demonstration`

type actorRow struct {
	UserID        int64
	Name          string
	MemberID      int64
	SeenAt        time.Time
	FirstSecret   bool
	Demonstration bool
	Phone         bool
	Codes         int
	Unused        int
	Roles         []string
	Units         []int64
	Names         []string
	Paths         []string
	Behalves      []string
}

// actor is the row as a person. The demonstration never asks for a second factor: its accounts are known to everybody, and
// the first visitor's telephone would keep the next one out. A card whose last code is spent must be replaced by whom has
// nothing else, required or not: the next sign-in would find no code that fits.
func (r actorRow) actor(committee int64) authz.Actor {
	a := authz.Actor{Committee: committee, User: r.UserID, Name: r.Name, MemberID: r.MemberID, FirstSecret: r.FirstSecret}
	for i, role := range r.Roles {
		a.Posts = append(a.Posts, authz.Post{
			Role: authz.Role(role), UnitID: r.Units[i], UnitName: r.Names[i], Path: r.Paths[i], Behalf: r.Behalves[i],
		})
		a.NeedsFactor = a.NeedsFactor || authz.Role(role).NeedsFactor() && !r.Demonstration
	}
	a.FactorDue = !r.Phone && r.Unused == 0 && (a.NeedsFactor || r.Codes > 0)
	return a
}

// Actor tells who a session's token belongs to. NotFound when the session ended or never was.
func (s *Service) Actor(ctx context.Context, token string, today time.Time) (authz.Actor, error) {
	committee, now := committeeOf(token), s.Now()
	if committee == 0 {
		return authz.Actor{}, apperr.NotFound("")
	}
	rows, _ := s.DB.Query(ctx, actorSQL, pgx.StrictNamedArgs{
		"committee": committee, "hash": tokenHash(token), "now": now, "today": today, "idle_since": now.Add(-sessionIdle),
	})
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[actorRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return authz.Actor{}, apperr.NotFound("")
	}
	if err != nil {
		return authz.Actor{}, fmt.Errorf("read the session: %w", err)
	}
	if now.Sub(row.SeenAt) > seenEvery {
		if err := s.seen(ctx, committee, token, now); err != nil {
			return authz.Actor{}, err
		}
	}
	return row.actor(committee), nil
}

const seenSQL = `
UPDATE sessions SET seen_at = @now
WHERE committee_id = @committee AND token_hash = @hash`

func (s *Service) seen(ctx context.Context, committee int64, token string, now time.Time) error {
	_, err := s.DB.Exec(ctx, seenSQL, pgx.StrictNamedArgs{"committee": committee, "hash": tokenHash(token), "now": now})
	if err != nil {
		return fmt.Errorf("note the session's last request: %w", err)
	}
	return nil
}

const signOutSQL = `
DELETE FROM sessions
WHERE committee_id = @committee AND token_hash = @hash`

// SignOut ends a session at once. A session that is gone already is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	_, err := s.DB.Exec(ctx, signOutSQL, pgx.StrictNamedArgs{"committee": committeeOf(token), "hash": tokenHash(token)})
	if err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return nil
}
