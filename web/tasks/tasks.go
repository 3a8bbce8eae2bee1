// Package tasks shows the work that is given down the tree: to whom it is given, by whom, when it is due, and what became
// of it; and takes new work, answers, and decisions.
package tasks

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/task"
	"tusoi/internal/vi"
	"tusoi/internal/workload"
	"tusoi/web/kit"
	"tusoi/web/taskpiece"
	"tusoi/web/ui"
)

// Pages shows and gives tasks.
type Pages struct {
	Task     *task.Service
	Workload *workload.Service
	Org      *org.Service
	Audit    *audit.Service
	Now      func() time.Time
}

// shows are the words for what a list can be narrowed to, as they stand in the address.
var shows = []struct {
	slug  string
	show  task.Show
	label string
}{
	{"", task.ShowAll, "Tất cả"}, {"dang-lam", task.ShowOpen, "Đang làm"}, {"qua-han", task.ShowOverdue, "Quá hạn chưa xong"},
	{"cho-xac-nhan", task.ShowReported, "Chờ xác nhận"}, {"da-chap-nhan", task.ShowAccepted, "Đã chấp nhận"},
	{"tre", task.ShowLate, "Trễ hạn"}, {"thoi", task.ShowDropped, "Thôi thực hiện"},
}

func showOf(slug string) task.Show {
	for _, s := range shows {
		if s.slug == slug {
			return s.show
		}
	}
	return task.ShowAll
}

func showOptions() []ui.Option {
	var list []ui.Option
	for _, s := range shows {
		list = append(list, ui.Option{Value: s.slug, Label: s.label})
	}
	return list
}

// filter is how a list is narrowed, as it stands in the address.
type filter struct {
	who, show string
	unit      int64
	period    period.Period // zero: none
	page      int
	units     []ui.Option
	periods   []ui.Option
}

// filter reads ?ai= &tt= &don-vi= &ky= &trang=; units are those of the reader's scope, none for a member.
func (p *Pages) filter(r *http.Request) (filter, error) {
	q := r.URL.Query()
	f := filter{who: q.Get("ai"), show: q.Get("tt"), page: kit.QueryPage(r)}
	var err error
	if f.unit, err = kit.QueryID(r, "don-vi"); err != nil {
		return f, err
	}
	if f.period, err = kit.QueryPeriod(r, "ky", period.Period{}); err != nil {
		return f, err
	}
	today := vi.Today(p.Now())
	f.periods = append([]ui.Option{{Value: "", Label: "Mười hai tháng qua"}}, kit.PeriodOptions(today, period.MonthOf(today))...)
	if !kit.Actor(r).May(authz.UnitRead) {
		return f, nil
	}
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return f, err
	}
	if f.unit != 0 {
		if _, err := tree.Unit(f.unit); err != nil {
			return f, err
		}
	}
	f.units = []ui.Option{{Value: "", Label: "Tất cả"}}
	for _, u := range tree.Under(tree.Root().ID) {
		if u.ID != tree.Root().ID && u.StandsOn(today) && (u.Kind.IsGrassroots() || !kit.Actor(r).MayEverywhere(authz.UnitRead)) {
			f.units = append(f.units, ui.Option{Value: taskpiece.IDText(u.ID), Label: u.Name})
		}
	}
	return f, nil
}

// query is the filter as it stands in an address.
func (f filter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"ai": f.who, "tt": f.show, "don-vi": f.unitText()} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if !f.period.IsZero() {
		q.Set("ky", f.period.String())
	}
	return q
}

func (f filter) unitText() string {
	if f.unit == 0 {
		return ""
	}
	return taskpiece.IDText(f.unit)
}

func (f filter) periodText() string {
	if f.period.IsZero() {
		return ""
	}
	return f.period.String()
}

// days are the first and last of the period, or the last twelve months and whatever is due later.
func (f filter) days(today time.Time) (from, to time.Time) {
	if f.period.IsZero() {
		return today.AddDate(-1, 0, 0), time.Time{}
	}
	return f.period.Start(), f.period.End()
}

// pages leads through the pages of a list of parts.
func (f filter) pages(path string, total int) ui.Pages {
	p := ui.Pages{Page: f.page, Last: (total + task.PageSize - 1) / task.PageSize}
	href := func(page int) string {
		q := f.query()
		q.Set("trang", strconv.Itoa(page))
		return path + "?" + q.Encode()
	}
	if p.Page > 1 {
		p.PrevHref = href(p.Page - 1)
	}
	if p.Page < p.Last {
		p.NextHref = href(p.Page + 1)
	}
	return p
}

type indexView struct {
	tabs    []ui.NavItem
	filter  filter
	tasks   []workload.Line
	today   time.Time
	mayGive bool
}

// Index lists the tasks that reach into the reader's part of the tree.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	actor := kit.Actor(r)
	f, err := p.filter(r)
	if err != nil {
		return err
	}
	v := indexView{tabs: taskpiece.Tabs(actor, kit.TasksPath), filter: f, today: vi.Today(p.Now()), mayGive: actor.May(authz.TaskGive)}
	from, to := f.days(v.today)
	v.tasks, err = p.Workload.List(r.Context(), actor, workload.TaskFilter{Own: f.who == "toi", Show: showOf(f.show), Unit: f.unit, From: from, To: to})
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

// partsView is a list of parts of several tasks.
type partsView struct {
	tabs   []ui.NavItem
	filter filter
	path   string
	title  string
	lead   string
	empty  string
	parts  []task.Part
	total  int
	today  time.Time
	self   int64
	byShow bool // may be narrowed by state
}

// Mine lists what the reader is asked for: as a member, as the secretary of a cell, as a grassroots committee.
func (p *Pages) Mine(w http.ResponseWriter, r *http.Request) error {
	v := partsView{path: kit.MyTasksPath, title: "Việc giao cho tôi", byShow: true,
		lead: "Việc của tôi và của chi bộ, đảng ủy mà tôi trả lời thay; việc gần hạn nhất đứng trước.", empty: "Không có việc nào như đã chọn."}
	return p.list(w, r, v, func(f filter) task.Filter {
		show := showOf(f.show)
		if f.show == "" && !r.URL.Query().Has("tt") {
			show = task.ShowOpen
		}
		return task.Filter{Mine: true, Show: show, Unit: f.unit, Page: f.page}
	})
}

// Overdue lists what is past its date and not done.
func (p *Pages) Overdue(w http.ResponseWriter, r *http.Request) error {
	v := partsView{path: kit.OverdueTasksPath, title: "Việc quá hạn", lead: "Những phần việc đã qua hạn đang có hiệu lực mà chưa báo xong; trễ lâu nhất đứng trước.",
		empty: "Không có việc nào quá hạn."}
	return p.list(w, r, v, func(f filter) task.Filter {
		return task.Filter{Show: task.ShowOverdue, Given: f.who == "toi", Unit: f.unit, Page: f.page}
	})
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, v partsView, narrow func(filter) task.Filter) error {
	actor := kit.Actor(r)
	var err error
	if v.filter, err = p.filter(r); err != nil {
		return err
	}
	if v.byShow && !r.URL.Query().Has("tt") {
		v.filter.show = "dang-lam"
	}
	v.tabs, v.today, v.self = taskpiece.Tabs(actor, v.path), vi.Today(p.Now()), actor.MemberID
	if v.parts, v.total, err = p.Task.Parts(r.Context(), actor, narrow(v.filter)); err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, parts(kit.Chrome(r), v))
}
