package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// tellSQL writes one notice for each secretary of cells who asked for it. Of packets given back on one day the figures are
// added up, while the notice still waits.
const tellSQL = `
INSERT INTO notices (committee_id, user_id, unit_id, kind, channel, dedupe, figures, next_try_at, made_at)
SELECT c.committee_id, c.user_id, min(u.id), @kind, w.channel, @dedupe, @figures::jsonb, @at, @now
FROM notice_contacts c
JOIN users us ON us.committee_id = c.committee_id AND us.id = c.user_id AND us.closed_at IS NULL
JOIN terms t ON t.committee_id = c.committee_id AND t.user_id = c.user_id AND t.role = 'secretary'
    AND t.valid_from <= @today AND (t.valid_to IS NULL OR t.valid_to > @today)
JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN unnest(@channels::text[]) AS w (channel) ON w.channel = 'email' AND c.email <> '' OR w.channel = 'webhook' AND c.number <> ''
WHERE c.committee_id = @committee AND u.id = ANY (@cells) AND 'work' = ANY (c.kinds)
GROUP BY c.committee_id, c.user_id, w.channel
ON CONFLICT (committee_id, user_id, channel, dedupe) DO UPDATE
SET figures = jsonb_set(notices.figures, '{returned}', to_jsonb(coalesce((notices.figures ->> 'returned')::int, 0) + 1))
WHERE notices.kind = 'work' AND notices.state = 'waiting' AND notices.attempts = 0`

func (s *Service) tell(ctx context.Context, tx pgx.Tx, scope authz.Scope, cells []int64, k Kind, f Figures) error {
	chosen, err := settings(ctx, tx, scope.Committee())
	if err != nil {
		return err
	}
	open, now := s.open(chosen), s.Now()
	if len(open) == 0 || len(cells) == 0 {
		return nil
	}
	figures, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("write a notice's figures: %w", err)
	}
	at := chosen.Wake(now)
	_, err = tx.Exec(ctx, tellSQL, scope.Args(pgx.StrictNamedArgs{
		"kind": string(k), "dedupe": string(k) + " " + vi.Today(at).Format(time.DateOnly), "figures": string(figures), "at": at, "now": now,
		"today": vi.Today(now), "channels": open, "cells": cells,
	}))
	if err != nil {
		return fmt.Errorf("write the notices: %w", err)
	}
	return nil
}

// GivenBackTx tells a cell's secretary that a packet came back, in the transaction of whoever gave it back.
func (s *Service) GivenBackTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, cell int64) error {
	return s.tell(ctx, tx, scope, []int64{cell}, Work, Figures{Returned: 1})
}

const remindSQL = `
INSERT INTO reminders (committee_id, cell_id, user_id, given_on, month, given_at, given_by, from_name)
SELECT u.committee_id, u.id, @user, @today, @month, @now, r.by, r.from_name
FROM unnest(@cells::bigint[], @bys::text[], @froms::text[]) AS r (cell_id, by, from_name)
JOIN units u ON u.committee_id = @committee AND u.id = r.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT DO NOTHING
RETURNING cell_id`

// Remind reminds the cells on which the actor may decide, or over which they stand, and that have not sent a month; each at
// most once a day. It returns how many were reminded.
func (s *Service) Remind(ctx context.Context, actor authz.Actor, month period.Period) (int, error) {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return 0, err
	}
	now := s.Now()
	if month.Start().After(vi.Today(now)) {
		return 0, apperr.Invalid("Chọn tháng hoặc quý đã đến để nhắc.")
	}
	var cells []int64
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		lines, err := (&packet.Service{DB: tx, Now: s.Now}).List(ctx, actor, month)
		if err != nil {
			return err
		}
		var asked []int64
		var bys, froms []string
		for _, l := range lines {
			if scope.Covers(l.CellPath) && l.ToSend() {
				asked = append(asked, l.CellID)
				bys = append(bys, actor.Signature(authz.PacketDecide, l.CellPath))
				froms = append(froms, actor.From(authz.PacketDecide, l.CellPath))
			}
		}
		rows, _ := tx.Query(ctx, remindSQL, scope.Args(pgx.StrictNamedArgs{
			"user": actor.User, "today": vi.Today(now), "month": month.Start(), "now": now, "cells": asked, "bys": bys, "froms": froms,
		}))
		if cells, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
			return fmt.Errorf("remind the cells: %w", err)
		}
		if err := audit.RecordAllTx(ctx, tx, actor, now, reminded(cells, month)); err != nil {
			return err
		}
		return s.tell(ctx, tx, scope, cells, Hand, Figures{Month: month.String()})
	})
	return len(cells), err
}

func reminded(cells []int64, month period.Period) []audit.Entry {
	list := make([]audit.Entry, len(cells))
	for i, cell := range cells {
		list[i] = audit.Entry{UnitID: cell, Action: authz.PacketDecide, ObjectKind: "packet", ObjectID: cell, Summary: "Nhắc gửi hồ sơ " + month.Label()}
	}
	return list
}

// Reminder is a cell's month that somebody above reminded of.
type Reminder struct {
	CellID   int64
	CellName string
	Start    time.Time
	Until    time.Time
	GivenOn  time.Time
	FromName string
}

// Month is the month or quarter that is to be sent.
func (r Reminder) Month() period.Period { return period.Spanning(r.Start, r.Until) }

// Words are what stands on the first page of whoever was reminded.
func (r Reminder) Words() string {
	return fmt.Sprintf("%s nhắc: gửi hồ sơ %s của %s.", r.FromName, r.Month().Label(), r.CellName)
}

// mineSQL leaves out a month that was sent since, and keeps the last reminder of each committee above.
const mineSQL = `
SELECT DISTINCT ON (r.month, r.cell_id, r.from_name) r.cell_id, u.name AS cell_name, r.month AS start,
    upper(review_period(r.committee_id, r.month)) - 1 AS until, r.given_on, r.from_name
FROM reminders r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
LEFT JOIN packets k ON k.committee_id = r.committee_id AND k.cell_id = r.cell_id AND k.month = r.month
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.given_on >= @since
    AND coalesce(k.state, 'open') IN ('open', 'returned')
ORDER BY r.month, r.cell_id, r.from_name, r.given_on DESC`

// shown is for how many days a reminder stays on the first page.
const shown = 31

// Mine lists what the actor's cells were reminded of and have not done yet.
func (s *Service) Mine(ctx context.Context, actor authz.Actor) ([]Reminder, error) {
	scope, err := actor.Scope(authz.PacketSend)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, mineSQL, scope.Args(pgx.StrictNamedArgs{"since": vi.Today(s.Now()).AddDate(0, 0, -shown)}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Reminder])
	if err != nil {
		return nil, fmt.Errorf("list the reminders: %w", err)
	}
	return list, nil
}

const givenSQL = `
SELECT r.cell_id, max(r.given_on) AS given_on
FROM reminders r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.month = @month
GROUP BY r.cell_id`

// Given tells on which day the cells of the actor's scope were last reminded of a month.
func (s *Service) Given(ctx context.Context, actor authz.Actor, month period.Period) (map[int64]time.Time, error) {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return nil, err
	}
	given := map[int64]time.Time{}
	var cell int64
	var on time.Time
	rows, _ := s.DB.Query(ctx, givenSQL, scope.Args(pgx.StrictNamedArgs{"month": month.Start()}))
	if _, err = pgx.ForEachRow(rows, []any{&cell, &on}, func() error { given[cell] = on; return nil }); err != nil {
		return nil, fmt.Errorf("list who was reminded: %w", err)
	}
	return given, nil
}
