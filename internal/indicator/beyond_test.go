package indicator_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/indicator"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

// What somebody outside the Party writes, promises or leaves undone is counted apart, and moves no figure of the members.
func TestPeopleOutsideThePartyAreCountedApart(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx, s := context.Background(), service(tx)
	all := func() map[string]indicator.Figure {
		t.Helper()
		if err := s.CellsChangedTx(ctx, tx, w.Committee, []int64{w.Cell.ID}, november); err != nil {
			t.Fatal(err)
		}
		list, err := s.Figures(ctx, w.Office, w.Root.ID, november)
		if err != nil {
			t.Fatal(err)
		}
		byKey := map[string]indicator.Figure{}
		for _, f := range list {
			byKey[f.Indicator.Key] = f
		}
		return byKey
	}
	before := all()
	id := w.Outsider(t, tx, w.Cell)
	item := w.PledgeItem(t, tx, w.Cell, id, 2026, "Trả hồ sơ đúng hẹn")
	w.Task(t, tx, w.Cell, id, "Số hóa hồ sơ", worldtest.Date(2026, 10, 2), worldtest.Date(2026, 10, 15))
	if f := all()["beyond_reviewed"]; f.Num != 0 || f.Den != 1 || before["beyond_reviewed"].Den != 0 {
		t.Errorf("asked of one: %d of %d", f.Num, f.Den)
	}
	worldtest.Exec(t, tx, `INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, updated_at, updated_by)
		VALUES (@c, @cell, '2026-11-01', @m, 'yes', 'partly', now(), 'thử')`, pgx.StrictNamedArgs{"c": w.Committee, "cell": w.Cell.ID, "m": id})
	args := pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID, "member": id, "item": item}
	worldtest.Exec(t, tx, markSQL, args)
	worldtest.Exec(t, tx, `INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, updated_at, updated_by)
		SELECT committee_id, cell_id, '2026-11-01', member_id, 'task', id, 'not_done', now(), 'thử' FROM assignments WHERE member_id = @m`, pgx.StrictNamedArgs{"m": id})
	after := all()
	for key, f := range after {
		if key == "beyond_reviewed" {
			if f.Num != 1 || f.Den != 1 {
				t.Errorf("%s: %d of %d; a review of two questions is whole", key, f.Num, f.Den)
			}
		} else if f.Num != before[key].Num || f.Den != before[key].Den {
			t.Errorf("%s was %d of %d, and is %d of %d", key, before[key].Num, before[key].Den, f.Num, f.Den)
		}
	}
	e, err := s.Evidence(ctx, w.Grassroots, "beyond_reviewed", w.Org.ID, november, 1, 10)
	if err != nil || len(e.Rows) != 1 || e.Rows[0].Num != 1 || e.Rows[0].ID != w.Cell.ID {
		t.Errorf("the rows behind it: %+v, %v", e.Rows, err)
	}
	if f := figure(t, s, w.FarSecretary, w.Far.ID, november, "beyond_reviewed"); f.Den != 0 {
		t.Errorf("another cell counts %d", f.Den)
	}
}
