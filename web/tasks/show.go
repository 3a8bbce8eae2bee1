package tasks

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/task"
	"tusoi/internal/vi"
	"tusoi/internal/workload"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

type showView struct {
	task     task.Task
	parent   *task.Part // that is passed on here, when the reader may see it
	branches []workload.Branch
	filter   filter
	parts    []task.Part
	total    int
	today    time.Time
	reads    bool // more than one's own part
	accepts  bool // something on this page waits for the reader's word
	drops    bool
	waiting  []int64 // the parts on this page that the reader may accept
	history  []ui.Step
	chosen   map[int64]bool
	reason   string
	problems []ui.Problem
}

// Show is one task with whom it asks.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, showView{})
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, v showView) error {
	actor := kit.Actor(r)
	id, err := kit.PathID(r, "task")
	if err != nil {
		return err
	}
	if v.task, err = p.Task.Task(r.Context(), actor, id); err != nil {
		return err
	}
	if v.filter, err = p.filter(r); err != nil {
		return err
	}
	v.today, v.reads = vi.Today(p.Now()), actor.May(authz.TaskRead)
	f := task.Filter{Task: id, Unit: v.filter.unit, Show: showOf(v.filter.show), Page: v.filter.page}
	if v.parts, v.total, err = p.Task.Parts(r.Context(), actor, f); err != nil {
		return err
	}
	for _, part := range v.parts {
		open := part.State == task.Open || part.State == task.Done
		v.drops = v.drops || open && part.MayDrop(actor)
		if part.State == task.Done && part.MayAccept(actor) {
			v.waiting = append(v.waiting, part.ID)
		}
	}
	v.accepts = len(v.waiting) > 0
	if err := p.around(r, &v); err != nil {
		return err
	}
	return kit.Render(w, r, status, show(kit.Chrome(r), v))
}

// around adds what stands beside the parts: the branches of the tree, what is passed on, the history.
func (p *Pages) around(r *http.Request, v *showView) error {
	actor := kit.Actor(r)
	if v.task.ParentID != 0 {
		parent, err := p.Task.Part(r.Context(), actor, v.task.ParentID)
		switch {
		case err == nil:
			v.parent = &parent
		case apperr.KindOf(err) != apperr.KindNotFound:
			return err
		}
	}
	if !v.reads {
		return nil
	}
	var err error
	if v.branches, err = p.Workload.Branches(r.Context(), actor, v.task.ID); err != nil {
		return err
	}
	rows, err := p.Audit.History(r.Context(), actor, authz.TaskRead, "task", v.task.ID)
	v.history = kit.History(rows)
	return err
}

// Decide accepts, sends back or drops parts of a task.
func (p *Pages) Decide(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "task")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	field := "parts"
	d := task.Decision{Reason: f.Values["reason"]}
	switch f.OneOf("viec", "việc cần làm", true, "nhan", "nhan-ca-trang", "tra-lai", "thoi") {
	case "nhan-ca-trang":
		field, d.Verdict = "page-parts", task.Accept
	case "nhan":
		d.Verdict = task.Accept
	case "tra-lai":
		d.Verdict = task.SendBack
	case "thoi":
		d.Verdict = task.Drop
	}
	d.Parts = ids(r.PostForm[field])
	n, err := p.Task.Decide(r.Context(), kit.Actor(r), id, d)
	if err == nil {
		return kit.SeeOther(w, r, back(r, id), decided(d.Verdict, n, len(d.Parts)))
	}
	if !f.Take(err) {
		return err
	}
	v := showView{reason: d.Reason, problems: f.Problems, chosen: map[int64]bool{}}
	for _, part := range ids(r.PostForm["parts"]) {
		v.chosen[part] = true
	}
	return p.show(w, r, http.StatusUnprocessableEntity, v)
}

// back is the page from which the decision came: the part when it was decided there, else the list as it was narrowed.
func back(r *http.Request, task int64) string {
	if part, err := strconv.ParseInt(r.PostForm.Get("ve"), 10, 64); err == nil && part > 0 {
		return kit.TaskPartPath(part)
	}
	return withQuery(kit.TaskPath(task), r.URL.Query())
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func decided(v task.Verdict, n, of int) string {
	text := fmt.Sprintf("%s %s phần việc.", map[task.Verdict]string{
		task.Accept: "Đã chấp nhận", task.SendBack: "Đã trả lại", task.Drop: "Đã ghi thôi thực hiện",
	}[v], vi.Int(n))
	if n < of {
		text += fmt.Sprintf(" %s phần khác để nguyên vì không còn ở bước này hoặc không thuộc quyền của đồng chí.", vi.Int(of-n))
	}
	return text
}

// ids reads numbers that a form posts; what is none was never offered.
func ids(texts []string) []int64 {
	var list []int64
	for _, t := range texts {
		if id, err := strconv.ParseInt(t, 10, 64); err == nil && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// whole reads a task with all its parts, as it is narrowed.
func (p *Pages) whole(r *http.Request) (v showView, err error) {
	id, err := kit.PathID(r, "task")
	if err != nil {
		return v, err
	}
	if v.filter, err = p.filter(r); err != nil {
		return v, err
	}
	if v.task, err = p.Task.Task(r.Context(), kit.Actor(r), id); err != nil {
		return v, err
	}
	v.today = vi.Today(p.Now())
	v.parts, v.total, err = p.Task.Parts(r.Context(), kit.Actor(r), task.Filter{Task: id, Unit: v.filter.unit, Show: showOf(v.filter.show), Whole: true})
	return v, err
}

// Print is the task on paper.
func (p *Pages) Print(w http.ResponseWriter, r *http.Request) error {
	v, err := p.whole(r)
	if err != nil {
		return err
	}
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	giver, err := tree.Unit(v.task.GiverID)
	if err != nil { // above the reader's scope
		giver = org.Unit{Name: tree.Name(v.task.GiverID)}
	}
	return kit.Render(w, r, http.StatusOK, printed(v, strings.TrimSpace(giver.Name)))
}

// Download is the task's answers as a workbook.
func (p *Pages) Download(w http.ResponseWriter, r *http.Request) error {
	v, err := p.whole(r)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := export.TaskParts(&buf, v.parts, v.today); err != nil {
		return err
	}
	kit.Workbook(w, fmt.Sprintf("viec-%d.xlsx", v.task.ID))
	_, _ = w.Write(buf.Bytes()) // the reader left: nothing to answer any more
	return nil
}
