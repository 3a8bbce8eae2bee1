// Package deeds makes what became of the demonstration's tasks, by rule: it draws nothing, so that nothing else of the
// demonstration moves. It owns no table.
package deeds

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"tusoi/internal/period"
	"tusoi/internal/task"
	"tusoi/internal/vi"
)

// given is the tasks of the demonstration, being answered.
type given struct {
	*task.Batch
	now, today time.Time
}

// judge is who accepts in the demonstration, for the committee.
const judge = "Phạm Thị Thu"

// Answer lets what was given go the usual ways: most of what is done is accepted, of the rest some was sent back, put off or
// dropped.
func Answer(b *task.Batch, now, today time.Time) {
	l := &given{b, now, today}
	current := period.MonthOf(l.today).Start()
	for i := range l.Tasks {
		t := &l.Tasks[i]
		basis := t.GivenOn.AddDate(0, 0, -6)
		t.BasisOn, t.BasisSubject = &basis, "về việc "+lowerFirst(t.Title)
	}
	recent, open, running := 0, 0, 0
	for i := range l.Assignments {
		a := &l.Assignments[i]
		switch {
		case a.State == task.Done && a.DoneOn.Before(l.today.AddDate(0, 0, -35)):
			l.accepted(a)
		case a.State == task.Done:
			recent++
			l.reported(a, recent)
		case a.DueOn.Before(current):
			open++
			l.left(a, open)
		default:
			running++
			l.running(a, running)
		}
	}
}

func (l *given) told(a *task.LoadedAssignment) {
	at := a.DoneOn.Add(14 * time.Hour)
	a.Note, a.UpdatedAt, a.UpdatedBy = "Đã làm xong, đã nộp sản phẩm.", &at, "Chi ủy"
	if a.ID%3 == 0 {
		a.Evidence = fmt.Sprintf("BC %d-BC/CB, ngày %s", 10+a.ID%40, vi.Date(*a.DoneOn))
	}
}

func (l *given) accepted(a *task.LoadedAssignment) {
	l.told(a)
	decided := a.DoneOn.AddDate(0, 0, 4+int(a.ID%5))
	a.State, a.DecidedOn, a.DecidedBy = task.Accepted, &decided, judge
}

// reported waits to be accepted; every fourth was sent back.
func (l *given) reported(a *task.LoadedAssignment, n int) {
	l.told(a)
	if n%4 != 0 {
		return
	}
	until := period.MonthOf(l.today).Start()
	if from := period.MonthOf(*a.DoneOn).Next().Start(); from.Before(until) {
		a.Rest = []task.Rest{{From: from, To: &until}}
	}
	a.State, a.DoneOn, a.Returns, a.DecidedOn, a.DecidedBy = task.Open, nil, 1, &l.today, judge
	a.Reason = "Sản phẩm nộp chưa có xác nhận của ấp; bổ sung rồi báo lại."
}

// running is work of this month: most is reported already, every third begun.
func (l *given) running(a *task.LoadedAssignment, n int) {
	on := a.DueOn.AddDate(0, 0, -n%4)
	switch {
	case n%3 != 1 && on.Before(l.today) && !on.Before(a.GivenOn):
		a.State, a.DoneOn = task.Done, &on
		l.told(a)
	case n%3 == 1:
		at := l.now.Add(-time.Duration(20+n%50) * time.Hour)
		a.Note, a.UpdatedAt, a.UpdatedBy = "Đã phân công từng đồng chí, đang thu thập số liệu.", &at, "Chi ủy"
	}
}

// left is what was never finished: every fourth was put off once, every fifth ended undone.
func (l *given) left(a *task.LoadedAssignment, n int) {
	switch {
	case n%5 == 0:
		a.State, a.DecidedOn, a.DecidedBy, a.Reason = task.Dropped, &l.today, judge, "Đồng chí được giao đã chuyển công tác khác, giao lại trong kế hoạch mới."
		a.Rest = []task.Rest{{From: period.MonthOf(l.today).Start()}}
	case n%4 == 0 && a.DueOn.After(l.today.AddDate(0, 0, -100)):
		first := a.DueOn
		a.FirstDueOn, a.DueOn, a.Extensions = &first, l.today.AddDate(0, 0, 12), 1
		decided := first.Add(-20 * time.Hour)
		l.request(a, task.LoadedRequest{FromOn: first, ToOn: a.DueOn, Reason: "Chờ số liệu của xã.", State: "granted",
			AskedAt: decided.AddDate(0, 0, -2), DecidedAt: &decided, DecidedBy: judge})
	}
}

// AskLater leaves two requests for a later date waiting: one of a cell, main, and one of anybody else.
func AskLater(b *task.Batch, main int64, now, today time.Time) {
	l := &given{b, now, today}
	for _, ours := range []bool{true, false} {
		for i := range l.Assignments {
			a := &l.Assignments[i]
			if a.State != task.Open || a.Extensions > 0 || a.Returns > 0 || a.DueOn.Before(today.AddDate(0, 0, -45)) || ours != (a.CellID == main) {
				continue
			}
			reason := "Mưa kéo dài, chưa đi hết các tổ; xin thêm thời gian để làm cho đủ."
			if !ours {
				reason = "Bí thư đi học lớp bồi dưỡng mười ngày, chưa họp được tổ."
			}
			to := a.DueOn
			if to.Before(today) {
				to = today
			}
			l.request(a, task.LoadedRequest{FromOn: a.DueOn, ToOn: to.AddDate(0, 0, 14), Reason: reason, State: "asked", AskedAt: now.Add(-26 * time.Hour)})
			break
		}
	}
}

func (l *given) request(a *task.LoadedAssignment, r task.LoadedRequest) {
	r.ID, r.AssignmentID, r.AskedBy = int64(len(l.Requests)+1), a.ID, "Chi ủy"
	binary.BigEndian.PutUint64(r.FormKey[8:], uint64(r.ID))
	l.Requests = append(l.Requests, r)
}

func lowerFirst(s string) string {
	r := []rune(s)
	return strings.ToLower(string(r[:1])) + string(r[1:])
}
