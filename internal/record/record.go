// Package record is what all books of records have in common: a [Book] checks drafts with the same rules whether they come from a form
// or from a list, writes them in one statement, keeps who did so and why, and has a place for files; [Stands] tells a day outside
// the life of a unit or of a member; [Filter] and [Listing] are how a book is read. What a kind of record is, its own room says.
//
// It alone writes record_keys, which make one record of a form that was sent twice, and the tables of the kinds that have no room of their
// own yet: admissions and recruitment_targets, resolution_targets and target_results. What must
// never happen: a record that counts where or when nothing happened, or one that goes without its reason in the trail.
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
