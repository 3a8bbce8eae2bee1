// Package record keeps the dated evidence that figures and criteria are made from: awards, admissions and their targets,
// documents and their study, meetings, inspections, the inspection model, and the targets of the resolution.
//
// It alone writes the tables of these names. Every row has a unit and a date, so that it counts where and when it happened.
package record

import "time"

// RecruitmentTarget is how many members a unit is to admit in a year.
type RecruitmentTarget struct {
	UnitID int64
	Year   int
	Target int
}

// Admission is one member admitted.
type Admission struct {
	ID, UnitID, MemberID int64
	DecisionNumber       string
	AdmittedOn           time.Time
}

// Meeting is one meeting of a cell. Kind is regular or thematic; Quality is hundredths of a point, nil when not scored.
type Meeting struct {
	ID, CellID                  int64
	HeldOn                      time.Time
	Kind, Theme                 string
	Expected, Attended, Excused int
	Quality                     *int
}

// Inspection is one check of the year's plan. Kind is inspection or supervision; DoneOn is nil while it is only planned.
type Inspection struct {
	ID, UnitID int64
	Kind       string
	Subject    string
	PlannedOn  time.Time
	DoneOn     *time.Time
}

// ModelRegistration is a cell that promised, for a year, that no member breaks the rules to the point of discipline.
type ModelRegistration struct {
	UnitID       int64
	Year         int
	RegisteredOn time.Time
	LostOn       *time.Time
	LostReason   string
}

// Target is one target of the resolution, or an activity with a number (Kind target or activity).
type Target struct {
	ID, UnitID           int64
	Kind, Title, Measure string
	Planned              int
	DueOn                time.Time
}

// TargetResult is what was reached of a target on a day, by a unit.
type TargetResult struct {
	ID, TargetID, UnitID int64
	ReachedOn            time.Time
	Amount               int
	Note                 string
}
