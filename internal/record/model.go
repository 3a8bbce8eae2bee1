package record

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

// FirstCase is on which day of a year a member of a unit was first disciplined; nil for a year without a case.
type FirstCase struct {
	UnitID int64
	Year   int
	On     *time.Time
}

// ModelChanged is told when members are disciplined, or no longer are, in the transaction that says so.
type ModelChanged func(ctx context.Context, tx pgx.Tx, scope authz.Scope, list []FirstCase) error

// LostBecause is why a registration ended when a member was disciplined. It names nobody.
const LostBecause = "có đảng viên vi phạm đến mức xử lý kỷ luật"

// modelsSQL leaves what was lost for another reason before as it is.
const modelsSQL = `
UPDATE model_registrations r
SET lost_on = c.day, lost_reason = CASE WHEN c.day IS NULL THEN '' ELSE @reason END
FROM unnest(@units::bigint[], @years::int[], @days::date[]) AS c (unit_id, year, day)
JOIN units u ON u.committee_id = @committee AND u.id = c.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE r.committee_id = @committee AND r.unit_id = c.unit_id AND r.year = c.year
    AND (r.lost_on IS NULL OR r.lost_reason = @reason OR r.lost_on > c.day)
    AND (r.lost_on IS DISTINCT FROM c.day OR r.lost_reason <> @reason)`

// ModelsTx ends the registration for the model "no member breaks the rules to the point of discipline" on the day of the first case
// of its year, and gives it back when there is none any more.
func ModelsTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, list []FirstCase) error {
	units, years, days := make([]int64, len(list)), make([]int32, len(list)), make([]*time.Time, len(list))
	for i, c := range list {
		units[i], years[i], days[i] = c.UnitID, int32(c.Year), c.On
	}
	_, err := tx.Exec(ctx, modelsSQL, scope.Args(pgx.StrictNamedArgs{"units": units, "years": years, "days": days, "reason": LostBecause}))
	if err != nil {
		return fmt.Errorf("look at the registrations again: %w", err)
	}
	return nil
}
