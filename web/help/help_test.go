package help_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/apperr"
	"tusoi/web/help"
	"tusoi/web/static"
)

func read(t *testing.T, path string) (string, error) {
	t.Helper()
	var err error
	r := chi.NewRouter()
	serve := func(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { err = h(w, r) }
	}
	r.Get("/huong-dan", serve(help.Pages{}.Index))
	r.Get("/huong-dan/{slug}", serve(help.Pages{}.Show))
	rec := httptest.NewRecorder()
	r.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Body.String(), err
}

// Every page of the guide is listed, and its pictures are there, each with words for whoever cannot see it.
func TestTheGuideIsWholeWithItsPictures(t *testing.T) {
	t.Parallel()
	list, err := read(t, "/huong-dan")
	links := regexp.MustCompile(`<p><a href="(/huong-dan/[^"]+)">([^<]+)</a>`).FindAllStringSubmatch(list, -1)
	if err != nil || len(links) < 5 {
		t.Fatalf("the guide lists %d pages, %v", len(links), err)
	}
	pictures := 0
	for _, link := range links {
		page, err := read(t, link[1])
		if err != nil || !strings.Contains(page, "<h1") || !strings.Contains(page, link[2]) || !norm.NFC.IsNormalString(page) {
			t.Errorf("%s: %v\n%.300s", link[1], err, page)
		}
		for _, img := range regexp.MustCompile(`<img src="([^"]+)"[^>]* alt="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			pictures++
			rec := httptest.NewRecorder()
			static.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, img[1], nil))
			if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "image/png" || img[2] == "" {
				t.Errorf("%s: the picture %s answers %d, described as %q", link[1], img[1], rec.Code, img[2])
			}
		}
	}
	if pictures < 4 {
		t.Errorf("the guide has %d pictures, want the sheet, the read-back, the dashboard and a rank at least", pictures)
	}
}

func TestAPageThatIsNotInTheGuideIsSaidInWords(t *testing.T) {
	t.Parallel()
	if _, err := read(t, "/huong-dan/khong-co"); apperr.KindOf(err) != apperr.KindNotFound || apperr.Message(err) == "" {
		t.Errorf("got %v, want NotFound in words", err)
	}
}
