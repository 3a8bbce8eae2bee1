package wording

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Concrete reports whether a text names something one could go and look at: a number, a day, a place or a person, or a thing
// of the list. The number of a month, of a year or of a directive is none.
func Concrete(text string) bool {
	shouted := text == strings.ToUpper(text) // capitals then tell nothing
	for _, c := range clauses(text) {
		c, _ := strip(c)
		for i := 0; i < len(c.low); i++ {
			if n := max(document(c.low[i:]), abstract.at(c.low[i:])); n > 0 {
				i += n - 1
				continue
			}
			if things.at(c.low[i:]) > 0 || counted(c.low[i:]) || weekday(c.low[i:]) || strings.ContainsAny(c.low[i], "0123456789") {
				return true
			}
			if !shouted && name(c.words[i]) && !(c.begins && i == 0) {
				return true
			}
		}
	}
	return false
}

var (
	numbers   = []string{"một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "vài", "mấy"}
	weekdays  = []string{"hai", "ba", "tư", "năm", "sáu", "bảy"}
	documents = []string{"chỉ thị", "nghị quyết", "kết luận", "quy định", "quyết định", "kế hoạch", "hướng dẫn", "công văn"}
	marks     = []string{"số", "ct", "tw", "nq", "kl", "qđ", "qđi", "kh", "hd", "hu", "tu", "đu", "cv", "trung", "ương", "khóa", "đại", "hội"}
)

// counted is a number in words before what is counted.
func counted(words []string) bool {
	return len(words) > 1 && slices.Contains(numbers, words[0]) && counters.at(words[1:]) > 0
}

func weekday(words []string) bool {
	return len(words) > 1 && (words[0] == "thứ" && slices.Contains(weekdays, words[1]) || words[0] == "chủ" && words[1] == "nhật")
}

// document is how many words at the start are a directive with its number: "chỉ thị 05 ct tw".
func document(words []string) int {
	if len(words) < 2 || !slices.Contains(documents, words[0]+" "+words[1]) {
		return 0
	}
	n := 2
	for n < len(words) && (slices.Contains(marks, words[n]) || strings.ContainsAny(words[n], "0123456789") || roman(words[n])) {
		n++
	}
	return n
}

func roman(word string) bool { return strings.Trim(word, "ivx") == "" }

// name tells a word that begins with a capital and goes on in small letters, as names of places and persons do.
func name(word string) bool {
	first, size := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first) && len(word) > size && strings.ToLower(word[size:]) == word[size:]
}
