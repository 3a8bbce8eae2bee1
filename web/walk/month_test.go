package walk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tusoi/web/kit"
)

var widths = []int64{360, 1280}

// A month goes its whole way: the secretary fills what is missing and sends it, the committee above approves it. The
// same month goes once at each width and once without scripts.
func TestAMonthIsFilledSentAndApproved(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	cell := w.mainCell(t)
	for _, width := range widths {
		t.Run(fmt.Sprintf("at %d px", width), func(t *testing.T) {
			w.reopen(t, cell)
			secretary(t, w, cell, width)
			grassroots(t, w, cell, width)
		})
	}
	t.Run("without scripts", func(t *testing.T) {
		w.reopen(t, cell)
		secretaryWithoutScripts(t, w, cell)
	})
}

func secretary(t *testing.T, w *world, cell int64, width int64) {
	b := w.open(t, width)
	b.visit(kit.SignInPath)
	b.look("sign-in")
	b.signIn("tanloc")
	b.look("home-secretary")
	b.follow(kit.SheetPath(cell, thisMonth))
	b.look("sheet")
	all := eval[string](b, `String(document.querySelector("[data-progress]").max)`)
	b.fillTheRest()
	b.until("all is saved", `document.querySelector(".bar [data-state]").textContent.startsWith("Đã lưu")
		&& document.querySelector("[data-done]").textContent === document.querySelector("[data-progress]").max.toString()
		&& Object.keys(localStorage).every((k) => !k.startsWith("tusoi."))`)
	b.look("sheet-filled")
	b.leave("go to the read-back", b.click(`button[data-go]`))
	b.says(".readback", all)
	b.look("read-back")
	b.leave("send", b.click(fmt.Sprintf(`main form[action=%q] button`, kit.SheetSendPath(cell, thisMonth))))
	b.says("main", "gửi")
	b.look("sent")
	b.visit(kit.SheetPath(cell, thisMonth))
	if n := eval[int](b, `document.querySelectorAll("main input[type=radio]:enabled").length`); n != 0 {
		t.Errorf("%d answers can still be changed in a month that was sent", n)
	}
	b.look("sheet-sent")
}

// fillTheRest answers, by keyboard, whatever the month still lacks: the first unfinished member with a note, the others
// with one key a question.
func (b *tab) fillTheRest() {
	b.t.Helper()
	const unfinished = `[...document.querySelectorAll("details.member")].filter((m) => [...m.querySelectorAll(".choice")].some((c) => !c.querySelector(":checked")))`
	todo := eval[[]string](b, unfinished+`.map((m) => m.id)`)
	if len(todo) < 4 {
		b.t.Fatalf("only %d members are left to fill in: the walk would prove nothing", len(todo))
	}
	first := "#" + todo[0]
	b.opened(first)
	b.do("write what was done", chromedp.SendKeys(chromedp.CSS(first+` .said textarea`), "Đã vận động thêm 2 hộ hiến đất làm đường."))
	b.do("go back to the first question", chromedp.Focus(chromedp.CSS(first+` .choice input`)))
	for range 400 { // more questions than a cell has
		name := eval[string](b, `document.activeElement.type === "radio" ? document.activeElement.name : ""`)
		if name == "" {
			break
		}
		key := "1"
		if strings.HasPrefix(name, "m.") {
			key = "2"
		}
		b.do("answer "+name, chromedp.KeyEvent(key))
	}
	if left := eval[[]string](b, unfinished+`.map((m) => m.id)`); len(left) > 0 {
		b.t.Fatalf("the keyboard left %v unanswered\n%s", left, b.whereabouts())
	}
	b.do("leave the last field", chromedp.KeyEvent(kb.Tab))
}

// opened makes sure that a member's part is open; the page opens the first unfinished one by itself.
func (b *tab) opened(member string) {
	b.t.Helper()
	if !eval[bool](b, fmt.Sprintf(`document.querySelector(%q).open`, member)) {
		b.do("open "+member, b.click(member+" > summary"))
	}
	b.do("see the questions of "+member, chromedp.WaitVisible(chromedp.CSS(member+" .choice")))
}

func grassroots(t *testing.T, w *world, cell int64, width int64) {
	b := w.open(t, width)
	b.signIn("anthoi")
	b.look("home-grassroots")
	b.visit(kit.PacketsPath)
	b.look("packets")
	b.follow(kit.PacketPath(cell, thisMonth))
	b.look("packet")
	step := kit.PacketStepPath(cell, thisMonth, "duyet")
	b.leave("approve", b.click(fmt.Sprintf(`main form[action=%q] button, main button[formaction=%q]`, step, step)))
	b.visit(kit.PacketPath(cell, thisMonth))
	b.says("main", "Đã duyệt")
	b.look("packet-approved")
}

// secretaryWithoutScripts sends the same month on the plain pages: open, tick, save all, read back, send.
func secretaryWithoutScripts(t *testing.T, w *world, cell int64) {
	b := w.open(t, 360)
	b.scripts(false)
	b.signIn("tanloc")
	b.follow(kit.SheetPath(cell, thisMonth))
	if eval[bool](b, `!document.querySelector("[data-save]") || document.querySelector("[data-save]").hidden`) {
		t.Fatal("without scripts there is no button that saves the sheet")
	}
	all := eval[string](b, `String(document.querySelector("[data-progress]").max)`)
	unanswered := eval[[]string](b, `[...document.querySelectorAll(".choice")].filter((c) => !c.querySelector(":checked")).map((c) => c.querySelector("input").name)`)
	if len(unanswered) < 8 {
		t.Fatalf("only %d questions are open: the walk would prove nothing", len(unanswered))
	}
	first := eval[string](b, fmt.Sprintf(`document.getElementsByName(%q)[0].closest("details").id`, unanswered[0]))
	b.opened("#" + first)
	b.do("tick one by hand", b.click(fmt.Sprintf(`label:has(> [name=%q]) span`, unanswered[0])))
	for _, name := range unanswered[1:] {
		eval[chromedp.Void](b, fmt.Sprintf(`document.getElementsByName(%q)[0].checked = true`, name))
	}
	b.leave("save all", b.click(`[data-save]`))
	b.look("sheet-no-script")
	b.leave("go to the read-back", b.click(`button[data-go]`))
	b.says(".readback", all)
	b.leave("send", b.click(fmt.Sprintf(`main form[action=%q] button`, kit.SheetSendPath(cell, thisMonth))))
	b.look("sent-no-script")
	state := ""
	if err := w.db.QueryRow(b.ctx, `SELECT state FROM packets WHERE cell_id = $1 AND month = $2`, cell, thisMonth.Start()).Scan(&state); err != nil || state != "sent" {
		t.Errorf("the packet is %q (%v), want sent", state, err)
	}
}
