package pledge

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

// cellSQL lists the members of a cell on a day, the Vietnamese way, and after them who is outside the Party, with their sheet of the year when there is one.
const cellSQL = `
SELECT coalesce(p.id, 0) AS pledge_id, m.id AS member_id, m.full_name AS member_name, m.card_number,
    u.id AS cell_id, u.name AS cell_name, s.state = 'active' AS owed, s.kind = 'beyond' AS beyond, @year::int AS year, coalesce(p.state, '') AS state,
    coalesce(p.version, 0) AS version, p.updated_at, coalesce(p.written_by, '') AS written_by,
    coalesce(p.submitted_by, '') AS submitted_by, coalesce(p.approved_by, '') AS approved_by, p.approved_on,
    coalesce(p.return_reason, '') AS return_reason, coalesce(p.returned_by, '') AS returned_by
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
LEFT JOIN pledges p ON p.committee_id = m.committee_id AND p.member_id = m.id AND p.year = @year
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND s.kind IN ('work', 'beyond') AND s.valid_from <= @day AND (s.valid_to IS NULL OR s.valid_to > @day)
    AND (@cell::bigint = 0 OR u.id = @cell) AND (@member::bigint = 0 OR m.id = @member)
ORDER BY beyond, m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id`

const itemsSQL = `
SELECT i.member_id, i.id, i.heading, i.content, i.target, i.measure, i.evidence, i.weight, i.due_on,
    coalesce(i.continues_id, 0) AS continues, coalesce(i.first_year, i.year) AS first_year, i.times, i.live_from, i.live_to
FROM pledge_items i
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.cell_id
WHERE i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND i.year = @year AND i.member_id = ANY (@members)
ORDER BY i.member_id, i.position`

const amendmentsSQL = `
SELECT p.member_id, a.id, a.item_id, a.what, a.before, a.after, a.reason, a.decided_on, a.made_at, a.made_by
FROM pledge_amendments a
JOIN pledges p ON p.committee_id = a.committee_id AND p.id = a.pledge_id
JOIN units u ON u.committee_id = p.committee_id AND u.id = p.cell_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND p.year = @year AND p.member_id = ANY (@members)
ORDER BY a.id`

// Cell is the sheets of a whole cell in a year: every member who is in it on the day, with or without a sheet.
func (s *Service) Cell(ctx context.Context, actor authz.Actor, cell int64, year int) ([]Sheet, error) {
	scope, err := actor.Scope(authz.PledgeRead)
	if err != nil {
		return nil, err
	}
	sheets, err := s.sheets(ctx, scope, cell, 0, year)
	if err == nil && len(sheets) == 0 {
		return nil, apperr.NotFound("Không tìm thấy chi bộ này, hoặc chi bộ chưa có đảng viên nào.")
	}
	return sheets, err
}

// Get is one member's sheet of a year.
func (s *Service) Get(ctx context.Context, actor authz.Actor, member int64, year int) (Sheet, error) {
	scope, err := actor.Scope(authz.PledgeRead)
	if err != nil {
		return Sheet{}, err
	}
	return s.one(ctx, scope, member, year)
}

// Own is the sheet of the actor, who must be a member: what I promised.
func (s *Service) Own(ctx context.Context, actor authz.Actor, year int) (Sheet, error) {
	scope, err := actor.Scope(authz.OwnRead)
	if err != nil {
		return Sheet{}, err
	}
	if actor.MemberID == 0 {
		return Sheet{}, apperr.NotFound("Tài khoản này chưa gắn với đảng viên nào.")
	}
	return s.one(ctx, scope, actor.MemberID, year)
}

func (s *Service) one(ctx context.Context, scope authz.Scope, member int64, year int) (Sheet, error) {
	if member <= 0 {
		return Sheet{}, apperr.NotFound("")
	}
	sheets, err := s.sheets(ctx, scope, 0, member, year)
	if err != nil {
		return Sheet{}, err
	}
	if len(sheets) == 0 {
		return Sheet{}, apperr.NotFound("Không tìm thấy đảng viên này trong phạm vi của đồng chí.")
	}
	return sheets[0], nil
}

type memberItem struct {
	MemberID int64
	Item
}

type memberAmendment struct {
	MemberID int64
	Amendment
}

// sheets reads a cell (member 0) or one member (cell 0) in two round trips.
func (s *Service) sheets(ctx context.Context, scope authz.Scope, cell, member int64, year int) ([]Sheet, error) {
	// A past year is looked at as it stood at its end, this year and later ones as they stand today.
	rows, _ := s.DB.Query(ctx, cellSQL, scope.Args(pgx.StrictNamedArgs{"year": year, "day": Day(year, s.Now()), "cell": cell, "member": member}))
	sheets, err := pgx.CollectRows(rows, pgx.RowToStructByName[Sheet])
	if err != nil || len(sheets) == 0 {
		return nil, err
	}
	members := make([]int64, len(sheets))
	at := make(map[int64]*Sheet, len(sheets))
	for i := range sheets {
		members[i] = sheets[i].MemberID
		at[sheets[i].MemberID] = &sheets[i]
	}
	return sheets, s.fill(ctx, scope, year, members, at)
}

// Day is the one on which a year is looked at.
func Day(year int, now time.Time) time.Time {
	day := vi.Today(now)
	if end := period.Year(year).End(); end.Before(day) {
		return end
	}
	return day
}

// fill adds items and amendments, in one round trip.
func (s *Service) fill(ctx context.Context, scope authz.Scope, year int, members []int64, at map[int64]*Sheet) error {
	args := pgx.StrictNamedArgs{"year": year, "members": members}
	var b pgx.Batch
	b.Queue(itemsSQL, scope.Args(args)).Query(func(rows pgx.Rows) error {
		items, err := pgx.CollectRows(rows, pgx.RowToStructByName[memberItem])
		for _, r := range items {
			if sheet := at[r.MemberID]; r.LiveTo == nil {
				sheet.Items = append(sheet.Items, r.Item)
			} else {
				sheet.Dropped = append(sheet.Dropped, r.Item)
			}
		}
		return err
	})
	b.Queue(amendmentsSQL, scope.Args(args)).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[memberAmendment])
		for _, r := range list {
			at[r.MemberID].Amendments = append(at[r.MemberID].Amendments, r.Amendment)
		}
		return err
	})
	if err := s.DB.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("read what was promised: %w", err)
	}
	return nil
}
