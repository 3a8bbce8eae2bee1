package pgtest

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Trips counts how often the database is asked and waited for: a statement, or a whole batch of them.
type Trips struct{ n atomic.Int64 }

// Since gives the number of trips since the last time that it was asked for.
func (c *Trips) Since() int64 { return c.n.Swap(0) }

// TraceQueryStart counts a statement.
func (c *Trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

// TraceBatchStart counts a batch.
func (c *Trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.n.Add(1)
	return ctx
}

// TraceQueryEnd counts nothing: the statement was counted.
func (c *Trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchQuery counts nothing: the batch was counted.
func (c *Trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd counts nothing.
func (c *Trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// Counted is a pool on the same database as another, whose trips are counted.
func Counted(t testing.TB, pool *pgxpool.Pool) (*pgxpool.Pool, *Trips) {
	t.Helper()
	var trips Trips
	cfg := pool.Config()
	cfg.ConnConfig.Tracer = &trips
	counted, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		t.Fatalf("open the counted pool: %v", err)
	}
	t.Cleanup(counted.Close)
	return counted, &trips
}
