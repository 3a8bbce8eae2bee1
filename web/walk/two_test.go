package walk

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tusoi/internal/demo"
	"tusoi/web/kit"
)

// firstNote is the field in which the first member's first thing is told.
func (b *tab) firstNote() string {
	b.t.Helper()
	return eval[string](b, `document.querySelector("details.member .said textarea:enabled").name`)
}

// write types over what stands in a field and leaves it; without scripts nothing happens before the sheet is saved.
func (b *tab) write(name, text string) {
	b.t.Helper()
	eval[chromedp.Void](b, fmt.Sprintf(`(() => { const f = document.getElementsByName(%q)[0]; f.closest("details.member").open = true; f.value = ""; f.focus(); })()`, name))
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		b.t.Fatal(err)
	}
	b.do("leave the field", chromedp.KeyEvent(kb.Tab))
}

// holds is whether a text stands anywhere on the page, seen or not.
func (b *tab) holds(text string) bool {
	b.t.Helper()
	return eval[bool](b, fmt.Sprintf(`[document.documentElement.outerHTML, ...[...document.querySelectorAll("textarea, input")].map((f) => f.value)].some((s) => s.includes(%q))`, text))
}

// settled waits until a page with scripts has nothing left to send.
func (b *tab) settled() {
	b.t.Helper()
	b.until("all is saved", `document.querySelector(".bar [data-state]").textContent.startsWith("Đã lưu") && Object.keys(localStorage).every((k) => !k.startsWith("tusoi."))`)
}

// Two browsers write of one member. The later one is shown both texts and loses neither; what they choose is what is kept, and what the other
// browser reads.
func TestTwoBrowsersOnOneMember(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	cell, login := w.fullCell(t, 2)
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %t", scripts), func(t *testing.T) {
			w.empty(t, cell)
			first, second := w.open(t, 1280), w.open(t, 360)
			for _, b := range []*tab{first, second} {
				b.scripts(scripts)
				b.signIn(login)
				b.visit(kit.SheetPath(cell, thisMonth))
			}
			name := first.firstNote()
			const ours, mine = "Đã vận động 3 hộ hiến đất.", "Đã vận động 5 hộ, 2 hộ còn hẹn."
			first.write(name, ours)
			second.write(name, mine)
			if scripts {
				chooseAtOnce(t, first, second, name, ours, mine)
			} else {
				chooseAndSave(t, first, second, name, ours, mine)
			}
			if got := w.noted(t, cell, name); got != mine {
				t.Errorf("“%s” is kept, the second browser chose “%s”", got, mine)
			}
			first.visit(kit.SheetPath(cell, thisMonth))
			if got := eval[string](first, fmt.Sprintf(`document.getElementsByName(%q)[0].value`, name)); got != mine {
				t.Errorf("the first browser reads “%s”", got)
			}
			first.complaints()
			second.complaints() // the refused request is complained of
		})
	}
}

// chooseAtOnce settles it field by field, as the page's script asks.
func chooseAtOnce(t *testing.T, first, second *tab, name, ours, mine string) {
	t.Helper()
	box := fmt.Sprintf(`document.getElementById("kn-%s")`, name)
	first.settled()
	second.until("both texts are shown", fmt.Sprintf(`%s?.textContent.includes(%q) && %[1]s.textContent.includes(%[3]q)`, box, ours, mine))
	eval[chromedp.Void](second, fmt.Sprintf(`[...%s.querySelectorAll("button")].find((b) => b.textContent.includes("Giữ bản của tôi")).click()`, box))
	second.settled()
}

// chooseAndSave settles it on the page that answers a sheet that was saved.
func chooseAndSave(t *testing.T, first, second *tab, name, ours, mine string) {
	t.Helper()
	first.leave("save all", first.click(`[data-save]`))
	second.do("save all", second.click(`[data-save]`), chromedp.WaitVisible(chromedp.CSS(".conflict")))
	second.says(".conflict", ours, mine)
	eval[chromedp.Void](second, fmt.Sprintf(`document.querySelector('[name="x.%s"][value="toi"]').checked = true`, name))
	second.leave("save what was chosen", second.click(`[data-save]`))
}

// A session that ends while somebody types ends nothing else: signed in again they have their words, and nobody else at that browser has.
func TestASessionEndsInTheMiddleOfASheet(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	cell, login := w.fullCell(t, 3)
	_, other := w.fullCell(t, 4)
	const text = "Đã đến nhà 7 hộ, 4 hộ ký biên bản."
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %t", scripts), func(t *testing.T) {
			w.empty(t, cell)
			b := w.open(t, 360)
			b.scripts(scripts)
			b.writeAndEnd(t, cell, login, text)
			b.fill("ten-dang-nhap", other)
			b.fill("mat-khau", demo.Password)
			b.do("sign in as somebody else", chromedp.Click(button("Đăng nhập")), chromedp.WaitReady(chromedp.CSS(`[data-sign-out]`)))
			for _, path := range []string{"", kit.HomePath} {
				if path != "" {
					b.visit(path)
				}
				if b.holds(text) {
					t.Errorf("somebody else who signs in has the text before them\n%s", b.whereabouts())
				}
			}
			b.leave("sign out", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector('form[action=%q]').submit()`, kit.SignOutPath)))
			name := b.writeAndEnd(t, cell, login, text)
			b.fill("ten-dang-nhap", login)
			b.fill("mat-khau", demo.Password)
			b.press("Đăng nhập")
			if scripts {
				b.settled()
			} else {
				b.press("Gửi tiếp")
			}
			if got := w.noted(t, cell, name); got != text {
				t.Errorf("“%s” is kept, “%s” was typed", got, text)
			}
			b.complaints() // the refused request is complained of
		})
	}
}

// writeAndEnd signs in, writes in the cell's sheet when the session has ended elsewhere, and ends up on the page that asks to sign in.
func (b *tab) writeAndEnd(t *testing.T, cell int64, login, text string) (name string) {
	t.Helper()
	b.signIn(login)
	b.visit(kit.SheetPath(cell, thisMonth))
	name = b.firstNote()
	if _, err := b.w.db.Exec(context.Background(), `DELETE FROM sessions s USING users u WHERE u.id = s.user_id AND u.login = $1`, login); err != nil {
		t.Fatal(err)
	}
	b.write(name, text)
	if b.plain {
		b.do("save all", b.click(`[data-save]`), chromedp.WaitVisible(chromedp.CSS(`[name="mat-khau"]`)))
		b.says("main", "vừa gõ vẫn còn")
	} else {
		b.until("the page asks to sign in", `document.querySelector(".bar [data-state] a")?.textContent === "Đăng nhập lại"`)
		b.leave("go to sign in", b.click(`.bar [data-state] a`))
	}
	if strings.Contains(b.text("main"), text) {
		t.Error("the page that asks to sign in shows the text")
	}
	return name
}
