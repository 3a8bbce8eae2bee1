// Package home is the first page of every role: what is due from me, what waits for my word, who below me is late, and what
// I promised.
package home

import (
	"net/http"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/milestone"
	"tusoi/internal/notice"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/remedy"
	"tusoi/internal/vi"
	"tusoi/internal/workload"
	"tusoi/internal/yearend"
	"tusoi/web/kit"
)

// Pages shows the work list.
type Pages struct {
	Packet    *packet.Service
	Remedy    *remedy.Service
	Pledge    *pledge.Service
	Milestone *milestone.Service
	Workload  *workload.Service
	Notice    *notice.Service
	YearEnd   *yearend.Service
	Now       func() time.Time
}

// movedShown is for how many days the page tells who came and went.
const movedShown = 30

// lateShown is how many late cells one page names; the list of packets names them all.
const lateShown = 12

// pilesShown is how many cells with year-end forms one list names; the page of their year names them all.
const pilesShown = 6

// tasksShown is how many given tasks the page names; their own page names them all.
const tasksShown = 6

type view struct {
	today    time.Time
	work     packet.Work
	reminded []notice.Reminder // by somebody above, of months that are not sent yet
	remedies []remedy.Remedy
	above    []remedy.Remedy      // below: put off too often, or waiting to be verified
	mine     []remedy.Remedy      // the reader's own
	more     int                  // late cells that are not named
	moved    []milestone.Movement // who came to the reader's cells and went from them
	own      *pledge.Sheet
	tasks    workload.Work // given to the reader or their cells, and waiting for their word
	yearEnd  yearend.Waiting
	reads    bool // figures, for who has neither something to send nor to decide
	imports  bool
	reports  bool
}

// Show is the page.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	actor := kit.Actor(r)
	v := view{today: vi.Today(p.Now()), reads: actor.May(authz.FigureRead), imports: actor.May(authz.ImportOpen), reports: actor.May(authz.ReportRead)}
	var err error
	if v.work, err = p.Packet.Work(r.Context(), actor); err != nil {
		return err
	}
	if err := p.fillMending(r, &v); err != nil {
		return err
	}
	if actor.May(authz.PacketSend) {
		if v.reminded, err = p.Notice.Mine(r.Context(), actor); err != nil {
			return err
		}
	}
	if v.tasks, err = p.Workload.Due(r.Context(), actor); err != nil {
		return err
	}
	if v.yearEnd, err = p.YearEnd.Waiting(r.Context(), actor); err != nil {
		return err
	}
	if n := len(v.work.Late); n > lateShown {
		v.more, v.work.Late = n-lateShown, v.work.Late[:lateShown]
	}
	if len(actor.UnitsIn(authz.Secretary)) > 0 {
		if v.moved, err = p.Milestone.Recent(r.Context(), actor, v.today.AddDate(0, 0, -movedShown)); err != nil {
			return err
		}
	}
	if err := p.fillOwn(r, &v); err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, show(kit.Chrome(r), v))
}

// fillMending adds what the reader's cells have to mend, and what the cells directly below mend too slowly.
func (p *Pages) fillMending(r *http.Request, v *view) (err error) {
	actor := kit.Actor(r)
	if actor.May(authz.ReviewWrite) {
		if v.remedies, err = p.Remedy.Due(r.Context(), actor); err != nil {
			return err
		}
	}
	if actor.May(authz.PacketDecide) {
		v.above, err = p.Remedy.Above(r.Context(), actor)
	}
	return err
}

// fillOwn adds what the reader promised and has to mend, for who is a member.
func (p *Pages) fillOwn(r *http.Request, v *view) error {
	actor := kit.Actor(r)
	if !actor.May(authz.OwnRead) || actor.MemberID == 0 {
		return nil
	}
	own, err := p.Pledge.Own(r.Context(), actor, v.today.Year())
	if err != nil {
		return err
	}
	v.own = &own
	v.mine, err = p.Remedy.Own(r.Context(), actor)
	return err
}

func (v view) nothing() bool {
	return v.yearEnd.None() && v.tasks.Waiting+v.tasks.Asks+len(v.tasks.Parts)+len(v.above)+len(v.work.Months)+len(v.remedies)+len(v.work.Waiting)+len(v.work.Late) == 0
}

// class colours a line by how near its day is: the words beside it say the same.
func (v view) class(due time.Time) string {
	switch {
	case due.Before(v.today):
		return "late"
	case due.Before(v.today.AddDate(0, 0, 8)):
		return "due"
	}
	return ""
}

// remedyClass is the same for a remedy, which is red as well once it was put off too often.
func (v view) remedyClass(r remedy.Remedy) string {
	if r.Rolls >= remedy.Stubborn && r.State.Mending() {
		return "late"
	}
	return v.class(r.DueOn)
}

// monthClass is the same for a month to send, which is not late on its days of grace.
func (v view) monthClass(m packet.MonthDue) string {
	if m.DueOn.Before(v.today) && !m.Late(v.today) {
		return "due"
	}
	return v.class(m.DueOn)
}

// month is the one that runs.
func (v view) month() period.Period { return period.MonthOf(v.today) }

// ownForm says how far the reader's own form is.
func ownForm(d yearend.Due) string {
	switch {
	case d.Returned:
		return "Bị trả lại: xem lý do, sửa rồi nộp lại"
	case d.State == yearend.Draft:
		return "Đang viết, chưa nộp"
	}
	return "Chưa viết; tự viết được đến hết ngày " + vi.Date(d.Until)
}

func first(list []yearend.Pile) []yearend.Pile { return list[:min(len(list), pilesShown)] }

// unnamed are the forms of the cells that the page does not name.
func unnamed(list []yearend.Pile) (forms int) {
	for _, p := range list[len(first(list)):] {
		forms += p.Forms
	}
	return forms
}
