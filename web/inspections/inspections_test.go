package inspections_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/discipline"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/inspections"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
	"tusoi/web/recordpiece"
	"tusoi/web/remedies"
)

func setup(t *testing.T) (worldtest.World, *portal.Portal, pgx.Tx, pagetest.Pages) {
	t.Helper()
	tx := pgtest.Tx(t)
	w, p := worldtest.New(t, tx), portal.New(tx, worldtest.Clock)
	tools := recordpiece.Tools{Org: p.Org, Roll: p.Roll, Audit: p.Audit, Now: worldtest.Clock}
	c, m, n := inspections.NewChecks(tools, p.Inspection, p.Export), inspections.NewModels(tools, p.Inspection, p.Export), inspections.NewComplaints(tools, p.Complaint, p.Export)
	beside := &inspections.Pages{Tools: tools, Inspection: p.Inspection, Committee: p.Committee}
	mend := &remedies.Pages{Remedy: p.Remedy, Theme: p.Theme, Org: p.Org, Roll: p.Roll, Audit: p.Audit, Export: p.Export, Inspection: p.Inspection, Now: worldtest.Clock}
	return w, p, tx, pagetest.Pages{
		"GET /kiem-tra": c.Index, "GET /kiem-tra/tep": c.Download, "GET /kiem-tra/moi": c.New, "POST /kiem-tra/moi": c.Create, "GET /kiem-tra/{record}": c.Show,
		"GET /kiem-tra/{record}/sua": c.Edit, "POST /kiem-tra/{record}/sua": c.Save, "POST /kiem-tra/{record}/bo": c.Drop,
		"GET /kiem-tra/ke-hoach": beside.Plan, "GET /kiem-tra/ke-hoach/in": beside.PrintPlan, "GET /kiem-tra/ke-hoach.pdf": beside.PlanPDF,
		"GET /mo-hinh": m.Index, "GET /mo-hinh/moi": m.New, "POST /mo-hinh/moi": m.Create, "GET /mo-hinh/{record}": m.Show, "GET /mo-hinh/tep": m.Download,
		"GET /mo-hinh/dang-ky": beside.RegisterMany, "POST /mo-hinh/dang-ky": beside.Register, "GET /mo-hinh/cong-nhan": beside.RecogniseMany, "POST /mo-hinh/cong-nhan": beside.Recognise,
		"GET /don-thu": n.Index, "GET /don-thu/moi": n.New, "POST /don-thu/moi": n.Create, "GET /don-thu/{record}": n.Show,
		"GET /viec-tu-sua/moi": mend.New, "POST /viec-tu-sua/moi": mend.Open, "GET /viec-tu-sua/{remedy}": mend.Show,
	}
}

func check(w worldtest.World) url.Values {
	return url.Values{
		"unit": {fmt.Sprint(w.Cell.ID)}, "target": {fmt.Sprint(w.Cell.ID)}, "key": {kit.NewKey()}, "member": {fmt.Sprint(w.Members[w.Cell.ID][1])}, "kind": {"inspection"}, "form": {"thematic"},
		"body": {"cell"}, "subject": {"Thu, nộp và quản lý đảng phí"}, "inside": {"trong"}, "planned": {"9/2026"}, "number": {""}, "team": {"Đồng chí phó bí thư"},
		"done": {"21/9/2026"}, "conclusion-number": {"02-KL/CB"}, "conclusion": {"Nộp chậm hai tháng."},
	}
}

func TestACheckIsPlannedDoneAndLeadsToARemedy(t *testing.T) {
	t.Parallel()
	w, p, _, pages := setup(t)
	pages.Get(t, w.Secretary, "/kiem-tra/moi").Check(t, "the form", []string{"Cả chi bộ hay một đảng viên", "Trần Thị Bình", "Khi có dấu hiệu vi phạm"}, []string{"checked", "Chọn tổ chức đảng", w.Sister.Name})
	a := pages.Post(t, w.Secretary, "/kiem-tra/moi", url.Values{"unit": {fmt.Sprint(w.Cell.ID)}, "target": {fmt.Sprint(w.Cell.ID)}, "key": {kit.NewKey()}, "member": {""}, "subject": {"Lời đã gõ"}, "planned": {"2026"}})
	a.Check(t, "a form half filled", []string{"Lời đã gõ", "chưa đủ tháng và năm", "Chọn tập thể hay", "Lỗi: Ghi cuộc"}, nil)
	if a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a form half filled: %d", a.Status)
	}
	a = pages.Post(t, w.Secretary, "/kiem-tra/moi", check(w))
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %v %s", a.Status, a.Err, a.Body)
	}
	one := a.Location
	pages.Get(t, w.Secretary, one).Check(t, "the check", []string{"Trần Thị Bình", "Nộp chậm hai tháng", "Theo kế hoạch", "09/2026", "Mở việc tự sửa", "Chưa mở việc tự sửa"}, nil)
	pages.Get(t, w.Leader, one).Check(t, "who only reads", []string{"Nộp chậm"}, []string{"Mở việc tự sửa", "Bỏ khỏi sổ"})
	if a := pages.Get(t, w.SisterSecretary, one); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("a sister cell: %v", a.Err)
	}
	id := strings.TrimPrefix(one, "/kiem-tra/")
	form := pages.Get(t, w.Secretary, "/viec-tu-sua/moi?kiem-tra="+id)
	form.Check(t, "the remedy's form", []string{`value="21/09/2026"`, "Kết luận số 02-KL/CB", "selected>Trần Thị Bình", `name="check" value="` + id, "cuộc kiểm tra số " + id}, nil)
	themes, err := p.Theme.List(context.Background(), w.Secretary, false)
	if err != nil {
		t.Fatal(err)
	}
	found := url.Values{
		"cell": {fmt.Sprint(w.Cell.ID)}, "key": {kit.NewKey()}, "check": {id}, "source": {"inspection"}, "source_on": {"21/09/2026"}, "basis": {"Kết luận số 02-KL/CB"},
		"owner": {fmt.Sprint(w.Members[w.Cell.ID][1])}, "shortcoming": {"Nộp đảng phí chậm hai tháng"}, "action": {"Nộp đủ trước ngày 30"}, "due": {"1/12/2026"},
	}
	if len(themes) > 0 {
		found.Set("theme", fmt.Sprint(themes[0].ID))
	}
	a = pages.Post(t, w.Secretary, "/viec-tu-sua/moi", found)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("the remedy: %d %v %s", a.Status, a.Err, a.Body)
	}
	pages.Get(t, w.Secretary, a.Location).Check(t, "the remedy leads back", []string{`href="` + one + `"`}, nil)
	pages.Get(t, w.Secretary, one).Check(t, "and the check to it", []string{`href="` + a.Location + `"`, "Chưa sửa"}, []string{"Nộp đảng phí chậm"})
	pages.Post(t, w.Secretary, one+"/bo", url.Values{"version": {"1"}, "reason": {"Ghi hai lần"}}).Check(t, "taken out", []string{"đã mở việc tự sửa số"}, nil)
}

// The committee checks somebody of a cell far down: the cell is chosen, then its members are offered, and nothing that was typed is lost.
func TestAPlanAboveFindsItsMemberByTheCell(t *testing.T) {
	t.Parallel()
	w, _, _, pages := setup(t)
	at := fmt.Sprintf("/kiem-tra/moi?don-vi=%d", w.Root.ID)
	pages.Get(t, w.Inspector, at).Check(t, "at first", []string{w.Far.Name, "Chọn đảng viên"}, []string{"Trần Thị Bình"})
	pages.Get(t, w.Inspector, at+fmt.Sprintf("&target=%d&subject=Việc+đã+gõ&kind=inspection", w.Far.ID)).Check(t, "the cell chosen",
		[]string{"Trần Thị Bình", "Việc đã gõ", `value="inspection" selected`}, []string{"formaction"})
	f := check(w)
	f.Set("unit", fmt.Sprint(w.Root.ID))
	f.Set("body", "board")
	f.Set("form", "signs")
	f.Set("inside", "ngoai")
	f.Set("planned", "1/9/2026")
	a := pages.Post(t, w.Inspector, "/kiem-tra/moi", f)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %v %s", a.Status, a.Err, a.Body)
	}
	pages.Get(t, w.Secretary, a.Location).Check(t, "the cell reads it when it is over", []string{"Ủy ban Kiểm tra", "Ngoài kế hoạch, bắt đầu"}, []string{"Bỏ khỏi sổ"})
	pages.Get(t, w.Inspector, a.Location+"/sua").Check(t, "to be amended", []string{"selected>Trần Thị Bình", `value="01/09/2026"`}, []string{"formaction"})
}

func TestThePlanOfAYearIsPrintedWithoutWhatIsOutsideIt(t *testing.T) {
	t.Parallel()
	w, _, _, pages := setup(t)
	in, out := check(w), check(w)
	out.Set("inside", "ngoai")
	out.Set("planned", "2/9/2026")
	out.Set("subject", "Việc đột xuất")
	for _, f := range []url.Values{in, out} {
		if a := pages.Post(t, w.Secretary, "/kiem-tra/moi", f); a.Status != http.StatusSeeOther {
			t.Fatal(a.Status, a.Err, a.Body)
		}
	}
	pages.Get(t, w.Secretary, "/kiem-tra/ke-hoach?nam=2026").Check(t, "the plan", []string{"Việc đột xuất", "Ngoài kế hoạch: 1 cuộc", "Theo kế hoạch: 1 cuộc"}, nil)
	at := fmt.Sprintf("?don-vi=%d&nam=2026", w.Cell.ID)
	pages.Get(t, w.Secretary, "/kiem-tra/ke-hoach/in"+at).Check(t, "printed", []string{"KẾ HOẠCH", "kiểm tra, giám sát năm 2026", "T/M CHI BỘ", "-KH/CB", "Trần Thị Bình", "ĐẢNG ỦY XÃ MỘT"}, []string{"Việc đột xuất", "Nộp chậm"})
	if a := pages.Get(t, w.Secretary, "/kiem-tra/ke-hoach.pdf"+at); !strings.HasPrefix(a.Body, "%PDF") {
		t.Errorf("the file: %d %v", a.Status, a.Err)
	}
	for path, kind := range map[string]apperr.Kind{"?nam=1999": apperr.KindNotFound, fmt.Sprintf("?don-vi=%d", w.Sister.ID): apperr.KindNotFound} {
		if a := pages.Get(t, w.Secretary, "/kiem-tra/ke-hoach"+path); apperr.KindOf(a.Err) != kind {
			t.Errorf("%s: %v", path, a.Err)
		}
	}
	if a := pages.Get(t, w.Secretary, "/kiem-tra/ke-hoach/in?nam=2025"); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("an empty plan: %v", a.Err)
	}
}

func TestManyCellsAreTickedAtOnceAndADisciplineIsToldWithoutItsDay(t *testing.T) {
	t.Parallel()
	w, p, _, pages := setup(t)
	box := func(id int64) string { return fmt.Sprintf("cells-%d", id) }
	pages.Get(t, w.Grassroots, "/mo-hinh/dang-ky").Check(t, "the year", []string{w.Cell.Name, w.Sister.Name, "Mô hình năm 2026", "Chưa đăng ký"}, []string{"checked", w.Far.Name, "Công nhận nhiều"})
	a := pages.Post(t, w.Grassroots, "/mo-hinh/dang-ky", url.Values{"nam": {"2026"}, box(w.Cell.ID): {"1"}})
	a.Check(t, "without a day", []string{"Nhập ngày đăng ký", `name="` + box(w.Cell.ID) + `" value="1" checked`}, nil)
	a = pages.Post(t, w.Grassroots, "/mo-hinh/dang-ky", url.Values{"nam": {"2026"}, "on": {"20/01/2026"}})
	a.Check(t, "nobody ticked", []string{"Chọn ít nhất một chi bộ", `value="20/01/2026"`}, nil)
	all := fmt.Sprintf("all-%d", w.Org.ID)
	if a = pages.Post(t, w.Grassroots, "/mo-hinh/dang-ky", url.Values{"nam": {"2025"}, "on": {"20/01/2025"}, all: {"1"}, box(w.Cell.ID): {"1"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Err, a.Body)
	}
	if year, err := p.Inspection.Year(context.Background(), w.Grassroots, 0, 2025); err != nil || len(year) != 2 || year[0].ID*year[1].ID == 0 {
		t.Errorf("all of an organisation: %+v, %v", year, err)
	}
	if a = pages.Post(t, w.Grassroots, "/mo-hinh/dang-ky", url.Values{"nam": {"2026"}, "on": {"20/01/2026"}, box(w.Cell.ID): {"1"}, box(w.Sister.ID): {"1"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Err, a.Body)
	}
	if _, err := p.Discipline.Book().Add(context.Background(), w.Inspector, kit.NewKey(), discipline.Draft{
		UnitID: w.Cell.ID, MemberID: w.Members[w.Cell.ID][1], Form: discipline.Warning, Contents: []string{"duty"}, Level: discipline.Board, DecidedOn: worldtest.Date(2026, 5, 19), Summary: "Đánh bạc",
	}); err != nil {
		t.Fatal(err)
	}
	list, err := p.Inspection.Year(context.Background(), w.Office, 0, 2026)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[int64]int64{}
	for _, c := range list {
		ids[c.CellID] = c.ID
	}
	for name, tc := range map[string]struct {
		as   authz.Actor
		told bool
	}{"secretary": {w.Secretary, false}, "office": {w.Office, false}, "leader": {w.Leader, false}, "board": {w.Inspector, true}} {
		for _, path := range []string{"/mo-hinh", fmt.Sprintf("/mo-hinh/%d", ids[w.Cell.ID]), "/mo-hinh/dang-ky"} {
			body := pages.Get(t, tc.as, path).Body
			if !strings.Contains(body, "Không giữ được") || strings.Contains(body, "Bình") || strings.Contains(body, "bạc") || strings.Contains(body, "19/05/2026") != (tc.told && path != "/mo-hinh/dang-ky") {
				t.Errorf("%s at %s: told otherwise than may be", name, path)
			}
		}
		f, err := excelize.OpenReader(bytes.NewReader([]byte(pages.Get(t, tc.as, "/mo-hinh/tep").Body)))
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := f.GetRows("Mô hình"); err != nil || len(rows) < 2 || strings.Contains(fmt.Sprint(rows), "19/05") || !strings.Contains(fmt.Sprint(rows), "Không giữ được") {
			t.Errorf("%s takes the register: %v %v", name, rows, err)
		}
	}
	recog := pages.Get(t, w.Office, "/mo-hinh/cong-nhan")
	recog.Check(t, "who can be recognised", []string{box(ids[w.Sister.ID])}, []string{box(ids[w.Cell.ID]) + `"`})
	a = pages.Post(t, w.Office, "/mo-hinh/cong-nhan", url.Values{"nam": {"2026"}, "recognised": {"02/11/2026"}, "recognised-number": {"31-QĐ/HU"}, box(ids[w.Cell.ID]): {"1"}, box(ids[w.Sister.ID]): {"1"}})
	a.Check(t, "one that lost it among them", []string{w.Cell.Name + ": Chi bộ có đảng viên vi phạm", `value="31-QĐ/HU"`}, []string{"Bình"})
	if a = pages.Post(t, w.Office, "/mo-hinh/cong-nhan", url.Values{"nam": {"2026"}, "recognised": {"02/11/2026"}, "recognised-number": {"31-QĐ/HU"}, box(ids[w.Sister.ID]): {"1"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Err, a.Body)
	}
	pages.Get(t, w.SisterSecretary, "/mo-hinh").Check(t, "recognised", []string{"31-QĐ/HU", "Được công nhận"}, []string{w.Cell.Name})
}

func TestComplaintsAreCountsAndTakeNoFile(t *testing.T) {
	t.Parallel()
	w, _, _, pages := setup(t)
	f := url.Values{"unit": {fmt.Sprint(w.Org.ID)}, "key": {kit.NewKey()}, "on": {"09/2026"}, "received": {"2"}, "settled": {"ba"}}
	pages.Post(t, w.Grassroots, "/don-thu/moi", f).Check(t, "no number", []string{"Ghi số đơn thư giải quyết xong", `value="ba"`, `value="09/2026"`}, nil)
	f.Set("settled", "3")
	pages.Post(t, w.Grassroots, "/don-thu/moi", f).Check(t, "more than was received", []string{"nhiều hơn số đã nhận 1 đơn"}, nil)
	f.Set("settled", "1")
	a := pages.Post(t, w.Grassroots, "/don-thu/moi", f)
	if a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Err, a.Body)
	}
	pages.Get(t, w.Grassroots, a.Location).Check(t, "the month", []string{"Còn lại cuối tháng"}, []string{"Minh chứng", "Gửi tệp"})
	pages.Get(t, w.Leader, "/don-thu").Check(t, "the list", []string{"1 dòng", "09/2026"}, nil)
}
