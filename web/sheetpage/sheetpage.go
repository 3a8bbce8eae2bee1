// Package sheetpage makes the pages of a cell's month: the sheet on screen, to look at or to write in, and the sheet on
// paper.
//
// It owns no table and asks no service: what a page shows is in its [Look]. What must never happen: a text that somebody
// typed is missing from the page that tells them it was not taken.
package sheetpage

import (
	"github.com/a-h/templ"

	"tusoi/internal/committee"
	"tusoi/web/ui"
)

// Sheet is the month of a cell on screen.
func Sheet(c ui.Chrome, l Look) templ.Component { return sheet(c, fill(l)) }

// PacketNotice says what became of the packet; nothing while the cell simply writes in it.
func PacketNotice(l Look) templ.Component { return packetNotice(noticeOf(l)) }

// Paper is the month on A4: filled, or blank for writing by hand.
func Paper(l Look, c committee.Committee, blank bool) templ.Component {
	return paper(fillPaper(l, c, blank))
}
