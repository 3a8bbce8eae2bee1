package taskpiece

import (
	"strconv"

	"tusoi/internal/authz"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// IDText is an id as forms and addresses carry it.
func IDText(id int64) string { return strconv.FormatInt(id, 10) }

// Tabs are the views of the work that this person may open.
func Tabs(a authz.Actor, at string) []ui.NavItem {
	var list []ui.NavItem
	for _, t := range []struct {
		label, href string
		may         bool
	}{
		{"Giao cho tôi", kit.MyTasksPath, a.May(authz.TaskAnswer)}, {"Đã giao", kit.TasksPath, a.May(authz.TaskRead)},
		{"Quá hạn", kit.OverdueTasksPath, a.May(authz.TaskOpen)}, {"Lịch", kit.TaskCalendarPath, a.May(authz.TaskOpen)},
		{"Xin gia hạn", kit.ExtensionsPath, a.May(authz.TaskGive)},
	} {
		if t.may {
			list = append(list, ui.NavItem{Label: t.label, Href: t.href, Active: t.href == at})
		}
	}
	return list
}
