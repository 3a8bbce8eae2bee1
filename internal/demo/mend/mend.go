// Package mend makes the remedies of the demonstration: found in month sheets, meetings and inspections, of members and of whole
// cells, put off, sent back, mended, and come back.
//
// It is pure but for the draws it is given, and owns no table.
package mend

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"tusoi/internal/demo/texts"
	"tusoi/internal/period"
	"tusoi/internal/remedy"
)

// Cell is what the remedies of a cell need to know of it.
type Cell struct {
	ID, ParentID int64
	Main         bool // the one that the guide's pictures show
	Secretary    string
	Members      []int64
}

// Living is the remedies of the demonstration, being made.
type Living struct {
	Cells    []Cell
	Months   []period.Period
	Today    time.Time
	Now      time.Time
	Remedies []remedy.Loaded
	Notes    []remedy.LoadedNote
}

// Open opens one from a month sheet and lets it go its way; by is who verifies it, if it comes so far.
func (l *Living) Open(r *rand.Rand, cell Cell, member int64, m period.Period, at time.Time, by string) {
	what := texts.Faults[r.IntN(len(texts.Faults))]
	due := m.Next().Start().AddDate(0, 0, 14+r.IntN(14))
	rm := l.shortcoming(cell, member, m, what, due, at)
	l.lives(r, &rm, by)
	l.Remedies = append(l.Remedies, rm)
}

// shortcoming is one that was just found.
func (l *Living) shortcoming(cell Cell, member int64, m period.Period, what texts.Fault, due, at time.Time) remedy.Loaded {
	rm := remedy.Loaded{
		ID: int64(len(l.Remedies) + 1), CellID: cell.ID, MemberID: member, Source: string(remedy.Review), OpenedMonth: m.Start(), Theme: what.Theme,
		Shortcoming: what.Shortcoming, Cause: what.Cause, Action: what.Action, FirstDueOn: due, DueOn: due, State: remedy.Open,
		OpenedBy: cell.Secretary, UpdatedAt: at,
	}
	binary.BigEndian.PutUint64(rm.FormKey[8:], uint64(rm.ID))
	return rm
}

// lives lets a remedy go its way up to today.
func (l *Living) lives(r *rand.Rand, rm *remedy.Loaded, by string) {
	if n := r.IntN(100); n < 15 {
		rm.Rolls = 1 + n%3
		rm.DueOn = rm.FirstDueOn.AddDate(0, rm.Rolls, 0)
	}
	done := rm.DueOn.AddDate(0, 0, -r.IntN(10))
	if !done.Before(l.Today) || r.IntN(100) < 8 {
		if r.IntN(3) == 0 || rm.Rolls > 0 {
			rm.State = remedy.InProgress
		}
		return
	}
	rm.State, rm.ReportedOn, rm.Result = remedy.Reported, &done, "Đã làm xong, có chi ủy chứng kiến."
	if verified := done.AddDate(0, 0, 3); verified.Before(l.Today) {
		rm.State, rm.VerifiedOn, rm.VerifiedBy = remedy.Verified, &verified, by
	}
}

// Rest adds what is not found in a month sheet: by meetings and inspections, of members and of whole cells; what comes back
// after it was mended; what was found wanting; and the notes between. It draws from a seed of its own, so that it moves
// nothing else of the demonstration.
func (l *Living) Rest() {
	r := rand.New(rand.NewPCG(27, 708))
	for i := range l.Remedies {
		rm := &l.Remedies[i]
		switch {
		case rm.State == remedy.InProgress && r.IntN(3) == 0:
			rm.Returns, rm.ReturnReason = 1, "Mới làm được một phần, chưa có người xác nhận kết quả."
		case i%9 == 4:
			rm.Theme = 0 // the secretary has not said yet what it is about
		}
	}
	for n, cell := range l.Cells {
		m := l.Months[3+n%(len(l.Months)-4)]
		switch {
		case cell.Main:
			l.found(r, cell, 0, l.Months[len(l.Months)-2], 0)
			l.found(r, cell, 0, l.Months[len(l.Months)-6], 1)
			l.found(r, cell, cell.Members[3], l.Months[len(l.Months)-2], 1)
		case n%5 == 0:
			l.found(r, cell, 0, m, n/5)
		case n%7 == 0 && len(cell.Members) > 2:
			l.found(r, cell, cell.Members[2], m, n/7)
		}
	}
	l.again(r)
	l.note(r)
}

// found adds what a meeting or an inspection found; member 0 is the cell as a whole.
func (l *Living) found(r *rand.Rand, cell Cell, member int64, m period.Period, n int) {
	what := texts.CellFaults[n%len(texts.CellFaults)]
	if member != 0 {
		what = texts.Faults[n%len(texts.Faults)]
	}
	on := m.Start().AddDate(0, 0, 9+n%10)
	rm := l.shortcoming(cell, member, m, what, m.Next().Start().AddDate(0, 1, 9), on)
	rm.SourceOn, rm.Source, rm.OpenerID = &on, string(remedy.Inspection), cell.ParentID
	by := "Đảng ủy cơ sở"
	switch n % 3 {
	case 0:
		rm.SourceBasis, rm.OpenedBy = fmt.Sprintf("Kết luận kiểm tra số %02d-KL/UBKT", 2+n%40), "Ủy ban kiểm tra cấp ủy cơ sở"
	case 1:
		rm.Source, rm.OpenerID, rm.SourceBasis = string(remedy.Meeting), cell.ID, "Biên bản sinh hoạt thường kỳ"
	default:
		rm.OpenerID, rm.SourceBasis, rm.OpenedBy = 1, fmt.Sprintf("Thông báo kết quả giám sát số %02d-TB/UBKTHU", 1+n%30), "Phạm Thị Thu"
	}
	l.lives(r, &rm, by)
	if rm.State != remedy.Verified && n%4 == 0 {
		rm.Rolls, rm.DueOn, rm.State, rm.ReportedOn, rm.Result = 3, rm.FirstDueOn.AddDate(0, 3, 0), remedy.InProgress, nil, ""
	}
	if rm.ReportedOn != nil {
		rm.Number = fmt.Sprintf("%02d-BC/CB", 1+n%20)
	}
	l.Remedies = append(l.Remedies, rm)
}

// again lets some shortcomings come back in the months after they were mended.
func (l *Living) again(r *rand.Rand) {
	cells := l.byID()
	current := l.Months[len(l.Months)-1]
	for _, old := range l.Remedies {
		if old.State != remedy.Verified || old.MemberID == 0 || old.Theme == 0 || r.IntN(12) != 0 {
			continue
		}
		m := period.MonthOf(*old.VerifiedOn).Next().Next()
		if !m.Before(current) {
			continue
		}
		what := texts.Fault{Shortcoming: old.Shortcoming, Cause: "Giữ được một thời gian rồi lại chủ quan", Action: old.Action + "; chi ủy nhắc trước mỗi kỳ", Theme: old.Theme}
		rm := l.shortcoming(cells[old.CellID], old.MemberID, m, what, m.Next().Start().AddDate(0, 0, 19), m.Start().AddDate(0, 0, 14))
		rm.Recurs = old.ID
		l.lives(r, &rm, old.VerifiedBy)
		l.Remedies = append(l.Remedies, rm)
	}
}

func (l *Living) byID() map[int64]Cell {
	cells := map[int64]Cell{}
	for _, c := range l.Cells {
		cells[c.ID] = c
	}
	return cells
}

// note writes how far some have come.
func (l *Living) note(r *rand.Rand) {
	cells := l.byID()
	for _, rm := range l.Remedies {
		if rm.State != remedy.InProgress {
			continue
		}
		for n := range 1 + r.IntN(2) {
			at := rm.OpenedMonth.AddDate(0, 0, 16+9*n).Add(13 * time.Hour)
			if at.After(l.Now) {
				break
			}
			note := remedy.LoadedNote{ID: int64(len(l.Notes) + 1), RemedyID: rm.ID, At: at, By: cells[rm.CellID].Secretary, Words: texts.Steps[r.IntN(len(texts.Steps))]}
			binary.BigEndian.PutUint64(note.FormKey[8:], uint64(note.ID))
			l.Notes = append(l.Notes, note)
		}
	}
}
