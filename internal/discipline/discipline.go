// Package discipline keeps the decisions of discipline about members and organisations: form, contents, posts, whose decision it
// is, since when it holds, and whether it was appealed against or cancelled.
//
// It alone writes disciplines. Who is named, the number and the text are for the inspection board and for the committee directly above the
// cell; everybody else reads counts, in which no cell is named. What must never happen: a name, a number or a text of a
// decision on a page, in a file, in the trail or in a log of anybody else. Striking a probationary member off the list is no
// discipline and has no place here.
package discipline

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// Form is how severe a decision is.
type Form string

// The forms, the mildest first. Struck is none of them: it is refused with the sentence that says so.
const (
	Reprimand   Form = "reprimand"
	Warning     Form = "warning"
	Removal     Form = "removal"
	Expulsion   Form = "expulsion"
	Dissolution Form = "dissolution"
	Struck      Form = "struck"
)

// Forms lists the forms in the order of a form's choice.
func Forms() []Form { return []Form{Reprimand, Warning, Removal, Expulsion, Dissolution} }

// Label is the form's name on the screen.
func (f Form) Label() string {
	switch f {
	case Reprimand:
		return "Khiển trách"
	case Warning:
		return "Cảnh cáo"
	case Removal:
		return "Cách chức"
	case Expulsion:
		return "Khai trừ"
	case Dissolution:
		return "Giải tán"
	}
	return string(f)
}

// ends reports whether a decision of the form lapses by itself.
func (f Form) ends() bool { return f == Reprimand || f == Warning || f == Removal }

// Level is whose decision it is.
type Level string

// The levels, from below.
const (
	Cell       Level = "cell"
	Grassroots Level = "grassroots"
	Board      Level = "board"
	Committee  Level = "committee"
	Province   Level = "province"
	Central    Level = "central"
)

// Levels lists the levels in the order of a form's choice.
func Levels() []Level { return []Level{Cell, Grassroots, Board, Committee, Province, Central} }

// Label is the level's name on the screen.
func (l Level) Label() string {
	switch l {
	case Cell:
		return "Chi bộ"
	case Grassroots:
		return "Cấp ủy cơ sở"
	case Board:
		return "Ủy ban Kiểm tra của cấp ủy"
	case Committee:
		return "Cấp ủy, ban thường vụ cấp trên cơ sở"
	case Province:
		return "Cấp tỉnh"
	case Central:
		return "Trung ương"
	}
	return string(l)
}

// local reports whether a grassroots committee writes decisions of the level.
func (l Level) local() bool { return l == Cell || l == Grassroots }

// Draft is a decision as it is written into the book. MemberID is 0 for an organisation. InForceFrom is the day of signing unless
// another was given; AppealedOn and CancelledOn are the zero time while nothing of the kind happened.
type Draft struct {
	UnitID, MemberID int64
	Form             Form
	Contents         []string // keys of the list of the day, sorted as they are kept
	CommitteeMember  bool     // who is disciplined sat in a committee (cấp ủy viên)
	Post             string   // what they held
	RemovedFrom      string   // what was taken away, for a removal
	Level            Level
	DecisionNumber   string
	DecidedOn        time.Time
	InForceFrom      time.Time
	Summary          string
	AppealedOn       time.Time
	CancelledOn      time.Time
	CancelNumber     string
}

// settled is the draft with what is left to its default.
func (d Draft) settled() Draft {
	if d.InForceFrom.IsZero() {
		d.InForceFrom = d.DecidedOn
	}
	return d
}

// Row is a decision as it stands in the book.
type Row struct {
	ID      int64
	Version int
	Draft
	UnitName   string
	MemberName string // "" for an organisation
	CardNumber string
	BirthDate  *time.Time
	AgainOn    *time.Time // the next decision about the same subject within the twelve months
}

// Who is who was disciplined.
func (r Row) Who() string {
	if r.MemberName != "" {
		return r.MemberName
	}
	return r.UnitName
}

// yearsInForce is after how many years a decision lapses by itself, without appeal or relapse.
const yearsInForce = 1

// LapsesOn is the day on which the decision lapses by itself; the zero time when it does not.
func (r Row) LapsesOn() time.Time {
	if !r.Form.ends() || !r.CancelledOn.IsZero() || !r.AppealedOn.IsZero() || r.AgainOn != nil {
		return time.Time{}
	}
	return vi.Anniversary(r.InForceFrom, yearsInForce)
}

// Standing is how the decision stands on a day, in words.
func (r Row) Standing(today time.Time) string {
	end := r.LapsesOn()
	switch {
	case !r.CancelledOn.IsZero():
		return "Đã hủy từ ngày " + vi.Date(r.CancelledOn)
	case r.InForceFrom.After(today):
		return "Có hiệu lực từ ngày " + vi.Date(r.InForceFrom)
	case !r.AppealedOn.IsZero():
		return "Đang có hiệu lực, có khiếu nại ngày " + vi.Date(r.AppealedOn)
	case r.AgainOn != nil:
		return "Đang có hiệu lực, tái phạm: có quyết định ngày " + vi.Date(*r.AgainOn)
	case end.IsZero():
		return "Đang có hiệu lực"
	case end.After(today):
		return "Đang có hiệu lực, tự chấm dứt ngày " + vi.Date(end) + " nếu không tái phạm, không khiếu nại"
	}
	return "Đã tự chấm dứt hiệu lực ngày " + vi.Date(end)
}

// Service reads and writes decisions.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
	// ModelChanged is told of cells and years whose decisions changed: the model that a cell registered for is lost at once.
	ModelChanged ModelChanged
}

// ModelChanged looks again, inside the transaction that changes the book, whether cells keep the model in years.
type ModelChanged func(ctx context.Context, tx pgx.Tx, scope authz.Scope, units []int64, years []int32) error

// Book is the book of discipline with its rules. Its trail names nobody in its summaries.
func (s *Service) Book() *record.Book[Draft] {
	return &record.Book[Draft]{
		DB: s.DB, Now: s.Now, Kind: "discipline", Write: authz.DisciplineWrite, Read: authz.DisciplineRead,
		Check: s.check, May: may, Insert: s.insert, Update: s.update, Delete: s.remove, Hold: hold,
		Reads: func(ctx context.Context, actor authz.Actor, id int64) (int64, error) {
			r, err := s.Get(ctx, actor, id)
			return r.UnitID, err
		},
		Unit:  func(d Draft) int64 { return d.UnitID },
		Title: func(Draft) string { return "Quyết định kỷ luật" },
	}
}
