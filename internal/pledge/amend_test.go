package pledge_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/pledge"
	"tusoi/internal/worldtest"
)

const key, otherKey = "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c", "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d"

// approved gives Bình of the cell an approved sheet of 2026 with two items.
func (b bundle) approved(t *testing.T) pledge.Sheet {
	t.Helper()
	ctx, member := context.Background(), b.w.Members[b.w.Cell.ID][1]
	in := pledge.Input{Items: []pledge.Item{item("Vận động 5 hộ hiến đất"), item("Đọc và làm theo Nghị quyết")}}
	if err := b.Save(ctx, b.w.Secretary, member, 2026, in); err != nil {
		t.Fatal(err)
	}
	for _, step := range []func(context.Context, authz.Actor, int64, int) error{b.Submit, b.Approve} {
		if err := step(ctx, b.w.Secretary, member, 2026); err != nil {
			t.Fatal(err)
		}
	}
	return b.sheet(t)
}

func (b bundle) sheet(t *testing.T) pledge.Sheet {
	t.Helper()
	sheet, err := b.Get(context.Background(), b.w.Secretary, b.w.Members[b.w.Cell.ID][1], 2026)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

func (b bundle) one(t *testing.T, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := b.tx.QueryRow(context.Background(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnAmendmentKeepsWhatWasBesideWhatIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, sheet := context.Background(), b.approved(t)
	member := sheet.MemberID
	worldtest.Exec(t, b.tx, `INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, updated_at, updated_by)
		VALUES (@committee, @cell, '2026-05-01', @member, 'pledge', @item, 'on_track', now(), 'thử')`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "cell": b.w.Cell.ID, "member": member, "item": sheet.Items[0].ID})
	now := sheet.Items[0]
	now.Content, now.Target = "Vận động 3 hộ hiến đất", "3 hộ"
	change := pledge.Change{What: pledge.Changed, Item: now, Reason: "Hai hộ đã chuyển đi", On: worldtest.Date(2026, 11, 3), Version: sheet.Version, FormKey: key}
	for range 2 { // the same form sent twice
		if err := b.Amend(ctx, b.w.Secretary, member, 2026, change); err != nil {
			t.Fatal(err)
		}
	}
	got := b.sheet(t)
	if len(got.Amendments) != 1 || got.Amendments[0].Before.Content != "Vận động 5 hộ hiến đất" || got.Amendments[0].After.Target != "3 hộ" ||
		got.Amendments[0].Reason != "Hai hộ đã chuyển đi" || got.Amendments[0].MadeBy != b.w.Secretary.Name {
		t.Fatalf("trace = %+v", got.Amendments)
	}
	if got.Items[0].ID != now.ID || got.Items[0].Content != now.Content || got.State != pledge.Approved || got.Label() != "Chi bộ đã duyệt, điều chỉnh 1 lần" {
		t.Errorf("the sheet after it: %+v, %q", got.Items[0], got.Label())
	}
	if was := got.Was(now.ID, func(w pledge.Words) string { return w.Content }); len(was) != 1 || was[0] != "Vận động 5 hộ hiến đất" {
		t.Errorf("old words %q", was)
	}
	if n := b.one(t, `SELECT count(*) FROM marks WHERE item_id = $1`, now.ID); n != 1 {
		t.Errorf("%d marks of the item, want the one of May", n)
	}
	if n := b.one(t, `SELECT count(*) FROM audit_entries WHERE object_kind = 'pledge' AND reason = 'Hai hộ đã chuyển đi' AND before ->> 'content' = 'Vận động 5 hộ hiến đất'`); n != 1 {
		t.Errorf("%d entries of the trail, want 1", n)
	}
	change.FormKey, change.Reason = otherKey, "Từ một trang cũ"
	if err := b.Amend(ctx, b.w.Secretary, member, 2026, change); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("from an older page: %v, want Conflict", err)
	}
}

func TestWhatIsDroppedOrAddedHoldsFromItsMonthOnButForMonthsThatWereSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, sheet := context.Background(), b.approved(t)
	member := sheet.MemberID
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at, first_sent_at) VALUES (@committee, @cell, '2026-10-01', 'sent', now(), now())`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "cell": b.w.Cell.ID})
	before := *b.changes
	drop := pledge.Change{What: pledge.Dropped, Item: sheet.Items[1], Reason: "Giao cho tổ khác", On: worldtest.Date(2026, 9, 12), Version: sheet.Version, FormKey: key}
	if err := b.Amend(ctx, b.w.Secretary, member, 2026, drop); err != nil {
		t.Fatal(err)
	}
	got := b.sheet(t)
	if len(got.Items) != 1 || len(got.Dropped) != 1 || !got.Dropped[0].LiveTo.Equal(worldtest.Date(2026, 11, 1)) {
		t.Fatalf("dropped in September, October sent: %+v, %+v; want out of November on", got.Items, got.Dropped)
	}
	if n := *b.changes - before; n != 1 {
		t.Errorf("%d months counted again, want November alone", n)
	}
	add := pledge.Change{What: pledge.Added, Item: item("Trực cổng ấp mỗi tháng"), Reason: "Phân công thêm", On: worldtest.Date(2026, 11, 12), Version: got.Version, FormKey: otherKey}
	if err := b.Amend(ctx, b.w.Secretary, member, 2026, add); err != nil {
		t.Fatal(err)
	}
	got = b.sheet(t)
	if len(got.Items) != 2 || got.Items[1].LiveFrom == nil || !got.Items[1].LiveFrom.Equal(worldtest.Date(2026, 11, 1)) || len(got.Amendments) != 2 {
		t.Errorf("added: %+v", got.Items)
	}
	drop.Version, drop.FormKey = got.Version, "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3e"
	if err := b.Amend(ctx, b.w.Secretary, member, 2026, drop); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("dropping it again: %v, want NotFound", err)
	}
}

func TestWhoMayNotAmendAndWhatIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, sheet := context.Background(), b.approved(t)
	change := pledge.Change{What: pledge.Dropped, Item: sheet.Items[0], Reason: "Không còn cần", On: worldtest.Date(2026, 11, 3), Version: sheet.Version, FormKey: key}
	for name, tc := range map[string]struct {
		actor authz.Actor
		want  apperr.Kind
	}{
		"sister": {b.w.SisterSecretary, apperr.KindNotFound}, "office": {b.w.Office, apperr.KindForbidden},
		"the member": {b.w.Member, apperr.KindForbidden}, "stranger": {b.w.Stranger, apperr.KindForbidden},
	} {
		if err := b.Amend(ctx, tc.actor, sheet.MemberID, 2026, change); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v, want kind %v", name, err, tc.want)
		}
	}
	bad := change
	bad.Reason, bad.On = " ", worldtest.Date(2026, 11, 30)
	if fields := apperr.FieldsOf(b.Amend(ctx, b.w.Secretary, sheet.MemberID, 2026, bad)); len(fields) != 2 || fields[0].Name != "ly-do" || fields[1].Name != "ngay" {
		t.Errorf("no reason and a day to come: %v", fields)
	}
	same := change
	same.What = pledge.Changed
	if err := b.Amend(ctx, b.w.Secretary, sheet.MemberID, 2026, same); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("nothing changed: %v, want Invalid", err)
	}
	if got := b.sheet(t); len(got.Amendments) != 0 || len(got.Items) != 2 {
		t.Errorf("refused amendments left %+v", got.Amendments)
	}
}
