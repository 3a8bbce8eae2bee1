package demo

import (
	"encoding/binary"
	"fmt"
	"time"

	"tusoi/internal/demo/texts"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
)

// reviewOf makes one member's review of a month, with a mark for each live item.
func (l *living) reviewOf(p *person, cell org.Unit, m period.Period, written time.Time, copied bool) {
	at := written.Add(12*time.Hour + time.Duration(l.r.IntN(90))*time.Minute) // in the evening
	if at.After(l.now) {
		at = l.now
	}
	by := l.secretaryOf(cell)
	for _, item := range l.items[p.ID][m.Year()] {
		n := int(m.Start().Month())
		if n <= item.finish {
			mark, note := l.say(item, n)
			if copied && mark == "on_track" {
				note = "Thực hiện tốt các nội dung đã cam kết theo kế hoạch của chi bộ."
			}
			l.mark(cell, m, p, "pledge", item.id, mark, note, at, by)
		}
	}
	l.answerTasks(p, cell, m, at, by)
	rv := review.LoadedReview{CellID: cell.ID, MemberID: p.ID, Month: m.Start(), Substantive: "yes", Responsible: "yes", Conduct: "clear", UpdatedAt: at, UpdatedBy: by}
	switch n := l.r.IntN(100); {
	case n < 3:
		rv.Substantive, rv.Responsible = "no", "partly"
	case n < 16:
		rv.Substantive = "partly"
	case n < 26:
		rv.Responsible = "partly"
	}
	if l.r.IntN(900) == 0 {
		rv.Conduct, rv.ConductNote = "found", "Có lúc ngại va chạm, chưa thẳng thắn góp ý cho đồng chí mình (biểu hiện A5)."
	}
	l.review.Reviews = append(l.review.Reviews, rv)
	if l.r.IntN(100) < 4 || cell.Name == mainCell && l.r.IntN(100) < 8 {
		l.remedy(p, cell, m, at)
	}
}

// answerTasks marks what a member was given from above and had not finished before the month.
func (l *living) answerTasks(p *person, cell org.Unit, m period.Period, at time.Time, by string) {
	for _, g := range l.assignments[p.ID] {
		a := l.tasks.Assignments[g.row]
		if a.CellID != cell.ID || !a.LiveIn(m) {
			continue
		}
		mark, note := "on_track", "Đang làm, đã xong phần thu thập."
		switch {
		case a.DoneOn != nil && m.Contains(*a.DoneOn):
			mark, note = "done", fmt.Sprintf("Hoàn thành, đã nộp ngày %d/%d.", a.DoneOn.Day(), int(a.DoneOn.Month()))
		case a.DueOn.Before(m.End()):
			mark, note = "not_done", "Chưa xong, xin làm tiếp trong tháng sau."
		}
		l.mark(cell, m, p, "task", a.ID, mark, note, at, by)
	}
}

func (l *living) secretaryOf(cell org.Unit) string {
	for _, p := range l.people.byCell[cell.ID] {
		if p.secretary {
			return p.FullName
		}
	}
	return ""
}

func (l *living) mark(cell org.Unit, m period.Period, p *person, kind string, id int64, mark, note string, at time.Time, by string) {
	l.review.Marks = append(l.review.Marks, review.LoadedMark{
		CellID: cell.ID, Month: m.Start(), MemberID: p.ID, ItemKind: kind, ItemID: id, Mark: mark, Note: note, UpdatedAt: at, UpdatedBy: by,
	})
}

// say is what a member says of an item in the nth month of the year.
func (l *living) say(item *promised, n int) (mark, note string) {
	if n == item.finish {
		return "done", pick(l.r, item.what.Finished)
	}
	switch k := l.r.IntN(100); {
	case k < 13:
		return "not_due", pick(l.r, texts.Empty)
	case k < 23:
		return "not_done", pick(l.r, item.what.Failed)
	}
	return "on_track", texts.Write(pick(l.r, item.what.Progress), 1+l.r.IntN(max(item.n-1, 1)))
}

// remedy opens one and lets it go the usual ways: most are verified in time, some are put off, a few three times.
func (l *living) remedy(p *person, cell org.Unit, m period.Period, at time.Time) {
	what := pick(l.r, texts.Faults)
	due := m.Next().Start().AddDate(0, 0, 14+l.r.IntN(14))
	id := int64(len(l.remedies) + 1)
	rm := remedy.Loaded{
		ID: id, CellID: cell.ID, MemberID: p.ID, Source: "review", OpenedMonth: m.Start(), Shortcoming: what.Shortcoming,
		Cause: what.Cause, Action: what.Action, FirstDueOn: due, DueOn: due, State: remedy.Open, UpdatedAt: at,
	}
	binary.BigEndian.PutUint64(rm.FormKey[8:], uint64(id))
	if n := l.r.IntN(100); n < 15 {
		rm.Rolls = 1 + n%3
		rm.DueOn = due.AddDate(0, rm.Rolls, 0)
	}
	done := rm.DueOn.AddDate(0, 0, -l.r.IntN(10))
	if !done.Before(l.today) || l.r.IntN(100) < 8 {
		if l.r.IntN(3) == 0 {
			rm.State = remedy.InProgress
		}
		l.remedies = append(l.remedies, rm)
		return
	}
	rm.State, rm.ReportedOn, rm.Result = remedy.Reported, &done, "Đã làm xong, có chi ủy chứng kiến."
	verified := done.AddDate(0, 0, 3)
	if verified.Before(l.today) {
		rm.State, rm.VerifiedOn, rm.VerifiedBy = remedy.Verified, &verified, l.secretaryOf(cell)
		if p.secretary {
			rm.VerifiedBy = "Đảng ủy cơ sở"
		}
	}
	l.remedies = append(l.remedies, rm)
}

// packet is the cell's month as the level above sees it.
func (l *living) packet(cell org.Unit, m period.Period, how int, current, last bool, written time.Time, expected int) {
	k := review.LoadedPacket{CellID: cell.ID, Month: m.Start(), State: "open"}
	if how == allDone {
		due := period.Due(m, l.dueDay)
		sent := due.AddDate(0, 0, -l.r.IntN(6)).Add(13 * time.Hour)
		if l.r.IntN(100) < 6 {
			sent = due.AddDate(0, 0, 1+l.r.IntN(5)).Add(13 * time.Hour)
		}
		if sent.Before(written) {
			sent = written.Add(13 * time.Hour)
		}
		if sent.After(l.now) {
			sent = l.now.Add(-time.Duration(1+l.r.IntN(300)) * time.Minute)
		}
		decided := sent.Add(time.Duration(20+l.r.IntN(40)) * time.Hour)
		k.State, k.FirstSentAt, k.SentAt, k.SentBy = "sent", &sent, &sent, l.secretaryOf(cell)
		k.Summary = fmt.Sprintf("%d đảng viên: %d đã tự soi.", expected, expected)
		switch {
		case decided.Before(l.now) && !(current && l.r.IntN(3) == 0):
			k.State, k.DecidedAt, k.DecidedBy = "approved", &decided, "Đảng ủy cơ sở"
		case current && l.r.IntN(9) == 0:
			k.State, k.DecidedAt, k.DecidedBy = "returned", &sent, "Đảng ủy cơ sở"
			k.ReturnReason = "Còn ba đồng chí ghi giống nhau từng chữ; ghi rõ từng người đã làm được gì."
		}
	}
	l.review.Packets = append(l.review.Packets, k)
}
