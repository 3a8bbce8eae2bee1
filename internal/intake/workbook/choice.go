package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/cells"
	"tusoi/internal/intake/value"
	"tusoi/internal/vi"
)

// Choice says which column of a file is which of a layout, because a person said so. It holds for every file whose
// headings have the signature.
type Choice struct {
	Key       string // of the layout
	Signature string
	At        map[string]int // the place of a column, counted from 0, by the [value.Key] of its heading in the layout
}

// Signature is the same for the same headings in the same order, however they are typed. The two columns that the portal
// itself adds behind a list do not count.
func Signature(headings []string) string {
	keys := make([]string, len(headings))
	for i, text := range headings {
		keys[i] = value.Key(text)
	}
	keys = trimmed(keys)
	if n := len(keys); n > 2 && keys[n-2] == value.Key(resultHeading) && keys[n-1] == value.Key(textHeading) {
		keys = trimmed(keys[:n-2])
	}
	sum := sha256.Sum256([]byte(strings.Join(keys, "\n")))
	return hex.EncodeToString(sum[:])
}

func trimmed(keys []string) []string {
	for len(keys) > 0 && keys[len(keys)-1] == "" {
		keys = keys[:len(keys)-1]
	}
	return keys
}

// chosen is the first choice that holds for a row of headings. One that lacks a column which the layout needs by now holds
// no more.
func chosen(layouts []Layout, choices []Choice, texts []string) (Layout, []int, bool) {
	if len(choices) == 0 {
		return Layout{}, nil, false
	}
	signature := Signature(texts)
	for _, c := range choices {
		for _, l := range layouts {
			if c.Signature == signature && c.Key == l.Key {
				if at := l.places(c.At); len(l.missing(at)) == 0 {
					return l, at, true
				}
			}
		}
	}
	return Layout{}, nil, false
}

// places are the columns of a choice in the order of the layout, -1 for those that are not there.
func (l Layout) places(chosen map[string]int) []int {
	at := make([]int, len(l.Columns))
	for c, col := range l.Columns {
		at[c] = -1
		if place, ok := chosen[value.Key(col.Heading)]; ok && place >= 0 {
			at[c] = place
		}
	}
	return at
}

// Unmatched is a file that can be read while its headings do not say what is in which column: a person may.
type Unmatched struct {
	Key string // of the layout that comes nearest, "" when none does
	Err error  // in words
}

func (u *Unmatched) Error() string { return u.Err.Error() }

// Unwrap gives the words.
func (u *Unmatched) Unwrap() error { return u.Err }

// unmatched refuses the headings of a file; rows tells that there is something to say of it.
func unmatched(rows bool, key, format string, args ...any) error {
	err := apperr.Invalid(fmt.Sprintf(format, args...))
	if !rows {
		return err
	}
	return &Unmatched{key, err}
}

// Use is a column of a layout and where it was read: "B" and the heading there, "" for a column that the file has not.
type Use struct{ Field, Letter, Heading string }

// Uses are the columns of the list and where they were read.
func (s Sheet) Uses() []Use {
	uses := make([]Use, len(s.Columns))
	for c, col := range s.Columns {
		uses[c].Field = col.Heading
		if at := s.at[c]; at >= 0 {
			uses[c].Letter, uses[c].Heading = letter(at), text(s.headings, at)
		}
	}
	return uses
}

// Unused are the headings of the file's columns that were not read.
func (s Sheet) Unused() []string {
	var list []string
	for i, heading := range s.headings {
		heading = vi.Clean(heading)
		own := value.Key(heading) == value.Key(resultHeading) || value.Key(heading) == value.Key(textHeading)
		if heading != "" && !own && !slices.Contains(s.at, i) {
			list = append(list, heading)
		}
	}
	return list
}

func letter(at int) string { return strings.TrimSuffix(cells.Address(at, 1), "1") }

// text is a cell of a row, "" behind its end.
func text(texts []string, at int) string {
	if at >= len(texts) {
		return ""
	}
	return vi.Clean(texts[at])
}
