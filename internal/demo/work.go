package demo

import (
	"encoding/binary"
	"time"

	"tusoi/internal/demo/texts"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/task"
)

// passWork gives one task to the grassroots committees; the one of the main cell passed it to its cells' secretaries, and the
// main cell's secretary to some members.
func (l *living) passWork(byCell map[int64][]*person) {
	given := l.today.AddDate(0, 0, -min(l.today.Day()-1, 6))
	what := texts.Work{Title: "Rà soát, cập nhật danh sách đảng viên đi làm ăn xa và cách giữ liên lạc", Product: "Danh sách có số điện thoại liên lạc", Basis: "KH 66-KH/HU"}
	home := l.tree.byName["Đảng ủy xã An Thới"]
	top := l.pass(what, 1, given, 18, nil)
	var own, next int64
	for _, u := range l.tree.units {
		if u.Kind == org.KindGrassroots {
			id := l.ask(top, u.ID, nil, what)
			if u.ID == home.ID {
				own = id
			}
		}
	}
	middle := l.pass(what, home.ID, given, 14, &own)
	for _, cell := range l.tree.cells {
		for _, p := range l.in(byCell[cell.ID], period.MonthOf(l.today)) {
			if cell.ParentID == home.ID && p.secretary && p.state == "active" {
				if id := l.ask(middle, cell.ID, p, what); cell.Name == mainCell {
					next = id
				}
			}
		}
	}
	main := l.tree.byName[mainCell]
	last := l.pass(what, main.ID, given, 10, &next)
	asked := 0
	for _, p := range l.in(byCell[main.ID], period.MonthOf(l.today)) {
		if p.state == "active" && !p.secretary && (p.FullName == "Nguyễn Văn An" || asked < 4) {
			l.ask(last, main.ID, p, what)
			asked++
		}
	}
}

// pass writes a task that is due in some days, from a part of the batch or from nowhere.
func (l *living) pass(what texts.Work, giver int64, given time.Time, days int, from *int64) task.LoadedTask {
	t := task.LoadedTask{ID: int64(len(l.tasks.Tasks) + 1), GiverUnitID: giver, Title: what.Title, Product: what.Product, Basis: what.Basis,
		GivenOn: given, DueOn: l.today.AddDate(0, 0, days)}
	if from != nil {
		parent := *from
		t.ParentID = &parent
	}
	weight := 20
	t.Weight = &weight
	binary.BigEndian.PutUint64(t.FormKey[8:], uint64(t.ID))
	l.tasks.Tasks = append(l.tasks.Tasks, t)
	return t
}

// ask adds one open part, of a person or of a committee itself.
func (l *living) ask(t task.LoadedTask, unit int64, p *person, what texts.Work) int64 {
	a := task.LoadedAssignment{ID: int64(len(l.tasks.Assignments) + 1), TaskID: t.ID, CellID: unit, GivenOn: t.GivenOn, DueOn: t.DueOn, State: task.Open}
	if p != nil {
		a.MemberID = &p.ID
		l.assignments[p.ID] = append(l.assignments[p.ID], &given{len(l.tasks.Assignments), what})
	} else if unit%4 == 1 {
		at := l.now.Add(-30 * time.Hour)
		a.Note, a.UpdatedAt, a.UpdatedBy = "Đã họp đảng ủy, giao các chi bộ rà soát.", &at, "Đảng ủy cơ sở"
	}
	l.tasks.Assignments = append(l.tasks.Assignments, a)
	return a.ID
}
