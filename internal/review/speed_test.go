package review_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tusoi/internal/portal"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

// speed is a cell of 24 with eight pledges each, ten months of marks behind it and other cells around it.
type speed struct {
	*portal.Portal
	worldtest.World
	pool    *pgxpool.Pool
	members []review.Member
	stands  map[string]string
}

func newSpeed(b testing.TB) *speed {
	ctx := context.Background()
	pool := pgtest.Pool(b)
	s := &speed{Portal: portal.New(pool, worldtest.Clock), World: worldtest.New(b, pool), pool: pool, stands: map[string]string{}}
	for _, cell := range []worldtest.Unit{s.Cell, s.Sister, s.Far, s.FarSister, s.GrassCell} {
		s.Crowd(b, pool, cell, 24, 8, november.Start())
	}
	worldtest.Exec(b, pool, `UPDATE memberships SET state = 'exempt' WHERE committee_id = @c AND member_id = ANY (@m)`,
		pgx.StrictNamedArgs{"c": s.World.Committee, "m": s.Members[s.Cell.ID]})
	if err := postgres.InTx(ctx, pool, func(tx pgx.Tx) error { return postgres.RefreshStatisticsTx(ctx, tx) }); err != nil {
		b.Fatal(err)
	}
	sheet, err := s.Review.Sheet(ctx, s.Secretary, s.Cell.ID, november)
	if err != nil {
		b.Fatal(err)
	}
	for _, m := range sheet.Members {
		if m.Expected() {
			s.members = append(s.members, m)
		}
	}
	if len(s.members) != 24 || len(s.members[0].Items) != 8 {
		b.Fatalf("%d members, want 24 with 8 items", len(s.members))
	}
	return s
}

// pair measures two ways of doing the same in turns, and reports the medians of both and their ratio; what is done
// between the turns is not measured.
func pair(b *testing.B, ours, bare, between func(round int)) {
	var mine, least []time.Duration
	for n := 0; b.Loop(); n++ {
		between(n)
		start := time.Now()
		ours(n)
		mine = append(mine, time.Since(start))
		between(n)
		start = time.Now()
		bare(n)
		least = append(least, time.Since(start))
	}
	slices.Sort(mine)
	slices.Sort(least)
	m, l := mine[len(mine)/2], least[len(least)/2]
	b.ReportMetric(float64(m.Microseconds()), "service-p50-µs")
	b.ReportMetric(float64(l.Microseconds()), "bare-p50-µs")
	b.ReportMetric(float64(m)/float64(l), "ratio")
}

// What a bare transaction says to the database. It takes its plans once as the service does, and reads what stands in the field: nobody's
// words are overwritten unseen, and the trail says what was there before. A month is sent when nobody lacks anything, with the
// number of what is still to be mended.
const (
	barePlanSQL = `SET LOCAL plan_cache_mode = force_generic_plan`
	bareMakeSQL = `INSERT INTO packets (committee_id, cell_id, month) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	bareLockSQL = `SELECT state FROM packets WHERE committee_id = $1 AND cell_id = $2 AND month = $3 FOR UPDATE`
	bareReadSQL = `
SELECT mark, note FROM marks
WHERE committee_id = $1 AND cell_id = $2 AND month = $3 AND member_id = $4 AND item_kind = 'pledge' AND item_id = $5`
	bareMonthSQL = `SELECT member_id, item_kind, item_id, mark, note FROM marks WHERE committee_id = $1 AND cell_id = $2 AND month = $3`
	bareMarksSQL = `
INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, note, updated_at, updated_by)
SELECT $1, $2, $3, member, 'pledge', item, $4, note, $5, $6
FROM unnest($7::bigint[], $8::bigint[], $9::text[]) AS t (member, item, note)
ON CONFLICT (committee_id, cell_id, month, member_id, item_kind, item_id) DO UPDATE
SET mark = EXCLUDED.mark, note = EXCLUDED.note, version = marks.version + 1, updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by`
	bareAnswersSQL = `
INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, conduct, updated_at, updated_by)
SELECT $1, $2, $3, member, $4, $5, 'clear', $6, $7
FROM unnest($8::bigint[]) AS t (member)
ON CONFLICT (committee_id, cell_id, month, member_id) DO UPDATE
SET substantive = EXCLUDED.substantive, responsible = EXCLUDED.responsible, conduct = EXCLUDED.conduct, version = reviews.version + 1,
    updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by`
	bareWholeSQL = `
SELECT m.full_name, s.state, count(i.id), count(k.mark), count(DISTINCT r.member_id)
FROM memberships s
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
LEFT JOIN pledge_items i ON i.committee_id = s.committee_id AND i.member_id = s.member_id AND i.year = 2026
LEFT JOIN marks k ON k.committee_id = $1 AND k.cell_id = $2 AND k.month = $3 AND k.member_id = s.member_id AND k.item_kind = 'pledge' AND k.item_id = i.id
LEFT JOIN reviews r ON r.committee_id = $1 AND r.cell_id = $2 AND r.month = $3 AND r.member_id = s.member_id
WHERE s.committee_id = $1 AND s.unit_id = $2 AND s.kind = 'work'
GROUP BY m.full_name, s.state, m.id`
	bareMendSQL = `SELECT count(*), count(*) FILTER (WHERE due_on < $3) FROM remedies WHERE committee_id = $1 AND cell_id = $2 AND state <> 'verified'`
	bareSendSQL = `
UPDATE packets SET state = 'sent', sent_at = $4, sent_by = $5, first_sent_at = coalesce(first_sent_at, $4), version = version + 1
WHERE committee_id = $1 AND cell_id = $2 AND month = $3`
	bareOpenSQL  = `UPDATE packets SET state = 'open' WHERE committee_id = $1 AND cell_id = $2 AND month = $3`
	bareChainSQL = `SELECT pg_advisory_xact_lock(hashtextextended('audit', $1::bigint * 1000003 + $2::bigint))`
	bareTrailSQL = `
INSERT INTO audit_entries (committee_id, unit_id, seq, at, actor_id, actor_name, action, object_kind, object_id, summary, before, after, hash)
SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, 'review.write', 'review', $2, $6, $7::jsonb, $8::jsonb, sha256(convert_to($6, 'UTF8'))
FROM (SELECT seq FROM audit_entries WHERE committee_id = $1 AND unit_id = $2 ORDER BY seq DESC LIMIT 1) AS l`
)

// bare runs statements one by one in a transaction that locks the month first, and counts it again at the end.
func (s *speed) bare(b *testing.B, statements ...[]any) {
	ctx := context.Background()
	c, cell, start := s.World.Committee, s.Cell.ID, november.Start()
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		first := [][]any{{barePlanSQL}, {bareMakeSQL, c, cell, start}, {bareLockSQL, c, cell, start}}
		for _, q := range append(first, statements...) {
			if _, err := tx.Exec(ctx, q[0].(string), q[1:]...); err != nil {
				return err
			}
		}
		return s.Indicator.CellsChangedTx(ctx, tx, c, []int64{cell}, november)
	})
	if err != nil {
		b.Fatal(err)
	}
}

// trail are the statements of an audit entry.
func (s *speed) trail(summary string, before, after map[string]string) [][]any {
	was, _ := json.Marshal(before)
	now, _ := json.Marshal(after)
	return [][]any{
		{bareChainSQL, s.World.Committee, s.Cell.ID},
		{bareTrailSQL, s.World.Committee, s.Cell.ID, worldtest.Now, s.Secretary.User, s.Secretary.Name, summary, string(was), string(now)},
	}
}

// BenchmarkSavingAField lets a field be saved beside the bare transaction that does the same.
func BenchmarkSavingAField(b *testing.B) {
	ctx := context.Background()
	s := newSpeed(b)
	last := map[int64]string{}
	change := func(n int) (m review.Member, i review.Item, was, now string) {
		m = s.members[n%24]
		i = m.Items[n/24%8]
		was, now = last[i.ID], fmt.Sprintf("Đã vận động thêm hộ thứ %d.", n)
		last[i.ID] = now
		return m, i, was, now
	}
	pair(b, func(n int) {
		m, i, was, now := change(2 * n)
		_, err := s.Review.SaveField(ctx, s.Secretary, review.FieldChange{Cell: s.Cell.ID, Month: november, Member: m.ID,
			Field: review.FieldNote, ItemKind: review.PledgeItem, ItemID: i.ID, Value: now, Base: was})
		if err != nil {
			b.Fatal(err)
		}
	}, func(n int) {
		m, i, was, now := change(2*n + 1)
		c, cell, start := s.World.Committee, s.Cell.ID, november.Start()
		s.bare(b, append([][]any{
			{bareReadSQL, c, cell, start, m.ID, i.ID},
			{bareMarksSQL, c, cell, start, nil, worldtest.Now, s.Secretary.Name, []int64{m.ID}, []int64{i.ID}, []string{now}},
		}, s.trail("Ghi 1 ô tự soi của "+m.FullName, map[string]string{"note": was}, map[string]string{"note": now})...)...)
	}, func(int) {})
}

// BenchmarkWritingAMonth lets the whole month of 24 members with 8 marks each, all of it changed, be saved in one transaction
// beside its bare SQL.
func BenchmarkWritingAMonth(b *testing.B) {
	s := newSpeed(b)
	pair(b, func(n int) { s.write(b, s.month(2*n)) }, func(n int) { s.bareMonth(b, s.month(2*n+1)) }, func(int) {})
}

// month is the n-th wording of the whole month.
func (s *speed) month(n int) (changes []review.FieldChange) {
	put := func(m int64, f review.Field, kind review.ItemKind, id int64, value string) {
		key := fmt.Sprintf("%d.%s.%d", m, f, id)
		changes = append(changes, review.FieldChange{Cell: s.Cell.ID, Month: november, Member: m, Field: f, ItemKind: kind, ItemID: id, Value: value, Base: s.stands[key]})
		s.stands[key] = value
	}
	mark, yes := []string{review.OnTrack, review.NotDue}[n%2], []string{review.Yes, review.Partly}[n%2]
	for _, m := range s.members {
		for _, i := range m.Items {
			put(m.ID, review.FieldMark, review.PledgeItem, i.ID, mark)
			put(m.ID, review.FieldNote, review.PledgeItem, i.ID, fmt.Sprintf("Lần %d: thêm một hộ đồng ý hiến đất.", n))
		}
		put(m.ID, review.FieldSubstantive, "", 0, yes)
		put(m.ID, review.FieldResponsible, "", 0, yes)
		put(m.ID, review.FieldConduct, "", 0, review.Clear)
	}
	return changes
}

func (s *speed) write(b *testing.B, changes []review.FieldChange) {
	conflicts, err := s.Review.SaveAll(context.Background(), s.Secretary, s.Cell.ID, november, changes)
	if err != nil || len(conflicts) > 0 {
		b.Fatal(len(conflicts), err)
	}
}

func (s *speed) bareMonth(b *testing.B, changes []review.FieldChange) {
	c, cell, start := s.World.Committee, s.Cell.ID, november.Start()
	var marked, items, people []int64
	var notes []string
	var mark, yes string
	before, after := map[string]string{}, map[string]string{}
	for _, f := range changes {
		key := fmt.Sprintf("%d.%s.%s%d", f.Member, f.Field, f.ItemKind, f.ItemID)
		before[key], after[key] = f.Base, f.Value
		switch f.Field {
		case review.FieldMark:
			mark = f.Value
		case review.FieldNote:
			marked, items, notes = append(marked, f.Member), append(items, f.ItemID), append(notes, f.Value)
		case review.FieldSubstantive:
			people, yes = append(people, f.Member), f.Value
		}
	}
	s.bare(b, append([][]any{
		{bareMonthSQL, c, cell, start},
		{bareMarksSQL, c, cell, start, mark, worldtest.Now, s.Secretary.Name, marked, items, notes},
		{bareAnswersSQL, c, cell, start, yes, yes, worldtest.Now, s.Secretary.Name, people},
	}, s.trail("Ghi ô tự soi của 24 đảng viên", before, after)...)...)
}

// BenchmarkSendingAMonth lets a month of 24 members with 8 marks each be sent beside its bare SQL.
func BenchmarkSendingAMonth(b *testing.B) {
	ctx := context.Background()
	s := newSpeed(b)
	s.write(b, s.month(0))
	c, cell, start := s.World.Committee, s.Cell.ID, november.Start()
	open := func(int) {
		if _, err := s.pool.Exec(ctx, bareOpenSQL, c, cell, start); err != nil {
			b.Fatal(err)
		}
	}
	pair(b, func(int) {
		if _, err := s.Review.Send(ctx, s.Secretary, cell, november); err != nil {
			b.Fatal(err)
		}
	}, func(int) {
		s.bare(b, append([][]any{
			{bareWholeSQL, c, cell, start}, {bareMendSQL, c, cell, start},
			{bareSendSQL, c, cell, start, worldtest.Now, s.Secretary.Name},
		}, s.trail("Gửi hồ sơ tháng 11/2026", map[string]string{"state": "open"}, map[string]string{"state": "sent"})...)...)
	}, open)
}
