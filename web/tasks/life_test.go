package tasks_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/portal"
	"tusoi/internal/worldtest"
	"tusoi/web/assignments"
	"tusoi/web/kit"
)

// at asks a page of one object.
func at(actor authz.Actor, h kit.Handler, name, id string, form url.Values) (*httptest.ResponseRecorder, error) {
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, kit.TasksPath, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	route := chi.NewRouteContext()
	route.URLParams.Add(name, id)
	r = r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, route))
	w := httptest.NewRecorder()
	err := h(w, kit.WithActor(r, actor))
	return w, err
}

// Before anything is given the page says how many will be asked; nothing is written, and the way back keeps what was typed.
func TestATaskIsLookedOverBeforeItIsGiven(t *testing.T) {
	t.Parallel()
	b := setup(t)
	form := filled()
	form.Set("branch", kit.UnitPath(b.Root.ID)[len(kit.UnitsPath)+1:])
	form.Set("whom", "moi-nguoi")
	form.Set("buoc", "xem")
	w, err := ask(b.Office, b.give.Give, form)
	if page := w.Body.String(); err != nil || w.Code != http.StatusOK || !strings.Contains(page, "Sẽ giao cho 5 tổ chức, 15 phần việc.") || !strings.Contains(page, "Giao 15 phần việc") {
		t.Errorf("%d, %v\n%s", w.Code, err, page)
	}
	form.Set("buoc", "sua")
	if w, err = ask(b.Office, b.give.Give, form); err != nil || !strings.Contains(w.Body.String(), form.Get("title")) || !strings.Contains(w.Body.String(), `value="moi-nguoi" checked`) {
		t.Errorf("the way back: %v\n%s", err, w.Body)
	}
	form.Set("buoc", "xem")
	form.Set("whom", "dich-danh")
	form.Del("branch")
	form.Set("cells", kit.UnitPath(b.Cell.ID)[len(kit.UnitsPath)+1:])
	if w, err = ask(b.Secretary, b.give.Give, form); err != nil || strings.Count(w.Body.String(), `name="members"`) != 3 {
		t.Errorf("three members can be named: %v\n%s", err, w.Body)
	}
	form.Set("buoc", "giao")
	if w, err = ask(b.Secretary, b.give.Give, form); err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Chọn ít nhất một đảng viên") {
		t.Errorf("nobody named: %d, %v", w.Code, err)
	}
	if n := b.count(t, `SELECT count(*) FROM tasks`); n != 0 {
		t.Errorf("%d tasks were written", n)
	}
}

// A member reports on their page, the office accepts on the task's; the workbook says so, and evidence is a link only when it is
// an address of the web.
func TestWorkIsReportedAndAcceptedOnThePages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := portal.New(b.tx, worldtest.Clock)
	part := &assignments.Pages{Task: p.Task, Workload: p.Workload, Audit: p.Audit, Now: p.Now}
	id := b.Task(t, b.tx, b.Cell, b.Members[b.Cell.ID][1], "Rà soát hộ nghèo", worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 15))
	one := kit.TaskPartPath(id)[len(kit.TasksPath)+len("/phan/"):]
	of := kit.TaskPath(int64(b.count(t, `SELECT task_id FROM assignments WHERE id = $1`, id)))[len(kit.TasksPath)+1:]

	report := url.Values{"buoc": {"xong"}, "note": {"Đã đi đủ ba tổ"}, "evidence": {"javascript:alert(1)"}, "ban": {"1"}}
	w, err := at(b.Member, part.Answer, "part", one, report)
	if err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Đã đi đủ ba tổ") || !strings.Contains(w.Body.String(), "Nhập ngày hoàn thành") {
		t.Errorf("without a day: %d, %v\n%s", w.Code, err, w.Body)
	}
	report.Set("done-on", "18/11/2026")
	if w, err = at(b.Member, part.Answer, "part", one, report); err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("%d, %v\n%s", w.Code, err, w.Body)
	}
	w, err = at(b.Office, b.pages.Show, "task", of, nil)
	if page := w.Body.String(); err != nil || !strings.Contains(page, "trễ 3 ngày") || !strings.Contains(page, "Chấp nhận phần đã chọn") || strings.Contains(page, `href="javascript`) {
		t.Errorf("the task: %v\n%s", err, page)
	}
	w, err = at(b.Office, b.pages.Decide, "task", of, url.Values{"viec": {"tra-lai"}, "parts": {one}})
	if err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Ghi lý do") {
		t.Errorf("sent back without a reason: %d, %v", w.Code, err)
	}
	if w, err = at(b.Office, b.pages.Decide, "task", of, url.Values{"viec": {"nhan"}, "parts": {one}}); err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("accept: %d, %v\n%s", w.Code, err, w.Body)
	}
	w, err = at(b.Member, part.Part, "part", one, nil)
	if page := w.Body.String(); err != nil || !strings.Contains(page, "Đã chấp nhận, trễ hạn") || strings.Contains(page, "Báo đã xong") || !strings.Contains(page, "Chấp nhận kết quả: Rà soát hộ nghèo") {
		t.Errorf("the member's page: %v\n%s", err, page)
	}
	if _, err = at(b.SisterSecretary, part.Part, "part", one, nil); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("the sister cell: %v", err)
	}
	w, err = at(b.Office, b.pages.Download, "task", of, nil)
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("Kết quả")
	if err != nil || len(rows) != 2 || rows[1][2] != "Trần Thị Bình" || rows[1][7] != "Đã chấp nhận" || rows[1][9] != "Trễ" {
		t.Errorf("the workbook: %v, %v", rows, err)
	}
	for name, h := range map[string]kit.Handler{"calendar": b.pages.Calendar, "mine": b.pages.Mine, "overdue": b.pages.Overdue} {
		if w, err := ask(b.Member, h, nil); err != nil || w.Code != http.StatusOK {
			t.Errorf("%s: %v", name, err)
		}
	}
	if w, err = at(b.Office, b.pages.Print, "task", of, nil); err != nil || !strings.Contains(w.Body.String(), "Kết quả thực hiện việc được giao") {
		t.Errorf("print: %v", err)
	}
}
