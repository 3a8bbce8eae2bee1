package sheetpage

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/findings"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/ui"
)

// Look is what a page is filled from: the month, who looks at it and when, and, after a failure, what was typed.
type Look struct {
	Sheet  review.Sheet
	Actor  authz.Actor
	Today  time.Time
	Posted *sheetform.Posted // nil but after a failure
	NewKey func() string
	Open   int64       // the member whom a link from another page names
	Own    bool        // the reader's own line alone
	Themes []ui.Option // of shortcomings, from which a new remedy may take one

	alikes map[*review.Item]string // texts that repeat another, in words
}

func (l Look) packet() packet.Packet { return l.Sheet.Packet }

// may reports whether the reader may do something in the cell.
func (l Look) may(action authz.Action) bool {
	scope, err := l.Actor.Scope(action)
	return err == nil && scope.Covers(l.packet().CellPath)
}

// writes reports whether the reader may write in the month: by right, and while it runs.
func (l Look) writes() bool { return (l.Own || l.may(authz.ReviewWrite)) && l.runs() }

// Sends reports whether the reader may send the month, by right and while it runs.
func (l Look) Sends() bool { return l.may(authz.PacketSend) && l.runs() }

// place is whose month it is.
func (l Look) place() sheetform.Place {
	return sheetform.Place{Cell: l.packet().CellID, Month: l.packet().Month, Own: l.Own}
}

// runs reports whether the cell may still write and send: by the packet's state, not before the month began, and not once
// it was closed.
func (l Look) runs() bool {
	p := l.packet()
	return p.State.Editable() && !p.Closed && !p.Month.Start().After(l.Today)
}

// fill makes the page of a month.
func fill(l Look) sheetPage {
	p := l.packet()
	sum := l.Sheet.Summary(l.Today)
	page := sheetPage{
		Page: ui.Page{
			Title: p.Month.Title() + " · " + p.CellName, Heading: p.Month.Title() + " của chi bộ", Crumbs: Crumbs(l),
			Updated: updated(l.Sheet),
		},
		News: newsOf(l), Head: headOf(l, sum), Paths: pathsOf(l), Month: p.Month.String(), Running: p.Month.Running(), User: l.Actor.User,
		StoreKey: fmt.Sprintf("%d.%d.%s", l.Actor.User, p.CellID, p.Month), Write: l.writes(), Own: l.Own, Sentence: Sentence(sum, l.Own),
	}
	if l.Own {
		page.Page.Title, page.Page.Heading = "Phần tôi tự soi · "+p.Month.Title(), "Phần tôi tự soi, "+p.Month.Label()
		page.StoreKey += ".toi"
	}
	l.alikes = findings.Alikes(l.Sheet)
	page.Members = l.people()
	page.Whole, page.Far = l.mendings(l.Sheet.Remedies), !l.packet().ReadClosely(l.Actor)
	page.Steps = hasSteps(append(page.Members, member{Remedies: page.Whole}))
	if page.Write || page.Steps {
		page.Page.Scripts = []string{"sheet.js"}
	}
	link(page.Members)
	openFirst(page.Members)
	l.explain(&page)
	return page
}

// people are the members, and after them who is outside the Party, under a heading of their own.
func (l Look) people() []member {
	var list []member
	for i := range l.Sheet.Members {
		m := l.member(&l.Sheet.Members[i])
		m.Heading = m.Beyond && !l.Own && (i == 0 || !l.Sheet.Members[i-1].Beyond)
		list = append(list, m)
	}
	return list
}

func pathsOf(l Look) paths {
	at := l.place()
	m := at.Month
	p := paths{
		Sheet: at.Path(), Field: at.Field(), Remedy: at.Remedy(), Send: kit.SheetSendPath(at.Cell, m), Print: kit.SheetPrintPath(at.Cell, m),
		Prev: sheetform.Place{Cell: at.Cell, Month: l.packet().Before, Own: at.Own}.Path(),
	}
	p.Blank = p.Print + "?trong=1"
	p.Cards = kit.SheetCardsPath(at.Cell, m, false)
	p.SignIn = kit.SignInPath + "?" + url.Values{"ve": {p.Sheet}}.Encode()
	if next := l.packet().After; !next.Start().After(l.Today) {
		p.Next = sheetform.Place{Cell: at.Cell, Month: next, Own: at.Own}.Path()
	}
	return p
}

func headOf(l Look, sum review.Summary) head {
	p := l.packet()
	h := head{
		Done: sum.Reviewed, Of: sum.Expected, Beyond: sum.Beyond, Due: p.DueOn.Format("02/01"), Verb: "Xem lại và gửi " + p.Month.Short(),
		PrevLabel: vi.UpperFirst(p.Before.Short()), NextLabel: vi.UpperFirst(p.After.Short()),
	}
	if p.State.Editable() {
		h.Left, h.Late = vi.DaysLeft(l.Today, p.DueOn), p.Late(l.Today)
		if !h.Late && l.Today.After(p.DueOn) {
			h.Left += ", còn được tính đúng hạn đến " + p.OnTimeBy.Format("02/01")
		}
	}
	return h
}

// Crumbs lead up as far as the reader may look: the path of a cell's unit holds the ids of those above it.
func Crumbs(l Look) []ui.Crumb {
	p := l.packet()
	var list []ui.Crumb
	if cut := strings.LastIndexByte(p.CellPath, '.'); cut > 0 {
		above := p.CellPath[:cut]
		scope, err := l.Actor.Scope(authz.UnitRead)
		if id := sheetform.Number(above[strings.LastIndexByte(above, '.')+1:]); err == nil && scope.Covers(above) && id > 0 {
			list = append(list, ui.Crumb{Label: p.ParentName, Href: kit.UnitPath(id)})
		}
	}
	cell := ui.Crumb{Label: p.CellName}
	if l.may(authz.UnitRead) {
		cell.Href = kit.UnitPath(p.CellID)
	}
	return append(list, cell, ui.Crumb{Label: p.Month.Title()})
}

// updated says when the sheet was last written in, and by whom.
func updated(s review.Sheet) string {
	var at time.Time
	var by string
	note := func(t *time.Time, who string) {
		if t != nil && t.After(at) {
			at, by = *t, who
		}
	}
	for _, m := range s.Members {
		note(m.Answers.UpdatedAt, m.Answers.UpdatedBy)
		for _, i := range m.Items {
			note(i.UpdatedAt, i.UpdatedBy)
		}
	}
	if at.IsZero() {
		return fmt.Sprintf("Gửi lên %s. %s chưa ai ghi.", s.Packet.ParentName, s.Packet.Month.Running())
	}
	return fmt.Sprintf("Gửi lên %s. Ghi lần cuối %s, %s.", s.Packet.ParentName, vi.Moment(at), by)
}

func hasSteps(list []member) bool {
	for _, m := range list {
		for _, r := range m.Remedies {
			if r.Report || r.Verify || r.Put {
				return true
			}
		}
	}
	return false
}

// link leads from everybody who has to review to the next one.
func link(list []member) {
	last := -1
	for i := range list {
		if !list[i].Expected {
			continue
		}
		if last >= 0 {
			list[last].NextHref, list[last].NextName = "#"+sheetform.Inside(list[i].ID), list[i].Name
		}
		last = i
	}
}

// openFirst opens the first who is not done, or the first of all when everybody is; after a failure those are open that
// have something to put right.
func openFirst(list []member) {
	first := -1
	for i, m := range list {
		if m.Open {
			return
		}
		if m.Expected && (first < 0 || list[first].Tone == "ok" && m.Tone != "ok") {
			first = i
		}
	}
	if first >= 0 {
		list[first].Open = true
	}
}
