package yearend

import (
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/yearend/form"
)

// TestEveryStateRoleAndEvent asks each event of each role in each state: what the table does not name is refused, as Forbidden when
// the person may not and as Conflict when the step is not the next one.
func TestEveryStateRoleAndEvent(t *testing.T) {
	t.Parallel()
	const member = 7
	at := Place{CellID: 3, CellPath: "1.2.3", AbovePath: "1.2"}
	post := func(role authz.Role, path string) []authz.Post { return []authz.Post{{Role: role, Path: path}} }
	roles := map[string]authz.Actor{
		"member":        {MemberID: member, Posts: post(authz.Member, "1.2.3")},
		"another":       {MemberID: 8, Posts: post(authz.Member, "1.2.3")},
		"secretary":     {MemberID: 9, Posts: post(authz.Secretary, "1.2.3")},
		"own secretary": {MemberID: member, Posts: post(authz.Secretary, "1.2.3")},
		"sister":        {MemberID: 10, Posts: post(authz.Secretary, "1.2.4")},
		"above":         {Posts: post(authz.Grassroots, "1.2")},
		"own above":     {MemberID: member, Posts: post(authz.Grassroots, "1.2")},
		"office":        {Posts: post(authz.Office, "1")},
		"leader":        {Posts: post(authz.Leader, "1")},
		"admin":         {Posts: post(authz.Admin, "1")},
	}
	type key struct {
		from State
		e    Event
		role string
	}
	may := map[key]State{}
	allow := func(from State, e Event, to State, names ...string) {
		for _, n := range names {
			may[key{from, e, n}] = to
		}
	}
	for _, from := range []State{None, Draft} {
		allow(from, Write, Draft, "member", "secretary", "own secretary", "own above")
	}
	allow(Draft, Submit, Submitted, "member", "secretary", "own secretary", "own above")
	allow(Submitted, Comment, Commented, "secretary", "above")
	allow(Commented, Comment, Commented, "secretary", "above")
	allow(Submitted, SendBack, Draft, "secretary", "above")
	allow(Commented, SendBack, Submitted, "above")
	allow(Commented, Decide, Decided, "above")
	allow(Decided, SendBack, Commented, "above")
	for _, from := range States() {
		for _, e := range []Event{Write, Submit, Comment, Decide, SendBack} {
			for name, actor := range roles {
				r := Review{Line: Line{MemberID: member, State: from}, Place: at}
				r.with = at.party(actor, member)
				to, ok := may[key{from, e, name}]
				err := r.mayNow(e)
				if (err == nil) != ok || r.May(e) != ok {
					t.Errorf("%s, %s as %s: %v, May %t; want allowed %t", from, e, name, err, r.May(e), ok)
				}
				if ok && next[from][e] != to {
					t.Errorf("%s, %s leads to %s, want %s", from, e, next[from][e], to)
				}
				if kind := apperr.KindOf(err); err != nil && kind != apperr.KindForbidden && kind != apperr.KindConflict {
					t.Errorf("%s, %s as %s: %v", from, e, name, err)
				}
			}
		}
	}
}

func TestOnlyTheCellAndTheCommitteeDirectlyAboveReadTexts(t *testing.T) {
	t.Parallel()
	at := Place{CellPath: "1.2.3", AbovePath: "1.2"}
	for _, tc := range []struct {
		role authz.Role
		path string
		want bool
	}{
		{authz.Secretary, "1.2.3", true}, {authz.Secretary, "1.2.4", false}, {authz.Grassroots, "1.2", true}, {authz.Grassroots, "1.3", false},
		{authz.Office, "1", false}, {authz.Leader, "1", false}, {authz.Leader, "1.2", false}, {authz.Admin, "1.2", false}, {authz.Member, "1.2.3", false},
	} {
		if got := at.ReadClosely(authz.Actor{Posts: []authz.Post{{Role: tc.role, Path: tc.path}}}); got != tc.want {
			t.Errorf("%s of %s reads: %t, want %t", tc.role, tc.path, got, tc.want)
		}
	}
	grass := Place{CellPath: "1.9", AbovePath: "1"}
	if !grass.ReadClosely(authz.Actor{Posts: []authz.Post{{Role: authz.Office, Path: "1"}}}) {
		t.Error("the office does not read the cell directly under the committee")
	}
}

func TestVotesThatDoNotAddUpAreRefusedInWords(t *testing.T) {
	t.Parallel()
	whole := form.Votes{Present: 20, Issued: 18, Returned: 18, Valid: 17, Excellent: 3, Good: 12, Done: 2}
	for name, tc := range map[string]struct {
		change func(*form.Votes)
		field  string
	}{
		"as it should be":      {func(*form.Votes) {}, ""},
		"more than present":    {func(v *form.Votes) { v.Issued = 21 }, "issued"},
		"more than issued":     {func(v *form.Votes) { v.Returned = 19 }, "returned"},
		"more than returned":   {func(v *form.Votes) { v.Valid, v.Good = 19, 14 }, "valid"},
		"levels above valid":   {func(v *form.Votes) { v.Good++ }, "votes-excellent"},
		"levels below valid":   {func(v *form.Votes) { v.Good-- }, "votes-excellent"},
		"nobody there":         {func(v *form.Votes) { *v = form.Votes{} }, "present"},
		"fewer than none":      {func(v *form.Votes) { v.Failed = -1 }, "present"},
		"no valid ballot at l": {func(v *form.Votes) { v.Valid, v.Excellent, v.Good, v.Done = 0, 0, 0, 0 }, "votes-excellent"},
	} {
		v := whole
		tc.change(&v)
		var p apperr.Problems
		checkVotes(&p, v)
		err := p.Err("%d")
		fields := apperr.FieldsOf(err)
		if tc.field == "" && err != nil || tc.field != "" && (len(fields) == 0 || fields[0].Name != tc.field || len(fields[0].Msg) < 20) {
			t.Errorf("%s: %v %v, want %q", name, err, fields, tc.field)
		}
	}
}
