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
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/rulebook"
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
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if err := takeTurn(ctx, tx, scope, p); err != nil {
			return err
		}
		r, err := s.in(tx).round(ctx, actor, p)
		if err != nil {
			return err
		}
		if r.closedAt != nil {
			return apperr.Conflict(fmt.Sprintf("Điểm %s đã chốt trước đó.", p.Label()))
		}
		if err := keepTx(ctx, tx, scope, r, now); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: r.tree.Root().ID, Action: authz.ScoreWrite, ObjectKind: "score", ObjectID: r.set.ID,
			Summary: fmt.Sprintf("Chốt điểm %d chi bộ, %s", len(r.cells), p.Label()),
		})
	})
}

// in is the service on the transaction's own connection: one that holds its turn must not wait for another connection, which
// those who wait for the turn may hold.
func (s *Service) in(tx pgx.Tx) *Service {
	return &Service{DB: tx, Now: s.Now, Org: &org.Service{DB: tx, Now: s.Now}, Rule: &rulebook.Service{DB: tx},
		Indicator: &indicator.Service{DB: tx, Now: s.Now}}
}

const turnSQL = `
SELECT pg_advisory_xact_lock(hashtextextended('score ' || @period::text, @committee::bigint))`

// takeTurn lets whoever scores a period by hand and whoever closes it go one after the other: a closed period holds every
// answer that was accepted, and no answer is accepted after it.
func takeTurn(ctx context.Context, tx pgx.Tx, scope authz.Scope, p period.Period) error {
	if _, err := tx.Exec(ctx, turnSQL, pgx.StrictNamedArgs{"committee": scope.Committee(), "period": p.String()}); err != nil {
		return fmt.Errorf("wait for others who score %s: %w", p, err)
	}
	return nil
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
