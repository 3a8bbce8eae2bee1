package org

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

func forChange(ctx context.Context, tx pgx.Tx, scope authz.Scope, id int64, version int, today time.Time) (Unit, error) {
	u, err := lockUnit(ctx, tx, scope, id)
	switch {
	case err != nil:
		return u, err
	case u.Version != version:
		return u, apperr.Conflict("Tổ chức này vừa được người khác sửa. Đồng chí tải lại trang, xem chỗ đã đổi rồi sửa tiếp.")
	case !u.StandsOn(today):
		return u, apperr.Conflict(u.Name + " đã kết thúc hoạt động nên không sửa được nữa. Số liệu cũ vẫn giữ nguyên.")
	}
	return u, nil
}

const amendSQL = `
UPDATE units u SET name = @name, code = @code, type = @type, beyond = @beyond, version = u.version + 1, updated_at = @now
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit`

const eventSQL = `
INSERT INTO unit_events (committee_id, unit_id, happened_on, kind, other_unit_id, note)
SELECT u.committee_id, u.id, @day, @kind, nullif(@other::bigint, 0), @note
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit`

// Amend changes a unit's name, code and type. A new name holds from d.From (today when zero), and reports of before keep the
// old one. version is the one that the form showed; Conflict when somebody changed the unit since.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, id int64, version int, d Draft) error {
	scope, err := actor.Scope(authz.UnitWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	today := vi.Today(now)
	if d.From.IsZero() {
		d.From = today
	}
	p := d.clean()
	p.Check(!d.From.After(today), "from", "Tên mới chỉ ghi được khi đã có hiệu lực. Ghi ngày từ hôm nay về trước.")
	if err := p.Err("Chưa sửa được tổ chức đảng: có %d chỗ cần sửa."); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		old, err := forChange(ctx, tx, scope, id, version, today)
		if err != nil {
			return err
		}
		d.Beyond = d.Beyond && old.Kind.IsCell()
		said := changes(old, d)
		if len(said) == 0 {
			return nil
		}
		if err := amend(ctx, tx, scope, now, old, d); err != nil {
			return err
		}
		return record(ctx, tx, actor, now, id, "Sửa tổ chức đảng "+old.Name+": "+strings.Join(said, "; "))
	})
}

func amend(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, old Unit, d Draft) error {
	if err := noTwin(ctx, tx, scope, old.ParentID, old.ID, d.Name, vi.Today(now)); err != nil {
		return err
	}
	if old.Beyond && !d.Beyond {
		if err := nobodyBeyond(ctx, tx, scope, old, vi.Today(now)); err != nil {
			return err
		}
	}
	if d.Name != old.Name {
		if err := renamedAfter(ctx, tx, scope, old, d.From); err != nil {
			return err
		}
		if err := note(ctx, tx, scope, Event{UnitID: old.ID, HappenedOn: d.From, Kind: Renamed, Note: old.Name}); err != nil {
			return err
		}
	}
	args := scope.Args(pgx.StrictNamedArgs{"unit": old.ID, "name": d.Name, "code": d.Code, "type": string(d.Type), "beyond": d.Beyond, "now": now})
	if _, err := tx.Exec(ctx, amendSQL, args); err != nil {
		return taken(fmt.Errorf("change the unit: %w", err))
	}
	return nil
}

const beyondSQL = `
SELECT count(*)
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit AND s.kind = 'beyond'
    AND (s.valid_to IS NULL OR s.valid_to > @today)`

// nobodyBeyond refuses to end the reviews of people outside the Party while there are some: they would be lost from the sheet.
func nobodyBeyond(ctx context.Context, tx pgx.Tx, scope authz.Scope, old Unit, today time.Time) error {
	var n int
	if err := tx.QueryRow(ctx, beyondSQL, scope.Args(pgx.StrictNamedArgs{"unit": old.ID, "today": today})).Scan(&n); err != nil {
		return fmt.Errorf("count who is outside the Party: %w", err)
	}
	if n == 0 {
		return nil
	}
	return apperr.Invalid("Chưa tắt được.", apperr.Field{Name: "beyond",
		Msg: fmt.Sprintf("%s còn %s người ngoài Đảng. Đưa họ ra khỏi danh sách trước, rồi tắt.", old.Name, vi.Int(n))})
}

const lastNameSQL = `
SELECT greatest(u.valid_from, (
    SELECT max(e.happened_on) FROM unit_events e
    WHERE e.committee_id = u.committee_id AND e.unit_id = u.id AND e.kind = 'renamed'))
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit`

// renamedAfter refuses a new name from a day on which the present one did not hold yet.
func renamedAfter(ctx context.Context, tx pgx.Tx, scope authz.Scope, old Unit, from time.Time) error {
	var since time.Time
	if err := tx.QueryRow(ctx, lastNameSQL, scope.Args(pgx.StrictNamedArgs{"unit": old.ID})).Scan(&since); err != nil {
		return fmt.Errorf("find since when the unit has its name: %w", err)
	}
	if from.After(since) {
		return nil
	}
	return apperr.Invalid("Ngày đổi tên chưa đúng.", apperr.Field{Name: "from",
		Msg: fmt.Sprintf("“%s” mang tên này từ %s, nên ngày đổi tên phải sau ngày ấy.", old.Name, vi.Date(since))})
}

// changes says in words what differs.
func changes(old Unit, d Draft) []string {
	var list []string
	if d.Name != old.Name {
		list = append(list, fmt.Sprintf("đổi tên thành “%s” từ %s", d.Name, vi.Date(d.From)))
	}
	if d.Code != old.Code {
		list = append(list, fmt.Sprintf("mã tổ chức “%s” thành “%s”", old.Code, d.Code))
	}
	if d.Type != old.Type {
		list = append(list, fmt.Sprintf("loại hình “%s” thành “%s”", old.Type.Label(), d.Type.Label()))
	}
	if d.Beyond != old.Beyond {
		list = append(list, map[bool]string{true: "mở tự soi cho người ngoài Đảng", false: "thôi tự soi cho người ngoài Đảng"}[d.Beyond])
	}
	return list
}

// NoteTx notes what happened to a unit, for a room above that made it happen.
func (s *Service) NoteTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, e Event) error {
	return note(ctx, tx, scope, e)
}

func note(ctx context.Context, tx pgx.Tx, scope authz.Scope, e Event) error {
	var other int64
	if e.OtherUnitID != nil {
		other = *e.OtherUnitID
	}
	_, err := tx.Exec(ctx, eventSQL, scope.Args(pgx.StrictNamedArgs{
		"unit": e.UnitID, "day": e.HappenedOn, "kind": string(e.Kind), "other": other, "note": e.Note,
	}))
	if err != nil {
		return fmt.Errorf("note what happened to the unit: %w", err)
	}
	return nil
}

const emptySQL = `
SELECT (SELECT count(*) FROM units c WHERE c.committee_id = u.committee_id AND c.parent_id = u.id AND (c.valid_to IS NULL OR c.valid_to > @day)) AS units,
    (SELECT count(*) FROM memberships s WHERE s.committee_id = u.committee_id AND s.unit_id = u.id AND s.kind IN ('work', 'beyond')
        AND (s.valid_to IS NULL OR s.valid_to > @day)) AS members
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit`

const closeSQL = `
UPDATE units u SET valid_to = @day, version = u.version + 1, updated_at = @now
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit`

// Close ends a unit that is empty: day is the first on which it no longer stands, at the latest today. What happened in it
// stays with it. Conflict while members or units belong to it: they move first, so that nobody is lost.
func (s *Service) Close(ctx context.Context, actor authz.Actor, id int64, version int, day time.Time, reason string) error {
	scope, err := actor.Scope(authz.UnitWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	today := vi.Today(now)
	var p apperr.Problems
	reason = vi.Clean(reason)
	p.Check(!day.IsZero() && !day.After(today), "day", "Ghi ngày kết thúc hoạt động, không sau hôm nay, ví dụ 01/07/2025.")
	p.Check(reason != "", "reason", "Ghi căn cứ, ví dụ số quyết định.")
	if err := p.Err("Chưa kết thúc được: có %d chỗ cần sửa."); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		u, err := forChange(ctx, tx, scope, id, version, today)
		if err != nil {
			return err
		}
		if u.Kind == KindCommittee {
			return apperr.Conflict("Cấp ủy vận hành hệ thống này không kết thúc được.")
		}
		if !day.After(u.ValidFrom) {
			return apperr.Invalid("Ngày chưa đúng.", apperr.Field{Name: "day", Msg: fmt.Sprintf("%s hoạt động từ %s. Ghi ngày sau ngày ấy.", u.Name, vi.Date(u.ValidFrom))})
		}
		return s.CloseTx(ctx, tx, actor, scope, u, day, Event{Kind: Closed, Note: reason},
			fmt.Sprintf("%s kết thúc hoạt động từ %s: %s", u.Name, vi.Date(day), reason))
	})
}

// CloseTx ends an empty unit and notes why, in a transaction in which its members and units have moved.
func (s *Service) CloseTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, u Unit, day time.Time, e Event, summary string) error {
	var units, members int
	if err := tx.QueryRow(ctx, emptySQL, scope.Args(pgx.StrictNamedArgs{"unit": u.ID, "day": day})).Scan(&units, &members); err != nil {
		return fmt.Errorf("count what belongs to the unit: %w", err)
	}
	if units+members > 0 {
		return apperr.Conflict(fmt.Sprintf("%s còn %s tổ chức trực thuộc và %s người từ ngày %s. Chuyển đi hết, hoặc dùng trang Sáp nhập, rồi kết thúc.",
			u.Name, vi.Int(units), vi.Int(members), vi.Date(day)))
	}
	if _, err := tx.Exec(ctx, closeSQL, scope.Args(pgx.StrictNamedArgs{"unit": u.ID, "day": day, "now": s.Now()})); err != nil {
		return fmt.Errorf("close the unit: %w", err)
	}
	e.UnitID, e.HappenedOn = u.ID, day
	if err := note(ctx, tx, scope, e); err != nil {
		return err
	}
	return record(ctx, tx, actor, s.Now(), u.ID, summary)
}
