package review

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
)

// signsSQL counts and names nobody: above the committee that reads the texts there are only figures.
const signsSQL = `
SELECT s.sign, count(*)::int AS times
FROM reviews r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
CROSS JOIN LATERAL unnest(r.conduct_signs) AS s (sign)
WHERE r.committee_id = @committee AND r.conduct = 'found' AND r.month BETWEEN @from::date - 62 AND @to
    AND upper(review_period(r.committee_id, r.month)) - 1 BETWEEN @from AND @to
GROUP BY s.sign`

// SignCounts is how often each sign of the conduct check was found in the months, or quarters, that end in a period, by its reference.
func (s *Service) SignCounts(ctx context.Context, actor authz.Actor, p period.Period) (map[string]int, error) {
	scope, err := actor.Scope(authz.FigureRead)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	var sign string
	var times int
	rows, _ := s.DB.Query(ctx, signsSQL, scope.Args(pgx.StrictNamedArgs{"from": p.Start(), "to": p.End()}))
	_, err = pgx.ForEachRow(rows, []any{&sign, &times}, func() error {
		counts[sign] = times
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count the signs: %w", err)
	}
	return counts, nil
}
