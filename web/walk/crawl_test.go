package walk

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/demo"
	"tusoi/web/kit"
)

// enough is how many pages of a role the crawl reads; each kind of address is among the first of them.
const enough = 150

// perKind keeps one kind of address (numbers left out) from using up the crawl.
const perKind = 12

// Whoever follows the links that a page offers never meets a refusal, a hole or a fault: a page offers no link that its
// reader may not follow.
func TestEveryLinkThatARoleIsOfferedWorks(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	for _, a := range demo.Accounts() {
		t.Run(a.Login, func(t *testing.T) {
			t.Parallel()
			c := &crawl{t: t, w: w, seen: map[string]bool{}, kinds: map[string]int{}, client: signedIn(t, w, a.Login)}
			c.add(kit.HomePath, "the beginning")
			for len(c.queue) > 0 && c.read < enough {
				next := c.queue[0]
				c.queue = c.queue[1:]
				c.page(next)
			}
			if c.read < 6 {
				t.Errorf("only %d pages found: the crawl is broken, or the portal is", c.read)
			}
		})
	}
}

func signedIn(t *testing.T, w *world, login string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	answer, err := client.PostForm(w.url+kit.SignInPath, url.Values{"ten-dang-nhap": {login}, "mat-khau": {demo.Password}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Request.URL.Path != kit.HomePath {
		t.Fatalf("sign in as %s: %s at %s", login, answer.Status, answer.Request.URL)
	}
	return client
}

type link struct{ path, from string }

type crawl struct {
	t      *testing.T
	w      *world
	client *http.Client
	queue  []link
	seen   map[string]bool
	kinds  map[string]int
	read   int
}

// add queues an address of our own that was not seen yet.
func (c *crawl) add(ref, from string) {
	base, err := url.Parse(c.w.url + from)
	if err != nil {
		base, _ = url.Parse(c.w.url)
	}
	u, err := base.Parse(ref)
	if err != nil {
		c.t.Errorf("%s holds a link that is no address: %q", from, ref)
		return
	}
	if !strings.HasPrefix(u.String(), c.w.url) {
		c.t.Errorf("%s leads out of the portal: %q", from, ref)
		return
	}
	u.Fragment = ""
	path := u.RequestURI()
	kind := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, path)
	if c.seen[path] || c.kinds[kind] >= perKind {
		return
	}
	c.seen[path] = true
	c.kinds[kind]++
	c.queue = append(c.queue, link{path, from})
}

func (c *crawl) page(l link) {
	c.read++
	answer, err := c.client.Get(c.w.url + l.path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Errorf("%s (from %s): %v", l.path, l.from, err)
		return
	}
	if answer.StatusCode != http.StatusOK {
		c.t.Errorf("%s (from %s) answers %s", l.path, l.from, answer.Status)
		return
	}
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return
	}
	if !utf8.Valid(body) || !norm.NFC.IsNormal(body) {
		c.t.Errorf("%s is not UTF-8 in NFC", l.path)
	}
	if i := bytes.Index(body, []byte("%!")); i >= 0 { // what fmt leaves of a wrong verb
		c.t.Errorf("%s holds a broken text: %.60q", l.path, body[i:])
	}
	c.tree(l.path, body)
}

// tree checks the page's bones and queues its links.
func (c *crawl) tree(path string, body []byte) {
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		c.t.Errorf("%s: %v", path, err)
		return
	}
	headings, lang := 0, ""
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				c.t.Errorf("%s: the id %q stands twice", path, id)
			}
			ids[id] = true
		}
		switch n.Data {
		case "h1":
			headings++
		case "html":
			lang = attribute(n, "lang")
		case "a":
			if href := attribute(n, "href"); href != "" && !strings.HasPrefix(href, "#") {
				c.add(href, path)
			}
		}
	}
	if headings != 1 && (headings == 0 || !strings.HasSuffix(path, "/in")) { // a cell's papers are printed one after the other
		c.t.Errorf("%s has %d h1, want one", path, headings)
	}
	if lang != "vi" {
		c.t.Errorf("%s is in language %q, want vi", path, lang)
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
