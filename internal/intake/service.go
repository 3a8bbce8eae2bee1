package intake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake/book"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
)

// Service takes files, shows what they would do, and does it.
type Service struct {
	DB     postgres.DB
	Now    func() time.Time
	Org    *org.Service
	Member *member.Service
	Forget org.Forget // what is counted of cells that an import brought and that are taken back
	Books  []book.Book

	last memory
}

// may reports whether the actor may take lists of a kind: of members and organisations with a right of its own, of records with the
// right to write in their book, both in the whole committee. A list reaches into every cell, and its preview shows every row.
func (s *Service) may(actor authz.Actor, k compare.Kind) bool {
	if b, ok := s.book(k); ok {
		return actor.MayEverywhere(b.Write)
	}
	return actor.MayEverywhere(authz.ImportRun)
}

// Kinds are the kinds of list that the actor may take, members and organisations first.
func (s *Service) Kinds(actor authz.Actor) []compare.Kind {
	kinds := []compare.Kind{compare.Members, compare.Units}
	for _, b := range s.Books {
		kinds = append(kinds, b.Kind)
	}
	return slices.DeleteFunc(kinds, func(k compare.Kind) bool { return !s.may(actor, k) })
}

// mayTake is Forbidden for whoever may not take lists of a kind; "" is members or organisations.
func (s *Service) mayTake(actor authz.Actor, k compare.Kind) error {
	switch {
	case !actor.May(authz.ImportOpen):
		return apperr.Forbidden("")
	case len(s.Kinds(actor)) == 0:
		return apperr.Forbidden("Nhập danh sách cần quyền trên toàn cấp ủy. Đồng chí gửi tệp cho quản trị của cấp ủy.")
	case !s.may(actor, k):
		return apperr.Forbidden("Đồng chí không được nhập loại danh sách này. Chọn loại khác, hoặc gửi tệp cho quản trị của cấp ủy.")
	}
	return nil
}

const runsSQL = `
SELECT id, kind, file_name, given_by, given_at, applied_at, undone_at, added, changed, unchanged, refused,
    content IS NOT NULL AND given_at > @since AS kept,
    coalesce(applied_at > @since AND undone_at IS NULL, false) AS undoable, encodings
FROM import_runs
WHERE committee_id = @committee AND (@run::bigint = 0 OR id = @run) AND kind = ANY (@kinds)
ORDER BY id DESC
LIMIT 50`

// Runs lists the newest files that were given, at most fifty, of the kinds that the actor may take.
func (s *Service) Runs(ctx context.Context, actor authz.Actor) ([]Run, error) {
	return s.runs(ctx, actor, 0)
}

func (s *Service) runs(ctx context.Context, actor authz.Actor, run int64) ([]Run, error) {
	kinds := s.Kinds(actor)
	if len(kinds) == 0 || !actor.May(authz.ImportOpen) {
		return nil, s.mayTake(actor, "")
	}
	rows, _ := s.DB.Query(ctx, runsSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "run": run, "since": s.Now().Add(-keptFor), "kinds": kinds})
	return pgx.CollectRows(rows, pgx.RowToStructByName[Run])
}

func (s *Service) run(ctx context.Context, actor authz.Actor, run int64) (Run, error) {
	list, err := s.runs(ctx, actor, max(run, 1))
	if err != nil {
		return Run{}, err
	}
	if len(list) == 0 {
		return Run{}, apperr.NotFound("Không tìm thấy lần nhập này. Đồng chí xem danh sách các lần nhập.")
	}
	return list[0], nil
}

const keepSQL = `
INSERT INTO import_runs (committee_id, kind, file_name, sha256, content, given_by, given_at, added, changed, unchanged, refused)
VALUES (@committee, @kind, @file_name, @sha256, @content, @given_by, @now, @added, @changed, @unchanged, @refused)
RETURNING id`

// Preview reads a file and says what it would do. It writes nothing but the file itself, to be applied within a day. With
// a kind, the file must be of that kind.
func (s *Service) Preview(ctx context.Context, actor authz.Actor, kind compare.Kind, fileName string, data []byte) (Run, compare.Plan, error) {
	if err := s.mayTake(actor, kind); err != nil {
		return Run{}, compare.Plan{}, err
	}
	fileName = cleanName(fileName)
	list, err := s.parse(ctx, actor, kind, fileName, data, nil)
	if err != nil {
		return Run{}, compare.Plan{}, err
	}
	if kind != "" && list.Key != string(kind) {
		return Run{}, compare.Plan{}, apperr.Invalid(fmt.Sprintf("Tệp này là %s, không phải %s. Đồng chí chọn lại tệp.",
			compare.Kind(list.Key).Within(), kind.Within()))
	}
	if err := s.DropOld(ctx); err != nil {
		return Run{}, compare.Plan{}, err
	}
	run := Run{Kind: compare.Kind(list.Key), FileName: fileName, GivenBy: actor.Name, GivenAt: s.Now(), Kept: true}
	var plan compare.Plan
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if plan, _, err = s.plan(ctx, tx, actor, list); err != nil {
			return err
		}
		run.count(plan)
		return keep(ctx, tx, actor, &run, data)
	})
	return run, plan, err
}

// keep lets a file wait under a new number.
func keep(ctx context.Context, db postgres.DB, actor authz.Actor, run *Run, data []byte) error {
	sum := sha256.Sum256(data)
	return db.QueryRow(ctx, keepSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "kind": string(run.Kind), "file_name": run.FileName, "sha256": sum[:],
		"content": data, "given_by": run.GivenBy, "now": run.GivenAt, "added": run.Added, "changed": run.Changed,
		"unchanged": run.Unchanged, "refused": run.Refused,
	}).Scan(&run.ID)
}

// cleanName is the name of a file without its folders.
func cleanName(fileName string) string {
	return compare.FirstWords(vi.Clean(path.Base(strings.ReplaceAll(fileName, `\`, "/"))))
}

func (r *Run) count(p compare.Plan) {
	r.Added, r.Changed, r.Unchanged, r.Refused = p.Count(compare.New), p.Count(compare.Altered), p.Count(compare.Same), p.Count(compare.Refused)
}

// plan compares a list with what the transaction sees.
func (s *Service) plan(ctx context.Context, tx pgx.Tx, actor authz.Actor, list workbook.Sheet) (compare.Plan, *org.Tree, error) {
	if err := s.mayTake(actor, compare.Kind(list.Key)); err != nil {
		return compare.Plan{}, nil, err
	}
	tree, err := (&org.Service{DB: tx, Now: s.Now}).Tree(ctx, actor)
	if err != nil {
		return compare.Plan{}, nil, err
	}
	today := vi.Today(s.Now())
	if list.Key == string(compare.Units) {
		return compare.WithTree(list, tree, today), tree, nil
	}
	b, isBook := s.book(compare.Kind(list.Key))
	right := authz.ImportRun
	if isBook {
		right = authz.MemberRead
	}
	enrolled, err := roll.WholeTx(ctx, tx, actor, right, today)
	if err != nil {
		return compare.Plan{}, nil, err
	}
	if isBook {
		plan, err := b.Plan(ctx, tx, actor, list, compare.NewKnown(tree, enrolled, today))
		return plan, tree, err
	}
	return compare.WithRoll(list, tree, enrolled, today), tree, nil
}

// book is the book of records that a kind of list belongs to.
func (s *Service) book(k compare.Kind) (book.Book, bool) {
	for _, b := range s.Books {
		if b.Kind == k {
			return b, true
		}
	}
	return book.Book{}, false
}

// layouts are the columns among which those of a file are looked for. The lists of records have too much in common to be told
// apart by their headings: who gives one says which it is.
func (s *Service) layouts(k compare.Kind) []workbook.Layout {
	if b, ok := s.book(k); ok {
		return []workbook.Layout{b.Layout}
	}
	return compare.Layouts()
}

// Layout is the columns of a kind of list; NotFound when there is no such kind.
func (s *Service) Layout(k compare.Kind) (workbook.Layout, error) {
	for _, l := range s.layouts(k) {
		if l.Key == string(k) {
			return l, nil
		}
	}
	return workbook.Layout{}, apperr.NotFound("Không có tệp mẫu này. Đồng chí chọn mẫu trên trang Nhập danh sách.")
}

// Plan is a run and what its file would do now. A run whose file is gone, because it was applied or waited too long, has
// an empty plan.
func (s *Service) Plan(ctx context.Context, actor authz.Actor, run int64) (Run, compare.Plan, error) {
	r, err := s.run(ctx, actor, run)
	if err != nil || !r.Kept {
		return r, compare.Plan{}, err
	}
	list, err := s.list(ctx, actor, r)
	if err != nil {
		return r, compare.Plan{}, err
	}
	var plan compare.Plan
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		plan, _, err = s.plan(ctx, tx, actor, list)
		return err
	})
	return r, plan, err
}

const dropSQL = `
UPDATE import_runs
SET content = NULL
WHERE content IS NOT NULL AND given_at <= @before`

// DropOld forgets the files of all committees that waited for a day, and what imports of more than a day ago found. It is called before every preview; whoever runs the
// portal may call it by the clock as well.
func (s *Service) DropOld(ctx context.Context) error {
	for _, sql := range []string{dropSQL, dropUndoSQL} {
		if _, err := s.DB.Exec(ctx, sql, pgx.StrictNamedArgs{"before": s.Now().Add(-keptFor)}); err != nil {
			return fmt.Errorf("drop old import files: %w", err)
		}
	}
	return nil
}
