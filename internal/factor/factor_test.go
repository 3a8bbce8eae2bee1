package factor_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/factor"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
)

func TestAPasswordOpensOnlyTheDoorToTheSecondStep(t *testing.T) {
	t.Parallel()
	d := setup(t)
	a, token := d.person(t, "aptu", authz.Secretary, d.w.Cell)
	secret := d.phone(t, a, token)
	half := d.signIn(t, "aptu")
	if !half.Half || !half.Expires.Equal(d.now.Add(10*time.Minute)) {
		t.Errorf("the session is %+v, want a half one of ten minutes", half)
	}
	_, err := d.account.Actor(context.Background(), half.Token, vi.Today(*d.now))
	want(t, "a half session as an actor", err, apperr.KindNotFound)
	if list, err := d.account.Devices(context.Background(), a, token); err != nil || len(list) != 1 {
		t.Errorf("half sessions are listed as devices: %+v, %v", list, err)
	}
	_, err = d.check(token, d.code(t, secret))
	want(t, "a whole session at the second step", err, apperr.KindNotFound)
	who, err := d.Waiting(context.Background(), half.Token)
	if err != nil || who.User != a.User || len(who.Posts) != 0 {
		t.Errorf("at the door waits %+v, %v", who, err)
	}
	whole, err := d.check(half.Token, d.code(t, secret))
	if err != nil || whole.Half || whole.Token == half.Token {
		t.Fatalf("with the right code: %+v, %v", whole, err)
	}
	if got := d.actor(t, whole); got.User != a.User || len(got.Posts) != 1 {
		t.Errorf("signed in as %+v", got)
	}
	_, err = d.Waiting(context.Background(), half.Token)
	want(t, "the half session afterwards", err, apperr.KindNotFound)
}

func TestACodeOfTheTelephoneCountsOnceAndNearItsHalfMinute(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		off  time.Duration
		kind apperr.Kind
	}{
		"now": {0, 0}, "half a minute late": {30 * time.Second, 0}, "half a minute early": {-30 * time.Second, 0},
		"a minute late": {time.Minute, apperr.KindInvalid}, "a minute early": {-time.Minute, apperr.KindInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := setup(t)
			a, token := d.person(t, "aptu", authz.Secretary, d.w.Cell)
			secret := d.phone(t, a, token)
			*d.now = d.now.Add(10 * time.Minute)
			half, shown := d.signIn(t, "aptu"), d.code(t, secret)
			*d.now = d.now.Add(tc.off)
			_, err := d.check(half.Token, shown)
			want(t, "the first time", err, tc.kind)
			_, err = d.check(d.signIn(t, "aptu").Token, shown)
			want(t, "the second time", err, apperr.KindInvalid)
		})
	}
}

func TestFiveWrongCodesOrTenMinutesAskForThePasswordAgain(t *testing.T) {
	t.Parallel()
	d := setup(t)
	a, token := d.person(t, "aptu", authz.Secretary, d.w.Cell)
	secret := d.phone(t, a, token)
	half := d.signIn(t, "aptu")
	for range 20 { // slips of the finger cost nothing
		_, err := d.check(half.Token, "12345")
		want(t, "five digits", err, apperr.KindInvalid)
	}
	for left := 4; left >= 0; left-- {
		_, err := d.check(half.Token, "bbbb-bbbb")
		kind := apperr.KindInvalid
		if left == 0 {
			kind = apperr.KindNotFound
		}
		want(t, fmt.Sprintf("a wrong code with %d left", left), err, kind)
	}
	_, err := d.check(half.Token, d.code(t, secret))
	want(t, "the right code afterwards", err, apperr.KindNotFound)
	if !strings.Contains(d.notes(t), "Nhập đúng mật khẩu nhưng gõ mã đăng nhập 5 lần") {
		t.Errorf("nobody is told:\n%s", d.notes(t))
	}
	half = d.signIn(t, "aptu")
	*d.now = d.now.Add(10 * time.Minute)
	_, err = d.check(half.Token, d.code(t, secret))
	want(t, "after ten minutes", err, apperr.KindNotFound)
}

func TestACodeOfACardIsStruckAndANewCardMakesTheOldOneWorthless(t *testing.T) {
	t.Parallel()
	d := setup(t)
	ctx := context.Background()
	a, token := d.person(t, "aptu", authz.Secretary, d.w.Cell)
	unprinted, err := d.BeginCard(ctx, a, password)
	if err != nil {
		t.Fatal(err)
	}
	if s := d.signIn(t, "aptu"); s.Half {
		t.Error("a card that nobody confirmed asks for a code already")
	}
	want(t, "confirming by a code of no card", d.ConfirmCard(ctx, a, token, unprinted.Sealed, "bbbbbbbb"), apperr.KindInvalid)
	old := d.card(t, a, token)
	if _, err := d.check(d.signIn(t, "aptu").Token, " "+strings.ToUpper(strings.ReplaceAll(old[2], "-", " "))); err != nil {
		t.Fatalf("the third code, as people type it: %v", err)
	}
	_, err = d.check(d.signIn(t, "aptu").Token, old[2])
	want(t, "the third code again", err, apperr.KindInvalid)
	st, err := d.Own(ctx, a)
	if err != nil || st.Left() != 9 || st.Codes[2].UsedAt == nil || st.Codes[2].Number != 3 {
		t.Errorf("the card is %+v, %v", st, err)
	}
	if !strings.Contains(d.notes(t), "Dùng mã số 3 trên thẻ để đăng nhập") {
		t.Errorf("the trail is\n%s", d.notes(t))
	}
	fresh := d.card(t, a, token)
	_, err = d.check(d.signIn(t, "aptu").Token, old[5])
	want(t, "a code of the old card", err, apperr.KindInvalid)
	_, err = d.check(d.signIn(t, "aptu").Token, unprinted.Codes[0])
	want(t, "a code of the card that was given up", err, apperr.KindInvalid)
	if _, err := d.check(d.signIn(t, "aptu").Token, fresh[9]); err != nil {
		t.Errorf("the code by which the card was confirmed: %v", err)
	}
	for _, code := range append(old, fresh...) {
		if strings.Contains(d.notes(t), code) {
			t.Fatal("the trail holds a code")
		}
	}
}

func TestWhoMustHaveASecondFactorIsSaidByTheRoleAndNeverInTheDemonstration(t *testing.T) {
	t.Parallel()
	d := setup(t)
	type place struct {
		role authz.Role
		unit worldtest.Unit
		want bool
	}
	for i, p := range []place{
		{authz.Admin, d.w.Root, true}, {authz.Office, d.w.Root, true}, {authz.Leader, d.w.Root, true}, {authz.Inspector, d.w.Root, true}, {authz.Grassroots, d.w.Org, true},
		{authz.Secretary, d.w.Cell, false}, {authz.Member, d.w.Cell, false},
	} {
		a, _ := d.person(t, fmt.Sprintf("nguoi%d", i), p.role, p.unit)
		if a.NeedsFactor != p.want || a.FactorDue != p.want {
			t.Errorf("%s needs one %v, due %v; want %v", p.role, a.NeedsFactor, a.FactorDue, p.want)
		}
	}
	worldtest.Exec(t, d.tx, `UPDATE committees SET demonstration = true WHERE id = @committee`, pgx.StrictNamedArgs{"committee": d.w.Committee})
	if a, _ := d.person(t, "minhhoa", authz.Admin, d.w.Root); a.NeedsFactor || a.FactorDue {
		t.Error("the demonstration asks for a second factor")
	}
}

func TestTheLastWayInIsNeverGivenAway(t *testing.T) {
	t.Parallel()
	d := setup(t)
	ctx := context.Background()
	a, token := d.person(t, "vp", authz.Office, d.w.Root)
	d.phone(t, a, token)
	want(t, "removing the only one", d.RemovePhone(ctx, a, token, password), apperr.KindConflict)
	codes := d.card(t, a, token)
	want(t, "removing with a wrong password", d.RemovePhone(ctx, a, token, "không phải"), apperr.KindInvalid)
	want(t, "removing the telephone beside a card", d.RemovePhone(ctx, a, token, password), 0)
	want(t, "removing the card then", d.RemoveCard(ctx, a, token, password), apperr.KindConflict)
	var last account.Session
	for _, code := range codes {
		var err error
		if last, err = d.check(d.signIn(t, "vp").Token, code); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.actor(t, last); !got.FactorDue {
		t.Error("the last code is spent and nobody asks for a new card")
	}
	if s := d.signIn(t, "vp"); !s.Half {
		t.Error("with a spent card the password alone opens the door")
	}
	b, own := d.person(t, "aptu", authz.Secretary, d.w.Cell) // nobody asks a secretary for one
	d.phone(t, b, own)
	want(t, "a secretary removes the only one", d.RemovePhone(ctx, b, own, password), 0)
	if s := d.signIn(t, "aptu"); s.Half {
		t.Error("a removed telephone still asks for a code")
	}
}

func TestAChangeEndsTheSessionsElsewhere(t *testing.T) {
	t.Parallel()
	d := setup(t)
	ctx := context.Background()
	a, token := d.person(t, "aptu", authz.Secretary, d.w.Cell)
	for name, change := range map[string]func(){
		"a telephone": func() { d.phone(t, a, token) },
		"a card":      func() { d.card(t, a, token) },
	} {
		other := d.signIn(t, "aptu")
		change()
		_, err := d.account.Actor(ctx, other.Token, vi.Today(*d.now))
		want(t, name+", elsewhere", err, apperr.KindNotFound)
		if _, err := d.account.Actor(ctx, token, vi.Today(*d.now)); err != nil {
			t.Errorf("%s, here: %v", name, err)
		}
		want(t, "drop", d.Drop(ctx, d.w.Admin, a.User), 0)
		a, token = d.actor(t, d.signIn(t, "aptu")), d.signIn(t, "aptu").Token
	}
}

func TestAnAdministratorDropsWhatSomebodyLost(t *testing.T) {
	t.Parallel()
	d := setup(t)
	ctx := context.Background()
	a, token := d.person(t, "vp", authz.Office, d.w.Root)
	want(t, "nothing to drop", d.Drop(ctx, d.w.Admin, a.User), apperr.KindConflict)
	secret := d.phone(t, a, token)
	d.card(t, a, token)
	half := d.signIn(t, "vp")
	want(t, "by the office itself", d.Drop(ctx, d.w.Office, a.User), apperr.KindForbidden)
	want(t, "by another committee", d.Drop(ctx, authz.Actor{Committee: d.w.Stranger.Committee, User: d.w.Stranger.User, Name: "x",
		Posts: []authz.Post{{Role: authz.Admin, Path: d.w.Stranger.Posts[0].Path}}}, a.User), apperr.KindNotFound)
	want(t, "one's own", d.Drop(ctx, d.w.Admin, d.w.Admin.User), apperr.KindConflict)
	want(t, "by the administrator", d.Drop(ctx, d.w.Admin, a.User), 0)
	_, err := d.account.Actor(ctx, token, vi.Today(*d.now))
	want(t, "the session", err, apperr.KindNotFound)
	_, err = d.check(half.Token, d.code(t, secret))
	want(t, "the half session", err, apperr.KindNotFound)
	if s := d.signIn(t, "vp"); s.Half || !d.actor(t, s).FactorDue {
		t.Error("after the drop it is not set up anew")
	}
	if !strings.Contains(d.notes(t), "Bỏ bước đăng nhập thứ hai của tài khoản “vp” của Lê Văn vp") || strings.Contains(d.notes(t), secret) {
		t.Errorf("the trail is\n%s", d.notes(t))
	}
}

// A copied database gives no telephone's secret away, and a row moved to another person opens nothing.
func TestASecretIsSealedForOnePersonByAKeyOutsideTheDatabase(t *testing.T) {
	t.Parallel()
	d := setup(t)
	ctx := context.Background()
	a, token := d.person(t, "aptu", authz.Secretary, d.w.Cell)
	secret := d.phone(t, a, token)
	var kept []byte
	if err := d.tx.QueryRow(ctx, `SELECT secret FROM phones WHERE user_id = $1`, a.User).Scan(&kept); err != nil || strings.Contains(string(kept), secret) {
		t.Errorf("the secret is kept as %q, %v", kept, err)
	}
	b, _ := d.person(t, "apnam", authz.Secretary, d.w.Far)
	worldtest.Exec(t, d.tx, `INSERT INTO phones SELECT committee_id, @other, secret, 0, since FROM phones WHERE user_id = @user`,
		pgx.StrictNamedArgs{"other": b.User, "user": a.User})
	_, err := d.check(d.signIn(t, "apnam").Token, d.code(t, secret))
	want(t, "a row moved to another person", err, apperr.KindInvalid)
	p, err := d.BeginPhone(ctx, a, password)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "another person's draft", d.ConfirmPhone(ctx, b, "", p.Sealed, d.code(t, p.Secret)), apperr.KindConflict)
	codes := d.card(t, a, token)
	d.Key = key('b')
	_, err = d.check(d.signIn(t, "aptu").Token, d.code(t, secret))
	if want(t, "with another key", err, apperr.KindInvalid); !strings.Contains(apperr.Message(err), "đã đổi khóa") {
		t.Errorf("nobody is told of the other key: %v", err)
	}
	if _, err := d.check(d.signIn(t, "aptu").Token, codes[0]); err != nil {
		t.Errorf("the card with another key: %v", err)
	}
	d.Key = nil
	_, err = d.BeginPhone(ctx, a, password)
	want(t, "without a key", err, apperr.KindConflict)
}

func TestTheKeyIsMadeOnceAndForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	first, err := factor.ReadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := factor.ReadKey(dir)
	if err != nil || string(again) != string(first) || len(first) != 32 {
		t.Errorf("read again the key is another one: %v", err)
	}
	path := filepath.Join(dir, "second-factor.key")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file is %v, %v", info, err)
	}
	if err := os.WriteFile(path, first[:7], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := factor.ReadKey(dir); err == nil || !strings.Contains(err.Error(), "7 bytes") {
		t.Errorf("a damaged key: %v", err)
	}
}
