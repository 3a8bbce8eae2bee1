// Package signin lets people in and out, and brings a form that met an ended session back to where it was going.
package signin

import (
	"net/http"
	"net/url"
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
	Whose     func(*http.Request) int64 // who was signed in here last and did not sign out; 0 for nobody
	Carrier   *Carrier
	Set       func(http.ResponseWriter, account.Session)
	Clear     func(http.ResponseWriter)
	Demo      []Account
	Password  string // of the demonstration's accounts
}

// carriedField holds the sealed form that is carried through signing in.
const carriedField = "mang-theo"

// page is the sign-in form. Carried is the sealed form that met an ended session, "" for none; lost tells that there was one that could
// not be carried.
type page struct {
	committees []committee.Committee
	committee  string
	login      string
	back       string
	carried    string
	lost       bool
	problems   []ui.Problem
	demo       []Account
	password   string
}

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
		v.back = local(r.URL.Path)
		f, err := kit.ReadForm(w, r)
		switch user := p.Whose(r); {
		case err != nil, user == 0 && len(f.Values) > 0: // a file cannot be carried, nor what is nobody's
			v.lost = true
		case len(f.Values) > 0:
			if v.carried, err = p.Carrier.seal(user, load{v.back, f.Values}); err != nil {
				return err
			}
			v.back = ""
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
	return p.goOn(w, r, session.User, v)
}

// goOn leads a person who has signed in to where they were going. What somebody else had typed is neither sent on nor shown.
func (p *Pages) goOn(w http.ResponseWriter, r *http.Request, user int64, v page) error {
	if v.carried != "" {
		l, ok := p.Carrier.open(user, v.carried)
		if ok && local(l.To) != "" {
			return kit.Render(w, r, http.StatusOK, resume(kit.Chrome(r), l))
		}
		return kit.SeeOther(w, r, kit.HomePath, "Nội dung gõ dở trước đó không phải của tài khoản này, hoặc đã quá lâu, nên không gửi tiếp và không hiện ra.")
	}
	if v.back == "" {
		v.back = kit.HomePath
	}
	return kit.SeeOther(w, r, v.back, "")
}

// bound reads where a person was going, and what they bring along.
func bound(f *kit.Form) page {
	return page{back: local(f.Values["ve"]), carried: f.Values[carriedField]}
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
