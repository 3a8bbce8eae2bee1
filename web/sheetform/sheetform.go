// Package sheetform is what the pages of a month and those who take them agree on: the names of the sheet's fields, the
// answers they take, the ids to link to, and a sheet as a browser sent it.
//
// It owns no table and writes nothing. What must never happen: a field that was not touched passes for a change, or a text
// that could not be taken is dropped.
package sheetform

import (
	"net/http"

	"tusoi/internal/period"
	"tusoi/web/kit"
)

// Place is a cell and a month, as an address names them.
type Place struct {
	Cell  int64
	Month period.Period
}

// Path is the address of the sheet.
func (p Place) Path() string { return kit.SheetPath(p.Cell, p.Month) }

// PlaceOf reads a cell and a month from an address.
func PlaceOf(r *http.Request) (at Place, err error) {
	if at.Cell, err = kit.PathID(r, "unit"); err != nil {
		return at, err
	}
	at.Month, err = kit.PathMonth(r, "month")
	return at, err
}

// Anchor is the id of a member's part.
func Anchor(member int64) string { return "dv-" + itoa(member) }

// Inside is an id within a member's folded part: a link to it unfolds the part, in browsers of today also without a script.
func Inside(member int64) string { return "o-" + itoa(member) }

// Unfolded leads from another page to a member's part, which the server has unfolded then.
func Unfolded(at Place, member int64) string {
	return at.Path() + "?mo=" + itoa(member) + "#" + Inside(member)
}

// RemedyAnchor is the id of a remedy on the sheet.
func RemedyAnchor(remedy int64) string { return "vts-" + itoa(remedy) }
