package members

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/export"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

func TestTheListIsTakenAwayAsItIsFiltered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.pages.Export = &export.Service{DB: b.tx, Now: worldtest.Clock, Org: b.pages.Org}
	pages := pagetest.Pages{"GET /dang-vien": b.pages.Index, "GET /dang-vien.xlsx": b.pages.Download}
	href := kit.MembersFilePath(b.Cell.ID, "tran binh")
	pages.Get(t, b.Office, strings.Replace(href, ".xlsx", "", 1)).Check(t, "list", []string{strings.ReplaceAll(href, "&", "&amp;"), "Tải danh sách (.xlsx)"}, nil)
	pages.Get(t, b.Office, "/dang-vien").Check(t, "whole list", []string{`href="/dang-vien.xlsx"`}, nil)
	a := pages.Get(t, b.Office, href)
	if a.Err != nil {
		t.Fatal(a.Err)
	}
	f, err := excelize.OpenReader(bytes.NewReader([]byte(a.Body)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("Đảng viên"); err != nil || len(rows) != 2 || rows[1][0] != "Trần Thị Bình" {
		t.Errorf("%q, %v", rows, err)
	}
	if a := pages.Get(t, b.Office, "/dang-vien.xlsx?don-vi=x"); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("a unit that is none: %v", a.Err)
	}
	if a := pages.Get(t, b.World.Member, "/dang-vien.xlsx"); apperr.KindOf(a.Err) != apperr.KindForbidden || a.Body != "" {
		t.Errorf("a member: %v", a.Err)
	}
}
