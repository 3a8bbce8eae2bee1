package recordpiece

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"tusoi/internal/org"
	"tusoi/internal/roll"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// formView is the form as the page shows it: ID is 0 for a new record.
type formView struct {
	Names
	id       int64
	unit     org.Unit
	units    []ui.Option
	fields   templ.Component
	typed    map[string]string
	given    map[string]string // by the address, to be kept while the unit is chosen
	problems []ui.Problem
}

// New is the form of a new record: first the unit is chosen, in ?don-vi=, then everything else. What else stands in the address is
// filled in.
func (d *Desk[D, R]) New(w http.ResponseWriter, r *http.Request) error {
	unit, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return err
	}
	f := &kit.Form{Values: map[string]string{"key": kit.NewKey(), "unit": idText(unit)}}
	for name, value := range given(r) {
		if _, ours := f.Values[name]; !ours {
			f.Values[name] = value
		}
	}
	return d.form(w, r, http.StatusOK, 0, f)
}

// Create takes the form of a new record.
func (d *Desk[D, R]) Create(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	if again, err := d.again(r, f); err != nil {
		return err
	} else if again {
		return d.form(w, r, http.StatusOK, 0, f)
	}
	if draft := d.Read(f); f.OK() {
		id, err := d.Book.Add(r.Context(), kit.Actor(r), f.Values["key"], draft)
		if err == nil {
			return kit.SeeOther(w, r, d.onePath(id, ""), "Đã ghi vào sổ.")
		}
		if !f.Take(err) {
			return err
		}
	}
	return d.form(w, r, http.StatusUnprocessableEntity, 0, f)
}

// Edit is the form of a record as it stands.
func (d *Desk[D, R]) Edit(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "record")
	if err != nil {
		return err
	}
	rec, err := d.Get(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	f := &kit.Form{Values: d.Values(rec)}
	m := d.Meta(rec)
	f.Values["unit"], f.Values["version"] = idText(m.UnitID), idText(int64(m.Version))
	return d.form(w, r, http.StatusOK, id, f)
}

// Save takes the form of a record that stands.
func (d *Desk[D, R]) Save(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "record")
	if err != nil {
		return err
	}
	if _, err := d.Get(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	if again, err := d.again(r, f); err != nil {
		return err
	} else if again {
		return d.form(w, r, http.StatusOK, id, f)
	}
	if draft := d.Read(f); f.OK() {
		err := d.Book.Amend(r.Context(), kit.Actor(r), id, kit.Number(f.Values["version"]), draft, f.Values["reason"])
		if err == nil {
			return kit.SeeOther(w, r, d.onePath(id, ""), "Đã sửa trong sổ.")
		}
		if !f.Take(err) {
			return err
		}
	}
	return d.form(w, r, http.StatusUnprocessableEntity, id, f)
}

func (d *Desk[D, R]) again(r *http.Request, f *kit.Form) (bool, error) {
	if d.Again == nil {
		return false, nil
	}
	return d.Again(r, f)
}

func (d *Desk[D, R]) form(w http.ResponseWriter, r *http.Request, status int, id int64, f *kit.Form) error {
	units, tree, err := d.places(r)
	if err != nil {
		return err
	}
	v := formView{Names: d.Names, id: id, given: given(r), typed: f.Values, problems: f.Problems, units: []ui.Option{{Label: "Chọn tổ chức đảng"}}}
	if id == 0 && !kit.IsKey(v.typed["key"]) {
		v.typed["key"] = kit.NewKey()
	}
	asked := int64(kit.Number(v.typed["unit"]))
	for _, u := range units {
		label := u.Name
		if len(units) > 1 && u.Kind == org.KindCell {
			label += " · " + tree.Name(u.ParentID)
		}
		v.units = append(v.units, ui.Option{Value: idText(u.ID), Label: label})
		if u.ID == asked || len(units) == 1 && asked == 0 {
			v.unit = u
		}
	}
	if v.unit.ID == 0 && asked != 0 {
		if v.unit, err = tree.Unit(asked); err != nil { // it ended, or lies outside the scope
			return err
		}
	}
	if v.unit.ID != 0 {
		in := Fields{Typed: v.typed, Problems: v.problems, Unit: v.unit}
		if in.Members, err = d.members(r, v.unit, id); err != nil {
			return err
		}
		if v.fields, err = d.Fields(r, in); err != nil {
			return err
		}
	}
	return kit.Render(w, r, status, form(kit.Chrome(r), v))
}

// given is what the address of a form fills in.
func given(r *http.Request) map[string]string {
	list := map[string]string{}
	if r.Method == http.MethodGet {
		for name, values := range r.URL.Query() {
			if name != "don-vi" {
				list[name] = values[0]
			}
		}
	}
	return list
}

// WholeUnit is the choice of the unit itself where a member could be chosen.
const WholeUnit = "tap-the"

// ReadMember reads the member that was chosen, 0 for the unit itself. Nothing chosen is a problem, where there was a choice.
func ReadMember(f *kit.Form) int64 {
	text, asked := f.Values["member"]
	if asked && text == "" {
		f.Fail("member", "Chọn tập thể hay một đảng viên.")
	}
	return int64(kit.Number(text))
}

// members are who may be chosen in a cell, and whom the record is about that is amended: they may have left since.
func (d *Desk[D, R]) members(r *http.Request, unit org.Unit, id int64) ([]ui.Option, error) {
	if !d.People || !unit.Kind.IsCell() {
		return nil, nil
	}
	people, err := d.Roll.List(r.Context(), kit.Actor(r), roll.Filter{Unit: unit.ID, Size: 500})
	if err != nil {
		return nil, err
	}
	list := []ui.Option{{Label: "Chọn tập thể hay một đảng viên"}, {Value: WholeUnit, Label: "Tập thể: " + unit.Name}}
	for _, m := range people.Lines {
		list = append(list, ui.Option{Value: idText(m.ID), Label: m.FullName})
	}
	if id == 0 {
		return list, nil
	}
	rec, err := d.Get(r.Context(), kit.Actor(r), id)
	if m := d.Meta(rec); err == nil && m.MemberID != 0 && !slices.ContainsFunc(list, func(o ui.Option) bool { return o.Value == idText(m.MemberID) }) {
		list = append(list, ui.Option{Value: idText(m.MemberID), Label: m.MemberName})
	}
	return list, err
}
