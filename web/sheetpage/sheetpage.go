// Package sheetpage makes the pages of a cell's month: the sheet on screen, to look at or to write in, and the sheet on
// paper.
//
// It owns no table and asks no service: what a page shows is in its [Look]. What must never happen: a text that somebody
// typed is missing from the page that tells them it was not taken.
package sheetpage

import (
	"github.com/a-h/templ"

	"tusoi/internal/committee"
	"tusoi/internal/packet"
	"tusoi/web/packetnews"
	"tusoi/web/ui"
)

// Sheet is the month of a cell on screen.
func Sheet(c ui.Chrome, l Look) templ.Component { return sheet(c, fill(l)) }

// PacketNotice says what became of the packet; nothing while the cell simply writes in it.
func PacketNotice(l Look) templ.Component { return packetnews.Notice(newsOf(l)) }

func newsOf(l Look) *packetnews.News { return packetnews.Of(l.packet(), l.Today, l.Own) }

// Paper is the month on A4: filled, or blank for writing by hand.
// Addenda of an approved month stand below it.
func Paper(l Look, c committee.Committee, blank bool, addenda []packet.Addendum) templ.Component {
	p := fillPaper(l, c, blank)
	if !blank {
		p.Addenda = addenda
	}
	return paper(p)
}
