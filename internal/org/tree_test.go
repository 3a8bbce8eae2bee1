package org_test

import (
	"context"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/org"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

func TestTreeShowsTheScopeAndTheNamesAbove(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	s := &org.Service{DB: tx, Now: worldtest.Clock}

	tree, err := s.Tree(context.Background(), w.Secretary)
	if err != nil {
		t.Fatal(err)
	}
	if u, err := tree.Unit(w.Cell.ID); err != nil || u.Name != w.Cell.Name {
		t.Errorf("own cell: %v, %v", u, err)
	}
	for name, id := range map[string]int64{"sister": w.Sister.ID, "above": w.Org.ID, "other committee": w.StrangerCell.ID} {
		if _, err := tree.Unit(id); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s: %v, want NotFound", name, err)
		}
	}
	if up := tree.Ancestors(w.Cell.ID); len(up) != 2 || up[0].ID != w.Root.ID || up[1].ID != w.Org.ID {
		t.Errorf("Ancestors = %v", up)
	}
	if g, ok := tree.Grassroots(w.Cell.ID); !ok || g.ID != w.Org.ID {
		t.Errorf("Grassroots = %v, %v", g, ok)
	}
}

func TestTreeOfTheOfficeHoldsTheWholeCommittee(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	s := &org.Service{DB: tx, Now: worldtest.Clock}

	tree, err := s.Tree(context.Background(), w.Office)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(tree.Under(w.Root.ID)); got != 8 {
		t.Errorf("%d units under the root, want 8", got)
	}
	if got := len(tree.CellsOn(w.Root.ID, worldtest.Date(2026, 11, 30))); got != 5 {
		t.Errorf("%d cells, want 5", got)
	}
	if got := len(tree.CellsOn(w.Root.ID, worldtest.Date(2014, 1, 1))); got != 0 {
		t.Errorf("%d cells before they were founded, want 0", got)
	}
	if got := tree.Children(w.Org.ID); len(got) != 2 {
		t.Errorf("Children = %v", got)
	}
}

func TestLoadedTreeTakesTheNextIDs(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	ctx := context.Background()
	id, err := committee.CreateTx(ctx, tx, committee.Committee{Name: "Huyện ủy Nạp", Labels: org.Labels{GrassrootsLabel: "TCCSĐ"}})
	if err != nil {
		t.Fatal(err)
	}
	const first = 5_000_001
	err = org.LoadTx(ctx, tx, id, worldtest.Now, org.Batch{
		Units: []org.Unit{
			{ID: first, Kind: org.KindCommittee, Type: org.TypeOffice, Name: "Huyện ủy Nạp", Path: "5000001", ValidFrom: worldtest.Date(2015, 1, 1)},
			{ID: first + 1, ParentID: first, Kind: org.KindGrassrootsCell, Type: org.TypeSchool, Name: "Chi bộ Trường", Path: "5000001.5000002", ValidFrom: worldtest.Date(2015, 1, 1)},
		},
		Events: []org.Event{{ID: 1_000_000, UnitID: first + 1, HappenedOn: worldtest.Date(2015, 1, 1), Kind: "founded"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &org.Service{DB: tx, Now: worldtest.Clock}
	tree, err := s.Tree(ctx, authz.System(id, "5000001", "thử"))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(tree.Under(first)); got != 2 {
		t.Errorf("%d units loaded, want 2", got)
	}
}
