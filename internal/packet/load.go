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

// Closings is what became of months after they were sent.
type Closings struct {
	Approvals  []LoadedApproval
	Exceptions []LoadedException
	Addenda    []LoadedAddendum
}

// LoadedApproval is one row of month_approvals.
type LoadedApproval struct {
	UnitID     int64
	Month      time.Time
	ApprovedAt time.Time
	ApprovedBy string
}

// LoadedException is one row of month_exceptions.
type LoadedException struct {
	UnitID int64
	Month  time.Time
	CellID int64
	Reason string
}

// LoadedAddendum is one row of packet_addenda.
type LoadedAddendum struct {
	CellID, MemberID          int64
	Month, At                 time.Time
	Subject, Old, New, Reason string
	By                        string
}

const addendaLoadSQL = `
INSERT INTO packet_addenda (committee_id, cell_id, month, member_id, subject, old_value, new_value, reason, added_at, added_by, form_key)
VALUES (@committee, @cell, @month, @member, @subject, @old, @new, @reason, @at, @by, gen_random_uuid())`

// LoadClosingsTx copies what became of months in, as the demonstration does. It validates nothing: no page may reach it.
func LoadClosingsTx(ctx context.Context, tx pgx.Tx, committee int64, c Closings) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"month_approvals"}, []string{"committee_id", "unit_id", "month", "approved_at", "approved_by"},
		pgx.CopyFromSlice(len(c.Approvals), func(i int) ([]any, error) {
			a := c.Approvals[i]
			return []any{committee, a.UnitID, a.Month, a.ApprovedAt, a.ApprovedBy}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy the approved months: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"month_exceptions"}, []string{"committee_id", "unit_id", "month", "cell_id", "reason"},
		pgx.CopyFromSlice(len(c.Exceptions), func(i int) ([]any, error) {
			x := c.Exceptions[i]
			return []any{committee, x.UnitID, x.Month, x.CellID, x.Reason}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy the cells left out: %w", err)
	}
	var b pgx.Batch
	for _, a := range c.Addenda {
		b.Queue(addendaLoadSQL, pgx.StrictNamedArgs{
			"committee": committee, "cell": a.CellID, "month": a.Month, "member": a.MemberID, "subject": a.Subject, "old": a.Old, "new": a.New,
			"reason": a.Reason, "at": a.At, "by": a.By,
		})
	}
	return tx.SendBatch(ctx, &b).Close()
}
