package packet

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Addendum sets something of an approved month right, beside what was approved. Its words are for the cell and the committee
// directly above it; to who stands higher it is there without them, and Hidden.
type Addendum struct {
	ID         int64
	CellID     int64
	CellName   string
	CellPath   string
	AbovePath  string
	Month      time.Time
	MemberName string // "" for the month as a whole
	Subject    string
	OldValue   string
	NewValue   string
	Reason     string
	AddedAt    time.Time
	AddedBy    string
	Hidden     bool `db:"-"`
}

// About is whom or what it is about.
func (a Addendum) About() string {
	if a.MemberName == "" {
		return "Cả chi bộ"
	}
	return a.MemberName
}

// AddendumDraft is an addendum as it was typed.
type AddendumDraft struct {
	Cell     int64
	Month    period.Period
	Member   int64 // 0 for the month as a whole
	Subject  string
	OldValue string
	NewValue string
	Reason   string
	FormKey  string // the same key makes one addendum, however often it is sent
}

func (d *AddendumDraft) clean() error {
	var p apperr.Problems
	for _, f := range []struct {
		text        *string
		name, label string
		least, most int
	}{
		{&d.Subject, "subject", "nội dung cần đính chính", 3, 300}, {&d.OldValue, "old", "điều đã ghi", 0, 1000},
		{&d.NewValue, "new", "điều đúng", 1, 1000}, {&d.Reason, "reason", "lý do", 5, 1000},
	} {
		*f.text = vi.CleanText(*f.text)
		n := utf8.RuneCountInString(*f.text)
		p.Check(n >= f.least && n <= f.most, f.name, fmt.Sprintf("Ghi %s, từ %s đến %s ký tự.", f.label, vi.Int(f.least), vi.Int(f.most)))
	}
	p.Check(d.NewValue == "" || d.NewValue != d.OldValue, "new", "Điều đúng phải khác điều đã ghi.")
	var key pgtype.UUID
	p.Check(key.Scan(d.FormKey) == nil, "", "Trang gửi lên thiếu mã của biểu mẫu. Đồng chí tải lại trang rồi gửi lại.")
	return p.Err("Chưa ghi được đính chính.")
}

const addAddendumSQL = `
INSERT INTO packet_addenda (committee_id, cell_id, month, member_id, subject, old_value, new_value, reason, added_at, added_by, form_key)
SELECT k.committee_id, k.cell_id, k.month, nullif(@member::bigint, 0), @subject, @old, @new, @reason, @now, @by, @form_key::uuid
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE k.committee_id = @committee AND k.cell_id = @cell AND k.month = @month
    AND (@member::bigint = 0 OR EXISTS (
        SELECT FROM memberships s
        WHERE s.committee_id = k.committee_id AND s.member_id = @member AND s.unit_id = k.cell_id AND s.kind IN ('work', 'beyond')
            AND s.valid_from <= @end AND (s.valid_to IS NULL OR s.valid_to >= k.month)))
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id`

const addendumSentSQL = `
SELECT EXISTS (
    SELECT FROM packet_addenda a
    JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
    WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.form_key = @form_key::uuid)`

// AddAddendum notes what of an approved month was wrong, what is right and why. The figures of the month stand as they were
// approved. Conflict before the approval, when the month itself can still be set right.
func (s *Service) AddAddendum(ctx context.Context, actor authz.Actor, d AddendumDraft) error {
	scope, err := actor.Scope(authz.PacketSend)
	if err != nil {
		return err
	}
	if err := d.clean(); err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		p, err := s.LockTx(ctx, tx, scope, d.Cell, d.Month)
		if err != nil {
			return err
		}
		if p.State != Approved {
			return apperr.Conflict(fmt.Sprintf("%s chưa được duyệt nên chưa cần đính chính: đồng chí sửa thẳng trên phiếu, hoặc đề nghị %s trả lại.", p.Month.Title(), p.ParentName))
		}
		by, err := audit.SignTx(ctx, tx, actor, authz.PacketSend, p.CellID)
		if err != nil {
			return err
		}
		var id int64
		err = tx.QueryRow(ctx, addAddendumSQL, scope.Args(pgx.StrictNamedArgs{
			"cell": d.Cell, "month": d.Month.Start(), "end": d.Month.End(), "member": d.Member, "subject": d.Subject, "old": d.OldValue,
			"new": d.NewValue, "reason": d.Reason, "now": now, "by": by, "form_key": d.FormKey,
		})).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return notAdded(ctx, tx, scope, d)
		}
		if err != nil {
			return fmt.Errorf("add the addendum: %w", err)
		}
		return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: p.CellID, Action: authz.PacketSend, ObjectKind: "packet", ObjectID: p.CellID, Reason: d.Reason,
			Summary: "Đính chính " + p.Month.Label() + " sau khi duyệt", Before: d.OldValue, After: d.NewValue,
		})
	})
}

// notAdded tells a form sent twice, which is no error, from a member who was not there.
func notAdded(ctx context.Context, tx pgx.Tx, scope authz.Scope, d AddendumDraft) error {
	var sent bool
	if err := tx.QueryRow(ctx, addendumSentSQL, scope.Args(pgx.StrictNamedArgs{"form_key": d.FormKey})).Scan(&sent); err != nil {
		return fmt.Errorf("look for the form: %w", err)
	}
	if sent {
		return nil
	}
	return apperr.NotFound("Đảng viên này không ở chi bộ trong kỳ đã chọn.")
}

const addendaSQL = `
SELECT a.id, a.cell_id, u.name AS cell_name, u.path::text AS cell_path,
    CASE WHEN p.kind = 'subcommittee' THEN subpath(p.path, 0, -1) ELSE p.path END::text AS above_path, a.month,
    coalesce(m.full_name, '') AS member_name, a.subject, a.old_value, a.new_value, a.reason, a.added_at, a.added_by
FROM packet_addenda a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN members m ON m.committee_id = a.committee_id AND m.id = a.member_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit) AND a.month BETWEEN @from::date - 62 AND @to
    AND upper(review_period(a.committee_id, a.month)) - 1 BETWEEN @from AND @to
ORDER BY u.path, a.added_at, a.id`

// Addenda is what was set right below a unit, or in a cell, since the months of a period were approved: by cell, the oldest first. db is
// the service's own, or a transaction.
func (s *Service) Addenda(ctx context.Context, db postgres.DB, actor authz.Actor, unit int64, p period.Period) ([]Addendum, error) {
	scope, err := actor.Scope(authz.PacketRead)
	if err != nil {
		return nil, err
	}
	rows, _ := db.Query(ctx, addendaSQL, scope.Args(pgx.StrictNamedArgs{"unit": unit, "from": p.Start(), "to": p.End()}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Addendum])
	if err != nil {
		return nil, fmt.Errorf("list the addenda: %w", err)
	}
	for i, a := range list {
		if !(Packet{CellPath: a.CellPath, AbovePath: a.AbovePath}).ReadClosely(actor) {
			list[i] = Addendum{ID: a.ID, CellID: a.CellID, CellName: a.CellName, CellPath: a.CellPath, AbovePath: a.AbovePath, Month: a.Month, AddedAt: a.AddedAt, AddedBy: a.AddedBy, Hidden: true}
		}
	}
	return list, nil
}
