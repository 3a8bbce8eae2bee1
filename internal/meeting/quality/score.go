package quality

import (
	"fmt"

	"tusoi/internal/vi"
)

// Facts are what the record says of a regular meeting.
type Facts struct {
	Thematic  bool // it was thematic as well, or the cell held a thematic one in the same month
	Together  bool // both in one sitting
	Minutes   int  // how long it was; 0 when that is not known
	Headcount int  // members of the cell on the day

	Expected, Attended, Excused int

	Named bool // the attendance is known by name
	Spoke int  // how many of those present spoke
	Away  int  // the longest row of meetings of the year, up to this one, which one member was excused from
}

// Line is one criterion of a scored sheet.
type Line struct {
	Criterion
	Counted bool   // false for what does not apply to this meeting
	Auto    bool   // answered by the record
	Chosen  int    // the number of the option, from 1; 0 while nobody answered
	Points  int    // of the option
	Why     string // what the record says, for what it answers and for what is not counted
}

// Result is a scored sheet. Open is how many criteria are still to be answered: the total and the level mean nothing before it is 0.
type Result struct {
	Lines []Line
	Total int
	Most  int // that this meeting can reach
	Open  int
	Level Level
}

// Complete reports whether every criterion was answered.
func (r Result) Complete() bool { return r.Open == 0 }

// measure is what the record says of a criterion.
type measure struct {
	known   bool // otherwise it is answered by hand
	skipped bool // it does not apply
	value   int  // minutes, hundredths of a percent, or a count
	need    int
	why     string
}

// measures are what of a record can answer a criterion.
var measures = map[string]func(Sheet, Facts) measure{
	"duration": Sheet.duration, "attendance": attendance, "away": away, "thematic": thematic, "speakers": speakers,
}

// tests tell whether an option is the answer; the first that is holds.
var tests = map[string]func(o Option, m measure) bool{
	"short": func(o Option, m measure) bool { return m.need-m.value <= o.bound },
	"half":  func(_ Option, m measure) bool { return m.value*2 >= m.need },
	"least": func(o Option, m measure) bool { return m.value >= o.bound*100 },
	"over":  func(o Option, m measure) bool { return m.value > o.bound*100 },
	"most":  func(o Option, m measure) bool { return m.value <= o.bound },
	"yes":   func(_ Option, m measure) bool { return m.value > 0 },
	"else":  func(Option, measure) bool { return true },
}

// Needed is how many minutes a meeting of a cell of that size has to last.
func (s Sheet) Needed(headcount int, together bool) int {
	switch {
	case together:
		return max(s.both, s.minutes)
	case headcount >= s.many:
		return s.longer
	}
	return s.minutes
}

func (s Sheet) duration(f Facts) measure {
	need := s.Needed(f.Headcount, f.Together)
	return measure{known: f.Minutes > 0, value: f.Minutes, need: need,
		why: fmt.Sprintf("Kéo dài %s phút; cần %s phút (%s).", vi.Int(f.Minutes), vi.Int(need), s.because(f))}
}

func (s Sheet) because(f Facts) string {
	switch {
	case f.Together:
		return "thường kỳ và chuyên đề trong một buổi"
	case f.Headcount >= s.many:
		return fmt.Sprintf("chi bộ có %s đảng viên", vi.Int(f.Headcount))
	}
	return fmt.Sprintf("chi bộ dưới %s đảng viên", vi.Int(s.many))
}

// attendance counts as nothing when somebody stayed away without a reason.
func attendance(_ Sheet, f Facts) measure {
	m := measure{known: f.Expected > 0, value: share(f.Attended, f.Expected)}
	m.why = fmt.Sprintf("Dự %s/%s, đạt %s", vi.Int(f.Attended), vi.Int(f.Expected), vi.Percent(m.value))
	if absent := f.Expected - f.Attended - f.Excused; absent > 0 {
		m.why += fmt.Sprintf("; vắng không lý do %s", vi.Int(absent))
		m.value = 0
	}
	m.why += "."
	return m
}

func away(_ Sheet, f Facts) measure {
	m := measure{known: f.Named, value: f.Away, why: "Không ai vắng có lý do ở buổi này."}
	if f.Away > 0 {
		m.why = fmt.Sprintf("Tính đến buổi này trong năm, có người vắng có lý do %s lần liền.", vi.Int(f.Away))
	}
	return m
}

func thematic(_ Sheet, f Facts) measure {
	if f.Thematic {
		return measure{known: true, value: 1, why: "Trong tháng chi bộ có sinh hoạt chuyên đề."}
	}
	return measure{known: true, skipped: true, why: "Tháng này chưa ghi buổi chuyên đề nào nên không tính mục này; điểm cao nhất có thể đạt giảm tương ứng."}
}

func speakers(_ Sheet, f Facts) measure {
	m := measure{known: f.Named && f.Attended > 0, value: share(f.Spoke, f.Attended)}
	m.why = fmt.Sprintf("Phát biểu %s/%s người dự, đạt %s.", vi.Int(f.Spoke), vi.Int(f.Attended), vi.Percent(m.value))
	return m
}

// share is hundredths of a percent, rounded down: a bound is reached when it is reached.
func share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return part * 10_000 / whole
}

// Score scores a meeting. answers are the numbers of the options that were chosen by hand, by the criterion's code; what the record
// answers is never taken from them.
func (s Sheet) Score(f Facts, answers map[string]int) Result {
	var r Result
	for _, c := range s.Criteria {
		l := s.judge(c, f, answers[c.Code])
		if l.Counted {
			r.Most += c.Most()
			r.Total += l.Points
			if l.Chosen == 0 {
				r.Open++
			}
		}
		r.Lines = append(r.Lines, l)
	}
	if r.Complete() {
		r.Level = s.Of(r.Total)
	}
	return r
}

func (s Sheet) judge(c Criterion, f Facts, answer int) Line {
	l := Line{Criterion: c, Counted: true}
	if answer > 0 && answer <= len(c.Options) {
		l.Chosen = answer
	}
	if c.by != "" {
		m := measures[c.by](s, f)
		switch {
		case m.skipped:
			return Line{Criterion: c, Why: m.why}
		case m.known:
			l.Auto, l.Why, l.Chosen = true, m.why, c.first(m)
		}
	}
	if l.Chosen > 0 {
		l.Points = c.Options[l.Chosen-1].Points
	}
	return l
}

// first is the number of the first option that holds, 0 for none.
func (c Criterion) first(m measure) int {
	for i, o := range c.Options {
		if tests[o.test](o, m) {
			return i + 1
		}
	}
	return 0
}
