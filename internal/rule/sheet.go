package rule

import "time"

// Facts is what a sheet is made from: figures with their evidence by indicator key, and answers by the code of the
// criterion or condition.
type Facts struct {
	Cadence Cadence
	Values  map[string]Value
	Answers map[string]Answer
}

// Value is one indicator's figure for the cell and the period. Known false, like no Value at all, is no data.
type Value struct {
	Num, Den int64
	Known    bool
	Evidence []Evidence
}

// Evidence is one row behind a figure.
type Evidence struct {
	Kind  string    `json:"kind"`
	ID    int64     `json:"id"`
	Title string    `json:"title"`
	On    time.Time `json:"on"`
}

// Answer is what a person decided, and why. Choice is the Value of one of [Set.Options]. Without a reason it does not count.
type Answer struct {
	Choice string
	Reason string
	By     string
	At     time.Time
}

// Sheet is a cell's score with everything it is made of. Its lines add up to Total.
type Sheet struct {
	Key        string            `json:"key"`
	Version    int               `json:"version"`
	Title      string            `json:"title"`
	Cadence    Cadence           `json:"cadence"`
	Lines      []Line            `json:"lines"`
	Groups     []Subtotal        `json:"groups"`
	Bonus      int               `json:"bonus"`
	Deducted   int               `json:"deducted"` // never above 0
	Adjusted   int               `json:"adjusted"` // what ceilings and floors took or gave
	Total      int               `json:"total"`
	Max        int               `json:"max"`
	Missing    int               `json:"missing"` // criteria that nobody can score yet
	Conditions []ConditionResult `json:"conditions"`
	Level      Level             `json:"level"`
	Next       *Gap              `json:"next,omitempty"` // nil at the best level
}

// Line is one criterion's part of the score.
type Line struct {
	Code      string     `json:"code"`
	Group     string     `json:"group,omitempty"`
	Title     string     `json:"title"`
	Part      Part       `json:"part"`
	Max       int        `json:"max"`
	Points    int        `json:"points"`
	Reachable int        `json:"reachable"` // what could still be earned in the period
	Known     bool       `json:"known"`
	ByHand    bool       `json:"by_hand"` // scored by an answer, or waiting for one
	Indicator string     `json:"indicator,omitempty"`
	Value     string     `json:"value"` // in words: "118/120 (98,33 %)"
	Rule      string     `json:"rule"`  // what applied, in words: "từ 95 %: 5 điểm"
	Evidence  []Evidence `json:"evidence,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	By        string     `json:"by,omitempty"`
	At        time.Time  `json:"at,omitzero"`
}

// Subtotal is what a group adds up to.
type Subtotal struct {
	Code   string `json:"code"`
	Title  string `json:"title"`
	Max    int    `json:"max"`
	Points int    `json:"points"`
}

// Met is whether a condition holds.
type Met string

// The answers to a condition. Unknown counts as not met.
const (
	MetUnknown Met = "unknown"
	MetYes     Met = "yes"
	MetNo      Met = "no"
)

// ConditionResult says whether a condition holds, and why.
type ConditionResult struct {
	Code     string     `json:"code"`
	Title    string     `json:"title"`
	Met      Met        `json:"met"`
	ByHand   bool       `json:"by_hand"` // decided by an answer, or waiting for one
	Why      string     `json:"why"`
	Evidence []Evidence `json:"evidence,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	By       string     `json:"by,omitempty"`
	At       time.Time  `json:"at,omitzero"`
}

// Gap is what stands between a cell and the next better level: points, and conditions by their codes.
type Gap struct {
	Level      Level    `json:"level"`
	Points     int      `json:"points"`
	Conditions []string `json:"conditions,omitempty"`
}
