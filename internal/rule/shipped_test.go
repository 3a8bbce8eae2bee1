package rule_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/rule"
)

// tsvm is the shipped set of the title "trong sạch, vững mạnh toàn diện".
func tsvm(t testing.TB) rule.Set {
	t.Helper()
	sets, err := rule.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sets {
		if s.Key == "tsvm-toan-dien" {
			return s
		}
	}
	t.Fatal("the set tsvm-toan-dien is not shipped")
	return rule.Set{}
}

func known(num, den int64) rule.Value { return rule.Value{Num: num, Den: den, Known: true} }

func lineOf(t testing.TB, sheet rule.Sheet, code string) rule.Line {
	t.Helper()
	for _, l := range sheet.Lines {
		if l.Code == code {
			return l
		}
	}
	t.Fatalf("no line %s", code)
	return rule.Line{}
}

func TestShippedSetHasTheCriteriaAndWeightsOfItsSource(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	type weight struct {
		Code string
		Max  int
	}
	var got []weight
	for _, g := range set.Groups {
		got = append(got, weight{g.Code, g.Max})
		for _, c := range g.Criteria {
			got = append(got, weight{c.Code, c.Max})
		}
	}
	want := []weight{
		{"I", 3000}, {"I.1", 1000}, {"I.2", 800}, {"I.3", 600}, {"I.4", 400}, {"I.5", 200},
		{"II", 2500}, {"II.1", 1000}, {"II.2", 500}, {"II.3", 400}, {"II.4", 300}, {"II.5", 300},
		{"III", 2000}, {"III.1", 600}, {"III.2", 400}, {"III.3", 400}, {"III.4", 300}, {"III.5", 300},
		{"IV", 2500}, {"IV.1", 800}, {"IV.2", 500}, {"IV.3", 400}, {"IV.4", 500}, {"IV.5", 300},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if set.Max != 10000 || set.Bonus.Max != 300 || len(set.Conditions) != 6 || len(set.Deductions.Criteria) != 3 {
		t.Errorf("max %d, bonus %d, %d conditions, %d deductions", set.Max, set.Bonus.Max, len(set.Conditions), len(set.Deductions.Criteria))
	}
	if !set.Sample || !strings.Contains(set.Title, "mẫu") {
		t.Error("nobody would know that the set is a sample")
	}
}

func TestShippedSetReadsOnlyTheseIndicators(t *testing.T) {
	t.Parallel()
	want := []string{
		"absences_unexcused", "attendance", "discipline_cases", "ktgs_model", "ktgs_plan", "late_packets", "meeting_quality",
		"meetings_held", "members_assigned", "members_failed", "pledges_kept", "pledges_made", "recruitment",
		"remedies_fixed", "reviews_done", "tasks_on_time", "thematic_meetings",
	}
	if diff := cmp.Diff(want, tsvm(t).Indicators()); diff != "" {
		t.Error(diff)
	}
	if got := tsvm(t).Unlisted(want[1:]); len(got) != 1 || got[0] != "absences_unexcused" {
		t.Errorf("Unlisted = %v", got)
	}
}

// figureCases are the thresholds of every criterion that reads an indicator, from both sides.
var figureCases = []struct {
	code, key string
	cadence   rule.Cadence
	num, den  int64
	want      int
}{
	{"I.2", "tasks_on_time", rule.WholeYear, 0, 0, 800},
	{"I.2", "tasks_on_time", rule.WholeYear, 1, 0, 700},
	{"I.2", "tasks_on_time", rule.WholeYear, 7, 0, 100},
	{"I.2", "tasks_on_time", rule.WholeYear, 8, 0, 0},
	{"I.2", "tasks_on_time", rule.WholeYear, 900, 0, 0},
	{"II.1", "meeting_quality", rule.WholeYear, 10000, 0, 1000},
	{"II.1", "meeting_quality", rule.WholeYear, 9000, 0, 1000},
	{"II.1", "meeting_quality", rule.WholeYear, 8999, 0, 800},
	{"II.1", "meeting_quality", rule.WholeYear, 8000, 0, 800},
	{"II.1", "meeting_quality", rule.WholeYear, 7999, 0, 500},
	{"II.1", "meeting_quality", rule.WholeYear, 7000, 0, 500},
	{"II.1", "meeting_quality", rule.WholeYear, 6999, 0, 0},
	{"II.2", "attendance", rule.WholeYear, 100, 100, 500},
	{"II.2", "attendance", rule.WholeYear, 9500, 10000, 500},
	{"II.2", "attendance", rule.WholeYear, 9499, 10000, 400},
	{"II.2", "attendance", rule.WholeYear, 94_999_999, 100_000_000, 400},
	{"II.2", "attendance", rule.WholeYear, 19, 20, 500},
	{"II.2", "attendance", rule.WholeYear, 9000, 10000, 400},
	{"II.2", "attendance", rule.WholeYear, 8999, 10000, 200},
	{"II.2", "attendance", rule.WholeYear, 8500, 10000, 200},
	{"II.2", "attendance", rule.WholeYear, 8499, 10000, 0},
	{"II.2", "attendance", rule.WholeYear, 0, 40, 0},
	{"II.3", "thematic_meetings", rule.WholeYear, 5, 0, 400},
	{"II.3", "thematic_meetings", rule.WholeYear, 4, 0, 400},
	{"II.3", "thematic_meetings", rule.WholeYear, 3, 0, 300},
	{"II.3", "thematic_meetings", rule.WholeYear, 0, 0, 0},
	{"II.3", "thematic_meetings", rule.HalfYear, 3, 0, 400},
	{"II.3", "thematic_meetings", rule.HalfYear, 2, 0, 400},
	{"II.3", "thematic_meetings", rule.HalfYear, 1, 0, 200},
	{"II.3", "thematic_meetings", rule.HalfYear, 0, 0, 0},
	{"III.1", "ktgs_plan", rule.WholeYear, 4, 4, 600},
	{"III.1", "ktgs_plan", rule.WholeYear, 5, 4, 600},
	{"III.1", "ktgs_plan", rule.WholeYear, 9999, 10000, 400},
	{"III.1", "ktgs_plan", rule.WholeYear, 8, 10, 400},
	{"III.1", "ktgs_plan", rule.WholeYear, 7999, 10000, 0},
	{"III.2", "ktgs_model", rule.WholeYear, 1, 0, 400},
	{"III.2", "ktgs_model", rule.WholeYear, 0, 0, 0},
	{"III.4", "reviews_done", rule.WholeYear, 240, 240, 300},
	{"III.4", "reviews_done", rule.WholeYear, 239, 240, 200},
	{"III.4", "reviews_done", rule.WholeYear, 216, 240, 200},
	{"III.4", "reviews_done", rule.WholeYear, 215, 240, 0},
	{"III.5", "remedies_fixed", rule.WholeYear, 5, 5, 300},
	{"III.5", "remedies_fixed", rule.WholeYear, 4, 5, 200},
	{"III.5", "remedies_fixed", rule.WholeYear, 7999, 10000, 0},
	{"III.5", "remedies_fixed", rule.WholeYear, 0, 0, 300},
	{"IV.2", "pledges_kept", rule.WholeYear, 95, 100, 500},
	{"IV.2", "pledges_kept", rule.WholeYear, 9499, 10000, 300},
	{"IV.2", "pledges_kept", rule.WholeYear, 85, 100, 300},
	{"IV.2", "pledges_kept", rule.WholeYear, 8499, 10000, 0},
	{"IV.4", "recruitment", rule.WholeYear, 102, 100, 500},
	{"IV.4", "recruitment", rule.WholeYear, 2, 2, 500},
	{"IV.4", "recruitment", rule.WholeYear, 99, 100, 300},
	{"IV.4", "recruitment", rule.WholeYear, 1, 2, 300},
	{"IV.4", "recruitment", rule.WholeYear, 49, 100, 0},
	{"IV.4", "recruitment", rule.WholeYear, 0, 0, 500},
	{"IV.4", "recruitment", rule.HalfYear, 1, 2, 500},
	{"IV.4", "recruitment", rule.HalfYear, 49, 100, 300},
	{"IV.4", "recruitment", rule.HalfYear, 1, 4, 300},
	{"IV.4", "recruitment", rule.HalfYear, 24, 100, 0},
	{"TR1", "late_packets", rule.WholeYear, 0, 0, 0},
	{"TR1", "late_packets", rule.WholeYear, 1, 0, -50},
	{"TR1", "late_packets", rule.WholeYear, 6, 0, -300},
	{"TR1", "late_packets", rule.WholeYear, 12, 0, -300},
	{"TR2", "absences_unexcused", rule.WholeYear, 0, 0, 0},
	{"TR2", "absences_unexcused", rule.WholeYear, 7, 0, -350},
	{"TR2", "absences_unexcused", rule.WholeYear, 100, 0, -5000},
}

func TestFiguresScoreAsTheShippedSetSays(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	for _, c := range figureCases {
		sheet := rule.Evaluate(set, rule.Facts{Cadence: c.cadence, Values: map[string]rule.Value{c.key: known(c.num, c.den)}})
		l := lineOf(t, sheet, c.code)
		if l.Points != c.want || !l.Known || l.ByHand {
			t.Errorf("%s with %d/%d in a %s: %d points (known %v), want %d", c.code, c.num, c.den, c.cadence, l.Points, l.Known, c.want)
		}
	}
}

// answerCases are what a person may answer, and what not, to criteria by hand.
var answerCases = []struct {
	code, choice string
	want         int
	ok           bool
}{
	{"I.1", "10000", 1000, true},
	{"I.1", "9500", 800, true},
	{"I.1", "9000", 600, true},
	{"I.1", "8000", 300, true},
	{"I.1", "0", 0, true},
	{"I.1", "9600", 0, false},
	{"I.3", "0", 600, true},
	{"I.3", "1", 400, true},
	{"I.3", "3", 0, true},
	{"I.3", "9", 0, true},
	{"I.3", "-1", 0, false},
	{"I.3", "+1", 0, false},
	{"I.3", "99999", 0, false},
	{"I.4", "400", 400, true},
	{"I.4", "200", 200, true},
	{"I.4", "300", 0, false},
	{"I.5", "yes", 200, true},
	{"I.5", "no", 0, true},
	{"I.5", "", 0, false},
	{"I.5", "200", 0, false},
	{"II.4", "1", 250, true},
	{"II.4", "6", 0, true},
	{"II.5", "7000", 200, true},
	{"III.3", "0", 0, true},
	{"IV.1", "8000", 600, true},
	{"IV.3", "yes", 400, true},
	{"IV.5", "2", 100, true},
	{"CT1", "yes", 200, true},
	{"CT2", "no", 0, true},
	{"TR3", "yes", -200, true},
	{"TR3", "no", 0, true},
	{"II.2", "9000", 400, true}, // attendance without data: by hand
}

func TestAnswersScoreAsTheShippedSetSays(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	for _, c := range answerCases {
		answers := map[string]rule.Answer{c.code: {Choice: c.choice, Reason: "theo biên bản", By: "Lê Văn An", At: time.Unix(1, 0)}}
		l := lineOf(t, rule.Evaluate(set, rule.Facts{Answers: answers}), c.code)
		if l.Points != c.want || l.Known != c.ok || !l.ByHand {
			t.Errorf("%s answered %q: %d points (known %v), want %d (%v)", c.code, c.choice, l.Points, l.Known, c.want, c.ok)
		}
		if err := set.CheckAnswer(c.code, c.choice, "theo biên bản", rule.WholeYear); (err == nil) != c.ok {
			t.Errorf("%s answered %q: CheckAnswer says %v", c.code, c.choice, err)
		}
	}
}

func TestASetSurvivesStoring(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	data, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	again, err := rule.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(set, again); diff != "" {
		t.Error(diff)
	}
}

func TestEveryOptionOfTheShippedSetIsAccepted(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	facts := perfect()
	codes := []string{"ĐK1", "ĐK2"}
	for _, l := range rule.Evaluate(set, facts).Lines {
		codes = append(codes, l.Code)
	}
	for _, cadence := range []rule.Cadence{rule.HalfYear, rule.WholeYear} {
		for _, code := range codes {
			options := set.Options(code, cadence)
			if len(options) < 2 || len(set.Explain(code, cadence)) == 0 {
				t.Errorf("%s offers %d options", code, len(options))
			}
			for i, o := range options {
				if err := set.CheckAnswer(code, o.Value, "x", cadence); err != nil || o.Label == "" {
					t.Errorf("%s: option %+v is offered, then refused: %v", code, o, err)
				}
				if i > 0 && o.Points >= options[i-1].Points && code[0] != "Đ"[0] {
					t.Errorf("%s: options are not best first: %v", code, options)
				}
			}
		}
	}
}

func TestTheRuleIsExplainedInWords(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	for _, c := range []struct {
		code    string
		cadence rule.Cadence
		want    []string
	}{
		{"II.2", rule.WholeYear, []string{"từ 95 %: 5 điểm", "từ 90 % đến dưới 95 %: 4 điểm", "từ 85 % đến dưới 90 %: 2 điểm", "dưới 85 %: 0 điểm"}},
		{"IV.4", rule.HalfYear, []string{"từ 50 %: 5 điểm", "từ 25 % đến dưới 50 %: 3 điểm", "dưới 25 %: 0 điểm", "nơi không giao chỉ tiêu: 5 điểm"}},
		{"I.2", rule.WholeYear, []string{"không có việc trễ hạn: 8 điểm; mỗi việc trễ hạn trừ 1 điểm"}},
		{"II.3", rule.HalfYear, []string{"từ 2 buổi chuyên đề: 4 điểm; mỗi lần thiếu trừ 2 điểm"}},
		{"I.5", rule.WholeYear, []string{"Đạt: 2 điểm", "Không đạt: 0 điểm"}},
		{"TR1", rule.WholeYear, []string{"mỗi tháng gửi trễ trừ 0,5 điểm, trừ nhiều nhất 3 điểm"}},
		{"TR2", rule.WholeYear, []string{"mỗi lượt vắng không lý do trừ 0,5 điểm"}},
		{"ĐK6", rule.HalfYear, []string{"kỳ sinh hoạt thường kỳ: yêu cầu đủ 100 %", "buổi sinh hoạt chuyên đề: yêu cầu từ 2"}},
		{"ĐK2", rule.HalfYear, []string{"đảng viên bị kỷ luật: yêu cầu không có", "đảng viên không hoàn thành nhiệm vụ: yêu cầu không có"}},
		{"X.9", rule.HalfYear, nil},
	} {
		if diff := cmp.Diff(c.want, set.Explain(c.code, c.cadence)); diff != "" {
			t.Errorf("%s: %s", c.code, diff)
		}
	}
	if !set.ByHand("I.1") || set.ByHand("II.2") || !set.ByHand("ĐK1") || set.ByHand("ĐK4") || set.ByHand("X.9") {
		t.Error("ByHand mixes up who speaks")
	}
}

func TestOptionsOfACountEndWhereNothingMoreIsTakenOff(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	for _, c := range []struct {
		code    string
		cadence rule.Cadence
		want    []rule.Option
	}{
		{"IV.5", rule.WholeYear, []rule.Option{{"0", "không có lỗi", 300}, {"1", "1 lỗi", 200}, {"2", "2 lỗi", 100}, {"3", "3 lỗi", 0}}},
		{"II.3", rule.HalfYear, []rule.Option{{"2", "2 buổi chuyên đề", 400}, {"1", "1 buổi chuyên đề", 200}, {"0", "0 buổi chuyên đề", 0}}},
		{"TR3", rule.WholeYear, []rule.Option{{"no", "Không", 0}, {"yes", "Có", -200}}},
		{"CT2", rule.WholeYear, []rule.Option{{"yes", "Có", 100}, {"no", "Không", 0}}},
		{"ĐK1", rule.WholeYear, []rule.Option{{"yes", "Đạt", 0}, {"no", "Không đạt", 0}}},
	} {
		if diff := cmp.Diff(c.want, set.Options(c.code, c.cadence)); diff != "" {
			t.Errorf("%s: %s", c.code, diff)
		}
	}
	if got := len(set.Options("TR2", rule.WholeYear)); got != 31 {
		t.Errorf("an unbounded count offers %d options", got)
	}
}
