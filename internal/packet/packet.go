// Package packet is a cell's month on its way up: open, sent, read above, approved or given back with a reason.
//
// It alone writes packets. Whoever writes in a cell's month locks its packet first, through [Service.LockTx]: so its state is
// sure, two writers take turns, and the figures recomputed in the same transaction are right. A packet that was sent is
// frozen; only the committee directly above the cell decides on it, and nobody over that committee's head.
package packet

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
)

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// GivenBack tells whom it concerns that a packet was given back, inside the transaction that did so.
type GivenBack func(ctx context.Context, tx pgx.Tx, scope authz.Scope, cell int64) error

// Service reads packets and moves them on.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
	GivenBack    GivenBack // nil where nobody is told
}

// State is where a packet stands.
type State string

// The states of a packet.
const (
	Open     State = "open"
	Sent     State = "sent"
	Taken    State = "taken" // frozen while the level above reads it
	Approved State = "approved"
	Returned State = "returned"
)

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Open:
		return "Đang ghi"
	case Sent:
		return "Đã gửi, chờ duyệt"
	case Taken:
		return "Cấp trên đang xem"
	case Approved:
		return "Đã duyệt"
	case Returned:
		return "Bị trả lại"
	}
	return string(s)
}

// Editable reports whether the cell may still write.
func (s State) Editable() bool { return s == Open || s == Returned }

// Sendable reports whether the cell may send it: not what was sent already.
func (s State) Sendable() bool { _, ok := next[s][send]; return ok }

// event is what moves a packet on.
type event string

const (
	send     event = "send"
	take     event = "take"
	approve  event = "approve"
	giveBack event = "return"
)

// next is the whole life of a packet: what is not here cannot happen.
var next = map[State]map[event]State{
	Open:     {send: Sent},
	Returned: {send: Sent},
	Sent:     {take: Taken, approve: Approved, giveBack: Returned},
	Taken:    {approve: Approved, giveBack: Returned},
}

// Packet is one cell's month as a whole.
type Packet struct {
	CellID     int64
	CellName   string
	ParentName string // of the unit above, to whom it is sent
	ParentID   int64
	CellPath   string
	AbovePath  string // of the committee that decides on it: the one directly above, past a sub-committee
	CellKind   string
	Month      period.Period `db:"-"` // or the quarter
	Before     period.Period `db:"-"` // the period before it, by the committee's calendar
	After      period.Period `db:"-"`
	State      State
	deadline.Due
	FirstSentAt  *time.Time
	SentAt       *time.Time
	SentBy       string
	DecidedAt    *time.Time
	DecidedBy    string
	ReturnReason string
	Summary      string
}

// DecidedHere reports whether a decision on the packet is the actor's: nobody decides over the head of the committee
// directly above the cell, and so nobody on their own packet.
func (p Packet) DecidedHere(actor authz.Actor) bool { return decides(actor, p.AbovePath) }

// ReadClosely reports whether the actor may read what is for the cell and the committee directly above it alone: what the
// conduct check found. Who stands higher sees counts.
func (p Packet) ReadClosely(actor authz.Actor) bool {
	for _, post := range actor.Posts {
		if (post.Path == p.CellPath || post.Path == p.AbovePath) && authz.Allows(post.Role, authz.ReviewRead) {
			return true
		}
	}
	return false
}

func decides(actor authz.Actor, above string) bool {
	for _, post := range actor.Posts {
		if post.Path == above && authz.Allows(post.Role, authz.PacketDecide) {
			return true
		}
	}
	return false
}
