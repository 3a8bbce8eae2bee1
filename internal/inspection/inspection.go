// Package inspection keeps what the Party's checks are about: the yearly plans of inspection and supervision with what became of each check, and the
// register of cells for the model "good inspection, and no member breaks the rules to the point of discipline".
//
// It alone writes inspections and model_registrations. That a cell lost the model because a member was disciplined is known
// from the book of discipline alone: nobody types it, and nobody takes it back here. What must never happen: a member's name, or the day of
// a decision, in why a cell lost the model, for who may not read the book of discipline.
package inspection

import (
	"context"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// Kind is what is done: to look into something and judge it, or to watch it go on.
type Kind string

// The kinds.
const (
	Inspection  Kind = "inspection"
	Supervision Kind = "supervision"
)

// Kinds lists the kinds in the order of a form.
func Kinds() []Kind { return []Kind{Inspection, Supervision} }

// Label is the kind's name on the screen.
func (k Kind) Label() string {
	switch k {
	case Inspection:
		return "Kiểm tra"
	case Supervision:
		return "Giám sát"
	}
	return string(k)
}

// Form is how a check comes about.
type Form string

// The forms. Supervision is regular or thematic only.
const (
	Regular  Form = "regular"
	Periodic Form = "periodic"
	Thematic Form = "thematic"
	Signs    Form = "signs"
)

// Forms lists the forms in the order of a form's choice.
func Forms() []Form { return []Form{Regular, Periodic, Thematic, Signs} }

// Label is the form's name on the screen.
func (f Form) Label() string {
	switch f {
	case Regular:
		return "Thường xuyên"
	case Periodic:
		return "Định kỳ"
	case Thematic:
		return "Chuyên đề"
	case Signs:
		return "Khi có dấu hiệu vi phạm"
	}
	return string(f)
}

// Body is who checks.
type Body string

// The bodies.
const (
	Cell      Body = "cell"
	Committee Body = "committee"
	Board     Body = "board"
)

// Bodies lists the bodies in the order of a form.
func Bodies() []Body { return []Body{Cell, Committee, Board} }

// Label is the body's name on the screen.
func (b Body) Label() string {
	switch b {
	case Cell:
		return "Chi bộ"
	case Committee:
		return "Cấp ủy"
	case Board:
		return "Ủy ban Kiểm tra"
	}
	return string(b)
}

// Check is a check as it is written into the book. UnitID is whose plan it is, TargetID the organisation that is checked, MemberID a member of
// it or 0. PlannedOn is the last day of a month where WholeMonth is true; outside the plan it is the day of beginning. DoneOn is the
// zero time until it is done.
type Check struct {
	UnitID           int64     `json:"unit_id"`
	TargetID         int64     `json:"target_id"`
	MemberID         int64     `json:"member_id"`
	Body             Body      `json:"body"`
	Kind             Kind      `json:"kind"`
	Form             Form      `json:"form"`
	Subject          string    `json:"subject"`
	InPlan           bool      `json:"in_plan"`
	PlannedOn        time.Time `json:"planned_on"`
	WholeMonth       bool      `json:"whole_month"`
	Number           string    `json:"number"`
	Team             string    `json:"team"`
	DoneOn           time.Time `json:"done_on"`
	ConclusionNumber string    `json:"conclusion_number"`
	Conclusion       string    `json:"conclusion"`
}

// Planned is when the check is planned, as people write it: a day, or a month.
func (c Check) Planned() string {
	if c.WholeMonth {
		return c.PlannedOn.Format("01/2006")
	}
	return vi.Date(c.PlannedOn)
}

// State is how far a check has come.
type State string

// The states of a check, which are also what a list is narrowed to.
const (
	Done    State = "done"
	Waiting State = "waiting"
	Overdue State = "overdue"
)

// States lists the states in the order of a form.
func States() []State { return []State{Overdue, Waiting, Done} }

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Done:
		return "Đã làm"
	case Waiting:
		return "Chưa đến hạn"
	case Overdue:
		return "Quá hạn"
	}
	return string(s)
}

// State is how far the check has come on a day.
func (c Check) State(today time.Time) State {
	switch {
	case !c.DoneOn.IsZero():
		return Done
	case c.PlannedOn.Before(today):
		return Overdue
	}
	return Waiting
}

// CheckRow is a check as it stands in the book.
type CheckRow struct {
	ID      int64
	Version int
	Check
	record.Counted
	UnitName, UnitKind     string
	TargetName, TargetKind string
	MemberName, CardNumber string // "" when it is about the organisation
	BirthDate              *time.Time
}

// Who is who is checked.
func (r CheckRow) Who() string {
	if r.MemberName != "" {
		return r.MemberName
	}
	return r.TargetName
}

// Service reads and writes checks and registrations.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Book is the book of checks with its rules.
func (s *Service) Book() *record.Book[Check] {
	return &record.Book[Check]{
		DB: s.DB, Now: s.Now, Kind: "inspection", Write: authz.InspectionWrite, Read: authz.RecordRead,
		Check: s.check, Insert: insert, Update: update, Delete: remove, Hold: hold,
		Reads: func(ctx context.Context, actor authz.Actor, id int64) (int64, error) {
			r, err := s.Get(ctx, actor, id)
			return r.UnitID, err
		},
		Unit:  func(c Check) int64 { return c.UnitID },
		Title: func(c Check) string { return c.Kind.Label() + " " + vi.LowerFirst(c.Form.Label()) + ": " + c.Subject },
	}
}
