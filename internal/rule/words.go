package rule

import (
	"fmt"
	"strconv"

	"tusoi/internal/vi"
)

// noData and noAnswer stand where a value is missing.
const (
	noData   = "chưa có số liệu"
	noAnswer = "chưa chấm"
)

// words writes a figure or a threshold.
func (m Measure) words(n int) string {
	switch m {
	case Ratio:
		return vi.Percent(n)
	case Points:
		return vi.Points(n)
	}
	return vi.Int(n)
}

// figure writes an indicator's figure with both sides of a ratio: "118/120 (98,33 %)".
func (m Measure) figure(v Value, r reading) string {
	if m == Ratio {
		return fmt.Sprintf("%s/%s (%s)", vi.Int(v.Num), vi.Int(v.Den), vi.Percent(r.floor()))
	}
	return m.words(r.floor())
}

// bandLabel is a band in words: "từ 90 % đến dưới 95 %".
func (h How) bandLabel(i int, cadence Cadence) string {
	from := h.Measure.words(h.Bands[i].From.For(cadence))
	switch {
	case h.Bands[i].Label != "":
		return h.Bands[i].Label
	case i == 0:
		return "từ " + from
	}
	upTo := h.Measure.words(h.Bands[i-1].From.For(cadence))
	if i == len(h.Bands)-1 {
		return "dưới " + upTo
	}
	return "từ " + from + " đến dưới " + upTo
}

// lineWords is the rule of a line in words.
func (c placed) lineWords(cadence Cadence) string {
	from, to := c.How.From.For(cadence), c.How.To.For(cadence)
	return fmt.Sprintf("từ %s trở lên được %s, đến %s được %s, ở giữa tính theo tỷ lệ",
		c.How.Measure.words(to), vi.Points(c.Max), c.How.Measure.words(from), vi.Points(c.How.Least))
}

// Option is one answer that a person may give: Value is stored, Label is shown.
type Option struct {
	Value  string
	Label  string
	Points int
}

func (o Option) words() string { return o.Label + ": " + vi.Points(o.Points) }

const yes, no = "yes", "no"

// Options lists the answers to the criterion or condition with this code, best first; nil for an unknown code.
func (s Set) Options(code string, cadence Cadence) []Option {
	if c, ok := s.find(code); ok {
		return c.options(cadence)
	}
	if _, ok := s.condition(code); ok {
		return []Option{{Value: yes, Label: "Đạt"}, {Value: no, Label: "Không đạt"}}
	}
	return nil
}

func (c placed) options(cadence Cadence) []Option {
	switch c.How.Method {
	case YesNo:
		return c.yesNoOptions()
	case Choice:
		list := make([]Option, len(c.How.Options))
		for i, o := range c.How.Options {
			list[i] = Option{strconv.Itoa(o.Points), o.Label, o.Points}
		}
		return list
	case Bands:
		list := make([]Option, len(c.How.Bands))
		for i, b := range c.How.Bands {
			list[i] = Option{strconv.Itoa(b.From.For(cadence)), c.How.bandLabel(i, cadence), b.Points}
		}
		return list
	case Cases:
		return c.caseOptions(cadence)
	}
	return c.lineOptions(cadence)
}

func (c placed) yesNoOptions() []Option {
	switch c.part {
	case PartBonus:
		return []Option{{yes, "Có", c.Max}, {no, "Không", 0}}
	case PartDeduction:
		return []Option{{no, "Không", 0}, {yes, "Có", -c.Max}}
	}
	return []Option{{yes, "Đạt", c.Max}, {no, "Không đạt", 0}}
}

// mostOptions bounds the list of an open-ended count.
const mostOptions = 31

// caseOptions counts from the best number on until another case takes nothing more off.
func (c placed) caseOptions(cadence Cadence) []Option {
	required := c.How.Required.For(cadence)
	var list []Option
	for n := range mostOptions {
		count := n
		if required > 0 {
			count = required - n
		}
		if count < 0 {
			break
		}
		m := c.markCases(reading{int64(count), 1}, cadence)
		if n > 0 && m.points == list[n-1].Points {
			break
		}
		list = append(list, Option{strconv.Itoa(count), m.value, m.points})
	}
	return list
}

// lineOptions offers about twenty steps of a line.
func (c placed) lineOptions(cadence Cadence) []Option {
	from, to := c.How.From.For(cadence), c.How.To.For(cadence)
	step := max(1, (to-from)/20)
	var list []Option
	for n := to; n > from; n -= step {
		list = append(list, c.lineOption(n, cadence))
	}
	return append(list, c.lineOption(from, cadence))
}

func (c placed) lineOption(n int, cadence Cadence) Option {
	m := c.markLinear(reading{int64(n), 1}, cadence)
	return Option{strconv.Itoa(n), m.value, m.points}
}

// Explain says in words how the criterion or condition with this code is judged, one line for each part of its rule.
func (s Set) Explain(code string, cadence Cadence) []string {
	if c, ok := s.find(code); ok {
		return c.explain(cadence)
	}
	c, ok := s.condition(code)
	if !ok {
		return nil
	}
	if len(c.Checks) == 0 {
		return []string{"người có trách nhiệm trả lời đạt hay không đạt, kèm lý do"}
	}
	list := make([]string, len(c.Checks))
	for i, check := range c.Checks {
		list[i] = check.Label + ": " + check.bound(cadence)
	}
	return list
}

func (c placed) explain(cadence Cadence) []string {
	var list []string
	switch c.How.Method {
	case Linear:
		list = []string{c.lineWords(cadence)}
	case Cases:
		list = []string{c.caseWords(cadence)}
	default:
		for _, o := range c.options(cadence) {
			list = append(list, o.words())
		}
	}
	if c.How.NoTarget != "" {
		list = append(list, c.How.NoTarget+": "+vi.Points(c.Max))
	}
	return list
}

func (c placed) caseWords(cadence Cadence) string {
	minus := vi.Points(c.How.Minus.For(cadence))
	words := fmt.Sprintf("mỗi %s trừ %s", c.How.Case, minus)
	if required := c.How.Required.For(cadence); required > 0 {
		words = fmt.Sprintf("từ %d %s: %s; mỗi lần thiếu trừ %s", required, c.How.Case, vi.Points(c.Max), minus)
	} else if c.part != PartDeduction {
		words = fmt.Sprintf("không có %s: %s; %s", c.How.Case, vi.Points(c.Max), words)
	}
	if c.part == PartDeduction && c.Max > 0 {
		words += ", trừ nhiều nhất " + vi.Points(c.Max)
	}
	if c.part != PartDeduction && c.How.Least > 0 {
		words += ", còn ít nhất " + vi.Points(c.How.Least)
	}
	return words
}

// bound is what a check asks for, in words.
func (k Check) bound(cadence Cadence) string {
	if k.AtMost != nil {
		if most := k.AtMost.For(cadence); most > 0 {
			return "yêu cầu không quá " + k.Measure.words(most)
		}
		return "yêu cầu không có"
	}
	least := k.AtLeast.For(cadence)
	if k.Measure == Ratio && least == percent100 {
		return "yêu cầu đủ 100 %"
	}
	return "yêu cầu từ " + k.Measure.words(least)
}
