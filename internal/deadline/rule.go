package deadline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// RuleDraft is a rule as it is typed. It begins with this month or the next one: months that are over keep theirs.
type RuleDraft struct {
	Rule
	Seen string // the key of the newest rule that the form showed: Conflict when somebody set another one since
}

// check refuses a rule that no month could follow.
func (d RuleDraft) check(now period.Period) error {
	var p apperr.Problems
	p.Check(d.From.Equal(now.Start()) || d.From.Equal(now.Next().Start()), "from",
		fmt.Sprintf("Chọn áp dụng từ %s hoặc %s. Các tháng đã qua giữ hạn cũ.", now.Label(), now.Next().Label()))
	p.Check(d.DueDay >= 1 && d.DueDay <= LatestDay || d.DueDay == period.LastDay, "due_day",
		fmt.Sprintf("Chọn hạn gửi từ ngày 1 đến ngày %d, hoặc ngày cuối tháng.", LatestDay))
	p.Check(d.GraceDays >= 0 && d.GraceDays <= MostGrace, "grace_days", fmt.Sprintf("Chọn số ngày gia hạn từ 0 đến %d.", MostGrace))
	p.Check(d.OpenMonths >= 0 && d.OpenMonths <= MostOpen, "open_months",
		fmt.Sprintf("Chọn số tháng được ghi lùi từ 1 đến %d, hoặc không đóng.", MostOpen))
	p.Check(d.Rhythm == Monthly || d.Rhythm == Quarterly, "rhythm", "Chọn tự soi hằng tháng hoặc hằng quý.")
	return p.Err("Chưa đổi được thời hạn: có %d chỗ cần sửa.")
}

const (
	lockRulesSQL = `
SELECT from_month AS "from", due_day, grace_days, open_months, rhythm
FROM period_rules
WHERE committee_id = @committee
ORDER BY from_month DESC
FOR UPDATE`
	// dropRulesSQL takes back what was to hold later: a rule holds from its month until somebody sets another one.
	dropRulesSQL = `DELETE FROM period_rules WHERE committee_id = @committee AND from_month > @from`
	setRuleSQL   = `
INSERT INTO period_rules (committee_id, from_month, due_day, grace_days, open_months, rhythm)
VALUES (@committee, @from, @due_day, @grace, @open, @rhythm)
ON CONFLICT (committee_id, from_month) DO UPDATE
SET due_day = EXCLUDED.due_day, grace_days = EXCLUDED.grace_days, open_months = EXCLUDED.open_months, rhythm = EXCLUDED.rhythm`
	// begunSQL finds what was written in months from one on: they stay what they are.
	begunSQL = `
SELECT EXISTS (
    SELECT FROM packets k
    JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
    WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.month >= @from)`
)

// SetRule lets a rule hold from its month on. Only who writes for the whole committee may. Months that are over are never
// counted again; this month is, when the rule begins with it.
func (s *Service) SetRule(ctx context.Context, actor authz.Actor, d RuleDraft) error {
	now := s.Now()
	current := period.MonthOf(vi.Today(now))
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		scope, root, err := org.RootTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := d.check(current); err != nil {
			return err
		}
		old, err := lockedRules(ctx, tx, actor.Committee)
		if err != nil {
			return err
		}
		newest := Newest(old)
		if newest.Key() != d.Seen {
			return apperr.Conflict("Thời hạn vừa được người khác đổi. Đồng chí tải lại trang, xem thời hạn mới rồi đổi tiếp.")
		}
		if err := d.mayTurn(ctx, tx, scope, NewCalendar(old, nil)); err != nil {
			return err
		}
		if err := set(ctx, tx, actor.Committee, d.Rule); err != nil {
			return err
		}
		err = audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: root.ID, Action: authz.UnitWrite, ObjectKind: "committee", ObjectID: actor.Committee, Before: newest, After: d.Rule,
			Summary: fmt.Sprintf("Đổi thời hạn từ %s: %s (trước đó: %s)", period.MonthOf(d.From).Label(), d.Words(), newest.Words()),
		})
		if err != nil || d.From.After(current.Start()) {
			return err
		}
		c, err := Of(ctx, tx, actor.Committee)
		if err != nil {
			return err
		}
		return s.recount(ctx, tx, scope, root.ID, c.Period(current.Start()))
	})
}

// mayTurn refuses another rhythm for a quarter in which cells have written already: what they wrote would be of no period.
func (d RuleDraft) mayTurn(ctx context.Context, tx pgx.Tx, scope authz.Scope, old Calendar) error {
	from := d.RhythmFrom()
	if d.Rhythm == old.rhythm(from.Start()) {
		return nil
	}
	var begun bool
	if err := tx.QueryRow(ctx, begunSQL, scope.Args(pgx.StrictNamedArgs{"from": from.Start()})).Scan(&begun); err != nil {
		return fmt.Errorf("look for what was written: %w", err)
	}
	if begun {
		return apperr.Invalid("Chưa đổi được nhịp tự soi.", apperr.Field{Name: "from", Msg: fmt.Sprintf(
			"Đã có chi bộ ghi trong %s nên quý này giữ nhịp cũ. Chọn áp dụng từ tháng sau: nhịp mới bắt đầu từ %s.", from.Label(), from.Next().Label())})
	}
	return nil
}

// Newest is the rule that was set last, whether it holds yet or not, of rules with the newest first.
func Newest(rules []Rule) Rule { return NewCalendar(rules, nil).Rule(far[1]) }

// Key names the rule in a form.
func (r Rule) Key() string {
	return fmt.Sprintf("%s.%d.%d.%d.%s", period.MonthOf(r.From), r.DueDay, r.GraceDays, r.OpenMonths, r.Rhythm)
}

func lockedRules(ctx context.Context, tx pgx.Tx, committee int64) ([]Rule, error) {
	rows, _ := tx.Query(ctx, lockRulesSQL, pgx.StrictNamedArgs{"committee": committee})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Rule])
	if err != nil {
		return nil, fmt.Errorf("lock the rules of the months: %w", err)
	}
	return list, nil
}

func set(ctx context.Context, tx pgx.Tx, committee int64, r Rule) error {
	var b pgx.Batch
	b.Queue(dropRulesSQL, pgx.StrictNamedArgs{"committee": committee, "from": r.From})
	b.Queue(setRuleSQL, pgx.StrictNamedArgs{
		"committee": committee, "from": r.From, "due_day": r.DueDay, "grace": r.GraceDays, "open": r.OpenMonths,
		"rhythm": string(r.Rhythm),
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("set the rule of the months: %w", err)
	}
	return nil
}

// BeginTx gives a new committee its first rule, from the first month that the portal knows. Only commands may reach it.
func BeginTx(ctx context.Context, tx pgx.Tx, committee int64) error {
	return set(ctx, tx, committee, Rule{From: far[0].Start(), DueDay: DefaultDueDay, Rhythm: Monthly})
}

const cellsSQL = `
SELECT u.id
FROM units u
JOIN units a ON a.committee_id = u.committee_id AND u.path <@ a.path
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.id = @unit
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @end AND (u.valid_to IS NULL OR u.valid_to > @month)`

// recount counts a month again for the cells under a unit.
func (s *Service) recount(ctx context.Context, tx pgx.Tx, scope authz.Scope, unit int64, m period.Period) error {
	rows, _ := tx.Query(ctx, cellsSQL, scope.Args(pgx.StrictNamedArgs{"unit": unit, "month": m.Start(), "end": m.End()}))
	cells, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("list the cells of the month: %w", err)
	}
	if len(cells) == 0 {
		return nil
	}
	slices.Sort(cells)
	return s.CellsChanged(ctx, tx, scope.Committee(), cells, m)
}

// From is the first day of this month or, when next, of the one after it: the two with which a rule may begin.
func (s *Service) From(next bool) time.Time {
	m := period.MonthOf(vi.Today(s.Now()))
	if next {
		m = m.Next()
	}
	return m.Start()
}
