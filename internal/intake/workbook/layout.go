// Package workbook finds lists in the files that somebody uploaded (.xlsx, .ods, .csv), writes the empty ones to fill in,
// and gives a file back with what is wrong in it.
//
// It is pure: the same bytes give the same list or the same refusal, in words. It knows headings and cells, and nothing
// of what they mean; it writes no table. What must never happen: a row dropped in silence.
package workbook

import (
	"strings"

	"tusoi/internal/intake/value"
)

// Column is one column of a layout. Also are other headings under which it is known, as [value.Key] writes them. Hint tells in
// the template what goes there.
type Column struct {
	Heading string
	Also    []string
	Needed  bool
	Hint    string
}

// Layout is the columns of one kind of list. A file may have more columns, in any order. Of the columns in OneOf it needs
// at least one.
type Layout struct {
	Key     string
	Title   string // the name of the template's sheet
	Columns []Column
	OneOf   []int
}

// fit finds a layout's columns in a row of headings: the place of each, -1 for those that are not there. twice is a
// heading that stands there two times.
func (l Layout) fit(headings []string) (at []int, found int, twice string) {
	at = make([]int, len(l.Columns))
	for c := range at {
		at[c] = -1
	}
	for i, text := range headings {
		key := value.Key(text)
		if key == "" {
			continue
		}
		for c, col := range l.Columns {
			if !col.is(key) {
				continue
			}
			if at[c] >= 0 {
				twice = col.Heading
				continue
			}
			at[c] = i
			found++
		}
	}
	return at, found, twice
}

func (c Column) is(key string) bool {
	if value.Key(c.Heading) == key {
		return true
	}
	for _, other := range c.Also {
		if other == key {
			return true
		}
	}
	return false
}

// missing are the headings that a list cannot do without and does not have.
func (l Layout) missing(at []int) []string {
	var list []string
	for c, col := range l.Columns {
		if col.Needed && at[c] < 0 {
			list = append(list, "“"+col.Heading+"”")
		}
	}
	if len(l.OneOf) == 0 {
		return list
	}
	var choice []string
	for _, c := range l.OneOf {
		if at[c] >= 0 {
			return list
		}
		choice = append(choice, "“"+l.Columns[c].Heading+"”")
	}
	return append(list, "một trong các cột "+strings.Join(choice, ", "))
}

// Headings are the columns, and whether each is needed.
func (l Layout) Headings() (needed, optional []string) {
	for _, c := range l.Columns {
		if c.Needed {
			needed = append(needed, c.Heading)
		} else {
			optional = append(optional, c.Heading)
		}
	}
	return needed, optional
}
