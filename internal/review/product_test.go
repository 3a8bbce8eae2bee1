package review_test

import (
	"context"
	"fmt"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

// rule is who may do an action to the packet of the first cell, in which states it is done, and what becomes of it.
type rule struct {
	by  map[string]bool
	to  map[packet.State]packet.State // in other states it is a conflict
	try func(b *bundle, who authz.Actor, n int) error
}

func by(names ...string) map[string]bool {
	set := map[string]bool{}
	for _, n := range names {
		set[n] = true
	}
	return set
}

// rules are all actions on a month, the four of the packet and the two that its state lets the cell do.
func rules() map[string]rule {
	ctx := context.Background()
	moved := func(_ packet.Packet, err error) error { return err }
	const o, s, k, a, r = packet.Open, packet.Sent, packet.Taken, packet.Approved, packet.Returned
	return map[string]rule{
		"send": {by("secretary"), map[packet.State]packet.State{o: s, r: s, s: s, k: k, a: a}, func(b *bundle, who authz.Actor, _ int) error { // what was sent is not sent twice
			return moved(b.Send(ctx, who, b.w.Cell.ID, november))
		}},
		"take": {by("grassroots"), map[packet.State]packet.State{s: k, k: k}, func(b *bundle, who authz.Actor, _ int) error {
			return moved(b.Packet.Take(ctx, who, b.w.Cell.ID, november))
		}},
		"approve": {by("grassroots"), map[packet.State]packet.State{s: a, k: a, a: a}, func(b *bundle, who authz.Actor, _ int) error {
			return moved(b.Packet.Approve(ctx, who, b.w.Cell.ID, november))
		}},
		"return": {by("grassroots"), map[packet.State]packet.State{s: r, k: r}, func(b *bundle, who authz.Actor, _ int) error {
			return moved(b.Packet.Return(ctx, who, b.w.Cell.ID, november, "Ghi rõ hơn"))
		}},
		"write": {by("secretary"), map[packet.State]packet.State{o: o, r: r}, func(b *bundle, who authz.Actor, n int) error {
			an := b.w.Members[b.w.Cell.ID][0] // of whom the member of the roles is another
			var base string
			if err := b.tx.QueryRow(ctx, `SELECT note FROM marks WHERE committee_id = $1 AND month = $2 AND member_id = $3 AND item_id = $4 AND item_kind = 'pledge'`,
				b.w.Committee, november.Start(), an, b.items[an]).Scan(&base); err != nil {
				return err
			}
			_, err := b.SaveField(ctx, who, review.FieldChange{Cell: b.w.Cell.ID, Month: november, Member: an, Field: review.FieldNote,
				ItemKind: review.PledgeItem, ItemID: b.items[an], Value: fmt.Sprintf("Lần %d", n), Base: base})
			return err
		}},
		"set right": {by("secretary"), map[packet.State]packet.State{a: a}, func(b *bundle, who authz.Actor, n int) error {
			return b.Packet.AddAddendum(ctx, who, packet.AddendumDraft{Cell: b.w.Cell.ID, Month: november, Subject: "Số hộ", OldValue: "5", NewValue: "4",
				Reason: "Đếm nhầm", FormKey: fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-%012d", n)})
		}},
	}
}

// TestEveryActionInEveryStateByEveryRole asserts the whole product: who has no right or is elsewhere is refused as such, whatever the state;
// who has it is refused in words in the wrong state; and a refusal leaves the packet as it was.
func TestEveryActionInEveryStateByEveryRole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.whole(t)
	otherOrg := b.w.Grassroots
	otherOrg.Posts = []authz.Post{{Role: authz.Grassroots, UnitID: b.w.OtherOrg.ID, Path: b.w.OtherOrg.Path}}
	roles := map[string]authz.Actor{
		"secretary": b.w.Secretary, "sister": b.w.SisterSecretary, "member": b.w.Member, "grassroots": b.w.Grassroots, "other organisation": otherOrg,
		"office": b.w.Office, "leader": b.w.Leader, "admin": b.w.Admin, "stranger": b.w.Stranger,
	}
	n := 0
	for action, rule := range rules() {
		for _, state := range []packet.State{packet.Open, packet.Sent, packet.Taken, packet.Approved, packet.Returned} {
			for name, who := range roles {
				n++
				b.put(t, b.w.Cell.ID, november, state, worldtest.Now)
				err := rule.try(b, who, n)
				kind, became := apperr.KindOf(err), b.stateNow(t)
				to, fits := rule.to[state]
				switch {
				case !rule.by[name]:
					if err == nil || kind != apperr.KindForbidden && kind != apperr.KindNotFound || became != state {
						t.Errorf("%s of %s by %s: %v, then %s", action, state, name, err, became)
					}
				case fits:
					if err != nil || became != to {
						t.Errorf("%s of %s by %s: %v, then %s; want %s", action, state, name, err, became, to)
					}
				case kind != apperr.KindConflict || apperr.Message(err) == "" || became != state:
					t.Errorf("%s of %s by %s: %v, then %s; want a conflict in words", action, state, name, err, became)
				}
			}
		}
	}
	t.Logf("%d combinations", n)
}

func (b *bundle) stateNow(t *testing.T) (state packet.State) {
	t.Helper()
	err := b.tx.QueryRow(context.Background(), `SELECT state FROM packets WHERE committee_id = $1 AND cell_id = $2 AND month = $3`,
		b.w.Committee, b.w.Cell.ID, november.Start()).Scan(&state)
	if err != nil {
		t.Fatal(err)
	}
	return state
}
