package static

import (
	"crypto/sha512"
	"encoding/base64"
	"os"
	"regexp"
	"strings"
	"testing"
)

var vendored = regexp.MustCompile(`(?m)^\| (\S+) \| sha384-(\S+) \|$`)

func TestWhatOthersMadeIsAsItCame(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("vendor/VENDOR.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, m := range vendored.FindAllStringSubmatch(string(list), -1) {
		known[m[1]] = true
		sum := sha512.Sum384(read(m[1]))
		if got := base64.StdEncoding.EncodeToString(sum[:]); got != m[2] {
			t.Errorf("%s has the hash sha384-%s, VENDOR.md says sha384-%s", m[1], got, m[2])
		}
	}
	for _, name := range names("fonts/*") {
		if !known[name] {
			t.Errorf("%s is not in VENDOR.md", name)
		}
	}
}

func TestTheStyleSheetAsksNobodyElse(t *testing.T) {
	t.Parallel()
	css := string(assets[Path("css/app.css")].plain)
	for _, word := range []string{"@import", "http:", "https:", "data:", "TODO"} {
		if strings.Contains(css, word) {
			t.Errorf("the style sheet holds %s", word)
		}
	}
	if open, closed := strings.Count(css, "{"), strings.Count(css, "}"); open != closed {
		t.Errorf("the style sheet opens %d braces and closes %d", open, closed)
	}
}
