package signin

import (
	"net/http"

	"tusoi/internal/apperr"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// ShowCode is the page of the second step, for somebody who comes back to it: what they had typed elsewhere is not there any
// more, and whose half session ended begins anew.
func (p *Pages) ShowCode(w http.ResponseWriter, r *http.Request) error {
	if kit.Actor(r).User != 0 {
		return kit.SeeOther(w, r, kit.HomePath, "")
	}
	if _, err := p.Factor.Waiting(r.Context(), p.Token(r)); err != nil {
		if apperr.KindOf(err) != apperr.KindNotFound {
			return err
		}
		return kit.SeeOther(w, r, kit.SignInPath, "")
	}
	return p.codeForm(w, r, http.StatusOK, page{})
}

// codeForm asks for the code and keeps where the person was going, as the form before did.
func (p *Pages) codeForm(w http.ResponseWriter, r *http.Request, status int, v page) error {
	return kit.Render(w, r, status, code(kit.Chrome(r), v))
}

// Code checks the second step. A half session that has ended leads back to the password, and nothing is lost on the way.
func (p *Pages) Code(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := bound(f)
	session, err := p.Factor.Check(r.Context(), p.Token(r), f.Values["ma"], r.UserAgent())
	switch apperr.KindOf(err) {
	case apperr.KindInvalid:
		v.problems = []ui.Problem{{Field: "ma", Text: apperr.Message(err)}}
		return p.codeForm(w, r, http.StatusUnprocessableEntity, v)
	case apperr.KindNotFound:
		v.problems = []ui.Problem{{Field: "ten-dang-nhap", Text: apperr.Message(err)}}
		return p.form(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	p.Set(w, session)
	return p.goOn(w, r, session.User, v)
}
