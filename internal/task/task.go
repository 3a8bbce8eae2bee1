// Package task keeps the work that a committee gives to cells and members, and what became of it.
//
// It alone writes tasks and assignments. A task is written once and assigned to many in one action; an assignment is
// done on a date, so that on time and late can be told for ever.
package task

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// Service gives tasks and answers for them.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
}

// Draft is a task as it was typed. With Everyone each member of the cells is asked, else the cells' secretaries, who
// answer for their cells.
type Draft struct {
	FormKey  string // of the form it came with: the same key gives one task, however often it is sent
	Title    string
	Product  string
	Basis    string
	DueOn    time.Time
	Cells    []int64
	Everyone bool
}

func (d *Draft) clean(today time.Time) error {
	var p apperr.Problems
	d.Title, d.Product, d.Basis = vi.CleanText(d.Title), vi.Clean(d.Product), vi.Clean(d.Basis)
	switch n := utf8.RuneCountInString(d.Title); {
	case n < 5:
		p.Add("title", "Ghi rõ việc giao, ít nhất 5 ký tự.")
	case n > 500:
		p.Add("title", fmt.Sprintf("Việc giao dài %d ký tự, nhiều nhất là 500. Rút gọn lại.", n))
	}
	if utf8.RuneCountInString(d.Product) > 300 {
		p.Add("product", "Sản phẩm cần có dài quá 300 ký tự. Rút gọn lại.")
	}
	if utf8.RuneCountInString(d.Basis) > 200 {
		p.Add("basis", "Văn bản căn cứ dài quá 200 ký tự. Rút gọn lại.")
	}
	if d.DueOn.Before(today) {
		p.Add("due", "Hạn hoàn thành phải từ hôm nay trở đi.")
	}
	if d.DueOn.After(today.AddDate(5, 0, 0)) {
		p.Add("due", "Hạn hoàn thành xa quá 5 năm. Kiểm tra lại năm.")
	}
	if len(d.Cells) == 0 {
		p.Add("cells", "Chọn ít nhất một chi bộ để giao.")
	}
	return p.Err("")
}

const giveSQL = `
INSERT INTO tasks (committee_id, giver_unit_id, title, product, basis, given_on, due_on, form_key)
SELECT @committee, u.id, @title, @product, @basis, @today, @due, @form_key::uuid
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY nlevel(u.path), u.id
LIMIT 1
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id, giver_unit_id`

const assignSQL = `
INSERT INTO assignments (committee_id, task_id, cell_id, member_id, given_on, due_on)
SELECT u.committee_id, @task, u.id, s.member_id, @today, @due
FROM units u
JOIN memberships s ON s.committee_id = u.committee_id AND s.unit_id = u.id AND s.kind = 'work'
    AND s.state = 'active' AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = ANY (@cells)
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @today AND (u.valid_to IS NULL OR u.valid_to > @today)
    AND (@everyone OR m.party_post ILIKE 'bí thư%')
RETURNING cell_id`

// Give writes a task and assigns it, all in one transaction. The same form sent twice makes one task. NotFound when a
// chosen cell is outside the scope or no longer stands.
func (s *Service) Give(ctx context.Context, actor authz.Actor, d Draft) error {
	scope, err := actor.Scope(authz.TaskGive)
	if err != nil {
		return err
	}
	now := s.Now()
	today := vi.Today(now)
	if err := d.clean(today); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		var task, giver int64
		err := tx.QueryRow(ctx, giveSQL, scope.Args(pgx.StrictNamedArgs{
			"title": d.Title, "product": d.Product, "basis": d.Basis, "today": today, "due": d.DueOn, "form_key": d.FormKey,
		})).Scan(&task, &giver)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // sent before
		}
		if err != nil {
			return fmt.Errorf("write the task: %w", err)
		}
		cells, err := s.assign(ctx, tx, scope, task, today, d)
		if err != nil {
			return err
		}
		err = audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: giver, Action: authz.TaskGive, ObjectKind: "task", ObjectID: task,
			Summary: fmt.Sprintf("Giao việc cho %d chi bộ: %s", len(cells), d.Title), After: d,
		})
		if err != nil {
			return err
		}
		return s.CellsChanged(ctx, tx, actor.Committee, cells, period.MonthOf(today))
	})
}

func (s *Service) assign(ctx context.Context, tx pgx.Tx, scope authz.Scope, task int64, today time.Time, d Draft) ([]int64, error) {
	rows, _ := tx.Query(ctx, assignSQL, scope.Args(pgx.StrictNamedArgs{
		"task": task, "today": today, "due": d.DueOn, "cells": d.Cells, "everyone": d.Everyone,
	}))
	assigned, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("assign the task: %w", err)
	}
	asked := map[int64]bool{}
	var cells []int64
	for _, c := range assigned {
		if !asked[c] {
			asked[c] = true
			cells = append(cells, c)
		}
	}
	for _, c := range d.Cells {
		if !asked[c] {
			return nil, apperr.NotFound("Có chi bộ đã chọn không nằm trong phạm vi của đồng chí, đã kết thúc hoạt động, hoặc chưa có bí thư trong danh sách. Chọn lại rồi giao.")
		}
	}
	return cells, nil
}

const settleSQL = `
UPDATE assignments a
SET state = CASE WHEN @done THEN 'done' ELSE 'open' END, done_on = CASE WHEN @done THEN @on::date END
FROM units u
WHERE a.committee_id = @committee AND u.committee_id = a.committee_id AND u.id = a.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.id = @assignment
    AND a.state = CASE WHEN @done THEN 'open' ELSE 'done' END`

// SettleTx notes inside a month's transaction that a task was marked done on a day, or no longer. What was accepted
// already is not touched.
func (s *Service) SettleTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, assignment int64, done bool, on time.Time) error {
	_, err := tx.Exec(ctx, settleSQL, scope.Args(pgx.StrictNamedArgs{"assignment": assignment, "done": done, "on": on}))
	if err != nil {
		return fmt.Errorf("settle the assignment: %w", err)
	}
	return nil
}
