package site

import (
	"strings"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/yearend"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// flat is how many places stand in one line beside each other; more are put under words.
const flat = 7

// place is one place to go, and the word under which it stands when there are many.
type place struct {
	under string
	ui.NavItem
}

// places are gathered one after the other, each under the word that stands.
type places struct {
	under string
	list  []place
}

func (l *places) add(label, href string, may bool) {
	if may {
		l.list = append(l.list, place{l.under, ui.NavItem{Label: label, Href: href}})
	}
}

// navigation lists the places this person can go, in the order in which they are needed through a month. running is the month or the
// quarter of self-review in which today lies.
func navigation(a authz.Actor, at string, today time.Time, running period.Period) []ui.NavGroup {
	var l places
	l.add("Việc cần làm", kit.HomePath, a.May(authz.HomeRead))
	cells := secretaries(a)
	if len(cells) > 1 {
		l.under = "Tự soi của các chi bộ"
	}
	for _, p := range cells {
		l.add("Tự soi của "+cellName(p, len(cells)), kit.SheetPath(p.UnitID, running), a.May(authz.ReviewWrite))
	}
	l.under = ""
	l.add("Duyệt", kit.PacketsPath, a.May(authz.PacketDecide) || a.May(authz.RankingRead) && a.May(authz.PacketRead))
	l.under = "Cam kết và việc"
	l.addWork(a, today)
	l.under = "Kết quả"
	l.addResults(a, today)
	l.under = "Danh sách"
	l.add("Tổ chức", kit.UnitsPath, a.May(authz.UnitRead))
	l.add("Đảng viên", kit.MembersPath, a.May(authz.MemberRead))
	l.add("Nhập danh sách", kit.ImportsPath, a.May(authz.ImportOpen))
	l.under = "Quản trị"
	l.add("Cấp ủy", kit.CommitteePath, a.MayEverywhere(authz.UnitWrite))
	l.add("Tài khoản", kit.AccountsPath, a.May(authz.AccountReset))
	l.add("Nhật ký", kit.AuditPath, a.May(authz.AuditRead))
	mark(l.list, at)
	return fold(l.list)
}

// addWork leads to what was promised, given and found, and how the year is looked back on.
func (l *places) addWork(a authz.Actor, today time.Time) {
	l.add("Cam kết", kit.PledgesPath, a.May(authz.PledgeRead))
	l.add("Cam kết của tôi", kit.OwnPledgePath(today.Year()), a.May(authz.OwnWrite) && !a.May(authz.PledgeRead) && a.MemberID != 0)
	l.add("Giao việc", kit.TasksPath, a.May(authz.TaskRead))
	l.add("Việc được giao", kit.MyTasksPath, a.May(authz.TaskAnswer) && !a.May(authz.TaskRead))
	l.add("Việc tự sửa", kit.RemediesPath, a.May(authz.RemedyRead))
	l.add("Việc tự sửa", kit.RemedyTablePath, a.May(authz.FigureRead) && !a.May(authz.RemedyRead))
	addYearEnd(a, today, l.add)
}

// addResults leads to figures, places and reports.
func (l *places) addResults(a authz.Actor, today time.Time) {
	l.add("Bảng điều hành", kit.DashboardPath, a.May(authz.FigureRead))
	l.add("Xếp hạng", kit.RankingPath, a.May(authz.RankingRead))
	cells := secretaries(a)
	for _, p := range cells {
		label := "Xếp hạng"
		if len(cells) > 1 {
			label += " " + p.UnitName
		}
		l.add(label, kit.WhyPath(p.UnitID, ranked(today)), a.May(authz.RankingOwn) && !a.May(authz.RankingRead))
	}
	l.add("Sổ theo dõi", kit.BooksPath, a.May(authz.RecordRead))
	l.add("Báo cáo", kit.ReportsPath, a.May(authz.ReportRead))
}

// fold puts places under their words when they are too many for one line; a word with one place says nothing more than it.
func fold(list []place) []ui.NavGroup {
	count := map[string]int{}
	for _, p := range list {
		count[p.under]++
	}
	var groups []ui.NavGroup
	for _, p := range list {
		label := p.under
		if len(list) <= flat || count[label] == 1 {
			label = ""
		}
		if n := len(groups); n == 0 || groups[n-1].Label != label {
			groups = append(groups, ui.NavGroup{Label: label})
		}
		last := &groups[len(groups)-1]
		last.Items = append(last.Items, p.NavItem)
	}
	return groups
}

// addYearEnd leads to the year-end reviews: of each cell that the person writes for, of what is under their committee, or to one's own.
func addYearEnd(a authz.Actor, today time.Time, add func(label, href string, may bool)) {
	year := yearend.Current(today)
	cells := secretaries(a)
	for _, p := range cells {
		label := "Kiểm điểm năm"
		if len(cells) > 1 {
			label += " " + p.UnitName
		}
		add(label, kit.UnitYearPath(p.UnitID, year), a.May(authz.PacketRead))
	}
	if len(cells) > 0 {
		return
	}
	for _, p := range a.Posts {
		if authz.Allows(p.Role, authz.PacketRead) {
			add("Kiểm điểm năm", kit.UnitYearPath(p.UnitID, year), true)
			return
		}
	}
	add("Kiểm điểm năm", kit.OwnYearPath(year), a.May(authz.OwnRead) && a.MemberID != 0)
}

// secretaries are the cells whose month the person writes, their own and others', each once.
func secretaries(a authz.Actor) []authz.Post {
	var posts []authz.Post
	seen := map[int64]bool{}
	for _, p := range a.Posts {
		if p.Role == authz.Secretary && !seen[p.UnitID] {
			posts, seen[p.UnitID] = append(posts, p), true
		}
	}
	return posts
}

// cellName tells the cells apart for whom has more than one.
func cellName(p authz.Post, cells int) string {
	if cells == 1 {
		return "chi bộ"
	}
	return p.UnitName
}

// mark makes the place that the address lies nearest to the active one: a cell's month is under the tree's address, too.
func mark(list []place, at string) {
	nearest, length := -1, 0
	for i, item := range list {
		path, _, _ := strings.Cut(item.Href, "?")
		under := at == path || path != kit.HomePath && strings.HasPrefix(at, path+"/")
		if under && len(path) > length {
			nearest, length = i, len(path)
		}
	}
	if nearest >= 0 {
		list[nearest].Active = true
	}
}

// ranked is the half-year whose ranking is looked at: the one that runs.
func ranked(today time.Time) period.Period { return period.HalfOf(today) }
