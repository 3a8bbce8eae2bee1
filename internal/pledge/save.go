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
	"tusoi/internal/pledgeform"
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
    AND s.kind IN ('work', 'beyond') AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
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

// hand is in what office somebody writes: as the cell's, for all of its members, or as a member, for nobody else.
type hand struct {
	action authz.Action
	own    bool
}

var (
	cellHand = hand{action: authz.PledgeWrite}
	ownHand  = hand{action: authz.OwnWrite, own: true}
)

// Save writes a member's sheet as it was typed. Invalid names each wrong item; Conflict when somebody saved it in between
// or when the cell approved it already.
func (s *Service) Save(ctx context.Context, actor authz.Actor, member int64, year int, in Input) error {
	return s.save(ctx, actor, cellHand, member, year, in)
}

// SaveOwn is a member writing the own sheet, as long as it was not handed in.
func (s *Service) SaveOwn(ctx context.Context, actor authz.Actor, year int, in Input) error {
	return s.save(ctx, actor, ownHand, actor.MemberID, year, in)
}

func (s *Service) save(ctx context.Context, actor authz.Actor, h hand, member int64, year int, in Input) error {
	scope, err := actor.Scope(h.action)
	if err != nil {
		return err
	}
	form, err := pledgeform.On(ctx, s.DB, actor.Committee, year)
	if err != nil {
		return err
	}
	if err := in.clean(form); err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		l, err := s.lock(ctx, tx, scope, member, year, now)
		if err != nil {
			return err
		}
		if done, err := s.settled(ctx, tx, scope, h, l, member, year, in); done || err != nil {
			return err
		}
		if err := s.writeItems(ctx, tx, scope, l, member, year, in.Items); err != nil {
			return err
		}
		if err := s.touch(ctx, tx, scope, actor, h, l, l.State, true, now); err != nil {
			return err
		}
		err = audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: l.CellID, Action: h.action, ObjectKind: "pledge", ObjectID: l.ID,
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
func (s *Service) settled(ctx context.Context, tx pgx.Tx, scope authz.Scope, h hand, l locked, member int64, year int, in Input) (bool, error) {
	switch {
	case l.State == Approved:
		return false, apperr.Conflict("Bản cam kết này chi bộ đã duyệt nên không sửa thẳng được nữa: ghi một điều chỉnh, có lý do.")
	case h.own && l.State == Submitted:
		return false, apperr.Conflict("Bản cam kết đã nộp cho chi ủy. Cần sửa thì nhờ bí thư trả lại bản này.")
	}
	if in.Version == l.Version || in.Version == 0 && l.Version == 1 { // 1 is a sheet that this very save made
		return false, nil
	}
	rows, _ := tx.Query(ctx, itemsSQL, scope.Args(pgx.StrictNamedArgs{"year": year, "members": []int64{member}}))
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[memberItem])
	if err != nil {
		return false, fmt.Errorf("read the sheet again: %w", err)
	}
	if slices.EqualFunc(items, in.Items, func(a memberItem, b Item) bool { return a.same(b) }) {
		return true, nil
	}
	return false, apperr.Conflict("Có người vừa sửa bản cam kết này. Nội dung đồng chí gõ vẫn còn ở đây: mở bản mới ở trang khác, đối chiếu rồi lưu lại.")
}

// takeOutSQL removes the items that the sheet no longer has. An item that a month already speaks of, or with which
// a later year goes on, stays.
const takeOutSQL = `
DELETE FROM pledge_items i
WHERE i.committee_id = @committee AND i.pledge_id = @pledge AND i.id <> ALL (@keep)
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = i.committee_id AND u.id = i.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))
    AND NOT EXISTS (SELECT FROM marks k WHERE k.committee_id = i.committee_id AND k.cell_id = i.cell_id
        AND k.member_id = i.member_id AND k.item_kind = 'pledge' AND k.item_id = i.id)
    AND NOT EXISTS (SELECT FROM pledge_items n WHERE n.committee_id = i.committee_id AND n.continues_id = i.id)`

// renumberSQL moves the standing items out of the way, since two items may swap their places.
const renumberSQL = `
UPDATE pledge_items i SET position = -i.position - 1
WHERE i.committee_id = @committee AND i.pledge_id = @pledge AND i.position >= 0
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = i.committee_id AND u.id = i.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))`

const changeSQL = `
UPDATE pledge_items i
SET position = t.position, heading = t.heading, content = t.content, target = t.target, measure = t.measure, evidence = t.evidence,
    weight = t.weight, due_on = t.due_on
FROM unnest(@ids::bigint[], @positions::smallint[], @headings::text[], @contents::text[], @targets::text[], @measures::text[],
    @evidences::text[], @weights::smallint[], @dues::date[]) AS t (id, position, heading, content, target, measure, evidence, weight, due_on)
WHERE i.committee_id = @committee AND i.pledge_id = @pledge AND i.id = t.id
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = i.committee_id AND u.id = i.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))`

// addSQL counts on from the item of the year before that a new one goes on with.
const addSQL = `
INSERT INTO pledge_items (committee_id, pledge_id, member_id, cell_id, year, heading, position, content, target, measure, evidence,
    weight, due_on, continues_id, first_year, times, live_from)
SELECT @committee, @pledge, @member, u.id, @year, t.heading, t.position, t.content, t.target, t.measure, t.evidence, t.weight, t.due_on,
    o.id, coalesce(o.first_year, o.year), coalesce(o.times + 1, 1), @live_from::date
FROM unnest(@ids::bigint[], @positions::smallint[], @headings::text[], @contents::text[], @targets::text[], @measures::text[],
    @evidences::text[], @weights::smallint[], @dues::date[], @continues::bigint[])
    AS t (id, position, heading, content, target, measure, evidence, weight, due_on, continues)
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN pledge_items o ON o.committee_id = @committee AND o.id = t.continues AND o.member_id = @member AND o.year = @year::int - 1
WHERE t.id = 0
RETURNING id`

// columns are items as the statements take them.
func columns(pledge int64, items []Item, position int) pgx.StrictNamedArgs {
	var ids []int64
	var positions, weights []int16
	var headings, contents, targets, measures, evidences []string
	var dues []time.Time
	for i, item := range items {
		ids, positions, weights = append(ids, item.ID), append(positions, int16(position+i)), append(weights, int16(item.Weight))
		headings, contents, targets = append(headings, item.Heading), append(contents, item.Content), append(targets, item.Target)
		measures, evidences, dues = append(measures, item.Measure), append(evidences, item.Evidence), append(dues, item.DueOn)
	}
	return pgx.StrictNamedArgs{"pledge": pledge, "ids": ids, "positions": positions, "headings": headings, "contents": contents,
		"targets": targets, "measures": measures, "evidences": evidences, "weights": weights, "dues": dues}
}

// addTx adds the items without an ID; from is the month from which they are looked at, nil for the whole year.
func (s *Service) addTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, member int64, year int, items []Item, position int, from *time.Time) (int64, error) {
	args := columns(l.ID, items, position)
	var continues []int64
	for _, item := range items {
		continues = append(continues, item.Continues)
	}
	args["continues"], args["member"], args["cell"], args["year"], args["live_from"] = continues, member, l.CellID, year, from
	rows, _ := tx.Query(ctx, addSQL, scope.Args(args))
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[len(ids)-1], nil
}

func (s *Service) writeItems(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, member int64, year int, items []Item) error {
	columns := columns(l.ID, items, 1)
	keep := []int64{}
	for _, item := range items {
		keep = append(keep, item.ID)
	}
	if _, err := tx.Exec(ctx, takeOutSQL, scope.Args(pgx.StrictNamedArgs{"pledge": l.ID, "keep": keep})); err != nil {
		return fmt.Errorf("take out items: %w", err)
	}
	if _, err := tx.Exec(ctx, renumberSQL, scope.Args(pgx.StrictNamedArgs{"pledge": l.ID})); err != nil {
		return fmt.Errorf("renumber items: %w", err)
	}
	if _, err := tx.Exec(ctx, changeSQL, scope.Args(columns)); err != nil {
		return fmt.Errorf("change items: %w", err)
	}
	if _, err := s.addTx(ctx, tx, scope, l, member, year, items, 1, nil); err != nil {
		return fmt.Errorf("add items: %w", err)
	}
	return nil
}

const touchSQL = `
UPDATE pledges
SET state = @state, version = version + 1, updated_at = @now,
    submitted_at = CASE WHEN @state = 'draft' THEN NULL ELSE coalesce(submitted_at, @now) END,
    submitted_by = CASE WHEN @state = 'draft' THEN '' WHEN state = 'draft' THEN @by ELSE submitted_by END,
    written_by = CASE WHEN @wrote THEN @by ELSE written_by END,
    return_reason = CASE WHEN @state = 'draft' THEN return_reason ELSE '' END
WHERE committee_id = @committee AND id = @pledge
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = pledges.committee_id AND u.id = pledges.cell_id
        AND u.path <@ ANY (@scope::text[]::ltree[]))`

// touch moves the sheet to a state and notes who did it; wrote says that its words changed as well.
func (s *Service) touch(ctx context.Context, tx pgx.Tx, scope authz.Scope, actor authz.Actor, h hand, l locked, state State, wrote bool, now time.Time) error {
	by, err := audit.SignTx(ctx, tx, actor, h.action, l.CellID)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, touchSQL, scope.Args(pgx.StrictNamedArgs{"pledge": l.ID, "state": string(state), "by": by, "wrote": wrote, "now": now}))
	if err != nil {
		return fmt.Errorf("touch the pledge: %w", err)
	}
	return nil
}

// changed recomputes the current month, in which the items are live.
func (s *Service) changed(ctx context.Context, tx pgx.Tx, committee, cell int64, now time.Time) error {
	return s.CellsChanged(ctx, tx, committee, []int64{cell}, period.MonthOf(vi.Today(now)))
}
