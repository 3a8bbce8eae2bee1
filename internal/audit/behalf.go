package audit

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

const pathsSQL = `
SELECT u.id, u.path::text
FROM units u
WHERE u.committee_id = @committee AND u.id = ANY (@units)`

// paths are where units stand. Only for whom holds an office for somebody else are they asked for: everybody else does
// everything in their own name.
func paths(ctx context.Context, tx pgx.Tx, actor authz.Actor, units []int64) (map[int64]string, error) {
	if !actor.Lent() {
		return nil, nil
	}
	found := make(map[int64]string, len(units))
	rows, _ := tx.Query(ctx, pathsSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "units": units})
	var id int64
	var path string
	_, err := pgx.ForEachRow(rows, []any{&id, &path}, func() error {
		found[id] = path
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find the units: %w", err)
	}
	return found, nil
}

// SignTx is how the actor's name stands under what they do in a unit: "Lê Văn Tư, thay mặt Trần Thị Hạnh" for whom holds the
// office for somebody else. What keeps a name beside what was done keeps this one.
func SignTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, unit int64) (string, error) {
	at, err := paths(ctx, tx, actor, []int64{unit})
	return actor.Signature(action, at[unit]), err
}
