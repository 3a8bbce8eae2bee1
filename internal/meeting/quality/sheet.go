// Package quality scores a meeting of a cell on the sheet that was in force on its day: what the record says is computed, the rest is
// answered by hand.
//
// It is pure and owns no table: the sheets are files with the day from which they hold, and nothing of a sheet is ever changed once a
// meeting was scored on it; a new wording or other points are a new sheet. Points are hundredths.
package quality

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"time"
)

// Level is how good a meeting was.
type Level string

// The levels, from the best.
const (
	Good    Level = "good"
	Fair    Level = "fair"
	Average Level = "average"
	Weak    Level = "weak"
)

// Levels lists the levels, from the best.
func Levels() []Level { return []Level{Good, Fair, Average, Weak} }

// Label is the level's name on the screen.
func (l Level) Label() string {
	switch l {
	case Good:
		return "Tốt"
	case Fair:
		return "Khá"
	case Average:
		return "Trung bình"
	case Weak:
		return "Kém"
	}
	return string(l)
}

// Sheet is one sheet in one wording.
type Sheet struct {
	Key, Title string
	Basis      string // the documents that lay it down
	Note       string // what the wording is not
	From       time.Time
	Criteria   []Criterion

	least   [3]int // hundredths from which a total is good, fair, average
	minutes int    // how long a meeting has to be
	many    int    // from how many members it has to be longer
	longer  int
	both    int // when a regular and a thematic meeting are one sitting
}

// Criterion is one line of a sheet.
type Criterion struct {
	Code, Group, Text string
	Options           []Option

	by string // what of the record answers it, "" for nothing
}

// Option is one answer of a criterion.
type Option struct {
	Text   string
	Points int

	test  string
	bound int
}

// ByRecord reports whether the record answers it, where it says enough.
func (c Criterion) ByRecord() bool { return c.by != "" }

// Most is the most points that a criterion can bring.
func (c Criterion) Most() int {
	most := 0
	for _, o := range c.Options {
		most = max(most, o.Points)
	}
	return most
}

// Of is the level of a total.
func (s Sheet) Of(total int) Level {
	for i, least := range s.least {
		if total >= least {
			return Levels()[i]
		}
	}
	return Weak
}

// Bounds are the total from which a level begins and the one from which the next better does; hundredths. Nothing lies between those
// of a level that there is not.
func (s Sheet) Bounds(l Level) (least, below int) {
	at := slices.Index(Levels(), l)
	if at < 0 {
		return 0, 0
	}
	below = 10_001
	if at > 0 {
		below = s.least[at-1]
	}
	if at < len(s.least) {
		least = s.least[at]
	}
	return least, below
}

//go:embed sheets/*.txt
var files embed.FS

var all = mustLoad()

// All are the sheets, in the order of their beginning. One holds until the next begins.
func All() []Sheet { return slices.Clone(all) }

// On is the sheet in force on a day; false before the first.
func On(day time.Time) (Sheet, bool) {
	for _, s := range slices.Backward(all) {
		if !s.From.After(day) {
			return s, true
		}
	}
	return Sheet{}, false
}

// Find is a sheet by its key, of whatever time.
func Find(key string) (Sheet, bool) {
	at := slices.IndexFunc(all, func(s Sheet) bool { return s.Key == key })
	if at < 0 {
		return Sheet{}, false
	}
	return all[at], true
}

func mustLoad() []Sheet {
	names, err := fs.Glob(files, "sheets/*.txt")
	if err != nil {
		panic(err)
	}
	var sheets []Sheet
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		s, err := parse(string(data))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		sheets = append(sheets, s)
	}
	slices.SortFunc(sheets, func(a, b Sheet) int { return a.From.Compare(b.From) })
	return sheets
}
