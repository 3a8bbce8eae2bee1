package substance

import (
	"time"

	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/substance/wording"
)

// monthly is a cell's month, being looked at.
type monthly struct {
	month    period.Period
	cell     int64
	people   []*member
	mending  map[int64]time.Time // when who opened one lately opened the last remedy
	calendar deadline.Calendar
}

// member is one person with what they said, the month itself first.
type member struct {
	id    int64
	name  string
	texts []*text
}

// text is what was said in one month, with what is compared of it.
type text struct {
	Text
	set   wording.Set
	marks int
	short bool // something was marked as not done
}

// take puts lines together, which come by member and month.
func (m *monthly) take(lines []line) {
	for _, l := range lines {
		if n := len(m.people); n == 0 || m.people[n-1].id != l.MemberID {
			m.people = append(m.people, &member{id: l.MemberID, name: l.Name})
		}
		p, at := m.people[len(m.people)-1], m.calendar.Period(l.Start)
		if n := len(p.texts); n == 0 || p.texts[n-1].Month != at || p.texts[n-1].CellID != l.CellID {
			p.texts = append(p.texts, &text{Text: Text{MemberID: l.MemberID, Name: l.Name, CellID: l.CellID, CellName: l.CellName, Month: at}})
		}
		t := p.texts[len(p.texts)-1]
		if l.Note != "" {
			t.Notes = append(t.Notes, l.Note)
		}
		if l.Mark != "" {
			t.marks++
		}
		t.short = t.short || l.Mark == "not_done"
	}
	for _, p := range m.people {
		for _, t := range p.texts {
			t.set = wording.SetOf(wording.Said(t.Notes...))
		}
	}
}

// now is what the member said in the month itself; nil when nothing.
func (m *monthly) now(p *member) *text {
	if len(p.texts) > 0 && p.texts[0].Month == m.month {
		return p.texts[0]
	}
	return nil
}

// findings puts everything together; others are what other cells wrote, by member.
func (m *monthly) findings(others map[int64]Flag) Findings {
	var f Findings
	shared := m.shared()
	for _, p := range m.people {
		t := m.now(p)
		if t == nil {
			continue
		}
		var flags []Flag
		if again := p.again(t); again != nil {
			flags = append(flags, *again)
		}
		if like, ok := shared[p.id]; ok {
			flags = append(flags, like)
		}
		if other, ok := others[p.id]; ok {
			other.Own = t.Text
			flags = append(flags, other)
		}
		if wording.Hollow(t.Notes...) {
			flags = append(flags, Flag{Kind: Hollow, Own: t.Text})
		}
		if len(flags) > 0 {
			f.People = append(f.People, Person{p.id, p.name, flags})
		}
		if m.clean(p) {
			f.Clean = append(f.Clean, p.name)
		}
	}
	return f
}

// again compares a member's month with their own before it; the closest is shown.
func (p *member) again(t *text) *Flag {
	var f *Flag
	for _, o := range p.texts[1:] {
		if !t.set.Near(o.set) {
			continue
		}
		share := t.set.Share(o.set)
		switch {
		case share < wording.Alike:
		case f == nil:
			f = &Flag{Kind: Again, Share: share, Own: t.Text, Other: &o.Text}
		default:
			if f.More++; share > f.Share {
				f.Share, f.Other = share, &o.Text
			}
		}
	}
	return f
}

// shared puts members with the same text of the month together, and gives each such group one flag, at its first member: forty
// equal texts are one finding and not forty times thirty-nine.
func (m *monthly) shared() map[int64]Flag {
	found := map[int64]Flag{}
	seen := map[int64]bool{}
	for i, p := range m.people {
		t := m.now(p)
		if t == nil || len(t.set) == 0 || seen[p.id] {
			continue
		}
		f := Flag{Kind: Shared, Own: t.Text}
		for _, q := range m.people[i+1:] {
			o := m.now(q)
			if o == nil || seen[q.id] || !t.set.Near(o.set) {
				continue
			}
			if share := t.set.Share(o.set); share >= wording.Alike {
				seen[q.id] = true
				f.Others = append(f.Others, q.name)
				if share > f.Share {
					f.Share, f.Other = share, &o.Text
				}
			}
		}
		if f.Other != nil {
			found[p.id] = f
		}
	}
	return found
}

// clean reports whether a member marked something in each of the last periods, and none of it fell short or is being mended.
func (m *monthly) clean(p *member) bool {
	first := m.calendar.Back(m.month, periodsClean-1)
	if opened, ok := m.mending[p.id]; ok && !opened.Before(first.Start()) {
		return false
	}
	for _, at := range m.calendar.Periods(first, m.month) {
		marked := false
		for _, t := range p.texts {
			if t.Month == at {
				marked = marked || t.marks > 0
				if t.short {
					return false
				}
			}
		}
		if !marked {
			return false
		}
	}
	return true
}
