package reviews

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/substance"
	"tusoi/internal/task"
	"tusoi/internal/theme"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
)

// bundle is the pages over the real services, in a transaction that is rolled back.
type bundle struct {
	t      *testing.T
	w      worldtest.World
	tx     pgx.Tx
	review *review.Service
	router http.Handler
	who    authz.Actor
	month  period.Period
	pledge int64 // of Bình
	task   int64 // of Bình, overdue
}

func setup(t *testing.T) *bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := &bundle{t: t, w: worldtest.New(t, tx), tx: tx, month: period.Month(2026, 11)}
	b.who = b.w.Secretary
	changed := func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }
	tasks := &task.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed}
	mending := &remedy.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed}
	b.review = &review.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed, SettleTask: tasks.SettleTx, Remedy: mending,
		Packet: &packet.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed}}
	p := &Pages{Review: b.review, Substance: &substance.Service{DB: tx}, Remedy: mending, Theme: &theme.Service{DB: tx, Now: worldtest.Clock}, Committee: &committee.Service{DB: tx, Now: worldtest.Clock}, Org: &org.Service{DB: tx, Now: worldtest.Clock}, Now: worldtest.Clock}
	b.pledge = b.w.PledgeItem(t, tx, b.w.Cell, b.member(1), 2026, "Vận động 5 hộ hiến đất")
	b.task = b.w.Task(t, tx, b.w.Cell, b.member(1), "Rà soát hộ nghèo", worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 15))
	r := chi.NewRouter()
	for pattern, h := range map[string]kit.Handler{
		"GET /to-chuc/{unit}/thang/{month}": p.Sheet, "POST /to-chuc/{unit}/thang/{month}": p.SaveAll,
		"POST /to-chuc/{unit}/thang/{month}/o": p.SaveField, "POST /to-chuc/{unit}/thang/{month}/viec-tu-sua": p.AddRemedy,
		"GET /to-chuc/{unit}/thang/{month}/gui": p.ReadBack, "POST /to-chuc/{unit}/thang/{month}/gui": p.Send,
		"GET /to-chuc/{unit}/thang/{month}/in": p.Print, "POST /viec-tu-sua/{remedy}/bao-xong": p.ReportRemedy,
		"POST /viec-tu-sua/{remedy}/xac-nhan": p.VerifyRemedy, "POST /viec-tu-sua/{remedy}/doi-han": p.RollRemedy,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		r.Method(method, path, b.served(h))
	}
	b.router = r
	return b
}

// served answers errors as the site does.
func (b *bundle) served(h kit.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, kit.WithActor(r, b.who))
		if err == nil {
			return
		}
		code, ok := map[apperr.Kind]int{
			apperr.KindInvalid: 422, apperr.KindNotFound: 404, apperr.KindForbidden: 403, apperr.KindConflict: 409,
		}[apperr.KindOf(err)]
		if !ok {
			b.t.Errorf("%s %s: %v", r.Method, r.URL, err)
			code = 500
		}
		http.Error(w, apperr.Message(err), code)
	}
}

func (b *bundle) member(i int) int64 { return b.w.Members[b.w.Cell.ID][i] }

func (b *bundle) at() sheetform.Place { return sheetform.Place{Cell: b.w.Cell.ID, Month: b.month} }

func (b *bundle) do(method, path, kind, body string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	b.router.ServeHTTP(w, r)
	return w
}

func (b *bundle) get(path string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.do(http.MethodGet, path, "", "")
}

// post sends a form of pairs.
func (b *bundle) post(path string, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", v.Encode())
}

// field sends one field as the script does, and reads the answer.
func (b *bundle) field(name, value, base string) (int, map[string]any) {
	b.t.Helper()
	body, err := json.Marshal(map[string]any{"u": b.who.User, "f": name, "v": value, "b": base})
	if err != nil {
		b.t.Fatal(err)
	}
	w := b.do(http.MethodPost, b.at().Path()+"/o", "application/json", string(body))
	got := map[string]any{}
	_ = json.Unmarshal(w.Body.Bytes(), &got)
	return w.Code, got
}

func (b *bundle) expect(w *httptest.ResponseRecorder, code int, texts ...string) {
	b.t.Helper()
	if w.Code != code {
		b.t.Fatalf("answered %d, want %d: %.600s", w.Code, code, w.Body)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String()+w.Header().Get("Location"), text) {
			b.t.Errorf("%q is missing from the answer %d", text, code)
		}
	}
}

func (b *bundle) sheet() map[int64]review.Member {
	b.t.Helper()
	s, err := b.review.Sheet(b.t.Context(), b.w.Secretary, b.w.Cell.ID, b.month)
	if err != nil {
		b.t.Fatal(err)
	}
	all := map[int64]review.Member{}
	for _, m := range s.Members {
		all[m.ID] = m
	}
	return all
}

// names of Bình's fields
func (b *bundle) mark() string {
	return sheetform.Cell{Field: sheetform.MarkField, Member: b.member(1), ItemKind: "p", Item: b.pledge}.Name()
}
func (b *bundle) note() string {
	return sheetform.Cell{Field: sheetform.NoteField, Member: b.member(1), ItemKind: "p", Item: b.pledge}.Name()
}
func (b *bundle) ask(field string, member int) string {
	return sheetform.Cell{Field: field, Member: b.member(member)}.Name()
}

// answers are what makes everybody's month whole.
func (b *bundle) answers() []string {
	pairs := []string{b.mark(), "on_track", sheetform.Cell{Field: sheetform.MarkField, Member: b.member(1), ItemKind: "t", Item: b.task}.Name(), "not_done"}
	for i := range 3 {
		pairs = append(pairs, b.ask("s", i), "yes", b.ask("r", i), "yes", b.ask("c", i), "clear")
	}
	return pairs
}

func TestTheSheetIsSavedByOnePressWithoutAScript(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.expect(b.get(b.at().Path()), 200, "Vận động 5 hộ hiến đất", "Rà soát hộ nghèo", "Quá hạn 5 ngày", `name="`+b.mark()+`"`, `<span data-done>0</span> / 3`)
	b.expect(b.post(b.at().Path(), b.mark(), "on_track", b.note(), "Đã vận động\r\n2 hộ  ", b.ask("s", 1), "partly"), 303, b.at().Path())
	m := b.sheet()[b.member(1)]
	if m.Items[0].Mark != "on_track" || m.Items[0].Note != "Đã vận động\n2 hộ" || m.Answers.Substantive != "partly" || m.Missing() != 3 {
		t.Errorf("stored %+v %+v", m.Items[0], m.Answers)
	}
	b.expect(b.get(b.at().Path()), 200, "Còn 3 nội dung", "Đã vận động\n2 hộ</textarea>", `name="b.`+b.note()+`" value="Đã vận động`)
	b.expect(b.post(b.at().Path(), append(b.answers(), "b."+b.mark(), "on_track", "b."+b.ask("s", 1), "partly", "di", "gui")...), 303, b.at().Path()+"/gui")
	b.expect(b.get(b.at().Path()), 200, `<span data-done>3</span> / 3`, "Đã tự soi 20/11")
}

func TestAFieldComesFromTheScript(t *testing.T) {
	t.Parallel()
	b := setup(t)
	code, got := b.field(b.note(), norm.NFD.String("Đã đi 2 hộ  "), "")
	if code != 200 || got["value"] != "Đã đi 2 hộ" || got["at"] != "09:00" || got["state"] != "Còn 5 nội dung" || got["tone"] != "warn" || got["sentence"] != nil {
		t.Fatalf("%d %v", code, got)
	}
	if code, got = b.field(b.note(), "Đã đi 2 hộ", "bản rất cũ"); code != 200 {
		t.Errorf("the same text again: %d %v, want no conflict", code, got)
	}
	for _, f := range [][2]string{{b.mark(), "done"}, {sheetform.Cell{Field: sheetform.MarkField, Member: b.member(1), ItemKind: "t", Item: b.task}.Name(), "done"}, {b.ask("s", 1), "yes"}, {b.ask("r", 1), "yes"}} {
		if code, got := b.field(f[0], f[1], ""); code != 200 || got["tone"] != "warn" {
			t.Errorf("%s: %d %v", f[0], code, got)
		}
	}
	if code, got = b.field(b.ask("c", 1), "found", ""); code != 200 || got["state"] != "Còn 2 nội dung" || !strings.Contains(fmt.Sprint(got["sentence"]), "0 đã tự soi") {
		t.Errorf("a found sign without words: %d %v", code, got)
	}
	if _, err := b.review.SaveField(t.Context(), b.w.Secretary, review.FieldChange{
		Cell: b.w.Cell.ID, Month: period.Month(2026, 11), Member: b.member(1), Field: review.FieldSigns, Value: "qd207-2026/18"}); err != nil {
		t.Fatal(err)
	}
	code, got = b.field(b.ask("d", 1), "Điều 19: chưa gương mẫu khi uống rượu.", "")
	if code != 200 || got["tone"] != "ok" || got["state"] != "Đã tự soi 20/11" || got["done"] != 1.0 || !strings.Contains(fmt.Sprint(got["sentence"]), "1 đã tự soi") {
		t.Errorf("the last words: %d %v", code, got)
	}
}

func TestWhatTheScriptSendsIsRefusedInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	long := strings.Repeat("dài ", 501)
	for claim, tc := range map[string]struct {
		name, value string
		code        int
		says        string
	}{
		"too long":                {b.note(), long, 422, "nhiều nhất là 2.000"},
		"no such answer":          {b.mark(), "great", 422, "Chọn lại"},
		"no such field":           {"m.p1", "done", 404, ""},
		"somebody else's item":    {sheetform.Cell{Field: sheetform.MarkField, Member: b.member(0), ItemKind: "p", Item: b.pledge}.Name(), "done", 404, ""},
		"a member of the sister":  {sheetform.Cell{Field: "s", Member: b.w.Members[b.w.Sister.ID][0]}.Name(), "yes", 404, ""},
		"an exempt member":        {b.ask("s", 3), "yes", 404, ""},
		"an item of nobody":       {"m.p999999999." + itoa(b.member(1)), "done", 404, ""},
		"a name written wrongly":  {"m.p01." + itoa(b.member(1)), "done", 404, ""},
		"a field of another kind": {"z." + itoa(b.member(1)), "done", 404, ""},
	} {
		if code, got := b.field(tc.name, tc.value, ""); code != tc.code || !strings.Contains(fmt.Sprint(got["error"]), tc.says) && tc.says != "" {
			t.Errorf("%s: %d %v, want %d with %q", claim, code, got, tc.code, tc.says)
		}
	}
	b.expect(b.do("POST", b.at().Path()+"/o", "application/json", `{"u":1,"f":"`+b.note()+`","v":"x"}`), 403, "người khác vừa đăng nhập")
	b.expect(b.do("POST", b.at().Path()+"/o", "application/json", "{"), 422)
	b.expect(b.do("POST", b.at().Path()+"/o", "text/plain", "{}"), 422)
	b.expect(b.do("POST", b.at().Path()+"/o", "application/json", `{"v":"`+strings.Repeat("x", maxField)+`"}`), 422, "quá dài")
}

func TestTwoSecretariesOnOneMemberSeeBothTexts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if code, _ := b.field(b.note(), "Bản của chị Hạnh", ""); code != 200 {
		t.Fatal(code)
	}
	code, got := b.field(b.note(), "Bản của tôi", "")
	conflict, _ := got["conflict"].(map[string]any)
	if code != 409 || conflict["theirs"] != "Bản của chị Hạnh" || conflict["who"] != "(do "+b.who.Name+" lưu lúc 09:00 ngày 20/11/2026)" {
		t.Fatalf("by script: %d %v", code, got)
	}
	w := b.post(b.at().Path(), b.note(), "Bản của tôi", b.mark(), "done")
	b.expect(w, 422, "Trần Thị Bình: có người vừa ghi khác", "<b>Đồng chí gõ:</b> Bản của tôi", "<b>Đã có:</b> Bản của chị Hạnh", "Bản của tôi</textarea>")
	if m := b.sheet()[b.member(1)]; m.Items[0].Note != "Bản của chị Hạnh" || m.Items[0].Mark != "done" {
		t.Fatalf("the rest must be saved and the text must stand: %+v", m.Items[0])
	}
	again := []string{b.note(), "Bản của tôi", "y." + b.note(), "Bản của chị Hạnh"}
	b.expect(b.post(b.at().Path(), again...), 422, "Chọn một trong hai", "<b>Đã có:</b> Bản của chị Hạnh")
	b.expect(b.post(b.at().Path(), append(again, "x."+b.note(), "ho")...), 303)
	if m := b.sheet()[b.member(1)]; m.Items[0].Note != "Bản của chị Hạnh" {
		t.Errorf("theirs was chosen, %q stands", m.Items[0].Note)
	}
	b.expect(b.post(b.at().Path(), append(again, "x."+b.note(), "toi")...), 303)
	if m := b.sheet()[b.member(1)]; m.Items[0].Note != "Bản của tôi" {
		t.Errorf("mine was chosen, %q stands", m.Items[0].Note)
	}
	b.expect(b.post(b.at().Path(), append(again, "x."+b.note(), "toi", b.note(), "Bản thứ ba")...), 422, "<b>Đã có:</b> Bản của tôi")
}

func TestAnOverlongTextComesBackAsItWas(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.post(b.at().Path(), b.note(), strings.Repeat("dài ", 501), b.mark(), "on_track")
	b.expect(w, 422, "<title>Lỗi: ", "Trần Thị Bình: Nội dung dài 2.003 ký tự", `href="#`+b.note()+`"`, `value="on_track" checked`)
	if m := b.sheet()[b.member(1)]; m.Items[0].Mark != "" {
		t.Error("something was saved of a refused sheet")
	}
}

func TestASheetThatCannotBeReadIsNoSheetWithoutChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.expect(b.post(b.at().Path(), b.note(), strings.Repeat("x", sheetform.MaxSheet)), 422, "chưa lưu chỗ nào")
	b.expect(b.do("POST", b.at().Path(), "application/x-www-form-urlencoded", "n=%zz"), 422, "chưa lưu chỗ nào")
	b.expect(b.post(b.at().Path(), b.note(), strings.Repeat("chữ ", 400)+strings.Repeat("x", 2<<20)), 422, "nhiều nhất là 2.000")
}

func TestAMonthIsSentOnceAndOnlyWhole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	send := b.at().Path() + "/gui"
	b.expect(b.get(send), 200, "4 đảng viên: 0 đã tự soi", "Còn 3 đảng viên chưa tự soi đủ", "Gửi tháng 11 lên Đảng ủy xã Một", b.at().Path()+"?mo="+itoa(b.member(1))+"#o-"+itoa(b.member(1)))
	b.expect(b.post(send), 422, "<title>Lỗi: ", "Trần Thị Bình còn thiếu 5 nội dung", `id="dv-`+itoa(b.member(1))+`"`)
	b.expect(b.post(b.at().Path(), append(b.answers(), b.note(), "Thực hiện tốt nhiệm vụ được giao theo kế hoạch.")...), 303)
	b.expect(b.get(send), 200, "3 đã tự soi", "Không bắt buộc sửa", "Chưa thấy việc, con số")
	for range 2 {
		w := b.post(send)
		b.expect(w, 303, "/")
		if flash := kit.TakeFlash(httptest.NewRecorder(), cookied(w)); flash == nil || flash.Text != "Đã gửi tháng 11/2026 lên Đảng ủy xã Một lúc 09:00 ngày 20/11/2026." {
			t.Errorf("flash %+v", flash)
		}
	}
	b.expect(b.get(b.at().Path()), 200, "Đã gửi Đảng ủy xã Một lúc 09:00")
	if code, got := b.field(b.note(), "Muộn", ""); code != 409 || got["conflict"] != nil {
		t.Errorf("a field after sending: %d %v", code, got)
	}
	b.expect(b.post(b.at().Path(), b.note(), "Gõ muộn"), 422, "không sửa được nữa", "<dd>Gõ muộn</dd>", "<dt>Trần Thị Bình</dt>")
	if _, err := b.review.Packet.Return(t.Context(), b.w.Grassroots, b.w.Cell.ID, b.month, "Đồng chí Bình ghi rõ hơn."); err != nil {
		t.Fatal(err)
	}
	b.expect(b.get(b.at().Path()), 200, "trả lại lúc 09:00 ngày 20/11/2026", "Đồng chí Bình ghi rõ hơn.", `name="`+b.note()+`"`)
}

func cookied(w *httptest.ResponseRecorder) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	return r
}

func TestNobodyOutsideFindsTheSheet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.expect(b.post(b.at().Path(), remedyForm(b, 1)...), 303)
	r := b.remedy(1)
	for name, who := range map[string]authz.Actor{"sister": b.w.SisterSecretary, "far": b.w.FarSecretary, "other committee": b.w.Stranger} {
		b.who = who
		for _, path := range []string{"", "/gui", "/in", "/in?trong=1", "/in?the=1"} {
			if w := b.get(b.at().Path() + path); w.Code != 404 && !(name == "other committee" && w.Code == 403) {
				t.Errorf("%s: GET %s: %d", name, path, w.Code)
			}
		}
		if name == "other committee" {
			continue // an office writes nowhere
		}
		for path, form := range map[string][]string{
			"": {b.note(), "x"}, "/viec-tu-sua": remedyForm(b, 2), "/gui": nil,
		} {
			if w := b.post(b.at().Path()+path, form...); w.Code != 404 {
				t.Errorf("%s: POST %s: %d", name, path, w.Code)
			}
		}
		for _, step := range []string{"bao-xong", "xac-nhan", "doi-han"} {
			if w := b.post(kit.RemedyPath(r.ID, step), "q."+itoa(r.ID), "Đã xong rồi", "h."+itoa(r.ID), "31/12/2026"); w.Code != 404 {
				t.Errorf("%s: POST %s: %d", name, step, w.Code)
			}
		}
		if code, _ := b.field(b.note(), "x", ""); code != 404 {
			t.Errorf("%s: field: %d", name, code)
		}
	}
	b.who = b.w.Grassroots
	b.expect(b.get(b.at().Path()), 200, "Trần Thị Bình")
	b.expect(b.post(b.at().Path(), b.note(), "x"), 403)
	b.who = b.w.Secretary
	for _, path := range []string{"/to-chuc/0/thang/2026-11", "/to-chuc/x/thang/2026-11", kit.UnitPath(b.w.Cell.ID) + "/thang/2026", kit.UnitPath(b.w.Cell.ID) + "/thang/2026-13", kit.SheetPath(b.w.Org.ID, b.month)} {
		b.expect(b.get(path), 404)
	}
}

func TestThePrintedSheetIsFilledOrBlank(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.expect(b.post(b.at().Path(), b.note(), "Đã vận động 2 hộ"), 303)
	b.expect(b.get(b.at().Path()+"/in"), 200, "CHI BỘ ẤP ĐÔNG", "ĐẢNG ỦY XÃ MỘT", "Thử, ngày", "Đã vận động 2 hộ", "4 đảng viên:")
	w := b.get(b.at().Path() + "/in?trong=1")
	b.expect(w, 200, `class="tick"`, "Vận động 5 hộ hiến đất")
	if strings.Contains(w.Body.String(), "Đã vận động 2 hộ") {
		t.Error("the blank sheet holds this month's words")
	}
	b.expect(b.get(kit.SheetCardsPath(b.w.Cell.ID, b.month, false)), 200, "ĐIỀU TÔI ĐÃ HỨA", "<b>Trần Thị Bình</b>", "Vận động 5 hộ hiến đất", "<i>Chưa ghi</i>")
	b.expect(b.get(kit.SheetCardsPath(b.w.Cell.ID, b.month, true)), 200, "ĐIỀU TÔI ĐÃ HỨA", `class="tick"`)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
