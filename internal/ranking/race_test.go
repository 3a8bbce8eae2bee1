package ranking_test

import (
	"context"
	"sync"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/ranking"
)

// Whoever scores by hand while another closes the period is either in the kept scores or told that it is closed.
func TestAnAnswerIsKeptOrRefusedWhenThePeriodIsClosed(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	b := setupOn(t, pool)
	ctx := context.Background()
	cells := []int64{b.w.Cell.ID, b.w.Sister.ID, b.w.Far.ID}
	answered := make([]error, len(cells))
	var closed error
	var all sync.WaitGroup
	for i, cell := range cells {
		all.Go(func() {
			answered[i] = b.Answer(ctx, b.w.Office, ranking.AnswerDraft{Cell: cell, Period: half, Criterion: "I.5", Choice: "yes", Reason: "Không có đơn thư"})
		})
	}
	all.Go(func() { closed = b.Close(ctx, b.w.Office, half) })
	all.Wait()
	if closed != nil {
		t.Fatal(closed)
	}
	for i, cell := range cells {
		var kept string
		err := pool.QueryRow(ctx, `SELECT l ->> 'value' FROM score_sheets s, jsonb_array_elements(s.body -> 'lines') AS l
			WHERE s.cell_id = $1 AND s.period = $2 AND l ->> 'code' = 'I.5'`, cell, half.String()).Scan(&kept)
		switch {
		case err != nil:
			t.Error(err)
		case answered[i] == nil && kept != "Đạt":
			t.Errorf("cell %d was scored, and its kept sheet says %q", cell, kept)
		case answered[i] != nil && (apperr.KindOf(answered[i]) != apperr.KindConflict || kept == "Đạt"):
			t.Errorf("cell %d was refused with %v, and its kept sheet says %q", cell, answered[i], kept)
		}
	}
}
