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
INSERT INTO cell_month_facts (committee_id, cell_id, month, until)
SELECT @committee, cell_id, lower(p.days), upper(p.days) - 1
FROM review_period(@committee, @day) AS p (days), unnest(@cells::bigint[]) AS t (cell_id)
ORDER BY cell_id
ON CONFLICT DO NOTHING`

const lockRecountSQL = `
SELECT cell_id
FROM cell_month_facts
WHERE committee_id = @committee AND month = lower(review_period(@committee, @day)) AND cell_id = ANY (@cells)
ORDER BY cell_id
FOR UPDATE`

// factsRecountSQL is the one place where a month is counted; who takes part outside the Party is counted beside the members, and never
// with them. Who is expected and what is live are defined as on the sheet; the
// last day that counts as on time is that of deadline.Calendar. p is the month that holds the day, or the quarter.
const factsRecountSQL = `
WITH p AS MATERIALIZED (
    SELECT lower(days) AS month, upper(days) - 1 AS until FROM review_period(@committee, @day) AS t (days)
), cells AS (
    SELECT cell_id FROM unnest(@cells::bigint[]) AS t (cell_id)
), expected AS (
    SELECT s.unit_id AS cell_id, s.member_id, s.kind = 'beyond' AS beyond, p.month, p.until
    FROM p, memberships s
    WHERE s.committee_id = @committee AND s.unit_id = ANY (@cells) AND s.kind IN ('work', 'beyond') AND s.state = 'active'
        AND s.valid_from <= p.until AND (s.valid_to IS NULL OR s.valid_to > p.until)
), live AS (
    SELECT e.cell_id, e.member_id, e.month, 'pledge' AS kind, i.id
    FROM expected e
    JOIN pledge_items i ON i.committee_id = @committee AND i.member_id = e.member_id AND i.year = extract(year FROM e.month)
    JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
    WHERE (i.live_from IS NULL OR i.live_from <= e.month) AND (i.live_to IS NULL OR i.live_to > e.month) AND NOT EXISTS (
        SELECT FROM marks d
        WHERE d.committee_id = @committee AND d.item_id = i.id AND d.month < e.month
            AND d.item_kind = 'pledge' AND d.mark = 'done')
    UNION ALL
    SELECT e.cell_id, e.member_id, e.month, 'task', a.id
    FROM expected e
    JOIN assignments a ON a.committee_id = @committee AND a.member_id = e.member_id AND a.cell_id = e.cell_id
    WHERE a.given_on <= e.until AND (a.done_on IS NULL OR a.done_on >= e.month) AND NOT a.rest @> daterange(e.month, e.until, '[]')
), marked AS (
    SELECT l.cell_id, l.member_id, count(*) AS items, count(k.mark) AS marks,
        count(*) FILTER (WHERE k.mark = 'done') AS done, count(*) FILTER (WHERE k.mark = 'on_track') AS on_track,
        count(*) FILTER (WHERE k.mark = 'not_done') AS not_done, count(*) FILTER (WHERE k.mark = 'not_due') AS not_due
    FROM live l
    LEFT JOIN marks k ON k.committee_id = @committee AND k.cell_id = l.cell_id AND k.month = l.month
        AND k.member_id = l.member_id AND k.item_kind = l.kind AND k.item_id = l.id
    GROUP BY l.cell_id, l.member_id
), named AS (
    SELECT DISTINCT r.cell_id, r.member_id
    FROM p, remedies r
    WHERE r.committee_id = @committee AND r.cell_id = ANY (@cells) AND r.opened_month BETWEEN p.month AND p.until AND r.specific AND r.continues_id IS NULL
), people AS (
    SELECT e.cell_id, e.beyond, m.items, m.done, m.on_track, m.not_done, m.not_due, r.substantive, r.responsible, r.conduct,
        coalesce(m.items, 0) = coalesce(m.marks, 0) AND r.substantive IS NOT NULL AND r.responsible IS NOT NULL
            AND (e.beyond OR r.conduct = 'clear' OR r.conduct = 'found' AND r.conduct_note <> '' AND r.conduct_signs <> '{}') AS reviewed,
        n.member_id IS NOT NULL AS specific
    FROM expected e
    LEFT JOIN marked m ON m.cell_id = e.cell_id AND m.member_id = e.member_id
    LEFT JOIN reviews r ON r.committee_id = @committee AND r.cell_id = e.cell_id AND r.month = e.month AND r.member_id = e.member_id
    LEFT JOIN named n ON n.cell_id = e.cell_id AND n.member_id = e.member_id
), sums AS (
    SELECT cell_id, count(*) AS members_expected, count(*) FILTER (WHERE reviewed) AS members_reviewed,
        count(*) FILTER (WHERE reviewed AND specific) AS reviews_specific, sum(items) AS items_live,
        sum(done) AS marks_done, sum(on_track) AS marks_on_track, sum(not_done) AS marks_not_done, sum(not_due) AS marks_not_due,
        count(*) FILTER (WHERE substantive = 'yes') AS substantive_yes, count(*) FILTER (WHERE responsible = 'yes') AS responsible_yes,
        count(*) FILTER (WHERE conduct = 'clear') AS conduct_clear, count(*) FILTER (WHERE conduct = 'found') AS conduct_found
    FROM people
    WHERE NOT beyond
    GROUP BY cell_id
), apart AS (
    SELECT cell_id, count(*) AS expected, count(*) FILTER (WHERE reviewed) AS reviewed
    FROM people
    WHERE beyond
    GROUP BY cell_id
), mending AS (
    SELECT r.cell_id, count(*) FILTER (WHERE r.opened_month >= p.month AND r.continues_id IS NULL) AS opened,
        count(*) FILTER (WHERE r.verified_on BETWEEN p.month AND p.until) AS verified,
        count(*) FILTER (WHERE coalesce(r.verified_on, r.carried_on, 'infinity') > p.until) AS unverified,
        count(*) FILTER (WHERE coalesce(r.verified_on, r.carried_on, 'infinity') > p.until AND r.due_on <= p.until) AS due
    FROM p, remedies r
    WHERE r.committee_id = @committee AND r.cell_id = ANY (@cells) AND r.opened_month <= p.until
    GROUP BY r.cell_id
), due AS (
    SELECT d + CASE extract(isodow FROM d) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END + grace AS day
    FROM (
        SELECT least(date_trunc('month', p.until::timestamp)::date + coalesce(r.due_day, @due_day::int) - 1, p.until) AS d, coalesce(r.grace_days, 0) AS grace
        FROM p
        LEFT JOIN LATERAL (
            SELECT due_day, grace_days FROM period_rules
            WHERE committee_id = @committee AND from_month <= p.until
            ORDER BY from_month DESC
            LIMIT 1) AS r ON true) AS c
), opened AS (
    SELECT u.id AS cell_id, max(x.due_on) AS day
    FROM p
    JOIN period_exceptions x ON x.committee_id = @committee AND x.month = p.month
    JOIN units a ON a.committee_id = x.committee_id AND a.id = x.unit_id
    JOIN units u ON u.committee_id = a.committee_id AND u.path <@ a.path AND u.id = ANY (@cells)
    GROUP BY u.id
)
UPDATE cell_month_facts f
SET until = p.until, members_expected = coalesce(s.members_expected, 0), members_reviewed = coalesce(s.members_reviewed, 0),
    reviews_specific = coalesce(s.reviews_specific, 0), beyond_expected = coalesce(b.expected, 0), beyond_reviewed = coalesce(b.reviewed, 0),
    items_live = coalesce(s.items_live, 0), marks_done = coalesce(s.marks_done, 0), marks_on_track = coalesce(s.marks_on_track, 0),
    marks_not_done = coalesce(s.marks_not_done, 0), marks_not_due = coalesce(s.marks_not_due, 0),
    substantive_yes = coalesce(s.substantive_yes, 0), responsible_yes = coalesce(s.responsible_yes, 0),
    conduct_clear = coalesce(s.conduct_clear, 0), conduct_found = coalesce(s.conduct_found, 0),
    remedies_opened = coalesce(m.opened, 0), remedies_verified = coalesce(m.verified, 0),
    remedies_unverified = coalesce(m.unverified, 0), remedies_due = coalesce(m.due, 0),
    packet_state = coalesce(k.state, 'open'),
    sent_on_time = coalesce((k.first_sent_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= greatest((SELECT day FROM due), o.day), false)
FROM cells c
CROSS JOIN p
LEFT JOIN opened o ON o.cell_id = c.cell_id
LEFT JOIN sums s ON s.cell_id = c.cell_id
LEFT JOIN apart b ON b.cell_id = c.cell_id
LEFT JOIN mending m ON m.cell_id = c.cell_id
LEFT JOIN packets k ON k.committee_id = @committee AND k.cell_id = c.cell_id AND k.month = p.month
WHERE f.committee_id = @committee AND f.cell_id = c.cell_id AND f.month = p.month`

// CellsChangedTx counts the month of cells again, or the quarter that holds it, in the transaction of the change that moved it.
// The rows are locked before they are counted: of two writers of one cell the second counts what the first committed.
func (s *Service) CellsChangedTx(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error {
	cells = slices.Sorted(slices.Values(cells))
	args := func() pgx.StrictNamedArgs {
		return pgx.StrictNamedArgs{"committee": committee, "cells": cells, "day": month.Start()}
	}
	count := args()
	count["due_day"] = deadline.DefaultDueDay
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

// RefreshTx counts whole months again, or the quarters that hold them, for every cell that stood in them.
func (s *Service) RefreshTx(ctx context.Context, tx pgx.Tx, committee int64, months []period.Period) error {
	calendar, err := deadline.Of(ctx, tx, committee)
	if err != nil {
		return err
	}
	var last period.Period
	for _, m := range months {
		p := calendar.Period(m.Start())
		if p == last {
			continue
		}
		last = p
		rows, _ := tx.Query(ctx, allCellsRecountSQL, pgx.StrictNamedArgs{"committee": committee, "end": p.End()})
		cells, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return fmt.Errorf("list the cells of %s: %w", p, err)
		}
		if err := s.CellsChangedTx(ctx, tx, committee, cells, p); err != nil {
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
