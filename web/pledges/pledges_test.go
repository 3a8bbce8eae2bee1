package pledges_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/pledgecount"
	"tusoi/internal/pledgepaper"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pledges"
)

type bundle struct {
	worldtest.World
	pages  *pledges.Pages
	tx     pgx.Tx
	member int64
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	changed := func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }
	b := bundle{World: worldtest.New(t, tx), tx: tx,
		pages: &pledges.Pages{Pledge: &pledge.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed}, Now: worldtest.Clock}}
	b.pages.Count = &pledgecount.Service{DB: tx, Now: worldtest.Clock}
	b.pages.Paper = &pledgepaper.Service{DB: tx, Now: worldtest.Clock, Pledge: b.pages.Pledge, Committee: &committee.Service{DB: tx, Now: worldtest.Clock}}
	b.member = b.Members[b.Cell.ID][1]
	return b
}

// ask serves one request as an actor; the error is the one that the site would answer.
func (b bundle) ask(actor authz.Actor, path string, form url.Values) (*httptest.ResponseRecorder, error) {
	var failed error
	serve := func(h kit.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { failed = h(w, kit.WithActor(r, actor)) }
	}
	router := chi.NewRouter()
	router.Get("/to-chuc/{unit}/cam-ket/{year}", serve(b.pages.Cell))
	router.Get("/dang-vien/{member}/cam-ket/{year}", serve(b.pages.Show))
	router.Post("/dang-vien/{member}/cam-ket/{year}", serve(b.pages.Save))
	router.Post("/dang-vien/{member}/cam-ket/{year}/gui", serve(b.pages.Submit))
	router.Post("/dang-vien/{member}/cam-ket/{year}/duyet", serve(b.pages.Approve))
	router.Post("/dang-vien/{member}/cam-ket/{year}/tra-lai", serve(b.pages.SendBack))
	router.Get("/dang-vien/{member}/cam-ket/{year}/dieu-chinh", serve(b.pages.AmendForm))
	router.Post("/dang-vien/{member}/cam-ket/{year}/dieu-chinh", serve(b.pages.Amend))
	router.Post("/to-chuc/{unit}/cam-ket/{year}/duyet", serve(b.pages.ApproveAll))
	router.Get("/to-chuc/{unit}/cam-ket/{year}/in", serve(b.pages.PrintCell))
	router.Get("/cam-ket-cua-toi/{year}", serve(b.pages.Own))
	router.Post("/cam-ket-cua-toi/{year}", serve(b.pages.SaveOwn))
	router.Post("/cam-ket-cua-toi/{year}/gui", serve(b.pages.SubmitOwn))
	router.Get("/cam-ket-cua-toi/{year}/pdf", serve(b.pages.OwnPDF))
	router.Get("/cam-ket", serve(b.pages.Counts))
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	router.ServeHTTP(w, r)
	return w, failed
}

// filled is a form with these contents, one a row.
func filled(version int, contents ...string) url.Values {
	form := url.Values{"ban": {strconv.Itoa(version)}}
	for i, c := range contents {
		n := strconv.Itoa(i)
		form.Set("noi-dung-"+n, c)
		form.Set("muc-"+n, pledge.HeadingsOn(worldtest.Date(2026, 1, 1))[0].Key)
		form.Set("chi-tieu-"+n, "5 hộ")
		form.Set("han-"+n, "31/12/2026")
		form.Set("ma-"+n, "0")
	}
	return form
}

func (b bundle) contents(t *testing.T) []string {
	t.Helper()
	rows, _ := b.tx.Query(context.Background(), `SELECT content FROM pledge_items WHERE member_id = $1 AND year = 2026 ORDER BY position`, b.member)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAYearIsWrittenHandedInAndApproved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := kit.PledgePath(b.member, 2026)
	typed := norm.NFD.String("Vận động 5 hộ hiến đất mở đường")
	for range 2 { // a double tap
		if w, err := b.ask(b.Secretary, path, filled(0, typed, "", "Dự đủ các kỳ sinh hoạt")); err != nil || w.Code != http.StatusSeeOther {
			t.Fatalf("save: %d, %v\n%s", w.Code, err, w.Body)
		}
	}
	if got := b.contents(t); len(got) != 2 || got[0] != norm.NFC.String(typed) || got[1] != "Dự đủ các kỳ sinh hoạt" {
		t.Errorf("kept %q, want the two rows with words, in NFC", got)
	}
	w, err := b.ask(b.Secretary, path, filled(0, "Một bản khác"))
	if page := w.Body.String(); err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, "Có người vừa sửa") || !strings.Contains(page, "Một bản khác") {
		t.Errorf("a form made before the sheet: %d, %v", w.Code, err)
	}
	if got := b.contents(t); len(got) != 2 {
		t.Errorf("a form made from an older version overwrote it: %q", got)
	}
	for _, step := range []string{"/gui", "/gui", "/duyet"} { // handed in with a double tap
		if w, err := b.ask(b.Secretary, path+step, url.Values{}); err != nil || w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d, %v", step, w.Code, err)
		}
	}
	w, err = b.ask(b.Secretary, path, nil)
	if page := w.Body.String(); err != nil || !strings.Contains(page, "Chi bộ đã duyệt") || strings.Contains(page, "noi-dung-0") {
		t.Errorf("an approved sheet is still a form: %v\n%s", err, page)
	}
	w, err = b.ask(b.Grassroots, kit.CellPledgesPath(b.Cell.ID, 2026), nil)
	if page := w.Body.String(); err != nil || !strings.Contains(page, "Trần Thị Bình") || !strings.Contains(page, "Chi bộ đã duyệt") {
		t.Errorf("the cell's page: %v\n%s", err, page)
	}
}

var summary = regexp.MustCompile(`<li><a href="#([^"]+)">`)

func TestABadRowKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct{ field, value, want string }{
		"over-long":        {"noi-dung-1", strings.Repeat("Vận động ", 200), "nhiều nhất"},
		"over-long target": {"chi-tieu-1", strings.Repeat("5 hộ ", 100), "quá"},
		"no such day":      {"han-1", "31/02/2026", "31/02/2026"},
		"another year":     {"han-1", "31/12/2031", "2026"},
		"no such heading":  {"muc-1", "khac", "mục"},
	} {
		form := filled(0, "Dự đủ các kỳ sinh hoạt", "Vận động 5 hộ hiến đất")
		form.Set(tc.field, tc.value)
		w, err := b.ask(b.Secretary, kit.PledgePath(b.member, 2026), form)
		page := w.Body.String()
		if err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, tc.want) {
			t.Errorf("%s: %d, %v; want 422 and %q", name, w.Code, err, tc.want)
			continue
		}
		links := summary.FindAllStringSubmatch(page, -1)
		if len(links) != 1 || links[0][1] != tc.field || !strings.Contains(page, `id="`+tc.field+`"`) {
			t.Errorf("%s: the summary leads to %v, want %s", name, links, tc.field)
		}
		for _, typed := range []string{"Dự đủ các kỳ sinh hoạt", strings.TrimSpace(form.Get("noi-dung-1"))} {
			if !strings.Contains(page, typed) {
				t.Errorf("%s: %.30q is lost", name, typed)
			}
		}
	}
	form := filled(0, "Dự đủ các kỳ sinh hoạt")
	form.Set("viec", "them-dong")
	w, err := b.ask(b.Secretary, kit.PledgePath(b.member, 2026), form)
	if page := w.Body.String(); err != nil || !strings.Contains(page, "Dự đủ các kỳ sinh hoạt") || !strings.Contains(page, "noi-dung-3") {
		t.Errorf("more rows: %v\n%s", err, page)
	}
	if got := b.contents(t); len(got) != 0 {
		t.Errorf("bad forms wrote %q", got)
	}
}

func TestAnothersPromisesDoNotExist(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := kit.PledgePath(b.member, 2026)
	for name, actor := range map[string]authz.Actor{"sister": b.SisterSecretary, "far": b.FarSecretary, "stranger": b.Stranger} {
		if _, err := b.ask(actor, path, nil); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s reads: %v, want NotFound", name, err)
		}
	}
	for name, actor := range map[string]authz.Actor{"sister": b.SisterSecretary, "far": b.FarSecretary} {
		if _, err := b.ask(actor, path, filled(0, "Viết hộ người khác")); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s writes: %v, want NotFound", name, err)
		}
	}
	if _, err := b.ask(b.Office, path, filled(0, "Viết hộ chi bộ")); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the office writes: %v, want Forbidden", err)
	}
	if got := b.contents(t); len(got) != 0 {
		t.Errorf("others wrote %q", got)
	}
}
