package intake

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/postgres"
)

const contentSQL = `
SELECT content, given_at, applied_at
FROM import_runs
WHERE committee_id = @committee AND id = @run`

// content is the file of a run. Conflict when it is there no more. It asks anew whether the run was applied, since another
// may have done so a moment ago.
func (s *Service) content(ctx context.Context, actor authz.Actor, run Run) ([]byte, error) {
	var content []byte
	var given time.Time
	var applied *time.Time
	err := s.DB.QueryRow(ctx, contentSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "run": run.ID}).Scan(&content, &given, &applied)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the file of import %d: %w", run.ID, err)
	case applied != nil:
		return nil, alreadyApplied(*applied)
	case content == nil, !given.After(s.Now().Add(-keptFor)):
		return nil, apperr.Conflict("Tệp này chờ quá 24 giờ nên đã được bỏ. Đồng chí tải lên lại.")
	}
	return content, nil
}

// list reads the file of a run again.
func (s *Service) list(ctx context.Context, actor authz.Actor, run Run) (workbook.Sheet, error) {
	content, err := s.content(ctx, actor, run)
	if err != nil {
		return workbook.Sheet{}, err
	}
	return s.parse(ctx, actor, run.Kind, run.FileName, content, run.Encodings)
}

// Marked is the file of a run with what would become of each row behind it, as a workbook, and the name to save it under.
// It is there as long as the file itself waits.
func (s *Service) Marked(ctx context.Context, actor authz.Actor, run int64) (name string, data []byte, err error) {
	r, err := s.run(ctx, actor, run)
	if err != nil {
		return "", nil, err
	}
	content, err := s.content(ctx, actor, r)
	if err != nil {
		return "", nil, err
	}
	list, err := s.parse(ctx, actor, r.Kind, r.FileName, content, r.Encodings)
	if err != nil {
		return "", nil, err
	}
	var plan compare.Plan
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		plan, _, err = s.plan(ctx, tx, actor, list)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	data, err = workbook.Annotate(content, list, notes(plan))
	return strings.TrimSuffix(r.FileName, path.Ext(r.FileName)) + "-ket-qua.xlsx", data, err
}

// notes writes the rows of a plan for their readers in a workbook: the headings of faults are at the cells already.
func notes(p compare.Plan) []workbook.Note {
	list := make([]workbook.Note, len(p.Rows))
	for i, r := range p.Rows {
		n := workbook.Note{Number: r.Number, Result: r.Fate.Label(), Bad: r.Fate == compare.Refused}
		var texts []string
		for _, f := range r.Faults {
			texts = append(texts, f.Column+": "+f.Text)
			n.Cells = append(n.Cells, f.Cell)
		}
		n.Text = strings.Join(append(texts, r.Notes...), " ")
		list[i] = n
	}
	return list
}
