package site

import (
	"context"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tusoi/internal/account"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

var groups = regexp.MustCompile(`<code class="secret">([A-Z2-7 ]+)</code>`)

// setUp sets up a telephone through the pages and returns its secret.
func (v visitor) setUp() string {
	v.t.Helper()
	res, body := v.post(kit.FactorStepPath("dien-thoai"), url.Values{"password": {secret}})
	found := groups.FindStringSubmatch(body)
	if res.StatusCode != http.StatusOK || found == nil {
		v.t.Fatalf("setting up a telephone: %d\n%.800s", res.StatusCode, body)
	}
	s := strings.ReplaceAll(found[1], " ", "")
	form := url.Values{"code": {v.code(s)}}
	for _, f := range hidden.FindAllStringSubmatch(body, -1) {
		form.Set(f[1], f[2])
	}
	if res, body := v.post(kit.FactorStepPath("dien-thoai/xac-nhan"), form); res.StatusCode != http.StatusSeeOther {
		v.t.Fatalf("confirming it: %d\n%.800s", res.StatusCode, body)
	}
	*v.now = v.now.Add(time.Minute)
	return s
}

func (v visitor) code(secret string) string {
	v.t.Helper()
	code, err := totp.GenerateCode(secret, *v.now)
	if err != nil {
		v.t.Fatal(err)
	}
	return code
}

// open makes an account beside the secretary's.
func (v visitor) open(login string, role authz.Role, unit int64) {
	v.t.Helper()
	tx, err := v.db.Begin(context.Background())
	if err != nil {
		v.t.Fatal(err)
	}
	_, err = account.CreateTx(context.Background(), tx, v.w.Committee, *v.now, account.Draft{Login: login, Name: "Trần Văn Năm", Password: secret,
		Role: role, UnitID: unit, From: worldtest.Date(2020, 1, 1)})
	if err != nil {
		v.t.Fatal(err)
	}
	if err := tx.Commit(context.Background()); err != nil {
		v.t.Fatal(err)
	}
}

// from is the same site, asked by somebody else at another address.
func (v visitor) from(address string) visitor {
	v.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.t.Fatal(err)
	}
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	v.client = &http.Client{Jar: jar, CheckRedirect: v.client.CheckRedirect, Transport: &http.Transport{DialContext: dialer.DialContext}}
	v.t.Cleanup(v.client.CloseIdleConnections)
	return v
}

func TestTheSecondStepStandsBeforeEveryPage(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn()
	s := v.setUp()
	if res, _ := v.post(kit.SignOutPath, nil); res.StatusCode != http.StatusSeeOther {
		t.Fatal("signing out")
	}
	res, body := v.post(kit.SignInPath, v.door("ve", kit.RankingPath+"?ky=2026-H1"))
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "Nhập mã đăng nhập") || strings.Contains(body, secret) {
		t.Fatalf("after the password: %d\n%.800s", res.StatusCode, body)
	}
	for _, path := range []string{kit.HomePath, kit.OwnAccountPath, kit.FactorPath, kit.MembersPath} {
		if res, _ := v.get(path); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s before the second step: %d, want 401", path, res.StatusCode)
		}
	}
	if res, body := v.get(kit.CodePath); res.StatusCode != http.StatusOK || !strings.Contains(body, "Nhập mã đăng nhập") {
		t.Errorf("coming back to the page: %d", res.StatusCode)
	}
	form := url.Values{"ma": {"000001"}}
	for _, f := range hidden.FindAllStringSubmatch(body, -1) {
		form.Set(f[1], f[2])
	}
	if res, body = v.post(kit.CodePath, form); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Còn 4 lần thử") {
		t.Errorf("a wrong code: %d\n%.800s", res.StatusCode, body)
	}
	form.Set("ma", v.code(s))
	if res, _ = v.post(kit.CodePath, form); res.Header.Get("Location") != kit.RankingPath+"?ky=2026-H1" {
		t.Errorf("the right code leads to %q (%d)", res.Header.Get("Location"), res.StatusCode)
	}
	if res, _ := v.get(kit.HomePath); res.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d", res.StatusCode)
	}
}

// The session ends while somebody types; then they take ten minutes to find the telephone. Nothing is lost all the way.
func TestACarriedFormSurvivesTheSecondStep(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn()
	s := v.setUp()
	*v.now = v.now.Add(30 * 24 * time.Hour)
	sheet := kit.SheetPath(v.w.Cell.ID, period.MonthOf(vi.Today(*v.now)))
	fields := func(body string, more ...string) url.Values {
		form := v.door(more...)
		for _, f := range hidden.FindAllStringSubmatch(body, -1) {
			form.Set(f[1], f[2])
		}
		return form
	}
	_, body := v.post(sheet, url.Values{"ghi-chu": {"chữ vừa gõ"}})
	_, body = v.post(kit.SignInPath, fields(body))
	if !strings.Contains(body, "Nhập mã đăng nhập") || !strings.Contains(body, "mang-theo") || strings.Contains(body, "chữ vừa gõ") {
		t.Fatalf("after the password:\n%.800s", body)
	}
	*v.now = v.now.Add(11 * time.Minute)
	res, body := v.post(kit.CodePath, fields(body, "ma", v.code(s)))
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "nhập lại mật khẩu") || !strings.Contains(body, "mang-theo") || strings.Contains(body, "chữ vừa gõ") {
		t.Fatalf("too late: %d\n%.800s", res.StatusCode, body)
	}
	_, body = v.post(kit.SignInPath, fields(body))
	res, body = v.post(kit.CodePath, fields(body, "ma", v.code(s)))
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "Gửi tiếp") || !strings.Contains(body, `action="`+sheet+`"`) || !strings.Contains(body, "chữ vừa gõ") {
		t.Errorf("at last: %d\n%.800s", res.StatusCode, body)
	}
}

func TestWhoMustHaveASecondFactorSetsItUpBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.open("vanphong5", authz.Office, v.w.Root.ID)
	if res, _ := v.post(kit.SignInPath, v.door("ten-dang-nhap", "vanphong5")); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in: %d", res.StatusCode)
	}
	for _, path := range []string{kit.HomePath, kit.MembersPath, kit.OwnAccountPath, kit.DashboardPath} {
		if res, _ := v.get(path); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != kit.FactorPath {
			t.Errorf("%s: %d to %q, want to where it is set up", path, res.StatusCode, res.Header.Get("Location"))
		}
	}
	if res, _ := v.post(kit.NewTaskPath, url.Values{"title": {"x"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a form before it is set up: %d, want 403", res.StatusCode)
	}
	if _, body := v.get(kit.FactorPath); !strings.Contains(body, "phải có bước đăng nhập thứ hai") || strings.Contains(body, kit.MembersPath) {
		t.Errorf("the page:\n%.1500s", body)
	}
	v.setUp()
	if res, _ := v.get(kit.MembersPath); res.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d", res.StatusCode)
	}
}

// The secretary comes in while a stranger at another address hammers their name, and their codes with a stolen password.
func TestAStrangerLocksNobodyOut(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn()
	s := v.setUp()
	v.post(kit.SignOutPath, nil)
	stranger := v.from("127.0.0.2")
	refused := 0
	for range 30 {
		if res, _ := stranger.post(kit.SignInPath, v.door("mat-khau", "doan-mo-2026")); res.StatusCode == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 30-triesPerName {
		t.Errorf("of 30 wrong passwords %d were refused, want all but %d", refused, triesPerName)
	}
	thief := v.from("127.0.0.3")
	refused = 0
	for range 4 {
		if res, _ := thief.post(kit.SignInPath, v.door()); res.StatusCode != http.StatusOK {
			t.Fatalf("the stolen password: %d", res.StatusCode)
		}
		for range 5 {
			if res, _ := thief.post(kit.CodePath, url.Values{"ma": {"000001"}}); res.StatusCode == http.StatusTooManyRequests {
				refused++
			}
		}
	}
	if refused == 0 {
		t.Error("codes are guessed without end")
	}
	if res, body := v.post(kit.SignInPath, v.door()); res.StatusCode != http.StatusOK || !strings.Contains(body, "Nhập mã đăng nhập") {
		t.Fatalf("the secretary's password meanwhile: %d\n%.500s", res.StatusCode, body)
	}
	if res, _ := v.post(kit.CodePath, url.Values{"ma": {v.code(s)}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("the secretary's code meanwhile: %d", res.StatusCode)
	}
}

func TestTheFrameTellsWhatIsHeldForOthers(t *testing.T) {
	t.Parallel()
	one := authz.Post{Role: authz.Secretary, UnitID: 3, UnitName: "Chi bộ ấp Đông", Path: "1.3"}
	lent := authz.Post{Role: authz.Secretary, UnitID: 4, UnitName: "Chi bộ ấp Tây", Path: "1.4", Behalf: "Trần Thị Hạnh"}
	month := period.MonthOf(worldtest.Date(2026, 11, 20))
	for want, posts := range map[string][]authz.Post{
		"Chi ủy · Chi bộ ấp Đông|Tự soi của chi bộ": {one},
		"Chi ủy · Chi bộ ấp Đông; Chi ủy · Chi bộ ấp Tây · thay mặt Trần Thị Hạnh|Tự soi của Chi bộ ấp Đông|Tự soi của Chi bộ ấp Tây": {one, lent},
		"Chi ủy · Chi bộ ấp Tây · thay mặt Trần Thị Hạnh|Tự soi của chi bộ":                                                           {lent},
	} {
		a := authz.Actor{Posts: posts}
		got := postTitle(a)
		for _, item := range allPlaces(a, kit.HomePath, month) {
			if strings.HasPrefix(item.Label, "Tự soi") {
				got += "|" + item.Label
			}
		}
		if got != want {
			t.Errorf("the frame says %q, want %q", got, want)
		}
	}
}
