package accounts

import (
	"net/http"
	"strconv"

	"tusoi/internal/account"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// lendingForm is what an office of somebody else's is given by, for a time.
type lendingForm struct {
	office, from, until string
	offices             []ui.Option
	problems            []ui.Problem
}

func (p *Pages) fillLending(r *http.Request, user int64, f *lendingForm) error {
	list, err := p.Account.Lendable(r.Context(), kit.Actor(r), user)
	if err != nil {
		return err
	}
	f.offices = []ui.Option{{Label: "Chọn người ủy quyền"}}
	for _, t := range list {
		f.offices = append(f.offices, ui.Option{Value: strconv.FormatInt(t.ID, 10), Label: t.UnitName + " · " + t.Role.Label() + " · " + t.Behalf})
	}
	if f.from == "" {
		f.from = vi.Date(vi.Today(p.Now()))
	}
	return nil
}

// Lend gives the account somebody else's office for a time.
func (p *Pages) Lend(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "user")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	l := account.Lending{From: f.Date("from", "ngày bắt đầu", true), Until: f.Date("until", "ngày cuối", true)}
	l.Term, _ = strconv.ParseInt(f.Values["office"], 10, 64)
	if l.Term <= 0 {
		f.Fail("office", "Chọn người ủy quyền.")
	}
	if f.OK() {
		err := p.Account.Lend(r.Context(), kit.Actor(r), id, l)
		if err == nil {
			return kit.SeeOther(w, r, kit.AccountPath(id), "Đã giao thay mặt. Hết ngày cuối, nhiệm vụ này tự hết.")
		}
		if !f.Take(err) {
			return err
		}
	}
	lending := lendingForm{office: f.Values["office"], from: f.Values["from"], until: f.Values["until"], problems: f.Problems}
	return p.show(w, r, http.StatusUnprocessableEntity, officeForm{}, lending)
}
