package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake"
	"tusoi/internal/intake/compare"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

type bundle struct {
	*intake.Service
	worldtest.World
	tx      pgx.Tx
	now     *time.Time
	touched *[]int64
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{World: worldtest.New(t, tx), tx: tx, now: new(time.Time), touched: new([]int64)}
	*b.now = worldtest.Now
	clock := func() time.Time { return *b.now }
	b.Service = &intake.Service{DB: tx, Now: clock, Org: &org.Service{DB: tx, Now: clock},
		Member: &member.Service{DB: tx, Now: clock,
			CellsChanged: func(_ context.Context, _ pgx.Tx, _ int64, cells []int64, _ period.Period) error {
				*b.touched = append(*b.touched, cells...)
				return nil
			}}}
	b.Forget = func(context.Context, pgx.Tx, int64, []int64) error { return nil }
	return b
}

// book writes rows under headings into a workbook, every cell as text.
func book(t testing.TB, headings string, rows ...[]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range append([][]string{strings.Split(headings, "|")}, rows...) {
		cells := make([]any, len(row))
		for c, text := range row {
			cells[c] = text
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const (
	memberHead = "STT|Họ và tên|Số thẻ Đảng viên|Số CCCD|Ngày sinh|Ngày kết nạp|Chi bộ đang sinh hoạt|Chi bộ nơi cư trú|Trạng thái"
	unitHead   = "STT|Mã tổ chức|Tên tổ chức đảng|Loại|Tổ chức đảng cấp trên|Loại hình|Ngày thành lập"
)

func members(t testing.TB, rows ...string) []byte { return lines(t, memberHead, rows) }

func units(t testing.TB, rows ...string) []byte { return lines(t, unitHead, rows) }

// lines gives each row its number in the list.
func lines(t testing.TB, head string, rows []string) []byte {
	t.Helper()
	var cells [][]string
	for i, r := range rows {
		cells = append(cells, append([]string{fmt.Sprint(i + 1)}, strings.Split(r, "|")...))
	}
	return book(t, head, cells...)
}

// preview is a preview that must succeed.
func (b bundle) preview(t *testing.T, data []byte) (intake.Run, compare.Plan) {
	t.Helper()
	run, plan, err := b.Preview(context.Background(), b.Admin, "", "ds.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	return run, plan
}

// apply previews a file and applies what was shown.
func (b bundle) apply(t *testing.T, data []byte) intake.Run {
	t.Helper()
	run, plan := b.preview(t, data)
	run, _, err := b.Apply(context.Background(), b.Admin, run.ID, plan.Fingerprint)
	if err != nil {
		t.Fatalf("%v\n%+v", err, plan.Rows)
	}
	return run
}

func (b bundle) card(t *testing.T, id int64) string {
	t.Helper()
	p, err := (&roll.Service{DB: b.tx, Now: worldtest.Clock}).Get(context.Background(), b.Office, id)
	if err != nil {
		t.Fatal(err)
	}
	return p.CardNumber
}

// again checks that a file that was applied has nothing more to say.
func (b bundle) again(t *testing.T, data []byte) {
	t.Helper()
	if _, plan := b.preview(t, data); plan.Writes() != 0 {
		t.Errorf("the same file again would write %d rows: %+v", plan.Writes(), plan.Rows)
	}
}

func TestAPlanThatIsNoLongerTrueIsShownAgainAndNotApplied(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	card := b.card(t, b.Members[b.Cell.ID][1])
	run, plan := b.preview(t, members(t, "Trần Thị Bình|"+card+"|087170001234|||"+b.Cell.Name+"||"))
	worldtest.Exec(t, b.tx, `UPDATE members SET identity_number = '087170009999', version = version + 1 WHERE committee_id = @c AND card_number = @card`,
		pgx.StrictNamedArgs{"c": b.Committee, "card": card})
	_, fresh, err := b.Apply(ctx, b.Admin, run.ID, plan.Fingerprint)
	if apperr.KindOf(err) != apperr.KindConflict || len(fresh.Rows) != 1 || fresh.Fingerprint == plan.Fingerprint {
		t.Fatalf("Apply = %+v, %v; want a conflict with the new plan", fresh, err)
	}
	if _, shown, err := b.Plan(ctx, b.Admin, run.ID); err != nil || shown.Fingerprint != fresh.Fingerprint {
		t.Errorf("Plan = %+v, %v", shown, err)
	}
	after, _, err := b.Apply(ctx, b.Admin, run.ID, fresh.Fingerprint)
	if err != nil || after.AppliedAt == nil || after.Kept {
		t.Errorf("after a second look: %+v, %v", after, err)
	}
	if _, _, err := b.Apply(ctx, b.Admin, run.ID, fresh.Fingerprint); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "đã được áp dụng") {
		t.Errorf("applied twice: %v", err)
	}
	if r, none, err := b.Plan(ctx, b.Admin, run.ID); err != nil || len(none.Rows) != 0 || r.Changed != 1 {
		t.Errorf("the plan of an applied run: %+v %+v, %v", r, none, err)
	}
}

func TestAFileWaitsForADayAndIsDroppedOnceApplied(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	kept := func() (n int) {
		t.Helper()
		if err := b.tx.QueryRow(ctx, "SELECT count(*) FROM import_runs WHERE content IS NOT NULL").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	data := members(t, "Võ Thị Đúng|||1/1/1980||Chi bộ ấp Đông||")
	run, plan := b.preview(t, data)
	*b.now = b.now.Add(24*time.Hour + time.Second)
	if _, _, err := b.Apply(ctx, b.Admin, run.ID, plan.Fingerprint); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "24 giờ") {
		t.Errorf("applied after a day: %v", err)
	}
	if r, p, err := b.Plan(ctx, b.Admin, run.ID); err != nil || r.Kept || len(p.Rows) != 0 {
		t.Errorf("the plan after a day: %+v %+v, %v", r, p, err)
	}
	b.apply(t, data)
	if n := kept(); n != 0 {
		t.Errorf("%d files are still kept", n)
	}
}

func TestAnImportLeavesOneAuditEntryOnTheRoot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	run := b.apply(t, members(t, "Trần Thị Bình|"+b.card(t, b.Members[b.Cell.ID][1])+"|087170001234|||"+b.Cell.Name+"||"))
	var n int
	var unit, object int64
	var summary, after string
	err := b.tx.QueryRow(ctx, `SELECT count(*) OVER (), unit_id, object_id, summary, after::text FROM audit_entries
		WHERE committee_id = $1 AND action = 'import.run'`, b.Committee).Scan(&n, &unit, &object, &summary, &after)
	if err != nil || n != 1 || unit != b.Root.ID || object != run.ID {
		t.Fatalf("%d entries, unit %d, object %d, %v", n, unit, object, err)
	}
	if !strings.Contains(summary, "sửa 1") || !strings.Contains(after, "Trần Thị Bình") || strings.Contains(after, "087170001234") {
		t.Errorf("summary %q, after %s", summary, after)
	}
}

func TestOnlyWhoMayImportForTheWholeCommitteeDoes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	data := members(t, "Võ Thị Đúng|||1/1/1980||Chi bộ ấp Đông||")
	run, plan := b.preview(t, data)
	part := b.Admin
	part.Posts = []authz.Post{{Role: authz.Admin, UnitID: b.World.Org.ID, Path: b.World.Org.Path}}
	for name, actor := range map[string]authz.Actor{
		"leader": b.Leader, "grassroots": b.Grassroots, "secretary": b.Secretary, "member": b.World.Member, "admin of a part": part,
	} {
		_, _, e1 := b.Preview(ctx, actor, "", "x.xlsx", data)
		_, _, e2 := b.Plan(ctx, actor, run.ID)
		_, _, e3 := b.Apply(ctx, actor, run.ID, plan.Fingerprint)
		_, e4 := b.Runs(ctx, actor)
		for i, err := range []error{e1, e2, e3, e4} {
			if apperr.KindOf(err) != apperr.KindForbidden {
				t.Errorf("%s, call %d: %v, want Forbidden", name, i+1, err)
			}
		}
	}
	if _, _, err := b.Plan(ctx, b.Stranger, run.ID); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("another committee reads the run: %v", err)
	}
	if _, _, err := b.Apply(ctx, b.Stranger, run.ID, plan.Fingerprint); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("another committee applies the run: %v", err)
	}
	if runs, err := b.Runs(ctx, b.Stranger); err != nil || len(runs) != 0 {
		t.Errorf("another committee lists %v, %v", runs, err)
	}
	if runs, err := b.Runs(ctx, b.Office); err != nil || len(runs) != 1 || runs[0].FileName != "ds.xlsx" || !runs[0].Kept {
		t.Errorf("the office lists %+v, %v", runs, err)
	}
}

func TestAnotherCommitteeIsUntouched(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	list, err := (&roll.Service{DB: b.tx, Now: worldtest.Clock}).List(ctx, b.Stranger, roll.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	// Their card and their cell's name mean nobody and nothing here.
	_, plan := b.preview(t, members(t,
		"Nguyễn Văn An|"+list.Lines[0].CardNumber+"||19/05/1970||Chi bộ ấp Đông||", "Võ Thị Lạ|||1/1/1980||Chi bộ Khác||"))
	if plan.Rows[1].Fate != compare.Refused {
		t.Errorf("a cell of another committee was found: %+v", plan.Rows[1])
	}
	b.apply(t, members(t, "Nguyễn Văn Lạ|"+list.Lines[0].CardNumber+"||1/1/1981||Chi bộ ấp Đông||"))
	after, err := (&roll.Service{DB: b.tx, Now: worldtest.Clock}).List(ctx, b.Stranger, roll.Filter{})
	if diff := cmp.Diff(list, after); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestTheKindThatWasAskedForMustBeTheKindOfTheFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	data := members(t, "Võ Thị Đúng|||1/1/1980||Chi bộ ấp Đông||")
	if _, _, err := b.Preview(ctx, b.Admin, compare.Units, "x.xlsx", data); !strings.Contains(apperr.Message(err), "danh sách đảng viên, không phải danh sách tổ chức đảng") {
		t.Errorf("%v", err)
	}
	if _, _, err := b.Preview(ctx, b.Admin, compare.Members, `C:\Users\x\ds.xlsx`, data); err != nil {
		t.Errorf("%v", err)
	}
	if runs, err := b.Runs(ctx, b.Admin); err != nil || len(runs) != 1 || runs[0].FileName != "ds.xlsx" {
		t.Errorf("runs %+v, %v", runs, err)
	}
}
