package task_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/task"
	"tusoi/internal/worldtest"
)

// at puts a part of Bình's, with a request that waits, into a state.
func (b bundle) at(t *testing.T, tx pgx.Tx, state task.State) (part, of, request int64) {
	t.Helper()
	part = b.World.Task(t, tx, b.Cell, b.Members[b.Cell.ID][1], "Rà soát hộ nghèo", worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 30))
	var done *time.Time
	if on := worldtest.Date(2026, 11, 18); state == task.Done || state == task.Accepted {
		done = &on
	}
	err := tx.QueryRow(context.Background(), `WITH a AS (
			UPDATE assignments SET state = $3, done_on = $4 WHERE committee_id = $1 AND id = $2 RETURNING task_id)
		INSERT INTO extension_requests (committee_id, assignment_id, from_on, to_on, reason, asked_at, asked_by, form_key)
		SELECT $1, $2, '2026-11-30', '2026-12-20', 'Mưa lũ', now(), 'thử', gen_random_uuid() FROM a RETURNING id, (SELECT task_id FROM a)`,
		b.Committee, part, string(state), done).Scan(&request, &of)
	if err != nil {
		t.Fatal(err)
	}
	return part, of, request
}

// Every event in every state for every role: only whom it concerns may do it, only where it leads on, and nobody else sees it.
func TestEveryEventInEveryStateForEveryRole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	const fine, closed, refused, hidden = apperr.Kind(-1), apperr.KindConflict, apperr.KindForbidden, apperr.KindNotFound
	decide := func(v task.Verdict) func(*task.Service, authz.Actor, int64, int64, int64) error {
		return func(s *task.Service, who authz.Actor, part, of, _ int64) error {
			_, err := s.Decide(ctx, who, of, task.Decision{Verdict: v, Parts: []int64{part}, Reason: "Chưa có xác nhận của ấp"})
			return err
		}
	}
	answer := func(done bool) func(*task.Service, authz.Actor, int64, int64, int64) error {
		return func(s *task.Service, who authz.Actor, part, _, _ int64) error {
			_, err := s.Answer(ctx, who, part, task.Answer{Note: "Đã đi ba hộ", Done: done, DoneOn: worldtest.Date(2026, 11, 19), Version: 1})
			return err
		}
	}
	events := map[string]struct {
		do   func(s *task.Service, who authz.Actor, part, of, request int64) error
		from []task.State // in which it leads on
		by   []string     // who may
		may  authz.Action
	}{
		"progress":  {answer(false), []task.State{task.Open}, []string{"member", "secretary"}, authz.TaskAnswer},
		"report":    {answer(true), []task.State{task.Open}, []string{"member", "secretary"}, authz.TaskAnswer},
		"accept":    {decide(task.Accept), []task.State{task.Done}, []string{"office", "leader"}, authz.TaskGive},
		"send back": {decide(task.SendBack), []task.State{task.Done}, []string{"office", "leader"}, authz.TaskGive},
		"drop":      {decide(task.Drop), []task.State{task.Open, task.Done}, []string{"office", "leader"}, authz.TaskGive},
		"grant": {func(s *task.Service, who authz.Actor, _, _, request int64) error {
			return s.Reply(ctx, who, request, true, "")
		},
			[]task.State{task.Open, task.Done}, []string{"office", "leader"}, authz.TaskGive},
		"refuse": {func(s *task.Service, who authz.Actor, _, _, request int64) error {
			return s.Reply(ctx, who, request, false, "Việc gấp, không lùi được")
		}, []task.State{task.Open, task.Done}, []string{"office", "leader"}, authz.TaskGive},
		"ask for later": {func(s *task.Service, who authz.Actor, part, _, _ int64) error {
			return s.Extend(ctx, who, part, task.Wish{To: worldtest.Date(2026, 12, 25), Reason: "Mưa lũ kéo dài", FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d"})
		}, nil, []string{"member", "secretary"}, authz.TaskAnswer}, // one waits already
	}
	roles := map[string]struct {
		actor  authz.Actor
		inside bool
	}{
		"member": {b.Member, true}, "secretary": {b.Secretary, true}, "grassroots": {b.Grassroots, true}, "office": {b.Office, true}, "leader": {b.Leader, true},
		"admin": {b.Admin, true}, "sister": {b.SisterSecretary, false}, "far": {b.FarSecretary, false}, "stranger": {b.Stranger, false},
	}
	has := func(list []string, s string) bool {
		for _, l := range list {
			if l == s {
				return true
			}
		}
		return false
	}
	for _, state := range []task.State{task.Open, task.Done, task.Accepted, task.Dropped} {
		for name, e := range events {
			leads := false
			for _, from := range e.from {
				leads = leads || from == state
			}
			for role, who := range roles {
				want := fine
				switch {
				case !who.actor.May(e.may):
					want = refused
				case !who.inside:
					want = hidden
				case !has(e.by, role):
					want = refused
				case !leads:
					want = closed
				}
				inner, err := b.tx.Begin(ctx)
				if err != nil {
					t.Fatal(err)
				}
				part, of, request := b.at(t, inner, state)
				err = e.do(&task.Service{DB: inner, Now: worldtest.Clock, CellsChanged: b.CellsChanged}, who.actor, part, of, request)
				if got := apperr.KindOf(err); (err == nil) != (want == fine) || err != nil && got != want {
					t.Errorf("%s in %s by %s: %v, want kind %v", name, state, role, err, want)
				}
				if err := inner.Rollback(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// What was done on a day stays so: accepting keeps it, sending back opens the part and keeps the count, dropping ends it.
func TestWhatIsDecidedIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	part, of, _ := b.at(t, b.tx, task.Done)
	decide := func(v task.Verdict) task.Part {
		t.Helper()
		if _, err := b.Decide(ctx, b.Office, of, task.Decision{Verdict: v, Parts: []int64{part}, Reason: "Thiếu chữ ký của ấp"}); err != nil {
			t.Fatal(err)
		}
		p, err := b.Part(ctx, b.Office, part)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := decide(task.SendBack)
	if p.State != task.Open || p.DoneOn != nil || p.Returns != 1 || p.Reason != "Thiếu chữ ký của ấp" || p.DecidedBy != b.Office.Name || p.AskedFor == nil {
		t.Errorf("sent back: %+v", p)
	}
	if _, err := b.Answer(ctx, b.Member, part, task.Answer{Note: "Đã có chữ ký", Done: true, DoneOn: worldtest.Date(2026, 11, 20), Version: p.Version}); err != nil {
		t.Fatal(err)
	}
	p = decide(task.Accept)
	if p.State != task.Accepted || p.DoneOn == nil || !p.DoneOn.Equal(worldtest.Date(2026, 11, 20)) || p.Returns != 1 || p.AskedFor != nil || p.Late(worldtest.Date(2027, 5, 1)) {
		t.Errorf("accepted: %+v", p)
	}
}

// Who was overtaken on the same part overwrites nothing.
func TestTheSecondOfTwoWritersIsTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	part, _, _ := b.at(t, b.tx, task.Open)
	for who, want := range []bool{true, false} {
		actor := []authz.Actor{b.Member, b.Secretary}[who]
		_, err := b.Answer(ctx, actor, part, task.Answer{Note: "Lời của " + actor.Name, Version: 1})
		if (err == nil) != want || err != nil && apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("%s: %v", actor.Name, err)
		}
	}
	if p, err := b.Part(ctx, b.Member, part); err != nil || p.Note != "Lời của "+b.Member.Name || p.UpdatedBy != b.Member.Name {
		t.Errorf("kept %q by %q, %v", p.Note, p.UpdatedBy, err)
	}
}

func TestOfTwoWhoDecideAtOnceOneDecides(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	ctx := context.Background()
	w := worldtest.New(t, pool)
	s := &task.Service{DB: pool, Now: worldtest.Clock, CellsChanged: func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }}
	for round := range 5 {
		part := w.Task(t, pool, w.Cell, w.Members[w.Cell.ID][1], fmt.Sprint("Việc ", round), worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 30))
		var of int64
		err := pool.QueryRow(ctx, `UPDATE assignments SET state = 'done', done_on = '2026-11-18' WHERE id = $1 RETURNING task_id`, part).Scan(&of)
		if err != nil {
			t.Fatal(err)
		}
		won := make([]error, 6)
		var wg sync.WaitGroup
		for i := range won {
			wg.Go(func() {
				d := task.Decision{Verdict: []task.Verdict{task.Accept, task.SendBack}[i%2], Parts: []int64{part}, Reason: "Thiếu chữ ký"}
				_, won[i] = s.Decide(ctx, []authz.Actor{w.Office, w.Leader}[i%2], of, d)
			})
		}
		wg.Wait()
		fine := 0
		for i, err := range won {
			if err == nil {
				fine++
			} else if apperr.KindOf(err) != apperr.KindConflict {
				t.Errorf("decider %d: %v, want Conflict", i, err)
			}
		}
		if fine != 1 {
			t.Errorf("round %d: %d of 6 decided", round, fine)
		}
	}
}

// The one in force moves, the first one never does; the same form asks once, and one wish waits at a time.
func TestALaterDateKeepsTheFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	part := b.World.Task(t, b.tx, b.Cell, b.Members[b.Cell.ID][1], "Rà soát", worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 15))
	for round, to := range []time.Time{worldtest.Date(2026, 11, 25), worldtest.Date(2026, 12, 5)} {
		wish := task.Wish{To: to, Reason: "Mưa lũ kéo dài", FormKey: fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3%d", round)}
		for range 2 {
			if err := b.Extend(ctx, b.Member, part, wish); err != nil {
				t.Fatal(err)
			}
		}
		other := wish
		other.FormKey = "8b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a31"
		if err := b.Extend(ctx, b.Secretary, part, other); apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("a second wish: %v, want Conflict", err)
		}
		list, err := b.look.Requests(ctx, b.Office)
		if err != nil || len(list) != round+1 || list[0].State != "asked" {
			t.Fatalf("Requests = %+v, %v", list, err)
		}
		if err := b.Reply(ctx, b.Office, list[0].ID, true, ""); err != nil {
			t.Fatal(err)
		}
		p, err := b.Part(ctx, b.Member, part)
		if err != nil || !p.DueOn.Equal(to) || !p.FirstDueOn.Equal(worldtest.Date(2026, 11, 15)) || p.Extensions != round+1 || p.Late(worldtest.Date(2026, 11, 20)) {
			t.Errorf("after %d extensions: %+v, %v", round+1, p, err)
		}
	}
	if list, err := b.look.Requests(ctx, b.Secretary); err != nil || len(list) != 0 {
		t.Errorf("the secretary answers for the giver: %+v, %v", list, err)
	}
}
