package account_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

func setup(t *testing.T) (*account.Service, worldtest.World) {
	t.Helper()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	_, err := account.CreateTx(context.Background(), tx, w.Committee, worldtest.Now, account.Draft{
		Login: "Bithu.Dong", Name: "Nguyễn Văn An", Password: "hoa sen 2026", Role: authz.Secretary,
		UnitID: w.Cell.ID, From: worldtest.Date(2026, 1, 1), MemberID: w.Members[w.Cell.ID][0],
	})
	if err != nil {
		t.Fatal(err)
	}
	return &account.Service{DB: tx, Now: worldtest.Clock}, w
}

func TestSignInOpensASessionWithThePersonsPosts(t *testing.T) {
	t.Parallel()
	s, w := setup(t)
	ctx := context.Background()
	session, err := s.SignIn(ctx, w.Committee, " BITHU.dong ", "hoa sen 2026", "Chrome")
	if err != nil {
		t.Fatal(err)
	}
	actor, err := s.Actor(ctx, session.Token, worldtest.Date(2026, 11, 20))
	if err != nil {
		t.Fatal(err)
	}
	if actor.Name != "Nguyễn Văn An" || len(actor.Posts) != 1 || actor.Posts[0].Role != authz.Secretary ||
		actor.Posts[0].Path != w.Cell.Path || actor.MemberID != w.Members[w.Cell.ID][0] {
		t.Errorf("actor = %+v", actor)
	}
	if err := s.SignOut(ctx, session.Token); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Actor(ctx, session.Token, worldtest.Date(2026, 11, 20)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("after signing out: %v, want NotFound", err)
	}
}

func TestSignInGivesOneAnswerToEveryWrongPair(t *testing.T) {
	t.Parallel()
	s, w := setup(t)
	var said string
	for _, tc := range []struct{ login, password string }{
		{"bithu.dong", "sai"}, {"không có ai", "hoa sen 2026"}, {"bithu.dong", "Hoa sen 2026"},
		{"bithu.dong", strings.Repeat("x", 300)}, {strings.Repeat("y", 300), "hoa sen 2026"},
	} {
		_, err := s.SignIn(context.Background(), w.Committee, tc.login, tc.password, "")
		if apperr.KindOf(err) != apperr.KindInvalid {
			t.Errorf("SignIn(%.20q, %.20q) = %v, want Invalid", tc.login, tc.password, err)
			continue
		}
		if said == "" {
			said = apperr.Message(err)
		}
		if apperr.Message(err) != said {
			t.Errorf("SignIn(%.20q, %.20q) says %q, another pair %q", tc.login, tc.password, apperr.Message(err), said)
		}
	}
}

func TestASessionEndsByItself(t *testing.T) {
	t.Parallel()
	s, w := setup(t)
	ctx := context.Background()
	session, err := s.SignIn(ctx, w.Committee, "bithu.dong", "hoa sen 2026", "")
	if err != nil {
		t.Fatal(err)
	}
	s.Now = func() time.Time { return worldtest.Now.Add(8 * 24 * time.Hour) }
	if _, err := s.Actor(ctx, session.Token, worldtest.Date(2026, 11, 28)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("after eight idle days: %v, want NotFound", err)
	}
}

func TestNobodyComesInWithAMadeUpToken(t *testing.T) {
	t.Parallel()
	s, w := setup(t)
	for _, token := range []string{"", "x", "1.", "999999999999999999999.x", strings.Repeat("1", 500), "0.abc"} {
		if _, err := s.Actor(context.Background(), token, worldtest.Date(2026, 11, 20)); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("Actor(%.20q) = %v, want NotFound", token, err)
		}
	}
	_ = w
}

func TestATermThatEndedBringsNoRole(t *testing.T) {
	t.Parallel()
	s, w := setup(t)
	ctx := context.Background()
	session, err := s.SignIn(ctx, w.Committee, "bithu.dong", "hoa sen 2026", "")
	if err != nil {
		t.Fatal(err)
	}
	actor, err := s.Actor(ctx, session.Token, worldtest.Date(2025, 12, 31)) // before the term begins
	if err != nil {
		t.Fatal(err)
	}
	if actor.May(authz.HomeRead) {
		t.Errorf("actor outside the term may still act: %+v", actor.Posts)
	}
}
