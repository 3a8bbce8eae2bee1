package review_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

// open is the service over a database of its own, without figures.
func open(db postgres.DB) *review.Service {
	changed := func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }
	return &review.Service{DB: db, Now: worldtest.Clock, CellsChanged: changed,
		Packet: &packet.Service{DB: db, Now: worldtest.Clock, CellsChanged: changed}}
}

// TestEightWritersOfOneCellLoseNothing lets eight writers add to the same texts. Each takes what it is shown on a conflict
// and adds to that, as a person would: every addition must stand in the end, and every write in the audit trail.
func TestEightWritersOfOneCellLoseNothing(t *testing.T) {
	t.Parallel()
	const writers, rounds = 8, 12
	ctx := context.Background()
	pool := pgtest.Pool(t)
	w := worldtest.New(t, pool)
	s := open(pool)
	members := w.Members[w.Cell.ID][:3]
	items := map[int64]int64{}
	for _, m := range members {
		items[m] = w.PledgeItem(t, pool, w.Cell, m, 2026, "Vận động 5 hộ hiến đất")
	}
	var wg sync.WaitGroup
	var conflicts atomic.Int64
	for n := range writers {
		wg.Go(func() {
			for r := range rounds {
				m := members[(n+r)%len(members)]
				c := review.FieldChange{Cell: w.Cell.ID, Month: november, Member: m, Field: review.FieldNote, ItemKind: review.PledgeItem, ItemID: items[m]}
				if r%2 == 1 {
					c.Field = review.FieldConductNote
				}
				word := fmt.Sprintf("[%d.%d]", n, r)
				for {
					c.Value = c.Base + word
					_, err := s.SaveField(ctx, w.Secretary, c)
					var conflict *review.ConflictError
					if errors.As(err, &conflict) {
						conflicts.Add(1)
						c.Base = conflict.Theirs
						continue
					}
					if err != nil {
						t.Errorf("writer %d: %v", n, err)
					}
					break
				}
			}
		})
	}
	wg.Wait()
	sheet, err := s.Sheet(ctx, w.Secretary, w.Cell.ID, november)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, m := range sheet.Members[:3] {
		all.WriteString(m.Items[0].Note + m.Answers.ConductNote)
	}
	for n := range writers {
		for r := range rounds {
			if word := fmt.Sprintf("[%d.%d]", n, r); strings.Count(all.String(), word) != 1 {
				t.Errorf("%s stands %d times, want once", word, strings.Count(all.String(), word))
			}
		}
	}
	var entries int
	if err := pool.QueryRow(ctx, "SELECT count(*) FROM audit_entries").Scan(&entries); err != nil || entries != writers*rounds {
		t.Errorf("%d audit entries, %v; want %d", entries, err, writers*rounds)
	}
	if conflicts.Load() == 0 {
		t.Error("no two writers ever met: the test proves nothing")
	}
}

// TestAMonthIsSentOnceAndOnlyWholeWhileOthersWrite lets four take answers back and give them again, over and over, while
// four others press the button: what is sent is whole, is sent once, and nothing is written after.
func TestAMonthIsSentOnceAndOnlyWholeWhileOthersWrite(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := pgtest.Pool(t)
	w := worldtest.New(t, pool)
	s := open(pool)
	var changes []review.FieldChange
	for _, m := range w.Members[w.Cell.ID][:3] {
		for _, f := range []review.Field{review.FieldSubstantive, review.FieldResponsible} {
			changes = append(changes, review.FieldChange{Cell: w.Cell.ID, Month: november, Member: m, Field: f, Value: review.Yes})
		}
		changes = append(changes, review.FieldChange{Cell: w.Cell.ID, Month: november, Member: m, Field: review.FieldConduct, Value: review.Clear})
	}
	if _, err := s.SaveAll(ctx, w.Secretary, w.Cell.ID, november, changes); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			given := changes[2*n]
			taken := given
			taken.Value, taken.Base = "", given.Value
			for range 25 {
				for _, c := range []review.FieldChange{taken, given} {
					_, err := s.SaveField(ctx, w.Secretary, c)
					if apperr.KindOf(err) == apperr.KindConflict {
						return // the month was sent
					}
					if err != nil {
						t.Errorf("writer %d: %v", n, err)
						return
					}
				}
			}
		})
		wg.Go(func() {
			for {
				p, err := s.Send(ctx, w.Secretary, w.Cell.ID, november)
				if err == nil && p.State == packet.Sent {
					return
				}
				if apperr.KindOf(err) != apperr.KindInvalid {
					t.Errorf("sender %d: %v, %v", n, p.State, err)
					return
				}
			}
		})
	}
	wg.Wait()
	sum, err := s.ReadBack(ctx, w.Secretary, w.Cell.ID, november)
	if err != nil || sum.Packet.State != packet.Sent || len(sum.Missing) != 0 {
		t.Errorf("in the end %v with %+v missing, %v; want sent and whole", sum.Packet.State, sum.Missing, err)
	}
	var sent int
	if err := pool.QueryRow(ctx, "SELECT count(*) FROM audit_entries WHERE object_kind = 'packet'").Scan(&sent); err != nil || sent != 1 {
		t.Errorf("sent %d times, %v", sent, err)
	}
}

// counting counts the statements that reach the database.
type counting struct{ n atomic.Int64 }

func (c *counting) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}
func (c *counting) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *counting) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}
func (c *counting) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { c.n.Add(1) }
func (c *counting) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

func TestALargeCellTakesNoMoreStatementsThanASmallOne(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	plain := pgtest.Pool(t)
	w := worldtest.New(t, plain)
	tracer := &counting{}
	config := plain.Config()
	config.ConnConfig.Tracer = tracer
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	s := open(pool)
	crowd(t, plain, w)
	for name, do := range map[string]func(who authz.Actor, cell int64) error{
		"Sheet":    func(who authz.Actor, cell int64) error { _, err := s.Sheet(ctx, who, cell, november); return err },
		"ReadBack": func(who authz.Actor, cell int64) error { _, err := s.ReadBack(ctx, who, cell, november); return err },
		"Work":     func(who authz.Actor, _ int64) error { _, err := s.Packet.Work(ctx, who); return err },
		"SaveAll": func(who authz.Actor, cell int64) error {
			sheet, err := s.Sheet(ctx, who, cell, november)
			if err != nil {
				return err
			}
			var all []review.FieldChange
			for _, m := range sheet.Members {
				if m.Expected() {
					all = append(all, review.FieldChange{Member: m.ID, Field: review.FieldConduct, Value: review.Clear})
				}
				for _, i := range m.Items {
					all = append(all, review.FieldChange{Member: m.ID, Field: review.FieldMark, ItemKind: i.Kind, ItemID: i.ID, Value: review.OnTrack})
				}
			}
			_, err = s.SaveAll(ctx, who, cell, november, all)
			return err
		},
	} {
		var got [2]int64
		for i, who := range []authz.Actor{w.SisterSecretary, w.Secretary} {
			before := tracer.n.Load()
			if err := do(who, who.Posts[0].UnitID); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got[i] = tracer.n.Load() - before
		}
		if got[0] != got[1] || got[0] == 0 {
			t.Errorf("%s: %d statements for four members, %d for forty-four", name, got[0], got[1])
		}
	}
}

// crowd gives every member of both cells a promise, and forty more members to the first cell.
func crowd(t *testing.T, db postgres.DB, w worldtest.World) {
	t.Helper()
	for i := range 40 {
		var id int64
		err := db.QueryRow(context.Background(), `
			WITH m AS (
				INSERT INTO members (committee_id, full_name, given_name, updated_at) VALUES ($1, $2, $2, now()) RETURNING committee_id, id
			) INSERT INTO memberships (committee_id, member_id, unit_id, valid_from) SELECT committee_id, id, $3, '2020-01-01' FROM m RETURNING member_id`,
			w.Committee, fmt.Sprintf("Người %d", i), w.Cell.ID).Scan(&id)
		if err != nil {
			t.Fatal(err)
		}
		w.Members[w.Cell.ID] = append(w.Members[w.Cell.ID], id)
	}
	for _, cell := range []worldtest.Unit{w.Cell, w.Sister} {
		for _, m := range w.Members[cell.ID] {
			w.PledgeItem(t, db, cell, m, 2026, "Vận động 5 hộ hiến đất")
		}
	}
}
