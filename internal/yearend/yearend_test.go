package yearend_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
)

// deeper lets the service's Cell go before the world's.
type deeper struct{ worldtest.World }

type bundle struct {
	*yearend.Service
	deeper
	db                  postgres.DB
	an, binh, cuc, dung int64
}

func on(t *testing.T, db postgres.DB) bundle {
	t.Helper()
	b := bundle{Service: &yearend.Service{DB: db, Now: worldtest.Clock}, deeper: deeper{worldtest.New(t, db)}, db: db}
	m := b.Members[b.World.Cell.ID]
	b.an, b.binh, b.cuc, b.dung = m[0], m[1], m[2], m[3]
	return b
}

func setup(t *testing.T) bundle {
	t.Helper()
	return on(t, pgtest.Tx(t))
}

// whole is a form with something under every heading.
func whole(key string, version int) yearend.Input {
	paper, _ := form.Named(2026, key)
	in := yearend.Input{Version: version, Form: key, Answers: form.Answers{}, SelfLevel: form.Good}
	for _, h := range paper.Fields() {
		a := form.Answer{Text: "Lời riêng ở mục " + h.Key}
		if h.Grade {
			a.Grade = form.GradeGood
		}
		in.Answers[h.Key] = a
	}
	return in
}

func remark(version int) yearend.Remark {
	return yearend.Remark{Version: version, Text: "Chi ủy thống nhất với bản tự kiểm điểm", Level: form.Good, On: worldtest.Date(2026, 11, 19),
		Votes: form.Votes{Present: 3, Issued: 3, Returned: 3, Valid: 3, Good: 2, Done: 1}}
}

func (b bundle) get(t *testing.T, as authz.Actor, member int64) yearend.Review {
	t.Helper()
	r, err := b.Get(context.Background(), as, member, 2026)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v %+v", err, apperr.FieldsOf(err))
	}
}

// commented brings Bình's form to where it waits for the decision, and returns its version.
func (b bundle) commented(t *testing.T) int {
	t.Helper()
	ctx := context.Background()
	must(t, b.Save(ctx, b.Member, b.binh, 2026, whole("2C", 0), true))
	must(t, b.Comment(ctx, b.Secretary, b.binh, 2026, remark(1)))
	return b.get(t, b.Secretary, b.binh).Version
}

func TestAFormGoesFromTheMemberToTheDecision(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	r, err := b.Own(ctx, b.Member, 2026)
	must(t, err)
	if r.State != yearend.None || !r.May(yearend.Write) || r.Form.Key != "2C" || r.Person.FullName != "Trần Thị Bình" {
		t.Fatalf("a form that nobody began: %s, may write %t, form %s of %s", r.State, r.May(yearend.Write), r.Form.Key, r.Person.FullName)
	}
	must(t, b.Save(ctx, b.Member, b.binh, 2026, yearend.Input{Form: "2C", Answers: form.Answers{"duty": {Text: "Mới viết một mục"}}}, false))
	err = b.Save(ctx, b.Member, b.binh, 2026, yearend.Input{Version: 1, Form: "2C", Answers: form.Answers{"duty": {Text: "Mới viết một mục"}}}, true)
	if fields := apperr.FieldsOf(err); apperr.KindOf(err) != apperr.KindInvalid || len(fields) != 8 {
		t.Errorf("handing in a form with one heading: %v, %d fields %v", err, len(fields), fields)
	}
	for range 2 { // a double tap
		must(t, b.Save(ctx, b.Member, b.binh, 2026, whole("2C", 1), true))
	}
	if err := b.Save(ctx, b.Member, b.binh, 2026, whole("2B", 2), false); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("writing after handing in: %v, want Conflict", err)
	}
	if err := b.Comment(ctx, b.Member, b.binh, 2026, remark(2)); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a member comments: %v, want Forbidden", err)
	}
	must(t, b.SendBack(ctx, b.Secretary, b.binh, 2026, 2, "Mục I.2 ghi rõ hơn"))
	if r := b.get(t, b.Secretary, b.binh); r.State != yearend.Draft || r.ReturnReason != "Mục I.2 ghi rõ hơn" || r.Answers["duty"].Text == "" {
		t.Errorf("sent back: %s, %q, %+v", r.State, r.ReturnReason, r.Answers)
	}
	must(t, b.Save(ctx, b.Secretary, b.binh, 2026, whole("2C", 3), true))
	for range 2 {
		must(t, b.Comment(ctx, b.Secretary, b.binh, 2026, remark(4)))
	}
	decide := []yearend.Decision{{MemberID: b.binh, Version: 5, Level: form.Done}}
	if _, err := b.Decide(ctx, b.Secretary, b.World.Cell.ID, 2026, worldtest.Date(2026, 11, 20), decide); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the cell decides: %v, want Forbidden", err)
	}
	for name, who := range map[string]authz.Actor{"the office above the committee": b.Office} {
		if _, err := b.Decide(ctx, who, b.World.Cell.ID, 2026, worldtest.Date(2026, 11, 20), decide); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s decides: %v, want Forbidden", name, err)
		}
	}
	for range 2 {
		_, err := b.Decide(ctx, b.Grassroots, b.World.Cell.ID, 2026, worldtest.Date(2026, 11, 20), decide)
		must(t, err)
	}
	r = b.get(t, b.Grassroots, b.binh)
	if r.State != yearend.Decided || r.SelfLevel != form.Good || r.CellLevel != form.Good || r.DecidedLevel != form.Done || r.DecidedBy != b.Grassroots.Name ||
		r.CommentedBy != b.Secretary.Name || r.Votes.Good != 2 || r.ReturnReason != "" {
		t.Errorf("decided: %+v", r)
	}
	must(t, b.SendBack(ctx, b.Grassroots, b.binh, 2026, r.Version, "Bấm nhầm mức"))
	if r := b.get(t, b.Grassroots, b.binh); r.State != yearend.Commented || r.DecidedLevel != "" {
		t.Errorf("a decision taken back: %s, %q", r.State, r.DecidedLevel)
	}
	b.checkTrail(t)
}

// checkTrail: every step is in the trail, under the unit of the cell, and no text of the form is.
func (b bundle) checkTrail(t *testing.T) {
	t.Helper()
	rows, _ := b.db.Query(context.Background(), `SELECT summary || ' ' || reason || ' ' || coalesce(before::text, '') || ' ' || coalesce(after::text, '')
		FROM audit_entries WHERE committee_id = $1 AND unit_id = $2 AND object_kind = 'year_review' ORDER BY seq`, b.Committee, b.World.Cell.ID)
	trail, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	if all := strings.Join(trail, "\n"); len(trail) != 7 || strings.Contains(all, "Lời riêng") || strings.Contains(all, "thống nhất") || strings.Contains(all, "nhầm") {
		t.Errorf("%d entries, want 7 and no text of the form:\n%s", len(trail), all)
	}
}

func TestNobodyCommentsOnOrDecidesTheirOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	must(t, b.Save(ctx, b.Secretary, b.an, 2026, whole("2B", 0), true))
	if err := b.Comment(ctx, b.Secretary, b.an, 2026, remark(1)); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the secretary comments on the own form: %v, want Forbidden", err)
	}
	if err := b.SendBack(ctx, b.Secretary, b.an, 2026, 1, "Tự trả lại"); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the secretary sends the own form back: %v, want Forbidden", err)
	}
	must(t, b.Comment(ctx, b.Grassroots, b.an, 2026, remark(1))) // who is above writes it down
	self := b.Grassroots
	self.MemberID = b.an
	_, err := b.Decide(ctx, self, b.World.Cell.ID, 2026, worldtest.Date(2026, 11, 20), []yearend.Decision{{MemberID: b.an, Version: 2, Level: form.Excellent}})
	if fields := apperr.FieldsOf(err); apperr.KindOf(err) != apperr.KindInvalid || len(fields) != 1 || !strings.Contains(fields[0].Msg, "chính mình") {
		t.Errorf("deciding on oneself: %v %v", err, fields)
	}
}

func TestTextsStayInTheCellAndWithTheCommitteeDirectlyAbove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.commented(t)
	for name, tc := range map[string]struct {
		as   authz.Actor
		want apperr.Kind
	}{
		"sister": {b.SisterSecretary, apperr.KindNotFound}, "far": {b.FarSecretary, apperr.KindNotFound}, "stranger": {b.Stranger, apperr.KindNotFound},
		"office": {b.Office, apperr.KindForbidden}, "leader": {b.Leader, apperr.KindForbidden}, "admin": {b.Admin, apperr.KindForbidden}, "member": {b.Member, apperr.KindForbidden},
	} {
		if _, err := b.Get(ctx, tc.as, b.binh, 2026); apperr.KindOf(err) != tc.want {
			t.Errorf("%s reads: %v, want %v", name, err, tc.want)
		}
		if _, err := b.All(ctx, tc.as, b.World.Cell.ID, 2026, false); apperr.KindOf(err) != tc.want {
			t.Errorf("%s prints the cell: %v, want %v", name, err, tc.want)
		}
		if err := b.Save(ctx, tc.as, b.cuc, 2026, whole("2C", 0), false); err == nil {
			t.Errorf("%s writes another's form", name)
		}
		if err := b.Comment(ctx, tc.as, b.binh, 2026, remark(2)); err == nil {
			t.Errorf("%s comments", name)
		}
	}
	for name, as := range map[string]authz.Actor{"office": b.Office, "leader": b.Leader} {
		c, err := b.Cell(ctx, as, b.World.Cell.ID, 2026)
		if err != nil || len(c.Lines) != 4 || c.Lines[1].CellLevel != form.Good {
			t.Errorf("%s reads states and levels: %+v, %v", name, c.Lines, err)
		}
	}
	if own, err := b.Own(ctx, b.Member, 2026); err != nil || own.Answers["duty"].Text == "" || own.CellComment == "" {
		t.Errorf("the member reads %+v, %v", own, err)
	}
	if _, err := b.Cell(ctx, b.SisterSecretary, b.World.Cell.ID, 2026); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("the sister lists the cell: %v, want NotFound", err)
	}
	if sums, err := b.Sums(ctx, b.SisterSecretary, b.Root.ID, 2026); err != nil || len(sums) != 1 || sums[0].CellID != b.Sister.ID {
		t.Errorf("the sister counts %+v, %v; want the own cell only", sums, err)
	}
	if sums, err := b.Sums(ctx, b.Leader, b.Root.ID, 2026); err != nil || len(sums) != 5 {
		t.Errorf("the leader counts %d cells, %v", len(sums), err)
	}
}

func TestWhoIsNotReviewedIsListedWithTheReason(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	worldtest.Exec(t, b.db, `UPDATE members SET admitted_on = '2026-07-01' WHERE committee_id = @c AND id = @m`, pgx.StrictNamedArgs{"c": b.Committee, "m": b.cuc})
	c, err := b.Cell(ctx, b.Secretary, b.World.Cell.ID, 2026)
	must(t, err)
	got := ""
	for _, l := range c.Lines {
		got += l.MemberName + ": " + l.Outside.In(2026) + "\n"
	}
	want := "Nguyễn Văn An: \nTrần Thị Bình: \nLê Thị Cúc: Chưa xếp loại: kết nạp chưa đủ 6 tháng\nPhạm Văn Dũng: Không thuộc diện kiểm điểm: được miễn sinh hoạt\n"
	if got != want {
		t.Errorf("got\n%s want\n%s", got, want)
	}
	sums, err := b.Sums(ctx, b.Grassroots, b.World.Cell.ID, 2026)
	if err != nil || len(sums) != 1 || sums[0].Members != 4 || sums[0].Outside != 2 || sums[0].None != 2 {
		t.Errorf("sums %+v, %v; want 4 people, 2 outside, 2 without a form", sums, err)
	}
	for _, m := range []int64{b.cuc, b.dung} {
		if err := b.Save(ctx, b.Secretary, m, 2026, whole("2C", 0), false); apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("a form of who is not reviewed: %v, want Conflict", err)
		}
	}
}

func TestWhenAFormMayBeWritten(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	secretary, self := func(b bundle) authz.Actor { return b.Secretary }, func(b bundle) authz.Actor { return b.Member }
	old := func(year int, key string) yearend.Input {
		in := whole("2C", 0)
		in.Form = key
		return in
	}
	for name, tc := range map[string]struct {
		today time.Time
		year  int
		key   string
		as    func(bundle) authz.Actor
		want  apperr.Kind
	}{
		"before November":                 {worldtest.Date(2026, 10, 31), 2026, "2C", secretary, apperr.KindConflict},
		"a member in March":               {worldtest.Date(2027, 3, 31), 2026, "2C", self, 0},
		"a member in April":               {worldtest.Date(2027, 4, 1), 2026, "2C", self, apperr.KindConflict},
		"the secretary years later":       {worldtest.Date(2026, 11, 20), 2023, "02A", secretary, 0},
		"on a form of another year":       {worldtest.Date(2026, 11, 20), 2024, "2C", secretary, apperr.KindInvalid},
		"a year before the first form":    {worldtest.Date(2026, 11, 20), 2022, "02A", secretary, apperr.KindNotFound},
		"a year that has not come":        {worldtest.Date(2026, 11, 20), 2027, "2C", secretary, apperr.KindNotFound},
		"a member, years later, on paper": {worldtest.Date(2026, 11, 20), 2024, "02A", self, apperr.KindConflict},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			s := &yearend.Service{DB: b.db, Now: func() time.Time { return tc.today.Add(3 * time.Hour) }}
			err := s.Save(ctx, tc.as(b), b.binh, tc.year, old(tc.year, tc.key), false)
			if tc.want == 0 && err != nil || tc.want != 0 && apperr.KindOf(err) != tc.want {
				t.Errorf("%v, want %v", err, tc.want)
			}
		})
	}
}

// Two deciders are brought to the same form while it is held: both have begun, and neither has decided. Then it is let go.
func TestTwoDecidersAtOnce(t *testing.T) {
	t.Parallel()
	b := on(t, pgtest.Pool(t))
	ctx := context.Background()
	version := b.commented(t)
	held, err := b.db.Begin(ctx)
	must(t, err)
	_, err = held.Exec(ctx, `SELECT FROM year_reviews WHERE committee_id = $1 AND member_id = $2 FOR UPDATE`, b.Committee, b.binh)
	must(t, err)
	var wait sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wait.Go(func() {
			_, errs[i] = b.Decide(ctx, b.Grassroots, b.World.Cell.ID, 2026, worldtest.Date(2026, 11, 20),
				[]yearend.Decision{{MemberID: b.binh, Version: version, Level: form.Levels()[i]}})
		})
	}
	for waiting := 0; waiting < len(errs); {
		must(t, b.db.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting))
	}
	must(t, held.Rollback(ctx))
	wait.Wait()
	r := b.get(t, b.Grassroots, b.binh)
	for i, err := range errs {
		if stands := form.Levels()[i] == r.DecidedLevel; stands != (err == nil) {
			t.Errorf("decider %d: %v while %q stands", i, err, r.DecidedLevel)
		} else if err != nil && !strings.Contains(fmt.Sprint(apperr.FieldsOf(err)), "đã có người quyết định") {
			t.Errorf("decider %d is told %v", i, apperr.FieldsOf(err))
		}
	}
	if r.Version != version+1 {
		t.Errorf("version %d after one decision, was %d", r.Version, version)
	}
}

func TestAllOrNoneAreDecided(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	version := b.commented(t)
	_, err := b.Decide(ctx, b.Grassroots, b.World.Cell.ID, 2026, worldtest.Date(2026, 11, 20),
		[]yearend.Decision{{b.binh, version, form.Good}, {b.an, 0, form.Good}})
	if fields := apperr.FieldsOf(err); apperr.KindOf(err) != apperr.KindInvalid || len(fields) != 1 || !strings.Contains(fields[0].Msg, "Nguyễn Văn An") {
		t.Errorf("deciding on who has no form: %v %v", err, fields)
	}
	if r := b.get(t, b.Grassroots, b.binh); r.State != yearend.Commented {
		t.Errorf("the other is %s", r.State)
	}
	if _, err := b.Decide(ctx, b.Grassroots, b.World.Cell.ID, 2026, worldtest.Date(2026, 11, 21), []yearend.Decision{{b.binh, version, form.Good}}); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("deciding tomorrow: %v, want Invalid", err)
	}
}

func TestAFormNotYetCommentedFollowsWhoMoves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	must(t, b.Save(ctx, b.Member, b.binh, 2026, whole("2C", 0), true))
	must(t, b.Save(ctx, b.Secretary, b.an, 2026, whole("2B", 0), true))
	must(t, b.Comment(ctx, b.Grassroots, b.an, 2026, remark(1)))
	scope, err := b.Office.Scope(authz.MemberWrite)
	must(t, err)
	tx, err := b.db.Begin(ctx)
	must(t, err)
	must(t, b.CarryTx(ctx, tx, scope, worldtest.Date(2026, 11, 20), carried(b)))
	must(t, tx.Commit(ctx))
	if r := b.get(t, b.SisterSecretary, b.binh); r.CellID != b.Sister.ID || r.State != yearend.Submitted {
		t.Errorf("Bình's form is in %d, %s", r.CellID, r.State)
	}
	if r := b.get(t, b.Secretary, b.an); r.CellID != b.World.Cell.ID {
		t.Errorf("An's form, which the cell commented on, is in %d", r.CellID)
	}
}

func carried(b bundle) member.Carried {
	at := b.World.Cell.ID
	return member.Carried{Members: []int64{b.binh, b.an}, From: []int64{at, at}, To: []int64{b.Sister.ID, b.Sister.ID}}
}
