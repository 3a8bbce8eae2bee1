package theme_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/theme"
	"tusoi/internal/worldtest"
)

const key = "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"

type bundle struct {
	*theme.Service
	w  worldtest.World
	tx pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{w: worldtest.New(t, tx), tx: tx, Service: &theme.Service{DB: tx, Now: worldtest.Clock}}
	if err := theme.BeginTx(context.Background(), tx, b.w.Committee); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b bundle) list(t *testing.T) []theme.Theme {
	t.Helper()
	list, err := b.Settings(context.Background(), b.w.Office)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func fields(err error) string {
	var names []string
	for _, f := range apperr.FieldsOf(err) {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func TestAThemeIsAddedOnceAndNoNameStandsTwice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	for range 2 {
		if err := b.Add(ctx, b.w.Office, theme.Draft{Name: " Bảo vệ  môi trường ", FormKey: key}); err != nil {
			t.Fatal(err)
		}
	}
	list := b.list(t)
	if len(list) != 11 || list[10].Name != "Bảo vệ môi trường" {
		t.Errorf("%d themes, the last %+v", len(list), list[len(list)-1])
	}
	for name, d := range map[string]theme.Draft{
		"the same name": {Name: "bảo vệ môi trường", FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d"}, "too short": {Name: "x", FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3e"},
	} {
		inner, err := b.tx.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := (&theme.Service{DB: inner, Now: worldtest.Clock}).Add(ctx, b.w.Office, d); fields(err) != "name" {
			t.Errorf("%s: %v", name, err)
		}
		if err := inner.Rollback(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Add(ctx, b.w.Office, theme.Draft{Name: "Khác nữa"}); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("without a key: %v", err)
	}
}

func TestAThemeIsRenamedFromADayOnAndRetiredButNeverForgotten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	first := b.list(t)[0]
	worldtest.Exec(t, b.tx, `INSERT INTO remedies (committee_id, cell_id, opened_month, shortcoming, action, first_due_on, due_on, form_key, updated_at, theme_id)
		VALUES (@c, @cell, '2026-11-01', 'Trễ', 'Sớm', '2026-11-10', '2026-11-10', gen_random_uuid(), now(), @theme)`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "cell": b.w.Cell.ID, "theme": first.ID})
	d := theme.Draft{ID: first.ID, Name: "Nói thẳng, nói thật", From: worldtest.Date(2026, 11, 1), Version: first.Version}
	if err := b.Rename(ctx, b.w.Office, theme.Draft{ID: d.ID, Name: d.Name, From: worldtest.Date(2026, 11, 21)}); fields(err) != "from" {
		t.Errorf("from tomorrow on: %v", err)
	}
	for range 2 { // the second time it is named so already
		if err := b.Rename(ctx, b.w.Office, d); err != nil {
			t.Fatal(err)
		}
	}
	d.Name = "Nói khác"
	if err := b.Rename(ctx, b.w.Office, d); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("from a page made before: %v", err)
	}
	now := b.list(t)[0]
	if now.Name != "Nói thẳng, nói thật" || now.FormerName != first.Name || !now.NamedOn.Equal(d.From) || now.Used != 1 {
		t.Errorf("renamed %+v", now)
	}
	if err := b.Retire(ctx, b.w.Office, first.ID, now.Version, true); err != nil {
		t.Fatal(err)
	}
	if err := theme.MustStand(ctx, b.tx, scope(t, b.w.Office), first.ID); fields(err) != "theme" {
		t.Errorf("a retired theme is chosen: %v", err)
	}
	list := b.list(t)
	last := list[len(list)-1]
	if last.ID != first.ID || last.RetiredOn == nil || last.Used != 1 {
		t.Errorf("the last of the list is %+v", last)
	}
	if chosen, err := b.List(ctx, b.w.Secretary, false); err != nil || len(chosen) != 9 {
		t.Errorf("%d can be chosen, %v", len(chosen), err)
	}
	if err := b.Retire(ctx, b.w.Office, first.ID, last.Version, false); err != nil || b.list(t)[0].RetiredOn != nil {
		t.Errorf("back in use: %v", err)
	}
}

func scope(t *testing.T, a authz.Actor) authz.Scope {
	t.Helper()
	s, err := a.Scope(authz.HomeRead)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyTheWholeCommitteesOfficeChangesItsThemes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.list(t)[0].ID
	for name, tc := range map[string]struct {
		actor authz.Actor
		want  apperr.Kind
	}{
		"grassroots": {b.w.Grassroots, apperr.KindForbidden}, "secretary": {b.w.Secretary, apperr.KindForbidden}, "leader": {b.w.Leader, apperr.KindForbidden},
		"member": {b.w.Member, apperr.KindForbidden}, "another committee": {b.w.Stranger, apperr.KindNotFound},
	} {
		if err := b.Retire(ctx, tc.actor, id, 1, true); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}
