package wording

import (
	"hash/crc32"
	"slices"
	"strings"
)

// Alike is the share, in hundredths of a percent, from which two texts are pointed out as alike. On the corpus (348 originals,
// each against all others; 280 copies; TestCopiesAreToldFromOriginals prints it anew) copies part from originals like this:
//
//	from       3000   3500   4000   5000   6000   6500   7000   8000   9000
//	precision   87     96     97     98    100    100    100    100    100 %
//	recall     100    100    100    100     99     97     93     85     70 %
//
// A district writes twenty times as many texts in a month as the corpus has, so it stands well above the first hundred. What
// it misses are copies with two sentences of padding.
const Alike = 6500

// AlikeFar is the same among all cells of a committee: a hundred times as many texts are compared there, so that chance alone
// brings some near, while a template that goes round is copied word for word.
const AlikeFar = 8000

// Set is the groups of three letters in a text, each once and in order, as pg_trgm counts them: every word stands between two
// blanks and one.
type Set []uint32

// SetOf are the groups of a text made by [Said].
func SetOf(said string) Set {
	var set Set
	for _, word := range strings.Fields(said) {
		letters := []rune("  " + word + " ")
		for i := range len(letters) - 2 {
			set = append(set, compact(string(letters[i:i+3])))
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// compact is the three bytes as which pg_trgm keeps a group: the letters themselves, or a checksum where they are longer.
func compact(group string) uint32 {
	if len(group) == 3 {
		return uint32(group[0]) | uint32(group[1])<<8 | uint32(group[2])<<16
	}
	crc := ^uint32(0)
	for i := range len(group) {
		crc = crc32.IEEETable[byte(crc>>24)^group[i]] ^ crc<<8
	}
	return ^crc & 0xffffff
}

// Share is how much two texts share of what either says, in hundredths of a percent; 0 when either says nothing.
func (a Set) Share(b Set) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	either := len(a) + len(b) - both
	return (both*20_000 + either) / (either * 2)
}

// Near reports whether two texts could share enough to be alike, from their lengths alone: most pairs need no closer look.
func (a Set) Near(b Set) bool {
	return len(a) > 0 && len(b) > 0 && min(len(a), len(b))*10_000 >= max(len(a), len(b))*(Alike-1)
}
