// Package months holds still the months of cells while given work changes, and counts them again afterwards.
//
// It owns no table. What must never happen: a month that is being sent is asked for something else in between.
package months

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
)

// lockSQL keeps cells from sending months until the end of the transaction, and tells which they have sent. Cells go
// up, then months, as everywhere.
const lockSQL = `
SELECT k.cell_id, k.month, upper(review_period(k.committee_id, k.month)) - 1 AS until, k.state IN ('sent', 'taken', 'approved') AS sent
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.cell_id = ANY (@cells)
    AND k.month BETWEEN lower(review_period(@committee, @from)) AND @to
ORDER BY k.cell_id, k.month
FOR SHARE OF k`

// Lock keeps cells from sending the months from one to another until the end of the transaction, and returns the last month, or quarter,
// that was sent; the zero one when none was.
func Lock(ctx context.Context, tx pgx.Tx, scope authz.Scope, cells []int64, from, to period.Period) (last period.Period, err error) {
	var cell int64
	var month, until time.Time
	var sent bool
	rows, _ := tx.Query(ctx, lockSQL, scope.Args(pgx.StrictNamedArgs{"cells": cells, "from": from.Start(), "to": to.Start()}))
	_, err = pgx.ForEachRow(rows, []any{&cell, &month, &until, &sent}, func() error {
		if m := period.Spanning(month, until); sent && (last.IsZero() || last.Before(m)) {
			last = m
		}
		return nil
	})
	if err != nil {
		return last, fmt.Errorf("lock the months: %w", err)
	}
	return last, nil
}

const periodsSQL = `
SELECT DISTINCT lower(p) AS month, upper(p) - 1 AS until
FROM generate_series(@from::timestamp, @to::timestamp, interval '1 month') AS s (day), review_period(@committee, s.day::date) AS p
ORDER BY month`

// periods are the months or quarters of self-review that hold the months from one to another.
func periods(ctx context.Context, tx pgx.Tx, committee int64, from, to period.Period) ([]period.Period, error) {
	rows, _ := tx.Query(ctx, periodsSQL, pgx.StrictNamedArgs{"committee": committee, "from": from.Start(), "to": to.Start()})
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (period.Period, error) {
		var month, until time.Time
		err := row.Scan(&month, &until)
		return period.Spanning(month, until), err
	})
	if err != nil {
		return nil, fmt.Errorf("find the months of self-review: %w", err)
	}
	return list, nil
}

// LockRunning is [Lock] for the month or quarter of self-review that runs on a day, which it returns.
func LockRunning(ctx context.Context, tx pgx.Tx, scope authz.Scope, cells []int64, today time.Time) (period.Period, error) {
	m := period.MonthOf(today)
	list, err := periods(ctx, tx, scope.Committee(), m, m)
	if err != nil {
		return m, err
	}
	_, err = Lock(ctx, tx, scope, cells, list[0], list[0])
	return list[0], err
}

// Recount counts cells again in every month, or quarter, from one to another, the earlier first, as in every transaction that counts
// several.
func Recount(ctx context.Context, tx pgx.Tx, changed func(context.Context, pgx.Tx, int64, []int64, period.Period) error, committee int64, cells []int64, from, to period.Period) error {
	slices.Sort(cells)
	cells = slices.Compact(cells)
	if len(cells) == 0 {
		return nil
	}
	list, err := periods(ctx, tx, committee, from, to)
	if err != nil {
		return err
	}
	for _, m := range list {
		if err := changed(ctx, tx, committee, cells, m); err != nil {
			return err
		}
	}
	return nil
}
