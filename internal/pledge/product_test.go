package pledge_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/pledge"
	"tusoi/internal/worldtest"
)

// none is no sheet at all.
const none pledge.State = ""

var states = []pledge.State{none, pledge.Draft, pledge.Submitted, pledge.Approved}

// rule is who may do an action to the sheet of the first cell's member, in which states it is done, and what becomes of it.
type rule struct {
	by   string                        // everybody else is refused, or does it to a sheet of their own
	to   map[pledge.State]pledge.State // in other states it is refused in words
	bare bool                          // a sheet with nothing in it is no conflict, but lacks something
	try  func(b bundle, who authz.Actor, sheet pledge.Sheet) error
}

// rules are all that is done to one sheet, by the cell and by the member, alone and with all others of the cell.
func rules() map[string]rule {
	ctx := context.Background()
	const n, d, s, a = none, pledge.Draft, pledge.Submitted, pledge.Approved
	meeting := worldtest.Date(2026, 11, 5)
	input := func(sheet pledge.Sheet) pledge.Input {
		return pledge.Input{Version: sheet.Version, Items: []pledge.Item{item("Một việc ghi lại")}}
	}
	seen := func(b bundle, sheet pledge.Sheet) []pledge.Seen {
		return []pledge.Seen{{Member: b.w.Member.MemberID, Version: sheet.Version}}
	}
	return map[string]rule{
		"save": {"secretary", map[pledge.State]pledge.State{n: d, d: d, s: s}, false, func(b bundle, who authz.Actor, sheet pledge.Sheet) error {
			return b.Save(ctx, who, b.w.Member.MemberID, 2026, input(sheet))
		}},
		"save one's own": {"member", map[pledge.State]pledge.State{n: d, d: d}, false, func(b bundle, who authz.Actor, sheet pledge.Sheet) error {
			return b.SaveOwn(ctx, who, 2026, input(sheet))
		}},
		"submit": {"secretary", map[pledge.State]pledge.State{d: s, s: s}, true, func(b bundle, who authz.Actor, _ pledge.Sheet) error {
			return b.Submit(ctx, who, b.w.Member.MemberID, 2026)
		}},
		"submit one's own": {"member", map[pledge.State]pledge.State{d: s, s: s}, true, func(b bundle, who authz.Actor, _ pledge.Sheet) error {
			return b.SubmitOwn(ctx, who, 2026)
		}},
		"submit all": {"secretary", map[pledge.State]pledge.State{n: n, d: s, s: s, a: a}, false, func(b bundle, who authz.Actor, sheet pledge.Sheet) error {
			_, err := b.SubmitAll(ctx, who, b.w.Cell.ID, 2026, seen(b, sheet))
			return err
		}},
		"send back": {"secretary", map[pledge.State]pledge.State{s: d}, false, func(b bundle, who authz.Actor, _ pledge.Sheet) error {
			return b.SendBack(ctx, who, b.w.Member.MemberID, 2026, "Ghi rõ số hộ")
		}},
		"approve": {"secretary", map[pledge.State]pledge.State{s: a, a: a}, false, func(b bundle, who authz.Actor, _ pledge.Sheet) error {
			return b.ApproveOn(ctx, who, b.w.Member.MemberID, 2026, meeting)
		}},
		"approve all": {"secretary", map[pledge.State]pledge.State{n: n, d: d, s: a, a: a}, false, func(b bundle, who authz.Actor, sheet pledge.Sheet) error {
			_, err := b.ApproveAll(ctx, who, b.w.Cell.ID, 2026, meeting, seen(b, sheet))
			return err
		}},
		"amend": {"secretary", map[pledge.State]pledge.State{a: a}, false, func(b bundle, who authz.Actor, sheet pledge.Sheet) error {
			return b.Amend(ctx, who, b.w.Member.MemberID, 2026, pledge.Change{What: pledge.Added, Item: item("Một việc thêm"), Reason: "Chi bộ phân công thêm", On: meeting,
				Version: sheet.Version, FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a31"})
		}},
	}
}

// TestEveryActionInEveryStateByEveryRole asserts the whole product: who has no right or is elsewhere is refused as such, whatever the state;
// who has it is refused in words in the wrong state; and a refusal leaves the sheet, its items and its trail as they were.
func TestEveryActionInEveryStateByEveryRole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	otherOrg := b.w.Grassroots
	otherOrg.Posts = []authz.Post{{Role: authz.Grassroots, UnitID: b.w.OtherOrg.ID, Path: b.w.OtherOrg.Path}}
	roles := map[string]authz.Actor{
		"secretary": b.w.Secretary, "member": b.w.Member, "sister": b.w.SisterSecretary, "grassroots": b.w.Grassroots, "other organisation": otherOrg,
		"office": b.w.Office, "leader": b.w.Leader, "inspector": b.w.Inspector, "admin": b.w.Admin, "stranger": b.w.Stranger,
	}
	done := 0
	for action, rule := range rules() {
		for _, state := range states {
			for name, who := range roles {
				b.alone(t, func(b bundle) {
					sheet := b.put(t, state)
					before := b.stands(t)
					err := rule.try(b, who, sheet)
					kind, after := apperr.KindOf(err), b.stands(t)
					claim := fmt.Sprintf("%s of %q by %s", action, state, name)
					to, fits := rule.to[state]
					switch {
					case rule.by != name:
						if after != before || err == nil && who.MemberID == 0 || err != nil && kind != apperr.KindForbidden && kind != apperr.KindNotFound && who.MemberID == 0 {
							t.Errorf("%s: %v\n%s became\n%s", claim, err, before, after)
						}
					case fits:
						if done++; err != nil || b.state(t) != to {
							t.Errorf("%s: %v, then %q; want %q", claim, err, b.state(t), to)
						}
					case kind != refusal(rule, state), apperr.Message(err) == "", after != before:
						t.Errorf("%s: %v\n%s became\n%s", claim, err, before, after)
					}
				})
			}
		}
	}
	if done < 20 {
		t.Errorf("only %d combinations were done", done)
	}
}

func refusal(r rule, state pledge.State) apperr.Kind {
	if r.bare && state == none {
		return apperr.KindInvalid
	}
	return apperr.KindConflict
}

// alone does something in a savepoint that is rolled back.
func (b bundle) alone(t *testing.T, do func(bundle)) {
	t.Helper()
	inner, err := b.tx.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	service := *b.Service
	service.DB = inner
	do(bundle{&service, b.w, inner, b.changes})
	if err := inner.Rollback(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// put brings the member's sheet into a state, by the cell's own hand.
func (b bundle) put(t *testing.T, state pledge.State) pledge.Sheet {
	t.Helper()
	ctx, member := context.Background(), b.w.Member.MemberID
	steps := map[pledge.State][]func() error{pledge.Draft: {
		func() error {
			return b.Save(ctx, b.w.Secretary, member, 2026, pledge.Input{Items: []pledge.Item{item("Vận động 5 hộ hiến đất")}})
		},
	}}
	steps[pledge.Submitted] = append(steps[pledge.Draft], func() error { return b.Submit(ctx, b.w.Secretary, member, 2026) })
	steps[pledge.Approved] = append(steps[pledge.Submitted], func() error { return b.Approve(ctx, b.w.Secretary, member, 2026) })
	for _, step := range steps[state] {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	sheet, err := b.Get(ctx, b.w.Secretary, member, 2026)
	if err != nil && state != none {
		t.Fatal(err)
	}
	return sheet
}

// stands is everything that is kept of the member's sheet, and how long its trail is.
func (b bundle) stands(t *testing.T) (text string) {
	t.Helper()
	err := b.tx.QueryRow(context.Background(), `SELECT coalesce((SELECT jsonb_build_object('sheet', to_jsonb(p), 'items', (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.id) FROM pledge_items i WHERE i.pledge_id = p.id),
			'changes', (SELECT count(*) FROM pledge_amendments a WHERE a.pledge_id = p.id), 'trail', (SELECT count(*) FROM audit_entries e WHERE e.object_kind = 'pledge' AND e.object_id = p.id))
		FROM pledges p WHERE p.committee_id = @c AND p.member_id = @m AND p.year = 2026)::text, '')`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "m": b.w.Member.MemberID}).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (b bundle) state(t *testing.T) (state pledge.State) {
	t.Helper()
	err := b.tx.QueryRow(context.Background(), `SELECT coalesce((SELECT state FROM pledges WHERE committee_id = @c AND member_id = @m AND year = 2026), '')`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "m": b.w.Member.MemberID}).Scan(&state)
	if err != nil {
		t.Fatal(err)
	}
	return state
}
