// Package promisecard prints a cell's month as cards, one for each member, to be cut apart: what they promised, in their own
// words, with how it stands or empty to be ticked by hand.
//
// It owns no table and asks no service. What must never happen: a card says anything of somebody else.
package promisecard

import (
	"github.com/a-h/templ"

	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/ui"
)

// Cards are the cards of a month: filled, or blank.
func Cards(s review.Sheet, blank bool) templ.Component { return cards(fill(s, blank)) }

// page is all cards of a month.
type page struct {
	Page      ui.PaperPage
	Month     string // "Tháng 11/2026"
	Cell      string
	Blank     bool
	OtherHref string // the same cards filled, or blank
	Back      string // by when a card that was ticked comes back
	Cards     []card
}

// card is what one member promised.
type card struct {
	Name  string
	Items []promise
}

// promise is one thing promised, what it is measured by, and how it stands: "" when nothing was said this month.
type promise struct{ Content, Measure, Mark string }

// fill makes a card for everybody who reviews themselves in the month.
func fill(s review.Sheet, blank bool) page {
	p := s.Packet
	v := page{
		Page:  ui.PaperPage{Title: "Thẻ điều tôi đã hứa, " + p.Month.Label() + " · " + p.CellName, BackHref: kit.SheetPath(p.CellID, p.Month)},
		Month: p.Month.Title(), Cell: p.CellName, Blank: blank,
		OtherHref: kit.SheetCardsPath(p.CellID, p.Month, !blank), Back: vi.Date(p.DueOn),
	}
	for _, m := range s.Members {
		if !m.Expected() {
			continue
		}
		c := card{Name: m.FullName}
		for _, i := range m.Items {
			if i.Kind == review.PledgeItem {
				c.Items = append(c.Items, promise{Content: i.Text, Measure: measure(i), Mark: word(i.Mark)})
			}
		}
		v.Cards = append(v.Cards, c)
	}
	return v
}

// measure is by what a promise is known to be kept, and until when.
func measure(i review.Item) string {
	due := "hạn " + vi.Date(i.DueOn)
	if i.Target == "" {
		return due
	}
	return "chỉ tiêu " + i.Target + ", " + due
}

// marks are the answers of the month sheet.
func marks() []ui.Option { return sheetform.OptionsOf(sheetform.MarkField) }

func word(mark string) string {
	for _, o := range marks() {
		if o.Value == mark && mark != "" {
			return o.Label
		}
	}
	return ""
}
