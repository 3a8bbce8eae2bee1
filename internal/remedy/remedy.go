// Package remedy is the life of what fell short: opened in a cell's month, put off with a reason, reported mended, and
// verified by somebody else.
//
// It alone writes remedies and remedy_notes. A remedy is opened from a month sheet inside the transaction of
// [tusoi/internal/review], which holds the lock of that month; what a meeting or an inspection found needs no open month.
// Afterwards it goes on under the lock of its own row, whatever became of that month. It is never verified by its owner, nor
// by the cell when the cell is its owner; its first date never moves, and a date is never put off without a reason. Its words
// are read by the cell, the committee directly above and who found it: whoever stands higher sees that it is there.
package remedy

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/period"
	"tusoi/internal/postgres"
)

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// Service reads and writes remedies.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
}

// State is how far a mending has come.
type State string

// The states of a remedy.
const (
	Open       State = "open"
	InProgress State = "in_progress"
	Reported   State = "reported" // waits for somebody else's word
	Verified   State = "verified"
	Carried    State = "carried" // goes on as another remedy, in the cell to which its member moved
)

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Open:
		return "Chưa sửa"
	case InProgress:
		return "Đang sửa"
	case Reported:
		return "Đã báo xong, chờ xác nhận"
	case Verified:
		return "Đã xác nhận"
	case Carried:
		return "Theo đồng chí sang chi bộ khác"
	}
	return string(s)
}

// Mending reports whether there is still something to do: not reported and not verified.
func (s State) Mending() bool { return s == Open || s == InProgress }

// Source is where a shortcoming was found.
type Source string

// The sources of remedies.
const (
	Review     Source = "review" // the month sheet
	Meeting    Source = "meeting"
	Inspection Source = "inspection"
)

// Label is the source's name on the screen.
func (s Source) Label() string {
	switch s {
	case Review:
		return "Tự soi"
	case Meeting:
		return "Sinh hoạt chi bộ"
	case Inspection:
		return "Kiểm tra, giám sát"
	}
	return string(s)
}

// Remedy is a shortcoming and its mending: a member's, or the cell's as a whole.
type Remedy struct {
	ID                int64
	OfCell            bool // the cell answers for it as a whole, through its secretary
	MemberID          int64
	MemberName        string
	CellID            int64
	CellName          string
	CellPath          string
	AbovePath         string // of the committee directly above the cell, past a sub-committee
	AboveName         string
	OpenedMonth       time.Time
	Source            Source
	SourceOn          *time.Time
	SourceBasis       string
	OpenerPath        string // of the unit that found it
	OpenerName        string
	OpenedBy          string
	ThemeID           int64
	ThemeName         string
	Shortcoming       string
	Cause             string
	Action            string
	FirstDueOn        time.Time
	DueOn             time.Time
	Rolls             int
	State             State
	Result            string
	EvidenceNumber    string
	EvidenceLink      string
	ReportedOn        *time.Time
	Returns           int // how often what was reported was found wanting
	ReturnReason      string
	VerifiedOn        *time.Time
	VerifiedBy        string
	RecursID, CheckID int64 // the verified remedy that it repeats, and the record of the check that found it
	Hidden            bool  `db:"-"` // the reader stands too high for its words

	noted bool // a line about its progress was just written
}

// Owner is who has to mend it, in words.
func (r Remedy) Owner() string {
	switch {
	case r.OfCell:
		return "Cả chi bộ"
	case r.MemberName == "":
		return "Một đảng viên"
	}
	return r.MemberName
}

// Title is what it is called: by its words, or by its number for whom they are not.
func (r Remedy) Title() string {
	if r.Hidden {
		return "Việc tự sửa số " + strconv.FormatInt(r.ID, 10)
	}
	return r.Shortcoming
}

// Stubborn is how many delays make a remedy red for the secretary, and listed above.
const Stubborn = 3

// Overdue reports whether its day has passed while it was not verified.
func (r Remedy) Overdue(today time.Time) bool {
	return r.State != Verified && r.State != Carried && r.DueOn.Before(today)
}
