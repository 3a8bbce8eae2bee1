package inspection

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Batch is checks and registrations made elsewhere, with their ids.
type Batch struct {
	Checks        []CheckRow
	Registrations []RegistrationRow
}

const loadedSerialSQL = `
SELECT setval(pg_get_serial_sequence('inspections', 'id'), (SELECT coalesce(max(id), 1) FROM inspections)),
    setval(pg_get_serial_sequence('model_registrations', 'id'), (SELECT coalesce(max(id), 1) FROM model_registrations))`

// LoadTx copies a batch in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	err := load(ctx, tx, pgx.Identifier{"inspections"}, b.Checks, []string{"committee_id", "id", "unit_id", "target_id", "member_id", "body", "kind", "form", "subject", "in_plan",
		"planned_on", "whole_month", "number", "team", "done_on", "conclusion_number", "conclusion", "updated_at"}, func(r CheckRow) []any {
		var member *int64
		if r.MemberID != 0 {
			member = &r.MemberID
		}
		return []any{committee, r.ID, r.UnitID, r.TargetID, member, string(r.Body), string(r.Kind), string(r.Form), r.Subject, r.InPlan,
			r.PlannedOn, r.WholeMonth, r.Number, r.Team, orNull(r.DoneOn), r.ConclusionNumber, r.Conclusion, r.PlannedOn}
	})
	if err != nil {
		return err
	}
	err = load(ctx, tx, pgx.Identifier{"model_registrations"}, b.Registrations, []string{"committee_id", "id", "unit_id", "year", "registered_on", "lost_on", "lost_reason",
		"recognised_on", "recognised_number", "disciplined_on", "updated_at"}, func(r RegistrationRow) []any {
		return []any{committee, r.ID, r.UnitID, int16(r.Year), r.RegisteredOn, orNull(r.LostOn), r.LostReason,
			orNull(r.RecognisedOn), r.RecognisedNumber, r.DisciplinedOn, r.RegisteredOn}
	})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, loadedSerialSQL)
	return err
}

func load[T any](ctx context.Context, tx pgx.Tx, table pgx.Identifier, list []T, columns []string, row func(T) []any) error {
	_, err := tx.CopyFrom(ctx, table, columns, pgx.CopyFromSlice(len(list), func(i int) ([]any, error) { return row(list[i]), nil }))
	if err != nil {
		return fmt.Errorf("copy %s: %w", table[0], err)
	}
	return nil
}

func orNull(day time.Time) *time.Time {
	if day.IsZero() {
		return nil
	}
	return &day
}
