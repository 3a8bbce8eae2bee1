package member

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/vi"
)

// Leaving asks for the moves of a cell's people to another: of everybody, or only of the named members.
type Leaving struct {
	From, To int64
	Only     []int64
	Day      time.Time
	Reason   string
}

const leavingSQL = `
SELECT s.member_id, m.full_name, s.kind, s.id, s.unit_id, s.state, s.valid_from, s.valid_to IS NOT NULL AS ends
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = @cell
    AND (s.valid_to IS NULL OR s.valid_to > @day) AND (@only::bigint[] IS NULL OR s.member_id = ANY (@only))
ORDER BY s.member_id, s.kind
FOR UPDATE OF s`

// MovesTx lists the moves by which people leave a cell for another, for [Service.MoveTx]. Invalid when a month of the cell
// that was sent would change, when somebody has another move before them, or came only after the day.
func (s *Service) MovesTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, l Leaving) ([]Move, error) {
	if err := s.mayMove(ctx, tx, scope, l.Day, l.From, l.To); err != nil {
		return nil, err
	}
	type row struct {
		MemberID int64
		FullName string
		Kind     Kind
		ID       int64
		UnitID   int64
		State    State
		Since    time.Time `db:"valid_from"`
		Ends     bool
	}
	rows, _ := tx.Query(ctx, leavingSQL, scope.Args(pgx.StrictNamedArgs{"cell": l.From, "day": l.Day, "only": l.Only}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("list who leaves the cell: %w", err)
	}
	moves, found := make([]Move, len(list)), map[int64]bool{}
	for i, r := range list {
		if r.Ends || r.Since.After(l.Day) {
			return nil, apperr.Invalid("Chưa chuyển được.", apperr.Field{Name: "on", Msg: fmt.Sprintf(
				"%s có thay đổi nơi sinh hoạt sau ngày %s. Sửa việc ấy trước, hoặc ghi ngày muộn hơn.", r.FullName, vi.Date(l.Day))})
		}
		found[r.MemberID] = found[r.MemberID] || r.Kind == Work
		moves[i] = Move{MemberID: r.MemberID, Kind: r.Kind, UnitID: l.To, State: r.State, Reason: l.Reason,
			From: Post{PlaceID: r.ID, UnitID: r.UnitID, State: r.State, Since: r.Since}}
	}
	for _, id := range l.Only {
		if !found[id] {
			return nil, apperr.Invalid("Chưa chuyển được.", apperr.Field{Name: "members", Msg: "Có đồng chí đã chọn không còn ở chi bộ này. Chọn lại."})
		}
	}
	return moves, nil
}

const (
	dropPlacesSQL = `
DELETE FROM memberships s
USING unnest(@members::bigint[], @units::bigint[], @kinds::text[]) AS t (member_id, unit_id, kind), units u
WHERE s.committee_id = @committee AND s.member_id = t.member_id AND s.unit_id = t.unit_id AND s.kind = t.kind
    AND s.valid_from = @day AND s.valid_to IS NULL
    AND u.committee_id = s.committee_id AND u.id = s.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
	reopenPlacesSQL = `
UPDATE memberships s
SET valid_to = NULL, end_reason = '', unit_id = t.unit_id
FROM unnest(@places::bigint[], @members::bigint[], @units::bigint[]) AS t (place_id, member_id, unit_id), units u
WHERE s.committee_id = @committee AND s.id = t.place_id AND s.member_id = t.member_id
    AND u.committee_id = s.committee_id AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// UndoMovesTx takes moves of a day back as if they had never been. Conflict when somebody moved one of them since.
func (s *Service) UndoMovesTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, day time.Time, moves []Move) error {
	var members, units, places, people, from []int64
	var kinds []string
	back := make([]Move, len(moves))
	for i, m := range moves {
		if !m.corrects(day) {
			members, units, kinds = append(members, m.MemberID), append(units, m.UnitID), append(kinds, string(m.Kind))
		}
		places, people, from = append(places, m.From.PlaceID), append(people, m.MemberID), append(from, m.From.UnitID)
		back[i] = Move{MemberID: m.MemberID, Kind: m.Kind, From: Post{UnitID: m.UnitID}, UnitID: m.From.UnitID}
	}
	tag, err := tx.Exec(ctx, dropPlacesSQL, scope.Args(pgx.StrictNamedArgs{"members": members, "units": units, "kinds": kinds, "day": day}))
	if err := refused(err, tag.RowsAffected(), int64(len(members))); err != nil {
		return err
	}
	tag, err = tx.Exec(ctx, reopenPlacesSQL, scope.Args(pgx.StrictNamedArgs{"places": places, "members": people, "units": from}))
	if err := refused(err, tag.RowsAffected(), int64(len(places))); err != nil {
		return err
	}
	if err := s.follow(ctx, tx, scope, day, back, true); err != nil {
		return err
	}
	return s.recount(ctx, tx, actor.Committee, touched(back), period.MonthOf(day))
}
