package audit_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

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

func TestOnlyTheAdministratorReadsTheTrail(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	if err := audit.RecordTx(ctx, tx, w.Secretary, worldtest.Now, entry(w.Cell.ID)); err != nil {
		t.Fatal(err)
	}
	s := &audit.Service{DB: tx}
	rows, err := s.Recent(ctx, w.Admin, 10)
	if err != nil || len(rows) != 1 || rows[0].Summary != "Lưu một ô" {
		t.Errorf("Recent = %v, %v", rows, err)
	}
	if _, err := s.Recent(ctx, w.Secretary, 10); err == nil {
		t.Error("a secretary read the audit trail")
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
	rows, err := s.Recent(ctx, w.Admin, 10)
	if err != nil || len(rows) != 3 {
		t.Fatalf("Recent = %v, %v", rows, err)
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
