// Package office says in whose name somebody deals with given work: the units in whose name they give it and decide on it, those
// for which they answer, and how much of the work they see.
//
// It owns no table and asks nothing: it reads an actor's offices. Work of a unit below is that unit's to judge, and nobody's
// over its head, unless it no longer stands.
package office

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

// Reach binds what an actor may see of the work: the branches in which the actor reads all of it, and everywhere else only
// what the actor is asked for. wide is the action that opens a branch whole.
func Reach(actor authz.Actor, wide authz.Action) (func(pgx.StrictNamedArgs) pgx.StrictNamedArgs, error) {
	scope, err := actor.Scope(authz.TaskOpen)
	if err != nil {
		return nil, err
	}
	branches := []string{}
	if whole, err := actor.Scope(wide); err == nil {
		branches, _ = whole.Args(nil)["scope"].([]string)
	}
	return func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		more["self"], more["wide"] = actor.MemberID, branches
		return scope.Args(more)
	}, nil
}

// Of are the units in whose name the actor gives work: not those below them, whose work is theirs to judge.
func Of(actor authz.Actor) []int64 {
	ids := []int64{}
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, authz.TaskGive) && !slices.Contains(ids, p.UnitID) {
			ids = append(ids, p.UnitID)
		}
	}
	return ids
}

// Desks are the units for which the actor answers: a cell's work is answered by its secretary, a grassroots committee's by
// itself.
func Desks(actor authz.Actor) []int64 {
	return append(append([]int64{}, actor.UnitsIn(authz.Secretary)...), actor.UnitsIn(authz.Grassroots)...)
}

// Held reports whether the actor holds a unit's office. Of a unit that no longer stands, at a path, those above it do.
func Held(actor authz.Actor, unit int64, goneAt string) bool {
	if slices.Contains(Of(actor), unit) {
		return true
	}
	scope, err := actor.Scope(authz.TaskGive)
	return err == nil && goneAt != "" && scope.Covers(goneAt)
}
