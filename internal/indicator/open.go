package indicator

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

const lastRecountSQL = `
SELECT coalesce(max(month), @current)
FROM cell_month_facts
WHERE committee_id = @committee AND month <= @current`

const unopenedRecountSQL = `
SELECT u.id
FROM units u
WHERE u.committee_id = @committee AND u.kind IN ('cell', 'grassroots_cell')
    AND u.valid_from <= @end AND (u.valid_to IS NULL OR u.valid_to > @end)
    AND NOT EXISTS (SELECT FROM cell_month_facts f WHERE f.committee_id = u.committee_id AND f.cell_id = u.id AND f.month = @month)`

// OpenMonths counts every cell of a committee that nobody has written in yet, from the last month or quarter that was
// opened to the current one: a cell that keeps silent is expected and late like any other. It may run as often as one likes, and beside
// those who write.
func (s *Service) OpenMonths(ctx context.Context, committee int64) error {
	current := period.MonthOf(vi.Today(s.Now()))
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		var last time.Time
		args := pgx.StrictNamedArgs{"committee": committee, "current": current.Start()}
		if err := tx.QueryRow(ctx, lastRecountSQL, args).Scan(&last); err != nil {
			return fmt.Errorf("find the last month: %w", err)
		}
		calendar, err := deadline.Of(ctx, tx, committee)
		if err != nil {
			return err
		}
		for _, m := range calendar.Periods(period.MonthOf(last), current) {
			rows, _ := tx.Query(ctx, unopenedRecountSQL, pgx.StrictNamedArgs{"committee": committee, "month": m.Start(), "end": m.End()})
			cells, err := pgx.CollectRows(rows, pgx.RowTo[int64])
			if err != nil {
				return fmt.Errorf("list the cells that are not in %s: %w", m, err)
			}
			if len(cells) == 0 {
				continue
			}
			if err := s.CellsChangedTx(ctx, tx, committee, cells, m); err != nil {
				return err
			}
		}
		return nil
	})
}
