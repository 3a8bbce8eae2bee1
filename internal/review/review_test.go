package review_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

var november = period.Month(2026, 11)

// bundle is a world in which An, Bình and Cúc of the first cell have a pledge each, and Bình a task as well.
type bundle struct {
	*review.Service
	w       worldtest.World
	tx      pgx.Tx
	items   map[int64]int64 // member → pledge item
	task    int64           // Bình's assignment
	changed map[int64]int   // cell → how often its figures were recomputed
	counted []string        // months and cells whose figures were recomputed, in order
	settled []string
}

func setup(t *testing.T) *bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := &bundle{w: worldtest.New(t, tx), tx: tx, items: map[int64]int64{}, changed: map[int64]int{}}
	for _, m := range b.w.Members[b.w.Cell.ID][:3] {
		b.items[m] = b.w.PledgeItem(t, tx, b.w.Cell, m, 2026, "Vận động 5 hộ hiến đất")
	}
	b.task = b.w.Task(t, tx, b.w.Cell, b.binh(), "Rà soát hộ nghèo", worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 15))
	changed := func(_ context.Context, _ pgx.Tx, committee int64, cells []int64, month period.Period) error {
		if committee != b.w.Committee {
			t.Errorf("figures of committee %d recomputed, want %d", committee, b.w.Committee)
		}
		for _, c := range cells {
			b.changed[c]++
			b.counted = append(b.counted, fmt.Sprintf("%s %s", month, b.name(c)))
		}
		return nil
	}
	b.Service = &review.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed,
		Packet: &packet.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed},
		Remedy: &remedy.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed},
		SettleTask: func(_ context.Context, _ pgx.Tx, _ authz.Actor, id int64, done bool, on time.Time) error {
			b.settled = append(b.settled, fmt.Sprintf("%d %t %s", id-b.task, done, on.Format(time.DateOnly)))
			return nil
		}}
	return b
}

func (b *bundle) name(cell int64) string {
	for _, u := range []worldtest.Unit{b.w.Cell, b.w.Sister, b.w.Far, b.w.FarSister, b.w.GrassCell} {
		if u.ID == cell {
			return strings.TrimPrefix(u.Name, "Chi bộ ")
		}
	}
	return "?"
}

func (b *bundle) an() int64   { return b.w.Members[b.w.Cell.ID][0] }
func (b *bundle) binh() int64 { return b.w.Members[b.w.Cell.ID][1] }
func (b *bundle) dung() int64 { return b.w.Members[b.w.Cell.ID][3] }

func (b *bundle) change(member int64, field review.Field, value, base string) review.FieldChange {
	c := review.FieldChange{Cell: b.w.Cell.ID, Month: november, Member: member, Field: field, Value: value, Base: base}
	if field == review.FieldMark || field == review.FieldNote {
		c.ItemKind, c.ItemID = review.PledgeItem, b.items[member]
	}
	return c
}

// whole fills everybody's month.
func (b *bundle) whole(t *testing.T) {
	t.Helper()
	var changes []review.FieldChange
	for m := range b.items {
		changes = append(changes, b.change(m, review.FieldMark, review.OnTrack, ""), b.change(m, review.FieldNote, "Thêm 2 hộ", ""),
			b.change(m, review.FieldSubstantive, review.Yes, ""), b.change(m, review.FieldResponsible, review.Partly, ""),
			b.change(m, review.FieldConduct, review.Clear, ""))
	}
	task := b.change(b.binh(), review.FieldMark, review.Done, "")
	task.ItemKind, task.ItemID = review.TaskItem, b.task
	if conflicts, err := b.SaveAll(context.Background(), b.w.Secretary, b.w.Cell.ID, november, append(changes, task)); err != nil || len(conflicts) > 0 {
		t.Fatalf("SaveAll: %v, %v", conflicts, err)
	}
}

func (b *bundle) sheet(t *testing.T) review.Sheet {
	t.Helper()
	s, err := b.Sheet(context.Background(), b.w.Secretary, b.w.Cell.ID, november)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASheetHoldsWhatIsLiveInTheMembersWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.sheet(t)
	if s.Packet.State != packet.Open || !s.Packet.DueOn.Equal(worldtest.Date(2026, 11, 25)) || s.Packet.ParentName != b.w.Org.Name {
		t.Errorf("packet = %+v", s.Packet)
	}
	if len(s.Members) != 4 || s.Members[1].FullName != "Trần Thị Bình" || len(s.Members[1].Items) != 2 || s.Members[1].Missing() != 5 {
		t.Errorf("Bình = %+v, want two items and five things missing", s.Members[1])
	}
	if d := s.Members[3]; d.Expected() || len(d.Items) != 0 || d.Missing() != 0 {
		t.Errorf("Dũng is exempt and has %+v", d)
	}
}

func TestAKeptPromiseIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	c := b.change(b.an(), review.FieldMark, review.Done, "")
	c.Month = period.Month(2026, 10)
	if _, err := b.SaveField(ctx, b.w.Secretary, c); err != nil {
		t.Fatal(err)
	}
	if items := b.sheet(t).Members[0].Items; len(items) != 0 {
		t.Errorf("after it was kept in October: %+v, want nothing", items)
	}
	october, err := b.Sheet(ctx, b.w.Secretary, b.w.Cell.ID, period.Month(2026, 10))
	if err != nil || len(october.Members[0].Items) != 1 {
		t.Errorf("October itself: %v, %v; want the item", october.Members[0].Items, err)
	}
}

func TestAFieldIsSavedOnceHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	note := b.change(b.an(), review.FieldNote, "Đã va\u0323\u0302n động 3 hộ", "") // decomposed, as some phones type
	for range 3 {
		if _, err := b.SaveField(ctx, b.w.Secretary, note); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.sheet(t).Members[0].Items[0].Note; got != "Đã vận động 3 hộ" {
		t.Errorf("note %q, want it composed", got)
	}
	var entries int
	if err := b.tx.QueryRow(ctx, "SELECT count(*) FROM audit_entries").Scan(&entries); err != nil || entries != 1 || b.changed[b.w.Cell.ID] != 1 {
		t.Errorf("%d audit entries, figures recomputed %d times, %v; want once", entries, b.changed[b.w.Cell.ID], err)
	}
}

func TestTwoWritersOfOneFieldBothSeeBothTexts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	if _, err := b.SaveField(ctx, b.w.Secretary, b.change(b.an(), review.FieldNote, "Bản thứ nhất", "")); err != nil {
		t.Fatal(err)
	}
	second := b.change(b.an(), review.FieldNote, "Bản thứ hai", "")
	_, err := b.SaveField(ctx, b.w.Secretary, second)
	var conflict *review.ConflictError
	if !errors.As(err, &conflict) || conflict.Theirs != "Bản thứ nhất" || conflict.Change.Value != "Bản thứ hai" || conflict.By != b.w.Secretary.Name {
		t.Fatalf("second writer got %v (%+v)", err, conflict)
	}
	if apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("kind %v, want Conflict", apperr.KindOf(err))
	}
	if _, err := b.SaveField(ctx, b.w.Secretary, b.change(b.an(), review.FieldMark, review.OnTrack, "")); err != nil {
		t.Errorf("another field of the same row: %v, want no conflict", err)
	}
	second.Base = conflict.Theirs
	if _, err := b.SaveField(ctx, b.w.Secretary, second); err != nil {
		t.Errorf("after choosing: %v", err)
	}
}

func TestWhatNoFieldCanHoldIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	exempt := b.change(b.dung(), review.FieldConduct, review.Clear, "")
	foreign := b.change(b.an(), review.FieldMark, review.Done, "")
	foreign.ItemID = b.items[b.binh()]
	future := b.change(b.an(), review.FieldConduct, review.Clear, "")
	future.Month = period.Month(2026, 12)
	for name, tc := range map[string]struct {
		c    review.FieldChange
		want apperr.Kind
	}{
		"too long":              {b.change(b.an(), review.FieldNote, strings.Repeat("ơ", 2001), ""), apperr.KindInvalid},
		"no such mark":          {b.change(b.an(), review.FieldMark, "xong", ""), apperr.KindInvalid},
		"no such field":         {b.change(b.an(), "khác", "x", ""), apperr.KindInvalid},
		"somebody exempt":       {exempt, apperr.KindNotFound},
		"somebody else's item":  {foreign, apperr.KindNotFound},
		"a month of the future": {future, apperr.KindInvalid},
	} {
		if _, err := b.SaveField(context.Background(), b.w.Secretary, tc.c); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestSendingNamesWhoIsMissingAndSendsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	_, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november)
	want := "Trần Thị Bình còn thiếu 5 nội dung: 2 việc chưa đánh dấu; chưa trả lời thực chất, hết trách nhiệm, 27 biểu hiện và 19 điều."
	if fields := apperr.FieldsOf(err); len(fields) != 3 || fields[1].Msg != want {
		t.Fatalf("sending a half-done month: %v %+v, want three names and what they lack", err, fields)
	}
	b.whole(t)
	if got := strings.Join(b.settled, ","); got != "0 true 2026-11-20" {
		t.Errorf("settled %q, want Bình's task on the day", got)
	}
	sum, err := b.ReadBack(ctx, b.w.Secretary, b.w.Cell.ID, november)
	if err != nil || sum.Sentence() != "4 đảng viên: 3 đã tự soi, 1 không phải tự soi; không có hạn chế đang sửa." {
		t.Errorf("read back %q, %v", sum.Sentence(), err)
	}
	first, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november)
	if err != nil || first.State != packet.Sent || first.SentBy != b.w.Secretary.Name {
		t.Fatalf("Send = %+v, %v", first, err)
	}
	if again, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november); err != nil || !again.SentAt.Equal(*first.SentAt) {
		t.Errorf("sending again: %+v, %v; want the same packet", again, err)
	}
	if _, err := b.SaveField(ctx, b.w.Secretary, b.change(b.an(), review.FieldNote, "Sửa sau khi gửi", "Thêm 2 hộ")); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("writing into a sent month: %v, want Conflict", err)
	}
}

func TestAPacketIsDecidedByTheCommitteeAbove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.whole(t)
	if _, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Packet.Approve(ctx, b.w.Office, b.w.Cell.ID, november); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the office over the grassroots committee's head: %v, want Forbidden", err)
	}
	if _, err := b.Packet.Return(ctx, b.w.Grassroots, b.w.Cell.ID, november, " x "); len(apperr.FieldsOf(err)) != 1 {
		t.Errorf("returning without a reason: %v, want a field", err)
	}
	p, err := b.Packet.Return(ctx, b.w.Grassroots, b.w.Cell.ID, november, "Ghi rõ hộ nào đã hiến đất")
	if err != nil || p.State != packet.Returned || p.ReturnReason != "Ghi rõ hộ nào đã hiến đất" {
		t.Fatalf("Return = %+v, %v", p, err)
	}
	w, err := b.Packet.Work(ctx, b.w.Secretary)
	if err != nil || len(w.Months) != 1 || w.Months[0].ReturnReason != p.ReturnReason {
		t.Errorf("the secretary's work = %+v, %v; want the returned month with its reason", w.Months, err)
	}
	if _, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november); err != nil {
		t.Fatal(err)
	}
	if w, err := b.Packet.Work(ctx, b.w.Grassroots); err != nil || len(w.Waiting) != 1 || w.Waiting[0].CellID != b.w.Cell.ID {
		t.Errorf("the grassroots committee's work = %+v, %v; want the packet", w.Waiting, err)
	}
	for _, step := range []func(context.Context, authz.Actor, int64, period.Period) (packet.Packet, error){b.Packet.Take, b.Packet.Approve, b.Packet.Approve} {
		if _, err := step(ctx, b.w.Grassroots, b.w.Cell.ID, november); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Packet.Return(ctx, b.w.Grassroots, b.w.Cell.ID, november, "Đổi ý sau khi duyệt"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("returning what was approved: %v, want Conflict", err)
	}
	lines, err := b.Packet.List(ctx, b.w.Grassroots, november)
	if err != nil || len(lines) != 2 || lines[0].State != packet.Approved || lines[0].DaysLate != 0 {
		t.Errorf("Packets = %+v, %v", lines, err)
	}
}

func TestASisterCellSeesAndWritesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	key := "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"
	d := remedy.Draft{Cell: b.w.Cell.ID, Month: november, Member: b.binh(), Shortcoming: "Đi họp trễ", Action: "Có mặt trước giờ", DueOn: worldtest.Date(2026, 12, 15), FormKey: key}
	if err := b.AddRemedy(ctx, b.w.Secretary, d); err != nil {
		t.Fatal(err)
	}
	for name, actor := range map[string]authz.Actor{"sister": b.w.SisterSecretary, "other organisation": b.w.FarSecretary} {
		for what, try := range map[string]func() error{
			"Sheet": func() error { _, err := b.Sheet(ctx, actor, b.w.Cell.ID, november); return err },
			"SaveField": func() error {
				_, err := b.SaveField(ctx, actor, b.change(b.an(), review.FieldNote, "x", ""))
				return err
			},
			"SaveAll":   func() error { _, err := b.SaveAll(ctx, actor, b.w.Cell.ID, november, nil); return err },
			"AddRemedy": func() error { return b.AddRemedy(ctx, actor, d) },
			"ReadBack":  func() error { _, err := b.ReadBack(ctx, actor, b.w.Cell.ID, november); return err },
			"Send":      func() error { _, err := b.Send(ctx, actor, b.w.Cell.ID, november); return err },
		} {
			if err := try(); apperr.KindOf(err) != apperr.KindNotFound {
				t.Errorf("%s as %s: %v, want NotFound", what, name, err)
			}
		}
		lines, err := b.Packet.List(ctx, actor, november)
		for _, l := range lines {
			if l.CellID == b.w.Cell.ID {
				t.Errorf("%s lists the first cell", name)
			}
		}
		if list, err2 := b.Remedy.Due(ctx, actor); err != nil || err2 != nil || len(list) != 0 {
			t.Errorf("%s: remedies %v, %v, %v", name, list, err, err2)
		}
	}
}
