package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func get(t *testing.T, method, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestAFileIsServedPackedAndForEver(t *testing.T) {
	t.Parallel()
	path := Path("css/app.css")
	plain, err := io.ReadAll(get(t, http.MethodGet, path, "").Body)
	if err != nil || len(plain) == 0 {
		t.Fatalf("plain: %d bytes, %v", len(plain), err)
	}
	br := get(t, http.MethodGet, path, "gzip, br")
	unpacked, err := io.ReadAll(brotli.NewReader(br.Body))
	if err != nil || !bytes.Equal(unpacked, plain) || br.Header.Get("Content-Encoding") != "br" {
		t.Errorf("brotli: %v, encoding %q", err, br.Header.Get("Content-Encoding"))
	}
	gz := get(t, http.MethodGet, path, "gzip")
	zr, err := gzip.NewReader(gz.Body)
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err = io.ReadAll(zr); err != nil || !bytes.Equal(unpacked, plain) {
		t.Errorf("gzip: %v", err)
	}
	if h := br.Header; !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("Vary") != "Accept-Encoding" || !strings.HasPrefix(h.Get("Content-Type"), "text/css") {
		t.Errorf("headers %v", h)
	}
}

func TestOnlyHashedNamesAreServed(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/tinh/css/app.css", "/tinh/css/app.0000000000.css", "/tinh/", "/tinh/../static.go"} {
		if code := get(t, http.MethodGet, path, "").StatusCode; code != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", path, code)
		}
	}
	if code := get(t, http.MethodPost, Path("css/app.css"), "").StatusCode; code != http.StatusNotFound {
		t.Errorf("POST: %d, want 404", code)
	}
	head := get(t, http.MethodHead, Path("js/app.js"), "")
	if body, err := io.ReadAll(head.Body); err != nil || len(body) != 0 || head.Header.Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d bytes, length %s, %v", len(body), head.Header.Get("Content-Length"), err)
	}
}

func TestFontsOfTheStyleSheetAreServed(t *testing.T) {
	t.Parallel()
	css := string(assets[Path("css/app.css")].plain)
	if strings.Contains(css, "../") {
		t.Error("the style sheet still names files relatively")
	}
	for _, part := range strings.Split(css, "url(")[1:] {
		path, _, _ := strings.Cut(part, ")")
		if _, ok := assets[path]; !ok {
			t.Errorf("the style sheet names %s, which is not served", path)
		}
	}
}

// A first visit fetches the style, the scripts of every page and the two weights of the screen's face in both subsets.
func TestAFirstVisitIsLight(t *testing.T) {
	t.Parallel()
	total := 0
	for name, path := range paths {
		a := assets[path]
		switch {
		case strings.Contains(name, "tinos"), strings.HasSuffix(name, ".png"): // documents, the guide
		case a.packed == nil:
			total += len(a.plain)
		default:
			br, _ := a.packed()
			total += len(br)
		}
	}
	if total > 150<<10 {
		t.Errorf("style, scripts and fonts take %d bytes packed, want at most 150 KiB, so that the first page stays below 200", total)
	}
}
