package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// cannotConnectNow is what the server answers while it starts or recovers.
const cannotConnectNow = "57P03"

// ready waits until the server answers and has the extensions we need.
func (s *Server) ready(ctx context.Context, superuser string) error {
	conn, err := s.connect(ctx, superuser)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var complete bool
	err = conn.QueryRow(ctx, `
		SELECT count(*) = 4
		FROM pg_available_extensions
		WHERE name IN ('ltree', 'unaccent', 'pg_trgm', 'btree_gin')`).Scan(&complete)
	if err == nil && !complete {
		err = ErrNoContrib
	}
	return err
}

// connect asks again and again until the server lets us in, says no, or ends.
func (s *Server) connect(ctx context.Context, superuser string) (*pgx.Conn, error) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres", superuser))
		if err == nil {
			return conn, nil
		}
		var refusal *pgconn.PgError
		if errors.As(err, &refusal) && refusal.Code != cannotConnectNow {
			return nil, fmt.Errorf("PostgreSQL không cho %s vào: %w", superuser, err)
		}
		select {
		case <-s.gone:
			<-s.quiet
			return nil, fmt.Errorf("PostgreSQL không khởi động được và nêu lý do:\n%s", s.said.String())
		case <-ctx.Done():
			return nil, fmt.Errorf("PostgreSQL chưa sẵn sàng: %w", context.Cause(ctx))
		case <-tick.C:
		}
	}
}
