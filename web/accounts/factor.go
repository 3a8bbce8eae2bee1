package accounts

import (
	"net/http"

	"tusoi/internal/factor"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

type factorView struct {
	status   factor.Status
	due      bool // nothing else before it is set up
	problems []ui.Problem
}

// OwnFactor is the page of one's own second step: what there is, and what can be done with it.
func (p *Pages) OwnFactor(w http.ResponseWriter, r *http.Request) error {
	return p.factor(w, r, http.StatusOK, nil)
}

func (p *Pages) factor(w http.ResponseWriter, r *http.Request, status int, problems []ui.Problem) error {
	actor := kit.Actor(r)
	st, err := p.Factor.Own(r.Context(), actor)
	if err != nil {
		return err
	}
	return kit.Render(w, r, status, factorPage(kit.Chrome(r), factorView{st, actor.FactorDue, problems}))
}

// failed shows the page again with what a service found wrong, and nothing of what was typed: it is a password.
func (p *Pages) failed(w http.ResponseWriter, r *http.Request, f *kit.Form, err error) error {
	if !f.Take(err) {
		return err
	}
	return p.factor(w, r, http.StatusUnprocessableEntity, f.Problems)
}

type phoneView struct {
	phone    factor.Phone
	problems []ui.Problem
}

// BeginPhone answers with the secret itself: it is kept nowhere before it is confirmed.
func (p *Pages) BeginPhone(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	phone, err := p.Factor.BeginPhone(r.Context(), kit.Actor(r), f.Values["password"])
	if err != nil {
		return p.failed(w, r, f, err)
	}
	return p.phone(w, r, http.StatusOK, phoneView{phone: phone})
}

func (p *Pages) phone(w http.ResponseWriter, r *http.Request, status int, v phoneView) error {
	code, err := newQR(v.phone.URL)
	if err != nil {
		return err
	}
	return kit.Render(w, r, status, phonePage(kit.Chrome(r), v, code))
}

// ConfirmPhone takes the first code that the telephone shows.
func (p *Pages) ConfirmPhone(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	actor, sealed := kit.Actor(r), f.Values["sealed"]
	err = p.Factor.ConfirmPhone(r.Context(), actor, p.Token(r), sealed, f.Values["code"])
	if err == nil {
		return kit.SeeOther(w, r, kit.FactorPath, "Đã cài điện thoại. Từ lần sau, đăng nhập xong mật khẩu thì gõ mã trên điện thoại. Nên in thêm thẻ mã, phòng khi mất máy.")
	}
	phone, gone := p.Factor.PhoneAgain(actor, sealed)
	if gone != nil {
		return p.failed(w, r, f, gone)
	}
	if !f.Take(err) {
		return err
	}
	return p.phone(w, r, http.StatusUnprocessableEntity, phoneView{phone, f.Problems})
}

type cardView struct {
	person   string
	card     factor.Card
	problems []ui.Problem
}

// BeginCard answers with the card itself, once: only hashes of its codes are kept, and those not before it is confirmed.
func (p *Pages) BeginCard(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	actor := kit.Actor(r)
	card, err := p.Factor.BeginCard(r.Context(), actor, f.Values["password"])
	if err != nil {
		return p.failed(w, r, f, err)
	}
	return kit.Render(w, r, http.StatusOK, cardPage(kit.Chrome(r), cardView{actor.Name, card, nil}))
}

// ConfirmCard takes one code from the printed card.
func (p *Pages) ConfirmCard(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	actor, sealed := kit.Actor(r), f.Values["sealed"]
	err = p.Factor.ConfirmCard(r.Context(), actor, p.Token(r), sealed, f.Values["code"])
	if err == nil {
		return kit.SeeOther(w, r, kit.FactorPath, "Thẻ mã mới đã dùng được; thẻ cũ, nếu có, đã hết hiệu lực. Cất thẻ ở nơi chỉ mình đồng chí lấy được.")
	}
	card, gone := p.Factor.CardAgain(actor, sealed)
	if gone != nil {
		return p.failed(w, r, f, gone)
	}
	if !f.Take(err) {
		return err
	}
	return kit.Render(w, r, http.StatusUnprocessableEntity, cardPage(kit.Chrome(r), cardView{actor.Name, card, f.Problems}))
}

// RemovePhone takes one's own telephone away.
func (p *Pages) RemovePhone(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	if err := p.Factor.RemovePhone(r.Context(), kit.Actor(r), p.Token(r), f.Values["password"]); err != nil {
		return p.failed(w, r, f, err)
	}
	return kit.SeeOther(w, r, kit.FactorPath, "Đã bỏ mã trên điện thoại.")
}

// RemoveCard makes one's own card worthless.
func (p *Pages) RemoveCard(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	if err := p.Factor.RemoveCard(r.Context(), kit.Actor(r), p.Token(r), f.Values["password"]); err != nil {
		return p.failed(w, r, f, err)
	}
	return kit.SeeOther(w, r, kit.FactorPath, "Đã bỏ thẻ mã. Xé hoặc đốt thẻ giấy.")
}

// DropFactor is the administrator's: it takes away what somebody has lost.
func (p *Pages) DropFactor(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "user")
	if err != nil {
		return err
	}
	if err := p.Factor.Drop(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.AccountPath(id), "Đã bỏ bước đăng nhập thứ hai. Người dùng vào bằng mật khẩu rồi cài lại.")
}
