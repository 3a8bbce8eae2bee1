package units

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/pagetest"
)

func TestTheTreeIsTakenAway(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	p := &Pages{Export: &export.Service{DB: tx, Now: worldtest.Clock, Org: &org.Service{DB: tx, Now: worldtest.Clock}}}
	pages := pagetest.Pages{"GET /to-chuc.xlsx": p.Download}
	a := pages.Get(t, w.Grassroots, "/to-chuc.xlsx")
	if a.Err != nil {
		t.Fatal(a.Err)
	}
	f, err := excelize.OpenReader(bytes.NewReader([]byte(a.Body)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("Tổ chức đảng"); err != nil || len(rows) != 4 || rows[1][1] != "Đảng ủy xã Một" || rows[2][3] != "Đảng ủy xã Một" {
		t.Errorf("%q, %v", rows, err)
	}
	if a := pages.Get(t, w.Member, "/to-chuc.xlsx"); apperr.KindOf(a.Err) != apperr.KindForbidden || a.Body != "" {
		t.Errorf("a member: %v", a.Err)
	}
}
