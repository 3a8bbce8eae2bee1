package reviews

import (
	"strconv"
	"strings"

	"tusoi/internal/review"
)

// The names of the sheet's fields are terse, because a sheet has some four hundred of them:
//
//	m.p12.34   the mark of pledge item 12 of member 34 (t12: of assignment 12)
//	n.p12.34   what was done about it
//	s.34 r.34  substantive? responsible?
//	c.34 d.34  the conduct check, and the words that a "found" needs
//
// Beside a field stands, where it is not empty, b.<name>: what the page was made with. A field that equals its base was
// not touched and is not read. A field that two people wrote has x.<name>, the choice between them ("toi" or "ho"), and
// y.<name>, the other's text as it was shown. A field that is missing is a field that did not change.
//
// A remedy being typed has k, hc, nn, vs and th (form key, shortcoming, cause, action, due) with the member's id; a step
// of a remedy has q (result) or h (new date) with the remedy's id.
const (
	markField        = "m"
	noteField        = "n"
	substantiveField = "s"
	responsibleField = "r"
	conductField     = "c"
	whyField         = "d"
)

// cell names one field of the sheet.
type cell struct {
	Field    string // one of the letters above
	Member   int64
	ItemKind string // "p" or "t"; "" for what is asked of the whole month
	Item     int64
}

func (c cell) name() string {
	if c.ItemKind == "" {
		return c.Field + "." + itoa(c.Member)
	}
	return c.Field + "." + c.ItemKind + itoa(c.Item) + "." + itoa(c.Member)
}

// parseCell reads a field's name; false for anything that is none of ours.
func parseCell(name string) (cell, bool) {
	parts := strings.Split(name, ".")
	c := cell{Field: parts[0]}
	switch {
	case len(parts) == 3 && (c.Field == markField || c.Field == noteField) && len(parts[1]) > 1:
		c.ItemKind = parts[1][:1]
		c.Item = number(parts[1][1:])
		c.Member = number(parts[2])
		return c, (c.ItemKind == "p" || c.ItemKind == "t") && c.Item > 0 && c.Member > 0
	case len(parts) == 2 && strings.Contains("srcd", c.Field) && len(c.Field) == 1:
		c.Member = number(parts[1])
		return c, c.Member > 0
	}
	return cell{}, false
}

// number reads an id as it is written here: digits without a leading zero; 0 for anything else.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || s != strconv.FormatInt(n, 10) {
		return 0
	}
	return n
}

func anchor(member int64) string { return "dv-" + itoa(member) }

// inside is an id within a member's folded part: a link to it unfolds the part, in browsers of today also without a script.
func inside(member int64) string { return "o-" + itoa(member) }

// unfolded leads from another page to a member's part, which the server has unfolded then.
func unfolded(at place, member int64) string {
	return at.path() + "?mo=" + itoa(member) + "#" + inside(member)
}

func remedyAnchor(remedy int64) string { return "vts-" + itoa(remedy) }

func draftField(letters string, member int64) string { return letters + "." + itoa(member) }

func stepField(letter string, remedy int64) string { return letter + "." + itoa(remedy) }

// fieldsByLetter are the review's names of the fields.
var fieldsByLetter = map[string]review.Field{
	markField: review.FieldMark, noteField: review.FieldNote, substantiveField: review.FieldSubstantive,
	responsibleField: review.FieldResponsible, conductField: review.FieldConduct, whyField: review.FieldConductNote,
}

var kindsByLetter = map[string]review.ItemKind{"p": review.PledgeItem, "t": review.TaskItem}

// change is the cell with what was typed in it.
func (c cell) change(at place, value, base string) review.FieldChange {
	return review.FieldChange{
		Cell: at.cell, Month: at.month, Member: c.Member, Field: fieldsByLetter[c.Field],
		ItemKind: kindsByLetter[c.ItemKind], ItemID: c.Item, Value: value, Base: base,
	}
}

// cellOf finds the cell of a change again.
func cellOf(change review.FieldChange) cell {
	c := cell{Member: change.Member, ItemKind: letterOf(change.ItemKind), Item: change.ItemID}
	for letter, field := range fieldsByLetter {
		if field == change.Field {
			c.Field = letter
		}
	}
	return c
}

func letterOf(kind review.ItemKind) string {
	for letter, k := range kindsByLetter {
		if k == kind {
			return letter
		}
	}
	return ""
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
