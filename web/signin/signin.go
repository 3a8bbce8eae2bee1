// Package signin lets people in and out, and brings a form that met an ended session back to where it was going.
package signin

import (
	"net/http"
	"net/url"
	"sort"
	"strings"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/committee"
	"tusoi/internal/factor"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Account is one that a demonstration shows on its sign-in page.
type Account struct{ Login, Does string }

// Pages lets people in and out. The cookie belongs to the site, which knows whether it is reached by https.
type Pages struct {
	Account   *account.Service
	Committee *committee.Service
	Factor    *factor.Service
	Token     func(*http.Request) string
	Set       func(http.ResponseWriter, account.Session)
	Clear     func(http.ResponseWriter)
	Demo      []Account
	Password  string // of the demonstration's accounts
}

// carriedPrefix marks the fields of a form that is carried through signing in, and carriedTo is where it was going.
const (
	carriedPrefix = "mang-theo."
	carriedTo     = "gui-toi"
)

// page is the sign-in form. Carried are the fields of a form that met an ended session.
type page struct {
	committees []committee.Committee
	committee  string
	login      string
	back       string
	carried    []field
	carriedTo  string
	problems   []ui.Problem
	demo       []Account
	password   string
}

type field struct{ Name, Value string }

// Show is the sign-in page.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	if kit.Actor(r).User != 0 {
		return kit.SeeOther(w, r, kit.HomePath, "")
	}
	return p.form(w, r, http.StatusOK, page{back: local(r.URL.Query().Get("ve"))})
}

// Ask is the same page in place of one that needs signing in: it remembers where the person was going, and what was typed.
func (p *Pages) Ask(w http.ResponseWriter, r *http.Request) error {
	v := page{back: local(r.URL.RequestURI())}
	if r.Method == http.MethodPost {
		v.back, v.carriedTo = "", local(r.URL.Path)
		f, err := kit.ReadForm(w, r)
		if err == nil { // a file cannot be carried: its form is filled in again
			v.carried = carried(f.Values, "")
		}
		if len(v.carried) == 0 {
			v.back, v.carriedTo = v.carriedTo, ""
		}
	}
	return p.form(w, r, http.StatusUnauthorized, v)
}

// form is the one page for the first look and for every failure.
func (p *Pages) form(w http.ResponseWriter, r *http.Request, status int, v page) error {
	all, err := p.Committee.List(r.Context())
	if err != nil {
		return err
	}
	v.committees = all
	for _, c := range all {
		if c.Demonstration {
			v.demo, v.password = p.Demo, p.Password
		}
	}
	return kit.Render(w, r, status, show(kit.Chrome(r), v))
}

// SignIn checks the password and goes on to where the person was going.
func (p *Pages) SignIn(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := bound(f)
	v.committee, v.login = f.Values["cap-uy"], f.Values["ten-dang-nhap"]
	committee, err := p.committee(r, v.committee)
	if err != nil {
		return p.again(w, r, v, "cap-uy", err)
	}
	session, err := p.Account.SignIn(r.Context(), committee, v.login, f.Values["mat-khau"], r.UserAgent())
	if err != nil {
		return p.again(w, r, v, "ten-dang-nhap", err)
	}
	p.Set(w, session)
	if session.Half {
		return p.codeForm(w, r, http.StatusOK, v)
	}
	return p.goOn(w, r, v)
}

// goOn leads a person who has signed in to where they were going.
func (p *Pages) goOn(w http.ResponseWriter, r *http.Request, v page) error {
	if v.carriedTo != "" && len(v.carried) > 0 {
		return kit.Render(w, r, http.StatusOK, resume(kit.Chrome(r), v))
	}
	if v.back == "" {
		v.back = kit.HomePath
	}
	return kit.SeeOther(w, r, v.back, "")
}

// bound reads where a person was going, and what they bring along.
func bound(f *kit.Form) page {
	return page{back: local(f.Values["ve"]), carried: carried(f.Values, carriedPrefix), carriedTo: local(f.Values[carriedTo])}
}

// again shows the form with what was typed, but for the password, and says what is wrong with it.
func (p *Pages) again(w http.ResponseWriter, r *http.Request, v page, field string, err error) error {
	if kind := apperr.KindOf(err); kind != apperr.KindInvalid && kind != apperr.KindForbidden {
		return err
	}
	v.problems = []ui.Problem{{Field: field, Text: apperr.Message(err)}}
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}

// SignOut ends the session at once.
func (p *Pages) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.Account.SignOut(r.Context(), p.Token(r)); err != nil {
		return err
	}
	p.Clear(w)
	w.Header().Set("Clear-Site-Data", `"storage"`)
	return kit.SeeOther(w, r, kit.SignInPath, "Đồng chí đã đăng xuất.")
}

// committee is the chosen one, or the only one there is.
func (p *Pages) committee(r *http.Request, chosen string) (int64, error) {
	all, err := p.Committee.List(r.Context())
	if err != nil {
		return 0, err
	}
	for _, c := range all {
		if len(all) == 1 || chosen == idText(c.ID) {
			return c.ID, nil
		}
	}
	return 0, apperr.Invalid("Chọn cấp ủy của đồng chí rồi đăng nhập lại.")
}

// local keeps an address only when it leads into this portal.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsAny(address, "\\\r\n") || u.Path == kit.SignInPath || u.Path == kit.CodePath || u.Path == kit.SignOutPath {
		return ""
	}
	return u.RequestURI()
}

// carried are the fields under a prefix, in a fixed order.
func carried(values map[string]string, prefix string) []field {
	var list []field
	for name, value := range values {
		if short, ok := strings.CutPrefix(name, prefix); ok {
			list = append(list, field{short, value})
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}
