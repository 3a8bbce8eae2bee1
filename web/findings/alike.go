package findings

import (
	"fmt"

	"tusoi/internal/review"
	"tusoi/internal/substance/wording"
)

// Alikes says, by item, which lines of a month repeat another member's, or the same member's of a month ago. Short honest
// answers are alike by nature and are left alone.
func Alikes(s review.Sheet) map[*review.Item]string {
	type told struct {
		who  *review.Member
		item *review.Item
		set  wording.Set
	}
	var all []told
	found, most := map[*review.Item]string{}, map[*review.Item]int{}
	note := func(i *review.Item, share int, whose string) {
		if share >= wording.Alike && share > most[i] {
			most[i], found[i] = share, fmt.Sprintf("Giống %d %% lời %s", share/100, whose)
		}
	}
	for m := range s.Members {
		for i := range s.Members[m].Items {
			t := told{who: &s.Members[m], item: &s.Members[m].Items[i]}
			if t.set = wording.SetOf(wording.Said(t.item.Note)); len(t.set) == 0 {
				continue
			}
			note(t.item, t.set.Share(wording.SetOf(wording.Said(t.item.LastNote))), s.Packet.Before.Short())
			for _, o := range all {
				if o.who == t.who || !t.set.Near(o.set) {
					continue
				}
				share := t.set.Share(o.set)
				note(t.item, share, "của "+o.who.FullName)
				note(o.item, share, "của "+t.who.FullName)
			}
			all = append(all, t)
		}
	}
	return found
}
