// Package compare tells what a list of organisations, of members or of records would change: read and plan, without writing.
//
// It is pure and writes no table: the same list, tree, roll and day give the same plan. Rows of records are judged further by their own
// rooms, through package book. A plan says of every row what would
// happen: new, changed field by field, the same, or refused with a sentence and the column at fault. What must never
// happen: an empty cell that erases what is known, a person matched by a name alone, a number guessed.
package compare

import (
	"tusoi/internal/intake/workbook"
	"tusoi/internal/member"
	"tusoi/internal/org"
)

// Kind says what a file lists.
type Kind string

// The kinds of list.
const (
	Units     Kind = "units"
	Members   Kind = "members"
	Awards    Kind = "awards"
	Documents Kind = "documents"
	Sessions  Kind = "sessions"

	Disciplines Kind = "disciplines"
	Inspections Kind = "inspections"
	Models      Kind = "models"
	Complaints  Kind = "complaints"
	Meetings    Kind = "meetings"
)

// labels are the kinds' names on the screen.
var labels = map[Kind]string{
	Units: "Danh sách tổ chức đảng", Members: "Danh sách đảng viên",
	Awards: "Sổ khen thưởng, biểu dương", Documents: "Sổ văn bản phải học tập", Sessions: "Sổ học tập, quán triệt",
	Disciplines: "Sổ kỷ luật", Inspections: "Sổ kiểm tra, giám sát", Models: "Sổ đăng ký mô hình kiểm tra, giám sát", Complaints: "Số lượng đơn thư", Meetings: "Sổ sinh hoạt chi bộ",
}

// Label is the kind's name on the screen.
func (k Kind) Label() string { return labels[k] }

// Within is the kind's name inside a sentence.
func (k Kind) Within() string { return lowerFirst(k.Label()) }

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
	Sheet       string              // the name of the sheet that was read
	Uses        []workbook.Use      // where the columns were read
	Unused      []string            // the headings of columns that were not
	Chosen      bool                // somebody chose the columns
	Spellings   []workbook.Spelling // how the columns with letters were read
	Rows        []Row
	Absent      int    // members of the file's cells whom the file does not name; they stay as they are
	Fingerprint string // equal for equal plans

	Members member.Import // what a members' list would write
	Units   org.Import    // what a list of organisations would write
	Records any           // what a list of records would write: the drafts of the new ones
}

func newPlan(k Kind, s workbook.Sheet) Plan {
	return Plan{Kind: k, Sheet: s.Name, Uses: s.Uses(), Unused: s.Unused(), Chosen: s.Chosen, Spellings: s.Spellings, Rows: make([]Row, len(s.Lines))}
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
