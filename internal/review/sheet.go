package review

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/remedy"
)

const membersSQL = `
SELECT m.id, m.full_name, m.card_number, m.party_post, s.state AS membership_state
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = @cell
    AND s.kind = 'work' AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)
    AND (@members::bigint[] IS NULL OR m.id = ANY (@members))
ORDER BY m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id`

// itemsSQL lists what is live in the month: items of sheets that were handed in and not kept in an earlier month, but for those
// that an amendment adds later or has dropped by then, and assignments given by then, not done before and not resting; each
// with what is said of it now and what was said a month ago. Who moved
// in the middle of that month may have said something in two cells: the later one counts.
const itemsSQL = `
WITH live AS (
    SELECT i.member_id, 'pledge' AS kind, i.id, i.content AS text, i.target, '' AS giver, '' AS basis, i.due_on, i.position AS place
    FROM pledge_items i
    JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
    WHERE i.committee_id = @committee AND i.member_id = ANY (@members) AND i.year = @year
        AND (i.live_from IS NULL OR i.live_from <= @month) AND (i.live_to IS NULL OR i.live_to > @month)
        AND NOT EXISTS (
            SELECT FROM marks d
            WHERE d.committee_id = i.committee_id AND d.item_id = i.id AND d.month < @month
                AND d.item_kind = 'pledge' AND d.mark = 'done')
    UNION ALL
    SELECT a.member_id, 'task', a.id, t.title, t.product, g.name, t.basis, a.due_on, 1000
    FROM assignments a
    JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
    JOIN units g ON g.committee_id = t.committee_id AND g.id = t.giver_unit_id
    WHERE a.committee_id = @committee AND a.member_id = ANY (@members) AND a.cell_id = @cell
        AND a.given_on <= @end AND (a.done_on IS NULL OR a.done_on >= @month) AND NOT a.rest @> @month::date
)
SELECT v.member_id, v.kind, v.id, v.text, v.target, v.giver, v.basis, v.due_on, coalesce(k.mark, '') AS mark,
    coalesce(k.note, '') AS note, k.updated_at, coalesce(k.updated_by, '') AS updated_by, coalesce(k.own, false) AS own,
    coalesce(l.mark, '') AS last_mark, coalesce(l.note, '') AS last_note
FROM live v
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN marks k ON k.committee_id = @committee AND k.cell_id = @cell AND k.month = @month AND k.member_id = v.member_id
    AND k.item_kind = v.kind AND k.item_id = v.id
LEFT JOIN LATERAL (
    SELECT o.mark, o.note FROM marks o
    WHERE o.committee_id = @committee AND o.member_id = v.member_id AND o.month = @last AND o.item_kind = v.kind AND o.item_id = v.id
    ORDER BY o.updated_at DESC
    LIMIT 1) AS l ON true
ORDER BY v.member_id, v.place, v.due_on, v.id`

const answersSQL = `
SELECT r.member_id, coalesce(r.substantive, '') AS substantive, coalesce(r.responsible, '') AS responsible,
    coalesce(r.conduct, '') AS conduct, r.conduct_note, array_to_string(r.conduct_signs, ' ') AS signs, r.updated_at, r.updated_by, r.own
FROM reviews r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.cell_id = @cell AND r.month = @month
    AND r.member_id = ANY (@members)`

// Sheet is a cell's month. It takes three round trips however many members there are.
func (s *Service) Sheet(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (Sheet, error) {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return Sheet{}, err
	}
	var sheet Sheet
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		if sheet.Packet, err = s.Packet.ReadTx(ctx, tx, scope, cell, month); err != nil {
			return err
		}
		return sheet.everybody(ctx, tx, scope, cell, month)
	})
	if !sheet.Packet.ReadClosely(actor) {
		sheet.hide()
	}
	return sheet, err
}

// hide takes out what only the cell and the committee directly above it may read: what the conduct check found, and in whom.
func (sh Sheet) hide() {
	for i := range sh.Members {
		a := &sh.Members[i].Answers
		if a.Conduct == Found && (a.Signs == "" || a.ConductNote == "") {
			a.Conduct = ""
		}
		if a.Conduct != "" {
			a.Conduct = Hidden
		}
		a.ConductNote, a.Signs = "", ""
	}
}

const ownSQL = `
SELECT s.unit_id
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.member_id = @member
    AND s.kind = 'work' AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)`

// OwnCell is the cell in which the actor takes part at a month's end; NotFound when there is none.
func (s *Service) OwnCell(ctx context.Context, actor authz.Actor, month period.Period) (cell int64, err error) {
	scope, err := actor.Scope(authz.OwnRead)
	if err != nil {
		return 0, err
	}
	err = s.DB.QueryRow(ctx, ownSQL, scope.Args(pgx.StrictNamedArgs{"member": actor.MemberID, "end": month.End()})).Scan(&cell)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, apperr.NotFound("Tháng đã chọn đồng chí không sinh hoạt ở chi bộ nào mà tài khoản này được giao.")
	}
	return cell, err
}

// Own is the actor's own line of a month.
func (s *Service) Own(ctx context.Context, actor authz.Actor, month period.Period) (Sheet, error) {
	cell, err := s.OwnCell(ctx, actor, month)
	if err != nil {
		return Sheet{}, err
	}
	scope, err := actor.Scope(authz.OwnRead)
	if err != nil {
		return Sheet{}, err
	}
	var sheet Sheet
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		if sheet.Packet, err = s.Packet.ReadTx(ctx, tx, scope, cell, month); err != nil {
			return err
		}
		sheet.Members, err = members(ctx, tx, scope, cell, month, []int64{actor.MemberID})
		return err
	})
	return sheet, err
}

// members reads the named members of a cell's month.
func members(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, month period.Period, only []int64) ([]Member, error) {
	return read(ctx, db, scope, cell, month, only, nil)
}

// everybody reads the whole of a cell's month into a sheet.
func (sh *Sheet) everybody(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, month period.Period) (err error) {
	sh.Members, err = read(ctx, db, scope, cell, month, nil, &sh.Remedies)
	return err
}

// read reads the named members of a cell's month, or all of them when only is nil, and into whole what the cell itself mends.
func read(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, month period.Period, only []int64, whole *[]remedy.Remedy) ([]Member, error) {
	rows, _ := db.Query(ctx, membersSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "end": month.End(), "members": only}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Member])
	if err != nil {
		return nil, fmt.Errorf("read the members: %w", err)
	}
	ids := make([]int64, len(list))
	at := make(map[int64]*Member, len(list))
	for i := range list {
		ids[i] = list[i].ID
		at[list[i].ID] = &list[i]
	}
	return list, fill(ctx, db, scope, cell, month, ids, at, whole)
}

// fill adds items, answers and remedies, in one round trip.
func fill(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, month period.Period, ids []int64, at map[int64]*Member, whole *[]remedy.Remedy) error {
	var b pgx.Batch
	b.Queue(itemsSQL, scope.Args(pgx.StrictNamedArgs{
		"cell": cell, "month": month.Start(), "members": ids, "year": month.Year(), "end": month.End(),
		"last": month.Prev().Start(),
	})).Query(func(rows pgx.Rows) error {
		items, err := pgx.CollectRows(rows, pgx.RowToStructByName[Item])
		for _, i := range items {
			if m := at[i.MemberID]; m.Expected() {
				m.Items = append(m.Items, i)
			}
		}
		return err
	})
	b.Queue(answersSQL, scope.Args(pgx.StrictNamedArgs{
		"cell": cell, "month": month.Start(), "members": ids,
	})).Query(func(rows pgx.Rows) error {
		answers, err := pgx.CollectRows(rows, pgx.RowToStructByName[Answers])
		for _, a := range answers {
			at[a.MemberID].Answers = a
		}
		return err
	})
	remedy.QueueMonth(&b, scope, cell, month, ids, whole != nil, func(r remedy.Remedy) {
		if r.OfCell {
			*whole = append(*whole, r)
			return
		}
		at[r.MemberID].Remedies = append(at[r.MemberID].Remedies, r)
	})
	if err := db.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("read the month: %w", err)
	}
	return nil
}
