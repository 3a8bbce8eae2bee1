package packets_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/packets"
)

var november = period.Month(2026, 11)

type bundle struct {
	worldtest.World
	pages *packets.Pages
	tx    pgx.Tx
}

// setup has the first cell's November sent, and that of the school's cell.
func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{World: worldtest.New(t, tx), tx: tx}
	p := portal.New(tx, worldtest.Clock)
	b.pages = &packets.Pages{Substance: p.Substance, Packet: p.Packet, Review: p.Review, Deadline: p.Deadline, Org: &org.Service{DB: tx, Now: worldtest.Clock}, Notice: p.Notice, Now: worldtest.Clock}
	for _, cell := range []int64{b.Cell.ID, b.GrassCell.ID} {
		worldtest.Exec(t, tx, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at, first_sent_at, sent_by, summary)
			VALUES (@c, @u, '2026-11-01', 'sent', '2026-11-19', '2026-11-19', 'Bí thư', 'Ba đảng viên')`,
			pgx.StrictNamedArgs{"c": b.Committee, "u": cell})
	}
	return b
}

// ask serves one request as an actor; the error is the one that the site would answer.
func (b bundle) ask(actor authz.Actor, method, path string, form url.Values) (*httptest.ResponseRecorder, error) {
	var failed error
	serve := func(h kit.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { failed = h(w, kit.WithActor(r, actor)) }
	}
	router := chi.NewRouter()
	router.Get("/duyet", serve(b.pages.Index))
	router.Post("/duyet/nhac", serve(b.pages.Remind))
	router.Get("/duyet/{unit}/{month}", serve(b.pages.Show))
	router.Post("/duyet/{unit}/{month}/nhan", serve(b.pages.Take))
	router.Post("/duyet/{unit}/{month}/duyet", serve(b.pages.Approve))
	router.Post("/duyet/{unit}/{month}/tra-lai", serve(b.pages.Return))
	router.Get("/duyet/{unit}/{month}/chot", serve(b.pages.Closing))
	router.Post("/duyet/{unit}/{month}/chot", serve(b.pages.Close))
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	router.ServeHTTP(w, r)
	return w, failed
}

func (b bundle) state(t *testing.T, cell int64) (state, reason string) {
	t.Helper()
	err := b.tx.QueryRow(context.Background(), `SELECT state, return_reason FROM packets WHERE cell_id = $1 AND month = '2026-11-01'`, cell).Scan(&state, &reason)
	if err != nil {
		t.Fatal(err)
	}
	return state, reason
}

func TestTheListShowsTheReadersOwnBranch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, tc := range []struct {
		actor    authz.Actor
		has, not []string
		sentence string
	}{
		{b.Grassroots, []string{b.Cell.Name, b.Sister.Name}, []string{b.Far.Name, b.GrassCell.Name}, "2 chi bộ: 0 đã duyệt, 1 chờ duyệt"},
		{b.Office, []string{b.Cell.Name, b.Far.Name, b.GrassCell.Name}, []string{b.StrangerCell.Name}, "5 chi bộ: 0 đã duyệt, 2 chờ duyệt"},
	} {
		w, err := b.ask(tc.actor, http.MethodGet, kit.PacketsPath, nil)
		page := w.Body.String()
		if err != nil || !strings.Contains(page, tc.sentence) {
			t.Errorf("%s: %v; want %q\n%s", tc.actor.Name, err, tc.sentence, page)
		}
		for _, name := range tc.has {
			if !strings.Contains(page, name) {
				t.Errorf("%s does not see %s", tc.actor.Name, name)
			}
		}
		for _, name := range tc.not {
			if strings.Contains(page, name) {
				t.Errorf("%s sees %s", tc.actor.Name, name)
			}
		}
	}
}

func TestAPacketIsDecidedOnceByTheLevelAbove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := kit.PacketPath(b.Cell.ID, november)
	w, err := b.ask(b.Grassroots, http.MethodGet, path, nil)
	if page := w.Body.String(); err != nil || !strings.Contains(page, "Duyệt tháng 11/2026") || !strings.Contains(page, "Trả lại chi bộ") {
		t.Fatalf("the level above is not offered its decision: %v\n%s", err, page)
	}
	w, err = b.ask(b.Office, http.MethodGet, path, nil)
	if page := w.Body.String(); err != nil || strings.Contains(page, "<form method=\"post\"") || !strings.Contains(page, "do "+b.Org.Name+" duyệt") {
		t.Errorf("the office is offered a decision that is not its own: %v\n%s", err, page)
	}
	if _, err := b.ask(b.Office, http.MethodPost, path+"/duyet", nil); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the office approves over the head of the grassroots committee: %v", err)
	}
	for range 2 { // pressed twice
		if w, err := b.ask(b.Grassroots, http.MethodPost, path+"/duyet", nil); err != nil || w.Code != http.StatusSeeOther {
			t.Fatalf("approve: %d, %v", w.Code, err)
		}
	}
	_, err = b.ask(b.Grassroots, http.MethodPost, path+"/tra-lai", url.Values{"reason": {"Ghi rõ thêm việc tự sửa"}})
	if err != nil && apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("returning what was approved: %v", err)
	}
	if state, _ := b.state(t, b.Cell.ID); state != "approved" {
		t.Errorf("the packet is %s, want approved", state)
	}
	if w, err := b.ask(b.Office, http.MethodPost, kit.PacketPath(b.GrassCell.ID, november)+"/duyet", nil); err != nil || w.Code != http.StatusSeeOther {
		t.Errorf("the office approves a grassroots cell: %d, %v", w.Code, err)
	}
}

func TestAReturnNeedsAReasonAndKeepsIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := kit.PacketPath(b.Cell.ID, november) + "/tra-lai"
	long := strings.Repeat("Chưa rõ. ", 200)
	for reason, want := range map[string]string{"": "Ghi lý do trả lại", "sửa": "từ 5 đến 1.000", long: "từ 5 đến 1.000"} {
		w, err := b.ask(b.Grassroots, http.MethodPost, path, url.Values{"reason": {reason}})
		page := w.Body.String()
		if err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, want) || !strings.Contains(page, strings.TrimSpace(reason)) ||
			!strings.Contains(page, `href="#reason"`) || !strings.Contains(page, `id="reason"`) {
			t.Errorf("%.20q: %d, %v", reason, w.Code, err)
		}
	}
	if state, _ := b.state(t, b.Cell.ID); state != "sent" {
		t.Errorf("the packet is %s, want sent", state)
	}
	if w, err := b.ask(b.Grassroots, http.MethodPost, path, url.Values{"reason": {"Ghi rõ thêm việc tự sửa"}}); err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("return: %d, %v", w.Code, err)
	}
	if state, reason := b.state(t, b.Cell.ID); state != "returned" || reason != "Ghi rõ thêm việc tự sửa" {
		t.Errorf("the packet is %s with %q", state, reason)
	}
}

func TestAPacketOfAnotherBranchDoesNotExist(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, cell := range map[string]int64{"another branch": b.Far.ID, "another committee": b.StrangerCell.ID, "nowhere": 999999} {
		path := kit.PacketPath(cell, november)
		for _, step := range []string{"", "/nhan", "/duyet", "/tra-lai"} {
			method := http.MethodPost
			if step == "" {
				method = http.MethodGet
			}
			if _, err := b.ask(b.Grassroots, method, path+step, url.Values{"reason": {"Không rõ nội dung"}}); apperr.KindOf(err) != apperr.KindNotFound {
				t.Errorf("%s%s: %v, want NotFound", name, step, err)
			}
		}
	}
}

func TestWhoHasNotSentIsRemindedOnceADay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	page, err := b.ask(b.Grassroots, http.MethodGet, "/duyet", nil)
	if err != nil || !strings.Contains(page.Body.String(), "Nhắc 1 chi bộ chưa gửi") || strings.Contains(page.Body.String(), "đã nhắc") {
		t.Fatalf("before: %v\n%s", err, page.Body)
	}
	for range 2 {
		answer, err := b.ask(b.Grassroots, http.MethodPost, "/duyet/nhac", url.Values{"ky": {"2026-11"}})
		if err != nil || answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != kit.PacketsOfPath(november) {
			t.Fatalf("%d, %v", answer.Code, err)
		}
	}
	if page, err = b.ask(b.Grassroots, http.MethodGet, "/duyet", nil); err != nil || strings.Count(page.Body.String(), "đã nhắc 20/11") != 1 {
		t.Errorf("after: %v\n%s", err, page.Body)
	}
	if page, err = b.ask(b.Leader, http.MethodGet, "/duyet", nil); err != nil || strings.Contains(page.Body.String(), "/duyet/nhac") || !strings.Contains(page.Body.String(), "đã nhắc 20/11") {
		t.Errorf("who only reads: %v\n%s", err, page.Body)
	}
}

func TestACommitteesMonthIsApprovedFromItsPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := kit.MonthApprovalPath(b.Org.ID, november)
	has := func(name string, w *httptest.ResponseRecorder, err error, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if err != nil || !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %v, lacks %q", name, err, text)
			}
		}
	}
	w, err := b.ask(b.Grassroots, http.MethodGet, kit.PacketsOfPath(november), nil)
	has("the list", w, err, path)
	w, err = b.ask(b.Grassroots, http.MethodGet, path, nil)
	has("the form", w, err, "Duyệt "+b.Cell.Name, "Lý do chưa gồm "+b.Sister.Name, "1 hồ sơ đang chờ duyệt")
	if strings.Contains(w.Body.String(), "checked") || strings.Contains(w.Body.String(), "Duyệt "+b.Sister.Name) {
		t.Error("something is chosen already, or a silent cell can be approved")
	}
	if _, err := b.ask(b.Office, http.MethodGet, path, nil); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("the office is offered it: %v", err)
	}
	approve := fmt.Sprintf("duyet-%d", b.Cell.ID)
	w, err = b.ask(b.Grassroots, http.MethodPost, path, url.Values{approve: {"1"}})
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d %v", w.Code, err)
	}
	has("without a reason", w, err, "Có 1 chỗ cần sửa", b.Sister.Name+": ghi lý do chưa gồm chi bộ này", "checked")
	w, err = b.ask(b.Grassroots, http.MethodPost, path, url.Values{approve: {"1"}, fmt.Sprintf("ly-do-%d", b.Sister.ID): {"Bí thư đi bệnh viện"}})
	if err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("%d %v", w.Code, err)
	}
	for name, a := range map[string]authz.Actor{"the committee": b.Grassroots, "the office": b.Office} {
		w, err = b.ask(a, http.MethodGet, kit.PacketsOfPath(november), nil)
		has(name, w, err, "Đã duyệt cả tháng", "chưa gồm 1 chi bộ: Chi bộ ấp Tây (Bí thư đi bệnh viện)")
	}
	w, err = b.ask(b.Grassroots, http.MethodGet, path, nil)
	has("the form afterwards", w, err, "Đã duyệt cả tháng")
}
