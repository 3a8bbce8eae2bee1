package tasks

import (
	"net/http"
	"time"

	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/internal/workload"
	"tusoi/web/kit"
	"tusoi/web/taskpiece"
	"tusoi/web/ui"
)

// date is one day of the calendar; the zero one pads the first and the last week.
type date struct {
	on      time.Time
	entries []workload.Entry
	today   bool
}

type calendarView struct {
	tabs  []ui.NavItem
	month period.Period
	weeks [][]date
	today time.Time
	total int
}

// Calendar is a month with what is due on its days.
func (p *Pages) Calendar(w http.ResponseWriter, r *http.Request) error {
	today := vi.Today(p.Now())
	month, err := kit.QueryPeriod(r, "ky", period.MonthOf(today))
	if err != nil {
		return err
	}
	if !month.IsMonth() {
		month = period.MonthOf(month.Start())
	}
	entries, err := p.Workload.Calendar(r.Context(), kit.Actor(r), month)
	if err != nil {
		return err
	}
	v := calendarView{tabs: taskpiece.Tabs(kit.Actor(r), kit.TaskCalendarPath), month: month, weeks: weeks(month, today, entries), today: today, total: len(entries)}
	return kit.Render(w, r, http.StatusOK, calendar(kit.Chrome(r), v))
}

// weeks lays a month out, from Monday to Sunday.
func weeks(month period.Period, today time.Time, entries []workload.Entry) [][]date {
	byDay := map[time.Time][]workload.Entry{}
	for _, e := range entries {
		byDay[e.On] = append(byDay[e.On], e)
	}
	week := make([]date, (int(month.Start().Weekday())+6)%7)
	var list [][]date
	for day := month.Start(); !day.After(month.End()); day = day.AddDate(0, 0, 1) {
		week = append(week, date{day, byDay[day], day.Equal(today)})
		if len(week) == 7 {
			list, week = append(list, week), nil
		}
	}
	if len(week) > 0 {
		list = append(list, append(week, make([]date, 7-len(week))...))
	}
	return list
}

// href is the part itself when it is the only one, else the task.
func href(e workload.Entry) string {
	if e.PartID != 0 {
		return kit.TaskPartPath(e.PartID)
	}
	return kit.TaskPath(e.TaskID)
}
