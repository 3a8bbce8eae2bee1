package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

const (
	// turnSQL lets one import of a committee go after the other.
	turnSQL = `
SELECT pg_advisory_xact_lock(hashtextextended('import', @committee::bigint))`
	claimSQL = `
SELECT applied_at
FROM import_runs
WHERE committee_id = @committee AND id = @run
FOR UPDATE`
	appliedSQL = `
UPDATE import_runs
SET applied_at = @now, content = NULL, added = @added, changed = @changed, unchanged = @unchanged, refused = @refused
WHERE committee_id = @committee AND id = @run`
)

// manyRows is how many new units change the tables' size so much that plans made before would be wrong. The room of members
// sees to its own.
const manyRows = 500

// Apply does what a plan said, in one transaction: everything but the refused rows, or nothing. Conflict, with the plan
// of now, when it is no longer the one with the fingerprint: somebody changed the lists since it was shown.
func (s *Service) Apply(ctx context.Context, actor authz.Actor, run int64, fingerprint string) (Run, compare.Plan, error) {
	r, err := s.run(ctx, actor, run)
	if err != nil {
		return r, compare.Plan{}, err
	}
	list, err := s.list(ctx, actor, r)
	if err != nil {
		return r, compare.Plan{}, err
	}
	var plan compare.Plan
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if err := s.claim(ctx, tx, actor, r); err != nil {
			return err
		}
		var tree *org.Tree
		if plan, tree, err = s.plan(ctx, tx, actor, list); err != nil {
			return err
		}
		switch {
		case plan.Fingerprint != fingerprint:
			return apperr.Conflict("Danh sách trong hệ thống vừa thay đổi nên kết quả so sánh khác lúc đồng chí xem. Chưa ghi gì. Đồng chí xem lại rồi áp dụng.")
		case plan.Writes() == 0:
			return apperr.Invalid("Tệp này không có dòng nào cần ghi.")
		}
		return s.write(ctx, tx, actor, &r, plan, tree.Root().ID)
	})
	if err == nil {
		s.last.forget()
	}
	return r, plan, err
}

// claim makes two who apply at once wait for each other, and the second see what the first did.
func (s *Service) claim(ctx context.Context, tx pgx.Tx, actor authz.Actor, r Run) error {
	applied, err := lock(ctx, tx, actor, r)
	if err == nil && applied != nil {
		err = alreadyApplied(*applied)
	}
	return err
}

// lock waits for its turn and tells when the run was applied, nil when it was not.
func lock(ctx context.Context, tx pgx.Tx, actor authz.Actor, r Run) (applied *time.Time, err error) {
	if _, err := tx.Exec(ctx, turnSQL, pgx.StrictNamedArgs{"committee": actor.Committee}); err != nil {
		return nil, fmt.Errorf("wait for other imports: %w", err)
	}
	err = tx.QueryRow(ctx, claimSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "run": r.ID}).Scan(&applied)
	if err != nil {
		return nil, fmt.Errorf("claim import %d: %w", r.ID, err)
	}
	return applied, nil
}

func alreadyApplied(at time.Time) error {
	return apperr.Conflict("Tệp này đã được áp dụng lúc " + vi.Moment(at) + ".")
}

func (s *Service) write(ctx context.Context, tx pgx.Tx, actor authz.Actor, r *Run, plan compare.Plan, root int64) error {
	err := s.carryOut(ctx, tx, actor, r.ID, plan)
	if err == nil && plan.Kind == compare.Units && plan.Writes() >= manyRows {
		err = postgres.RefreshStatisticsTx(ctx, tx)
	}
	if err != nil {
		return err
	}
	now := s.Now()
	r.count(plan)
	r.AppliedAt, r.Kept, r.Undoable = &now, false, true
	_, err = tx.Exec(ctx, appliedSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "run": r.ID, "now": now, "added": r.Added, "changed": r.Changed,
		"unchanged": r.Unchanged, "refused": r.Refused,
	})
	if err != nil {
		return fmt.Errorf("note import %d: %w", r.ID, err)
	}
	return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: root, Action: authz.ImportRun, ObjectKind: "import", ObjectID: r.ID,
		Summary: fmt.Sprintf("Nhập %s từ %s: thêm %s, sửa %s, giữ nguyên %s, để lại vì lỗi %s",
			r.Kind.Within(), s.called(*r), vi.Int(r.Added), vi.Int(r.Changed), vi.Int(r.Unchanged), vi.Int(r.Refused)),
		After: altered(plan),
	})
}

// called is what the trail calls the file of a run. The name of a file about people whom not everybody may know of may tell who they are.
func (s *Service) called(r Run) string {
	if b, ok := s.book(r.Kind); ok && authz.IsClosed(b.Write) {
		return "tệp"
	}
	return "tệp “" + r.FileName + "”"
}

// carryOut lets the rooms write, and keeps what they found.
func (s *Service) carryOut(ctx context.Context, tx pgx.Tx, actor authz.Actor, run int64, plan compare.Plan) error {
	var found undo
	if b, ok := s.book(plan.Kind); ok {
		ids, err := b.Add(ctx, tx, actor, plan)
		if err != nil {
			return err
		}
		found.Records = ids
	} else if plan.Kind == compare.Units {
		units, err := s.Org.ImportTx(ctx, tx, actor, plan.Units)
		if err != nil {
			return err
		}
		found.Units = &units
	} else {
		members, err := s.Member.ApplyTx(ctx, tx, actor, plan.Members)
		if err != nil {
			return err
		}
		found.Members = &members
	}
	return keepUndo(ctx, tx, actor.Committee, run, found)
}

// alteredRow is one changed row in the audit; who was added is told by their number and by the memberships of the day.
type alteredRow struct {
	Row     int              `json:"row"`
	Name    string           `json:"name"`
	Place   string           `json:"place,omitempty"`
	Changes []compare.Change `json:"changes"`
}

func altered(p compare.Plan) any {
	var rows []alteredRow
	for _, r := range p.Rows {
		if r.Fate == compare.Altered {
			rows = append(rows, alteredRow{r.Number, r.Name, r.Place, r.Changes})
		}
	}
	return map[string]any{"sheet": p.Sheet, "changed": rows}
}
