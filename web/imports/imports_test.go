package imports

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

type bundle struct {
	worldtest.World
	pages *Pages
	tx    pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	return bundle{worldtest.New(t, tx), &Pages{Now: worldtest.Clock, Intake: &intake.Service{
		DB: tx, Now: worldtest.Clock, Org: &org.Service{DB: tx, Now: worldtest.Clock},
		Member: &member.Service{DB: tx, Now: worldtest.Clock,
			CellsChanged: func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }},
		Forget: func(context.Context, pgx.Tx, int64, []int64) error { return nil },
	}}, tx}
}

// do sends a request as an actor and gives the answer, or the error that the site would answer.
func (b bundle) do(t *testing.T, actor authz.Actor, r *http.Request) (*httptest.ResponseRecorder, error) {
	t.Helper()
	var failed error
	serve := func(h kit.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { failed = h(w, kit.WithActor(r, actor)) }
	}
	router := chi.NewRouter()
	router.Get("/nhap-lieu", serve(b.pages.Index))
	router.Post("/nhap-lieu", serve(b.pages.Preview))
	router.Get("/nhap-lieu/{run}", serve(b.pages.Show))
	router.Get("/nhap-lieu/{run}/tep-loi", serve(b.pages.Marked))
	router.Post("/nhap-lieu/{run}/ap-dung", serve(b.pages.Apply))
	w := httptest.NewRecorder()
	router.ServeHTTP(w, r)
	return w, failed
}

func (b bundle) get(t *testing.T, actor authz.Actor, target string) (string, error) {
	t.Helper()
	w, err := b.do(t, actor, httptest.NewRequest(http.MethodGet, target, nil))
	return w.Body.String(), err
}

// given is a request that sends a file.
func given(t *testing.T, field, name string, data []byte) *http.Request {
	t.Helper()
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	if err := form.WriteField("khac", "x"); err != nil {
		t.Fatal(err)
	}
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(data)
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/nhap-lieu", &buf)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

// members makes a members' list.
func members(t *testing.T, rows ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range append([]string{"STT|Họ và tên|Số thẻ Đảng viên|Số CCCD|Ngày sinh|Ngày kết nạp|Chi bộ đang sinh hoạt|Chi bộ nơi cư trú|Trạng thái"}, rows...) {
		for c, text := range strings.Split(row, "|") {
			at, err := excelize.CoordinatesToCellName(c+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStr("Sheet1", at, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func check(t *testing.T, name, page string, has, lack []string) {
	t.Helper()
	for _, want := range has {
		if !strings.Contains(page, want) {
			t.Errorf("%s: the page lacks %q", name, want)
		}
	}
	for _, not := range lack {
		if strings.Contains(page, not) {
			t.Errorf("%s: the page has %q", name, not)
		}
	}
}

var fingerprint = regexp.MustCompile(`name="dau" value="([0-9a-f]+)"`)

func TestAFileIsGivenLookedAtAndApplied(t *testing.T) {
	t.Parallel()
	b := setup(t)
	data := members(t, "1|VÕ THỊ MỚI||087199000001|20/10/1999|01/06/2026|Chi bộ ấp Đông||", "2|Trần Thị Bình|87.000002|087170001234|||Chi bộ ấp Đông||",
		"3|Lê Sai|||31/02/1980||Chi bộ ấp Đông||")
	w, err := b.do(t, b.Admin, given(t, "tep", "ds.xlsx", data))
	at := w.Header().Get("Location")
	if err != nil || w.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/nhap-lieu/") {
		t.Fatalf("%d to %q, %v", w.Code, at, err)
	}
	page, err := b.get(t, b.Admin, at)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "preview", page, []string{
		"Xem trước ds.xlsx", "Áp dụng 2 dòng", "thêm mới 1 dòng, sửa 1 dòng. 1 dòng có lỗi được để lại.", "Ngày sinh (ô E4):", "chỉ có 29 ngày",
		"Số CCCD:", "chưa có → •••••••• 1234", at + "?xem=loi", "3 đảng viên đang có không thấy trong tệp",
	}, []string{"087170001234"})
	if strings.Index(page, "Lê Sai") > strings.Index(page, "Võ Thị Mới") {
		t.Error("the row with a fault does not come first")
	}
	filtered, err := b.get(t, b.Admin, at+"?xem=moi")
	if err != nil {
		t.Fatal(err)
	}
	check(t, "new rows", filtered, []string{"Võ Thị Mới"}, []string{"Lê Sai", "Trần Thị Bình"})

	apply := httptest.NewRequest(http.MethodPost, at+"/ap-dung", strings.NewReader(url.Values{"dau": {fingerprint.FindStringSubmatch(page)[1]}}.Encode()))
	apply.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w, err = b.do(t, b.Admin, apply)
	if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != at {
		t.Fatalf("apply: %d to %q, %v", w.Code, w.Header().Get("Location"), err)
	}
	page, err = b.get(t, b.Admin, at)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "result", page, []string{"Đã nhập ds.xlsx", "Đã áp dụng lúc", "Xem danh sách đảng viên", kit.MembersPath}, []string{"Áp dụng 2 dòng", at + "/ap-dung"})
	page, err = b.get(t, b.Office, "/nhap-lieu")
	if err != nil {
		t.Fatal(err)
	}
	check(t, "list of runs", page, []string{"ds.xlsx", "Đã áp dụng", "Quản trị viên", at}, nil)
}

func TestATextIsTakenAsWellAsAWorkbook(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w, err := b.do(t, b.Admin, given(t, "tep", "ds.csv", []byte("Họ và tên;Ngày sinh;Chi bộ đang sinh hoạt\nVõ Thị Mới;20/10/1999;Chi bộ ấp Đông\n")))
	if err != nil {
		t.Fatal(err)
	}
	page, err := b.get(t, b.Admin, w.Header().Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "preview", page, []string{"Xem trước ds.csv", "Áp dụng 1 dòng", "Võ Thị Mới"}, nil)
	form, err := b.get(t, b.Admin, "/nhap-lieu")
	if err != nil {
		t.Fatal(err)
	}
	check(t, "form", form, []string{`accept=".xlsx,.ods,.csv"`, "Excel (.xlsx), LibreOffice (.ods) hoặc .csv"}, nil)
}

func TestAPlanThatChangedIsShownAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w, err := b.do(t, b.Admin, given(t, "tep", "ds.xlsx", members(t, "1|Võ Thị Mới|||20/10/1999||Chi bộ ấp Đông||")))
	if err != nil {
		t.Fatal(err)
	}
	apply := httptest.NewRequest(http.MethodPost, w.Header().Get("Location")+"/ap-dung", strings.NewReader("dau=khac"))
	apply.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w, err = b.do(t, b.Admin, apply)
	if err != nil || w.Code != http.StatusConflict {
		t.Fatalf("%d, %v", w.Code, err)
	}
	check(t, "changed plan", w.Body.String(), []string{"Chưa ghi gì", "Lỗi: Xem trước", "Áp dụng 1 dòng", "Võ Thị Mới"}, []string{`value="khac"`})
}

func TestAFileThatIsNoListComesBackWithTheForm(t *testing.T) {
	t.Parallel()
	b := setup(t)
	empty := httptest.NewRequest(http.MethodPost, "/nhap-lieu", strings.NewReader("tep=x"))
	empty.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	cut := given(t, "tep", "ds.xlsx", members(t, "1|An"))
	whole, err := io.ReadAll(cut.Body)
	if err != nil {
		t.Fatal(err)
	}
	cut.Body = io.NopCloser(bytes.NewReader(whole[:len(whole)/2]))
	for _, tc := range []struct {
		name string
		r    *http.Request
		want string
	}{
		{"no file form", empty, "Chưa có tệp nào"},
		{"another field", given(t, "khac", "ds.xlsx", []byte("x")), "Chưa có tệp nào"},
		{"nothing chosen", given(t, "tep", "", nil), "Chưa có tệp nào"},
		{"an empty file", given(t, "tep", "ds.xlsx", nil), "Tệp này rỗng"},
		{"text", given(t, "tep", "ds.csv", []byte("Họ và tên;")), "Không thấy dòng tiêu đề"},
		{"a picture", given(t, "tep", "ds.xlsx", []byte("\x89PNG\r\n\x1a\n\x00")), "Excel (.xlsx), LibreOffice (.ods) hoặc .csv"},
		{"too large", given(t, "tep", "ds.xlsx", make([]byte, workbook.MaxSize+1)), "nặng quá 20 MB"},
		{"far too large", given(t, "tep", "ds.xlsx", make([]byte, workbook.MaxSize+2<<20)), "nặng quá 20 MB"},
		{"cut on its way", cut, "tải lên chưa hết"},
	} {
		w, err := b.do(t, b.Admin, tc.r)
		if err != nil || w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d, %v", tc.name, w.Code, err)
		}
		check(t, tc.name, w.Body.String(), []string{tc.want, "Lỗi: Nhập danh sách", `href="#tep"`, "?mau=dang-vien"}, nil)
	}
	if runs, err := b.pages.Intake.Runs(context.Background(), b.Admin); err != nil || len(runs) != 0 {
		t.Errorf("refused files were kept: %v, %v", runs, err)
	}
}

func TestTemplatesAreHandedOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, name := range []string{"dang-vien", "to-chuc"} {
		w, err := b.do(t, b.Admin, httptest.NewRequest(http.MethodGet, "/nhap-lieu?mau="+name, nil))
		if err != nil || !strings.Contains(w.Header().Get("Content-Disposition"), "mau-"+name+".xlsx") || !bytes.HasPrefix(w.Body.Bytes(), []byte("PK")) {
			t.Errorf("%s: %v, %v", name, w.Header(), err)
		}
	}
	if _, err := b.get(t, b.Admin, `/nhap-lieu?mau=x%22%0d%0a`); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a template that does not exist: %v", err)
	}
}

func TestWhoMayNotImportGetsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	data := members(t, "1|Võ Thị Mới|||20/10/1999||Chi bộ ấp Đông||")
	w, err := b.do(t, b.Admin, given(t, "tep", "ds.xlsx", data))
	if err != nil {
		t.Fatal(err)
	}
	at := w.Header().Get("Location")
	requests := func() []*http.Request {
		apply := httptest.NewRequest(http.MethodPost, at+"/ap-dung", strings.NewReader("dau=x"))
		apply.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return []*http.Request{
			httptest.NewRequest(http.MethodGet, at, nil), apply,
			httptest.NewRequest(http.MethodGet, "/nhap-lieu", nil), given(t, "tep", "ds.xlsx", data),
		}
	}
	for name, actor := range map[string]authz.Actor{"leader": b.Leader, "grassroots": b.Grassroots, "secretary": b.Secretary, "member": b.Member} {
		for i, r := range requests() {
			if w, err := b.do(t, actor, r); apperr.KindOf(err) != apperr.KindForbidden || strings.Contains(w.Body.String(), "Võ Thị Mới") {
				t.Errorf("%s, request %d: %v, want Forbidden", name, i+1, err)
			}
		}
	}
	for i, r := range requests()[:2] {
		if _, err := b.do(t, b.Stranger, r); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("stranger, request %d: %v, want NotFound", i+1, err)
		}
	}
	if page, err := b.get(t, b.Stranger, "/nhap-lieu"); err != nil || strings.Contains(page, "ds.xlsx") {
		t.Errorf("the stranger's list: %v", err)
	}
}

func render(t *testing.T, v view) string {
	t.Helper()
	var buf bytes.Buffer
	if err := show(ui.Chrome{}, v).Render(context.Background(), &buf); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func TestALongPlanIsReadPageByPage(t *testing.T) {
	t.Parallel()
	plan := compare.Plan{Kind: compare.Members, Sheet: "DS"}
	for i := range 250 {
		plan.Rows = append(plan.Rows, compare.Row{Number: i + 2, Fate: compare.New, Name: fmt.Sprintf("Người số %03d", i)})
	}
	plan.Rows = append(plan.Rows, compare.Row{Number: 999, Fate: compare.Refused, Notes: []string{"<b>ghi chú</b>"},
		Faults: []compare.Fault{{Column: "Họ và tên", Text: "Thiếu họ và tên."}}}, compare.Row{Number: 1000, Fate: compare.Same, Name: "Người như cũ"})
	run := intake.Run{ID: 7, Kind: compare.Members, FileName: "ds.xlsx", Kept: true}
	check(t, "first page", render(t, newView(run, plan, "", 1)), []string{
		"Trang 1 trên 3", "/nhap-lieu/7?trang=2", "(thiếu tên)", "Họ và tên:", "Áp dụng 250 dòng", "Người số 098", "&lt;b&gt;ghi chú",
	}, []string{"Người số 099", "Người như cũ", "Trang trước"})
	check(t, "last page", render(t, newView(run, plan, "moi", 99)), []string{"Trang 3 trên 3", "/nhap-lieu/7?trang=2&amp;xem=moi", "Người số 249"}, []string{"(thiếu tên)"})
	check(t, "the same", render(t, newView(run, plan, "cu", 1)), []string{"Người như cũ"}, []string{"Người số 001"})
	check(t, "no such choice", render(t, newView(run, plan, "xyz", 1)), []string{"Trang 1 trên 3"}, nil)
}

func TestARunWithoutItsFileSaysWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	applied := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	done := intake.Run{ID: 7, Kind: compare.Units, FileName: "tc.xlsx", AppliedAt: &applied, Added: 321}
	check(t, "applied", render(t, newView(done, compare.Plan{}, "", 1)), []string{"Đã nhập tc.xlsx", "321", "Xem cây tổ chức"}, []string{"<table", "Áp dụng 0 dòng"})
	check(t, "dropped", render(t, newView(intake.Run{ID: 8, Kind: compare.Members}, compare.Plan{}, "", 1)), []string{"chờ quá 24 giờ"}, []string{"<form method=\"post\" action=\"/nhap-lieu/8"})
	nothing := compare.Plan{Rows: []compare.Row{{Fate: compare.Same, Name: "An"}}}
	check(t, "nothing to write", render(t, newView(intake.Run{ID: 9, Kept: true}, nothing, "", 1)), []string{"không có dòng nào cần ghi"}, []string{"/nhap-lieu/9/ap-dung"})
	for _, r := range []intake.Run{{AppliedAt: &applied}, {Kept: true}, {}} {
		if standing(r).Text == "" {
			t.Errorf("%+v has no word", r)
		}
	}
}
