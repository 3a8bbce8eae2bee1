package remedy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/substance/wording"
)

// Loaded is one row of remedies.
type Loaded struct {
	ID, CellID, MemberID       int64
	Source                     string
	OpenedMonth                time.Time
	Shortcoming, Cause, Action string
	FirstDueOn, DueOn          time.Time
	Rolls                      int
	State                      State
	Result                     string
	ReportedOn, VerifiedOn     *time.Time
	VerifiedBy                 string
	FormKey                    [16]byte
	UpdatedAt                  time.Time
}

const nextSerialSQL = `SELECT setval(pg_get_serial_sequence('remedies', 'id'), (SELECT coalesce(max(id), 1) FROM remedies))`

// LoadTx copies remedies in with their ids, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, list []Loaded) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"remedies"},
		[]string{"committee_id", "id", "cell_id", "member_id", "source", "opened_month", "shortcoming", "cause", "action", "specific", "first_due_on",
			"due_on", "rolls", "state", "result", "reported_on", "verified_on", "verified_by", "form_key", "updated_at"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r := list[i]
			return []any{committee, r.ID, r.CellID, r.MemberID, r.Source, r.OpenedMonth, r.Shortcoming, r.Cause, r.Action, wording.Concrete(r.Shortcoming), r.FirstDueOn,
				r.DueOn, int16(r.Rolls), string(r.State), r.Result, r.ReportedOn, r.VerifiedOn, r.VerifiedBy, r.FormKey, r.UpdatedAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy remedies: %w", err)
	}
	if _, err := tx.Exec(ctx, nextSerialSQL); err != nil {
		return fmt.Errorf("set the next remedy id: %w", err)
	}
	return nil
}
