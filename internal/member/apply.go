package member

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Import is what a list says of many members at once, compared with the roll and found right.
type Import struct {
	Added   []Added
	Changed []Changed
	Moves   []Move
}

// Added is a member nobody had yet, with the cell to begin in and, when it is known, the cell of residence.
type Added struct {
	Member
	UnitID      int64
	State       State
	ResidenceID int64
}

// Changed is a member as they shall be from now on; Version is the one that was compared.
type Changed struct {
	Member
	Version int
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

// corrects reports whether a place that begins today is put right, instead of being closed on its first day.
func (m Move) corrects(today time.Time) bool {
	return m.From.PlaceID != 0 && m.UnitID != 0 && !m.From.Since.Before(today)
}

// ApplyTx carries out an import, one statement for each kind of row, under the scope of whoever imports. It leaves the
// audit to the import. Conflict when somebody changed a member meanwhile.
func (s *Service) ApplyTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, in Import) error {
	scope, err := actor.Scope(authz.ImportRun)
	if err != nil {
		return err
	}
	now := s.Now()
	today := vi.Today(now)
	ids, err := takeIDs(ctx, tx, len(in.Added))
	if err != nil {
		return err
	}
	for i := range in.Added {
		in.Added[i].ID = ids[i]
	}
	opened, corrected, closed := in.places(today)
	steps := []func() error{
		func() error { return insertMembers(ctx, tx, scope, now, in.Added) },
		func() error { return updateMembers(ctx, tx, scope, now, in.Changed) },
		func() error { return movePlaces(ctx, tx, scope, correctSQL, today, corrected) },
		func() error { return movePlaces(ctx, tx, scope, closeSQL, today, closed) },
		func() error { return movePlaces(ctx, tx, scope, openSQL, today, opened) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return s.recount(ctx, tx, actor.Committee, touched(opened, corrected, closed), period.MonthOf(today))
}

// places sorts what an import does to places: those it opens, puts right and closes.
func (in Import) places(today time.Time) (opened, corrected, closed []Move) {
	for _, a := range in.Added {
		opened = append(opened, Move{MemberID: a.ID, Kind: Work, UnitID: a.UnitID, State: a.State})
		if a.ResidenceID != 0 {
			opened = append(opened, Move{MemberID: a.ID, Kind: Residence, UnitID: a.ResidenceID, State: Active})
		}
	}
	for _, m := range in.Moves {
		switch {
		case m.corrects(today):
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

func (s *Service) recount(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error {
	if len(cells) == 0 {
		return nil
	}
	if err := s.CellsChanged(ctx, tx, committee, cells, month); err != nil {
		return fmt.Errorf("recompute the cells of an import: %w", err)
	}
	return nil
}

// touched are the cells whose people or states changed, each once.
func touched(lists ...[]Move) []int64 {
	var cells []int64
	for _, m := range slices.Concat(lists...) {
		if m.Kind != Work {
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

const takeIDsSerialSQL = `
SELECT nextval(pg_get_serial_sequence('members', 'id')) FROM generate_series(1, @n::int)`

func takeIDs(ctx context.Context, tx pgx.Tx, n int) ([]int64, error) {
	if n == 0 {
		return nil, nil
	}
	rows, _ := tx.Query(ctx, takeIDsSerialSQL, pgx.StrictNamedArgs{"n": n})
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("take member ids: %w", err)
	}
	return ids, nil
}

// refused names a write that the database would not take, or that reached fewer rows than it should.
func refused(err error, got, want int64) error {
	switch name := postgres.Constraint(err); {
	case name == "members_card" || name == "members_identity":
		return &apperr.Error{Kind: apperr.KindConflict, Err: err,
			Msg: "Có số thẻ hoặc số CCCD vừa được ghi cho một người khác. Đồng chí xem lại bản so sánh rồi áp dụng lại."}
	case name == "memberships_open":
		return &apperr.Error{Kind: apperr.KindConflict, Err: err,
			Msg: "Có đảng viên vừa được ghi vào một chi bộ khác. Đồng chí xem lại bản so sánh rồi áp dụng lại."}
	case err != nil:
		return fmt.Errorf("write members of an import: %w", err)
	case got != want:
		return apperr.Conflict("Danh sách đảng viên hoặc chi bộ vừa được người khác sửa. Đồng chí xem lại bản so sánh rồi áp dụng lại.")
	}
	return nil
}
