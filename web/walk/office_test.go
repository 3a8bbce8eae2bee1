package walk

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tusoi/internal/period"
	"tusoi/web/kit"
)

// sourced are the figures that the district gave for the first half of 2022, and how many rows stand behind each.
var sourced = []struct {
	what, indicator, value string
	of                     period.Period
	rows                   int
}{
	{"grassroots organisations", "grassroots_orgs", "58", firstHalf, 58},
	{"cells under grassroots committees", "cells", "263", firstHalf, 263},
	{"members", "members", "6.214", firstHalf, 6214},
	{"cells recognised in 2021", "tsvm_recognised", "14", period.Year(2021), 14},
	{"cells recognised in the half-year", "tsvm_recognised", "22", firstHalf, 22},
	{"admissions of 2021 against the year's target", "recruitment", "102 %", period.Year(2021), 153},
	{"units awarded by the committee", "awards_committee_units", "16", firstHalf, 16},
	{"persons awarded by the committee", "awards_committee_persons", "16", firstHalf, 16},
	{"units awarded at the grassroots", "awards_grassroots_units", "13", firstHalf, 13},
	{"persons awarded at the grassroots", "awards_grassroots_persons", "46", firstHalf, 46},
	{"units commended", "commendations_units", "18", firstHalf, 18},
	{"persons commended", "commendations_persons", "28", firstHalf, 28},
}

var firstHalf = period.Half(2022, 1)

func TestTheOfficeReadsTheFiguresOfTheFirstHalfOf2022(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	root := w.id(t, `SELECT id FROM units WHERE parent_id IS NULL`)
	for _, width := range widths {
		t.Run(fmt.Sprintf("at %d px", width), func(t *testing.T) {
			t.Parallel()
			b := w.open(t, width)
			b.signIn("vanphong")
			b.look("home-office")
			b.visit(kit.DashboardOfPath(root, firstHalf))
			b.says("h1", firstHalf.Label())
			b.look("dashboard-2022-H1")
			b.shows("the dashboard")
			b.visit(kit.EvidencePath("awards_committee_units", root, firstHalf))
			b.look("evidence")
			b.visit(kit.DashboardPath)
			b.look("dashboard")
			b.ranking()
			b.visit(kit.ReportPath(root, firstHalf))
			b.shows("the report")
			b.look("report-2022-H1")
			b.visit(kit.ReportPrintPath(root, firstHalf))
			b.shows("the printed report")
			b.look("report-print-2022-H1")
		})
	}
	t.Run("in the PDF", func(t *testing.T) {
		t.Parallel()
		text := pdf(t, w, kit.ReportPDFPath(root, firstHalf))
		for _, f := range sourced {
			if !regexp.MustCompile(`(^|[^\d.,])` + regexp.QuoteMeta(f.value) + `($|[^\d])`).MatchString(text) {
				t.Errorf("the PDF does not hold %s, %s", f.value, f.what)
			}
		}
	})
}

// shows checks that each figure stands on the page as a link to its rows.
func (b *tab) shows(where string) {
	b.t.Helper()
	for _, f := range sourced {
		found := false
		for _, l := range b.figures() {
			found = found || l.is(f.indicator, f.of) && l.holds(f.value)
		}
		if !found {
			b.t.Errorf("%s does not show %s, %s, as a link to its rows", where, f.value, f.what)
		}
	}
}

// figure is a link to rows, with the words that the reader sees at it.
type figure struct {
	Href string `json:"href"`
	Text string `json:"text"`
}

func (b *tab) figures() []figure {
	b.t.Helper()
	return eval[[]figure](b, `[...document.querySelectorAll('main a[href*="/so-lieu/"]')]
		.map((a) => ({href: a.getAttribute("href"), text: (a.closest(".tile") ?? a).innerText}))`)
}

func (f figure) is(indicator string, p period.Period) bool {
	u, err := url.Parse(f.Href)
	return err == nil && u.Path == "/so-lieu/"+indicator && u.Query().Get("ky") == p.String()
}

// spaces makes the hard spaces of numbers plain.
var spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// holds reports whether the value stands in the words as a whole number, not as a part of one.
func (f figure) holds(value string) bool {
	return regexp.MustCompile(`(^|[^\d.,])` + regexp.QuoteMeta(value) + `($|[^\d.,%]|[.,]\D)`).MatchString(spaces.Replace(f.Text))
}

// ranking goes from the list of the half-year to why the first cell stands first, and to the rules.
func (b *tab) ranking() {
	b.t.Helper()
	b.visit(kit.RankingPath)
	b.look("ranking")
	b.leave("open the first cell", b.click(`main tbody a.whole`))
	b.says("h1", "Vì sao")
	b.look("why")
	b.visit(kit.RankingPath)
	b.leave("open the criteria", b.click(`main a[href^="/bo-tieu-chi/"]`))
	b.look("criteria")
}

// Every figure opens to exactly as many rows as it says.
func TestEveryFigureOpensToItsRows(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	root := w.id(t, `SELECT id FROM units WHERE parent_id IS NULL`)
	client := signedIn(t, w, "vanphong")
	for _, f := range sourced {
		t.Run(f.what, func(t *testing.T) {
			t.Parallel()
			path, rows := kit.EvidencePath(f.indicator, root, f.of), 0
			for pages := 0; path != ""; pages++ {
				if pages > 1000 {
					t.Fatal("the pages of the list go in a circle")
				}
				doc := fetch(t, w, client, path)
				n, next := listed(doc)
				rows, path = rows+n, next
			}
			if rows != f.rows {
				t.Errorf("%s of %s opens to %d rows, want %d", f.indicator, f.of, rows, f.rows)
			}
		})
	}
}

func fetch(t *testing.T, w *world, client *http.Client, path string) *html.Node {
	t.Helper()
	answer, err := client.Get(w.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %s (%v)", path, answer.Status, err)
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// listed counts the rows of a page's list and finds the way to the next page.
func listed(doc *html.Node) (rows int, next string) {
	for n := range doc.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "tr" && n.Parent.Data == "tbody" && attribute(n, "class") != "total":
			rows++
		case n.Data == "a" && attribute(n, "rel") == "next":
			next = attribute(n, "href")
		}
	}
	return rows, next
}

// pdf fetches a document and reads it as anybody's reader would.
func pdf(t *testing.T, w *world, path string) string {
	t.Helper()
	answer, err := signedIn(t, w, "vanphong").Get(w.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !bytes.HasPrefix(body, []byte("%PDF-")) {
		t.Fatalf("%s answers %s (%v)", path, answer.Status, err)
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext (“make test” installs it): %v\n%s", err, text)
	}
	return spaces.Replace(string(text))
}
