package yearends_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/org"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
	"tusoi/web/yearends"
)

type bundle struct {
	worldtest.World
	pagetest.Pages
	tx       pgx.Tx
	an, binh int64
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	p := &yearends.Pages{YearEnd: &yearend.Service{DB: tx, Now: worldtest.Clock}, Org: &org.Service{DB: tx, Now: worldtest.Clock},
		Committee: &committee.Service{DB: tx, Now: worldtest.Clock}, Audit: &audit.Service{DB: tx}, Now: worldtest.Clock}
	b := bundle{World: worldtest.New(t, tx), tx: tx, Pages: pagetest.Pages{
		"GET /to-chuc/{unit}/kiem-diem/{year}": p.Unit, "GET /to-chuc/{unit}/kiem-diem/{year}/quyet-dinh": p.Decisions,
		"POST /to-chuc/{unit}/kiem-diem/{year}/quyet-dinh": p.Decide, "GET /to-chuc/{unit}/kiem-diem/{year}/pdf": p.CellPDF,
		"GET /to-chuc/{unit}/kiem-diem/{year}/mau-trong": p.CellBlank, "GET /dang-vien/{member}/kiem-diem/{year}": p.Show,
		"POST /dang-vien/{member}/kiem-diem/{year}": p.Save, "POST /dang-vien/{member}/kiem-diem/{year}/nhan-xet": p.Comment,
		"POST /dang-vien/{member}/kiem-diem/{year}/quyet-dinh": p.DecideOne, "POST /dang-vien/{member}/kiem-diem/{year}/tra-lai": p.SendBack,
		"GET /dang-vien/{member}/kiem-diem/{year}/in": p.Print, "GET /kiem-diem-cua-toi/{year}": p.Own, "POST /kiem-diem-cua-toi/{year}": p.SaveOwn,
	}}
	b.an, b.binh = b.Members[b.Cell.ID][0], b.Members[b.Cell.ID][1]
	b.Task(t, tx, b.Cell, b.binh, "Rà soát hộ nghèo", worldtest.Date(2026, 8, 1), worldtest.Date(2026, 12, 20))
	return b
}

// filled is a whole form as a browser sends it.
func filled(version int, do string) url.Values {
	f := url.Values{"form": {"2C"}, "ban": {fmt.Sprint(version)}, "viec": {do}, "self": {"good"}}
	paper, _ := form.Named(2026, "2C")
	for _, h := range paper.Fields() {
		f.Set(h.Key, "Lời riêng ở "+h.Key)
		if h.Grade {
			f.Set("grade-"+h.Key, "good")
		}
	}
	return f
}

func remark(version int) url.Values {
	return url.Values{"ban": {fmt.Sprint(version)}, "comment": {"Chi ủy thống nhất"}, "level": {"good"}, "on": {"19/11/2026"}, "present": {"3"}, "issued": {"3"},
		"returned": {"3"}, "valid": {"3"}, "votes-good": {"2"}, "votes-done": {"1"}}
}

func (b bundle) sees(t *testing.T, name string, a pagetest.Answer, status int, location string) {
	t.Helper()
	if a.Err != nil || a.Status != status || a.Location != location {
		t.Fatalf("%s: %d to %q, %v; want %d to %q", name, a.Status, a.Location, a.Err, status, location)
	}
}

func TestAYearIsWrittenHandedInCommentedAndDecided(t *testing.T) {
	t.Parallel()
	b := setup(t)
	own, his := kit.OwnYearPath(2026), kit.MemberYearPath(b.binh, 2026)
	b.Get(t, b.Member, own).Check(t, "begun from figures", []string{"Được giao 1 nhiệm vụ: 1 việc đang làm", "Mẫu 2C (mẫu tạm)", "Chưa viết"}, []string{"checked"})
	a := b.Post(t, b.Member, own, url.Values{"form": {"2C"}, "ban": {"0"}, "viec": {"nop"}, "duty": {"Chỉ một mục"}})
	a.Check(t, "handed in too early", []string{"Có 8 chỗ cần sửa", `href="#plan"`, "Chỉ một mục", "Mục VI còn trống"}, nil)
	if a.Status != 422 {
		t.Errorf("handed in too early: %d", a.Status)
	}
	b.sees(t, "saved", b.Post(t, b.Member, own, filled(0, "luu")), 303, own)
	b.redraft(t, own)
	for range 2 { // a double tap
		b.sees(t, "handed in", b.Post(t, b.Member, own, filled(1, "nop")), 303, own)
	}
	b.Get(t, b.Member, own).Check(t, "handed in", []string{"Đã nộp, chờ chi ủy nhận xét", "Lời riêng ở duty", "giữ nguyên như khi nộp"}, []string{`name="viec"`, `name="comment"`})
	wrong := remark(2)
	wrong.Set("votes-good", "3")
	a = b.Post(t, b.Secretary, his+"/nhan-xet", wrong)
	a.Check(t, "votes", []string{`href="#votes-excellent"`, "Phiếu cho bốn mức cộng lại là 4, số phiếu hợp lệ là 3", "Chi ủy thống nhất"}, nil)
	if a.Status != 422 {
		t.Errorf("votes that do not add up: %d", a.Status)
	}
	b.sees(t, "commented", b.Post(t, b.Secretary, his+"/nhan-xet", remark(2)), 303, his)
	cell := kit.UnitYearPath(b.Cell.ID, 2026)
	field := fmt.Sprintf("level-%d", b.binh)
	b.Get(t, b.Grassroots, cell+"/quyet-dinh").Check(t, "to be decided", []string{"Trần Thị Bình", field}, []string{"Nguyễn Văn An", `value="good" selected`})
	b.Get(t, b.Grassroots, cell+"/quyet-dinh?theo=de-xuat").Check(t, "filled in as proposed", []string{`value="good" selected`}, nil)
	none := b.Post(t, b.Grassroots, cell+"/quyet-dinh", url.Values{"on": {"20/11/2026"}, field: {""}})
	none.Check(t, "nobody chosen", []string{"Chưa chọn mức cho ai"}, nil)
	b.sees(t, "decided", b.Post(t, b.Grassroots, cell+"/quyet-dinh", url.Values{"on": {"20/11/2026"}, field: {"excellent"}, fmt.Sprintf("ban-%d", b.binh): {"3"}}), 303, cell)
	b.Get(t, b.Member, own).Check(t, "the member reads", []string{"Đã quyết định mức", "Hoàn thành xuất sắc nhiệm vụ", "Chi ủy thống nhất"}, []string{`name="reason"`})
	b.sees(t, "taken back", b.Post(t, b.Grassroots, his+"/tra-lai", url.Values{"ban": {"4"}, "reason": {"Bấm nhầm mức"}}), 303, his)
	b.sees(t, "decided alone", b.Post(t, b.Grassroots, his+"/quyet-dinh", url.Values{"ban": {"5"}, "decided": {"good"}, "decided-on": {"20/11/2026"}}), 303, his)
	b.Get(t, b.Leader, cell).Check(t, "the leader", []string{"Hoàn thành tốt nhiệm vụ"}, []string{"Lời riêng", "Chi ủy thống nhất", his})
	b.Get(t, b.Leader, kit.UnitYearPath(b.Root.ID, 2026)).Check(t, "the leader counts", []string{"Chi bộ ấp Đông", "Đảng ủy xã Một"}, []string{"Trần Thị Bình"})
}

// redraft shows new figures beside the text, writes nothing, and takes the draft's place only where its box is ticked.
func (b bundle) redraft(t *testing.T, own string) {
	t.Helper()
	a := b.Post(t, b.Member, own, filled(1, "lam-lai"))
	a.Check(t, "drafted again", []string{"Bản thảo mới từ số liệu", "Được giao 1 nhiệm vụ", "Lời riêng ở duty", `name="lay-duty"`}, nil)
	b.Get(t, b.Member, own).Check(t, "nothing written", []string{"Lời riêng ở duty"}, []string{"Được giao 1 nhiệm vụ: 1 việc đang làm, còn trong hạn.</textarea>"})
	take := filled(1, "lam-lai")
	take.Set("lay-duty", "1")
	take.Set("thao-duty", "Bản thảo đã chọn")
	b.Post(t, b.Member, own, take).Check(t, "taken", []string{"Bản thảo đã chọn</textarea>"}, []string{"Lời riêng ở duty"})
}

func TestAnotherFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := filled(0, "doi-mau")
	f.Set("form", "2B")
	b.Post(t, b.Member, kit.OwnYearPath(2026), f).Check(t, "with a post", []string{`id="lead"`, "Lời riêng ở duty", `value="2B" selected`}, nil)
	f.Set("form", "2A")
	f.Set("lead", "Lời về lãnh đạo")
	b.Post(t, b.Member, kit.OwnYearPath(2026), f).Check(t, "without", []string{`type="hidden" name="lead" value="Lời về lãnh đạo"`}, []string{`id="lead"`})
}

func TestOthersFormsAreOutOfReach(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sees(t, "saved", b.Post(t, b.Member, kit.OwnYearPath(2026), filled(0, "nop")), 303, kit.OwnYearPath(2026))
	his, cell := kit.MemberYearPath(b.binh, 2026), kit.UnitYearPath(b.Cell.ID, 2026)
	for name, tc := range map[string]struct {
		as   authz.Actor
		want apperr.Kind
	}{
		"sister": {b.SisterSecretary, apperr.KindNotFound}, "far": {b.FarSecretary, apperr.KindNotFound}, "stranger": {b.Stranger, apperr.KindNotFound},
		"office": {b.Office, apperr.KindForbidden},
	} {
		for _, path := range []string{his, his + "/in", cell + "/pdf", cell + "/mau-trong"} {
			if a := b.Get(t, tc.as, path); apperr.KindOf(a.Err) != tc.want {
				t.Errorf("%s reads %s: %v, want %v", name, path, a.Err, tc.want)
			}
		}
		for _, path := range []string{his + "/nhan-xet", his + "/tra-lai"} {
			if a := b.Post(t, tc.as, path, remark(1)); apperr.KindOf(a.Err) != tc.want {
				t.Errorf("%s posts to %s: %v, want %v", name, path, a.Err, tc.want)
			}
		}
	}
	b.Get(t, b.SisterSecretary, kit.OwnYearPath(2026)).Check(t, "the sister's own", []string{"Nguyễn Văn An"}, []string{"Lời riêng"})
}

func TestTheWholeCellIsOneFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sees(t, "Bình", b.Post(t, b.Member, kit.OwnYearPath(2026), filled(0, "nop")), 303, kit.OwnYearPath(2026))
	an := filled(0, "luu")
	an.Set("duty", "Lời của bí thư")
	b.sees(t, "An", b.Post(t, b.Secretary, kit.MemberYearPath(b.an, 2026), an), 303, kit.MemberYearPath(b.an, 2026))
	for path, want := range map[string][2]int{"/pdf": {2, 1}, "/mau-trong": {3, 0}} {
		a := b.Get(t, b.Grassroots, kit.UnitYearPath(b.Cell.ID, 2026)+path)
		if a.Err != nil {
			t.Fatal(a.Err)
		}
		text := read(t, a.Body)
		forms, said := len(regexp.MustCompile(`BẢN KIỂM ĐIỂM CÁ NHÂN`).FindAllString(text, -1)), strings.Count(text, "Lời của bí thư")
		if forms != want[0] || said != want[1] {
			t.Errorf("%s has %d forms and the secretary's words %d times, want %v", path, forms, said, want)
		}
	}
	b.Get(t, b.Secretary, kit.MemberYearPath(b.an, 2026)+"/in").Check(t, "printed", []string{"BẢN KIỂM ĐIỂM CÁ NHÂN", "Lời của bí thư", "NGƯỜI TỰ KIỂM ĐIỂM"}, nil)
}

func read(t *testing.T, file string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd := exec.Command("pdftotext", path, "-")
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
