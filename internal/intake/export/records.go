package export

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/award"
	"tusoi/internal/discipline"
	"tusoi/internal/intake/book"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/meeting"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
	"tusoi/internal/study"
	"tusoi/internal/vi"
)

// wholeBook is more rows than any committee's book has.
const wholeBook = 1_000_000

// whole is a filter that finds all pages.
func whole(f record.Filter) record.Filter {
	f.Page, f.Size = 1, wholeBook
	return f
}

// records writes the rows of a book, naming each unit so that a list finds it again.
func records[R any](ctx context.Context, s *Service, actor authz.Actor, w io.Writer, layout workbook.Layout, rows []R, unit func(R) (int64, string), row func(R, string) []string) error {
	tree, err := s.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	names := compare.UnitNames(tree, vi.Today(s.Now()))
	return workbook.WriteList(w, layout, func(put func([]string) error) error {
		for _, r := range rows {
			id, name := unit(r)
			if names[id] != "" {
				name = names[id]
			}
			if err := put(row(r, name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Awards writes the awards that a filter finds.
func (s *Service) Awards(ctx context.Context, actor authz.Actor, f award.Filter, w io.Writer) error {
	f.Filter = whole(f.Filter)
	list, err := s.Award.List(ctx, actor, f)
	if err != nil {
		return err
	}
	return records(ctx, s, actor, w, book.AwardLayout, list.Rows, func(r award.Row) (int64, string) { return r.UnitID, r.UnitName }, book.AwardRow)
}

// Documents writes the documents that a filter finds.
func (s *Service) Documents(ctx context.Context, actor authz.Actor, f record.Filter, state string, w io.Writer) error {
	list, err := s.Study.Documents(ctx, actor, whole(f), state)
	if err != nil {
		return err
	}
	return records(ctx, s, actor, w, book.DocumentLayout, list.Rows, func(r study.DocumentRow) (int64, string) { return r.UnitID, r.UnitName }, book.DocumentRow)
}

// Sessions writes the study sessions that a filter finds.
func (s *Service) Sessions(ctx context.Context, actor authz.Actor, f study.Filter, w io.Writer) error {
	f.Filter = whole(f.Filter)
	list, err := s.Study.Sessions(ctx, actor, f)
	if err != nil {
		return err
	}
	return records(ctx, s, actor, w, book.SessionLayout, list.Rows, func(r study.SessionRow) (int64, string) { return r.UnitID, r.UnitName }, book.SessionRow)
}

// Disciplines writes the decisions that a filter finds where the actor may read names. The trail says that they went out, and names
// nobody.
func (s *Service) Disciplines(ctx context.Context, actor authz.Actor, f discipline.Filter, w io.Writer) error {
	f.Filter = whole(f.Filter)
	list, err := s.Discipline.List(ctx, actor, f)
	if err != nil {
		return err
	}
	err = records(ctx, s, actor, w, book.DisciplineLayout, list.Rows, func(r discipline.Row) (int64, string) { return r.UnitID, r.UnitName }, book.DisciplineRow)
	if err != nil {
		return err
	}
	at := actor.Office(authz.DisciplineRead)
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
			UnitID: at, Action: authz.DisciplineWrite, ObjectKind: "unit", ObjectID: at, Summary: fmt.Sprintf("Tải sổ kỷ luật: %s dòng", vi.Int(len(list.Rows))),
		})
	})
}

// Meetings writes the counts of the meetings that a filter finds. Who was there, and what was said, is told on a meeting's page only.
func (s *Service) Meetings(ctx context.Context, actor authz.Actor, f meeting.Filter, w io.Writer) error {
	f.Filter = whole(f.Filter)
	list, err := s.Meeting.List(ctx, actor, f)
	if err != nil {
		return err
	}
	return records(ctx, s, actor, w, book.MeetingLayout, list.Rows, func(r meeting.Row) (int64, string) { return r.CellID, r.UnitName }, book.MeetingRow)
}
