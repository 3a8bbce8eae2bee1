// Package ranking puts the cells of a committee in order by the rule set in force in a period, and tells why.
//
// It alone writes hand_answers, score_sheets and recognitions. While a period runs its sheets are evaluated from the
// figures of the moment; closing it keeps them, so that past places can always be told. The whole list is for the
// committee: a cell's secretary sees the own place, band and gaps, and must never see another cell's.
package ranking

import (
	"context"
	"strings"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
)

// SetKey is the rule set by which cells are ranked: clean and strong in every respect (TSVM toàn diện).
const SetKey = "tsvm-toan-dien"

// Service ranks cells.
type Service struct {
	DB        postgres.DB
	Now       func() time.Time
	Org       *org.Service
	Rule      *rulebook.Service
	Indicator *indicator.Service
}

// scored is one cell with its sheet.
type scored struct {
	cell  org.Unit
	sheet rule.Sheet
}

// round is all cells of a committee in one period.
type round struct {
	set      rulebook.Published
	tree     *org.Tree
	period   period.Period
	closedAt *time.Time // nil: evaluated from the figures of the moment
	cells    map[int64]scored
	answers  map[int64]map[string]rule.Answer
}

// whole is the actor under which places are computed: a place is told among all cells, whatever the asker may see.
func whole(a authz.Actor) authz.Actor {
	root, _, _ := strings.Cut(a.Posts[0].Path, ".")
	return authz.System(a.Committee, root, "Xếp hạng")
}

func cadence(p period.Period) rule.Cadence {
	if p.IsYear() {
		return rule.WholeYear
	}
	return rule.HalfYear
}

// round reads or evaluates a period, with a number of statements that does not grow with the cells.
func (s *Service) round(ctx context.Context, actor authz.Actor, p period.Period) (round, error) {
	all := whole(actor)
	set, err := s.Rule.InForce(ctx, all, SetKey, p.End())
	if err != nil {
		return round{}, err
	}
	r := round{set: set, period: p, cells: map[int64]scored{}}
	if r.tree, err = s.Org.Tree(ctx, all); err != nil {
		return round{}, err
	}
	if r.answers, err = s.answers(ctx, all, set.ID, p); err != nil {
		return round{}, err
	}
	kept, closedAt, err := s.kept(ctx, all, set.ID, p)
	if err != nil {
		return round{}, err
	}
	if len(kept) > 0 {
		r.closedAt = &closedAt
		for id, sheet := range kept {
			if u, err := r.tree.Unit(id); err == nil {
				r.cells[id] = scored{u, sheet}
			}
		}
		return r, nil
	}
	return r, s.evaluate(ctx, all, &r)
}

func (s *Service) evaluate(ctx context.Context, all authz.Actor, r *round) error {
	values, err := s.Indicator.CellValues(ctx, all, r.period, r.set.Set.Indicators())
	if err != nil {
		return err
	}
	for _, cell := range r.tree.CellsOn(r.tree.Root().ID, r.period.End()) {
		r.cells[cell.ID] = scored{cell, rule.Evaluate(r.set.Set, rule.Facts{
			Cadence: cadence(r.period), Values: values[cell.ID], Answers: r.answers[cell.ID],
		})}
	}
	return nil
}

// places gives each cell of the group its place: ties share one. typ "" takes all cells together.
func (r round) places(typ org.Type) map[int64]int {
	totals := map[int]int{} // how many cells have a total
	for _, c := range r.cells {
		if typ == "" || c.cell.Type == typ {
			totals[c.sheet.Total]++
		}
	}
	places := map[int64]int{}
	for id, c := range r.cells {
		if typ != "" && c.cell.Type != typ {
			continue
		}
		place := 1
		for total, n := range totals {
			if total > c.sheet.Total {
				place += n
			}
		}
		places[id] = place
	}
	return places
}
