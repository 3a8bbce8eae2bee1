package review_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

func (b *bundle) count(t *testing.T, sql string) (n int) {
	t.Helper()
	if err := b.tx.QueryRow(context.Background(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAWholeSheetKeepsWhatSomebodyElseWroteAndSavesTheRest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	if _, err := b.SaveField(ctx, b.w.Secretary, b.change(b.an(), review.FieldNote, "Bản thứ nhất", "")); err != nil {
		t.Fatal(err)
	}
	b.counted = nil
	conflicts, err := b.SaveAll(ctx, b.w.Secretary, b.w.Cell.ID, november, []review.FieldChange{
		b.change(b.an(), review.FieldNote, "Bản thứ hai", ""), b.change(b.an(), review.FieldMark, review.OnTrack, ""),
		b.change(b.binh(), review.FieldResponsible, review.Yes, ""), b.change(b.binh(), review.FieldConductNote, "", ""),
	})
	if err != nil || len(conflicts) != 1 || conflicts[0].Theirs != "Bản thứ nhất" || conflicts[0].Change.Value != "Bản thứ hai" {
		t.Fatalf("conflicts %+v, %v; want the one note with both texts", conflicts, err)
	}
	s := b.sheet(t)
	if i := s.Members[0].Items[0]; i.Note != "Bản thứ nhất" || i.Mark != review.OnTrack || s.Members[1].Answers.Responsible != review.Yes {
		t.Errorf("stored %+v and %+v, want the rest saved", i, s.Members[1].Answers)
	}
	if n := b.count(t, "SELECT count(*) FROM audit_entries"); n != 2 || strings.Join(b.counted, ",") != "2026-11 ấp Đông" {
		t.Errorf("%d audit entries, figures of %v; want one more entry and one recount for the whole form", n, b.counted)
	}
	if n := b.count(t, "SELECT count(*) FROM reviews"); n != 1 {
		t.Errorf("%d rows of answers, want only Bình's", n)
	}
}

func TestAWrongFieldOfAWholeSheetIsNamedByItsPlaceAndNothingIsSaved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.SaveAll(context.Background(), b.w.Secretary, b.w.Cell.ID, november, []review.FieldChange{
		b.change(b.an(), review.FieldConduct, review.Clear, ""), b.change(b.an(), review.FieldNote, strings.Repeat("ơ", 2001), ""),
	})
	if fields := apperr.FieldsOf(err); len(fields) != 1 || fields[0].Name != "1" || !strings.Contains(fields[0].Msg, "2.001") {
		t.Errorf("%v %+v, want the second change named", err, fields)
	}
	if n := b.count(t, "SELECT count(*) FROM reviews"); n != 0 {
		t.Errorf("%d rows written", n)
	}
}

func TestAMonthWrittenLateCountsTheMonthsAfterIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	worldtest.Exec(t, b.tx, `UPDATE assignments SET given_on = '2026-09-02' WHERE id = @id`, pgx.StrictNamedArgs{"id": b.task})
	worldtest.Exec(t, b.tx, `UPDATE memberships SET valid_to = '2026-11-05' WHERE member_id = @member`, pgx.StrictNamedArgs{"member": b.binh()})
	worldtest.Exec(t, b.tx, `INSERT INTO memberships (committee_id, member_id, unit_id, valid_from) VALUES (@committee, @member, @cell, '2026-11-05')`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "member": b.binh(), "cell": b.w.Far.ID})
	september := func(field review.Field, value, base string, kind review.ItemKind, id int64) {
		t.Helper()
		c := b.change(b.binh(), field, value, base)
		c.Month, c.ItemKind, c.ItemID = period.Month(2026, 9), kind, id
		if _, err := b.SaveField(ctx, b.w.Secretary, c); err != nil {
			t.Fatal(err)
		}
	}
	september(review.FieldNote, "Đã rà soát", "", review.TaskItem, b.task)
	if got := strings.Join(b.counted, ", "); got != "2026-09 ấp Đông" {
		t.Errorf("after a note the figures of %s were counted, want September's only", got)
	}
	b.counted = nil
	september(review.FieldMark, review.Done, "", review.TaskItem, b.task)
	if got := strings.Join(b.counted, ", "); got != "2026-09 ấp Đông, 2026-10 ấp Đông, 2026-11 ấp Nam" {
		t.Errorf("counted %s; want the cells in which Bình stood since", got)
	}
	september(review.FieldMark, review.NotDone, review.Done, review.TaskItem, b.task)
	if got := strings.Join(b.settled, ","); got != "0 true 2026-09-30,0 false 2026-09-30" {
		t.Errorf("settled %s; want it done by the month's end, then no longer", got)
	}
}

func TestWhoMovedIsAskedOnceAndSeesTheLaterWord(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for cell, row := range map[int64]string{b.w.Far.ID: "2026-10-10 Ở chi bộ cũ", b.w.Cell.ID: "2026-10-28 Ở chi bộ mới"} {
		at, note, _ := strings.Cut(row, " ")
		worldtest.Exec(t, b.tx, `INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, note, updated_at, updated_by)
			VALUES (@committee, @cell, '2026-10-01', @member, 'pledge', @item, 'on_track', @note, @at::date, 'x')`,
			pgx.StrictNamedArgs{"committee": b.w.Committee, "cell": cell, "member": b.an(), "item": b.items[b.an()], "note": note, "at": at})
	}
	if items := b.sheet(t).Members[0].Items; len(items) != 1 || items[0].LastNote != "Ở chi bộ mới" || items[0].LastMark != review.OnTrack {
		t.Errorf("items %+v, want one with October's later note", items)
	}
}

func TestLoadedMonthsReadLikeWrittenOnes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	sent, start := worldtest.Now, november.Start()
	err := packet.LoadTx(ctx, b.tx, b.w.Committee, []packet.Loaded{
		{CellID: b.w.Cell.ID, Month: start, State: packet.Sent, FirstSentAt: &sent, SentAt: &sent, SentBy: "A", Summary: "Một câu."},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = review.LoadTx(ctx, b.tx, b.w.Committee, review.Batch{
		Reviews: []review.LoadedReview{{CellID: b.w.Cell.ID, MemberID: b.an(), Month: start, Substantive: review.Yes, Conduct: review.Clear, UpdatedAt: sent, UpdatedBy: "A"}},
		Marks: []review.LoadedMark{
			{CellID: b.w.Cell.ID, MemberID: b.an(), Month: start, ItemKind: "pledge", ItemID: b.items[b.an()], Mark: review.NotDue, Note: "Chưa tới", UpdatedAt: sent, UpdatedBy: "A"},
			{CellID: b.w.Cell.ID, MemberID: b.binh(), Month: start, ItemKind: "task", ItemID: b.task, Note: "Chưa đánh dấu", UpdatedAt: sent, UpdatedBy: "A"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := b.sheet(t)
	an := s.Members[0]
	if s.Packet.State != packet.Sent || s.Packet.Summary != "Một câu." || an.Missing() != 1 || an.Items[0].Mark != review.NotDue {
		t.Errorf("read back %+v and %+v", s.Packet, an)
	}
}

func BenchmarkLoadMarks(bench *testing.B) {
	ctx := context.Background()
	pool := pgtest.Pool(bench)
	w := worldtest.New(bench, pool)
	members := w.Members[w.Cell.ID]
	for n := 0; bench.Loop(); n++ {
		batch := review.Batch{Marks: make([]review.LoadedMark, 100_000)}
		for i := range batch.Marks {
			batch.Marks[i] = review.LoadedMark{CellID: w.Cell.ID, MemberID: members[i%4], Month: november.Start(), ItemKind: "pledge", ItemID: int64(n*100_000 + i),
				Mark: review.OnTrack, Note: fmt.Sprintf("Đã vận động %d hộ hiến đất làm đường.", i), UpdatedAt: worldtest.Now, UpdatedBy: "A"}
		}
		tx, err := pool.Begin(ctx)
		if err != nil {
			bench.Fatal(err)
		}
		if err := review.LoadTx(ctx, tx, w.Committee, batch); err != nil {
			bench.Fatal(err)
		}
		if err := tx.Commit(ctx); err != nil {
			bench.Fatal(err)
		}
	}
}
