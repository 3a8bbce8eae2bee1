package org

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Batch is a tree made elsewhere, with its ids.
type Batch struct {
	Units  []Unit // parents before children
	Events []Event
}

const (
	unitsSerialSQL  = `SELECT setval(pg_get_serial_sequence('units', 'id'), (SELECT max(id) FROM units))`
	eventsSerialSQL = `SELECT setval(pg_get_serial_sequence('unit_events', 'id'), (SELECT coalesce(max(id), 1) FROM unit_events))`
)

// LoadTx copies a tree in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, now time.Time, b Batch) error {
	if err := loadUnits(ctx, tx, committee, now, b.Units); err != nil {
		return err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"unit_events"},
		[]string{"committee_id", "id", "unit_id", "happened_on", "kind", "other_unit_id", "note"},
		pgx.CopyFromSlice(len(b.Events), func(i int) ([]any, error) {
			e := b.Events[i]
			return []any{committee, e.ID, e.UnitID, e.HappenedOn, e.Kind, e.OtherUnitID, e.Note}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy unit events: %w", err)
	}
	for _, sql := range []string{unitsSerialSQL, eventsSerialSQL} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("set the next unit id: %w", err)
		}
	}
	return nil
}

// unitsLoadSQL is no COPY because that needs the binary form of ltree, whose type number differs by database.
const unitsLoadSQL = `
INSERT INTO units (committee_id, id, parent_id, kind, type, name, code, path, valid_from, valid_to, beyond, updated_at)
SELECT @committee, id, nullif(parent_id, 0), kind, type, name, code, path::ltree, valid_from, valid_to, beyond, @now
FROM unnest(@ids::bigint[], @parents::bigint[], @kinds::text[], @types::text[], @names::text[], @codes::text[],
    @paths::text[], @froms::date[], @tos::date[], @beyonds::boolean[])
    AS t (id, parent_id, kind, type, name, code, path, valid_from, valid_to, beyond)`

func loadUnits(ctx context.Context, tx pgx.Tx, committee int64, now time.Time, units []Unit) error {
	var ids, parents []int64
	var kinds, types, names, codes, paths []string
	var froms []time.Time
	var tos []*time.Time
	var beyonds []bool
	for _, u := range units {
		ids, parents = append(ids, u.ID), append(parents, u.ParentID)
		kinds, types = append(kinds, string(u.Kind)), append(types, string(u.Type))
		names, codes, paths = append(names, u.Name), append(codes, u.Code), append(paths, u.Path)
		froms, tos, beyonds = append(froms, u.ValidFrom), append(tos, u.ValidTo), append(beyonds, u.Beyond)
	}
	_, err := tx.Exec(ctx, unitsLoadSQL, pgx.StrictNamedArgs{
		"committee": committee, "now": now, "ids": ids, "parents": parents, "kinds": kinds, "types": types,
		"names": names, "codes": codes, "paths": paths, "froms": froms, "tos": tos, "beyonds": beyonds,
	})
	if err != nil {
		return fmt.Errorf("load units: %w", err)
	}
	return nil
}

// createRootLoadSQL gives the root its own id as its path.
const createRootLoadSQL = `
INSERT INTO units (committee_id, id, kind, type, name, path, valid_from, updated_at)
SELECT @committee, id, 'committee', 'office', @name, id::text::ltree, @from, @now
FROM nextval(pg_get_serial_sequence('units', 'id')) AS t (id)
RETURNING id`

// founding is the first day of a new committee's own unit: early enough for every record that moves in with it.
var founding = time.Date(1930, 2, 3, 0, 0, 0, 0, time.UTC)

// CreateRootTx adds a committee's own unit and returns its id. Only commands may reach it.
func CreateRootTx(ctx context.Context, tx pgx.Tx, committee int64, name string, now time.Time) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, createRootLoadSQL, pgx.StrictNamedArgs{"committee": committee, "name": name, "from": founding, "now": now}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("create the root unit: %w", err)
	}
	return id, nil
}
