// Package reorganisation merges, splits and moves units: who goes where from which day, with nobody lost.
//
// It alone writes reorganisations; units, members and offices are changed by their own rooms, in one transaction. A unit that
// changes its place in the tree ends, and goes on as a new one: what happened in it stays with it, under the committee of
// then, so that no report of a past month changes. What must never happen: a head count that differs before and after.
package reorganisation

import (
	"fmt"
	"time"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Kind says what is done to units.
type Kind string

// The kinds of reorganisation.
const (
	Merge Kind = "merge" // several units become one
	Split Kind = "split" // a part of a unit becomes another
	Move  Kind = "move"  // units come under another unit
)

// Kinds lists them in the order in which a form shows them.
func Kinds() []Kind { return []Kind{Merge, Split, Move} }

// Label is the kind's name on the screen.
func (k Kind) Label() string {
	switch k {
	case Merge:
		return "Sáp nhập"
	case Split:
		return "Chia tách"
	case Move:
		return "Chuyển cấp trên trực tiếp"
	}
	return string(k)
}

// Draft is a reorganisation as it was typed. Of a merge, Units go into Into, or into a new unit Name; of a split, the
// Members or the Units below go from Units[0] into a new unit Name; of a move, Units go under Into.
type Draft struct {
	Kind    Kind
	On      time.Time
	Basis   string
	Units   []int64
	Into    int64
	Name    string
	Type    org.Type
	Members []int64
}

// undoWithin is how long a reorganisation can be taken back.
const undoWithin = 24 * time.Hour

// Service reorganises.
type Service struct {
	DB      postgres.DB
	Now     func() time.Time
	Org     *org.Service
	Member  *member.Service
	Account *account.Service
}

func (d *Draft) clean(today time.Time) *apperr.Problems {
	var p apperr.Problems
	d.Basis, d.Name = vi.Clean(d.Basis), vi.Clean(d.Name)
	p.Check(!d.On.IsZero() && !d.On.After(today), "on", "Ghi ngày có hiệu lực, không sau hôm nay, ví dụ 01/11/2026.")
	p.Check(len([]rune(d.Basis)) >= 3 && len([]rune(d.Basis)) <= 200, "basis", "Ghi căn cứ, ví dụ QĐ 15-QĐ/ĐU ngày 28/10/2026.")
	least := map[Kind]int{Merge: 2, Split: 1, Move: 1}[d.Kind]
	if d.Kind == Merge && d.Into != 0 {
		least = 1
	}
	p.Check(least > 0, "kind", "Chọn việc cần làm.")
	p.Check(len(d.Units) >= least, "units", fmt.Sprintf("Chọn ít nhất %d tổ chức.", max(least, 1)))
	if d.newUnit() {
		n := len([]rune(d.Name))
		p.Check(n >= 3 && n <= 200, "name", "Ghi tên tổ chức mới, từ 3 đến 200 ký tự.")
	}
	return &p
}

// newUnit reports whether a unit is founded that has a name of its own.
func (d Draft) newUnit() bool { return d.Kind == Split || d.Kind == Merge && d.Into == 0 }
