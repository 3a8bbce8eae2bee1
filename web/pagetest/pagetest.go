// Package pagetest asks pages in tests, without the site around them: as an actor, by address or with a form. Only tests may
// import it.
package pagetest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/authz"
	"tusoi/web/kit"
)

// Pages are handlers by method and pattern: "GET /to-chuc/{unit}".
type Pages map[string]kit.Handler

// Answer is what came back: Body and where to go next, or the error that the site would answer.
type Answer struct {
	Status   int
	Body     string
	Location string
	Header   http.Header
	Err      error
}

// Get reads an address as an actor.
func (p Pages) Get(t testing.TB, actor authz.Actor, target string) Answer {
	t.Helper()
	return p.do(t, actor, httptest.NewRequest(http.MethodGet, target, nil))
}

// Post sends a form as an actor.
func (p Pages) Post(t testing.TB, actor authz.Actor, target string, form url.Values) Answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.do(t, actor, r)
}

// File is a file that a form sends.
type File struct {
	Name string
	Data []byte
}

// Send sends a form with files, all of one field, as an actor.
func (p Pages) Send(t testing.TB, actor authz.Actor, target, field string, files ...File) Answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, f := range files {
		part, err := form.CreateFormFile(field, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(f.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, target, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return p.do(t, actor, r)
}

func (p Pages) do(t testing.TB, actor authz.Actor, r *http.Request) Answer {
	t.Helper()
	var a Answer
	router := chi.NewRouter()
	for route, h := range p {
		method, pattern, _ := strings.Cut(route, " ")
		router.Method(method, pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.Err = h(w, kit.WithActor(r, actor)) }))
	}
	w := httptest.NewRecorder()
	router.ServeHTTP(w, r)
	a.Status, a.Body, a.Header, a.Location = w.Code, w.Body.String(), w.Header(), w.Header().Get("Location")
	return a
}

// Check tells what a page should say and does not, and what it says and should not.
func (a Answer) Check(t testing.TB, name string, has, lack []string) {
	t.Helper()
	if a.Err != nil {
		t.Errorf("%s: %v", name, a.Err)
	}
	for _, want := range has {
		if !strings.Contains(a.Body, want) {
			t.Errorf("%s: the page lacks %q", name, want)
		}
	}
	for _, not := range lack {
		if strings.Contains(a.Body, not) {
			t.Errorf("%s: the page has %q", name, not)
		}
	}
}
