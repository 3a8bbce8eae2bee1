package discipline_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/discipline"
	"tusoi/internal/inspection"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

type bench struct {
	worldtest.World
	*discipline.Service
	tx pgx.Tx
}

func setup(t *testing.T) bench {
	t.Helper()
	tx := pgtest.Tx(t)
	return bench{worldtest.New(t, tx), &discipline.Service{DB: tx, Now: worldtest.Clock, ModelChanged: inspection.DisciplinedTx}, tx}
}

// draft is right for the first cell's member, and for the committee directly above the cell.
func (b bench) draft() discipline.Draft {
	return discipline.Draft{
		UnitID: b.Cell.ID, MemberID: b.Members[b.Cell.ID][1], Form: discipline.Warning, Contents: []string{"duty", "nineteen"}, CommitteeMember: true,
		Post: "Chi ủy viên", Level: discipline.Grassroots, DecisionNumber: "12-QĐ/ĐU", DecidedOn: worldtest.Date(2026, 5, 19),
		InForceFrom: worldtest.Date(2026, 5, 19), Summary: "Để thủ quỹ chiếm dụng quỹ của hợp tác xã.",
	}
}

func (b bench) key(n byte) string { return "7b1f0c1e-9a55-4c1e-9f3e-00000000000" + string('0'+n) }

func (b bench) add(t *testing.T, as authz.Actor, n byte, d discipline.Draft) int64 {
	t.Helper()
	id, err := b.Book().Add(context.Background(), as, b.key(n), d)
	if err != nil {
		t.Fatalf("%v %+v", err, apperr.FieldsOf(err))
	}
	return id
}

func TestADecisionIsRefusedInWordsForEverythingThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	cuc := b.Members[b.Cell.ID][2] // on probation
	worldtest.Exec(t, b.tx, `UPDATE members SET standing = 'full', official_on = '2026-08-01' WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][3]})
	type draft = discipline.Draft
	unit := func(d *draft) { d.MemberID, d.CommitteeMember, d.Post = 0, false, "" }
	for name, tc := range map[string]struct {
		change      func(*draft)
		as          authz.Actor
		field, want string
	}{
		"tomorrow":                           {func(d *draft) { d.DecidedOn = worldtest.Date(2026, 11, 21) }, b.Inspector, "on", "sau hôm nay"},
		"before the cell was":                {func(d *draft) { d.DecidedOn = worldtest.Date(2014, 12, 31) }, b.Inspector, "on", "chưa thành lập"},
		"of another cell's member":           {func(d *draft) { d.MemberID = b.Members[b.Sister.ID][1] }, b.Inspector, "member", "không sinh hoạt ở"},
		"of another committee's member":      {func(d *draft) { d.MemberID = b.StrangerMember }, b.Inspector, "member", "Không tìm thấy"},
		"of a member out of the scope":       {func(d *draft) { d.MemberID = b.Members[b.Far.ID][1] }, b.Grassroots, "member", "Không tìm thấy"},
		"of a member, at their organisation": {func(d *draft) { d.UnitID = b.Org.ID }, b.Inspector, "unit", "Chọn chi bộ"},
		"outside the scope":                  {func(d *draft) { d.UnitID = b.Far.ID }, b.Grassroots, "unit", "không có trong phạm vi"},
		"of the writer's own organisation":   {func(d *draft) { unit(d); d.UnitID = b.Org.ID }, b.Grassroots, "unit", "do cấp trên ghi"},
		"a level above the writer":           {func(d *draft) { d.Level = discipline.Board }, b.Grassroots, "level", "Ủy ban Kiểm tra ghi"},
		"no form":                            {func(d *draft) { d.Form = "" }, b.Inspector, "form", "Chọn hình thức"},
		"striking off":                       {func(d *draft) { d.Form = discipline.Struck }, b.Inspector, "form", "Xóa tên không phải hình thức kỷ luật"},
		"expulsion on probation":             {func(d *draft) { d.MemberID, d.Form = cuc, discipline.Expulsion }, b.Inspector, "form", "còn dự bị"},
		"removal of who was on probation": {func(d *draft) {
			d.MemberID, d.Form, d.RemovedFrom = b.Members[b.Cell.ID][3], discipline.Removal, "Chi ủy viên"
		}, b.Inspector, "form", "còn dự bị"},
		"dissolution of a member":        {func(d *draft) { d.Form = discipline.Dissolution }, b.Inspector, "form", "chỉ áp dụng cho tổ chức"},
		"removal without a post":         {func(d *draft) { d.Form, d.Post, d.RemovedFrom = discipline.Removal, "", "Chi ủy viên" }, b.Inspector, "post", "đang giữ chức vụ"},
		"removal from nothing":           {func(d *draft) { d.Form = discipline.Removal }, b.Inspector, "removed", "chức vụ bị cách"},
		"a post taken away by a warning": {func(d *draft) { d.RemovedFrom = "Chi ủy viên" }, b.Inspector, "removed", "chỉ ghi khi cách chức"},
		"expulsion of an organisation":   {func(d *draft) { unit(d); d.Form = discipline.Expulsion }, b.Inspector, "form", "khiển trách, cảnh cáo hoặc giải tán"},
		"a post of an organisation":      {func(d *draft) { unit(d); d.Post = "Bí thư" }, b.Inspector, "post", "chỉ ghi cho đảng viên"},
		"an organisation by a cell":      {func(d *draft) { unit(d); d.Level = discipline.Cell }, b.Inspector, "level", "Chi bộ không kỷ luật"},
		"no content":                     {func(d *draft) { d.Contents = nil }, b.Inspector, "contents", "ít nhất một"},
		"a content that is none":         {func(d *draft) { d.Contents = []string{"duty", "weather"} }, b.Inspector, "contents", "trong danh mục"},
		"a content twice":                {func(d *draft) { d.Contents = []string{"duty", "duty"} }, b.Inspector, "contents", "một lần"},
		"in force before it was signed":  {func(d *draft) { d.InForceFrom = worldtest.Date(2026, 5, 18) }, b.Inspector, "in-force", "không thể trước đó"},
		"long before, by a cell":         {func(d *draft) { d.Level, d.InForceFrom = discipline.Cell, worldtest.Date(2026, 5, 8) }, b.Inspector, "in-force", "10 ngày"},
		"in force a year later":          {func(d *draft) { d.InForceFrom = worldtest.Date(2027, 5, 19) }, b.Inspector, "in-force", "quá 90 ngày"},
		"an appeal before the decision":  {func(d *draft) { d.AppealedOn = worldtest.Date(2026, 5, 18) }, b.Inspector, "appealed", "từ ngày quyết định"},
		"cancelled without a decision":   {func(d *draft) { d.CancelledOn = worldtest.Date(2026, 7, 1) }, b.Inspector, "cancel-number", "cả số quyết định hủy"},
		"cancelled tomorrow":             {func(d *draft) { d.CancelledOn, d.CancelNumber = worldtest.Date(2026, 11, 21), "9" }, b.Inspector, "cancelled", "đến hôm nay"},
		"more words than anybody needs":  {func(d *draft) { d.Summary = strings.Repeat("a", 2001) }, b.Inspector, "summary", "2001"},
	} {
		d := b.draft()
		tc.change(&d)
		_, err := b.Book().Add(ctx, tc.as, b.key(1), d)
		found := ""
		for _, f := range apperr.FieldsOf(err) {
			if f.Name == tc.field {
				found += f.Msg
			}
		}
		if apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(found, tc.want) {
			t.Errorf("%s: %v %+v; want “%s” at %s", name, err, apperr.FieldsOf(err), tc.want, tc.field)
		}
	}
	for name, change := range map[string]func(*draft){
		"a warning on probation": func(d *draft) { d.MemberID, d.DecisionNumber = cuc, "1" },
		"by the cell, announced before it was written": func(d *draft) {
			d.Level, d.InForceFrom, d.DecisionNumber = discipline.Cell, worldtest.Date(2026, 5, 10), "2"
		},
		"an expulsion after the probation": func(d *draft) {
			d.MemberID, d.Form, d.DecidedOn, d.InForceFrom, d.DecisionNumber = b.Members[b.Cell.ID][3], discipline.Expulsion, worldtest.Date(2026, 9, 1), time.Time{}, "3"
		},
	} {
		d := b.draft()
		change(&d)
		if verdicts, err := b.Book().CheckTx(ctx, b.tx, b.Inspector, []discipline.Draft{d}); err != nil || verdicts[0].Err != nil {
			t.Errorf("%s: %v %v", name, err, apperr.FieldsOf(verdicts[0].Err))
		}
	}
}

// Who was expelled is on the roll until the day of the decision, and not on it.
func TestWhoLeftOnTheDayOfTheExpulsionBelonged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := b.draft()
	worldtest.Exec(t, b.tx, `UPDATE memberships SET valid_to = @on WHERE committee_id = @c AND member_id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": d.MemberID, "on": d.DecidedOn})
	verdicts, err := b.Book().CheckTx(context.Background(), b.tx, b.Inspector, []discipline.Draft{d})
	if err != nil || verdicts[0].Err == nil {
		t.Errorf("a warning for somebody who had left: %v %v", verdicts, err)
	}
	d.Form = discipline.Expulsion
	if verdicts, err = b.Book().CheckTx(context.Background(), b.tx, b.Inspector, []discipline.Draft{d}); err != nil || verdicts[0].Err != nil {
		t.Errorf("an expulsion: %v %v", apperr.FieldsOf(verdicts[0].Err), err)
	}
}

func TestADecisionIsWrittenOnceChangedAndTakenOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := b.draft()
	d.InForceFrom = time.Time{}
	id := b.add(t, b.Grassroots, 1, d)
	row, err := b.Get(ctx, b.Inspector, id)
	if diff := cmp.Diff(b.draft(), row.Draft); err != nil || diff != "" || row.Who() != "Trần Thị Bình" {
		t.Errorf("%v\n%s", err, diff)
	}
	if _, err := b.Book().Add(ctx, b.Grassroots, b.key(2), d); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("the same again: %v", err)
	}
	d.Summary = "Việc khác"
	if _, err := b.Book().Add(ctx, b.Grassroots, b.key(2), d); !strings.Contains(apperr.FieldsOf(err)[0].Msg, "đã có trong sổ") {
		t.Errorf("the same decision twice: %v", err)
	}
	d.Level, d.DecisionNumber = discipline.Board, "12-QĐ/UBKT"
	board := b.add(t, b.Inspector, 2, d)
	if err := b.Book().Amend(ctx, b.Grassroots, board, 1, b.draft(), "Ghi nhầm cấp"); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the committee below changes the board's decision: %v", err)
	}
	if err := b.Book().Drop(ctx, b.Grassroots, board, 1, "Ghi nhầm cấp"); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the committee below takes the board's decision out: %v", err)
	}
	d.AppealedOn, d.CancelledOn, d.CancelNumber = worldtest.Date(2026, 6, 1), worldtest.Date(2026, 7, 1), "40-QĐ/UBKT"
	if err := b.Book().Amend(ctx, b.Inspector, board, 1, d, "Đã hủy kỷ luật"); err != nil {
		t.Fatal(err, apperr.FieldsOf(err))
	}
	if row, err = b.Get(ctx, b.Grassroots, board); err != nil || row.Version != 2 || row.Standing(worldtest.Date(2026, 11, 20)) != "Đã hủy từ ngày 01/07/2026" {
		t.Errorf("%+v %v", row, err)
	}
	if err := b.Book().Drop(ctx, b.Grassroots, id, 1, "Ghi nhầm người"); err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]authz.Actor{"office": b.Office, "leader": b.Leader, "admin": b.Admin, "secretary": b.Secretary, "member": b.Member} {
		if err := b.Book().Drop(ctx, a, board, 2, "Ghi nhầm người"); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s takes a decision out: %v", name, err)
		}
	}
}

func TestADecisionLapsesAfterTwelveMonthsWithoutAppealOrRelapse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := b.draft()
	d.DecidedOn, d.InForceFrom = worldtest.Date(2025, 11, 20), worldtest.Date(2025, 11, 21)
	first := b.add(t, b.Inspector, 1, d)
	today, tomorrow := worldtest.Date(2026, 11, 20), worldtest.Date(2026, 11, 21)
	standing := func(day time.Time) string {
		t.Helper()
		row, err := b.Get(ctx, b.Inspector, first)
		if err != nil {
			t.Fatal(err)
		}
		return row.Standing(day)
	}
	if got := standing(today); !strings.Contains(got, "tự chấm dứt ngày 21/11/2026") {
		t.Error(got)
	}
	if got := standing(tomorrow); got != "Đã tự chấm dứt hiệu lực ngày 21/11/2026" {
		t.Error(got)
	}
	again := b.draft()
	again.DecidedOn, again.InForceFrom, again.DecisionNumber = worldtest.Date(2026, 11, 1), time.Time{}, "99"
	second := b.add(t, b.Inspector, 2, again)
	if got := standing(tomorrow); !strings.Contains(got, "tái phạm: có quyết định ngày 01/11/2026") {
		t.Error(got)
	}
	again.CancelledOn, again.CancelNumber = worldtest.Date(2026, 11, 10), "100"
	if err := b.Book().Amend(ctx, b.Inspector, second, 1, again, "Đã hủy kỷ luật"); err != nil {
		t.Fatal(err)
	}
	if got := standing(tomorrow); strings.Contains(got, "tái phạm") {
		t.Error(got)
	}
	d.AppealedOn = worldtest.Date(2025, 12, 1)
	if err := b.Book().Amend(ctx, b.Inspector, first, 1, d, "Có khiếu nại"); err != nil {
		t.Fatal(err)
	}
	if got := standing(tomorrow); !strings.Contains(got, "khiếu nại ngày 01/12/2025") {
		t.Error(got)
	}
	if out := (discipline.Row{Draft: discipline.Draft{Form: discipline.Expulsion, InForceFrom: today}}).LapsesOn(); !out.IsZero() {
		t.Errorf("an expulsion lapses on %v", out)
	}
}

// The model is lost on the day of the first case, and comes back when there is none any more.
func TestTheModelIsLostAtOnceAndComesBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	worldtest.Exec(t, b.tx, `INSERT INTO model_registrations (committee_id, unit_id, year, registered_on)
		SELECT @c, u, y, make_date(y, 1, 20) FROM unnest(@units::bigint[]) u, generate_series(2025, 2026) y`,
		pgx.StrictNamedArgs{"c": b.Committee, "units": []int64{b.Cell.ID, b.Sister.ID}})
	lost := func(want string) {
		t.Helper()
		var got string
		if err := b.tx.QueryRow(ctx, `SELECT coalesce(string_agg(CASE unit_id WHEN $2 THEN 'cell' ELSE 'other' END || ' ' || concat_ws(' ', lost_on, nullif(lost_reason, ''), disciplined_on), '; '
			ORDER BY unit_id, year), '') FROM model_registrations WHERE committee_id = $1 AND (lost_on IS NOT NULL OR disciplined_on IS NOT NULL)`, b.Committee, b.Cell.ID).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("lost: %q, want %q", got, want)
		}
	}
	later := b.draft()
	later.DecidedOn, later.InForceFrom, later.DecisionNumber = worldtest.Date(2026, 8, 1), time.Time{}, "20"
	b.add(t, b.Inspector, 1, later)
	lost("cell 2026-08-01")
	id := b.add(t, b.Inspector, 2, b.draft())
	lost("cell 2026-05-19")
	d := b.draft()
	d.CancelledOn, d.CancelNumber = worldtest.Date(2026, 6, 1), "41-QĐ/UBKT"
	if err := b.Book().Amend(ctx, b.Inspector, id, 1, d, "Đã hủy kỷ luật"); err != nil {
		t.Fatal(err)
	}
	lost("cell 2026-08-01")
	list, err := b.List(ctx, b.Inspector, discipline.Filter{Live: true})
	if err != nil || len(list.Rows) != 1 {
		t.Fatal(list, err)
	}
	if err := b.Book().Drop(ctx, b.Inspector, list.Rows[0].ID, 1, "Ghi nhầm người"); err != nil {
		t.Fatal(err)
	}
	lost("")
	worldtest.Exec(t, b.tx, `UPDATE model_registrations SET lost_on = '2026-03-01', lost_reason = 'không làm đủ kế hoạch' WHERE committee_id = @c AND unit_id = @u AND year = 2026`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.Cell.ID})
	third := b.add(t, b.Inspector, 3, later)
	lost("cell 2026-03-01 không làm đủ kế hoạch 2026-08-01")
	if err := b.Book().Drop(ctx, b.Inspector, third, 1, "Ghi nhầm người"); err != nil {
		t.Fatal(err)
	}
	lost("cell 2026-03-01 không làm đủ kế hoạch")
	unit := later
	unit.MemberID, unit.CommitteeMember, unit.Post, unit.UnitID = 0, false, "", b.Sister.ID
	b.add(t, b.Inspector, 4, unit)
	lost("cell 2026-03-01 không làm đủ kế hoạch")
}
