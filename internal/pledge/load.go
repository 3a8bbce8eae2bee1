package pledge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Batch is sheets made elsewhere, with their ids.
type Batch struct {
	Pledges    []LoadedPledge
	Items      []LoadedItem
	Amendments []LoadedAmendment
}

// LoadedPledge is one row of pledges.
type LoadedPledge struct {
	ID, MemberID, CellID int64
	Year                 int
	State                State
	SubmittedAt          *time.Time
	ApprovedAt           *time.Time
	UpdatedAt            time.Time
	WrittenBy            string
	ApprovedBy           string
	ApprovedOn           *time.Time
	ReturnReason         string
}

// LoadedItem is one row of pledge_items.
type LoadedItem struct {
	ID, PledgeID, MemberID, CellID int64
	Year                           int
	Position                       int
	Heading, Content, Target       string
	Measure, Evidence              string
	Weight                         int
	DueOn                          time.Time
	Continues                      *int64
	FirstYear                      *int16
	Times                          int // 0 is the first
	LiveFrom, LiveTo               *time.Time
}

// LoadedAmendment is one row of pledge_amendments. FormKey is a UUID.
type LoadedAmendment struct {
	ID, PledgeID, ItemID, CellID int64
	What                         What
	Before, After                Words
	Reason                       string
	DecidedOn, MadeAt            time.Time
	MadeBy                       string
	FormKey                      [16]byte
}

const (
	pledgesSerialSQL = `SELECT setval(pg_get_serial_sequence('pledges', 'id'), (SELECT coalesce(max(id), 1) FROM pledges))`
	amendedSerialSQL = `SELECT setval(pg_get_serial_sequence('pledge_amendments', 'id'), (SELECT coalesce(max(id), 1) FROM pledge_amendments))`
	itemsSerialSQL   = `SELECT setval(pg_get_serial_sequence('pledge_items', 'id'), (SELECT coalesce(max(id), 1) FROM pledge_items))`
)

// LoadTx copies sheets in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	for _, load := range []func(context.Context, pgx.Tx, int64, Batch) error{loadPledges, loadItems, loadAmendments} {
		if err := load(ctx, tx, committee, b); err != nil {
			return err
		}
	}
	for _, sql := range []string{pledgesSerialSQL, itemsSerialSQL, amendedSerialSQL} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("set the next pledge id: %w", err)
		}
	}
	return nil
}

func loadPledges(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"pledges"},
		[]string{"committee_id", "id", "member_id", "cell_id", "year", "state", "submitted_at", "approved_at", "updated_at", "written_by",
			"submitted_by", "approved_by", "approved_on", "return_reason"},
		pgx.CopyFromSlice(len(b.Pledges), func(i int) ([]any, error) {
			p := b.Pledges[i]
			submitter := p.WrittenBy
			if p.State == Draft {
				submitter = ""
			}
			return []any{committee, p.ID, p.MemberID, p.CellID, int16(p.Year), string(p.State), p.SubmittedAt, p.ApprovedAt, p.UpdatedAt,
				p.WrittenBy, submitter, p.ApprovedBy, p.ApprovedOn, p.ReturnReason}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy pledges: %w", err)
	}
	return nil
}

func loadItems(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"pledge_items"},
		[]string{"committee_id", "id", "pledge_id", "member_id", "cell_id", "year", "heading", "position", "content", "target", "measure",
			"evidence", "weight", "due_on", "continues_id", "first_year", "times", "live_from", "live_to"},
		pgx.CopyFromSlice(len(b.Items), func(i int) ([]any, error) {
			t := b.Items[i]
			return []any{committee, t.ID, t.PledgeID, t.MemberID, t.CellID, int16(t.Year), t.Heading, int16(t.Position), t.Content, t.Target,
				t.Measure, t.Evidence, int16(t.Weight), t.DueOn, t.Continues, t.FirstYear, int16(max(t.Times, 1)), t.LiveFrom, t.LiveTo}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy pledge items: %w", err)
	}
	return nil
}

func loadAmendments(ctx context.Context, tx pgx.Tx, committee int64, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"pledge_amendments"},
		[]string{"committee_id", "id", "pledge_id", "item_id", "cell_id", "what", "before", "after", "reason", "decided_on", "made_at", "made_by", "form_key"},
		pgx.CopyFromSlice(len(b.Amendments), func(i int) ([]any, error) {
			a := b.Amendments[i]
			return []any{committee, a.ID, a.PledgeID, a.ItemID, a.CellID, string(a.What), a.Before, a.After, a.Reason, a.DecidedOn, a.MadeAt,
				a.MadeBy, a.FormKey}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy amendments: %w", err)
	}
	return nil
}
