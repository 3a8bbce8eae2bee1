// Package review is the loop itself: what each member of a cell says every month of what was promised and asked, until the
// month is whole and sent.
//
// It alone writes reviews and marks. Whoever writes in a cell's month locks the month's packet first, which is the room of
// [tusoi/internal/packet]. A remedy is therefore opened from here; its life after that is the room of remedies. Nothing is
// written into a month that was sent, and nothing is overwritten that the writer did not see.
package review

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/remedy"
)

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// SettleTask notes that an assignment was marked done on a day, or no longer.
type SettleTask func(ctx context.Context, tx pgx.Tx, actor authz.Actor, assignment int64, done bool, on time.Time) error

// Service reads and writes the months of cells.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
	SettleTask   SettleTask
	Packet       *packet.Service
	Remedy       *remedy.Service
}

// ItemKind says what an item is.
type ItemKind string

// The kinds of items.
const (
	PledgeItem ItemKind = "pledge"
	TaskItem   ItemKind = "task"
)

// The marks of an item, and the answers to the questions about the whole month. "" is not answered yet.
const (
	Done    = "done"
	OnTrack = "on_track"
	NotDone = "not_done"
	NotDue  = "not_due"

	Yes    = "yes"
	Partly = "partly"
	No     = "no"

	Clear = "clear" // none of the signs and rules of the conduct check
	Found = "found" // needs the signs and words

	// Hidden stands for a conduct check that is answered, for readers who may not know how.
	Hidden = "hidden"
)

// Sheet is a cell's month with everybody in it.
type Sheet struct {
	Packet   packet.Packet
	Members  []Member
	Remedies []remedy.Remedy // of the cell as a whole, and hidden ones of members
}

// Member is one person's part of the sheet.
type Member struct {
	ID              int64
	FullName        string
	CardNumber      string
	PartyPost       string
	StatePost       string
	Employment      string          // of who is outside the Party
	Beyond          bool            // takes part outside the Party: comes after the members and is counted apart
	MembershipState string          // active, exempt, away, suspended: only the active are expected
	Items           []Item          `db:"-"`
	Answers         Answers         `db:"-"`
	Remedies        []remedy.Remedy `db:"-"` // not verified yet, or verified in this month
}

// Expected reports whether the member has to review the month.
func (m Member) Expected() bool { return m.MembershipState == "active" }

// AskedConduct reports whether the member looks at the 27 signs and 19 rules. The rules bind Party members alone (Quy định
// 37-QĐ/TW, since 2026 207-QĐ/TW), and the check puts both lists to the Party's own. Kết luận 21-KL/TW brings the others into the
// mending of the system; it does not put the Party's discipline on them.
func (m Member) AskedConduct() bool { return !m.Beyond }

// Unmarked is how many of the items have no mark yet.
func (m Member) Unmarked() int {
	n := 0
	for _, i := range m.Items {
		if i.Mark == "" {
			n++
		}
	}
	return n
}

// unanswered names the questions about the whole month that wait for an answer.
func (m Member) unanswered() []string {
	var list []string
	for _, q := range []struct {
		asked        bool
		answer, name string
	}{
		{true, m.Answers.Substantive, "thực chất"}, {true, m.Answers.Responsible, "hết trách nhiệm"}, {m.AskedConduct(), m.Answers.Conduct, "27 biểu hiện và 19 điều"},
	} {
		if q.asked && q.answer == "" {
			list = append(list, q.name)
		}
	}
	if m.Answers.Conduct == Found && m.Answers.Signs == "" {
		list = append(list, "biểu hiện nào")
	}
	if m.Answers.Conduct == Found && m.Answers.ConductNote == "" {
		list = append(list, "việc gì cụ thể")
	}
	return list
}

// Missing is how much the member's review still lacks.
func (m Member) Missing() int {
	if !m.Expected() {
		return 0
	}
	return m.Unmarked() + len(m.unanswered())
}

// Reviewed reports whether an expected member's review is whole.
func (m Member) Reviewed() bool { return m.Expected() && m.Missing() == 0 }

// Item is something promised or asked that is live in the month, with what was said of it.
type Item struct {
	MemberID  int64
	Kind      ItemKind
	ID        int64
	Text      string
	Target    string // of a pledge
	Giver     string // of a task
	Basis     string // of a task
	DueOn     time.Time
	Mark      string
	Note      string
	UpdatedAt *time.Time
	UpdatedBy string
	Own       bool   // written last by the member in person
	LastMark  string // of the month before
	LastNote  string
}

// Answers are what a member says of the whole month.
type Answers struct {
	MemberID    int64
	Substantive string
	Responsible string
	Conduct     string
	ConductNote string
	Signs       string // of the lists of tusoi/internal/conduct, by reference, with a space between
	UpdatedAt   *time.Time
	UpdatedBy   string
	Own         bool // written last by the member in person
}

// SignList is the signs one by one.
func (a Answers) SignList() []string { return strings.Fields(a.Signs) }
