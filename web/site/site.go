// Package site puts the pages together: every address with the right it needs, what surrounds a page, the session's
// cookie, and the one place where errors become answers.
package site

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/account"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/portal"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/signin"
	"tusoi/web/static"
	"tusoi/web/ui"
)

// Site answers requests.
type Site struct {
	*portal.Portal
	Log    *slog.Logger
	Secure bool // the portal is reached by https

	committees sync.Map // int64 → around: names and settings for the chrome
	carries    sync.Once
	carried    *signin.Carrier
	settings   sync.Mutex // held while one is read or forgotten, so that what was read before a change is never kept after it
}

// cookieName has the __Host- prefix where the browser would keep it, which is only over https.
func (s *Site) cookieName() string {
	if s.Secure {
		return "__Host-phien"
	}
	return "phien"
}

// setSession leaves a half session only as long as the browser is open; that it ends after minutes is the server's to know.
func (s *Site) setSession(w http.ResponseWriter, session account.Session) {
	c := &http.Cookie{
		Name: s.cookieName(), Value: session.Token, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	}
	if !session.Half {
		c.Expires = session.Expires
		http.SetCookie(w, &http.Cookie{
			Name: s.whoseName(), Value: strconv.FormatInt(session.User, 10), Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
			MaxAge: int(whoseLife / time.Second),
		})
	}
	http.SetCookie(w, c)
}

func (s *Site) clearSession(w http.ResponseWriter) {
	for _, name := range []string{s.cookieName(), s.whoseName()} {
		http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.Secure})
	}
}

// whoseLife outlasts every session: whose it was must be known when it has ended. It opens nothing by itself.
const whoseLife = 400 * 24 * time.Hour

// whoseName is the cookie that says who was signed in here last.
func (s *Site) whoseName() string { return s.cookieName() + "-cua" }

func (s *Site) whose(r *http.Request) int64 {
	c, err := r.Cookie(s.whoseName())
	if err != nil {
		return 0
	}
	user, _ := strconv.ParseInt(c.Value, 10, 64) // 0, nobody, for what is no number
	return user
}

// carrier is one for as long as the site runs: what it seals, it must open later.
func (s *Site) carrier() *signin.Carrier {
	s.carries.Do(func() { s.carried = signin.NewCarrier() })
	return s.carried
}

// Handler is the whole site.
func (s *Site) Handler() http.Handler { return s.handler(s.session) }

// handler is the site with a way to tell who asks; the tests of the policy bring their own.
func (s *Site) handler(session func(http.Handler) http.Handler) http.Handler {
	r := chi.NewRouter()
	r.Use(incident, s.logged, headers(s.Secure), s.recovered, s.crossSite)
	r.Handle("/tinh/*", static.Handler())
	r.Get("/suc-khoe", s.health)
	r.Group(func(r chi.Router) {
		r.Use(session)
		for _, route := range s.Routes() {
			if route.May == Public {
				r.Method(route.Method, route.Pattern, s.public(route.Serve))
				continue
			}
			r.Method(route.Method, route.Pattern, s.guard(route.May, route.Serve))
		}
		r.NotFound(s.public(notFound))
		r.MethodNotAllowed(s.public(notFound))
	})
	return compressed(r)
}

func (s *Site) public(h kit.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, h) }
}

// health tells a supervisor whether the portal can answer, and nothing else.
func (s *Site) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if _, err := s.Committee.List(ctx); err != nil {
		http.Error(w, "database unreachable", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// around is a committee's name, settings and calendar, kept until they are changed.
func (s *Site) around(ctx context.Context, id int64) (c around, err error) {
	if c, ok := s.committees.Load(id); ok {
		return c.(around), nil
	}
	s.settings.Lock()
	defer s.settings.Unlock()
	if c.Committee, err = s.Committee.Get(ctx, id); err != nil {
		return c, err
	}
	if c.Calendar, err = deadline.Of(ctx, s.DB, id); err != nil {
		return c, err
	}
	s.committees.Store(id, c)
	return c, nil
}

// around is what the chrome knows of a committee.
type around struct {
	committee.Committee
	deadline.Calendar
}

// forget lets the next page read a committee's settings anew.
func (s *Site) forget(committee int64) {
	s.settings.Lock()
	defer s.settings.Unlock()
	s.committees.Delete(committee)
}

// chrome is what surrounds the page for this person.
func (s *Site) chrome(w http.ResponseWriter, r *http.Request) (ui.Chrome, error) {
	chrome := ui.Chrome{Committee: "Theo dõi tự soi, tự sửa", HelpHref: kit.HelpPath, Flash: kit.TakeFlash(w, r)}
	actor := kit.Actor(r)
	if actor.User == 0 {
		return chrome, nil
	}
	c, err := s.around(r.Context(), actor.Committee)
	if err != nil {
		return chrome, err
	}
	chrome.Committee, chrome.Demo = c.Name, c.Demonstration
	chrome.SignedIn, chrome.Person, chrome.PostTitle = true, actor.Name, postTitle(actor)
	chrome.PersonHref = kit.OwnAccountPath
	if actor.FirstSecret || actor.FactorDue {
		return chrome, nil // nowhere to go before there is a password of their own, and a second factor
	}
	today := vi.Today(s.Now())
	chrome.Nav = navigation(actor, r.URL.Path, today, c.Period(today))
	return chrome, nil
}

// postTitle is what the person is here: the first of their own offices, and all that they hold for others.
func postTitle(a authz.Actor) string {
	var titles []string
	for i, p := range a.Posts {
		switch title := p.Role.Label() + " · " + p.UnitName; {
		case p.Behalf != "":
			titles = append(titles, title+" · thay mặt "+p.Behalf)
		case i == 0:
			titles = append(titles, title)
		}
	}
	return strings.Join(titles, "; ")
}
