package review_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

// memberAs is the world's plain member, as somebody of the first cell.
func (b *bundle) memberAs(member int64) authz.Actor {
	who := b.w.Member
	who.MemberID = member
	return who
}

func TestAMemberWritesTheirOwnLineAndNobodyElses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	binh := b.memberAs(b.binh())
	save := func(who authz.Actor, member int64, value string) error {
		_, err := b.SaveField(ctx, who, b.change(member, review.FieldNote, value, ""))
		return err
	}
	if err := save(binh, b.binh(), "Đã đi ba nhà, hai nhà đồng ý hiến đất"); err != nil {
		t.Fatal(err)
	}
	if err := save(binh, b.an(), "Viết hộ người khác"); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("another's line: %v, want Forbidden", err)
	}
	own, err := b.Own(ctx, binh, november)
	if err != nil || len(own.Members) != 1 || own.Members[0].ID != b.binh() {
		t.Fatalf("Own = %+v, %v; want one line", own.Members, err)
	}
	of := func(id int64) review.Item {
		t.Helper()
		for _, m := range b.sheet(t).Members {
			if m.ID == id {
				return m.Items[0]
			}
		}
		t.Fatal("no such member")
		return review.Item{}
	}
	if i := of(b.binh()); !i.Own || i.UpdatedBy != binh.Name {
		t.Errorf("written by %q, own %v; want the secretary to see who wrote it", i.UpdatedBy, i.Own)
	}
	third := b.w.Members[b.w.Cell.ID][2]
	if err := save(b.w.Secretary, third, "Chi ủy ghi"); err != nil {
		t.Fatal(err)
	}
	if of(third).Own {
		t.Error("what the secretary wrote passes for the member's own")
	}
	sister := b.memberAs(b.w.Members[b.w.Sister.ID][0])
	if _, err := b.Own(ctx, sister, november); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("an account of this cell with a member of another: %v, want NotFound", err)
	}
	if err := save(sister, sister.MemberID, "Lời"); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("and writing: %v, want NotFound", err)
	}
	if _, err := b.Own(ctx, b.w.Office, november); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the office has no own line: %v", err)
	}
}

func TestAMemberOpensAndReportsOnlyTheirOwnRemedy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	binh := b.memberAs(b.binh())
	d := remedy.Draft{Cell: b.w.Cell.ID, Month: november, Member: b.binh(), Shortcoming: "Đi họp trễ", Action: "Có mặt trước giờ",
		DueOn: worldtest.Date(2026, 12, 15), FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"}
	if err := b.AddRemedy(ctx, binh, d); err != nil {
		t.Fatal(err)
	}
	d.Member, d.FormKey = b.an(), "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d"
	if err := b.AddRemedy(ctx, binh, d); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("for somebody else: %v, want Forbidden", err)
	}
	id := b.sheet(t).Members[1].Remedies[0].ID
	for name, who := range map[string]authz.Actor{"a neighbour": b.memberAs(b.an()), "the sister's secretary": b.w.SisterSecretary} {
		if _, err := b.Remedy.Report(ctx, who, id, "Đã sửa xong từ tuần trước"); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("reported by %s: %v, want NotFound", name, err)
		}
		if _, err := b.Remedy.Find(ctx, who, id); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("found by %s: %v, want NotFound", name, err)
		}
	}
	if r, err := b.Remedy.Report(ctx, binh, id, "Đã sửa xong từ tuần trước"); err != nil || r.State != remedy.Reported {
		t.Errorf("reported by the owner: %+v, %v", r, err)
	}
	if _, err := b.Remedy.Verify(ctx, binh, id); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("verified by the owner: %v, want Forbidden", err)
	}
}

// found lets An find two signs.
func (b *bundle) found(t *testing.T) {
	t.Helper()
	_, err := b.SaveAll(context.Background(), b.w.Secretary, b.w.Cell.ID, november, []review.FieldChange{
		b.change(b.an(), review.FieldConduct, review.Found, ""), b.change(b.an(), review.FieldConductNote, "Nể nang khi góp ý", ""),
		b.change(b.an(), review.FieldSigns, "qd207-2026/1 nqtw4-2016/A5", ""),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFindingNeedsASignOfTheListsOfItsMonth(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.found(t)
	a := b.sheet(t).Members[0].Answers
	if a.Signs != "nqtw4-2016/A5 qd207-2026/1" || len(a.SignList()) != 2 {
		t.Errorf("signs %q, want them in the order of the lists", a.Signs)
	}
	for month, refs := range map[period.Period]string{november: "qd37-2021/1", period.Month(2026, 6): "qd207-2026/1"} {
		c := b.change(b.an(), review.FieldSigns, refs, a.Signs)
		c.Month = month
		if _, err := b.SaveField(ctx, b.w.Secretary, c); len(apperr.FieldsOf(err)) != 1 {
			t.Errorf("%s in %s: %v, want it refused in words", refs, month, err)
		}
	}
	for field, base := range map[review.Field]string{review.FieldSigns: a.Signs, review.FieldConductNote: "Nể nang khi góp ý"} {
		before := b.sheet(t).Members[0].Missing()
		if saved, err := b.SaveField(ctx, b.w.Secretary, b.change(b.an(), field, "", base)); err != nil || saved.Missing != before+1 {
			t.Errorf("without %s %d missing, %v; want one more than %d", field, saved.Missing, err, before)
		}
		if _, err := b.SaveField(ctx, b.w.Secretary, b.change(b.an(), field, base, "")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.SaveField(ctx, b.w.Secretary, b.change(b.an(), review.FieldConduct, review.Clear, review.Found)); err != nil {
		t.Fatal(err)
	}
	if a := b.sheet(t).Members[0].Answers; a.Signs != "" {
		t.Errorf("taken back, it still names %q", a.Signs)
	}
}

func TestWhatWasFoundIsForTheCellAndTheCommitteeDirectlyAbove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.found(t)
	read := func(who authz.Actor, cell int64) review.Answers {
		t.Helper()
		s, err := b.Sheet(ctx, who, cell, november)
		if err != nil {
			t.Fatal(err)
		}
		return s.Members[0].Answers
	}
	for name, who := range map[string]authz.Actor{"the secretary": b.w.Secretary, "the committee above": b.w.Grassroots} {
		if a := read(who, b.w.Cell.ID); a.Conduct != review.Found || a.ConductNote == "" || a.Signs == "" {
			t.Errorf("%s reads %+v", name, a)
		}
	}
	if a := read(b.w.Office, b.w.Cell.ID); a.Conduct != review.Hidden || a.ConductNote+a.Signs != "" {
		t.Errorf("the office reads %+v of a cell under a grassroots committee", a)
	}
	if counts, err := b.SignCounts(ctx, b.w.Office, period.Year(2026)); err != nil || counts["nqtw4-2016/A5"] != 1 || len(counts) != 2 {
		t.Errorf("the office counts %v, %v", counts, err)
	}
	if counts, err := b.SignCounts(ctx, b.w.SisterSecretary, period.Year(2026)); err != nil || len(counts) != 0 {
		t.Errorf("the sister's secretary counts %v, %v", counts, err)
	}
	worldtest.Exec(t, b.tx, `UPDATE reviews SET cell_id = @to, member_id = @member`, pgx.StrictNamedArgs{"to": b.w.GrassCell.ID, "member": b.w.Members[b.w.GrassCell.ID][0]})
	if a := read(b.w.Office, b.w.GrassCell.ID); a.Conduct != review.Found || a.ConductNote == "" {
		t.Errorf("the office reads %+v of the cell directly under it", a)
	}
}
