package remedies

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/theme"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

type bundle struct {
	pagetest.Pages
	*portal.Portal
	w      worldtest.World
	themes []theme.Theme
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{w: worldtest.New(t, tx), Portal: portal.New(tx, worldtest.Clock)}
	ctx := context.Background()
	if err := theme.BeginTx(ctx, tx, b.w.Committee); err != nil {
		t.Fatal(err)
	}
	var err error
	if b.themes, err = b.Theme.List(ctx, b.w.Office, false); err != nil {
		t.Fatal(err)
	}
	p := &Pages{Remedy: b.Remedy, Theme: b.Theme, Org: b.Org, Roll: b.Roll, Audit: b.Audit, Export: b.Export, Now: worldtest.Clock}
	b.Pages = pagetest.Pages{
		"GET /viec-tu-sua": p.Index, "GET /viec-tu-sua.xlsx": p.Download, "GET /viec-tu-sua/chu-de": p.Table, "GET /viec-tu-sua/moi": p.New,
		"POST /viec-tu-sua/moi": p.Open, "GET /viec-tu-sua/{remedy}": p.Show, "GET /viec-tu-sua-cua-toi/{remedy}": p.Show,
		"POST /viec-tu-sua/{remedy}/buoc/bao-xong": p.Report, "POST /viec-tu-sua/{remedy}/buoc/chua-dat": p.SendBack, "POST /viec-tu-sua/{remedy}/buoc/xac-nhan": p.Verify,
		"POST /viec-tu-sua/{remedy}/buoc/doi-han": p.PutOff, "POST /viec-tu-sua/{remedy}/buoc/tien-do": p.Note, "POST /viec-tu-sua/{remedy}/buoc/chu-de": p.SetTheme,
		"POST /viec-tu-sua/{remedy}/tep": p.Files().AddFiles, "GET /viec-tu-sua/{remedy}/tep/{file}": p.Files().OpenFile, "POST /viec-tu-sua/{remedy}/tep/{file}/bo": p.Files().DropFile,
		"POST /viec-tu-sua-cua-toi/{remedy}/tep": p.Files().AddFiles, "GET /viec-tu-sua-cua-toi/{remedy}/tep/{file}": p.Files().OpenFile, "POST /viec-tu-sua-cua-toi/{remedy}/tep/{file}/bo": p.Files().DropFile,
		"POST /viec-tu-sua/{remedy}/buoc/lap-lai": p.Recur, "POST /viec-tu-sua-cua-toi/{remedy}/buoc/bao-xong": p.Report,
	}
	return b
}

func (b bundle) form(pairs ...string) url.Values {
	v := url.Values{
		"cell": {idText(b.w.Cell.ID)}, "key": {"7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"}, "source": {"inspection"}, "source_on": {"10/11/2026"},
		"basis": {"Kết luận kiểm tra số 05-KL/UBKT"}, "owner": {idText(b.w.Members[b.w.Cell.ID][1])}, "theme": {idText(b.themes[0].ID)},
		"shortcoming": {"Góp ý còn nể nang"}, "action": {"Góp ý mỗi kỳ một lần"}, "due": {"20/12/2026"},
	}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// opened opens a remedy through its form and returns its address.
func (b bundle) opened(t *testing.T, actor authz.Actor, form url.Values) string {
	t.Helper()
	a := b.Post(t, actor, kit.NewRemedyPath, form)
	if a.Err != nil || a.Status != 303 {
		t.Fatalf("%d, %v\n%s", a.Status, a.Err, a.Body)
	}
	return a.Location
}

func TestTheFormKeepsWhatWasTypedAndNamesEveryFault(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Get(t, b.w.Grassroots, kit.NewRemedyPath).Check(t, "first the cell", []string{"Chi bộ ấp Đông", "Chi bộ ấp Tây"}, []string{"Chi bộ ấp Nam", `name="basis"`})
	b.Get(t, b.w.Grassroots, kit.NewRemedyOfPath(b.w.Cell.ID, 0)).Check(t, "then the rest", []string{`name="basis"`, "Trần Thị Bình", "Cả chi bộ", "Đóng đảng phí"},
		[]string{`value="meeting"`, "checked", "selected>Trần"})
	b.Get(t, b.w.Secretary, kit.NewRemedyPath).Check(t, "the only cell", []string{`value="meeting"`, `name="basis"`}, nil)
	if a := b.Get(t, b.w.Secretary, kit.NewRemedyOfPath(b.w.Sister.ID, 0)); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("a sister cell's form: %d, %v", a.Status, a.Err)
	}
	a := b.Post(t, b.w.Secretary, kit.NewRemedyPath, b.form("source", "", "owner", "", "action", "", "due", "", "shortcoming", "Nể nang <b>"))
	a.Check(t, "wrong", []string{"Lỗi:", `href="#source"`, `href="#owner"`, `href="#action"`, `href="#due"`, "Nể nang &lt;b&gt;", "Kết luận kiểm tra số 05-KL/UBKT"}, []string{`href="#theme"`})
	if a.Status != 422 {
		t.Errorf("wrong: %d", a.Status)
	}
	at := b.opened(t, b.w.Grassroots, b.form())
	if again := b.opened(t, b.w.Grassroots, b.form()); again != at {
		t.Errorf("sent twice: %s and %s", at, again)
	}
	b.Get(t, b.w.Secretary, at).Check(t, "its page", []string{"Góp ý còn nể nang", "Trần Thị Bình", "Kiểm tra, giám sát ngày 10/11/2026", "Đảng ủy xã Một", "Mở việc tự sửa: Trần Thị Bình"}, nil)
}

func TestStepsFromThePageReturnToIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := b.opened(t, b.w.Grassroots, b.form())
	step := func(actor authz.Actor, name string, want int, pairs ...string) {
		t.Helper()
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		a := b.Post(t, actor, at+"/buoc/"+name, form)
		if a.Err != nil || a.Status != want || want == 303 && a.Location != at {
			t.Errorf("%s: %d to %s, %v", name, a.Status, a.Location, a.Err)
		}
		if want == 422 {
			a.Check(t, name, append([]string{"Lỗi:"}, pairs[1]), nil)
		}
	}
	step(b.w.Secretary, "tien-do", 422, "words", "ừ", "key", kit.NewKey())
	step(b.w.Secretary, "tien-do", 303, "words", "Đã góp ý một lần", "key", kit.NewKey())
	step(b.w.Secretary, "doi-han", 422, "due", "01/11/2026", "reason", "Bận vụ mùa")
	step(b.w.Secretary, "doi-han", 303, "due", "10/01/2027", "reason", "Bận vụ mùa")
	step(b.w.Secretary, "bao-xong", 422, "result", "Đã góp ý", "link", "example.vn")
	step(b.w.Secretary, "bao-xong", 303, "result", "Đã góp ý ba kỳ liền", "number", "11-BB/CB", "link", "https://example.vn/bb")
	step(b.w.Grassroots, "chua-dat", 303, "reason", "Mới có hai kỳ")
	b.Get(t, b.w.Secretary, at).Check(t, "sent back", []string{"Đang sửa", "1 lần; lần cuối: Mới có hai kỳ", "Đã góp ý một lần", "dời 1 lần, hạn đầu 20/12/2026", "11-BB/CB"}, []string{"Đã sửa xong thật chưa?"})
	step(b.w.Secretary, "chu-de", 303, "theme", idText(b.themes[1].ID))
	step(b.w.Secretary, "bao-xong", 303, "result", "Đã góp ý ba kỳ liền")
	step(b.w.Grassroots, "xac-nhan", 303)
	step(b.w.Secretary, "doi-han", 422, "due", "10/02/2027", "reason", "Bận vụ mùa")
	b.Get(t, b.w.Secretary, at).Check(t, "verified", []string{"Đã xác nhận", "Mở lại vì lặp lại", b.w.Grassroots.Name, "Giờ giấc"}, []string{"Làm tiếp"})
	old := strings.TrimPrefix(at, "/viec-tu-sua/")
	b.Get(t, b.w.Secretary, kit.NewRemedyPath+"?don-vi="+idText(b.w.Cell.ID)+"&lap-lai="+old).Check(t, "again",
		[]string{"Lặp lại của", "Góp ý còn nể nang", fmt.Sprintf(`value="%d" selected`, b.themes[1].ID), fmt.Sprintf(`value="%d" selected`, b.w.Members[b.w.Cell.ID][1])}, nil)
	next := b.opened(t, b.w.Secretary, b.form("key", kit.NewKey(), "recurs", old, "theme", idText(b.themes[1].ID)))
	b.Get(t, b.w.Secretary, next).Check(t, "the next", []string{"Lặp lại của", "việc tự sửa số " + old}, nil)
}

func TestAMemberReadsAndReportsTheirOwnAlone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	mine := strings.TrimPrefix(b.opened(t, b.w.Secretary, b.form()), kit.RemediesPath)
	whole := strings.TrimPrefix(b.opened(t, b.w.Secretary, b.form("key", kit.NewKey(), "owner", wholeCell)), kit.RemediesPath)
	b.Get(t, b.w.Member, kit.OwnRemediesPath+mine).Check(t, "own", []string{"Góp ý còn nể nang", "Báo đã sửa"}, []string{"Dời hạn</summary>", "Đã sửa xong thật chưa?", `href="/viec-tu-sua"`})
	if a := b.Get(t, b.w.Member, kit.OwnRemediesPath+whole); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("the cell's: %d, %v", a.Status, a.Err)
	}
	if a := b.Post(t, b.w.Member, kit.OwnRemediesPath+mine+"/buoc/bao-xong", url.Values{"result": {"Đã góp ý ba kỳ"}}); a.Location != kit.OwnRemediesPath+mine {
		t.Errorf("reported: %d to %s, %v", a.Status, a.Location, a.Err)
	}
}

func TestListsAndTablesSayNoMoreThanTheReaderMayKnow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := b.opened(t, b.w.Secretary, b.form())
	b.opened(t, b.w.Secretary, b.form("key", kit.NewKey(), "theme", idText(b.themes[2].ID), "shortcoming", "Sổ ghi thiếu"))
	words := []string{"Góp ý còn nể nang", "Trần Thị Bình"}
	b.Get(t, b.w.Grassroots, kit.RemediesPath).Check(t, "directly above", append(words, "2 việc"), nil)
	b.Get(t, b.w.Office, kit.RemediesPath).Check(t, "the district", []string{"2 việc", "Một đảng viên"}, words)
	b.Get(t, b.w.Office, at).Check(t, "the district, one", []string{"chỉ chi bộ, cấp ủy trực tiếp"}, append(words, "05-KL/UBKT", "Mở việc tự sửa"))
	b.Get(t, b.w.SisterSecretary, kit.RemediesPath).Check(t, "a sister cell", []string{"0 việc"}, words)
	b.Get(t, b.w.Grassroots, kit.RemediesPath+"?chu-de="+idText(b.themes[2].ID)+"&den=31/12/2026").Check(t, "narrowed", []string{"1 việc", "Sổ ghi thiếu"}, words[:1])
	a := b.Get(t, b.w.Grassroots, kit.RemediesPath+"?tinh-trang=x&den=31/02/2026")
	a.Check(t, "a filter that is none", []string{"Chọn lại tình trạng", "31/02/2026"}, nil)
	b.Get(t, b.w.Leader, kit.RemedyTablePath).Check(t, "the leader's table", []string{"Tự phê bình và phê bình", "Lặp lại"}, append(words, kit.RemediesPath+"?"))
	b.Get(t, b.w.Office, kit.RemedyTablePath).Check(t, "the office's table", []string{b.w.Org.Name, "chu-de=" + idText(b.themes[2].ID)}, words)
	for name, actor := range map[string]authz.Actor{"directly above": b.w.Grassroots, "the district": b.w.Office} {
		f, err := excelize.OpenReader(bytes.NewReader([]byte(b.Get(t, actor, "/viec-tu-sua.xlsx").Body)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows("Việc tự sửa")
		if err != nil || len(rows) != 3 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		if reads := strings.Contains(fmt.Sprint(rows), words[0]); reads != (name == "directly above") {
			t.Errorf("%s: the workbook has the words: %t", name, reads)
		}
	}
	trail, err := b.Audit.History(context.Background(), b.w.Grassroots, authz.ReviewRead, "unit", b.w.Org.ID)
	if err != nil || len(trail) != 1 || trail[0].Summary != "Tải danh sách việc tự sửa của Đảng ủy xã Một: 2 việc" {
		t.Errorf("the trail: %+v, %v", trail, err)
	}
}
