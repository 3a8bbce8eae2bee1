package units

import (
	"net/url"
	"testing"

	"tusoi/internal/audit"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

func TestTheTreeIsChangedOnItsPages(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	p := &Pages{Committee: &committee.Service{DB: tx, Now: worldtest.Clock}, Org: &org.Service{DB: tx, Now: worldtest.Clock}, Roll: &roll.Service{DB: tx, Now: worldtest.Clock}, Deadline: &deadline.Service{DB: tx, Now: worldtest.Clock},
		Packet: &packet.Service{DB: tx, Now: worldtest.Clock}, Audit: &audit.Service{DB: tx}, Now: worldtest.Clock}
	pages := pagetest.Pages{
		"GET /to-chuc/{unit}": p.Show, "GET /to-chuc/{unit}/them": p.New, "POST /to-chuc/{unit}/them": p.Found, "GET /to-chuc/{unit}/sua": p.Edit,
		"POST /to-chuc/{unit}/sua": p.Amend, "GET /to-chuc/{unit}/ket-thuc": p.EndForm, "POST /to-chuc/{unit}/ket-thuc": p.End,
	}
	add := kit.UnitStepPath(w.Org.ID, "them")
	pages.Get(t, w.Admin, add).Check(t, "the empty form", []string{"Trực thuộc: Đảng ủy xã Một", "Đảng bộ bộ phận", "20/11/2026"}, []string{"Chi bộ cơ sở</option>"})
	pages.Post(t, w.Admin, add, url.Values{"name": {"Chi bộ ấp Mới"}, "from": {"32/13/2026"}}).Check(t, "a form half filled",
		[]string{"Chọn loại tổ chức.", "chưa đúng", `value="Chi bộ ấp Mới"`}, nil)
	added := pages.Post(t, w.Admin, add, url.Values{"kind": {"cell"}, "type": {"rural"}, "name": {"Chi bộ ấp Mới"}, "from": {"01/10/2026"}})
	if added.Err != nil || added.Status != 303 {
		t.Fatalf("adding: %d %v %s", added.Status, added.Err, added.Body)
	}
	at := added.Location
	pages.Get(t, w.Admin, at).Check(t, "the new unit", []string{"Chi bộ ấp Mới", "01/10/2026", "Kết thúc hoạt động", "Lịch sử thay đổi (1)", "Quản trị viên"}, nil)
	pages.Get(t, w.Secretary, kit.UnitPath(w.Cell.ID)).Check(t, "as its secretary", []string{"Chi bộ ấp Đông"}, []string{"/sua", "/ket-thuc"})

	pages.Get(t, w.Admin, at+"/sua").Check(t, "amending", []string{`value="Chi bộ ấp Mới"`, `name="version" value="1"`}, nil)
	change := url.Values{"version": {"1"}, "name": {"Chi bộ ấp Mới 2"}, "type": {"rural"}, "from": {"01/11/2026"}}
	if a := pages.Post(t, w.Admin, at+"/sua", change); a.Err != nil || a.Location != at {
		t.Fatalf("amending: %v %s", a.Err, a.Body)
	}
	pages.Post(t, w.Admin, at+"/sua", change).Check(t, "the same form again", []string{"vừa được người khác sửa"}, nil)
	pages.Get(t, w.Admin, at).Check(t, "amended", []string{"Đổi tên, trước đó là Chi bộ ấp Mới", "từ 01/11/2026"}, nil)
	pages.Post(t, w.Admin, at+"/ket-thuc", url.Values{"version": {"2"}, "day": {""}, "reason": {""}}).Check(t, "without a day", []string{"Nhập ngày kết thúc hoạt động"}, nil)
	pages.Post(t, w.Admin, kit.UnitStepPath(w.Cell.ID, "ket-thuc"), url.Values{"version": {"1"}, "day": {"01/11/2026"}, "reason": {"QĐ 5"}}).
		Check(t, "a cell with members", []string{"còn 0 tổ chức trực thuộc và 4 người"}, nil)
	if a := pages.Post(t, w.Admin, at+"/ket-thuc", url.Values{"version": {"2"}, "day": {"15/11/2026"}, "reason": {"QĐ 5-QĐ/ĐU"}}); a.Err != nil || a.Status != 303 {
		t.Fatalf("ending: %v %s", a.Err, a.Body)
	}
	pages.Get(t, w.Admin, at).Check(t, "ended", []string{"kết thúc hoạt động từ ngày 15/11/2026", "QĐ 5-QĐ/ĐU"}, []string{"Thêm tổ chức trực thuộc"})
}
