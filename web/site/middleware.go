package site

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/vi"
	"tusoi/web/kit"
)

type contextKey int

const incidentKey contextKey = iota

// policy lets a page load nothing but our own files, and nobody frame it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// headers go on every answer. Pages hold personal data and are stored by nobody; static files say otherwise themselves.
func headers(secure bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cache-Control", "no-store")
			if secure {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// incident gives every request a code that stands in its log line and, when it fails, on its page.
func incident(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw := make([]byte, 5)
		_, _ = rand.Read(raw) // never fails: the program would have stopped
		code := strings.ToUpper(hex.EncodeToString(raw))
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), incidentKey, code)))
	})
}

func incidentOf(r *http.Request) string {
	code, _ := r.Context().Value(incidentKey).(string)
	return code
}

// logged writes one line per request: the route's pattern, never the address with its query, never a name.
func (s *Site) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		who := new(int64)
		r = r.WithContext(context.WithValue(r.Context(), userKey{}, who))
		next.ServeHTTP(ww, r)
		s.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
			slog.String("method", r.Method), slog.String("route", pattern(r)), slog.Int("status", ww.Status()),
			slog.Int64("user", *who), slog.Int("bytes", ww.BytesWritten()),
			slog.Duration("took", time.Since(start).Round(time.Microsecond)), slog.String("incident", incidentOf(r)))
	})
}

type userKey struct{}

// noteUser tells the log line who asked, once the session is read.
func noteUser(r *http.Request, user int64) {
	if who, ok := r.Context().Value(userKey{}).(*int64); ok {
		*who = user
	}
}

func pattern(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
		return c.RoutePattern()
	}
	return "none"
}

// recovered turns a panic into the page of an internal error.
func (s *Site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				s.fail(w, r, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// crossSite refuses forms that another site makes a browser send.
func (s *Site) crossSite(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, apperr.Forbidden("Yêu cầu này đến từ một trang khác nên không được nhận. Đồng chí mở lại trang Tự Soi rồi làm lại."))
	}))
	return guard.Handler(next)
}

// session reads who asks. A request without a living session goes on as nobody.
func (s *Site) session(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie(s.cookieName())
		if err == nil {
			actor, err := s.Account.Actor(r.Context(), cookie.Value, vi.Today(s.Now()))
			switch {
			case err == nil:
				noteUser(r, actor.User)
				r = kit.WithActor(r, actor)
			case apperr.KindOf(err) != apperr.KindNotFound:
				s.fail(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// guard lets a request through when the person may do the action somewhere; the service asks again, with the scope.
func (s *Site) guard(action authz.Action, h kit.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		actor := kit.Actor(r)
		if actor.User == 0 {
			s.askToSignIn(w, r)
			return
		}
		if actor.FirstSecret && !beforeOwnSecret[pattern(r)] {
			s.askFirst(w, r, kit.OwnAccountPath, "Đồng chí đặt mật khẩu của riêng mình ở trang Tài khoản của tôi, rồi làm tiếp.")
			return
		}
		if !actor.FirstSecret && actor.FactorDue && !beforeFactor(pattern(r)) {
			s.askFirst(w, r, kit.FactorPath, "Đồng chí cài bước đăng nhập thứ hai ở trang Tài khoản của tôi, rồi làm tiếp.")
			return
		}
		if !actor.May(action) {
			s.fail(w, r, apperr.Forbidden(""))
			return
		}
		s.serve(w, r, h)
	}
}

// beforeOwnSecret are the pages for somebody who signed in with a password that others made.
var beforeOwnSecret = map[string]bool{kit.OwnAccountPath: true, kit.PasswordPath: true}

// beforeFactor tells the pages for somebody who must have a second factor and has none that could be used.
func beforeFactor(pattern string) bool {
	return pattern == kit.FactorPath || strings.HasPrefix(pattern, kit.FactorPath+"/")
}

// askFirst leads somebody to the one page that they must be done with before all others.
func (s *Site) askFirst(w http.ResponseWriter, r *http.Request, path, why string) {
	if wantsJSON(r) || r.Method != http.MethodGet {
		s.fail(w, r, apperr.Forbidden(why))
		return
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}

// serve runs a handler inside the committee's chrome and answers its error.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, h kit.Handler) {
	chrome, err := s.chrome(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	r = kit.WithChrome(r, chrome)
	if err := h(w, r); err != nil {
		s.fail(w, r, err)
	}
}
