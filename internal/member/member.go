// Package member keeps the people of the committee's lists and where each of them takes part.
//
// It alone writes members and memberships. A membership is dated: a change of cell or of state closes one row and opens
// the next, so that a past month is always counted as it was. Identity numbers leave this package masked, except to whoever
// asks to see one, which is noted. Nobody is ever deleted: who leaves has an end and a reason. The one way back is to undo
// the import that brought somebody, while nothing else is written about them.
package member

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/member/part"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
)

// What part somebody takes is worded in package part.
type (
	Standing   = part.Standing
	Kind       = part.Kind
	State      = part.State
	Employment = part.Employment
)

// The standings, kinds and states of package part.
const (
	Full         = part.Full
	Probationary = part.Probationary
	Cadre        = part.Cadre

	Work      = part.Work
	Residence = part.Residence
	Beyond    = part.Beyond

	Active    = part.Active
	Exempt    = part.Exempt
	Away      = part.Away
	Suspended = part.Suspended
)

// Member is a person. Dates that are not known are nil; with BirthYearOnly only the year of BirthDate is meant.
type Member struct {
	ID             int64
	FullName       string
	FamilyName     string
	MiddleName     string
	GivenName      string
	CardNumber     string
	IdentityNumber string
	BirthDate      *time.Time
	BirthYearOnly  bool
	DecidedOn      *time.Time // of the decision of admission; years in the Party count from here
	AdmittedOn     *time.Time // of the ceremony; probation counts from here
	OfficialOn     *time.Time
	Standing       Standing
	PartyPost      string
	StatePost      string // chức vụ chính quyền
	MassPost       string // chức vụ đoàn thể
	Job            string
	Employment     Employment // of who is no Party member
}

// Membership is a member's part in a cell from a day to another; ValidTo is the first day no longer.
type Membership struct {
	ID        int64
	MemberID  int64
	UnitID    int64
	Kind      Kind
	State     State
	ValidFrom time.Time
	ValidTo   *time.Time
	EndReason string
}

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// Carried are members who go from one cell to another; the three slices belong together. Back tells that a move of the day
// is taken back, as if it had never been.
type Carried struct {
	Members, From, To []int64
	Back              bool
}

// Follow lets what is still to be done follow its members to another cell, from a day, inside the mover's transaction.
type Follow func(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, c Carried) error

// Service answers for members and changes them.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
	Follow       []Follow
}
