package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// LoadedContact is one row of notice_contacts.
type LoadedContact struct {
	UserID        int64
	Email, Number string
	Kinds         []Kind
	UpdatedAt     time.Time
}

// LoadedNotice is one row of notices that has ended.
type LoadedNotice struct {
	ID, UserID, UnitID int64
	Kind               Kind
	Channel            Channel
	Dedupe             string
	Figures            Figures
	State              State
	Attempts           int
	LastError          string
	MadeAt, EndedAt    time.Time
}

// LoadedReminder is one row of reminders.
type LoadedReminder struct {
	CellID, UserID    int64
	GivenOn, Month    time.Time
	GivenAt           time.Time
	GivenBy, FromName string
}

// Batch is everything of this room.
type Batch struct {
	Contacts  []LoadedContact
	Notices   []LoadedNotice
	Reminders []LoadedReminder
}

const noticesSerialSQL = `
SELECT setval(pg_get_serial_sequence('notices', 'id'), greatest(max(id), 1)) FROM notices WHERE committee_id = @committee`

// LoadTx copies a batch in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"notice_contacts"}, []string{"committee_id", "user_id", "email", "number", "kinds", "updated_at"},
		pgx.CopyFromSlice(len(b.Contacts), func(i int) ([]any, error) {
			c := b.Contacts[i]
			return []any{committee, c.UserID, c.Email, c.Number, c.Kinds, c.UpdatedAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy contacts: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"notices"},
		[]string{"committee_id", "id", "user_id", "unit_id", "kind", "channel", "dedupe", "figures", "state", "attempts", "next_try_at", "last_error", "made_at", "ended_at"},
		pgx.CopyFromSlice(len(b.Notices), func(i int) ([]any, error) {
			n := b.Notices[i]
			return []any{committee, n.ID, n.UserID, n.UnitID, string(n.Kind), string(n.Channel), n.Dedupe, n.Figures, string(n.State), n.Attempts, n.EndedAt, n.LastError, n.MadeAt, n.EndedAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy notices: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"reminders"},
		[]string{"committee_id", "cell_id", "user_id", "given_on", "month", "given_at", "given_by", "from_name"},
		pgx.CopyFromSlice(len(b.Reminders), func(i int) ([]any, error) {
			r := b.Reminders[i]
			return []any{committee, r.CellID, r.UserID, r.GivenOn, r.Month, r.GivenAt, r.GivenBy, r.FromName}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy reminders: %w", err)
	}
	if _, err := tx.Exec(ctx, noticesSerialSQL, pgx.StrictNamedArgs{"committee": committee}); err != nil {
		return fmt.Errorf("set the numbers of notices: %w", err)
	}
	return nil
}
