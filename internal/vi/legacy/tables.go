package legacy

import (
	"strings"
	"unicode"
)

// tcvn3Table pairs each sign of TCVN3 with its letter. The signs of the small letters with tone serve for the capitals
// too, under another font.
const tcvn3Table = "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \u00ADư ®đ " +
	"µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ " +
	"Ìè Îẻ Ïẽ Ðé Ñẹ Òề Óể Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị " +
	"ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ " +
	"ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ"

// vniLetters pairs the letters of VNI that are one sign with what they mean; capitals go with capitals.
const vniLetters = "ñđ öư ôơ ìì æỉ óĩ íí òị îỵ"

// vniPairs is the letters of VNI that are two signs, a base and a mark, each followed by what the two mean. No mark is
// also a letter of vniLetters, so no text can be cut in two ways.
const vniPairs = "aøà aûả aõã aùá aïạ aêă aèằ aúẳ aüẵ aéắ aëặ aââ aàầ aåẩ aãẫ aáấ aäậ " +
	"eøè eûẻ eõẽ eùé eïẹ eâê eàề eåể eãễ eáế eäệ " +
	"oøò oûỏ oõõ oùó oïọ oâô oàồ oåổ oãỗ oáố oäộ ôøờ ôûở ôõỡ ôùớ ôïợ " +
	"uøù uûủ uõũ uùú uïụ öøừ öûử öõữ öùứ öïự yøỳ yûỷ yõỹ yùý"

var (
	fromTCVN3 = singles(tcvn3Table)
	fromVNI   = singles(vniLetters)
	fromPairs = pairs(vniPairs)
)

func singles(table string) map[rune]rune {
	m := map[rune]rune{}
	for field := range strings.FieldsSeq(table) {
		r := []rune(field)
		m[r[0]] = r[1]
	}
	return m
}

func pairs(table string) map[[2]rune]rune {
	m := map[[2]rune]rune{}
	for field := range strings.FieldsSeq(table) {
		r := []rune(field)
		m[[2]rune{r[0], r[1]}] = r[2]
	}
	return m
}

// decodeTCVN3 also joins a plain capital and the small letter with tone that follows it ("Aµ", "¡¾"): so capitals with
// tone are written where the font has none, and no syllable has the two side by side.
func decodeTCVN3(s string) (string, bool) {
	whole := true
	out := make([]rune, 0, len(s))
	for _, r := range s {
		letter, ok := fromTCVN3[r]
		if !ok {
			whole = whole && !latin1(r)
			letter = r
		}
		if n := len(out); ok && n > 0 && capitalOf(letter, out[n-1]) {
			out[n-1] = unicode.ToUpper(letter)
			continue
		}
		out = append(out, letter)
	}
	return string(out), whole
}

// capitalOf reports whether capital is the small letter with tone, written large and without the tone.
func capitalOf(letter, capital rune) bool {
	v, ok := vowels[letter]
	return ok && capital == unicode.ToUpper(v.vowel)
}

// decodeVNI takes a mark in either case, for typists hold the shift key too long or not long enough: the base decides.
func decodeVNI(s string) (string, bool) {
	whole := true
	signs := []rune(s)
	out := make([]rune, 0, len(signs))
	for i := 0; i < len(signs); i++ {
		r := signs[i]
		lower := unicode.ToLower(r)
		letter, ok := fromVNI[lower]
		if i+1 < len(signs) {
			if pair, two := fromPairs[[2]rune{lower, unicode.ToLower(signs[i+1])}]; two {
				letter, ok = pair, true
				i++
			}
		}
		switch {
		case !ok:
			whole = whole && !latin1(r)
			letter = r
		case r != lower:
			letter = unicode.ToUpper(letter)
		}
		out = append(out, letter)
	}
	return string(out), whole
}

// latin1 reports the signs both encodings draw on.
func latin1(r rune) bool {
	return r > 0xA0 && r <= 0xFF
}
