package site

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

// The committee's name stands on every page and is kept in memory: the first page after a change has the new one.
func TestAChangedNameStandsOnTheNextPage(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	s := &Site{Portal: portal.New(tx, worldtest.Clock), Log: slog.New(slog.DiscardHandler)}
	h := s.handler(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { next.ServeHTTP(rw, kit.WithActor(r, w.Admin)) })
	})
	if _, body := answer(h, visit(kit.HomePath)); !strings.Contains(body, `<span class="committee">Huyện ủy Thử</span>`) || !strings.Contains(body, `href="/cap-uy"`) {
		t.Fatalf("before: %.500s", body)
	}
	form := url.Values{"name": {"Đảng ủy xã Mới"}, "place": {"Mới"}, "mark": {"ĐU"}, "version": {"1"}}
	if res, body := answer(h, request(http.MethodPost, kit.CommitteePath, form.Encode())); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("saving: %d\n%.800s", res.StatusCode, body)
	}
	if _, body := answer(h, visit(kit.HelpPath)); !strings.Contains(body, `<span class="committee">Đảng ủy xã Mới</span>`) {
		t.Errorf("after it the page still has the old name:\n%.800s", body)
	}
}
