package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/attachment"
	"tusoi/internal/demo/apart"
	"tusoi/internal/demo/closings"
	"tusoi/internal/demo/mend"
	"tusoi/internal/demo/promises"
	"tusoi/internal/demo/proofs"
	"tusoi/internal/demo/texts"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/review"
)

// reviewOf makes one member's review of a month, with a mark for each live item.
func (l *living) reviewOf(p *person, cell org.Unit, m period.Period, written time.Time, copied bool) {
	at := written.Add(12*time.Hour + time.Duration(l.r.IntN(90))*time.Minute) // in the evening
	if at.After(l.now) {
		at = l.now
	}
	by := l.secretaryOf(cell)
	for _, item := range l.promises.Items[p.ID][m.Year()] {
		n := int(m.Start().Month())
		if item.Live(m) {
			mark, note := l.say(item, m)
			note = l.worded(p, cell, item, n, mark, note)
			if copied && mark == "on_track" {
				note = "Thực hiện tốt các nội dung đã cam kết theo kế hoạch của chi bộ."
			}
			l.mark(cell, m, p, "pledge", item.ID, mark, note, at, by)
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
		rv.Conduct, rv.ConductNote = "found", "Có lúc ngại va chạm, chưa thẳng thắn góp ý cho đồng chí mình."
		rv.Signs = []string{"nqtw4-2016/A5"}
	}
	l.review.Reviews = append(l.review.Reviews, rv)
	if l.r.IntN(100) < 4 || cell.Name == mainCell && l.r.IntN(100) < 8 {
		verifier := by
		if p.secretary {
			verifier = "Đảng ủy cơ sở"
		}
		l.mend.Open(l.r, l.mends(cell), p.ID, m, at, verifier)
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

// mends is a cell as its remedies see it.
func (l *living) mends(cell org.Unit) mend.Cell {
	c := mend.Cell{ID: cell.ID, ParentID: cell.ParentID, Main: cell.Name == mainCell, Secretary: l.secretaryOf(cell)}
	for _, p := range l.people.byCell[cell.ID] {
		c.Members = append(c.Members, p.ID)
	}
	return c
}

// prove gives what the main cell mended its evidence.
func (l *living) prove(ctx context.Context, tx pgx.Tx, committee int64) error {
	cell := l.tree.byName[mainCell]
	above := ""
	for _, u := range l.tree.units {
		if u.ID == cell.ParentID {
			above = u.Name
		}
	}
	files, err := proofs.Of(ctx, proofs.Cell{ID: cell.ID, Name: cell.Name, Above: above, Secretary: l.secretaryOf(cell)}, l.mend.Remedies, l.now)
	if err != nil {
		return err
	}
	return attachment.LoadTx(ctx, tx, committee, files)
}

func (l *living) mark(cell org.Unit, m period.Period, p *person, kind string, id int64, mark, note string, at time.Time, by string) {
	l.review.Marks = append(l.review.Marks, review.LoadedMark{
		CellID: cell.ID, Month: m.Start(), MemberID: p.ID, ItemKind: kind, ItemID: id, Mark: mark, Note: note, UpdatedAt: at, UpdatedBy: by,
	})
}

// say is what a member says of an item in a month: that it is done the first time they are asked once it is.
func (l *living) say(item *promises.Item, m period.Period) (mark, note string) {
	if int(m.Start().Month()) >= item.Finish {
		item.Kept = &m
		return "done", pick(l.r, item.What.Finished)
	}
	switch k := l.r.IntN(100); {
	case k < 13:
		return "not_due", pick(l.r, texts.Empty)
	case k < 23:
		return "not_done", pick(l.r, item.What.Failed)
	}
	return "on_track", texts.Write(pick(l.r, item.What.Progress), 1+l.r.IntN(max(item.N-1, 1)))
}

// worded puts what is said of an item into the member's own words; here and there somebody takes the words of a month ago, of
// who stands before them on the list, or of a text that goes round.
func (l *living) worded(p *person, cell org.Unit, item *promises.Item, n int, mark, note string) string {
	own := func(month int) string {
		return texts.Detail(rand.New(rand.NewPCG(uint64(item.ID), uint64(month))), cell.Type, item.What.Heading)
	}
	switch {
	case mark == "not_due":
		return note
	case mark != "on_track":
		return note + " " + own(n)
	case p.ID%53 == 0: // the same every month
		return texts.Write(item.What.Progress[0], item.N/2+1) + " " + own(0)
	case p.ID%23 == 0 && l.heard[cell.ID] != "":
		return l.heard[cell.ID]
	case p.ID%7 == 0 && (cell.ID%9 == 2 || cell.ID%9 == 4) && item.ID%3 != 0:
		return texts.Template
	}
	l.heard[cell.ID] = note + " " + own(n)
	return l.heard[cell.ID]
}

// packet is the cell's month as the level above sees it.
func (l *living) packet(cell org.Unit, m period.Period, how int, current, last bool, written time.Time, expected int) {
	k := packet.Loaded{CellID: cell.ID, Month: m.Start(), State: "open"}
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
	l.packets = append(l.packets, k)
}

// bring adds the people outside the Party of two cells, which are opened for them.
func (l *living) bring() {
	var cells []apart.Cell
	for _, name := range []string{apart.School, apart.Women} {
		c := l.tree.byName[name]
		l.tree.units[c.ID-1].Beyond = true
		cells = append(cells, apart.Cell{Unit: c, Secretary: l.secretaryOf(c)})
	}
	made := l.promises.Sheets
	last := apart.Start{Member: int64(len(l.people.list)), Membership: int64(len(l.people.list) + 1), Pledge: int64(len(made.Pledges)), Item: int64(len(made.Items))}
	l.apart = apart.Make(cells, last, l.packets, l.now, l.today)
	l.promises.Sheets.Pledges, l.promises.Sheets.Items = append(made.Pledges, l.apart.Sheets.Pledges...), append(made.Items, l.apart.Sheets.Items...)
	l.review.Reviews, l.review.Marks = append(l.review.Reviews, l.apart.Review.Reviews...), append(l.review.Marks, l.apart.Review.Marks...)
}

// closings is what became of the months before this one.
func (l *living) closings() packet.Closings {
	var cells []closings.Cell
	for _, c := range l.tree.cells {
		if list := l.people.byCell[c.ID]; len(list) > 0 {
			cells = append(cells, closings.Cell{ID: c.ID, AboveID: c.ParentID, MemberID: list[len(list)-1].ID})
		}
	}
	return closings.Make(cells, l.packets, period.MonthOf(l.today).Start())
}
