package pledge_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/pledge"
	"tusoi/internal/worldtest"
)

func TestWhatWasNotKeptIsPromisedAgainAndCountsFromTheFirstYear(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, member := context.Background(), b.w.Members[b.w.Cell.ID][1]
	open := b.w.PledgeItem(t, b.tx, b.w.Cell, member, 2025, "Giúp hộ ông Ba thoát nghèo")
	kept := b.w.PledgeItem(t, b.tx, b.w.Cell, member, 2025, "Trồng 20 cây trước nhà")
	sisters := b.w.PledgeItem(t, b.tx, b.w.Sister, b.w.Members[b.w.Sister.ID][1], 2025, "Việc của chi bộ khác")
	worldtest.Exec(t, b.tx, `INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, updated_at, updated_by)
		VALUES (@committee, @cell, '2025-08-01', @member, 'pledge', @item, 'done', now(), 'thử')`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "cell": b.w.Cell.ID, "member": member, "item": kept})
	desk, err := b.Desk(ctx, b.w.Secretary, member, 2026)
	if err != nil || len(desk.Unkept) != 1 || desk.Unkept[0].ID != open {
		t.Fatalf("unkept of 2025: %+v, %v; want only the one without a mark done", desk.Unkept, err)
	}
	again := item("Giúp hộ ông Ba thoát nghèo trong quý III")
	again.Continues = open
	foreign := item("Mượn việc của chi bộ khác")
	foreign.Continues = sisters
	twice := pledge.Input{Items: []pledge.Item{again, again}}
	if fields := apperr.FieldsOf(b.Save(ctx, b.w.Secretary, member, 2026, twice)); len(fields) != 1 || fields[0].Name != "c1" {
		t.Errorf("copied twice: %v, want the second line named", fields)
	}
	if err := b.Save(ctx, b.w.Secretary, member, 2026, pledge.Input{Items: []pledge.Item{again, foreign}}); err != nil {
		t.Fatal(err)
	}
	if desk, err = b.Desk(ctx, b.w.Secretary, member, 2026); err != nil || len(desk.Unkept) != 0 {
		t.Errorf("offered again: %+v, %v", desk.Unkept, err)
	}
	if got := desk.Items[0].Age(); got != "hứa lần đầu năm 2025, lần thứ 2" {
		t.Errorf("age %q", got)
	}
	if desk.Items[1].Continues != 0 || desk.Items[1].Age() != "" {
		t.Errorf("goes on with a sister's item: %+v", desk.Items[1])
	}
	if err := b.Submit(ctx, b.w.Secretary, member, 2026); err != nil {
		t.Fatal(err)
	}
	third := item("Giúp hộ ông Ba thoát nghèo, năm thứ ba")
	third.Continues, third.DueOn = desk.Items[0].ID, worldtest.Date(2027, 12, 31)
	if err := b.Save(ctx, b.w.Secretary, member, 2027, pledge.Input{Items: []pledge.Item{third}}); err != nil {
		t.Fatal(err)
	}
	next, err := b.Get(ctx, b.w.Secretary, member, 2027)
	if err != nil || next.Items[0].Age() != "hứa lần đầu năm 2025, lần thứ 3" {
		t.Errorf("the third year: %+v, %v", next.Items, err)
	}
}

func TestAMemberWritesAndHandsInOnlyTheOwnSheet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, member := context.Background(), b.w.Members[b.w.Cell.ID][1]
	in := pledge.Input{Items: []pledge.Item{item("Việc tôi tự ghi")}}
	if err := b.Save(ctx, b.w.Member, member, 2026, in); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a member as the cell: %v, want Forbidden", err)
	}
	if err := b.SaveOwn(ctx, b.w.Member, 2026, in); err != nil {
		t.Fatal(err)
	}
	if err := b.SubmitOwn(ctx, b.w.Member, 2026); err != nil {
		t.Fatal(err)
	}
	sheet := b.sheet(t)
	if sheet.WrittenBy != b.w.Member.Name || sheet.SubmittedBy != b.w.Member.Name || sheet.State != pledge.Submitted {
		t.Errorf("the secretary sees %+v; want who wrote it and handed it in", sheet)
	}
	in = pledge.Input{Version: sheet.Version, Items: []pledge.Item{item("Sửa sau khi nộp")}}
	if err := b.SaveOwn(ctx, b.w.Member, 2026, in); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("the member changes what was handed in: %v, want Conflict", err)
	}
	if err := b.SendBack(ctx, b.w.Secretary, member, 2026, " "); len(apperr.FieldsOf(err)) != 1 {
		t.Errorf("sent back without a reason: %v", err)
	}
	if err := b.SendBack(ctx, b.w.SisterSecretary, member, 2026, "Chưa rõ chỉ tiêu"); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("sent back by a sister: %v, want NotFound", err)
	}
	if err := b.SendBack(ctx, b.w.Secretary, member, 2026, "Chưa rõ chỉ tiêu"); err != nil {
		t.Fatal(err)
	}
	own, err := b.OwnDesk(ctx, b.w.Member, 2026)
	if err != nil || !own.Writable || own.State != pledge.Draft || own.ReturnReason != "Chưa rõ chỉ tiêu" {
		t.Fatalf("the own sheet sent back: %+v, %v", own.Sheet, err)
	}
	in.Version = own.Version
	if err := b.SaveOwn(ctx, b.w.Member, 2026, in); err != nil {
		t.Fatal(err)
	}
	if err := b.SubmitOwn(ctx, b.w.Member, 2026); err != nil {
		t.Fatal(err)
	}
	if got := b.sheet(t); got.ReturnReason != "" || got.Items[0].Content != "Sửa sau khi nộp" {
		t.Errorf("handed in again: %+v", got)
	}
}

func TestTheCellAgreesToAllSheetsAtOneMeeting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, people := context.Background(), b.w.Members[b.w.Cell.ID]
	in := pledge.Input{Items: []pledge.Item{item("Việc của năm")}}
	var seen []pledge.Seen
	for _, member := range people[:3] {
		if err := b.Save(ctx, b.w.Secretary, member, 2026, in); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, pledge.Seen{Member: member, Version: 2})
	}
	sister := b.w.Members[b.w.Sister.ID][1]
	if err := b.Save(ctx, b.w.SisterSecretary, sister, 2026, in); err != nil {
		t.Fatal(err)
	}
	seen = append(seen, pledge.Seen{Member: sister, Version: 2})
	before := *b.changes
	moved, err := b.SubmitAll(ctx, b.w.Secretary, b.w.Cell.ID, 2026, seen)
	if err != nil || moved.Done != 3 || len(moved.Left) != 0 || *b.changes != before+1 {
		t.Fatalf("handed in: %+v, %v; want 3 and one count", moved, err)
	}
	for i := range seen {
		seen[i].Version = 3
	}
	seen[1].Version = 2 // somebody wrote in it since the page was made
	meeting := worldtest.Date(2026, 1, 15)
	if moved, err = b.ApproveAll(ctx, b.w.Secretary, b.w.Cell.ID, 2026, meeting, seen); err != nil || moved.Done != 2 || strings.Join(moved.Left, "") != "Trần Thị Bình" {
		t.Fatalf("agreed: %+v, %v; want 2 and Bình's left", moved, err)
	}
	if moved, err = b.ApproveAll(ctx, b.w.Secretary, b.w.Cell.ID, 2026, meeting, seen[:1]); err != nil || moved.Done != 0 {
		t.Errorf("sent twice: %+v, %v", moved, err)
	}
	if n := b.one(t, `SELECT count(*) FROM audit_entries WHERE summary LIKE 'Chi bộ thông qua%An, cuộc họp ngày 15/01/2026; người ghi là chính đảng viên này, ghi thay chi bộ'`); n != 1 {
		t.Errorf("%d entries say that the secretary wrote for the cell", n)
	}
	if n := b.one(t, `SELECT count(*) FROM pledges WHERE state = 'approved' AND approved_on = '2026-01-15' AND approved_by = $1`, b.w.Secretary.Name); n != 2 {
		t.Errorf("%d sheets carry the meeting, want 2", n)
	}
	if n := b.one(t, `SELECT count(*) FROM pledges WHERE member_id = $1 AND state = 'draft'`, sister); n != 1 {
		t.Error("the sister's sheet moved along")
	}
	if _, err := b.ApproveAll(ctx, b.w.SisterSecretary, b.w.Cell.ID, 2026, meeting, seen); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a sister agrees for the cell: %v, want NotFound", err)
	}
}

func TestNobodyApprovesTheOwnSheetWithoutAMeeting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, own := context.Background(), b.w.Members[b.w.Cell.ID][0]
	if err := b.Save(ctx, b.w.Secretary, own, 2026, pledge.Input{Items: []pledge.Item{item("Việc của bí thư")}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Submit(ctx, b.w.Secretary, own, 2026); err != nil {
		t.Fatal(err)
	}
	if err := b.Approve(ctx, b.w.Secretary, own, 2026); len(apperr.FieldsOf(err)) != 1 {
		t.Errorf("the own sheet, no meeting: %v, want the day asked for", err)
	}
	if err := b.ApproveOn(ctx, b.w.Secretary, own, 2026, worldtest.Date(2026, 12, 1)); len(apperr.FieldsOf(err)) != 1 {
		t.Errorf("a meeting to come: %v", err)
	}
	if err := b.ApproveOn(ctx, b.w.Member, b.w.Member.MemberID, 2026, worldtest.Date(2026, 1, 15)); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a member: %v, want Forbidden", err)
	}
	if err := b.ApproveOn(ctx, b.w.Secretary, own, 2026, worldtest.Date(2026, 1, 15)); err != nil {
		t.Error(err)
	}
}
