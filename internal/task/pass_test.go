package task_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/task"
	"tusoi/internal/workload"
	"tusoi/internal/worldtest"
)

// mine is the only open part that an actor answers for.
func (b bundle) mine(t *testing.T, actor authz.Actor) task.Part {
	t.Helper()
	list, n, err := b.Parts(context.Background(), actor, task.Filter{Mine: true, Show: task.ShowOpen})
	if err != nil || n != 1 || len(list) != 1 {
		t.Fatalf("%s answers for %+v, %v; want one part", actor.Name, list, err)
	}
	return list[0]
}

// The committee asks the grassroots committees, one of these its cells, a cell its members; each sees from above how far the
// parts below have come, and passes on nothing but its own.
func TestAPartIsPassedDownTheTree(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	give := func(actor authz.Actor, key int, change func(*task.Draft)) (task.Plan, error) {
		d := draft()
		d.FormKey = fmt.Sprintf("9b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3%d", key)
		change(&d)
		return b.Give(ctx, actor, d)
	}
	plan, err := give(b.Office, 1, func(d *task.Draft) { d.Asked, d.Branch = task.AskCommittees, b.Root.ID })
	if err != nil || len(plan.Units) != 3 || plan.People != 3 { // two committees, and the secretary of the grassroots cell
		t.Fatalf("Give = %+v, %v", plan, err)
	}
	top := b.mine(t, b.Grassroots)
	if top.MemberID != nil || top.UnitID != b.Org.ID || !slices.Equal(*b.changed, []int64{b.GrassCell.ID}) {
		t.Errorf("the committee's part is %+v; months of %v were counted", top, *b.changed)
	}
	pass := func(d *task.Draft) { d.Asked, d.Branch, d.Parent = task.AskSecretaries, b.Org.ID, top.ID }
	for name, tc := range map[string]struct {
		actor  authz.Actor
		change func(*task.Draft)
		want   apperr.Kind
	}{
		"by the giver":           {b.Office, pass, apperr.KindForbidden},
		"by a cell below":        {b.Secretary, pass, apperr.KindNotFound},
		"later than it is due":   {b.Grassroots, func(d *task.Draft) { pass(d); d.DueOn = top.DueOn.AddDate(0, 0, 1) }, apperr.KindInvalid},
		"to cells of another":    {b.Grassroots, func(d *task.Draft) { pass(d); d.Branch, d.Units = 0, []int64{b.Far.ID} }, apperr.KindNotFound},
		"from another committee": {b.Stranger, pass, apperr.KindNotFound},
	} {
		if _, err := give(tc.actor, 2, tc.change); apperr.KindOf(err) != tc.want {
			t.Errorf("passed on %s: %v, want %v", name, err, tc.want)
		}
	}
	if plan, err = give(b.Grassroots, 3, pass); err != nil || plan.People != 2 {
		t.Fatalf("the committee passes on %+v, %v", plan, err)
	}
	own := b.mine(t, b.Secretary)
	if own.GiverID != b.Org.ID || own.AcceptorID != b.Org.ID {
		t.Errorf("given by %s, accepted by %s; want the grassroots committee", own.Giver, own.Acceptor)
	}
	_, err = give(b.Secretary, 4, func(d *task.Draft) {
		d.Asked, d.Units, d.Parent, d.Members = task.AskNamed, []int64{b.Cell.ID}, own.ID, b.Members[b.Cell.ID][1:2]
	})
	if err != nil {
		t.Fatal(err)
	}
	last := b.mine(t, b.Member)
	if _, err := b.Answer(ctx, b.Member, last.ID, task.Answer{Note: "Đã xong phần tôi", Done: true, DoneOn: worldtest.Date(2026, 11, 20), Version: 1}); err != nil {
		t.Fatal(err)
	}
	for _, up := range []struct {
		actor      authz.Actor
		part       int64
		done, of   int
		parentTask int64
	}{{b.Secretary, own.ID, 1, 1, last.TaskID}, {b.Office, top.ID, 0, 2, own.TaskID}} {
		p, err := b.Part(ctx, up.actor, up.part)
		if err != nil || p.BelowDone != up.done || p.Below != up.of || p.BelowTaskID != up.parentTask {
			t.Errorf("%s sees %d of %d done below, in task %d, %v", up.actor.Name, p.BelowDone, p.Below, p.BelowTaskID, err)
		}
	}
	if child, err := b.Task(ctx, b.Member, last.TaskID); err != nil || child.ParentID != own.ID {
		t.Errorf("the child names the part %d, %v; want %d", child.ParentID, err, own.ID)
	}
}

// Task resolves which of the two embedded ones is meant.
func (b bundle) Task(ctx context.Context, actor authz.Actor, id int64) (task.Task, error) {
	return b.Service.Task(ctx, actor, id)
}

func TestNobodyAcceptsTheirOwnWork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := draft(b.Cell.ID)
	d.Asked, d.Members = task.AskNamed, b.Members[b.Cell.ID][:2] // the secretary and Bình
	if _, err := b.Give(ctx, b.Secretary, d); err != nil {
		t.Fatal(err)
	}
	list, _, err := b.Parts(ctx, b.Secretary, task.Filter{Mine: true})
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	var ids []int64
	for _, p := range list {
		if _, err := b.Answer(ctx, b.Secretary, p.ID, task.Answer{Note: "Đã làm xong", Done: true, DoneOn: worldtest.Date(2026, 11, 20), Version: 1}); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	if n, err := b.Decide(ctx, b.Secretary, list[0].TaskID, task.Decision{Verdict: task.Accept, Parts: ids}); err != nil || n != 1 {
		t.Errorf("accepted %d, %v; want Bình's only", n, err)
	}
	if _, err := b.Decide(ctx, b.Secretary, list[0].TaskID, task.Decision{Verdict: task.Accept, Parts: ids}); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("accepts their own: %v, want Forbidden", err)
	}
}

// A member finds their own part by its number, on their list, on the calendar and on the task; nobody else's, and a sister cell
// nothing at all.
func TestAMemberSeesTheirOwnPartOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	if _, err := b.Give(ctx, b.Office, draft(b.Cell.ID)); err != nil {
		t.Fatal(err)
	}
	all, n, err := b.Parts(ctx, b.Office, task.Filter{})
	if err != nil || n != 3 {
		t.Fatalf("%d parts, %v", n, err)
	}
	for name, want := range map[string]struct {
		actor authz.Actor
		n     int
	}{"member": {b.Member, 1}, "secretary": {b.Secretary, 3}, "grassroots": {b.Grassroots, 3}, "sister": {b.SisterSecretary, 0}, "stranger": {b.Stranger, 0}} {
		seen := 0
		for _, p := range all {
			if _, err := b.Part(ctx, want.actor, p.ID); err == nil {
				seen++
			} else if apperr.KindOf(err) != apperr.KindNotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, listed, err := b.Parts(ctx, want.actor, task.Filter{})
		days, err2 := b.look.Calendar(ctx, want.actor, period.Month(2026, 12))
		due := 0
		for _, e := range days {
			due += e.Parts
		}
		head, err3 := b.Task(ctx, want.actor, all[0].TaskID)
		if seen != want.n || listed != want.n || due != want.n || head.Assigned != want.n || err != nil || err2 != nil || (err3 == nil) != (want.n > 0) {
			t.Errorf("%s sees %d, lists %d, has %d due and counts %d, want %d (%v, %v, %v)", name, seen, listed, due, head.Assigned, want.n, err, err2, err3)
		}
	}
	if _, err := b.look.List(ctx, b.Member, workload.TaskFilter{}); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a member lists tasks: %v", err)
	}
}

func TestTheFirstPageTellsWhatIsDueAndWhatWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	for i, due := range []int{10, 25, 30} { // overdue, in this week, later
		b.World.Task(t, b.tx, b.Cell, b.Members[b.Cell.ID][1], fmt.Sprint("Việc ", i), worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, due))
	}
	done, _, _ := b.at(t, b.tx, task.Done)
	if err := b.Reply(ctx, b.Office, done+1000, true, ""); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("an unknown request: %v", err)
	}
	for name, want := range map[string]struct {
		actor              authz.Actor
		due, waiting, asks int
	}{"member": {b.Member, 2, 0, 0}, "secretary": {b.Secretary, 2, 0, 0}, "sister": {b.SisterSecretary, 0, 0, 0}, "office": {b.Office, 0, 1, 1},
		"grassroots": {b.Grassroots, 0, 0, 0}, "admin": {b.Admin, 0, 0, 0}, "stranger": {b.Stranger, 0, 0, 0}} {
		w, err := b.look.Due(ctx, want.actor)
		if err != nil || len(w.Parts) != want.due || w.Waiting != want.waiting || w.Asks != want.asks {
			t.Errorf("%s: %+v, %v; want %+v", name, w, err, want)
		}
	}
}

type counting struct{ n atomic.Int64 }

func (c *counting) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}
func (c *counting) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (c *counting) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}
func (c *counting) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { c.n.Add(1) }
func (c *counting) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// A task to 297 cells takes as many statements as one to a single cell: to look over, to give, to accept and to send back.
func TestATaskToAWholeDistrictTakesNoMoreStatementsThanToOneCell(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	plain := pgtest.Pool(t)
	w := worldtest.New(t, plain)
	worldtest.Exec(t, plain, `WITH u AS (
			INSERT INTO units (committee_id, id, parent_id, kind, type, name, path, valid_from, updated_at)
			SELECT @c, 500000 + i, @org, 'cell', 'school', 'Chi bộ ' || i, (@path || '.' || 500000 + i)::ltree, '2015-01-01', now()
			FROM generate_series(1, 297) AS i RETURNING id
		), m AS (
			INSERT INTO members (committee_id, id, full_name, given_name, party_post, updated_at)
			SELECT @c, u.id, 'Người ' || u.id, 'Người', 'Bí thư', now() FROM u RETURNING id)
		INSERT INTO memberships (committee_id, member_id, unit_id, valid_from) SELECT @c, m.id, m.id, '2020-01-01' FROM m`,
		pgx.StrictNamedArgs{"c": w.Committee, "org": w.Org.ID, "path": w.Org.Path})
	tracer := &counting{}
	config := plain.Config()
	config.ConnConfig.Tracer = tracer
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	s := &task.Service{DB: pool, Now: worldtest.Clock, CellsChanged: func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }}
	var took [2]int64
	for i, change := range []func(*task.Draft){func(d *task.Draft) { d.Units = []int64{w.Cell.ID} }, func(d *task.Draft) { d.Branch, d.Type = w.Org.ID, "school" }} {
		d := draft()
		d.FormKey, d.Asked = fmt.Sprintf("9b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3%d", i), task.AskSecretaries
		change(&d)
		before := tracer.n.Load()
		if _, err := s.Plan(ctx, w.Office, d); err != nil {
			t.Fatal(err)
		}
		plan, err := s.Give(ctx, w.Office, d)
		if err != nil || len(plan.Units) != []int{1, 297}[i] {
			t.Fatalf("%d units, %v", len(plan.Units), err)
		}
		took[i] = tracer.n.Load() - before
		worldtest.Exec(t, plain, `UPDATE assignments SET state = 'done', done_on = '2026-11-20' WHERE committee_id = @c AND state = 'open'`, pgx.StrictNamedArgs{"c": w.Committee})
		parts, _, err := s.Parts(ctx, w.Office, task.Filter{Show: task.ShowReported})
		if err != nil || len(parts) != len(plan.Units) {
			t.Fatalf("%d parts, %v", len(parts), err)
		}
		var ids []int64
		for _, p := range parts {
			ids = append(ids, p.ID)
		}
		before = tracer.n.Load()
		half := len(ids) - len(ids)/2
		for _, d := range []task.Decision{{Verdict: task.SendBack, Parts: ids[:half], Reason: "Thiếu chữ ký"}, {Verdict: task.Drop, Parts: ids, Reason: "Giao lại đợt sau"}} {
			if _, err := s.Decide(ctx, w.Office, parts[0].TaskID, d); err != nil {
				t.Fatal(err)
			}
		}
		took[i] += tracer.n.Load() - before
	}
	if took[0] != took[1] {
		t.Errorf("%d statements for one cell, %d for 297", took[0], took[1])
	}
	t.Logf("%d statements", took[0])
}
