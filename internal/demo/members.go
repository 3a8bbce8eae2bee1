package demo

import (
	"math/rand/v2"
	"time"

	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/vi"
)

// headcount is the source's "hơn 6.200 đảng viên", as of 30 June 2022 and again today: as many came as left.
const headcount = 6214

// replaced is how many left between the source and today, each made good by one admitted.
const replaced = 260

// The committee's plan was 150 admissions in 2021, and 153 were admitted: 102 %.
const (
	admitted2021 = 153
	target2021   = 150
)

// admitted2022 were admitted in the first half of 2022; the source does not tell, so the number is ours.
const admitted2022 = 38

// person is a member with what the later steps need to know.
type person struct {
	member.Member
	cell      org.Unit
	state     member.State
	from      time.Time
	to        *time.Time
	reason    string
	secretary bool
}

type people struct {
	list     []*person
	byCell   map[int64][]*person // who is in the cell today
	movedTo  map[int64]org.Unit  // member → the cell they moved to
	movedOn  time.Time
	admitted []*person // since 2021, with the day in AdmittedOn
}

// mainCell is the cell of the demonstration's secretary.
const mainCell = "Chi bộ ấp Tân Lộc, xã An Thới"

// sizes spreads the headcount over the cells: hamlets hold more than offices, the main cell holds 24.
func sizes(cells []org.Unit, r *rand.Rand) []int {
	n := make([]int, len(cells))
	sum := 0
	for i, c := range cells {
		switch c.Type {
		case org.TypeRural:
			n[i] = 22 + r.IntN(14)
		case org.TypeSchool:
			n[i] = 12 + r.IntN(14)
		default:
			n[i] = 10 + r.IntN(12)
		}
		if c.Name == mainCell {
			n[i] = 24
		}
		sum += n[i]
	}
	for i := 0; sum != headcount; i = (i + 1) % len(cells) {
		switch {
		case cells[i].Name == mainCell:
		case sum < headcount:
			n[i]++
			sum++
		case n[i] > 6:
			n[i]--
			sum--
		}
	}
	return n
}

// buildPeople invents everybody who was a member on the source's day, then who left and who came since.
func buildPeople(t *tree, r *rand.Rand, today time.Time) *people {
	p := &people{byCell: map[int64][]*person{}, movedTo: map[int64]org.Unit{}}
	for i, n := range sizes(t.cells, r) {
		for k := range n {
			m := p.invent(r, t.cells[i], k)
			if t.cells[i].Name != mainCell && k > 2 && len(p.admitted) < admitted2021 && r.IntN(36) == 0 {
				on := between(r, day(2021, 1, 15), day(2021, 12, 20))
				m.AdmittedOn, m.OfficialOn = &on, ptr(on.AddDate(1, 0, 0))
				m.from = on
				p.admitted = append(p.admitted, m)
			}
		}
	}
	p.admitMore(r, admitted2021, day(2021, 1, 15), day(2021, 12, 20))
	p.admitMore(r, admitted2021+admitted2022, day(2022, 1, 10), day(2022, 6, 20))
	p.leaveAndCome(r, today)
	p.transfer(today)
	for _, m := range p.list {
		if m.to == nil {
			p.byCell[m.cell.ID] = append(p.byCell[m.cell.ID], m)
		}
	}
	return p
}

func ptr[T any](v T) *T { return &v }

func (p *people) invent(r *rand.Rand, cell org.Unit, k int) *person {
	name := fullName(r)
	if cell.Name == mainCell && k < len(mainNames) {
		name = mainNames[k]
	}
	id := int64(len(p.list) + 1)
	born := between(r, day(1950, 1, 1), day(1992, 12, 31))
	admitted := between(r, born.AddDate(22, 0, 0), minDay(born.AddDate(45, 0, 0), day(2020, 11, 30)))
	m := &person{cell: cell, state: "active", from: maxDay(cell.ValidFrom, minDay(admitted, day(2020, 12, 1)))}
	m.Member = member.Member{
		ID: id, FullName: name, CardNumber: cardNumber(10_000 + int(id)), IdentityNumber: identityNumber(int(id)),
		BirthDate: &born, BirthYearOnly: born.Year() < 1955 && r.IntN(3) == 0,
		AdmittedOn: &admitted, OfficialOn: ptr(admitted.AddDate(1, 0, 0)), Standing: "full", Job: pick(r, jobs(cell.Type)),
	}
	m.FamilyName, m.MiddleName, m.GivenName = vi.SplitName(name)
	switch k {
	case 0:
		m.PartyPost, m.secretary = "Bí thư", true
	case 1:
		m.PartyPost = "Phó bí thư"
	case 2:
		m.PartyPost = "Chi ủy viên"
	default:
		old := born.Year() < 1956
		switch {
		case old && r.IntN(3) == 0:
			m.state = "exempt"
		case r.IntN(90) == 0:
			m.state = "away"
		}
	}
	p.list = append(p.list, m)
	return m
}

// mainNames are the first people of the main cell, so that the guide and the pictures can speak of them.
var mainNames = []string{"Trần Thị Hạnh", "Nguyễn Văn An", "Bùi Văn Bé", "Lê Thị Cẩm", "Nguyễn Văn Đúng", "Nguyễn Văn Dũng", "Phạm Thị Đào", "Võ Minh Đức"}

func jobs(t org.Type) []string {
	switch t {
	case org.TypeRural:
		return ruralJobs
	case org.TypeSchool:
		return schoolJobs
	case org.TypeArmed:
		return forceJobs
	case org.TypeEnterprise:
		return firmJobs
	}
	return officeJobs
}

// admitMore takes younger members, until so many were admitted in all, as having come between two days.
func (p *people) admitMore(r *rand.Rand, all int, from, to time.Time) {
	for _, m := range p.list {
		if len(p.admitted) == all {
			return
		}
		if m.PartyPost != "" || m.AdmittedOn.Year() > 2020 || m.cell.Name == mainCell || m.BirthDate.Year() < 1975 {
			continue
		}
		on := between(r, from, to)
		m.AdmittedOn, m.OfficialOn, m.from, m.state = &on, ptr(on.AddDate(1, 0, 0)), on, "active"
		p.admitted = append(p.admitted, m)
	}
}

// leaveAndCome lets as many leave as are admitted between the source's day and today.
func (p *people) leaveAndCome(r *rand.Rand, today time.Time) {
	standing := len(p.list)
	for n := 0; n < replaced; {
		m := p.list[r.IntN(standing)]
		if m.to != nil || m.PartyPost != "" || m.cell.Name == mainCell || m.AdmittedOn.Year() > 2020 {
			continue
		}
		n++
		left := between(r, day(2022, 8, 1), today.AddDate(0, -1, 0))
		m.to, m.reason = &left, "Chuyển sinh hoạt ngoài huyện"
		if m.BirthDate.Year() < 1958 {
			m.reason = "Từ trần"
		}
		comer := p.invent(r, m.cell, 99)
		came := between(r, day(2022, 8, 1), today.AddDate(0, 0, -20))
		born := between(r, day(1988, 1, 1), day(2004, 12, 31))
		comer.BirthDate, comer.BirthYearOnly, comer.AdmittedOn, comer.OfficialOn = &born, false, &came, nil
		comer.from, comer.state = came, "active"
		if official := came.AddDate(1, 0, 0); official.Before(today) {
			comer.OfficialOn = &official
		} else {
			comer.Standing = "probationary"
		}
		p.admitted = append(p.admitted, comer)
	}
}

// transfer moves one member to another cell in the middle of the living year.
func (p *people) transfer(today time.Time) {
	p.movedOn = day(today.Year(), today.Month(), 1).AddDate(0, -5, 0)
	for _, m := range p.list {
		if m.to == nil && m.PartyPost == "" && m.state == "active" && m.cell.Name == "Chi bộ ấp An Phước, xã An Thới" && m.from.Before(p.movedOn) {
			for _, other := range p.list {
				if other.cell.Name == "Chi bộ ấp An Lộc, xã An Thới" {
					p.movedTo[m.ID] = other.cell
					break
				}
			}
			before := *m
			before.to, before.reason = &p.movedOn, "Chuyển sinh hoạt trong huyện"
			m.from, m.cell = p.movedOn, p.movedTo[m.ID]
			p.list = append(p.list, &before)
			return
		}
	}
}

func minDay(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func maxDay(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
