package studies_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
	"tusoi/web/recordpiece"
	"tusoi/web/studies"
)

func setup(t *testing.T) (worldtest.World, pagetest.Pages) {
	t.Helper()
	tx := pgtest.Tx(t)
	w, p := worldtest.New(t, tx), portal.New(tx, worldtest.Clock)
	tools := recordpiece.Tools{Org: p.Org, Roll: p.Roll, Audit: p.Audit, Now: worldtest.Clock}
	d, s := studies.NewDocuments(tools, p.Study, p.Export), studies.NewSessions(tools, p.Study, p.Export)
	return w, pagetest.Pages{
		"GET /van-ban": d.Index, "POST /van-ban/moi": d.Create, "GET /van-ban/moi": d.New, "GET /van-ban/{record}": d.Show, "GET /van-ban/{record}/sua": d.Edit,
		"GET /hoc-tap": s.Index, "GET /hoc-tap/moi": s.New, "POST /hoc-tap/moi": s.Create, "GET /hoc-tap/{record}": s.Show, "GET /hoc-tap/{record}/sua": s.Edit,
	}
}

func TestADocumentIsAskedForStudiedAndSeenByWhom(t *testing.T) {
	t.Parallel()
	w, pages := setup(t)
	form := url.Values{
		"unit": {fmt.Sprint(w.Root.ID)}, "key": {kit.NewKey()}, "number": {"21-KL/TW"}, "issuer": {"Trung ương"}, "on": {"2/3/2026"},
		"subject": {"Đẩy mạnh xây dựng, chỉnh đốn Đảng"}, "level": {"cell"}, "due": {"31/10/2026"}, "supersedes": {""},
	}
	a := pages.Post(t, w.Office, "/van-ban/moi", form)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %v %s", a.Status, a.Err, a.Body)
	}
	document := a.Location
	id := document[strings.LastIndex(document, "/")+1:]
	pages.Get(t, w.Office, "/van-ban?tinh-trang=late").Check(t, "late", []string{"21-KL/TW", "Quá hạn, mới 0/5"}, nil)
	pages.Get(t, w.Secretary, document).Check(t, "the cell", []string{"Quá hạn, chưa học", w.Cell.Name, "Ghi buổi học văn bản này", "document=" + id}, []string{w.Sister.Name, "Bỏ khỏi sổ"})

	pages.Get(t, w.Grassroots, "/hoc-tap/moi?document="+id).Check(t, "choosing the unit keeps the document", []string{`name="document" value="` + id + `"`}, nil)
	member := fmt.Sprint(w.Members[w.Cell.ID][1])
	session := url.Values{
		"unit": {fmt.Sprint(w.Cell.ID)}, "key": {kit.NewKey()}, "document": {id}, "on": {"10/4/2026"}, "form": {"thematic"}, "presenter": {"Bí thư"},
		"expected": {"4"}, "attended": {"bốn"}, "missing." + member: {"1"}, "made-up." + member: {"20/4/2026"},
	}
	a = pages.Post(t, w.Secretary, "/hoc-tap/moi", session)
	a.Check(t, "a number in letters", []string{"Ghi số đã dự bằng chữ số", `value="bốn"`, `value="20/4/2026"`}, nil)
	session.Set("attended", "3")
	if a = pages.Post(t, w.Secretary, "/hoc-tap/moi", session); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %v %s", a.Status, a.Err, a.Body)
	}
	pages.Get(t, w.Secretary, a.Location).Check(t, "the session", []string{"3/4 (75 %)", "Trần Thị Bình", "đã học bù ngày 20/04/2026", "21-KL/TW"}, nil)
	pages.Get(t, w.Secretary, a.Location+"/sua").Check(t, "its form", []string{`value="20/04/2026"`, "Lý do sửa"}, nil)
	pages.Get(t, w.Secretary, document).Check(t, "the document", []string{"Đã xong 1/1", "10/04/2026"}, []string{"Quá hạn"})
	pages.Get(t, w.Office, "/hoc-tap?van-ban="+id).Check(t, "the sessions", []string{"1 dòng", w.Cell.Name}, nil)
	pages.Get(t, w.Office, "/hoc-tap?vang=1").Check(t, "nobody is to make up", []string{"0 dòng"}, nil)
	pages.Get(t, w.SisterSecretary, "/hoc-tap").Check(t, "a sister cell", []string{"0 dòng"}, nil)
}
