package org

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
)

const rootSQL = `
SELECT u.id, coalesce(u.parent_id, 0) AS parent_id, u.kind, u.type, u.name, u.code, u.path::text AS path, u.valid_from, u.valid_to, u.beyond, u.version
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.parent_id IS NULL`

// RootTx is the committee's own unit, for whoever may write units in the whole committee: Forbidden for anybody else, and
// for whoever holds the right only in a branch.
func RootTx(ctx context.Context, tx pgx.Tx, actor authz.Actor) (authz.Scope, Unit, error) {
	scope, err := actor.Scope(authz.UnitWrite)
	if err != nil {
		return scope, Unit{}, err
	}
	rows, _ := tx.Query(ctx, rootSQL, scope.Args(nil))
	u, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Unit])
	if errors.Is(err, pgx.ErrNoRows) {
		return scope, u, apperr.Forbidden("")
	}
	if err != nil {
		return scope, u, fmt.Errorf("find the committee's own unit: %w", err)
	}
	return scope, u, nil
}

// treeSQL reads the units of the scope and, so that crumbs have names, the ones above them.
const treeSQL = `
SELECT u.id, coalesce(u.parent_id, 0) AS parent_id, u.kind, u.type, u.name, u.code, u.path::text AS path,
    u.valid_from, u.valid_to, u.beyond, u.version, u.path <@ ANY (@scope::text[]::ltree[]) AS inside
FROM units u
WHERE u.committee_id = @committee
    AND (u.path <@ ANY (@scope::text[]::ltree[]) OR u.path @> ANY (@scope::text[]::ltree[]))
ORDER BY nlevel(u.path), u.kind DESC, u.name COLLATE "vi-x-icu", u.id`

// Tree reads the part of the tree that the actor may read.
func (s *Service) Tree(ctx context.Context, actor authz.Actor) (*Tree, error) {
	scope, err := actor.Scope(authz.UnitRead)
	if err != nil {
		return nil, err
	}
	type row struct {
		Unit
		Inside bool
	}
	rows, _ := s.DB.Query(ctx, treeSQL, scope.Args(nil))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, err
	}
	t := &Tree{byID: make(map[int64]Unit, len(list)), inside: make(map[int64]bool, len(list)), children: map[int64][]int64{}}
	for _, r := range list {
		t.byID[r.ID] = r.Unit
		t.order = append(t.order, r.ID)
		t.inside[r.ID] = r.Inside
		t.children[r.ParentID] = append(t.children[r.ParentID], r.ID)
		if r.ParentID == 0 {
			t.root = r.ID
		}
	}
	return t, nil
}

// Tree is the part of a committee's tree that an actor may read, and the names above it.
type Tree struct {
	byID     map[int64]Unit
	inside   map[int64]bool
	children map[int64][]int64
	order    []int64
	root     int64
}

// Unit is a unit inside the actor's scope; NotFound outside it, whether it exists or not.
func (t *Tree) Unit(id int64) (Unit, error) {
	if !t.inside[id] {
		return Unit{}, noUnit()
	}
	return t.byID[id], nil
}

// Name is the name of a unit in the scope or above it, "" for any other.
func (t *Tree) Name(id int64) string { return t.byID[id].Name }

// Root is the committee's own unit.
func (t *Tree) Root() Unit { return t.byID[t.root] }

// Ancestors lists the units above a unit from the root down, without the unit itself.
func (t *Tree) Ancestors(id int64) []Unit {
	var up []Unit
	for u := t.byID[t.byID[id].ParentID]; u.ID != 0; u = t.byID[u.ParentID] {
		up = append([]Unit{u}, up...)
	}
	return up
}

// Grassroots is the grassroots organisation that a unit belongs to, or the unit itself when it is one.
func (t *Tree) Grassroots(id int64) (Unit, bool) {
	for u := t.byID[id]; u.ID != 0; u = t.byID[u.ParentID] {
		if u.Kind.IsGrassroots() {
			return u, true
		}
	}
	return Unit{}, false
}

// Children lists the units directly below that are in the scope, organisations with cells first, then by name.
func (t *Tree) Children(id int64) []Unit {
	var list []Unit
	for _, c := range t.children[id] {
		if t.inside[c] {
			list = append(list, t.byID[c])
		}
	}
	return list
}

// Under lists a unit and everything below it in the scope, level by level.
func (t *Tree) Under(id int64) []Unit {
	top := t.byID[id].Path
	var list []Unit
	for _, c := range t.order {
		u := t.byID[c]
		if t.inside[c] && (u.Path == top || strings.HasPrefix(u.Path, top+".")) {
			list = append(list, u)
		}
	}
	return list
}

// CellsOn lists the cells under a unit that stand on the day.
func (t *Tree) CellsOn(id int64, day time.Time) []Unit {
	var list []Unit
	for _, u := range t.Under(id) {
		if u.Kind.IsCell() && u.StandsOn(day) {
			list = append(list, u)
		}
	}
	return list
}
