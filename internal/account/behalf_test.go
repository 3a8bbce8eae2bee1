package account_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/worldtest"
)

// lendable is the term of an office that somebody else holds.
func (m managed) lendable(t *testing.T, user int64, unit worldtest.Unit) int64 {
	t.Helper()
	list, err := m.Lendable(context.Background(), m.w.Admin, user)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list {
		if o.Role == authz.Member {
			t.Errorf("a member's own office can be lent: %+v", o)
		}
		if o.UnitID == unit.ID {
			return o.ID
		}
	}
	t.Fatalf("no office of %s can be lent: %+v", unit.Name, list)
	return 0
}

func TestAnOfficeHeldForSomebodyElseEndsOnItsDay(t *testing.T) {
	t.Parallel()
	m := manage(t)
	ctx := context.Background()
	f := m.create(t, "aptu")
	day := worldtest.Date(2026, 11, 20)
	l := account.Lending{Term: m.lendable(t, f.ID, m.w.Sister), From: day.AddDate(0, 0, 1), Until: day.AddDate(0, 0, 3)}
	if err := m.Lend(ctx, m.w.Admin, f.ID, l); err != nil {
		t.Fatal(err)
	}
	if err := m.Lend(ctx, m.w.Admin, f.ID, l); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("the same again: %v, want Conflict", err)
	}
	for after, want := range []bool{false, true, true, true, false} { // days from today
		*m.now = worldtest.Now.AddDate(0, 0, after)
		s, err := m.SignIn(ctx, m.w.Committee, "aptu", f.Password, "")
		if err != nil {
			t.Fatal(err)
		}
		a := m.actor(t, s)
		if a.Lent() != want || a.Posts[0].Behalf != "" {
			t.Errorf("after %d days the offices are %+v, want the lent one %v and the own one first", after, a.Posts, want)
		}
		if got := a.Behalf(authz.PacketSend, m.w.Sister.Path); want && got != "Bí thư ấp Tây" {
			t.Errorf("after %d days a month of the sister cell is sent for %q", after, got)
		}
	}
	if trail := strings.Join(m.notes(t), "\n"); !strings.Contains(trail, "Giao cho Nguyễn Văn Tư (“aptu”) thay mặt Bí thư ấp Tây: Chi ủy, Chi bộ ấp Tây, từ 21/11/2026 đến hết 23/11/2026") {
		t.Errorf("the trail is\n%s", trail)
	}
}

func TestAnOfficeIsLentOnlyWhereAndAsLongAsItMay(t *testing.T) {
	t.Parallel()
	m := manage(t)
	ctx := context.Background()
	f := m.create(t, "aptu")
	day := worldtest.Date(2026, 11, 20)
	sister, own := m.lendable(t, f.ID, m.w.Sister), m.lendable(t, m.w.SisterSecretary.User, m.w.Cell)
	for name, tc := range map[string]struct {
		actor authz.Actor
		l     account.Lending
		want  apperr.Kind
	}{
		"from yesterday":             {m.w.Admin, account.Lending{Term: sister, From: day.AddDate(0, 0, -1), Until: day}, apperr.KindInvalid},
		"ending before it begins":    {m.w.Admin, account.Lending{Term: sister, From: day.AddDate(0, 0, 2), Until: day}, apperr.KindInvalid},
		"a day more than a year":     {m.w.Admin, account.Lending{Term: sister, From: day, Until: day.AddDate(1, 0, 0)}, apperr.KindInvalid},
		"no office":                  {m.w.Admin, account.Lending{From: day, Until: day}, apperr.KindInvalid},
		"an office that is nobody's": {m.w.Admin, account.Lending{Term: 1 << 40, From: day, Until: day}, apperr.KindInvalid},
		"an office held already":     {m.w.Admin, account.Lending{Term: own, From: day, Until: day}, apperr.KindConflict},
		"by a secretary":             {m.w.SisterSecretary, account.Lending{Term: sister, From: day, Until: day}, apperr.KindForbidden},
	} {
		if err := m.Lend(ctx, tc.actor, f.ID, tc.l); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := m.Lend(ctx, m.w.Admin, f.ID, account.Lending{Term: sister, From: day, Until: day.AddDate(1, 0, -1)}); err != nil {
		t.Errorf("a whole year: %v", err)
	}
	list, err := m.Lendable(ctx, m.w.Admin, m.w.SisterSecretary.User)
	for _, o := range list {
		if o.UnitID == m.w.Sister.ID {
			t.Errorf("one's own office, or a lent one, can be lent: %+v", o)
		}
	}
	if err != nil {
		t.Error(err)
	}
}

// Ended early, by the end of the office it stands for, or with the account of whom it stands for: at once it opens nothing.
func TestALentOfficeEndsEarlyAndWithTheOfficeItStandsFor(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(m managed, lent, holder, term int64) error{
		"ended early": func(m managed, lent, _, _ int64) error {
			a, err := m.Get(context.Background(), m.w.Admin, lent)
			if err != nil {
				return err
			}
			for _, o := range a.Terms {
				if o.Behalf != "" {
					return m.EndTerm(context.Background(), m.w.Admin, lent, o.ID)
				}
			}
			return apperr.NotFound("")
		},
		"the office ends": func(m managed, _, holder, term int64) error {
			if err := m.Give(context.Background(), m.w.Admin, holder, account.Opening{Role: authz.Member, UnitID: m.w.Sister.ID}); err != nil {
				return err
			}
			return m.EndTerm(context.Background(), m.w.Admin, holder, term)
		},
		"the account is closed": func(m managed, _, holder, _ int64) error {
			return m.Close(context.Background(), m.w.Admin, holder)
		},
	} {
		for begun, days := range map[string]int{"on its first day": 0, "later": 5, "before it began": -5} {
			t.Run(name+" "+begun, func(t *testing.T) {
				t.Parallel()
				m := manage(t)
				ctx := context.Background()
				f := m.create(t, "aptu")
				s, err := m.SignIn(ctx, m.w.Committee, "aptu", f.Password, "")
				if err != nil {
					t.Fatal(err)
				}
				term, day := m.lendable(t, f.ID, m.w.Sister), worldtest.Date(2026, 11, 20)
				from := day.AddDate(0, 0, max(0, -days))
				if err := m.Lend(ctx, m.w.Admin, f.ID, account.Lending{Term: term, From: from, Until: day.AddDate(0, 1, 0)}); err != nil {
					t.Fatal(err)
				}
				*m.now = m.now.AddDate(0, 0, max(0, days))
				if days >= 0 && !m.actor(t, s).Lent() {
					t.Fatal("the lent office is not held")
				}
				if err := end(m, f.ID, m.w.SisterSecretary.User, term); err != nil {
					t.Fatal(err)
				}
				*m.now = m.now.Add(6 * 24 * time.Hour)
				if a := m.actor(t, s); a.Lent() || len(a.Posts) != 1 {
					t.Errorf("the offices are %+v, want the own one", a.Posts)
				}
			})
		}
	}
}

func TestAnAdministratorSeesWhereSomebodyIsSignedInAndEndsIt(t *testing.T) {
	t.Parallel()
	m := manage(t)
	ctx := context.Background()
	f := m.create(t, "aptu")
	for range 3 {
		if _, err := m.SignIn(ctx, m.w.Committee, "aptu", f.Password, ""); err != nil {
			t.Fatal(err)
		}
	}
	if a, err := m.Get(ctx, m.w.Admin, f.ID); err != nil || a.Places != 3 {
		t.Errorf("signed in at %d places, %v; want 3", a.Places, err)
	}
	if err := m.SignOutEverywhere(ctx, m.w.Secretary, f.ID); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("by a secretary: %v", err)
	}
	if err := m.SignOutEverywhere(ctx, m.w.Admin, m.w.Stranger.User); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("an account of another committee: %v", err)
	}
	if err := m.SignOutEverywhere(ctx, m.w.Admin, f.ID); err != nil {
		t.Fatal(err)
	}
	if a, err := m.Get(ctx, m.w.Admin, f.ID); err != nil || a.Places != 0 {
		t.Errorf("afterwards signed in at %d places, %v", a.Places, err)
	}
	if _, err := m.SignIn(ctx, m.w.Committee, "aptu", f.Password, ""); err != nil {
		t.Errorf("the password is another one: %v", err)
	}
	if trail := strings.Join(m.notes(t), "\n"); !strings.Contains(trail, "Đăng xuất mọi nơi tài khoản “aptu” của Nguyễn Văn Tư") {
		t.Errorf("the trail is\n%s", trail)
	}
}
