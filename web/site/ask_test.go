package site

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/portal"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

// ask sends one request as one person, inside a savepoint that is rolled back.
func ask(t *testing.T, tx pgx.Tx, w world, a authz.Actor, method string, to target) *http.Response {
	t.Helper()
	return askLogged(t, tx, w, a, method, to, io.Discard)
}

// askLogged is ask, with what the site logs.
func askLogged(t *testing.T, tx pgx.Tx, w world, a authz.Actor, method string, to target, log io.Writer) *http.Response {
	t.Helper()
	inner, err := tx.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := inner.Rollback(context.Background()); err != nil {
			t.Fatal(err)
		}
	}()
	s := &Site{Portal: portal.New(inner, worldtest.Clock), Log: slog.New(slog.NewTextHandler(log, nil))}
	as := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, kit.WithActor(r, a)) })
	}
	body, kind := to.send(w, a)
	r := httptest.NewRequest(method, to.path(w), strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", kind)
	}
	rec := httptest.NewRecorder()
	s.handler(as).ServeHTTP(rec, r)
	return rec.Result()
}
