package demo

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"

	"tusoi/internal/demo/deeds"
	"tusoi/internal/demo/texts"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/task"
)

// How the current month stands in a cell.
const (
	notBegun = iota
	halfDone
	allDone // and sent
)

// mainDone is how many of the main cell's members are done with the current month, as in the guide's pictures.
const mainDone = 17

// living is the twelve months up to today, being made.
type living struct {
	r      *rand.Rand
	tree   *tree
	people *people
	today  time.Time
	now    time.Time
	months []period.Period
	dueDay int

	pledges  pledge.Batch
	tasks    task.Batch
	review   review.Batch
	remedies []remedy.Loaded

	items       map[int64]map[int][]*promised // member → year → items
	assignments map[int64][]*given            // member → what they were asked
	lateCells   map[int64]bool                // that have not sent last month
}

// promised is a pledge item with the month in which it will be kept (1 to 12, later: never).
type promised struct {
	id     int64
	what   texts.Promise
	n      int
	finish int
}

// given is an assignment in the living year.
type given struct {
	row  int // in tasks.Assignments
	what texts.Work
}

func newLiving(r *rand.Rand, t *tree, p *people, now, today time.Time, dueDay int) *living {
	l := &living{r: r, tree: t, people: p, now: now, today: today, dueDay: dueDay,
		items: map[int64]map[int][]*promised{}, assignments: map[int64][]*given{}, lateCells: map[int64]bool{}}
	current := period.MonthOf(today)
	for m, i := current, 0; i < 12; m, i = m.Prev(), i+1 {
		l.months = append(l.months, m)
	}
	slices.Reverse(l.months)
	l.lateCells[t.byName["Chi bộ ấp Tân Long, xã An Thới"].ID] = true
	l.lateCells[t.byName["Chi bộ ấp Hội Thành, xã Đa Phước Hội"].ID] = true
	return l
}

// in are the people of a cell on the last day of a month.
func (l *living) in(all []*person, m period.Period) []*person {
	var list []*person
	for _, p := range all {
		if !p.from.After(m.End()) && (p.to == nil || p.to.After(m.End())) {
			list = append(list, p)
		}
	}
	return list
}

// build makes everything, cell by cell.
func (l *living) build() {
	byCell := map[int64][]*person{}
	for _, p := range l.people.list {
		byCell[p.cell.ID] = append(byCell[p.cell.ID], p)
	}
	for _, p := range l.people.list {
		for y := l.months[0].Year(); y <= l.today.Year(); y++ {
			l.promise(p, y)
		}
	}
	l.giveWork(byCell)
	deeds.Answer(&l.tasks, l.now, l.today)
	l.passWork(byCell)
	deeds.AskLater(&l.tasks, l.tree.byName[mainCell].ID, l.now, l.today)
	for _, cell := range l.tree.cells {
		for _, m := range l.months {
			l.month(cell, m, l.in(byCell[cell.ID], m))
		}
	}
}

// promise gives a person the year's sheet: three items, approved by the end of January. One in a hundred has none yet.
func (l *living) promise(p *person, y int) {
	if p.state != "active" || p.to != nil && p.to.Year() < y || p.from.Year() > y || l.items[p.ID][y] != nil {
		return
	}
	if p.cell.Name != mainCell && l.r.IntN(120) == 0 {
		return
	}
	start := maxDay(day(y, 1, 12), p.from)
	approved := start.AddDate(0, 0, 14)
	id := int64(len(l.pledges.Pledges) + 1)
	l.pledges.Pledges = append(l.pledges.Pledges, pledge.LoadedPledge{
		ID: id, MemberID: p.ID, CellID: p.cell.ID, Year: y, State: pledge.Approved,
		SubmittedAt: &start, ApprovedAt: &approved, UpdatedAt: approved,
	})
	if l.items[p.ID] == nil {
		l.items[p.ID] = map[int][]*promised{}
	}
	var used []string
	for k := range 3 {
		what := texts.PromiseFor(l.r, p.cell.Type, k)
		for slices.Contains(used, what.Content) {
			what = texts.PromiseFor(l.r, p.cell.Type, k)
			if len(texts.Promises[p.cell.Type]) < 2 {
				what = pick(l.r, texts.Common)
			}
		}
		used = append(used, what.Content)
		n := what.Least + l.r.IntN(what.Most-what.Least+1)
		item := &promised{id: int64(len(l.pledges.Items) + 1), what: what, n: n, finish: 5 + l.r.IntN(10)}
		l.items[p.ID][y] = append(l.items[p.ID][y], item)
		l.pledges.Items = append(l.pledges.Items, pledge.LoadedItem{
			ID: item.id, PledgeID: id, MemberID: p.ID, CellID: p.cell.ID, Year: y, Position: k + 1, Heading: what.Heading,
			Content: texts.Write(what.Content, n), Target: texts.Write(what.Target, n), DueOn: day(y, 12, 31),
		})
	}
}

// giveWork writes one task a month: to the cells' secretaries, and twice in the year to everybody in some communes.
func (l *living) giveWork(byCell map[int64][]*person) {
	for i, m := range l.months {
		what := texts.Works[i%len(texts.Works)]
		everyone := i%6 == 2 || i == len(l.months)-1
		givenOn := maxDay(m.Start().AddDate(0, 0, 1), m.Start())
		if givenOn.After(l.today) {
			givenOn = l.today
		}
		id := int64(len(l.tasks.Tasks) + 1)
		t := task.LoadedTask{ID: id, GiverUnitID: 1, Title: what.Title, Product: what.Product, Basis: what.Basis, GivenOn: givenOn, DueOn: m.Start().AddDate(0, 0, 17)}
		if t.DueOn.Before(givenOn) {
			t.DueOn = givenOn.AddDate(0, 0, 7)
		}
		binary.BigEndian.PutUint64(t.FormKey[8:], uint64(id))
		l.tasks.Tasks = append(l.tasks.Tasks, t)
		for _, cell := range l.tree.cells {
			if !slices.Contains(what.Types, cell.Type) {
				continue
			}
			for _, p := range l.in(byCell[cell.ID], m) {
				if p.state == "active" && (p.secretary || everyone && cell.ParentID%3 == 0 || cell.Name == mainCell && everyone) {
					l.assign(p, t, what)
				}
			}
		}
	}
}

func (l *living) assign(p *person, t task.LoadedTask, what texts.Work) {
	member := p.ID
	a := task.LoadedAssignment{ID: int64(len(l.tasks.Assignments) + 1), TaskID: t.ID, CellID: p.cell.ID, MemberID: &member,
		GivenOn: t.GivenOn, DueOn: t.DueOn, State: "open"}
	done := t.DueOn.AddDate(0, 0, -l.r.IntN(8))
	if l.r.IntN(12) == 0 {
		done = t.DueOn.AddDate(0, 0, 3+l.r.IntN(20))
	}
	done = maxDay(done, t.GivenOn)
	if done.Before(l.today) && l.r.IntN(40) != 0 && period.MonthOf(done) != period.MonthOf(l.today) {
		a.State, a.DoneOn = "done", &done
	}
	l.tasks.Assignments = append(l.tasks.Assignments, a)
	l.assignments[p.ID] = append(l.assignments[p.ID], &given{len(l.tasks.Assignments) - 1, what})
}

// state draws how far the cell is with the current month.
func (l *living) state(cell org.Unit) int {
	if cell.Name == mainCell {
		return halfDone
	}
	switch n := l.r.IntN(100); {
	case n < 28:
		return allDone
	case n < 62:
		return halfDone
	}
	return notBegun
}

// month makes one cell's month: reviews, marks, remedies and the packet.
func (l *living) month(cell org.Unit, m period.Period, members []*person) {
	current := m == l.months[len(l.months)-1]
	last := m == l.months[len(l.months)-2]
	how := allDone
	if current {
		how = l.state(cell)
	} else if last && l.lateCells[cell.ID] {
		how = halfDone
	}
	if how == notBegun {
		return
	}
	written := m.Start().AddDate(0, 0, 8+l.r.IntN(12))
	if written.After(l.today) {
		written = l.today
	}
	expected, done := 0, 0
	copied := l.r.IntN(40) == 0 // in some cells one text is written for everybody
	for _, p := range members {
		if p.state != "active" {
			continue
		}
		expected++
		if how == halfDone && (cell.Name == mainCell && done >= mainDone || cell.Name != mainCell && expected%2 == 0) {
			continue
		}
		done++
		l.reviewOf(p, cell, m, written, copied)
	}
	l.packet(cell, m, how, current, last, written, expected)
}
