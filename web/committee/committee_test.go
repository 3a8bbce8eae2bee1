package committee

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

type bundle struct {
	pagetest.Pages
	w      worldtest.World
	portal *portal.Portal
	told   *[]int64
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	svc := portal.New(tx, worldtest.Clock)
	var told []int64
	p := &Pages{Committee: svc.Committee, Org: svc.Org, Deadline: svc.Deadline, Audit: svc.Audit, Now: worldtest.Clock, Changed: func(c int64) { told = append(told, c) }}
	return bundle{pagetest.Pages{
		"GET /cap-uy": p.Show, "POST /cap-uy": p.Save, "POST /cap-uy/thoi-han": p.SaveRule,
		"GET /cap-uy/mo-thang": p.Openings, "POST /cap-uy/mo-thang": p.Open, "POST /cap-uy/mo-thang/{exception}/thoi": p.End,
	}, w, svc, &told}
}

func TestTheNamesAreChangedOnTheirPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Get(t, b.w.Office, kit.CommitteePath).Check(t, "the settings",
		[]string{`value="Huyện ủy Thử"`, "Tự soi hằng tháng, hạn gửi ngày 25, không có ngày gia hạn, không đóng tháng cũ.", "Mở kỳ đã đóng cho một tổ chức (đang mở 0)", "Ngày cuối tháng"}, nil)
	form := url.Values{"name": {"Đảng ủy xã Thử"}, "place": {"Thử"}, "mark": {""}, "cell": {"chi bộ"}, "version": {"1"}}
	b.Post(t, b.w.Office, kit.CommitteePath, form).Check(t, "without a mark", []string{"Ghi ký hiệu văn bản.", `value="Đảng ủy xã Thử"`, `value="chi bộ"`}, nil)
	if len(*b.told) != 0 {
		t.Error("told of a change that was refused")
	}
	form.Set("mark", "ĐU")
	if a := b.Post(t, b.w.Office, kit.CommitteePath, form); a.Err != nil || a.Location != kit.CommitteePath || len(*b.told) != 1 || (*b.told)[0] != b.w.Committee {
		t.Fatalf("saving: %d %v, told %v", a.Status, a.Err, *b.told)
	}
	b.Post(t, b.w.Office, kit.CommitteePath, form).Check(t, "the same form again", []string{"vừa được người khác sửa"}, nil)
	b.Get(t, b.w.Admin, kit.CommitteePath).Check(t, "after it", []string{`value="Đảng ủy xã Thử"`, "Lịch sử thay đổi (1)", "tên cấp ủy “Huyện ủy Thử” thành “Đảng ủy xã Thử”"}, nil)
	if a := b.Get(t, b.w.Leader, kit.CommitteePath); apperr.KindOf(a.Err) != apperr.KindForbidden {
		t.Errorf("a leader: %v", a.Err)
	}
}

func TestTheDeadlinesAreChangedOnTheirPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	form := url.Values{"rhythm": {"quarterly"}, "due_day": {"31"}, "grace_days": {"3"}, "open_months": {"2"}, "from": {"sau"}, "seen": {"1930-01.25.0.0.monthly"}}
	wrong := url.Values{"due_day": {""}, "grace_days": {"12"}, "open_months": {"2"}, "from": {""}, "seen": form["seen"]}
	b.Post(t, b.w.Admin, kit.DeadlinesPath, wrong).Check(t, "without a beginning", []string{"Chọn tháng bắt đầu áp dụng."}, nil)
	wrong.Set("from", "nay")
	b.Post(t, b.w.Admin, kit.DeadlinesPath, wrong).Check(t, "wrong", []string{"Chọn tự soi hằng tháng hoặc hằng quý.", "Chọn hạn gửi từ ngày 1 đến ngày 28", "Chọn số ngày gia hạn từ 0 đến 10."}, nil)
	if a := b.Post(t, b.w.Admin, kit.DeadlinesPath, form); a.Err != nil || a.Location != kit.CommitteePath {
		t.Fatalf("changing: %d %v\n%s", a.Status, a.Err, a.Body)
	}
	b.Get(t, b.w.Admin, kit.CommitteePath).Check(t, "after it", []string{
		"Tự soi hằng tháng, hạn gửi ngày 25, không có ngày gia hạn", "Từ tháng 12/2026: tự soi hằng quý, hạn gửi ngày cuối quý, gia hạn 3 ngày, được ghi lùi 2 tháng. Tự soi hằng quý bắt đầu từ quý I/2027.", "Đổi thời hạn từ tháng 12/2026",
		`name="seen" value="2026-12.31.3.2.quarterly"`, `<option value="31" selected`}, nil)
	b.Post(t, b.w.Admin, kit.DeadlinesPath, form).Check(t, "with the page of before", []string{"vừa được người khác đổi"}, nil)
}

func TestAMonthIsOpenedOnItsPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Get(t, b.w.Admin, kit.OpeningsOfPath(b.w.Cell.ID)).Check(t, "the form",
		[]string{"Chi bộ ấp Đông · Đảng ủy xã Một", `value="27/11/2026"`, "Chưa mở kỳ nào", `<option value="` + strconv.FormatInt(b.w.Cell.ID, 10) + `" selected`}, nil)
	form := url.Values{
		"unit": {strconv.FormatInt(b.w.Cell.ID, 10)}, "month": {"2026-10"}, "open_until": {"24/11/2026"}, "due_on": {"25/11/2026"},
		"reason": {"Lũ lớn, ấp bị chia cắt."}, "key": {"7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a01"},
	}
	b.Post(t, b.w.Admin, kit.OpeningsPath, form).Check(t, "due after its end",
		[]string{"không được sau ngày cuối được mở", "Lũ lớn, ấp bị chia cắt.", `value="7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a01"`}, nil)
	b.Post(t, b.w.Admin, kit.OpeningsPath, url.Values{}).Check(t, "empty", []string{"Nhập ngày cuối được mở"}, nil)
	form.Set("due_on", "24/11/2026")
	if a := b.Post(t, b.w.Admin, kit.OpeningsPath, form); a.Err != nil || a.Location != kit.OpeningsPath {
		t.Fatalf("opening: %d %v\n%s", a.Status, a.Err, a.Body)
	}
	b.Get(t, b.w.Office, kit.OpeningsPath).Check(t, "the list",
		[]string{"Đã mở (1)", "tháng 10/2026", "Đang mở", "Hạn gửi mới 24/11/2026.", "Lũ lớn, ấp bị chia cắt. Quản trị viên, ", "Chỉ mở hết hôm nay"}, nil)
	b.Get(t, b.w.Office, kit.CommitteePath).Check(t, "the settings", []string{"đang mở 1"}, nil)
	list, err := b.portal.Deadline.Exceptions(context.Background(), b.w.Admin)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if a := b.Post(t, b.w.Admin, kit.OpeningEndPath(list[0].ID), nil); a.Err != nil || a.Location != kit.OpeningsPath {
		t.Errorf("ending: %v", a.Err)
	}
	if a := b.Get(t, b.w.Admin, kit.OpeningsPath); a.Err != nil || strings.Contains(a.Body, "Chỉ mở hết hôm nay") || !strings.Contains(a.Body, "hết ngày 20/11/2026") {
		t.Errorf("after it was ended: %v\n%s", a.Err, a.Body)
	}
}
