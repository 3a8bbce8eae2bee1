package substance

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/substance/wording"
)

// unreadRecountSQL lists the packets of a month that were sent since their texts were last made ready.
const unreadRecountSQL = `
SELECT k.cell_id, k.sent_at
FROM packets k
WHERE k.committee_id = @committee AND k.month = @month AND k.state IN ('sent', 'taken', 'approved')
    AND k.cell_id > @after AND NOT EXISTS (
        SELECT FROM substance_texts t
        WHERE t.committee_id = k.committee_id AND t.cell_id = k.cell_id AND t.month = k.month AND t.sent_at = k.sent_at)
ORDER BY k.cell_id
LIMIT @most`

const notesRecountSQL = `
SELECT r.cell_id, r.member_id, array_agg(k.note ORDER BY k.item_kind, k.item_id) FILTER (WHERE k.note <> '') AS notes
FROM reviews r
LEFT JOIN marks k ON k.committee_id = r.committee_id AND k.cell_id = r.cell_id AND k.month = r.month AND k.member_id = r.member_id
WHERE r.committee_id = @committee AND r.month = @month AND r.cell_id = ANY (@cells)
GROUP BY r.cell_id, r.member_id
ORDER BY r.cell_id, r.member_id`

const dropRecountSQL = `
DELETE FROM substance_texts
WHERE committee_id = @committee AND month = @month AND cell_id = ANY (@cells)
    AND (cell_id, member_id) NOT IN (SELECT * FROM unnest(@owners::bigint[], @members::bigint[]))`

const keepRecountSQL = `
INSERT INTO substance_texts (committee_id, member_id, cell_id, month, said, sent_at)
SELECT @committee, t.member_id, t.cell_id, @month, t.said, t.sent_at
FROM unnest(@members::bigint[], @owners::bigint[], @said::text[], @sent::timestamptz[]) AS t (member_id, cell_id, said, sent_at)
ORDER BY t.cell_id, t.member_id
ON CONFLICT (committee_id, member_id, month, cell_id) DO UPDATE SET said = EXCLUDED.said, sent_at = EXCLUDED.sent_at`

// batch is how many packets are made ready in one transaction.
const batch = 60

// Prepare makes the texts of a month's packets ready to be compared: those that were sent since it was last done. It may run as
// often as one likes, and beside those who write.
func (s *Service) Prepare(ctx context.Context, committee int64, month period.Period) error {
	for last, more := int64(0), true; more; {
		err := postgres.InTx(ctx, s.DB, func(tx pgx.Tx) (err error) {
			last, more, err = prepare(ctx, tx, committee, month, last)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// prepare does so for the next packets after a cell, and says which was the last and whether there may be more.
func prepare(ctx context.Context, tx pgx.Tx, committee int64, month period.Period, after int64) (last int64, more bool, err error) {
	var at time.Time
	var cells []int64
	sentAt := map[int64]time.Time{}
	rows, _ := tx.Query(ctx, unreadRecountSQL, pgx.StrictNamedArgs{"committee": committee, "month": month.Start(), "most": batch, "after": after})
	_, err = pgx.ForEachRow(rows, []any{&last, &at}, func() error {
		cells, sentAt[last] = append(cells, last), at
		return nil
	})
	if err != nil || len(cells) == 0 {
		return last, false, err
	}
	return last, len(cells) == batch, keep(ctx, tx, committee, month, cells, sentAt)
}

// keep makes the texts of cells ready.
func keep(ctx context.Context, tx pgx.Tx, committee int64, month period.Period, cells []int64, sentAt map[int64]time.Time) error {
	var cell, member int64
	var owners, members []int64
	var said, notes []string
	var sent []time.Time
	args := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		more["committee"], more["month"], more["cells"] = committee, month.Start(), cells
		return more
	}
	rows, _ := tx.Query(ctx, notesRecountSQL, args(pgx.StrictNamedArgs{}))
	_, err := pgx.ForEachRow(rows, []any{&cell, &member, &notes}, func() error {
		owners, members, sent = append(owners, cell), append(members, member), append(sent, sentAt[cell])
		said = append(said, wording.SaidFar(notes...))
		return nil
	})
	if err != nil {
		return fmt.Errorf("read what was sent: %w", err)
	}
	var b pgx.Batch
	b.Queue(dropRecountSQL, args(pgx.StrictNamedArgs{"owners": owners, "members": members}))
	b.Queue(keepRecountSQL, pgx.StrictNamedArgs{
		"committee": committee, "month": month.Start(), "owners": owners, "members": members, "said": said, "sent": sent,
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("keep what was sent: %w", err)
	}
	return nil
}
