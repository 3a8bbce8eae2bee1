package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

const giveTermSQL = `
INSERT INTO terms (committee_id, user_id, unit_id, role, valid_from)
VALUES (@committee, @user, @unit, @role, @from)
ON CONFLICT DO NOTHING
RETURNING id`

// Give adds an office to an account, from today. An office that is held already is told, not doubled.
func (s *Service) Give(ctx context.Context, actor authz.Actor, user int64, o Opening) error {
	scope, err := actor.Scope(authz.AccountWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		a, err := lock(ctx, tx, scope, user)
		if err != nil {
			return err
		}
		unit, err := office(ctx, tx, scope, o, vi.Today(now))
		if err != nil {
			return err
		}
		var id int64
		err = tx.QueryRow(ctx, giveTermSQL, pgx.StrictNamedArgs{
			"committee": actor.Committee, "user": user, "unit": o.UnitID, "role": string(o.Role), "from": vi.Today(now),
		}).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.Conflict(fmt.Sprintf("%s đang giữ nhiệm vụ “%s” ở %s rồi.", a.Name, o.Role.Label(), unit))
		}
		if err != nil {
			return fmt.Errorf("give the office: %w", err)
		}
		return record(ctx, tx, actor, now, o.UnitID, user, fmt.Sprintf("Giao cho %s (“%s”): %s, %s", a.Name, a.Login, o.Role.Label(), unit))
	})
}

const runningTermSQL = `
SELECT t.role, t.unit_id, u.name, t.valid_from, t.behalf_id IS NOT NULL
FROM terms t
JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
WHERE t.committee_id = @committee AND t.user_id = @user AND t.id = @term AND u.path <@ ANY (@scope::text[]::ltree[])
    AND (t.valid_to IS NULL OR t.behalf_id IS NOT NULL AND t.valid_to > @today)`

const endTermSQL = `
UPDATE terms SET valid_to = @to
WHERE committee_id = @committee AND id = @term`

const dropTermSQL = `
DELETE FROM terms
WHERE committee_id = @committee AND id = @term`

const otherTermsSQL = `
SELECT count(*)
FROM terms
WHERE committee_id = @committee AND user_id = @user AND id <> @term AND valid_to IS NULL AND behalf_id IS NULL`

// EndTerm ends an office as of today: from now on it opens nothing. One that began today is taken back. The last office of
// an account stays: an account without any is closed instead.
func (s *Service) EndTerm(ctx context.Context, actor authz.Actor, user, term int64) error {
	scope, err := actor.Scope(authz.AccountWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		a, err := lock(ctx, tx, scope, user)
		if err != nil {
			return err
		}
		var t Term
		var lent bool
		args := pgx.StrictNamedArgs{"user": user, "term": term, "today": vi.Today(now)}
		err = tx.QueryRow(ctx, runningTermSQL, scope.Args(args)).Scan(&t.Role, &t.UnitID, &t.UnitName, &t.From, &lent)
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.NotFound("Nhiệm vụ này không có, hoặc đã thôi giữ từ trước.")
		}
		if err != nil {
			return fmt.Errorf("find the office: %w", err)
		}
		if err := s.endTerm(ctx, tx, actor, user, term, t.From, vi.Today(now)); err != nil {
			return err
		}
		if !lent {
			if err := endLent(ctx, tx, actor.Committee, user, t, vi.Today(now)); err != nil {
				return err
			}
		}
		return record(ctx, tx, actor, now, t.UnitID, user, fmt.Sprintf("%s (“%s”) thôi giữ: %s, %s", a.Name, a.Login, t.Role.Label(), t.UnitName))
	})
}

func (s *Service) endTerm(ctx context.Context, tx pgx.Tx, actor authz.Actor, user, term int64, from, today time.Time) error {
	var others int
	err := tx.QueryRow(ctx, otherTermsSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": user, "term": term}).Scan(&others)
	if err != nil {
		return fmt.Errorf("count the other offices: %w", err)
	}
	if others == 0 {
		return apperr.Conflict("Đây là nhiệm vụ duy nhất của tài khoản. Giao nhiệm vụ mới trước, hoặc đóng tài khoản.")
	}
	if from.Before(today) {
		_, err = tx.Exec(ctx, endTermSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "term": term, "to": today})
	} else {
		_, err = tx.Exec(ctx, dropTermSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "term": term})
	}
	if err != nil {
		return fmt.Errorf("end the office: %w", err)
	}
	return nil
}
