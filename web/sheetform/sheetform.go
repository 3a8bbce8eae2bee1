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
	Own   bool // one member's own line, not the whole sheet
}

// Path is the address of the sheet.
func (p Place) Path() string {
	if p.Own {
		return kit.OwnSheetPath(p.Month)
	}
	return kit.SheetPath(p.Cell, p.Month)
}

// Field is the address that takes one field of it.
func (p Place) Field() string { return p.Path() + "/o" }

// Remedy is the address that opens a remedy from it.
func (p Place) Remedy() string { return p.Path() + "/viec-tu-sua" }

// Step is one step of a remedy: "bao-xong", "xac-nhan" or "doi-han".
func (p Place) Step(remedy int64, step string) string {
	if p.Own {
		return kit.OwnRemedyPath(p.Month, remedy, step)
	}
	return kit.RemedyPath(remedy, step)
}

// Findings is where the signs of a member's conduct check are chosen.
func (p Place) Findings(member int64) string {
	if p.Own {
		return kit.OwnFindingsPath(p.Month)
	}
	return kit.FindingsPath(p.Cell, p.Month, member)
}

// PlaceOf reads a cell and a month from an address.
func PlaceOf(r *http.Request) (at Place, err error) {
	if at.Cell, err = kit.PathID(r, "unit"); err != nil {
		return at, err
	}
	at.Month, err = kit.PathReview(r, "month")
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
