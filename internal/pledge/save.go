package pledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// lockSQL finds the member's cell of today in the scope and locks the sheet of the year, making it when it is missing.
const lockSQL = `
INSERT INTO pledges (committee_id, member_id, cell_id, year, updated_at)
SELECT s.committee_id, s.member_id, s.unit_id, @year, @now
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.member_id = @member
    AND s.kind = 'work' AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
ON CONFLICT (committee_id, member_id, year) DO UPDATE SET updated_at = pledges.updated_at
RETURNING id, cell_id, state, version`

type locked struct {
	ID      int64
	CellID  int64
	State   State
	Version int
}

func (s *Service) lock(ctx context.Context, tx pgx.Tx, scope authz.Scope, member int64, year int, now time.Time) (locked, error) {
	rows, _ := tx.Query(ctx, lockSQL, scope.Args(pgx.StrictNamedArgs{
		"year": year, "now": now, "today": vi.Today(now), "member": member,
	}))
	l, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[locked])
	if errors.Is(err, pgx.ErrNoRows) {
		return l, apperr.NotFound("Không tìm thấy đảng viên này trong phạm vi của đồng chí.")
	}
	return l, err
}

// Save writes a member's sheet as it was typed. Invalid names each wrong item; Conflict when somebody saved it in between
// or when the cell approved it already.
func (s *Service) Save(ctx context.Context, actor authz.Actor, member int64, year int, in Input) error {
	scope, err := actor.Scope(authz.PledgeWrite)
	if err != nil {
		return err
	}
	if err := in.clean(year); err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		l, err := s.lock(ctx, tx, scope, member, year, now)
		if err != nil {
			return err
		}
		if done, err := s.settled(ctx, tx, scope, l, member, year, in); done || err != nil {
			return err
		}
		if err := s.writeItems(ctx, tx, scope, l, member, year, in.Items); err != nil {
			return err
		}
		if err := s.touch(ctx, tx, scope, l, l.State, now); err != nil {
			return err
		}
		err = audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: l.CellID, Action: authz.PledgeWrite, ObjectKind: "pledge", ObjectID: l.ID,
			Summary: fmt.Sprintf("Ghi bản cam kết năm %d, %d nội dung", year, len(in.Items)), After: in.Items,
		})
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, actor.Committee, l.CellID, now)
	})
}

// settled tells a sheet that stands as it was typed already, which a form sent twice finds, and refuses one that was
// written by others since the page was made.
func (s *Service) settled(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, member int64, year int, in Input) (bool, error) {
	if l.State == Approved {
		return false, apperr.Conflict("Bản cam kết này chi bộ đã duyệt nên không sửa được nữa.")
	}
	if in.Version == l.Version || in.Version == 0 && l.Version == 1 { // 1 is a sheet that this very save made
		return false, nil
	}
	rows, _ := tx.Query(ctx, itemsSQL, scope.Args(pgx.StrictNamedArgs{"year": year, "members": []int64{member}}))
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[memberItem])
	if err != nil {
		return false, fmt.Errorf("read the sheet again: %w", err)
	}
	same := slices.EqualFunc(items, in.Items, func(a memberItem, b Item) bool {
		return a.Heading == b.Heading && a.Content == b.Content && a.Target == b.Target && a.DueOn.Equal(b.DueOn)
	})
	if same {
		return true, nil
	}
	return false, apperr.Conflict("Có người vừa sửa bản cam kết này. Nội dung đồng chí gõ vẫn còn ở đây: mở bản mới ở trang khác, đối chiếu rồi lưu lại.")
}

// takeOutSQL removes the items that the sheet no longer has. An item that a month already speaks of stays.
const takeOutSQL = `
DELETE FROM pledge_items i
WHERE i.committee_id = @committee AND i.pledge_id = @pledge AND i.id <> ALL (@keep)
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = i.committee_id AND u.id = i.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))
    AND NOT EXISTS (SELECT FROM marks k WHERE k.committee_id = i.committee_id AND k.cell_id = i.cell_id
        AND k.member_id = i.member_id AND k.item_kind = 'pledge' AND k.item_id = i.id)`

// renumberSQL moves the standing items out of the way, since two items may swap their places.
const renumberSQL = `
UPDATE pledge_items i SET position = -i.position - 1
WHERE i.committee_id = @committee AND i.pledge_id = @pledge AND i.position >= 0
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = i.committee_id AND u.id = i.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))`

const changeSQL = `
UPDATE pledge_items i
SET position = t.position, heading = t.heading, content = t.content, target = t.target, due_on = t.due_on
FROM unnest(@ids::bigint[], @positions::smallint[], @headings::text[], @contents::text[], @targets::text[], @dues::date[])
    AS t (id, position, heading, content, target, due_on)
WHERE i.committee_id = @committee AND i.pledge_id = @pledge AND i.id = t.id
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = i.committee_id AND u.id = i.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))`

const addSQL = `
INSERT INTO pledge_items (committee_id, pledge_id, member_id, cell_id, year, heading, position, content, target, due_on)
SELECT @committee, @pledge, @member, u.id, @year, t.heading, t.position, t.content, t.target, t.due_on
FROM unnest(@ids::bigint[], @positions::smallint[], @headings::text[], @contents::text[], @targets::text[], @dues::date[])
    AS t (id, position, heading, content, target, due_on)
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE t.id = 0`

func (s *Service) writeItems(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, member int64, year int, items []Item) error {
	var ids []int64
	var positions []int16
	var headings, contents, targets []string
	var dues []time.Time
	for i, item := range items {
		ids, positions = append(ids, item.ID), append(positions, int16(i+1))
		headings, contents = append(headings, item.Heading), append(contents, item.Content)
		targets, dues = append(targets, item.Target), append(dues, item.DueOn)
	}
	own := pgx.StrictNamedArgs{"pledge": l.ID}
	columns := pgx.StrictNamedArgs{
		"pledge": l.ID, "ids": ids, "positions": positions, "headings": headings, "contents": contents, "targets": targets, "dues": dues,
	}
	if _, err := tx.Exec(ctx, takeOutSQL, scope.Args(pgx.StrictNamedArgs{"pledge": l.ID, "keep": append([]int64{}, ids...)})); err != nil {
		return fmt.Errorf("take out items: %w", err)
	}
	if _, err := tx.Exec(ctx, renumberSQL, scope.Args(own)); err != nil {
		return fmt.Errorf("renumber items: %w", err)
	}
	if _, err := tx.Exec(ctx, changeSQL, scope.Args(columns)); err != nil {
		return fmt.Errorf("change items: %w", err)
	}
	columns["member"], columns["cell"], columns["year"] = member, l.CellID, year
	if _, err := tx.Exec(ctx, addSQL, scope.Args(columns)); err != nil {
		return fmt.Errorf("add items: %w", err)
	}
	return nil
}

const touchSQL = `
UPDATE pledges
SET state = @state, version = version + 1, updated_at = @now,
    submitted_at = CASE WHEN @state = 'draft' THEN NULL ELSE coalesce(submitted_at, @now) END,
    approved_at = CASE WHEN @state = 'approved' THEN coalesce(approved_at, @now) END
WHERE committee_id = @committee AND id = @pledge
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = pledges.committee_id AND u.id = pledges.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))`

func (s *Service) touch(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, state State, now time.Time) error {
	_, err := tx.Exec(ctx, touchSQL, scope.Args(pgx.StrictNamedArgs{"pledge": l.ID, "state": string(state), "now": now}))
	if err != nil {
		return fmt.Errorf("touch the pledge: %w", err)
	}
	return nil
}

// changed recomputes the current month, in which the items are live.
func (s *Service) changed(ctx context.Context, tx pgx.Tx, committee, cell int64, now time.Time) error {
	return s.CellsChanged(ctx, tx, committee, []int64{cell}, period.MonthOf(vi.Today(now)))
}
