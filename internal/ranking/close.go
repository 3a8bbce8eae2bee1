package ranking

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

const keepSQL = `
INSERT INTO score_sheets (committee_id, rule_set_id, cell_id, period, total, level, body, scored_at)
SELECT u.committee_id, @set, u.id, @period, t.total, t.level, t.body::jsonb, @now
FROM unnest(@cells::bigint[], @totals::int[], @levels::text[], @bodies::text[]) AS t (cell, total, level, body)
JOIN units u ON u.committee_id = @committee AND u.id = t.cell AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT DO NOTHING`

// Close keeps the scores of a period as they are at this moment; from then on the period never scores anew. Invalid while
// the period still runs, Conflict when it is closed already.
func (s *Service) Close(ctx context.Context, actor authz.Actor, p period.Period) error {
	scope, err := actor.Scope(authz.ScoreWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	if !p.End().Before(vi.Today(now)) {
		return apperr.Invalid(fmt.Sprintf("Chưa hết %s nên chưa chốt điểm được.", p.Label()))
	}
	r, err := s.round(ctx, actor, p)
	if err != nil {
		return err
	}
	if r.closedAt != nil {
		return apperr.Conflict(fmt.Sprintf("Điểm %s đã chốt trước đó.", p.Label()))
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if err := keepTx(ctx, tx, scope, r, now); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: r.tree.Root().ID, Action: authz.ScoreWrite, ObjectKind: "score", ObjectID: r.set.ID,
			Summary: fmt.Sprintf("Chốt điểm %d chi bộ, %s", len(r.cells), p.Label()),
		})
	})
}

func keepTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, r round, now time.Time) error {
	var cells []int64
	var totals []int32
	var levels, bodies []string
	for id, c := range r.cells {
		body, err := json.Marshal(c.sheet)
		if err != nil {
			return fmt.Errorf("write the sheet of cell %d: %w", id, err)
		}
		cells, totals = append(cells, id), append(totals, int32(c.sheet.Total))
		levels, bodies = append(levels, c.sheet.Level.Key), append(bodies, string(body))
	}
	_, err := tx.Exec(ctx, keepSQL, scope.Args(pgx.StrictNamedArgs{
		"set": r.set.ID, "period": r.period.String(), "now": now, "cells": cells, "totals": totals, "levels": levels, "bodies": bodies,
	}))
	if err != nil {
		return fmt.Errorf("keep the sheets: %w", err)
	}
	return nil
}
