// Package studies shows the register of documents that are to be studied, with who has and who has not, and the book of study
// sessions.
//
// It owns no table.
package studies

import (
	"slices"
	"time"

	"tusoi/internal/org"
	"tusoi/internal/study"
	"tusoi/web/recordpiece"
)

// The pages of the two books.
type (
	Documents = recordpiece.Desk[study.Document, study.DocumentRow]
	Sessions  = recordpiece.Desk[study.Session, study.SessionRow]
)

// standing are the organisations of some kinds that stand today.
func standing(tree *org.Tree, today time.Time, kinds ...org.Kind) []org.Unit {
	return slices.DeleteFunc(tree.Under(tree.Root().ID), func(u org.Unit) bool { return !u.StandsOn(today) || !slices.Contains(kinds, u.Kind) })
}
