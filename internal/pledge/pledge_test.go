package pledge_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

type bundle struct {
	*pledge.Service
	w       worldtest.World
	tx      pgx.Tx
	changes *int
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{w: worldtest.New(t, tx), tx: tx, changes: new(int)}
	b.Service = &pledge.Service{DB: tx, Now: worldtest.Clock,
		CellsChanged: func(context.Context, pgx.Tx, int64, []int64, period.Period) error { *b.changes++; return nil }}
	return b
}

func item(content string) pledge.Item {
	return pledge.Item{Heading: "duty", Content: content, Target: "5 hộ", DueOn: worldtest.Date(2026, 12, 31)}
}

func TestASheetIsWrittenHandedInAndApproved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	member := b.w.Members[b.w.Cell.ID][1]
	in := pledge.Input{Items: []pledge.Item{item("Vận động 5 hộ hiến đất"), item("Đọc và làm theo Nghị quyết")}}
	if err := b.Save(ctx, b.w.Secretary, member, 2026, in); err != nil {
		t.Fatal(err)
	}
	sheet, err := b.Get(ctx, b.w.Secretary, member, 2026)
	if err != nil || len(sheet.Items) != 2 || sheet.State != pledge.Draft {
		t.Fatalf("Get = %+v, %v", sheet, err)
	}
	kept := sheet.Items[1]
	in = pledge.Input{Version: sheet.Version, Items: []pledge.Item{kept, item("Một việc mới thêm")}}
	if err := b.Save(ctx, b.w.Secretary, member, 2026, in); err != nil {
		t.Fatal(err)
	}
	sheet, err = b.Get(ctx, b.w.Secretary, member, 2026)
	if err != nil || len(sheet.Items) != 2 || sheet.Items[0].ID != kept.ID || sheet.Items[0].Content != kept.Content {
		t.Fatalf("after moving an item up: %+v, %v; want item %d first", sheet.Items, err, kept.ID)
	}
	for _, step := range []func(context.Context, authz.Actor, int64, int) error{b.Submit, b.Submit, b.Approve, b.Approve} {
		if err := step(ctx, b.w.Secretary, member, 2026); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Save(ctx, b.w.Secretary, member, 2026, in); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("saving an approved sheet: %v, want Conflict", err)
	}
	if *b.changes != 4 {
		t.Errorf("figures recomputed %d times, want once for each change (4)", *b.changes)
	}
}

func TestTwoWritersOfOneSheetDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	member := b.w.Members[b.w.Cell.ID][1]
	if err := b.Save(ctx, b.w.Secretary, member, 2026, pledge.Input{Items: []pledge.Item{item("Việc thứ nhất")}}); err != nil {
		t.Fatal(err)
	}
	sheet, err := b.Get(ctx, b.w.Secretary, member, 2026)
	if err != nil {
		t.Fatal(err)
	}
	in := pledge.Input{Version: sheet.Version, Items: sheet.Items}
	for range 2 { // the same form sent twice
		if err := b.Save(ctx, b.w.Secretary, member, 2026, in); err != nil {
			t.Fatal(err)
		}
	}
	in.Items = []pledge.Item{item("Việc của người thứ hai")}
	for _, version := range []int{0, sheet.Version} {
		in.Version = version
		if err := b.Save(ctx, b.w.Secretary, member, 2026, in); apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("a second writer, from version %d, got %v, want Conflict", version, err)
		}
	}
}

func TestASheetIsOutOfSightForOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	member := b.w.Members[b.w.Cell.ID][1]
	in := pledge.Input{Items: []pledge.Item{item("Việc của chi bộ này")}}
	if err := b.Save(ctx, b.w.Secretary, member, 2026, in); err != nil {
		t.Fatal(err)
	}
	for name, actor := range map[string]authz.Actor{"sister": b.w.SisterSecretary, "stranger": b.w.Stranger} {
		if _, err := b.Get(ctx, actor, member, 2026); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s reads: %v, want NotFound", name, err)
		}
		if _, err := b.Cell(ctx, actor, b.w.Cell.ID, 2026); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s reads the cell: %v, want NotFound", name, err)
		}
	}
	if err := b.Save(ctx, b.w.SisterSecretary, member, 2026, in); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("sister writes: %v, want NotFound", err)
	}
	if err := b.Submit(ctx, b.w.SisterSecretary, member, 2026); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("sister hands in: %v, want NotFound", err)
	}
	if err := b.Save(ctx, b.w.Office, member, 2026, in); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the office writes: %v, want Forbidden", err)
	}
	if own, err := b.Own(ctx, b.w.Member, 2026); err != nil || len(own.Items) != 1 {
		t.Errorf("the member reads %+v, %v; want the own sheet", own, err)
	}
}

func TestTheWholeCellIsOnOnePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sheets, err := b.Cell(context.Background(), b.w.Secretary, b.w.Cell.ID, 2026)
	if err != nil || len(sheets) != 4 {
		t.Fatalf("Cell = %d sheets, %v; want 4", len(sheets), err)
	}
	var names []string
	for _, s := range sheets {
		names = append(names, s.MemberName)
	}
	if got := strings.Join(names, ", "); got != "Nguyễn Văn An, Trần Thị Bình, Lê Thị Cúc, Phạm Văn Dũng" {
		t.Errorf("order %s: want by given name", got)
	}
}

func TestWhoIsOutsideThePartyIsListedLastAndCountedApart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.w.Outsider(t, b.tx, b.w.Cell)
	before, err := b.Cell(context.Background(), b.w.Secretary, b.w.Cell.ID, 2026)
	if err != nil || before[len(before)-1].MemberID != id || !before[len(before)-1].Beyond {
		t.Fatalf("the last of the cell: %+v, %v", before[len(before)-1], err)
	}
	members, beyond := pledge.Count(before)
	b.w.PledgeItem(t, b.tx, b.w.Cell, id, 2026, "Trả hồ sơ đúng hẹn")
	after, err := b.Cell(context.Background(), b.w.Secretary, b.w.Cell.ID, 2026)
	if err != nil {
		t.Fatal(err)
	}
	still, promised := pledge.Count(after)
	if beyond != (pledge.Owing{Owed: 1, Without: 1}) || promised != (pledge.Owing{Owed: 1}) || still != members || members.Owed != 3 {
		t.Errorf("members %+v then %+v, outside the Party %+v then %+v", members, still, beyond, promised)
	}
}

func TestWhatWasMarkedStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	member := b.w.Members[b.w.Cell.ID][1]
	if err := b.Save(ctx, b.w.Secretary, member, 2026, pledge.Input{Items: []pledge.Item{item("Việc đã có lời tự soi")}}); err != nil {
		t.Fatal(err)
	}
	sheet, err := b.Get(ctx, b.w.Secretary, member, 2026)
	if err != nil {
		t.Fatal(err)
	}
	worldtest.Exec(t, b.tx, `INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, updated_at, updated_by)
		VALUES (@committee, @cell, '2026-11-01', @member, 'pledge', @item, 'done', now(), 'thử')`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "cell": b.w.Cell.ID, "member": member, "item": sheet.Items[0].ID})
	err = b.Save(ctx, b.w.Secretary, member, 2026, pledge.Input{Version: sheet.Version, Items: []pledge.Item{item("Chỉ còn việc này")}})
	if err != nil {
		t.Fatal(err)
	}
	if sheet, err = b.Get(ctx, b.w.Secretary, member, 2026); err != nil || len(sheet.Items) != 2 {
		t.Errorf("items = %+v, %v; want the marked one kept beside the new one", sheet.Items, err)
	}
}

func TestAWrongSheetNamesEachItem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := pledge.Input{Items: []pledge.Item{
		{Heading: "duty", Content: "x", DueOn: worldtest.Date(2026, 12, 31)},
		{Heading: "không có", Content: strings.Repeat("dài ", 400), DueOn: worldtest.Date(2027, 1, 1)},
	}}
	fields := apperr.FieldsOf(b.Save(context.Background(), b.w.Secretary, b.w.Members[b.w.Cell.ID][1], 2026, in))
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "c0 c1 h1 d1" {
		t.Errorf("wrong fields %q, want c0 c1 h1 d1", got)
	}
	if err := b.Submit(context.Background(), b.w.Secretary, b.w.Members[b.w.Cell.ID][1], 2026); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("handing in an empty sheet: %v, want Invalid", err)
	}
}
