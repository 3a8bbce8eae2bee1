package task_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/task"
	"tusoi/internal/workload"
	"tusoi/internal/worldtest"
)

type bundle struct {
	*task.Service
	worldtest.World
	tx      pgx.Tx
	look    *workload.Service
	changed *[]int64 // cells whose figures were recomputed
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{World: worldtest.New(t, tx), tx: tx, changed: new([]int64)}
	b.Service = &task.Service{DB: tx, Now: worldtest.Clock,
		CellsChanged: func(_ context.Context, _ pgx.Tx, _ int64, cells []int64, _ period.Period) error {
			*b.changed = append(*b.changed, cells...)
			return nil
		}}
	b.look = &workload.Service{DB: tx, Now: worldtest.Clock, Task: b.Service}
	return b
}

func draft(cells ...int64) task.Draft {
	return task.Draft{
		FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c", Title: "Rà soát hộ nghèo", Basis: "KH 45-KH/HU",
		DueOn: worldtest.Date(2026, 12, 15), Units: cells, Asked: task.AskEveryone,
	}
}

func TestOneActionAsksEveryMemberOfTheChosenCells(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := draft(b.Cell.ID, b.Far.ID)
	for range 2 { // the form is sent twice
		if _, err := b.Give(ctx, b.Office, d); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := b.look.List(ctx, b.Office, workload.TaskFilter{})
	if err != nil || len(lines) != 1 || lines[0].Units != 2 || lines[0].Assigned != 6 { // the exempt are not asked
		t.Fatalf("List = %+v, %v; want one task, 2 cells, 6 members", lines, err)
	}
	if len(*b.changed) != 2 {
		t.Errorf("figures of cells %v recomputed, want the two cells once", *b.changed)
	}
	if own, err := b.look.List(ctx, b.Secretary, workload.TaskFilter{}); err != nil || len(own) != 1 || own[0].Assigned != 3 {
		t.Errorf("the secretary sees %+v, %v; want the cell's own 3", own, err)
	}
	for name, actor := range map[string]authz.Actor{"sister": b.SisterSecretary, "stranger": b.Stranger} {
		if seen, err := b.look.List(ctx, actor, workload.TaskFilter{}); err != nil || len(seen) != 0 {
			t.Errorf("%s sees %+v, %v; want nothing", name, seen, err)
		}
	}
}

func TestACellIsAskedThroughItsSecretary(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := draft(b.Cell.ID)
	d.Asked = task.AskSecretaries
	if _, err := b.Give(context.Background(), b.Office, d); err != nil {
		t.Fatal(err)
	}
	lines, err := b.look.List(context.Background(), b.Office, workload.TaskFilter{})
	if err != nil || len(lines) != 1 || lines[0].Assigned != 1 {
		t.Errorf("List = %+v, %v; want one assignment", lines, err)
	}
}

func TestATaskStaysInsideTheScope(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	for _, tc := range []struct {
		name  string
		actor authz.Actor
		cells []int64
		want  apperr.Kind
	}{
		{"another organisation's cell", b.Grassroots, []int64{b.Cell.ID, b.Far.ID}, apperr.KindNotFound},
		{"another committee's cell", b.Office, []int64{b.StrangerCell.ID}, apperr.KindNotFound},
		{"an organisation that is no cell", b.Office, []int64{b.Org.ID}, apperr.KindNotFound},
		{"a secretary to the sister cell", b.Secretary, []int64{b.Cell.ID, b.Sister.ID}, apperr.KindNotFound},
		{"a member", b.Member, []int64{b.Cell.ID}, apperr.KindForbidden},
	} {
		if _, err := b.Give(ctx, tc.actor, draft(tc.cells...)); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
}

func TestAWrongDraftNamesItsFields(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := draft()
	d.Title, d.DueOn = " x ", worldtest.Date(2026, 11, 1)
	_, err := b.Give(context.Background(), b.Office, d)
	fields := apperr.FieldsOf(err)
	if len(fields) != 3 || fields[0].Name != "title" || fields[1].Name != "due" || fields[2].Name != "cells" {
		t.Errorf("fields = %+v", fields)
	}
}

func TestSettlingFollowsTheMark(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	member := b.Members[b.Cell.ID][0]
	a := b.World.Task(t, b.tx, b.Cell, member, "Báo cáo", worldtest.Date(2026, 11, 1), worldtest.Date(2026, 11, 15))
	state := func() (state string, on *time.Time) {
		t.Helper()
		if err := b.tx.QueryRow(ctx, "SELECT state, done_on FROM assignments WHERE id = $1", a).Scan(&state, &on); err != nil {
			t.Fatal(err)
		}
		return state, on
	}
	if err := b.SettleTx(ctx, b.tx, b.SisterSecretary, a, true, worldtest.Date(2026, 11, 20)); err != nil {
		t.Fatal(err)
	}
	if s, _ := state(); s != "open" {
		t.Errorf("the sister cell's secretary settled it: %s", s)
	}
	if err := b.SettleTx(ctx, b.tx, b.Secretary, a, true, worldtest.Date(2026, 11, 20)); err != nil {
		t.Fatal(err)
	}
	if s, on := state(); s != "done" || on == nil || !on.Equal(worldtest.Date(2026, 11, 20)) {
		t.Errorf("after done: %s on %v", s, on)
	}
	if err := b.SettleTx(ctx, b.tx, b.Secretary, a, false, worldtest.Date(2026, 11, 20)); err != nil {
		t.Fatal(err)
	}
	if s, on := state(); s != "open" || on != nil {
		t.Errorf("after undone: %s on %v", s, on)
	}
}
