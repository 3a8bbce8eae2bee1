package intake_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/member"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

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
		Fate    compare.Fate
		Changes []compare.Change
		Notes   int
	}
	want := []row{
		{compare.Altered, []compare.Change{{Field: "Số CCCD", From: "", To: "•••••••• 1234"}}, 0},
		{compare.Altered, []compare.Change{
			{Field: "Chi bộ đang sinh hoạt", From: b.Cell.Name, To: b.Sister.Name}, {Field: "Chi bộ nơi cư trú", To: b.Far.Name},
		}, 0},
		{compare.Altered, []compare.Change{{Field: "Trạng thái", From: "Miễn sinh hoạt", To: "Từ trần"}}, 0},
		{compare.New, nil, 0},
		{compare.Same, nil, 0},
		{compare.Same, nil, 1},
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
	moved, err := (&roll.Service{DB: b.tx, Now: worldtest.Clock}).Get(context.Background(), b.SisterSecretary, cuc)
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
		{"Þßð V R|||3/3/1980||Chi bộ ấp Đông||", "Họ và tên", "bảng mã cũ"},
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
		if got.Number != i+2 || got.Fate != compare.Refused {
			t.Errorf("row %d: number %d, %s", i+2, got.Number, got.Fate)
		}
		at := slices.IndexFunc(got.Faults, func(f compare.Fault) bool { return f.Column == want.column && strings.Contains(f.Text, want.want) })
		if at < 0 {
			t.Errorf("row %d (%s): faults %+v, want …%s… at %s", got.Number, want.text, got.Faults, want.want, want.column)
		} else if !strings.HasSuffix(got.Faults[at].Cell, fmt.Sprint(got.Number)) {
			t.Errorf("row %d: the fault is shown at %q", got.Number, got.Faults[at].Cell)
		}
	}
	// The last row means Nguyễn Văn An too, like the one with the wrong card: both are told of, neither is guessed.
	if last := plan.Rows[len(rows)]; last.Fate != compare.Refused || !strings.Contains(last.Faults[0].Text, "nhiều dòng") {
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
	list, err := (&roll.Service{DB: b.tx, Now: worldtest.Clock}).List(context.Background(), b.Secretary, roll.Filter{Query: "vo thi"})
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
	enrolled, err := roll.WholeTx(context.Background(), b.tx, b.Admin, authz.ImportRun, worldtest.Date(2026, 11, 20))
	if err != nil {
		t.Fatal(err)
	}
	be, non := enrolled[len(enrolled)-2], enrolled[len(enrolled)-1]
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
		if r.Fate != compare.Same {
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
	for name, want := range map[string]compare.Fate{"Y BLƠK NIÊ": compare.Same, "Y Blơk Niê": compare.Altered} {
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
	if r := plan.Rows[0]; r.Fate != compare.Altered || len(r.Changes) != 1 || r.Changes[0].To != b.Far.Name || r.Changes[0].From != "" {
		t.Errorf("%+v", r)
	}
}
