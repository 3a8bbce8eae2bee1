package packet

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Approval is a committee's own month, approved as a whole but for the cells named in it.
type Approval struct {
	UnitID     int64
	ApprovedAt time.Time
	ApprovedBy string
	Exceptions []Exception `db:"-"`
}

// Exception is a cell that a committee's month was approved without.
type Exception struct {
	UnitID   int64
	CellID   int64
	CellName string
	Reason   string
	State    State // as it stands today: it may have been approved since
}

// Without says what the approval does not hold, as of today: "" when every cell came after all.
func (a Approval) Without() string { return NotCounting(a.Exceptions) }

// ApprovalDraft is a committee's month as its committee decides it: the waiting cells that it approves now, and why the month goes
// up without the others.
type ApprovalDraft struct {
	Unit    int64
	Month   period.Period
	Approve []int64
	Without map[int64]string // reasons by cell
}

// ApproveMonth approves a committee's own month as a whole: the named waiting cells at once, and every other cell that is not
// approved yet is named with a reason and stays open. Invalid names each cell that is neither; Conflict when the month was
// approved before.
func (s *Service) ApproveMonth(ctx context.Context, actor authz.Actor, d ApprovalDraft) error {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		by, err := s.claim(ctx, tx, actor, scope, d)
		if err != nil {
			return err
		}
		lines, err := s.own(ctx, tx, actor, scope, d.Unit, d.Month)
		if err != nil {
			return err
		}
		exceptions, err := d.sort(lines)
		if err != nil {
			return err
		}
		if err := s.approveAll(ctx, tx, actor, scope, d, by); err != nil {
			return err
		}
		if err := except(ctx, tx, scope, d, exceptions); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: d.Unit, Action: authz.PacketDecide, ObjectKind: "month", ObjectID: d.Unit, After: d.Without,
			Summary: fmt.Sprintf("Duyệt %s của cả cấp ủy, chưa gồm %s chi bộ", d.Month.Label(), vi.Int(len(exceptions))),
		})
	})
}

// mustDecide is NotFound for a committee for which the actor does not decide.
func mustDecide(actor authz.Actor, unit int64) error {
	decides := func(p authz.Post) bool { return p.UnitID == unit && authz.Allows(p.Role, authz.PacketDecide) }
	if !slices.ContainsFunc(actor.Posts, decides) {
		return apperr.NotFound("Không tìm thấy cấp ủy này trong phạm vi của đồng chí.")
	}
	return nil
}

const claimSQL = `
INSERT INTO month_approvals (committee_id, unit_id, month, approved_at, approved_by)
SELECT u.committee_id, u.id, @month, @now, @by
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit
ON CONFLICT DO NOTHING`

// claim makes the month this writer's to approve, and gives back the name to put beside it.
func (s *Service) claim(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, d ApprovalDraft) (string, error) {
	if d.Month.Start().After(vi.Today(s.Now())) {
		return "", apperr.Invalid(fmt.Sprintf("Chưa đến %s nên chưa duyệt được.", d.Month.Label()))
	}
	if err := mustDecide(actor, d.Unit); err != nil {
		return "", err
	}
	by, err := audit.SignTx(ctx, tx, actor, authz.PacketDecide, d.Unit)
	if err != nil {
		return "", err
	}
	tag, err := tx.Exec(ctx, claimSQL, scope.Args(pgx.StrictNamedArgs{"unit": d.Unit, "month": d.Month.Start(), "now": s.Now(), "by": by}))
	if err == nil && tag.RowsAffected() == 0 {
		err = apperr.Conflict(d.Month.Title() + " của cấp ủy này đã được duyệt. Hồ sơ gửi sau vẫn duyệt riêng từng chi bộ.")
	}
	return by, err
}

// own is the cells whose month the unit decides on, and which owe it; Elsewhere for what the committee does not review itself by.
func (s *Service) own(ctx context.Context, db postgres.DB, actor authz.Actor, scope authz.Scope, unit int64, month period.Period) ([]Line, error) {
	lines, err := list(ctx, db, actor, scope, vi.Today(s.Now()), asked{from: month, to: month})
	if err == nil && len(lines) > 0 && lines[0].Month != month {
		err = deadline.Elsewhere{Period: lines[0].Month}
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.AboveID != unit || !l.Owed }), err
}

// sort finds the cells that the month goes up without; each needs a reason.
func (d ApprovalDraft) sort(lines []Line) ([]int64, error) {
	var p apperr.Problems
	var without []int64
	if len(lines) == 0 {
		return nil, apperr.Invalid("Kỳ này không có chi bộ nào phải gửi hồ sơ lên cấp ủy này.")
	}
	for _, l := range lines {
		waits := l.State == Sent || l.State == Taken
		if l.State == Approved || waits && slices.Contains(d.Approve, l.CellID) {
			continue
		}
		reason := vi.Clean(d.Without[l.CellID])
		n := utf8.RuneCountInString(reason)
		p.Check(n >= 5 && n <= 300, fmt.Sprintf("ly-do-%d", l.CellID),
			fmt.Sprintf("%s: ghi lý do chưa gồm chi bộ này, từ 5 đến 300 ký tự%s.", l.CellName, map[bool]string{true: ", hoặc chọn duyệt"}[waits]))
		without = append(without, l.CellID)
		d.Without[l.CellID] = reason
	}
	return without, p.Err("Chưa duyệt được cả kỳ.")
}

const (
	lockAllSQL = `
SELECT k.cell_id
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.month = @month AND k.cell_id = ANY (@cells)
    AND k.state IN ('sent', 'taken')
ORDER BY k.cell_id
FOR UPDATE OF k`
	approveAllSQL = `
UPDATE packets k
SET state = 'approved', version = k.version + 1, return_reason = '', decided_at = @now, decided_by = @by
FROM units u
WHERE k.committee_id = @committee AND u.committee_id = k.committee_id AND u.id = k.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.month = @month AND k.cell_id = ANY (@cells)`
)

// approveAll approves waiting packets in one statement, under their locks.
func (s *Service) approveAll(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, d ApprovalDraft, by string) error {
	rows, _ := tx.Query(ctx, lockAllSQL, scope.Args(pgx.StrictNamedArgs{"month": d.Month.Start(), "cells": d.Approve}))
	cells, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("lock the packets: %w", err)
	}
	if len(cells) != len(d.Approve) {
		return apperr.Conflict("Có hồ sơ vừa được xử lý ở nơi khác. Tải lại trang để xem tình trạng mới rồi duyệt lại.")
	}
	if len(cells) == 0 {
		return nil
	}
	_, err = tx.Exec(ctx, approveAllSQL, scope.Args(pgx.StrictNamedArgs{"month": d.Month.Start(), "cells": cells, "now": s.Now(), "by": by}))
	if err != nil {
		return fmt.Errorf("approve the packets: %w", err)
	}
	entries := make([]audit.Entry, len(cells))
	for i, c := range cells {
		entries[i] = audit.Entry{UnitID: c, Action: authz.PacketDecide, ObjectKind: "packet", ObjectID: c,
			Summary: words[approve] + " " + d.Month.Label(), After: map[string]State{"state": Approved}}
	}
	if err := audit.RecordAllTx(ctx, tx, actor, s.Now(), entries); err != nil {
		return err
	}
	return s.CellsChanged(ctx, tx, actor.Committee, cells, d.Month)
}

const exceptSQL = `
INSERT INTO month_exceptions (committee_id, unit_id, month, cell_id, reason)
SELECT u.committee_id, @unit, @month, u.id, t.reason
FROM unnest(@cells::bigint[], @reasons::text[]) AS t (cell_id, reason)
JOIN units u ON u.committee_id = @committee AND u.id = t.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])`

func except(ctx context.Context, tx pgx.Tx, scope authz.Scope, d ApprovalDraft, cells []int64) error {
	if len(cells) == 0 {
		return nil
	}
	reasons := make([]string, len(cells))
	for i, c := range cells {
		reasons[i] = d.Without[c]
	}
	_, err := tx.Exec(ctx, exceptSQL, scope.Args(pgx.StrictNamedArgs{"unit": d.Unit, "month": d.Month.Start(), "cells": cells, "reasons": reasons}))
	if err != nil {
		return fmt.Errorf("name the cells left out: %w", err)
	}
	return nil
}

const approvalsSQL = `
SELECT a.unit_id, a.approved_at, a.approved_by
FROM month_approvals a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.month = @month`

const exceptionsSQL = `
SELECT x.unit_id, x.cell_id, c.name AS cell_name, x.reason, coalesce(k.state, 'open') AS state
FROM month_exceptions x
JOIN units c ON c.committee_id = x.committee_id AND c.id = x.cell_id
LEFT JOIN packets k ON k.committee_id = x.committee_id AND k.cell_id = x.cell_id AND k.month = x.month
WHERE x.committee_id = @committee AND c.path <@ ANY (@scope::text[]::ltree[]) AND x.month = @month
ORDER BY c.name COLLATE "vi-x-icu", x.cell_id`

// Approvals is the months of committees in the scope that were approved as a whole, by unit.
func (s *Service) Approvals(ctx context.Context, actor authz.Actor, month period.Period) (map[int64]Approval, error) {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, approvalsSQL, scope.Args(pgx.StrictNamedArgs{"month": month.Start()}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Approval])
	if err != nil {
		return nil, fmt.Errorf("list the approved months: %w", err)
	}
	byUnit := make(map[int64]Approval, len(list))
	for _, a := range list {
		byUnit[a.UnitID] = a
	}
	rows, _ = s.DB.Query(ctx, exceptionsSQL, scope.Args(pgx.StrictNamedArgs{"month": month.Start()}))
	exceptions, err := pgx.CollectRows(rows, pgx.RowToStructByName[Exception])
	for _, e := range exceptions {
		a := byUnit[e.UnitID]
		a.Exceptions = append(a.Exceptions, e)
		byUnit[e.UnitID] = a
	}
	return byUnit, err
}

// OfUnit is the cells whose month a committee decides on and which owe it, for approving the month as a whole; NotFound for a
// unit that the actor does not decide for.
func (s *Service) OfUnit(ctx context.Context, actor authz.Actor, unit int64, month period.Period) ([]Line, error) {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return nil, err
	}
	if err := mustDecide(actor, unit); err != nil {
		return nil, err
	}
	lines, err := s.own(ctx, s.DB, actor, scope, unit, month)
	if err == nil && len(lines) == 0 {
		return nil, apperr.NotFound("Kỳ này không có chi bộ nào gửi hồ sơ lên cấp ủy này.")
	}
	return lines, err
}

const leftSQL = `
SELECT x.unit_id, x.cell_id, c.name AS cell_name, x.reason, coalesce(k.state, 'open') AS state
FROM month_exceptions x
JOIN units c ON c.committee_id = x.committee_id AND c.id = x.cell_id
LEFT JOIN packets k ON k.committee_id = x.committee_id AND k.cell_id = x.cell_id AND k.month = x.month
WHERE x.committee_id = @committee AND c.path <@ ANY (@scope::text[]::ltree[]) AND x.month BETWEEN @from::date - 62 AND @to
    AND upper(review_period(x.committee_id, x.month)) - 1 BETWEEN @from AND @to
    AND c.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit) AND coalesce(k.state, 'open') <> 'approved'
ORDER BY c.path, x.month`

// Left is the cells below a unit that approved months of a period still do not hold: its totals are not counting them. db is the
// service's own, or a transaction.
func (s *Service) Left(ctx context.Context, db postgres.DB, actor authz.Actor, unit int64, p period.Period) ([]Exception, error) {
	scope, err := actor.Scope(authz.FigureRead)
	if err != nil {
		return nil, err
	}
	rows, _ := db.Query(ctx, leftSQL, scope.Args(pgx.StrictNamedArgs{"unit": unit, "from": p.Start(), "to": p.End()}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Exception])
	if err != nil {
		return nil, fmt.Errorf("list the cells left out: %w", err)
	}
	return list, nil
}

// NotCounting says what totals do not hold: "chưa gồm 2 chi bộ: …", "" when they hold everything.
func NotCounting(list []Exception) string {
	var names []string
	for _, e := range list {
		if name := e.CellName + " (" + e.Reason + ")"; e.State != Approved && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("chưa gồm %s chi bộ: %s", vi.Int(len(names)), strings.Join(names, "; "))
}
