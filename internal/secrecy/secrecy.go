// Package secrecy knows the markings of documents that must not enter the portal: Mật, Tối mật, Tuyệt mật.
//
// It is pure and writes no table. It finds markings, not secrets: what came without its marking is the business of whoever
// sends it. What must never happen: a text that bears a marking is taken; an ordinary word, such as "bề mặt" or "bảo mật",
// keeps one out.
package secrecy

import (
	"slices"
	"strings"
	"unicode"

	"tusoi/internal/vi"
)

// The markings, as people are told of them.
const (
	Secret    = "MẬT"
	TopSecret = "TỐI MẬT"
	Utmost    = "TUYỆT MẬT"
)

// The words beside "mật" that make an ordinary word of it.
var (
	before = strings.Fields("bí bảo thân cơ chi hắc")
	after  = strings.Fields("khẩu độ ong thiết mã hoa mía vụ ngữ gấu danh")
)

// The same beside "mat", which without its marks is mặt, mắt, mất or mát as well: be mat, gap mat, mat tran, mat khau.
var (
	beforeBare = strings.Fields("bi bao than co chi hac mat be bo gap ra vang doi truoc khuon tien thay guong nuoc kham mo lam moi cac " +
		"nhieu hai anh tranh giap chong trong ben hong thieu")
	afterBare = strings.Fields("khau do ong thiet ma hoa mia vu ngu gau danh mat tran bang hang tien cat troi trang duong ruong nuoc mua " +
		"trai phai truoc sau an can doan suc bao quyen")
)

// InName is the marking in the name of a file or the number of a document, "" for none. Names are read word by word, with
// their marks or without; between brackets "mật" is always a marking.
func InName(name string) string {
	list := split(vi.Clean(name))
	for i, w := range list {
		if w.text != "mật" && w.text != "mat" {
			continue
		}
		prev, next := "", ""
		if i > 0 {
			prev = list[i-1].text
		}
		if i+1 < len(list) {
			next = list[i+1].text
		}
		if !w.boxed && ordinary(prev, w.text, next) {
			continue
		}
		switch prev {
		case "tuyệt", "tuyet":
			return Utmost
		case "tối", "toi":
			return TopSecret
		}
		return Secret
	}
	return ""
}

func ordinary(prev, word, next string) bool {
	if word == "mật" {
		return slices.Contains(before, prev) || slices.Contains(after, next)
	}
	return slices.Contains(beforeBare, vi.Fold(prev)) || slices.Contains(afterBare, vi.Fold(next))
}

// word is one word of a name, in small letters; boxed when brackets stand around it.
type word struct {
	text  string
	boxed bool
}

func split(name string) []word {
	var list []word
	runes := []rune(strings.ToLower(name))
	for i := 0; i < len(runes); {
		if !letter(runes[i]) {
			i++
			continue
		}
		from := i
		for i < len(runes) && letter(runes[i]) {
			i++
		}
		boxed := from > 0 && i < len(runes) && strings.ContainsRune("([{<", runes[from-1]) && strings.ContainsRune(")]}>", runes[i])
		list = append(list, word{string(runes[from:i]), boxed})
	}
	return list
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// InLine is the marking that a line of a document consists of, "" for any other line: MẬT, Tối mật, "Độ mật: Tuyệt mật". Letters
// that stand apart, as on a stamp, are read together.
func InLine(line string) string {
	if len(line) > 120 {
		return "" // nothing so long is a marking, and most lines are longer
	}
	text := strings.TrimFunc(vi.Clean(line), func(r rune) bool { return !letter(r) })
	capital := text != "" && unicode.IsUpper([]rune(text)[0])
	text = strings.ReplaceAll(strings.ToUpper(text), " ", "")
	if rest, ok := strings.CutPrefix(text, "ĐỘMẬT"); ok {
		text = strings.TrimFunc(rest, func(r rune) bool { return !letter(r) })
	}
	switch text {
	case "MẬT":
		if capital {
			return Secret
		}
	case "TỐIMẬT", "TOIMAT":
		return TopSecret
	case "TUYỆTMẬT", "TUYETMAT":
		return Utmost
	}
	return ""
}
