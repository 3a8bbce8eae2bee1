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
SELECT k.cell_id, k.month, k.state IN ('sent', 'taken', 'approved') AS sent
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.cell_id = ANY (@cells) AND k.month BETWEEN @from AND @to
ORDER BY k.cell_id, k.month
FOR SHARE OF k`

// Lock keeps cells from sending the months from one to another until the end of the transaction, and returns the last month that was sent, the zero one when none was.
func Lock(ctx context.Context, tx pgx.Tx, scope authz.Scope, cells []int64, from, to period.Period) (last period.Period, err error) {
	var cell int64
	var month time.Time
	var sent bool
	rows, _ := tx.Query(ctx, lockSQL, scope.Args(pgx.StrictNamedArgs{"cells": cells, "from": from.Start(), "to": to.Start()}))
	_, err = pgx.ForEachRow(rows, []any{&cell, &month, &sent}, func() error {
		if m := period.MonthOf(month); sent && (last.IsZero() || last.Before(m)) {
			last = m
		}
		return nil
	})
	if err != nil {
		return last, fmt.Errorf("lock the months: %w", err)
	}
	return last, nil
}

// Recount counts cells again in every month from one to another, the earlier first, as in every transaction that counts several.
func Recount(ctx context.Context, tx pgx.Tx, changed func(context.Context, pgx.Tx, int64, []int64, period.Period) error, committee int64, cells []int64, from, to period.Period) error {
	slices.Sort(cells)
	cells = slices.Compact(cells)
	for m := from; len(cells) > 0 && !to.Before(m); m = m.Next() {
		if err := changed(ctx, tx, committee, cells, m); err != nil {
			return err
		}
	}
	return nil
}
