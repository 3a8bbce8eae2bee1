package notice_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/notice"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

// fields are the names of the fields at fault.
func fields(err error) []string {
	var list []string
	for _, f := range apperr.FieldsOf(err) {
		list = append(list, f.Name)
	}
	return list
}

func TestTheCommitteeChoosesWhatItRemindsOf(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	ctx := context.Background()
	if got, err := b.Notice.Settings(ctx, b.w.Office); err != nil || got != notice.Usual {
		t.Fatalf("at first: %+v, %v", got, err)
	}
	wrong := notice.Settings{EarlyDays: 15, NearDays: -1, PledgeDay: 31, DigestDay: 8, QuietFrom: 24, QuietTo: -1}
	if got := fields(b.Notice.Set(ctx, b.w.Office, wrong)); !slices.Equal(got, []string{"early_days", "near_days", "pledge_day", "digest_day", "quiet_from", "quiet_to"}) {
		t.Errorf("wrong fields: %v", got)
	}
	fresh := notice.Usual
	fresh.EarlyDays, fresh.Sundays = 7, true
	for want := 1; want <= 2; want++ { // the first makes the row, the second changes it
		if err := b.Notice.Set(ctx, b.w.Admin, fresh); err != nil {
			t.Fatal(err)
		}
		if err := b.Notice.Set(ctx, b.w.Admin, notice.Settings{Version: fresh.Version}); apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("with the page of before: %v", err)
		}
		fresh.Version = want
		if got, err := b.Notice.Settings(ctx, b.w.Office); err != nil || got != fresh {
			t.Errorf("after it: %+v, %v", got, err)
		}
		fresh.NearDays = 2
	}
	for _, a := range []authz.Actor{b.w.Grassroots, b.w.Leader, b.w.Secretary, b.w.Member} {
		if _, err := b.Notice.Settings(ctx, a); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s reads them: %v", a.Name, err)
		}
		if err := b.Notice.Set(ctx, a, fresh); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s sets them: %v", a.Name, err)
		}
		if _, err := b.Notice.Last(ctx, a); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s reads the outbox: %v", a.Name, err)
		}
	}
	if got, err := b.Notice.Settings(ctx, b.w.Stranger); err != nil || got != notice.Usual {
		t.Errorf("another committee's: %+v, %v", got, err)
	}
}

func TestAContactIsOnesOwn(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	ctx := context.Background()
	if c, err := b.Notice.Own(ctx, b.w.Secretary); err != nil || c.Given() || len(c.Kinds) > 0 {
		t.Errorf("at first: %+v, %v", c, err)
	}
	for _, tc := range []struct {
		c    notice.Contact
		want []string
	}{
		{notice.Contact{}, []string{"email"}},
		{notice.Contact{Email: "hanh", Number: "123"}, []string{"email", "number"}},
		{notice.Contact{Email: "hanh@example.com", Kinds: []notice.Kind{notice.Digest}}, []string{"kinds"}},
		{notice.Contact{Email: "hanh@example.com", Kinds: []notice.Kind{notice.Hand}}, []string{"kinds"}},
		{notice.Contact{Email: "hanh@example.com\r\nBcc: x@example.com"}, []string{"email"}},
	} {
		if got := fields(b.Notice.SetOwn(ctx, b.w.Secretary, tc.c)); !slices.Equal(got, tc.want) {
			t.Errorf("%+v: %v, want %v", tc.c, got, tc.want)
		}
	}
	want := notice.Contact{Email: "hanh@example.com", Number: "0912 345 678", Kinds: []notice.Kind{notice.Work, notice.Pledge, notice.Work}}
	if err := b.Notice.SetOwn(ctx, b.w.Secretary, want); err != nil {
		t.Fatal(err)
	}
	want.Number, want.Kinds = "+84912345678", []notice.Kind{notice.Pledge, notice.Work}
	if got, err := b.Notice.Own(ctx, b.w.Secretary); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("kept %+v, %v", got, err)
	}
	beside := b.w.Grassroots
	beside.Posts = []authz.Post{{Role: authz.Grassroots, UnitID: b.w.OtherOrg.ID, UnitName: b.w.OtherOrg.Name, Path: b.w.OtherOrg.Path}}
	for _, who := range []struct {
		actor authz.Actor
		want  string
	}{{beside, ""}, {b.w.Admin, "h***@example.com, ***678"}, {b.w.Grassroots, "h***@example.com, ***678"}, {b.w.Stranger, ""}} {
		got, err := b.Notice.Masked(ctx, who.actor, b.w.Secretary.User)
		if allowed := who.actor.May(authz.AccountReset); got != who.want && allowed || (err == nil) != allowed {
			t.Errorf("%s sees %q, %v", who.actor.Name, got, err)
		}
	}
	var trail string
	if err := b.db.QueryRow(ctx, `SELECT string_agg(summary || coalesce(before::text, '') || coalesce(after::text, ''), '|') FROM audit_entries WHERE actor_id = $1`, b.w.Secretary.User).Scan(&trail); err != nil || trail != "Đổi nơi nhận lời nhắc của mình" {
		t.Errorf("the trail: %q, %v", trail, err)
	}
	if err := b.Notice.DropOwn(ctx, b.w.Secretary); err != nil {
		t.Fatal(err)
	}
	if err := b.Notice.DropOwn(ctx, b.w.Secretary); err != nil {
		t.Errorf("a second time: %v", err)
	}
	if c, err := b.Notice.Own(ctx, b.w.Secretary); err != nil || c.Given() {
		t.Errorf("after it: %+v, %v", c, err)
	}
}

func TestKindsFollowTheOffices(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	for _, tc := range []struct {
		actor authz.Actor
		want  []notice.Kind
	}{
		{b.w.Secretary, []notice.Kind{notice.Work, notice.Pledge}}, {b.w.Member, []notice.Kind{notice.Pledge}},
		{b.w.Grassroots, []notice.Kind{notice.Decide, notice.Digest}}, {b.w.Office, []notice.Kind{notice.Decide, notice.Digest}},
		{b.w.Leader, []notice.Kind{notice.Digest}}, {b.w.Admin, nil},
	} {
		if got := notice.KindsFor(tc.actor); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", tc.actor.Name, got, tc.want)
		}
	}
}

func TestATestGoesToWhoAskedForIt(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	ctx := context.Background()
	if err := b.Notice.TryOwn(ctx, b.w.Office); apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(apperr.Message(err), "chưa ghi nơi nhận") {
		t.Errorf("without an address: %v", err)
	}
	b.asks(t, b.w.Office)
	for range 2 {
		if err := b.Notice.TryOwn(ctx, b.w.Office); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.deliver(t); len(got) != 1 || !strings.Contains(got[0], "tin gửi thử") {
		t.Errorf("sent %q", got)
	}
	list, err := b.Notice.Last(ctx, b.w.Admin)
	if err != nil || len(list) != 1 || list[0].Name != b.w.Office.Name || list[0].State != notice.Sent || list[0].EndedAt == nil {
		t.Errorf("%+v, %v", list, err)
	}
	b.Notice.Senders = nil
	if err := b.Notice.TryOwn(ctx, b.w.Office); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("with no way out: %v", err)
	}
	if err := b.Notice.TryOwn(ctx, b.w.Secretary); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a secretary: %v", err)
	}
}

// counter counts the statements that pass.
type counter struct {
	pgx.Tx
	n *int
}

func (c counter) Begin(ctx context.Context) (pgx.Tx, error) {
	tx, err := c.Tx.Begin(ctx)
	return counter{tx, c.n}, err
}

func (c counter) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	*c.n++
	return c.Tx.Exec(ctx, sql, args...)
}

func (c counter) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	*c.n++
	return c.Tx.Query(ctx, sql, args...)
}

func (c counter) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	*c.n += b.Len()
	return c.Tx.SendBatch(ctx, b)
}

func TestTheStatementsDoNotGrowWithThePeople(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	n := 0
	var db postgres.DB = counter{tx, &n}
	b := setup(t, db)
	count := func() int {
		worldtest.Exec(t, tx, `DELETE FROM notices`, nil)
		before := n
		actors, err := b.SystemActors(context.Background(), "Nhắc việc")
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range actors {
			if a.Committee != b.w.Committee {
				continue
			}
			if err := b.Notice.Prepare(context.Background(), a); err != nil {
				t.Fatal(err)
			}
		}
		return n - before
	}
	b.asks(t, b.w.Secretary, notice.Work)
	one := count()
	for _, a := range []authz.Actor{b.w.SisterSecretary, b.w.FarSecretary, b.w.Member} {
		b.asks(t, a, notice.KindsFor(a)...)
	}
	b.asks(t, b.w.Office, notice.Digest)
	if many := count(); many != one || one > 12 {
		t.Errorf("one person takes %d statements, five take %d", one, many)
	}
}
