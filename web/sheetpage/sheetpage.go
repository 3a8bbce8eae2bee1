// Package sheetpage makes the pages of a cell's month: the sheet on screen, to look at or to write in, the month read back
// before it is sent, and the sheet on paper.
//
// It owns no table and asks no service: what a page shows is in its [Look]. What must never happen: a text that somebody
// typed is missing from the page that tells them it was not taken.
package sheetpage

import (
	"github.com/a-h/templ"

	"tusoi/internal/committee"
	"tusoi/internal/review"
	"tusoi/web/ui"
)

// Sheet is the month of a cell on screen.
func Sheet(c ui.Chrome, l Look) templ.Component { return sheet(c, fill(l)) }

// ReadBack is the month before it is sent; refusal is why it was not sent.
func ReadBack(c ui.Chrome, l Look, sum review.Summary, refusal error) templ.Component {
	return readBack(c, fillReadBack(l, sum, refusal))
}

// Paper is the month on A4: filled, or blank for writing by hand.
func Paper(l Look, c committee.Committee, blank bool) templ.Component {
	return paper(fillPaper(l, c, blank))
}
