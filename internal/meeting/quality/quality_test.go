package quality_test

import (
	"testing"
	"time"

	"tusoi/internal/meeting/quality"
)

var day = time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)

func sheet(t *testing.T) quality.Sheet {
	t.Helper()
	s, ok := quality.On(day)
	if !ok {
		t.Fatal("no sheet")
	}
	return s
}

// best answers everything by its first option.
func best(s quality.Sheet) map[string]int {
	all := map[string]int{}
	for _, c := range s.Criteria {
		all[c.Code] = 1
	}
	return all
}

func full() quality.Facts {
	return quality.Facts{Minutes: 95, Headcount: 20, Expected: 18, Attended: 18, Named: true, Spoke: 10}
}

func TestTheSheetHas28CriteriaAndAHundredPoints(t *testing.T) {
	t.Parallel()
	s, most := sheet(t), 0
	for _, c := range s.Criteria {
		most += c.Most()
	}
	if len(s.Criteria) != 28 || most != 10_000 {
		t.Errorf("%d criteria with %d points", len(s.Criteria), most)
	}
	if _, ok := quality.On(s.From.AddDate(0, 0, -1)); ok {
		t.Error("a sheet holds before it was made")
	}
	if f, ok := quality.Find(s.Key); !ok || f.Title != s.Title {
		t.Error("a sheet is not found by its key")
	}
}

func TestWhatTheRecordSaysIsScoredByTheSheet(t *testing.T) {
	t.Parallel()
	s := sheet(t)
	for name, c := range map[string]struct {
		code   string
		change func(*quality.Facts)
		want   int
	}{
		"as long as asked":                     {"1.1", func(f *quality.Facts) { f.Minutes = 90 }, 500},
		"a minute short":                       {"1.1", func(f *quality.Facts) { f.Minutes = 89 }, 400},
		"15 minutes short":                     {"1.1", func(f *quality.Facts) { f.Minutes = 75 }, 400},
		"16 minutes short":                     {"1.1", func(f *quality.Facts) { f.Minutes = 74 }, 300},
		"30 minutes short":                     {"1.1", func(f *quality.Facts) { f.Minutes = 60 }, 300},
		"half":                                 {"1.1", func(f *quality.Facts) { f.Minutes = 45 }, 200},
		"below half":                           {"1.1", func(f *quality.Facts) { f.Minutes = 44 }, 100},
		"30 members need two hours":            {"1.1", func(f *quality.Facts) { f.Headcount, f.Minutes = 30, 110 }, 400},
		"29 do not":                            {"1.1", func(f *quality.Facts) { f.Headcount, f.Minutes = 29, 110 }, 500},
		"both in one sitting need two hours":   {"1.1", func(f *quality.Facts) { f.Together, f.Thematic, f.Minutes = true, true, 100 }, 300},
		"all there":                            {"2.1", func(*quality.Facts) {}, 400},
		"90 % there":                           {"2.1", func(f *quality.Facts) { f.Expected, f.Attended, f.Excused = 20, 18, 2 }, 400},
		"just below 90 %":                      {"2.1", func(f *quality.Facts) { f.Expected, f.Attended, f.Excused = 1000, 899, 101 }, 300},
		"75 %":                                 {"2.1", func(f *quality.Facts) { f.Expected, f.Attended, f.Excused = 20, 15, 5 }, 300},
		"65 %":                                 {"2.1", func(f *quality.Facts) { f.Expected, f.Attended, f.Excused = 20, 13, 7 }, 200},
		"below 65 %":                           {"2.1", func(f *quality.Facts) { f.Expected, f.Attended, f.Excused = 20, 12, 8 }, 100},
		"one away without a reason":            {"2.1", func(f *quality.Facts) { f.Expected, f.Attended, f.Excused = 20, 19, 0 }, 100},
		"excused three times running":          {"2.2", func(f *quality.Facts) { f.Away = 3 }, 100},
		"excused four times running":           {"2.2", func(f *quality.Facts) { f.Away = 4 }, 0},
		"a thematic meeting in the month":      {"4.3", func(f *quality.Facts) { f.Thematic = true }, 500},
		"more than half spoke":                 {"4.5", func(f *quality.Facts) { f.Spoke = 10 }, 500},
		"exactly half spoke":                   {"4.5", func(f *quality.Facts) { f.Spoke = 9 }, 400},
		"40 % spoke":                           {"4.5", func(f *quality.Facts) { f.Expected, f.Attended, f.Spoke = 20, 20, 8 }, 400},
		"30 % spoke":                           {"4.5", func(f *quality.Facts) { f.Expected, f.Attended, f.Spoke = 20, 20, 6 }, 300},
		"nobody spoke":                         {"4.5", func(f *quality.Facts) { f.Spoke = 0 }, 200},
		"what the record says beats an answer": {"2.2", func(f *quality.Facts) { f.Away = 5 }, 0},
	} {
		f := full()
		c.change(&f)
		r := s.Score(f, best(s))
		for _, l := range r.Lines {
			if l.Code == c.code && (l.Points != c.want || !l.Auto || l.Why == "") {
				t.Errorf("%s: %d points, auto %v, “%s”; want %d", name, l.Points, l.Auto, l.Why, c.want)
			}
		}
	}
}

func TestAMonthWithoutAThematicMeetingReaches95(t *testing.T) {
	t.Parallel()
	s := sheet(t)
	r := s.Score(full(), best(s))
	if r.Total != 9_500 || r.Most != 9_500 || r.Level != quality.Good || !r.Complete() {
		t.Errorf("without: %+v", r)
	}
	f := full()
	f.Thematic = true
	if r = s.Score(f, best(s)); r.Total != 10_000 || r.Most != 10_000 {
		t.Errorf("with: %d of %d", r.Total, r.Most)
	}
}

func TestWhatTheRecordDoesNotSayIsAnsweredByHandAndNothingIsRatedBefore(t *testing.T) {
	t.Parallel()
	s := sheet(t)
	f := quality.Facts{Headcount: 20, Expected: 18, Attended: 18}
	r := s.Score(f, nil)
	if r.Open != 26 || r.Level != "" || r.Total != 400 { // 28, less the attendance and the thematic meeting
		t.Errorf("counts only: open %d, level %q, total %d", r.Open, r.Level, r.Total)
	}
	all := best(s)
	all["3.1"], all["7.1"] = 2, 99 // no, and an option that there is not
	if r = s.Score(full(), all); r.Open != 1 || r.Level != "" {
		t.Errorf("an option that there is not: %+v", r.Open)
	}
	all["7.1"] = 6
	if r = s.Score(full(), all); r.Total != 9_500-300-2_000 || r.Level != quality.Fair {
		t.Errorf("%d, %s", r.Total, r.Level)
	}
}

func TestLevelsBeginWhereTheSheetSays(t *testing.T) {
	t.Parallel()
	s := sheet(t)
	for total, want := range map[int]quality.Level{
		10_000: quality.Good, 9_000: quality.Good, 8_999: quality.Fair, 7_000: quality.Fair, 6_999: quality.Average, 5_000: quality.Average, 4_999: quality.Weak, 0: quality.Weak,
	} {
		if got := s.Of(total); got != want {
			t.Errorf("%d is %s, want %s", total, got, want)
		}
		if least, below := s.Bounds(want); total < least || total >= below {
			t.Errorf("%d lies outside the bounds of %s, %d to %d", total, want, least, below)
		}
	}
}
