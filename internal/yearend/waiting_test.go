package yearend_test

import (
	"context"
	"testing"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/worldtest"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
)

// waits asks for everybody at once: own form, number to comment on, number to decide.
func (b bundle) waits(t *testing.T, when string, want map[string][3]int) {
	t.Helper()
	for name, a := range map[string]authz.Actor{
		"member": b.Member, "secretary": b.Secretary, "sister": b.SisterSecretary, "far": b.FarSecretary, "grassroots": b.Grassroots,
		"office": b.Office, "leader": b.Leader, "admin": b.Admin, "stranger": b.Stranger,
	} {
		w, err := b.Waiting(context.Background(), a)
		must(t, err)
		var got [3]int
		if w.Own != nil {
			got[0] = 1
		}
		for _, p := range w.Comment {
			got[1] += p.Forms
		}
		for _, p := range w.Decide {
			got[2] += p.Forms
		}
		if got != want[name] || w.None() != (got == [3]int{}) {
			t.Errorf("%s: %s has %v waiting, want %v", when, name, got, want[name])
		}
	}
}

func TestAFormWaitsForOneAfterTheOtherAndForNobodyElse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	everybody := func(member, secretary, grassroots [3]int) map[string][3]int {
		return map[string][3]int{"member": member, "secretary": secretary, "grassroots": grassroots, "sister": {1}, "far": {1}}
	}
	b.waits(t, "nobody began", everybody([3]int{1}, [3]int{1}, [3]int{}))
	must(t, b.Save(ctx, b.Member, b.binh, 2026, whole("2C", 0), false))
	b.waits(t, "a draft", everybody([3]int{1}, [3]int{1}, [3]int{}))
	must(t, b.Save(ctx, b.Member, b.binh, 2026, whole("2C", 1), true))
	b.waits(t, "handed in", everybody([3]int{}, [3]int{1, 1}, [3]int{}))
	must(t, b.Save(ctx, b.Secretary, b.an, 2026, whole("2B", 0), true))
	b.waits(t, "the secretary's own does not wait for the secretary", everybody([3]int{}, [3]int{0, 1}, [3]int{}))
	must(t, b.Comment(ctx, b.Secretary, b.binh, 2026, remark(2)))
	b.waits(t, "commented", everybody([3]int{}, [3]int{}, [3]int{0, 0, 1}))
	_, err := b.Decide(ctx, b.Grassroots, b.World.Cell.ID, 2026, worldtest.Date(2026, 11, 20), []yearend.Decision{{MemberID: b.binh, Version: 3, Level: form.Good}})
	must(t, err)
	b.waits(t, "decided", everybody([3]int{}, [3]int{}, [3]int{}))
}

func TestAFormThatNobodyBeganIsDueUntilTheEndOfMarch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for day, want := range map[time.Time]int{worldtest.Date(2026, 11, 1): 2026, worldtest.Date(2027, 3, 31): 2026, worldtest.Date(2027, 4, 1): 0} {
		b.Now = func() time.Time { return day }
		w, err := b.Waiting(context.Background(), b.Member)
		must(t, err)
		got := 0
		if w.Own != nil {
			got = w.Own.Year
		}
		if got != want {
			t.Errorf("on %s the form of %d is due, want %d", day.Format("02/01/2006"), got, want)
		}
	}
	b.Now = func() time.Time { return worldtest.Date(2026, 12, 1) }
	exempt := b.Member
	exempt.MemberID = b.dung
	if w, err := b.Waiting(context.Background(), exempt); err != nil || w.Own != nil {
		t.Errorf("who is exempt has %+v due, %v", w.Own, err)
	}
}
