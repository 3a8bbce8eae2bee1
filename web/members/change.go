package members

import (
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// formView is a person as they are typed: a new one, or one who is amended.
type formView struct {
	id       int64 // 0 for a new one
	title    string
	crumbs   []ui.Crumb
	action   string
	values   map[string]string
	cells    []ui.Option // of a new one
	known    string      // the identity number that is known, masked
	problems []ui.Problem
}

func (v formView) input(name, label, hint string) ui.Input {
	return ui.Input{Name: name, Label: label, Hint: hint, Value: v.values[name], Autocomplete: "off", Problems: v.problems}
}

func standings() []ui.Option {
	list := []ui.Option{{Label: "Chọn diện"}}
	for _, s := range []member.Standing{member.Full, member.Probationary, member.Cadre} {
		list = append(list, ui.Option{Value: string(s), Label: s.Label()})
	}
	return list
}

// cells are the cells of the reader's scope that stand today, each with the organisation above.
func cells(tree *org.Tree, today time.Time) []ui.Option {
	list := []ui.Option{{Label: "Chọn chi bộ"}}
	for _, c := range tree.CellsOn(tree.Root().ID, today) {
		label := c.Name
		if c.ParentID != tree.Root().ID {
			label += " – " + tree.Name(c.ParentID)
		}
		list = append(list, ui.Option{Value: idText(c.ID), Label: label})
	}
	return list
}

// New is the empty form. A cell's page gives the cell along.
func (p *Pages) New(w http.ResponseWriter, r *http.Request) error {
	v := formView{values: map[string]string{"cell": r.URL.Query().Get("chi-bo"), "from": vi.Date(vi.Today(p.Now()))}}
	return p.newForm(w, r, http.StatusOK, v)
}

func (p *Pages) newForm(w http.ResponseWriter, r *http.Request, status int, v formView) error {
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	v.title, v.action, v.cells = "Thêm đảng viên", kit.NewMemberPath, cells(tree, vi.Today(p.Now()))
	v.crumbs = []ui.Crumb{{Label: "Đảng viên", Href: kit.MembersPath}, {Label: v.title}}
	return kit.Render(w, r, status, form(kit.Chrome(r), v))
}

// read takes a person from the form; what cannot be read is noted there.
func read(f *kit.Form) member.Member {
	m := member.Member{
		FullName: f.Values["name"], CardNumber: f.Values["card"], IdentityNumber: f.Values["identity"], Standing: member.Standing(f.Values["standing"]),
		PartyPost: f.Values["party_post"], StatePost: f.Values["state_post"], MassPost: f.Values["mass_post"], Job: f.Values["job"],
		DecidedOn: day(f, "decided", "ngày quyết định kết nạp"), AdmittedOn: day(f, "admitted", "ngày kết nạp"), OfficialOn: day(f, "official", "ngày chính thức"),
	}
	if text := vi.Clean(f.Values["birth"]); text != "" {
		born, precision, err := vi.ParseDateOrYear(text)
		if err != nil || precision == vi.PrecisionMonth {
			f.Fail("birth", "Ghi ngày sinh như 19/05/1970, hoặc chỉ năm sinh như 1970.")
		} else {
			m.BirthDate, m.BirthYearOnly = &born, precision == vi.PrecisionYear
		}
	}
	return m
}

func day(f *kit.Form, name, label string) *time.Time {
	if d := f.Date(name, label, false); !d.IsZero() {
		return &d
	}
	return nil
}

// Enrol takes a new person.
func (p *Pages) Enrol(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	m, from := read(f), f.Date("from", "ngày bắt đầu sinh hoạt", true)
	cell, _ := strconv.ParseInt(f.Values["cell"], 10, 64)
	if f.OK() {
		id, err := p.Member.Enrol(r.Context(), kit.Actor(r), m, cell, from)
		if err == nil {
			return kit.SeeOther(w, r, kit.MemberPath(id), "Đã thêm "+vi.ProperName(m.FullName)+".")
		}
		if !f.Take(err) {
			return err
		}
	}
	return p.newForm(w, r, http.StatusUnprocessableEntity, formView{values: f.Values, problems: f.Problems})
}

// Edit is the form with what is known, but for the identity number.
func (p *Pages) Edit(w http.ResponseWriter, r *http.Request) error {
	person, err := p.person(r)
	if err != nil {
		return err
	}
	v := editView(person)
	v.values = map[string]string{
		"version": strconv.Itoa(person.Version), "name": person.FullName, "card": person.CardNumber, "standing": string(person.Standing), "birth": person.Born(),
		"decided": dateOf(person.DecidedOn), "admitted": dateOf(person.AdmittedOn), "official": dateOf(person.OfficialOn),
		"party_post": person.PartyPost, "state_post": person.StatePost, "mass_post": person.MassPost, "job": person.Job,
	}
	return kit.Render(w, r, http.StatusOK, form(kit.Chrome(r), v))
}

func (p *Pages) person(r *http.Request) (member.Person, error) {
	id, err := kit.PathID(r, "member")
	if err != nil {
		return member.Person{}, err
	}
	return p.Member.Get(r.Context(), kit.Actor(r), id)
}

func editView(m member.Person) formView {
	return formView{id: m.ID, title: "Sửa thông tin", action: kit.MemberStepPath(m.ID, "sua"), known: m.IdentityNumber, crumbs: under(m, "Sửa thông tin")}
}

func under(m member.Person, label string) []ui.Crumb {
	return []ui.Crumb{{Label: "Đảng viên", Href: kit.MembersPath}, {Label: m.FullName, Href: kit.MemberPath(m.ID)}, {Label: label}}
}

// Amend takes it.
func (p *Pages) Amend(w http.ResponseWriter, r *http.Request) error {
	person, err := p.person(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	m := read(f)
	version, _ := strconv.Atoi(f.Values["version"])
	if f.OK() {
		err := p.Member.Amend(r.Context(), kit.Actor(r), person.ID, version, m)
		if err == nil {
			return kit.SeeOther(w, r, kit.MemberPath(person.ID), "Đã lưu.")
		}
		if !f.Take(err) {
			return err
		}
	}
	v := editView(person)
	v.values, v.problems = f.Values, f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, form(kit.Chrome(r), v))
}
