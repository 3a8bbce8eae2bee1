package inspection_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/inspection"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

type bench struct {
	worldtest.World
	*inspection.Service
	tx pgx.Tx
}

func setup(t *testing.T) bench {
	t.Helper()
	tx := pgtest.Tx(t)
	return bench{worldtest.New(t, tx), &inspection.Service{DB: tx, Now: worldtest.Clock}, tx}
}

func key(n int) string { return fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-%012d", n) }

// cells is a check of the first cell's own plan, ofCommittee one of the committee's about a member of it.
func (b bench) cells() inspection.Check {
	return inspection.Check{
		UnitID: b.Cell.ID, TargetID: b.Cell.ID, MemberID: b.Members[b.Cell.ID][1], Body: inspection.Cell, Kind: inspection.Inspection, Form: inspection.Thematic,
		Subject: "Thu, nộp và quản lý đảng phí", InPlan: true, PlannedOn: worldtest.Date(2026, 9, 30), WholeMonth: true, Number: "03-KH/CB", Team: "Đồng chí phó bí thư",
		DoneOn: worldtest.Date(2026, 9, 21), ConclusionNumber: "02-KL/CB", Conclusion: "Thực hiện đúng quy định.",
	}
}

func (b bench) ofCommittee() inspection.Check {
	c := b.cells()
	c.UnitID, c.Body, c.Form, c.InPlan, c.WholeMonth, c.PlannedOn = b.Root.ID, inspection.Board, inspection.Signs, false, false, worldtest.Date(2026, 9, 1)
	return c
}

func TestACheckIsRefusedInWordsForEverythingThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct {
		change      func(*inspection.Check)
		as          authz.Actor
		field, want string
	}{
		"done before the planned year": {func(c *inspection.Check) { c.DoneOn = worldtest.Date(2025, 12, 31) }, b.Secretary, "done", "Kế hoạch là của năm 2026"},
		"done tomorrow":                {func(c *inspection.Check) { c.DoneOn = worldtest.Date(2026, 11, 21) }, b.Secretary, "done", "sau hôm nay"},
		"concluded and not done":       {func(c *inspection.Check) { c.DoneOn = time.Time{} }, b.Secretary, "done", "ghi ngày hoàn thành"},
		"planned before the unit was": {func(c *inspection.Check) {
			c.PlannedOn, c.DoneOn = worldtest.Date(2014, 9, 30), worldtest.Date(2015, 2, 1)
		}, b.Secretary, "planned", "chưa thành lập"},
		"of a plan without a day": {func(c *inspection.Check) { c.PlannedOn = time.Time{} }, b.Secretary, "planned", "09/2026"},
		"planned for a far year":  {func(c *inspection.Check) { c.PlannedOn = worldtest.Date(2062, 9, 30) }, b.Secretary, "planned", "xa quá"},
		"outside the plan, and only begins": {func(c *inspection.Check) {
			c.InPlan, c.PlannedOn = false, worldtest.Date(2026, 12, 1)
			c.WholeMonth = false
		}, b.Secretary, "planned", "không ở sau hôm nay"},
		"outside the plan, begun after it ended": {func(c *inspection.Check) { c.InPlan, c.WholeMonth = false, false }, b.Secretary, "done", "trước ngày bắt đầu"},
		"supervision for signs":                  {func(c *inspection.Check) { c.Kind, c.Form = inspection.Supervision, inspection.Signs }, b.Secretary, "form", "Giám sát chỉ có"},
		"by the committee in a cell's plan":      {func(c *inspection.Check) { c.Body = inspection.Committee }, b.Secretary, "body", "do chi bộ thực hiện"},
		"by a cell in the committee's plan":      {func(c *inspection.Check) { c.UnitID = b.Org.ID }, b.Grassroots, "body", "là của cấp ủy"},
		"of a sister cell":                       {func(c *inspection.Check) { c.TargetID, c.MemberID = b.Sister.ID, 0 }, b.Secretary, "target", "tổ chức cấp dưới"},
		"a plan outside the scope":               {func(c *inspection.Check) { c.UnitID, c.TargetID, c.MemberID = b.Far.ID, b.Far.ID, 0 }, b.Grassroots, "unit", "không có trong phạm vi"},
		"of another cell's member":               {func(c *inspection.Check) { c.MemberID = b.Members[b.Sister.ID][1] }, b.Office, "member", "không sinh hoạt ở Chi bộ ấp Đông"},
		"of a stranger":                          {func(c *inspection.Check) { c.MemberID = b.StrangerMember }, b.Office, "member", "Không tìm thấy"},
		"of a member where there is no cell":     {func(c *inspection.Check) { *c = b.ofCommittee(); c.TargetID = b.Org.ID }, b.Inspector, "target", "chọn chi bộ"},
		"of the committee itself":                {func(c *inspection.Check) { *c = b.ofCommittee(); c.TargetID, c.MemberID = b.Root.ID, 0 }, b.Inspector, "target", "cấp dưới được kiểm tra"},
		"without a subject":                      {func(c *inspection.Check) { c.Subject = "" }, b.Secretary, "subject", "từ 5 đến 500"},
	} {
		c := b.cells()
		tc.change(&c)
		_, err := b.Book().Add(context.Background(), tc.as, key(1), c)
		fields := apperr.FieldsOf(err)
		if apperr.KindOf(err) != apperr.KindInvalid || len(fields) == 0 || fields[0].Name != tc.field || !strings.Contains(fields[0].Msg, tc.want) {
			t.Errorf("%s: %v %v; want “%s” at %s", name, err, fields, tc.want, tc.field)
		}
	}
}

func TestACheckIsWrittenOnceChangedAndTakenOutWithTheTrail(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id, err := b.Book().Add(ctx, b.Secretary, key(1), b.cells())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Book().Add(ctx, b.Secretary, key(2), b.cells()); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("the same check by another form: %v", err)
	}
	other := b.cells()
	other.Conclusion = "Còn một đồng chí nộp chậm."
	if _, err := b.Book().Add(ctx, b.Secretary, key(3), other); !strings.Contains(fmt.Sprint(apperr.FieldsOf(err)), "đã có trong sổ") {
		t.Errorf("the same check with another end: %v", err)
	}
	if err := b.Book().Amend(ctx, b.Secretary, id, 1, other, "Bổ sung kết luận"); err != nil {
		t.Fatal(err)
	}
	row, err := b.Get(ctx, b.Leader, id)
	if diff := cmp.Diff(other, row.Check); err != nil || diff != "" || row.MemberName != "Trần Thị Bình" || row.Version != 2 || row.Planned() != "09/2026" {
		t.Errorf("%+v, %v\n%s", row, err, diff)
	}
	worldtest.Exec(t, b.tx, `INSERT INTO remedies (committee_id, cell_id, opened_month, source, source_basis, shortcoming, action, first_due_on, due_on, form_key, inspection_id, updated_at)
		VALUES (@c, @u, '2026-09-01', 'inspection', 'KL 02', 'Nộp chậm', 'Nộp đủ', '2026-12-01', '2026-12-01', gen_random_uuid(), @id, now())`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.Cell.ID, "id": id})
	if list, err := b.Mendings(ctx, b.Secretary, id); err != nil || len(list) != 1 || list[0].CellName != b.Cell.Name {
		t.Errorf("what the check led to: %+v, %v", list, err)
	}
	if err := b.Book().Drop(ctx, b.Secretary, id, 2, "Ghi nhầm dòng"); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "việc tự sửa số") {
		t.Errorf("taken out while a remedy leads back to it: %v", err)
	}
	worldtest.Exec(t, b.tx, `UPDATE remedies SET inspection_id = NULL WHERE committee_id = @c`, pgx.StrictNamedArgs{"c": b.Committee})
	if err := b.Book().Drop(ctx, b.Secretary, id, 2, "Ghi nhầm dòng"); err != nil {
		t.Fatal(err)
	}
	trail, err := (&audit.Service{DB: b.tx}).History(ctx, b.Grassroots, authz.RecordRead, "inspection", id)
	if err != nil || len(trail) != 3 || trail[0].Reason != "Ghi nhầm dòng" {
		t.Errorf("the trail: %+v, %v", trail, err)
	}
}

// Who is checked reads what who stands above planned about them, but of signs of a violation only when it is over.
func TestWhoIsCheckedReadsItAndASisterDoesNot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	running := b.ofCommittee()
	running.DoneOn, running.Conclusion, running.ConclusionNumber = time.Time{}, "", ""
	id, err := b.Book().Add(ctx, b.Inspector, key(1), running)
	if err != nil {
		t.Fatal(err)
	}
	see := func(when string, want map[string]bool) {
		t.Helper()
		for name, a := range map[string]authz.Actor{"cell": b.Secretary, "sister": b.SisterSecretary, "far": b.FarSecretary, "above": b.Grassroots, "office": b.Office, "stranger": b.Stranger} {
			_, err := b.Get(ctx, a, id)
			list, listErr := b.List(ctx, a, inspection.Filter{})
			if (err == nil) != want[name] || listErr != nil || (list.Total == 1) != want[name] || err != nil && apperr.KindOf(err) != apperr.KindNotFound {
				t.Errorf("%s, %s: %v, %d %v", when, name, err, list.Total, listErr)
			}
		}
	}
	see("while it runs", map[string]bool{"office": true})
	if err := b.Book().Amend(ctx, b.Inspector, id, 1, b.ofCommittee(), "Đã có kết luận"); err != nil {
		t.Fatal(err)
	}
	see("when it is over", map[string]bool{"office": true, "cell": true, "above": true})
	if err := b.Book().Drop(ctx, b.Secretary, id, 2, "Không muốn có"); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("who is checked takes it out: %v", err)
	}
	if _, err := b.List(ctx, b.Member, inspection.Filter{}); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a member: %v", err)
	}
}

func TestTheBookOfChecksIsNarrowed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	late, soon := b.cells(), b.cells()
	late.PlannedOn, late.DoneOn, late.Conclusion, late.ConclusionNumber = worldtest.Date(2026, 10, 31), time.Time{}, "", ""
	soon.PlannedOn, soon.DoneOn, soon.Conclusion, soon.ConclusionNumber, soon.Kind = worldtest.Date(2026, 11, 30), time.Time{}, "", "", inspection.Supervision
	for i, c := range []inspection.Check{b.cells(), late, soon, b.ofCommittee()} {
		if _, err := b.Book().Add(ctx, b.Inspector, key(i), c); err != nil {
			t.Fatal(err)
		}
	}
	for name, tc := range map[string]struct {
		filter inspection.Filter
		want   int
	}{
		"all": {inspection.Filter{}, 4}, "late": {inspection.Filter{State: inspection.Overdue}, 1}, "soon": {inspection.Filter{State: inspection.Waiting}, 1},
		"done": {inspection.Filter{State: inspection.Done}, 2}, "of cells": {inspection.Filter{Plan: "cell"}, 3}, "of the committee": {inspection.Filter{Plan: "committee"}, 1},
		"supervision": {inspection.Filter{Kind: inspection.Supervision}, 1}, "for signs": {inspection.Filter{Form: inspection.Signs}, 1}, "outside the plan": {inspection.Filter{Inside: "no"}, 1},
	} {
		if list, err := b.List(ctx, b.Office, tc.filter); err != nil || list.Total != tc.want {
			t.Errorf("%s: %d, %v; want %d", name, list.Total, err, tc.want)
		}
	}
	f := inspection.Filter{Own: true}
	f.Unit = b.Root.ID
	if list, err := b.List(ctx, b.Office, f); err != nil || list.Total != 1 {
		t.Errorf("the committee's own plan: %d, %v", list.Total, err)
	}
}
