package sheetform

import (
	"strconv"
	"strings"

	"tusoi/internal/review"
)

// The letters of the sheet's fields. Names are terse, because a sheet has some four hundred of them:
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
// A remedy being typed has k, hc, nn, vs, cd and th (form key, shortcoming, cause, action, theme, due) with the member's id; a step
// of a remedy has q (result) or h (new date) with the remedy's id.
const (
	MarkField        = "m"
	NoteField        = "n"
	SubstantiveField = "s"
	ResponsibleField = "r"
	ConductField     = "c"
	WhyField         = "d"
)

// Cell names one field of the sheet.
type Cell struct {
	Field    string // one of the letters above
	Member   int64
	ItemKind string // "p" or "t"; "" for what is asked of the whole month
	Item     int64
}

// Name is how the field is called in the form.
func (c Cell) Name() string {
	if c.ItemKind == "" {
		return c.Field + "." + itoa(c.Member)
	}
	return c.Field + "." + c.ItemKind + itoa(c.Item) + "." + itoa(c.Member)
}

// ParseCell reads a field's name; false for anything that is none of ours.
func ParseCell(name string) (Cell, bool) {
	parts := strings.Split(name, ".")
	c := Cell{Field: parts[0]}
	switch {
	case len(parts) == 3 && (c.Field == MarkField || c.Field == NoteField) && len(parts[1]) > 1:
		c.ItemKind = parts[1][:1]
		c.Item = Number(parts[1][1:])
		c.Member = Number(parts[2])
		return c, (c.ItemKind == "p" || c.ItemKind == "t") && c.Item > 0 && c.Member > 0
	case len(parts) == 2 && strings.Contains("srcd", c.Field) && len(c.Field) == 1:
		c.Member = Number(parts[1])
		return c, c.Member > 0
	}
	return Cell{}, false
}

// Number reads an id as it is written here: digits without a leading zero; 0 for anything else.
func Number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || s != strconv.FormatInt(n, 10) {
		return 0
	}
	return n
}

// DraftField is the name of one field of a remedy being typed.
func DraftField(letters string, member int64) string { return letters + "." + itoa(member) }

// StepField is the name of one field of a remedy's step.
func StepField(letter string, remedy int64) string { return letter + "." + itoa(remedy) }

// fieldsByLetter are the review's names of the fields.
var fieldsByLetter = map[string]review.Field{
	MarkField: review.FieldMark, NoteField: review.FieldNote, SubstantiveField: review.FieldSubstantive,
	ResponsibleField: review.FieldResponsible, ConductField: review.FieldConduct, WhyField: review.FieldConductNote,
}

var kindsByLetter = map[string]review.ItemKind{"p": review.PledgeItem, "t": review.TaskItem}

// Change is the cell with what was typed in it.
func (c Cell) Change(at Place, value, base string) review.FieldChange {
	return review.FieldChange{
		Cell: at.Cell, Month: at.Month, Member: c.Member, Field: fieldsByLetter[c.Field],
		ItemKind: kindsByLetter[c.ItemKind], ItemID: c.Item, Value: value, Base: base,
	}
}

// CellOf finds the cell of a change again.
func CellOf(change review.FieldChange) Cell {
	c := Cell{Member: change.Member, ItemKind: LetterOf(change.ItemKind), Item: change.ItemID}
	for letter, field := range fieldsByLetter {
		if field == change.Field {
			c.Field = letter
		}
	}
	return c
}

// LetterOf is the letter of a kind of items; "" for none.
func LetterOf(kind review.ItemKind) string {
	for letter, k := range kindsByLetter {
		if k == kind {
			return letter
		}
	}
	return ""
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
