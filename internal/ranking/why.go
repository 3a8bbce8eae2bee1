package ranking

import (
	"context"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/rule"
)

// Change is how one line of the sheet moved since the period before.
type Change struct {
	Code, Title   string
	Before, After int // points, hundredths
}

// Why is why a cell has its place: the sheet it is made of, what moved since the period before, and what stands between
// it and the next level.
type Why struct {
	Set        rule.Set
	Period     period.Period
	Cell       org.Unit
	Grassroots string
	Sheet      rule.Sheet
	Place, Of  int // among all cells
	PeerPlace  int // among the cells of its type
	PeerOf     int
	PrevPlace  int // 0 when it had none
	PrevTotal  int
	Changes    []Change
	ClosedAt   *time.Time
	MayAnswer  bool // by hand, while the period is open
	Versions   map[string]int
}

// Why answers for one cell. Who may see the whole list may see every cell of it; a secretary sees the own one.
func (s *Service) Why(ctx context.Context, actor authz.Actor, cell int64, p period.Period) (Why, error) {
	action := authz.RankingRead
	if !actor.May(action) {
		action = authz.RankingOwn
	}
	scope, err := actor.Scope(action)
	if err != nil {
		return Why{}, err
	}
	r, err := s.round(ctx, actor, p)
	if err != nil {
		return Why{}, err
	}
	c, ok := r.cells[cell]
	if !ok || !scope.Covers(c.cell.Path) {
		return Why{}, apperr.NotFound("Không tìm thấy chi bộ này trong xếp hạng của kỳ.")
	}
	prev, err := s.previous(ctx, actor, p.Prev())
	if err != nil {
		return Why{}, err
	}
	all, peers := r.places(""), r.places(c.cell.Type)
	w := Why{
		Set: r.set.Set, Period: p, Cell: c.cell, Sheet: c.sheet, Place: all[cell], Of: len(all), PeerPlace: peers[cell],
		PeerOf: len(peers), ClosedAt: r.closedAt, MayAnswer: r.closedAt == nil && actor.May(authz.ScoreWrite),
	}
	if g, ok := r.tree.Grassroots(cell); ok && g.ID != cell {
		w.Grassroots = g.Name
	}
	if before, ok := prev.cells[cell]; ok {
		w.PrevPlace, w.PrevTotal = prev.places("")[cell], before.sheet.Total
		w.Changes = changes(before.sheet, c.sheet)
	}
	if w.MayAnswer {
		if w.Versions, err = s.versions(ctx, actor, r.set.ID, cell, p); err != nil {
			return Why{}, err
		}
	}
	return w, s.addEvidence(ctx, actor, &w)
}

// previous is a period that may have no rules yet: then it has no cells.
func (s *Service) previous(ctx context.Context, actor authz.Actor, p period.Period) (round, error) {
	r, err := s.round(ctx, actor, p)
	if apperr.KindOf(err) == apperr.KindNotFound {
		return round{}, nil
	}
	return r, err
}

func changes(before, after rule.Sheet) []Change {
	was := map[string]int{}
	for _, l := range before.Lines {
		was[l.Code] = l.Points
	}
	var list []Change
	for _, l := range after.Lines {
		if was[l.Code] != l.Points {
			list = append(list, Change{l.Code, l.Title, was[l.Code], l.Points})
		}
		delete(was, l.Code)
	}
	for _, l := range before.Lines { // lines that there are no more, like a deduction
		if points, gone := was[l.Code]; gone && points != 0 {
			list = append(list, Change{l.Code, l.Title, points, 0})
		}
	}
	return list
}

// addEvidence reads the rows behind the automatic lines, one statement for each figure the set reads, for this one cell.
func (s *Service) addEvidence(ctx context.Context, actor authz.Actor, w *Why) error {
	read := map[string][]rule.Evidence{}
	for i := range w.Sheet.Lines {
		line := &w.Sheet.Lines[i]
		if line.Indicator == "" || !line.Known || line.ByHand {
			continue
		}
		rows, ok := read[line.Indicator]
		if !ok {
			var err error
			if rows, err = s.Indicator.CellEvidence(ctx, whole(actor), w.Cell.ID, w.Period, line.Indicator); err != nil {
				return err
			}
			read[line.Indicator] = rows
		}
		line.Evidence = rows
	}
	return nil
}
