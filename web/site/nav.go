package site

import (
	"strings"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/yearend"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// navigation lists the places this person can go, in the order in which they are needed through a month.
func navigation(a authz.Actor, at string, month period.Period) []ui.NavItem {
	var items []ui.NavItem
	add := func(label, href string, may bool) {
		if may {
			items = append(items, ui.NavItem{Label: label, Href: href})
		}
	}
	add("Việc cần làm", kit.HomePath, a.May(authz.HomeRead))
	cells := secretaries(a)
	for _, p := range cells {
		add("Tháng của "+cellName(p, len(cells)), kit.SheetPath(p.UnitID, month), a.May(authz.ReviewWrite))
	}
	add("Cam kết", kit.PledgesPath, a.May(authz.PledgeRead))
	add("Cam kết của tôi", kit.OwnPledgePath(month.Year()), a.May(authz.OwnWrite) && !a.May(authz.PledgeRead) && a.MemberID != 0)
	add("Duyệt", kit.PacketsPath, a.May(authz.PacketDecide) || a.May(authz.RankingRead) && a.May(authz.PacketRead))
	add("Việc tự sửa", kit.RemediesPath, a.May(authz.RemedyRead))
	add("Việc tự sửa", kit.RemedyTablePath, a.May(authz.FigureRead) && !a.May(authz.RemedyRead))
	addYearEnd(a, month, add)
	add("Bảng điều hành", kit.DashboardPath, a.May(authz.FigureRead))
	add("Xếp hạng", kit.RankingPath, a.May(authz.RankingRead))
	for _, p := range cells {
		label := "Xếp hạng"
		if len(cells) > 1 {
			label += " " + p.UnitName
		}
		add(label, kit.WhyPath(p.UnitID, ranked(month)), a.May(authz.RankingOwn) && !a.May(authz.RankingRead))
	}
	add("Sổ theo dõi", kit.BooksPath, a.May(authz.RecordRead))
	add("Báo cáo", kit.ReportsPath, a.May(authz.ReportRead))
	add("Giao việc", kit.TasksPath, a.May(authz.TaskRead))
	add("Việc được giao", kit.MyTasksPath, a.May(authz.TaskAnswer) && !a.May(authz.TaskRead))
	add("Tổ chức", kit.UnitsPath, a.May(authz.UnitRead))
	add("Đảng viên", kit.MembersPath, a.May(authz.MemberRead))
	add("Cấp ủy", kit.CommitteePath, a.MayEverywhere(authz.UnitWrite))
	add("Nhập danh sách", kit.ImportsPath, a.May(authz.ImportOpen))
	add("Tài khoản", kit.AccountsPath, a.May(authz.AccountReset))
	add("Nhật ký", kit.AuditPath, a.May(authz.AuditRead))
	mark(items, at)
	return items
}

// addYearEnd leads to the year-end reviews: of each cell that the person writes for, of what is under their committee, or to one's own.
func addYearEnd(a authz.Actor, month period.Period, add func(label, href string, may bool)) {
	year := yearend.Current(month.Start())
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
func mark(items []ui.NavItem, at string) {
	nearest, length := -1, 0
	for i, item := range items {
		path, _, _ := strings.Cut(item.Href, "?")
		under := at == path || path != kit.HomePath && strings.HasPrefix(at, path+"/")
		if under && len(path) > length {
			nearest, length = i, len(path)
		}
	}
	if nearest >= 0 {
		items[nearest].Active = true
	}
}

// ranked is the half-year whose ranking is looked at in a month: the one the month lies in.
func ranked(month period.Period) period.Period { return period.HalfOf(month.Start()) }
