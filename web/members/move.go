package members

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"tusoi/internal/member"
	"tusoi/internal/member/part"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// moveView is a form that changes where or how somebody takes part: one choice, a day and a reason.
type moveView struct {
	step     string // the end of its address
	title    string
	lead     string
	choice   ui.Input
	reason   bool // a text is asked for; the choice is the reason otherwise
	button   string
	danger   string // what will happen, asked once more
	crumbs   []ui.Crumb
	member   int64
	values   map[string]string
	problems []ui.Problem
}

// Transfer is the form for another cell.
func (p *Pages) Transfer(w http.ResponseWriter, r *http.Request) error {
	return p.moveForm(w, r, "chuyen", http.StatusOK, nil)
}

// State is the form for another state.
func (p *Pages) State(w http.ResponseWriter, r *http.Request) error {
	return p.moveForm(w, r, "trang-thai", http.StatusOK, nil)
}

// Residence is the form for the cell of residence.
func (p *Pages) Residence(w http.ResponseWriter, r *http.Request) error {
	return p.moveForm(w, r, "noi-cu-tru", http.StatusOK, nil)
}

// Leave is the form by which somebody leaves the list.
func (p *Pages) Leave(w http.ResponseWriter, r *http.Request) error {
	return p.moveForm(w, r, "thoi", http.StatusOK, nil)
}

// moveForm is the one page for a look at each of the three and for one that failed.
func (p *Pages) moveForm(w http.ResponseWriter, r *http.Request, step string, status int, f *kit.Form) error {
	person, err := p.person(r)
	if err != nil {
		return err
	}
	v := moveView{step: step, member: person.ID, lead: person.FullName, values: map[string]string{"day": vi.Date(vi.Today(p.Now()))}}
	if f != nil {
		v.values, v.problems = f.Values, f.Problems
	}
	switch step {
	case "chuyen":
		tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
		if err != nil {
			return err
		}
		v.title, v.button, v.reason = "Chuyển chi bộ", "Chuyển chi bộ", true
		v.choice = ui.Input{Name: "cell", Label: "Chi bộ mới", Options: cells(tree, vi.Today(p.Now()), person.Standing == member.Cadre)}
	case "noi-cu-tru":
		tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
		if err != nil {
			return err
		}
		v.title, v.button, v.reason = "Chi bộ nơi cư trú", "Ghi chi bộ nơi cư trú", true
		v.choice = ui.Input{Name: "cell", Label: "Chi bộ nơi cư trú", Hint: "Chọn “Không” khi thôi sinh hoạt nơi cư trú.", Options: cells(tree, vi.Today(p.Now()), false)}
		v.choice.Options[0].Label = "Không"
	case "ket-nap":
		v.title, v.button = "Đã kết nạp", "Ghi đã kết nạp"
		v.choice = ui.Input{Name: "admitted", Label: "Ngày kết nạp", Hint: "Ngày làm lễ kết nạp. Cam kết, việc được giao và những lần tự soi đã có vẫn giữ nguyên."}
	case "trang-thai":
		v.title, v.button, v.reason = "Đổi trạng thái sinh hoạt", "Ghi trạng thái", true
		v.choice = ui.Input{Name: "state", Label: "Trạng thái mới", Options: states(person, vi.Today(p.Now()))}
	default:
		v.title, v.button = "Đưa ra khỏi danh sách", "Đưa ra khỏi danh sách"
		v.danger = person.FullName + " không còn trong danh sách của chi bộ từ ngày ghi trên. Những gì đã ghi vẫn giữ nguyên."
		v.choice = ui.Input{Name: "reason", Label: "Lý do", Options: departures(person.Standing)}
	}
	v.choice.Value, v.choice.Problems, v.crumbs = v.values[v.choice.Name], v.problems, under(person, v.title)
	return kit.Render(w, r, status, moveForm(kit.Chrome(r), v))
}

// states are those other than the present one.
func states(m roll.Person, today time.Time) []ui.Option {
	now, _ := m.On(m.Standing.Kind(), today)
	list := []ui.Option{{Label: "Chọn trạng thái"}}
	for _, s := range part.States(m.Standing) {
		if s != now.State {
			list = append(list, ui.Option{Value: string(s), Label: s.Of(m.Standing)})
		}
	}
	return list
}

func departures(who member.Standing) []ui.Option {
	list := []ui.Option{{Label: "Chọn lý do"}}
	for _, d := range part.Departures(who) {
		list = append(list, ui.Option{Value: d, Label: d})
	}
	return list
}

// move reads the day, does what the step says and goes back to the person.
func (p *Pages) move(w http.ResponseWriter, r *http.Request, step, done string, do func(f *kit.Form, id int64, day time.Time) error) error {
	id, err := kit.PathID(r, "member")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	on := f.Date("day", "ngày", true)
	if err := do(f, id, on); err == nil && f.OK() {
		return kit.SeeOther(w, r, kit.MemberPath(id), done)
	} else if err != nil && !f.Take(err) {
		return err
	}
	return p.moveForm(w, r, step, http.StatusUnprocessableEntity, f)
}

// MoveTo transfers.
func (p *Pages) MoveTo(w http.ResponseWriter, r *http.Request) error {
	return p.move(w, r, "chuyen", "Đã ghi việc chuyển chi bộ. Bí thư hai chi bộ đều thấy trên trang Việc cần làm.", func(f *kit.Form, id int64, day time.Time) error {
		cell, _ := strconv.ParseInt(f.Values["cell"], 10, 64)
		if cell <= 0 {
			f.Fail("cell", "Chọn chi bộ mới.")
		}
		if !f.OK() {
			return nil
		}
		return p.Member.Transfer(r.Context(), kit.Actor(r), id, cell, day, f.Values["reason"])
	})
}

// Reside notes the cell of residence.
func (p *Pages) Reside(w http.ResponseWriter, r *http.Request) error {
	return p.move(w, r, "noi-cu-tru", "Đã ghi chi bộ nơi cư trú.", func(f *kit.Form, id int64, day time.Time) error {
		cell, _ := strconv.ParseInt(f.Values["cell"], 10, 64)
		if !f.OK() {
			return nil
		}
		return p.Member.Reside(r.Context(), kit.Actor(r), id, cell, day, f.Values["reason"])
	})
}

// SetState changes the state.
func (p *Pages) SetState(w http.ResponseWriter, r *http.Request) error {
	return p.move(w, r, "trang-thai", "Đã ghi trạng thái mới.", func(f *kit.Form, id int64, day time.Time) error {
		var values []string
		for _, s := range part.States(member.Full) {
			values = append(values, string(s))
		}
		if state := f.OneOf("state", "trạng thái", true, values...); f.OK() {
			return p.Member.SetState(r.Context(), kit.Actor(r), id, member.State(state), day, f.Values["reason"])
		}
		return nil
	})
}

// Depart takes somebody off the list.
func (p *Pages) Depart(w http.ResponseWriter, r *http.Request) error {
	person, err := p.person(r)
	if err != nil {
		return err
	}
	return p.move(w, r, "thoi", "Đã đưa ra khỏi danh sách.", func(f *kit.Form, id int64, day time.Time) error {
		if reason := f.Values["reason"]; !slices.Contains(part.Departures(person.Standing), reason) {
			f.Fail("reason", "Chọn lý do.")
		} else if f.OK() {
			return p.Member.Leave(r.Context(), kit.Actor(r), id, day, reason)
		}
		return nil
	})
}

// AdmitForm asks when somebody outside the Party was admitted.
func (p *Pages) AdmitForm(w http.ResponseWriter, r *http.Request) error {
	return p.moveForm(w, r, "ket-nap", http.StatusOK, nil)
}

// Admit makes a member of them, and leads to the form with what a member needs.
func (p *Pages) Admit(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "member")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	admitted, on := f.Date("admitted", "ngày kết nạp", true), f.Date("day", "ngày", true)
	if f.OK() {
		err := p.Member.Admit(r.Context(), kit.Actor(r), id, admitted, on)
		if err == nil {
			return kit.SeeOther(w, r, kit.MemberStepPath(id, "sua"), "Đã ghi kết nạp. Bổ sung ngày quyết định, số thẻ khi có.")
		}
		if !f.Take(err) {
			return err
		}
	}
	return p.moveForm(w, r, "ket-nap", http.StatusUnprocessableEntity, f)
}

// Reveal shows a whole identity number on the person's page, once; looking is noted.
func (p *Pages) Reveal(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "member")
	if err != nil {
		return err
	}
	number, err := p.Member.Reveal(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	return p.show(w, r, number)
}
