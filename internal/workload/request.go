package workload

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/task/office"
	"tusoi/internal/vi"
)

// Request is one request for a later date.
type Request struct {
	ID, PartID, TaskID, GiverID int64
	Title                       string
	Whom                        string
	UnitName                    string
	UnitID                      int64
	FromOn, ToOn, FirstDueOn    time.Time
	Extensions                  int
	Reason                      string
	State                       string // asked, granted, refused, lapsed
	AskedAt                     time.Time
	AskedBy                     string
	DecidedAt                   *time.Time
	DecidedBy                   string
	Answer                      string
}

// requestsSQL lists the requests to the actor's offices, the waiting ones first; or those of one part.
const requestsSQL = `
SELECT x.id, a.id AS part_id, t.id AS task_id, t.giver_unit_id AS giver_id, t.title, coalesce(m.full_name, u.name) AS whom, u.name AS unit_name, u.id AS unit_id, x.from_on, x.to_on,
    coalesce(a.first_due_on, a.due_on) AS first_due_on, a.extensions, x.reason, x.state, x.asked_at, x.asked_by, x.decided_at, x.decided_by, x.answer
FROM extension_requests x
JOIN assignments a ON a.committee_id = x.committee_id AND a.id = x.assignment_id
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.giver_unit_id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
LEFT JOIN members m ON m.committee_id = a.committee_id AND m.id = a.member_id
WHERE x.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND (a.member_id = @self OR u.path <@ ANY (@wide::text[]::ltree[]))
    AND CASE WHEN @part::bigint = 0 THEN g.id = ANY (@offices) OR g.valid_to <= @today AND g.path <@ ANY (@wide::text[]::ltree[]) ELSE a.id = @part END
ORDER BY x.state <> 'asked', coalesce(x.decided_at, x.asked_at) DESC, x.id
LIMIT 200`

// Requests are those on which the actor's offices have a word, the waiting ones first.
func (s *Service) Requests(ctx context.Context, actor authz.Actor) ([]Request, error) {
	if _, err := actor.Scope(authz.TaskGive); err != nil {
		return nil, err
	}
	return s.requests(ctx, actor, authz.TaskGive, 0)
}

// RequestsOf are those of one part that the actor may see.
func (s *Service) RequestsOf(ctx context.Context, actor authz.Actor, part int64) ([]Request, error) {
	return s.requests(ctx, actor, authz.TaskRead, part)
}

func (s *Service) requests(ctx context.Context, actor authz.Actor, wide authz.Action, part int64) ([]Request, error) {
	bind, err := office.Reach(actor, wide)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, requestsSQL, bind(pgx.StrictNamedArgs{"part": part, "offices": office.Of(actor), "today": vi.Today(s.Now())}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Request])
}
