package substance_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/substance"
	"tusoi/internal/worldtest"
)

var november = period.Month(2026, 11)

// Texts of people who have nothing to do with each other, and one that goes round.
const (
	road   = "Đến từng nhà ở tổ bốn vận động, ba hộ đồng ý lùi hàng rào, còn hộ ông Sáu chờ con trai về."
	school = "Phụ đạo em Khoa và em Ngân chiều thứ năm, em Ngân đã biết chia hai chữ số."
	phrase = "Bản thân luôn thực hiện tốt nhiệm vụ được giao theo kế hoạch của chi bộ."
)

type bundle struct {
	*substance.Service
	worldtest.World
	tx   pgx.Tx
	item int64
}

func setup(t *testing.T) *bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	return &bundle{&substance.Service{DB: tx}, worldtest.New(t, tx), tx, 1000}
}

// say marks something of a member's month, with a note.
func (b *bundle) say(t *testing.T, cell worldtest.Unit, member int64, m period.Period, mark, note string) {
	t.Helper()
	b.item++
	args := pgx.StrictNamedArgs{"c": b.Committee, "cell": cell.ID, "m": member, "month": m.Start()}
	worldtest.Exec(t, b.tx, `INSERT INTO reviews (committee_id, cell_id, member_id, month, updated_at, updated_by)
		VALUES (@c, @cell, @m, @month, now(), 'thử') ON CONFLICT DO NOTHING`, args)
	args["item"], args["mark"], args["note"] = b.item, mark, note
	worldtest.Exec(t, b.tx, `INSERT INTO marks (committee_id, cell_id, member_id, month, item_kind, item_id, mark, note, updated_at, updated_by)
		VALUES (@c, @cell, @m, @month, 'pledge', @item, @mark, @note, now(), 'thử')`, args)
}

// send sends a cell's month at a time, and makes it ready.
func (b *bundle) send(t *testing.T, cell worldtest.Unit, m period.Period, at time.Time) {
	t.Helper()
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at)
		VALUES (@c, @cell, @month, 'sent', @at, @at)
		ON CONFLICT (committee_id, cell_id, month) DO UPDATE SET sent_at = EXCLUDED.sent_at`,
		pgx.StrictNamedArgs{"c": b.Committee, "cell": cell.ID, "month": m.Start(), "at": at})
	if err := b.Prepare(context.Background(), b.Committee, m); err != nil {
		t.Fatal(err)
	}
}

// look is what an actor finds in the first cell's November.
func (b *bundle) look(t *testing.T, actor authz.Actor) substance.Findings {
	t.Helper()
	f, err := b.Look(context.Background(), actor, b.Cell.ID, november)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// told are findings in a few words: "An again 100 2; Bình hollow 0 0".
func told(f substance.Findings) string {
	var list []string
	for _, p := range f.People {
		for _, g := range p.Flags {
			list = append(list, fmt.Sprintf("%s %s %d %d", p.Name[strings.LastIndexByte(p.Name, ' ')+1:], g.Kind, g.Share/100, g.More+len(g.Others)))
		}
	}
	return strings.Join(list, "; ")
}

func TestWhatAMonthIsPointedOutFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	an, binh, cuc := b.Members[b.Cell.ID][0], b.Members[b.Cell.ID][1], b.Members[b.Cell.ID][2]
	for claim, tc := range map[string]struct {
		say  func(*testing.T)
		want string
	}{
		"nobody said anything": {func(*testing.T) {}, ""},
		"one's own of two earlier months": {func(t *testing.T) {
			b.say(t, b.Cell, an, november, "on_track", road)
			b.say(t, b.Cell, an, november.Prev(), "on_track", "Trong tháng 10, "+road)
			b.say(t, b.Cell, an, period.Month(2026, 5), "on_track", road)
		}, "An again 100 1"},
		"older than half a year": {func(t *testing.T) {
			b.say(t, b.Cell, an, november, "on_track", road)
			b.say(t, b.Cell, an, period.Month(2026, 4), "on_track", road)
		}, ""},
		"a comrade's, in two notes": {func(t *testing.T) {
			b.say(t, b.Cell, binh, november, "on_track", road+" "+school)
			b.say(t, b.Cell, cuc, november, "on_track", school)
			b.say(t, b.Cell, cuc, november, "done", road)
		}, "Bình shared 100 1"},
		"nothing but phrases, by everybody": {func(t *testing.T) {
			for _, m := range []int64{an, binh, cuc} {
				b.say(t, b.Cell, m, november, "on_track", phrase)
			}
		}, "An hollow 0 0; Bình hollow 0 0; Cúc hollow 0 0"},
		"short answers, every month": {func(t *testing.T) {
			for _, m := range []int64{an, binh} {
				b.say(t, b.Cell, m, november, "not_due", "Chưa đến hạn.")
				b.say(t, b.Cell, m, november.Prev(), "not_due", "Chưa đến hạn.")
			}
		}, ""},
		"different work": {func(t *testing.T) {
			b.say(t, b.Cell, an, november, "on_track", road)
			b.say(t, b.Cell, binh, november, "on_track", school)
		}, ""},
	} {
		inner, err := b.tx.Begin(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		tc.say(t)
		for name, find := range map[string]func(context.Context, authz.Actor, int64, period.Period) (substance.Findings, error){"look": b.Look, "own": b.Own} {
			f, err := find(context.Background(), b.Grassroots, b.Cell.ID, november)
			if err != nil || told(f) != tc.want || len(f.Clean) > 0 {
				t.Errorf("%s, %s: %q %v, %v; want %q", claim, name, told(f), f.Clean, err, tc.want)
			}
		}
		if err := inner.Rollback(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// A text of another cell is quoted to who may read both; to others only that there is one.
func TestAnotherCellsTextStaysWithItsReaders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(t, b.Cell, b.Members[b.Cell.ID][0], november, "on_track", road)
	b.say(t, b.Sister, b.Members[b.Sister.ID][1], november, "on_track", road+" Riêng Tây.")
	b.say(t, b.Far, b.Members[b.Far.ID][2], november, "on_track", road+" Riêng Nam.")
	for _, c := range []worldtest.Unit{b.Cell, b.Sister, b.Far} {
		b.send(t, c, november, worldtest.Now)
	}
	for _, tc := range []struct {
		actor      authz.Actor
		other      string // the cell that is quoted, "" for none
		more       int
		has, lacks []string
	}{
		{b.Secretary, "", 1, nil, []string{"Riêng", b.Sister.Name, b.Far.Name, "Bình", "Cúc"}},
		{b.Grassroots, b.Sister.Name, 1, []string{"Riêng Tây", "Bình"}, []string{"Riêng Nam", b.Far.Name, "Cúc"}},
		{b.Office, b.Sister.Name, 1, []string{"Riêng Tây"}, nil},
	} {
		f := b.look(t, tc.actor)
		if len(f.People) != 1 || len(f.People[0].Flags) != 1 {
			t.Errorf("%s: %s", tc.actor.Name, told(f))
			continue
		}
		g := f.People[0].Flags[0]
		if g.Kind != substance.Elsewhere || g.Share < 8500 || g.More != tc.more || (g.Other == nil) != (tc.other == "") || g.Other != nil && g.Other.CellName != tc.other {
			t.Errorf("%s: %+v, other %+v", tc.actor.Name, g, g.Other)
		}
		all, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range tc.has {
			if !strings.Contains(string(all), s) {
				t.Errorf("%s does not read %q", tc.actor.Name, s)
			}
		}
		for _, s := range tc.lacks {
			if strings.Contains(string(all), s) {
				t.Errorf("%s reads %q: %s", tc.actor.Name, s, all)
			}
		}
	}
	if f, err := b.Own(context.Background(), b.Secretary, b.Cell.ID, november); err != nil || !f.None() {
		t.Errorf("before sending, others are compared: %s, %v", told(f), err)
	}
}

func TestAMonthOfAnotherBranchDoesNotExist(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(t, b.Cell, b.Members[b.Cell.ID][0], november, "on_track", phrase)
	for name, tc := range map[string]struct {
		actor authz.Actor
		want  apperr.Kind
	}{
		"a sister cell's secretary": {b.SisterSecretary, apperr.KindNotFound}, "another branch": {b.FarSecretary, apperr.KindNotFound},
		"another committee": {b.Stranger, apperr.KindNotFound}, "a member": {b.Member, apperr.KindForbidden}, "an administrator": {b.Admin, apperr.KindForbidden},
		"the standing board": {b.Leader, apperr.KindForbidden},
	} {
		_, err := b.Look(context.Background(), tc.actor, b.Cell.ID, november)
		_, own := b.Own(context.Background(), tc.actor, b.Cell.ID, november)
		if apperr.KindOf(err) != tc.want || apperr.KindOf(own) != tc.want {
			t.Errorf("%s: %v and %v, want %v", name, err, own, tc.want)
		}
	}
}

// Who moved takes their past along only for readers of both cells.
func TestThePastInAnotherCellIsReadOnlyByWhoMay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	moved := b.Members[b.Far.ID][1]
	b.say(t, b.Far, moved, november.Prev(), "on_track", road)
	worldtest.Exec(t, b.tx, `UPDATE memberships SET unit_id = @cell WHERE member_id = @m`, pgx.StrictNamedArgs{"cell": b.Cell.ID, "m": moved})
	b.say(t, b.Cell, moved, november, "on_track", road)
	for _, a := range []authz.Actor{b.Secretary, b.Grassroots} {
		if f := b.look(t, a); !f.None() {
			t.Errorf("%s reads the past in a cell of another branch: %s", a.Name, told(f))
		}
	}
	f := b.look(t, b.Office)
	if told(f) != "Bình again 100 0" || f.People[0].Flags[0].Other.CellName != b.Far.Name {
		t.Errorf("the office finds %q", told(f))
	}
}

// Forty equal texts are one finding, and not forty times thirty-nine.
func TestACellThatCopiesThroughoutIsOneFinding(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `
WITH m AS (
    INSERT INTO members (committee_id, full_name, family_name, given_name, card_number, updated_at)
    SELECT @c, 'Lê Văn B' || i, 'Lê', 'B' || i, '99.' || i, now() FROM generate_series(1, 40) i RETURNING id)
INSERT INTO memberships (committee_id, member_id, unit_id, valid_from) SELECT @c, id, @u, '2015-01-01' FROM m`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.Cell.ID})
	rows, _ := b.tx.Query(context.Background(), `SELECT member_id FROM memberships WHERE unit_id = $1 AND state = 'active'`, b.Cell.ID)
	all, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		b.say(t, b.Cell, m, november, "on_track", road)
	}
	b.say(t, b.Far, b.Members[b.Far.ID][0], november, "on_track", road)
	b.send(t, b.Far, november, worldtest.Now)
	f := b.look(t, b.Office) // the cell itself was not sent yet
	if told(f) != fmt.Sprintf("An shared 100 %d", len(all)-1) {
		t.Errorf("found %s", told(f))
	}
}

func TestWhatIsSentAgainIsReadAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(t, b.Cell, b.Members[b.Cell.ID][0], november, "on_track", road)
	b.say(t, b.Far, b.Members[b.Far.ID][0], november, "on_track", road)
	b.send(t, b.Cell, november, worldtest.Now)
	b.send(t, b.Far, november, worldtest.Now)
	if got := told(b.look(t, b.Office)); got != "An elsewhere 100 0" {
		t.Fatalf("found %q", got)
	}
	worldtest.Exec(t, b.tx, `UPDATE marks SET note = @note WHERE cell_id = @cell`, pgx.StrictNamedArgs{"cell": b.Far.ID, "note": school})
	if err := b.Prepare(context.Background(), b.Committee, november); err != nil {
		t.Fatal(err)
	}
	if got := told(b.look(t, b.Office)); got != "An elsewhere 100 0" {
		t.Errorf("what was not sent again is read again: %q", got)
	}
	b.send(t, b.Far, november, worldtest.Now.Add(time.Hour))
	if got := told(b.look(t, b.Office)); got != "" {
		t.Errorf("the text of before is still found: %q", got)
	}
}

func TestThreeMonthsWithoutAShortcoming(t *testing.T) {
	t.Parallel()
	b := setup(t)
	an, binh, cuc := b.Members[b.Cell.ID][0], b.Members[b.Cell.ID][1], b.Members[b.Cell.ID][2]
	for m, n := november, 0; n < 3; m, n = m.Prev(), n+1 {
		b.say(t, b.Cell, an, m, "on_track", "")
		b.say(t, b.Cell, binh, m, map[bool]string{true: "not_done", false: "done"}[n == 2], "")
		if n != 1 { // Cúc was silent in October
			b.say(t, b.Cell, cuc, m, "done", "")
		}
	}
	if f := b.look(t, b.Secretary); !slices.Equal(f.Clean, []string{"Nguyễn Văn An"}) || len(f.People) > 0 {
		t.Errorf("clean: %v, want An alone; %s", f.Clean, told(f))
	}
	worldtest.Exec(t, b.tx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, form_key, updated_at)
		VALUES (@c, @cell, @m, '2026-09-01', 'Đi họp trễ', 'Đi sớm', '2026-10-10', '2026-10-10', gen_random_uuid(), now())`,
		pgx.StrictNamedArgs{"c": b.Committee, "cell": b.Cell.ID, "m": an})
	if f := b.look(t, b.Secretary); len(f.Clean) > 0 {
		t.Errorf("who mends something is pointed out: %v", f.Clean)
	}
}
