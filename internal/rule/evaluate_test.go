package rule_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/apperr"
	"tusoi/internal/rule"
)

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// perfect is a year in which everything went well.
func perfect() rule.Facts {
	f := rule.Facts{
		Cadence: rule.WholeYear,
		Values: map[string]rule.Value{
			"tasks_on_time": known(0, 0), "meeting_quality": known(9500, 0), "attendance": known(240, 240),
			"thematic_meetings": known(4, 0), "ktgs_plan": known(4, 4), "ktgs_model": known(1, 0),
			"reviews_done": known(240, 240), "remedies_fixed": known(3, 3), "pledges_kept": known(20, 20),
			"recruitment": known(2, 2), "late_packets": known(0, 0), "absences_unexcused": known(0, 0),
			"discipline_cases": known(0, 0), "members_failed": known(0, 0), "members_assigned": known(20, 20),
			"pledges_made": known(20, 20), "meetings_held": known(12, 12),
		},
		Answers: map[string]rule.Answer{},
	}
	for code, choice := range map[string]string{
		"I.1": "10000", "I.3": "0", "I.4": "400", "I.5": "yes", "II.4": "0", "II.5": "9000", "III.3": "400",
		"IV.1": "9000", "IV.3": "yes", "IV.5": "0", "ĐK1": "yes", "ĐK3": "yes",
	} {
		f.Answers[code] = rule.Answer{Choice: choice, Reason: "theo hồ sơ", By: "Trần Thị Bình", At: day(2022, 12, 5)}
	}
	return f
}

func with(f rule.Facts, key string, num, den int64) rule.Facts {
	f.Values[key] = known(num, den)
	return f
}

func answered(f rule.Facts, code, choice string) rule.Facts {
	f.Answers[code] = rule.Answer{Choice: choice, Reason: "theo hồ sơ", By: "Trần Thị Bình", At: day(2022, 12, 5)}
	return f
}

func without(f rule.Facts, key string) rule.Facts {
	delete(f.Values, key)
	delete(f.Answers, key)
	return f
}

func TestTotalAndLevelFollowFromLinesAndConditions(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	for _, c := range []struct {
		name  string
		facts rule.Facts
		total int
		level string
	}{
		{"everything well", perfect(), 10000, "dat"},
		{"bonus cannot lift the total above 100", answered(answered(perfect(), "CT1", "yes"), "CT2", "yes"), 10000, "dat"},
		{"bonus makes up for what is missing", answered(with(perfect(), "tasks_on_time", 3, 0), "CT1", "yes"), 9900, "dat"},
		{"exactly 90 is enough", with(with(perfect(), "meeting_quality", 0, 0), "tasks_on_time", 0, 0), 9000, "dat"},
		{"half a point below 90", answered(with(perfect(), "meeting_quality", 0, 0), "II.4", "1"), 8950, "can_dat"},
		{"92 points with one condition missing", answered(with(perfect(), "tasks_on_time", 8, 0), "ĐK1", "no"), 9200, "can_dat"},
		{"a condition nobody answered", without(perfect(), "ĐK3"), 10000, "can_dat"},
		{"one member disciplined", with(perfect(), "discipline_cases", 1, 0), 10000, "can_dat"},
		{"exactly 80", with(with(with(with(perfect(), "meeting_quality", 0, 0), "attendance", 0, 240), "ktgs_plan", 80, 100), "tasks_on_time", 3, 0), 8000, "can_dat"},
		{"half a point below 80", with(with(with(perfect(), "meeting_quality", 0, 0), "tasks_on_time", 8, 0), "absences_unexcused", 5, 0), 7950, "chua_dat"},
		{"below 80", with(with(with(perfect(), "meeting_quality", 0, 0), "tasks_on_time", 8, 0), "attendance", 85, 100), 7900, "chua_dat"},
		{"deductions count", with(with(perfect(), "late_packets", 3, 0), "absences_unexcused", 4, 0), 9650, "dat"},
		{"criticised in writing", answered(perfect(), "TR3", "yes"), 9800, "dat"},
		{"the total never falls below 0", rule.Facts{Values: map[string]rule.Value{"absences_unexcused": known(500, 0)}}, 0, "chua_dat"},
		{"no facts at all", rule.Facts{}, 0, "chua_dat"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sheet := rule.Evaluate(set, c.facts)
			if sheet.Total != c.total || sheet.Level.Key != c.level {
				t.Errorf("%d points, %s; want %d, %s", sheet.Total, sheet.Level.Key, c.total, c.level)
			}
			addsUp(t, set, sheet)
		})
	}
}

// addsUp checks the sums that every sheet must keep.
func addsUp(t testing.TB, set rule.Set, sheet rule.Sheet) {
	t.Helper()
	lines, groups := 0, 0
	for _, l := range sheet.Lines {
		lines += l.Points
		if l.Part == rule.PartCriterion && (l.Points < 0 || l.Points > l.Max || l.Reachable < 0 || l.Points+l.Reachable > l.Max) {
			t.Errorf("%s has %d of %d points and can still earn %d", l.Code, l.Points, l.Max, l.Reachable)
		}
		if l.Part == rule.PartDeduction && l.Points > 0 || l.Value == "" || l.Rule == "" {
			t.Errorf("line without sense: %+v", l)
		}
	}
	for _, g := range sheet.Groups {
		groups += g.Points
	}
	if lines != sheet.Total || groups+sheet.Bonus+sheet.Deducted+sheet.Adjusted != sheet.Total {
		t.Errorf("lines add up to %d, parts to %d, total is %d", lines, groups+sheet.Bonus+sheet.Deducted+sheet.Adjusted, sheet.Total)
	}
	if sheet.Total < 0 || sheet.Total > set.Max {
		t.Errorf("total %d leaves 0..%d", sheet.Total, set.Max)
	}
}

func TestACeilingIsALineOfItsOwn(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	sheet := rule.Evaluate(set, answered(answered(perfect(), "CT1", "yes"), "CT2", "yes"))
	last := sheet.Lines[len(sheet.Lines)-1]
	if last.Code != "ĐC3" || last.Part != rule.PartAdjustment || last.Points != -300 || sheet.Adjusted != -300 || sheet.Bonus != 300 {
		t.Errorf("last line %+v, adjusted %d, bonus %d", last, sheet.Adjusted, sheet.Bonus)
	}
	if !strings.Contains(last.Rule, "không quá 100 điểm") {
		t.Errorf("the line says %q", last.Rule)
	}

	set.Bonus.Criteria[1].Max = 1 // one hundredth above the ceiling is above it
	if sheet = rule.Evaluate(set, answered(perfect(), "CT2", "yes")); sheet.Total != 10000 || sheet.Adjusted != -1 {
		t.Errorf("total %d, adjusted %d", sheet.Total, sheet.Adjusted)
	}
	set.Bonus.Criteria[1].Max = 100

	set.Bonus.Max, set.Deductions.Max = 100, 250
	facts := with(with(answered(answered(perfect(), "CT1", "yes"), "CT2", "yes"), "absences_unexcused", 100, 0), "tasks_on_time", 8, 0)
	sheet = rule.Evaluate(set, facts)
	if got := lineOf(t, sheet, "ĐC1").Points; got != -200 {
		t.Errorf("bonus over its ceiling is corrected by %d", got)
	}
	if got := lineOf(t, sheet, "ĐC2").Points; got != 4750 {
		t.Errorf("deductions over their ceiling are corrected by %d", got)
	}
	if sheet.Total != 9050 {
		t.Errorf("total %d, want 100 - 8 + 1 - 2.5 points", sheet.Total)
	}
	addsUp(t, set, sheet)
}

func TestWithoutDataACriterionScoresNothingAndSaysSo(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	for name, v := range map[string]rule.Value{
		"not known":       {Num: 100, Den: 100},
		"a ratio of none": known(0, 0),
		"below zero":      known(-1, 100),
		"nonsense":        known(1, -100),
		"beyond bounds":   known(2_000_000_000, 100),
	} {
		facts := without(perfect(), "attendance")
		facts.Values["attendance"] = v
		sheet := rule.Evaluate(set, facts)
		l := lineOf(t, sheet, "II.2")
		if l.Known || l.Points != 0 || l.Value != "chưa có số liệu" || l.Reachable != 500 || !l.ByHand || sheet.Missing != 1 {
			t.Errorf("%s: %+v, missing %d", name, l, sheet.Missing)
		}
	}
	if l := lineOf(t, rule.Evaluate(set, without(perfect(), "I.1")), "I.1"); l.Known || l.Value != "chưa chấm" {
		t.Errorf("a criterion by hand that nobody answered: %+v", l)
	}
}

func TestAnAnswerNeedsAReasonAndGivesWayToData(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	facts := without(perfect(), "attendance")
	facts.Answers["II.2"] = rule.Answer{Choice: "9500", Reason: "  "}
	if l := lineOf(t, rule.Evaluate(set, facts), "II.2"); l.Known {
		t.Errorf("an answer without a reason counts: %+v", l)
	}
	facts = answered(facts, "II.2", "9500")
	l := lineOf(t, rule.Evaluate(set, facts), "II.2")
	if l.Points != 500 || !l.ByHand || l.Reason != "theo hồ sơ" || l.By != "Trần Thị Bình" || !l.At.Equal(day(2022, 12, 5)) {
		t.Errorf("the answer is not on the line: %+v", l)
	}
	l = lineOf(t, rule.Evaluate(set, with(facts, "attendance", 85, 100)), "II.2")
	if l.Points != 200 || l.ByHand || l.Reason != "" {
		t.Errorf("the answer outweighs the data: %+v", l)
	}
}

func TestALineSaysItsValueAndItsRule(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	half := func(f rule.Facts) rule.Facts { f.Cadence = rule.HalfYear; return f }
	for _, c := range []struct {
		code        string
		facts       rule.Facts
		value, rule string
		reachable   int
	}{
		{"II.2", with(perfect(), "attendance", 949, 999), "949/999 (94,99 %)", "từ 90 % đến dưới 95 %: 4 điểm", 100},
		{"II.2", with(perfect(), "attendance", 1, 2000), "1/2.000 (0,05 %)", "dưới 85 %: 0 điểm", 500},
		{"II.1", with(perfect(), "meeting_quality", 8125, 0), "81,25 điểm", "từ 80 điểm đến dưới 90 điểm: 8 điểm", 200},
		{"I.2", with(perfect(), "tasks_on_time", 2, 0), "2 việc trễ hạn", "mỗi việc trễ hạn trừ 1 điểm", 0},
		{"I.2", with(perfect(), "tasks_on_time", 20, 0), "20 việc trễ hạn", "mỗi việc trễ hạn trừ 1 điểm, trừ nhiều nhất 8 điểm", 0},
		{"I.2", perfect(), "không có việc trễ hạn", "không trừ", 0},
		{"II.3", half(with(perfect(), "thematic_meetings", 1, 0)), "1 buổi chuyên đề", "yêu cầu 2, thiếu 1, mỗi lần thiếu trừ 2 điểm", 200},
		{"II.3", perfect(), "4 buổi chuyên đề", "yêu cầu 4, đủ", 0},
		{"III.2", perfect(), "1", "có đăng ký và giữ được: 4 điểm", 0},
		{"IV.4", with(perfect(), "recruitment", 0, 0), "nơi không giao chỉ tiêu", "tính đủ 5 điểm", 0},
		{"I.1", answered(perfect(), "I.1", "9000"), "từ 90 % đến dưới 95 %", "từ 90 % đến dưới 95 %: 6 điểm", 400},
		{"I.4", answered(perfect(), "I.4", "200"), "đạt loại khá", "đạt loại khá: 2 điểm", 200},
		{"TR1", with(perfect(), "late_packets", 9, 0), "9 tháng gửi trễ", "mỗi tháng gửi trễ trừ 0,5 điểm, trừ nhiều nhất 3 điểm", 0},
	} {
		l := lineOf(t, rule.Evaluate(set, c.facts), c.code)
		if l.Value != c.value || l.Rule != c.rule || l.Reachable != c.reachable {
			t.Errorf("%s says %q, %q, can still earn %d; want %q, %q, %d", c.code, l.Value, l.Rule, l.Reachable, c.value, c.rule, c.reachable)
		}
	}
}

func TestConditionsAreMetNotMetOrUnknown(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	half := func(f rule.Facts) rule.Facts { f.Cadence = rule.HalfYear; return f }
	for _, c := range []struct {
		code   string
		facts  rule.Facts
		met    rule.Met
		byHand bool
		why    string
	}{
		{"ĐK1", perfect(), rule.MetYes, true, "người trả lời: đạt"},
		{"ĐK1", answered(perfect(), "ĐK1", "no"), rule.MetNo, true, "người trả lời: không đạt"},
		{"ĐK1", answered(perfect(), "ĐK1", "maybe"), rule.MetUnknown, true, "chưa có người trả lời"},
		{"ĐK1", without(perfect(), "ĐK1"), rule.MetUnknown, true, "chưa có người trả lời"},
		{"ĐK2", perfect(), rule.MetYes, false, "đảng viên bị kỷ luật: 0; đảng viên không hoàn thành nhiệm vụ: 0"},
		{"ĐK2", with(perfect(), "discipline_cases", 1, 0), rule.MetNo, false, "đảng viên bị kỷ luật: 1, yêu cầu không có; đảng viên không hoàn thành nhiệm vụ: 0"},
		{"ĐK2", without(perfect(), "members_failed"), rule.MetUnknown, true, "đảng viên bị kỷ luật: 0; đảng viên không hoàn thành nhiệm vụ: chưa có số liệu; chưa có người trả lời"},
		{"ĐK2", answered(without(perfect(), "members_failed"), "ĐK2", "yes"), rule.MetYes, true, "đảng viên bị kỷ luật: 0; đảng viên không hoàn thành nhiệm vụ: chưa có số liệu; người trả lời: đạt"},
		{"ĐK2", answered(with(without(perfect(), "members_failed"), "discipline_cases", 2, 0), "ĐK2", "yes"), rule.MetNo, false, "đảng viên bị kỷ luật: 2, yêu cầu không có; đảng viên không hoàn thành nhiệm vụ: chưa có số liệu"},
		{"ĐK4", with(perfect(), "members_assigned", 19, 20), rule.MetNo, false, "đảng viên được phân công: 19/20 (95 %), yêu cầu đủ 100 %"},
		{"ĐK4", with(perfect(), "members_assigned", 0, 0), rule.MetUnknown, true, "đảng viên được phân công: chưa có số liệu; chưa có người trả lời"},
		{"ĐK5", with(perfect(), "pledges_made", 99999, 100000), rule.MetNo, false, "đảng viên có bản cam kết: 99.999/100.000 (99,99 %), yêu cầu đủ 100 %"},
		{"ĐK6", perfect(), rule.MetYes, false, "kỳ sinh hoạt thường kỳ: 12/12 (100 %); buổi sinh hoạt chuyên đề: 4"},
		{"ĐK6", with(perfect(), "meetings_held", 11, 12), rule.MetNo, false, "kỳ sinh hoạt thường kỳ: 11/12 (91,66 %), yêu cầu đủ 100 %; buổi sinh hoạt chuyên đề: 4"},
		{"ĐK6", with(perfect(), "thematic_meetings", 3, 0), rule.MetNo, false, "kỳ sinh hoạt thường kỳ: 12/12 (100 %); buổi sinh hoạt chuyên đề: 3, yêu cầu từ 4"},
		{"ĐK6", half(with(with(perfect(), "meetings_held", 6, 6), "thematic_meetings", 2, 0)), rule.MetYes, false, "kỳ sinh hoạt thường kỳ: 6/6 (100 %); buổi sinh hoạt chuyên đề: 2"},
	} {
		var got rule.ConditionResult
		for _, r := range rule.Evaluate(set, c.facts).Conditions {
			if r.Code == c.code {
				got = r
			}
		}
		if got.Met != c.met || got.ByHand != c.byHand || got.Why != c.why {
			t.Errorf("%s is %s (by hand %v): %q; want %s (%v): %q", c.code, got.Met, got.ByHand, got.Why, c.met, c.byHand, c.why)
		}
	}
}

func TestTheGapNamesWhatStandsBeforeTheNextLevel(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	if next := rule.Evaluate(set, perfect()).Next; next != nil {
		t.Errorf("nothing stands above the best level, yet %+v", next)
	}
	next := rule.Evaluate(set, answered(with(perfect(), "discipline_cases", 1, 0), "ĐK3", "no")).Next
	if next == nil || next.Level.Key != "dat" || next.Points != 0 || !cmp.Equal(next.Conditions, []string{"ĐK2", "ĐK3"}) {
		t.Errorf("enough points, two conditions open: %+v", next)
	}
	next = rule.Evaluate(set, rule.Facts{}).Next
	if next == nil || next.Level.Key != "can_dat" || next.Points != 8000 || next.Conditions != nil {
		t.Errorf("an empty sheet is one step from “cận đạt”: %+v", next)
	}
}

func TestASheetSurvivesStoring(t *testing.T) {
	t.Parallel()
	facts := with(perfect(), "discipline_cases", 1, 0)
	v := facts.Values["attendance"]
	v.Evidence = []rule.Evidence{{Kind: "meeting", ID: 7, Title: "Sinh hoạt tháng 5", On: day(2022, 5, 3)}}
	facts.Values["attendance"] = v
	sheet := rule.Evaluate(tsvm(t), facts)
	data, err := json.Marshal(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var again rule.Sheet
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sheet, again); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersAreRefusedInWords(t *testing.T) {
	t.Parallel()
	set := tsvm(t)
	if err := set.CheckAnswer("X.9", "yes", "x", rule.WholeYear); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("an unknown code gives %v", err)
	}
	err := set.CheckAnswer("I.5", "maybe", " ", rule.WholeYear)
	fields := apperr.FieldsOf(err)
	if apperr.KindOf(err) != apperr.KindInvalid || len(fields) != 2 || fields[0].Name != "choice" || fields[1].Name != "reason" {
		t.Errorf("two faults give %v", err)
	}
	if err := set.CheckAnswer("ĐK1", "yes", "có quyết định", rule.WholeYear); err != nil {
		t.Errorf("a good answer to a condition gives %v", err)
	}
	if set.Options("X.9", rule.WholeYear) != nil {
		t.Error("an unknown code has options")
	}
}

func TestASetCountsFromItsFirstDayToItsLast(t *testing.T) {
	t.Parallel()
	set := rule.Set{ValidFrom: rule.Day{Time: day(2022, 1, 1)}}
	if set.InForce(day(2021, 12, 31)) || !set.InForce(day(2022, 1, 1)) || !set.InForce(day(2050, 1, 1)) {
		t.Error("an open set counts on the wrong days")
	}
	set.ValidTo = rule.Day{Time: day(2023, 1, 1)}
	if !set.InForce(day(2022, 12, 31)) || set.InForce(day(2023, 1, 1)) {
		t.Error("a closed set counts on the wrong days")
	}
}

func BenchmarkEvaluate(b *testing.B) {
	set, facts := tsvm(b), perfect()
	b.ReportAllocs()
	for b.Loop() {
		rule.Evaluate(set, facts)
	}
}
