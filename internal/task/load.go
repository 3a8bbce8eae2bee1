package task

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Batch is tasks made elsewhere, with their ids.
type Batch struct {
	Tasks       []LoadedTask
	Assignments []LoadedAssignment
}

// LoadedTask is one row of tasks. FormKey is a UUID.
type LoadedTask struct {
	ID, GiverUnitID       int64
	Title, Product, Basis string
	GivenOn, DueOn        time.Time
	FormKey               [16]byte
}

// LoadedAssignment is one row of assignments. State is open, done, accepted or dropped.
type LoadedAssignment struct {
	ID, TaskID, CellID int64
	MemberID           *int64
	GivenOn, DueOn     time.Time
	State              string
	DoneOn             *time.Time
}

const (
	tasksSerialSQL       = `SELECT setval(pg_get_serial_sequence('tasks', 'id'), (SELECT coalesce(max(id), 1) FROM tasks))`
	assignmentsSerialSQL = `SELECT setval(pg_get_serial_sequence('assignments', 'id'), (SELECT coalesce(max(id), 1) FROM assignments))`
)

// LoadTx copies tasks in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"tasks"},
		[]string{"committee_id", "id", "giver_unit_id", "title", "product", "basis", "given_on", "due_on", "form_key"},
		pgx.CopyFromSlice(len(b.Tasks), func(i int) ([]any, error) {
			t := b.Tasks[i]
			return []any{committee, t.ID, t.GiverUnitID, t.Title, t.Product, t.Basis, t.GivenOn, t.DueOn, t.FormKey}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy tasks: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"assignments"},
		[]string{"committee_id", "id", "task_id", "cell_id", "member_id", "given_on", "due_on", "state", "done_on"},
		pgx.CopyFromSlice(len(b.Assignments), func(i int) ([]any, error) {
			a := b.Assignments[i]
			return []any{committee, a.ID, a.TaskID, a.CellID, a.MemberID, a.GivenOn, a.DueOn, a.State, a.DoneOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy assignments: %w", err)
	}
	for _, sql := range []string{tasksSerialSQL, assignmentsSerialSQL} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("set the next task id: %w", err)
		}
	}
	return nil
}
