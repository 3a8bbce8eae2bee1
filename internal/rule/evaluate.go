package rule

import (
	"cmp"
	"slices"
	"strings"

	"tusoi/internal/vi"
)

// Evaluate applies a set, as [Parse] gives it, to facts. It is a function of its arguments alone: the same set and the
// same facts give the same sheet for ever, whatever the order in which evidence was found.
func Evaluate(set Set, facts Facts) Sheet {
	sheet := Sheet{Key: set.Key, Version: set.Version, Title: set.Title, Cadence: facts.Cadence, Max: set.Max}
	for _, g := range set.Groups {
		sheet.Groups = append(sheet.Groups, Subtotal{Code: g.Code, Title: g.Title, Max: g.Max})
	}
	for _, c := range set.criteria() {
		sheet.add(c.line(facts))
	}
	sheet.adjust(set)
	for _, c := range set.Conditions {
		sheet.Conditions = append(sheet.Conditions, c.judge(facts))
	}
	sheet.rate(set.Levels)
	return sheet
}

// add appends a line and counts it in every sum that it belongs to.
func (s *Sheet) add(l Line) {
	s.Lines = append(s.Lines, l)
	s.Total += l.Points
	switch l.Part {
	case PartBonus:
		s.Bonus += l.Points
	case PartDeduction:
		s.Deducted += l.Points
	case PartAdjustment:
		s.Adjusted += l.Points
	case PartCriterion:
		if !l.Known {
			s.Missing++
		}
		for i := range s.Groups {
			if s.Groups[i].Code == l.Group {
				s.Groups[i].Points += l.Points
			}
		}
	}
}

// The codes of the lines that a ceiling or a floor adds; no criterion may have them.
const (
	adjustBonus      = "ĐC1"
	adjustDeductions = "ĐC2"
	adjustTotal      = "ĐC3"
)

// adjust keeps bonus, deductions and total within their bounds by lines of their own, so that the lines still add up.
func (s *Sheet) adjust(set Set) {
	if over := s.Bonus - set.Bonus.Max; over > 0 {
		s.add(adjustment(adjustBonus, -over, "điểm cộng không quá "+vi.Points(set.Bonus.Max)))
	}
	if over := -s.Deducted - set.Deductions.Max; set.Deductions.Max > 0 && over > 0 {
		s.add(adjustment(adjustDeductions, over, "điểm trừ không quá "+vi.Points(set.Deductions.Max)))
	}
	if over := s.Total - set.Max; over > 0 {
		s.add(adjustment(adjustTotal, -over, "tổng điểm không quá "+vi.Points(set.Max)))
	}
	if s.Total < 0 {
		s.add(adjustment(adjustTotal, -s.Total, "tổng điểm không dưới 0 điểm"))
	}
}

func adjustment(code string, points int, words string) Line {
	return Line{Code: code, Title: "Điều chỉnh theo mức giới hạn", Part: PartAdjustment, Points: points, Known: true, Value: vi.Points(points), Rule: words}
}

// line scores one criterion: by its figure, else by hand, else not at all.
func (c placed) line(facts Facts) Line {
	l := Line{Code: c.Code, Group: c.group, Title: c.Title, Part: c.part, Max: c.Max, Indicator: c.How.Indicator}
	if c.part == PartDeduction {
		l.Max = 0
	}
	if m, v, ok := c.byFigure(facts); ok {
		l.take(m)
		l.Evidence = ordered(v.Evidence)
		return l
	}
	l.ByHand = true
	a := facts.Answers[c.Code]
	if m, ok := c.markChoice(a.Choice, facts.Cadence); ok && strings.TrimSpace(a.Reason) != "" {
		l.take(m)
		l.Reason, l.By, l.At = a.Reason, a.By, a.At
		return l
	}
	l.Value, l.Reachable = noAnswer, l.Max
	l.Rule = "chưa tính điểm"
	if c.How.Indicator != "" {
		l.Value = noData
	}
	return l
}

func (l *Line) take(m mark) {
	l.Known, l.Points, l.Value, l.Rule = true, m.points, m.value, m.rule
	if !m.lost && l.Part != PartDeduction {
		l.Reachable = l.Max - l.Points
	}
}

// byFigure scores a criterion by its indicator; false when it has none, or no data.
func (c placed) byFigure(facts Facts) (mark, Value, bool) {
	v := facts.Values[c.How.Indicator]
	if c.How.Indicator == "" {
		return mark{}, v, false
	}
	r, none, ok := c.How.Measure.read(v)
	switch {
	case !ok || none && c.How.NoTarget == "":
		return mark{}, v, false
	case none:
		return mark{points: c.Max, value: c.How.NoTarget, rule: "tính đủ " + vi.Points(c.Max)}, v, true
	}
	m := c.markNumber(r, facts.Cadence)
	if c.How.Method != Cases {
		m.value = c.How.Measure.figure(v, r)
	}
	return m, v, true
}

// ordered is the evidence by date, kind and number, whatever the order in which it was found.
func ordered(list []Evidence) []Evidence {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Evidence) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Title, b.Title))
	})
	return list
}

// judge decides a condition. A check that fails decides it; an answer is asked for only where no figure speaks.
func (c Condition) judge(facts Facts) ConditionResult {
	result := ConditionResult{Code: c.Code, Title: c.Title, Met: MetYes}
	var why []string
	var evidence []Evidence
	for _, check := range c.Checks {
		met, words := check.hold(facts)
		why = append(why, words)
		evidence = append(evidence, facts.Values[check.Indicator].Evidence...)
		switch {
		case met == MetNo:
			result.Met = MetNo
		case met == MetUnknown && result.Met == MetYes:
			result.Met = MetUnknown
		}
	}
	result.Why, result.Evidence = strings.Join(why, "; "), ordered(evidence)
	if result.Met == MetUnknown || len(c.Checks) == 0 {
		result.ask(facts.Answers[c.Code])
	}
	return result
}

// ask lets an answer decide where no figure does.
func (r *ConditionResult) ask(a Answer) {
	r.ByHand, r.Met = true, MetUnknown
	words := "chưa có người trả lời"
	if strings.TrimSpace(a.Reason) != "" && (a.Choice == yes || a.Choice == no) {
		r.Met, words = MetNo, "người trả lời: không đạt"
		if a.Choice == yes {
			r.Met, words = MetYes, "người trả lời: đạt"
		}
		r.Reason, r.By, r.At = a.Reason, a.By, a.At
	}
	if r.Why != "" {
		words = r.Why + "; " + words
	}
	r.Why = words
}

// hold reads one check against its figure.
func (k Check) hold(facts Facts) (Met, string) {
	v := facts.Values[k.Indicator]
	r, none, ok := k.Measure.read(v)
	if !ok || none {
		return MetUnknown, k.Label + ": " + noData
	}
	words := k.Label + ": " + k.Measure.figure(v, r)
	met := k.AtLeast != nil && r.atLeast(k.AtLeast.For(facts.Cadence)) ||
		k.AtMost != nil && r.num <= int64(k.AtMost.For(facts.Cadence))*r.den
	if met {
		return MetYes, words
	}
	return MetNo, words + ", " + k.bound(facts.Cadence)
}

// rate finds the level, and what stands before the next better one.
func (s *Sheet) rate(levels []Level) {
	var unmet []string
	for _, c := range s.Conditions {
		if c.Met != MetYes {
			unmet = append(unmet, c.Code)
		}
	}
	for _, l := range levels {
		if s.Total >= l.AtLeast && (!l.NeedsConditions || len(unmet) == 0) {
			s.Level = l
			return
		}
		s.Next = &Gap{Level: l, Points: max(0, l.AtLeast-s.Total)}
		if l.NeedsConditions {
			s.Next.Conditions = unmet
		}
	}
}
