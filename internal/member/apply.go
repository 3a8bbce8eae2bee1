package member

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
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

// ApplyTx carries out an import, one statement for each kind of row, under the scope of whoever imports. It leaves the
// audit to the import, and tells how to take it back. Conflict when somebody changed a member meanwhile.
func (s *Service) ApplyTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, in Import) (Undo, error) {
	scope, err := actor.Scope(authz.ImportRun)
	if err != nil {
		return Undo{}, err
	}
	now := s.Now()
	today := vi.Today(now)
	undo, moved, err := found(ctx, tx, scope, today, in)
	if err != nil {
		return undo, err
	}
	if undo.Added, err = takeIDs(ctx, tx, len(in.Added)); err != nil {
		return undo, err
	}
	for i := range in.Added {
		in.Added[i].ID = undo.Added[i]
	}
	if err := insertMembers(ctx, tx, scope, now, in.Added); err != nil {
		return undo, err
	}
	if err := updateMembers(ctx, tx, scope, now, in.Changed); err != nil {
		return undo, err
	}
	if err := s.MoveTx(ctx, tx, actor, scope, today, in.moves()); err != nil {
		return undo, err
	}
	undo.After, err = rowsOf(ctx, tx, scope, placesAsTheyAreSQL, append(moved, undo.Added...))
	return undo, err
}

// moves are those of the list, and the first places of those whom it adds.
func (in Import) moves() []Move {
	var moves []Move
	for _, a := range in.Added {
		moves = append(moves, Move{MemberID: a.ID, Kind: Work, UnitID: a.UnitID, State: a.State})
		if a.ResidenceID != 0 {
			moves = append(moves, Move{MemberID: a.ID, Kind: Residence, UnitID: a.ResidenceID, State: Active})
		}
	}
	return append(moves, in.Moves...)
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
	case name == "memberships_open" || name == "memberships_part":
		return &apperr.Error{Kind: apperr.KindConflict, Err: err,
			Msg: "Có đảng viên vừa được ghi vào một chi bộ khác. Đồng chí xem lại bản so sánh rồi áp dụng lại."}
	case err != nil:
		return fmt.Errorf("write members of an import: %w", err)
	case got != want:
		return apperr.Conflict("Danh sách đảng viên hoặc chi bộ vừa được người khác sửa. Đồng chí xem lại bản so sánh rồi áp dụng lại.")
	}
	return nil
}
