// Package task keeps the work that is given down the tree, and what became of it.
//
// It alone writes tasks, assignments and extension_requests. A task is written once and assigned to many in one action: to
// members through their cells, or to a grassroots committee itself, which may pass it on. An assignment is open, then done
// on a date, then accepted or sent back; or it is dropped. The day it was done and the first date it was due on are never
// lost, so that on time and late can be told for ever. A month that was sent must never be asked for something else
// afterwards: see [LoadedAssignment.LiveIn].
package task

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/period"
	"tusoi/internal/postgres"
)

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// Service gives tasks and answers for them.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
}

// State is where an assignment stands.
type State string

// The states of an assignment. One that was sent back is open again.
const (
	Open     State = "open"
	Done     State = "done"
	Accepted State = "accepted"
	Dropped  State = "dropped"
)

// Label is the state's name on the screen.
func (s State) Label() string {
	return map[State]string{Open: "Đang làm", Done: "Chờ xác nhận", Accepted: "Đã chấp nhận", Dropped: "Thôi thực hiện"}[s]
}
