package ranking

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
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/rule"
	"tusoi/internal/vi"
)

const answersSQL = `
SELECT h.cell_id, h.criterion, h.choice, h.reason, h.answered_by, h.answered_at
FROM hand_answers h
JOIN units u ON u.committee_id = h.committee_id AND u.id = h.cell_id
WHERE h.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND h.rule_set_id = @set AND h.period = @period`

func (s *Service) answers(ctx context.Context, actor authz.Actor, set int64, p period.Period) (map[int64]map[string]rule.Answer, error) {
	scope, err := actor.Scope(authz.RankingRead)
	if err != nil {
		return nil, err
	}
	all := map[int64]map[string]rule.Answer{}
	var cell int64
	var code string
	var a rule.Answer
	rows, _ := s.DB.Query(ctx, answersSQL, scope.Args(pgx.StrictNamedArgs{"set": set, "period": p.String()}))
	_, err = pgx.ForEachRow(rows, []any{&cell, &code, &a.Choice, &a.Reason, &a.By, &a.At}, func() error {
		if all[cell] == nil {
			all[cell] = map[string]rule.Answer{}
		}
		all[cell][code] = a
		return nil
	})
	return all, err
}

const versionsSQL = `
SELECT h.criterion, h.version
FROM hand_answers h
JOIN units u ON u.committee_id = h.committee_id AND u.id = h.cell_id
WHERE h.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND h.rule_set_id = @set AND h.period = @period AND h.cell_id = @cell`

func (s *Service) versions(ctx context.Context, actor authz.Actor, set, cell int64, p period.Period) (map[string]int, error) {
	scope, err := actor.Scope(authz.ScoreWrite)
	if err != nil {
		return nil, err
	}
	versions := map[string]int{}
	var code string
	var version int
	rows, _ := s.DB.Query(ctx, versionsSQL, scope.Args(pgx.StrictNamedArgs{"set": set, "period": p.String(), "cell": cell}))
	_, err = pgx.ForEachRow(rows, []any{&code, &version}, func() error {
		versions[code] = version
		return nil
	})
	return versions, err
}

// AnswerDraft is what a person decided on a criterion that no record feeds.
type AnswerDraft struct {
	Cell      int64
	Period    period.Period
	Criterion string
	Choice    string // one of the criterion's options
	Reason    string
	Version   int // of the answer that the page was based on; 0 when there was none
}

const answerSQL = `
INSERT INTO hand_answers (committee_id, rule_set_id, cell_id, period, criterion, choice, reason, answered_by, answered_at)
SELECT u.committee_id, @set, u.id, @period, @criterion, @choice, @reason, @by, @now
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell')
ON CONFLICT (committee_id, rule_set_id, period, cell_id, criterion) DO UPDATE
SET choice = EXCLUDED.choice, reason = EXCLUDED.reason, answered_by = EXCLUDED.answered_by,
    answered_at = EXCLUDED.answered_at, version = hand_answers.version + 1
WHERE hand_answers.version = @version
RETURNING version`

const cellSQL = `
SELECT u.name
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell')`

// Answer scores one criterion of a cell by hand. Conflict when the period was closed or somebody answered in between.
func (s *Service) Answer(ctx context.Context, actor authz.Actor, d AnswerDraft) error {
	scope, err := actor.Scope(authz.ScoreWrite)
	if err != nil {
		return err
	}
	set, err := s.Rule.InForce(ctx, actor, SetKey, d.Period.End())
	if err != nil {
		return err
	}
	d.Reason = vi.CleanText(d.Reason)
	if err := d.check(set.Set); err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if err := s.mustBeOpen(ctx, tx, scope, set.ID, d); err != nil {
			return err
		}
		by, err := audit.SignTx(ctx, tx, actor, authz.ScoreWrite, d.Cell)
		if err != nil {
			return err
		}
		var version int
		err = tx.QueryRow(ctx, answerSQL, scope.Args(pgx.StrictNamedArgs{
			"set": set.ID, "cell": d.Cell, "period": d.Period.String(), "criterion": d.Criterion, "choice": d.Choice,
			"reason": d.Reason, "by": by, "now": now, "version": d.Version,
		})).Scan(&version)
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.Conflict("Có người vừa chấm tiêu chí này. Đồng chí xem điểm người ấy chấm, rồi chấm lại nếu cần.")
		}
		if err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		return audit.RecordTx(ctx, tx, actor, now, audit.Entry{
			UnitID: d.Cell, Action: authz.ScoreWrite, ObjectKind: "score", ObjectID: d.Cell, Reason: d.Reason,
			Summary: fmt.Sprintf("Chấm tay tiêu chí %s, %s", d.Criterion, d.Period.Label()), After: d,
		})
	})
}

func (d AnswerDraft) check(set rule.Set) error {
	if err := set.CheckAnswer(d.Criterion, d.Choice, d.Reason, cadence(d.Period)); err != nil {
		return err
	}
	if n := utf8.RuneCountInString(d.Reason); n > 1000 {
		return apperr.Invalid("Lý do quá dài.", apperr.Field{Name: "reason", Msg: fmt.Sprintf("Lý do dài %d ký tự, nhiều nhất là 1.000. Rút gọn lại.", n)})
	}
	return nil
}

// mustBeOpen refuses a cell outside the scope and a period whose scores are kept already, and keeps it open until the
// answer is written.
func (s *Service) mustBeOpen(ctx context.Context, tx pgx.Tx, scope authz.Scope, set int64, d AnswerDraft) error {
	if err := takeTurn(ctx, tx, scope, d.Period); err != nil {
		return err
	}
	var name string
	err := tx.QueryRow(ctx, cellSQL, scope.Args(pgx.StrictNamedArgs{"cell": d.Cell})).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) {
		return apperr.NotFound("Không tìm thấy chi bộ này trong phạm vi của đồng chí.")
	}
	if err != nil {
		return fmt.Errorf("find the cell: %w", err)
	}
	var closed bool
	if err := tx.QueryRow(ctx, closedSQL, scope.Args(pgx.StrictNamedArgs{"set": set, "period": d.Period.String()})).Scan(&closed); err != nil {
		return fmt.Errorf("look whether the period is closed: %w", err)
	}
	if closed {
		return apperr.Conflict(fmt.Sprintf("Điểm %s đã chốt nên không chấm thêm được.", d.Period.Label()))
	}
	return nil
}

const closedSQL = `
SELECT EXISTS (
    SELECT FROM score_sheets s
    JOIN units u ON u.committee_id = s.committee_id AND u.id = s.cell_id
    WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
        AND s.rule_set_id = @set AND s.period = @period)`

const keptSQL = `
SELECT s.cell_id, s.body, s.scored_at
FROM score_sheets s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.cell_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND s.rule_set_id = @set AND s.period = @period`

// kept reads the sheets of a closed period; none while it is open.
func (s *Service) kept(ctx context.Context, actor authz.Actor, set int64, p period.Period) (map[int64]rule.Sheet, time.Time, error) {
	scope, err := actor.Scope(authz.RankingRead)
	if err != nil {
		return nil, time.Time{}, err
	}
	var at time.Time
	var cell int64
	sheets := map[int64]rule.Sheet{}
	sheet := rule.Sheet{}
	rows, _ := s.DB.Query(ctx, keptSQL, scope.Args(pgx.StrictNamedArgs{"set": set, "period": p.String()}))
	_, err = pgx.ForEachRow(rows, []any{&cell, &sheet, &at}, func() error {
		sheets[cell], sheet = sheet, rule.Sheet{}
		return nil
	})
	return sheets, at, err
}
