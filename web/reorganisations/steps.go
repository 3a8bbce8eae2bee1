package reorganisations

import (
	"net/http"
	"strconv"

	"tusoi/internal/org"
	"tusoi/internal/reorganisation"
	"tusoi/internal/vi"
	"tusoi/web/kit"
)

// read takes a draft from the form.
func read(r *http.Request, f *kit.Form, t task) formView {
	v := formView{task: t, on: f.Values["on"], into: f.Values["into"]}
	v.draft = reorganisation.Draft{Kind: t.Kind, Basis: f.Values["basis"], Name: f.Values["name"], Type: org.Type(f.Values["type"]),
		Units: ids(r, "units"), Members: ids(r, "members"), On: f.Date("on", "ngày có hiệu lực", true)}
	v.draft.Into, _ = strconv.ParseInt(v.into, 10, 64)
	return v
}

func ids(r *http.Request, name string) []int64 {
	var list []int64
	for _, text := range r.PostForm[name] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			list = append(list, id)
		}
	}
	return list
}

type previewView struct {
	formView
	preview reorganisation.Preview
	before  int
	after   int
}

// Step takes the form: it shows what would be done, goes back to the form, or does it.
func (p *Pages) Step(w http.ResponseWriter, r *http.Request) error {
	t, err := taskOf(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := read(r, f, t)
	if f.Values["buoc"] == "sua" {
		return p.form(w, r, http.StatusOK, v)
	}
	if f.OK() {
		if f.Values["buoc"] == "ghi" {
			_, err = p.Reorganisation.Apply(r.Context(), kit.Actor(r), v.draft)
			if err == nil {
				return kit.SeeOther(w, r, kit.ReorganisationsPath, "Đã sắp xếp xong. Hoàn tác được trong 24 giờ, khi chưa có gì ghi thêm ở đơn vị mới.")
			}
		} else {
			pv := previewView{formView: v}
			if pv.preview, err = p.Reorganisation.Preview(r.Context(), kit.Actor(r), v.draft); err == nil {
				for _, o := range pv.preview.Outcomes {
					pv.before, pv.after = pv.before+o.Before, pv.after+o.After
				}
				pv.on = vi.Date(v.draft.On)
				return kit.Render(w, r, http.StatusOK, preview(kit.Chrome(r), pv))
			}
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = f.Problems
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}

// Undo takes a reorganisation back.
func (p *Pages) Undo(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "reorganisation")
	if err != nil {
		return err
	}
	if err := p.Reorganisation.Undo(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.ReorganisationsPath, "Đã hoàn tác. Các tổ chức trở lại như trước.")
}
