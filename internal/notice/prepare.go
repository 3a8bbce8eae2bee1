package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

const (
	// peopleSQL finds the offices, held today, of everybody who asked to be reminded by a way that is open.
	peopleSQL = `
SELECT c.user_id, coalesce(us.member_id, 0) AS member_id, t.unit_id, t.role, u.path::text AS path, c.kinds,
    array(SELECT w.channel FROM unnest(@channels::text[]) AS w (channel)
        WHERE w.channel = 'email' AND c.email <> '' OR w.channel = 'webhook' AND c.number <> '') AS channels
FROM notice_contacts c
JOIN users us ON us.committee_id = c.committee_id AND us.id = c.user_id AND us.closed_at IS NULL
JOIN terms t ON t.committee_id = c.committee_id AND t.user_id = c.user_id
    AND t.valid_from <= @today AND (t.valid_to IS NULL OR t.valid_to > @today)
JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
WHERE c.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND c.kinds <> '{}'
ORDER BY c.user_id, t.id`

	// duesSQL counts what the cells have to mend and to do, by its day.
	duesSQL = `
SELECT d.cell_id, d.due_on, count(*)::int AS n
FROM (
    SELECT r.committee_id, r.cell_id, r.due_on
    FROM remedies r
    WHERE r.committee_id = @committee AND r.state NOT IN ('verified', 'carried') AND r.due_on <= @until
    UNION ALL
    SELECT a.committee_id, a.cell_id, a.due_on
    FROM assignments a
    WHERE a.committee_id = @committee AND a.state <> 'dropped' AND a.done_on IS NULL AND a.due_on <= @until) AS d
JOIN units u ON u.committee_id = d.committee_id AND u.id = d.cell_id
WHERE u.path <@ ANY (@scope::text[]::ltree[]) AND d.cell_id = ANY (@cells)
GROUP BY d.cell_id, d.due_on`

	// promisesSQL counts the promises of the year that are not kept yet.
	promisesSQL = `
SELECT i.member_id, count(*)::int AS n
FROM pledge_items i
JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
JOIN units u ON u.committee_id = p.committee_id AND u.id = p.cell_id
WHERE i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND i.member_id = ANY (@members) AND i.year = @year
    AND (i.live_from IS NULL OR i.live_from <= @today) AND (i.live_to IS NULL OR i.live_to > @today)
    AND NOT EXISTS (
        SELECT FROM marks k
        WHERE k.committee_id = i.committee_id AND k.item_id = i.id AND k.item_kind = 'pledge' AND k.mark = 'done')
GROUP BY i.member_id`

	// putSQL tells nothing twice. What still waits, untouched, takes the figures of now.
	putSQL = `
INSERT INTO notices (committee_id, user_id, unit_id, kind, channel, dedupe, figures, next_try_at, made_at)
SELECT @committee, d.user_id, d.unit_id, d.kind, d.channel, d.dedupe, d.figures::jsonb, @at, @now
FROM unnest(@users::bigint[], @units::bigint[], @kinds::text[], @channels::text[], @dedupes::text[], @figures::text[])
    AS d (user_id, unit_id, kind, channel, dedupe, figures)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT (committee_id, user_id, channel, dedupe) DO UPDATE SET figures = EXCLUDED.figures
WHERE notices.state = 'waiting' AND notices.attempts = 0 AND notices.figures <> EXCLUDED.figures`

	// forgetSQL drops what ended long ago: a notice is no record.
	forgetSQL = `
DELETE FROM notices n
USING units u
WHERE n.committee_id = @committee AND u.committee_id = n.committee_id AND u.id = n.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND n.ended_at < @before`
)

// kept is for how long what was sent can be looked at.
const kept = 90 * 24 * time.Hour

// Prepare puts into the outbox what a committee is to be reminded of today, in a number of statements that does not grow with
// its people. It is called every hour by the portal, for one committee after the other, and may run beside itself.
func (s *Service) Prepare(ctx context.Context, actor authz.Actor) error {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, forgetSQL, scope.Args(pgx.StrictNamedArgs{"before": now.Add(-kept)})); err != nil {
			return fmt.Errorf("forget old notices: %w", err)
		}
		chosen, err := settings(ctx, tx, actor.Committee)
		if err != nil {
			return err
		}
		open := s.open(chosen)
		if len(open) == 0 {
			return nil
		}
		f, err := s.facts(ctx, tx, actor, scope, now, open)
		if err != nil {
			return err
		}
		return put(ctx, tx, scope, chosen.Wake(now), now, plan(now, chosen, f))
	})
}

func (s *Service) facts(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, now time.Time, open []string) (f facts, err error) {
	today := vi.Today(now)
	rows, _ := tx.Query(ctx, peopleSQL, scope.Args(pgx.StrictNamedArgs{"channels": open, "today": today}))
	if f.people, err = pgx.CollectRows(rows, pgx.RowToStructByName[recipient]); err != nil {
		return f, fmt.Errorf("find whom to remind: %w", err)
	}
	if len(f.people) == 0 {
		return f, nil
	}
	if f.lines, err = (&packet.Service{DB: tx, Now: s.Now}).Pending(ctx, actor); err != nil {
		return f, err
	}
	cells, members := []int64{}, []int64{}
	for _, p := range f.people {
		cells, members = append(cells, p.UnitID), append(members, p.MemberID)
	}
	rows, _ = tx.Query(ctx, duesSQL, scope.Args(pgx.StrictNamedArgs{"cells": cells, "until": today.AddDate(0, 0, soon)}))
	if f.dues, err = pgx.CollectRows(rows, pgx.RowToStructByName[dueCount]); err != nil {
		return f, fmt.Errorf("count what is due: %w", err)
	}
	f.promises = map[int64]int{}
	var member int64
	var n int
	rows, _ = tx.Query(ctx, promisesSQL, scope.Args(pgx.StrictNamedArgs{"members": members, "year": today.Year(), "today": today}))
	if _, err = pgx.ForEachRow(rows, []any{&member, &n}, func() error { f.promises[member] = n; return nil }); err != nil {
		return f, fmt.Errorf("count what was promised: %w", err)
	}
	return f, nil
}

// put writes notices, one for each way to each person.
func put(ctx context.Context, tx pgx.Tx, scope authz.Scope, at, now time.Time, drafts []draft) error {
	var users, units []int64
	var kinds, channels, dedupes, figures []string
	for _, d := range drafts {
		text, err := json.Marshal(d.figures)
		if err != nil {
			return fmt.Errorf("write a notice's figures: %w", err)
		}
		for _, c := range d.to.Channels {
			users, units = append(users, d.to.UserID), append(units, d.to.UnitID)
			kinds, channels = append(kinds, string(d.kind)), append(channels, c)
			dedupes, figures = append(dedupes, d.dedupe), append(figures, string(text))
		}
	}
	if len(users) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, putSQL, scope.Args(pgx.StrictNamedArgs{
		"users": users, "units": units, "kinds": kinds, "channels": channels, "dedupes": dedupes, "figures": figures, "at": at, "now": now,
	}))
	if err != nil {
		return fmt.Errorf("write the notices: %w", err)
	}
	return nil
}
