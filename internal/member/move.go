package member

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Post is a place that a member holds today, as an import compares it. PlaceID 0 means none. Ends tells that its end
// is written already: who came and left on one day is still counted on that day.
type Post struct {
	PlaceID int64
	UnitID  int64
	State   State
	Since   time.Time
	Ends    bool
}

// Move ends the place in which a member is, begins another, or both. UnitID 0 means that the member leaves; From is
// zero when there was no place.
type Move struct {
	MemberID int64
	Kind     Kind
	From     Post
	UnitID   int64
	State    State
	Reason   string
}

// corrects reports whether a place that begins on the day or later is put right, instead of being closed on its first day.
func (m Move) corrects(day time.Time) bool {
	return m.From.PlaceID != 0 && m.UnitID != 0 && !m.From.Since.Before(day)
}

// manyMoves is how many moves change the tables' size so much that plans made before would be wrong: what counts the cells
// again would read 6,000 members by the plan for ten.
const manyMoves = 500

// MoveTx carries out moves that were found right, from a day on, one statement for each kind. What is still to be done
// follows its members, and both cells are counted again, from the month of the day to the running one. The audit is the
// caller's. Conflict when somebody moved one of them meanwhile.
func (s *Service) MoveTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, day time.Time, moves []Move) error {
	opened, corrected, closed := places(day, moves)
	for _, step := range []struct {
		sql   string
		moves []Move
	}{{correctSQL, corrected}, {closeSQL, closed}, {openSQL, opened}} {
		if err := movePlaces(ctx, tx, scope, step.sql, day, step.moves); err != nil {
			return err
		}
	}
	if err := s.follow(ctx, tx, scope, day, moves, false); err != nil {
		return err
	}
	if len(moves) >= manyMoves {
		if err := postgres.RefreshStatisticsTx(ctx, tx); err != nil {
			return err
		}
	}
	return s.recount(ctx, tx, actor.Committee, touched(moves), period.MonthOf(day))
}

// places sorts what moves do to places: those they open, put right and close.
func places(day time.Time, moves []Move) (opened, corrected, closed []Move) {
	for _, m := range moves {
		switch {
		case m.corrects(day):
			corrected = append(corrected, m)
			continue
		case m.From.PlaceID != 0:
			closed = append(closed, m)
		}
		if m.UnitID != 0 {
			opened = append(opened, m)
		}
	}
	return opened, corrected, closed
}

// follow tells the rooms above who goes from one cell to another, or back.
func (s *Service) follow(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, moves []Move, back bool) error {
	c := Carried{Back: back}
	for _, m := range moves {
		if m.Kind != Residence && m.From.UnitID != 0 && m.UnitID != 0 && m.From.UnitID != m.UnitID {
			c.Members, c.From, c.To = append(c.Members, m.MemberID), append(c.From, m.From.UnitID), append(c.To, m.UnitID)
		}
	}
	if len(c.Members) == 0 {
		return nil
	}
	for _, room := range s.Follow {
		if err := room(ctx, tx, scope, day, c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) recount(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, from period.Period) error {
	if len(cells) == 0 {
		return nil
	}
	current := period.MonthOf(vi.Today(s.Now()))
	for m := from; !current.Before(m); m = m.Next() {
		if err := s.CellsChanged(ctx, tx, committee, cells, m); err != nil {
			return fmt.Errorf("count the cells of the moves again: %w", err)
		}
	}
	return nil
}

// touched are the cells whose people or states changed, each once.
func touched(moves []Move) []int64 {
	var cells []int64
	for _, m := range moves {
		if m.Kind == Residence {
			continue
		}
		for _, c := range []int64{m.From.UnitID, m.UnitID} {
			if c != 0 {
				cells = append(cells, c)
			}
		}
	}
	slices.Sort(cells)
	return slices.Compact(cells)
}
