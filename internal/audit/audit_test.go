package audit_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

func entry(unit int64) audit.Entry {
	return audit.Entry{
		UnitID: unit, Action: authz.ReviewWrite, ObjectKind: "review", ObjectID: 7, Summary: "Lưu một ô",
		Before: map[string]any{"b": 1, "a": "trước"}, After: map[string]any{"a": "sau"},
	}
}

func TestTheChainHoldsAndATamperedRowIsFound(t *testing.T) {
	t.Parallel()
	owner, app := pgtest.URLs(t)
	ctx := context.Background()
	pool, err := postgres.Open(ctx, app)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	w := worldtest.New(t, pool)
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for i := range 10 {
				err := postgres.InTx(ctx, pool, func(tx pgx.Tx) error {
					return audit.RecordTx(ctx, tx, w.Secretary, worldtest.Now, entry(w.Cell.ID))
				})
				if err != nil {
					t.Error(err)
				}
				units := []int64{w.Cell.ID, w.Sister.ID, w.Cell.ID}
				if i%2 == 0 {
					units[0], units[1] = units[1], units[0]
				}
				err = postgres.InTx(ctx, pool, func(tx pgx.Tx) error {
					return audit.RecordAllTx(ctx, tx, w.Office, worldtest.Now, []audit.Entry{entry(units[0]), entry(units[1]), entry(units[2])})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	s := &audit.Service{DB: pool}
	n, broken, err := s.Verify(ctx, w.Admin)
	if err != nil || n != 320 || len(broken) != 0 {
		t.Fatalf("Verify = %d entries, broken %v, %v; want 320 and none", n, broken, err)
	}

	if _, err := pool.Exec(ctx, "UPDATE audit_entries SET summary = 'khác'"); err == nil {
		t.Error("the application's role changed an audit entry")
	}
	if _, err := pool.Exec(ctx, "DELETE FROM audit_entries"); err == nil {
		t.Error("the application's role deleted audit entries")
	}

	conn, err := pgx.Connect(ctx, owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "UPDATE audit_entries SET summary = 'khác' WHERE seq = 40"); err != nil {
		t.Fatal(err)
	}
	_, broken, err = s.Verify(ctx, w.Admin)
	if err != nil || len(broken) == 0 || broken[0].Seq != 40 {
		t.Errorf("after a change behind its back: broken %v, %v; want entry 40", broken, err)
	}
}

func TestAnEntryNeedsItsActorAndItsUnit(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	if err := audit.RecordTx(context.Background(), tx, authz.Actor{Committee: w.Committee}, worldtest.Now, entry(w.Cell.ID)); err == nil {
		t.Error("an entry without an actor was written")
	}
	if err := audit.RecordTx(context.Background(), tx, w.Secretary, worldtest.Now, entry(0)); err == nil {
		t.Error("an entry without a unit was written")
	}
}

func TestOnlyTheAdministratorSearchesTheTrail(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	renamed := audit.Entry{UnitID: w.Far.ID, Action: authz.UnitWrite, ObjectKind: "unit", ObjectID: w.Far.ID, Summary: "Đổi tên chi bộ", Reason: "QĐ 15-QĐ/ĐU"}
	for at, e := range map[time.Time]audit.Entry{worldtest.Now: entry(w.Cell.ID), worldtest.Now.AddDate(0, 0, -3): renamed} {
		if err := audit.RecordTx(ctx, tx, w.Office, at, e); err != nil {
			t.Fatal(err)
		}
	}
	s := &audit.Service{DB: tx}
	day := worldtest.Date(2026, 11, 17)
	for name, tc := range map[string]struct {
		f    audit.Filter
		want []string
	}{
		"everything, the newest first": {audit.Filter{}, []string{"Lưu một ô", "Đổi tên chi bộ"}},
		"words without marks":          {audit.Filter{Query: "doi ten"}, []string{"Đổi tên chi bộ"}},
		"a reason":                     {audit.Filter{Query: "15-qd/du"}, []string{"Đổi tên chi bộ"}},
		"a unit":                       {audit.Filter{Query: "ấp Đông"}, []string{"Lưu một ô"}},
		"who did it":                   {audit.Filter{Query: "can bo van phong"}, []string{"Lưu một ô", "Đổi tên chi bộ"}},
		"one kind":                     {audit.Filter{Kind: "unit"}, []string{"Đổi tên chi bộ"}},
		"one day":                      {audit.Filter{From: day, To: day}, []string{"Đổi tên chi bộ"}},
		"since a day":                  {audit.Filter{From: day.AddDate(0, 0, 1)}, []string{"Lưu một ô"}},
		"a sign of LIKE":               {audit.Filter{Query: "%"}, nil},
		"the second page":              {audit.Filter{Page: 2}, nil},
	} {
		found, more, err := s.Search(ctx, w.Admin, tc.f)
		var got []string
		for _, f := range found {
			got = append(got, f.Summary)
		}
		if err != nil || more || !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, %v, %v; want %v", name, got, more, err, tc.want)
		}
	}
	if _, _, err := s.Search(ctx, w.Secretary, audit.Filter{}); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a secretary searches the trail: %v", err)
	}
}

// The one for whom something was done is part of the sealed row.
func TestAnEntryNamesForWhomItWasDone(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	actor := w.Secretary
	actor.Posts = append(slices.Clone(actor.Posts), authz.Post{Role: authz.Secretary, UnitID: w.Sister.ID, Path: w.Sister.Path, Behalf: "Bí thư ấp Tây"})
	if err := audit.RecordAllTx(ctx, tx, actor, worldtest.Now, []audit.Entry{entry(w.Cell.ID), entry(w.Sister.ID), entry(w.Sister.ID)}); err != nil {
		t.Fatal(err)
	}
	s := &audit.Service{DB: tx}
	rows, _, err := s.Search(ctx, w.Admin, audit.Filter{})
	if err != nil || len(rows) != 3 {
		t.Fatalf("Search = %v, %v", rows, err)
	}
	for _, row := range rows {
		want := map[int64]string{w.Cell.ID: "Bí thư ấp Đông", w.Sister.ID: "Bí thư ấp Đông, thay mặt Bí thư ấp Tây"}[row.UnitID]
		if row.Signature() != want {
			t.Errorf("in unit %d it was done by %q, want %q", row.UnitID, row.Signature(), want)
		}
	}
	if by, err := audit.SignTx(ctx, tx, actor, authz.PacketSend, w.Sister.ID); err != nil || by != "Bí thư ấp Đông, thay mặt Bí thư ấp Tây" {
		t.Errorf("signed %q, %v", by, err)
	}
	if _, broken, err := s.Verify(ctx, w.Admin); err != nil || len(broken) != 0 {
		t.Errorf("the chain is broken at %v, %v", broken, err)
	}
}
