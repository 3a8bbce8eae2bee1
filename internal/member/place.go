package member

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member/part"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// ahead is how many days before its day a move may be written down: decisions name the first of the next month.
const ahead = 45

// Transfer takes a member to another cell of the committee, from a day on; or takes somebody back who had left. The state
// goes along.
func (s *Service) Transfer(ctx context.Context, actor authz.Actor, id, to int64, day time.Time, reason string) error {
	return s.move(ctx, actor, id, Work, day, reason, func(ctx context.Context, tx pgx.Tx, scope authz.Scope, k kept, at Post) (Move, string, error) {
		if to == at.UnitID && at.PlaceID != 0 {
			return Move{}, "", apperr.Invalid("Chưa chuyển được.", apperr.Field{Name: "cell", Msg: k.FullName + " đang ở chính chi bộ này. Chọn chi bộ khác."})
		}
		name, err := s.destination(ctx, tx, scope, to, day, k.Standing)
		state := at.State
		if state == "" {
			state = Active
		}
		return Move{UnitID: to, State: state}, fmt.Sprintf("Chuyển sinh hoạt của %s đến %s từ %s", k.FullName, name, vi.Date(day)), err
	})
}

// SetState changes how a member takes part, from a day on.
func (s *Service) SetState(ctx context.Context, actor authz.Actor, id int64, state State, day time.Time, reason string) error {
	return s.move(ctx, actor, id, Work, day, reason, func(_ context.Context, _ pgx.Tx, _ authz.Scope, k kept, at Post) (Move, string, error) {
		switch {
		case at.PlaceID == 0:
			return Move{}, "", apperr.Conflict(k.FullName + " không còn trong danh sách của chi bộ nào. Tiếp nhận lại trước, rồi đổi trạng thái.")
		case !slices.Contains(part.States(k.Standing), state):
			return Move{}, "", apperr.Invalid("Chưa đổi được.", apperr.Field{Name: "state", Msg: "Chọn trạng thái."})
		case at.State == state:
			return Move{}, "", apperr.Invalid("Chưa đổi được.", apperr.Field{Name: "state", Msg: "Trạng thái đang là “" + state.Of(k.Standing) + "” rồi. Chọn trạng thái khác."})
		}
		return Move{UnitID: at.UnitID, State: state}, fmt.Sprintf("Trạng thái của %s: %s thành %s từ %s", k.FullName, at.State.Of(k.Standing), state.Of(k.Standing), vi.Date(day)), nil
	})
}

// Reside notes in which cell of the place where they live a member takes part as well, from a day on; cell 0 ends it.
func (s *Service) Reside(ctx context.Context, actor authz.Actor, id, cell int64, day time.Time, reason string) error {
	return s.move(ctx, actor, id, Residence, day, reason, func(ctx context.Context, tx pgx.Tx, scope authz.Scope, k kept, at Post) (Move, string, error) {
		if k.Standing == Cadre {
			return Move{}, "", apperr.Conflict("Chi bộ nơi cư trú chỉ ghi cho đảng viên.")
		}
		if cell == at.UnitID {
			return Move{}, "", apperr.Invalid("Chưa ghi được.", apperr.Field{Name: "cell", Msg: "Chi bộ nơi cư trú đang ghi như vậy rồi. Chọn chi bộ khác."})
		}
		if cell == 0 {
			return Move{}, fmt.Sprintf("%s thôi sinh hoạt nơi cư trú từ %s", k.FullName, vi.Date(day)), nil
		}
		name, err := s.destination(ctx, tx, scope, cell, day, Full)
		return Move{UnitID: cell, State: Active}, fmt.Sprintf("Chi bộ nơi cư trú của %s là %s từ %s", k.FullName, name, vi.Date(day)), err
	})
}

// Leave takes a member off the list, from a day on. What was written stays.
func (s *Service) Leave(ctx context.Context, actor authz.Actor, id int64, day time.Time, reason string) error {
	return s.move(ctx, actor, id, Work, day, reason, func(_ context.Context, _ pgx.Tx, _ authz.Scope, k kept, at Post) (Move, string, error) {
		if at.PlaceID == 0 {
			return Move{}, "", apperr.Conflict(k.FullName + " không còn trong danh sách của chi bộ nào.")
		}
		return Move{}, fmt.Sprintf("%s không còn trong danh sách từ %s: %s", k.FullName, vi.Date(day), reason), nil
	})
}

// plan says what a move does to the place in which a member is, and how it is told.
type plan func(ctx context.Context, tx pgx.Tx, scope authz.Scope, k kept, at Post) (Move, string, error)

func (s *Service) move(ctx context.Context, actor authz.Actor, id int64, kind Kind, day time.Time, reason string, decide plan) error {
	scope, err := actor.Scope(authz.MemberWrite)
	if err != nil {
		return err
	}
	reason = vi.Clean(reason)
	if err := checkMove(vi.Today(s.Now()), day, reason); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		k, err := keep(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		if kind == Work {
			kind = k.Standing.Kind()
		}
		at, err := openPlace(ctx, tx, scope, id, kind)
		if err != nil {
			return err
		}
		if at.PlaceID != 0 && day.Before(at.Since) {
			return apperr.Invalid("Ngày chưa đúng.", apperr.Field{Name: "day", Msg: fmt.Sprintf("%s ở nơi đang ghi từ %s. Ghi ngày từ đó trở đi.", k.FullName, vi.Date(at.Since))})
		}
		m, told, err := decide(ctx, tx, scope, k, at)
		if err != nil {
			return err
		}
		m.MemberID, m.Kind, m.From, m.Reason = id, kind, at, reason
		return s.carryOut(ctx, tx, actor, scope, day, m, k, told)
	})
}

// carryOut makes a move that was decided, and notes it in both cells; of a residence nothing is counted, and the cell of work
// keeps the trail.
func (s *Service) carryOut(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, day time.Time, m Move, k kept, told string) error {
	cells := touched([]Move{m})
	if err := s.mayMove(ctx, tx, scope, day, cells...); err != nil {
		return err
	}
	moves, err := withResidence(ctx, tx, scope, m)
	if err != nil {
		return err
	}
	if err := s.MoveTx(ctx, tx, actor, scope, day, moves); err != nil {
		return err
	}
	if len(cells) == 0 {
		cells = []int64{k.UnitID}
	}
	return record(ctx, tx, actor, s.Now(), m.MemberID, told, m.Reason, cells...)
}

// withResidence ends the cell of residence as well when somebody leaves the list.
func withResidence(ctx context.Context, tx pgx.Tx, scope authz.Scope, m Move) ([]Move, error) {
	moves := []Move{m}
	if m.Kind == Residence || m.UnitID != 0 {
		return moves, nil
	}
	home, err := openPlace(ctx, tx, scope, m.MemberID, Residence)
	if err != nil || home.PlaceID == 0 {
		return moves, err
	}
	return append(moves, Move{MemberID: m.MemberID, Kind: Residence, From: home, Reason: m.Reason}), nil
}

func checkMove(today, day time.Time, reason string) error {
	var p apperr.Problems
	p.Check(!day.IsZero() && !day.After(today.AddDate(0, 0, ahead)), "day", fmt.Sprintf("Ghi ngày bắt đầu, không quá %d ngày kể từ hôm nay.", ahead))
	n := utf8.RuneCountInString(reason)
	p.Check(n >= 3 && n <= 200, "reason", "Ghi căn cứ hoặc lý do, từ 3 đến 200 ký tự, ví dụ số giấy giới thiệu.")
	return p.Err("Chưa ghi được: có %d chỗ cần sửa.")
}

const openPlaceSQL = `
SELECT s.id, s.unit_id, s.state, s.valid_from
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.member_id = @member AND s.kind = @kind AND s.valid_to IS NULL`

// openPlace is the cell of a kind in which a member is without an end, the zero Post when there is none.
func openPlace(ctx context.Context, tx pgx.Tx, scope authz.Scope, id int64, kind Kind) (Post, error) {
	var p Post
	err := tx.QueryRow(ctx, openPlaceSQL, scope.Args(pgx.StrictNamedArgs{"member": id, "kind": string(kind)})).Scan(&p.PlaceID, &p.UnitID, &p.State, &p.Since)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return p, fmt.Errorf("find the member's cell: %w", err)
	}
	return p, nil
}

const destinationSQL = `
SELECT u.name, u.beyond
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @day AND (u.valid_to IS NULL OR u.valid_to > @day)`

// destination is the name of a cell that stands on the day, in the scope, and takes people of the standing.
func (s *Service) destination(ctx context.Context, tx pgx.Tx, scope authz.Scope, cell int64, day time.Time, who Standing) (string, error) {
	var name string
	var beyond bool
	err := tx.QueryRow(ctx, destinationSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "day": day})).Scan(&name, &beyond)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", apperr.NotFound("Không tìm thấy chi bộ này trong phạm vi của đồng chí, hoặc chi bộ chưa hoạt động vào ngày ấy.")
	}
	if err != nil {
		return "", fmt.Errorf("find the cell: %w", err)
	}
	if who == Cadre && !beyond {
		return "", apperr.Invalid("Chưa ghi được.", apperr.Field{Name: "cell",
			Msg: name + " chưa mở tự soi cho người ngoài Đảng. Mở ở trang “Sửa tổ chức đảng”, hoặc chọn chi bộ khác."})
	}
	return name, nil
}

const countedSQL = `
SELECT u.name, upper(review_period(k.committee_id, k.month)) - 1 AS until
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.cell_id = ANY (@cells)
    AND k.month > @day::date - 93 AND upper(review_period(k.committee_id, k.month)) > @day AND k.state NOT IN ('open', 'returned')
ORDER BY k.month DESC, u.name
LIMIT 1`

// mayMove refuses a day in a month that one of the cells has sent already: totals that were counted upward never move in
// silence.
func (s *Service) mayMove(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, cells ...int64) error {
	var name string
	var until time.Time
	err := tx.QueryRow(ctx, countedSQL, scope.Args(pgx.StrictNamedArgs{"cells": cells, "day": day})).Scan(&name, &until)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for months that were sent: %w", err)
	}
	return apperr.Invalid("Ngày chưa ghi được.", apperr.Field{Name: "day", Msg: fmt.Sprintf(
		"%s đã gửi hồ sơ đến hết ngày %s nên số liệu trước đó không đổi nữa. Ghi từ ngày %s trở đi, hoặc đề nghị cấp trên trả lại hồ sơ.", name, vi.Date(until), vi.Date(until.AddDate(0, 0, 1)))})
}

// Reveal gives a whole identity number, and notes who looked.
func (s *Service) Reveal(ctx context.Context, actor authz.Actor, id int64) (number string, err error) {
	scope, err := actor.Scope(authz.MemberWrite)
	if err != nil {
		return "", err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		k, err := keep(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		number = k.IdentityNumber
		return record(ctx, tx, actor, s.Now(), id, "Xem số CCCD của "+k.FullName, "", k.UnitID)
	})
	return number, err
}
