package org

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Import is what a list says of many units at once, compared with the tree and found right.
type Import struct {
	Added   []Added // a parent before its children
	Changed []Unit  // the name, the code and the type as they shall be; Version is the one that was compared
}

// Added is a unit nobody had yet. Its parent is a unit that stands, or, when ParentID is 0, the unit at Parent in the
// same list.
type Added struct {
	ParentID   int64
	Parent     int
	Kind       Kind
	Type       Type
	Name, Code string
	ValidFrom  time.Time
}

// ImportTx carries out an import of units under the scope of whoever imports, and notes what was founded and renamed.
// It moves and closes nothing: those are decisions with a date, not lines of a list. It leaves the audit to the import,
// and tells how to take it back. Conflict when somebody changed a unit meanwhile.
func (s *Service) ImportTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, in Import) (Undo, error) {
	scope, err := actor.Scope(authz.ImportRun)
	if err != nil {
		return Undo{}, err
	}
	now := s.Now()
	undo, err := changeUnits(ctx, tx, scope, now, in.Changed)
	if err != nil || len(in.Added) == 0 {
		return undo, err
	}
	units, err := place(ctx, tx, scope, in.Added)
	if err != nil {
		return undo, err
	}
	for _, u := range units {
		undo.Added = append(undo.Added, u.ID)
	}
	return undo, addUnits(ctx, tx, scope, now, units)
}

const (
	takeIDsSerialSQL = `
SELECT nextval(pg_get_serial_sequence('units', 'id')) FROM generate_series(1, @n::int)`
	parentsSQL = `
SELECT u.id, u.path::text AS path
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@parents)
FOR SHARE`
)

// place gives new units their ids and their ways from the root.
func place(ctx context.Context, tx pgx.Tx, scope authz.Scope, added []Added) ([]Unit, error) {
	rows, _ := tx.Query(ctx, takeIDsSerialSQL, pgx.StrictNamedArgs{"n": len(added)})
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("take unit ids: %w", err)
	}
	paths, err := parentPaths(ctx, tx, scope, added)
	if err != nil {
		return nil, err
	}
	units := make([]Unit, len(added))
	for i, a := range added {
		parent := a.ParentID
		if parent == 0 {
			if a.Parent < 0 || a.Parent >= i {
				return nil, fmt.Errorf("new unit %d stands before its parent %d", i, a.Parent)
			}
			parent = ids[a.Parent]
		}
		above, ok := paths[parent]
		if !ok {
			return nil, apperr.NotFound("Không tìm thấy tổ chức đảng cấp trên trong phạm vi của đồng chí.")
		}
		paths[ids[i]] = above + "." + strconv.FormatInt(ids[i], 10)
		units[i] = Unit{ID: ids[i], ParentID: parent, Kind: a.Kind, Type: a.Type, Name: a.Name, Code: a.Code,
			Path: paths[ids[i]], ValidFrom: a.ValidFrom}
	}
	return units, nil
}

// parentPaths reads the ways of standing parents anew: a caller's word is not enough for what decides who may see a unit.
func parentPaths(ctx context.Context, tx pgx.Tx, scope authz.Scope, added []Added) (map[int64]string, error) {
	var parents []int64
	for _, a := range added {
		parents = append(parents, a.ParentID)
	}
	rows, _ := tx.Query(ctx, parentsSQL, scope.Args(pgx.StrictNamedArgs{"parents": parents}))
	paths := map[int64]string{}
	var id int64
	var path string
	if _, err := pgx.ForEachRow(rows, []any{&id, &path}, func() error { paths[id] = path; return nil }); err != nil {
		return nil, fmt.Errorf("read the parents of new units: %w", err)
	}
	return paths, nil
}

const (
	addUnitsSQL = `
INSERT INTO units (committee_id, id, parent_id, kind, type, name, code, path, valid_from, updated_at)
SELECT @committee, t.id, t.parent_id, t.kind, t.type, t.name, t.code, t.path::ltree, t.valid_from, @now
FROM unnest(@ids::bigint[], @parents::bigint[], @kinds::text[], @types::text[], @names::text[], @codes::text[],
    @paths::text[], @froms::date[])
    AS t (id, parent_id, kind, type, name, code, path, valid_from)
WHERE t.path::ltree <@ ANY (@scope::text[]::ltree[])`
	foundedSQL = `
INSERT INTO unit_events (committee_id, unit_id, happened_on, kind)
SELECT u.committee_id, u.id, u.valid_from, 'founded'
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@ids)`
)

func addUnits(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, units []Unit) error {
	n := len(units)
	ids, parents, froms := make([]int64, n), make([]int64, n), make([]time.Time, n)
	kinds, types := make([]string, n), make([]string, n)
	names, codes, paths := make([]string, n), make([]string, n), make([]string, n)
	for i, u := range units {
		ids[i], parents[i], froms[i] = u.ID, u.ParentID, u.ValidFrom
		kinds[i], types[i] = string(u.Kind), string(u.Type)
		names[i], codes[i], paths[i] = u.Name, u.Code, u.Path
	}
	tag, err := tx.Exec(ctx, addUnitsSQL, scope.Args(pgx.StrictNamedArgs{
		"now": now, "ids": ids, "parents": parents, "kinds": kinds, "types": types, "names": names, "codes": codes,
		"paths": paths, "froms": froms,
	}))
	if err := refused(err, tag.RowsAffected(), int64(n)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, foundedSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids})); err != nil {
		return fmt.Errorf("note the founding of units: %w", err)
	}
	return nil
}

const (
	renamedSQL = `
INSERT INTO unit_events (committee_id, unit_id, happened_on, kind, note)
SELECT u.committee_id, u.id, @today, 'renamed', u.name
FROM unnest(@ids::bigint[], @names::text[]) AS t (id, name)
JOIN units u ON u.committee_id = @committee AND u.id = t.id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE u.name <> t.name
RETURNING id`
	changeUnitsSQL = `
UPDATE units u
SET name = t.name, code = t.code, type = t.type, version = u.version + 1, updated_at = @now
FROM unnest(@ids::bigint[], @versions::int[], @names::text[], @codes::text[], @types::text[])
    AS t (id, version, name, code, type)
WHERE u.committee_id = @committee AND u.id = t.id AND u.version = t.version
    AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// changeUnits notes new names and writes units as they shall be.
func changeUnits(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, units []Unit) (u Undo, err error) {
	n := len(units)
	ids, names := make([]int64, n), make([]string, n)
	for i, unit := range units {
		ids[i], names[i] = unit.ID, unit.Name
	}
	if u.Changed, err = unitsOf(ctx, tx, scope, ids); err != nil {
		return u, err
	}
	for i := range u.Changed {
		u.Changed[i].Version++
	}
	rows, _ := tx.Query(ctx, renamedSQL, scope.Args(pgx.StrictNamedArgs{"today": vi.Today(now), "ids": ids, "names": names}))
	if u.Renamed, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return u, fmt.Errorf("note the renaming of units: %w", err)
	}
	return u, writeUnits(ctx, tx, scope, now, units)
}

func writeUnits(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, units []Unit) error {
	n := len(units)
	ids, versions := make([]int64, n), make([]int32, n)
	names, codes, types := make([]string, n), make([]string, n), make([]string, n)
	for i, u := range units {
		ids[i], versions[i] = u.ID, int32(u.Version)
		names[i], codes[i], types[i] = u.Name, u.Code, string(u.Type)
	}
	tag, err := tx.Exec(ctx, changeUnitsSQL, scope.Args(pgx.StrictNamedArgs{
		"now": now, "ids": ids, "versions": versions, "names": names, "codes": codes, "types": types,
	}))
	return refused(err, tag.RowsAffected(), int64(n))
}

// refused names a write that the database would not take, or that reached fewer rows than it should.
func refused(err error, got, want int64) error {
	switch {
	case postgres.Constraint(err) == "units_code":
		return &apperr.Error{Kind: apperr.KindConflict, Err: err,
			Msg: "Có mã tổ chức vừa được dùng cho một tổ chức khác. Đồng chí xem lại bản so sánh rồi áp dụng lại."}
	case err != nil:
		return fmt.Errorf("write units of an import: %w", err)
	case got != want:
		return apperr.Conflict("Cây tổ chức vừa được người khác sửa. Đồng chí xem lại bản so sánh rồi áp dụng lại.")
	}
	return nil
}
