package walk

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/jackc/pgx/v5"

	"tusoi/web/kit"
)

// fullMembers and fullItems are the month that the page is measured by: 24 members with eight promises and tasks each, at least.
const (
	fullMembers = 24
	fullItems   = 8
)

// fullCell finds the nth cell with 24 members who are asked, empties its month, gives each member eight items, and lets a secretary of
// its own in. No other walk looks there.
func (w *world) fullCell(t *testing.T, nth int) (cell int64, login string) {
	t.Helper()
	cell = w.id(t, `SELECT cell_id FROM cell_month_facts WHERE month = $1 AND members_expected = $2 ORDER BY cell_id OFFSET $3 LIMIT 1`, thisMonth.Start(), fullMembers, nth)
	login = fmt.Sprintf("chibo%d", cell)
	ctx := context.Background()
	tx, err := w.db.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(ctx)
	args := pgx.NamedArgs{"cell": cell, "month": thisMonth.Start(), "login": login, "items": fullItems}
	for _, sql := range []string{
		`INSERT INTO pledge_items (committee_id, pledge_id, member_id, cell_id, year, heading, position, content, target, due_on)
			SELECT p.committee_id, p.id, p.member_id, p.cell_id, p.year, 'duty', 100 + g, 'Giúp hộ khó khăn thứ ' || g || ' của ấp', '', make_date(p.year, 12, 31)
			FROM pledges p CROSS JOIN generate_series(1, @items) g
			WHERE p.cell_id = @cell AND p.year = extract(year FROM @month::date)`,
		`WITH u AS (
			INSERT INTO users (committee_id, login, name, password_hash, created_at)
			SELECT committee_id, @login, 'Chi ủy', password_hash, now() FROM users WHERE login = 'tanloc'
			RETURNING committee_id, id)
		INSERT INTO terms (committee_id, user_id, unit_id, role, valid_from) SELECT committee_id, id, @cell, 'secretary', '2020-01-01' FROM u`,
	} {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	if err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	return cell, login
}

// empty takes a cell's month back to where nobody has written in it.
func (w *world) empty(t *testing.T, cell int64) {
	t.Helper()
	ctx := context.Background()
	tx, err := w.db.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(ctx)
	for _, table := range []string{"packets", "marks", "reviews"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE cell_id = $1 AND month = $2`, cell, thisMonth.Start()); err != nil {
			t.Fatal(err)
		}
	}
	committee := w.id(t, `SELECT committee_id FROM units WHERE id = $1`, cell)
	if err := w.portal.Indicator.CellsChangedTx(ctx, tx, committee, []int64{cell}, thisMonth); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

// A whole month of 24 members is entered by keyboard on one page: at most four keys for a member with nothing to add, and no other page
// until it is read back. It is entered at each width, and once without scripts.
func TestAWholeMonthTakesFourKeysAMemberAndOnePage(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	cell, login := w.fullCell(t, 0)
	for _, width := range widths {
		t.Run(fmt.Sprintf("at %d px", width), func(t *testing.T) {
			w.empty(t, cell)
			b := w.open(t, width)
			b.signIn(login)
			b.visit(kit.SheetPath(cell, thisMonth))
			b.enterByKeys()
			b.leave("go to the read-back", b.click(`button[data-go]`))
			b.says(".readback", fmt.Sprint(fullMembers))
			b.leave("send", b.click(fmt.Sprintf(`main form[action=%q] button`, kit.SheetSendPath(cell, thisMonth))))
			w.isWhole(t, cell)
		})
	}
	t.Run("without scripts", func(t *testing.T) {
		w.empty(t, cell)
		b := w.open(t, 360)
		b.scripts(false)
		b.signIn(login)
		b.visit(kit.SheetPath(cell, thisMonth))
		eval[chromedp.Void](b, `(() => { for (const c of document.querySelectorAll(".choice")) c.querySelector("input").checked = true; })()`)
		b.leave("save all", b.click(`[data-save]`))
		b.leave("go to the read-back", b.click(`button[data-go]`))
		b.leave("send", b.click(fmt.Sprintf(`main form[action=%q] button`, kit.SheetSendPath(cell, thisMonth))))
		w.isWhole(t, cell)
	})
}

// focused says where the keyboard is: which member, and which question.
const focused = `(() => { const e = document.activeElement; return [e.closest("details.member")?.id ?? "", e.name ?? ""]; })()`

// enterByKeys answers for every member, counting the keys.
func (b *tab) enterByKeys() {
	b.t.Helper()
	eval[chromedp.Void](b, `(() => { window.thisPage = true; })()`)
	todo := eval[[]string](b, `[...document.querySelectorAll("details.member")].filter((m) => m.querySelector(".choice input:enabled")).map((m) => m.id)`)
	if len(todo) != fullMembers {
		b.t.Fatalf("the sheet asks %d members, want %d", len(todo), fullMembers)
	}
	b.opened("#" + todo[0])
	b.do("begin", chromedp.Focus(chromedp.CSS("#"+todo[0]+" .choice input")))
	keys := 0
	for _, member := range todo {
		mine := 0
		for at := eval[[]string](b, focused); at[0] == member && at[1] != ""; at = eval[[]string](b, focused) {
			key := chromedp.KeyEvent("1")
			if strings.HasPrefix(at[1], "m.") {
				key = chromedp.KeyEvent("@", chromedp.KeyModifiers(chromedp.ModifierShift)) // what is left is on track
			}
			b.do("answer "+at[1], key)
			if mine++; mine > 4 {
				b.t.Fatalf("%s takes more than four keys\n%s", member, b.whereabouts())
			}
			if member == todo[len(todo)-1] && mine == 4 {
				break
			}
		}
		keys += mine
	}
	b.do("leave the last field", chromedp.KeyEvent(kb.Tab))
	b.until("all is saved", `document.querySelector(".bar [data-state]").textContent.startsWith("Đã lưu")
		&& document.querySelector("[data-done]").textContent === document.querySelector("[data-progress]").max.toString()`)
	if !eval[bool](b, `window.thisPage === true`) {
		b.t.Error("another page was loaded in between")
	}
	b.t.Logf("%d keys for %d members", keys, len(todo))
}

// isWhole tells that everything of a month is in the database, each thing once, and the packet sent.
func (w *world) isWhole(t *testing.T, cell int64) {
	t.Helper()
	var state string
	var reviews, marks, items int
	err := w.db.QueryRow(context.Background(), `SELECT k.state, (SELECT count(*) FROM reviews r WHERE r.cell_id = k.cell_id AND r.month = k.month AND r.substantive <> '' AND r.conduct = 'clear'),
			(SELECT count(*) FROM marks m WHERE m.cell_id = k.cell_id AND m.month = k.month), f.items_live
		FROM packets k JOIN cell_month_facts f ON f.cell_id = k.cell_id AND f.month = k.month
		WHERE k.cell_id = $1 AND k.month = $2`, cell, thisMonth.Start()).Scan(&state, &reviews, &marks, &items)
	if err != nil || state != "sent" || reviews != fullMembers || marks != items || items < fullMembers*fullItems {
		t.Errorf("the packet is %q with %d reviews and %d marks of %d items, %v", state, reviews, marks, items, err)
	}
}
