package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/vi"
)

const openUsersSQL = `
INSERT INTO users (committee_id, login, name, member_id, password_hash, secret_until, created_at)
SELECT @committee, t.login, t.name, nullif(t.member, 0), t.hash, @until, @now
FROM unnest(@logins::text[], @names::text[], @people::bigint[], @hashes::text[]) AS t (login, name, member, hash)
ON CONFLICT (committee_id, login) DO NOTHING
RETURNING id, login`

const openTermsSQL = `
INSERT INTO terms (committee_id, user_id, unit_id, role, valid_from)
SELECT @committee, t.user_id, t.unit_id, t.role, @from
FROM unnest(@users::bigint[], @places::bigint[], @roles::text[]) AS t (user_id, unit_id, role)`

const renewSecretsSQL = `
UPDATE users us SET password_hash = t.hash, secret_until = @until
FROM unnest(@users::bigint[], @hashes::text[]) AS t (id, hash)
WHERE us.committee_id = @committee AND us.id = t.id AND us.secret_until IS NOT NULL AND us.closed_at IS NULL`

const endManySQL = `
DELETE FROM sessions
WHERE committee_id = @committee AND user_id = ANY (@users)`

// Seat is an account for the holder of an office, to be opened or, with First.ID, to be given a new first password. Hash is the
// kept form of the first password.
type Seat struct {
	First
	Hash             string
	Role             authz.Role
	UnitID, MemberID int64
}

// SeatTx opens many accounts at once and puts the ids of new ones into seats. The caller found the units in the actor's scope.
func SeatTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, seats []Seat) error {
	entries := make([]audit.Entry, len(seats))
	var fresh, again []*Seat
	for i := range seats {
		did := "Lập tài khoản"
		if seats[i].ID == 0 {
			fresh = append(fresh, &seats[i])
		} else {
			did = "Cấp lại mật khẩu lần đầu cho tài khoản"
			again = append(again, &seats[i])
		}
		entries[i] = audit.Entry{UnitID: seats[i].UnitID, Action: authz.AccountWrite, ObjectKind: "account",
			Summary: fmt.Sprintf("%s “%s” của %s: %s", did, seats[i].Login, seats[i].Name, seats[i].Office)}
	}
	if err := openFresh(ctx, tx, actor, now, fresh); err != nil {
		return err
	}
	if err := renew(ctx, tx, actor, again); err != nil {
		return err
	}
	for i := range seats {
		entries[i].ObjectID = seats[i].ID
	}
	return audit.RecordAllTx(ctx, tx, actor, now, entries)
}

// changedMeanwhile is told when another administrator was faster.
func changedMeanwhile() error {
	return apperr.Conflict("Vừa có người khác lập hoặc sửa tài khoản. Đồng chí tải lại trang rồi chọn lại.")
}

func openFresh(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, seats []*Seat) error {
	if len(seats) == 0 {
		return nil
	}
	n := len(seats)
	logins, names, hashes, roles := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	members, units, users := make([]int64, n), make([]int64, n), make([]int64, n)
	place := make(map[string]int, n)
	for i, s := range seats {
		logins[i], names[i], hashes[i], roles[i] = s.Login, s.Name, s.Hash, string(s.Role)
		members[i], units[i], place[s.Login] = s.MemberID, s.UnitID, i
	}
	rows, _ := tx.Query(ctx, openUsersSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "logins": logins, "names": names, "people": members, "hashes": hashes, "until": seats[0].Until, "now": now,
	})
	var id int64
	var login string
	made, err := pgx.ForEachRow(rows, []any{&id, &login}, func() error {
		users[place[login]], seats[place[login]].ID = id, id
		return nil
	})
	if err != nil {
		return fmt.Errorf("open the accounts: %w", err)
	}
	if made.RowsAffected() != int64(n) {
		return changedMeanwhile()
	}
	_, err = tx.Exec(ctx, openTermsSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "users": users, "places": units, "roles": roles, "from": vi.Today(now),
	})
	if err != nil {
		return fmt.Errorf("give the offices: %w", err)
	}
	return nil
}

func renew(ctx context.Context, tx pgx.Tx, actor authz.Actor, seats []*Seat) error {
	if len(seats) == 0 {
		return nil
	}
	users, hashes := make([]int64, len(seats)), make([]string, len(seats))
	for i, s := range seats {
		users[i], hashes[i] = s.ID, s.Hash
	}
	tag, err := tx.Exec(ctx, renewSecretsSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "users": users, "hashes": hashes, "until": seats[0].Until,
	})
	if err != nil {
		return fmt.Errorf("renew the first passwords: %w", err)
	}
	if tag.RowsAffected() != int64(len(seats)) {
		return changedMeanwhile()
	}
	if _, err := tx.Exec(ctx, endManySQL, pgx.StrictNamedArgs{"committee": actor.Committee, "users": users}); err != nil {
		return fmt.Errorf("end the sessions: %w", err)
	}
	return nil
}
