package pledgeform

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// LoadedTemplate is one row of pledge_templates. FormKey is a UUID.
type LoadedTemplate struct {
	ID, UnitID                                  int64
	Heading, Content, Target, Measure, Evidence string
	UpdatedAt                                   time.Time
	UpdatedBy                                   string
	FormKey                                     [16]byte
}

// LoadedForm is one row of pledge_forms.
type LoadedForm struct {
	FromYear  int
	Headings  []Heading
	Documents []Document
	UpdatedAt time.Time
	UpdatedBy string
}

// Batch is forms and suggestions made elsewhere.
type Batch struct {
	Forms     []LoadedForm
	Templates []LoadedTemplate
}

const templatesSerialSQL = `SELECT setval(pg_get_serial_sequence('pledge_templates', 'id'), (SELECT coalesce(max(id), 1) FROM pledge_templates))`

// LoadTx copies forms and suggestions in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"pledge_forms"},
		[]string{"committee_id", "from_year", "headings", "documents", "updated_at", "updated_by"},
		pgx.CopyFromSlice(len(b.Forms), func(i int) ([]any, error) {
			f := b.Forms[i]
			return []any{committee, int16(f.FromYear), f.Headings, f.Documents, f.UpdatedAt, f.UpdatedBy}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy forms: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"pledge_templates"},
		[]string{"committee_id", "id", "unit_id", "heading", "content", "target", "measure", "evidence", "updated_at", "updated_by", "form_key"},
		pgx.CopyFromSlice(len(b.Templates), func(i int) ([]any, error) {
			t := b.Templates[i]
			return []any{committee, t.ID, t.UnitID, t.Heading, t.Content, t.Target, t.Measure, t.Evidence, t.UpdatedAt, t.UpdatedBy, t.FormKey}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy suggestions: %w", err)
	}
	if _, err := tx.Exec(ctx, templatesSerialSQL); err != nil {
		return fmt.Errorf("set the next suggestion id: %w", err)
	}
	return nil
}
