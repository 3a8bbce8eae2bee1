package yearends

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/vi"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

type decideView struct {
	cell     yearend.Cell
	on       string
	rows     []decideRow
	problems []ui.Problem
}

// decideRow is one who waits, with the level as it was chosen.
type decideRow struct {
	yearend.Line
	chosen, version string
}

func (rw decideRow) field() string { return fmt.Sprintf("level-%d", rw.MemberID) }

func (rw decideRow) versionField() string { return fmt.Sprintf("ban-%d", rw.MemberID) }

// Decisions is the page on which the levels of a whole cell are decided.
func (p *Pages) Decisions(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deciding(r)
	if err != nil {
		return err
	}
	v.on = vi.Date(vi.Today(p.Now()))
	for i := range v.rows {
		v.rows[i].version = strconv.Itoa(v.rows[i].Version)
		if r.URL.Query().Get("theo") == "de-xuat" {
			v.rows[i].chosen = string(v.rows[i].CellLevel)
		}
	}
	return kit.Render(w, r, http.StatusOK, decidePage(kit.Chrome(r), v))
}

// deciding is who waits for the actor's decision.
func (p *Pages) deciding(r *http.Request) (v decideView, err error) {
	cell, year, err := address(r, "unit")
	if err != nil {
		return v, err
	}
	if v.cell, err = p.YearEnd.Cell(r.Context(), kit.Actor(r), cell, year); err != nil {
		return v, err
	}
	if !v.cell.DecidedBy(kit.Actor(r)) {
		return v, apperr.Forbidden(fmt.Sprintf("Mức xếp loại của đảng viên %s do %s quyết định.", v.cell.CellName, v.cell.AboveName))
	}
	for _, l := range v.cell.Lines {
		if l.State == yearend.Commented {
			v.rows = append(v.rows, decideRow{Line: l})
		}
	}
	return v, nil
}

// Decide takes the levels of a whole cell.
func (p *Pages) Decide(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deciding(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v.on = f.Values["on"]
	on := f.Date("on", "ngày quyết định", true)
	list := chosen(f)
	for i := range v.rows {
		v.rows[i].chosen, v.rows[i].version = f.Values[v.rows[i].field()], f.Values[v.rows[i].versionField()]
	}
	if len(list) == 0 {
		f.Fail("", "Chưa chọn mức cho ai. Chọn mức cho ít nhất một người.")
	}
	if f.OK() {
		n, err := p.YearEnd.Decide(r.Context(), kit.Actor(r), v.cell.CellID, v.cell.Year, on, list)
		if err == nil {
			return kit.SeeOther(w, r, kit.UnitYearPath(v.cell.CellID, v.cell.Year), fmt.Sprintf("Đã quyết định mức xếp loại của %s đảng viên.", vi.Int(n)))
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, decidePage(kit.Chrome(r), v))
}

// chosen are the members for whom a level came with the form.
func chosen(f *kit.Form) []yearend.Decision {
	var list []yearend.Decision
	for name, value := range f.Values {
		var id int64
		if _, err := fmt.Sscanf(name, "level-%d", &id); err != nil || value == "" {
			continue
		}
		version, _ := strconv.Atoi(f.Values[fmt.Sprintf("ban-%d", id)])
		list = append(list, yearend.Decision{MemberID: id, Version: version, Level: form.Level(value)})
	}
	slices.SortFunc(list, func(a, b yearend.Decision) int { return cmp.Compare(a.MemberID, b.MemberID) })
	return list
}

// DecideOne takes the level of one member, from the page of the form.
func (p *Pages) DecideOne(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "Đã quyết định mức xếp loại.", func(f *kit.Form, v formView) error {
		on := f.Date("decided-on", "ngày quyết định", false)
		if !f.OK() {
			return apperr.Invalid("", apperr.Field{})
		}
		d := yearend.Decision{MemberID: v.MemberID, Version: atoi(f.Values["ban"]), Level: form.Level(f.Values["decided"])}
		_, err := p.YearEnd.Decide(r.Context(), kit.Actor(r), v.CellID, v.Year, on, []yearend.Decision{d})
		return err
	}, map[string]string{"on": "decided-on", "level": "decided"})
}

// SendBack takes the form one step back.
func (p *Pages) SendBack(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "Đã trả lại một bước.", func(f *kit.Form, v formView) error {
		return p.YearEnd.SendBack(r.Context(), kit.Actor(r), v.MemberID, v.Year, atoi(f.Values["ban"]), f.Values["reason"])
	}, nil)
}

// Comment takes blocks A and B.
func (p *Pages) Comment(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "Đã ghi nhận xét của chi ủy và mức chi bộ đề xuất.", func(f *kit.Form, v formView) error {
		in := yearend.Remark{
			Version: atoi(f.Values["ban"]), Text: f.Values["comment"], Level: form.Level(f.Values["level"]), On: f.Date("on", "ngày họp chi bộ", false),
			AgencyText: f.Values["agency-text"], AgencyLevel: form.Level(f.Values["agency-level"]), AgencyHead: f.Values["agency-head"],
		}
		if day := f.Date("agency-on", "ngày của thủ trưởng cơ quan", false); !day.IsZero() {
			in.AgencyOn = &day
		}
		in.Votes = form.Votes{
			Present: ballots(f, "present"), Issued: ballots(f, "issued"), Returned: ballots(f, "returned"), Valid: ballots(f, "valid"),
			Excellent: ballots(f, "votes-excellent"), Good: ballots(f, "votes-good"), Done: ballots(f, "votes-done"), Failed: ballots(f, "votes-failed"),
		}
		if !f.OK() {
			return apperr.Invalid("", apperr.Field{})
		}
		return p.YearEnd.Comment(r.Context(), kit.Actor(r), v.MemberID, v.Year, in)
	}, nil)
}

// ballots is a number of ballots; an empty field is none.
func ballots(f *kit.Form, name string) int {
	text := vi.Clean(f.Values[name])
	if text == "" {
		return 0
	}
	n, err := vi.ParseInt(text)
	if err != nil {
		f.Fail(name, "Số phiếu “"+text+"” chưa đúng: "+apperr.Message(err))
	}
	return n
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // what is no number is no version that stands
	return n
}

// step does something to a form from its own page; what stands in the way is shown there, with everything that was typed.
func (p *Pages) step(w http.ResponseWriter, r *http.Request, done string, do func(*kit.Form, formView) error, names map[string]string) error {
	member, year, err := address(r, "member")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	review, err := p.YearEnd.Get(r.Context(), kit.Actor(r), member, year)
	if err != nil {
		return err
	}
	v := newFormView(review, false)
	if err = do(f, v); err == nil {
		return kit.SeeOther(w, r, kit.MemberYearPath(member, year), done)
	}
	if kind := apperr.KindOf(err); kind != apperr.KindInvalid && kind != apperr.KindConflict {
		return err
	}
	if f.OK() {
		f.Take(err)
	}
	for i, problem := range f.Problems {
		name := problem.Field
		if name == fmt.Sprintf("level-%d", member) {
			name = "level"
		}
		if to, ok := names[name]; ok {
			name = to
		}
		f.Problems[i].Field = name
	}
	v.problems = f.Problems
	maps.Copy(v.typed, f.Values)
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}

// history is what was done to a form, for whoever reads it.
func (p *Pages) history(r *http.Request, v formView) ([]ui.Step, error) {
	read := authz.ReviewRead
	if v.own {
		read = authz.OwnRead
	}
	if v.ReviewID == 0 {
		return nil, nil
	}
	trail, err := p.Audit.History(r.Context(), kit.Actor(r), read, "year_review", v.ReviewID)
	return kit.History(trail), err
}
