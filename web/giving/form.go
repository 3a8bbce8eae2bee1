// Package giving takes new work: what is asked, of whom, and by when, looked over before it is given.
package giving

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/task"
	"tusoi/internal/vi"
	"tusoi/internal/workload"
	"tusoi/web/kit"
	"tusoi/web/taskpiece"
	"tusoi/web/ui"
)

// Pages gives tasks.
type Pages struct {
	Task     *task.Service
	Workload *workload.Service
	Org      *org.Service
	Now      func() time.Time
}

// formView is the form as it was typed. Cells are all that may be chosen, under their organisation.
type formView struct {
	values   map[string]string
	chosen   map[string]bool // cells, as typed
	members  map[string]bool // named members, as typed
	groups   []group
	branches []ui.Option
	one      *org.Unit  // the only cell there is: nothing to choose
	from     *task.Part // that is passed on
	top      bool       // grassroots committees can be asked, and accept in the giver's place
	problems []ui.Problem
}

type group struct {
	ID    int64 // of the organisation, 0 for those that are cells themselves
	Name  string
	Cells []org.Unit
}

// reviewView is what will be asked of whom, before it is.
type reviewView struct {
	form       formView
	hidden     [][2]string
	plan       task.Plan
	candidates []workload.Candidate
	named      bool
}

// whoms are the words of the form for whom a task asks.
var whoms = map[string]task.Asked{
	"dang-uy": task.AskCommittees, "bi-thu": task.AskSecretaries, "moi-nguoi": task.AskEveryone, "dich-danh": task.AskNamed,
}

// mostNamed is from how many cells members can be picked by name.
const mostNamed = 10

// New is the empty form; with ?tu= the form that passes a part on, with its words to begin with; with ?buoi= the form of work that was
// decided on at a meeting, whose page gives the words.
func (p *Pages) New(w http.ResponseWriter, r *http.Request) error {
	v := formView{values: map[string]string{"khoa": kit.NewKey(), "tu": r.URL.Query().Get("tu")}, chosen: map[string]bool{}, members: map[string]bool{}}
	v.decided(r)
	if err := p.ready(r, &v); err != nil {
		return err
	}
	if v.from != nil {
		v.values["title"], v.values["product"], v.values["basis"], v.values["due"] = v.from.Title, v.from.Product, v.from.Basis, vi.Date(v.from.DueOn)
	}
	return kit.Render(w, r, http.StatusOK, form(kit.Chrome(r), v))
}

// decided takes what the page of a meeting gives: what was decided, in which cell, and the document that it rests on.
func (v *formView) decided(r *http.Request) {
	q := r.URL.Query()
	if q.Get("buoi") == "" {
		return
	}
	for _, name := range []string{"buoi", "title", "basis", "basis-on"} {
		v.values[name] = q.Get(name)
	}
	v.chosen = set(q["cells"])
}

// ready reads what can be chosen: under the reader's scope, or under the unit whose part is passed on.
func (p *Pages) ready(r *http.Request, v *formView) error {
	actor := kit.Actor(r)
	tree, err := p.Org.Tree(r.Context(), actor)
	if err != nil {
		return err
	}
	top := tree.Root().ID
	if id, err := strconv.ParseInt(v.values["tu"], 10, 64); err == nil {
		from, err := p.Task.Part(r.Context(), actor, id)
		if err != nil {
			return err
		}
		v.from, top = &from, from.UnitID
	}
	today := vi.Today(p.Now())
	v.groups = groups(tree, top, today)
	if len(v.groups) == 1 && len(v.groups[0].Cells) == 1 {
		v.one = &v.groups[0].Cells[0]
	}
	for _, u := range tree.Under(top) {
		if !u.Kind.IsCell() && u.Kind != org.KindGroup && u.StandsOn(today) {
			v.branches = append(v.branches, ui.Option{Value: taskpiece.IDText(u.ID), Label: u.Name})
		}
	}
	v.top = v.from == nil && actor.MayEverywhere(authz.TaskGive)
	return nil
}

// groups puts the cells that may be chosen under their organisations, in the order of the tree; those that are cells
// themselves come last.
func groups(tree *org.Tree, top int64, today time.Time) []group {
	var list []group
	alone := group{Name: "Chi bộ cơ sở"}
	for _, u := range tree.Under(top) {
		switch cells := tree.CellsOn(u.ID, today); {
		case u.Kind == org.KindGrassrootsCell:
			alone.Cells = append(alone.Cells, cells...)
		case u.Kind == org.KindGrassroots && len(cells) > 0:
			list = append(list, group{u.ID, u.Name, cells})
		case u.ID == top && u.Kind == org.KindCell:
			list = append(list, group{0, u.Name, cells})
		}
	}
	if len(list) == 0 && len(alone.Cells) == 0 { // a secretary's tree: the cells alone
		alone.Name = "Chi bộ"
		alone.Cells = tree.CellsOn(tree.Root().ID, today)
	}
	if len(alone.Cells) > 0 {
		list = append(list, alone)
	}
	return list
}

// Give takes the form: to look it over, to change it again, or to give it.
func (p *Pages) Give(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := formView{values: f.Values, chosen: set(r.PostForm["cells"]), members: set(r.PostForm["members"])}
	if err := p.ready(r, &v); err != nil {
		return err
	}
	step := f.OneOf("buoc", "bước tiếp theo", true, "xem", "sua", "giao")
	if step == "sua" {
		return kit.Render(w, r, http.StatusOK, form(kit.Chrome(r), v))
	}
	d := v.draft(f)
	if !f.OK() {
		v.problems = f.Problems
		return kit.Render(w, r, http.StatusUnprocessableEntity, form(kit.Chrome(r), v))
	}
	if step == "giao" {
		plan, err := p.Task.Give(r.Context(), kit.Actor(r), d)
		if err == nil {
			return kit.SeeOther(w, r, back(d), fmt.Sprintf("Đã giao việc cho %s tổ chức, %s phần việc.", vi.Int(len(plan.Units)), vi.Int(plan.People)))
		}
		if !f.Take(err) {
			return err
		}
	}
	return p.review(w, r, f, v, d)
}

// back is where who gave a task goes on: to the meeting at which it was decided on, or to all tasks.
func back(d task.Draft) string {
	if d.Meeting != 0 {
		return kit.RecordPath(kit.MeetingsWord, d.Meeting, "")
	}
	return kit.TasksPath
}

// review shows whom the task will ask; the form again when it cannot be given like this.
func (p *Pages) review(w http.ResponseWriter, r *http.Request, f *kit.Form, v formView, d task.Draft) error {
	named := d.Asked == task.AskNamed
	if named { // who can be named is shown before anybody is
		d.Asked = task.AskEveryone
	}
	status, onlyNames := http.StatusOK, len(f.Problems) == 1 && f.Problems[0].Field == "members"
	if !f.OK() {
		status = http.StatusUnprocessableEntity
	}
	plan, err := p.Task.Plan(r.Context(), kit.Actor(r), d)
	if err != nil && f.OK() && !f.Take(err) {
		return err
	}
	if named && len(plan.Units) > mostNamed && f.OK() {
		f.Fail("cells", fmt.Sprintf("Chỉ định từng đảng viên thì chọn nhiều nhất %d chi bộ. Đã chọn %s.", mostNamed, vi.Int(len(plan.Units))))
	}
	v.problems = f.Problems
	if !f.OK() && !onlyNames {
		return kit.Render(w, r, http.StatusUnprocessableEntity, form(kit.Chrome(r), v))
	}
	view := reviewView{form: v, plan: plan, named: named, hidden: v.hidden()}
	if named {
		var cells []int64
		for _, u := range plan.Units {
			cells = append(cells, u.ID)
		}
		if view.candidates, err = p.Workload.Candidates(r.Context(), kit.Actor(r), cells); err != nil {
			return err
		}
	}
	return kit.Render(w, r, status, look(kit.Chrome(r), view))
}

func set(texts []string) map[string]bool {
	m := map[string]bool{}
	for _, t := range texts {
		m[t] = true
	}
	return m
}

// draft reads what was typed, and notes on the form what cannot be read.
func (v formView) draft(f *kit.Form) task.Draft {
	d := task.Draft{
		FormKey: f.Values["khoa"], Title: f.Values["title"], Product: f.Values["product"], Basis: f.Values["basis"], BasisSubject: f.Values["basis-subject"],
		BasisOn: f.Date("basis-on", "ngày văn bản", false), DueOn: f.Date("due", "hạn hoàn thành", true),
		Asked: whoms[f.OneOf("whom", "giao cho ai", true, "dang-uy", "bi-thu", "moi-nguoi", "dich-danh")],
	}
	if text := vi.Clean(f.Values["weight"]); text != "" {
		n, err := vi.ParseInt(text)
		if err != nil || n < 1 || n > 100 {
			f.Fail("weight", "Trọng số là một số từ 1 đến 100, hoặc để trống.")
		}
		d.Weight = n
	}
	if v.top && d.Asked != task.AskCommittees {
		d.Above = f.OneOf("acceptor", "ai xác nhận kết quả", true, "nguoi-giao", "cap-tren") == "cap-tren"
	}
	if v.from != nil {
		d.Parent = v.from.ID
	}
	d.Meeting = int64(kit.Number(f.Values["buoi"]))
	if !kit.IsKey(d.FormKey) {
		f.Fail("", "Biểu mẫu thiếu khóa. Đồng chí bấm giao lại một lần nữa.")
		f.Values["khoa"] = kit.NewKey()
	}
	v.units(f, &d)
	return d
}

// units reads where the people asked are. A whole organisation stands for its cells, unless its committee itself is asked.
func (v formView) units(f *kit.Form, d *task.Draft) {
	d.Type = f.Values["type"]
	if text := f.Values["branch"]; text != "" {
		if !slices.ContainsFunc(v.branches, func(o ui.Option) bool { return o.Value == text }) {
			f.Fail("branch", "Chọn lại nhánh: nhánh đã chọn không có trong danh sách.")
		}
		d.Branch, _ = strconv.ParseInt(text, 10, 64)
	}
	if v.one != nil {
		d.Units = []int64{v.one.ID}
	}
	for _, id := range sorted(v.chosen) {
		g := slices.IndexFunc(v.groups, func(g group) bool { return g.ID == id })
		switch {
		case g < 0 || d.Asked == task.AskCommittees:
			d.Units = append(d.Units, id)
		default:
			for _, cell := range v.groups[g].Cells {
				d.Units = append(d.Units, cell.ID)
			}
		}
		if g < 0 && d.Asked == task.AskCommittees && v.below(id) {
			f.Fail("cells", "Giao cho đảng ủy cơ sở thì chọn cả đảng ủy, không chọn từng chi bộ trực thuộc.")
			return
		}
	}
	for id := range v.members {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			d.Members = append(d.Members, n)
		}
	}
}

// below reports whether a cell stands under a committee of its own.
func (v formView) below(cell int64) bool {
	for _, g := range v.groups {
		if g.ID != 0 && slices.ContainsFunc(g.Cells, func(u org.Unit) bool { return u.ID == cell }) {
			return true
		}
	}
	return false
}

func sorted(texts map[string]bool) []int64 {
	var list []int64
	for text := range texts {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}
