// Package wording reads what people write of their month: what of it is their own, whether it names anything one could go and
// look at, and how much two texts share.
//
// It is pure and owns no table. It holds the one definition of similarity in the portal, which is that of PostgreSQL's pg_trgm:
// a share computed here and one computed in a query are the same number. What counts as a form's phrase, as a short honest
// answer or as a thing is data, in the text files beside it. What must never happen: an answer that is short and true is held
// against somebody.
package wording

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// leastWords is how much of a text must be the writer's own before it is compared: "Thêm 2 hộ đồng ý" is like others by nature.
const leastWords = 9

// Said is what is compared of somebody's notes: small letters, diacritics kept, without marks, without what forms say for
// everybody, without the names of months and without short honest answers. It is "" when too little is left to tell.
func Said(notes ...string) string {
	var own []string
	for _, n := range notes {
		for _, c := range clauses(n) {
			if !honest.is(c.low) {
				kept, _ := strip(c)
				own = append(own, kept.low...)
			}
		}
	}
	if len(own) < leastWords {
		return ""
	}
	return strings.Join(own, " ")
}

// leastFar is the same for texts that are compared with those of all other cells: among thousands, short ones meet by chance.
const leastFar = 18

// SaidFar is [Said], and "" when too little is left to be compared with thousands.
func SaidFar(notes ...string) string {
	said := Said(notes...)
	if strings.Count(said, " ")+1 < leastFar {
		return ""
	}
	return said
}

// Hollow reports whether somebody wrote what forms say for everybody, or at some length, and nothing of it names a thing, a
// number, a day, a place or a person. A few words of one's own are left alone.
func Hollow(notes ...string) bool {
	formal, own := false, 0
	for _, n := range notes {
		if Concrete(n) {
			return false
		}
		for _, c := range clauses(n) {
			if honest.is(c.low) {
				continue
			}
			kept, taken := strip(c)
			formal, own = formal || taken, own+len(kept.low)
		}
	}
	return formal || own >= leastWords
}

// clause is a part of a sentence, between two marks: its words as they are written and in small letters.
type clause struct {
	words, low []string
	begins     bool // the sentence
}

// clauses cuts a text at its marks. A mark between two digits belongs to a number or a date and only ends a word.
func clauses(text string) []clause {
	var list []clause
	c := clause{begins: true}
	var word strings.Builder
	endWord := func() {
		if word.Len() > 0 {
			c.words = append(c.words, word.String())
			c.low = append(c.low, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	runes := []rune(norm.NFC.String(text))
	for i, r := range runes {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word.WriteRune(r)
			continue
		}
		endWord()
		inNumber := i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
		if !strings.ContainsRune(".,;:!?\n()–—…", r) || inNumber {
			continue
		}
		ends := !strings.ContainsRune(",()–—", r)
		if len(c.words) > 0 {
			list, c = append(list, c), clause{begins: ends}
		}
		c.begins = c.begins || ends
	}
	if endWord(); len(c.words) > 0 {
		list = append(list, c)
	}
	return list
}

// strip takes the form's phrases and the names of months out of a clause, and reports whether there was a phrase.
func strip(c clause) (kept clause, formal bool) {
	kept.begins = c.begins
	for i := 0; i < len(c.low); {
		phrase := boilerplate.at(c.low[i:])
		formal = formal || phrase > 0
		if n := max(phrase, times.at(c.low[i:]), month(c.low[i:])); n > 0 {
			i += n
			continue
		}
		kept.words, kept.low = append(kept.words, c.words[i]), append(kept.low, c.low[i])
		i++
	}
	return kept, formal
}

// month is how many words at the start name a month, a quarter or a year: "tháng 11", "tháng 11 2026", "t11", "quý iv", "năm 2026".
func month(words []string) int {
	switch w := words[0]; {
	case w == "trong" && len(words) > 1:
		if n := month(words[1:]); n > 0 {
			return 1 + n
		}
	case w == "tháng" && len(words) > 1 && digits(words[1], 2):
		return 2 + year(words[2:])
	case len(w) > 1 && w[0] == 't' && digits(w[1:], 2):
		return 1 + year(words[1:])
	case w == "quý" && len(words) > 1 && (digits(words[1], 1) || strings.Trim(words[1], "iv") == ""):
		return 2 + year(words[2:])
	}
	return year(words)
}

func year(words []string) int {
	switch {
	case len(words) > 0 && digits(words[0], 4) && strings.HasPrefix(words[0], "20"):
		return 1
	case len(words) > 1 && words[0] == "năm" && digits(words[1], 4):
		return 2
	}
	return 0
}

// digits reports whether a word is a number of so many digits at most; of exactly four when four are asked for.
func digits(word string, most int) bool {
	return word != "" && len(word) <= most && (most < 4 || len(word) == most) && strings.Trim(word, "0123456789") == ""
}
