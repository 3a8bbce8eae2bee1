package rankings_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"golang.org/x/net/html"

	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/ranking"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/rankings"
)

var half = period.Half(2026, 1)

type bundle struct {
	worldtest.World
	pages *rankings.Pages
	tx    pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{World: worldtest.New(t, tx), tx: tx}
	sets, err := rule.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, committee := range []int64{b.Committee, b.Stranger.Committee} {
		if _, err := rulebook.PublishTx(context.Background(), tx, committee, sets[0], worldtest.Now); err != nil {
			t.Fatal(err)
		}
	}
	b.pages = &rankings.Pages{Rule: &rulebook.Service{DB: tx}, Now: worldtest.Clock, Ranking: &ranking.Service{
		DB: tx, Now: worldtest.Clock, Org: &org.Service{DB: tx, Now: worldtest.Clock}, Rule: &rulebook.Service{DB: tx},
		Indicator: &indicator.Service{DB: tx, Now: worldtest.Clock},
	}}
	return b
}

// answer is what a request was answered with.
type answer struct {
	code     int
	location string
	page     *html.Node
	text     string
	err      error
}

// do sends a request as an actor and gives the answer, or the error that the site would answer.
func (b bundle) do(t *testing.T, actor authz.Actor, r *http.Request) (a answer) {
	t.Helper()
	serve := func(h kit.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { a.err = h(w, kit.WithActor(r, actor)) }
	}
	router := chi.NewRouter()
	router.Get("/xep-hang", serve(b.pages.Index))
	router.Get("/xep-hang/{unit}", serve(b.pages.Show))
	router.Post("/xep-hang/{unit}/tra-loi", serve(b.pages.Answer))
	router.Post("/xep-hang/cham-lai", serve(b.pages.Close))
	router.Get("/bo-tieu-chi/{key}", serve(b.pages.Set))
	w := httptest.NewRecorder()
	router.ServeHTTP(w, r)
	var err error
	a.code, a.location = w.Code, w.Header().Get("Location")
	if a.page, err = html.Parse(w.Body); err != nil {
		t.Fatal(err)
	}
	a.text = words(a.page)
	return a
}

func (b bundle) get(t *testing.T, actor authz.Actor, target string) answer {
	t.Helper()
	return b.do(t, actor, httptest.NewRequest(http.MethodGet, target, nil))
}

// open is get of a page that must be there.
func (b bundle) open(t *testing.T, actor authz.Actor, target string) answer {
	t.Helper()
	a := b.get(t, actor, target)
	if a.err != nil {
		t.Fatalf("%s: %v", target, a.err)
	}
	return a
}

func (b bundle) post(t *testing.T, actor authz.Actor, target string, form url.Values) answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(t, actor, r)
}

// mark scores one criterion of a cell by hand, as the page's form sends it.
func (b bundle) mark(t *testing.T, cell int64, code, choice, reason, version string) answer {
	t.Helper()
	return b.post(t, b.Office, kit.AnswerPath(cell), url.Values{"ky": {half.String()}, "tieu-chi": {code}, "ban": {version},
		"choice-" + code: {choice}, "reason-" + code: {reason}})
}

// best fills in every form of a cell's page with what gives most, those of conditions only when they are asked for.
func (b bundle) best(t *testing.T, cell int64, conditions bool) {
	t.Helper()
	for _, form := range all(b.open(t, b.Office, kit.WhyPath(cell, half)).page, "form", anything) {
		sent, most := url.Values{}, -1
		for _, in := range all(form, "input", anything) {
			sent.Set(attribute(in, "name"), attribute(in, "value"))
		}
		field := attribute(all(form, "select", anything)[0], "name")
		for _, o := range all(form, "option", anything) {
			if points := inBrackets.FindStringSubmatch(words(o)); points != nil {
				if n, err := vi.ParseHundredths(points[1]); err == nil && n > most {
					most = n
					sent.Set(field, attribute(o, "value"))
				}
			} else if conditions && attribute(o, "value") == "yes" {
				sent.Set(field, "yes")
			}
		}
		if sent.Get(field) == "" {
			continue
		}
		sent.Set(attribute(all(form, "textarea", anything)[0], "name"), "Theo biên bản của chi bộ")
		if a := b.post(t, b.Office, attribute(form, "action"), sent); a.err != nil || a.code != http.StatusSeeOther {
			t.Fatalf("%v: %d, %v, %s", sent, a.code, a.err, a.text)
		}
	}
}

var inBrackets = regexp.MustCompile(`\((-?[\d,]+) điểm\)$`)

func anything(*html.Node) bool { return true }

func id(want string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attribute(n, "id") == want }
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// all are the elements of a kind, "" for any, for which keep holds.
func all(page *html.Node, kind string, keep func(*html.Node) bool) (list []*html.Node) {
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && (kind == "" || n.Data == kind) && keep(n) {
			list = append(list, n)
		}
	}
	return list
}

// words are the text of an element with single spaces.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// table is the rows of the board, each as its cells' words.
func table(page *html.Node) (rows [][]string) {
	for _, tr := range all(page, "tr", func(n *html.Node) bool { return n.Parent.Data == "tbody" }) {
		var row []string
		for n := range tr.ChildNodes() {
			if n.Type == html.ElementNode {
				row = append(row, words(n))
			}
		}
		rows = append(rows, row)
	}
	return rows
}
