package units

import (
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/org"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// formView is a unit as it is typed: a new one below parent, or one that is amended.
type formView struct {
	parent   org.Unit // of a new one
	labels   org.Labels
	unit     org.Unit // that is amended
	kind     string
	typ      string
	name     string
	code     string
	from     string
	version  string
	beyond   bool
	problems []ui.Problem
}

func (v formView) isNew() bool { return v.unit.ID == 0 }

func (v formView) kinds() []ui.Option {
	list := []ui.Option{{Label: "Chọn loại"}}
	for _, k := range v.parent.Kind.Kinds() {
		list = append(list, ui.Option{Value: string(k), Label: v.labels.Label(k)})
	}
	return list
}

func types() []ui.Option {
	list := []ui.Option{{Label: "Chọn loại hình"}}
	for _, t := range org.Types() {
		list = append(list, ui.Option{Value: string(t), Label: t.Label()})
	}
	return list
}

// unit is the one of the address, in the reader's scope.
func (p *Pages) unit(r *http.Request) (org.Unit, error) {
	id, err := kit.PathID(r, "unit")
	if err != nil {
		return org.Unit{}, err
	}
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return org.Unit{}, err
	}
	return tree.Unit(id)
}

// New is the form for a unit below the one of the address.
func (p *Pages) New(w http.ResponseWriter, r *http.Request) error {
	parent, err := p.unit(r)
	if err != nil {
		return err
	}
	c, err := p.Committee.Get(r.Context(), kit.Actor(r).Committee)
	if err != nil {
		return err
	}
	v := formView{parent: parent, labels: c.Labels, from: vi.Date(vi.Today(p.Now()))}
	if kinds := parent.Kind.Kinds(); len(kinds) == 1 {
		v.kind = string(kinds[0])
	}
	return kit.Render(w, r, http.StatusOK, form(kit.Chrome(r), v))
}

// Found takes it.
func (p *Pages) Found(w http.ResponseWriter, r *http.Request) error {
	parent, err := p.unit(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := typed(f)
	v.parent = parent
	d := draft(f)
	d.ParentID, d.Kind = parent.ID, org.Kind(f.OneOf("kind", "loại tổ chức", true, kindValues(parent)...))
	if f.OK() {
		id, err := p.Org.Found(r.Context(), kit.Actor(r), d)
		if err == nil {
			return kit.SeeOther(w, r, kit.UnitPath(id), "Đã thêm tổ chức đảng.")
		}
		if !f.Take(err) {
			return err
		}
	}
	c, err := p.Committee.Get(r.Context(), kit.Actor(r).Committee)
	if err != nil {
		return err
	}
	v.labels, v.problems = c.Labels, f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, form(kit.Chrome(r), v))
}

func kindValues(parent org.Unit) []string {
	var list []string
	for _, k := range parent.Kind.Kinds() {
		list = append(list, string(k))
	}
	return list
}

func typed(f *kit.Form) formView {
	return formView{kind: f.Values["kind"], typ: f.Values["type"], name: f.Values["name"], code: f.Values["code"], from: f.Values["from"], version: f.Values["version"], beyond: f.Values["beyond"] != ""}
}

func draft(f *kit.Form) org.Draft {
	return org.Draft{Type: org.Type(f.Values["type"]), Name: f.Values["name"], Code: f.Values["code"], From: f.Date("from", "ngày", false), Beyond: f.Values["beyond"] != ""}
}

// Edit is the form that amends a unit.
func (p *Pages) Edit(w http.ResponseWriter, r *http.Request) error {
	u, err := p.unit(r)
	if err != nil {
		return err
	}
	v := formView{unit: u, typ: string(u.Type), name: u.Name, code: u.Code, version: strconv.Itoa(u.Version), beyond: u.Beyond}
	return kit.Render(w, r, http.StatusOK, form(kit.Chrome(r), v))
}

// Amend takes it.
func (p *Pages) Amend(w http.ResponseWriter, r *http.Request) error {
	u, err := p.unit(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, d := typed(f), draft(f)
	v.unit = u
	version, _ := strconv.Atoi(v.version)
	if f.OK() {
		err := p.Org.Amend(r.Context(), kit.Actor(r), u.ID, version, d)
		if err == nil {
			return kit.SeeOther(w, r, kit.UnitPath(u.ID), "Đã ghi thay đổi. Báo cáo các kỳ trước vẫn giữ tên cũ.")
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, form(kit.Chrome(r), v))
}

// closeView is the form by which a unit ends.
type closeView struct {
	unit        org.Unit
	day, reason string
	version     string
	problems    []ui.Problem
}

// EndForm asks from when and why a unit ends.
func (p *Pages) EndForm(w http.ResponseWriter, r *http.Request) error {
	u, err := p.unit(r)
	if err != nil {
		return err
	}
	v := closeView{unit: u, day: vi.Date(vi.Today(p.Now())), version: strconv.Itoa(u.Version)}
	return kit.Render(w, r, http.StatusOK, endForm(kit.Chrome(r), v))
}

// End takes it.
func (p *Pages) End(w http.ResponseWriter, r *http.Request) error {
	u, err := p.unit(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := closeView{unit: u, day: f.Values["day"], reason: f.Values["reason"], version: f.Values["version"]}
	version, _ := strconv.Atoi(v.version)
	var day time.Time
	if day = f.Date("day", "ngày kết thúc hoạt động", true); f.OK() {
		err := p.Org.Close(r.Context(), kit.Actor(r), u.ID, version, day, v.reason)
		if err == nil {
			return kit.SeeOther(w, r, kit.UnitPath(u.ID), "Đã kết thúc hoạt động. Số liệu cũ vẫn giữ ở đây.")
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, endForm(kit.Chrome(r), v))
}
