package attachment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/attachment/content"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

const listSQL = `
SELECT a.id, a.owner_id, a.name, a.media_type, a.size, a.sha256, a.created_at, a.created_by, coalesce(a.created_by_id, 0) AS created_by_id
FROM attachments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.owner_kind = @kind AND a.owner_id = ANY (@owners)
ORDER BY a.owner_id, a.created_at, a.id`

// List finds the files of several owners of one kind in one statement, by owner, the oldest first. by is the action by which the
// actor reads the owners. Within a transaction db is that transaction.
func List(ctx context.Context, db postgres.DB, actor authz.Actor, by authz.Action, kind string, owners ...int64) (map[int64][]File, error) {
	scope, err := actor.Scope(by)
	if err != nil || len(owners) == 0 {
		return nil, err
	}
	rows, _ := db.Query(ctx, listSQL, scope.Args(pgx.StrictNamedArgs{"kind": kind, "owners": owners}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[File])
	if err != nil {
		return nil, fmt.Errorf("list the files: %w", err)
	}
	found := map[int64][]File{}
	for _, f := range list {
		found[f.OwnerID] = append(found[f.OwnerID], f)
	}
	return found, nil
}

const openSQL = `
SELECT a.id, a.owner_id, a.name, a.media_type, a.size, a.sha256, a.created_at, a.created_by, coalesce(a.created_by_id, 0) AS created_by_id, c.data
FROM attachments a
JOIN attachment_contents c ON c.committee_id = a.committee_id AND c.sha256 = a.sha256
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.owner_kind = @kind AND a.owner_id = @owner AND a.id = @id`

// Opened is a file with its bytes.
type Opened struct {
	File
	Data []byte
}

// Open is one file of an owner with its bytes.
func Open(ctx context.Context, db postgres.DB, actor authz.Actor, by authz.Action, o Owner, id int64) (Opened, error) {
	scope, err := actor.Scope(by)
	if err != nil {
		return Opened{}, err
	}
	rows, _ := db.Query(ctx, openSQL, scope.Args(pgx.StrictNamedArgs{"kind": o.Kind, "owner": o.ID, "id": id}))
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Opened])
	if errors.Is(err, pgx.ErrNoRows) {
		return f, notFound()
	}
	if err != nil {
		return f, fmt.Errorf("open the file: %w", err)
	}
	return f, nil
}

// moveSQL lets the files of owners follow them to what they go on as, in another unit.
const moveSQL = `
UPDATE attachments a
SET owner_id = t.to_id, unit_id = t.unit_id
FROM unnest(@froms::bigint[], @tos::bigint[], @units::bigint[]) AS t (from_id, to_id, unit_id), units u, units v
WHERE a.committee_id = @committee AND a.owner_kind = @kind AND a.owner_id = t.from_id
    AND u.committee_id = @committee AND u.id = a.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND v.committee_id = @committee AND v.id = t.unit_id AND v.path <@ ANY (@scope::text[]::ltree[])`

// Move is an owner that goes on as another, in a unit.
type Move struct{ From, To, UnitID int64 }

// MoveTx lets files follow owners that go on elsewhere. The room that moves them has recorded that it did.
func MoveTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, kind string, moves []Move) error {
	if len(moves) == 0 {
		return nil
	}
	var froms, tos, units []int64
	for _, m := range moves {
		froms, tos, units = append(froms, m.From), append(tos, m.To), append(units, m.UnitID)
	}
	_, err := tx.Exec(ctx, moveSQL, scope.Args(pgx.StrictNamedArgs{"kind": kind, "froms": froms, "tos": tos, "units": units}))
	if err != nil {
		return fmt.Errorf("move the files: %w", err)
	}
	return nil
}

// Loaded is one file of the demonstration with its owner.
type Loaded struct {
	Owner
	content.File
	At time.Time
	By string
}

const keepLoadSQL = `
INSERT INTO attachment_contents (committee_id, sha256, data)
SELECT @committee, g.sha256, g.data FROM unnest(@hashes::bytea[], @datas::bytea[]) AS g (sha256, data)
ON CONFLICT DO NOTHING`

// LoadTx keeps files as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, list []Loaded) error {
	var hashes, datas [][]byte
	seen := map[[32]byte]bool{}
	for _, l := range list {
		if !seen[l.SHA256] {
			seen[l.SHA256] = true
			hashes, datas = append(hashes, l.SHA256[:]), append(datas, l.Data)
		}
	}
	if _, err := tx.Exec(ctx, keepLoadSQL, pgx.StrictNamedArgs{"committee": committee, "hashes": hashes, "datas": datas}); err != nil {
		return fmt.Errorf("keep the bytes of files: %w", err)
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"attachments"},
		[]string{"committee_id", "unit_id", "owner_kind", "owner_id", "name", "media_type", "size", "sha256", "created_at", "created_by"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			l := list[i]
			return []any{committee, l.UnitID, l.Kind, l.ID, l.Name, l.Type, len(l.Data), l.SHA256[:], l.At, l.By}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy the files: %w", err)
	}
	return nil
}
