// Package findings shows what a month of self-reviews is pointed out for, with the texts side by side: to who decides on the month,
// and to the cell before it sends; and on the month sheet which lines repeat another.
//
// It owns no table. It asks for a second look, in words that accuse nobody; nothing here stops anything.
package findings

import (
	"cmp"
	"fmt"
	"slices"

	"tusoi/internal/substance"
	"tusoi/internal/vi"
)

// inFull is how many members are shown with their texts; of the others there is a line each.
const inFull = 12

// many is from how many more texts of other cells they are no longer counted: the look stops somewhere.
const many = 10

// shown are the members with their texts, and those of whom there is only a line. Where two texts can be compared comes first;
// an empty phrase is soon read.
func shown(f substance.Findings) (full, rest []substance.Person) {
	people := slices.Clone(f.People)
	slices.SortStableFunc(people, func(a, b substance.Person) int { return cmp.Compare(empty(a), empty(b)) })
	n := min(len(people), inFull)
	return people[:n], people[n:]
}

// empty is 1 for somebody of whom there is nothing to compare.
func empty(p substance.Person) int {
	if slices.ContainsFunc(p.Flags, func(f substance.Flag) bool { return f.Kind != substance.Hollow }) {
		return 0
	}
	return 1
}

// words say what a flag is about.
func words(f substance.Flag) string {
	share := fmt.Sprintf("Giống %d %%", f.Share/100)
	switch f.Kind {
	case substance.Again:
		s := share + " bài của chính đồng chí " + f.Other.Month.Label()
		if f.Other.CellID != f.Own.CellID {
			s += " ở " + f.Other.CellName
		}
		if f.More > 0 {
			s += fmt.Sprintf(" và %s kỳ khác", vi.Int(f.More))
		}
		return s
	case substance.Shared:
		if len(f.Others) > 1 {
			return fmt.Sprintf("%s bài của %s đồng chí: %s", share, vi.Int(len(f.Others)), vi.Few(f.Others))
		}
		return share + " bài của " + f.Others[0]
	case substance.Elsewhere:
		s := share + " bài ở một chi bộ khác"
		if f.Other != nil {
			s = fmt.Sprintf("%s bài của %s, %s", share, f.Other.Name, f.Other.CellName)
		}
		switch {
		case f.More >= many:
			s += " và nhiều bài khác ở các chi bộ khác"
		case f.More > 0:
			s += fmt.Sprintf(" và %s bài khác ở chi bộ khác", vi.Int(f.More))
		}
		return s
	}
	return "Chưa thấy việc, con số, ngày, nơi hay người cụ thể"
}

// heading names a text beside another.
func heading(t substance.Text, own bool) string {
	if own {
		return t.Name + ", " + t.Month.Label()
	}
	return fmt.Sprintf("%s, %s, %s", t.Name, t.CellName, t.Month.Label())
}

// cleanWords say how many named no shortcoming.
func cleanWords(n int) string {
	return fmt.Sprintf("%s đồng chí ba kỳ liền không nêu hạn chế nào", vi.Int(n))
}
