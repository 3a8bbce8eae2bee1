package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"tusoi/internal/award"
	"tusoi/internal/demo/cases"
	"tusoi/internal/demo/checks"
	"tusoi/internal/demo/honours"
	"tusoi/internal/demo/sittings"
	"tusoi/internal/demo/studies"
	"tusoi/internal/discipline"
	"tusoi/internal/inspection"
	"tusoi/internal/meeting"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/ranking"
	"tusoi/internal/record"
	"tusoi/internal/study"
)

// source makes the dated records behind the figures that the district's secretary gave in July 2022, and enough of the
// same kinds since then that the living year has its own.
type source struct {
	r           *rand.Rand
	tree        *tree
	people      *people
	today       time.Time
	rec         record.Batch
	awards      []award.Row
	documents   []study.DocumentRow
	sessions    []study.SessionRow
	named       []ranking.Recognition
	disciplines []discipline.Row
	checks      inspection.Batch
	meetings    []meeting.Row
}

func (s *source) build() {
	s.recognise()
	s.awards = honours.Make(s.r, s.today, s.tree.cells, s.honoured())
	s.recruit()
	s.documents, s.sessions = studies.Make(s.r, s.today, s.grassroots(), s.tree.cells, s.headcounts())
	s.targets()
	s.meetings = sittings.Make(s.r, s.today, s.meeters())
	s.check()
}

// rural are the cells of hamlets, for which the title was made first.
func (s *source) rural() []org.Unit {
	var list []org.Unit
	for _, c := range s.tree.cells {
		if c.Type == org.TypeRural {
			list = append(list, c)
		}
	}
	return list
}

// recognise names 14 cells in 2021 and 22 more in the first half of 2022, then some every half-year.
func (s *source) recognise() {
	cells := s.rural()
	s.r.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
	at := 0
	name := func(n int, p period.Period, number string, on time.Time) {
		for range n {
			s.named = append(s.named, ranking.Recognition{
				ID: int64(len(s.named) + 1), CellID: cells[at%len(cells)].ID, Title: ranking.TitleTSVM, Period: p, DecisionNumber: number, DecidedOn: on,
			})
			at++
		}
	}
	name(9, period.Half(2021, 1), "214-QĐ/HU", day(2021, 7, 20))
	name(5, period.Half(2021, 2), "301-QĐ/HU", day(2021, 12, 24))
	name(12, period.Year(2022), "352-QĐ/HU", day(2022, 3, 18))
	name(10, period.Half(2022, 1), "398-QĐ/HU", day(2022, 6, 24))
	for y := 2023; y <= s.today.Year(); y++ {
		for half := 1; half <= 2; half++ {
			p := period.Half(y, half)
			if on := p.End().AddDate(0, 0, -8); on.Before(s.today) {
				name(6+s.r.IntN(5), p, fmt.Sprintf("%d-QĐ/HU", 400+y-2000+half), on)
			}
		}
	}
}

// honoured are whom somebody may honour.
func (s *source) honoured() []honours.Person {
	list := make([]honours.Person, len(s.people.list))
	for i, p := range s.people.list {
		list[i] = honours.Person{ID: p.ID, CellID: p.cell.ID, From: p.from, To: p.to}
	}
	return list
}

// recruit sets each year's target by grassroots organisation and admits: 153 of 150 in 2021.
func (s *source) recruit() {
	orgs := s.grassroots()
	for y := 2021; y <= s.today.Year(); y++ {
		left := target2021
		if y > 2021 {
			left = 70
		}
		for i, g := range orgs {
			n := left / (len(orgs) - i)
			left -= n
			s.rec.RecruitmentTargets = append(s.rec.RecruitmentTargets, record.RecruitmentTarget{UnitID: g.ID, Year: y, Target: n})
		}
	}
	for _, p := range s.people.admitted {
		s.rec.Admissions = append(s.rec.Admissions, record.Admission{
			ID: int64(len(s.rec.Admissions) + 1), UnitID: p.cell.ID, MemberID: p.ID,
			DecisionNumber: fmt.Sprintf("%d-QĐ/HU", 100+len(s.rec.Admissions)), AdmittedOn: *p.AdmittedOn,
		})
	}
}

func (s *source) grassroots() []org.Unit {
	var list []org.Unit
	for _, u := range s.tree.units {
		if u.Kind.IsGrassroots() {
			list = append(list, u)
		}
	}
	return list
}

// headcounts are the members of each cell who were there all year.
func (s *source) headcounts() map[int64]int {
	counts := map[int64]int{}
	for _, p := range s.people.list {
		if p.to == nil && p.from.Before(day(s.today.Year(), 1, 1)) {
			counts[p.cell.ID]++
		}
	}
	return counts
}

// targets are those of the congress resolution that the source names, and the video clip contest.
func (s *source) targets() {
	add := func(kind, title, measure string, planned int, due time.Time) int64 {
		id := int64(len(s.rec.Targets) + 1)
		s.rec.Targets = append(s.rec.Targets, record.Target{ID: id, UnitID: 1, Kind: kind, Title: title, Measure: measure, Planned: planned, DueOn: due})
		return id
	}
	reach := func(target, unit int64, on time.Time, note string) {
		s.rec.TargetResults = append(s.rec.TargetResults, record.TargetResult{
			ID: int64(len(s.rec.TargetResults) + 1), TargetID: target, UnitID: unit, ReachedOn: on, Amount: 1, Note: note,
		})
	}
	rural := add("target", "Xã đạt chuẩn nông thôn mới", "xã", 4, day(2022, 7, 31))
	for _, name := range []string{"xã Định Thủy", "xã Tân Hội", "xã Phước Hiệp", "xã An Thới"} {
		reach(rural, s.tree.byName["Đảng ủy "+name].ID, day(2022, 7, 22), "Công nhận "+name+" đạt chuẩn nông thôn mới")
	}
	advanced := add("target", "Xã đạt chuẩn nông thôn mới nâng cao", "xã", 1, day(2022, 7, 31))
	reach(advanced, s.tree.byName["Đảng ủy xã Hương Mỹ"].ID, day(2022, 7, 22), "Công nhận xã Hương Mỹ đạt chuẩn nông thôn mới nâng cao")
	add("target", "Huyện đạt chuẩn nông thôn mới", "huyện", 1, day(2024, 12, 31))
	contest := add("activity", "Cuộc thi tuyên truyền học tập và làm theo Bác qua video clip", "bài dự thi", 58, day(2022, 5, 19))
	for _, g := range s.grassroots() {
		reach(contest, g.ID, day(2022, 5, 10), "Bài dự thi của "+g.Name)
	}
}

// meeters are the cells with all who had to come to their meetings, also of those who left since.
func (s *source) meeters() []sittings.Cell {
	byCell := map[int64][]sittings.Person{}
	for _, p := range s.people.list {
		if p.state == "active" {
			byCell[p.cell.ID] = append(byCell[p.cell.ID], sittings.Person{ID: p.ID, Name: p.FullName, Post: p.PartyPost, From: p.from, To: p.to})
		}
	}
	list := make([]sittings.Cell, len(s.tree.cells))
	for i, c := range s.tree.cells {
		list[i] = sittings.Cell{Unit: c, People: byCell[c.ID]}
	}
	return list
}

// check makes plans of inspection, the register of the model, which a discipline takes away, and the counts of complaints.
func (s *source) check() {
	main := slices.IndexFunc(s.tree.cells, func(u org.Unit) bool { return u.Name == "Chi bộ ấp An Phước, xã An Thới" })
	s.disciplines = cases.Make(s.today, s.tree.cells, main, s.long)
	s.checks = checks.Make(s.r, s.today, checks.Place{Root: 1, Grassroots: s.grassroots(), Cells: s.tree.cells, People: s.long}, s.disciplines)
}

// long are those of a cell who have been there for two years, without its secretary.
func (s *source) long(cell int64) []member.Member {
	var list []member.Member
	for _, p := range s.people.byCell[cell] {
		if !p.secretary && p.state == "active" && p.from.Before(s.today.AddDate(-2, 0, 0)) {
			list = append(list, p.Member)
		}
	}
	return list
}
