package study

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const loadedSerialSQL = `
SELECT setval(pg_get_serial_sequence('documents', 'id'), (SELECT coalesce(max(id), 1) FROM documents)),
    setval(pg_get_serial_sequence('study_sessions', 'id'), (SELECT coalesce(max(id), 1) FROM study_sessions))`

// LoadTx copies documents and sessions in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, documents []DocumentRow, sessions []SessionRow) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"documents"},
		[]string{"committee_id", "id", "unit_id", "number", "issuer", "issued_on", "subject", "level", "due_on", "updated_at"},
		pgx.CopyFromSlice(len(documents), func(i int) ([]any, error) {
			d := documents[i]
			return []any{committee, d.ID, d.UnitID, d.Number, d.Issuer, d.IssuedOn, d.Subject, string(d.Level), orNull(d.DueOn), d.IssuedOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy documents: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"study_sessions"},
		[]string{"committee_id", "id", "unit_id", "document_id", "held_on", "form", "presenter", "expected", "attended", "missing", "updated_at"},
		pgx.CopyFromSlice(len(sessions), func(i int) ([]any, error) {
			r := sessions[i]
			return []any{committee, r.ID, r.UnitID, r.DocumentID, r.HeldOn, string(r.Form), r.Presenter, int32(r.Expected), int32(r.Attended), listed(r.Missing), r.HeldOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy study sessions: %w", err)
	}
	_, err = tx.Exec(ctx, loadedSerialSQL)
	return err
}
