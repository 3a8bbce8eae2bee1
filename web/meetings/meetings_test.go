package meetings_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/meeting"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/meetings"
	"tusoi/web/pagetest"
	"tusoi/web/recordpiece"
)

var everything meeting.Filter

type bundle struct {
	worldtest.World
	pagetest.Pages
	portal *portal.Portal
	tx     pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	w, p := worldtest.New(t, tx), portal.New(tx, worldtest.Clock)
	m := meetings.New(recordpiece.Tools{Org: p.Org, Roll: p.Roll, Audit: p.Audit, Now: worldtest.Clock}, p.Meeting, p.Committee, p.Export)
	return bundle{w, pagetest.Pages{
		"GET /sinh-hoat": m.Index, "GET /sinh-hoat/tep": m.Download, "GET /sinh-hoat/moi": m.New, "POST /sinh-hoat/moi": m.Create, "GET /sinh-hoat/bien-ban-trong": m.Blank,
		"GET /sinh-hoat/{record}": m.Show, "GET /sinh-hoat/{record}/sua": m.Edit, "POST /sinh-hoat/{record}/sua": m.Save, "POST /sinh-hoat/{record}/bo": m.Drop,
		"GET /sinh-hoat/{record}/bien-ban": m.Print, "GET /sinh-hoat/{record}/bien-ban.pdf": m.PDF, "GET /sinh-hoat/{record}/cham": m.Sheet, "POST /sinh-hoat/{record}/cham": m.Score,
	}, p, tx}
}

func (b bundle) state(n int) string { return fmt.Sprintf("state.%d", b.Members[b.Cell.ID][n]) }

// right is a regular meeting of the first cell: An and Bình came and An spoke, Cúc was ill; Dũng need not come.
func (b bundle) right() url.Values {
	who := b.Members[b.Cell.ID]
	return url.Values{
		"unit": {fmt.Sprint(b.Cell.ID)}, "key": {kit.NewKey()}, "on": {"3/11/2026"}, "kind": {"regular"}, "theme": {""}, "begins": {"19h30"}, "ends": {"21:05"},
		"place": {"Nhà văn hóa ấp"}, "chair": {"Nguyễn Văn An"}, "secretary": {"Trần Thị Bình"}, "guests": {""},
		b.state(0): {"present"}, fmt.Sprintf("spoke.%d", who[0]): {"1"}, b.state(1): {"present"}, b.state(2): {"excused"}, fmt.Sprintf("reason.%d", who[2]): {"Ốm, có báo"},
		"agenda.0.title": {"Đánh giá tháng trước"}, "agenda.0.presenter": {"Nguyễn Văn An"}, "agenda.0.opinions": {"Nguyễn Văn An: Còn hai hộ chưa ký."}, "agenda.0.conclusion": {"Làm tiếp."},
		"resolution": {"Thống nhất nhiệm vụ tháng 11."}, "duties": {"Vận động hai hộ còn lại\nHọp tổ nhân dân"}, "votes_for": {"2"},
	}
}

func (b bundle) add(t *testing.T) string {
	t.Helper()
	a := b.Post(t, b.Secretary, "/sinh-hoat/moi", b.right())
	if a.Err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("%d %v %s", a.Status, a.Err, a.Body)
	}
	return a.Location
}

func TestNobodyIsPresentBeforeTheSecretarySaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Get(t, b.Secretary, "/sinh-hoat/moi").Check(t, "the form", []string{"Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Cúc", "3 đồng chí phải dự", "Không tính: "},
		[]string{"checked"})

	form := b.right()
	form.Del(b.state(0))
	form.Del(b.state(1))
	form.Del(fmt.Sprintf("spoke.%d", b.Members[b.Cell.ID][0]))
	a := b.Post(t, b.Secretary, "/sinh-hoat/moi", form)
	if a.Status != http.StatusUnprocessableEntity {
		t.Errorf("two not marked: %d", a.Status)
	}
	a.Check(t, "two not marked", []string{"Còn 2 đồng chí chưa điểm danh: Nguyễn Văn An, Trần Thị Bình", "Ốm, có báo", "Họp tổ nhân dân", "Còn hai hộ chưa ký", "19h30"}, nil)

	form.Set("buoc", "co-mat")
	a = b.Post(t, b.Secretary, "/sinh-hoat/moi", form)
	if a.Status != http.StatusOK || strings.Count(a.Body, `value="present" checked`) != 2 || strings.Count(a.Body, `value="excused" checked`) != 1 {
		t.Errorf("all others are present: %d, %d present, %d excused", a.Status, strings.Count(a.Body, `value="present" checked`), strings.Count(a.Body, `value="excused" checked`))
	}
	a.Check(t, "all others are present", []string{"Ốm, có báo", "Họp tổ nhân dân"}, []string{"chưa điểm danh"})
	if list, _ := b.portal.Meeting.List(context.Background(), b.Secretary, everything); list.Total != 0 {
		t.Errorf("%d meetings were written by a button that only marks", list.Total)
	}
}

func TestAMeetingIsWrittenReadChangedAndTakenOutOnItsPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one := b.add(t)
	a := b.Get(t, b.Secretary, one)
	a.Check(t, "the meeting", []string{
		"Sinh hoạt thường kỳ ngày 03/11/2026", "kéo dài 95 phút", "2/3 (66,66 %), vắng có lý do 1", "Ốm, có báo", "1 đồng chí phát biểu", "Còn hai hộ chưa ký", "Thống nhất nhiệm vụ tháng 11",
		"đồng ý 2, không đồng ý 0", "Giao thành việc", "Vận động hai hộ còn lại", "Mở việc tự sửa", "Chấm chất lượng", "Ghi sổ",
	}, nil)
	b.Get(t, b.Leader, one).Check(t, "as the standing board", []string{"Giao thành việc"}, []string{"Mở việc tự sửa", "Chấm chất lượng", "Bỏ khỏi sổ"})
	for name, actor := range map[string]authz.Actor{"sister": b.SisterSecretary, "stranger": b.Stranger} {
		for _, step := range []string{"", "/bien-ban", "/bien-ban.pdf", "/cham"} {
			if a := b.Get(t, actor, one+step); apperr.KindOf(a.Err) != apperr.KindNotFound {
				t.Errorf("%s reads %s: %d %v", name, step, a.Status, a.Err)
			}
		}
	}

	form := b.right()
	form.Set("version", "1")
	form.Set("ends", "20:30")
	form.Set("reason", "Ghi sai giờ kết thúc")
	if a = b.Post(t, b.Secretary, one+"/sua", form); a.Err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("changed: %d %v %s", a.Status, a.Err, a.Body)
	}
	b.Get(t, b.Grassroots, one).Check(t, "changed", []string{"kéo dài 60 phút", "Ghi sai giờ kết thúc"}, nil)
	if a = b.Post(t, b.Secretary, one+"/bo", url.Values{"version": {"2"}, "reason": {"Ghi nhầm chi bộ"}}); a.Err != nil || a.Status != http.StatusSeeOther {
		t.Errorf("taken out: %d %v", a.Status, a.Err)
	}
}

func TestWhatIsWrongIsToldBesideItsFieldAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t)
	who := b.Members[b.Cell.ID]
	for name, c := range map[string]struct{ field, value, want string }{
		"in the future":          {"on", "3/12/2026", "sau hôm nay"},
		"before the cell":        {"on", "3/11/2014", "chưa thành lập"},
		"twice on a day":         {"on", "3/11/2026", "đã có một buổi thường kỳ trong sổ"},
		"no time":                {"begins", "tối", "Ghi giờ và phút"},
		"more votes than people": {"votes_for", "9", "nhiều hơn số đồng chí dự"},
		"somebody of elsewhere":  {fmt.Sprintf("state.%d", who[3]), "present", "danh sách chi bộ khác"},
		"an opinion of nobody":   {"agenda.0.opinions", "Không tên", "họ tên trước"},
		"counts beside names":    {"expected", "3", "để trống phần chỉ ghi số"},
	} {
		form := b.right()
		if c.field != "on" {
			form.Set("on", "2/11/2026")
		}
		form.Set(c.field, c.value)
		a := b.Post(t, b.Secretary, "/sinh-hoat/moi", form)
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %v", name, a.Status, a.Err)
		}
		kept := []string{c.want, "Thống nhất nhiệm vụ tháng 11", "Họp tổ nhân dân", "Làm tiếp."}
		if c.field != "on" || c.value == "3/11/2026" {
			kept = append(kept, "Ốm, có báo")
		}
		a.Check(t, name, kept, nil)
	}
}

func TestTheSheetSaysWhatTheRecordSaysAndAsksTheRest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one := b.add(t)
	a := b.Get(t, b.Secretary, one+"/cham")
	a.Check(t, "the sheet", []string{"Theo sổ: Kéo dài 95 phút", "Dự 2/3, đạt 66,66 %", "Phát biểu 1/2", "Tháng này chưa ghi buổi chuyên đề", "Còn 23 mục chưa trả lời"},
		[]string{"checked", `name="1.1"`, `name="2.1"`, `name="4.5"`})
	form := url.Values{"version": {"1"}, "3.1": {"1"}, "7.1": {"2"}}
	if a = b.Post(t, b.Secretary, one+"/cham", form); a.Status != http.StatusSeeOther {
		t.Fatalf("a part: %d %v", a.Status, a.Err)
	}
	b.Get(t, b.Secretary, one+"/cham").Check(t, "a part", []string{"Còn 21 mục chưa trả lời"}, nil)
	form.Set("7.1", "9")
	form.Set("version", "2")
	if a = b.Post(t, b.Secretary, one+"/cham", form); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("an option that there is not: %d", a.Status)
	}
	a.Check(t, "an option that there is not", []string{"Chọn lại mục 7.1"}, nil)
	for _, code := range strings.Fields("3.1 3.2 3.3 3.4 3.5 4.1 4.2 4.4 4.6 4.7 4.8 5.1 5.2 5.3 5.4 6.1 6.2 6.3 6.4 7.1 8.1 8.2 8.3") {
		form.Set(code, "1")
	}
	if a = b.Post(t, b.Secretary, one+"/cham", form); a.Status != http.StatusSeeOther {
		t.Fatalf("all: %d %v %s", a.Status, a.Err, a.Body)
	}
	b.Get(t, b.Grassroots, one).Check(t, "scored", []string{"92 điểm trên 95 điểm có thể đạt: Tốt"}, nil)
	b.Get(t, b.Leader, one+"/cham").Check(t, "as a reader", []string{"92 điểm"}, []string{"Lưu phiếu chấm", `type="radio"`})
}

func TestTheMinutesLeaveThePrinterByThePartysForm(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one := b.add(t)
	a := b.Get(t, b.Secretary, one+"/bien-ban")
	a.Check(t, "the minutes", []string{
		"ĐẢNG CỘNG SẢN VIỆT NAM", "BIÊN BẢN", "sinh hoạt chi bộ định kỳ", "19 giờ 30", "Nhà văn hóa ấp", "Lê Thị Cúc: vắng có lý do (Ốm, có báo)", "Còn hai hộ chưa ký", "Vận động hai hộ còn lại",
		"21 giờ 05",
	}, nil)
	if a = b.Get(t, b.Secretary, one+"/bien-ban.pdf"); !strings.HasPrefix(a.Body, "%PDF") {
		t.Errorf("the file: %d %v", a.Status, a.Err)
	}
	if a = b.Get(t, b.Secretary, "/sinh-hoat/bien-ban-trong"); !strings.HasPrefix(a.Body, "%PDF") {
		t.Errorf("the empty form: %d %v", a.Status, a.Err)
	}
	if a = b.Get(t, b.Office, "/sinh-hoat/bien-ban-trong"); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("the empty form of no cell: %d %v", a.Status, a.Err)
	}
}

func TestTheBookIsNarrowedByItsAddressAndTakenAsAWorkbook(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t)
	form := b.right()
	form.Set("on", "17/11/2026")
	form.Set("kind", "thematic")
	form.Set("theme", "Nêu gương")
	form.Set("mending", "1")
	if a := b.Post(t, b.Secretary, "/sinh-hoat/moi", form); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %v %s", a.Status, a.Err, a.Body)
	}
	b.Get(t, b.Leader, "/sinh-hoat").Check(t, "all", []string{"03/11/2026", "17/11/2026", "Nêu gương (tự soi, tự sửa)"}, nil)
	b.Get(t, b.Leader, "/sinh-hoat?loai=thematic").Check(t, "thematic", []string{"17/11/2026"}, []string{"03/11/2026"})
	b.Get(t, b.Leader, "/sinh-hoat?chu-de=tu-soi").Check(t, "the drive", []string{"17/11/2026"}, []string{"03/11/2026"})
	b.Get(t, b.Leader, "/sinh-hoat?muc=good").Check(t, "none is rated", nil, []string{"17/11/2026", "03/11/2026"})
	b.Get(t, b.SisterSecretary, "/sinh-hoat").Check(t, "the sister", nil, []string{"17/11/2026", "03/11/2026"})
	if a := b.Get(t, b.Secretary, "/sinh-hoat/tep?loai=thematic"); !bytes.HasPrefix([]byte(a.Body), []byte("PK")) {
		t.Errorf("the workbook: %d %v", a.Status, a.Err)
	}
}
