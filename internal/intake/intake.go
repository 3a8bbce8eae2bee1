// Package intake takes the committee's lists of organisations and of members from files: parse → plan → apply.
//
// Parsing and planning are pure. A plan says of every row what would happen: new, changed field by field, the same, or
// refused with a sentence and the column at fault. Applying is one transaction that plans again; when the plan is no
// longer the one that was shown, nothing is written. It alone writes import_runs, where a file waits for at most a day;
// members and units are written by their own rooms. What must never happen: an empty cell that erases what is known, a
// person matched by a name alone, a number guessed.
package intake

import (
	"time"

	"tusoi/internal/member"
	"tusoi/internal/org"
)

// Kind says what a file lists.
type Kind string

// The kinds of list.
const (
	Units   Kind = "units"
	Members Kind = "members"
)

// Label is the kind's name on the screen.
func (k Kind) Label() string {
	if k == Units {
		return "Danh sách tổ chức đảng"
	}
	return "Danh sách đảng viên"
}

// keptFor is how long a file waits to be applied.
const keptFor = 24 * time.Hour

// Fate is what becomes of a row.
type Fate string

// The fates, in the order in which a person should look at them.
const (
	Refused Fate = "refused"
	Altered Fate = "changed"
	New     Fate = "new"
	Same    Fate = "same"
)

// Fates lists the fates, what needs a look first.
func Fates() []Fate { return []Fate{Refused, Altered, New, Same} }

// Label is the fate's name on the screen.
func (f Fate) Label() string {
	switch f {
	case Refused:
		return "Có lỗi"
	case Altered:
		return "Thay đổi"
	case New:
		return "Thêm mới"
	case Same:
		return "Như cũ"
	}
	return string(f)
}

// Change is one field of what is known that the file says otherwise. Identity numbers are masked.
type Change struct{ Field, From, To string }

// Fault is why a row is refused: the heading of the column, the cell's address, and a sentence.
type Fault struct{ Column, Cell, Text string }

// Row is one row of the file and what becomes of it. Number is the one that Excel shows.
type Row struct {
	Number  int
	Fate    Fate
	Name    string
	Place   string // the cell of a member, the organisation above a unit
	Changes []Change
	Faults  []Fault
	Notes   []string // what was left aside, and why
}

// Plan is what a file would do.
type Plan struct {
	Kind        Kind
	Sheet       string // the name of the sheet that was read
	Rows        []Row
	Absent      int    // members of the file's cells whom the file does not name; they stay as they are
	Fingerprint string // equal for equal plans

	members member.Import
	units   org.Import
}

// Count is how many rows have a fate.
func (p Plan) Count(f Fate) int {
	n := 0
	for _, r := range p.Rows {
		if r.Fate == f {
			n++
		}
	}
	return n
}

// Writes is how many rows would write something.
func (p Plan) Writes() int { return p.Count(New) + p.Count(Altered) }

// Run is one file that was given. Kept tells that the file is still there to be applied.
type Run struct {
	ID        int64
	Kind      Kind
	FileName  string
	GivenBy   string
	GivenAt   time.Time
	AppliedAt *time.Time
	Added     int
	Changed   int
	Unchanged int
	Refused   int
	Kept      bool
}
