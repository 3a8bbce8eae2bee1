package indicator

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/deadline"
	"tusoi/internal/period"
)

const makeRecountSQL = `
INSERT INTO cell_month_facts (committee_id, cell_id, month)
SELECT @committee, cell_id, @month
FROM unnest(@cells::bigint[]) AS t (cell_id)
ORDER BY cell_id
ON CONFLICT DO NOTHING`

const lockRecountSQL = `
SELECT cell_id
FROM cell_month_facts
WHERE committee_id = @committee AND month = @month AND cell_id = ANY (@cells)
ORDER BY cell_id
FOR UPDATE`

// factsRecountSQL is the one place where a month is counted. Who is expected and what is live are defined as on the sheet; the
// last day that counts as on time is that of deadline.Calendar.
const factsRecountSQL = `
WITH cells AS (
    SELECT cell_id FROM unnest(@cells::bigint[]) AS t (cell_id)
), expected AS (
    SELECT s.unit_id AS cell_id, s.member_id
    FROM memberships s
    WHERE s.committee_id = @committee AND s.unit_id = ANY (@cells) AND s.kind = 'work' AND s.state = 'active'
        AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)
), live AS (
    SELECT e.cell_id, e.member_id, 'pledge' AS kind, i.id
    FROM expected e
    JOIN pledge_items i ON i.committee_id = @committee AND i.member_id = e.member_id AND i.year = @year
    JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
    WHERE (i.live_from IS NULL OR i.live_from <= @month) AND (i.live_to IS NULL OR i.live_to > @month) AND NOT EXISTS (
        SELECT FROM marks d
        WHERE d.committee_id = @committee AND d.item_id = i.id AND d.month < @month
            AND d.item_kind = 'pledge' AND d.mark = 'done')
    UNION ALL
    SELECT e.cell_id, e.member_id, 'task', a.id
    FROM expected e
    JOIN assignments a ON a.committee_id = @committee AND a.member_id = e.member_id AND a.cell_id = e.cell_id
    WHERE a.given_on <= @end AND (a.done_on IS NULL OR a.done_on >= @month) AND NOT a.rest @> @month::date
), marked AS (
    SELECT l.cell_id, l.member_id, count(*) AS items, count(k.mark) AS marks,
        count(*) FILTER (WHERE k.mark = 'done') AS done, count(*) FILTER (WHERE k.mark = 'on_track') AS on_track,
        count(*) FILTER (WHERE k.mark = 'not_done') AS not_done, count(*) FILTER (WHERE k.mark = 'not_due') AS not_due
    FROM live l
    LEFT JOIN marks k ON k.committee_id = @committee AND k.cell_id = l.cell_id AND k.month = @month
        AND k.member_id = l.member_id AND k.item_kind = l.kind AND k.item_id = l.id
    GROUP BY l.cell_id, l.member_id
), named AS (
    SELECT DISTINCT r.cell_id, r.member_id
    FROM remedies r
    WHERE r.committee_id = @committee AND r.cell_id = ANY (@cells) AND r.opened_month = @month AND r.specific AND r.continues_id IS NULL
), people AS (
    SELECT e.cell_id, m.items, m.done, m.on_track, m.not_done, m.not_due, r.substantive, r.responsible, r.conduct,
        coalesce(m.items, 0) = coalesce(m.marks, 0) AND r.substantive IS NOT NULL AND r.responsible IS NOT NULL
            AND (r.conduct = 'clear' OR r.conduct = 'found' AND r.conduct_note <> '' AND r.conduct_signs <> '{}') AS reviewed,
        n.member_id IS NOT NULL AS specific
    FROM expected e
    LEFT JOIN marked m ON m.cell_id = e.cell_id AND m.member_id = e.member_id
    LEFT JOIN reviews r ON r.committee_id = @committee AND r.cell_id = e.cell_id AND r.month = @month AND r.member_id = e.member_id
    LEFT JOIN named n ON n.cell_id = e.cell_id AND n.member_id = e.member_id
), sums AS (
    SELECT cell_id, count(*) AS members_expected, count(*) FILTER (WHERE reviewed) AS members_reviewed,
        count(*) FILTER (WHERE reviewed AND specific) AS reviews_specific, sum(items) AS items_live,
        sum(done) AS marks_done, sum(on_track) AS marks_on_track, sum(not_done) AS marks_not_done, sum(not_due) AS marks_not_due,
        count(*) FILTER (WHERE substantive = 'yes') AS substantive_yes, count(*) FILTER (WHERE responsible = 'yes') AS responsible_yes,
        count(*) FILTER (WHERE conduct = 'clear') AS conduct_clear, count(*) FILTER (WHERE conduct = 'found') AS conduct_found
    FROM people
    GROUP BY cell_id
), mending AS (
    SELECT r.cell_id, count(*) FILTER (WHERE r.opened_month = @month AND r.continues_id IS NULL) AS opened,
        count(*) FILTER (WHERE r.verified_on BETWEEN @month AND @end) AS verified,
        count(*) FILTER (WHERE coalesce(r.verified_on, r.carried_on, 'infinity') > @end) AS unverified,
        count(*) FILTER (WHERE coalesce(r.verified_on, r.carried_on, 'infinity') > @end AND r.due_on <= @end) AS due
    FROM remedies r
    WHERE r.committee_id = @committee AND r.cell_id = ANY (@cells) AND r.opened_month <= @month
    GROUP BY r.cell_id
), due AS (
    SELECT d + CASE extract(isodow FROM d) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END + grace AS day
    FROM (
        SELECT least(@month::date + coalesce(max(due_day), @due_day::int) - 1, @end::date) AS d, coalesce(max(grace_days), 0) AS grace
        FROM (
            SELECT due_day, grace_days FROM period_rules
            WHERE committee_id = @committee AND from_month <= @month
            ORDER BY from_month DESC
            LIMIT 1) AS r) AS c
), opened AS (
    SELECT u.id AS cell_id, max(x.due_on) AS day
    FROM period_exceptions x
    JOIN units a ON a.committee_id = x.committee_id AND a.id = x.unit_id
    JOIN units u ON u.committee_id = a.committee_id AND u.path <@ a.path AND u.id = ANY (@cells)
    WHERE x.committee_id = @committee AND x.month = @month
    GROUP BY u.id
)
UPDATE cell_month_facts f
SET members_expected = coalesce(s.members_expected, 0), members_reviewed = coalesce(s.members_reviewed, 0),
    reviews_specific = coalesce(s.reviews_specific, 0),
    items_live = coalesce(s.items_live, 0), marks_done = coalesce(s.marks_done, 0), marks_on_track = coalesce(s.marks_on_track, 0),
    marks_not_done = coalesce(s.marks_not_done, 0), marks_not_due = coalesce(s.marks_not_due, 0),
    substantive_yes = coalesce(s.substantive_yes, 0), responsible_yes = coalesce(s.responsible_yes, 0),
    conduct_clear = coalesce(s.conduct_clear, 0), conduct_found = coalesce(s.conduct_found, 0),
    remedies_opened = coalesce(m.opened, 0), remedies_verified = coalesce(m.verified, 0),
    remedies_unverified = coalesce(m.unverified, 0), remedies_due = coalesce(m.due, 0),
    packet_state = coalesce(k.state, 'open'),
    sent_on_time = coalesce((k.first_sent_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= greatest((SELECT day FROM due), o.day), false)
FROM cells c
LEFT JOIN opened o ON o.cell_id = c.cell_id
LEFT JOIN sums s ON s.cell_id = c.cell_id
LEFT JOIN mending m ON m.cell_id = c.cell_id
LEFT JOIN packets k ON k.committee_id = @committee AND k.cell_id = c.cell_id AND k.month = @month
WHERE f.committee_id = @committee AND f.cell_id = c.cell_id AND f.month = @month`

// CellsChangedTx counts the month of cells again, in the transaction of the change that moved it. The rows are locked
// before they are counted: of two writers of one cell the second counts what the first committed.
func (s *Service) CellsChangedTx(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error {
	cells = slices.Sorted(slices.Values(cells))
	args := func() pgx.StrictNamedArgs {
		return pgx.StrictNamedArgs{"committee": committee, "cells": cells, "month": month.Start()}
	}
	count := args()
	count["end"], count["year"], count["due_day"] = month.End(), month.Year(), deadline.DefaultDueDay
	var b pgx.Batch
	b.Queue(makeRecountSQL, args())
	b.Queue(lockRecountSQL, args())
	b.Queue(factsRecountSQL, count)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("count the month again: %w", err)
	}
	return nil
}

const allCellsRecountSQL = `
SELECT id
FROM units
WHERE committee_id = @committee AND kind IN ('cell', 'grassroots_cell') AND valid_from <= @end AND (valid_to IS NULL OR valid_to > @end)`

// RefreshTx counts whole months again, for every cell that stood in them.
func (s *Service) RefreshTx(ctx context.Context, tx pgx.Tx, committee int64, months []period.Period) error {
	for _, m := range months {
		rows, _ := tx.Query(ctx, allCellsRecountSQL, pgx.StrictNamedArgs{"committee": committee, "end": m.End()})
		cells, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return fmt.Errorf("list the cells of %s: %w", m, err)
		}
		if err := s.CellsChangedTx(ctx, tx, committee, cells, m); err != nil {
			return err
		}
	}
	return nil
}

const forgetRecountSQL = `
DELETE FROM cell_month_facts
WHERE committee_id = @committee AND cell_id = ANY (@cells)`

// ForgetTx drops the months of cells that never were: an import brought them and was taken back.
func (s *Service) ForgetTx(ctx context.Context, tx pgx.Tx, committee int64, cells []int64) error {
	if _, err := tx.Exec(ctx, forgetRecountSQL, pgx.StrictNamedArgs{"committee": committee, "cells": cells}); err != nil {
		return fmt.Errorf("forget the months of cells: %w", err)
	}
	return nil
}
