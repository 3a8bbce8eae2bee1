package audit

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

const recentSQL = `
SELECT a.committee_id, a.unit_id, a.seq, a.at, a.actor_id, a.actor_name, a.behalf_name, a.action,
    a.object_kind, a.object_id, a.summary, a.reason, a.before, a.after, a.hash
FROM audit_entries a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY a.at DESC, a.seq DESC
LIMIT @limit`

// Recent lists the newest entries that the actor may read, at most limit of them.
func (s *Service) Recent(ctx context.Context, actor authz.Actor, limit int) ([]Row, error) {
	scope, err := actor.Scope(authz.AuditRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, recentSQL, scope.Args(pgx.StrictNamedArgs{"limit": limit}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Row])
}

const historySQL = `
SELECT a.committee_id, a.unit_id, a.seq, a.at, a.actor_id, a.actor_name, a.behalf_name, a.action,
    a.object_kind, a.object_id, a.summary, a.reason, a.before, a.after, a.hash
FROM audit_entries a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND a.object_kind = @kind AND a.object_id = @object
ORDER BY a.at DESC, a.seq DESC
LIMIT @limit`

// historyLength is how many entries the page of an object shows.
const historyLength = 50

// History lists what was done to one object, the newest first, to whoever may read the object itself: read is the action
// that opens its page. An entry in a unit outside the reader's scope is left out.
func (s *Service) History(ctx context.Context, actor authz.Actor, read authz.Action, kind string, object int64) ([]Row, error) {
	scope, err := actor.Scope(read)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, historySQL, scope.Args(pgx.StrictNamedArgs{"kind": kind, "object": object, "limit": historyLength}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Row])
}

const chainSQL = `
SELECT a.committee_id, a.unit_id, a.seq, a.at, a.actor_id, a.actor_name, a.behalf_name, a.action,
    a.object_kind, a.object_id, a.summary, a.reason, a.before, a.after, a.hash
FROM audit_entries a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY a.unit_id, a.seq`

// Broken is the first entry of a chain whose hash or number does not follow from the one before it.
type Broken struct {
	UnitID, Seq int64
}

// Verify walks every chain in the actor's scope and returns how many entries it read and where a chain is broken.
func (s *Service) Verify(ctx context.Context, actor authz.Actor) (entries int, broken []Broken, err error) {
	scope, err := actor.Scope(authz.AuditRead)
	if err != nil {
		return 0, nil, err
	}
	rows, err := s.DB.Query(ctx, chainSQL, scope.Args(nil))
	if err != nil {
		return 0, nil, fmt.Errorf("read the audit chains: %w", err)
	}
	defer rows.Close()
	var prev Row
	for rows.Next() {
		row, err := pgx.RowToStructByName[Row](rows)
		if err != nil {
			return entries, broken, fmt.Errorf("read an audit entry: %w", err)
		}
		entries++
		if row.UnitID != prev.UnitID {
			prev = Row{UnitID: row.UnitID}
		}
		if row.Seq != prev.Seq+1 || !bytes.Equal(row.Hash, row.seal(prev.Hash)) {
			broken = append(broken, Broken{row.UnitID, row.Seq})
		}
		prev = row
	}
	return entries, broken, rows.Err()
}
