package workbook

import (
	"slices"
	"strings"

	"tusoi/internal/intake/value"
	"tusoi/internal/vi"
	"tusoi/internal/vi/legacy"
)

// Encodings are how the columns of a list are written, by the [value.Key] of their headings: what somebody said, where
// anybody did.
type Encodings map[string]legacy.Encoding

// Spelling is how a column was read. Pairs are the first texts that changed by it, before and
// after, each once.
type Spelling struct {
	Field    string
	Key      string
	Encoding legacy.Encoding
	Said     bool // by a person; guessed otherwise
	Lettered int  // texts with letters at all: of the others nothing needs to be said
	Changed  int
	Pairs    [][2]string
}

// pairsShown is how many texts of a column are shown before and after.
const pairsShown = 5

// clean puts the texts in order, column by column: in which of the old fonts a text was typed is a matter of its whole
// column.
func (s *Sheet) clean(said Encodings) {
	texts := make([]string, len(s.Lines))
	for c := range s.Columns {
		for i, l := range s.Lines {
			texts[i] = l.Texts[c]
		}
		spelling, read := spell(s.Columns[c], texts, said)
		if spelling.Lettered > 0 {
			s.Spellings = append(s.Spellings, spelling)
		}
		for i := range s.Lines {
			l := &s.Lines[i]
			l.Texts[c] = vi.Clean(read[i])
			if spelling.Encoding != legacy.Unicode && legacy.Doubtful(l.Texts[c]) {
				l.Doubts = append(l.Doubts, c)
			}
		}
	}
}

// spell reads the texts of one column. What somebody said holds for every text; a guess leaves alone what surely is written
// in another way.
func spell(c Column, texts []string, said Encodings) (Spelling, []string) {
	guess, evidence := legacy.Guess(texts)
	sp := Spelling{Field: c.Heading, Key: value.Key(c.Heading), Encoding: guess, Lettered: evidence.Lettered}
	if e, ok := said[sp.Key]; ok {
		sp.Encoding, sp.Said = e, true
	}
	read := make([]string, len(texts))
	if sp.Said {
		for i, text := range texts {
			read[i] = sp.Encoding.Convert(text)
		}
	} else {
		copy(read, legacy.ConvertColumn(texts, sp.Encoding))
	}
	for i, text := range texts {
		if read[i] == legacy.Unicode.Convert(text) {
			continue
		}
		sp.Changed++
		pair := [2]string{vi.Clean(strings.ReplaceAll(text, "\u00ad", "·")), vi.Clean(read[i])}
		if len(sp.Pairs) < pairsShown && !slices.Contains(sp.Pairs, pair) {
			sp.Pairs = append(sp.Pairs, pair)
		}
	}
	return sp, read
}

// spelled reads a row of headings, which may be in an old font as well.
func spelled(texts []string) []string {
	guess, _ := legacy.Guess(texts)
	return legacy.ConvertColumn(texts, guess)
}
