package account_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
)

// managed is a world with a service whose clock one can move.
type managed struct {
	*account.Service
	w   worldtest.World
	tx  pgx.Tx
	now *time.Time
}

func manage(t *testing.T) managed {
	t.Helper()
	tx := pgtest.Tx(t)
	now := worldtest.Now
	return managed{&account.Service{DB: tx, Now: func() time.Time { return now }}, worldtest.New(t, tx), tx, &now}
}

func (m managed) create(t *testing.T, login string) account.First {
	t.Helper()
	f, err := m.Create(context.Background(), m.w.Admin, account.Opening{Login: login, Name: "Nguyễn Văn Tư", Role: authz.Secretary, UnitID: m.w.Cell.ID})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (m managed) actor(t *testing.T, s account.Session) authz.Actor {
	t.Helper()
	a, err := m.Actor(context.Background(), s.Token, vi.Today(*m.now))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAFirstPasswordOpensTheDoorToChangingItAndNoLonger(t *testing.T) {
	t.Parallel()
	m := manage(t)
	ctx := context.Background()
	f := m.create(t, "aptu")
	s, err := m.SignIn(ctx, m.w.Committee, "APTU", f.Password, "")
	if err != nil {
		t.Fatal(err)
	}
	a := m.actor(t, s)
	if !a.FirstSecret || len(a.Posts) != 1 || a.Posts[0].UnitID != m.w.Cell.ID {
		t.Errorf("the new secretary is %+v, want one office and a first password", a)
	}
	other, err := m.SignIn(ctx, m.w.Committee, "aptu", f.Password, "điện thoại")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.ChangePassword(ctx, a, s.Token, f.Password, "ba con trâu đen"); err != nil {
		t.Fatal(err)
	}
	if a := m.actor(t, s); a.FirstSecret {
		t.Error("after the change the password is still a first one")
	}
	if _, err := m.Actor(ctx, other.Token, vi.Today(*m.now)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("the session elsewhere: %v, want it ended", err)
	}
	if _, err := m.SignIn(ctx, m.w.Committee, "aptu", f.Password, ""); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("the first password still opens: %v", err)
	}

	late := m.create(t, "apnam")
	*m.now = m.now.AddDate(0, 0, 15)
	if _, err := m.SignIn(ctx, m.w.Committee, "apnam", late.Password, ""); apperr.KindOf(err) != apperr.KindForbidden || !strings.Contains(apperr.Message(err), "hết hạn") {
		t.Errorf("after fifteen days: %v, want it told that it is over", err)
	}
}

func TestAPasswordIsRefusedForWhatMakesItWeakOnly(t *testing.T) {
	t.Parallel()
	m := manage(t)
	ctx := context.Background()
	f := m.create(t, "aptu")
	s, err := m.SignIn(ctx, m.w.Committee, "aptu", f.Password, "")
	if err != nil {
		t.Fatal(err)
	}
	a := m.actor(t, s)
	for password, want := range map[string]string{
		"ngắn":                     "ít nhất 8",
		strings.Repeat("dài ", 30): "nhiều nhất là 100",
		"iloveyou":                 "hay bị đoán",
		"Password":                 "hay bị đoán",
		"0912345678":               "dễ đoán",
		"matkhau2026":              "dễ đoán",
		"Mật khẩu 123":             "dễ đoán",
		"nguyenvantu@1":            "dễ đoán",
		f.Password:                 "phải khác",
	} {
		err := m.ChangePassword(ctx, a, s.Token, f.Password, password)
		fields := apperr.FieldsOf(err)
		if apperr.KindOf(err) != apperr.KindInvalid || len(fields) != 1 || fields[0].Name != "new" || !strings.Contains(fields[0].Msg, want) {
			t.Errorf("%q: %v %v, want %q", password, err, fields, want)
		}
	}
	err = m.ChangePassword(ctx, a, s.Token, "không phải", "ba con trâu đen")
	if fields := apperr.FieldsOf(err); len(fields) != 1 || fields[0].Name != "old" {
		t.Errorf("with a wrong old password: %v", err)
	}
	if err := m.ChangePassword(ctx, a, s.Token, f.Password, "aaaa bbbb"); err != nil {
		t.Errorf("no composition is asked for: %v", err)
	}
}

func TestAnAdministratorGivesAndTakes(t *testing.T) {
	t.Parallel()
	m := manage(t)
	ctx := context.Background()
	f := m.create(t, "aptu")
	s, err := m.SignIn(ctx, m.w.Committee, "aptu", f.Password, "")
	if err != nil {
		t.Fatal(err)
	}
	sister := account.Opening{Role: authz.Secretary, UnitID: m.w.Sister.ID}
	if err := m.Give(ctx, m.w.Admin, f.ID, sister); err != nil {
		t.Fatal(err)
	}
	if err := m.Give(ctx, m.w.Admin, f.ID, sister); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("the same office twice: %v, want Conflict", err)
	}
	if a := m.actor(t, s); len(a.Posts) != 2 {
		t.Errorf("the secretary holds %+v, want two offices at once", a.Posts)
	}
	got, err := m.Get(ctx, m.w.Admin, f.ID)
	if err != nil || len(got.Terms) != 2 || got.SecretUntil == nil || got.LastSeen == nil {
		t.Fatalf("Get = %+v, %v", got, err)
	}
	*m.now = m.now.AddDate(0, 0, 1)
	for i, want := range []apperr.Kind{0, apperr.KindConflict} { // the last office stays
		if err := m.EndTerm(ctx, m.w.Admin, f.ID, got.Terms[i].ID); apperr.KindOf(err) != want {
			t.Errorf("ending office %d: %v", i, err)
		}
	}
	if a := m.actor(t, s); len(a.Posts) != 1 {
		t.Errorf("the secretary holds %+v, want one office", a.Posts)
	}
	again, err := m.Reset(ctx, m.w.Admin, f.ID)
	if err != nil || again.Password == f.Password || again.Login != "aptu" {
		t.Fatalf("Reset = %+v, %v", again, err)
	}
	if _, err := m.Actor(ctx, s.Token, vi.Today(*m.now)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("after the reset the old session answers %v, want it ended", err)
	}
	if err := m.Close(ctx, m.w.Admin, f.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := m.SignIn(ctx, m.w.Committee, "aptu", again.Password, ""); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("signing in to a closed account: %v", err)
	}
	for name, err := range map[string]error{"close": m.Close(ctx, m.w.Admin, f.ID), "give": m.Give(ctx, m.w.Admin, f.ID, sister)} {
		if apperr.KindOf(err) != apperr.KindConflict {
			t.Errorf("%s on a closed account: %v, want Conflict", name, err)
		}
	}
	if err := m.Close(ctx, m.w.Admin, m.w.Admin.User); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("closing one's own account: %v, want Conflict", err)
	}
	trail := strings.Join(m.notes(t), "\n")
	for _, want := range []string{"Lập tài khoản “aptu” của Nguyễn Văn Tư: Chi ủy, Chi bộ ấp Đông", "Giao cho", "thôi giữ", "Cấp lại mật khẩu", "Đóng tài khoản"} {
		if strings.Count(trail, want) != 1 {
			t.Errorf("the trail tells %q %d times, want once:\n%s", want, strings.Count(trail, want), trail)
		}
	}
	if strings.Contains(trail, again.Password) {
		t.Error("the trail holds a password")
	}
}

func (m managed) notes(t *testing.T) []string {
	t.Helper()
	rows, _ := m.tx.Query(context.Background(), `SELECT summary FROM audit_entries WHERE object_kind = 'account'`)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnAccountIsMadeWhereItFits(t *testing.T) {
	t.Parallel()
	m := manage(t)
	ctx := context.Background()
	m.create(t, "aptu")
	for name, tc := range map[string]struct {
		actor authz.Actor
		o     account.Opening
		want  apperr.Kind
	}{
		"a login that is taken":           {m.w.Admin, account.Opening{Login: "aptu", Name: "Lê Năm", Role: authz.Member, UnitID: m.w.Cell.ID}, apperr.KindConflict},
		"a login with marks":              {m.w.Admin, account.Opening{Login: "ấp tư", Name: "Lê Năm", Role: authz.Member, UnitID: m.w.Cell.ID}, apperr.KindInvalid},
		"no name":                         {m.w.Admin, account.Opening{Login: "apsau", Role: authz.Member, UnitID: m.w.Cell.ID}, apperr.KindInvalid},
		"a secretary of a committee":      {m.w.Admin, account.Opening{Login: "apsau", Name: "Lê Sáu", Role: authz.Secretary, UnitID: m.w.Root.ID}, apperr.KindInvalid},
		"an administrator of a cell":      {m.w.Admin, account.Opening{Login: "apsau", Name: "Lê Sáu", Role: authz.Admin, UnitID: m.w.Cell.ID}, apperr.KindInvalid},
		"a role that is none":             {m.w.Admin, account.Opening{Login: "apsau", Name: "Lê Sáu", Role: "vua", UnitID: m.w.Cell.ID}, apperr.KindInvalid},
		"another committee's unit":        {m.w.Admin, account.Opening{Login: "apsau", Name: "Lê Sáu", Role: authz.Member, UnitID: m.w.StrangerCell.ID}, apperr.KindNotFound},
		"by an office":                    {m.w.Office, account.Opening{Login: "apsau", Name: "Lê Sáu", Role: authz.Member, UnitID: m.w.Cell.ID}, apperr.KindForbidden},
		"by a secretary for the own cell": {m.w.Secretary, account.Opening{Login: "apsau", Name: "Lê Sáu", Role: authz.Member, UnitID: m.w.Cell.ID}, apperr.KindForbidden},
	} {
		if _, err := m.Create(ctx, tc.actor, tc.o); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for query, want := range map[string]bool{"": true, "nguyen van tu": true, "APTU": true, "ấp đông": true, "ap nam": false} {
		list, err := m.List(ctx, m.w.Admin, query, 1)
		found := false
		for _, a := range list {
			found = found || a.Login == "aptu"
		}
		if err != nil || found != want {
			t.Errorf("searching %q finds it %v, %v; want %v", query, found, err, want)
		}
	}
	stranger := m.w.Admin
	stranger.Committee = m.w.Stranger.Committee
	stranger.Posts = []authz.Post{{Role: authz.Admin, UnitID: m.w.Stranger.Posts[0].UnitID, Path: m.w.Stranger.Posts[0].Path}}
	if list, err := m.List(ctx, stranger, "", 1); err != nil || len(list) != 1 {
		t.Errorf("another committee's administrator sees %d accounts, %v; want the one of its own", len(list), err)
	}
}

func TestTheLevelAboveGivesANewPasswordToThoseBelowOnly(t *testing.T) {
	t.Parallel()
	m := manage(t)
	ctx := context.Background()
	f := m.create(t, "aptu")
	again, err := m.Reset(ctx, m.w.Grassroots, f.ID)
	if err != nil || again.Password == f.Password {
		t.Fatalf("the grassroots committee resets a secretary of its own: %+v, %v", again, err)
	}
	if _, err := m.SignIn(ctx, m.w.Committee, "aptu", again.Password, ""); err != nil {
		t.Errorf("with the new one: %v", err)
	}
	far, err := m.Create(ctx, m.w.Admin, account.Opening{Login: "apnam", Name: "Lê Văn Nam", Role: authz.Secretary, UnitID: m.w.Far.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Reset(ctx, m.w.Grassroots, far.ID); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("of another organisation: %v", err)
	}
	if err := m.Give(ctx, m.w.Admin, f.ID, account.Opening{Role: authz.Secretary, UnitID: m.w.Far.ID}); err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]int64{"who holds an office elsewhere as well": f.ID, "themselves": m.w.Grassroots.User} {
		if _, err := m.Reset(ctx, m.w.Grassroots, id); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := m.Reset(ctx, m.w.Secretary, f.ID); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("by a secretary: %v", err)
	}
	if err := m.Close(ctx, m.w.Grassroots, f.ID); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the grassroots committee closes: %v", err)
	}
}
