package remedy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/substance/wording"
	"tusoi/internal/theme"
)

// Loaded is one row of remedies. MemberID 0 is the cell as a whole; Theme is the place among the committee's themes; of it and
// the other ids 0 is none.
type Loaded struct {
	ID, CellID, MemberID       int64
	Source                     string
	SourceOn                   *time.Time
	SourceBasis, OpenedBy      string
	OpenerID, Recurs           int64
	Theme                      int
	OpenedMonth                time.Time
	Shortcoming, Cause, Action string
	FirstDueOn, DueOn          time.Time
	Rolls, Returns             int
	ReturnReason               string
	State                      State
	Result, Number             string
	ReportedOn, VerifiedOn     *time.Time
	VerifiedBy                 string
	FormKey                    [16]byte
	UpdatedAt                  time.Time
}

// LoadedNote is one row of remedy_notes.
type LoadedNote struct {
	ID, RemedyID int64
	At           time.Time
	By, Words    string
	FormKey      [16]byte
}

const nextNoteSerialSQL = `SELECT setval(pg_get_serial_sequence('remedy_notes', 'id'), (SELECT coalesce(max(id), 1) FROM remedy_notes))`

const nextSerialSQL = `SELECT setval(pg_get_serial_sequence('remedies', 'id'), (SELECT coalesce(max(id), 1) FROM remedies))`

// LoadTx copies remedies in with their ids, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, list []Loaded, notes []LoadedNote) error {
	known, err := theme.Read(ctx, tx, committee, false)
	if err != nil {
		return err
	}
	themes := map[int]int64{}
	for i, t := range known {
		themes[i+1] = t.ID
	}
	if err := copyRemedies(ctx, tx, committee, list, themes); err != nil {
		return err
	}
	return copyNotes(ctx, tx, committee, notes)
}

func copyRemedies(ctx context.Context, tx pgx.Tx, committee int64, list []Loaded, themes map[int]int64) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"remedies"},
		[]string{"committee_id", "id", "cell_id", "member_id", "source", "source_on", "source_basis", "opened_by", "opener_id", "theme_id",
			"recurs_id", "opened_month", "shortcoming", "cause", "action", "specific", "first_due_on", "due_on", "rolls", "returns", "return_reason",
			"state", "result", "evidence_number", "reported_on", "verified_on", "verified_by", "form_key", "updated_at"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r := list[i]
			return []any{committee, r.ID, r.CellID, orNull(r.MemberID), r.Source, r.SourceOn, r.SourceBasis, r.OpenedBy, orNull(r.OpenerID),
				orNull(themes[r.Theme]), orNull(r.Recurs), r.OpenedMonth, r.Shortcoming, r.Cause, r.Action, wording.Concrete(r.Shortcoming),
				r.FirstDueOn, r.DueOn, int16(r.Rolls), int16(r.Returns), r.ReturnReason, string(r.State), r.Result, r.Number, r.ReportedOn,
				r.VerifiedOn, r.VerifiedBy, r.FormKey, r.UpdatedAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy remedies: %w", err)
	}
	if _, err := tx.Exec(ctx, nextSerialSQL); err != nil {
		return fmt.Errorf("set the next remedy id: %w", err)
	}
	return nil
}

func copyNotes(ctx context.Context, tx pgx.Tx, committee int64, notes []LoadedNote) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"remedy_notes"}, []string{"committee_id", "id", "remedy_id", "at", "by_name", "words", "form_key"},
		pgx.CopyFromSlice(len(notes), func(i int) ([]any, error) {
			n := notes[i]
			return []any{committee, n.ID, n.RemedyID, n.At, n.By, n.Words, n.FormKey}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy notes of remedies: %w", err)
	}
	if _, err := tx.Exec(ctx, nextNoteSerialSQL); err != nil {
		return fmt.Errorf("set the next id of a note: %w", err)
	}
	return nil
}

func orNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
