package tasks

import (
	"fmt"
	"slices"

	"tusoi/internal/task"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/taskpiece"
	"tusoi/web/ui"
)

// home is the list from which the reader came, most likely.
func (v showView) home() string {
	if v.reads {
		return kit.TasksPath
	}
	return kit.MyTasksPath
}

func (v showView) facts() []ui.Fact {
	t := v.task
	list := []ui.Fact{{Label: "Người giao", Value: t.Giver}}
	add := func(label, value string) {
		if value != "" {
			list = append(list, ui.Fact{Label: label, Value: value})
		}
	}
	add("Căn cứ", taskpiece.BasisWords(t))
	add("Sản phẩm cần có", t.Product)
	if t.Weight > 0 {
		add("Trọng số", vi.Int(t.Weight))
	}
	add("Ngày giao", vi.Date(t.GivenOn))
	add("Hạn hoàn thành khi giao", vi.Date(t.DueOn))
	if v.reads && t.MeetingID != 0 {
		list = append(list, ui.Fact{Label: "Quyết định tại", Value: "Buổi sinh hoạt chi bộ", Href: kit.RecordPath(kit.MeetingsWord, t.MeetingID, "")})
	}
	if v.parent != nil {
		list = append(list, ui.Fact{Label: "Chuyển tiếp từ việc", Value: v.parent.Title + " (" + v.parent.Giver + " giao)", Href: kit.TaskPartPath(v.parent.ID)})
	}
	return list
}

func (v showView) tiles() []ui.Tile {
	t := v.task
	tile := func(label, slug string, n int, tone string) ui.Tile {
		if n == 0 {
			tone = ""
		}
		return ui.Tile{Label: label, Value: vi.Int(n), Href: v.showHref(slug), Tone: tone}
	}
	all := tile("Phần việc đã giao", "", t.Assigned, "")
	if t.Dropped > 0 {
		all.Note = fmt.Sprintf("và %s phần thôi thực hiện", vi.Int(t.Dropped))
	}
	late := tile("Trễ hạn", "tre", t.Late, "bad")
	late.Note = "xong trễ hoặc quá hạn chưa xong"
	return []ui.Tile{all, tile("Đang làm", "dang-lam", t.Assigned-t.Done-t.Accepted, ""), tile("Chờ xác nhận", "cho-xac-nhan", t.Done, "warn"),
		tile("Đã chấp nhận", "da-chap-nhan", t.Accepted, "good"), tile("Quá hạn chưa xong", "qua-han", t.Overdue, "bad"), late}
}

// sentence says on paper how far the task has come.
func (v showView) sentence() string {
	t := v.task
	return fmt.Sprintf("Đã giao %s phần việc: %s đã chấp nhận, %s báo xong chờ xác nhận, %s quá hạn chưa xong; %s phần trễ hạn.",
		vi.Int(t.Assigned), vi.Int(t.Accepted), vi.Int(t.Done), vi.Int(t.Overdue), vi.Int(t.Late))
}

func (v showView) showHref(slug string) string {
	f := v.filter
	f.show = slug
	return withQuery(kit.TaskPath(v.task.ID), f.query())
}

func (v showView) branchHref(unit int64) string {
	f := v.filter
	f.unit = unit
	return withQuery(kit.TaskPath(v.task.ID), f.query())
}

// decidable reports whether the reader may decide something of a part: who gave it may still drop it.
func (v showView) decidable(p task.Part) bool {
	return slices.Contains(v.waiting, p.ID) || v.drops && (p.State == task.Open || p.State == task.Done)
}

// reasonHint says who reads a reason, and how far a drop reaches.
func reasonHint(drops bool) string {
	if drops {
		return "Người được giao đọc lý do này. Thôi thực hiện thì các phần đã chuyển tiếp xuống dưới, chưa được chấp nhận, cũng thôi theo."
	}
	return "Người được giao đọc lý do này."
}
