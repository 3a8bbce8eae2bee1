package task

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/vi"
)

// Line is a task with how far it has come in the actor's part of the tree.
type Line struct {
	ID       int64
	Title    string
	Product  string
	Basis    string
	Giver    string
	GivenOn  time.Time
	DueOn    time.Time
	Cells    int // cells asked
	Assigned int // assignments in all
	Done     int // done or accepted
	Late     int // done after the date, or not done and past it
}

const listSQL = `
SELECT t.id, t.title, t.product, t.basis, g.name AS giver, t.given_on, t.due_on,
    count(DISTINCT a.cell_id) AS cells, count(*) AS assigned,
    count(*) FILTER (WHERE a.done_on IS NOT NULL) AS done,
    count(*) FILTER (WHERE coalesce(a.done_on, @today) > a.due_on) AS late
FROM tasks t
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.giver_unit_id
JOIN assignments a ON a.committee_id = t.committee_id AND a.task_id = t.id AND a.state <> 'dropped'
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE t.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND t.given_on >= @since
GROUP BY t.committee_id, t.id, g.name
ORDER BY t.due_on DESC, t.id DESC
LIMIT 200`

// List is the tasks of the last twelve months that reach into the actor's part of the tree, the newest due date first.
func (s *Service) List(ctx context.Context, actor authz.Actor) ([]Line, error) {
	scope, err := actor.Scope(authz.TaskRead)
	if err != nil {
		return nil, err
	}
	today := vi.Today(s.Now())
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(pgx.StrictNamedArgs{"today": today, "since": today.AddDate(-1, 0, 0)}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Line])
}
