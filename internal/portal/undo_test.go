package portal_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/period"
)

// A list sends Bình, with what was promised and asked, to another cell and founds a third; taken back, all figures are as
// before, and what was carried is carried home.
func TestFiguresAreAsBeforeWhenAnImportIsTakenBack(t *testing.T) {
	t.Parallel()
	m := newMoving(t)
	ctx := context.Background()
	month := period.Month(2026, 11)
	figures := func() map[string]map[string]string {
		return map[string]map[string]string{
			"all": m.figures(t, m.Root.ID, month), "cell": m.figures(t, m.Cell.ID, month), "far": m.figures(t, m.Far.ID, month),
		}
	}
	before := figures()
	var runs []int64
	for _, file := range []string{
		"Tên tổ chức đảng;Loại;Tổ chức đảng cấp trên;Loại hình;Ngày thành lập\nChi bộ ấp Mới;Chi bộ trực thuộc;Đảng ủy xã Một;Cơ quan;01/01/2020\n",
		"Họ và tên;Ngày sinh;Số thẻ Đảng viên;Chi bộ đang sinh hoạt\nVõ Thị Mới;20/10/1999;;Chi bộ ấp Đông\nTrần Thị Bình;;" + m.cardOf(t, m.binh) + ";Chi bộ ấp Nam\n",
	} {
		run, plan, err := m.Intake.Preview(ctx, m.Admin, "", "x.csv", []byte(file))
		if err != nil {
			t.Fatal(err)
		}
		if run, plan, err = m.Intake.Apply(ctx, m.Admin, run.ID, plan.Fingerprint); err != nil || plan.Writes() == 0 {
			t.Fatalf("%+v, %v", plan, err)
		}
		runs = append(runs, run.ID)
	}
	if err := m.Indicator.OpenMonths(ctx, m.World.Committee); err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(before, figures()) {
		t.Fatal("the imports moved no figure")
	}
	for i := range runs {
		if _, err := m.Intake.Undo(ctx, m.Admin, runs[len(runs)-1-i]); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, figures()); diff != "" {
		t.Error(diff)
	}
}

func (m moving) cardOf(t *testing.T, id int64) string {
	t.Helper()
	p, err := m.Portal.Roll.Get(context.Background(), m.Office, id)
	if err != nil {
		t.Fatal(err)
	}
	return p.CardNumber
}
