// Package legacy reads Vietnamese text that was written for the fonts of before Unicode: TCVN3 (the fonts .VnTime,
// .VnArial) and VNI (the fonts VNI-Times, VNI-Helve). Without its font such a text is Western letters and signs,
// "NguyÔn V¨n An" or "Nguyeãn Vaên An", and that is what a spreadsheet hands over.
//
// The font's name is the best witness ([GuessByFont]); without it a whole column is judged ([Guess]). The judge is the
// Vietnamese syllable: a reading is believed only where it makes syllables out of what was none before. What must never
// happen: a name that was Unicode already is turned into another. So whatever can be read both ways stays as it is
// unless its column, or a person, says otherwise; and a person should see a preview in any case.
//
// Everything is pure and every result is NFC.
package legacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Encoding is the way a text is written.
type Encoding string

const (
	Unicode Encoding = "unicode"
	TCVN3   Encoding = "tcvn3"
	// TCVN3Upper is TCVN3 under a font that has only capitals. Its capitals with tone are the bytes of the small
	// letters, so nothing but the font tells that they are capitals.
	TCVN3Upper Encoding = "tcvn3-hoa"
	VNI        Encoding = "vni"
)

// Encodings is all of them in the order in which to offer them.
func Encodings() []Encoding {
	return []Encoding{Unicode, TCVN3, TCVN3Upper, VNI}
}

// Label names the encoding on the screen, by the font that people know it by.
func (e Encoding) Label() string {
	switch e {
	case Unicode:
		return "Unicode"
	case TCVN3:
		return "TCVN3 (phông .VnTime)"
	case TCVN3Upper:
		return "TCVN3 chữ hoa (phông .VnTimeH)"
	case VNI:
		return "VNI (phông VNI-Times)"
	}
	return string(e)
}

// Convert turns a text of the encoding e into Unicode. A text that is Unicode in spite of e stays as it is: one with a
// letter that only Unicode has, and one that reads as Vietnamese already and would read worse when converted ("Hà",
// "Lê Minh"). Of an unknown encoding, as of Unicode, the text is only normalised.
//
// The text must come as it was in the file: the "ư" of TCVN3 is the soft hyphen U+00AD, which many cleaners drop.
func (e Encoding) Convert(s string) string {
	s = normal(s)
	decode := e.decoder()
	if decode == nil || isUnicode(s) {
		return s
	}
	s = fromC1(s)
	if judge(s).prefersUnicodeTo(e) {
		return s
	}
	s, _ = decode(s)
	if e == TCVN3Upper {
		s = strings.ToUpper(s)
	}
	return norm.NFC.String(s)
}

// decoder is the function that turns s into Unicode and reports whether it knew all letters of s; nil where there is
// nothing to turn.
func (e Encoding) decoder() func(s string) (decoded string, whole bool) {
	switch e {
	case TCVN3, TCVN3Upper:
		return decodeTCVN3
	case VNI:
		return decodeVNI
	}
	return nil
}

// GuessByFont tells the encoding of a text by the name of its font. Fonts with any other name may hold anything.
func GuessByFont(font string) (Encoding, bool) {
	font = strings.TrimSpace(font)
	lower := strings.ToLower(font)
	switch {
	case strings.HasPrefix(lower, ".vn"):
		// Small letters end in "h" in names such as .VnEnglish; only the capital marks a font of capitals. A style
		// may follow it: ".VnTimeH Bold".
		for word := range strings.FieldsSeq(font) {
			if strings.HasSuffix(word, "H") {
				return TCVN3Upper, true
			}
		}
		return TCVN3, true
	case strings.HasPrefix(lower, "vni-"), strings.HasPrefix(lower, "vni "):
		return VNI, true
	}
	return Unicode, false
}

func normal(s string) string {
	return norm.NFC.String(strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// fromC1 gives the control characters U+0080 to U+009F the meaning they have in Windows-1252: a reader that took the
// file for Latin-1 leaves them in place of quotation marks, dashes and the ellipsis. Neither encoding has letters there.
func fromC1(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 && r <= 0x9F {
			return charmap.Windows1252.DecodeByte(byte(r))
		}
		return r
	}, s)
}

// isUnicode reports whether s (in NFC) holds a letter that neither encoding can write: one of the Vietnamese letters
// outside Latin-1, or a loose tone mark.
func isUnicode(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= 0x1EA0 && r <= 0x1EF9 || strings.ContainsRune("ĂăĐđĨĩŨũƠơƯư", r) || unicode.Is(unicode.Mn, r)
	})
}
