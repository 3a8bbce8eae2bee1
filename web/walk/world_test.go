package walk

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tusoi/internal/demo"
	"tusoi/internal/factor"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/vi"
	"tusoi/web/site"
)

// now is the moment of all walks: the evening of 20 November 2026 in Vietnam, with the month half entered.
var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

var thisMonth = period.MonthOf(vi.Today(now))

// world is the site over the demonstration, started once for the test binary.
type world struct {
	url    string
	db     *pgxpool.Pool
	portal *portal.Portal
	failed *failures
}

var (
	started sync.Once
	theOne  *world
	toClose lasting
)

func TestMain(m *testing.M) {
	code := m.Run()
	toClose.close()
	os.Exit(code)
}

// lasting is a test whose clean-ups wait for the end of the binary, for what all tests share.
type lasting struct {
	testing.TB
	steps []func()
}

func (l *lasting) Cleanup(f func()) { l.steps = append(l.steps, f) }

func (l *lasting) close() {
	for i := len(l.steps) - 1; i >= 0; i-- {
		l.steps[i]()
	}
}

func theWorld(t *testing.T) *world {
	t.Helper()
	started.Do(func() {
		toClose.TB = t
		db := pgtest.Pool(&toClose)
		p := portal.New(db, func() time.Time { return now })
		p.Factor.Key = make(factor.Key, 32)
		if _, err := demo.FillIfEmpty(context.Background(), db, p, now); err != nil {
			t.Fatal(err)
		}
		w := &world{db: db, portal: p, failed: &failures{}}
		s := &site.Site{Portal: p, Log: slog.New(slog.NewTextHandler(w.failed, &slog.HandlerOptions{Level: slog.LevelError}))}
		server := httptest.NewServer(standing(s.Handler()))
		toClose.Cleanup(server.Close)
		w.url, theOne = server.URL, w
	})
	if theOne == nil {
		t.Fatal("the site did not start, see the first failure")
	}
	return theOne
}

// failures keeps what the site logged as its own fault.
type failures struct {
	mu   sync.Mutex
	text strings.Builder
}

var _ io.Writer = (*failures)(nil)

func (f *failures) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.text.Write(p)
}

// take returns what came since the last time.
func (f *failures) take() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.text.String()
	f.text.Reset()
	return s
}

var expires = regexp.MustCompile(`(?i);\s*expires=[^;]*`)

// standing keeps cookies alive whatever day the tests run on: the site's clock stands still, the browser's does not. Each
// request comes from an address of its own, as from so many offices: all walks together sign in more often than one may.
func standing(next http.Handler) http.Handler {
	var asked atomic.Uint32
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1024", n>>16&255, n>>8&255, n&255)
		next.ServeHTTP(&standingWriter{ResponseWriter: w}, r)
	})
}

type standingWriter struct {
	http.ResponseWriter
	begun bool
}

func (w *standingWriter) WriteHeader(code int) {
	if !w.begun {
		w.begun = true
		for i, c := range w.Header()["Set-Cookie"] {
			w.Header()["Set-Cookie"][i] = expires.ReplaceAllString(c, "")
		}
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *standingWriter) Write(p []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// id finds one number, like a unit's by its name.
func (w *world) id(t *testing.T, sql string, args ...any) int64 {
	t.Helper()
	var id int64
	if err := w.db.QueryRow(context.Background(), sql, args...).Scan(&id); err != nil {
		t.Fatalf("%s %v: %v", sql, args, err)
	}
	return id
}

// mainCell is the cell of the demonstration's secretary.
func (w *world) mainCell(t *testing.T) int64 {
	t.Helper()
	return w.id(t, `SELECT t.unit_id FROM terms t JOIN users u ON u.committee_id = t.committee_id AND u.id = t.user_id WHERE u.login = 'tanloc'`)
}

// stillDone is how many members stay done when a month is reopened.
const stillDone = 17

// reopen takes the main cell's month back to where it was before it was sent, with a few members still to be done.
func (w *world) reopen(t *testing.T, cell int64) {
	t.Helper()
	ctx := context.Background()
	tx, err := w.db.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(ctx)
	args := pgx.NamedArgs{"cell": cell, "month": thisMonth.Start(), "done": stillDone}
	for _, sql := range []string{
		`DELETE FROM packets WHERE cell_id = @cell AND month = @month`,
		`WITH undone AS (
			DELETE FROM reviews WHERE cell_id = @cell AND month = @month AND member_id IN (SELECT member_id FROM reviews
				WHERE cell_id = @cell AND month = @month ORDER BY member_id OFFSET @done)
			RETURNING member_id)
		DELETE FROM marks WHERE cell_id = @cell AND month = @month AND member_id IN (SELECT member_id FROM undone)`,
	} {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	committee := w.id(t, `SELECT committee_id FROM units WHERE id = $1`, cell)
	if err := w.portal.Indicator.CellsChangedTx(ctx, tx, committee, []int64{cell}, thisMonth); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}
