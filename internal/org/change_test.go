package org_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

type bundle struct {
	*org.Service
	worldtest.World
	tx pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	return bundle{&org.Service{DB: tx, Now: worldtest.Clock}, worldtest.New(t, tx), tx}
}

func (b bundle) unit(t *testing.T, id int64) org.Unit {
	t.Helper()
	tree, err := b.Tree(context.Background(), b.Admin)
	if err != nil {
		t.Fatal(err)
	}
	u, err := tree.Unit(id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func on(t *testing.T, text string) time.Time {
	t.Helper()
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func (b bundle) draft(parent int64) org.Draft {
	return org.Draft{ParentID: parent, Kind: org.KindCell, Type: org.TypeSchool, Name: " Chi bộ  Trường Tiểu học ", Code: "87012003000009", From: worldtest.Date(2026, 7, 1)}
}

func TestAUnitIsFoundedUnderAnother(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id, err := b.Found(ctx, b.Admin, b.draft(b.Org.ID))
	if err != nil {
		t.Fatal(err)
	}
	u := b.unit(t, id)
	if u.Name != "Chi bộ Trường Tiểu học" || u.Code != "87.012.003.000.009" || u.Type != org.TypeSchool || u.ParentID != b.Org.ID || !strings.HasPrefix(u.Path, b.Org.Path+".") {
		t.Errorf("founded %+v", u)
	}
	events, err := b.Events(ctx, b.Grassroots, id)
	if err != nil || len(events) != 1 || events[0].Kind != org.Founded || !events[0].HappenedOn.Equal(worldtest.Date(2026, 7, 1)) {
		t.Errorf("its history is %+v, %v", events, err)
	}
}

func TestWhatIsWrongWithAUnitIsToldByField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct {
		change func(*org.Draft)
		field  string
		want   string
	}{
		"no name":                   {func(d *org.Draft) { d.Name = " " }, "name", "Ghi tên"},
		"a name too long":           {func(d *org.Draft) { d.Name = strings.Repeat("ơ", 201) }, "name", "200"},
		"no type":                   {func(d *org.Draft) { d.Type = "x" }, "type", "loại hình"},
		"a code of too few digits":  {func(d *org.Draft) { d.Code = "87.012" }, "code", "2.3.3.3.3"},
		"a day to come":             {func(d *org.Draft) { d.From = worldtest.Date(2027, 1, 1) }, "from", "không sau hôm nay"},
		"a day before the parent":   {func(d *org.Draft) { d.From = worldtest.Date(2014, 1, 1) }, "from", "chưa hoạt động"},
		"a kind that cannot stand":  {func(d *org.Draft) { d.Kind = org.KindGroup }, "kind", "không có Tổ đảng trực thuộc"},
		"the name of a sister unit": {func(d *org.Draft) { d.Name = "chi bo ap dong" }, "name", "Đã có"},
	} {
		d := b.draft(b.Org.ID)
		tc.change(&d)
		_, err := b.Found(context.Background(), b.Admin, d)
		fields := apperr.FieldsOf(err)
		if apperr.KindOf(err) != apperr.KindInvalid || len(fields) != 1 || fields[0].Name != tc.field || !strings.Contains(fields[0].Msg, tc.want) {
			t.Errorf("%s: %v, want %q at %s", name, err, tc.want, tc.field)
		}
	}
}

func TestACodeBelongsToOneUnit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	if _, err := b.Found(ctx, b.Admin, b.draft(b.Org.ID)); err != nil {
		t.Fatal(err)
	}
	_, err := b.Found(ctx, b.Admin, b.draft(b.OtherOrg.ID))
	if fields := apperr.FieldsOf(err); len(fields) != 1 || fields[0].Name != "code" {
		t.Errorf("the same code again: %v", err)
	}
}

func TestANewNameHoldsFromItsDayAndTheOldOneBefore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	u := b.unit(t, b.Cell.ID)
	change := org.Draft{Name: "Chi bộ ấp Đông Mới", Type: u.Type, Code: "", From: worldtest.Date(2026, 8, 1)}
	if err := b.Amend(ctx, b.Admin, u.ID, u.Version, change); err != nil {
		t.Fatal(err)
	}
	if err := b.Amend(ctx, b.Admin, u.ID, u.Version, change); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("a form of before the change: %v, want Conflict", err)
	}
	again := change
	again.Name, again.From = "Chi bộ ấp Đông Đỏ", worldtest.Date(2026, 10, 1)
	if err := b.Amend(ctx, b.Admin, u.ID, b.unit(t, u.ID).Version, again); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{"2026-07-31": "Chi bộ ấp Đông", "2026-08-01": "Chi bộ ấp Đông Mới", "2026-09-30": "Chi bộ ấp Đông Mới", "2026-10-01": "Chi bộ ấp Đông Đỏ"} {
		tree, err := b.TreeOn(ctx, b.Secretary, on(t, day))
		if err != nil || tree.Name(u.ID) != want {
			t.Errorf("on %s it is called %q, %v; want %q", day, tree.Name(u.ID), err, want)
		}
	}
	between := change
	between.Name, between.From = "Tên chen vào giữa", worldtest.Date(2026, 9, 1)
	if err := b.Amend(ctx, b.Admin, u.ID, b.unit(t, u.ID).Version, between); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("renamed before its last name: %v", err)
	}
	early := change
	early.Name, early.From = "Tên trước khi có", worldtest.Date(2014, 1, 1)
	if err := b.Amend(ctx, b.Admin, u.ID, b.unit(t, u.ID).Version, early); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("renamed before it stood: %v", err)
	}
}

func TestAUnitEndsOnlyEmpty(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	day := worldtest.Date(2026, 11, 1)
	for name, u := range map[string]worldtest.Unit{"a cell with members": b.Cell, "an organisation with cells": b.Org} {
		if err := b.Close(ctx, b.Admin, u.ID, 1, day, "QĐ 12"); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "còn") {
			t.Errorf("%s: %v, want Conflict with what is left", name, err)
		}
	}
	id, err := b.Found(ctx, b.Admin, b.draft(b.Org.ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(ctx, b.Admin, id, 1, day, " "); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("without a basis: %v", err)
	}
	if err := b.Close(ctx, b.Admin, id, 1, day, "QĐ 12-QĐ/ĐU"); err != nil {
		t.Fatal(err)
	}
	if u := b.unit(t, id); u.StandsOn(day) || !u.StandsOn(day.AddDate(0, 0, -1)) {
		t.Errorf("closed: %+v", u)
	}
	if err := b.Amend(ctx, b.Admin, id, b.unit(t, id).Version, org.Draft{Name: "Khác", Type: org.TypeRural}); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("a closed unit is amended: %v", err)
	}
}

func TestNobodyChangesTheTreeOutsideTheirScope(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	for name, a := range map[string]authz.Actor{"a secretary": b.Secretary, "the leader": b.Leader} {
		if _, err := b.Found(ctx, a, b.draft(b.Org.ID)); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s founds a unit: %v", name, err)
		}
	}
	elsewhere := b.Admin
	elsewhere.Posts = []authz.Post{{Role: authz.Admin, UnitID: b.OtherOrg.ID, Path: b.OtherOrg.Path}}
	if _, err := b.Found(ctx, elsewhere, b.draft(b.Org.ID)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("under another organisation: %v", err)
	}
	if err := b.Close(ctx, elsewhere, b.Cell.ID, 1, worldtest.Date(2026, 11, 1), "x"); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("closing elsewhere: %v", err)
	}
}
