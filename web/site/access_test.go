package site

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

// target is an address of the route in the world's first cell. A route without an object concerns no unit: who has the
// right may use it.
type target struct {
	path   func(world) string
	body   url.Values
	field  func(world) url.Values          // a body that names members and items of the world
	json   func(world, authz.Actor) string // the body, where the page's script asks
	object bool
}

// send is what goes with the request, and its type.
func (t target) send(w world, a authz.Actor) (body, kind string) {
	switch {
	case t.json != nil:
		return t.json(w, a), "application/json"
	case t.field != nil:
		return t.field(w).Encode(), "application/x-www-form-urlencoded"
	}
	return t.body.Encode(), "application/x-www-form-urlencoded"
}

// world is the tests' committee with one object of each kind in the first cell.
type world struct {
	worldtest.World
	remedy, run, term, reorganised, exception, theme, suggestion int64
	task, part, request                                          int64
	file                                                         int64 // of the remedy

	records map[string]kept // one of each book, by its word
}

func fixed(path string) target { return target{path: func(world) string { return path }} }

func inCell(format string, body url.Values) target {
	return target{path: func(w world) string { return fmt.Sprintf(format, w.Cell.ID) }, body: body, object: true}
}

func ofMember(format string) target {
	return target{path: func(w world) string { return fmt.Sprintf(format, w.Members[w.Cell.ID][1]) }, object: true}
}

func ofUser(step string) target {
	return target{path: func(w world) string { return kit.AccountPath(w.Secretary.User) + step }, object: true}
}

func onRemedy(step string) target {
	return target{path: func(w world) string { return kit.RemedyPath(w.remedy, step) }, object: true,
		body: url.Values{"result": {"Đã làm xong việc này"}}}
}

func onRemedyPage(step string) target {
	return target{path: func(w world) string { return kit.RemedyStepPath(w.remedy, step) }, object: true,
		field: func(w world) url.Values {
			return url.Values{"result": {"Đã làm xong việc này"}, "words": {"Đang làm việc này"}, "key": {kit.NewKey()}, "old": {fmt.Sprint(w.remedy)}}
		}}
}

// foundInCell is what a meeting found, as its form sends it.
func foundInCell(w world) url.Values {
	return url.Values{"cell": {fmt.Sprint(w.Cell.ID)}, "key": {kit.NewKey()}}
}

func ofTheme(step string) target {
	return target{path: func(w world) string { return kit.ThemeStepPath(w.theme, step) }, body: url.Values{"name": {"Khác nữa"}, "from": {"1/11/2026"}, "version": {"1"}}}
}

func sheetOf(step string) func(world) string {
	return func(w world) string { return fmt.Sprintf("/to-chuc/%d/thang/2026-11%s", w.Cell.ID, step) }
}

// answered is one field of the sheet as a page without a script sends it; answeredByScript is the same from the script.
func answered(w world) url.Values {
	return url.Values{fmt.Sprintf("c.%d", w.Members[w.Cell.ID][1]): {"clear"}}
}

func answeredByScript(w world, a authz.Actor) string {
	return fmt.Sprintf(`{"u": %d, "f": "c.%d", "v": "clear", "b": ""}`, a.User, w.Members[w.Cell.ID][1])
}

// targets has a row for every route of the portal: a route that is not here makes the test red.
var targets = map[string]target{
	"GET /":        fixed("/"),
	"GET /to-chuc": fixed("/to-chuc"), "GET /to-chuc/{unit}": inCell("/to-chuc/%d", nil),
	"GET /to-chuc/{unit}/them": inCell("/to-chuc/%d/them", nil), "POST /to-chuc/{unit}/them": inCell("/to-chuc/%d/them", nil),
	"GET /to-chuc/{unit}/sua": inCell("/to-chuc/%d/sua", nil), "POST /to-chuc/{unit}/sua": inCell("/to-chuc/%d/sua", nil),
	"GET /to-chuc/{unit}/ket-thuc": inCell("/to-chuc/%d/ket-thuc", nil), "POST /to-chuc/{unit}/ket-thuc": inCell("/to-chuc/%d/ket-thuc", nil),
	"GET /to-chuc.xlsx": fixed("/to-chuc.xlsx"), "GET /dang-vien.xlsx": inCell("/dang-vien.xlsx?don-vi=%d", nil),
	"GET /dang-vien": fixed("/dang-vien"), "GET /dang-vien/{member}": ofMember("/dang-vien/%d"),
	"GET /sap-xep":        fixed("/sap-xep"),
	"GET /sap-xep/{task}": fixed("/sap-xep/sap-nhap-chi-bo"), "POST /sap-xep/{task}": fixed("/sap-xep/sap-nhap-chi-bo"),
	"POST /sap-xep/{reorganisation}/hoan-tac": {path: func(w world) string { return kit.UndoReorganisationPath(w.reorganised) }},
	"GET /dang-vien/moi":                      fixed("/dang-vien/moi"), "POST /dang-vien/moi": fixed("/dang-vien/moi"), "GET /dang-vien/moc": fixed("/dang-vien/moc"),
	"GET /dang-vien/{member}/sua": ofMember("/dang-vien/%d/sua"), "POST /dang-vien/{member}/sua": ofMember("/dang-vien/%d/sua"),
	"GET /dang-vien/{member}/chuyen": ofMember("/dang-vien/%d/chuyen"), "POST /dang-vien/{member}/chuyen": ofMember("/dang-vien/%d/chuyen"),
	"GET /dang-vien/{member}/trang-thai": ofMember("/dang-vien/%d/trang-thai"), "POST /dang-vien/{member}/trang-thai": ofMember("/dang-vien/%d/trang-thai"),
	"GET /dang-vien/{member}/noi-cu-tru": ofMember("/dang-vien/%d/noi-cu-tru"), "POST /dang-vien/{member}/noi-cu-tru": ofMember("/dang-vien/%d/noi-cu-tru"),
	"GET /dang-vien/{member}/thoi": ofMember("/dang-vien/%d/thoi"), "POST /dang-vien/{member}/thoi": ofMember("/dang-vien/%d/thoi"),
	"GET /dang-vien/ngoai-dang": fixed("/dang-vien/ngoai-dang"), "POST /dang-vien/ngoai-dang": fixed("/dang-vien/ngoai-dang"),
	"GET /dang-vien/{member}/ket-nap": ofMember("/dang-vien/%d/ket-nap"), "POST /dang-vien/{member}/ket-nap": ofMember("/dang-vien/%d/ket-nap"),
	"POST /dang-vien/{member}/cccd":                 ofMember("/dang-vien/%d/cccd"),
	"GET /to-chuc/{unit}/cam-ket/{year}":            inCell("/to-chuc/%d/cam-ket/2026", nil),
	"GET /dang-vien/{member}/cam-ket/{year}":        ofMember("/dang-vien/%d/cam-ket/2026"),
	"POST /dang-vien/{member}/cam-ket/{year}":       ofMember("/dang-vien/%d/cam-ket/2026"),
	"POST /dang-vien/{member}/cam-ket/{year}/gui":   ofMember("/dang-vien/%d/cam-ket/2026/gui"),
	"POST /dang-vien/{member}/cam-ket/{year}/duyet": ofMember("/dang-vien/%d/cam-ket/2026/duyet"),
	"GET /giao-viec":                                fixed("/giao-viec"), "GET /giao-viec/moi": fixed("/giao-viec/moi"), "POST /giao-viec/moi": fixed("/giao-viec/moi"),
	"GET /to-chuc/{unit}/thang/{month}":                    inCell("/to-chuc/%d/thang/2026-11", nil),
	"POST /to-chuc/{unit}/thang/{month}":                   {path: sheetOf(""), object: true, field: answered},
	"POST /to-chuc/{unit}/thang/{month}/o":                 {path: sheetOf("/o"), object: true, json: answeredByScript},
	"POST /to-chuc/{unit}/thang/{month}/viec-tu-sua":       {path: sheetOf("/viec-tu-sua"), object: true, field: answered},
	"GET /to-chuc/{unit}/thang/{month}/gui":                inCell("/to-chuc/%d/thang/2026-11/gui", nil),
	"POST /to-chuc/{unit}/thang/{month}/gui":               inCell("/to-chuc/%d/thang/2026-11/gui", nil),
	"GET /to-chuc/{unit}/thang/{month}/in":                 inCell("/to-chuc/%d/thang/2026-11/in", nil),
	"POST /viec-tu-sua/{remedy}/bao-xong":                  onRemedy("bao-xong"),
	"POST /viec-tu-sua/{remedy}/xac-nhan":                  onRemedy("xac-nhan"),
	"POST /viec-tu-sua/{remedy}/doi-han":                   onRemedy("doi-han"),
	"GET /duyet":                                           fixed("/duyet"),
	"GET /bang-dieu-hanh":                                  inCell("/bang-dieu-hanh?don-vi=%d&ky=2026", nil),
	"GET /so-lieu/{indicator}":                             inCell("/so-lieu/members?don-vi=%d&ky=2026", nil),
	"GET /xep-hang":                                        fixed("/xep-hang?ky=2026-H2"),
	"GET /xep-hang/{unit}":                                 inCell("/xep-hang/%d?ky=2026-H2", nil),
	"POST /xep-hang/{unit}/tra-loi":                        inCell("/xep-hang/%d/tra-loi", url.Values{"ky": {"2026-H2"}, "tieu-chi": {"I.1"}, "choice-I.1": {"yes"}, "reason-I.1": {"Có biên bản của chi bộ"}}),
	"POST /xep-hang/cham-lai":                              {path: func(world) string { return "/xep-hang/cham-lai" }, body: url.Values{"ky": {"2026-H1"}}},
	"GET /bo-tieu-chi/{key}":                               fixed("/bo-tieu-chi/tsvm-toan-dien"),
	"GET /bao-cao":                                         fixed("/bao-cao"),
	"GET /bao-cao/{unit}/{period}":                         inCell("/bao-cao/%d/2026-11", nil),
	"GET /bao-cao/{unit}/{period}/in":                      inCell("/bao-cao/%d/2026-11/in", nil),
	"GET /bao-cao/{unit}/{period}/pdf":                     inCell("/bao-cao/%d/2026-11/pdf", nil),
	"GET /nhap-lieu":                                       fixed("/nhap-lieu"),
	"POST /nhap-lieu":                                      fixed("/nhap-lieu"),
	"GET /nhap-lieu/{run}":                                 {path: func(w world) string { return kit.ImportPath(w.run) }},
	"GET /nhap-lieu/{run}/tep-loi":                         {path: func(w world) string { return kit.ImportMarkedPath(w.run) }},
	"GET /nhap-lieu/{run}/cot":                             {path: func(w world) string { return kit.ImportColumnsPath(w.run) }},
	"POST /nhap-lieu/{run}/cot":                            {path: func(w world) string { return kit.ImportColumnsPath(w.run) }},
	"POST /nhap-lieu/{run}/bang-ma":                        {path: func(w world) string { return kit.ImportSpellingPath(w.run) }},
	"POST /nhap-lieu/{run}/ap-dung":                        {path: func(w world) string { return kit.ImportApplyPath(w.run) }},
	"POST /nhap-lieu/{run}/rut-lai":                        {path: func(w world) string { return kit.ImportUndoPath(w.run) }},
	"GET /tai-khoan-cua-toi":                               fixed("/tai-khoan-cua-toi"),
	"POST /tai-khoan-cua-toi/mat-khau":                     fixed("/tai-khoan-cua-toi/mat-khau"),
	"POST /tai-khoan-cua-toi/thiet-bi/{session}":           fixed("/tai-khoan-cua-toi/thiet-bi/1"),
	"GET /tai-khoan":                                       fixed("/tai-khoan"),
	"GET /tai-khoan/moi":                                   fixed("/tai-khoan/moi"),
	"POST /tai-khoan/moi":                                  fixed("/tai-khoan/moi"),
	"GET /tai-khoan/chua-co":                               fixed("/tai-khoan/chua-co"),
	"POST /tai-khoan/chua-co":                              fixed("/tai-khoan/chua-co"),
	"GET /tai-khoan/{user}":                                ofUser(""),
	"POST /tai-khoan/{user}/cap-lai":                       ofUser("/cap-lai"),
	"POST /tai-khoan/{user}/dong":                          ofUser("/dong"),
	"POST /tai-khoan/{user}/giao":                          ofUser("/giao"),
	"POST /tai-khoan/{user}/thoi/{term}":                   {path: func(w world) string { return kit.EndTermPath(w.Secretary.User, w.term) }, object: true},
	"GET /nhat-ky":                                         fixed("/nhat-ky"),
	"GET /cap-uy":                                          fixed("/cap-uy"),
	"POST /cap-uy":                                         fixed("/cap-uy"),
	"POST /cap-uy/thoi-han":                                fixed("/cap-uy/thoi-han"),
	"GET /cap-uy/mo-thang":                                 fixed("/cap-uy/mo-thang"),
	"POST /cap-uy/mo-thang":                                fixed("/cap-uy/mo-thang"),
	"POST /cap-uy/mo-thang/{exception}/thoi":               {path: func(w world) string { return kit.OpeningEndPath(w.exception) }, object: true},
	"GET /tai-khoan-cua-toi/buoc-hai":                      fixed(kit.FactorPath),
	"POST /tai-khoan-cua-toi/buoc-hai/dien-thoai":          fixed(kit.FactorStepPath("dien-thoai")),
	"POST /tai-khoan-cua-toi/buoc-hai/dien-thoai/xac-nhan": fixed(kit.FactorStepPath("dien-thoai/xac-nhan")),
	"POST /tai-khoan-cua-toi/buoc-hai/the":                 fixed(kit.FactorStepPath("the")),
	"POST /tai-khoan-cua-toi/buoc-hai/the/xac-nhan":        fixed(kit.FactorStepPath("the/xac-nhan")),
	"POST /tai-khoan-cua-toi/buoc-hai/bo-dien-thoai":       fixed(kit.FactorStepPath("bo-dien-thoai")),
	"POST /tai-khoan-cua-toi/buoc-hai/bo-the":              fixed(kit.FactorStepPath("bo-the")),
	"GET /tai-khoan-cua-toi/nhac-viec":                     fixed(kit.OwnNoticesPath),
	"POST /tai-khoan-cua-toi/nhac-viec":                    fixed(kit.OwnNoticesPath),
	"POST /tai-khoan-cua-toi/nhac-viec/xoa":                fixed(kit.DropNoticesPath),
	"POST /duyet/nhac":                                     {path: func(world) string { return kit.RemindPath }, body: url.Values{"ky": {"2026-11"}}},
	"GET /cap-uy/nhac-viec":                                fixed(kit.NoticesPath),
	"POST /cap-uy/nhac-viec":                               fixed(kit.NoticesPath),
	"POST /cap-uy/nhac-viec/gui-thu":                       fixed(kit.TryNoticePath),
	"POST /tai-khoan/{user}/thay-mat":                      ofUser("/thay-mat"),
	"POST /tai-khoan/{user}/dang-xuat":                     ofUser("/dang-xuat"),
	"POST /tai-khoan/{user}/bo-buoc-hai":                   ofUser("/bo-buoc-hai"),
	"GET /to-chuc/{unit}/kiem-diem/{year}":                 inCell("/to-chuc/%d/kiem-diem/2026", nil),
	"GET /to-chuc/{unit}/kiem-diem/{year}/quyet-dinh":      inCell("/to-chuc/%d/kiem-diem/2026/quyet-dinh", nil),
	"POST /to-chuc/{unit}/kiem-diem/{year}/quyet-dinh":     inCell("/to-chuc/%d/kiem-diem/2026/quyet-dinh", nil),
	"GET /to-chuc/{unit}/kiem-diem/{year}/pdf":             inCell("/to-chuc/%d/kiem-diem/2026/pdf", nil),
	"GET /to-chuc/{unit}/kiem-diem/{year}/mau-trong":       inCell("/to-chuc/%d/kiem-diem/2026/mau-trong", nil),
	"GET /dang-vien/{member}/kiem-diem/{year}":             ofMember("/dang-vien/%d/kiem-diem/2026"),
	"POST /dang-vien/{member}/kiem-diem/{year}":            ofMember("/dang-vien/%d/kiem-diem/2026"),
	"POST /dang-vien/{member}/kiem-diem/{year}/nhan-xet":   ofMember("/dang-vien/%d/kiem-diem/2026/nhan-xet"),
	"POST /dang-vien/{member}/kiem-diem/{year}/quyet-dinh": ofMember("/dang-vien/%d/kiem-diem/2026/quyet-dinh"),
	"POST /dang-vien/{member}/kiem-diem/{year}/tra-lai":    ofMember("/dang-vien/%d/kiem-diem/2026/tra-lai"),
	"GET /dang-vien/{member}/kiem-diem/{year}/in":          ofMember("/dang-vien/%d/kiem-diem/2026/in"),
	"GET /dang-vien/{member}/kiem-diem/{year}/pdf":         ofMember("/dang-vien/%d/kiem-diem/2026/pdf"),
	"GET /dang-vien/{member}/kiem-diem/{year}/mau-trong":   ofMember("/dang-vien/%d/kiem-diem/2026/mau-trong"),
	"GET /kiem-diem-cua-toi/{year}":                        fixed("/kiem-diem-cua-toi/2026"),
	"POST /kiem-diem-cua-toi/{year}":                       fixed("/kiem-diem-cua-toi/2026"),
	"GET /kiem-diem-cua-toi/{year}/in":                     fixed("/kiem-diem-cua-toi/2026/in"),
	"GET /kiem-diem-cua-toi/{year}/pdf":                    fixed("/kiem-diem-cua-toi/2026/pdf"),
	"GET /kiem-diem-cua-toi/{year}/mau-trong":              fixed("/kiem-diem-cua-toi/2026/mau-trong"),
}

// asker is who asks, and how they stand to the first cell.
type asker struct {
	name   string
	actor  authz.Actor
	inside bool
}

func askers(w world) []asker {
	return []asker{
		{"office, above", w.Office, true}, {"leader, above", w.Leader, true}, {"admin, above", w.Admin, true}, {"inspector, above", w.Inspector, true},
		{"grassroots, above", w.Grassroots, true}, {"secretary, own", w.Secretary, true}, {"member, own", w.Member, true},
		{"secretary, sister", w.SisterSecretary, false}, {"secretary, other organisation", w.FarSecretary, false},
		{"office, other committee", w.Stranger, false}, {"nobody", authz.Actor{}, false},
	}
}

func build(t *testing.T, tx pgx.Tx) world {
	t.Helper()
	ctx := context.Background()
	w := world{World: worldtest.New(t, tx)}
	w.PledgeItem(t, tx, w.Cell, w.Members[w.Cell.ID][1], 2026, "Vận động 5 hộ hiến đất")
	sets, err := rule.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, committee := range []int64{w.Committee, w.Stranger.Committee} {
		if _, err := rulebook.PublishTx(ctx, tx, committee, sets[0], worldtest.Now); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.QueryRow(ctx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on,
			due_on, form_key, updated_at)
		VALUES ($1, $2, $3, '2026-10-01', 'Đi họp trễ', 'Có mặt trước giờ', '2026-11-30', '2026-11-30', gen_random_uuid(), now())
		RETURNING id`, w.Committee, w.Cell.ID, w.Members[w.Cell.ID][1]).Scan(&w.remedy); err != nil {
		t.Fatal(err)
	}
	if err := tx.QueryRow(ctx, `SELECT id FROM terms WHERE committee_id = $1 AND user_id = $2`, w.Committee, w.Secretary.User).Scan(&w.term); err != nil {
		t.Fatal(err)
	}
	if err := tx.QueryRow(ctx, `INSERT INTO reorganisations (committee_id, kind, unit_id, holds_from, basis, summary, founded, ended, went_to, moves, done_at, done_by)
		VALUES ($1, 'move', $2, '2026-11-01', 'QĐ', 'thử', '{}', '{}', '{}', '[]', now(), 'thử') RETURNING id`, w.Committee, w.Root.ID).Scan(&w.reorganised); err != nil {
		t.Fatal(err)
	}
	if err := tx.QueryRow(ctx, `INSERT INTO import_runs (committee_id, kind, file_name, sha256, given_by, given_at, applied_at)
		VALUES ($1, 'members', 'x.xlsx', '', 'thử', now(), now()) RETURNING id`, w.Committee).Scan(&w.run); err != nil {
		t.Fatal(err)
	}
	if err := tx.QueryRow(ctx, `INSERT INTO period_exceptions (committee_id, unit_id, month, reason, open_until, given_at, given_by, form_key)
		VALUES ($1, $2, '2026-10-01', 'Lũ lớn', '2026-12-31', now(), 'thử', gen_random_uuid()) RETURNING id`, w.Committee, w.Cell.ID).Scan(&w.exception); err != nil {
		t.Fatal(err)
	}
	if err := tx.QueryRow(ctx, `INSERT INTO remedy_themes (committee_id, name, position) VALUES ($1, 'Nêu gương', 1) RETURNING id`, w.Committee).Scan(&w.theme); err != nil {
		t.Fatal(err)
	}
	if err := tx.QueryRow(ctx, `INSERT INTO pledge_templates (committee_id, unit_id, heading, content, updated_at, updated_by, form_key)
		VALUES ($1, $2, 'duty', 'Giúp một hộ nghèo', now(), 'thử', gen_random_uuid()) RETURNING id`, w.Committee, w.Org.ID).Scan(&w.suggestion); err != nil {
		t.Fatal(err)
	}
	w.part, w.task, w.request = taskOf(t, tx, w.World)
	w.file = proofOf(t, tx, w)

	w.records = recordsOf(t, tx, w)
	worldtest.Exec(t, tx, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at, first_sent_at)
		VALUES (@committee, @cell, '2026-10-01', 'sent', now(), now())`, pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID})
	return w
}

// TestEveryRouteLetsInExactlyWhomThePolicyNames asks every address as every role in every relation to the unit: without a
// session 401, without the right 403, outside the scope 404, inside never one of these.
func TestEveryRouteLetsInExactlyWhomThePolicyNames(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := build(t, tx)
	s := &Site{Portal: portal.New(tx, worldtest.Clock)}
	for _, route := range s.Routes() {
		if route.May == Public {
			continue
		}
		name := route.Method + " " + route.Pattern
		to, ok := targets[name]
		if !ok {
			t.Errorf("%s has no row in the matrix", name)
			continue
		}
		for _, who := range askers(w) {
			got := ask(t, tx, w, who.actor, route.Method, to).StatusCode
			if !allowed(got, who, route, to) {
				t.Errorf("%s as %s: %d", name, who.name, got)
			}
		}
	}
}

func allowed(got int, who asker, route Route, to target) bool {
	switch {
	case who.actor.User == 0:
		return got == http.StatusUnauthorized
	case !who.actor.May(route.May):
		return got == http.StatusForbidden
	case to.object && !who.inside:
		return got == http.StatusNotFound
	}
	// Inside and allowed. A use case may still refuse its state (409), its input (422), or this one person: the verifier of
	// a remedy, the decider of a packet that another level decides.
	switch got {
	case http.StatusOK, http.StatusSeeOther, http.StatusUnprocessableEntity, http.StatusConflict:
		return true
	}
	return got == http.StatusForbidden && decidedElsewhere[route.Method+" "+route.Pattern] ||
		got == http.StatusNotFound && ofOneDecider[route.Pattern] ||
		got == http.StatusNotFound && ofOneCommittee[route.Pattern] && who.actor.Committee != 0 ||
		got == http.StatusNotFound && strings.Contains(route.Pattern, "-cua-toi/{")
}

// decidedElsewhere are steps that a use case leaves to one person among those with the right, and what only the cell and the committee directly
// above it read.
var decidedElsewhere = map[string]bool{
	"GET /to-chuc/{unit}/kiem-diem/{year}/quyet-dinh":      true,
	"POST /to-chuc/{unit}/kiem-diem/{year}/quyet-dinh":     true,
	"GET /to-chuc/{unit}/kiem-diem/{year}/pdf":             true,
	"GET /to-chuc/{unit}/kiem-diem/{year}/mau-trong":       true,
	"GET /dang-vien/{member}/kiem-diem/{year}":             true,
	"POST /dang-vien/{member}/kiem-diem/{year}/nhan-xet":   true,
	"POST /dang-vien/{member}/kiem-diem/{year}/quyet-dinh": true,
	"POST /dang-vien/{member}/kiem-diem/{year}/tra-lai":    true,
	"GET /dang-vien/{member}/kiem-diem/{year}/in":          true,
	"GET /dang-vien/{member}/kiem-diem/{year}/pdf":         true,
	"GET /dang-vien/{member}/kiem-diem/{year}/mau-trong":   true,
	"POST /duyet/{unit}/{month}/nhan":                      true, "POST /duyet/{unit}/{month}/duyet": true, "POST /duyet/{unit}/{month}/tra-lai": true,
	"POST /viec-tu-sua/{remedy}/xac-nhan": true, "GET /viec-tu-sua/{remedy}/tep/{file}": true,
}

// ofOneDecider are objects that only who decides on them finds: a committee's month is approved by that committee alone.
var ofOneDecider = map[string]bool{"/duyet/{unit}/{month}/chot": true}

// ofOneCommittee are objects that only their own committee finds.
var ofOneCommittee = map[string]bool{
	"/cap-uy/chu-de/{theme}/doi-ten": true, "/cap-uy/chu-de/{theme}/thoi": true, "/cap-uy/chu-de/{theme}/dung-lai": true,
	"/tai-khoan-cua-toi/thiet-bi/{session}": true, "/sap-xep/{reorganisation}/hoan-tac": true, "/nhap-lieu/{run}": true, "/nhap-lieu/{run}/ap-dung": true,
	"/nhap-lieu/{run}/tep-loi": true, "/nhap-lieu/{run}/bang-ma": true, "/nhap-lieu/{run}/cot": true, "/nhap-lieu/{run}/rut-lai": true,
}

func TestTheMatrixNamesNoRouteThatIsGone(t *testing.T) {
	t.Parallel()
	s := &Site{Portal: portal.New(pgtest.Tx(t), worldtest.Clock)}
	there := map[string]bool{}
	for _, route := range s.Routes() {
		there[route.Method+" "+route.Pattern] = true
	}
	for name := range targets {
		if !there[name] {
			t.Errorf("%s stands in the matrix and is no route", name)
		}
	}
}
