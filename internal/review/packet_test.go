package review_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/worldtest"
)

type step func(context.Context, authz.Actor, int64, period.Period) (packet.Packet, error)

// steps are everything that can be done to a packet, each by who may do it.
func (b *bundle) steps() map[string]func(cell int64, m period.Period) (packet.Packet, error) {
	ctx := context.Background()
	as := func(do step, who authz.Actor) func(int64, period.Period) (packet.Packet, error) {
		return func(cell int64, m period.Period) (packet.Packet, error) { return do(ctx, who, cell, m) }
	}
	giveBack := func(ctx context.Context, a authz.Actor, cell int64, m period.Period) (packet.Packet, error) {
		return b.Packet.Return(ctx, a, cell, m, "Ghi rõ hơn")
	}
	return map[string]func(int64, period.Period) (packet.Packet, error){
		"send": as(b.Send, b.w.Secretary), "take": as(b.Packet.Take, b.w.Grassroots), "approve": as(b.Packet.Approve, b.w.Grassroots),
		"return": as(giveBack, b.w.Grassroots),
	}
}

// put sets the state of a cell's packet as it would be found, sent on the day.
func (b *bundle) put(t *testing.T, cell int64, m period.Period, state packet.State, sent time.Time) {
	t.Helper()
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at, return_reason)
		VALUES (@committee, @cell, @month, @state, @sent, @sent, 'Lý do cũ')
		ON CONFLICT (committee_id, cell_id, month) DO UPDATE SET state = EXCLUDED.state, return_reason = EXCLUDED.return_reason,
			first_sent_at = EXCLUDED.first_sent_at, sent_at = EXCLUDED.sent_at`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "cell": cell, "month": m.Start(), "state": string(state), "sent": sent})
}

func TestAPacketMovesOnlyAsTheTableSays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.whole(t)
	steps := b.steps()
	const no = packet.State("") // Conflict
	for state, want := range map[packet.State]map[string]packet.State{
		packet.Open:     {"send": packet.Sent, "take": no, "approve": no, "return": no},
		packet.Sent:     {"send": packet.Sent, "take": packet.Taken, "approve": packet.Approved, "return": packet.Returned},
		packet.Taken:    {"send": packet.Taken, "take": packet.Taken, "approve": packet.Approved, "return": packet.Returned},
		packet.Approved: {"send": packet.Approved, "take": no, "approve": packet.Approved, "return": no},
		packet.Returned: {"send": packet.Sent, "take": no, "approve": no, "return": no}, // no: with another reason
	} {
		if len(want) != len(steps) {
			t.Fatalf("%s: %d steps in the table, want %d", state, len(want), len(steps))
		}
		for name, do := range steps {
			b.put(t, b.w.Cell.ID, november, state, worldtest.Now)
			p, err := do(b.w.Cell.ID, november)
			if w := want[name]; w == no && apperr.KindOf(err) != apperr.KindConflict || w != no && (err != nil || p.State != w) {
				t.Errorf("%s in state %s: %q, %v; want %q", name, state, p.State, err, w)
			}
		}
	}
	b.put(t, b.w.Cell.ID, november, packet.Returned, worldtest.Now)
	if p, err := b.Packet.Return(context.Background(), b.w.Grassroots, b.w.Cell.ID, november, "Lý do cũ"); err != nil || p.State != packet.Returned {
		t.Errorf("the same return pressed twice: %v, %v; want it as it is", p.State, err)
	}
}

func TestTheFirstSendingCountsAndEverySendingIsKnown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.whole(t)
	first, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november)
	if err != nil {
		t.Fatal(err)
	}
	if first.Summary == "" || !first.FirstSentAt.Equal(worldtest.Now) {
		t.Errorf("sent: %+v, want a summary and the moment", first)
	}
	if _, err := b.Packet.Return(ctx, b.w.Grassroots, b.w.Cell.ID, november, "Ghi rõ hơn"); err != nil {
		t.Fatal(err)
	}
	later := worldtest.Now.AddDate(0, 0, 12)
	b.Now = func() time.Time { return later }
	b.Packet.Now = b.Now
	p, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november)
	if err != nil || !p.FirstSentAt.Equal(worldtest.Now) || !p.SentAt.Equal(later) || p.ReturnReason != "" || p.DecidedAt != nil {
		t.Errorf("sent again: %+v, %v; want the first moment kept and the return gone", p, err)
	}
	lines, err := b.Packet.List(ctx, b.w.Secretary, november)
	if err != nil || len(lines) != 1 || lines[0].DaysLate != 0 {
		t.Errorf("%+v, %v; want on time by the first sending", lines, err)
	}
	var entries int
	if err := b.tx.QueryRow(ctx, "SELECT count(*) FROM audit_entries WHERE object_kind = 'packet'").Scan(&entries); err != nil || entries != 3 {
		t.Errorf("%d audit entries of the packet, %v; want send, return, send", entries, err)
	}
}

func TestOnlyTheCommitteeAboveDecides(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	other := b.w.Grassroots
	other.Posts = []authz.Post{{Role: authz.Grassroots, UnitID: b.w.OtherOrg.ID, Path: b.w.OtherOrg.Path}}
	for _, cell := range []worldtest.Unit{b.w.Cell, b.w.GrassCell} {
		b.put(t, cell.ID, november, packet.Sent, worldtest.Now)
	}
	for name, tc := range map[string]struct {
		who  authz.Actor
		cell worldtest.Unit
		want apperr.Kind
	}{
		"the secretary":                           {b.w.Secretary, b.w.Cell, apperr.KindForbidden},
		"the leader":                              {b.w.Leader, b.w.Cell, apperr.KindForbidden},
		"a member":                                {b.w.Member, b.w.Cell, apperr.KindForbidden},
		"another organisation":                    {other, b.w.Cell, apperr.KindNotFound},
		"another committee":                       {b.w.Stranger, b.w.Cell, apperr.KindNotFound},
		"the office, over the organisation":       {b.w.Office, b.w.Cell, apperr.KindForbidden},
		"the organisation, a cell beside it":      {b.w.Grassroots, b.w.GrassCell, apperr.KindNotFound},
		"the organisation itself, no cell at all": {b.w.Grassroots, b.w.Org, apperr.KindNotFound},
	} {
		for what, do := range map[string]func() error{
			"take":    func() error { _, err := b.Packet.Take(ctx, tc.who, tc.cell.ID, november); return err },
			"approve": func() error { _, err := b.Packet.Approve(ctx, tc.who, tc.cell.ID, november); return err },
			"return":  func() error { _, err := b.Packet.Return(ctx, tc.who, tc.cell.ID, november, "Ghi rõ hơn"); return err },
		} {
			if err := do(); apperr.KindOf(err) != tc.want {
				t.Errorf("%s by %s: %v, want %v", what, name, err, tc.want)
			}
		}
	}
	if p, err := b.Packet.Approve(ctx, b.w.Office, b.w.GrassCell.ID, november); err != nil || p.State != packet.Approved || !p.DecidedHere(b.w.Office) {
		t.Errorf("the office and the cell directly under it: %+v, %v", p, err)
	}
}

func TestWorkIsWhatIsOwedAndWhatOneMayDecide(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	june, october := period.Month(2026, 6), period.Month(2026, 10)
	work := func(who authz.Actor) packet.Work {
		t.Helper()
		w, err := b.Packet.Work(ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	if w := work(b.w.Secretary); len(w.Months) != 1 || w.Months[0].Month != november || w.Months[0].Expected != 3 {
		t.Errorf("on the first day with the portal %+v, want this month only", w.Months)
	}
	if w := work(b.w.Grassroots); len(w.Late) != 0 {
		t.Errorf("late on the first day with the portal: %+v", w.Late)
	}
	b.put(t, b.w.Cell.ID, june, packet.Sent, worldtest.Date(2026, 6, 20))
	b.put(t, b.w.GrassCell.ID, june, packet.Taken, worldtest.Date(2026, 6, 20))
	if got := months(work(b.w.Secretary)); got != "2026-07 2026-08 2026-09 2026-10 2026-11 " {
		t.Errorf("the secretary owes %s", got)
	}
	if got := months(work(b.w.SisterSecretary)); got != "2026-06 2026-07 2026-08 2026-09 2026-10 2026-11 " {
		t.Errorf("the sister's secretary owes %s, though nobody wrote there yet", got)
	}
	w := work(b.w.Grassroots)
	if len(w.Waiting) != 1 || w.Waiting[0].CellID != b.w.Cell.ID || w.Waiting[0].Month != june || len(w.Months) != 0 {
		t.Errorf("the organisation waits with %+v, want June of its own cell", w.Waiting)
	}
	if len(w.Late) != 2 || w.Late[0].Month != october || w.Late[0].DaysLate != 25 {
		t.Errorf("late: %+v, want both cells since 26 October", w.Late)
	}
	if w := work(b.w.Office); len(w.Waiting) != 1 || w.Waiting[0].CellID != b.w.GrassCell.ID || len(w.Late) != 5 {
		t.Errorf("the office: waiting %+v, %d late; want the cell directly under it, and all five", w.Waiting, len(w.Late))
	}
	for name, who := range map[string]authz.Actor{"member": b.w.Member, "leader": b.w.Leader, "admin": b.w.Admin, "stranger": b.w.Stranger} {
		if w := work(who); len(w.Months)+len(w.Waiting)+len(w.Late) != 0 {
			t.Errorf("%s has work in this world: %+v", name, w)
		}
	}
}

func months(w packet.Work) (list string) {
	for _, m := range w.Months {
		list += m.Month.String() + " "
	}
	return list
}

func TestACellWithNobodyToReviewOwesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.put(t, b.w.Sister.ID, period.Month(2026, 6), packet.Approved, worldtest.Date(2026, 6, 20))
	worldtest.Exec(t, b.tx, `UPDATE memberships SET state = 'away' WHERE unit_id = @cell`, pgx.StrictNamedArgs{"cell": b.w.Cell.ID})
	if w, err := b.Packet.Work(ctx, b.w.Secretary); err != nil || len(w.Months) != 0 {
		t.Errorf("%+v, %v; want no month", w.Months, err)
	}
	lines, err := b.Packet.List(ctx, b.w.Secretary, period.Month(2026, 10))
	if err != nil || len(lines) != 1 || lines[0].DaysLate != 0 || lines[0].Owed {
		t.Errorf("%+v, %v; want one line and nothing late", lines, err)
	}
	if _, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("sending nothing: %v, want Invalid", err)
	}
}

func TestACellOwesTheMonthsAtWhoseEndItStands(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	worldtest.Exec(t, b.tx, `UPDATE units SET valid_from = '2026-10-15' WHERE id = @cell`, pgx.StrictNamedArgs{"cell": b.w.Cell.ID})
	b.put(t, b.w.Sister.ID, period.Month(2026, 6), packet.Approved, worldtest.Date(2026, 6, 20))
	w, err := b.Packet.Work(ctx, b.w.Secretary)
	if got := months(w); err != nil || got != "2026-10 2026-11 " {
		t.Errorf("owes %s, %v; want the months at whose end it stood", got, err)
	}
	worldtest.Exec(t, b.tx, `UPDATE units SET valid_to = '2026-11-10' WHERE id = @cell`, pgx.StrictNamedArgs{"cell": b.w.Cell.ID})
	if w, err := b.Packet.Work(ctx, b.w.Secretary); err != nil || months(w) != "2026-10 " {
		t.Errorf("closed in November, it owes %s, %v", months(w), err)
	}
	for name, do := range b.steps() {
		if _, err := do(b.w.Cell.ID, period.Month(2026, 9)); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s of September: %v, want NotFound", name, err)
		}
	}
	var made int
	if err := b.tx.QueryRow(ctx, "SELECT count(*) FROM packets WHERE cell_id = $1", b.w.Cell.ID).Scan(&made); err != nil || made != 0 {
		t.Errorf("%d packets made for a month in which there was no cell, %v", made, err)
	}
}

// What is kept, and later printed, beside a step names both: who did it and for whom.
func TestAPacketIsSignedForWhomOneStandsIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.whole(t)
	neighbour := b.w.SisterSecretary
	neighbour.Posts = append(slices.Clone(neighbour.Posts),
		authz.Post{Role: authz.Secretary, UnitID: b.w.Cell.ID, UnitName: b.w.Cell.Name, Path: b.w.Cell.Path, Behalf: "Bí thư ấp Đông"},
		authz.Post{Role: authz.Grassroots, UnitID: b.w.Org.ID, UnitName: b.w.Org.Name, Path: b.w.Org.Path, Behalf: "Bí thư Đảng ủy xã Một"})
	p, err := b.Send(ctx, neighbour, b.w.Cell.ID, november)
	if err != nil || p.SentBy != "Bí thư ấp Tây, thay mặt Bí thư ấp Đông" {
		t.Errorf("sent by %q, %v", p.SentBy, err)
	}
	p, err = b.Packet.Approve(ctx, neighbour, b.w.Cell.ID, november)
	if err != nil || p.DecidedBy != "Bí thư ấp Tây, thay mặt Bí thư Đảng ủy xã Một" {
		t.Errorf("decided by %q, %v", p.DecidedBy, err)
	}
}
