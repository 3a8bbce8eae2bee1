package record

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Placing is where and when a record stands: a unit, a day, and a member when it is about one.
type Placing struct {
	UnitID   int64
	MemberID int64 // 0 for a record of the unit itself
	On       time.Time
}

// Stand is what is known of a placing on its day.
type Stand struct {
	Known      bool // the unit lies in the scope
	UnitName   string
	UnitKind   string
	Stood      bool   // the unit existed on the day
	MemberName string // "" for nobody who is, or was, in the scope
	Belonged   bool   // the member took part in the unit, or below it, on the day
}

const standsSQL = `
SELECT u.id IS NOT NULL AS known, coalesce(u.name, '') AS unit_name, coalesce(u.kind, '') AS unit_kind,
    coalesce(u.valid_from <= p.day AND (u.valid_to IS NULL OR u.valid_to > p.day), false) AS stood,
    coalesce(m.full_name, '') AS member_name,
    EXISTS (
        SELECT FROM memberships s
        JOIN units c ON c.committee_id = s.committee_id AND c.id = s.unit_id AND c.path <@ u.path
        WHERE s.committee_id = @committee AND s.member_id = p.member_id AND s.kind = 'work'
            AND s.valid_from <= p.day AND (s.valid_to IS NULL OR s.valid_to > p.day)) AS belonged
FROM unnest(@units::bigint[], @members::bigint[], @days::date[]) WITH ORDINALITY AS p (unit_id, member_id, day, position)
LEFT JOIN units u ON u.committee_id = @committee AND u.id = p.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN members m ON m.committee_id = @committee AND m.id = p.member_id AND u.id IS NOT NULL AND EXISTS (
    SELECT FROM memberships s
    JOIN units c ON c.committee_id = s.committee_id AND c.id = s.unit_id AND c.path <@ ANY (@scope::text[]::ltree[])
    WHERE s.committee_id = m.committee_id AND s.member_id = m.id)
ORDER BY p.position`

// Stands looks placings up, in their order and in one statement.
func Stands(ctx context.Context, db postgres.DB, scope authz.Scope, list []Placing) ([]Stand, error) {
	units, members, days := make([]int64, len(list)), make([]int64, len(list)), make([]time.Time, len(list))
	for i, p := range list {
		units[i], members[i], days[i] = p.UnitID, p.MemberID, p.On
	}
	rows, _ := db.Query(ctx, standsSQL, scope.Args(pgx.StrictNamedArgs{"units": units, "members": members, "days": days}))
	stands, err := pgx.CollectRows(rows, pgx.RowToStructByName[Stand])
	if err != nil {
		return nil, fmt.Errorf("look the units of records up: %w", err)
	}
	return stands, nil
}

// Check notes what is wrong with a placing: a day outside the life of the unit or of the member, or after today. The
// problems stand at the fields "unit", "member" and "on".
func (s Stand) Check(p *apperr.Problems, at Placing, today time.Time) {
	day := vi.Date(at.On)
	switch {
	case at.UnitID == 0:
		p.Add("unit", "Chọn tổ chức đảng.")
	case !s.Known:
		p.Add("unit", "Tổ chức đảng này không có trong phạm vi của đồng chí. Chọn lại.")
	}
	switch {
	case at.On.IsZero():
		p.Add("on", "Ghi ngày, ví dụ 25/11/2026.")
	case at.On.After(today):
		p.Add("on", "Ngày "+day+" ở sau hôm nay. Sổ chỉ ghi việc đã diễn ra.")
	case s.Known && !s.Stood:
		p.Addf("on", "Ngày %s, %s chưa thành lập hoặc đã kết thúc hoạt động. Sửa ngày hoặc chọn tổ chức của lúc đó.", day, s.UnitName)
	case at.MemberID != 0 && s.Known && s.MemberName == "":
		p.Add("member", "Không tìm thấy đảng viên này. Chọn lại.")
	case at.MemberID != 0 && s.Known && !s.Belonged:
		p.Addf("member", "Ngày %s, đồng chí %s không sinh hoạt ở %s. Sửa ngày hoặc chọn tổ chức khác.", day, s.MemberName, s.UnitName)
	}
}
