package sheetpage

import (
	"fmt"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"tusoi/internal/review"
)

// Texts that say the same are pointed out, never refused: whoever reads the month decides what it means. Short honest
// answers ("Chưa đến hạn.", "Không có phát sinh.") are alike by nature and are left alone.
const leastLetters, leastAlike = 25, 80 // letters, percent

// trace is which groups of three letters stand in a text, each group as one bit. Two groups may fall on one bit, which
// moves a percentage by a point or two; equal texts have equal traces. It is small, so that a month of two hundred texts
// is compared, each with each, in less time than the page takes to write.
type trace [32]uint64

func traceOf(text string) *trace {
	if utf8.RuneCountInString(text) < leastLetters {
		return nil
	}
	var t trace
	var a, b rune = ' ', ' '
	for _, c := range strings.ToLower(text) + " " {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			c = ' '
		}
		if c == ' ' && b == ' ' {
			continue
		}
		bit := (uint32(a)*40503+uint32(b))*40503 + uint32(c)
		bit *= 2654435761
		t[bit>>27] |= 1 << (bit >> 21 & 63)
		a, b = b, c
	}
	return &t
}

// alike is how much two texts share of what either says, in percent.
func alike(a, b *trace) int {
	if a == nil || b == nil {
		return 0
	}
	both, either := 0, 0
	for i := range a {
		both += bits.OnesCount64(a[i] & b[i])
		either += bits.OnesCount64(a[i] | b[i])
	}
	return both * 100 / max(either, 1)
}

// alikes says, by item, which texts of a month repeat another member's, or the same member's of a month ago.
func alikes(s review.Sheet) map[*review.Item]string {
	type told struct {
		who   *review.Member
		item  *review.Item
		trace *trace
	}
	var all []told
	found, most := map[*review.Item]string{}, map[*review.Item]int{}
	note := func(i *review.Item, percent int, whose string) {
		if percent > most[i] {
			most[i], found[i] = percent, fmt.Sprintf("Giống %d %% lời %s", percent, whose)
		}
	}
	for m := range s.Members {
		for i := range s.Members[m].Items {
			t := told{&s.Members[m], &s.Members[m].Items[i], traceOf(s.Members[m].Items[i].Note)}
			if t.trace == nil {
				continue
			}
			if percent := alike(t.trace, traceOf(t.item.LastNote)); percent >= leastAlike {
				note(t.item, percent, fmt.Sprintf("tháng %d", monthNumber(s.Packet.Month.Prev())))
			}
			for _, o := range all {
				if percent := alike(t.trace, o.trace); percent >= leastAlike && o.who != t.who {
					note(t.item, percent, "của "+o.who.FullName)
					note(o.item, percent, "của "+t.who.FullName)
				}
			}
			all = append(all, t)
		}
	}
	return found
}
