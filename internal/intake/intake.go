// Package intake takes the committee's lists of organisations and of members from files: parse → plan → apply.
//
// It alone writes import_runs, where a file waits for at most a day, import_mappings, what the columns of a file mean, and
// import_undo, what an import of the last day found; members and units are written by their own rooms. What a file would
// do is found by package compare. Applying is one transaction that plans again; when the plan is no longer the one that was
// shown, nothing is written.
package intake

import (
	"time"

	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
)

// keptFor is how long a file waits to be applied.
const keptFor = 24 * time.Hour

// Run is one file that was given. Kept tells that the file is still there to be applied.
type Run struct {
	ID        int64
	Kind      compare.Kind
	FileName  string
	GivenBy   string
	GivenAt   time.Time
	AppliedAt *time.Time
	UndoneAt  *time.Time // it was taken back
	Added     int
	Changed   int
	Unchanged int
	Refused   int
	Kept      bool
	Undoable  bool               // it may be taken back, if nothing was built on it
	Encodings workbook.Encodings // as somebody said
}
