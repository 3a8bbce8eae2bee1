package accounts

import (
	"net/http"
	"time"

	"tusoi/internal/account"
	"tusoi/internal/authz"
	"tusoi/internal/factor"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

type ownView struct {
	actor    authz.Actor
	devices  []account.Device
	status   factor.Status
	contact  string // where one is reminded, masked
	now      time.Time
	problems []ui.Problem
}

// Own is one's own account: offices, password, and where one is signed in.
func (p *Pages) Own(w http.ResponseWriter, r *http.Request) error {
	return p.own(w, r, http.StatusOK, nil)
}

// own shows nothing of what was typed into a form that failed: they are passwords.
func (p *Pages) own(w http.ResponseWriter, r *http.Request, status int, problems []ui.Problem) error {
	devices, err := p.Account.Devices(r.Context(), kit.Actor(r), p.Token(r))
	if err != nil {
		return err
	}
	second, err := p.Factor.Own(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	contact, err := p.Notice.Own(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	return kit.Render(w, r, status, own(kit.Chrome(r), ownView{kit.Actor(r), devices, second, contact.Masked(), p.Now(), problems}))
}

// ChangePassword takes the new password.
func (p *Pages) ChangePassword(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	err = p.Account.ChangePassword(r.Context(), kit.Actor(r), p.Token(r), f.Values["old"], f.Values["new"])
	if err == nil {
		return kit.SeeOther(w, r, kit.HomePath, "Đã đổi mật khẩu. Các nơi khác đang đăng nhập bằng tài khoản này đã bị đăng xuất.")
	}
	if !f.Take(err) {
		return err
	}
	return p.own(w, r, http.StatusUnprocessableEntity, f.Problems)
}

// EndDevice signs out of another browser.
func (p *Pages) EndDevice(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "session")
	if err != nil {
		return err
	}
	if err := p.Account.EndDevice(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.OwnAccountPath, "Đã đăng xuất thiết bị ấy.")
}
