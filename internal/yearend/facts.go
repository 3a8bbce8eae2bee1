package yearend

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"

	"tusoi/internal/yearend/form"
)

const pledgeFactsSQL = `
SELECT i.member_id, i.content, i.target, i.due_on, count(DISTINCT k.month)::int AS months,
    coalesce((array_agg(k.mark ORDER BY k.month DESC, k.updated_at DESC) FILTER (WHERE k.mark IS NOT NULL))[1], '') AS last
FROM pledge_items i
JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
JOIN units u ON u.committee_id = i.committee_id AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN marks k ON k.committee_id = i.committee_id AND k.member_id = i.member_id AND k.item_kind = 'pledge' AND k.item_id = i.id
    AND k.mark IS NOT NULL AND k.month BETWEEN @from AND @until
WHERE i.committee_id = @committee AND i.member_id = ANY (@members) AND i.year = @year AND (i.live_to IS NULL OR i.live_to > @until)
GROUP BY i.committee_id, i.id
ORDER BY i.member_id, i.position, i.id`

const taskFactsSQL = `
SELECT a.member_id, t.title, a.due_on, CASE WHEN a.done_on <= @until THEN a.done_on END AS done_on
FROM assignments a
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units u ON u.committee_id = a.committee_id AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE a.committee_id = @committee AND a.member_id = ANY (@members) AND a.state <> 'dropped'
    AND a.given_on <= @until AND (a.done_on IS NULL OR a.done_on >= @from)
ORDER BY a.member_id, a.due_on, a.id`

// remedyFactsSQL leaves out what was carried to another cell: it stands there once more.
const remedyFactsSQL = `
SELECT r.member_id, r.shortcoming, r.cause, r.action, r.due_on, r.rolls::int, CASE WHEN r.verified_on <= @until THEN r.verified_on END AS verified_on,
    r.opened_month < @from AS before
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE r.committee_id = @committee AND r.member_id = ANY (@members) AND r.state <> 'carried'
    AND r.opened_month <= @until AND (r.verified_on IS NULL OR r.verified_on >= @from)
ORDER BY r.member_id, r.opened_month, r.id`

// monthFactsSQL tells month by month, or quarter by quarter, who had to review and who did, by the same rule as the figures of a cell, wherever the
// member then was. A month that no portal counted was not expected.
const monthFactsSQL = `
WITH expected AS (
    SELECT s.member_id, s.unit_id AS cell_id, f.month, f.until
    FROM cell_month_facts f
    JOIN memberships s ON s.committee_id = f.committee_id AND s.unit_id = f.cell_id AND s.member_id = ANY (@members)
        AND s.kind = 'work' AND s.state = 'active'
        AND s.valid_from <= f.until AND (s.valid_to IS NULL OR s.valid_to > f.until)
    JOIN units u ON u.committee_id = f.committee_id AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
    WHERE f.committee_id = @committee AND f.month BETWEEN @from AND @until
), live AS (
    SELECT e.member_id, e.cell_id, e.month, 'pledge' AS kind, i.id
    FROM expected e
    JOIN pledge_items i ON i.committee_id = @committee AND i.member_id = e.member_id AND i.year = @year
    JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
    WHERE (i.live_from IS NULL OR i.live_from <= e.month) AND (i.live_to IS NULL OR i.live_to > e.month) AND NOT EXISTS (
        SELECT FROM marks d
        WHERE d.committee_id = @committee AND d.item_id = i.id AND d.month < e.month AND d.item_kind = 'pledge' AND d.mark = 'done')
    UNION ALL
    SELECT e.member_id, e.cell_id, e.month, 'task', a.id
    FROM expected e
    JOIN assignments a ON a.committee_id = @committee AND a.member_id = e.member_id AND a.cell_id = e.cell_id
    WHERE a.given_on <= e.until AND (a.done_on IS NULL OR a.done_on >= e.month) AND NOT a.rest @> daterange(e.month, e.until, '[]')
), marked AS (
    SELECT l.member_id, l.month, count(*) AS items, count(k.mark) AS marks
    FROM live l
    LEFT JOIN marks k ON k.committee_id = @committee AND k.cell_id = l.cell_id AND k.month = l.month
        AND k.member_id = l.member_id AND k.item_kind = l.kind AND k.item_id = l.id
    GROUP BY l.member_id, l.month
)
SELECT e.member_id, e.month, e.until, coalesce(r.substantive, '') AS substantive, coalesce(r.responsible, '') AS responsible,
    coalesce(m.items, 0) = coalesce(m.marks, 0) AND r.substantive IS NOT NULL AND r.responsible IS NOT NULL
        AND coalesce(r.conduct = 'clear' OR r.conduct = 'found' AND r.conduct_note <> '' AND r.conduct_signs <> '{}', false) AS reviewed
FROM expected e
LEFT JOIN marked m ON m.member_id = e.member_id AND m.month = e.month
LEFT JOIN reviews r ON r.committee_id = @committee AND r.cell_id = e.cell_id AND r.month = e.month AND r.member_id = e.member_id
ORDER BY e.member_id, e.month`

type monthFact struct {
	MemberID                 int64
	Month, Until             time.Time
	Substantive, Responsible string
	Reviewed                 bool
}

// facts reads the year of members of a cell up to a day of it, in one round trip however many there are.
func facts(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, year int, today time.Time, members []int64) (map[int64]*form.Facts, error) {
	until := asOf(year, today)
	all := make(map[int64]*form.Facts, len(members))
	for _, m := range members {
		all[m] = &form.Facts{Until: until}
	}
	args := func() pgx.StrictNamedArgs {
		return scope.Args(pgx.StrictNamedArgs{"cell": cell, "members": members, "from": period.Year(year).Start(), "until": until})
	}
	dated := func() pgx.StrictNamedArgs {
		a := args()
		a["year"] = year
		return a
	}
	var b pgx.Batch
	queue(&b, pledgeFactsSQL, dated(), func(p form.PledgeFact) { f := all[p.MemberID]; f.Pledges = append(f.Pledges, p) })
	queue(&b, taskFactsSQL, args(), func(t form.TaskFact) { f := all[t.MemberID]; f.Tasks = append(f.Tasks, t) })
	queue(&b, remedyFactsSQL, args(), func(r form.RemedyFact) { f := all[r.MemberID]; f.Remedies = append(f.Remedies, r) })
	queue(&b, monthFactsSQL, dated(), func(m monthFact) { count(all[m.MemberID], m, today) })
	if err := db.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("read the year of members: %w", err)
	}
	return all, nil
}

// queue reads the rows of a statement one by one.
func queue[T any](b *pgx.Batch, sql string, args pgx.StrictNamedArgs, take func(T)) {
	b.Queue(sql, args).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
		for _, row := range list {
			take(row)
		}
		return err
	})
}

// count adds a month. The one that still runs is expected only once it is done.
func count(f *form.Facts, m monthFact, today time.Time) {
	if !m.Reviewed && !m.Until.Before(today) {
		return
	}
	f.Expected++
	if m.Reviewed {
		f.Reviewed++
	}
	f.Substantive.Add(m.Substantive)
	f.Responsible.Add(m.Responsible)
}
