package reorganisations

import (
	"net/url"
	"regexp"
	"testing"

	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

func setup(t *testing.T) (pagetest.Pages, worldtest.World) {
	t.Helper()
	tx := pgtest.Tx(t)
	all := portal.New(tx, worldtest.Clock)
	p := &Pages{Reorganisation: all.Reorganisation, Org: all.Org, Roll: all.Roll, Now: worldtest.Clock}
	return pagetest.Pages{
		"GET /sap-xep": p.Index, "GET /sap-xep/{task}": p.Form, "POST /sap-xep/{task}": p.Step, "POST /sap-xep/{reorganisation}/hoan-tac": p.Undo,
	}, worldtest.New(t, tx)
}

func TestAMergeIsLookedAtBeforeItIsDoneAndTakenBack(t *testing.T) {
	t.Parallel()
	pages, w := setup(t)
	at := kit.ReorganisePath("sap-nhap-chi-bo")
	pages.Get(t, w.Office, at).Check(t, "the form", []string{"Đảng ủy xã Một (2)", "Chi bộ ấp Đông", "Chi bộ cơ sở (1)", "Lập tổ chức mới", "20/11/2026"}, []string{"Chi bộ Khác"})
	form := url.Values{"units": {idText(w.Cell.ID)}, "into": {"moi"}, "name": {"Chi bộ ấp Đông Tây"}, "on": {"01/11/2026"}, "basis": {"QĐ 15"}}
	pages.Post(t, w.Office, at, form).Check(t, "one cell", []string{"Chọn ít nhất 2 tổ chức.", `value="Chi bộ ấp Đông Tây"`, `checked`}, nil)
	form.Add("units", idText(w.Sister.ID))
	form.Set("buoc", "xem")
	shown := pages.Post(t, w.Office, at, form)
	shown.Check(t, "the preview", []string{"Sáp nhập Chi bộ ấp Đông và Chi bộ ấp Tây thành Chi bộ ấp Đông Tây từ 01/11/2026", "Lập mới", "Kết thúc", "Sắp xếp như trên",
		`<td class="num">8</td><td class="num">8</td>`}, nil)
	form.Set("buoc", "sua")
	pages.Post(t, w.Office, at, form).Check(t, "back to the form", []string{`value="QĐ 15"`, "checked"}, []string{"chỗ cần sửa"})
	form.Set("buoc", "ghi")
	if a := pages.Post(t, w.Office, at, form); a.Err != nil || a.Location != kit.ReorganisationsPath {
		t.Fatalf("doing it: %v %s", a.Err, a.Body)
	}
	pages.Post(t, w.Office, at, form).Check(t, "the same form again", []string{"đã kết thúc"}, nil)
	list := pages.Get(t, w.Office, kit.ReorganisationsPath)
	list.Check(t, "the list", []string{"Sáp nhập Chi bộ ấp Đông", "Hoàn tác"}, nil)
	undo := regexp.MustCompile(`/sap-xep/\d+/hoan-tac`).FindString(list.Body)
	if a := pages.Post(t, w.Office, undo, nil); a.Err != nil || a.Location != kit.ReorganisationsPath {
		t.Fatalf("taking it back: %v", a.Err)
	}
	pages.Get(t, w.Office, kit.ReorganisationsPath).Check(t, "the list afterwards", []string{"Đã hoàn tác"}, []string{undo})
}

func TestASplitStartsFromItsUnit(t *testing.T) {
	t.Parallel()
	pages, w := setup(t)
	if a := pages.Get(t, w.Office, kit.ReorganisePath("chia-tach")); a.Err == nil {
		t.Error("a split of nothing has a form")
	}
	pages.Get(t, w.Office, kit.SplitPath(w.Org.ID)).Check(t, "an organisation", []string{"Trực thuộc Đảng ủy xã Một (2)", "Chi bộ ấp Tây"}, []string{"Chi bộ ấp Nam"})
	pages.Get(t, w.Office, kit.SplitPath(w.Cell.ID)).Check(t, "a cell", []string{"Chia tách từ: Chi bộ ấp Đông", "Trần Thị Bình", "Phạm Văn Dũng"}, []string{"Chi bộ ấp Tây"})
	form := url.Values{"units": {idText(w.Cell.ID)}, "name": {"Chi bộ ấp Đông Hạ"}, "on": {"01/11/2026"}, "basis": {"QĐ 16"}, "buoc": {"xem"}}
	pages.Post(t, w.Office, kit.ReorganisePath("chia-tach"), form).Check(t, "nobody chosen", []string{"Chọn đảng viên sang chi bộ mới.", "Lê Thị Cúc"}, nil)
	form["members"] = []string{idText(w.Members[w.Cell.ID][2])}
	pages.Post(t, w.Office, kit.ReorganisePath("chia-tach"), form).Check(t, "the preview", []string{"Tách Chi bộ ấp Đông Hạ ra từ Chi bộ ấp Đông, từ 01/11/2026", "Lập mới"}, []string{"Kết thúc</"})
}
