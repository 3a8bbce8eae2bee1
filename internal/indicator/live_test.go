package indicator_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

// The sheet asks for words about an item, the facts count it: both know when an amendment added or dropped it.
func TestTheSheetAndTheFactsAgreeOnWhatAnAmendmentMoved(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx, member, s := context.Background(), w.Members[w.Cell.ID][1], service(tx)
	promises := &pledge.Service{DB: tx, Now: worldtest.Clock, CellsChanged: s.CellsChangedTx}
	for _, content := range []string{"Việc đứng cả năm", "Việc bỏ từ tháng 8", "Việc đã xong tháng 7"} {
		w.PledgeItem(t, tx, w.Cell, member, 2026, content)
	}
	amend := func(key string, on time.Time, change func(pledge.Sheet) pledge.Change) {
		t.Helper()
		sheet, err := promises.Get(ctx, w.Secretary, member, 2026)
		if err != nil {
			t.Fatal(err)
		}
		c := change(sheet)
		c.Reason, c.On, c.Version, c.FormKey = "Chi bộ phân công lại", on, sheet.Version, key
		if err := promises.Amend(ctx, w.Secretary, member, 2026, c); err != nil {
			t.Fatal(err)
		}
	}
	var done int64
	amend("7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c", worldtest.Date(2026, 8, 9), func(sheet pledge.Sheet) pledge.Change {
		done = sheet.Items[2].ID
		return pledge.Change{What: pledge.Dropped, Item: sheet.Items[1]}
	})
	amend("7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d", worldtest.Date(2026, 10, 2), func(pledge.Sheet) pledge.Change {
		return pledge.Change{What: pledge.Added, Item: pledge.Item{Heading: "duty", Content: "Việc thêm từ tháng 10", DueOn: worldtest.Date(2026, 12, 31)}}
	})
	worldtest.Exec(t, tx, `INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, updated_at, updated_by)
		VALUES (@committee, @cell, '2026-07-01', @member, 'pledge', @item, 'done', now(), 'thử')`,
		pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID, "member": member, "item": done})
	reviews := &review.Service{DB: tx, Now: worldtest.Clock, CellsChanged: s.CellsChangedTx,
		Packet: &packet.Service{DB: tx, Now: worldtest.Clock, CellsChanged: s.CellsChangedTx}, Remedy: &remedy.Service{DB: tx, Now: worldtest.Clock}}
	for month, want := range map[time.Month]int{time.July: 3, time.August: 1, time.September: 1, time.October: 2, time.November: 2} {
		m := period.Month(2026, month)
		if err := s.CellsChangedTx(ctx, tx, w.Committee, []int64{w.Cell.ID}, m); err != nil {
			t.Fatal(err)
		}
		var counted int
		err := tx.QueryRow(ctx, `SELECT items_live FROM cell_month_facts WHERE cell_id = $1 AND month = $2`, w.Cell.ID, m.Start()).Scan(&counted)
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := reviews.Sheet(ctx, w.Secretary, w.Cell.ID, m)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		for _, p := range sheet.Members {
			asked += len(p.Items)
		}
		if counted != want || asked != want {
			t.Errorf("%s: the facts count %d, the sheet asks for %d; want %d", m, counted, asked, want)
		}
	}
}
