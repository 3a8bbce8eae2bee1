// Package kit is what every room of pages needs: handlers that return errors, rendering that is whole or an error page,
// who asks, forms, and the addresses of the portal.
//
// A handler reads, calls a service and renders; it holds no rule and answers no error itself. Errors are turned into
// pages, and logged, in one place: the site.
package kit

import (
	"bytes"
	"context"
	"encoding/base64"
	"mime"
	"net/http"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/web/ui"
)

// Handler is a page or an action. What it returns is answered by the site.
type Handler func(w http.ResponseWriter, r *http.Request) error

type contextKey int

const (
	actorKey contextKey = iota
	chromeKey
)

// WithActor puts who asks into a request, as the site does after reading the session.
func WithActor(r *http.Request, a authz.Actor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actorKey, a))
}

// Actor is who asks. On a page that needs no sign-in it may be nobody.
func Actor(r *http.Request) authz.Actor {
	a, _ := r.Context().Value(actorKey).(authz.Actor)
	return a
}

// WithChrome puts what surrounds every page into a request.
func WithChrome(r *http.Request, c ui.Chrome) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), chromeKey, c))
}

// Chrome is what surrounds the page: the committee, the person, the navigation.
func Chrome(r *http.Request) ui.Chrome {
	c, _ := r.Context().Value(chromeKey).(ui.Chrome)
	return c
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes a page, whole or not at all: an error while rendering leaves the answer untouched.
func Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() { buf.Reset(); buffers.Put(buf) }()
	if err := page.Render(r.Context(), buf); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // the reader left: nothing to answer any more
	return nil
}

// Workbook says that a workbook of Excel follows, to be saved under a name.
func Workbook(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}

// SeeOther sends the browser on after a form, with a sentence to show there ("" for none).
func SeeOther(w http.ResponseWriter, r *http.Request, path, flash string) error {
	if flash != "" {
		SetFlash(w, flash)
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// PathID reads an id from the address; NotFound when it is none.
func PathID(r *http.Request, name string) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, apperr.NotFound("")
	}
	return id, nil
}

// PathReview reads what a cell reviews by from the address: a month like 2026-11, or a quarter like 2026-Q4.
func PathReview(r *http.Request, name string) (period.Period, error) {
	return period.ParseReview(chi.URLParam(r, name))
}

// PathYear reads a year from the address.
func PathYear(r *http.Request, name string) (int, error) {
	p, err := period.Parse(chi.URLParam(r, name))
	if err != nil || !p.IsYear() {
		return 0, apperr.NotFound("")
	}
	return p.Year(), nil
}

// QueryPeriod reads a period from ?name=, or gives the fallback when there is none.
func QueryPeriod(r *http.Request, name string, fallback period.Period) (period.Period, error) {
	s := r.URL.Query().Get(name)
	if s == "" {
		return fallback, nil
	}
	return period.Parse(s)
}

// QueryID reads an id from ?name=, 0 when there is none.
func QueryID(r *http.Request, name string) (int64, error) {
	s := r.URL.Query().Get(name)
	if s == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return 0, apperr.NotFound("")
	}
	return id, nil
}

// mostPages is more than any list has; a page number beyond it is a slip, and its rows would be past counting.
const mostPages = 1_000_000

// QueryPage reads a page number from ?trang=, from 1.
func QueryPage(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("trang"))
	if err != nil || n < 1 || n > mostPages {
		return 1
	}
	return n
}

// flashCookie carries one sentence over one redirect. It is set by us and only ever shown escaped.
const flashCookie = "loi-nhan"

// SetFlash leaves a sentence for the next page.
func SetFlash(w http.ResponseWriter, text string) {
	http.SetCookie(w, &http.Cookie{
		Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(text)), Path: "/", MaxAge: 60,
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// TakeFlash reads the sentence left by the page before and removes it.
func TakeFlash(w http.ResponseWriter, r *http.Request) *ui.Flash {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1})
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(text) == 0 || !utf8.Valid(text) {
		return nil
	}
	return &ui.Flash{Kind: "ok", Text: string(text)}
}
