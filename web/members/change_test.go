package members

import (
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/milestone"
	"tusoi/internal/org"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

func changing(t *testing.T) (pagetest.Pages, worldtest.World, pgx.Tx) {
	t.Helper()
	tx := pgtest.Tx(t)
	p := &Pages{Org: &org.Service{DB: tx, Now: worldtest.Clock}, Member: portal.New(tx, worldtest.Clock).Member, Roll: &roll.Service{DB: tx, Now: worldtest.Clock},
		Milestone: &milestone.Service{DB: tx, Now: worldtest.Clock}, Audit: &audit.Service{DB: tx}, Now: worldtest.Clock}
	return pagetest.Pages{
		"GET /dang-vien": p.Index, "GET /dang-vien/moi": p.New, "POST /dang-vien/moi": p.Enrol, "GET /dang-vien/moc": p.Milestones,
		"GET /dang-vien/ngoai-dang": p.NewBeyond, "POST /dang-vien/ngoai-dang": p.EnrolBeyond,
		"GET /dang-vien/{member}/ket-nap": p.AdmitForm, "POST /dang-vien/{member}/ket-nap": p.Admit,
		"GET /dang-vien/{member}": p.Show, "GET /dang-vien/{member}/sua": p.Edit, "POST /dang-vien/{member}/sua": p.Amend,
		"GET /dang-vien/{member}/chuyen": p.Transfer, "POST /dang-vien/{member}/chuyen": p.MoveTo,
		"GET /dang-vien/{member}/trang-thai": p.State, "POST /dang-vien/{member}/trang-thai": p.SetState,
		"GET /dang-vien/{member}/noi-cu-tru": p.Residence, "POST /dang-vien/{member}/noi-cu-tru": p.Reside,
		"GET /dang-vien/{member}/thoi": p.Leave, "POST /dang-vien/{member}/thoi": p.Depart, "POST /dang-vien/{member}/cccd": p.Reveal,
	}, worldtest.New(t, tx), tx
}

func TestAMemberIsAddedAndAmendedOnThePages(t *testing.T) {
	t.Parallel()
	pages, w, _ := changing(t)
	pages.Get(t, w.Admin, kit.NewMemberPath+"?chi-bo="+idText(w.Cell.ID)).Check(t, "the empty form",
		[]string{`selected>Chi bộ ấp Đông – Đảng ủy xã Một`, "20/11/2026"}, nil)
	filled := url.Values{"name": {"VÕ THỊ ÉN"}, "birth": {"1995"}, "standing": {"full"}, "identity": {"87190001234"}, "cell": {idText(w.Cell.ID)}, "from": {"05/11/2026"},
		"admitted": {"31/02/2020"}, "state_post": {"Trưởng ấp"}}
	pages.Post(t, w.Admin, kit.NewMemberPath, filled).Check(t, "a day that is none", []string{"Có 1 chỗ cần sửa", "Ngày kết nạp", `value="VÕ THỊ ÉN"`, `value="31/02/2020"`}, nil)
	filled.Set("admitted", "03/02/2020")
	pages.Post(t, w.Admin, kit.NewMemberPath, filled).Check(t, "eleven digits", []string{"Số CCCD gồm đúng 12 chữ số"}, nil)
	filled.Set("identity", "087190001234")
	added := pages.Post(t, w.Admin, kit.NewMemberPath, filled)
	if added.Err != nil || added.Status != 303 {
		t.Fatalf("adding: %v %s", added.Err, added.Body)
	}
	at := added.Location
	shown := pages.Get(t, w.Admin, at)
	shown.Check(t, "the member", []string{"Võ Thị Én", "1995", "Trưởng ấp", "•••••••• 1234", "Xem đủ số CCCD", "Lịch sử thay đổi (1)", "Chuyển chi bộ"}, []string{"087190001234"})
	pages.Get(t, w.Secretary, at).Check(t, "as the secretary", []string{"Võ Thị Én", "•••••••• 1234"}, []string{"Xem đủ số CCCD", "Sửa thông tin"})
	pages.Post(t, w.Admin, at+"/cccd", nil).Check(t, "revealed", []string{"087190001234", "Xem số CCCD của Võ Thị Én"}, []string{"Xem đủ số CCCD"})

	pages.Get(t, w.Admin, at+"/sua").Check(t, "amending", []string{`value="1995"`, "Đang ghi •••••••• 1234", `name="version" value="1"`}, []string{"087190001234"})
	change := url.Values{"version": {"1"}, "name": {"Võ Thị Én"}, "birth": {"01/05/1995"}, "standing": {"full"}, "admitted": {"03/02/2020"}, "party_post": {"Chi ủy viên"}}
	if a := pages.Post(t, w.Admin, at+"/sua", change); a.Err != nil || a.Location != at {
		t.Fatalf("amending: %v %s", a.Err, a.Body)
	}
	pages.Post(t, w.Admin, at+"/sua", change).Check(t, "the same form again", []string{"vừa được người khác sửa", `value="Chi ủy viên"`}, nil)
	pages.Get(t, w.Admin, at).Check(t, "amended", []string{"01/05/1995", "Chi ủy viên", "ngày sinh “1995” thành “01/05/1995”"}, nil)
}

func TestAMemberMovesOnThePages(t *testing.T) {
	t.Parallel()
	pages, w, _ := changing(t)
	at := kit.MemberPath(w.Members[w.Cell.ID][1])
	pages.Get(t, w.Grassroots, at+"/chuyen").Check(t, "the cells to choose", []string{"Chi bộ ấp Tây – Đảng ủy xã Một"}, []string{"Chi bộ ấp Nam"})
	pages.Post(t, w.Office, at+"/chuyen", url.Values{"day": {"x"}}).Check(t, "nothing chosen", []string{"Có 2 chỗ cần sửa", "Chọn chi bộ mới."}, nil)
	pages.Post(t, w.Office, at+"/chuyen", url.Values{"cell": {idText(w.Far.ID)}, "day": {"20/11/2026"}}).Check(t, "without a reason", []string{"Ghi căn cứ"}, nil)
	moved := pages.Post(t, w.Office, at+"/chuyen", url.Values{"cell": {idText(w.Far.ID)}, "day": {"20/11/2026"}, "reason": {"GT 12"}})
	if moved.Err != nil || moved.Location != at {
		t.Fatalf("moving: %v %s", moved.Err, moved.Body)
	}
	for name, actor := range map[string]authz.Actor{"old secretary": w.Secretary, "new secretary": w.FarSecretary} {
		pages.Get(t, actor, at).Check(t, name, []string{"Chi bộ ấp Nam", "Chi bộ ấp Đông", "GT 12", "Chuyển sinh hoạt của Trần Thị Bình"}, nil)
	}
	if a := pages.Post(t, w.Office, at+"/trang-thai", url.Values{"state": {"away"}, "day": {"20/11/2026"}, "reason": {"Đi học tập trung"}}); a.Err != nil || a.Location != at {
		t.Fatalf("another state: %v %s", a.Err, a.Body)
	}
	pages.Get(t, w.Office, at+"/noi-cu-tru").Check(t, "the cell of residence", []string{"Không</option>", "Chi bộ ấp Tây"}, nil)
	if a := pages.Post(t, w.Office, at+"/noi-cu-tru", url.Values{"cell": {idText(w.Sister.ID)}, "day": {"20/11/2026"}, "reason": {"GT 213"}}); a.Err != nil || a.Location != at {
		t.Fatalf("the cell of residence: %v %s", a.Err, a.Body)
	}
	pages.Post(t, w.Office, at+"/thoi", url.Values{"day": {"20/11/2026"}, "reason": {"Lý do tự nghĩ"}}).Check(t, "a reason of one's own", []string{"Chọn lý do."}, nil)
	if a := pages.Post(t, w.Office, at+"/thoi", url.Values{"day": {"20/11/2026"}, "reason": {"Từ trần"}}); a.Err != nil || a.Location != at {
		t.Fatalf("leaving: %v %s", a.Err, a.Body)
	}
	pages.Get(t, w.Office, at).Check(t, "as left", []string{"Từ trần"}, nil)
}

func TestMilestonesAreListedByYear(t *testing.T) {
	t.Parallel()
	pages, w, tx := changing(t)
	worldtest.Exec(t, tx, `UPDATE members SET decided_on = '1987-03-01' WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": w.Committee, "m": w.Members[w.Cell.ID][0]})
	pages.Get(t, w.Secretary, "/dang-vien/moc?nam=2027").Check(t, "2027", []string{"Nguyễn Văn An", "40 năm", "01/03/2027", "19/05/2027", "Đảng viên dự bị (1)", "Lê Thị Cúc"}, nil)
	if a := pages.Get(t, w.Secretary, "/dang-vien/moc?nam=1900"); a.Err == nil {
		t.Error("the year 1900 is listed")
	}
}
