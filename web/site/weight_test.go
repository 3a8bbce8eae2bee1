package site

import (
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

// A sheet is opened on a slow line at the end of the month: it is light however large the cell, and asks the database as often
// for 24 members as for six.
func TestALargeCellsSheetIsLightAndAsksNoMoreThanASmallOnes(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	w := worldtest.New(t, pool)
	november := period.Month(2026, 11)
	cells := map[int64]authz.Actor{w.Cell.ID: w.Secretary, w.Sister.ID: w.SisterSecretary}
	for cell, members := range map[worldtest.Unit]int{w.Cell: 6, w.Sister: 24} {
		worldtest.Exec(t, pool, `UPDATE memberships SET state = 'exempt' WHERE committee_id = @c AND unit_id = @u`, pgx.StrictNamedArgs{"c": w.Committee, "u": cell.ID})
		w.Crowd(t, pool, cell, members, 8, november.Start())
	}
	counted, trips := pgtest.Counted(t, pool)
	site := &Site{Portal: portal.New(counted, worldtest.Clock), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	open := func(cell int64) (packed int, asked int64) {
		t.Helper()
		as := func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { next.ServeHTTP(rw, kit.WithActor(r, cells[cell])) })
		}
		trips.Since()
		res, body := answer(site.handler(as), visit(kit.SheetPath(cell, november), "Accept-Encoding", "gzip"))
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("answered %d, packed as %q", res.StatusCode, res.Header.Get("Content-Encoding"))
		}
		return len(body), trips.Since()
	}
	open(w.Cell.ID) // the committee's name is read once
	small, few := open(w.Cell.ID)
	large, many := open(w.Sister.ID)
	t.Logf("6 members: %d bytes in %d trips; 24 members: %d bytes in %d trips", small, few, large, many)
	if large > 100_000 {
		t.Errorf("the sheet of 24 members weighs %d bytes packed, at most 100000", large)
	}
	if large < 2*small {
		t.Errorf("24 members weigh %d bytes, 6 weigh %d: the large cell is not there", large, small)
	}
	if few != many || few == 0 {
		t.Errorf("asked %d times for 6 members, %d times for 24", few, many)
	}
}
