package task

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
)

// belowSQL locks what was passed on from parts, one step down.
const belowSQL = `
SELECT a.id, a.cell_id, a.member_id IS NOT NULL AS monthly, t.title, t.giver_unit_id AS office_id, a.state IN ('open', 'done') AS ready, true AS passed
FROM assignments a
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND t.parent_id = ANY (@parts)
ORDER BY a.id
FOR UPDATE OF a`

// below adds to parts that are dropped all that was passed on from them and is not accepted: nobody goes on with what was called
// off above. It goes down step by step, since who passes a part on waits for its lock. cells are those whose months are locked.
func below(ctx context.Context, tx pgx.Tx, scope authz.Scope, list []judged, cells []int64) ([]judged, error) {
	from := list
	for len(from) > 0 {
		parts := make([]int64, len(from))
		for i, j := range from {
			parts[i] = j.ID
		}
		rows, _ := tx.Query(ctx, belowSQL, scope.Args(pgx.StrictNamedArgs{"parts": parts}))
		var err error
		if from, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[judged]); err != nil {
			return nil, fmt.Errorf("lock what was passed on: %w", err)
		}
		for _, j := range from {
			if !slices.Contains(cells, j.CellID) {
				return nil, apperr.Conflict("Vừa có người chuyển tiếp việc này xuống dưới. Tải lại trang, xem lại rồi quyết định.")
			}
			if j.Ready {
				list = append(list, j)
			}
		}
	}
	return list, nil
}
