// Package workload looks over the work that is given: the tasks that reach into a part of the tree, how far each has come and
// where, what is due on which day, and what all of it wants of one person.
//
// It owns no table and changes nothing; package task does. What must never happen: a member reading in a list what was asked
// of somebody else.
package workload

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/task"
	"tusoi/internal/task/office"
	"tusoi/internal/vi"
)

// Service reads.
type Service struct {
	DB   postgres.DB
	Now  func() time.Time
	Task *task.Service
}

// Line is a task with how far it has come in the actor's part of the tree.
type Line struct {
	ID      int64
	Title   string
	Product string
	Basis   string
	Giver   string
	GivenOn time.Time
	DueOn   time.Time
	Units   int // units asked
	Asks    int // requests for a later date that wait
	task.Count
}

// TaskFilter narrows a list of tasks. Zero values narrow nothing; From and To are about the date the task was due on first.
type TaskFilter struct {
	Own      bool // given by the actor's offices
	Show     task.Show
	Unit     int64
	From, To time.Time
}

const listSQL = `
SELECT t.id, t.title, t.product, t.basis, g.name AS giver, t.given_on, t.due_on, count(DISTINCT a.cell_id) AS units, count(x.id) AS asks,
    count(*) FILTER (WHERE a.state <> 'dropped') AS assigned, count(*) FILTER (WHERE a.state = 'done') AS done,
    count(*) FILTER (WHERE a.state = 'accepted') AS accepted,
    count(*) FILTER (WHERE a.state <> 'dropped' AND coalesce(a.done_on, @today) > a.due_on) AS late,
    count(*) FILTER (WHERE a.state = 'open' AND a.due_on < @today) AS overdue, count(*) FILTER (WHERE a.state = 'dropped') AS dropped
FROM tasks t
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.giver_unit_id
JOIN assignments a ON a.committee_id = t.committee_id AND a.task_id = t.id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
LEFT JOIN extension_requests x ON x.committee_id = a.committee_id AND x.assignment_id = a.id AND x.state = 'asked'
WHERE t.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND (NOT @own OR t.giver_unit_id = ANY (@offices))
    AND (@from::date IS NULL OR t.due_on >= @from) AND (@to::date IS NULL OR t.due_on <= @to)
    AND (@unit::bigint = 0 OR u.path <@ (SELECT o.path FROM units o WHERE o.committee_id = @committee AND o.id = @unit))
GROUP BY t.committee_id, t.id, g.name
HAVING CASE @show
    WHEN 'open' THEN count(*) FILTER (WHERE a.state = 'open') > 0
    WHEN 'overdue' THEN count(*) FILTER (WHERE a.state = 'open' AND a.due_on < @today) > 0
    WHEN 'late' THEN count(*) FILTER (WHERE a.state <> 'dropped' AND coalesce(a.done_on, @today) > a.due_on) > 0
    WHEN 'reported' THEN count(*) FILTER (WHERE a.state = 'done') > 0
    WHEN 'accepted' THEN count(*) FILTER (WHERE a.state IN ('open', 'done')) = 0
    ELSE true
END
ORDER BY t.due_on DESC, t.id DESC
LIMIT 200`

// List is the tasks that reach into the actor's part of the tree, the newest due date first: at most 200 of them.
func (s *Service) List(ctx context.Context, actor authz.Actor, f TaskFilter) ([]Line, error) {
	scope, err := actor.Scope(authz.TaskRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(pgx.StrictNamedArgs{
		"today": vi.Today(s.Now()), "own": f.Own, "offices": office.Of(actor), "show": string(f.Show), "unit": f.Unit, "from": day(f.From), "to": day(f.To),
	}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Line])
}

// day is a date that may be open.
func day(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Branch is how far a task has come in one grassroots organisation.
type Branch struct {
	ID   int64
	Name string
	task.Count
}

const branchesSQL = `
SELECT o.id, o.name,
    count(*) FILTER (WHERE a.state <> 'dropped') AS assigned, count(*) FILTER (WHERE a.state = 'done') AS done,
    count(*) FILTER (WHERE a.state = 'accepted') AS accepted,
    count(*) FILTER (WHERE a.state <> 'dropped' AND coalesce(a.done_on, @today) > a.due_on) AS late,
    count(*) FILTER (WHERE a.state = 'open' AND a.due_on < @today) AS overdue, count(*) FILTER (WHERE a.state = 'dropped') AS dropped
FROM assignments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
JOIN units o ON o.committee_id = u.committee_id AND o.path = subpath(u.path, 0, least(nlevel(u.path), 2))
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.task_id = @task
GROUP BY o.committee_id, o.id, o.name
ORDER BY overdue DESC, late DESC, o.name COLLATE "vi-x-icu", o.id`

// Branches are the grassroots organisations that a task reaches, those that are late first.
func (s *Service) Branches(ctx context.Context, actor authz.Actor, task int64) ([]Branch, error) {
	scope, err := actor.Scope(authz.TaskRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, branchesSQL, scope.Args(pgx.StrictNamedArgs{"task": task, "today": vi.Today(s.Now())}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Branch])
}

// Entry is one task on one day of the calendar. Open parts are still to be done.
type Entry struct {
	On     time.Time
	TaskID int64
	Title  string
	PartID int64 // of the only part that the actor sees, 0 when there are several
	Parts  int
	Open   int
}

const calendarSQL = `
SELECT a.due_on AS "on", t.id AS task_id, t.title, CASE WHEN count(*) = 1 THEN min(a.id) ELSE 0 END AS part_id, count(*) AS parts,
    count(*) FILTER (WHERE a.state = 'open') AS open
FROM assignments a
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND (a.member_id = @self OR u.path <@ ANY (@wide::text[]::ltree[]))
    AND a.due_on BETWEEN @from AND @to AND a.state <> 'dropped'
GROUP BY a.due_on, t.committee_id, t.id
ORDER BY a.due_on, t.id`

// Calendar is what is due in a month, by the dates in force.
func (s *Service) Calendar(ctx context.Context, actor authz.Actor, month period.Period) ([]Entry, error) {
	bind, err := office.Reach(actor, authz.TaskRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, calendarSQL, bind(pgx.StrictNamedArgs{"from": month.Start(), "to": month.End()}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Entry])
}

// Work is what tasks want of somebody: on the first page.
type Work struct {
	Parts   []task.Part // overdue, or due within a week, that the actor answers for; the first 20
	More    int         // of them that are not listed
	Waiting int         // parts that wait to be accepted by the actor's offices
	Asks    int         // requests for a later date to them
}

const waitingSQL = `
SELECT count(*) FILTER (WHERE a.state = 'done' AND coalesce(a.acceptor_id, t.giver_unit_id) = ANY (@offices)
        AND a.member_id IS DISTINCT FROM @self) AS waiting,
    count(x.id) FILTER (WHERE t.giver_unit_id = ANY (@offices)) AS asks
FROM assignments a
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
LEFT JOIN extension_requests x ON x.committee_id = a.committee_id AND x.assignment_id = a.id AND x.state = 'asked'
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.state IN ('open', 'done')`

// worked is how many parts the first page lists.
const worked = 20

// Due is what is due from the actor and what waits for the actor's word; nothing, and no error, for who has neither.
func (s *Service) Due(ctx context.Context, actor authz.Actor) (w Work, err error) {
	if actor.May(authz.TaskAnswer) {
		var total int
		f := task.Filter{Mine: true, Show: task.ShowOpen, To: vi.Today(s.Now()).AddDate(0, 0, 7)}
		if w.Parts, total, err = s.Task.Parts(ctx, actor, f); err != nil {
			return w, err
		}
		w.Parts = w.Parts[:min(len(w.Parts), worked)]
		w.More = total - len(w.Parts)
	}
	scope, err := actor.Scope(authz.TaskGive)
	if err != nil {
		return w, nil
	}
	err = s.DB.QueryRow(ctx, waitingSQL, scope.Args(pgx.StrictNamedArgs{"offices": office.Of(actor), "self": actor.MemberID})).Scan(&w.Waiting, &w.Asks)
	if err != nil {
		err = fmt.Errorf("count what waits: %w", err)
	}
	return w, err
}

// Candidate is somebody who may be asked by name.
type Candidate struct {
	ID       int64
	Name     string
	Post     string
	UnitID   int64
	UnitName string
}

const candidatesSQL = `
SELECT m.id, m.full_name AS name, CASE s.kind WHEN 'beyond' THEN concat_ws(', ', nullif(m.state_post, ''), 'ngoài Đảng') ELSE m.party_post END AS post, u.id AS unit_id, u.name AS unit_name
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@cells) AND s.kind IN ('work', 'beyond') AND s.state = 'active'
    AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
ORDER BY u.path, s.kind DESC, m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id`

// Candidates are the members of cells to whom the actor may give work by name.
func (s *Service) Candidates(ctx context.Context, actor authz.Actor, cells []int64) ([]Candidate, error) {
	scope, err := actor.Scope(authz.TaskGive)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, candidatesSQL, scope.Args(pgx.StrictNamedArgs{"cells": cells, "today": vi.Today(s.Now())}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Candidate])
}
