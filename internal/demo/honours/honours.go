// Package honours makes the awards of the demonstration.
package honours

import (
	"fmt"
	"math/rand/v2"
	"time"

	"tusoi/internal/award"
	"tusoi/internal/org"
)

// Person is somebody whom an award may go to, from and until when they were in the cell.
type Person struct {
	ID, CellID int64
	From       time.Time
	To         *time.Time
}

type maker struct {
	r      *rand.Rand
	today  time.Time
	cells  []org.Unit
	people []Person
	awards []award.Row
}

// Make gives awards as the source counts them, and some in the last years.
func Make(r *rand.Rand, today time.Time, cells []org.Unit, people []Person) []award.Row {
	m := &maker{r: r, today: today, cells: cells, people: people}
	m.award()
	return m.awards
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

const theme = "Thực hiện Kết luận số 01-KL/TW"

// award gives what the review of one year of Kết luận 01-KL/TW gave: at committee level 16 units and 16 persons, at
// grassroots level 13 units and 46 persons, and commendations of 18 units and 28 persons.
func (m *maker) award() {
	m.give(award.Committee, award.Award, "Giấy khen của Huyện ủy", "405-QĐ/HU", day(2022, 6, 28), 16, 16)
	m.give(award.Grassroots, award.Award, "Giấy khen của đảng ủy cơ sở", "88-QĐ/ĐU", day(2022, 6, 15), 13, 46)
	m.give(award.Grassroots, award.Commendation, "Biểu dương của đảng ủy cơ sở", "91-TB/ĐU", day(2022, 6, 16), 18, 28)
	for y := m.today.Year() - 1; y <= m.today.Year(); y++ {
		if on := day(y, 5, 19); on.Before(m.today) {
			m.give(award.Committee, award.Award, "Giấy khen của Huyện ủy", fmt.Sprintf("%d-QĐ/HU", 500+y-2000), on, 8, 12)
		}
	}
}

func (m *maker) give(level award.Level, kind award.Kind, title, number string, on time.Time, units, persons int) {
	add := func(unit, member int64) {
		m.awards = append(m.awards, award.Row{ID: int64(len(m.awards) + 1), Draft: award.Draft{
			UnitID: unit, MemberID: member, Level: level, Kind: kind, Title: title, Theme: theme, DecisionNumber: number, DecidedOn: on,
		}})
	}
	start := m.r.IntN(len(m.cells))
	for i := range units {
		add(m.cells[(start+i*3)%len(m.cells)].ID, 0)
	}
	start = m.r.IntN(len(m.people) / 2)
	for i := 0; persons > 0; i++ {
		p := m.people[start+i*17]
		if p.From.After(on) || p.To != nil && p.To.Before(on) {
			continue
		}
		add(p.CellID, p.ID)
		persons--
	}
}
