package tasks_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/giving"
	"tusoi/web/kit"
	"tusoi/web/tasks"
)

type bundle struct {
	worldtest.World
	pages *tasks.Pages
	give  *giving.Pages
	tx    pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	p := portal.New(tx, worldtest.Clock)
	return bundle{worldtest.New(t, tx), &tasks.Pages{Task: p.Task, Workload: p.Workload, Org: p.Org, Audit: p.Audit, Now: p.Now},
		&giving.Pages{Task: p.Task, Workload: p.Workload, Org: p.Org, Now: p.Now}, tx}
}

// ask serves one request to a handler as an actor; the error is the one that the site would answer.
func ask(actor authz.Actor, h kit.Handler, form url.Values) (*httptest.ResponseRecorder, error) {
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	r := httptest.NewRequest(method, kit.TasksPath, strings.NewReader(body))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	err := h(w, kit.WithActor(r, actor))
	return w, err
}

// filled is the form as the office fills it, for the cells.
func filled(cells ...int64) url.Values {
	form := url.Values{"khoa": {kit.NewKey()}, "title": {"Rà soát hộ nghèo của ấp"}, "product": {"Danh sách có chữ ký"}, "basis": {"KH 45-KH/HU"},
		"due": {"31/12/2026"}, "whom": {"bi-thu"}, "acceptor": {"nguoi-giao"}, "buoc": {"giao"}}
	for _, c := range cells {
		form.Add("cells", strconv.FormatInt(c, 10))
	}
	return form
}

func (b bundle) count(t *testing.T, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := b.tx.QueryRow(context.Background(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOneActionGivesWorkToManyAndTheSameFormOnlyOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for whom, want := range map[string]int{"bi-thu": 2, "moi-nguoi": 6} { // of four members three take part
		form := filled(b.Cell.ID, b.Far.ID)
		form.Set("whom", whom)
		form.Set("title", norm.NFD.String("Vận động làm đường, "+whom))
		for range 2 { // a double tap
			if w, err := ask(b.Office, b.give.Give, form); err != nil || w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d, %v\n%s", whom, w.Code, err, w.Body)
			}
		}
		got := b.count(t, `SELECT count(*) FROM assignments a JOIN tasks k ON k.committee_id = a.committee_id AND k.id = a.task_id WHERE k.title = $1`,
			norm.NFC.String("Vận động làm đường, "+whom))
		if got != want {
			t.Errorf("%s: %d assignments, want %d", whom, got, want)
		}
	}
	w, err := ask(b.Office, b.pages.Index, nil)
	if err != nil || !strings.Contains(w.Body.String(), "Vận động làm đường, bi-thu") || !strings.Contains(w.Body.String(), "0/2") {
		t.Errorf("the list: %v\n%s", err, w.Body)
	}
}

var summary = regexp.MustCompile(`<a href="#([^"]+)">([^<]+)</a>`)

// What is wrong is said in a sentence that leads to its field; what was typed stands there again, and nothing is written.
func TestABadFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct {
		change func(url.Values)
		want   string
	}{
		"empty":               {func(f url.Values) { f.Set("title", "  ") }, "Ghi rõ việc giao"},
		"over-long":           {func(f url.Values) { f.Set("title", strings.Repeat("Rà soát ", 100)) }, "nhiều nhất là 500"},
		"over-long product":   {func(f url.Values) { f.Set("product", strings.Repeat("x", 301)) }, "quá 300 ký tự"},
		"no such day":         {func(f url.Values) { f.Set("due", "31/02/2027") }, "31/02/2027"},
		"no day":              {func(f url.Values) { f.Del("due") }, "Nhập hạn hoàn thành"},
		"past":                {func(f url.Values) { f.Set("due", "01/01/2026") }, "từ hôm nay trở đi"},
		"nobody":              {func(f url.Values) { f.Del("cells") }, "Chọn ít nhất một tổ chức"},
		"no whom":             {func(f url.Values) { f.Del("whom") }, "Chọn giao cho ai"},
		"a whom of their own": {func(f url.Values) { f.Set("whom", "tat-ca") }, "không có trong danh sách"},
		"no key":              {func(f url.Values) { f.Set("khoa", "1") }, "bấm giao lại"},
	} {
		form := filled(b.Cell.ID)
		tc.change(form)
		w, err := ask(b.Office, b.give.Give, form)
		page := w.Body.String()
		if err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, tc.want) {
			t.Errorf("%s: %d, %v; want 422 and %q\n%s", name, w.Code, err, tc.want, page)
			continue
		}
		for _, link := range summary.FindAllStringSubmatch(page, -1) {
			if strings.HasPrefix(link[1], "noi-dung") { // the way past the navigation
				continue
			}
			if !strings.Contains(page, `id="`+link[1]+`"`) {
				t.Errorf("%s: the summary leads to #%s, which is not there", name, link[1])
			}
		}
		for _, typed := range []string{form.Get("title"), form.Get("basis"), form.Get("due")} {
			if !strings.Contains(page, strings.TrimSpace(typed)) {
				t.Errorf("%s: %q is lost", name, typed)
			}
		}
	}
	if n := b.count(t, `SELECT count(*) FROM tasks`); n != 0 {
		t.Errorf("%d tasks were written", n)
	}
}

func TestNobodyGivesWorkOutsideTheirOwnBranch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, cell := range map[string]int64{"another branch": b.Far.ID, "another committee": b.StrangerCell.ID, "nowhere": 999999} {
		_, err := ask(b.Grassroots, b.give.Give, filled(b.Cell.ID, cell))
		if kind := apperr.KindOf(err); kind != apperr.KindNotFound {
			t.Errorf("%s: %v, want NotFound", name, err)
		}
	}
	if _, err := ask(b.Member, b.give.Give, filled(b.Cell.ID)); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a member gives work: %v, want Forbidden", err)
	}
	w, err := ask(b.Grassroots, b.give.New, nil)
	if page := w.Body.String(); err != nil || !strings.Contains(page, b.Cell.Name) || strings.Contains(page, b.Far.Name) {
		t.Errorf("the form of a grassroots committee offers others' cells: %v\n%s", err, page)
	}
	if n := b.count(t, `SELECT count(*) FROM tasks`); n != 0 {
		t.Errorf("%d tasks were written", n)
	}
}
