package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/postgres"
)

const mappingsSQL = `
SELECT kind AS key, signature, columns AS at
FROM import_mappings
WHERE committee_id = @committee
ORDER BY kind = @kind DESC, chosen_at DESC`

// choices are those of the committee, of a kind first, then the newest first.
func (s *Service) choices(ctx context.Context, actor authz.Actor, kind compare.Kind) ([]workbook.Choice, error) {
	rows, _ := s.DB.Query(ctx, mappingsSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "kind": string(kind)})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[workbook.Choice])
	if err != nil {
		return nil, fmt.Errorf("read the chosen columns: %w", err)
	}
	return list, nil
}

// parse finds the list in a file: with the columns that somebody chose for its headings, or by the headings themselves, and
// written as somebody said.
func (s *Service) parse(ctx context.Context, actor authz.Actor, kind compare.Kind, fileName string, data []byte, said workbook.Encodings) (workbook.Sheet, error) {
	choices, err := s.choices(ctx, actor, kind)
	if err != nil {
		return workbook.Sheet{}, err
	}
	return s.last.parse(reading{fileName, data, said, choices, s.layouts(kind)})
}

// Hold keeps a file whose headings say too little, so that somebody can choose its columns.
func (s *Service) Hold(ctx context.Context, actor authz.Actor, kind compare.Kind, fileName string, data []byte) (Run, error) {
	if _, err := s.Layout(kind); err != nil {
		kind = compare.Members
	}
	if err := s.mayTake(actor, kind); err != nil {
		return Run{}, err
	}
	run := Run{Kind: kind, FileName: cleanName(fileName), GivenBy: actor.Name, GivenAt: s.Now(), Kept: true}
	if _, err := workbook.LookAt(run.FileName, data, s.layouts(kind), string(kind), "", 0); err != nil {
		return Run{}, err
	}
	err := keep(ctx, s.DB, actor, &run, data)
	return run, err
}

// Look shows the columns of a waiting file, to choose from: for a kind of list ("" for the one it was taken for), in a sheet
// and with the headings in a row ("" and 0 for what looks most like them).
func (s *Service) Look(ctx context.Context, actor authz.Actor, run int64, kind compare.Kind, sheet string, row int) (Run, workbook.Look, error) {
	r, err := s.run(ctx, actor, run)
	if err != nil {
		return r, workbook.Look{}, err
	}
	content, err := s.content(ctx, actor, r)
	if err != nil {
		return r, workbook.Look{}, err
	}
	if kind == "" {
		kind = r.Kind
	}
	if err := s.mayTake(actor, kind); err != nil {
		return r, workbook.Look{}, err
	}
	choices, err := s.choices(ctx, actor, kind)
	if err != nil {
		return r, workbook.Look{}, err
	}
	look, err := workbook.LookAt(r.FileName, content, s.layouts(kind), string(kind), sheet, row, choices...)
	return r, look, err
}

const (
	chooseSQL = `
INSERT INTO import_mappings (committee_id, kind, signature, columns, chosen_by, chosen_at)
VALUES (@committee, @kind, @signature, @columns, @by, @now)
ON CONFLICT (committee_id, kind, signature) DO UPDATE
SET columns = excluded.columns, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at`
	rereadSQL = `
UPDATE import_runs
SET kind = @kind, encodings = @encodings, added = @added, changed = @changed, unchanged = @unchanged, refused = @refused
WHERE committee_id = @committee AND id = @run AND applied_at IS NULL`
)

// Choose says which column of a waiting file is which, by the key of the field's heading, and reads the file again. It is
// remembered for all files of the committee with the same headings. Invalid, by field, when something is missing.
func (s *Service) Choose(ctx context.Context, actor authz.Actor, run int64, kind compare.Kind, sheet string, row int, at map[string]int) error {
	r, look, err := s.Look(ctx, actor, run, kind, sheet, max(row, 1))
	if err != nil {
		return err
	}
	choice, err := look.Choose(at)
	if err != nil {
		return err
	}
	content, err := s.content(ctx, actor, r)
	if err != nil {
		return err
	}
	list, err := workbook.ParseAs(r.FileName, content, s.layouts(kind), r.Encodings, choice)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		plan, tree, err := s.plan(ctx, tx, actor, list)
		if err != nil {
			return err
		}
		r.count(plan)
		if err := choose(ctx, tx, actor, s.Now(), choice); err != nil {
			return err
		}
		r.Kind = compare.Kind(choice.Key)
		return s.reread(ctx, tx, actor, r, tree.Root().ID, "Chọn cột cho "+s.called(r))
	})
}

func choose(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, c workbook.Choice) error {
	_, err := tx.Exec(ctx, chooseSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "kind": c.Key, "signature": c.Signature, "columns": c.At, "by": actor.Name, "now": now,
	})
	if err != nil {
		return fmt.Errorf("remember the chosen columns: %w", err)
	}
	return nil
}

// reread notes what a waiting file would do now that somebody said how to read it, and who did.
func (s *Service) reread(ctx context.Context, tx pgx.Tx, actor authz.Actor, r Run, root int64, summary string) error {
	said := r.Encodings
	if said == nil {
		said = workbook.Encodings{}
	}
	_, err := tx.Exec(ctx, rereadSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "run": r.ID, "kind": string(r.Kind), "encodings": said, "added": r.Added, "changed": r.Changed,
		"unchanged": r.Unchanged, "refused": r.Refused,
	})
	if err != nil {
		return fmt.Errorf("note what import %d is: %w", r.ID, err)
	}
	return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
		UnitID: root, Action: authz.ImportRun, ObjectKind: "import", ObjectID: r.ID, Summary: summary,
	})
}
