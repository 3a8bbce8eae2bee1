package pledge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Batch is sheets made elsewhere, with their ids.
type Batch struct {
	Pledges []LoadedPledge
	Items   []LoadedItem
}

// LoadedPledge is one row of pledges.
type LoadedPledge struct {
	ID, MemberID, CellID int64
	Year                 int
	State                State
	SubmittedAt          *time.Time
	ApprovedAt           *time.Time
	UpdatedAt            time.Time
}

// LoadedItem is one row of pledge_items.
type LoadedItem struct {
	ID, PledgeID, MemberID, CellID int64
	Year                           int
	Position                       int
	Heading, Content, Target       string
	DueOn                          time.Time
}

const (
	pledgesSerialSQL = `SELECT setval(pg_get_serial_sequence('pledges', 'id'), (SELECT coalesce(max(id), 1) FROM pledges))`
	itemsSerialSQL   = `SELECT setval(pg_get_serial_sequence('pledge_items', 'id'), (SELECT coalesce(max(id), 1) FROM pledge_items))`
)

// LoadTx copies sheets in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"pledges"},
		[]string{"committee_id", "id", "member_id", "cell_id", "year", "state", "submitted_at", "approved_at", "updated_at"},
		pgx.CopyFromSlice(len(b.Pledges), func(i int) ([]any, error) {
			p := b.Pledges[i]
			return []any{committee, p.ID, p.MemberID, p.CellID, int16(p.Year), string(p.State), p.SubmittedAt, p.ApprovedAt, p.UpdatedAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy pledges: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"pledge_items"},
		[]string{"committee_id", "id", "pledge_id", "member_id", "cell_id", "year", "heading", "position", "content", "target", "due_on"},
		pgx.CopyFromSlice(len(b.Items), func(i int) ([]any, error) {
			t := b.Items[i]
			return []any{committee, t.ID, t.PledgeID, t.MemberID, t.CellID, int16(t.Year), t.Heading, int16(t.Position), t.Content, t.Target, t.DueOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy pledge items: %w", err)
	}
	for _, sql := range []string{pledgesSerialSQL, itemsSerialSQL} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("set the next pledge id: %w", err)
		}
	}
	return nil
}
