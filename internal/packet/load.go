package packet

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Loaded is one row of packets.
type Loaded struct {
	CellID              int64
	Month               time.Time
	State               State
	FirstSentAt, SentAt *time.Time
	SentBy              string
	DecidedAt           *time.Time
	DecidedBy           string
	ReturnReason        string
	Summary             string
}

// LoadTx copies packets in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, list []Loaded) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"packets"},
		[]string{"committee_id", "cell_id", "month", "state", "first_sent_at", "sent_at", "sent_by", "decided_at", "decided_by", "return_reason", "summary"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			p := list[i]
			return []any{committee, p.CellID, p.Month, string(p.State), p.FirstSentAt, p.SentAt, p.SentBy, p.DecidedAt, p.DecidedBy, p.ReturnReason, p.Summary}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy packets: %w", err)
	}
	return nil
}
