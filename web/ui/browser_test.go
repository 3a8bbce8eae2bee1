package ui

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"tusoi/web/static"
)

// policy is the site's: what breaks it does nothing.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"

var browser = sync.OnceValue(func() context.Context {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true))
	ctx, _ := chromedp.NewExecAllocator(context.Background(), opts...) // it ends with the tests
	ctx, _ = chromedp.NewContext(ctx)
	return ctx
})

// tab is a browser's tab with a page open; posts counts the forms that arrived.
type tab struct {
	t     *testing.T
	ctx   context.Context
	posts *atomic.Int32
}

// open shows a page in a window of a width, before visits it.
func open(t *testing.T, page templ.Component, width int64, before ...chromedp.Action[chromedp.Void]) tab {
	t.Helper()
	posts := new(atomic.Int32)
	release := make(chan struct{})
	mux := http.NewServeMux()
	mux.Handle("GET /tinh/", static.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		_ = page.Render(r.Context(), w)
	})
	mux.HandleFunc("POST /luu", func(http.ResponseWriter, *http.Request) {
		posts.Add(1)
		<-release // a slow network
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(release) })
	ctx, cancel := chromedp.NewContext(browser())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 30*time.Second)
	t.Cleanup(stop)
	b := tab{t, ctx, posts}
	b.do(append(before, chromedp.EmulateViewport(width, 800), chromedp.Navigate(server.URL))...)
	return b
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
		b.t.Fatalf("%s: never true: %s (%v)", claim, expression, err)
	}
}

func read[T any](b tab, expression string) T {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return got
}

// form is what a room of pages puts together: a form with every kind of field, some of it wrong, and a table.
func form() templ.Component {
	fields := around(
		ErrorSummary(wrong),
		TextInput(Input{Name: "ten", Label: "Họ và tên", Problems: wrong, MaxLength: 10}),
		RadioSegment(Input{Name: "muc", Label: "Tháng này", Problems: wrong, Options: marks}),
		DateInput(Input{Name: "ngay", Label: "Ngày"}), Select(Input{Name: "chi-bo", Label: "Chi bộ", Options: []Option{{"1", "Chi bộ Trường Trung học phổ thông An Thới"}}}),
		TextArea(Input{Name: "ghi", Label: "Ghi"}), FileInput(Input{Name: "tep", Label: "Tệp"}, ".xlsx"), CheckBox(Input{Name: "dung", Label: "Đã đối chiếu", Value: "1"}, false),
		Button("", "Lưu"), within(Confirm(Question{"Trả lại", "danger", "Chi bộ phải gửi lại.", "Trả lại cho chi bộ"}), TextArea(Input{Name: "ly-do", Label: "Lý do"})),
		within(ActionBar("24 đảng viên: 17 đã tự soi."), Button("secondary", "Xem lại và gửi tháng 11")),
	)
	table := within(TableBox("Bảng"), templ.Raw(`<table><tr class="row-link"><th scope="row"><a class="whole" href="#whole">Chi bộ ấp Tân Lộc</a></th><td class="num"><span id="a">1111</span></td><td><span id="b">0000</span></td><td>6.214.318.241</td><td>1.000.000.000</td></tr></table>`))
	return within(Layout(chrome, Page{Title: "Thêm đảng viên", Actions: LinkButton("secondary", "In danh sách", "/in")}), around(
		Tiles([]Tile{{"Đã gửi", "241 / 321", "80 chưa gửi", "/so-lieu/x", "warn"}}), within(formTag(), fields), table, Pager(Pages{2, 3, "/?trang=1", "/?trang=3"})))
}

func formTag() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := w.Write([]byte(`<form method="post" action="/luu" data-guard>`)); err != nil {
			return err
		}
		if err := templ.GetChildren(ctx).Render(templ.ClearChildren(ctx), w); err != nil {
			return err
		}
		_, err := w.Write([]byte(`</form>`))
		return err
	})
}

func TestAPageNeverScrollsSideways(t *testing.T) {
	t.Parallel()
	b := open(t, form(), 320)
	for _, width := range []int64{320, 360, 640, 1024, 1280} {
		b.do(chromedp.EmulateViewport(width, 800))
		if wide := read[int64](b, `document.documentElement.scrollWidth`); wide > width {
			t.Errorf("a window of %d px shows a page of %d px: %q", width, wide, read[[]string](b, `[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth && !e.closest(".table-box")).map((e) => e.outerHTML.slice(0, 60))`))
		}
	}
}

func TestWhatIsPressedIsAFingerHigh(t *testing.T) {
	t.Parallel()
	b := open(t, form(), 320)
	for _, width := range []int64{320, 1280} {
		b.do(chromedp.EmulateViewport(width, 800))
		low := read[[]string](b, `[...document.querySelectorAll("button, .button, select, textarea, input:not([type=radio], [type=checkbox], [type=hidden]), summary, .segment label, label.check, .nav a")]
			.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 80) + " " + e.getBoundingClientRect().height)`)
		if len(low) > 0 {
			t.Errorf("lower than 44 px at %d: %q", width, low)
		}
	}
}

func TestTheListOfPagesOpensWithoutAScript(t *testing.T) {
	t.Parallel()
	off := chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
	phone := open(t, form(), 360, off)
	if read[bool](phone, `document.querySelector(".nav").checkVisibility()`) {
		t.Error("the list covers the page before anybody asked for it")
	}
	phone.do(chromedp.Click(".menu summary"))
	phone.is("the list opens", `document.querySelector(".nav").checkVisibility() && document.querySelector(".person").checkVisibility()`)
	if wide := open(t, form(), 1280, off); !read[bool](wide, `document.querySelector(".nav").checkVisibility()`) {
		t.Error("on a wide screen the list is hidden")
	}
}

func TestAWordOfTheListOpensAndCloses(t *testing.T) {
	t.Parallel()
	off := chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
	const shown = `document.querySelector(".nav ul ul a").checkVisibility()`
	plain := open(t, form(), 1280, off)
	if read[bool](plain, shown) {
		t.Error("a word lies open over the page before anybody asked for it")
	}
	plain.do(chromedp.Click(".nav summary"))
	plain.is("it opens without a script", shown)
	b := open(t, form(), 1280)
	b.do(chromedp.Focus(".nav summary"), chromedp.KeyEvent("\r"))
	b.is("it opens by the keyboard", shown)
	b.do(chromedp.KeyEvent("\x1b"))
	b.is("Escape closes it", `!document.querySelector(".nav details").open && document.activeElement.matches(".nav summary")`)
	b.do(chromedp.KeyEvent("\r"), chromedp.Click("main h1"))
	b.is("a press beside it closes it", `!document.querySelector(".nav details").open`)
}

func TestAFormIsSentOnce(t *testing.T) {
	t.Parallel()
	b := open(t, form(), 1280)
	b.is("the script runs", `document.querySelector("[data-close]").hidden === false`)
	went := read[int](b, `let went = 0;
		addEventListener("submit", (event) => { went += !event.defaultPrevented; });
		for (let i = 0; i < 3; i++) document.querySelector("form[data-guard] > button").click();
		went`)
	if went != 1 {
		t.Errorf("pressed three times, the form went out %d times", went)
	}
	b.is("the button says that it works", `document.querySelector("form[data-guard] > button").textContent === "Đang gửi…" && document.querySelector("[data-live]").textContent === "Đang gửi…" && !document.documentElement.dataset.unsaved`)
}

func TestProblemsTakeTheKeyboard(t *testing.T) {
	t.Parallel()
	b := open(t, form(), 360)
	b.is("the summary has the focus", `document.activeElement.matches(".error-summary")`)
	b.do(chromedp.Click(`.error-summary a[href="#muc"]`))
	b.is("its link leads to the first option", `document.activeElement.matches("input[type=radio][value=done]")`)
}

func TestAQuestionIsAskedOnThePage(t *testing.T) {
	t.Parallel()
	b := open(t, form(), 360)
	b.do(chromedp.Click(".confirm summary"))
	b.is("the reason is asked for", `document.activeElement.id === "ly-do"`)
	b.do(chromedp.KeyEvent("\x1b"))
	b.is("Escape closes it", `!document.querySelector(".confirm").open && document.activeElement.matches(".confirm summary")`)
	if n := b.posts.Load(); n != 0 {
		t.Errorf("%d forms were sent", n)
	}
}

func TestWhatIsTypedIsGuardedAndCounted(t *testing.T) {
	t.Parallel()
	b := open(t, form(), 360)
	b.do(chromedp.SendKeys("#ten", "Nguyễn An"))
	b.is("leaving would be asked about", `document.documentElement.dataset.unsaved === "1"`)
	b.is("what is left is told", `document.querySelector(".left").textContent === "Còn 1 ký tự"`)
	b.do(chromedp.SendKeys("#ten", "hh"))
	b.is("what is too much is told and kept", `document.querySelector(".left").textContent === "Dài quá 1 ký tự" && document.querySelector("#ten").value === "Nguyễn Anhh"`)
	b.do(chromedp.SendKeys("#ngay", "5.2.2026"), chromedp.Blur("#ngay"))
	b.is("a day is written the one way", `document.querySelector("#ngay").value === "05/02/2026"`)
}

func TestFiguresInTablesHaveOneWidth(t *testing.T) {
	t.Parallel()
	b := open(t, form(), 1280)
	b.is("the figures are there", `document.fonts.check('16px "Be Vietnam Pro Figures"', "1")`)
	b.is("1111 is as wide as 0000", `document.querySelector("#a").offsetWidth > 20 && document.querySelector("#a").offsetWidth === document.querySelector("#b").offsetWidth`)
}

func TestATableIsAStopForTheKeyboardOnlyWhenItScrolls(t *testing.T) {
	t.Parallel()
	wide, phone := open(t, form(), 1280), open(t, form(), 320)
	wide.is("it fits", `document.querySelector(".table-box").tabIndex === -1`)
	phone.is("it scrolls", `document.querySelector(".table-box").tabIndex === 0`)
}

func TestTheWholeRowLeadsOn(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{320, 1280} { // one scrolls, one fits
		b := open(t, form(), width)
		b.do(chromedp.Click("#a"))
		b.is("a press on another cell follows the row's link", `location.hash === "#whole"`)
	}
}
