package indicator

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Sum is the facts of a unit and a month, or of several.
type Sum struct {
	UnitID   int64
	Month    period.Period `db:"-"`
	Reviewed int
	Expected int
	Cells    int // that write in the month
	Due      int // packets that are sent, or whose month is over
	Sent     int // that were sent, whatever became of them above
	OnTime   int
}

// Dashboard is what a unit's leaders look at: the figures of a period, those of the year before and of the period before,
// and how each unit below did month by month.
type Dashboard struct {
	Now      []Figure
	Before   []Figure        // the period before
	LastYear []Figure        // the whole year before
	Matrix   []Sum           // by unit directly below (or the cell itself) and month, or quarter, of the year
	Trend    []Sum           // by month, or quarter, of the year, of the whole unit
	Periods  []period.Period // of the year, by which the committee reviews itself
}

const matrixSQL = `
SELECT split_part(subpath(u.path, least(nlevel(@path::text::ltree), nlevel(u.path) - 1), 1)::text, '.', 1)::bigint AS unit_id, f.month AS start, f.until,
    sum(f.members_reviewed)::int AS reviewed, sum(f.members_expected)::int AS expected, count(*)::int AS cells,
    (count(*) FILTER (WHERE f.until < @current OR f.packet_state <> 'open'))::int AS due,
    (count(*) FILTER (WHERE f.packet_state <> 'open'))::int AS sent, (count(*) FILTER (WHERE f.sent_on_time))::int AS on_time
FROM cell_month_facts f
JOIN units u ON u.committee_id = f.committee_id AND u.id = f.cell_id
WHERE f.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND f.month BETWEEN @from AND @to AND f.members_expected > 0
GROUP BY 1, 2, 3
ORDER BY 2, 1`

// Dashboard reads everything on one unchanging picture of the data.
func (s *Service) Dashboard(ctx context.Context, actor authz.Actor, unit int64, p period.Period) (Dashboard, error) {
	var d Dashboard
	err := postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) (err error) {
		on := s.On(tx)
		if d.Now, err = on.Figures(ctx, actor, unit, p); err != nil {
			return err
		}
		if d.Before, err = on.Figures(ctx, actor, unit, p.Prev()); err != nil {
			return err
		}
		if d.LastYear, err = on.Figures(ctx, actor, unit, period.Year(p.Year()-1)); err != nil {
			return err
		}
		calendar, err := deadline.Of(ctx, tx, actor.Committee)
		if err != nil {
			return err
		}
		d.Periods = calendar.Periods(period.Month(p.Year(), time.January), period.Month(p.Year(), time.December))
		d.Matrix, err = on.matrix(ctx, actor, unit, p.Year())
		return err
	})
	d.Trend = trend(d.Matrix)
	return d, err
}

func (s *Service) matrix(ctx context.Context, actor authz.Actor, unit int64, year int) ([]Sum, error) {
	scope, err := actor.Scope(authz.FigureRead)
	if err != nil {
		return nil, err
	}
	path, err := s.branch(ctx, scope, unit)
	if err != nil {
		return nil, err
	}
	type row struct {
		Sum
		Start, Until time.Time
	}
	rows, _ := s.DB.Query(ctx, matrixSQL, scope.Args(pgx.StrictNamedArgs{
		"path": path, "from": period.Year(year).Start(), "to": period.Year(year).End(), "current": period.MonthOf(vi.Today(s.Now())).Start(),
	}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("sum the months: %w", err)
	}
	sums := make([]Sum, len(list))
	for i, r := range list {
		sums[i] = r.Sum
		sums[i].Month = period.Spanning(r.Start, r.Until)
	}
	return sums, nil
}

// trend adds the units up, month by month.
func trend(matrix []Sum) []Sum {
	var list []Sum
	for _, s := range matrix {
		if len(list) == 0 || list[len(list)-1].Month != s.Month {
			list = append(list, Sum{Month: s.Month})
		}
		t := &list[len(list)-1]
		t.Reviewed, t.Expected, t.Cells = t.Reviewed+s.Reviewed, t.Expected+s.Expected, t.Cells+s.Cells
		t.Due, t.Sent, t.OnTime = t.Due+s.Due, t.Sent+s.Sent, t.OnTime+s.OnTime
	}
	return list
}
