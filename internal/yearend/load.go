package yearend

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/yearend/form"
)

// Loaded is one row of year_reviews.
type Loaded struct {
	ID, MemberID, CellID int64
	Year                 int
	Form                 string
	State                State
	Answers              form.Answers
	Frozen               *Frozen
	SelfLevel            form.Level
	SubmittedAt          *time.Time
	SubmittedBy          string
	CellComment          string
	CellLevel            form.Level
	CellOn               *time.Time
	Votes                form.Votes
	CommentedAt          *time.Time
	CommentedBy          string
	DecidedLevel         form.Level
	DecidedOn            *time.Time
	DecidedAt            *time.Time
	DecidedBy            string
	UpdatedAt            time.Time
	UpdatedBy            string
}

const yearReviewsSerialSQL = `SELECT setval(pg_get_serial_sequence('year_reviews', 'id'), (SELECT coalesce(max(id), 1) FROM year_reviews))`

// LoadTx copies forms in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, list []Loaded) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"year_reviews"},
		[]string{"committee_id", "id", "member_id", "cell_id", "year", "form", "state", "answers", "frozen", "self_level", "submitted_at", "submitted_by",
			"cell_comment", "cell_level", "cell_on", "votes_present", "votes_issued", "votes_returned", "votes_valid", "votes_excellent", "votes_good",
			"votes_done", "votes_failed", "commented_at", "commented_by", "decided_level", "decided_on", "decided_at", "decided_by", "updated_at", "updated_by"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r, v := list[i], list[i].Votes
			answers, err := json.Marshal(r.Answers)
			return []any{committee, r.ID, r.MemberID, r.CellID, int16(r.Year), r.Form, string(r.State), string(answers), r.Frozen, level(r.SelfLevel),
				r.SubmittedAt, r.SubmittedBy, r.CellComment, level(r.CellLevel), r.CellOn, v.Present, v.Issued, v.Returned, v.Valid, v.Excellent, v.Good,
				v.Done, v.Failed, r.CommentedAt, r.CommentedBy, level(r.DecidedLevel), r.DecidedOn, r.DecidedAt, r.DecidedBy, r.UpdatedAt, r.UpdatedBy}, err
		}))
	if err != nil {
		return fmt.Errorf("copy year-end reviews: %w", err)
	}
	if _, err := tx.Exec(ctx, yearReviewsSerialSQL); err != nil {
		return fmt.Errorf("set the next year-end review's id: %w", err)
	}
	return nil
}

func level(l form.Level) *string {
	if l == "" {
		return nil
	}
	s := string(l)
	return &s
}
