// Package sittings makes the meetings of the demonstration's cells: a year by counts, and the last months with names, words and the quality
// sheet.
//
// It is pure but for the draws it is given, and owns no table.
package sittings

import (
	"math/rand/v2"
	"slices"
	"time"

	"tusoi/internal/meeting"
	"tusoi/internal/org"
	"tusoi/internal/task"
)

// Person has to come to the meetings of a cell while they are in it.
type Person struct {
	ID         int64
	Name, Post string
	From       time.Time
	To         *time.Time
}

// Cell is a cell with all who had to come to its meetings.
type Cell struct {
	org.Unit
	People []Person
}

// on are who had to come on a day.
func (c Cell) on(day time.Time) []Person {
	var list []Person
	for _, p := range c.People {
		if !p.From.After(day) && (p.To == nil || p.To.After(day)) {
			list = append(list, p)
		}
	}
	return list
}

// told is for how many months, with this one, everything is known of a meeting.
const told = 3

type maker struct {
	r     *rand.Rand
	today time.Time
	rows  []meeting.Row
}

// Make holds the regular meeting of every month and a thematic one every quarter, through the year up to today. Some cells hold the two in
// one sitting.
func Make(r *rand.Rand, today time.Time, cells []Cell) []meeting.Row {
	m := &maker{r: r, today: today}
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC)
	for _, c := range cells {
		own := rand.New(rand.NewPCG(34, uint64(c.ID)))
		skill := 8_500 + r.IntN(1_200) // how well the cell meets, in hundredths of a point
		for month := first.AddDate(0, -11, 0); !month.After(today); month = month.AddDate(0, 1, 0) {
			inFull, quarter := !month.Before(first.AddDate(0, 1-told, 0)), month.Month()%3 == 0
			kind := meeting.Regular
			if quarter && c.ID%11 == 5 {
				kind = meeting.Both
			}
			m.hold(c, month.AddDate(0, 0, 2), kind, skill, own, inFull)
			if quarter && kind == meeting.Regular && r.IntN(12) != 0 {
				m.hold(c, month.AddDate(0, 0, 16), meeting.Thematic, skill, own, inFull)
			}
		}
	}
	return m.rows
}

func (m *maker) hold(c Cell, on time.Time, kind meeting.Kind, skill int, own *rand.Rand, inFull bool) {
	people := c.on(on)
	if on.After(m.today) || m.r.IntN(300) == 0 || len(people) == 0 {
		return
	}
	away := min(m.r.IntN(len(people)/12+2), len(people)-1)
	excused := away
	if away > 0 && m.r.IntN(10) == 0 {
		excused--
	}
	row := meeting.Row{ID: int64(len(m.rows) + 1), Draft: meeting.Draft{
		CellID: c.ID, HeldOn: on, Kind: kind, Expected: len(people), Attended: len(people) - away, Excused: excused,
	}}
	quality := min(10_000, skill+m.r.IntN(600)-300)
	if kind.IsRegular() {
		row.Quality = &quality
	}
	if kind != meeting.Regular {
		row.Theme, row.Mending = "Tự soi, tự sửa", true
	}
	if inFull {
		write(own, c.Type, people, quality, &row)
	}
	m.rows = append(m.rows, row)
}

// Decide says of each task that a cell gave itself at which meeting it was decided on: the last regular one before.
func Decide(rows []meeting.Row, tasks []task.LoadedTask) {
	for i := range tasks {
		t := &tasks[i]
		for _, r := range slices.Backward(rows) {
			if r.CellID == t.GiverUnitID && r.Kind.IsRegular() && !r.HeldOn.After(t.GivenOn) {
				at := slices.IndexFunc(rows, func(o meeting.Row) bool { return o.ID == r.ID })
				rows[at].Duties = append(rows[at].Duties, t.Title)
				t.MeetingID = &rows[at].ID
				break
			}
		}
	}
}
