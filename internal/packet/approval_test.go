package packet_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

var october = period.Month(2026, 10)

type bench struct {
	worldtest.World
	*packet.Service
	tx pgx.Tx
}

// setup has the first cell's October in a state, "" for none.
func setup(t *testing.T, state packet.State) bench {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bench{worldtest.New(t, tx), portal.New(tx, worldtest.Clock).Packet, tx}
	if state != "" {
		b.put(t, b.Cell.ID, state)
	}
	return b
}

func (b bench) put(t *testing.T, cell int64, state packet.State) {
	t.Helper()
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at, first_sent_at, sent_by, return_reason)
		VALUES (@c, @u, '2026-10-01', @s, '2026-10-24', '2026-10-24', 'Bí thư', CASE WHEN @s = 'returned' THEN 'Thiếu minh chứng' ELSE '' END)
		ON CONFLICT (committee_id, cell_id, month) DO UPDATE SET state = excluded.state, sent_at = excluded.sent_at, first_sent_at = excluded.first_sent_at, sent_by = excluded.sent_by, return_reason = excluded.return_reason`, pgx.StrictNamedArgs{"c": b.Committee, "u": cell, "s": string(state)})
}

func (b bench) draft(n int) packet.AddendumDraft {
	return packet.AddendumDraft{
		Cell: b.Cell.ID, Month: october, Member: b.Members[b.Cell.ID][1], Subject: "Vận động hộ hiến đất", OldValue: "Xong 5 hộ", NewValue: "Xong 4 hộ",
		Reason: "Một hộ rút lại sau khi họp", FormKey: fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-%012d", n),
	}
}

func (b bench) addenda(t *testing.T, a authz.Actor, unit int64) []packet.Addendum {
	t.Helper()
	list, err := b.Addenda(context.Background(), b.tx, a, unit, october)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestOnlyAnApprovedMonthIsSetRightByAnAddendum(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := setup(t, "")
	for _, state := range []packet.State{"", packet.Sent, packet.Taken, packet.Returned} {
		if state != "" {
			b.put(t, b.Cell.ID, state)
		}
		if err := b.AddAddendum(ctx, b.Secretary, b.draft(1)); apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("%q: %v; want a conflict", state, err)
		}
		if n := len(b.addenda(t, b.Secretary, b.Cell.ID)); n != 0 {
			t.Errorf("%q: %d addenda were written", state, n)
		}
	}
	b.put(t, b.Cell.ID, packet.Approved)
	for range 2 { // the same form again
		if err := b.AddAddendum(ctx, b.Secretary, b.draft(1)); err != nil {
			t.Fatal(err)
		}
	}
	list := b.addenda(t, b.Secretary, b.Cell.ID)
	if len(list) != 1 || list[0].About() != "Trần Thị Bình" || list[0].NewValue != "Xong 4 hộ" || list[0].AddedBy != b.Secretary.Name {
		t.Errorf("%+v", list)
	}
}

func TestAnAddendumIsRefusedInWordsAndToOthers(t *testing.T) {
	t.Parallel()
	b := setup(t, packet.Approved)
	for name, tc := range map[string]struct {
		as     authz.Actor
		change func(*packet.AddendumDraft)
		kind   apperr.Kind
		field  string
	}{
		"no subject":           {b.Secretary, func(d *packet.AddendumDraft) { d.Subject = " " }, apperr.KindInvalid, "subject"},
		"nothing right":        {b.Secretary, func(d *packet.AddendumDraft) { d.NewValue = "" }, apperr.KindInvalid, "new"},
		"nothing changed":      {b.Secretary, func(d *packet.AddendumDraft) { d.NewValue = d.OldValue }, apperr.KindInvalid, "new"},
		"no reason":            {b.Secretary, func(d *packet.AddendumDraft) { d.Reason = "sai" }, apperr.KindInvalid, "reason"},
		"no key":               {b.Secretary, func(d *packet.AddendumDraft) { d.FormKey = "1" }, apperr.KindInvalid, ""},
		"of a sister's member": {b.Secretary, func(d *packet.AddendumDraft) { d.Member = b.Members[b.Sister.ID][1] }, apperr.KindNotFound, ""},
		"by a sister cell":     {b.SisterSecretary, func(*packet.AddendumDraft) {}, apperr.KindNotFound, ""},
		"by the one above":     {b.Grassroots, func(*packet.AddendumDraft) {}, apperr.KindForbidden, ""},
		"by the office":        {b.Office, func(*packet.AddendumDraft) {}, apperr.KindForbidden, ""},
		"by a member":          {b.Member, func(*packet.AddendumDraft) {}, apperr.KindForbidden, ""},
		"by another committee": {b.Stranger, func(*packet.AddendumDraft) {}, apperr.KindForbidden, ""},
	} {
		d := b.draft(1)
		tc.change(&d)
		err := b.AddAddendum(context.Background(), tc.as, d)
		if apperr.KindOf(err) != tc.kind || tc.field != "" && apperr.FieldsOf(err)[0].Name != tc.field {
			t.Errorf("%s: %v; want %s at %q", name, err, tc.kind, tc.field)
		}
	}
	if n := len(b.addenda(t, b.Secretary, b.Cell.ID)); n != 0 {
		t.Errorf("%d addenda were written", n)
	}
}

func TestTheWordsOfAnAddendumAreForTheCellAndTheCommitteeAboveIt(t *testing.T) {
	t.Parallel()
	b := setup(t, packet.Approved)
	if err := b.AddAddendum(context.Background(), b.Secretary, b.draft(1)); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		as     authz.Actor
		unit   int64
		n      int
		hidden bool
	}{
		"the cell": {b.Secretary, b.Cell.ID, 1, false}, "above": {b.Grassroots, b.Org.ID, 1, false}, "the office": {b.Office, b.Root.ID, 1, true},
		"the leader": {b.Leader, b.Root.ID, 1, true}, "a sister": {b.SisterSecretary, b.Cell.ID, 0, false}, "another branch": {b.Office, b.OtherOrg.ID, 0, false},
	} {
		list := b.addenda(t, tc.as, tc.unit)
		if len(list) != tc.n || tc.n > 0 && (list[0].Hidden != tc.hidden || (list[0].NewValue+list[0].OldValue+list[0].Reason+list[0].Subject+list[0].MemberName == "") != tc.hidden) {
			t.Errorf("%s: %+v", name, list)
		}
	}
	lines, err := b.List(context.Background(), b.Office, october)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if want := map[bool]int{true: 1}[l.CellID == b.Cell.ID]; l.Addenda != want {
			t.Errorf("%s counts %d addenda, want %d", l.CellName, l.Addenda, want)
		}
	}
}

func TestACommitteesMonthIsApprovedWithNamedExceptions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := setup(t, packet.Sent)
	approve := func(a authz.Actor, cells []int64, without map[int64]string) error {
		return b.ApproveMonth(ctx, a, packet.ApprovalDraft{Unit: b.Org.ID, Month: october, Approve: cells, Without: without})
	}
	err := approve(b.Grassroots, []int64{b.Cell.ID}, map[int64]string{})
	if f := apperr.FieldsOf(err); len(f) != 1 || f[0].Name != fmt.Sprintf("ly-do-%d", b.Sister.ID) || !strings.Contains(f[0].Msg, b.Sister.Name) {
		t.Fatalf("without a reason for the silent cell: %v", err)
	}
	if err := approve(b.Grassroots, nil, map[int64]string{b.Sister.ID: "Bí thư đi bệnh viện"}); len(apperr.FieldsOf(err)) != 1 {
		t.Errorf("without a word about the waiting one: %v", err)
	}
	for name, a := range map[string]authz.Actor{"office": b.Office, "secretary": b.Secretary, "stranger": b.Stranger, "leader": b.Leader} {
		if err := approve(a, []int64{b.Cell.ID}, map[int64]string{b.Sister.ID: "Bí thư đi bệnh viện"}); apperr.KindOf(err) != apperr.KindNotFound && apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := approve(b.Grassroots, []int64{b.Sister.ID}, map[int64]string{b.Cell.ID: "Chưa đọc kịp", b.Sister.ID: "x"}); err == nil {
		t.Error("a silent cell was approved")
	}
	reasons := map[int64]string{b.Sister.ID: "Bí thư đi bệnh viện"}
	if err := approve(b.Grassroots, []int64{b.Cell.ID}, reasons); err != nil {
		t.Fatal(err)
	}
	if err := approve(b.Grassroots, nil, reasons); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("twice: %v", err)
	}
	approvals, err := b.Approvals(ctx, b.Office, october)
	if err != nil || approvals[b.Org.ID].Without() != "chưa gồm 1 chi bộ: Chi bộ ấp Tây (Bí thư đi bệnh viện)" {
		t.Errorf("%+v, %v", approvals, err)
	}
	if other, err := b.Approvals(ctx, b.Stranger, october); err != nil || len(other) != 0 {
		t.Errorf("another committee reads %+v, %v", other, err)
	}
	for unit, want := range map[int64]int{b.Org.ID: 1, b.Root.ID: 1, b.OtherOrg.ID: 0} {
		if left, err := b.Left(ctx, b.tx, b.Office, unit, period.Year(2026)); err != nil || len(left) != want {
			t.Errorf("unit %d is without %+v, %v; want %d", unit, left, err, want)
		}
	}
	b.put(t, b.Sister.ID, packet.Sent) // it stays open, is sent late and approved on its own
	if _, err := b.Approve(ctx, b.Grassroots, b.Sister.ID, october); err != nil {
		t.Fatal(err)
	}
	if approvals, err = b.Approvals(ctx, b.Office, october); err != nil || approvals[b.Org.ID].Without() != "" {
		t.Errorf("after the last came: %+v, %v", approvals, err)
	}
}
