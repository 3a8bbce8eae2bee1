// Package static holds the style, the scripts and the fonts of the pages, embedded in the binary. Each file is served under
// a name that carries the hash of its content, so that browsers may keep it for ever, and packed as small as can be.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed css/*.css js/*.js fonts/*.woff2 img/*.svg img/*.png
var files embed.FS

// prefix is where the files are served.
const prefix = "/tinh/"

type asset struct {
	kind   string // Content-Type
	plain  []byte
	packed func() (br, gz []byte) // nil for what is packed already
}

var (
	paths  = map[string]string{} // css/app.css → /tinh/css/app.0123456789.css
	assets = map[string]asset{}  // by path
)

var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png",
}

func init() {
	for _, pattern := range []string{"fonts/*", "img/*", "js/*"} {
		for _, name := range names(pattern) {
			add(name, read(name))
		}
	}
	// The style sheets become one, in the order of their names. They come last: they name the hashed fonts.
	var css []byte
	for _, name := range names("css/*") {
		css = append(css, read(name)...)
	}
	add("css/app.css", withHashedNames(css))
}

func names(pattern string) []string {
	list, err := fs.Glob(files, pattern)
	if err != nil {
		panic(err)
	}
	return list
}

func read(name string) []byte {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded: it is there
	}
	return content
}

func add(name string, content []byte) {
	ext := path.Ext(name)
	sum := sha256.Sum256(content)
	hashed := prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	a := asset{kind: kinds[ext], plain: content}
	if ext != ".woff2" && ext != ".png" {
		a.packed = sync.OnceValues(func() (br, gz []byte) { return pack(content) })
	}
	paths[name], assets[hashed] = hashed, a
}

var address = regexp.MustCompile(`url\("?\.\./([^")]+)"?\)`)

// withHashedNames turns a style sheet's relative addresses into those that are served. A file that is not there panics.
func withHashedNames(css []byte) []byte {
	return address.ReplaceAllFunc(css, func(m []byte) []byte {
		return []byte("url(" + Path(string(address.FindSubmatch(m)[1])) + ")")
	})
}

func pack(content []byte) (br, gz []byte) {
	var b, g bytes.Buffer
	bw := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, _ = bw.Write(content) // into memory
	_ = bw.Close()
	gw, err := gzip.NewWriterLevel(&g, gzip.BestCompression)
	if err != nil {
		panic(err)
	}
	_, _ = gw.Write(content)
	_ = gw.Close()
	return b.Bytes(), g.Bytes()
}

// Path is the address of an embedded file: css/app.css. It panics for a file that is not there, which a test finds.
func Path(name string) string {
	p, ok := paths[name]
	if !ok {
		panic("static: there is no " + name)
	}
	return p
}

// Handler serves the files.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets[r.URL.Path]
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		body := a.choose(r, h)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the reader may have left
		}
	})
}

func (a asset) choose(r *http.Request, h http.Header) []byte {
	if a.packed == nil {
		return a.plain
	}
	accepts := r.Header.Get("Accept-Encoding")
	br, gz := a.packed()
	switch {
	case strings.Contains(accepts, "br"):
		h.Set("Content-Encoding", "br")
		return br
	case strings.Contains(accepts, "gzip"):
		h.Set("Content-Encoding", "gzip")
		return gz
	}
	return a.plain
}
