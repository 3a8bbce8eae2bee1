package rule

import (
	"fmt"
	"strconv"

	"tusoi/internal/vi"
)

// The bounds of figures and thresholds. Within them no product in this file leaves 64 bits, and no real figure of a
// committee comes near them.
const (
	mostFigure    = 1_000_000_000
	mostThreshold = 100_000
	mostPoints    = 10_000
	mostCases     = 9_999 // that a person may type
	percent100    = 10_000
)

// reading is a figure ready to be held against thresholds, exactly: num/den in the unit of the thresholds.
type reading struct{ num, den int64 }

// atLeast compares without dividing, so that 94,995 % is not 95 %.
func (r reading) atLeast(threshold int) bool { return r.num >= int64(threshold)*r.den }

// floor is the reading rounded down, for showing.
func (r reading) floor() int { return int(r.num / r.den) }

// read makes a reading of a figure. ok is false without usable data; none is true for a ratio of nothing.
func (m Measure) read(v Value) (r reading, none, ok bool) {
	if !v.Known || v.Num < 0 || v.Num > mostFigure {
		return r, false, false
	}
	if m != Ratio {
		return reading{v.Num, 1}, false, true
	}
	if v.Den < 0 || v.Den > mostFigure {
		return r, false, false
	}
	if v.Den == 0 {
		return r, true, true
	}
	return reading{v.Num * percent100, v.Den}, false, true
}

// mark is the result of one criterion: points (below 0 for a deduction) and the words for both sides of it.
type mark struct {
	points      int
	value, rule string
	lost        bool // what is missing cannot be earned any more in the period
}

// markNumber scores a reading.
func (c placed) markNumber(r reading, cadence Cadence) mark {
	switch c.How.Method {
	case Bands:
		return c.markBand(r, cadence)
	case Cases:
		return c.markCases(r, cadence)
	case Linear:
		return c.markLinear(r, cadence)
	}
	return mark{}
}

func (c placed) markBand(r reading, cadence Cadence) mark {
	for i, b := range c.How.Bands {
		if r.atLeast(b.From.For(cadence)) {
			label := c.How.bandLabel(i, cadence)
			return mark{points: b.Points, value: c.How.Measure.words(r.floor()), rule: label + ": " + vi.Points(b.Points)}
		}
	}
	return mark{}
}

func (c placed) markCases(r reading, cadence Cadence) mark {
	n, minus := r.num, int64(c.How.Minus.For(cadence))
	m := mark{value: vi.Int(n) + " " + c.How.Case, lost: true}
	if required := int64(c.How.Required.For(cadence)); required > 0 {
		missing := max(0, required-n)
		m.rule = fmt.Sprintf("yêu cầu %d, đủ", required)
		if missing > 0 {
			m.rule = fmt.Sprintf("yêu cầu %d, thiếu %d, mỗi lần thiếu trừ %s", required, missing, vi.Points(minus))
		}
		n, m.lost = missing, false
	} else if n > 0 {
		m.rule = fmt.Sprintf("mỗi %s trừ %s", c.How.Case, vi.Points(minus))
	} else {
		m.value = "không có " + c.How.Case
		m.rule = "không trừ"
	}
	off := n * minus
	if most := int64(c.mostOff()); most >= 0 && off > most {
		off = most
		m.rule += ", trừ nhiều nhất " + vi.Points(most)
	}
	if c.part == PartDeduction {
		m.points = int(-off)
	} else {
		m.points = c.Max - int(off)
	}
	return m
}

// mostOff is the most that cases take off; below 0 there is no bound.
func (c placed) mostOff() int {
	switch {
	case c.part != PartDeduction:
		return c.Max - c.How.Least
	case c.Max == 0:
		return -1
	}
	return c.Max
}

func (c placed) markLinear(r reading, cadence Cadence) mark {
	from, to := c.How.From.For(cadence), c.How.To.For(cadence)
	m := mark{points: c.How.Least, value: c.How.Measure.words(r.floor()), rule: c.lineWords(cadence)}
	switch {
	case r.atLeast(to):
		m.points = c.Max
	case r.atLeast(from):
		above := r.num - int64(from)*r.den
		m.points += int(int64(c.Max-c.How.Least) * above / (int64(to-from) * r.den))
	}
	return m
}

// markChoice scores a person's choice; false when it is none that the criterion offers.
func (c placed) markChoice(choice string, cadence Cadence) (mark, bool) {
	switch c.How.Method {
	case YesNo, Choice:
		for _, o := range c.options(cadence) {
			if o.Value == choice {
				return mark{points: o.Points, value: o.Label, rule: o.words()}, true
			}
		}
		return mark{}, false
	}
	n, err := strconv.Atoi(choice)
	if err != nil || n < 0 || strconv.Itoa(n) != choice || n > c.mostTyped() {
		return mark{}, false
	}
	m := c.markNumber(reading{int64(n), 1}, cadence)
	if c.How.Method == Bands {
		i := c.bandFrom(n, cadence)
		if i < 0 {
			return mark{}, false
		}
		m.value = c.How.bandLabel(i, cadence)
	}
	return m, true
}

// bandFrom is the band with exactly this threshold: by hand one chooses a band, not a figure; -1 when there is none.
func (c placed) bandFrom(n int, cadence Cadence) int {
	for i, b := range c.How.Bands {
		if b.From.For(cadence) == n {
			return i
		}
	}
	return -1
}

func (c placed) mostTyped() int {
	if c.How.Method == Cases {
		return mostCases
	}
	return mostThreshold
}
