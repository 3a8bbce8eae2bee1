package intake_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/intake"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

func TestOfManyWhoApplyAFileAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	w := worldtest.New(t, pool)
	ctx := context.Background()
	s := &intake.Service{DB: pool, Now: worldtest.Clock, Org: &org.Service{DB: pool, Now: worldtest.Clock},
		Member: &member.Service{DB: pool, Now: worldtest.Clock,
			CellsChanged: func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }}}
	var runs [2]int64
	var prints [2]string
	for i := range runs { // the same list given twice
		run, plan, err := s.Preview(ctx, w.Admin, "", "ds.xlsx", members(t, "Võ Thị Đúng|||1/1/1980||Chi bộ ấp Đông||"))
		if err != nil {
			t.Fatal(err)
		}
		runs[i], prints[i] = run.ID, plan.Fingerprint
	}
	errs := make([]error, 6)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { _, _, errs[i] = s.Apply(ctx, w.Admin, runs[i%2], prints[i%2]) })
	}
	all.Wait()
	done := 0
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "Chưa ghi gì") && !strings.Contains(apperr.Message(err), "đã được áp dụng"):
			t.Errorf("one who came second: %v", err)
		}
	}
	list, err := (&roll.Service{DB: s.DB, Now: s.Now}).List(ctx, w.Office, roll.Filter{Query: "vo thi dung"})
	if done != 1 || err != nil || list.Total != 1 {
		t.Errorf("%d applied, %d members of the name, %v; want one and one", done, list.Total, err)
	}
	applied, err := s.Runs(ctx, w.Admin)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(applied, func(r intake.Run) bool { return r.Undoable })
	for i := range errs { // and of many who take it back, one does
		all.Go(func() { _, errs[i] = s.Undo(ctx, w.Admin, applied[at].ID) })
	}
	all.Wait()
	done = 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("one who came second: %v", err)
		}
	}
	if list, err = (&roll.Service{DB: s.DB, Now: s.Now}).List(ctx, w.Office, roll.Filter{Query: "vo thi dung"}); done != 1 || err != nil || list.Total != 0 {
		t.Errorf("%d took it back, %d members of the name are left, %v", done, list.Total, err)
	}
}
