// Package meeting keeps the meetings of cells: when, about what, who was there, who spoke, what was decided, and how good the meeting was
// by the sheet of its day.
//
// It alone writes meetings. The counts that figures read always agree with the attendance by name, where there is one, and a score
// with the record: both are computed anew at every change. What must never happen: more who came than there were, or a score that
// the record no longer supports.
package meeting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/meeting/quality"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// Kind is what a sitting was.
type Kind string

// The kinds. Both is a regular and a thematic meeting in one sitting.
const (
	Regular  Kind = "regular"
	Thematic Kind = "thematic"
	Both     Kind = "both"
)

// Kinds lists the kinds in the order of a form.
func Kinds() []Kind { return []Kind{Regular, Thematic, Both} }

// Label is the kind's name on the screen.
func (k Kind) Label() string {
	switch k {
	case Regular:
		return "Thường kỳ"
	case Thematic:
		return "Chuyên đề"
	case Both:
		return "Thường kỳ và chuyên đề"
	}
	return string(k)
}

// IsRegular reports whether the sitting counts as the regular meeting.
func (k Kind) IsRegular() bool { return k == Regular || k == Both }

// State is whether a member was there.
type State string

// The states of an attendance.
const (
	Present State = "present"
	Excused State = "excused"
	Absent  State = "absent"
)

// States lists the states in the order of a form.
func States() []State { return []State{Present, Excused, Absent} }

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Present:
		return "Có mặt"
	case Excused:
		return "Vắng có lý do"
	case Absent:
		return "Vắng không lý do"
	}
	return string(s)
}

// Attendance is one member of the cell at a meeting.
type Attendance struct {
	MemberID int64  `json:"member"`
	State    State  `json:"state"`
	Reason   string `json:"reason,omitempty"` // of who is excused
	Spoke    bool   `json:"spoke,omitempty"`
}

// Opinion is what one person said.
type Opinion struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Item is one point of the agenda.
type Item struct {
	Title      string    `json:"title"`
	Presenter  string    `json:"presenter,omitempty"`
	Opinions   []Opinion `json:"opinions,omitempty"`
	Conclusion string    `json:"conclusion,omitempty"`
}

// Draft is a meeting as it is written into the book. People is the attendance of all who had to come, or empty where only the counts
// are known; Mending tells a meeting of the drive "tự soi, tự sửa"; Duties are the tasks of the month to come, a line each. Quality
// is a score from elsewhere, in hundredths, nil for none; where the sheet is filled in it is what the sheet says.
type Draft struct {
	CellID       int64        `json:"cell_id"`
	HeldOn       time.Time    `json:"held_on"`
	Kind         Kind         `json:"kind"`
	Theme        string       `json:"theme"`
	Mending      bool         `json:"mending"`
	Begins       Clock        `json:"begins"`
	Ends         Clock        `json:"ends"`
	Place        string       `json:"place"`
	Chair        string       `json:"chair"`
	Secretary    string       `json:"secretary"`
	Guests       string       `json:"guests"`
	Expected     int          `json:"expected"`
	Attended     int          `json:"attended"`
	Excused      int          `json:"excused"`
	People       []Attendance `json:"people"`
	Agenda       []Item       `json:"agenda"`
	Resolution   string       `json:"resolution"`
	Duties       []string     `json:"duties"`
	VotesFor     int          `json:"votes_for"`
	VotesAgainst int          `json:"votes_against"`
	VotesOther   int          `json:"votes_other"`
	Quality      *int         `json:"quality"`
}

// Settled is the draft as it is kept: the counts are those of the attendance by name, where there is one.
func (d Draft) Settled() Draft {
	d.People, d.Agenda, d.Duties = append([]Attendance{}, d.People...), append([]Item{}, d.Agenda...), append([]string{}, d.Duties...)
	slices.SortFunc(d.People, func(a, b Attendance) int { return cmp.Compare(a.MemberID, b.MemberID) })
	if len(d.People) > 0 {
		d.Expected, d.Attended, d.Excused = len(d.People), d.count(Present), d.count(Excused)
	}
	return d
}

func (d Draft) count(s State) int {
	n := 0
	for _, a := range d.People {
		if a.State == s {
			n++
		}
	}
	return n
}

// Spoke is how many members spoke.
func (d Draft) Spoke() int {
	n := 0
	for _, a := range d.People {
		if a.Spoke {
			n++
		}
	}
	return n
}

// Absent is how many stayed away without a reason.
func (d Draft) Absent() int { return d.Expected - d.Attended - d.Excused }

// Minutes is how long the meeting was; 0 when that is not known.
func (d Draft) Minutes() int {
	if d.Begins == 0 || d.Ends == 0 {
		return 0
	}
	return int(d.Ends - d.Begins)
}

// Title is the meeting in a few words.
func (d Draft) Title() string {
	return fmt.Sprintf("Sinh hoạt %s ngày %s", vi.LowerFirst(d.Kind.Label()), vi.Date(d.HeldOn))
}

// listed is what a list says of a meeting.
type listed struct {
	cell                        int64
	day                         time.Time
	kind                        Kind
	theme, place, chair         string
	mending                     bool
	begins, ends                Clock
	expected, attended, excused int
	quality                     int
}

func (d Draft) listed() listed {
	q := -1
	if d.Quality != nil {
		q = *d.Quality
	}
	return listed{d.CellID, d.HeldOn, d.Kind, d.Theme, d.Place, d.Chair, d.Mending, d.Begins, d.Ends, d.Expected, d.Attended, d.Excused, q}
}

// bare reports whether a draft says no more than a list does.
func (d Draft) bare() bool {
	return len(d.People)+len(d.Agenda)+len(d.Duties)+d.VotesFor+d.VotesAgainst+d.VotesOther == 0 && d.Secretary+d.Guests+d.Resolution == ""
}

// Row is a meeting as it stands in the book. Sheet is the quality sheet that it was scored on, "" for none, and Answers what was chosen
// by hand.
type Row struct {
	ID      int64
	Version int
	Draft
	UnitName  string
	AboveName string
	Sheet     string
	Answers   map[string]int
	record.Counted
}

// Level is how good the meeting was; "" while it is not known.
func (r Row) Level() quality.Level {
	if r.Quality == nil {
		return ""
	}
	s, ok := quality.Find(r.Sheet)
	if !ok {
		if s, ok = quality.On(r.HeldOn); !ok {
			return ""
		}
	}
	return s.Of(*r.Quality)
}

// Service reads and writes meetings.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Book is the book of meetings.
func (s *Service) Book() *record.Book[Draft] {
	return &record.Book[Draft]{
		DB: s.DB, Now: s.Now, Kind: "meeting", Write: authz.MeetingWrite, Read: authz.RecordRead,
		Check: s.check, Insert: insert, Update: update, Delete: remove, Hold: hold,
		Reads: func(ctx context.Context, actor authz.Actor, id int64) (int64, error) {
			r, err := s.Get(ctx, actor, id)
			return r.CellID, err
		},
		Unit:  func(d Draft) int64 { return d.CellID },
		Title: Draft.Title,
	}
}
