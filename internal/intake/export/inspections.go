package export

import (
	"context"
	"io"

	"tusoi/internal/authz"
	"tusoi/internal/complaint"
	"tusoi/internal/inspection"
	"tusoi/internal/intake/book"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// Inspections writes the checks that a filter finds.
func (s *Service) Inspections(ctx context.Context, actor authz.Actor, f inspection.Filter, w io.Writer) error {
	f.Filter = whole(f.Filter)
	list, err := s.Inspection.List(ctx, actor, f)
	if err != nil {
		return err
	}
	tree, err := s.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	names := compare.UnitNames(tree, vi.Today(s.Now()))
	return workbook.WriteList(w, book.InspectionLayout, func(put func([]string) error) error {
		for _, r := range list.Rows {
			for id, name := range map[int64]*string{r.UnitID: &r.UnitName, r.TargetID: &r.TargetName} {
				if names[id] != "" {
					*name = names[id]
				}
			}
			if err := put(book.InspectionRow(r)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Models writes the registrations that a filter finds. On which day a member was disciplined is in no file.
func (s *Service) Models(ctx context.Context, actor authz.Actor, f inspection.ModelFilter, w io.Writer) error {
	f.Filter = whole(f.Filter)
	list, err := s.Inspection.Registrations(ctx, actor, f)
	if err != nil {
		return err
	}
	return records(ctx, s, actor, w, book.ModelLayout, list.Rows, func(r inspection.RegistrationRow) (int64, string) { return r.UnitID, r.UnitName }, book.ModelRow)
}

// Complaints writes the counts that a filter finds.
func (s *Service) Complaints(ctx context.Context, actor authz.Actor, f record.Filter, w io.Writer) error {
	list, err := s.Complaint.List(ctx, actor, whole(f))
	if err != nil {
		return err
	}
	return records(ctx, s, actor, w, book.ComplaintLayout, list.Rows, func(r complaint.Row) (int64, string) { return r.UnitID, r.UnitName }, book.ComplaintRow)
}
