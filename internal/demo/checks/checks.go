// Package checks makes up the demonstration's plans of inspection and supervision, its register of the model and its counts of complaints.
//
// It owns no table.
package checks

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"tusoi/internal/complaint"
	"tusoi/internal/discipline"
	"tusoi/internal/inspection"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/period"
)

// Place is where plans are made: the committee, the grassroots organisations with and without cells of their own, and the cells.
type Place struct {
	Root       int64
	Grassroots []org.Unit
	Cells      []org.Unit
	People     func(cell int64) []member.Member // who has been there long, without the secretary
}

// Make makes everything up to today, and the rest of the year's plan.
func Make(r *rand.Rand, today time.Time, p Place, disciplined []discipline.Row) inspection.Batch {
	m := maker{r: r, today: today, Place: p}
	m.ofCells()
	m.ofGrassroots()
	m.ofCommittee()
	return inspection.Batch{Checks: m.list, Registrations: models(today, p.Cells, disciplined)}
}

func lastDay(of time.Time) time.Time { return period.MonthOf(of).End() }

type maker struct {
	r     *rand.Rand
	today time.Time
	Place
	list []inspection.CheckRow
}

var (
	inspected = []string{
		"Chấp hành quy định về những điều đảng viên không được làm", "Thực hiện nhiệm vụ được chi bộ phân công", "Thu, nộp và quản lý đảng phí",
		"Chấp hành chế độ sinh hoạt chi bộ", "Thực hiện trách nhiệm nêu gương của đảng viên",
	}
	supervised = []string{
		"Thực hiện cam kết tu dưỡng, rèn luyện, phấn đấu", "Thực hiện nghị quyết của chi bộ về xây dựng nông thôn mới", "Giữ mối liên hệ với Nhân dân nơi cư trú",
		"Học tập và làm theo Bác gắn với công việc được giao",
	}
	conclusions = []string{
		"Thực hiện đúng quy định, chưa thấy hạn chế phải khắc phục.", "Làm tốt phần việc được giao; sổ ghi chép chưa đầy đủ, cần bổ sung trong tháng.",
		"Thực hiện nghiêm túc; còn hai đồng chí dự sinh hoạt chưa đều, chi bộ đã nhắc.", "Có chuyển biến rõ so với năm trước; tiếp tục duy trì.",
	}
)

func (m *maker) add(c inspection.Check) {
	c.InPlan = c.Number == "" || c.Form != inspection.Signs
	if c.TargetID == 0 {
		c.TargetID = c.UnitID
	}
	if !c.DoneOn.IsZero() {
		c.Conclusion = conclusions[len(m.list)%len(conclusions)]
	}
	m.list = append(m.list, inspection.CheckRow{ID: int64(len(m.list) + 1), Check: c})
}

// ofCells plans two checks a half-year for every cell, of which most are done, and one more for the last month of the year.
func (m *maker) ofCells() {
	for n, half := range []period.Period{period.HalfOf(m.today).Prev(), period.HalfOf(m.today)} {
		for i, c := range m.Cells {
			for k, kind := range inspection.Kinds() {
				month := half.Start().AddDate(0, 1+2*k, 0)
				d := inspection.Check{
					UnitID: c.ID, Body: inspection.Cell, Kind: kind, Form: inspection.Thematic, Subject: inspected[(i+n)%len(inspected)],
					PlannedOn: lastDay(month), WholeMonth: true,
				}
				if kind == inspection.Supervision {
					d.Form, d.Subject = inspection.Regular, supervised[(i+n)%len(supervised)]
				} else if people := m.People(c.ID); len(people) > 0 && i%2 == 0 {
					d.MemberID = people[(i+n)%len(people)].ID
				}
				if done := month.AddDate(0, 0, 10+m.r.IntN(12)); done.Before(m.today) && m.r.IntN(14) != 0 {
					d.DoneOn = done
				}
				m.add(d)
			}
		}
	}
	last := time.Date(m.today.Year(), 12, 31, 0, 0, 0, 0, time.UTC)
	for i, c := range m.Cells {
		if i%3 == 0 && last.After(m.today) {
			m.add(inspection.Check{UnitID: c.ID, Body: inspection.Cell, Kind: inspection.Supervision, Form: inspection.Thematic, Subject: "Kiểm điểm cuối năm của đảng viên", PlannedOn: last, WholeMonth: true})
		}
	}
}

// ofGrassroots plans for each organisation with cells an inspection and a supervision of one of them; a few look into signs of a violation.
func (m *maker) ofGrassroots() {
	for i, g := range m.Grassroots {
		below := slices.DeleteFunc(slices.Clone(m.Cells), func(c org.Unit) bool { return c.ParentID != g.ID })
		if len(below) == 0 {
			continue
		}
		for k, kind := range inspection.Kinds() {
			planned := time.Date(m.today.Year(), time.Month(3+(i+4*k)%8), 15, 0, 0, 0, 0, time.UTC)
			d := inspection.Check{
				UnitID: g.ID, TargetID: below[(i+k)%len(below)].ID, Body: inspection.Committee, Kind: kind, Form: inspection.Thematic,
				Subject: "Lãnh đạo thực hiện “tự soi, tự sửa” và cam kết của đảng viên", PlannedOn: planned, Number: fmt.Sprintf("%02d-KH/ĐU", 8+k), Team: "Tổ công tác số " + fmt.Sprint(1+k),
			}
			if done := planned.AddDate(0, 0, 4+i%9); done.Before(m.today) && (i+k)%9 != 0 {
				d.DoneOn, d.ConclusionNumber = done, fmt.Sprintf("%02d-KL/ĐU", 4+i%12)
			}
			m.add(d)
		}
		if begun := m.today.AddDate(0, -4, -i); i%11 == 3 {
			m.add(inspection.Check{
				UnitID: g.ID, TargetID: below[0].ID, Body: inspection.Board, Kind: inspection.Inspection, Form: inspection.Signs, Subject: "Quản lý, sử dụng các khoản vận động trong Nhân dân",
				PlannedOn: begun, Number: fmt.Sprintf("%02d-QĐ/UBKT", 2+i%7), Team: "Ủy ban Kiểm tra Đảng ủy", DoneOn: begun.AddDate(0, 0, 25), ConclusionNumber: fmt.Sprintf("%02d-KL/UBKT", 2+i%7),
			})
		}
	}
}

// ofCommittee plans an inspection or a supervision of every sixth organisation.
func (m *maker) ofCommittee() {
	for i, g := range m.Grassroots {
		if i%6 != 0 {
			continue
		}
		d := inspection.Check{
			UnitID: m.Root, TargetID: g.ID, Body: inspection.Committee, Kind: inspection.Inspection, Form: inspection.Periodic, Subject: "Lãnh đạo thực hiện nghị quyết đại hội đảng bộ",
			PlannedOn: lastDay(time.Date(m.today.Year(), time.Month(2+i/6), 1, 0, 0, 0, 0, time.UTC)), WholeMonth: true, Number: "25-KH/HU", Team: "Đoàn kiểm tra của Ban Thường vụ",
		}
		if i%12 == 0 {
			d.Body, d.Kind, d.Form, d.Subject, d.Number, d.Team = inspection.Board, inspection.Supervision, inspection.Thematic, "Lãnh đạo công tác kiểm tra, giám sát, thi hành kỷ luật đảng", "10-KH/UBKT", "Đoàn giám sát của Ủy ban Kiểm tra"
		}
		if done := d.PlannedOn.AddDate(0, 0, -6); done.Before(m.today) && i%30 != 24 {
			d.DoneOn, d.ConclusionNumber = done, fmt.Sprintf("%02d-KL/HU", 30+i)
		}
		m.add(d)
	}
}

// models registers cells since 2022: most are recognised at the year's end, some lose it.
func models(today time.Time, cells []org.Unit, disciplined []discipline.Row) []inspection.RegistrationRow {
	var list []inspection.RegistrationRow
	for y := 2022; y <= today.Year(); y++ {
		for i, c := range cells {
			if i%2 != 0 && c.Type != org.TypeRural {
				continue
			}
			r := inspection.RegistrationRow{ID: int64(len(list) + 1), Registration: inspection.Registration{UnitID: c.ID, Year: y, RegisteredOn: time.Date(y, 1, 20, 0, 0, 0, 0, time.UTC)}}
			r.DisciplinedOn = firstCase(disciplined, c.ID, y)
			if lost := time.Date(y, 10, 5, 0, 0, 0, 0, time.UTC); (i+y)%41 == 7 && lost.Before(today) {
				r.LostOn, r.LostReason = lost, "không hoàn thành kế hoạch kiểm tra, giám sát"
			}
			if named := time.Date(y, 12, 24, 0, 0, 0, 0, time.UTC); r.DisciplinedOn == nil && r.LostOn.IsZero() && named.Before(today) && (i+y)%9 != 0 {
				r.RecognisedOn, r.RecognisedNumber = named, fmt.Sprintf("%d-QĐ/UBKT", 60+y-2022)
			}
			list = append(list, r)
		}
	}
	return list
}

// firstCase is the day of the first decision of a year about a member of a cell.
func firstCase(rows []discipline.Row, cell int64, year int) *time.Time {
	var first *time.Time
	for _, d := range rows {
		if d.UnitID == cell && d.MemberID != 0 && d.CancelledOn.IsZero() && d.DecidedOn.Year() == year && (first == nil || d.DecidedOn.Before(*first)) {
			on := d.DecidedOn
			first = &on
		}
	}
	return first
}

// Complaints counts for the committee and some of its organisations, for the months of this year that are over.
func Complaints(today time.Time, root int64, orgs []org.Unit) []complaint.Row {
	var list []complaint.Row
	units := []int64{root}
	for i, g := range orgs {
		if i%3 == 0 {
			units = append(units, g.ID)
		}
	}
	for i, u := range units {
		pending := 0
		for m := time.Date(today.Year(), 1, 1, 0, 0, 0, 0, time.UTC); lastDay(m).Before(today); m = m.AddDate(0, 1, 0) {
			c := complaint.Draft{UnitID: u, Month: m, Received: (i*7 + int(m.Month())*5) % 4}
			if i == 0 {
				c.Received += 3
			}
			c.Settled = min(pending+c.Received, (i*3+int(m.Month())*2)%4+1)
			if c.Received+c.Settled == 0 {
				continue
			}
			pending += c.Received - c.Settled
			list = append(list, complaint.Row{ID: int64(len(list) + 1), Draft: c})
		}
	}
	return list
}
