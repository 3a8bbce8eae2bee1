package notice

import (
	"slices"
	"strings"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/vi"
)

// recipient is one office of somebody who asked to be reminded, and the ways there are to them.
type recipient struct {
	UserID, MemberID, UnitID int64
	Role                     authz.Role
	Path                     string
	Kinds                    []Kind
	Channels                 []string
}

// dueCount is how many remedies or assignments of a cell are due on a day.
type dueCount struct {
	CellID int64
	DueOn  time.Time
	N      int
}

// facts are all that a committee's notices are made of.
type facts struct {
	people   []recipient
	lines    []packet.Line
	dues     []dueCount
	promises map[int64]int // by member
}

// draft is a notice before it is written.
type draft struct {
	to      recipient
	kind    Kind
	dedupe  string
	figures Figures
}

// soon is how many days ahead a remedy or a task is reminded of for the first time, nearly for the last.
const soon, nearly = 7, 1

// days is the number of days from one day to another.
func days(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }

// stillLate reports whether what is late is told of on a day: on the first, and every week from then on.
func stillLate(since int) bool { return since%7 == 1 }

// cellWork is what one cell has to do; told is false on a day on which nothing of it is new or near.
type cellWork struct {
	Figures
	told bool
}

func (c *cellWork) due(n int, by time.Time, told bool) {
	c.Due += n
	c.told = c.told || told
	if by.After(c.Until) {
		c.Until = by
	}
}

func (c *cellWork) late(n, since int) {
	c.Late += n
	c.told = c.told || stillLate(since)
}

// month counts a month that the cell has to send.
func (c *cellWork) month(l packet.Line, s Settings, today time.Time) {
	left := days(today, l.DueOn)
	switch {
	case l.State == packet.Returned:
		c.Returned++
		c.told = c.told || l.DecidedAt != nil && days(vi.Today(*l.DecidedAt), today) <= 1
	case l.Late(today):
		c.late(1, days(l.OnTimeBy, today))
	case left <= s.EarlyDays:
		c.due(1, l.OnTimeBy, left == s.EarlyDays || left == s.NearDays)
	}
}

// cells is what every cell has to do.
func (f facts) cells(s Settings, today time.Time) map[int64]*cellWork {
	all := map[int64]*cellWork{}
	at := func(cell int64) *cellWork {
		if all[cell] == nil {
			all[cell] = &cellWork{}
		}
		return all[cell]
	}
	for _, l := range f.lines {
		if l.ToSend() {
			at(l.CellID).month(l, s, today)
		}
	}
	for _, d := range f.dues {
		if left := days(today, d.DueOn); left < 0 {
			at(d.CellID).late(d.N, -left)
		} else {
			at(d.CellID).due(d.N, d.DueOn, left == soon || left == nearly)
		}
	}
	return all
}

// plan says who is to be told what today: one notice for each person and kind, however many offices and things there are.
func plan(now time.Time, s Settings, f facts) []draft {
	today := vi.Today(now)
	day := vi.Today(s.Wake(now)).Format(time.DateOnly) // on which it will be read
	work := f.cells(s, today)
	var list []draft
	for i := 0; i < len(f.people); {
		j := i
		for j < len(f.people) && f.people[j].UserID == f.people[i].UserID {
			j++
		}
		p := person{s, f, today, f.people[i:j]}
		i = j
		list = append(list, p.add(Work, day, p.work(work))...)
		list = append(list, p.add(Decide, day, p.decide())...)
		list = append(list, p.add(Digest, day, p.digest())...)
		list = append(list, p.add(Pledge, period.MonthOf(today).String(), p.pledge())...)
	}
	return list
}

// person is somebody with all their offices.
type person struct {
	Settings
	facts
	today   time.Time
	offices []recipient
}

// add makes a notice of figures, unless there is nothing to tell or the person did not ask for it.
func (p person) add(k Kind, dedupe string, f *Figures) []draft {
	to := p.offices[0]
	if f == nil || !slices.Contains(to.Kinds, k) {
		return nil
	}
	return []draft{{to, k, string(k) + " " + dedupe, *f}}
}

// in are the offices for which a kind is.
func (p person) in(k Kind) []recipient {
	return slices.DeleteFunc(slices.Clone(p.offices), func(r recipient) bool { return !slices.Contains(roles[k], r.Role) })
}

func (p person) work(cells map[int64]*cellWork) *Figures {
	var sum Figures
	told, counted := false, map[int64]bool{}
	for _, r := range p.in(Work) {
		c := cells[r.UnitID]
		if c == nil || counted[r.UnitID] {
			continue
		}
		counted[r.UnitID] = true
		sum.Due, sum.Late, sum.Returned = sum.Due+c.Due, sum.Late+c.Late, sum.Returned+c.Returned
		if told = told || c.told; c.Until.After(sum.Until) {
			sum.Until = c.Until
		}
	}
	if !told {
		return nil
	}
	return &sum
}

// decide counts what waits for the person's word, on the day after something came.
func (p person) decide() *Figures {
	var sum Figures
	offices, fresh := p.in(Decide), false
	for _, l := range p.lines {
		if l.State.Editable() || !slices.ContainsFunc(offices, func(r recipient) bool { return r.Path == l.AbovePath }) {
			continue
		}
		sum.Waiting++
		fresh = fresh || l.SentAt != nil && days(vi.Today(*l.SentAt), p.today) == 1
	}
	if !fresh {
		return nil
	}
	return &sum
}

// digest counts the cells below that have a month to send by now or soon, and the packets that wait there.
func (p person) digest() *Figures {
	offices := p.in(Digest)
	if p.DigestDay == 0 || int(p.today.Weekday()+6)%7+1 != p.DigestDay || len(offices) == 0 {
		return nil
	}
	var sum Figures
	unsent := map[int64]bool{}
	for _, l := range p.lines {
		if !slices.ContainsFunc(offices, func(r recipient) bool { return l.CellPath == r.Path || strings.HasPrefix(l.CellPath, r.Path+".") }) {
			continue
		}
		switch {
		case !l.State.Editable():
			sum.Waiting++
		case l.ToSend() && days(p.today, l.DueOn) <= p.EarlyDays:
			unsent[l.CellID] = true
		}
	}
	sum.Unsent = len(unsent)
	if sum == (Figures{}) {
		return nil
	}
	return &sum
}

// pledgeDays is for how long the day of the promises is made up for, when the portal did not run on it.
const pledgeDays = 3

func (p person) pledge() *Figures {
	n := p.promises[p.offices[0].MemberID]
	if since := p.today.Day() - p.PledgeDay; p.PledgeDay == 0 || since < 0 || since > pledgeDays || n == 0 || len(p.in(Pledge)) == 0 {
		return nil
	}
	return &Figures{Promises: n}
}
