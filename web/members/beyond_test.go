package members

import (
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

func TestWhoIsOutsideThePartyIsAddedListedAndAdmittedOnThePages(t *testing.T) {
	t.Parallel()
	pages, w, tx := changing(t)
	pages.Get(t, w.Admin, kit.MembersPath).Check(t, "where no cell is opened", nil, []string{kit.BeyondListPath})
	worldtest.Exec(t, tx, `UPDATE units SET beyond = true WHERE committee_id = @c AND id = @u`, pgx.StrictNamedArgs{"c": w.Committee, "u": w.Cell.ID})
	pages.Get(t, w.Admin, kit.MembersPath).Check(t, "where one is", []string{`href="/dang-vien?dien=ngoai-dang"`}, nil)
	pages.Get(t, w.Admin, kit.NewBeyondPath).Check(t, "the empty form",
		[]string{"Thêm người ngoài Đảng", "Chi bộ ấp Đông", "Công chức", "Viên chức"}, []string{"Chi bộ ấp Tây", "Số thẻ", "Ngày chính thức", "Chức vụ Đảng"})

	filled := url.Values{"name": {"VÕ THỊ NGOÀI"}, "birth": {"1995"}, "state_post": {"Kế toán"}, "cell": {idText(w.Cell.ID)}, "from": {"05/11/2026"}, "standing": {"full"}}
	pages.Post(t, w.Admin, kit.NewBeyondPath, filled).Check(t, "without an employment",
		[]string{"Có 1 chỗ cần sửa", "Chọn cán bộ, công chức, viên chức hay người lao động.", `value="VÕ THỊ NGOÀI"`, `value="Kế toán"`}, nil)
	filled.Set("employment", "public_employee")
	added := pages.Post(t, w.Admin, kit.NewBeyondPath, filled)
	if added.Err != nil || added.Status != 303 {
		t.Fatalf("adding: %v %s", added.Err, added.Body)
	}
	pages.Get(t, w.Secretary, kit.BeyondListPath).Check(t, "the list of the cell", []string{"Võ Thị Ngoài", "Viên chức", "Kế toán", "Đang tham gia"}, []string{"Trần Thị Bình"})
	pages.Get(t, w.Secretary, kit.MembersPath).Check(t, "the list of its members", []string{"Trần Thị Bình"}, []string{"Võ Thị Ngoài"})
	pages.Get(t, w.SisterSecretary, kit.BeyondListPath).Check(t, "the sister cell", nil, []string{"Võ Thị Ngoài"})

	at := added.Location
	pages.Get(t, w.Admin, at).Check(t, "the person", []string{"Võ Thị Ngoài", "Viên chức", "Đã kết nạp"}, []string{"Chi bộ nơi cư trú"})
	pages.Get(t, w.Secretary, at).Check(t, "as the secretary", []string{"Võ Thị Ngoài"}, []string{"Đã kết nạp", "Sửa thông tin"})
	pages.Get(t, w.Admin, at+"/ket-nap").Check(t, "the step", []string{"Ngày kết nạp", "Vào danh sách đảng viên của chi bộ từ ngày"}, nil)
	day := url.Values{"admitted": {"19/11/2026"}, "day": {"01/11/2026"}}
	pages.Post(t, w.Admin, at+"/ket-nap", day).Check(t, "a member too early", []string{"từ ngày kết nạp trở đi", `value="19/11/2026"`, `value="01/11/2026"`}, nil)
	day.Set("day", "19/11/2026")
	if a := pages.Post(t, w.Admin, at+"/ket-nap", day); a.Err != nil || a.Location != at+"/sua" {
		t.Fatalf("admitting: %v %s", a.Err, a.Body)
	}
	pages.Get(t, w.Secretary, kit.BeyondListPath).Check(t, "the list after", nil, []string{"Võ Thị Ngoài"})
	pages.Get(t, w.Secretary, kit.MembersPath).Check(t, "the members after", []string{"Võ Thị Ngoài"}, nil)
	pages.Get(t, w.Secretary, at).Check(t, "the person after", []string{"Đảng viên dự bị", "Đang sinh hoạt", "Ngoài Đảng"}, []string{"Viên chức"})
}
