package task

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tusoi/internal/period"
)

// Batch is tasks made elsewhere, with their ids.
type Batch struct {
	Tasks       []LoadedTask
	Assignments []LoadedAssignment
	Requests    []LoadedRequest
}

// LoadedTask is one row of tasks. FormKey is a UUID.
type LoadedTask struct {
	ID, GiverUnitID       int64
	Title, Product, Basis string
	BasisOn               *time.Time
	BasisSubject          string
	Weight                *int
	GivenOn, DueOn        time.Time
	FormKey               [16]byte
	ParentID, MeetingID   *int64 // an assignment of the same batch; a meeting loaded before
}

// LoadedAssignment is one row of assignments.
type LoadedAssignment struct {
	ID, TaskID, CellID   int64
	MemberID, AcceptorID *int64
	GivenOn, DueOn       time.Time
	FirstDueOn           *time.Time // nil unless it was put off
	Extensions           int
	State                State
	DoneOn               *time.Time
	Note, Evidence       string
	UpdatedAt            *time.Time
	UpdatedBy            string
	Returns              int
	DecidedOn            *time.Time
	DecidedBy, Reason    string
	Rest                 []Rest
}

// Rest is months that do not ask for a part: from the first of one month to before the first of another, nil for ever.
type Rest struct {
	From time.Time
	To   *time.Time
}

// LiveIn reports whether the sheet of a month or a quarter asks for the assignment. It is the definition that the sheet and the figures
// write in SQL; a test holds the three together.
func (a LoadedAssignment) LiveIn(m period.Period) bool {
	for _, r := range a.Rest {
		if !r.From.After(m.Start()) && (r.To == nil || r.To.After(m.End())) {
			return false
		}
	}
	return !a.GivenOn.After(m.End()) && (a.DoneOn == nil || !a.DoneOn.Before(m.Start()))
}

// LoadedRequest is one row of extension_requests. FormKey is a UUID.
type LoadedRequest struct {
	ID, AssignmentID       int64
	FromOn, ToOn, AskedAt  time.Time
	Reason, State, AskedBy string
	DecidedAt              *time.Time
	DecidedBy, Answer      string
	FormKey                [16]byte
}

const (
	tasksSerialSQL       = `SELECT setval(pg_get_serial_sequence('tasks', 'id'), (SELECT coalesce(max(id), 1) FROM tasks))`
	assignmentsSerialSQL = `SELECT setval(pg_get_serial_sequence('assignments', 'id'), (SELECT coalesce(max(id), 1) FROM assignments))`
	requestsSerialSQL    = `SELECT setval(pg_get_serial_sequence('extension_requests', 'id'), (SELECT coalesce(max(id), 1) FROM extension_requests))`
)

// parentsLoadSQL ties the tasks that pass something on to what they pass on, once both are there.
const parentsLoadSQL = `
UPDATE tasks t SET parent_id = p.parent_id
FROM unnest(@tasks::bigint[], @parents::bigint[]) AS p (id, parent_id)
WHERE t.committee_id = @committee AND t.id = p.id`

// LoadTx copies tasks in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	err := loadTasks(ctx, tx, committee, b.Tasks)
	if err == nil {
		err = loadAssignments(ctx, tx, committee, b.Assignments)
	}
	if err == nil {
		err = loadRequests(ctx, tx, committee, b.Requests)
	}
	if err != nil {
		return err
	}
	var tasks, parents []int64
	for _, t := range b.Tasks {
		if t.ParentID != nil {
			tasks, parents = append(tasks, t.ID), append(parents, *t.ParentID)
		}
	}
	if _, err := tx.Exec(ctx, parentsLoadSQL, pgx.StrictNamedArgs{"committee": committee, "tasks": tasks, "parents": parents}); err != nil {
		return fmt.Errorf("tie the tasks: %w", err)
	}
	for _, sql := range []string{tasksSerialSQL, assignmentsSerialSQL, requestsSerialSQL} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("set the next task id: %w", err)
		}
	}
	return nil
}

func loadTasks(ctx context.Context, tx pgx.Tx, committee int64, list []LoadedTask) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"tasks"},
		[]string{"committee_id", "id", "giver_unit_id", "title", "product", "basis", "basis_on", "basis_subject", "weight", "given_on", "due_on", "form_key", "meeting_id"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			t := list[i]
			return []any{committee, t.ID, t.GiverUnitID, t.Title, t.Product, t.Basis, t.BasisOn, t.BasisSubject, t.Weight, t.GivenOn, t.DueOn, t.FormKey, t.MeetingID}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy tasks: %w", err)
	}
	return nil
}

func loadAssignments(ctx context.Context, tx pgx.Tx, committee int64, list []LoadedAssignment) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"assignments"},
		[]string{"committee_id", "id", "task_id", "cell_id", "member_id", "acceptor_id", "given_on", "due_on", "first_due_on", "extensions", "state", "done_on",
			"note", "evidence", "updated_at", "updated_by", "returns", "decided_on", "decided_by", "reason", "rest"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			a := list[i]
			return []any{committee, a.ID, a.TaskID, a.CellID, a.MemberID, a.AcceptorID, a.GivenOn, a.DueOn, a.FirstDueOn, a.Extensions, string(a.State), a.DoneOn,
				a.Note, a.Evidence, a.UpdatedAt, a.UpdatedBy, a.Returns, a.DecidedOn, a.DecidedBy, a.Reason, multirange(a.Rest)}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy assignments: %w", err)
	}
	return nil
}

// multirange is months of rest as the database keeps them.
func multirange(list []Rest) pgtype.Multirange[pgtype.Range[pgtype.Date]] {
	ranges := pgtype.Multirange[pgtype.Range[pgtype.Date]]{}
	for _, r := range list {
		one := pgtype.Range[pgtype.Date]{Lower: pgtype.Date{Time: r.From, Valid: true}, LowerType: pgtype.Inclusive, UpperType: pgtype.Unbounded, Valid: true}
		if r.To != nil {
			one.Upper, one.UpperType = pgtype.Date{Time: *r.To, Valid: true}, pgtype.Exclusive
		}
		ranges = append(ranges, one)
	}
	return ranges
}

func loadRequests(ctx context.Context, tx pgx.Tx, committee int64, list []LoadedRequest) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"extension_requests"},
		[]string{"committee_id", "id", "assignment_id", "from_on", "to_on", "reason", "state", "asked_at", "asked_by", "decided_at", "decided_by", "answer", "form_key"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r := list[i]
			return []any{committee, r.ID, r.AssignmentID, r.FromOn, r.ToOn, r.Reason, r.State, r.AskedAt, r.AskedBy, r.DecidedAt, r.DecidedBy, r.Answer, r.FormKey}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy extension requests: %w", err)
	}
	return nil
}
