package ranking

import (
	"context"
	"sort"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/rule"
	"tusoi/internal/vi"
)

// Row is one cell on the board.
type Row struct {
	Cell       org.Unit
	Grassroots string // the organisation above, "" for a grassroots cell
	Place      int
	PrevPlace  int // 0 when it had none
	Total      int // hundredths of a point
	Level      rule.Level
	Missing    int // criteria that nobody could score yet
	Unmet      int // conditions that do not hold or are not known
	Recognised bool
}

// Board is the cells of a period in order.
type Board struct {
	Set      rule.Set
	Period   period.Period
	Type     org.Type // "" for all
	ClosedAt *time.Time
	Rows     []Row
}

// Board ranks the cells that the actor may see. Places are told among all cells of the type in the committee.
func (s *Service) Board(ctx context.Context, actor authz.Actor, p period.Period, typ org.Type) (Board, error) {
	scope, err := actor.Scope(authz.RankingRead)
	if err != nil {
		return Board{}, err
	}
	now, err := s.round(ctx, actor, p)
	if err != nil {
		return Board{}, err
	}
	prev, err := s.places(ctx, actor, p.Prev(), typ)
	if err != nil {
		return Board{}, err
	}
	recognised, err := s.recognised(ctx, actor, p)
	if err != nil {
		return Board{}, err
	}
	b := Board{Set: now.set.Set, Period: p, Type: typ, ClosedAt: now.closedAt}
	for id, place := range now.places(typ) {
		c := now.cells[id]
		if !scope.Covers(c.cell.Path) {
			continue
		}
		row := Row{Cell: c.cell, Place: place, PrevPlace: prev[id], Total: c.sheet.Total, Level: c.sheet.Level,
			Missing: c.sheet.Missing, Unmet: unmet(c.sheet), Recognised: recognised[id]}
		if g, ok := now.tree.Grassroots(id); ok && g.ID != id {
			row.Grassroots = g.Name
		}
		b.Rows = append(b.Rows, row)
	}
	sortRows(b.Rows)
	return b, nil
}

func sortRows(rows []Row) {
	sort.Slice(rows, func(i, j int) bool {
		if rows[i].Place != rows[j].Place {
			return rows[i].Place < rows[j].Place
		}
		if c := vi.Compare(rows[i].Cell.Name, rows[j].Cell.Name); c != 0 {
			return c < 0
		}
		return rows[i].Cell.ID < rows[j].Cell.ID
	})
}

// places are those of another period; none when no rules were in force in it.
func (s *Service) places(ctx context.Context, actor authz.Actor, p period.Period, typ org.Type) (map[int64]int, error) {
	r, err := s.previous(ctx, actor, p)
	if err != nil {
		return nil, err
	}
	return r.places(typ), nil
}

func unmet(s rule.Sheet) int {
	n := 0
	for _, c := range s.Conditions {
		if c.Met != rule.MetYes {
			n++
		}
	}
	return n
}
