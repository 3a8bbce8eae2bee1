package sheetpage

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tusoi/web/static"
)

// saved is what the script sends for one field.
type saved struct {
	U       int64
	F, V, B string
}

// fakePortal answers the script as the portal does, and can be told to fail.
type fakePortal struct {
	sync.Mutex
	*httptest.Server
	values map[string]string
	posts  []saved
	status int            // 0: save; otherwise the answer
	body   map[string]any // of that answer
	down   bool           // no answer at all
	seen   []string       // other addresses asked for
}

func newFakePortal(t *testing.T) *fakePortal {
	p := &fakePortal{values: map[string]string{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *fakePortal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'")
	page := samplePage()
	switch {
	case strings.HasPrefix(r.URL.Path, "/tinh/"):
		static.Handler().ServeHTTP(w, r)
	case r.URL.Path == "/favicon.ico":
	case r.URL.Path == page.Paths.Field:
		p.field(w, r)
	case r.Method == http.MethodGet && r.URL.Path == page.Paths.Sheet:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = sheet(sampleChrome(), page).Render(r.Context(), w)
	default:
		p.Lock()
		defer p.Unlock()
		_ = r.ParseForm()
		p.seen = append(p.seen, r.Method+" "+r.URL.Path+" "+r.PostForm.Encode())
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<p id="other">khác</p>`))
	}
}

func (p *fakePortal) field(w http.ResponseWriter, r *http.Request) {
	p.Lock()
	defer p.Unlock()
	if p.down {
		panic(http.ErrAbortHandler)
	}
	var s saved
	_ = json.NewDecoder(r.Body).Decode(&s)
	p.posts = append(p.posts, s)
	status, body := http.StatusOK, map[string]any{
		"at": "19:43", "value": strings.TrimSpace(s.V), "tone": "ok", "state": "Đã tự soi", "count": 18, "done": "18", "sentence": "24 đảng viên: 18 đã tự soi.",
	}
	if p.status != 0 {
		status, body = p.status, p.body
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (p *fakePortal) set(f func()) {
	p.Lock()
	defer p.Unlock()
	f()
}

func (p *fakePortal) got() []saved {
	p.Lock()
	defer p.Unlock()
	return append([]saved(nil), p.posts...)
}

// tab is a browser's tab with the sheet open.
type tab struct {
	t   *testing.T
	ctx context.Context
	p   *fakePortal
}

var browser = sync.OnceValue(func() context.Context {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true))
	ctx, _ := chromedp.NewExecAllocator(context.Background(), opts...) //nolint // it dies with the test binary
	ctx, _ = chromedp.NewContext(ctx)
	return ctx
})

func openTab(t *testing.T, p *fakePortal) tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 30*time.Second)
	t.Cleanup(stop)
	tb := tab{t, ctx, p}
	tb.do(chromedp.Navigate(p.URL + samplePage().Paths.Sheet))
	return tb
}

func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// is waits until an expression holds in the page.
func (b tab) is(claim, expression string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(5*time.Second))); err != nil {
		state, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("[data-state]").textContent + " | " + document.activeElement?.outerHTML.slice(0, 200) + " | " + JSON.stringify(localStorage)`))
		b.t.Fatalf("%s: never true: %s (%v)\npage: %s\nposts: %+v", claim, expression, err, state, b.p.got())
	}
}

// went waits until the tab stands on another page.
func (b tab) went(path string) {
	b.t.Helper()
	b.do(chromedp.WaitReady("#other"))
	at, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil || !strings.HasSuffix(at, path) {
		b.t.Fatalf("the tab is at %s, %v; want %s", at, err, path)
	}
}

func (b tab) js(expression string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](expression+"; 0")); err != nil {
		b.t.Fatal(err)
	}
}

func (b tab) key(keys string, modifiers ...chromedp.Modifier) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

const (
	firstNote = `document.getElementById("n.p1.1")`
	stateOf   = `document.getElementById("tt-n.p1.1").textContent`
	headState = `document.querySelector(".head [data-state]").textContent`
	store     = `localStorage.getItem("tusoi.9.5.2026-11")`
)

func (b tab) write(text string) {
	b.t.Helper()
	b.js(firstNote + `.focus(); ` + firstNote + `.select()`)
	b.key(text)
}

func (b tab) leave() {
	b.t.Helper()
	b.js(firstNote + `.blur()`)
}

func TestTheScriptIsSmall(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, static.Path("js/sheet.js"), nil))
	if n := w.Body.Len(); n == 0 || n > 12<<10 {
		t.Errorf("the script has %d bytes, at most 12 KB", n)
	}
}

func TestAFieldIsSavedOnLeavingItWithItsBase(t *testing.T) {
	t.Parallel()
	b := openTab(t, newFakePortal(t))
	b.write("Xong cả 5 hộ.")
	if n := len(b.p.got()); n != 0 {
		t.Fatalf("%d saves while typing", n)
	}
	b.leave()
	b.is("the field says so", stateOf+` === "Đã lưu lúc 19:43"`)
	b.is("the header says so", headState+` === "Đã lưu lúc 19:43"`)
	b.is("figures moved", `document.querySelector("[data-done]").textContent === "18" && document.querySelector(".bar [data-sentence]").textContent.includes("18 đã")`)
	b.is("nothing is kept in the browser", store+` === null`)
	base := samplePage().Members[0].Items[0].Note.Base
	if got := b.p.got(); len(got) != 1 || got[0] != (saved{9, "n.p1.1", "Xong cả 5 hộ.", base}) {
		t.Fatalf("sent %+v", got)
	}
	b.write("Xong cả 6 hộ.")
	b.leave()
	b.is("saved again", `true`)
	b.js(`document.querySelector("[name='m.t2.1'][value=done]").click()`)
	b.is("a choice is saved at once", `document.querySelectorAll(".state.ok").length === 2`)
	want := []saved{{9, "n.p1.1", "Xong cả 5 hộ.", base}, {9, "n.p1.1", "Xong cả 6 hộ.", "Xong cả 5 hộ."}, {9, "m.t2.1", "done", "not_done"}}
	for i, s := range b.p.got() {
		if s != want[i] {
			t.Errorf("save %d: %+v, want %+v", i, s, want[i])
		}
	}
}

func TestFourKeysForWhoeverHasNothingToAdd(t *testing.T) {
	t.Parallel()
	b := openTab(t, newFakePortal(t))
	b.js(`document.querySelector("#dv-2 summary").click()`)
	b.is("opening moves the focus", `document.activeElement.name === "m.p3.2"`)
	b.key("@", chromedp.ModifierShift)
	b.is("what is left is marked", `document.activeElement.name === "s.2"`)
	b.key("111")
	b.is("the next one is open, this one closed", `document.activeElement.name === "m.p5.4" && document.getElementById("dv-4").open && !document.getElementById("dv-2").open`)
	b.is("all is saved", `document.querySelectorAll("#dv-2 .state.ok").length === 5`)
	if n := len(b.p.got()); n != 5 {
		t.Errorf("%d fields saved, want 5", n)
	}
	b.key("1")
	b.is("a number answers and moves on", `document.activeElement.name === "s.4"`)
	b.key(kb.ArrowUp, chromedp.ModifierAlt)
	b.is("Alt+up goes back", `document.getElementById("dv-2").open && !!document.activeElement.closest("#dv-2")`)
	b.key("\r")
	b.is("Enter goes to the next who is not done", `document.getElementById("dv-4").open && !!document.activeElement.closest("#dv-4")`)
}

func TestWithoutANetworkNothingIsLost(t *testing.T) {
	t.Parallel()
	b := openTab(t, newFakePortal(t))
	b.p.set(func() { b.p.down = true })
	b.write("Gõ lúc mất mạng")
	b.leave()
	b.is("it says that it waits", headState+`.startsWith("Đang chờ mạng · 1 chỗ")`)
	b.is("leaving asks", `(() => { const e = new Event("beforeunload", { cancelable: true }); dispatchEvent(e); return e.defaultPrevented; })()`)
	b.is("the unsent text is kept", store+`.includes("Gõ lúc mất mạng")`)
	b.p.set(func() { b.p.down = false })
	b.js(`dispatchEvent(new Event("online"))`)
	b.is("it goes out by itself", stateOf+` === "Đã lưu lúc 19:43"`)
	b.is("and is wiped", store+` === null`)
	b.is("leaving no longer asks", `(() => { const e = new Event("beforeunload", { cancelable: true }); dispatchEvent(e); return !e.defaultPrevented; })()`)
}

func TestAClosedPageComesBackWithWhatWasUnsent(t *testing.T) {
	t.Parallel()
	b := openTab(t, newFakePortal(t))
	b.js(`localStorage.setItem("tusoi.9.5.2026-11", JSON.stringify({ t: Date.now() - 3600000, f: [["n.p3.2", "Đã học 3 chuyên đề", ""], ["n.p99.2", "không còn", ""]] }));
		localStorage.setItem("tusoi.9.5.2026-10", JSON.stringify({ t: Date.now() - 90000000, f: [["n.p3.2", "cũ", ""]] }))`)
	b.do(chromedp.Reload())
	b.is("it is in its field, and told", `document.getElementById("n.p3.2").value === "Đã học 3 chuyên đề" && document.querySelector(".flash.warn").textContent.includes("1 chỗ")`)
	b.is("it is sent", store+` === null && document.querySelectorAll("#dv-2 .state.ok").length === 1`)
	b.is("a day old is thrown away", `localStorage.getItem("tusoi.9.5.2026-10") === null`)
}

func TestAnEndedSessionKeepsTheTextAndLeadsBack(t *testing.T) {
	t.Parallel()
	b := openTab(t, newFakePortal(t))
	b.p.set(func() { b.p.status, b.p.body = http.StatusUnauthorized, map[string]any{"error": "Cần đăng nhập"} })
	b.write("Gõ sau khi hết phiên")
	b.leave()
	b.is("a way back is offered", `document.querySelector(".bar [data-state] a")?.getAttribute("href") === "/dang-nhap?ve=%2Fto-chuc%2F5%2Fthang%2F2026-11"`)
	b.is("the text is kept", store+`.includes("Gõ sau khi hết phiên") && `+firstNote+`.value === "Gõ sau khi hết phiên"`)
	b.p.set(func() { b.p.status = 0 })
	b.js(`document.dispatchEvent(new Event("visibilitychange"))`)
	b.is("after signing in elsewhere it goes out", stateOf+` === "Đã lưu lúc 19:43"`)
}

func TestTwoTextsAreShownSideBySideAndOneIsChosen(t *testing.T) {
	t.Parallel()
	conflict := map[string]any{"error": "x", "conflict": map[string]string{"theirs": "Bản <b>của chị Hạnh</b>", "who": "(do Trần Thị Hạnh lưu lúc 19:40)"}}
	for _, tc := range []struct {
		button, want string
		sends        []saved
	}{
		{"Giữ bản của tôi", "Bản của tôi", []saved{{9, "n.p1.1", "Bản của tôi", "Bản <b>của chị Hạnh</b>"}}},
		{"Lấy bản đã có", "Bản <b>của chị Hạnh</b>", nil},
	} {
		t.Run(tc.button, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, newFakePortal(t))
			b.p.set(func() { b.p.status, b.p.body = http.StatusConflict, conflict })
			b.write("Bản của tôi")
			b.leave()
			b.is("both texts stand there", `(() => { const t = document.querySelector(".conflict")?.textContent ?? ""; return t.includes("Đồng chí gõ: Bản của tôi") && t.includes("Đã có: Bản <b>của chị Hạnh</b> (do Trần Thị Hạnh lưu lúc 19:40)"); })()`)
			b.is("the header counts it", headState+`.startsWith("Có lỗi: 1")`)
			before := len(b.p.got())
			b.p.set(func() { b.p.status = 0 })
			b.js(`[...document.querySelectorAll(".conflict button")].find((x) => x.textContent === "` + tc.button + `").click()`)
			b.is("the choice stands", firstNote+`.value === "`+tc.want+`" && !document.querySelector(".conflict") && !!document.querySelector("#tt-n\\.p1\\.1.ok") && `+store+` === null`)
			if got := b.p.got()[before:]; len(got) != len(tc.sends) || len(got) == 1 && got[0] != tc.sends[0] {
				t.Errorf("sent %+v, want %+v", got, tc.sends)
			}
		})
	}
}

func TestWhatTheServerRefusesStaysWithItsSentence(t *testing.T) {
	t.Parallel()
	b := openTab(t, newFakePortal(t))
	b.p.set(func() { b.p.status, b.p.body = http.StatusUnprocessableEntity, map[string]any{"error": "Dài quá."} })
	b.write("Một đoạn rất dài")
	b.leave()
	b.is("the sentence stands by the field", stateOf+` === "Dài quá." && `+firstNote+`.value === "Một đoạn rất dài"`)
	b.p.set(func() { b.p.status = 0 })
	b.write("Ngắn hơn")
	b.leave()
	b.is("a shorter one is taken", stateOf+` === "Đã lưu lúc 19:43"`)
}

func TestSendingAndRemediesWaitUntilAllIsSaved(t *testing.T) {
	t.Parallel()
	b := openTab(t, newFakePortal(t))
	b.write("Câu cuối")
	b.js(`document.querySelector("[data-go]").click()`)
	b.went("/gui")
	if got := b.p.got(); len(got) != 1 || got[0].V != "Câu cuối" {
		t.Errorf("sent %+v before leaving", got)
	}
}

// Enter in a remedy's field sends the remedy, whether the last field is on its way still or saved already.
func TestARemedyGoesOutWithOneEnter(t *testing.T) {
	t.Parallel()
	for name, saved := range map[string]bool{"while a field is being saved": false, "when all is saved": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, newFakePortal(t))
			b.write("Câu nữa")
			if saved {
				b.leave()
				b.is("the note is saved", stateOf+` === "Đã lưu lúc 19:43"`)
			}
			b.js(`document.querySelector(".add").open = true; document.getElementById("hc.1").value = "Chậm báo cáo"; document.getElementById("hc.1").focus()`)
			b.key("\r")
			b.went("/viec-tu-sua")
			last := b.p.seen[len(b.p.seen)-1]
			if !strings.Contains(last, "hc.1=Ch") || !strings.Contains(last, "them=1") || strings.Contains(last, "n.p1.1") {
				t.Errorf("posted %s", last)
			}
			if got := b.p.got(); len(got) != 1 || got[0].V != "Câu nữa" {
				t.Errorf("the note was not saved first, and once: %+v", got)
			}
		})
	}
}

// The portal saved a text and its answer was lost; what is typed over it afterwards must not be taken for a second person's.
func TestALostAnswerIsNotTakenForSomebodyElse(t *testing.T) {
	t.Parallel()
	b := openTab(t, newFakePortal(t))
	b.p.set(func() { b.p.down = true })
	b.write("Đã đến 5 hộ")
	b.leave()
	b.is("it waits", headState+`.startsWith("Đang chờ mạng")`)
	b.p.set(func() {
		b.p.down, b.p.status = false, http.StatusConflict
		b.p.body = map[string]any{"error": "x", "conflict": map[string]string{"theirs": "Đã đến 5 hộ", "who": "(do chính mình lưu)"}}
	})
	b.js(firstNote + `.value = "Đã đến 6 hộ"`)
	b.js(firstNote + `.dispatchEvent(new Event("input", { bubbles: true }))`)
	b.js(firstNote + `.dispatchEvent(new Event("change", { bubbles: true }))`)
	for asked, begun := len(b.p.got()), time.Now(); len(b.p.got()) < asked+2 && time.Since(begun) < 20*time.Second; {
		b.js(`dispatchEvent(new Event("online"))`) // until it was refused once, and went out again
	}
	b.is("nobody is asked to choose", `document.querySelector(".conflict") === null`)
	b.p.set(func() { b.p.status = 0 })
	b.js(`dispatchEvent(new Event("online"))`)
	b.is("and is saved", stateOf+` === "Đã lưu lúc 19:43" && `+store+` === null`)
	got := b.p.got()
	if last := got[len(got)-1]; last.V != "Đã đến 6 hộ" || last.B != "Đã đến 5 hộ" {
		t.Errorf("sent %+v; want the newer text, based on the one whose answer was lost", got)
	}
}
