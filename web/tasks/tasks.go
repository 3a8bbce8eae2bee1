// Package tasks shows the work that was given and takes new work to give.
package tasks

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/task"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows and gives tasks.
type Pages struct {
	Task *task.Service
	Org  *org.Service
	Now  func() time.Time
}

// Index lists the tasks that reach into the reader's part of the tree.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	lines, err := p.Task.List(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	v := indexView{lines: lines, today: vi.Today(p.Now()), mayGive: kit.Actor(r).May(authz.TaskGive)}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

type indexView struct {
	lines   []task.Line
	today   time.Time
	mayGive bool
}

// formView is the form as it was typed. Cells are all that may be chosen, under their organisation.
type formView struct {
	key                        string
	title, product, basis, due string
	whom                       string // moi-nguoi, bi-thu
	chosen                     map[string]bool
	groups                     []group
	problems                   []ui.Problem
}

type group struct {
	Name  string
	Cells []org.Unit
}

// New is the empty form.
func (p *Pages) New(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, http.StatusOK, formView{key: kit.NewKey(), chosen: map[string]bool{}})
}

// Give takes the form.
func (p *Pages) Give(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := formView{
		key: f.Values["khoa"], title: f.Values["title"], product: f.Values["product"], basis: f.Values["basis"],
		due: f.Values["due"], whom: f.OneOf("whom", "giao cho ai", true, "moi-nguoi", "bi-thu"), chosen: map[string]bool{},
	}
	d := task.Draft{FormKey: v.key, Title: v.title, Product: v.product, Basis: v.basis, DueOn: f.Date("due", "hạn hoàn thành", true), Everyone: v.whom == "moi-nguoi"}
	for _, text := range r.PostForm["cells"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			v.chosen[text] = true
			d.Cells = append(d.Cells, id)
		}
	}
	if !kit.IsKey(v.key) {
		f.Fail("", "Biểu mẫu thiếu khóa. Đồng chí bấm giao lại một lần nữa.")
		v.key = kit.NewKey()
	}
	if f.OK() {
		err := p.Task.Give(r.Context(), kit.Actor(r), d)
		if err == nil {
			return kit.SeeOther(w, r, kit.TasksPath, fmt.Sprintf("Đã giao việc cho %d chi bộ.", len(d.Cells)))
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = f.Problems
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}

// form is the one page for the first look and for every failure.
func (p *Pages) form(w http.ResponseWriter, r *http.Request, status int, v formView) error {
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	v.groups = groups(tree, vi.Today(p.Now()))
	return kit.Render(w, r, status, form(kit.Chrome(r), v))
}

// groups puts the cells that may be chosen under their organisations, in the order of the tree; those that are cells
// themselves come last.
func groups(tree *org.Tree, today time.Time) []group {
	var list []group
	alone := group{Name: "Chi bộ cơ sở"}
	for _, u := range tree.Under(tree.Root().ID) {
		switch cells := tree.CellsOn(u.ID, today); {
		case u.Kind == org.KindGrassrootsCell:
			alone.Cells = append(alone.Cells, cells...)
		case u.Kind == org.KindGrassroots && len(cells) > 0:
			list = append(list, group{u.Name, cells})
		}
	}
	if len(alone.Cells) > 0 {
		list = append(list, alone)
	}
	return list
}
