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

// openAll writes what [Service.CreateForUnits] decided and puts the ids of new accounts into firsts.
func openAll(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, list []Vacancy, firsts []First, hashes []string) error {
	var fresh, again []int
	for i, v := range list {
		if v.Waiting == 0 {
			fresh = append(fresh, i)
		} else {
			again = append(again, i)
		}
	}
	if err := openFresh(ctx, tx, actor, now, list, firsts, hashes, fresh); err != nil {
		return err
	}
	if err := renew(ctx, tx, actor, firsts, hashes, again); err != nil {
		return err
	}
	entries := make([]audit.Entry, len(list))
	for i, v := range list {
		did := "Lập tài khoản"
		if v.Waiting != 0 {
			did = "Cấp lại mật khẩu lần đầu cho tài khoản"
		}
		entries[i] = audit.Entry{UnitID: v.UnitID, Action: authz.AccountWrite, ObjectKind: "account", ObjectID: firsts[i].ID,
			Summary: fmt.Sprintf("%s “%s” của %s: %s", did, v.Login, firsts[i].Name, firsts[i].Office)}
	}
	return audit.RecordAllTx(ctx, tx, actor, now, entries)
}

// changedMeanwhile is told when another administrator was faster.
func changedMeanwhile() error {
	return apperr.Conflict("Vừa có người khác lập hoặc sửa tài khoản. Đồng chí tải lại trang rồi chọn lại.")
}

func openFresh(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, list []Vacancy, firsts []First, hashes []string, at []int) error {
	if len(at) == 0 {
		return nil
	}
	n := len(at)
	logins, names, kept, roles := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	members, units, users := make([]int64, n), make([]int64, n), make([]int64, n)
	place := make(map[string]int, n)
	for j, i := range at {
		logins[j], names[j], kept[j], roles[j] = list[i].Login, firsts[i].Name, hashes[i], string(list[i].Role)
		members[j], units[j] = list[i].MemberID, list[i].UnitID
		place[list[i].Login] = j
	}
	rows, _ := tx.Query(ctx, openUsersSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "logins": logins, "names": names, "people": members, "hashes": kept, "until": firsts[at[0]].Until, "now": now,
	})
	var id int64
	var login string
	made, err := pgx.ForEachRow(rows, []any{&id, &login}, func() error {
		users[place[login]], firsts[at[place[login]]].ID = id, id
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

func renew(ctx context.Context, tx pgx.Tx, actor authz.Actor, firsts []First, hashes []string, at []int) error {
	if len(at) == 0 {
		return nil
	}
	users, kept := make([]int64, len(at)), make([]string, len(at))
	for j, i := range at {
		users[j], kept[j] = firsts[i].ID, hashes[i]
	}
	tag, err := tx.Exec(ctx, renewSecretsSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "users": users, "hashes": kept, "until": firsts[at[0]].Until,
	})
	if err != nil {
		return fmt.Errorf("renew the first passwords: %w", err)
	}
	if tag.RowsAffected() != int64(len(at)) {
		return changedMeanwhile()
	}
	if _, err := tx.Exec(ctx, endManySQL, pgx.StrictNamedArgs{"committee": actor.Committee, "users": users}); err != nil {
		return fmt.Errorf("end the sessions: %w", err)
	}
	return nil
}
