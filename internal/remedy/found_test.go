package remedy_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/remedy"
	"tusoi/internal/theme"
	"tusoi/internal/worldtest"
)

// themes gives the world's committee the shipped themes and returns them.
func (b *bundle) themes(t *testing.T) []theme.Theme {
	t.Helper()
	if err := theme.BeginTx(context.Background(), b.tx, b.w.Committee); err != nil {
		t.Fatal(err)
	}
	list, err := theme.Read(context.Background(), b.tx, b.w.Committee, false)
	if err != nil || len(list) != 10 {
		t.Fatalf("%d themes, %v", len(list), err)
	}
	return list
}

var keys atomic.Int64

// key is a form's key that no other form of these tests has.
func key() string { return fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-%012d", keys.Add(1)) }

// found is what an inspection found, as it is typed; member 0 is the cell as a whole.
func (b *bundle) found(member, theme int64, key string) remedy.Found {
	d := b.draft(member)
	d.DueOn, d.Theme, d.FormKey = worldtest.Date(2026, 12, 20), theme, key
	return remedy.Found{Draft: d, Source: remedy.Inspection, SourceOn: worldtest.Date(2026, 11, 10), Basis: "Kết luận kiểm tra số 05-KL/UBKT"}
}

func (b *bundle) opened(t *testing.T, actor authz.Actor, f remedy.Found) int64 {
	t.Helper()
	id, err := b.OpenFound(context.Background(), actor, f)
	if err != nil || id == 0 {
		t.Fatalf("OpenFound = %d, %v", id, err)
	}
	return id
}

func fieldsOf(err error) string {
	var names []string
	for _, f := range apperr.FieldsOf(err) {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func TestWhatAnInspectionFoundNeedsNoOpenMonth(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	about := b.themes(t)[0].ID
	b.sent(t)
	f := b.found(b.binh(), about, "00000000-0000-4000-8000-000000000001")
	first, again := b.opened(t, b.w.Grassroots, f), b.opened(t, b.w.Grassroots, f)
	if first != again {
		t.Errorf("one form made %d and %d", first, again)
	}
	if got := strings.Join(b.counted, " "); got != "2026-11" {
		t.Errorf("counted %q, want the month it was opened in, once", got)
	}
	list := b.of(t, b.binh())
	if len(list) != 1 || list[0].Source != remedy.Inspection || list[0].ThemeName != "Tự phê bình và phê bình" {
		t.Fatalf("on the sheet of the sent month: %+v", list)
	}
	r, err := b.Find(ctx, b.w.Secretary, first)
	if err != nil || r.OpenerName != b.w.Org.Name || r.OpenedBy != b.w.Grassroots.Name || r.SourceBasis != f.Basis || !r.SourceOn.Equal(f.SourceOn) {
		t.Errorf("kept %+v, %v", r, err)
	}
}

func TestWhoMayOpenWhatWhere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	about := b.themes(t)[0].ID
	meeting := func(f *remedy.Found) { f.Source, f.Basis = remedy.Meeting, "" }
	for name, tc := range map[string]struct {
		actor authz.Actor
		alter func(*remedy.Found)
		want  apperr.Kind
		field string
	}{
		"the cell, of its meeting":              {b.w.Secretary, meeting, 0, ""},
		"the cell, of its own inspection":       {b.w.Secretary, nil, 0, ""},
		"the committee directly above":          {b.w.Grassroots, nil, 0, ""},
		"the district":                          {b.w.Office, nil, 0, ""},
		"the committee above, of a meeting":     {b.w.Grassroots, meeting, apperr.KindInvalid, "source"},
		"a sister cell":                         {b.w.SisterSecretary, nil, apperr.KindNotFound, ""},
		"another organisation":                  {b.w.FarSecretary, nil, apperr.KindNotFound, ""},
		"another committee":                     {b.w.Stranger, nil, apperr.KindNotFound, ""},
		"the leader":                            {b.w.Leader, nil, apperr.KindForbidden, ""},
		"the administrator":                     {b.w.Admin, nil, apperr.KindForbidden, ""},
		"a member":                              {b.w.Member, nil, apperr.KindForbidden, ""},
		"no key":                                {b.w.Secretary, func(f *remedy.Found) { f.FormKey = "" }, apperr.KindInvalid, ""},
		"a member of another cell":              {b.w.Secretary, func(f *remedy.Found) { f.Member = b.w.Members[b.w.Sister.ID][1] }, apperr.KindInvalid, "member"},
		"no theme":                              {b.w.Secretary, func(f *remedy.Found) { f.Theme = 0 }, apperr.KindInvalid, "theme"},
		"a theme of nobody":                     {b.w.Secretary, func(f *remedy.Found) { f.Theme = 1 << 40 }, apperr.KindInvalid, "theme"},
		"an inspection of tomorrow, on nothing": {b.w.Office, func(f *remedy.Found) { f.SourceOn, f.Basis = worldtest.Date(2026, 11, 21), "" }, apperr.KindInvalid, "source_on basis"},
		"nothing at all": {b.w.Secretary, func(f *remedy.Found) {
			*f = remedy.Found{Draft: remedy.Draft{Cell: b.w.Cell.ID, Member: -1, FormKey: f.FormKey}}
		}, apperr.KindInvalid, "source source_on basis shortcoming action due member theme"},
	} {
		f := b.found(b.binh(), about, key())
		if tc.alter != nil {
			tc.alter(&f)
		}
		id, err := b.OpenFound(context.Background(), tc.actor, f)
		if apperr.KindOf(err) != tc.want || fieldsOf(err) != tc.field || (err == nil) != (id > 0) {
			t.Errorf("%s: %d, %v (%s)", name, id, err, fieldsOf(err))
		}
	}
}

func TestACellsOwnRemedyIsVerifiedByTheCommitteeDirectlyAboveAlone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	about := b.themes(t)[6].ID
	id := b.opened(t, b.w.Secretary, b.found(0, about, "00000000-0000-4000-8000-000000000002"))
	s, err := b.review.Sheet(ctx, b.w.Secretary, b.w.Cell.ID, november)
	if err != nil || len(s.Remedies) != 1 || !s.Remedies[0].OfCell || s.Remedies[0].Owner() != "Cả chi bộ" {
		t.Fatalf("on the sheet: %+v, %v", s.Remedies, err)
	}
	if sum := s.Summary(worldtest.Date(2026, 12, 30)); sum.RemediesOpen != 1 || sum.RemediesOverdue != 1 {
		t.Errorf("the month's sum has %d open, %d overdue", sum.RemediesOpen, sum.RemediesOverdue)
	}
	if _, err := b.Report(ctx, b.w.Member, id, remedy.Evidence{Result: "Đã nộp đủ đảng phí"}); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a member answers for the cell: %v", err)
	}
	if _, err := b.Report(ctx, b.w.Secretary, id, remedy.Evidence{Result: "Đã nộp đủ đảng phí", Number: "12-BC/CB", Link: "https://example.vn/12"}); err != nil {
		t.Fatal(err)
	}
	waiting, err := b.Above(ctx, b.w.Grassroots)
	if err != nil || len(waiting) != 1 || waiting[0].ID != id {
		t.Errorf("waiting for the committee above: %+v, %v", waiting, err)
	}
	both := b.w.Grassroots
	both.Posts = append(slices.Clone(both.Posts), b.w.Secretary.Posts...)
	for name, actor := range map[string]authz.Actor{"the cell": b.w.Secretary, "the district": b.w.Office, "who is both": both} {
		for what, judge := range b.judgements(actor, id) {
			if err := judge(); apperr.KindOf(err) != apperr.KindForbidden {
				t.Errorf("%s by %s: %v, want Forbidden", what, name, err)
			}
		}
	}
	if r, err := b.Verify(ctx, b.w.Grassroots, id); err != nil || r.State != remedy.Verified || r.EvidenceNumber != "12-BC/CB" {
		t.Errorf("the committee directly above: %+v, %v", r, err)
	}
}

func (b *bundle) judgements(actor authz.Actor, id int64) map[string]func() error {
	return map[string]func() error{
		"verified": func() error { _, err := b.Verify(context.Background(), actor, id); return err },
		"sent back": func() error {
			_, err := b.SendBack(context.Background(), actor, id, "Chưa thấy biên lai")
			return err
		},
	}
}

func TestWhatIsSentBackIsMendedOnAndCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.opened(t, b.w.Secretary, b.found(b.binh(), b.themes(t)[0].ID, "00000000-0000-4000-8000-000000000003"))
	for n := 1; n <= 2; n++ {
		if _, err := b.Report(ctx, b.w.Secretary, id, remedy.Evidence{Result: "Đã nhắc trong buổi họp"}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.SendBack(ctx, b.w.Secretary, id, " "); fieldsOf(err) != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		r, err := b.SendBack(ctx, b.w.Secretary, id, "Chưa góp ý lần nào")
		if err != nil || r.State != remedy.InProgress || r.Returns != n || r.ReturnReason == "" || r.ReportedOn != nil {
			t.Errorf("time %d: %+v, %v", n, r, err)
		}
	}
	if _, err := b.Report(ctx, b.w.Secretary, id, remedy.Evidence{Result: "ừ", Link: "javascript:alert(1)"}); fieldsOf(err) != "result link" {
		t.Errorf("a link that is none: %v", err)
	}
}

func TestNotesAreWrittenOnceAndFollowTheRemedy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.opened(t, b.w.Secretary, b.found(b.binh(), b.themes(t)[0].ID, "00000000-0000-4000-8000-000000000004"))
	note := "00000000-0000-4000-8000-0000000000aa"
	for range 2 {
		if r, err := b.Note(ctx, b.w.Member, id, "Đã gặp hai hộ", note); err != nil || r.State != remedy.InProgress {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	l, err := b.Life(ctx, b.w.Grassroots, id)
	if err != nil || len(l.Notes) != 1 || l.Notes[0].Words != "Đã gặp hai hộ" || l.Notes[0].By != b.w.Member.Name {
		t.Errorf("notes %+v, %v", l.Notes, err)
	}
	if l, err := b.Life(ctx, b.w.Office, id); err != nil || !l.Hidden || len(l.Notes) != 0 || l.Shortcoming+l.MemberName+l.SourceBasis != "" {
		t.Errorf("over the committee's head: %+v, %v", l, err)
	}
	if _, err := b.Life(ctx, b.w.SisterSecretary, id); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a sister cell: %v", err)
	}
}

func TestWhoFoundItReadsIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.opened(t, b.w.Office, b.found(b.binh(), b.themes(t)[0].ID, "00000000-0000-4000-8000-000000000005"))
	if r, err := b.Find(context.Background(), b.w.Office, id); err != nil || r.Hidden || r.OpenerName != b.w.Root.Name {
		t.Errorf("the office that found it: %+v, %v", r, err)
	}
}

// steps are what can be done with a remedy; each is tried in a savepoint.
func (b *bundle) steps(actor authz.Actor, id, about int64) map[string]func() error {
	ctx := context.Background()
	all := b.judgements(actor, id)
	all["reported"] = func() error {
		_, err := b.Report(ctx, actor, id, remedy.Evidence{Result: "Ba buổi liền có mặt"})
		return err
	}
	all["put off"] = func() error {
		_, err := b.Roll(ctx, actor, id, worldtest.Date(2027, 1, 20), "Bận vụ mùa")
		return err
	}
	all["noted"] = func() error { _, err := b.Note(ctx, actor, id, "Đang làm dở", key()); return err }
	all["themed"] = func() error { _, err := b.SetTheme(ctx, actor, id, about); return err }
	return all
}

func TestEveryStepInEveryStateByEveryRole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	about := b.themes(t)[0].ID
	states := map[remedy.State]string{
		remedy.Open: "", remedy.InProgress: "", remedy.Reported: ", reported_on = '2026-11-12'", remedy.Verified: ", verified_on = '2026-11-15'",
		remedy.Carried: ", carried_on = '2026-11-16'",
	}
	writes, judges := " reported noted put off themed ", " verified sent back themed "
	roles := map[string]struct {
		actor authz.Actor
		may   string // of a member's remedy; a word that is not here must be refused in every state
	}{
		"the secretary": {b.w.Secretary, writes + judges}, "the committee above": {b.w.Grassroots, judges}, "the district": {b.w.Office, judges},
		"the member": {b.w.Member, " reported noted "}, "the leader": {b.w.Leader, ""}, "the administrator": {b.w.Admin, ""},
		"a sister cell": {b.w.SisterSecretary, ""}, "another organisation": {b.w.FarSecretary, ""}, "another committee": {b.w.Stranger, ""},
	}
	fits := map[string][]remedy.State{
		"reported": {remedy.Open, remedy.InProgress, remedy.Reported}, "put off": {remedy.Open, remedy.InProgress},
		"noted": {remedy.Open, remedy.InProgress, remedy.Reported}, "verified": {remedy.Reported}, "sent back": {remedy.Reported},
		"themed": {remedy.Open, remedy.InProgress, remedy.Reported, remedy.Verified},
	}
	id := b.opened(t, b.w.Secretary, b.found(b.binh(), b.themesSecond(t), "00000000-0000-4000-8000-000000000006"))
	for state, also := range states {
		for who, role := range roles {
			for what := range b.steps(role.actor, id, about) {
				inner, err := b.tx.Begin(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := inner.Exec(ctx, "UPDATE remedies SET state = $1"+also+" WHERE id = $2", string(state), id); err != nil {
					t.Fatal(err)
				}
				on := &bundle{Service: &remedy.Service{DB: inner, Now: worldtest.Clock, CellsChanged: b.CellsChanged}, w: b.w, tx: inner}
				want := strings.Contains(role.may, " "+what+" ") && slices.Contains(fits[what], state)
				r, unseen := on.Find(ctx, role.actor, id)
				again := what == "reported" && state == remedy.Reported // is taken, and not offered
				if offered := unseen == nil && told(r.Steps(role.actor), what); offered != want && !again && !r.Hidden {
					t.Errorf("%s, %s by %s: the page offers it: %t, want %t", state, what, who, offered, want)
				}
				if err := on.steps(role.actor, id, about)[what](); (err == nil) != want {
					t.Errorf("%s, %s by %s: %v, want allowed %t", state, what, who, err, want)
				}
				if err := inner.Rollback(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func told(s remedy.Steps, what string) bool {
	return map[string]bool{"reported": s.Report, "put off": s.Roll, "noted": s.Note, "verified": s.Judge, "sent back": s.Judge, "themed": s.Theme}[what]
}

// themesSecond is the committee's second theme.
func (b *bundle) themesSecond(t *testing.T) int64 {
	t.Helper()
	list, err := theme.Read(context.Background(), b.tx, b.w.Committee, false)
	if err != nil {
		t.Fatal(err)
	}
	return list[1].ID
}

func TestWhatComesBackNamesWhatItRepeats(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	about := b.themes(t)
	old := b.opened(t, b.w.Secretary, b.found(b.binh(), about[0].ID, "00000000-0000-4000-8000-000000000007"))
	f := b.found(b.binh(), about[0].ID, "00000000-0000-4000-8000-000000000008")
	f.Recurs = old
	if _, err := b.OpenFound(ctx, b.w.Secretary, f); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("repeats what was not verified: %v", err)
	}
	worldtest.Exec(t, b.tx, `UPDATE remedies SET state = 'verified', verified_on = '2026-11-12' WHERE id = @id`, pgx.StrictNamedArgs{"id": old})
	for name, alter := range map[string]func(*remedy.Found){
		"another theme":  func(f *remedy.Found) { f.Theme = about[1].ID },
		"another member": func(f *remedy.Found) { f.Member = b.an() },
		"the cell":       func(f *remedy.Found) { f.Member = 0 },
	} {
		g := f
		g.FormKey = key()
		alter(&g)
		if _, err := b.OpenFound(ctx, b.w.Secretary, g); apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("%s: %v, want Conflict", name, err)
		}
	}
	next := b.opened(t, b.w.Secretary, f)
	if r, err := b.Find(ctx, b.w.Secretary, next); err != nil || r.RecursID != old {
		t.Errorf("repeats %d, %v; want %d", r.RecursID, err, old)
	}
	// From the month sheet the theme comes later, and then the older one is offered.
	d := b.draft(b.binh())
	d.FormKey = "00000000-0000-4000-8000-000000000009"
	b.open(t, d)
	var third int64
	if err := b.tx.QueryRow(ctx, "SELECT max(id) FROM remedies WHERE committee_id = $1", b.w.Committee).Scan(&third); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SetTheme(ctx, b.w.Secretary, third, about[0].ID); err != nil {
		t.Fatal(err)
	}
	l, err := b.Life(ctx, b.w.Secretary, third)
	if err != nil || len(l.Alike) != 1 || l.Alike[0].ID != old {
		t.Errorf("offered %+v, %v", l.Alike, err)
	}
	if r, err := b.Recur(ctx, b.w.Secretary, third, old); err != nil || r.RecursID != old {
		t.Errorf("Recur = %+v, %v", r, err)
	}
	if _, err := b.Recur(ctx, b.w.Secretary, old, old); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("repeats itself: %v", err)
	}
}
