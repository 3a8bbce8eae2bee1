package review

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/remedy"
)

const membersSQL = `
SELECT m.id, m.full_name, m.card_number, m.party_post, m.state_post, m.employment, s.kind = 'beyond' AS beyond, s.state AS membership_state
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = @cell
    AND s.kind IN ('work', 'beyond') AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)
    AND (@members::bigint[] IS NULL OR m.id = ANY (@members))
ORDER BY beyond, m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id`

// liveSQL lists what is live in the month: items of sheets that were handed in and not kept in an earlier month, but for those
// that an amendment adds later or has dropped by then, and assignments given by then, not done before and not resting; each
// with what is said of it now.
const liveSQL = `
WITH live AS (
    SELECT i.member_id, 'pledge' AS kind, i.id, i.due_on, i.position AS place
    FROM pledge_items i
    JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
    WHERE i.committee_id = @committee AND i.member_id = ANY (@members) AND i.year = @year
        AND (i.live_from IS NULL OR i.live_from <= @month) AND (i.live_to IS NULL OR i.live_to > @month)
        AND NOT EXISTS (
            SELECT FROM marks d
            WHERE d.committee_id = i.committee_id AND d.item_id = i.id AND d.month < @month
                AND d.item_kind = 'pledge' AND d.mark = 'done')
    UNION ALL
    SELECT a.member_id, 'task', a.id, a.due_on, 1000
    FROM assignments a
    WHERE a.committee_id = @committee AND a.member_id = ANY (@members) AND a.cell_id = @cell
        AND a.given_on <= @end AND (a.done_on IS NULL OR a.done_on >= @month) AND NOT a.rest @> daterange(@month, @end, '[]')
)
SELECT v.member_id, v.kind, v.id, v.due_on, coalesce(k.mark, '') AS mark, coalesce(k.note, '') AS note, k.updated_at,
    coalesce(k.updated_by, '') AS updated_by, coalesce(k.own, false) AS own
FROM live v
JOIN units u ON u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN marks k ON k.committee_id = @committee AND k.cell_id = @cell AND k.month = @month AND k.member_id = v.member_id
    AND k.item_kind = v.kind AND k.item_id = v.id
ORDER BY v.member_id, v.place, v.due_on, v.id`

// wordsSQL says what items are, live or not.
const wordsSQL = `
SELECT 'pledge' AS kind, i.id, i.content AS text, i.target, '' AS giver, '' AS basis
FROM pledge_items i
JOIN units u ON u.committee_id = i.committee_id AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE i.committee_id = @committee AND i.member_id = ANY (@members) AND i.year = @year
UNION ALL
SELECT 'task', a.id, t.title, t.product, g.name, t.basis
FROM assignments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.giver_unit_id
WHERE a.committee_id = @committee AND a.member_id = ANY (@members) AND a.cell_id = @cell
    AND a.given_on <= @end AND (a.done_on IS NULL OR a.done_on >= @month)`

// lastSQL is what was said of items in the month or quarter before. Who moved in the middle of it may have said something in
// two cells: the later one counts.
const lastSQL = `
SELECT DISTINCT ON (o.item_kind, o.item_id) o.item_kind AS kind, o.item_id AS id, coalesce(o.mark, '') AS last_mark, o.note AS last_note
FROM marks o
JOIN units u ON u.committee_id = o.committee_id AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE o.committee_id = @committee AND o.member_id = ANY (@members) AND o.month = lower(review_period(@committee, @month::date - 1))
ORDER BY o.item_kind, o.item_id, o.updated_at DESC`

const answersSQL = `
SELECT r.member_id, coalesce(r.substantive, '') AS substantive, coalesce(r.responsible, '') AS responsible,
    coalesce(r.conduct, '') AS conduct, r.conduct_note, array_to_string(r.conduct_signs, ' ') AS signs, r.updated_at, r.updated_by, r.own
FROM reviews r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.cell_id = @cell AND r.month = @month
    AND r.member_id = ANY (@members)`

// Sheet is a cell's month. It takes two round trips however many members there are.
func (s *Service) Sheet(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (Sheet, error) {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return Sheet{}, err
	}
	var sheet Sheet
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		var b pgx.Batch
		l := lines{scope: scope, cell: cell, month: month}
		s.Packet.Queue(&b, scope, cell, month, &sheet.Packet)
		l.members(&b, nil)
		if err := tx.SendBatch(ctx, &b).Close(); err != nil {
			return fmt.Errorf("read the members: %w", err)
		}
		return l.fill(ctx, tx, &sheet, true)
	})
	if !sheet.Packet.ReadClosely(actor) {
		sheet.hide(actor)
	}
	return sheet, err
}

// hide takes out what only the cell and the committee directly above it may read: what the conduct check found, and in whom; and
// what is mended and by whom, but for what the reader found. Of these the number and the dates are left, under nobody's name.
func (sh *Sheet) hide(actor authz.Actor) {
	for i := range sh.Members {
		m := &sh.Members[i]
		if a := &m.Answers; a.Conduct == Found && (a.Signs == "" || a.ConductNote == "") {
			a.Conduct = ""
		}
		if m.Answers.Conduct != "" {
			m.Answers.Conduct = Hidden
		}
		m.Answers.ConductNote, m.Answers.Signs = "", ""
		kept := m.Remedies[:0]
		for _, r := range m.Remedies {
			if r.Veil(actor); r.Hidden {
				sh.Remedies = append(sh.Remedies, r)
			} else {
				kept = append(kept, r)
			}
		}
		m.Remedies = kept
	}
	for i := range sh.Remedies {
		sh.Remedies[i].Veil(actor)
	}
	slices.SortStableFunc(sh.Remedies, func(a, b remedy.Remedy) int { return cmp.Or(a.DueOn.Compare(b.DueOn), cmp.Compare(a.ID, b.ID)) })
}

const ownSQL = `
SELECT s.unit_id
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.member_id = @member
    AND s.kind IN ('work', 'beyond') AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to > @end)`

// OwnCell is the cell in which the actor takes part at a month's end; NotFound when there is none.
func (s *Service) OwnCell(ctx context.Context, actor authz.Actor, month period.Period) (cell int64, err error) {
	scope, err := actor.Scope(authz.OwnRead)
	if err != nil {
		return 0, err
	}
	err = s.DB.QueryRow(ctx, ownSQL, scope.Args(pgx.StrictNamedArgs{"member": actor.MemberID, "end": month.End()})).Scan(&cell)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, apperr.NotFound("Kỳ đã chọn đồng chí không sinh hoạt ở chi bộ nào mà tài khoản này được giao.")
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
		var b pgx.Batch
		l, self := lines{scope: scope, cell: cell, month: month}, []int64{actor.MemberID}
		s.Packet.Queue(&b, scope, cell, month, &sheet.Packet)
		l.members(&b, self)
		l.said(&b, self)
		l.words(&b, self)
		l.remedies(&b, self, nil)
		if err := tx.SendBatch(ctx, &b).Close(); err != nil {
			return fmt.Errorf("read the own line: %w", err)
		}
		sheet.Members = l.list
		return nil
	})
	return sheet, err
}

// lines are the members of a cell's month while they are read.
type lines struct {
	scope authz.Scope
	cell  int64
	month period.Period
	list  []Member
	at    map[int64]*Member
}

// lock locks a cell's month and reads, in the same round trip, who of it is named, or everybody, and with said what is asked of
// them and what they say: what the writer before us committed.
func (s *Service) lock(ctx context.Context, tx pgx.Tx, l *lines, only []int64, said bool) (p packet.Packet, err error) {
	var b pgx.Batch
	postgres.QueuePlanOnce(&b)
	s.Packet.QueueLock(&b, l.scope, l.cell, l.month, &p)
	l.members(&b, only)
	if said {
		l.said(&b, only)
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return p, fmt.Errorf("lock the month: %w", err)
	}
	return p, nil
}

// members queues who stands in the cell: the named ones, or everybody when only is nil. It comes before what is queued of them.
func (l *lines) members(b *pgx.Batch, only []int64) {
	b.Queue(membersSQL, l.args(pgx.StrictNamedArgs{"end": l.month.End(), "members": only})).Query(func(rows pgx.Rows) (err error) {
		l.list, err = pgx.CollectRows(rows, pgx.RowToStructByName[Member])
		l.at = make(map[int64]*Member, len(l.list))
		for i := range l.list {
			l.at[l.list[i].ID] = &l.list[i]
		}
		return err
	})
}

// said queues what is live for members and what they say of it and of the whole month.
func (l *lines) said(b *pgx.Batch, ids []int64) {
	b.Queue(liveSQL, l.args(pgx.StrictNamedArgs{
		"month": l.month.Start(), "members": ids, "year": l.month.Year(), "end": l.month.End(),
	})).Query(func(rows pgx.Rows) error {
		items, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Item])
		for _, i := range items {
			if m := l.at[i.MemberID]; m != nil && m.Expected() {
				m.Items = append(m.Items, i)
			}
		}
		return err
	})
	b.Queue(answersSQL, l.args(pgx.StrictNamedArgs{"month": l.month.Start(), "members": ids})).Query(func(rows pgx.Rows) error {
		answers, err := pgx.CollectRows(rows, pgx.RowToStructByName[Answers])
		for _, a := range answers {
			if m := l.at[a.MemberID]; m != nil {
				m.Answers = a
			}
		}
		return err
	})
}

// words queues how the items that were queued before are worded, and what was said of them a month ago.
func (l *lines) words(b *pgx.Batch, ids []int64) {
	b.Queue(wordsSQL, l.args(pgx.StrictNamedArgs{
		"month": l.month.Start(), "members": ids, "year": l.month.Year(), "end": l.month.End(),
	})).Query(l.each(func(to *Item, i Item) { to.Text, to.Target, to.Giver, to.Basis = i.Text, i.Target, i.Giver, i.Basis }))
	b.Queue(lastSQL, l.args(pgx.StrictNamedArgs{
		"members": ids, "month": l.month.Start(),
	})).Query(l.each(func(to *Item, i Item) { to.LastMark, to.LastNote = i.LastMark, i.LastNote }))
}

// each brings rows to the live items that they are of.
func (l *lines) each(bring func(to *Item, row Item)) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Item])
		type key struct {
			kind ItemKind
			id   int64
		}
		found := make(map[key]Item, len(list))
		for _, i := range list {
			found[key{i.Kind, i.ID}] = i
		}
		for _, m := range l.at {
			for n := range m.Items {
				bring(&m.Items[n], found[key{m.Items[n].Kind, m.Items[n].ID}])
			}
		}
		return err
	}
}

// remedies queues what members mend, and into whole what the cell itself does.
func (l *lines) remedies(b *pgx.Batch, ids []int64, whole *[]remedy.Remedy) {
	remedy.QueueMonth(b, l.scope, l.cell, l.month, ids, whole != nil, func(r remedy.Remedy) {
		if r.OfCell {
			*whole = append(*whole, r)
		} else if m := l.at[r.MemberID]; m != nil {
			m.Remedies = append(m.Remedies, r)
		}
	})
}

func (l *lines) args(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	more["cell"] = l.cell
	return l.scope.Args(more)
}

// fill reads into a sheet what its members, who were read already, are asked, say and mend; worded for a reader.
func (l *lines) fill(ctx context.Context, db postgres.DB, sheet *Sheet, worded bool) error {
	ids := make([]int64, len(l.list))
	for i := range l.list {
		ids[i] = l.list[i].ID
	}
	var b pgx.Batch
	l.said(&b, ids)
	if worded {
		l.words(&b, ids)
	}
	l.remedies(&b, ids, &sheet.Remedies)
	if err := db.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("read the month: %w", err)
	}
	sheet.Members = l.list
	return nil
}
