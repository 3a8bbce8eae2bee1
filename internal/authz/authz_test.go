package authz

import (
	"slices"
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

func TestTheNearestOfficeTellsForWhomSomethingIsDone(t *testing.T) {
	t.Parallel()
	own := func(r Role, path string) Post { return Post{Role: r, Path: path} }
	lent := func(r Role, path string) Post { return Post{Role: r, Path: path, Behalf: "Trần Thị Hạnh"} }
	for name, tc := range map[string]struct {
		posts  []Post
		action Action
		path   string
		want   string
	}{
		"an own office":                           {[]Post{own(Secretary, "1.2.3")}, PacketSend, "1.2.3", "Lê Tư"},
		"a lent office":                           {[]Post{lent(Secretary, "1.2.3")}, PacketSend, "1.2.3", "Lê Tư, thay mặt Trần Thị Hạnh"},
		"own here, lent there":                    {[]Post{own(Secretary, "1.2.3"), lent(Secretary, "1.2.4")}, PacketSend, "1.2.3", "Lê Tư"},
		"lent here, own there":                    {[]Post{own(Secretary, "1.2.3"), lent(Secretary, "1.2.4")}, PacketSend, "1.2.4", "Lê Tư, thay mặt Trần Thị Hạnh"},
		"both here":                               {[]Post{lent(Secretary, "1.2.3"), own(Secretary, "1.2.3")}, PacketSend, "1.2.3", "Lê Tư"},
		"an own office that brings no such right": {[]Post{own(Secretary, "1.2.3"), lent(Grassroots, "1.2")}, PacketDecide, "1.2.3", "Lê Tư, thay mặt Trần Thị Hạnh"},
		"lent above a cell":                       {[]Post{own(Grassroots, "1.2"), lent(Grassroots, "1.20")}, PacketDecide, "1.20.3", "Lê Tư, thay mặt Trần Thị Hạnh"},
		"nowhere":                                 {nil, PacketSend, "1.2.3", "Lê Tư"},
	} {
		a := Actor{Name: "Lê Tư", Posts: tc.posts}
		if got := a.Signature(tc.action, tc.path); got != tc.want {
			t.Errorf("%s: signed %q, want %q", name, got, tc.want)
		}
	}
	if (Actor{Posts: []Post{own(Admin, "1")}}).Lent() || !(Actor{Posts: []Post{lent(Admin, "1")}}).Lent() {
		t.Error("own and lent offices are taken for each other")
	}
}

func TestTheInspectionBoardReadsNoReviewAndImportsNoMembers(t *testing.T) {
	t.Parallel()
	for _, a := range []Action{ReviewRead, PacketRead, PledgeRead, ImportRun, MemberWrite, UnitWrite, AuditRead, AccountWrite, AwardWrite, ScoreWrite} {
		if Allows(Inspector, a) {
			t.Errorf("the inspection board may %s", a)
		}
	}
	for _, r := range []Role{Office, Leader, Admin, Secretary, Member} {
		if Allows(r, DisciplineRead) || Allows(r, DisciplineWrite) {
			t.Errorf("%s reads who was disciplined", r)
		}
	}
	if !Inspector.NeedsFactor() {
		t.Error("a password alone opens the book of discipline")
	}
}

// Traces of what not everybody may know of are open to who may read it everywhere, not to who may in a part.
func TestClosedTracesOpenOnlyToWhoReadsThemEverywhere(t *testing.T) {
	t.Parallel()
	board := Actor{Committee: 1, Posts: []Post{{Role: Inspector, Path: "1"}}}
	part := Actor{Committee: 1, Posts: []Post{{Role: Grassroots, Path: "1.2"}}}
	if len(board.Closed()) != 0 || len(System(1, "1", "job").Closed()) != 0 {
		t.Error("who reads everything is kept out")
	}
	for name, list := range map[string][]string{"a part": part.Closed(), "nobody": Actor{}.Closed(), "by another right": ClosedTo(UnitRead)} {
		if slices.Sort(list); !slices.Equal(list, []string{string(DisciplineWrite), string(MeetingWrite)}) {
			t.Errorf("%s: closed are %v", name, list)
		}
	}
	if slices.Contains(ClosedTo(DisciplineRead), string(DisciplineWrite)) || !IsClosed(DisciplineWrite) || IsClosed(AwardWrite) {
		t.Error("the right does not open its own traces")
	}
}
