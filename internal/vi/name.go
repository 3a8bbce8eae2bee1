package vi

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// SplitName parts a full name: the first word is the family name, the last the given name, the rest the middle name.
// A single word is a given name.
func SplitName(full string) (family, middle, given string) {
	words := strings.Fields(Clean(full))
	switch n := len(words); n {
	case 0:
		return "", "", ""
	case 1:
		return "", "", words[0]
	default:
		return words[0], strings.Join(words[1:n-1], " "), words[n-1]
	}
}

// ProperName writes a name that is all in capitals with capital initials: "NGUYỄN VĂN AN" becomes "Nguyễn Văn An". Any
// other name is only cleaned: whoever typed small letters has chosen the capitals.
func ProperName(full string) string {
	full = Clean(full)
	if strings.ContainsFunc(full, unicode.IsLower) {
		return full
	}
	inWord := false
	return Clean(strings.Map(func(r rune) rune {
		letter := unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)
		if letter && inWord {
			return unicode.ToLower(r)
		}
		inWord = letter
		return r
	}, full))
}

// collators are kept for reuse: making one is dear, and one must not be used by two goroutines at once.
var collators = sync.Pool{New: func() any { return collate.New(language.Vietnamese) }}

// nameKey is a name's place in the Vietnamese order; comparing keys is comparing names.
type nameKey struct{ given, middle, family []byte }

func keyOf(c *collate.Collator, buf *collate.Buffer, full string) nameKey {
	family, middle, given := SplitName(full)
	return nameKey{
		given:  c.KeyFromString(buf, given),
		middle: c.KeyFromString(buf, middle),
		family: c.KeyFromString(buf, family),
	}
}

func (k nameKey) compare(l nameKey) int {
	return cmp.Or(
		slices.Compare(k.given, l.given),
		slices.Compare(k.middle, l.middle),
		slices.Compare(k.family, l.family),
	)
}

// Compare orders two full names by given, middle, then family name, in the Vietnamese alphabet. It is the order of
// COLLATE "vi-x-icu" over the three columns. Names that sort alike are ordered by their bytes.
func Compare(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buf collate.Buffer
	return cmp.Or(keyOf(c, &buf, a).compare(keyOf(c, &buf, b)), strings.Compare(a, b))
}

// SortNames sorts full names in place, in the order of [Compare].
func SortNames(names []string) {
	SortByName(names, func(name string) string { return name })
}

// SortByName sorts anything that has a full name, in the order of [Compare]; items of the same name keep their order.
func SortByName[T any](items []T, name func(T) string) {
	type keyed struct {
		key  nameKey
		name string
		item T
	}
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buf collate.Buffer
	list := make([]keyed, len(items))
	for i, item := range items {
		full := name(item)
		list[i] = keyed{keyOf(c, &buf, full), full, item}
	}
	slices.SortStableFunc(list, func(a, b keyed) int {
		return cmp.Or(a.key.compare(b.key), strings.Compare(a.name, b.name))
	})
	for i := range list {
		items[i] = list[i].item
	}
}
