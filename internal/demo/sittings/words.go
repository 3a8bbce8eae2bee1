package sittings

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"tusoi/internal/meeting"
	"tusoi/internal/meeting/quality"
	"tusoi/internal/org"
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// write says everything of a meeting: who was there, who said what, what was decided; and fills in the sheet of most regular ones.
func write(r *rand.Rand, t org.Type, people []Person, points int, row *meeting.Row) {
	row.Place, row.Chair, row.Secretary = places[t], post(people, "Bí thư"), post(people, "Chi ủy viên")
	row.Begins = begins[r.IntN(len(begins))]
	least := 90
	if row.Kind == meeting.Both || len(people) >= 30 {
		least = 120
	}
	row.Ends = row.Begins + meeting.Clock(least+r.IntN(16)-r.IntN(12)/11*10)
	if r.IntN(4) == 0 {
		row.Guests = "Đồng chí cấp ủy viên phụ trách chi bộ"
	}
	row.People = mark(r, people, row.Attended, row.Excused)
	voices := spoke(people, row.People)
	row.Agenda = agenda(r, row, voices)
	row.Resolution = pick(r, resolutions)
	row.VotesFor = row.Attended
	list := slices.Clone(duties[t])
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	row.Duties = list[:2+r.IntN(2)]
	row.Quality = nil
	if row.Kind.IsRegular() && r.IntN(12) != 0 {
		score(r, points, row)
	}
}

func post(people []Person, name string) string {
	for _, p := range people {
		if p.Post == name {
			return p.Name
		}
	}
	return people[0].Name
}

// mark says of everybody whether they came: whoever leads the meeting always did.
func mark(r *rand.Rand, people []Person, attended, excused int) []meeting.Attendance {
	list := make([]meeting.Attendance, len(people))
	for i, p := range people {
		list[i] = meeting.Attendance{MemberID: p.ID, State: meeting.Present}
	}
	order := r.Perm(len(people))
	slices.SortStableFunc(order, func(a, b int) int { return rank(people[a]) - rank(people[b]) })
	for n, at := range order[:len(people)-attended] {
		if n < excused {
			list[at].State, list[at].Reason = meeting.Excused, pick(r, reasons)
		} else {
			list[at].State = meeting.Absent
		}
	}
	share := 30 + r.IntN(35)
	for i := range list {
		list[i].Spoke = list[i].State == meeting.Present && (rank(people[i]) > 0 || r.IntN(100) < share)
	}
	return list
}

// rank is above 0 for who leads the cell.
func rank(p Person) int {
	if p.Post != "" {
		return 1
	}
	return 0
}

// spoke are the names of who spoke, those of the cell's leaders last.
func spoke(people []Person, list []meeting.Attendance) []string {
	var names, leaders []string
	for i, a := range list {
		switch {
		case a.Spoke && rank(people[i]) > 0:
			leaders = append(leaders, people[i].Name)
		case a.Spoke:
			names = append(names, people[i].Name)
		}
	}
	return append(names, leaders...)
}

func agenda(r *rand.Rand, row *meeting.Row, voices []string) []meeting.Item {
	next := 0
	say := func(list []string) meeting.Opinion {
		o := meeting.Opinion{Name: voices[next%len(voices)], Text: pick(r, list)}
		next++
		return o
	}
	mending := meeting.Item{Title: "Tự soi, tự sửa; tự phê bình và phê bình", Presenter: row.Chair, Opinions: []meeting.Opinion{say(mended), say(mended)}, Conclusion: pick(r, mendings)}
	if row.Kind == meeting.Thematic {
		return []meeting.Item{
			{Title: "Soi lại bản cam kết và việc được giao từ đầu năm", Presenter: row.Chair, Opinions: []meeting.Opinion{say(looked), say(looked)}, Conclusion: pick(r, mendings)},
			mending,
		}
	}
	return []meeting.Item{
		{Title: "Học tập và làm theo Bác: " + pick(r, stories), Presenter: row.Secretary, Opinions: []meeting.Opinion{say(learned)}, Conclusion: "Mỗi đảng viên ghi một việc làm theo vào sổ tay."},
		{Title: "Thời sự và văn bản mới của cấp trên", Presenter: row.Chair},
		{Title: fmt.Sprintf("Kết quả tháng %d, nhiệm vụ tháng %d", int(row.HeldOn.AddDate(0, -1, 0).Month()), int(row.HeldOn.Month())), Presenter: row.Chair,
			Opinions: []meeting.Opinion{say(worked), say(worked)}, Conclusion: pick(r, concluded)},
		mending,
	}
}

// score answers the sheet by hand, about as well as the cell meets. What the record says is added when the meetings are loaded.
func score(r *rand.Rand, points int, row *meeting.Row) {
	sheet, ok := quality.On(row.HeldOn)
	if !ok {
		return
	}
	row.Sheet, row.Answers = sheet.Key, map[string]int{}
	for _, c := range sheet.Criteria {
		if !c.ByRecord() {
			row.Answers[c.Code] = 1
		}
	}
	switch {
	case points < 8_600:
		row.Answers["7.1"] = 3
	case points < 9_200:
		row.Answers["7.1"] = 2
	}
	for range (10_000 - points) / 500 {
		row.Answers[pick(r, weak)] = 2
	}
}

// weak are the criteria that are missed most.
var weak = []string{"3.2", "3.5", "4.4", "4.7", "4.8", "5.1", "6.2", "8.3"}
