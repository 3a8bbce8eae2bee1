package imports

import (
	"context"
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

func TestAnImportIsTakenBackFromItsPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	run, plan, err := b.pages.Intake.Preview(ctx, b.Admin, "", "ds.xlsx", members(t, "1|Võ Thị Mới|||20/10/1999||Chi bộ ấp Đông||"))
	if err != nil {
		t.Fatal(err)
	}
	if run, _, err = b.pages.Intake.Apply(ctx, b.Admin, run.ID, plan.Fingerprint); err != nil {
		t.Fatal(err)
	}
	pages := pagetest.Pages{"GET /nhap-lieu": b.pages.Index, "GET /nhap-lieu/{run}": b.pages.Show, "POST /nhap-lieu/{run}/rut-lai": b.pages.Undo}
	at := kit.ImportPath(run.ID)
	pages.Get(t, b.Admin, at).Check(t, "applied", []string{at + "/rut-lai", "Rút lại lần nhập này", "Bỏ 1 dòng đã thêm, trả 0 dòng đã sửa về như trước."}, nil)
	amend := `UPDATE members SET version = version + @n::int WHERE committee_id = @c AND full_name = 'Võ Thị Mới'`
	worldtest.Exec(t, b.tx, amend, pgx.StrictNamedArgs{"c": b.Committee, "n": 1})
	refused := pages.Post(t, b.Admin, at+"/rut-lai", nil)
	refused.Check(t, "amended since", []string{"đã được sửa hoặc chuyển sau lần nhập: Võ Thị Mới.", "Lỗi: Đã nhập ds.xlsx"}, nil)
	if refused.Status != http.StatusConflict {
		t.Errorf("status %d", refused.Status)
	}
	worldtest.Exec(t, b.tx, amend, pgx.StrictNamedArgs{"c": b.Committee, "n": -1})
	if a := pages.Post(t, b.Leader, at+"/rut-lai", nil); apperr.KindOf(a.Err) != apperr.KindForbidden {
		t.Errorf("by a leader: %v", a.Err)
	}
	if a := pages.Post(t, b.Admin, at+"/rut-lai", nil); a.Err != nil || a.Location != at {
		t.Fatalf("%d to %q, %v", a.Status, a.Location, a.Err)
	}
	pages.Get(t, b.Admin, at).Check(t, "taken back", []string{"Đã rút lại lúc"}, []string{at + "/rut-lai", "Đã áp dụng lúc"})
	pages.Get(t, b.Admin, "/nhap-lieu").Check(t, "list of runs", []string{"Đã rút lại"}, nil)
}
