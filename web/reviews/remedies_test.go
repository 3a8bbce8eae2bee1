package reviews

import (
	"fmt"
	"testing"

	"tusoi/internal/remedy"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

func remedyForm(b *bundle, member int, pairs ...string) []string {
	id := itoa(b.member(member))
	return append([]string{
		"them", id, "k." + id, "7b1c3f5e-0000-4000-8000-00000000000" + fmt.Sprint(member), "hc." + id, "Chậm báo cáo rà soát",
		"nn." + id, "Chưa đi tổ 4", "vs." + id, "Đi tổ 4, gửi báo cáo", "th." + id, "30/11/2026",
	}, pairs...)
}

func (b *bundle) remedy(member int) remedy.Remedy {
	b.t.Helper()
	list := b.sheet()[b.member(member)].Remedies
	if len(list) != 1 {
		b.t.Fatalf("%d remedies, want 1", len(list))
	}
	return list[0]
}

func TestARemedyIsTypedOnceHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := b.at().Path() + "/viec-tu-sua"
	id := itoa(b.member(1))
	b.expect(b.post(path, "them", id, "k."+id, "", "hc."+id, "Trễ", "th."+id, "31/02/2026", b.note(), "Gõ cùng lúc"), 422,
		"Trần Thị Bình: Ngày sửa xong “31/02/2026” chưa đúng", `value="Trễ"`, `id="dv-`+id+`" open`)
	if m := b.sheet()[b.member(1)]; m.Items[0].Note != "Gõ cùng lúc" {
		t.Error("what was typed elsewhere is not saved")
	}
	b.expect(b.post(path, "them", id, "k."+id, "", "th."+id, "30/11/2026"), 422, "Trần Thị Bình: Hạn chế cần ghi rõ", `href="#hc.`+id+`"`, `href="#vs.`+id+`"`)
	for range 2 {
		b.expect(b.post(path, remedyForm(b, 1)...), 303, "#o-"+id)
	}
	r := b.remedy(1)
	if r.Shortcoming != "Chậm báo cáo rà soát" || !r.DueOn.Equal(worldtest.Date(2026, 11, 30)) {
		t.Errorf("stored %+v", r)
	}
	b.expect(b.get(b.at().Path()+"?mo="+id), 200, `id="dv-`+id+`" open`, "Chậm báo cáo rà soát", kit.RemedyPath(r.ID, "bao-xong"))
}

func TestARemedyIsReportedPutOffAndVerifiedBySomebodyElse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.expect(b.post(b.at().Path(), remedyForm(b, 0)...), 303) // by "Lưu tất cả" too
	r := b.remedy(0)
	id := itoa(r.ID)
	b.expect(b.post(kit.RemedyPath(r.ID, "doi-han"), "thang", "2026-11", "h."+id, "01/11/2026"), 422, "Ngày mới phải sau hạn cũ 30/11/2026", `value="01/11/2026"`)
	b.expect(b.post(kit.RemedyPath(r.ID, "doi-han"), "thang", "2026-11", "h."+id, "15/12/2026", "l."+id, "Mưa lũ"), 303, b.at().Path()+"?mo="+itoa(b.member(0))+"#o-")
	b.expect(b.post(kit.RemedyPath(r.ID, "bao-xong"), "thang", "2026-11", "q."+id, ""), 422, "Ghi kết quả", `id="dv-`+itoa(b.member(0))+`" open`)
	b.expect(b.post(kit.RemedyPath(r.ID, "bao-xong"), "q."+id, "Đã gửi báo cáo"), 303, b.at().Path())
	b.expect(b.get(b.at().Path()), 200, "chờ xác nhận", "đã dời 1 lần, hạn đầu 30/11/2026")
	b.expect(b.post(kit.RemedyPath(r.ID, "xac-nhan")), 403, "người khác xác nhận") // the secretary is An
	b.who = b.w.Grassroots
	b.expect(b.get(b.at().Path()), 200, kit.RemedyPath(r.ID, "xac-nhan"))
	b.expect(b.post(kit.RemedyPath(r.ID, "xac-nhan"), "thang", "2026-11"), 303)
	if r := b.remedy(0); r.State != "verified" || r.Rolls != 1 {
		t.Errorf("after all: %+v", r)
	}
	b.expect(b.post(kit.RemedyPath(r.ID, "xac-nhan")), 422, "đã được xác nhận xong")
}
