package site

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// frame is the site over an empty database with what it logs.
func frame(t *testing.T) (*Site, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	return &Site{Portal: portal.New(pgtest.Tx(t), worldtest.Clock), Log: slog.New(slog.NewTextHandler(&log, nil))}, &log
}

func visit(path string, headers ...string) *http.Request {
	return request(http.MethodGet, path, "", headers...)
}

func request(method, path, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func answer(h http.Handler, r *http.Request) (*http.Response, string) {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	res := rec.Result()
	body, _ := io.ReadAll(res.Body)
	return res, string(body)
}

func TestEveryAnswerForbidsForeignCodeAndFrames(t *testing.T) {
	t.Parallel()
	s, _ := frame(t)
	for _, path := range []string{kit.SignInPath, kit.HelpPath, "/khong-co", "/tinh/khong-co.css", "/suc-khoe"} {
		res, _ := answer(s.Handler(), visit(path))
		csp := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, res.Header)
		}
	}
	s.Secure = true
	if res, _ := answer(s.Handler(), visit(kit.SignInPath)); res.Header.Get("Strict-Transport-Security") == "" {
		t.Error("by https nothing asks the browser to stay there")
	}
}

func TestAFormThatAnotherSiteSendsIsRefusedInWords(t *testing.T) {
	t.Parallel()
	s, _ := frame(t)
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://example.org"}} {
		res, body := answer(s.Handler(), request(http.MethodPost, kit.SignInPath, "ten-dang-nhap=a&mat-khau=b", headers...))
		if res.StatusCode != http.StatusForbidden || !strings.Contains(body, "đến từ một trang khác") {
			t.Errorf("%v: %d\n%.300s", headers, res.StatusCode, body)
		}
	}
}

// The page and the log line share a code; the cause stands in the log only.
func TestAFaultShowsACodeAndNothingElse(t *testing.T) {
	t.Parallel()
	const cause = "relation secrets does not exist"
	for name, broken := range map[string]kit.Handler{
		"an error": func(http.ResponseWriter, *http.Request) error { return errors.New(cause) },
		"a panic":  func(http.ResponseWriter, *http.Request) error { panic(cause) },
	} {
		s, log := frame(t)
		h := incident(s.logged(s.recovered(s.public(broken))))
		res, body := answer(h, visit("/hong"))
		code := regexp.MustCompile(`\b[0-9A-F]{10}\b`).FindString(body)
		if res.StatusCode != http.StatusInternalServerError || code == "" || strings.Contains(body, "secrets") || strings.Contains(body, ".go:") {
			t.Errorf("%s: %d\n%s", name, res.StatusCode, body)
		}
		if !strings.Contains(log.String(), cause) || strings.Count(log.String(), "incident="+code) != 2 {
			t.Errorf("%s: the log does not tell the cause under the code %s:\n%s", name, code, log)
		}
		res, body = answer(h, visit("/hong", "Accept", "application/json"))
		if !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") || strings.Contains(body, "secrets") {
			t.Errorf("%s, asked by a script: %v\n%s", name, res.Header, body)
		}
	}
}

func TestALogLineTellsTheRouteAndNobodysName(t *testing.T) {
	t.Parallel()
	s, log := frame(t)
	answer(s.Handler(), visit("/dang-vien/98765432109876?tim=nguyen+van+an"))
	line := log.String()
	for _, want := range []string{"method=GET", "route=/dang-vien/{member}", "status=401", "user=0", "took=", "incident="} {
		if !strings.Contains(line, want) {
			t.Errorf("the log line lacks %s: %s", want, line)
		}
	}
	if strings.Contains(line, "nguyen") || strings.Contains(line, "98765432109876") {
		t.Errorf("the log line tells whom was asked for: %s", line)
	}
}

func TestPagesGoOutPacked(t *testing.T) {
	t.Parallel()
	s, _ := frame(t)
	res, body := answer(s.Handler(), visit(kit.SignInPath, "Accept-Encoding", "gzip"))
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("the page is not packed: %v", res.Header)
	}
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !bytes.Contains(plain, []byte("Đăng nhập")) {
		t.Errorf("unpacked: %.200s %v", plain, err)
	}
}

func TestGuessingIsSlowedDownForOneNameAndNotForTheOffice(t *testing.T) {
	t.Parallel()
	s, _ := frame(t)
	h := s.Handler()
	try := func(name, from string) (*http.Response, string) {
		r := request(http.MethodPost, kit.SignInPath, url.Values{"ten-dang-nhap": {name}, "mat-khau": {"sai-mat-khau"}}.Encode())
		r.RemoteAddr = from
		return answer(h, r)
	}
	for range triesPerName {
		if res, body := try("bithu", "10.0.0.1:40000"); res.StatusCode != http.StatusUnprocessableEntity {
			t.Fatalf("a wrong password: %d\n%.300s", res.StatusCode, body)
		}
	}
	if res, body := try("BiThu ", "10.0.0.1:40001"); res.StatusCode != http.StatusTooManyRequests || !strings.Contains(body, "Chờ năm phút") {
		t.Errorf("one try too many: %d\n%.300s", res.StatusCode, body)
	}
	for what, who := range map[string][2]string{"a colleague at the same address": {"vanphong", "10.0.0.1:40002"}, "the secretary from elsewhere": {"bithu", "10.0.0.2:40000"}} {
		if res, _ := try(who[0], who[1]); res.StatusCode == http.StatusTooManyRequests {
			t.Errorf("%s is kept out", what)
		}
	}
}

// allPlaces are all that the navigation leads to.
func allPlaces(a authz.Actor, at string, month period.Period) (list []ui.NavItem) {
	for _, g := range navigation(a, at, worldtest.Date(2026, 11, 20), month) {
		list = append(list, g.Items...)
	}
	return list
}

// Who holds every office at once has one line of words as well, and every place stands under the word that holds its kind.
func TestTheNavigationIsOneLineForEveryRole(t *testing.T) {
	t.Parallel()
	w := worldtest.New(t, pgtest.Tx(t))
	month := period.MonthOf(worldtest.Date(2026, 11, 20))
	both := w.Secretary
	both.Posts = slices.Concat(w.Secretary.Posts, w.SisterSecretary.Posts, w.Grassroots.Posts, w.Office.Posts, w.Inspector.Posts, w.Admin.Posts)
	for name, a := range map[string]authz.Actor{"admin": w.Admin, "office": w.Office, "inspector": w.Inspector, "leader": w.Leader, "grassroots": w.Grassroots,
		"secretary": w.Secretary, "member": w.Member, "everything": both} {
		words, letters := 0, 0
		for _, g := range navigation(a, kit.UnitsPath, worldtest.Date(2026, 11, 20), month) {
			if g.Label != "" {
				words, letters = words+1, letters+len([]rune(g.Label))
				if len(g.Items) < 2 {
					t.Errorf("%s: %q holds %d places", name, g.Label, len(g.Items))
				}
				continue
			}
			for _, i := range g.Items {
				words, letters = words+1, letters+len([]rune(i.Label))
			}
		}
		if words > 8 || letters > 80 {
			t.Errorf("%s: %d words of %d letters stand in the line", name, words, letters)
		}
	}
}

func TestTheNavigationMarksOnePlace(t *testing.T) {
	t.Parallel()
	w := worldtest.New(t, pgtest.Tx(t))
	month := period.MonthOf(worldtest.Date(2026, 11, 20))
	for path, want := range map[string]string{
		kit.HomePath: "Việc cần làm", kit.UnitsPath: "Tổ chức", kit.UnitPath(w.Cell.ID): "Tổ chức",
		kit.SheetPath(w.Cell.ID, month): "Tự soi của chi bộ", kit.SheetPath(w.Cell.ID, month) + "/gui": "Tự soi của chi bộ",
		kit.HelpPath: "",
	} {
		var marked []string
		for _, item := range allPlaces(w.Secretary, path, month) {
			if item.Active {
				marked = append(marked, item.Label)
			}
		}
		if got := strings.Join(marked, ", "); got != want {
			t.Errorf("at %s the navigation marks %q, want %q", path, got, want)
		}
	}
}
