package awards_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/awards"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
	"tusoi/web/recordpiece"
)

func setup(t *testing.T) (worldtest.World, pagetest.Pages) {
	t.Helper()
	tx := pgtest.Tx(t)
	w, p := worldtest.New(t, tx), portal.New(tx, worldtest.Clock)
	d := awards.New(recordpiece.Tools{Org: p.Org, Roll: p.Roll, Audit: p.Audit, Now: worldtest.Clock}, p.Award, p.Export)
	return w, pagetest.Pages{
		"GET /khen-thuong": d.Index, "GET /khen-thuong/tep": d.Download, "GET /khen-thuong/moi": d.New, "POST /khen-thuong/moi": d.Create,
		"POST /khen-thuong/{record}/tep": d.Files().AddFiles, "GET /khen-thuong/{record}/tep/{file}": d.Files().OpenFile, "POST /khen-thuong/{record}/tep/{file}/bo": d.Files().DropFile,
		"GET /khen-thuong/{record}": d.Show, "GET /khen-thuong/{record}/sua": d.Edit, "POST /khen-thuong/{record}/sua": d.Save, "POST /khen-thuong/{record}/bo": d.Drop,
	}
}

func right(w worldtest.World) url.Values {
	return url.Values{
		"unit": {fmt.Sprint(w.Cell.ID)}, "key": {kit.NewKey()}, "member": {fmt.Sprint(w.Members[w.Cell.ID][1])}, "kind": {"award"}, "level": {"grassroots"},
		"title": {"Giấy khen"}, "theme": {"Thực hiện Kết luận số 01-KL/TW"}, "number": {"12-QĐ/ĐU"}, "on": {"19/5/2026"}, "years": {""}, "early": {""},
	}
}

func TestAnAwardIsWrittenReadChangedAndTakenOutOnItsPages(t *testing.T) {
	t.Parallel()
	w, pages := setup(t)
	pages.Get(t, w.Office, "/khen-thuong/moi").Check(t, "where", []string{"Chọn tổ chức đảng", w.Cell.Name}, []string{"Ghi vào sổ"})
	pages.Get(t, w.Grassroots, "/khen-thuong/moi?don-vi="+fmt.Sprint(w.Cell.ID)).Check(t, "the form", []string{"Ghi vào sổ", "Trần Thị Bình", "Tập thể: "}, []string{w.Far.Name, "checked"})

	empty := url.Values{"unit": {fmt.Sprint(w.Cell.ID)}, "key": {kit.NewKey()}, "member": {""}, "theme": {"Lời đã gõ"}}
	a := pages.Post(t, w.Grassroots, "/khen-thuong/moi", empty)
	if a.Status != http.StatusUnprocessableEntity {
		t.Errorf("an empty form: %d", a.Status)
	}
	a.Check(t, "an empty form", []string{"Lời đã gõ", "Chọn tập thể hay một đảng viên", "Nhập ngày quyết định", "Lỗi: Ghi khen thưởng"}, nil)

	a = pages.Post(t, w.Grassroots, "/khen-thuong/moi", right(w))
	if a.Err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("a right form: %d %v %s", a.Status, a.Err, a.Body)
	}
	one := a.Location
	pages.Get(t, w.Secretary, one).Check(t, "as the secretary", []string{"Giấy khen", "Trần Thị Bình", "19/05/2026", "Ghi sổ: Khen thưởng: Giấy khen"}, []string{"Bỏ khỏi sổ", ">Sửa<"})
	pages.Get(t, w.Grassroots, one).Check(t, "as who wrote it", []string{"Bỏ khỏi sổ", ">Sửa<"}, nil)
	if a := pages.Get(t, w.SisterSecretary, one); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("as a sister cell: %v", a.Err)
	}

	form := right(w)
	form.Set("version", "1")
	form.Set("title", "Bằng khen")
	a = pages.Post(t, w.Grassroots, one+"/sua", form)
	a.Check(t, "without a reason", []string{"Ghi lý do", "Bằng khen"}, nil)
	form.Set("reason", "Ghi nhầm hình thức")
	if a = pages.Post(t, w.Grassroots, one+"/sua", form); a.Status != http.StatusSeeOther {
		t.Errorf("with a reason: %d %v", a.Status, a.Err)
	}
	pages.Get(t, w.Office, one).Check(t, "changed", []string{"Bằng khen", "Ghi nhầm hình thức"}, nil)
	if a = pages.Post(t, w.Office, one+"/bo", url.Values{"version": {"2"}, "reason": {"Ghi hai lần"}}); a.Location != "/khen-thuong" {
		t.Errorf("taken out: %d %v", a.Status, a.Err)
	}
	pages.Get(t, w.Office, "/khen-thuong").Check(t, "the list", []string{"0 dòng", "Sổ chưa có dòng nào"}, nil)
}

func TestTheAwardBookIsNarrowedByItsAddressAndTakenAsAWorkbook(t *testing.T) {
	t.Parallel()
	w, pages := setup(t)
	for _, change := range []func(url.Values){
		func(url.Values) {}, func(f url.Values) {
			f.Set("member", recordpiece.WholeUnit)
			f.Set("kind", "commendation")
			f.Set("title", "=1+1")
		},
	} {
		form := right(w)
		change(form)
		if a := pages.Post(t, w.Office, "/khen-thuong/moi", form); a.Status != http.StatusSeeOther {
			t.Fatal(a.Status, a.Err)
		}
	}
	for query, lines := range map[string]string{
		"": "2 dòng", "?loai=commendation": "1 dòng", "?ai=person": "1 dòng", "?cap=central": "0 dòng", "?tim=binh": "1 dòng", "?tu=20/5/2026": "0 dòng",
		"?den=19/5/2026": "2 dòng", "?don-vi=" + fmt.Sprint(w.Far.ID): "0 dòng",
	} {
		pages.Get(t, w.Office, "/khen-thuong"+query).Check(t, query, []string{lines}, nil)
	}
	if a := pages.Get(t, w.Office, "/khen-thuong?tu=hôm-qua"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "hôm-qua") {
		t.Errorf("a day that is none: %d", a.Status)
	}
	f, err := excelize.OpenReader(bytes.NewReader([]byte(pages.Get(t, w.Leader, "/khen-thuong/tep?loai=commendation").Body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Khen thưởng")
	if err != nil || len(rows) != 2 || rows[1][4] != "=1+1" {
		t.Errorf("the workbook: %v, %v", rows, err)
	}
}

func TestAnAwardKeepsItsEvidenceAndStaysWhileItHasSome(t *testing.T) {
	t.Parallel()
	w, pages := setup(t)
	one := pages.Post(t, w.Grassroots, "/khen-thuong/moi", right(w)).Location
	proof := pagetest.File{Name: "quyet-dinh.pdf", Data: []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")}
	if a := pages.Send(t, w.SisterSecretary, one+"/tep", "tep", proof); a.Err == nil {
		t.Errorf("a sister cell gives a file: %d", a.Status)
	}
	if a := pages.Send(t, w.Grassroots, one+"/tep", "tep", proof); a.Status != http.StatusSeeOther {
		t.Fatalf("a file: %d %v %s", a.Status, a.Err, a.Body)
	}
	pages.Get(t, w.Secretary, one).Check(t, "with a file", []string{"quyet-dinh.pdf", "Thêm tệp"}, []string{`type="file"`})
	a := pages.Post(t, w.Grassroots, one+"/bo", url.Values{"version": {"1"}, "reason": {"Ghi hai lần"}})
	a.Check(t, "taken out with a file", []string{"còn 1 tệp minh chứng"}, nil)

	form := right(w)
	form.Set("version", "1")
	form.Set("reason", "Của chi bộ khác")
	form.Set("unit", fmt.Sprint(w.Sister.ID))
	form.Set("member", recordpiece.WholeUnit)
	if a := pages.Post(t, w.Grassroots, one+"/sua", form); a.Status != http.StatusSeeOther {
		t.Fatalf("moved to the sister cell: %d %v %s", a.Status, a.Err, a.Body)
	}
	pages.Get(t, w.SisterSecretary, one).Check(t, "the sister cell", []string{"quyet-dinh.pdf"}, nil)
}
