package task_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/task"
	"tusoi/internal/worldtest"
)

func quiet(db postgres.DB) *task.Service {
	return &task.Service{DB: db, Now: worldtest.Clock, CellsChanged: func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }}
}

// give writes a draft as it was changed; each key is a form of its own.
func give(t *testing.T, s *task.Service, actor authz.Actor, key int, change func(*task.Draft)) error {
	t.Helper()
	d := draft()
	d.FormKey = fmt.Sprintf("9b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b%04d", key)
	change(&d)
	_, err := s.Give(context.Background(), actor, d)
	return err
}

// passedDown asks the grassroots committees, one of which asks its two cells, one of which asks its members; it returns the
// committee's part.
func passedDown(t *testing.T, b bundle) task.Part {
	t.Helper()
	for key, err := range []error{
		give(t, b.Service, b.Office, 1, func(d *task.Draft) { d.Asked, d.Branch = task.AskCommittees, b.Root.ID }),
		give(t, b.Service, b.Grassroots, 2, func(d *task.Draft) {
			d.Asked, d.Branch, d.Parent = task.AskSecretaries, b.Org.ID, b.mine(t, b.Grassroots).ID
		}),
		give(t, b.Service, b.Secretary, 3, func(d *task.Draft) {
			d.Asked, d.Units, d.Parent, d.Members = task.AskNamed, []int64{b.Cell.ID}, b.mine(t, b.Secretary).ID, b.Members[b.Cell.ID][1:3]
		}),
	} {
		if err != nil {
			t.Fatal(key, err)
		}
	}
	return b.mine(t, b.Grassroots)
}

func TestWhatWasPassedOnIsDroppedWithThePartThatWasPassed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	top := passedDown(t, b)
	member := b.mine(t, b.Member)
	worldtest.Exec(t, b.tx, `UPDATE assignments SET state = 'accepted', done_on = '2026-11-19', decided_by = 'Bí thư', decided_on = '2026-11-19' WHERE committee_id = @c AND member_id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][2]})
	if err := b.Extend(ctx, b.Member, member.ID, task.Wish{To: worldtest.Date(2027, 1, 15), Reason: "Chờ số liệu", FormKey: "9b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b0099"}); err != nil {
		t.Fatal(err)
	}
	other := give(t, b.Service, b.Office, 4, func(d *task.Draft) { d.Units = []int64{b.Cell.ID} })
	if other != nil {
		t.Fatal(other)
	}
	*b.changed = nil
	n, err := b.Decide(ctx, b.Office, top.TaskID, task.Decision{Verdict: task.Drop, Parts: []int64{top.ID}, Reason: "Tỉnh đã hoãn đợt rà soát"})
	if err != nil || n != 1 {
		t.Fatalf("dropped %d, %v", n, err)
	}
	rows, _ := b.tx.Query(ctx, `SELECT u.name || ' ' || coalesce(m.given_name, '-') || ' ' || a.state || CASE a.reason WHEN 'Tỉnh đã hoãn đợt rà soát' THEN ' with the reason' ELSE '' END
			|| CASE WHEN a.rest @> '2026-11-01'::date THEN ' at rest' ELSE '' END
		FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN units u ON u.id = a.cell_id LEFT JOIN members m ON m.id = a.member_id
		WHERE a.committee_id = $1 AND (t.parent_id IS NOT NULL OR a.id = $2) ORDER BY t.id, u.id, m.id`, b.Committee, top.ID)
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	want := []string{
		"Đảng ủy xã Một - dropped with the reason at rest", "Chi bộ ấp Đông An dropped with the reason at rest", "Chi bộ ấp Tây An dropped with the reason at rest",
		"Chi bộ ấp Đông Bình dropped with the reason at rest", "Chi bộ ấp Đông Cúc accepted",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	slices.Sort(*b.changed)
	if !slices.Equal(*b.changed, []int64{b.Cell.ID, b.Sister.ID}) {
		t.Errorf("figures of %v were counted again, want those of both cells", *b.changed)
	}
	var open, entries, lapsed int
	err = b.tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM assignments a JOIN tasks t ON t.id = a.task_id WHERE a.state = 'open' AND a.committee_id = $1),
		(SELECT count(*) FROM audit_entries WHERE committee_id = $1 AND reason = 'Tỉnh đã hoãn đợt rà soát' AND object_kind = 'assignment'),
		(SELECT count(*) FROM extension_requests WHERE committee_id = $1 AND state = 'lapsed')`, b.Committee).Scan(&open, &entries, &lapsed)
	if err != nil || open != 5 || entries != 4 || lapsed != 1 { // the other committee and the grassroots cell; the other task's three
		t.Errorf("%d parts are open, %d entries, %d requests lapsed, %v; want 5, 4, 1", open, entries, lapsed, err)
	}
	var summary string
	if err := b.tx.QueryRow(ctx, `SELECT summary FROM audit_entries WHERE committee_id = $1 AND unit_id = $2 AND object_kind = 'task' ORDER BY seq DESC LIMIT 1`, b.Committee, b.Root.ID).
		Scan(&summary); err != nil || !strings.Contains(summary, "Thôi thực hiện 4 phần việc, trong đó 3 phần đã chuyển tiếp") {
		t.Errorf("the trail says %q, %v", summary, err)
	}
	if err := give(t, b.Service, b.Secretary, 5, func(d *task.Draft) {
		d.Asked, d.Units, d.Parent, d.Members = task.AskNamed, []int64{b.Cell.ID}, member.ID, b.Members[b.Cell.ID][1:2]
	}); err == nil {
		t.Error("a dropped part was passed on")
	}
}

// Somebody passes a part on while it is dropped above: in the end nobody works on what was called off.
func TestNothingIsPassedOnFromWhatIsBeingDropped(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := pgtest.Pool(t)
	w := worldtest.New(t, pool)
	b := bundle{Service: quiet(pool), World: w}
	for round := range 12 {
		if err := give(t, b.Service, w.Office, 10*round, func(d *task.Draft) { d.Asked, d.Units = task.AskCommittees, []int64{w.Org.ID} }); err != nil {
			t.Fatal(err)
		}
		top := b.mine(t, w.Grassroots)
		var wg sync.WaitGroup
		for n := range 3 {
			wg.Go(func() {
				err := give(t, b.Service, w.Grassroots, 10*round+1+n, func(d *task.Draft) { d.Asked, d.Branch, d.Parent = task.AskSecretaries, w.Org.ID, top.ID })
				if k := apperr.KindOf(err); err != nil && k != apperr.KindConflict {
					t.Error(err)
				}
			})
		}
		wg.Go(func() {
			for {
				_, err := b.Decide(ctx, w.Office, top.TaskID, task.Decision{Verdict: task.Drop, Parts: []int64{top.ID}, Reason: "Tỉnh đã hoãn"})
				if apperr.KindOf(err) == apperr.KindConflict && strings.Contains(apperr.Message(err), "chuyển tiếp") {
					continue // as the page asks: load again and decide
				}
				if err != nil {
					t.Error(err)
				}
				return
			}
		})
		wg.Wait()
		var open int
		if err := pool.QueryRow(ctx, `SELECT count(*) FROM assignments WHERE committee_id = $1 AND state = 'open'`, w.Committee).Scan(&open); err != nil || open != 0 {
			t.Fatalf("%d parts are still open, %v", open, err)
		}
	}
}
