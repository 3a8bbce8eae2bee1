package task

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/task/office"
	"tusoi/internal/vi"
)

// Count is how far parts have come.
type Count struct {
	Assigned int // in all, without what was dropped
	Done     int // reported, and waiting for a word
	Accepted int
	Late     int // done after the date, or not done and past it
	Overdue  int // of these, not done
	Dropped  int
}

// Task is the task itself, and how far what the actor may see of it has come.
type Task struct {
	ID, GiverID           int64
	Giver                 string
	Title, Product, Basis string
	BasisOn               *time.Time
	BasisSubject          string
	Weight                int
	GivenOn, DueOn        time.Time
	ParentID              int64 // the part that it passes on, 0 for none
	MeetingID             int64 // at which it was decided on, 0 for none
	Count
}

const taskSQL = `
SELECT t.id, g.id AS giver_id, g.name AS giver, t.title, t.product, t.basis, t.basis_on, t.basis_subject, coalesce(t.weight, 0)::int AS weight,
    t.given_on, t.due_on, coalesce(t.parent_id, 0) AS parent_id, coalesce(t.meeting_id, 0) AS meeting_id,
    count(*) FILTER (WHERE a.state <> 'dropped') AS assigned, count(*) FILTER (WHERE a.state = 'done') AS done,
    count(*) FILTER (WHERE a.state = 'accepted') AS accepted,
    count(*) FILTER (WHERE a.state <> 'dropped' AND coalesce(a.done_on, @today) > a.due_on) AS late,
    count(*) FILTER (WHERE a.state = 'open' AND a.due_on < @today) AS overdue, count(*) FILTER (WHERE a.state = 'dropped') AS dropped
FROM tasks t
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.giver_unit_id
JOIN assignments a ON a.committee_id = t.committee_id AND a.task_id = t.id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE t.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND t.id = @task
    AND (a.member_id = @self OR u.path <@ ANY (@wide::text[]::ltree[]))
GROUP BY t.committee_id, t.id, g.id, g.name`

func noTask() error {
	return apperr.NotFound("Không tìm thấy việc này, hoặc việc không giao trong phạm vi của đồng chí.")
}

// Task is one task; NotFound when no part of it is the actor's to see.
func (s *Service) Task(ctx context.Context, actor authz.Actor, id int64) (Task, error) {
	return s.task(ctx, s.DB, actor, id)
}

func (s *Service) task(ctx context.Context, db postgres.DB, actor authz.Actor, id int64) (Task, error) {
	bind, err := office.Reach(actor, authz.TaskRead)
	if err != nil {
		return Task{}, err
	}
	rows, _ := db.Query(ctx, taskSQL, bind(pgx.StrictNamedArgs{"task": id, "today": vi.Today(s.Now())}))
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Task])
	if errors.Is(err, pgx.ErrNoRows) {
		return t, noTask()
	}
	return t, err
}
