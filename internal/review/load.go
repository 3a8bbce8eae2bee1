package review

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Batch is months made elsewhere.
type Batch struct {
	Reviews []LoadedReview
	Marks   []LoadedMark
}

// LoadedReview is one row of reviews.
type LoadedReview struct {
	CellID, MemberID                               int64
	Month                                          time.Time
	Substantive, Responsible, Conduct, ConductNote string
	Signs                                          []string
	UpdatedAt                                      time.Time
	UpdatedBy                                      string
	Own                                            bool
}

// LoadedMark is one row of marks.
type LoadedMark struct {
	CellID, MemberID int64
	Month            time.Time
	ItemKind         string
	ItemID           int64
	Mark, Note       string
	UpdatedAt        time.Time
	UpdatedBy        string
	Own              bool
}

// LoadTx copies months in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	for _, load := range []func() (int64, error){
		func() (int64, error) { return copyReviews(ctx, tx, committee, b.Reviews) },
		func() (int64, error) { return copyMarks(ctx, tx, committee, b.Marks) },
	} {
		if _, err := load(); err != nil {
			return fmt.Errorf("copy months: %w", err)
		}
	}
	return nil
}

func copyReviews(ctx context.Context, tx pgx.Tx, committee int64, list []LoadedReview) (int64, error) {
	return tx.CopyFrom(ctx, pgx.Identifier{"reviews"},
		[]string{"committee_id", "cell_id", "member_id", "month", "substantive", "responsible", "conduct", "conduct_note", "conduct_signs", "updated_at", "updated_by", "own"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r := list[i]
			return []any{committee, r.CellID, r.MemberID, r.Month, orNull(r.Substantive), orNull(r.Responsible), orNull(r.Conduct), r.ConductNote, append([]string{}, r.Signs...), r.UpdatedAt, r.UpdatedBy, r.Own}, nil
		}))
}

func copyMarks(ctx context.Context, tx pgx.Tx, committee int64, list []LoadedMark) (int64, error) {
	return tx.CopyFrom(ctx, pgx.Identifier{"marks"},
		[]string{"committee_id", "cell_id", "month", "member_id", "item_kind", "item_id", "mark", "note", "updated_at", "updated_by", "own"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			k := list[i]
			return []any{committee, k.CellID, k.Month, k.MemberID, k.ItemKind, k.ItemID, orNull(k.Mark), k.Note, k.UpdatedAt, k.UpdatedBy, k.Own}, nil
		}))
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
