package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
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
func (b bundle) preview(t *testing.T, data []byte) (intake.Run, intake.Plan) {
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
	p, err := b.Service.Member.Get(context.Background(), b.Office, id)
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

func TestAListSaysFieldByFieldWhatWouldChange(t *testing.T) {
	t.Parallel()
	b := setup(t)
	binh, cuc, dung := b.Members[b.Cell.ID][1], b.Members[b.Cell.ID][2], b.Members[b.Cell.ID][3]
	data := members(t,
		norm.NFD.String("TRẦN THỊ BÌNH")+"|"+b.card(t, binh)+"|087170001234|19/05/1970|03/02/2000|"+b.Cell.Name+"||Đang sinh hoạt Đảng",
		"LÊ THỊ CÚC|"+b.card(t, cuc)+"||1970||Chi bộ ấp Tây, Đảng bộ xã Một|"+b.Far.Name+"|",
		"Phạm Văn Dũng|"+b.card(t, dung)+"||||ap dong||Từ trần",
		"Võ Văn Mới||087199000001|20/10/1999|01/06/2026|Chi bộ Trường Thử||Miễn sinh hoạt",
		"Nguyễn Văn An|||19/05/1970||"+b.Sister.Name+"||",
		"Huỳnh Văn Xưa||087150000001|1950||Chi bộ đã giải thể||Chuyển đi",
	)
	run, plan := b.preview(t, data)
	type row struct {
		Fate    intake.Fate
		Changes []intake.Change
		Notes   int
	}
	want := []row{
		{intake.Altered, []intake.Change{{Field: "Số CCCD", From: "", To: "•••••••• 1234"}}, 0},
		{intake.Altered, []intake.Change{
			{Field: "Chi bộ đang sinh hoạt", From: b.Cell.Name, To: b.Sister.Name}, {Field: "Chi bộ nơi cư trú", To: b.Far.Name},
		}, 0},
		{intake.Altered, []intake.Change{{Field: "Trạng thái", From: "Miễn sinh hoạt", To: "Từ trần"}}, 0},
		{intake.New, nil, 0},
		{intake.Same, nil, 0},
		{intake.Same, nil, 1},
	}
	var got []row
	for _, r := range plan.Rows {
		got = append(got, row{r.Fate, r.Changes, len(r.Notes)})
		if len(r.Faults) > 0 {
			t.Errorf("row %d: %v", r.Number, r.Faults)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if plan.Absent != 8 { // the others of the three cells that stand in the file
		t.Errorf("%d absent, want 8", plan.Absent)
	}
	if run.Added != 1 || run.Changed != 3 || run.Unchanged != 2 || run.Refused != 0 || !run.Kept {
		t.Errorf("run %+v", run)
	}
	if _, _, err := b.Apply(context.Background(), b.Admin, run.ID, plan.Fingerprint); err != nil {
		t.Fatal(err)
	}
	b.again(t, data)
	if want := []int64{b.Cell.ID, b.Sister.ID, b.GrassCell.ID}; !slices.Equal(*b.touched, want) {
		t.Errorf("figures of %v recomputed, want %v", *b.touched, want)
	}
	moved, err := b.Service.Member.Get(context.Background(), b.SisterSecretary, cuc)
	if err != nil || len(moved.Places) != 3 || moved.FullName != "Lê Thị Cúc" || moved.BirthYearOnly {
		t.Errorf("moved: %+v, %v; want a closed, a new and a residence place, and the whole birth date", moved, err)
	}
}

func TestEveryBadRowIsReportedAtItsRow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	an, binh := b.card(t, b.Members[b.Cell.ID][0]), b.card(t, b.Members[b.Cell.ID][1])
	worldtest.Exec(t, b.tx, `UPDATE members SET identity_number = '087170000001' WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][0]})
	worldtest.Exec(t, b.tx, `UPDATE units SET name = 'Chi bộ ấp Tây' WHERE committee_id = @c AND id = @u`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.FarSister.ID})
	rows := []struct{ text, column, want string }{
		{"|99.000001||1/1/1980||Chi bộ ấp Đông||", "Họ và tên", "Thiếu họ và tên"},
		{"Võ Thị A|||1/1/1980|||||", "Chi bộ đang sinh hoạt", "Thiếu chi bộ"},
		{"Võ Thị B|||1/1/1980||Chi bộ ấp Đôngg||", "Chi bộ đang sinh hoạt", "Có phải “Chi bộ ấp Đông”"},
		{"Võ Thị C|||1/1/1980||Chi bộ ấp Tây||", "Chi bộ đang sinh hoạt", "Có 2 tổ chức tên “Chi bộ ấp Tây”"},
		{"Võ Thị D|||31/02/1980||Chi bộ ấp Đông||", "Ngày sinh", "chỉ có 29 ngày"},
		{"Võ Thị Đ|||1/1/2030||Chi bộ ấp Đông||", "Ngày sinh", "ở sau hôm nay"},
		{"Võ Thị E|||1/1/1980|2/2/1990|Chi bộ ấp Đông||", "Ngày kết nạp", "chưa đủ tuổi"},
		{"Võ Thị G||8.72E+10|1/1/1980||Chi bộ ấp Đông||", "Số CCCD", "rút gọn"},
		{"Võ Thị H||1234|1/1/1980||Chi bộ ấp Đông||", "Số CCCD", "4 chữ số"},
		{"Võ Thị I|||1/1/1980||Chi bộ ấp Đông||Không rõ", "Trạng thái", "Không hiểu trạng thái"},
		{"Võ Thị K|||||Chi bộ ấp Đông||", "Số CCCD", "Cần số CCCD, số thẻ hoặc ngày sinh"},
		{"Võ Thị L|" + binh + "||1/1/1980||Chi bộ ấp Đông||", "Số thẻ Đảng viên", "đang là của đồng chí Trần Thị Bình, sinh 19/05/1970, Chi bộ ấp Đông"},
		{"Võ Thị M||087170000001|1/1/1980||Chi bộ ấp Đông||", "Số CCCD", "đang là của đồng chí Nguyễn Văn An"},
		{"Nguyễn Văn An||087170000099|19/05/1970||Chi bộ ấp Đông||", "Số CCCD", "nhưng số CCCD khác"},
		{"Nguyễn Văn An|" + binh + "|087170000001|19/05/1970||Chi bộ ấp Đông||", "Số thẻ Đảng viên", "đang là của đồng chí Trần Thị Bình"},
		{"Võ Thị N|99.000009||1/1/1980||Chi bộ ấp Đông||", "Số thẻ Đảng viên", "dòng 17, dòng 18"},
		{"Võ Thị O|99000009||2/2/1980||Chi bộ ấp Đông||", "Số thẻ Đảng viên", "dòng 17, dòng 18"},
		{"Võ Thị Q|||3/3/1980||Chi bộ ấp Đông||", "Họ và tên", "dòng 19, dòng 20"},
		{"VÕ THỊ Q|||3/3/1980||Chi bộ ấp Đông||", "Họ và tên", "dòng 19, dòng 20"},
		{"NguyÔn V¨n R|||3/3/1980||Chi bộ ấp Đông||", "Họ và tên", "bảng mã cũ"},
		{"Lê Thị Cúc|" + b.card(t, b.Members[b.Cell.ID][2]) + "||19/5/1970||Chi bộ ấp Đông||", "Họ và tên", "dòng 22, dòng 23"},
		{"Lê Thị Cúc|||19/5/1970||Chi bộ ấp Đông||", "Họ và tên", "dòng 22, dòng 23"},
	}
	var texts []string
	for _, r := range rows {
		texts = append(texts, r.text)
	}
	data := members(t, append(texts, "Nguyễn Văn An|"+an+"|087170000001|19/05/1970||Chi bộ ấp Đông||")...)
	run, plan := b.preview(t, data)
	for i, want := range rows {
		got := plan.Rows[i]
		if got.Number != i+2 || got.Fate != intake.Refused {
			t.Errorf("row %d: number %d, %s", i+2, got.Number, got.Fate)
		}
		at := slices.IndexFunc(got.Faults, func(f intake.Fault) bool { return f.Column == want.column && strings.Contains(f.Text, want.want) })
		if at < 0 {
			t.Errorf("row %d (%s): faults %+v, want …%s… at %s", got.Number, want.text, got.Faults, want.want, want.column)
		} else if !strings.HasSuffix(got.Faults[at].Cell, fmt.Sprint(got.Number)) {
			t.Errorf("row %d: the fault is shown at %q", got.Number, got.Faults[at].Cell)
		}
	}
	// The last row means Nguyễn Văn An too, like the one with the wrong card: both are told of, neither is guessed.
	if last := plan.Rows[len(rows)]; last.Fate != intake.Refused || !strings.Contains(last.Faults[0].Text, "nhiều dòng") {
		t.Errorf("the good row beside a bad one for the same number: %+v", last)
	}
	if run.Refused != len(rows)+1 || plan.Writes() != 0 {
		t.Errorf("run %+v, %d rows would be written", run, plan.Writes())
	}
	if _, _, err := b.Apply(context.Background(), b.Admin, run.ID, plan.Fingerprint); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("a file of bad rows was applied: %v", err)
	}
}

func TestRefusedRowsStayBehindAndTheOthersAreWritten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	run := b.apply(t, members(t, "Võ Thị Đúng|||1/1/1980||Chi bộ ấp Đông||", "Võ Thị Sai|||31/2/1980||Chi bộ ấp Đông||"))
	if run.Added != 1 || run.Refused != 1 || run.AppliedAt == nil {
		t.Errorf("run %+v", run)
	}
	list, err := b.Service.Member.List(context.Background(), b.Secretary, member.Filter{Query: "vo thi"})
	if err != nil || list.Total != 1 || list.Lines[0].FullName != "Võ Thị Đúng" {
		t.Errorf("list %+v, %v", list, err)
	}
}

func TestNewPeopleArriveWithTheirNumbersAndStanding(t *testing.T) {
	t.Parallel()
	b := setup(t)
	head := memberHead + "|Ngày chính thức|Chức vụ Đảng"
	data := book(t, head,
		[]string{"1", "VÕ THỊ BÉ", "1012345", "87190001234", "20594", "27760", b.Cell.Name, "Nơi khác", "Đang sinh hoạt", "28125", "Phó bí thư"},
		[]string{"2", "Võ Văn Non", "", "087199000002", "1999", "1/3/2026", b.Cell.Name, "", "", "", ""},
	)
	b.apply(t, data)
	b.again(t, data)
	roll, err := b.Service.Member.RollTx(context.Background(), b.tx, b.Admin)
	if err != nil {
		t.Fatal(err)
	}
	be, non := roll[len(roll)-2], roll[len(roll)-1]
	if be.FullName != "Võ Thị Bé" || be.GivenName != "Bé" || be.CardNumber != "01012345" || be.IdentityNumber != "087190001234" ||
		!be.BirthDate.Equal(worldtest.Date(1956, 5, 19)) || be.Standing != member.Full || be.PartyPost != "Phó bí thư" ||
		!be.OfficialOn.Equal(worldtest.Date(1976, 12, 31)) || be.Residence.UnitID != 0 {
		t.Errorf("Bé = %+v", be)
	}
	if !non.BirthYearOnly || non.Standing != member.Probationary || non.Work.UnitID != b.Cell.ID || !non.Work.Since.Equal(worldtest.Date(2026, 11, 20)) {
		t.Errorf("Non = %+v", non)
	}
}

func TestAnEmptyCellErasesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, plan := b.preview(t, members(t, "Lê Thị Cúc|"+b.card(t, b.Members[b.Cell.ID][2])+"||||"+b.Cell.Name+"||", // no birth date, no admission
		"Phạm Văn Dũng|"+b.card(t, b.Members[b.Cell.ID][3])+"||1970||"+b.Cell.Name+"||")) // exempt, no status
	for _, r := range plan.Rows {
		if r.Fate != intake.Same {
			t.Errorf("row %d: %s %+v %+v", r.Number, r.Fate, r.Changes, r.Faults)
		}
	}
}

func TestANameInCapitalsDoesNotUndoSmallLetters(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `UPDATE members SET full_name = 'Y Blơk niê' WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][1]})
	card := b.card(t, b.Members[b.Cell.ID][1])
	for name, want := range map[string]intake.Fate{"Y BLƠK NIÊ": intake.Same, "Y Blơk Niê": intake.Altered} {
		_, plan := b.preview(t, members(t, name+"|"+card+"||||"+b.Cell.Name+"||"))
		if plan.Rows[0].Fate != want {
			t.Errorf("%q: %s %+v, want %s", name, plan.Rows[0].Fate, plan.Rows[0], want)
		}
	}
}

func TestAReturningMemberComesBackAsThemselves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	card := b.card(t, b.Members[b.Cell.ID][1])
	b.apply(t, members(t, "Trần Thị Bình|"+card+"||||"+b.Cell.Name+"||Chuyển đi"))
	*b.now = b.now.AddDate(0, 2, 0)
	_, plan := b.preview(t, members(t, "Trần Thị Bình|"+card+"||||"+b.Far.Name+"||"))
	if r := plan.Rows[0]; r.Fate != intake.Altered || len(r.Changes) != 1 || r.Changes[0].To != b.Far.Name || r.Changes[0].From != "" {
		t.Errorf("%+v", r)
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
	list, err := b.Service.Member.List(ctx, b.Stranger, member.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	// Their card and their cell's name mean nobody and nothing here.
	_, plan := b.preview(t, members(t,
		"Nguyễn Văn An|"+list.Lines[0].CardNumber+"||19/05/1970||Chi bộ ấp Đông||", "Võ Thị Lạ|||1/1/1980||Chi bộ Khác||"))
	if plan.Rows[1].Fate != intake.Refused {
		t.Errorf("a cell of another committee was found: %+v", plan.Rows[1])
	}
	b.apply(t, members(t, "Nguyễn Văn Lạ|"+list.Lines[0].CardNumber+"||1/1/1981||Chi bộ ấp Đông||"))
	after, err := b.Service.Member.List(ctx, b.Stranger, member.Filter{})
	if diff := cmp.Diff(list, after); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestTheKindThatWasAskedForMustBeTheKindOfTheFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	data := members(t, "Võ Thị Đúng|||1/1/1980||Chi bộ ấp Đông||")
	if _, _, err := b.Preview(ctx, b.Admin, intake.Units, "x.xlsx", data); !strings.Contains(apperr.Message(err), "danh sách đảng viên, không phải danh sách tổ chức đảng") {
		t.Errorf("%v", err)
	}
	if _, _, err := b.Preview(ctx, b.Admin, intake.Members, `C:\Users\x\ds.xlsx`, data); err != nil {
		t.Errorf("%v", err)
	}
	if runs, err := b.Runs(ctx, b.Admin); err != nil || len(runs) != 1 || runs[0].FileName != "ds.xlsx" {
		t.Errorf("runs %+v, %v", runs, err)
	}
}
