// Package postgres opens the database, runs transactions and names the errors that a use case can answer.
//
// It knows no table. A transaction belongs to a use case: [InTx] for changes, [InReadTx] for a page or a report whose
// figures must agree with each other.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is what a room needs of a pool, and what a transaction offers as well: a service runs unchanged inside a
// caller's transaction, where its own becomes a savepoint.
type DB interface {
	Begin(ctx context.Context) (pgx.Tx, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// Open connects a pool. Sessions speak UTC: the Vietnamese day is computed in Go, where the clock is an argument. Plans are
// never compiled to machine code: that takes 0.4 s on a new connection, for statements of 10 ms.
func Open(ctx context.Context, url string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.RuntimeParams["application_name"] = "tusoi"
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	cfg.MaxConnIdleTime = 5 * time.Minute
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	return pool, nil
}

// InTx runs f in a transaction and commits when f returns nil.
func InTx(ctx context.Context, db DB, f func(pgx.Tx) error) error {
	tx, err := db.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer rollback(ctx, tx)
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// InReadTx runs f on one unchanging picture of the data (repeatable read, read only).
func InReadTx(ctx context.Context, db DB, f func(pgx.Tx) error) error {
	pool, ok := db.(interface {
		BeginTx(context.Context, pgx.TxOptions) (pgx.Tx, error)
	})
	if !ok { // inside a caller's transaction already
		return InTx(ctx, db, f)
	}
	tx, err := pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("begin read: %w", err)
	}
	defer rollback(ctx, tx)
	return f(tx)
}

// rollback must also work when the request is already cancelled, or the connection would stay in a transaction.
func rollback(ctx context.Context, tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = tx.Rollback(ctx)
}

// QueuePlanOnce lets the rest of the transaction take the plans that a connection has made already, whatever it is asked for. The
// server else plans a statement anew for each set of values, which takes longer than to run one that finds a few rows by their
// keys; for a statement whose plan depends on its values it is wrong. Plans are made anew whenever the statistics are.
func QueuePlanOnce(b *pgx.Batch) { b.Queue(`SET LOCAL plan_cache_mode = force_generic_plan`) }

// Constraint is the name of the constraint that refused a write, or "" when err is something else. It names unique,
// check, foreign key and not-null refusals.
func Constraint(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && len(pg.Code) == 5 && pg.Code[:2] == "23" {
		if pg.ConstraintName == "" {
			return pg.ColumnName
		}
		return pg.ConstraintName
	}
	return ""
}

// RefreshStatisticsTx tells the planner of the rows that the transaction has just written, when they are many.
func RefreshStatisticsTx(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT refresh_statistics()`); err != nil {
		return fmt.Errorf("refresh the statistics: %w", err)
	}
	return nil
}
