package site

import (
	"context"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/account"
	"tusoi/internal/authz"
	"tusoi/internal/factor"
	"tusoi/internal/portal"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

const secret = "mua-he-xanh-2026"

// visitor is a person with a browser, at a site whose clock one can move.
type visitor struct {
	t      *testing.T
	w      worldtest.World
	db     postgres.DB
	now    *time.Time
	url    string
	client *http.Client
}

// newVisitor opens the site to the secretary of the first cell. There is a second committee, as in every world of the tests.
func newVisitor(t *testing.T) visitor {
	t.Helper()
	db := pgtest.Pool(t)
	now := worldtest.Now
	v := visitor{t: t, w: worldtest.New(t, db), db: db, now: &now}
	ctx := context.Background()
	tx, err := db.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, err = account.CreateTx(ctx, tx, v.w.Committee, now, account.Draft{Login: "apdong", Name: "Bí thư ấp Đông", Password: secret,
		Role: authz.Secretary, UnitID: v.w.Cell.ID, From: worldtest.Date(2020, 1, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	s := &Site{Portal: portal.New(db, func() time.Time { return *v.now }), Log: slog.New(slog.DiscardHandler)}
	s.Factor.Key = make(factor.Key, 32)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v.url, v.client = server.URL, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return v
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func (v visitor) get(path string) (*http.Response, string) {
	v.t.Helper()
	res, err := v.client.Get(v.url + path)
	return v.read(res, err)
}

func (v visitor) post(path string, form url.Values) (*http.Response, string) {
	v.t.Helper()
	res, err := v.client.PostForm(v.url+path, form)
	return v.read(res, err)
}

func (v visitor) read(res *http.Response, err error) (*http.Response, string) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res, string(body)
}

// door is the sign-in form as the secretary fills it.
func (v visitor) door(more ...string) url.Values {
	form := url.Values{"cap-uy": {id(v.w.Committee)}, "ten-dang-nhap": {"apdong"}, "mat-khau": {secret}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

func (v visitor) signIn() {
	v.t.Helper()
	if res, body := v.post(kit.SignInPath, v.door()); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != kit.HomePath {
		v.t.Fatalf("signing in: %d to %q\n%.500s", res.StatusCode, res.Header.Get("Location"), body)
	}
}

func TestTheSessionIsACookieThatOnlyThisSiteReads(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	res, _ := v.post(kit.SignInPath, v.door())
	for _, c := range res.Cookies() {
		if c.Name == "phien" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || len(c.Value) < 32) {
			t.Errorf("the session's cookie is %+v", c)
		}
	}
	if res, body := v.get(kit.HomePath); res.StatusCode != http.StatusOK || !strings.Contains(body, "Bí thư ấp Đông") {
		t.Errorf("signed in: %d\n%.300s", res.StatusCode, body)
	}
	if s := (&Site{Secure: true}); s.cookieName() != "__Host-phien" {
		t.Errorf("by https the cookie is called %s", s.cookieName())
	}
}

// A wrong name and a wrong password are told the same way; what was typed stands there again, but never the password.
func TestAWrongSignInTellsNobodyWhichNamesExist(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	var answers []string
	for _, form := range []url.Values{v.door("mat-khau", "khong-phai-2026"), v.door("ten-dang-nhap", "khongai"), v.door("mat-khau", "")} {
		res, body := v.post(kit.SignInPath, form)
		if res.StatusCode != http.StatusUnprocessableEntity || len(res.Cookies()) != 0 {
			t.Errorf("%v: %d with %d cookies", form, res.StatusCode, len(res.Cookies()))
		}
		if !strings.Contains(body, `value="`+form.Get("ten-dang-nhap")+`"`) || strings.Contains(body, "khong-phai-2026") {
			t.Errorf("%v: what was typed is lost, or the password is shown", form)
		}
		answers = append(answers, strings.ReplaceAll(body, form.Get("ten-dang-nhap"), ""))
	}
	if diff := cmp.Diff(answers[0], answers[1]); diff != "" || !strings.Contains(answers[2], "Nhập tên đăng nhập và mật khẩu") {
		t.Errorf("a wrong password and a wrong name are told apart:\n%s", diff)
	}
	res, body := v.post(kit.SignInPath, v.door("cap-uy", ""))
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Chọn cấp ủy") || !strings.Contains(body, `value="apdong"`) {
		t.Errorf("without a committee: %d\n%.500s", res.StatusCode, body)
	}
}

func TestSigningInLeadsBackAndNeverOutOfTheSite(t *testing.T) {
	t.Parallel()
	for back, want := range map[string]string{
		kit.RankingPath + "?ky=2026-H1": kit.RankingPath + "?ky=2026-H1", "https://example.org/": kit.HomePath, "//example.org": kit.HomePath,
		`/\example.org`: kit.HomePath, "javascript:alert(1)": kit.HomePath, kit.SignOutPath: kit.HomePath, "": kit.HomePath,
	} {
		v := newVisitor(t)
		if res, _ := v.post(kit.SignInPath, v.door("ve", back)); res.Header.Get("Location") != want {
			t.Errorf("back to %q leads to %q, want %q", back, res.Header.Get("Location"), want)
		}
	}
}

func TestSigningOutEndsTheSessionOnTheServer(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn()
	site, err := url.Parse(v.url)
	if err != nil {
		t.Fatal(err)
	}
	kept := v.client.Jar.Cookies(site)
	if res, _ := v.post(kit.SignOutPath, nil); res.StatusCode != http.StatusSeeOther || res.Header.Get("Clear-Site-Data") == "" {
		t.Errorf("signing out: %d %v", res.StatusCode, res.Header)
	}
	v.client.Jar.SetCookies(site, kept) // somebody kept the cookie
	if res, _ := v.get(kit.HomePath); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("with the cookie of an ended session: %d, want 401", res.StatusCode)
	}
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// The session ends while somebody types. Their form comes along through signing in and goes out with one press more; nobody reads it
// on the way, and nobody else gets it.
func TestAFormThatMetAnEndedSessionIsNotLost(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	member := v.w.Members[v.w.Cell.ID][1]
	item := v.w.PledgeItem(t, v.db, v.w.Cell, member, 2026, "Vận động 5 hộ hiến đất")
	v.signIn()
	*v.now = v.now.Add(30 * 24 * time.Hour)
	sheet := "/to-chuc/" + id(v.w.Cell.ID) + "/thang/2026-12"
	note := "n.p" + id(item) + "." + id(member)
	const words = "Đã vận động 3 hộ, còn 2 hộ hẹn sau Tết"
	res, body := v.post(sheet, url.Values{note: {words}})
	if res.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "vừa gõ vẫn còn") || strings.Contains(body, "vận động") {
		t.Fatalf("a form without a session: %d\n%.800s", res.StatusCode, body)
	}
	form := v.door()
	maps.Copy(form, hiddenIn(body))
	other := v.neighbour(form)
	if res, body := other.post(kit.SignInPath, form); res.Header.Get("Location") != kit.HomePath || strings.Contains(body, "vận động") {
		t.Errorf("somebody else signing in with it: %d to %q\n%.800s", res.StatusCode, res.Header.Get("Location"), body)
	}
	if _, body := other.get(kit.HomePath); !strings.Contains(body, "không phải của tài khoản này") || strings.Contains(body, "vận động") {
		t.Errorf("and is told nothing\n%.800s", body)
	}
	form.Set("ten-dang-nhap", "apdong")
	whole := form.Get("mang-theo")
	form.Set("mang-theo", whole[:len(whole)-4]+"AAAA")
	if res, _ := v.post(kit.SignInPath, form); res.Header.Get("Location") != kit.HomePath {
		t.Errorf("a form that was tampered with: %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	form.Set("mang-theo", whole)
	res, body = v.post(kit.SignInPath, form)
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "Gửi tiếp") || !strings.Contains(body, `action="`+sheet+`"`) {
		t.Fatalf("after signing in again: %d\n%.800s", res.StatusCode, body)
	}
	if res, body = v.post(sheet, hiddenIn(body)); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("sent on: %d\n%.800s", res.StatusCode, body)
	}
	var kept string
	err := v.db.QueryRow(context.Background(), `SELECT note FROM marks WHERE member_id = $1 AND item_id = $2`, member, item).Scan(&kept)
	if err != nil || kept != words {
		t.Errorf("the note is %q, %v", kept, err)
	}
	if res, body := v.post("/khong-co", url.Values{"a": {"b"}}); res.StatusCode != http.StatusNotFound || strings.Contains(body, "mang-theo") {
		t.Errorf("a form to nowhere: %d", res.StatusCode)
	}
}

// Whoever signed out left nothing behind: a form that is sent afterwards is nobody's, and the page says that it was not saved.
func TestAFormOfNobodyIsNotCarried(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn()
	v.post(kit.SignOutPath, nil)
	res, body := v.post("/to-chuc/"+id(v.w.Cell.ID)+"/thang/2026-11", url.Values{"n.p1.1": {"Đã vận động 3 hộ"}})
	if res.StatusCode != http.StatusUnauthorized || strings.Contains(body, "mang-theo") || strings.Contains(body, "vận động") || !strings.Contains(body, "chưa được lưu") {
		t.Errorf("after signing out: %d\n%.800s", res.StatusCode, body)
	}
}

// hiddenIn are the hidden fields of a page.
func hiddenIn(body string) url.Values {
	form := url.Values{}
	for _, f := range hidden.FindAllStringSubmatch(body, -1) {
		form.Set(f[1], html.UnescapeString(f[2]))
	}
	return form
}

// neighbour is the secretary of the next cell at a browser that was never used before; form signs them in.
func (v visitor) neighbour(form url.Values) visitor {
	v.t.Helper()
	v.open("aptay", authz.Secretary, v.w.Sister.ID)
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.t.Fatal(err)
	}
	client := *v.client
	client.Jar, v.client = jar, &client
	form.Set("ten-dang-nhap", "aptay")
	return v
}
