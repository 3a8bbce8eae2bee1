// Package award keeps who was honoured: units and members, by a grassroots organisation, the committee or the levels above it, and the
// Party badges.
//
// It alone writes awards. A badge is never given before its years, but for the reasons that the rules know: Quy định 399
// leaves the conditions to Hướng dẫn 01-HD/TW, which counts from the decision of admission.
package award

import (
	"context"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
)

// Level is whose decision it is.
type Level string

// The levels, from below.
const (
	Grassroots Level = "grassroots"
	Committee  Level = "committee"
	Province   Level = "province"
	Central    Level = "central"
)

// Levels lists the levels in the order of a form.
func Levels() []Level { return []Level{Grassroots, Committee, Province, Central} }

// Label is the level's name on the screen.
func (l Level) Label() string {
	switch l {
	case Grassroots:
		return "Cấp cơ sở"
	case Committee:
		return "Cấp ủy cấp trên cơ sở"
	case Province:
		return "Cấp tỉnh"
	case Central:
		return "Trung ương"
	}
	return string(l)
}

// Kind is what was given.
type Kind string

// The kinds.
const (
	Award        Kind = "award"
	Commendation Kind = "commendation"
	Badge        Kind = "badge"
)

// Kinds lists the kinds in the order of a form.
func Kinds() []Kind { return []Kind{Award, Commendation, Badge} }

// Label is the kind's name on the screen.
func (k Kind) Label() string {
	switch k {
	case Award:
		return "Khen thưởng"
	case Commendation:
		return "Biểu dương"
	case Badge:
		return "Huy hiệu Đảng"
	}
	return string(k)
}

// Draft is an award as it is written into the book. MemberID is 0 for a unit; BadgeYears is 0 unless it is a badge; Early
// says why a badge comes before its years ("" when it does not).
type Draft struct {
	UnitID, MemberID int64
	Level            Level
	Kind             Kind
	Title            string // what it is called: Giấy khen, Bằng khen …
	Theme            string // for what: a year, a resolution, a drive
	DecisionNumber   string
	DecidedOn        time.Time
	BadgeYears       int
	Early            string
}

// Row is an award as it stands in the book.
type Row struct {
	ID      int64
	Version int
	Draft
	record.Counted
	UnitName   string
	MemberName string // "" for a unit
	CardNumber string
	BirthDate  *time.Time
}

// Who is who was honoured.
func (r Row) Who() string {
	if r.MemberName != "" {
		return r.MemberName
	}
	return r.UnitName
}

// Service reads and writes awards.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Book is the award book with its rules.
func (s *Service) Book() *record.Book[Draft] {
	return &record.Book[Draft]{
		DB: s.DB, Now: s.Now, Kind: "award", Write: authz.AwardWrite, Read: authz.RecordRead,
		Check: s.check, Insert: insert, Update: update, Delete: remove, Hold: hold,
		Reads: func(ctx context.Context, actor authz.Actor, id int64) (int64, error) {
			r, err := s.Get(ctx, actor, id)
			return r.UnitID, err
		},
		Unit:  func(d Draft) int64 { return d.UnitID },
		Title: func(d Draft) string { return d.Kind.Label() + ": " + d.Title },
	}
}
