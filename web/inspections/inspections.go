// Package inspections shows the book of checks with the printed plan of a year, the register of the model, and the counts of complaints.
//
// It owns no table.
package inspections

import (
	"tusoi/internal/committee"
	"tusoi/internal/complaint"
	"tusoi/internal/inspection"
	"tusoi/web/recordpiece"
)

// The pages of the three books.
type (
	Checks     = recordpiece.Desk[inspection.Check, inspection.CheckRow]
	Models     = recordpiece.Desk[inspection.Registration, inspection.RegistrationRow]
	Complaints = recordpiece.Desk[complaint.Draft, complaint.Row]
)

// Pages are the pages beside the books: the plan of a year, and many cells of the register at once.
type Pages struct {
	recordpiece.Tools
	Inspection *inspection.Service
	Committee  *committee.Service
}
