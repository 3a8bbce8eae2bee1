package task

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/task/months"
	"tusoi/internal/task/office"
	"tusoi/internal/vi"
)

// Plan is whom a draft would ask.
type Plan struct {
	Units  []PlanLine // that are asked
	Empty  []string   // chosen, and nobody there to ask
	People int
}

// PlanLine is one unit of a plan. People is 1 for a committee that is asked itself.
type PlanLine struct {
	ID     int64
	Name   string
	Above  string
	Kind   string
	People int
}

// chosenSQL finds the units that a draft means and how many people it asks in each. People outside the Party are asked by name alone.
const chosenSQL = `
SELECT u.id, u.name, coalesce(p.name, '') AS above, u.kind,
    CASE WHEN u.kind = 'grassroots' THEN 1 ELSE count(m.id) END AS people
FROM units u
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN memberships s ON s.committee_id = u.committee_id AND s.unit_id = u.id AND (s.kind = 'work' OR s.kind = 'beyond' AND @asked = 'named')
    AND s.state = 'active' AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
LEFT JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
    AND CASE @asked WHEN 'everyone' THEN true WHEN 'named' THEN m.id = ANY (@members) ELSE m.party_post ILIKE 'bí thư%' END
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND (@top = '' OR u.path <@ @top::text::ltree)
    AND u.valid_from <= @today AND (u.valid_to IS NULL OR u.valid_to > @today)
    AND u.kind IN ('grassroots_cell', CASE WHEN @asked = 'committees' THEN 'grassroots' ELSE 'cell' END)
    AND (u.id = ANY (@units) OR (@type::text = '' OR u.type = @type) AND u.path <@ (
        SELECT b.path FROM units b
        WHERE b.committee_id = @committee AND b.id = @branch))
GROUP BY u.committee_id, u.id, p.name
ORDER BY u.path`

// Plan tells whom a draft would ask, without writing anything: what Give checks is checked here already.
func (s *Service) Plan(ctx context.Context, actor authz.Actor, d Draft) (Plan, error) {
	scope, err := actor.Scope(authz.TaskGive)
	if err != nil {
		return Plan{}, err
	}
	plan, _, err := s.plan(ctx, s.DB, actor, scope, &d)
	return plan, err
}

// plan also returns the part that is passed on, the zero one when the work begins here.
func (s *Service) plan(ctx context.Context, db postgres.DB, actor authz.Actor, scope authz.Scope, d *Draft) (Plan, Part, error) {
	today := vi.Today(s.Now())
	if err := d.clean(today); err != nil {
		return Plan{}, Part{}, err
	}
	var from Part
	if d.Parent != 0 {
		var err error
		if from, err = s.passed(ctx, db, actor, *d); err != nil {
			return Plan{}, from, err
		}
	}
	rows, _ := db.Query(ctx, chosenSQL, scope.Args(pgx.StrictNamedArgs{
		"today": today, "asked": string(d.Asked), "members": some(d.Members), "units": some(d.Units), "branch": d.Branch, "type": d.Type, "top": from.UnitPath,
	}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[PlanLine])
	if err != nil {
		return Plan{}, from, fmt.Errorf("find whom the task asks: %w", err)
	}
	plan, err := planned(*d, found)
	return plan, from, err
}

// some is a list that is never null: in SQL nothing is in an empty list, and nobody knows what is in null.
func some(ids []int64) []int64 { return append([]int64{}, ids...) }

func planned(d Draft, found []PlanLine) (Plan, error) {
	var plan Plan
	for _, u := range found {
		if u.People == 0 {
			plan.Empty = append(plan.Empty, u.Name)
			continue
		}
		plan.Units = append(plan.Units, u)
		plan.People += u.People
	}
	for _, id := range d.Units {
		if !slices.ContainsFunc(found, func(u PlanLine) bool { return u.ID == id }) {
			return plan, apperr.NotFound("Có tổ chức đã chọn không nằm trong phạm vi của đồng chí hoặc đã kết thúc hoạt động. Chọn lại rồi giao.")
		}
	}
	slices.Sort(d.Members)
	switch {
	case d.Asked == AskNamed && len(d.Members) == 0:
		return plan, apperr.Invalid("", apperr.Field{Name: "members", Msg: "Chọn ít nhất một đảng viên."})
	case d.Asked == AskNamed && plan.People != len(slices.Compact(d.Members)):
		return plan, apperr.NotFound("Có đảng viên đã chọn không sinh hoạt ở chi bộ này nữa. Chọn lại rồi giao.")
	case len(plan.Units) == 0 && len(plan.Empty) == 0:
		return plan, apperr.Invalid("", apperr.Field{Name: "cells", Msg: "Không có tổ chức nào như đã chọn. Chọn nhánh hoặc loại hình khác."})
	case len(plan.Units) == 0:
		return plan, apperr.Invalid("", apperr.Field{Name: "cells", Msg: "Các chi bộ đã chọn chưa có người để giao: chưa có bí thư trong danh sách. Chọn giao cho mọi đảng viên, hoặc chọn chi bộ khác."})
	}
	return plan, nil
}

// passed is the part that a draft passes on. Its own unit passes it, in time for itself, while it is still to be done.
func (s *Service) passed(ctx context.Context, db postgres.DB, actor authz.Actor, d Draft) (Part, error) {
	from, err := s.part(ctx, db, actor, d.Parent)
	switch {
	case err != nil:
		return from, err
	case !from.MayPass(actor):
		return from, apperr.Forbidden("Chỉ cấp ủy hoặc bí thư chi bộ được giao việc này mới chuyển tiếp được.")
	case from.State != Open:
		return from, apperr.Conflict("Việc này không còn ở bước đang làm nên không chuyển tiếp được nữa.")
	case d.DueOn.After(from.DueOn):
		return from, apperr.Invalid("", apperr.Field{Name: "due", Msg: fmt.Sprintf("Hạn chuyển xuống không sau hạn được giao, ngày %s.", vi.Date(from.DueOn))})
	}
	return from, nil
}

// giveSQL writes the task in the name of the actor's office under which most of the units stand; of a part passed on, of
// the unit that it was given to. A meeting outside the scope is none.
const giveSQL = `
INSERT INTO tasks (committee_id, giver_unit_id, parent_id, title, product, basis, basis_on, basis_subject, weight, given_on, due_on, form_key, meeting_id)
SELECT @committee, o.id, nullif(@parent::bigint, 0), @title, @product, @basis, @basis_on, @basis_subject, nullif(@weight::int, 0), @today, @due, @form_key::uuid, (
        SELECT m.id
        FROM meetings m
        JOIN units c ON c.committee_id = m.committee_id AND c.id = m.cell_id AND c.path <@ ANY (@scope::text[]::ltree[])
        WHERE m.committee_id = @committee AND m.id = @meeting)
FROM units o
WHERE o.committee_id = @committee AND o.path <@ ANY (@scope::text[]::ltree[]) AND o.id = ANY (@offices) AND (@giver::bigint = 0 OR o.id = @giver)
ORDER BY (SELECT count(*) FROM units u WHERE u.committee_id = @committee AND u.id = ANY (@cells) AND u.path <@ o.path) DESC, nlevel(o.path), o.id
LIMIT 1
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id, giver_unit_id`

// assignSQL asks everybody in one statement. A month that a cell has already sent does not ask for the work any more.
const assignSQL = `
INSERT INTO assignments (committee_id, task_id, cell_id, member_id, acceptor_id, given_on, due_on, rest)
SELECT u.committee_id, @task, u.id, w.member_id,
    CASE WHEN @above THEN (
        SELECT x.id FROM units x
        WHERE x.committee_id = u.committee_id AND x.path @> u.path AND x.id <> u.id AND x.kind <> 'subcommittee'
        ORDER BY nlevel(x.path) DESC
        LIMIT 1) END,
    @today, @due,
    CASE WHEN k.state IN ('sent', 'taken', 'approved') THEN datemultirange(daterange(@month, @next)) ELSE '{}' END
FROM units u
JOIN LATERAL (
    SELECT NULL::bigint AS member_id
    WHERE u.kind = 'grassroots'
    UNION ALL
    SELECT s.member_id
    FROM memberships s
    JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
    WHERE s.committee_id = u.committee_id AND s.unit_id = u.id AND (s.kind = 'work' OR s.kind = 'beyond' AND @asked = 'named')
        AND s.state = 'active' AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
        AND CASE @asked WHEN 'everyone' THEN true WHEN 'named' THEN m.id = ANY (@members) ELSE m.party_post ILIKE 'bí thư%' END) AS w ON true
LEFT JOIN packets k ON k.committee_id = u.committee_id AND k.cell_id = u.id AND k.month = @month
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@cells)`

// Give writes a task and assigns it, all in one transaction and a constant number of statements. The same form sent twice
// makes one task. NotFound when a chosen unit is outside the scope or no longer stands.
func (s *Service) Give(ctx context.Context, actor authz.Actor, d Draft) (Plan, error) {
	scope, err := actor.Scope(authz.TaskGive)
	if err != nil {
		return Plan{}, err
	}
	var plan Plan
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		var from Part
		if plan, from, err = s.plan(ctx, tx, actor, scope, &d); err != nil {
			return err
		}
		return s.give(ctx, tx, actor, scope, d, plan, from)
	})
	return plan, err
}

func (s *Service) give(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, d Draft, plan Plan, from Part) error {
	now := s.Now()
	today := vi.Today(now)
	cells := make([]int64, len(plan.Units))
	for i, u := range plan.Units {
		cells[i] = u.ID
	}
	task, giver, err := write(ctx, tx, actor, scope, d, from, cells, today)
	if err != nil || task == 0 {
		return err
	}
	if d.Parent != 0 { // its row is held by now: whoever drops it either did so before, or waits and drops this as well
		if _, err := s.passed(ctx, tx, actor, d); err != nil {
			return err
		}
	}
	month, err := months.LockRunning(ctx, tx, scope, cells, today)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, assignSQL, scope.Args(pgx.StrictNamedArgs{
		"task": task, "cells": cells, "above": d.Above, "today": today, "due": d.DueOn, "month": month.Start(), "next": month.Next().Start(),
		"asked": string(d.Asked), "members": some(d.Members),
	}))
	if err != nil {
		return fmt.Errorf("assign the task: %w", err)
	}
	err = audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: giver, Action: authz.TaskGive, ObjectKind: "task", ObjectID: task,
		Summary: fmt.Sprintf("Giao việc cho %s tổ chức, %s phần việc: %s", vi.Int(len(plan.Units)), vi.Int(plan.People), d.Title), After: d,
	})
	if err != nil {
		return err
	}
	return s.CellsChanged(ctx, tx, actor.Committee, monthly(plan.Units), month)
}

// write makes the task and returns it with the unit that gives it; 0 when the form was sent before.
func write(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, d Draft, from Part, cells []int64, today time.Time) (task, giver int64, err error) {
	err = tx.QueryRow(ctx, giveSQL, scope.Args(pgx.StrictNamedArgs{
		"offices": office.Of(actor), "giver": from.UnitID, "cells": cells, "parent": d.Parent, "title": d.Title, "product": d.Product, "basis": d.Basis,
		"basis_on": day(d.BasisOn), "basis_subject": d.BasisSubject, "weight": d.Weight, "today": today, "due": d.DueOn, "form_key": d.FormKey, "meeting": d.Meeting,
	})).Scan(&task, &giver)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, fmt.Errorf("write the task: %w", err)
	}
	return task, giver, nil
}

// monthly are the units that have months: a grassroots committee has none.
func monthly(units []PlanLine) []int64 {
	var cells []int64
	for _, u := range units {
		if u.Kind != "grassroots" {
			cells = append(cells, u.ID)
		}
	}
	return cells
}
