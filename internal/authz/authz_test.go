package authz

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
)

func secretary() Actor {
	return Actor{Committee: 1, User: 7, Name: "Bí thư", Posts: []Post{{Role: Secretary, UnitID: 31, Path: "1.7.31"}}}
}

func TestOnlyARoleWithTheActionMakesAScope(t *testing.T) {
	t.Parallel()
	a := secretary()
	if _, err := a.Scope(PacketDecide); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a secretary decides packets: %v, want Forbidden", err)
	}
	if _, err := (Actor{}).Scope(HomeRead); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("nobody reads the home page: %v, want Forbidden", err)
	}
	s, err := a.Scope(ReviewWrite)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"1.7.31": true, "1.7.31.2": true, "1.7": false, "1.7.310": false, "1.7.3": false, "2": false} {
		if got := s.Covers(path); got != want {
			t.Errorf("Covers(%q) = %t, want %t", path, got, want)
		}
	}
}

func TestAMadeUpScopePanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if v, _ := recover().(string); !strings.Contains(v, "no actor made") {
			t.Errorf("panic %q, want one about a scope that no actor made", v)
		}
	}()
	Scope{}.Args(nil)
}

func TestAQueryCannotOverrideItsScope(t *testing.T) {
	t.Parallel()
	s, err := secretary().Scope(ReviewRead)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("an argument named committee was taken")
		}
	}()
	s.Args(pgx.StrictNamedArgs{"committee": 2})
}

func TestEveryRoleSeesItsHomeAndTheAdministratorNoReview(t *testing.T) {
	t.Parallel()
	for role := range grants {
		if !Allows(role, HomeRead) {
			t.Errorf("%s has no home page", role)
		}
		if role.Label() == string(role) {
			t.Errorf("%s has no name on the screen", role)
		}
	}
	if Allows(Admin, ReviewRead) || Allows(Admin, PledgeRead) {
		t.Error("the administrator reads what members wrote")
	}
}
