package review

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/remedy"
)

const packetSQL = `
SELECT u.id AS cell_id, u.name AS cell_name, p.id AS parent_id, p.name AS parent_name, u.path::text AS cell_path, u.kind AS cell_kind,
    CASE WHEN p.kind = 'subcommittee' THEN subpath(p.path, 0, -1) ELSE p.path END::text AS above_path,
    coalesce(k.state, 'open') AS state, k.first_sent_at, k.sent_at, coalesce(k.sent_by, '') AS sent_by,
    k.decided_at, coalesce(k.decided_by, '') AS decided_by, coalesce(k.return_reason, '') AS return_reason,
    coalesce(k.summary, '') AS summary
FROM units u
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN packets k ON k.committee_id = u.committee_id AND k.cell_id = u.id AND k.month = @month
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @end AND (u.valid_to IS NULL OR u.valid_to > @month)`

// packet reads a cell's month; NotFound outside the scope, for what is no cell, and for a month in which it did not stand.
func (s *Service) packet(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, month period.Period) (p Packet, err error) {
	var b pgx.Batch
	s.queuePacket(&b, scope, cell, month, &p)
	return p, db.SendBatch(ctx, &b).Close()
}

func (s *Service) queuePacket(b *pgx.Batch, scope authz.Scope, cell int64, month period.Period, p *Packet) {
	args := scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start(), "end": month.End()})
	b.Queue(packetSQL, args).Query(func(rows pgx.Rows) (err error) {
		*p, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Packet])
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.NotFound("Không tìm thấy chi bộ này trong tháng đã chọn, hoặc chi bộ không thuộc phạm vi của đồng chí.")
		}
		p.Month = month
		return err
	})
	deadline.Queue(b, scope, month, month, func(c deadline.Calendar) { p.Due = c.Of(p.CellPath, month, today(s.Now())) })
}

const membersSQL = `
SELECT m.id, m.full_name, m.card_number, m.party_post, s.state AS membership_state
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = @cell
    AND s.kind = 'work' AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)
    AND (@members::bigint[] IS NULL OR m.id = ANY (@members))
ORDER BY m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id`

// itemsSQL lists what is live in the month: items of sheets that were handed in and not kept in an earlier month, and
// assignments given by then, not done before and not resting; each with what is said of it now and what was said a month ago. Who moved
// in the middle of that month may have said something in two cells: the later one counts.
const itemsSQL = `
WITH live AS (
    SELECT i.member_id, 'pledge' AS kind, i.id, i.content AS text, i.target, '' AS giver, '' AS basis, i.due_on, i.position AS place
    FROM pledge_items i
    JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
    WHERE i.committee_id = @committee AND i.member_id = ANY (@members) AND i.year = @year
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
    coalesce(k.note, '') AS note, k.updated_at, coalesce(k.updated_by, '') AS updated_by,
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
    coalesce(r.conduct, '') AS conduct, r.conduct_note, r.updated_at, r.updated_by
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
		if sheet.Packet, err = s.packet(ctx, tx, scope, cell, month); err != nil {
			return err
		}
		sheet.Members, err = members(ctx, tx, scope, cell, month, nil)
		return err
	})
	return sheet, err
}

// members reads the named members of a cell's month, or all of them when only is nil.
func members(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, month period.Period, only []int64) ([]Member, error) {
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
	return list, fill(ctx, db, scope, cell, month, ids, at)
}

// fill adds items, answers and remedies, in one round trip.
func fill(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64, month period.Period, ids []int64, at map[int64]*Member) error {
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
	remedy.QueueMonth(&b, scope, cell, month, ids, func(r remedy.Remedy) {
		at[r.MemberID].Remedies = append(at[r.MemberID].Remedies, r)
	})
	if err := db.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("read the month: %w", err)
	}
	return nil
}
