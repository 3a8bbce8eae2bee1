package demo

import (
	"time"

	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/ranking"
	"tusoi/internal/rule"
)

// answers scores by hand, for the half-year that runs and the one before, what no record feeds. Most cells do well; the
// conditions, which no points can replace, hold in about half of them.
func (s *source) answers(set int64, rules rule.Set, cells []org.Unit, now time.Time) []ranking.LoadedAnswer {
	running := period.HalfOf(s.today)
	var list []ranking.LoadedAnswer
	for _, p := range []period.Period{running.Prev(), running} {
		for _, code := range byHand(rules) {
			options := rules.Options(code, rule.HalfYear)
			if len(options) == 0 {
				continue
			}
			for _, c := range cells {
				choice, reason := s.choose(options, code)
				list = append(list, ranking.LoadedAnswer{
					SetID: set, CellID: c.ID, Period: p, Criterion: code, Choice: choice, Reason: reason, By: "Phạm Thị Thu",
					At: now.Add(-time.Duration(s.r.IntN(72)+1) * time.Hour),
				})
			}
		}
	}
	return list
}

// byHand are the codes of criteria and conditions that a person answers, without bonus and deductions.
func byHand(rules rule.Set) []string {
	var codes []string
	for _, g := range rules.Groups {
		for _, k := range g.Criteria {
			if rules.ByHand(k.Code) {
				codes = append(codes, k.Code)
			}
		}
	}
	for _, k := range rules.Conditions {
		codes = append(codes, k.Code)
	}
	return codes
}

func (s *source) choose(options []rule.Option, code string) (choice, reason string) {
	best, rest := options[0], options[len(options)-1]
	for _, o := range options {
		if o.Points > best.Points {
			best = o
		}
	}
	if best.Points == 0 { // a condition: yes first
		best = options[0]
	}
	odds := 6 // one in so many is not the best
	if code == "ĐK1" {
		odds = 2
	}
	if s.r.IntN(odds) != 0 {
		return best.Value, "Theo hồ sơ chi bộ gửi và kiểm tra của đảng ủy cơ sở."
	}
	if len(options) > 2 {
		rest = options[1+s.r.IntN(len(options)-1)]
	}
	return rest.Value, "Đối chiếu biên bản sinh hoạt, còn thiếu so với yêu cầu."
}
