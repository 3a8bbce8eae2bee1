package legacy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Evidence is what a guess about a column rests on, to be shown beside it.
type Evidence struct {
	Lettered  int   // texts that have letters at all
	Changed   int   // texts that [ConvertColumn] turns into others under the guess
	Otherwise int   // texts that are surely written in another way than the guess
	Samples   []int // the places of the first few that change
}

// maxSamples is how many samples help to decide.
const maxSamples = 3

// Guess tells the encoding of a column: what most of its texts surely are. It must be the column as the file has it,
// with names, addresses, numbers and blanks alike; it is Unicode unless there is reason to think otherwise.
func Guess(texts []string) (Encoding, Evidence) {
	sure := map[Encoding]int{}
	var lettered, unsure, capitals int
	for _, text := range texts {
		text = fromC1(normal(text))
		if strings.ContainsFunc(text, unicode.IsLetter) {
			lettered++
		}
		own, ok := judge(text).encoding()
		switch {
		case ok:
			sure[own]++
			if own == TCVN3 && inCapitals(text) {
				capitals++
			}
		case strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) }):
			unsure++
		}
	}
	guess := Unicode
	for _, e := range []Encoding{TCVN3, VNI} {
		// What can be read in two ways speaks for Unicode too: of an old column hardly any text can.
		if n := sure[e]; 2*n > sure[Unicode]+sure[TCVN3]+sure[VNI] && 2*n >= unsure {
			guess = e
		}
	}
	if guess == TCVN3 && 2*capitals > sure[TCVN3] {
		guess = TCVN3Upper
	}
	evidence := Evidence{Lettered: lettered}
	evidence.count(texts, guess, sure)
	return guess, evidence
}

func (v *Evidence) count(texts []string, guess Encoding, sure map[Encoding]int) {
	for e, n := range sure {
		if e != guess && (e != TCVN3 || guess != TCVN3Upper) {
			v.Otherwise += n
		}
	}
	for i, text := range ConvertColumn(texts, guess) {
		if text == normal(texts[i]) {
			continue
		}
		v.Changed++
		if len(v.Samples) < maxSamples {
			v.Samples = append(v.Samples, i)
		}
	}
}

// GuessText tells the encoding of one text, and whether that is sure. A text that can be read in two ways is Unicode,
// not surely; so is one that has nothing but ASCII.
func GuessText(s string) (e Encoding, sure bool) {
	return judge(fromC1(normal(s))).encoding()
}

// ConvertColumn turns the texts of a column into Unicode. Lists are pasted together from files of several years: a text
// that surely is of one encoding is read so, all others as the column is. To read every text in one way, the caller
// takes [Encoding.Convert].
func ConvertColumn(texts []string, column Encoding) []string {
	converted := make([]string, len(texts))
	for i, text := range texts {
		e, sure := GuessText(text)
		if !sure || e == TCVN3 && column == TCVN3Upper {
			e = column
		}
		converted[i] = e.Convert(text)
	}
	return converted
}

// inCapitals reports whether a TCVN3 text was written for a font of capitals: all its ASCII letters are capitals, and
// inside a word one follows a letter that would be small in the plain font ("NGUYÔN").
func inCapitals(s string) bool {
	s, _ = decodeTCVN3(s)
	inside := false
	previous := ' '
	for _, r := range s {
		if r >= 'a' && r <= 'z' {
			return false
		}
		if r >= 'A' && r <= 'Z' && previous >= utf8.RuneSelf && unicode.IsLower(previous) {
			inside = true
		}
		previous = r
	}
	return inside
}

// reading is how a text fares when it is read in one of the old encodings, in words.
type reading struct {
	gained   int // became Vietnamese by it
	lost     int // are not Vietnamese in it
	familiar int // are well known in it
}

// judgement is how a text fares in all readings. Words of ASCII alone are the same in all.
type judgement struct {
	unicode  bool // holds a letter that only Unicode has
	special  int  // words that hold other letters than ASCII
	unread   int  // of them, those that are no good Vietnamese as they stand
	familiar int  // of them, those that are well known as they stand
	foreign  int  // words of ASCII that are not Vietnamese, abbreviations apart
	tcvn3    reading
	vni      reading
}

// judge weighs the words of a text that is in NFC.
func judge(s string) judgement {
	j := judgement{unicode: isUnicode(s)}
	if j.unicode {
		return j
	}
	for _, word := range strings.FieldsFunc(s, apart) {
		lower := strings.ToLower(word)
		switch {
		case utf8.RuneCountInString(word) < 2 && !familiar[lower] || word == "µm":
			// A sign alone stands for itself as often as for a letter: ×, ½, §. So does the micrometre.
			continue
		case isASCII(word):
			if word != strings.ToUpper(word) && !readable(lower) {
				j.foreign++
			}
			continue
		}
		reads := readable(lower)
		j.special++
		if !reads || crooked(word) {
			j.unread++
		}
		if familiar[lower] {
			j.familiar++
		}
		j.tcvn3.weigh(word, reads, decodeTCVN3)
		j.vni.weigh(word, reads, decodeVNI)
	}
	return j
}

func (r *reading) weigh(word string, reads bool, decode func(string) (string, bool)) {
	decoded, whole := decode(word)
	decoded = strings.ToLower(decoded)
	switch {
	case !whole || !wellFormed(decoded):
		r.lost++
	case !reads && utf8.RuneCountInString(decoded) > 1: // "où" is French before it is "ó"
		r.gained++
	}
	if familiar[decoded] {
		r.familiar++
	}
}

// encoding is the one the text is written in, and whether that is sure. An old encoding is sure when every word reads in
// it, and some word reads in no other way.
func (j judgement) encoding() (Encoding, bool) {
	asTCVN3, asVNI := j.believes(j.tcvn3), j.believes(j.vni)
	switch {
	case j.unicode:
		return Unicode, true
	case asTCVN3 && !asVNI:
		return TCVN3, true
	case asVNI && !asTCVN3:
		return VNI, true
	}
	return Unicode, j.special > 0 && j.prefersUnicodeTo(TCVN3) && j.prefersUnicodeTo(VNI)
}

func (j judgement) believes(r reading) bool {
	return r.lost == 0 && r.gained > j.foreign
}

// prefersUnicodeTo reports whether the text, read as e, would be no better Vietnamese than it is.
func (j judgement) prefersUnicodeTo(e Encoding) bool {
	r := j.tcvn3
	if e == VNI {
		r = j.vni
	}
	return j.unicode || j.special > 0 && j.unread == 0 && (r.lost > 0 || r.familiar < j.familiar)
}

// crooked reports a capital after a small letter. In TCVN3 that is common ("QuÝ"), in Unicode a slip of the shift key:
// reason to follow the column, not to convert a text alone.
func crooked(word string) bool {
	small := false
	for _, r := range word {
		if small && unicode.IsUpper(r) {
			return true
		}
		small = unicode.IsLower(r)
	}
	return false
}

// apart reports what stands between words. Signs of Latin-1 do not: in the old encodings they are letters.
func apart(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return !unicode.IsLetter(r)
	case r == '\u00A0':
		return true
	}
	return r >= 0x2000 && !unicode.IsLetter(r)
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}
