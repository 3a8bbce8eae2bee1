package walk

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	_ "embed"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// axe is axe-core 4.14.1 as its makers publish it (MPL-2.0, see testdata/axe-LICENSE).
//
//go:embed testdata/axe-4.14.1.min.js
var axe string

// finding is one thing that axe-core found.
type finding struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML string `json:"html"`
		Why  string `json:"failureSummary"`
	} `json:"nodes"`
}

const runAxe = `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations)`

// look checks the page as it stands and takes its picture.
func (b *tab) look(name string) {
	b.t.Helper()
	for _, c := range b.complaints() {
		b.t.Errorf("%s: the browser complains: %s", name, c)
	}
	if s := b.w.failed.take(); s != "" {
		b.t.Errorf("%s: the site logged: %s", name, s)
	}
	b.picture(name)
	b.narrow(name)
	if b.plain { // axe needs the page's clockwork; what the page's own scripts missed at its start stays missed
		b.scripts(true)
		defer b.scripts(false)
	}
	eval[chromedp.Void](b, axe)
	for _, f := range eval[[]finding](b, runAxe, chromedp.EvalAwaitPromise) {
		for _, n := range f.Nodes {
			b.t.Errorf("%s at %d px: axe %s: %s\n%.300s\n%s", name, b.width, f.ID, f.Help, n.HTML, n.Why)
		}
	}
	b.complaints() // what axe itself provoked is no fault of the page
}

// tooWide lists what reaches beyond the window and lies in no box that scrolls by itself.
const tooWide = `(() => {
	const root = document.documentElement;
	if (root.scrollWidth <= innerWidth) return [];
	const held = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX)) return true; };
	return ["page " + root.scrollWidth + " px"].concat([...document.querySelectorAll("body *")]
		.filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5 && !held(e)).slice(0, 8)
		.map((e) => e.outerHTML.slice(0, 160) + " … to " + Math.round(e.getBoundingClientRect().right)));
})()`

const painted = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))`

// narrow looks for sideways scrolling at 320 px.
func (b *tab) narrow(name string) {
	b.t.Helper()
	b.do("make the window narrow", chromedp.EmulateViewport(320, 800))
	if !b.plain { // the page's scripts answer to a new width with the next picture
		eval[chromedp.Void](b, painted, chromedp.EvalAwaitPromise)
	}
	if wide := eval[[]string](b, tooWide); len(wide) > 0 {
		b.t.Errorf("%s scrolls sideways at 320 px:\n%s", name, strings.Join(wide, "\n"))
	}
	b.do("make the window wide again", chromedp.EmulateViewport(b.width, 800))
}

// tallest is how much of a long page a picture holds.
const tallest = 3000

// picture writes the page to the folder that TUSOI_SCREENSHOTS names, if it names one.
func (b *tab) picture(name string) {
	b.t.Helper()
	folder := os.Getenv("TUSOI_SCREENSHOTS")
	if folder == "" {
		return
	}
	var size struct{ W, H float64 }
	if err := json.Unmarshal([]byte(eval[string](b, `JSON.stringify({W: innerWidth, H: document.documentElement.scrollHeight})`)), &size); err != nil {
		b.t.Fatal(err)
	}
	beyond := true
	shot, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatPng, CaptureBeyondViewport: &beyond,
		Clip: &page.Viewport{Width: size.W, Height: min(size.H, tallest), Scale: 1},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, b.width)), shot.Data, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
