package pledge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Seen is a sheet as somebody saw it on the page from which they decide: one that changed since is left alone.
type Seen struct {
	Member  int64
	Version int // 0: whatever it is now
}

// Moved is what a step did for many sheets at once.
type Moved struct {
	Done int
	Left []string // whose sheet was changed since the page was made
}

// Approve is the cell's word, today, that a sheet stands as it is.
func (s *Service) Approve(ctx context.Context, actor authz.Actor, member int64, year int) error {
	return s.ApproveOn(ctx, actor, member, year, time.Time{})
}

// ApproveOn is the cell's word at its meeting of a day; the zero day is today. Who approves the own sheet writes for the
// cell and must name the meeting.
func (s *Service) ApproveOn(ctx context.Context, actor authz.Actor, member int64, year int, on time.Time) error {
	if actor.MemberID == member && on.IsZero() && actor.May(authz.PledgeWrite) {
		return apperr.Invalid("", apperr.Field{Name: "ngay", Msg: "Đây là bản của chính đồng chí: ghi ngày họp mà chi bộ đã thông qua."})
	}
	return s.step(ctx, actor, cellHand, member, year, func(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, now time.Time) error {
		switch l.State {
		case Approved:
			return nil
		case Draft:
			return apperr.Conflict("Bản cam kết chưa nộp nên chi bộ chưa thông qua được.")
		}
		if err := meeting(&on, year, now); err != nil {
			return err
		}
		_, err := s.moveTx(ctx, tx, scope, actor, l.CellID, year, approving(on, now), []Seen{{Member: member}})
		return err
	})
}

// ApproveAll is the cell's word at one meeting on all the sheets of a year that were handed in, as they were seen.
func (s *Service) ApproveAll(ctx context.Context, actor authz.Actor, cell int64, year int, on time.Time, seen []Seen) (Moved, error) {
	if _, err := actor.Scope(authz.PledgeWrite); err != nil {
		return Moved{}, err
	}
	if on.IsZero() {
		return Moved{}, apperr.Invalid("", apperr.Field{Name: "ngay", Msg: "Ghi ngày họp mà chi bộ đã thông qua."})
	}
	if err := meeting(&on, year, s.Now()); err != nil {
		return Moved{}, err
	}
	return s.moveAll(ctx, actor, cell, year, approving(on, s.Now()), seen)
}

// SubmitAll hands in all the sheets of a year that are being written and have something in them, as they were seen.
func (s *Service) SubmitAll(ctx context.Context, actor authz.Actor, cell int64, year int, seen []Seen) (Moved, error) {
	return s.moveAll(ctx, actor, cell, year, move{from: Draft, to: Submitted, now: s.Now(), words: "Nộp bản cam kết năm %d của %s"}, seen)
}

// meeting checks the day of a meeting; the zero day becomes today.
func meeting(on *time.Time, year int, now time.Time) error {
	today := vi.Today(now)
	if on.IsZero() {
		*on = today
	}
	if on.After(today) || on.Year() < year-1 {
		return apperr.Invalid("", apperr.Field{Name: "ngay", Msg: fmt.Sprintf("Ngày họp %s chưa đúng: phải là ngày đã qua, không trước năm %d.", vi.Date(*on), year-1)})
	}
	return nil
}

// move is one step of many sheets; words has room for the year and the name.
type move struct {
	from, to State
	on       *time.Time
	now      time.Time
	words    string
}

func approving(on, now time.Time) move {
	return move{from: Submitted, to: Approved, on: &on, now: now, words: "Chi bộ thông qua bản cam kết năm %d của %s, cuộc họp ngày " + vi.Date(on)}
}

func (s *Service) moveAll(ctx context.Context, actor authz.Actor, cell int64, year int, m move, seen []Seen) (moved Moved, err error) {
	scope, err := actor.Scope(authz.PledgeWrite)
	if err != nil {
		return moved, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		var there bool
		if err := tx.QueryRow(ctx, cellThereSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell})).Scan(&there); err != nil {
			return fmt.Errorf("look for the cell: %w", err)
		}
		if !there {
			return apperr.NotFound("Không tìm thấy chi bộ này trong phạm vi của đồng chí.")
		}
		moved, err = s.moveTx(ctx, tx, scope, actor, cell, year, m, seen)
		return err
	})
	return moved, err
}

const cellThereSQL = `
SELECT EXISTS (SELECT FROM units u WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell)`

// waitingSQL locks the sheets of a cell that wait for a step, those with something in them.
const waitingSQL = `
SELECT p.id, p.member_id, m.full_name AS name, p.version
FROM pledges p
JOIN units u ON u.committee_id = p.committee_id AND u.id = p.cell_id
JOIN members m ON m.committee_id = p.committee_id AND m.id = p.member_id
WHERE p.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell AND p.year = @year
    AND p.state = @state AND p.member_id = ANY (@members)
    AND EXISTS (SELECT FROM pledge_items i WHERE i.committee_id = p.committee_id AND i.pledge_id = p.id)
ORDER BY p.id
FOR UPDATE OF p`

const moveSQL = `
UPDATE pledges p
SET state = @state, version = p.version + 1, updated_at = @now, return_reason = '',
    submitted_at = coalesce(p.submitted_at, @now), submitted_by = CASE WHEN p.state = 'draft' THEN @by ELSE p.submitted_by END,
    approved_at = CASE WHEN @state = 'approved' THEN @now END, approved_on = @on::date,
    approved_by = CASE WHEN @state = 'approved' THEN @by ELSE '' END
WHERE p.committee_id = @committee AND p.id = ANY (@pledges)
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = p.committee_id AND u.id = p.cell_id AND u.path <@ ANY (@scope::text[]::ltree[]))`

type waiting struct {
	ID, MemberID int64
	Name         string
	Version      int
}

// moveTx moves the sheets that are still as they were seen, however many, in a constant number of statements.
func (s *Service) moveTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, actor authz.Actor, cell int64, year int, m move, seen []Seen) (moved Moved, err error) {
	versions := make(map[int64]int, len(seen))
	members := make([]int64, len(seen))
	for i, x := range seen {
		versions[x.Member], members[i] = x.Version, x.Member
	}
	rows, _ := tx.Query(ctx, waitingSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "year": year, "state": string(m.from), "members": members}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[waiting])
	if err != nil {
		return moved, fmt.Errorf("lock the sheets: %w", err)
	}
	var ids []int64
	var trail []audit.Entry
	for _, w := range list {
		if v := versions[w.MemberID]; v != 0 && v != w.Version {
			moved.Left = append(moved.Left, w.Name)
			continue
		}
		ids = append(ids, w.ID)
		trail = append(trail, m.entry(actor, cell, year, w))
	}
	if moved.Done = len(ids); moved.Done == 0 {
		return moved, nil
	}
	by, err := audit.SignTx(ctx, tx, actor, authz.PledgeWrite, cell)
	if err != nil {
		return moved, err
	}
	args := scope.Args(pgx.StrictNamedArgs{"pledges": ids, "state": string(m.to), "on": m.on, "by": by, "now": m.now})
	if _, err := tx.Exec(ctx, moveSQL, args); err != nil {
		return moved, fmt.Errorf("move the sheets: %w", err)
	}
	if err := audit.RecordAllTx(ctx, tx, actor, m.now, trail); err != nil {
		return moved, err
	}
	return moved, s.CellsChanged(ctx, tx, actor.Committee, []int64{cell}, period.MonthOf(vi.Today(m.now)))
}

// entry is the trail of one sheet; who approves the own one is said to write for the cell.
func (m move) entry(actor authz.Actor, cell int64, year int, w waiting) audit.Entry {
	words := fmt.Sprintf(m.words, year, w.Name)
	if m.to == Approved && actor.MemberID == w.MemberID {
		words += "; người ghi là chính đảng viên này, ghi thay chi bộ"
	}
	return audit.Entry{UnitID: cell, Action: authz.PledgeWrite, ObjectKind: "pledge", ObjectID: w.ID, Summary: words,
		Before: map[string]State{"state": m.from}, After: map[string]State{"state": m.to}}
}
