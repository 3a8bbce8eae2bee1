package reorganisation_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/reorganisation"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
)

type bundle struct {
	*reorganisation.Service
	p   *portal.Portal
	w   worldtest.World
	tx  pgx.Tx
	now time.Time
}

func setup(t *testing.T) *bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := &bundle{w: worldtest.New(t, tx), tx: tx, now: worldtest.Now}
	b.p = portal.New(tx, func() time.Time { return b.now })
	b.Service = b.p.Reorganisation
	months := []period.Period{period.Month(2026, 9), period.Month(2026, 10), period.Month(2026, 11)}
	if err := b.p.Indicator.RefreshTx(context.Background(), tx, b.w.Committee, months); err != nil {
		t.Fatal(err)
	}
	return b
}

var first = worldtest.Date(2026, 11, 1)

func (b *bundle) merge() reorganisation.Draft {
	return reorganisation.Draft{Kind: reorganisation.Merge, On: first, Basis: "QĐ 15-QĐ/ĐU", Units: []int64{b.w.Cell.ID, b.w.Sister.ID}, Name: "Chi bộ ấp Đông Tây"}
}

func (b *bundle) apply(t *testing.T, d reorganisation.Draft) int64 {
	t.Helper()
	id, err := b.Apply(context.Background(), b.w.Office, d)
	if err != nil {
		t.Fatalf("%v %+v", err, apperr.FieldsOf(err))
	}
	return id
}

// tree lists the units that stand on a day, each with its number of members: "Đảng ủy xã Một > Chi bộ ấp Đông: 4".
func (b *bundle) tree(t *testing.T, day time.Time) []string {
	t.Helper()
	ctx := context.Background()
	tree, err := b.p.Org.TreeOn(ctx, b.w.Office, day)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := b.p.Roll.Headcounts(ctx, b.w.Office, day)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range tree.CellsOn(tree.Root().ID, day) {
		list = append(list, tree.Name(c.ParentID)+" > "+c.Name+": "+vi.Int(heads[c.ID]))
	}
	slices.Sort(list)
	return list
}

func (b *bundle) figures(t *testing.T, unit int64, p period.Period) map[string]string {
	t.Helper()
	list, err := b.p.Indicator.Figures(context.Background(), b.w.Office, unit, p)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, f := range list {
		values[f.Indicator.Key] = f.Value
	}
	return values
}

func (b *bundle) report(t *testing.T, unit int64, p period.Period) string {
	t.Helper()
	d, err := b.p.Report.Build(context.Background(), b.w.Office, unit, p, func(string, int64, period.Period) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func same(t *testing.T, name string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTwoCellsBecomeOneAndNobodyIsLost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	october := period.Month(2026, 10)
	before, figures, paper := b.tree(t, first), b.figures(t, b.w.Root.ID, october), b.report(t, b.w.Org.ID, october)
	preview, err := b.Preview(ctx, b.w.Office, b.merge())
	if err != nil || len(preview.Outcomes) != 3 || preview.Outcomes[2].After != 8 || !preview.Outcomes[0].Ends || preview.Outcomes[0].After != 0 {
		t.Fatalf("preview %+v, %v", preview, err)
	}
	if len(preview.Unsent) == 0 || preview.Unsent[0] != "Chi bộ ấp Tây, tháng 9/2026" && preview.Unsent[0] != "Chi bộ ấp Đông, tháng 9/2026" {
		t.Errorf("unsent months: %v", preview.Unsent)
	}
	same(t, "a preview changes nothing", b.tree(t, first), before)
	id := b.apply(t, b.merge())
	same(t, "from the day on", b.tree(t, first), []string{
		"Huyện ủy Thử > Chi bộ Trường Thử: 4", "Đảng ủy xã Hai > Chi bộ ấp Bắc: 4", "Đảng ủy xã Hai > Chi bộ ấp Nam: 4", "Đảng ủy xã Một > Chi bộ ấp Đông Tây: 8"})
	same(t, "on the day before", b.tree(t, first.AddDate(0, 0, -1)), before)
	for key, v := range b.figures(t, b.w.Root.ID, october) {
		if figures[key] != v {
			t.Errorf("%s of October is %s, was %s", key, v, figures[key])
		}
	}
	if got := b.report(t, b.w.Org.ID, october); got != paper {
		t.Errorf("the report of October changed:\n%s\nwas\n%s", got, paper)
	}
	// Both secretaries go on in the new cell.
	var holders int
	err = b.tx.QueryRow(ctx, `SELECT count(*) FROM terms t JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
		WHERE u.name = 'Chi bộ ấp Đông Tây' AND t.role = 'secretary' AND t.valid_to IS NULL`).Scan(&holders)
	if err != nil || holders != 2 {
		t.Errorf("%d secretaries of the new cell, %v", holders, err)
	}
	events, err := b.p.Org.Events(ctx, b.w.Office, b.w.Cell.ID)
	if err != nil || len(events) != 1 || events[0].Kind != org.Merged || events[0].OtherName != "Chi bộ ấp Đông Tây" {
		t.Errorf("the old cell's history: %+v, %v", events, err)
	}
	b.takeBack(t, id, before)
}

// takeBack undoes and finds everything as it was.
func (b *bundle) takeBack(t *testing.T, id int64, before []string) {
	t.Helper()
	ctx := context.Background()
	if err := b.Undo(ctx, b.w.Office, id); err != nil {
		t.Fatal(err)
	}
	same(t, "after taking it back", b.tree(t, first), before)
	if err := b.Undo(ctx, b.w.Office, id); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("taking it back twice: %v", err)
	}
	list, err := b.List(ctx, b.w.Office)
	if err != nil || len(list) != 1 || list[0].UndoneAt == nil {
		t.Errorf("the list %+v, %v", list, err)
	}
	var open int
	err = b.tx.QueryRow(ctx, `SELECT count(*) FROM terms WHERE committee_id = $1 AND unit_id = ANY ($2) AND valid_to IS NULL`,
		b.w.Committee, []int64{b.w.Cell.ID, b.w.Sister.ID}).Scan(&open)
	if err != nil || open != 3 { // two secretaries and a member
		t.Errorf("%d offices in the old cells, %v", open, err)
	}
	_, broken, err := b.p.Audit.Verify(ctx, b.w.Admin)
	if err != nil || len(broken) != 0 {
		t.Errorf("the trail: %v, %v", broken, err)
	}
}

func TestACellIsSplitByNames(t *testing.T) {
	t.Parallel()
	b := setup(t)
	before := b.tree(t, first)
	d := reorganisation.Draft{Kind: reorganisation.Split, On: first, Basis: "QĐ 16", Units: []int64{b.w.Cell.ID}, Name: "Chi bộ ấp Đông Hạ",
		Members: []int64{b.w.Members[b.w.Cell.ID][2], b.w.Members[b.w.Cell.ID][3], b.w.Members[b.w.Cell.ID][3]}}
	id := b.apply(t, d)
	after := b.tree(t, first)
	if !slices.Contains(after, "Đảng ủy xã Một > Chi bộ ấp Đông: 2") || !slices.Contains(after, "Đảng ủy xã Một > Chi bộ ấp Đông Hạ: 2") {
		t.Errorf("after the split: %v", after)
	}
	if err := b.Undo(context.Background(), b.w.Office, id); err != nil {
		t.Fatal(err)
	}
	same(t, "after taking it back", b.tree(t, first), before)
}

func TestAnOrganisationTakesItsCellsAlong(t *testing.T) {
	t.Parallel()
	b := setup(t)
	before, october := b.tree(t, first), b.figures(t, b.w.OtherOrg.ID, period.Month(2026, 10))
	id := b.apply(t, reorganisation.Draft{Kind: reorganisation.Merge, On: first, Basis: "NQ 202", Units: []int64{b.w.Org.ID, b.w.OtherOrg.ID}, Name: "Đảng ủy xã Mới"})
	same(t, "under the new organisation", b.tree(t, first), []string{
		"Huyện ủy Thử > Chi bộ Trường Thử: 4", "Đảng ủy xã Mới > Chi bộ ấp Bắc: 4", "Đảng ủy xã Mới > Chi bộ ấp Nam: 4", "Đảng ủy xã Mới > Chi bộ ấp Tây: 4", "Đảng ủy xã Mới > Chi bộ ấp Đông: 4"})
	for key, v := range b.figures(t, b.w.OtherOrg.ID, period.Month(2026, 10)) {
		if october[key] != v {
			t.Errorf("%s of the old organisation in October is %s, was %s", key, v, october[key])
		}
	}
	if err := b.Undo(context.Background(), b.w.Office, id); err != nil {
		t.Fatal(err)
	}
	same(t, "after taking it back", b.tree(t, first), before)
}

func TestACellComesUnderAnotherCommittee(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.apply(t, reorganisation.Draft{Kind: reorganisation.Move, On: first, Basis: "QĐ 17", Units: []int64{b.w.GrassCell.ID}, Into: b.w.Org.ID})
	after := b.tree(t, first)
	if !slices.Contains(after, "Đảng ủy xã Một > Chi bộ Trường Thử: 4") || len(after) != 5 {
		t.Errorf("after the move: %v", after)
	}
	// One cell is merged into another that goes on.
	b.apply(t, reorganisation.Draft{Kind: reorganisation.Merge, On: first, Basis: "QĐ 18", Units: []int64{b.w.Sister.ID}, Into: b.w.Cell.ID})
	if after := b.tree(t, first); !slices.Contains(after, "Đảng ủy xã Một > Chi bộ ấp Đông: 8") {
		t.Errorf("after the merge into a standing cell: %v", after)
	}
}

func TestWhatCannotBeDoneIsToldAtItsField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at) VALUES (@c, @u, '2026-11-01', 'sent', now(), now())`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "u": b.w.FarSister.ID})
	for name, tc := range map[string]struct {
		change func(*reorganisation.Draft)
		field  string
		want   string
	}{
		"a day to come":           {func(d *reorganisation.Draft) { d.On = worldtest.Date(2026, 12, 1) }, "on", "không sau hôm nay"},
		"no basis":                {func(d *reorganisation.Draft) { d.Basis = "" }, "basis", "căn cứ"},
		"one cell":                {func(d *reorganisation.Draft) { d.Units = d.Units[:1] }, "units", "ít nhất 2"},
		"no name":                 {func(d *reorganisation.Draft) { d.Name = "" }, "name", "tên"},
		"a cell and a commune":    {func(d *reorganisation.Draft) { d.Units[1] = b.w.OtherOrg.ID }, "units", "không cùng loại"},
		"the committee itself":    {func(d *reorganisation.Draft) { d.Units[0] = b.w.Root.ID }, "units", "cấp ủy vận hành"},
		"before they stood":       {func(d *reorganisation.Draft) { d.On = worldtest.Date(2014, 1, 1) }, "on", "chưa hoạt động"},
		"a month that was sent":   {func(d *reorganisation.Draft) { d.Units[1] = b.w.FarSister.ID }, "day", "đã gửi hồ sơ"},
		"a split without members": {func(d *reorganisation.Draft) { d.Kind = reorganisation.Split }, "members", "Chọn đảng viên"},
		"a member of another cell": {func(d *reorganisation.Draft) {
			d.Kind, d.Units, d.Members = reorganisation.Split, d.Units[:1], b.w.Members[b.w.Far.ID][:1]
		}, "members", "không còn ở chi bộ này"},
		"under one's own committee": {func(d *reorganisation.Draft) { d.Kind, d.Into = reorganisation.Move, b.w.Org.ID }, "into", "đang trực thuộc"},
	} {
		d := b.merge()
		tc.change(&d)
		inner, err := b.tx.Begin(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		_, err = portal.New(inner, worldtest.Clock).Reorganisation.Apply(context.Background(), b.w.Office, d)
		fields := apperr.FieldsOf(err)
		if len(fields) != 1 || fields[0].Name != tc.field || !strings.Contains(fields[0].Msg, tc.want) {
			t.Errorf("%s: %v %+v, want %q at %s", name, err, fields, tc.want, tc.field)
		}
		if err := inner.Rollback(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUndoingEndsAfterADayAndWhenSomethingIsBuilt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.apply(t, b.merge())
	inner, err := b.tx.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	worldtest.Exec(t, b.tx, `INSERT INTO reviews (committee_id, cell_id, member_id, month, conduct, updated_at, updated_by)
		SELECT @c, u.id, @m, '2026-11-01', 'clear', @now, 'thử' FROM units u WHERE u.name = 'Chi bộ ấp Đông Tây'`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "m": b.w.Members[b.w.Cell.ID][0], "now": b.now.Add(time.Minute)})
	if err := b.Undo(ctx, b.w.Office, id); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "phiếu tự soi") {
		t.Errorf("after a month was begun: %v", err)
	}
	if err := inner.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
	if err := b.Undo(ctx, b.w.FarSecretary, id); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("by a secretary: %v", err)
	}
	if err := b.Undo(ctx, authz.System(b.w.Stranger.Committee, b.w.Stranger.Posts[0].Path, "thử"), id); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("by another committee: %v", err)
	}
	b.now = b.now.Add(25 * time.Hour)
	if err := b.Undo(ctx, b.w.Office, id); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "24 giờ") {
		t.Errorf("after a day: %v", err)
	}
}
