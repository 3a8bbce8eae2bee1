package ranking

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
)

// Title is what a decision recognises a cell as.
type Title string

// The titles. They stand apart from ratings.
const (
	TitleTSVM Title = "tsvm_toan_dien" // chi bộ trong sạch, vững mạnh toàn diện
	TitleKTGS Title = "ktgs_model"     // no member breaks the rules to the point of discipline
)

// Recognition is one cell named by a decision.
type Recognition struct {
	ID             int64
	CellID         int64
	Title          Title
	Period         period.Period
	DecisionNumber string
	DecidedOn      time.Time
}

const recognisedSQL = `
SELECT r.cell_id
FROM recognitions r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND r.title = 'tsvm_toan_dien' AND r.decided_on BETWEEN @from AND @to`

// recognised are the cells named in the period.
func (s *Service) recognised(ctx context.Context, actor authz.Actor, p period.Period) (map[int64]bool, error) {
	scope, err := actor.Scope(authz.RankingRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, recognisedSQL, scope.Args(pgx.StrictNamedArgs{"from": p.Start(), "to": p.End()}))
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	named := make(map[int64]bool, len(ids))
	for _, id := range ids {
		named[id] = true
	}
	return named, err
}

// Batch is answers and recognitions made elsewhere.
type Batch struct {
	Answers      []LoadedAnswer
	Recognitions []Recognition
}

// LoadedAnswer is one row of hand_answers.
type LoadedAnswer struct {
	SetID, CellID             int64
	Period                    period.Period
	Criterion, Choice, Reason string
	By                        string
	At                        time.Time
}

const recognitionsSerialSQL = `SELECT setval(pg_get_serial_sequence('recognitions', 'id'), (SELECT coalesce(max(id), 1) FROM recognitions))`

// LoadTx copies answers and recognitions in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"hand_answers"},
		[]string{"committee_id", "rule_set_id", "cell_id", "period", "criterion", "choice", "reason", "answered_by", "answered_at"},
		pgx.CopyFromSlice(len(b.Answers), func(i int) ([]any, error) {
			a := b.Answers[i]
			return []any{committee, a.SetID, a.CellID, a.Period.String(), a.Criterion, a.Choice, a.Reason, a.By, a.At}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy hand answers: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"recognitions"},
		[]string{"committee_id", "id", "cell_id", "title", "period", "decision_number", "decided_on"},
		pgx.CopyFromSlice(len(b.Recognitions), func(i int) ([]any, error) {
			r := b.Recognitions[i]
			return []any{committee, r.ID, r.CellID, string(r.Title), r.Period.String(), r.DecisionNumber, r.DecidedOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy recognitions: %w", err)
	}
	if _, err := tx.Exec(ctx, recognitionsSerialSQL); err != nil {
		return fmt.Errorf("set the next recognition id: %w", err)
	}
	return nil
}
