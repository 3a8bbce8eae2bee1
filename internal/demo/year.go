package demo

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"

	"tusoi/internal/demo/apart"
	"tusoi/internal/demo/deeds"
	"tusoi/internal/demo/mend"
	"tusoi/internal/demo/promises"
	"tusoi/internal/demo/texts"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/review"
	"tusoi/internal/task"
)

// How the current month stands in a cell.
const (
	notBegun = iota
	halfDone
	allDone // and sent
)

// sisterCell shows sheets that were amended.
const sisterCell = "Chi bộ ấp An Phước, xã An Thới"

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

	promises *promises.Book
	tasks    task.Batch
	packets  []packet.Loaded
	review   review.Batch
	mend     mend.Living
	apart    apart.Book

	assignments map[int64][]*given // member → what they were asked
	heard       map[int64]string   // cell → the last words on an item
	lateCells   map[int64]bool     // that have not sent last month
}

// given is an assignment in the living year.
type given struct {
	row  int // in tasks.Assignments
	what texts.Work
}

func newLiving(r *rand.Rand, t *tree, p *people, now, today time.Time, dueDay int) *living {
	l := &living{r: r, tree: t, people: p, now: now, today: today, dueDay: dueDay,
		promises: promises.New(r, today, mainCell, sisterCell), assignments: map[int64][]*given{}, heard: map[int64]string{}, lateCells: map[int64]bool{}}
	current := period.MonthOf(today)
	for m, i := current, 0; i < 12; m, i = m.Prev(), i+1 {
		l.months = append(l.months, m)
	}
	slices.Reverse(l.months)
	l.mend = mend.Living{Months: l.months, Today: today, Now: now}
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
			l.promises.Promise(l.promising(p), y)
		}
	}
	var main []promises.Person
	for _, p := range byCell[l.tree.byName[mainCell].ID] {
		main = append(main, l.promising(p))
	}
	l.promises.NextYear(main)
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

// promising is a person as the sheets of commitments know them.
func (l *living) promising(p *person) promises.Person {
	return promises.Person{ID: p.ID, Name: p.FullName, Cell: p.cell, From: p.from, To: p.to, Active: p.state == "active", Secretary: l.secretaryOf(p.cell)}
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
