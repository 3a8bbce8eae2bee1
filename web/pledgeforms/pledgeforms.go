// Package pledgeforms lets the committee's office say what a year's sheet of commitments looks like, and committees suggest what
// may stand in it.
package pledgeforms

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/pledgeform"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows and takes forms and suggestions.
type Pages struct {
	Form *pledgeform.Service
	Now  func() time.Time
}

// formView is the form of a year as it is typed.
type formView struct {
	pledgeform.Form
	version  string
	problems []ui.Problem
}

// Rows that are offered to be written in, beyond those in use.
const spare = 2

// Show is the form of a year. With ?mau=4 or ?mau=7 the page begins from one of the shipped lists of headings.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if !v.Frozen {
		switch r.URL.Query().Get("mau") {
		case "4":
			v.Headings = pledgeform.Four()
		case "7":
			v.Headings = pledgeform.Seven()
		}
	}
	return kit.Render(w, r, http.StatusOK, formPage(kit.Chrome(r), v))
}

func (p *Pages) view(r *http.Request) (formView, error) {
	year, err := kit.PathYear(r, "year")
	if err != nil {
		return formView{}, err
	}
	form, err := p.Form.Of(r.Context(), kit.Actor(r), year)
	return formView{Form: form, version: strconv.Itoa(form.Version)}, err
}

// Save takes the form.
func (p *Pages) Save(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.read(f)
	draft := v.Form
	draft.Version, _ = strconv.Atoi(v.version)
	err = p.Form.Save(r.Context(), kit.Actor(r), draft)
	if err == nil {
		return kit.SeeOther(w, r, kit.PledgeFormPath(v.Year), fmt.Sprintf("Đã lưu mẫu cam kết dùng từ năm %d.", v.Year))
	}
	if !f.Take(err) {
		return err
	}
	if apperr.KindOf(err) == apperr.KindConflict { // told that others wrote in between: what is typed may be sent again
		v.version = strconv.Itoa(v.Version)
	}
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, formPage(kit.Chrome(r), v))
}

// read takes the rows as they were typed; headings that sheets stand under are not asked for.
func (v *formView) read(f *kit.Form) {
	if !v.Frozen {
		v.Headings = nil
		for i := range 40 {
			n := strconv.Itoa(i)
			if _, there := f.Values["h"+n]; there {
				v.Headings = append(v.Headings, pledgeform.Heading{Key: f.Values["k"+n], Title: f.Values["h"+n]})
			}
		}
	}
	v.Documents = nil
	for i := range 40 {
		n := strconv.Itoa(i)
		if _, there := f.Values["t"+n]; there {
			v.Documents = append(v.Documents, pledgeform.Document{Number: f.Values["n"+n], On: f.Values["d"+n], Title: f.Values["t"+n]})
		}
	}
	v.version = f.Values["ban"]
}

// lead says since when the form looks like this.
func (v formView) lead() string {
	line := "Mẫu đi kèm của phần mềm."
	switch {
	case v.FromYear == v.Year:
		line = fmt.Sprintf("Mẫu của năm %d, %s sửa lúc %s.", v.Year, v.UpdatedBy, vi.Moment(v.UpdatedAt))
	case v.FromYear != 0:
		line = fmt.Sprintf("Đang dùng mẫu từ năm %d.", v.FromYear)
	}
	return line + fmt.Sprintf(" Lưu ở đây thì mẫu được dùng từ năm %d; các năm trước giữ mẫu cũ.", v.Year)
}

// headings and documents with some empty rows after them.
func (v formView) headingRows() []pledgeform.Heading {
	return append(v.Headings[:len(v.Headings):len(v.Headings)], make([]pledgeform.Heading, spare)...)
}

func (v formView) documentRows() []pledgeform.Document {
	return append(v.Documents[:len(v.Documents):len(v.Documents)], make([]pledgeform.Document, spare)...)
}

// suggestView is the list of suggestions with one form: for a new one, or for one that stands.
type suggestView struct {
	form     pledgeform.Form
	list     []pledgeform.Template
	draft    pledgeform.Draft
	units    []ui.Option // for which the reader may suggest
	unit     string      // as it was chosen
	problems []ui.Problem
}

// Suggestions lists them, and offers to add one.
func (p *Pages) Suggestions(w http.ResponseWriter, r *http.Request) error {
	v, err := p.suggestView(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, suggestPage(kit.Chrome(r), v))
}

// Suggestion is one that stands, to be changed.
func (p *Pages) Suggestion(w http.ResponseWriter, r *http.Request) error {
	v, err := p.one(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, suggestPage(kit.Chrome(r), v))
}

func (p *Pages) suggestView(r *http.Request) (v suggestView, err error) {
	actor := kit.Actor(r)
	if v.list, err = p.Form.List(r.Context(), actor); err != nil {
		return v, err
	}
	year := vi.Today(p.Now()).Year()
	if v.form, err = p.Form.Headings(r.Context(), actor, year); err != nil {
		return v, err
	}
	v.draft = pledgeform.Draft{Year: year, FormKey: kit.NewKey()}
	for _, post := range actor.Posts {
		if authz.Allows(post.Role, authz.PacketDecide) {
			v.units = append(v.units, ui.Option{Value: strconv.FormatInt(post.UnitID, 10), Label: post.UnitName})
		}
	}
	if len(v.units) == 1 {
		v.unit = v.units[0].Value
	}
	return v, nil
}

func (p *Pages) one(r *http.Request) (suggestView, error) {
	id, err := kit.PathID(r, "template")
	if err != nil {
		return suggestView{}, err
	}
	v, err := p.suggestView(r)
	if err != nil {
		return v, err
	}
	t, err := p.Form.Get(r.Context(), kit.Actor(r), id)
	v.draft.ID, v.draft.UnitID, v.draft.Heading, v.draft.Content = t.ID, t.UnitID, t.Heading, t.Content
	v.draft.Target, v.draft.Measure, v.draft.Evidence = t.Target, t.Measure, t.Evidence
	return v, err
}

// Suggest adds one.
func (p *Pages) Suggest(w http.ResponseWriter, r *http.Request) error {
	return p.take(w, r, p.suggestView)
}

// Resuggest changes one.
func (p *Pages) Resuggest(w http.ResponseWriter, r *http.Request) error {
	return p.take(w, r, p.one)
}

func (p *Pages) take(w http.ResponseWriter, r *http.Request, read func(*http.Request) (suggestView, error)) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := read(r)
	if err != nil {
		return err
	}
	d := &v.draft
	d.Heading, d.Content, d.Target, d.Measure, d.Evidence = f.Values["heading"], f.Values["content"], f.Values["target"], f.Values["measure"], f.Values["evidence"]
	if d.ID == 0 {
		v.unit = f.Values["unit"]
		if d.UnitID, err = strconv.ParseInt(v.unit, 10, 64); err != nil {
			f.Fail("unit", "Chọn gợi ý cho ai.")
		}
		if key := f.Values["khoa"]; kit.IsKey(key) {
			d.FormKey = key
		} else {
			f.Fail("", "Biểu mẫu thiếu khóa. Đồng chí bấm lưu lại một lần nữa.")
		}
	}
	if f.OK() {
		err := p.Form.Suggest(r.Context(), kit.Actor(r), *d)
		if err == nil {
			return kit.SeeOther(w, r, kit.SuggestionsPath, "Đã lưu nội dung gợi ý.")
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, suggestPage(kit.Chrome(r), v))
}

// Withdraw takes one back.
func (p *Pages) Withdraw(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "template")
	if err != nil {
		return err
	}
	if err := p.Form.Withdraw(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.SuggestionsPath, "Đã rút nội dung gợi ý. Điều các đồng chí đã chép vào bản cam kết thì vẫn còn.")
}

func (v suggestView) headings() []ui.Option {
	list := []ui.Option{{Label: "Chọn mục"}}
	for _, h := range v.form.Headings {
		list = append(list, ui.Option{Value: h.Key, Label: h.Title})
	}
	return list
}

func (v suggestView) title(key string) string {
	if t := v.form.Title(key); t != "" {
		return t
	}
	return "Mục không còn trong mẫu"
}

func (v suggestView) path() string {
	if v.draft.ID != 0 {
		return kit.SuggestionPath(v.draft.ID)
	}
	return kit.SuggestionsPath
}
