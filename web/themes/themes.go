// Package themes is the page of what shortcomings are about: a committee adds themes, renames them, and retires them.
//
// It owns no table. What must never happen: a theme that is named by a remedy goes.
package themes

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/theme"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows and changes themes.
type Pages struct {
	Theme *theme.Service
	Now   func() time.Time
}

// view is the committee's themes, for who may change them.
type view struct {
	list     []theme.Theme
	today    time.Time
	key      string
	failed   int64 // the theme whose form was refused; 0 is the one that adds
	typed    map[string]string
	problems []ui.Problem
}

// Index lists the themes, with the forms that change them.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, view{key: kit.NewKey()})
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, v view) (err error) {
	if v.list, err = p.Theme.Settings(r.Context(), kit.Actor(r)); err != nil {
		return err
	}
	v.today = vi.Today(p.Now())
	return kit.Render(w, r, status, index(kit.Chrome(r), v))
}

// Add takes a new one.
func (p *Pages) Add(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "Đã thêm chủ đề.", 0, func(f *kit.Form) error {
		return p.Theme.Add(r.Context(), kit.Actor(r), theme.Draft{Name: f.Values["name"], FormKey: f.Values["key"]})
	})
}

// Rename takes a new name for one.
func (p *Pages) Rename(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "theme")
	if err != nil {
		return err
	}
	return p.change(w, r, "Đã đổi tên chủ đề.", id, func(f *kit.Form) error {
		from := f.Date("from", "ngày tên mới bắt đầu dùng", true)
		if !f.OK() {
			return nil
		}
		return p.Theme.Rename(r.Context(), kit.Actor(r), theme.Draft{ID: id, Name: f.Values["name"], From: from, Version: version(f)})
	})
}

// Retire takes one out of what can be chosen, or back in: the address says which.
func (p *Pages) Retire(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "theme")
	if err != nil {
		return err
	}
	retired := strings.HasSuffix(r.URL.Path, "/thoi")
	done := map[bool]string{true: "Đã thôi dùng chủ đề. Việc đã ghi vẫn giữ chủ đề ấy.", false: "Chủ đề lại chọn được."}[retired]
	return p.change(w, r, done, id, func(f *kit.Form) error {
		return p.Theme.Retire(r.Context(), kit.Actor(r), id, version(f), retired)
	})
}

func (p *Pages) change(w http.ResponseWriter, r *http.Request, done string, id int64, do func(*kit.Form) error) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	if err := do(f); err != nil && !f.Take(err) {
		return err
	}
	if f.OK() {
		return kit.SeeOther(w, r, kit.ThemesPath, done)
	}
	v := view{key: f.Values["key"], failed: id, typed: f.Values, problems: f.Problems}
	if !kit.IsKey(v.key) {
		v.key = kit.NewKey()
	}
	for i, problem := range v.problems { // every theme has its own form on the page
		if problem.Field != "" && id != 0 {
			v.problems[i].Field = problem.Field + "-" + idText(id)
		}
	}
	return p.show(w, r, http.StatusUnprocessableEntity, v)
}

// about says since when a theme has its name, or is out of use.
func about(t theme.Theme) string {
	parts := []string{vi.Int(t.Used) + " việc"}
	if t.FormerName != "" && t.NamedOn != nil {
		parts = append(parts, "tên này từ "+vi.Date(*t.NamedOn)+", trước đó: "+t.FormerName)
	}
	if t.RetiredOn != nil {
		parts = append(parts, "thôi dùng từ "+vi.Date(*t.RetiredOn))
	}
	return strings.Join(parts, " · ")
}

// said is a field of a theme's form as it was typed, or what it begins with.
func (v view) said(id int64, field, begin string) string {
	if v.failed == id && v.typed != nil {
		return v.typed[field]
	}
	return begin
}

// version is the one that a form was made for; 0, which no theme has, for anything else.
func version(f *kit.Form) int {
	n, err := strconv.Atoi(f.Values["version"])
	if err != nil {
		return 0
	}
	return n
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }
