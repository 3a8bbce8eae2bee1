package org_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/org"
	"tusoi/internal/worldtest"
)

func TestACellIsOpenedForPeopleOutsideThePartyAndClosedWhenNobodyIsLeft(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	ask := func(id int64, open bool) error {
		u := b.unit(t, id)
		return b.Amend(ctx, b.Admin, id, u.Version, org.Draft{Type: u.Type, Name: u.Name, Code: u.Code, Beyond: open, From: time.Time{}})
	}
	if err := ask(b.Cell.ID, true); err != nil || !b.unit(t, b.Cell.ID).Beyond {
		t.Fatalf("not opened: %v", err)
	}
	if err := ask(b.Org.ID, true); err != nil || b.unit(t, b.Org.ID).Beyond {
		t.Errorf("a committee, in which nobody reviews themselves, is opened: %v", err)
	}
	b.Outsider(t, b.tx, b.Cell)
	fields := apperr.FieldsOf(ask(b.Cell.ID, false))
	if len(fields) != 1 || fields[0].Name != "beyond" || !strings.Contains(fields[0].Msg, "còn 1 người ngoài Đảng") {
		t.Errorf("closed over somebody's head: %+v", fields)
	}
	b.Outsider(t, b.tx, b.FarSister)
	if _, err := b.tx.Exec(ctx, `DELETE FROM memberships WHERE unit_id = $1 AND kind = 'work'`, b.FarSister.ID); err != nil {
		t.Fatal(err)
	}
	u := b.unit(t, b.FarSister.ID)
	if err := b.Close(ctx, b.Admin, u.ID, u.Version, worldtest.Date(2026, 11, 1), "QĐ 7"); !strings.Contains(apperr.Message(err), "1 người") {
		t.Errorf("a cell ends with somebody in it: %v", err)
	}
	if err := ask(b.Sister.ID, true); err != nil {
		t.Fatal(err)
	}
	if err := ask(b.Sister.ID, false); err != nil || b.unit(t, b.Sister.ID).Beyond {
		t.Errorf("an empty one stays open: %v", err)
	}
}
