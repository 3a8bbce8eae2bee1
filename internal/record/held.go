package record

import (
	"fmt"

	"github.com/jackc/pgx/v5"
)

// CollectHeld reads the records that a book locked; held makes one of a line.
func CollectHeld[L, D any](rows pgx.Rows, held func(L) Held[D]) ([]Held[D], error) {
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (Held[D], error) {
		line, err := pgx.RowToStructByName[L](r)
		return held(line), err
	})
	if err != nil {
		return nil, fmt.Errorf("hold records: %w", err)
	}
	return list, nil
}
