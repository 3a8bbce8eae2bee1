package walk

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"tusoi/internal/demo"
	"tusoi/internal/vi"
	"tusoi/web/kit"
)

// patience is how long one step of a walk may take, on a machine that is busy with other tests.
const patience = 30 * time.Second

// chromium finds the browser; a machine without one makes the walks red.
func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on this machine: “make test” installs it")
}

// browser starts one Chromium for the test binary.
var browser = sync.OnceValues(func() (context.Context, error) {
	path, err := chromium()
	if err != nil {
		return nil, err
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "vi"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	toClose.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	toClose.Cleanup(cancel)
	return ctx, chromedp.Do(ctx)
})

// tab is one person at one screen.
type tab struct {
	t     *testing.T
	w     *world
	ctx   context.Context
	width int64
	plain bool // the page's scripts are switched off

	mu    sync.Mutex
	wrong []string // what the browser complained of since the last look
}

// open gives a person a fresh browser with a window of that width.
func (w *world) open(t *testing.T, width int64) *tab {
	t.Helper()
	parent, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t: t, w: w, ctx: ctx, width: width}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	b.do("size the window", chromedp.EmulateViewport(width, 800))
	return b
}

// hear notes what the browser complains of: refusals by the content policy, files that are missing, failures of scripts.
func (b *tab) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := ev.(type) {
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Source == cdplog.EntrySourceSecurity {
			b.wrong = append(b.wrong, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		b.wrong = append(b.wrong, "script: "+e.ExceptionDetails.Text)
		if x := e.ExceptionDetails.Exception; x != nil {
			b.wrong = append(b.wrong, x.Description)
		}
	}
}

// complaints returns what the browser complained of since the last time.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.wrong
	b.wrong = nil
	return list
}

func (b *tab) limited() (context.Context, context.CancelFunc) {
	return context.WithTimeout(b.ctx, patience)
}

// do takes steps that stay on the page.
func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.whereabouts())
	}
}

// leave takes a step that leads to another page and waits for that page, which must be a good one.
func (b *tab) leave(what string, step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, step)
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.whereabouts())
	}
	if answer != nil && answer.Status >= 400 {
		b.t.Fatalf("%s: %s answers %d\n%s\n%s", what, answer.URL, answer.Status, b.text("main"), b.w.failed.take())
	}
}

// visit opens an address of the portal.
func (b *tab) visit(path string) {
	b.t.Helper()
	b.leave("open "+path, chromedp.Navigate(b.w.url+path))
}

// follow clicks the link in the page's own part that leads to the address.
func (b *tab) follow(path string) {
	b.t.Helper()
	b.leave("follow the link to "+path, b.click(fmt.Sprintf(`main a[href=%q]`, path)))
}

// press clicks the button with the words, wherever it stands in the page's own part.
func (b *tab) press(label string) {
	b.t.Helper()
	b.leave("press “"+label+"”", chromedp.Click(button(label)))
}

// refused presses a button whose form comes back with what is wrong. The browser notes the answer 422 as a failure; it is none.
func (b *tab) refused(what, label string) {
	b.t.Helper()
	b.do(what, chromedp.Click(button(label)), chromedp.WaitVisible(chromedp.CSS(".error-summary")))
	b.complaints()
}

// fill types into a field of the page's own part.
func (b *tab) fill(name, text string) {
	b.t.Helper()
	b.do("fill "+name, chromedp.SendKeys(chromedp.CSS(fmt.Sprintf(`main [name=%q]`, name)), text))
}

// setDate writes a day over the one that a field proposes.
func (b *tab) setDate(name string, day time.Time) {
	b.t.Helper()
	b.do("set "+name, chromedp.SetValue(chromedp.CSS(fmt.Sprintf(`main [name=%q]`, name)), vi.Date(day)))
}

// choose takes the option of a select that says so.
func (b *tab) choose(name, label string) {
	b.t.Helper()
	value := eval[string](b, fmt.Sprintf(`[...document.querySelector('main select[name=%q]').options].find((o) => o.text.trim() === %q)?.value ?? "none"`, name, label))
	b.do("choose "+label, chromedp.SetValue(chromedp.CSS(fmt.Sprintf(`main select[name=%q]`, name)), value))
}

// button finds a button by what stands on it.
func button(label string) chromedp.Search {
	return chromedp.Search(fmt.Sprintf(`//main//button[contains(normalize-space(.), %q)]`, label))
}

// click presses the first element that matches, in the middle of the window, where no bar that stays in sight covers it.
func (b *tab) click(css string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(b.toMiddle(fmt.Sprintf(`document.querySelector(%q)`, css)), chromedp.Click(chromedp.CSS(css)))
}

// toMiddle scrolls the element that the expression names to where a person would have it.
func (b *tab) toMiddle(element string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](element + `?.scrollIntoView({block: "center", behavior: "instant"})`)
}

// text is what stands in the first element that matches.
func (b *tab) text(css string) string {
	b.t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.TextContent(chromedp.CSS(css)))
	if err != nil {
		b.t.Fatalf("read %s: %v\n%s", css, err, b.whereabouts())
	}
	return strings.Join(strings.Fields(s), " ")
}

// says makes the test red when the words do not stand in the element.
func (b *tab) says(css string, words ...string) {
	b.t.Helper()
	text := b.text(css)
	for _, w := range words {
		if !strings.Contains(text, w) {
			b.t.Errorf("%s does not say %q:\n%s", css, w, text)
		}
	}
}

// until waits for a condition of the page's script.
func (b *tab) until(what, condition string) {
	b.t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](condition, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(patience))); err != nil {
		b.t.Fatalf("wait until %s: %v\n%s", what, err, b.whereabouts())
	}
}

// eval asks the page for a value; it works with the page's own scripts switched off as well.
func eval[T any](b *tab, expression string, opts ...chromedp.EvaluateOption) T {
	b.t.Helper()
	ctx, cancel := b.limited()
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, opts...))
	if err != nil {
		b.t.Fatalf("evaluate %.200s: %v", expression, err)
	}
	return v
}

// whereabouts tells a failure where it happened. It must not fail itself.
func (b *tab) whereabouts() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.body.innerText.slice(0, 1500)`))
	return "at " + at
}

// scripts switches the page's scripts on or off, from the next page on.
func (b *tab) scripts(on bool) {
	b.t.Helper()
	b.plain = !on
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}); err != nil {
		b.t.Fatal(err)
	}
}

// signIn fills the form on the sign-in page, as anybody would who opened the portal.
func (b *tab) signIn(login string) {
	b.t.Helper()
	b.signInWith(login, demo.Password)
}

func (b *tab) signInWith(login, password string) {
	b.t.Helper()
	b.visit(kit.SignInPath)
	b.fill("ten-dang-nhap", login)
	b.fill("mat-khau", password)
	b.press("Đăng nhập")
	b.do("see who is signed in", chromedp.WaitVisible(chromedp.CSS(`h1`)))
}
