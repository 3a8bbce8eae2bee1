package members

import (
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/member"
	"tusoi/internal/member/part"
	"tusoi/internal/org"
	"tusoi/internal/roll"
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
	beyond   bool        // who is outside the Party
	known    string      // the identity number that is known, masked
	problems []ui.Problem
}

func (v formView) input(name, label, hint string) ui.Input {
	return ui.Input{Name: name, Label: label, Hint: hint, Value: v.values[name], Autocomplete: "off", Problems: v.problems}
}

func standings() []ui.Option {
	list := []ui.Option{{Label: "Chọn diện"}}
	for _, s := range []member.Standing{member.Full, member.Probationary} {
		list = append(list, ui.Option{Value: string(s), Label: s.Label()})
	}
	return list
}

func employments() []ui.Option {
	list := []ui.Option{{Label: "Chọn đối tượng"}}
	for _, e := range part.Employments() {
		list = append(list, ui.Option{Value: string(e), Label: e.Label()})
	}
	return list
}

// cells are the cells of the reader's scope that stand today, each with the organisation above; with beyond only those that review
// people outside the Party too.
func cells(tree *org.Tree, today time.Time, beyond bool) []ui.Option {
	list := []ui.Option{{Label: "Chọn chi bộ"}}
	for _, c := range tree.CellsOn(tree.Root().ID, today) {
		if beyond && !c.Beyond {
			continue
		}
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
	v.title, v.action, v.cells = "Thêm đảng viên", kit.NewMemberPath, cells(tree, vi.Today(p.Now()), v.beyond)
	if v.beyond {
		v.title, v.action = "Thêm người ngoài Đảng", kit.NewBeyondPath
	}
	v.crumbs = []ui.Crumb{{Label: "Đảng viên", Href: kit.MembersPath}, {Label: v.title}}
	return kit.Render(w, r, status, form(kit.Chrome(r), v))
}

// NewBeyond is the empty form for somebody outside the Party.
func (p *Pages) NewBeyond(w http.ResponseWriter, r *http.Request) error {
	return p.newForm(w, r, http.StatusOK, formView{beyond: true, values: map[string]string{"cell": r.URL.Query().Get("chi-bo"), "from": vi.Date(vi.Today(p.Now()))}})
}

// read takes a person from the form; what cannot be read is noted there.
func read(f *kit.Form) member.Member {
	m := member.Member{
		FullName: f.Values["name"], CardNumber: f.Values["card"], IdentityNumber: f.Values["identity"], Standing: member.Standing(f.Values["standing"]),
		PartyPost: f.Values["party_post"], StatePost: f.Values["state_post"], MassPost: f.Values["mass_post"], Job: f.Values["job"], Employment: member.Employment(f.Values["employment"]),
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

// Enrol takes a new member.
func (p *Pages) Enrol(w http.ResponseWriter, r *http.Request) error { return p.enrol(w, r, false) }

// EnrolBeyond takes somebody outside the Party.
func (p *Pages) EnrolBeyond(w http.ResponseWriter, r *http.Request) error { return p.enrol(w, r, true) }

func (p *Pages) enrol(w http.ResponseWriter, r *http.Request, beyond bool) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	m, from := read(f), f.Date("from", "ngày bắt đầu", true)
	switch {
	case beyond:
		m.Standing = member.Cadre
	case m.Standing == member.Cadre:
		f.Fail("standing", "Chọn diện. Người ngoài Đảng thêm ở trang “Ngoài Đảng”.")
	}
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
	return p.newForm(w, r, http.StatusUnprocessableEntity, formView{beyond: beyond, values: f.Values, problems: f.Problems})
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
		"employment": string(person.Employment), "party_post": person.PartyPost, "state_post": person.StatePost, "mass_post": person.MassPost, "job": person.Job,
	}
	return kit.Render(w, r, http.StatusOK, form(kit.Chrome(r), v))
}

func (p *Pages) person(r *http.Request) (roll.Person, error) {
	id, err := kit.PathID(r, "member")
	if err != nil {
		return roll.Person{}, err
	}
	return p.Roll.Get(r.Context(), kit.Actor(r), id)
}

func editView(m roll.Person) formView {
	return formView{id: m.ID, beyond: m.Standing == member.Cadre, title: "Sửa thông tin", action: kit.MemberStepPath(m.ID, "sua"), known: m.IdentityNumber, crumbs: under(m, "Sửa thông tin")}
}

func under(m roll.Person, label string) []ui.Crumb {
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
	if person.Standing == member.Cadre {
		m.Standing = member.Cadre
	}
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
