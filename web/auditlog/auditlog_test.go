package auditlog

import (
	"fmt"
	"testing"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/pagetest"
)

func TestTheTrailIsSearchedPageByPage(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	entries := make([]audit.Entry, audit.PageSize+3)
	for i := range entries {
		entries[i] = audit.Entry{UnitID: w.Cell.ID, Action: authz.UnitWrite, ObjectKind: "unit", ObjectID: w.Cell.ID, Summary: fmt.Sprintf("Việc số %d.", i+1)}
	}
	if err := audit.RecordAllTx(t.Context(), tx, w.Admin, worldtest.Now, entries); err != nil {
		t.Fatal(err)
	}
	pages := pagetest.Pages{"GET /nhat-ky": (&Pages{Audit: &audit.Service{DB: tx}}).Index}
	pages.Get(t, w.Admin, "/nhat-ky").Check(t, "the first page", []string{"Việc số 103.", "Quản trị viên", "Chi bộ ấp Đông", "Trang sau"}, []string{"Việc số 3.", "Trang trước"})
	pages.Get(t, w.Admin, "/nhat-ky?trang=2").Check(t, "the second page", []string{"Việc số 3.", "Việc số 1.", "Trang trước"}, []string{"Việc số 4.", "Trang sau"})
	pages.Get(t, w.Admin, "/nhat-ky?tim=so+77.&loai=unit&tu=20/11/2026&den=20/11/2026").Check(t, "a search", []string{"Việc số 77.", `value="so 77."`}, []string{"Việc số 78."})
	bad := pages.Get(t, w.Admin, "/nhat-ky?tu=31/02/2026")
	bad.Check(t, "a day that is none", []string{"Có 1 chỗ cần sửa", `value="31/02/2026"`}, []string{"Việc số"})
	if bad.Status != 422 {
		t.Errorf("a day that is none answers %d", bad.Status)
	}
}
