package pledges_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/pledge"
	"tusoi/web/kit"
)

const key = "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"

func (b bundle) page(t *testing.T, path string) string {
	t.Helper()
	w, err := b.ask(b.Secretary, path, nil)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d, %v", path, w.Code, err)
	}
	return w.Body.String()
}

func (b bundle) version(t *testing.T) string {
	t.Helper()
	var n int
	if err := b.tx.QueryRow(context.Background(), `SELECT version FROM pledges WHERE member_id = $1 AND year = 2026`, b.member).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(n)
}

func TestTickedLinesBecomeRowsToBeRewordedAndAreSavedOnlyThen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	open := b.PledgeItem(t, b.tx, b.World.Cell, b.member, 2025, "Giúp hộ ông Ba thoát nghèo")
	var suggestion int64
	if err := b.tx.QueryRow(context.Background(), `INSERT INTO pledge_templates (committee_id, unit_id, heading, content, updated_at, updated_by, form_key)
		VALUES ($1, $2, 'thought', 'Học đủ bốn chuyên đề', now(), 'thử', gen_random_uuid()) RETURNING id`, b.Committee, b.Root.ID).Scan(&suggestion); err != nil {
		t.Fatal(err)
	}
	path := kit.PledgePath(b.member, 2026)
	if page := b.page(t, path); !strings.Contains(page, "hứa lần đầu năm 2025, lần thứ 2") || !strings.Contains(page, "Học đủ bốn chuyên đề") {
		t.Fatalf("nothing is offered:\n%s", page)
	}
	form := filled(0, "Dự đủ các kỳ sinh hoạt")
	form.Set(fmt.Sprintf("lay-tiep-%d", open), "1")
	form.Set(fmt.Sprintf("lay-mau-%d", suggestion), "1")
	w, err := b.ask(b.Secretary, path, form)
	page := w.Body.String()
	if err != nil || w.Code != http.StatusOK || !strings.Contains(page, "Đã đưa 2 nội dung") || !strings.Contains(page, "Dự đủ các kỳ sinh hoạt</textarea>") ||
		!strings.Contains(page, "Giúp hộ ông Ba thoát nghèo</textarea>") || !strings.Contains(page, "Học đủ bốn chuyên đề</textarea>") {
		t.Fatalf("ticked: %d, %v\n%s", w.Code, err, page)
	}
	if got := b.contents(t); len(got) != 0 {
		t.Errorf("saved before anybody saw it: %q", got)
	}
	form = filled(0, "Dự đủ các kỳ sinh hoạt", "Giúp hộ ông Ba có vườn dừa")
	form.Set("tiep-1", strconv.FormatInt(open, 10))
	form.Set("cach-do-1", "Thu nhập cuối năm")
	form.Set("minh-chung-1", "Sổ hộ nghèo")
	form.Set("trong-so-1", "5")
	if w, err := b.ask(b.Secretary, path, form); err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("save: %d, %v\n%s", w.Code, err, w.Body)
	}
	page = b.page(t, path)
	for _, want := range []string{"Hứa lần đầu năm 2025, lần thứ 2", "Thu nhập cuối năm", "Sổ hộ nghèo", `<option value="5" selected>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
	if strings.Contains(page, "lay-tiep-") {
		t.Error("what is promised again is offered again")
	}
	form.Set("trong-so-1", "9")
	form.Set("ban", b.version(t))
	if w, err := b.ask(b.Secretary, path, form); err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#trong-so-1"`) {
		t.Errorf("a weight of nine: %d, %v", w.Code, err)
	}
}

func TestAnApprovedSheetIsAmendedInSight(t *testing.T) {
	t.Parallel()
	b := setup(t)
	item := b.PledgeItem(t, b.tx, b.World.Cell, b.member, 2026, "Vận động năm hộ hiến đất")
	path := kit.PledgePath(b.member, 2026)
	page := b.page(t, path)
	way := regexp.MustCompile(`href="([^"]*dieu-chinh\?noi-dung=\d+)"`).FindStringSubmatch(page)
	if way == nil {
		t.Fatalf("no way to amend:\n%s", page)
	}
	if page = b.page(t, way[1]); !strings.Contains(page, "Vận động năm hộ hiến đất") || strings.Contains(page, "checked") {
		t.Errorf("the form of an amendment:\n%s", page)
	}
	form := filled(0, "Vận động ba hộ hiến đất")
	form.Set("ma-0", strconv.FormatInt(item, 10))
	form.Set("ban", b.version(t))
	form.Set("khoa", key)
	form.Set("viec", string(pledge.Changed))
	w, err := b.ask(b.Secretary, path+"/dieu-chinh", form)
	if page := w.Body.String(); err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, `href="#ly-do"`) ||
		!strings.Contains(page, `href="#ngay"`) || !strings.Contains(page, "Vận động ba hộ hiến đất") || !strings.Contains(page, key) {
		t.Errorf("without reason and day: %d, %v\n%s", w.Code, err, page)
	}
	form.Set("ly-do", "Hai hộ đã chuyển đi")
	form.Set("ngay", "03/11/2026")
	for range 2 { // a double tap
		if w, err := b.ask(b.Secretary, path+"/dieu-chinh", form); err != nil || w.Code != http.StatusSeeOther {
			t.Fatalf("amend: %d, %v\n%s", w.Code, err, w.Body)
		}
	}
	page = b.page(t, path)
	for _, want := range []string{"<s class=\"muted\">Vận động năm hộ hiến đất</s>", "<b>Vận động ba hộ hiến đất</b>", "Hai hộ đã chuyển đi", "điều chỉnh 1 lần"} {
		if !strings.Contains(page, want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
	form.Set("khoa", "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d")
	w, err = b.ask(b.Secretary, path+"/dieu-chinh", form)
	if page := w.Body.String(); err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, "Có người vừa điều chỉnh") || !strings.Contains(page, "Hai hộ đã chuyển đi") {
		t.Errorf("from an older page: %d, %v", w.Code, err)
	}
	if !strings.Contains(w.Body.String(), `name="ban" value="`+b.version(t)+`"`) {
		t.Error("who was told cannot send it again")
	}
	form.Del("ly-do")
	if w, err := b.ask(b.Secretary, path+"/dieu-chinh", form); err != nil || !strings.Contains(w.Body.String(), `name="ban" value="`+form.Get("ban")+`"`) {
		t.Errorf("another mistake made the older page look new: %v", err)
	}
	if _, err := b.ask(b.SisterSecretary, path+"/dieu-chinh", form); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a sister: %v, want NotFound", err)
	}
}

func TestAMemberWritesTheOwnSheetAndTheCellAgreesToAll(t *testing.T) {
	t.Parallel()
	b := setup(t)
	own := kit.OwnPledgePath(2026)
	for _, step := range []struct {
		path string
		form url.Values
	}{{own, filled(0, "Việc tôi tự ghi")}, {own + "/gui", url.Values{}}} {
		if w, err := b.ask(b.Member, step.path, step.form); err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != own {
			t.Fatalf("%s: %d, %v\n%s", step.path, w.Code, err, w.Body)
		}
	}
	cell := kit.CellPledgesPath(b.World.Cell.ID, 2026)
	page := b.page(t, cell)
	if !strings.Contains(page, "Trần Thị Bình ghi") || !strings.Contains(page, "Chi bộ thông qua 1 bản đã nộp") {
		t.Fatalf("the cell's page:\n%s", page)
	}
	form := url.Values{fmt.Sprintf("ban-%d", b.member): {b.version(t)}}
	form.Set("ngay", "31/02/2026")
	w, err := b.ask(b.Secretary, cell+"/duyet", form)
	if page := w.Body.String(); err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, `href="#ngay"`) || !strings.Contains(page, "31/02/2026") {
		t.Errorf("no such day: %d, %v", w.Code, err)
	}
	form.Set("ngay", "15/01/2026")
	if w, err := b.ask(b.Secretary, cell+"/duyet", form); err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("agree: %d, %v\n%s", w.Code, err, w.Body)
	}
	if page := b.page(t, kit.PledgePath(b.member, 2026)); !strings.Contains(page, "cuộc họp ngày 15/01/2026") {
		t.Error("the sheet does not name the meeting")
	}
	if _, err := b.ask(b.SisterSecretary, cell+"/duyet", form); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a sister agrees: %v, want NotFound", err)
	}
}

func TestASheetIsSentBackWithAReasonThatIsShown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := kit.PledgePath(b.member, 2026)
	for _, step := range []struct {
		path string
		form url.Values
	}{{path, filled(0, "Việc chưa rõ")}, {path + "/gui", url.Values{}}} {
		if w, err := b.ask(b.Secretary, step.path, step.form); err != nil || w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d, %v", step.path, w.Code, err)
		}
	}
	if w, err := b.ask(b.Secretary, path+"/tra-lai", url.Values{}); err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#ly-do"`) {
		t.Errorf("without a reason: %d, %v", w.Code, err)
	}
	if w, err := b.ask(b.Secretary, path+"/tra-lai", url.Values{"ly-do": {"Ghi rõ chỉ tiêu"}}); err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("send back: %d, %v", w.Code, err)
	}
	w, err := b.ask(b.Member, kit.OwnPledgePath(2026), nil)
	if page := w.Body.String(); err != nil || !strings.Contains(page, "trả lại bản này: Ghi rõ chỉ tiêu") || !strings.Contains(page, "noi-dung-0") {
		t.Errorf("the member reads: %v\n%s", err, page)
	}
}

func TestTheCountLeadsToWhoHasNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.PledgeItem(t, b.tx, b.World.Cell, b.member, 2026, "Vận động năm hộ")
	page := b.page(t, kit.PledgesPath)
	if !strings.Contains(page, "1 trên 3 đảng viên") || !strings.Contains(page, kit.PledgePath(b.Members[b.World.Cell.ID][2], 2026)) {
		t.Errorf("the secretary's count:\n%s", page)
	}
	for _, member := range b.Members[b.World.Cell.ID][:3] {
		b.PledgeItem(t, b.tx, b.World.Cell, member, 2026, "Vận động năm hộ")
	}
	w, err := b.ask(b.Grassroots, kit.PledgeCountPath(b.Org.ID, 2026)+"&chua-du=1", nil)
	if page := w.Body.String(); err != nil || strings.Contains(page, b.World.Cell.Name+"</a>") || !strings.Contains(page, b.Sister.Name) {
		t.Errorf("only who lacks some: %v\n%s", err, page)
	}
	if _, err := b.ask(b.SisterSecretary, kit.PledgeCountPath(b.World.Cell.ID, 2026), nil); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a sister counts: %v, want NotFound", err)
	}
}

func TestTheCellIsPrintedAsPagesAndAsOneFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.PledgeItem(t, b.tx, b.World.Cell, b.member, 2026, "Vận động năm hộ")
	cell := kit.CellPledgesPath(b.World.Cell.ID, 2026)
	page := b.page(t, cell+"/in")
	if strings.Count(page, "BẢN CAM KẾT") != 3 || !strings.Contains(page, "Vận động năm hộ") || !strings.Contains(page, "XÁC NHẬN CỦA CHI BỘ") {
		t.Errorf("printed:\n%s", page)
	}
	if page := b.page(t, cell+"/in?trong=1"); strings.Contains(page, "Vận động năm hộ") || !strings.Contains(page, "pdf?trong=1") {
		t.Errorf("blank:\n%s", page)
	}
	w, err := b.ask(b.Member, kit.OwnPledgePath(2026)+"/pdf", nil)
	if err != nil || w.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(w.Body.String(), "%PDF-") {
		t.Errorf("the own file: %d, %v", w.Code, err)
	}
}
