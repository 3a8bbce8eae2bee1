package rule_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/rule"
)

// randomSet makes a valid set with every method; the same seed makes the same set.
func randomSet(t testing.TB, random *rand.Rand) rule.Set {
	t.Helper()
	set := tsvm(t)
	set.Groups, set.Max = nil, 0
	for g := range 1 + random.IntN(3) {
		group := rule.Group{Code: fmt.Sprintf("N%d", g), Title: "Nhóm"}
		for i := range 1 + random.IntN(5) {
			c := randomCriterion(random, fmt.Sprintf("N%d.%d", g, i))
			group.Max += c.Max
			group.Criteria = append(group.Criteria, c)
		}
		set.Max += group.Max
		set.Groups = append(set.Groups, group)
	}
	set.Bonus.Max = 100 + random.IntN(400)
	set.Deductions.Max = random.IntN(2) * 150
	set.Levels[0].AtLeast, set.Levels[1].AtLeast = set.Max*9/10, set.Max*8/10
	data, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := rule.Parse(data)
	if err != nil {
		t.Fatalf("the random set is not valid: %v", err)
	}
	return parsed
}

func randomCriterion(random *rand.Rand, code string) rule.Criterion {
	c := rule.Criterion{Code: code, Title: "Tiêu chí", Source: "Thử", Max: 10 + random.IntN(600)}
	amount := func(n int) rule.Amount { return rule.Amount{Half: n, Year: n} }
	switch random.IntN(4) {
	case 0:
		from := 10 + random.IntN(10000)
		c.How = rule.How{Method: rule.Bands, Indicator: "figure", Measure: rule.Ratio, Bands: []rule.Band{
			{From: amount(from), Points: c.Max}, {From: amount(1 + random.IntN(from-1)), Points: random.IntN(c.Max-1) + 1}, {},
		}}
	case 1:
		from := random.IntN(9000)
		c.How = rule.How{Method: rule.Linear, Indicator: "figure", Measure: rule.Ratio, From: amount(from), To: amount(from + 1 + random.IntN(5000)), Least: random.IntN(c.Max)}
	case 2:
		c.How = rule.How{Method: rule.Cases, Indicator: "count", Measure: rule.Count, Case: "việc", Minus: amount(1 + random.IntN(200)), Required: amount(random.IntN(2) * 3)}
	default:
		c.How = rule.How{Method: rule.YesNo}
	}
	return c
}

func randomFacts(random *rand.Rand, set rule.Set) rule.Facts {
	facts := rule.Facts{Cadence: rule.WholeYear, Values: map[string]rule.Value{}, Answers: map[string]rule.Answer{}}
	if random.IntN(2) == 0 {
		facts.Cadence = rule.HalfYear
	}
	for _, key := range set.Indicators() {
		v := rule.Value{Num: int64(random.IntN(60)), Den: int64(random.IntN(50)), Known: random.IntN(5) > 0}
		for range random.IntN(4) {
			v.Evidence = append(v.Evidence, rule.Evidence{Kind: "meeting", ID: random.Int64N(5), Title: key, On: day(2022, 1+random.IntN(12), 1)})
		}
		facts.Values[key] = v
	}
	for _, l := range rule.Evaluate(set, rule.Facts{}).Lines {
		if options := set.Options(l.Code, facts.Cadence); len(options) > 0 && random.IntN(3) > 0 {
			facts.Answers[l.Code] = rule.Answer{Choice: options[random.IntN(len(options))].Value, Reason: "lý do"}
		}
	}
	return facts
}

func TestLinesAlwaysAddUp(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		set := randomSet(t, random)
		for range 3 {
			addsUp(t, set, rule.Evaluate(set, randomFacts(random, set)))
		}
	}
}

func TestTheOrderOfEvidenceNeverMatters(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(21, 22))
	set := tsvm(t)
	for range 60 {
		facts := randomFacts(random, set)
		first := rule.Evaluate(set, facts)
		for key, v := range facts.Values {
			random.Shuffle(len(v.Evidence), func(i, j int) { v.Evidence[i], v.Evidence[j] = v.Evidence[j], v.Evidence[i] })
			shuffled := slices.Clone(v.Evidence)
			if diff := cmp.Diff(first, rule.Evaluate(set, facts)); diff != "" {
				t.Fatalf("%s: %s", key, diff)
			}
			if !slices.Equal(v.Evidence, shuffled) {
				t.Fatalf("evaluating reorders the caller's evidence of %s", key)
			}
		}
	}
}

func TestABetterFigureNeverLowersAScore(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(31, 32))
	for range 100 {
		set := randomSet(t, random)
		den := int64(1 + random.IntN(150))
		last := map[string]int{}
		for num := int64(0); num <= den*2; num++ {
			facts := rule.Facts{Values: map[string]rule.Value{"figure": known(num, den)}}
			for _, l := range rule.Evaluate(set, facts).Lines {
				if l.Indicator == "figure" && l.Points < last[l.Code] {
					t.Fatalf("%s falls from %d to %d at %d/%d", l.Code, last[l.Code], l.Points, num, den)
				}
				last[l.Code] = l.Points
			}
		}
	}
}

func TestAnotherCaseNeverRaisesAScore(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	for _, c := range []struct{ code, key string }{{"I.2", "tasks_on_time"}, {"TR1", "late_packets"}, {"TR2", "absences_unexcused"}} {
		last := 10000
		for n := range int64(30) {
			l := lineOf(t, rule.Evaluate(set, with(perfect(), c.key, n, 0)), c.code)
			if l.Points > last {
				t.Errorf("%s rises from %d to %d at %d cases", c.code, last, l.Points, n)
			}
			last = l.Points
		}
	}
}

func TestALineIsProportionalBetweenItsEnds(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	set.Groups[0].Criteria[0].How = rule.How{
		Method: rule.Linear, Indicator: "figure", Measure: rule.Ratio,
		From: rule.Amount{Half: 5000, Year: 5000}, To: rule.Amount{Half: 10000, Year: 10000}, Least: 200,
	}
	for _, c := range []struct {
		num, den int64
		want     int
	}{
		{0, 100, 200}, {49, 100, 200}, {50, 100, 200}, {51, 100, 216}, {75, 100, 600}, {5001, 10000, 200},
		{5013, 10000, 202}, {99, 100, 984}, {9999, 10000, 999}, {100, 100, 1000}, {150, 100, 1000},
		{750_000_000, 1_000_000_000, 600}, {999_999_999, 1_000_000_000, 999},
	} {
		l := lineOf(t, rule.Evaluate(set, rule.Facts{Values: map[string]rule.Value{"figure": known(c.num, c.den)}}), "I.1")
		if l.Points != c.want {
			t.Errorf("%d/%d gives %d, want %d", c.num, c.den, l.Points, c.want)
		}
	}
	options := set.Options("I.1", rule.WholeYear)
	if len(options) != 21 || options[0].Points != 1000 || options[20].Value != "5000" || options[20].Points != 200 {
		t.Errorf("by hand the line offers %v", options)
	}
	if got := set.Explain("I.1", rule.WholeYear); len(got) != 1 || got[0] != "từ 100 % trở lên được 10 điểm, đến 50 % được 2 điểm, ở giữa tính theo tỷ lệ" {
		t.Errorf("the line is explained as %q", got)
	}
}

func TestARatioIsNotRoundedBeforeItIsScored(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	set.Groups[0].Criteria[0].How = rule.How{
		Method: rule.Linear, Indicator: "figure", Measure: rule.Ratio,
		From: rule.Amount{Half: 5000, Year: 5000}, To: rule.Amount{Half: 5001, Year: 5001},
	}
	most := rule.Amount{}
	set.Conditions[0].Checks = []rule.Check{{Indicator: "figure", Measure: rule.Ratio, Label: "tỷ lệ", AtMost: &most}}
	sheet := rule.Evaluate(set, rule.Facts{Values: map[string]rule.Value{"figure": known(50_005, 100_000)}})
	if l := lineOf(t, sheet, "I.1"); l.Points != 500 {
		t.Errorf("half way between 50 %% and 50,01 %% gives %d of 1000", l.Points)
	}
	sheet = rule.Evaluate(set, rule.Facts{Values: map[string]rule.Value{"figure": known(1, 1_000_000)}})
	if sheet.Conditions[0].Met != rule.MetNo {
		t.Error("one in a million is taken for none")
	}
}

func TestCasesStopAtTheirFloor(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	set.Groups[0].Criteria[1].How.Least = 550
	for n, want := range []int{800, 700, 600, 550, 550} {
		l := lineOf(t, rule.Evaluate(set, with(perfect(), "tasks_on_time", int64(n), 0)), "I.2")
		if l.Points != want {
			t.Errorf("%d cases leave %d, want %d", n, l.Points, want)
		}
	}
	if got := set.Explain("I.2", rule.WholeYear)[0]; got != "không có việc trễ hạn: 8 điểm; mỗi việc trễ hạn trừ 1 điểm, còn ít nhất 5,5 điểm" {
		t.Errorf("explained as %q", got)
	}
}
