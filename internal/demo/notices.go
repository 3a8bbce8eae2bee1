package demo

import (
	"fmt"
	"time"

	"tusoi/internal/notice"
	"tusoi/internal/period"
)

// reminders are the cells that one committee reminded yesterday, who wants to be reminded where, and what was sent of it. The addresses belong
// to nobody; nothing waits to be sent, and a demonstration sends nothing.
func (l *living) reminders(users map[string]int64) notice.Batch {
	above := l.tree.byName["Đảng ủy xã An Thới"]
	yesterday := l.today.AddDate(0, 0, -1)
	if yesterday.Weekday() == time.Sunday { // on which nothing is sent
		yesterday = yesterday.AddDate(0, 0, -1)
	}
	var b notice.Batch
	current := period.MonthOf(l.today).Start()
	sent := map[int64]bool{}
	for _, p := range l.packets {
		sent[p.CellID] = sent[p.CellID] || p.Month == current && !p.State.Editable()
	}
	for _, cell := range l.tree.cells {
		if cell.ParentID == above.ID && !sent[cell.ID] {
			b.Reminders = append(b.Reminders, notice.LoadedReminder{
				CellID: cell.ID, UserID: users["anthoi"], GivenOn: yesterday, Month: current, GivenAt: yesterday.Add(8 * time.Hour),
				GivenBy: "Lê Minh Trí", FromName: above.Name,
			})
		}
	}
	for _, c := range []struct {
		login string
		kinds []notice.Kind
	}{
		{"tanloc", []notice.Kind{notice.Pledge, notice.Work}}, {"anphuoc", []notice.Kind{notice.Work}},
		{"anthoi", []notice.Kind{notice.Decide, notice.Digest}}, {"vanphong", []notice.Kind{notice.Digest}},
	} {
		b.Contacts = append(b.Contacts, notice.LoadedContact{UserID: users[c.login], Email: c.login + "@example.com", Kinds: c.kinds, UpdatedAt: l.now})
	}
	b.Notices = l.notices(users, above.ID, yesterday)
	return b
}

// notices are what was sent in the morning of a day.
func (l *living) notices(users map[string]int64, above int64, on time.Time) []notice.LoadedNotice {
	var list []notice.LoadedNotice
	for i, n := range []notice.LoadedNotice{
		{Kind: notice.Digest, UserID: users["vanphong"], UnitID: 1, Figures: notice.Figures{Unsent: 41, Waiting: 12}, State: notice.Sent},
		{Kind: notice.Decide, UserID: users["anthoi"], UnitID: above, Figures: notice.Figures{Waiting: 2}, State: notice.Sent},
		{Kind: notice.Work, UserID: users["tanloc"], UnitID: l.tree.byName[mainCell].ID, Figures: notice.Figures{Due: 3, Until: l.today.AddDate(0, 0, 4)}, State: notice.Sent},
		{Kind: notice.Work, UserID: users["anphuoc"], UnitID: l.tree.byName["Chi bộ ấp An Phước, xã An Thới"].ID, Figures: notice.Figures{Late: 1}, State: notice.GivenUp, LastError: "máy chủ thư từ chối (mã 550)"},
	} {
		n.ID, n.Channel, n.Attempts, n.Dedupe = int64(i+1), notice.Email, 1, fmt.Sprintf("%s %s", n.Kind, on.Format(time.DateOnly))
		n.MadeAt = on.Add(-time.Hour) // six in the morning in Vietnam
		n.EndedAt = on.Add(time.Duration(i) * time.Second)
		list = append(list, n)
	}
	return list
}
