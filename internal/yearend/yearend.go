// Package yearend keeps the self-review of each member at the year's end (bản kiểm điểm cá nhân): from the draft, which the
// figures of twelve months begin, through the cell's committee and its vote to the level that the committee above decides.
//
// It alone writes year_reviews. The forms are data with years: a year is always written and shown on the form in force in it.
// The texts are for the member, the cell and the committee directly above the cell; who stands higher, and whoever keeps the
// accounts, reads states, levels and counts. What must never happen: a text written over by figures, figures that move after
// the form was handed in, or somebody who comments on or decides their own.
package yearend

import (
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/postgres"

	"tusoi/internal/yearend/form"
)

// Service answers for the year-end reviews and changes them.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// State is how far a form has come.
type State string

// The states of a form. None is one that nobody has begun.
const (
	None      State = ""
	Draft     State = "draft"
	Submitted State = "submitted"
	Commented State = "commented"
	Decided   State = "decided"
)

// States are the states in their order.
func States() []State { return []State{None, Draft, Submitted, Commented, Decided} }

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Draft:
		return "Đang viết"
	case Submitted:
		return "Đã nộp, chờ chi ủy nhận xét"
	case Commented:
		return "Chi bộ đã đề xuất, chờ quyết định"
	case Decided:
		return "Đã quyết định mức"
	}
	return "Chưa viết"
}

// Editable reports whether the member's own part may still be written.
func (s State) Editable() bool { return s == None || s == Draft }

// Event is what somebody does to a form.
type Event string

// The events of a form.
const (
	Write    Event = "write"
	Submit   Event = "submit"
	Comment  Event = "comment"
	Decide   Event = "decide"
	SendBack Event = "return"
)

// next is the whole life of a form: what is not here cannot happen. A comment may be put right until the decision.
var next = map[State]map[Event]State{
	None:      {Write: Draft},
	Draft:     {Write: Draft, Submit: Submitted},
	Submitted: {Comment: Commented, SendBack: Draft},
	Commented: {Comment: Commented, Decide: Decided, SendBack: Submitted},
	Decided:   {SendBack: Commented},
}

// Place is the cell in which a form is written. AbovePath is that of the committee directly above it, past a sub-committee.
type Place struct {
	CellID    int64
	CellName  string
	CellPath  string
	CellType  string
	AboveName string
	AbovePath string
}

// party is what somebody has to do with a form.
type party struct{ own, cell, above bool }

func (p Place) party(a authz.Actor, member int64) party {
	with := party{own: a.MemberID != 0 && a.MemberID == member}
	for _, post := range a.Posts {
		with.cell = with.cell || post.Path == p.CellPath && authz.Allows(post.Role, authz.ReviewWrite)
		with.above = with.above || post.Path == p.AbovePath && authz.Allows(post.Role, authz.PacketDecide)
	}
	return with
}

// may is who does what. The committee above may write the cell's comment down as well: on the form of a secretary who is
// alone in the cell nobody else could.
func (w party) may(from State, e Event) bool {
	switch e {
	case Write, Submit:
		return w.own || w.cell
	case Comment:
		return (w.cell || w.above) && !w.own
	case Decide:
		return w.above && !w.own
	case SendBack:
		return (w.above || w.cell && from == Submitted) && !w.own
	}
	return false
}

// ReadClosely reports whether the actor may read texts of the cell's forms: only the cell and the committee directly above.
func (p Place) ReadClosely(a authz.Actor) bool {
	with := p.party(a, 0)
	return with.cell || with.above
}

// DecidedBy reports whether the actor decides on the cell's forms.
func (p Place) DecidedBy(a authz.Actor) bool { return p.party(a, 0).above }

// Frozen is what a form is based on, as it stood when it was handed in.
type Frozen struct {
	Person form.Person `json:"person"`
	Facts  form.Facts  `json:"facts"`
}

// Current is the year whose forms are being written or decided on a day: from November this one, before it the last.
func Current(today time.Time) int {
	if today.Month() >= time.November {
		return today.Year()
	}
	return today.Year() - 1
}

// ownUntil is the last day on which a member may begin the form of a year; later only the cell's committee enters it.
func ownUntil(year int) time.Time { return time.Date(year+1, time.March, 31, 0, 0, 0, 0, time.UTC) }

// opens is the first day on which a year's form may be written.
func opens(year int) time.Time { return time.Date(year, time.November, 1, 0, 0, 0, 0, time.UTC) }

// asOf is the day on which a year is looked at: its end, or today while it runs.
func asOf(year int, today time.Time) time.Time {
	if end := time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC); end.Before(today) {
		return end
	}
	return today
}
