package rulebook_test

import (
	"context"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/worldtest"
)

func TestAPublishedSetIsReadBackAsItWasAndNeverChanges(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	shipped, err := rule.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	set := shipped[0]
	if _, err := rulebook.PublishTx(ctx, tx, w.Committee, set, worldtest.Now); err != nil {
		t.Fatal(err)
	}
	s := &rulebook.Service{DB: tx}
	got, err := s.InForce(ctx, w.Office, set.Key, worldtest.Date(2026, 6, 30))
	if err != nil || got.Set.Title != set.Title || len(got.Set.Groups) != len(set.Groups) {
		t.Errorf("InForce = %+v, %v", got, err)
	}
	if _, err := s.InForce(ctx, w.Office, set.Key, worldtest.Date(2019, 6, 30)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("before it came into force: %v, want NotFound", err)
	}
	if _, err := s.InForce(ctx, w.Stranger, set.Key, worldtest.Date(2026, 6, 30)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("another committee: %v, want NotFound", err)
	}
	inner, err := tx.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rulebook.PublishTx(ctx, inner, w.Committee, set, worldtest.Now); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("publishing the same version again: %v, want Conflict", err)
	}
	if err := inner.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
}
