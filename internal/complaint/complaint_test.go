package complaint_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/complaint"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/record"
	"tusoi/internal/worldtest"
)

func key(n int) string { return fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-%012d", n) }

func TestNeverMoreIsSettledThanWasReceivedByTheEndOfAnyMonth(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w, s, ctx := worldtest.New(t, tx), &complaint.Service{DB: tx, Now: worldtest.Clock}, context.Background()
	n := 0
	add := func(month, received, settled int) (int64, error) {
		n++
		return s.Book().Add(ctx, w.Grassroots, key(n), complaint.Draft{UnitID: w.Org.ID, Month: worldtest.Date(2026, 1, 1).AddDate(0, month-1, 0), Received: received, Settled: settled})
	}
	refused := func(name, field, want string, err error) {
		t.Helper()
		if fields := apperr.FieldsOf(err); len(fields) == 0 || fields[0].Name != field || !strings.Contains(fields[0].Msg, want) {
			t.Errorf("%s: %v %v, want “%s”", name, err, fields, want)
		}
	}
	_, err := add(3, 2, 3)
	refused("more settled than received", "settled", "nhiều hơn số đã nhận 1 đơn", err)
	march, err := add(3, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = add(5, 1, 4); err != nil {
		t.Fatal(err)
	}
	_, err = add(5, 1, 3)
	refused("a month twice", "on", "đã có trong sổ", err)
	_, err = add(4, 0, 1)
	refused("with a later month", "settled", "Đến hết tháng 05/2026", err)
	_, err = add(12, 1, 0)
	refused("a month to come", "on", "sau hôm nay", err)
	_, err = add(4, 0, 0)
	refused("nothing", "received", "không cần ghi", err)
	_, err = add(4, -1, 0)
	refused("no number", "received", "từ 0", err)
	if err := s.Book().Drop(ctx, w.Grassroots, march, 1, "Ghi nhầm tháng"); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "05/2026") {
		t.Errorf("taken out of under a later month: %v", err)
	}
	moved := complaint.Draft{UnitID: w.Org.ID, Month: worldtest.Date(2026, 6, 1), Received: 5, Settled: 2}
	refused("moved behind what it covers", "settled", "05/2026", s.Book().Amend(ctx, w.Grassroots, march, 1, moved, "Sửa lại tháng"))
	moved.UnitID, moved.Month = w.Cell.ID, worldtest.Date(2026, 3, 1)
	if err := s.Book().Amend(ctx, w.Grassroots, march, 1, moved, "Sửa lại tổ chức"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("given to another organisation: %v", err)
	}
	list, err := s.List(ctx, w.Leader, record.Filter{})
	if err != nil || list.Total != 2 || list.Rows[0].Pending != 0 || list.Rows[1].Pending != 3 {
		t.Errorf("%+v, %v", list, err)
	}
	for _, a := range []authz.Actor{w.Secretary, w.FarSecretary, w.Stranger} {
		if _, err := s.Get(ctx, a, march); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s reads it: %v", a.Name, err)
		}
	}
}
