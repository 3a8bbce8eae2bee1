package record

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Batch is records made elsewhere, with their ids.
type Batch struct {
	RecruitmentTargets []RecruitmentTarget
	Admissions         []Admission
	Targets            []Target
	TargetResults      []TargetResult
}

// serialsSerialSQL sets the next id of every table that was copied into with ids.
const serialsSerialSQL = `
SELECT setval(pg_get_serial_sequence('admissions', 'id'), (SELECT coalesce(max(id), 1) FROM admissions)),
    setval(pg_get_serial_sequence('resolution_targets', 'id'), (SELECT coalesce(max(id), 1) FROM resolution_targets)),
    setval(pg_get_serial_sequence('target_results', 'id'), (SELECT coalesce(max(id), 1) FROM target_results))`

// LoadTx copies records in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	c := &copier{ctx: ctx, tx: tx, committee: committee}
	c.standing(b)
	c.life(b)
	if c.err != nil {
		return c.err
	}
	if _, err := tx.Exec(ctx, serialsSerialSQL); err != nil {
		return fmt.Errorf("set the next record ids: %w", err)
	}
	return nil
}

// standing copies what was decided about units and people.
func (c *copier) standing(b Batch) {
	load(c, pgx.Identifier{"recruitment_targets"}, b.RecruitmentTargets, []string{"unit_id", "year", "target"},
		func(t RecruitmentTarget) []any { return []any{t.UnitID, int16(t.Year), int32(t.Target)} })
	load(c, pgx.Identifier{"admissions"}, b.Admissions, []string{"id", "unit_id", "member_id", "decision_number", "admitted_on"},
		func(a Admission) []any { return []any{a.ID, a.UnitID, a.MemberID, a.DecisionNumber, a.AdmittedOn} })
}

// life copies what a cell's year consists of.
func (c *copier) life(b Batch) {
	load(c, pgx.Identifier{"resolution_targets"}, b.Targets, []string{"id", "unit_id", "kind", "title", "measure", "planned", "due_on"},
		func(t Target) []any {
			return []any{t.ID, t.UnitID, t.Kind, t.Title, t.Measure, int32(t.Planned), t.DueOn}
		})
	load(c, pgx.Identifier{"target_results"}, b.TargetResults, []string{"id", "target_id", "unit_id", "reached_on", "amount", "note"},
		func(t TargetResult) []any {
			return []any{t.ID, t.TargetID, t.UnitID, t.ReachedOn, int32(t.Amount), t.Note}
		})
}

// copier keeps the first error, so that the tables can be listed one after another.
type copier struct {
	ctx       context.Context
	tx        pgx.Tx
	committee int64
	err       error
}

func load[T any](c *copier, table pgx.Identifier, list []T, columns []string, row func(T) []any) {
	if c.err != nil {
		return
	}
	_, err := c.tx.CopyFrom(c.ctx, table, append([]string{"committee_id"}, columns...),
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) { return append([]any{c.committee}, row(list[i])...), nil }))
	if err != nil {
		c.err = fmt.Errorf("copy %s: %w", table[0], err)
	}
}
