// Package vi is the Vietnamese language of the portal: clean text, search keys, names and their order, numbers and
// dates as people here write and read them.
//
// Everything is pure; the clock is always an argument. It writes no table. What must never happen: two spellings of
// one text in the database (text is NFC from [Clean] on), and a date accepted that no calendar has.
//
// Errors of the Parse functions are sentences for the person, without a capital at the start, so that they can follow
// the name of the field: "Ngày sinh “31/02/2026” chưa đúng: tháng 02/2026 chỉ có 28 ngày."
package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// softHyphen is invisible, yet it is the letter "ư" of the old TCVN3 encoding: cleaning keeps it, so that such a text
// can still be converted; searching ignores it.
const softHyphen = '\u00AD'

// Clean makes one line of text fit to be stored: NFC, no control or invisible characters, single spaces inside and
// none at the ends. Bytes that are no UTF-8 become U+FFFD.
func Clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = true
		case invisible(r):
		default:
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// CleanText is [Clean] for longer texts: it keeps line breaks, and at most one empty line between paragraphs.
func CleanText(s string) string {
	var b strings.Builder
	empty := false
	for line := range strings.SplitSeq(lineEnds.Replace(s), "\n") {
		line = Clean(line)
		if line == "" {
			empty = true
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if empty {
				b.WriteByte('\n')
			}
		}
		empty = false
		b.WriteString(line)
	}
	return b.String()
}

// lineEnds knows the ends of lines of Windows, of old Macs, and of Unicode.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// invisible reports characters that nobody sees and that would make equal texts different.
func invisible(r rune) bool {
	return r != softHyphen && unicode.In(r, unicode.Cc, unicode.Cf)
}

// UpperFirst begins a line with a capital.
func UpperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// LowerFirst puts a label inside a sentence.
func LowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// Fold is the search key of a text: lower case, no diacritics, đ as d, single spaces. "Hoà", "hòa" and "HOA" fold to
// the same key, so the old and the new placement of the tone mark are one.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == 'đ':
			b.WriteByte('d')
		case r == softHyphen, unicode.Is(unicode.Mn, r):
		default:
			b.WriteRune(r)
		}
	}
	return Clean(b.String())
}

// Few lists names in a sentence: the first five, and how many more there are.
func Few(names []string) string {
	text := strings.Join(names[:min(len(names), 5)], ", ")
	if more := len(names) - 5; more > 0 {
		text += " và " + Int(more) + " tên khác"
	}
	return text
}
