package disciplines_test

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
	"tusoi/web/disciplines"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
	"tusoi/web/recordpiece"
)

func setup(t *testing.T) (worldtest.World, *portal.Portal, pgx.Tx, pagetest.Pages) {
	t.Helper()
	tx := pgtest.Tx(t)
	w, p := worldtest.New(t, tx), portal.New(tx, worldtest.Clock)
	d := disciplines.New(recordpiece.Tools{Org: p.Org, Roll: p.Roll, Audit: p.Audit, Now: worldtest.Clock}, p.Discipline, p.Export)
	return w, p, tx, pagetest.Pages{
		"GET /ky-luat": d.Index, "GET /ky-luat/so-lieu": d.Counts, "GET /ky-luat/tep": d.Download, "GET /ky-luat/moi": d.New, "POST /ky-luat/moi": d.Create,
		"GET /ky-luat/{record}": d.Show, "GET /ky-luat/{record}/sua": d.Edit, "POST /ky-luat/{record}/sua": d.Save, "POST /ky-luat/{record}/bo": d.Drop,
	}
}

func right(w worldtest.World) url.Values {
	return url.Values{
		"unit": {fmt.Sprint(w.Cell.ID)}, "key": {kit.NewKey()}, "member": {fmt.Sprint(w.Members[w.Cell.ID][1])}, "form": {"warning"}, "level": {"grassroots"},
		"contents-duty": {"1"}, "contents-nineteen": {"1"}, "sat": {"1"}, "post": {"Chi ủy viên"}, "removed": {""}, "number": {"12-QĐ/ĐU"}, "on": {"19/5/2026"},
		"in-force": {""}, "summary": {"Để thủ quỹ chiếm dụng quỹ của hợp tác xã."},
	}
}

// secrets are what only who may read names may see of it.
var secrets = []string{"Bình", "12-QĐ", "hợp tác xã", "Chi ủy viên", "ấp Đông"}

func TestADecisionIsWrittenReadChangedAndTakenOutOnItsPages(t *testing.T) {
	t.Parallel()
	w, _, _, pages := setup(t)
	pages.Get(t, w.Inspector, "/ky-luat/moi").Check(t, "where", []string{"Chọn tổ chức đảng", w.Cell.Name, w.Org.Name, w.GrassCell.Name}, []string{"Ghi vào sổ"})
	pages.Get(t, w.Grassroots, "/ky-luat/moi").Check(t, "where, below", []string{w.Cell.Name, w.Sister.Name}, []string{w.Far.Name, fmt.Sprintf(`value="%d"`, w.Org.ID)})
	pages.Get(t, w.Grassroots, "/ky-luat/moi?don-vi="+fmt.Sprint(w.Cell.ID)).Check(t, "the form", []string{"Trần Thị Bình", "Tập thể: ", "Thiếu trách nhiệm", "Khai trừ", "Chức vụ bị cách"},
		[]string{"checked", "Số quyết định hủy"})
	pages.Get(t, w.Inspector, "/ky-luat/moi?don-vi="+fmt.Sprint(w.Org.ID)).Check(t, "of an organisation", []string{"Giải tán"}, []string{"Khai trừ", "Chức vụ bị cách", "Bình"})

	wrong := right(w)
	wrong.Del("contents-duty")
	wrong.Del("contents-nineteen")
	wrong.Set("member", "")
	a := pages.Post(t, w.Grassroots, "/ky-luat/moi", wrong)
	a.Check(t, "without who", []string{"Chọn tập thể hay một đảng viên", "chiếm dụng"}, nil)
	wrong = right(w)
	wrong.Set("form", "struck")
	wrong.Del("contents-duty")
	a = pages.Post(t, w.Grassroots, "/ky-luat/moi", wrong)
	if a.Status != http.StatusUnprocessableEntity {
		t.Errorf("striking off: %d", a.Status)
	}
	a.Check(t, "striking off", []string{discipline.StruckIsNone, "chiếm dụng", `name="contents-nineteen" value="1" checked`}, nil)

	a = pages.Post(t, w.Grassroots, "/ky-luat/moi", right(w))
	if a.Err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("a right form: %d %v %s", a.Status, a.Err, a.Body)
	}
	one := a.Location
	pages.Get(t, w.Inspector, one).Check(t, "as the board", []string{"Cảnh cáo · Trần Thị Bình", "Thiếu trách nhiệm", "Những điều đảng viên không được làm", "hợp tác xã", "tự chấm dứt ngày 19/05/2027",
		"Ghi sổ: Quyết định kỷ luật", "Bỏ khỏi sổ"}, nil)
	for name, actor := range map[string]authz.Actor{"office": w.Office, "leader": w.Leader, "secretary": w.Secretary, "admin": w.Admin, "member": w.Member, "stranger": w.Stranger} {
		for _, path := range []string{one, one + "/sua", "/ky-luat/tep", "/ky-luat/moi"} {
			if a := pages.Get(t, actor, path); apperr.KindOf(a.Err) != apperr.KindForbidden || strings.Contains(fmt.Sprint(a.Err), "Bình") {
				t.Errorf("%s reads %s: %d %v", name, path, a.Status, a.Err)
			}
		}
	}

	form := right(w)
	form.Set("version", "1")
	form.Set("cancelled", "1/8/2026")
	form.Set("cancel-number", "40-QĐ/UBKT")
	form.Set("reason", "Đã hủy theo kết quả khiếu nại")
	if a = pages.Post(t, w.Grassroots, one+"/sua", form); a.Status != http.StatusSeeOther {
		t.Fatalf("cancelled: %d %v %s", a.Status, a.Err, a.Body)
	}
	pages.Get(t, w.Grassroots, one).Check(t, "cancelled", []string{"Đã hủy từ ngày 01/08/2026", "40-QĐ/UBKT, ngày 01/08/2026", "kết quả khiếu nại"}, nil)
	pages.Get(t, w.Grassroots, one+"/sua").Check(t, "the form again", []string{`value="40-QĐ/UBKT"`, `value="01/08/2026"`, "checked"}, nil)
	if a = pages.Post(t, w.Inspector, one+"/bo", url.Values{"version": {"2"}, "reason": {"Ghi hai lần"}}); a.Location != "/ky-luat" {
		t.Errorf("taken out: %d %v", a.Status, a.Err)
	}
}

// Who left the cell meanwhile is still whom the decision is about.
func TestADecisionAboutSomebodyWhoLeftCanBeAmended(t *testing.T) {
	t.Parallel()
	w, _, tx, pages := setup(t)
	a := pages.Post(t, w.Inspector, "/ky-luat/moi", right(w))
	if a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Err)
	}
	worldtest.Exec(t, tx, `UPDATE memberships SET valid_to = '2026-09-01' WHERE committee_id = @c AND member_id = @m`,
		pgx.StrictNamedArgs{"c": w.Committee, "m": w.Members[w.Cell.ID][1]})
	pages.Get(t, w.Inspector, a.Location+"/sua").Check(t, "the form", []string{fmt.Sprintf(`<option value="%d" selected>Trần Thị Bình`, w.Members[w.Cell.ID][1])}, nil)
}

// The committee below reads what the board decided, and changes nothing of it.
func TestTheCommitteeBelowOnlyReadsTheBoardsDecision(t *testing.T) {
	t.Parallel()
	w, _, _, pages := setup(t)
	form := right(w)
	form.Set("level", "board")
	a := pages.Post(t, w.Grassroots, "/ky-luat/moi", form)
	a.Check(t, "written below", []string{"do Ủy ban Kiểm tra ghi và sửa"}, nil)
	if a = pages.Post(t, w.Inspector, "/ky-luat/moi", form); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Err)
	}
	pages.Get(t, w.Grassroots, a.Location).Check(t, "read below", []string{"Trần Thị Bình", "hợp tác xã"}, []string{"Bỏ khỏi sổ", ">Sửa<"})
}

func TestWhoOnlyCountsSeesNoNameAndNoCell(t *testing.T) {
	t.Parallel()
	w, _, _, pages := setup(t)
	small := right(w)
	small.Set("unit", fmt.Sprint(w.GrassCell.ID))
	small.Set("member", fmt.Sprint(w.Members[w.GrassCell.ID][1]))
	small.Set("level", "board")
	for _, form := range []url.Values{right(w), small} {
		if a := pages.Post(t, w.Inspector, "/ky-luat/moi", form); a.Status != http.StatusSeeOther {
			t.Fatal(a.Status, a.Err, a.Body)
		}
	}
	for name, actor := range map[string]authz.Actor{"office": w.Office, "leader": w.Leader} {
		for _, path := range []string{"/ky-luat", "/ky-luat/so-lieu", "/ky-luat/so-lieu?nam=2026"} {
			a := pages.Get(t, actor, path)
			a.Check(t, name+" at "+path, []string{"Thiếu trách nhiệm", "Cảnh cáo", w.Org.Name, "Các chi bộ cơ sở"}, append([]string{w.GrassCell.Name}, secrets...))
		}
	}
	pages.Get(t, w.Leader, "/ky-luat/so-lieu?nam=2025").Check(t, "a year before", []string{"không có quyết định kỷ luật nào"}, nil)
	for _, year := range []string{"2027", "2010", "x"} {
		if a := pages.Get(t, w.Leader, "/ky-luat/so-lieu?nam="+year); apperr.KindOf(a.Err) != apperr.KindNotFound {
			t.Errorf("the year %s: %d %v", year, a.Status, a.Err)
		}
	}
	if a := pages.Get(t, w.Secretary, "/ky-luat"); apperr.KindOf(a.Err) != apperr.KindForbidden {
		t.Errorf("a secretary: %d %v", a.Status, a.Err)
	}
	pages.Get(t, w.Inspector, "/ky-luat?vi-pham=duty&huy=khong&ai=person").Check(t, "the list", []string{"2 dòng", "Số liệu theo năm", "Nhập từ tệp", "Trần Thị Bình"}, nil)
	pages.Get(t, w.Inspector, "/ky-luat?hinh-thuc=expulsion").Check(t, "the list", []string{"0 dòng"}, nil)
	pages.Get(t, w.Grassroots, "/ky-luat").Check(t, "the list below", []string{"1 dòng"}, []string{"Nhập từ tệp", w.GrassCell.Name})

	f, err := excelize.OpenReader(bytes.NewReader([]byte(pages.Get(t, w.Grassroots, "/ky-luat/tep").Body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Kỷ luật")
	if err != nil || len(rows) != 2 || rows[1][6] != "Trần Thị Bình" || rows[1][4] != "Thiếu trách nhiệm; Những điều đảng viên không được làm" {
		t.Errorf("the workbook: %v, %v", rows, err)
	}
}

// What a unit and a member have been through says nothing of it to who may not read names.
func TestTheHistoriesOfUnitsAndMembersTellOfNoDiscipline(t *testing.T) {
	t.Parallel()
	w, p, _, pages := setup(t)
	if a := pages.Post(t, w.Inspector, "/ky-luat/moi", right(w)); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Err)
	}
	ctx := context.Background()
	for name, actor := range map[string]authz.Actor{"office": w.Office, "secretary": w.Secretary} {
		for kind, object := range map[string]int64{"unit": w.Cell.ID, "member": w.Members[w.Cell.ID][1]} {
			rows, err := p.Audit.History(ctx, actor, authz.UnitRead, kind, object)
			if err != nil || strings.Contains(fmt.Sprintf("%+v", rows), "kỷ luật") {
				t.Errorf("%s, the history of a %s: %+v, %v", name, kind, rows, err)
			}
		}
	}
}
