package org

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Draft is what a form says of a unit. ParentID, Kind and From are those of a new one; a change leaves them out.
type Draft struct {
	ParentID   int64
	Kind       Kind
	Type       Type
	Name, Code string
	From       time.Time
	Beyond     bool // of a cell that stands: people outside the Party review themselves in it too
}

// nameLength bounds a unit's name, in letters.
const nameLength = 200

func (d *Draft) clean() *apperr.Problems {
	var p apperr.Problems
	d.Name = vi.Clean(d.Name)
	n := utf8.RuneCountInString(d.Name)
	p.Check(n >= 3 && n <= nameLength, "name", fmt.Sprintf("Ghi tên tổ chức đảng, từ 3 đến %d ký tự.", nameLength))
	p.Check(d.Type.known(), "type", "Chọn loại hình.")
	code, problem := OfficialCode(d.Code)
	p.Check(problem == "", "code", problem)
	d.Code = code
	return &p
}

const lockUnitSQL = `
SELECT u.id, coalesce(u.parent_id, 0) AS parent_id, u.kind, u.type, u.name, u.code, u.path::text AS path, u.valid_from, u.valid_to, u.beyond, u.version
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit
FOR UPDATE`

const twinSQL = `
SELECT EXISTS (
    SELECT FROM units u
    WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.parent_id = @parent AND u.id <> @unit
        AND vn_key(u.name) = vn_key(@name) AND (u.valid_to IS NULL OR u.valid_to > @day))`

// Found adds a unit under a standing one and returns its id.
func (s *Service) Found(ctx context.Context, actor authz.Actor, d Draft) (int64, error) {
	scope, err := actor.Scope(authz.UnitWrite)
	if err != nil {
		return 0, err
	}
	now := s.Now()
	p := d.clean()
	p.Check(!d.From.IsZero() && !d.From.After(vi.Today(now)), "from", "Ghi ngày thành lập, không sau hôm nay, ví dụ 01/07/2025.")
	if err := p.Err("Chưa thêm được tổ chức đảng: có %d chỗ cần sửa."); err != nil {
		return 0, err
	}
	var id int64
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		parent, err := lockUnit(ctx, tx, scope, d.ParentID)
		if err != nil {
			return err
		}
		if err := mayHold(parent, d); err != nil {
			return err
		}
		if err := noTwin(ctx, tx, scope, parent.ID, 0, d.Name, d.From); err != nil {
			return err
		}
		if id, err = s.FoundTx(ctx, tx, scope, d); err != nil {
			return err
		}
		return record(ctx, tx, actor, now, id, fmt.Sprintf("Thêm %s “%s” trực thuộc %s, hoạt động từ %s", d.Kind.Label(), d.Name, parent.Name, vi.Date(d.From)))
	})
	return id, err
}

// FoundTx adds a unit that was found right, and notes its founding; the audit is the caller's.
func (s *Service) FoundTx(ctx context.Context, tx pgx.Tx, scope authz.Scope, d Draft) (int64, error) {
	units, err := place(ctx, tx, scope, []Added{{ParentID: d.ParentID, Kind: d.Kind, Type: d.Type, Name: d.Name, Code: d.Code, ValidFrom: d.From}})
	if err != nil {
		return 0, err
	}
	if err := addUnits(ctx, tx, scope, s.Now(), units); err != nil {
		return 0, taken(err)
	}
	return units[0].ID, nil
}

func mayHold(parent Unit, d Draft) error {
	if !d.Kind.StandsUnder(parent.Kind) {
		return apperr.Invalid("Loại tổ chức chưa đúng.", apperr.Field{Name: "kind",
			Msg: fmt.Sprintf("%s là %s, không có %s trực thuộc. Chọn loại khác.", parent.Name, parent.Kind.Label(), d.Kind.Label())})
	}
	if !parent.StandsOn(d.From) {
		return apperr.Invalid("Ngày thành lập chưa đúng.", apperr.Field{Name: "from",
			Msg: fmt.Sprintf("Ngày %s, %s chưa hoạt động hoặc đã kết thúc hoạt động.", vi.Date(d.From), parent.Name)})
	}
	return nil
}

func noTwin(ctx context.Context, tx pgx.Tx, scope authz.Scope, parent, unit int64, name string, day time.Time) error {
	var twin bool
	err := tx.QueryRow(ctx, twinSQL, scope.Args(pgx.StrictNamedArgs{"parent": parent, "unit": unit, "name": name, "day": day})).Scan(&twin)
	if err != nil {
		return fmt.Errorf("look for a unit of the same name: %w", err)
	}
	if twin {
		return apperr.Invalid("Tên đã có.", apperr.Field{Name: "name", Msg: fmt.Sprintf("Đã có “%s” dưới cùng cấp trên. Ghi tên khác cho phân biệt.", name)})
	}
	return nil
}

func lockUnit(ctx context.Context, tx pgx.Tx, scope authz.Scope, id int64) (Unit, error) {
	rows, _ := tx.Query(ctx, lockUnitSQL, scope.Args(pgx.StrictNamedArgs{"unit": id}))
	u, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Unit])
	if errors.Is(err, pgx.ErrNoRows) {
		return u, noUnit()
	}
	if err != nil {
		return u, fmt.Errorf("find the unit: %w", err)
	}
	return u, nil
}

func noUnit() error {
	return apperr.NotFound("Không tìm thấy tổ chức đảng này trong phạm vi của đồng chí.")
}

// taken says in words that an official code belongs to another unit.
func taken(err error) error {
	if postgres.Constraint(err) == "units_code" {
		return &apperr.Error{Kind: apperr.KindInvalid, Err: err, Msg: "Mã tổ chức đã có.",
			Fields: []apperr.Field{{Name: "code", Msg: "Mã này đang là của một tổ chức khác. Xem lại mã, hoặc để trống."}}}
	}
	return err
}

// RecordTx notes a change of a unit for a room above that made it.
func (s *Service) RecordTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, unit int64, summary, reason string) error {
	return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
		UnitID: unit, Action: authz.UnitWrite, ObjectKind: "unit", ObjectID: unit, Summary: summary, Reason: reason,
	})
}

func record(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, unit int64, summary string) error {
	return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: unit, Action: authz.UnitWrite, ObjectKind: "unit", ObjectID: unit, Summary: summary,
	})
}
