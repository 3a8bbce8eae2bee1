// Package rule is how a score and a level are made: rule sets as data, and [Evaluate], which applies one to facts.
//
// A set says what is scored, from which figure or by whose hand, what must be met besides the points, and which level
// follows. Evaluating is pure: no clock, no database, no floats; points and percentages are integers of a hundredth,
// so the lines of a sheet add up to its total exactly. What must never happen: a score whose reason cannot be shown, a
// figure written into code that belongs in a set.
package rule

import (
	"slices"
	"time"
)

// Cadence is the length of period that a sheet is made for.
type Cadence string

// The cadences.
const (
	HalfYear  Cadence = "half"
	WholeYear Cadence = "year"
)

// Amount is a number of the set that may differ between a half-year and a year. In a file it is one number, or
// {"half": 2, "year": 4}.
type Amount struct{ Half, Year int }

// For is the amount that counts for a period of this length.
func (a Amount) For(c Cadence) int {
	if c == HalfYear {
		return a.Half
	}
	return a.Year
}

// Day is a date of a set, written 2022-01-31 in a file. The zero Day is none.
type Day struct{ time.Time }

// Source names a text that the set rests on.
type Source struct {
	Title string `json:"title"`
	Note  string `json:"note,omitempty"`
}

// Set is one version of a set of criteria. Once published it never changes.
type Set struct {
	Key        string      `json:"key"`
	Version    int         `json:"version"`
	Title      string      `json:"title"`
	Sample     bool        `json:"sample"` // ours, not an official sheet: the title then says "mẫu"
	UnitKinds  []string    `json:"unit_kinds"`
	Cadences   []Cadence   `json:"cadences"`
	ValidFrom  Day         `json:"valid_from"`
	ValidTo    Day         `json:"valid_to,omitzero"` // the first day no longer
	Basis      []Source    `json:"basis"`
	Max        int         `json:"max"`
	Groups     []Group     `json:"groups"`
	Bonus      Extra       `json:"bonus,omitzero"`
	Deductions Extra       `json:"deductions,omitzero"`
	Conditions []Condition `json:"conditions"`
	Levels     []Level     `json:"levels"` // best first
}

// Group is a heading with its criteria.
type Group struct {
	Code     string      `json:"code"`
	Title    string      `json:"title"`
	Max      int         `json:"max"`
	Criteria []Criterion `json:"criteria"`
}

// Extra is what is added or taken off besides the groups. Max bounds all of it together; 0 leaves deductions unbounded.
type Extra struct {
	Max      int         `json:"max,omitempty"`
	Criteria []Criterion `json:"criteria"`
}

// IsZero reports whether there is nothing in it.
func (e Extra) IsZero() bool { return e.Max == 0 && len(e.Criteria) == 0 }

// Criterion is one line of the sheet. For a deduction Max is the most that it takes off; 0 leaves it unbounded.
type Criterion struct {
	Code   string `json:"code"`
	Title  string `json:"title"`
	Max    int    `json:"max,omitempty"`
	Source string `json:"source"`
	How    How    `json:"how"`
}

// Method is a way of scoring.
type Method string

// The methods. Bands, cases and lines read an indicator; without one, a person says which band, how many cases, how much.
const (
	YesNo  Method = "yes_no" // all the points or none, by hand
	Choice Method = "choice" // one of several wordings with points, by hand
	Bands  Method = "bands"  // the highest threshold that is reached gives the points
	Cases  Method = "cases"  // from the full points down, so much for each case
	Linear Method = "linear" // in proportion between two values, rounded down
)

// Measure says how an indicator's figure is read.
type Measure string

// The measures. Thresholds of a ratio are hundredths of a percent, of points hundredths of a point.
const (
	Ratio  Measure = "ratio"  // Num of Den
	Points Measure = "points" // Num is hundredths of a point
	Count  Measure = "count"  // Num is a number of things
)

// How says how a criterion is scored; which fields count depends on the method.
type How struct {
	Method    Method   `json:"method"`
	Indicator string   `json:"indicator,omitempty"`
	Measure   Measure  `json:"measure,omitempty"`
	NoTarget  string   `json:"no_target,omitempty"` // words for a ratio of nothing, which then earns full points; without them it is no data
	Options   []Choose `json:"options,omitempty"`
	Bands     []Band   `json:"bands,omitempty"`
	Case      string   `json:"case,omitempty"` // what is counted, in words: "việc trễ hạn"
	Minus     Amount   `json:"minus,omitzero"`
	Required  Amount   `json:"required,omitzero"` // when given, a case is each one missing from this number
	Least     int      `json:"least,omitempty"`   // no deduction goes below this
	From      Amount   `json:"from,omitzero"`     // a line gives Least points up to here
	To        Amount   `json:"to,omitzero"`       // and full points from here
}

// Choose is one wording that a person may choose, with its points.
type Choose struct {
	Label  string `json:"label"`
	Points int    `json:"points"`
}

// Band gives points from a threshold up to the next higher band. Label, when given, replaces the range in words.
type Band struct {
	From   Amount `json:"from"`
	Points int    `json:"points"`
	Label  string `json:"label,omitempty"`
}

// Condition gives no points, but without it a level that needs conditions is out of reach. Without checks it is answered by hand.
type Condition struct {
	Code   string  `json:"code"`
	Title  string  `json:"title"`
	Source string  `json:"source"`
	Checks []Check `json:"checks,omitempty"`
}

// Check is a bound on one indicator: at least or at most so much.
type Check struct {
	Indicator string  `json:"indicator"`
	Measure   Measure `json:"measure"`
	Label     string  `json:"label"`
	AtLeast   *Amount `json:"at_least,omitempty"`
	AtMost    *Amount `json:"at_most,omitempty"`
}

// Level is a result: from so many points on, and with the conditions met where it needs them.
type Level struct {
	Key             string `json:"key"`
	Name            string `json:"name"`
	AtLeast         int    `json:"at_least"`
	NeedsConditions bool   `json:"needs_conditions,omitempty"`
}

// InForce reports whether the set counts on a day.
func (s Set) InForce(day time.Time) bool {
	return !day.Before(s.ValidFrom.Time) && (s.ValidTo.IsZero() || day.Before(s.ValidTo.Time))
}

// Indicators lists the keys that the set reads, each once, in order.
func (s Set) Indicators() []string {
	var keys []string
	for _, c := range s.criteria() {
		if c.How.Indicator != "" {
			keys = append(keys, c.How.Indicator)
		}
	}
	for _, c := range s.Conditions {
		for _, check := range c.Checks {
			keys = append(keys, check.Indicator)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Unlisted lists the keys that the set reads and the catalogue does not have: their criteria stay by hand.
func (s Set) Unlisted(catalogue []string) []string {
	return slices.DeleteFunc(s.Indicators(), func(key string) bool { return slices.Contains(catalogue, key) })
}

// Part says where in the sheet a line stands.
type Part string

// The parts of a sheet.
const (
	PartCriterion  Part = "criterion"
	PartBonus      Part = "bonus"
	PartDeduction  Part = "deduction"
	PartAdjustment Part = "adjustment"
)

// placed is a criterion and where it stands.
type placed struct {
	Criterion
	part  Part
	group string
}

// criteria lists every criterion in the order of the sheet.
func (s Set) criteria() []placed {
	var list []placed
	for _, g := range s.Groups {
		for _, c := range g.Criteria {
			list = append(list, placed{c, PartCriterion, g.Code})
		}
	}
	for _, c := range s.Bonus.Criteria {
		list = append(list, placed{c, PartBonus, ""})
	}
	for _, c := range s.Deductions.Criteria {
		list = append(list, placed{c, PartDeduction, ""})
	}
	return list
}

// find gives the criterion with a code.
func (s Set) find(code string) (placed, bool) {
	for _, c := range s.criteria() {
		if c.Code == code {
			return c, true
		}
	}
	return placed{}, false
}

// condition gives the condition with a code.
func (s Set) condition(code string) (Condition, bool) {
	for _, c := range s.Conditions {
		if c.Code == code {
			return c, true
		}
	}
	return Condition{}, false
}

// ByHand reports whether only a person can say what the criterion or condition with this code deserves.
func (s Set) ByHand(code string) bool {
	if c, ok := s.find(code); ok {
		return c.How.Indicator == ""
	}
	c, ok := s.condition(code)
	return ok && len(c.Checks) == 0
}
