package account

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

// Lending is an office that somebody holds, given to another account for a time. Until is its last day.
type Lending struct {
	Term        int64
	From, Until time.Time
}

// lendableSQL leaves out what is personal: nobody reviews themselves through somebody else.
const lendableSQL = `
SELECT t.id, t.user_id, t.unit_id, u.name AS unit_name, t.role, b.name AS behalf, t.valid_from AS "from", t.valid_to AS "to"
FROM terms t
JOIN units u ON u.committee_id = t.committee_id AND u.id = t.unit_id
JOIN users b ON b.committee_id = t.committee_id AND b.id = t.user_id AND b.closed_at IS NULL
WHERE t.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND t.user_id <> @user
    AND t.behalf_id IS NULL AND t.valid_to IS NULL AND t.role <> 'member' AND (@term::bigint = 0 OR t.id = @term)
ORDER BY u.name COLLATE "vi-x-icu", t.role, b.name COLLATE "vi-x-icu", t.id`

// Lendable lists the offices of others that an account can be given for a time, each with who holds it as Behalf.
func (s *Service) Lendable(ctx context.Context, actor authz.Actor, user int64) ([]Term, error) {
	scope, err := actor.Scope(authz.AccountWrite)
	if err != nil {
		return nil, err
	}
	return lendable(ctx, s.DB, scope, user, 0)
}

func lendable(ctx context.Context, db postgres.DB, scope authz.Scope, user, term int64) ([]Term, error) {
	rows, _ := db.Query(ctx, lendableSQL, scope.Args(pgx.StrictNamedArgs{"user": user, "term": term}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Term])
	if err != nil {
		return nil, fmt.Errorf("list the offices of others: %w", err)
	}
	return list, nil
}

const lendSQL = `
INSERT INTO terms (committee_id, user_id, unit_id, role, valid_from, valid_to, behalf_id)
SELECT @committee, @user, @unit, @role, @from::date, @to::date, @behalf
WHERE NOT EXISTS (
    SELECT FROM terms t
    WHERE t.committee_id = @committee AND t.user_id = @user AND t.unit_id = @unit AND t.role = @role
        AND t.valid_from < @to::date AND (t.valid_to IS NULL OR t.valid_to > @from::date))`

// Lend gives an account the office that somebody else holds, from a day to a day, at most twelve months. It ends by itself, and
// with the office it stands for.
func (s *Service) Lend(ctx context.Context, actor authz.Actor, user int64, l Lending) error {
	scope, err := actor.Scope(authz.AccountWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	if err := l.check(vi.Today(now)); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		a, err := lock(ctx, tx, scope, user)
		if err != nil {
			return err
		}
		offices, err := lendable(ctx, tx, scope, user, l.Term)
		if err != nil {
			return err
		}
		if l.Term == 0 || len(offices) != 1 {
			return apperr.Invalid("Chưa giao thay mặt được.", apperr.Field{Name: "office", Msg: "Chọn người ủy quyền đang giữ nhiệm vụ."})
		}
		o := offices[0]
		tag, err := tx.Exec(ctx, lendSQL, pgx.StrictNamedArgs{
			"committee": actor.Committee, "user": user, "unit": o.UnitID, "role": string(o.Role), "behalf": o.UserID,
			"from": l.From, "to": l.Until.AddDate(0, 0, 1),
		})
		if err != nil {
			return fmt.Errorf("lend the office: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return apperr.Conflict(fmt.Sprintf("%s đã giữ nhiệm vụ “%s” ở %s trong thời gian ấy rồi.", a.Name, o.Role.Label(), o.UnitName))
		}
		return record(ctx, tx, actor, now, o.UnitID, user, fmt.Sprintf("Giao cho %s (“%s”) thay mặt %s: %s, %s, từ %s đến hết %s",
			a.Name, a.Login, o.Behalf, o.Role.Label(), o.UnitName, vi.Date(l.From), vi.Date(l.Until)))
	})
}

func (l Lending) check(today time.Time) error {
	var p apperr.Problems
	if p.Check(!l.From.Before(today), "from", "Ngày bắt đầu phải từ hôm nay trở đi.") {
		p.Check(!l.Until.Before(l.From) && l.Until.Before(l.From.AddDate(0, 12, 0)), "until", "Ngày cuối phải từ ngày bắt đầu trở đi và trong vòng 12 tháng.")
	}
	return p.Err("Chưa giao thay mặt được: có %d chỗ cần sửa.")
}

const endLentSQL = `
UPDATE terms SET valid_to = @today
WHERE committee_id = @committee AND behalf_id = @holder AND (@unit::bigint = 0 OR unit_id = @unit AND role = @role)
    AND valid_from < @today AND valid_to > @today`

const dropLentSQL = `
DELETE FROM terms
WHERE committee_id = @committee AND behalf_id = @holder AND (@unit::bigint = 0 OR unit_id = @unit AND role = @role)
    AND valid_from >= @today`

// endLent ends as of today what others hold for somebody, in an office or, without a unit, in all: nobody stands in for whom
// has the office no more.
func endLent(ctx context.Context, tx pgx.Tx, committee, holder int64, office Term, today time.Time) error {
	args := pgx.StrictNamedArgs{"committee": committee, "holder": holder, "unit": office.UnitID, "role": string(office.Role), "today": today}
	_, err := tx.Exec(ctx, dropLentSQL, args)
	if err == nil {
		_, err = tx.Exec(ctx, endLentSQL, args)
	}
	if err != nil {
		return fmt.Errorf("end what others hold for them: %w", err)
	}
	return nil
}
