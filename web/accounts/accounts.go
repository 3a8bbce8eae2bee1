// Package accounts is where an administrator opens and closes accounts and gives offices, and where everybody looks after
// their own.
package accounts

import (
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/account"
	"tusoi/internal/authz"
	"tusoi/internal/factor"
	"tusoi/internal/notice"
	"tusoi/internal/org"
	"tusoi/internal/vacancy"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows accounts and changes them. Token reads the session's cookie, which the site knows.
type Pages struct {
	Account *account.Service
	Vacancy *vacancy.Service
	Factor  *factor.Service
	Org     *org.Service
	Notice  *notice.Service
	Now     func() time.Time
	Token   func(*http.Request) string
}

type indexView struct {
	query  string
	list   []account.Account
	page   int
	today  time.Time
	writes bool
}

// Index is the list, narrowed by a part of a name, a login or a unit's name.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	v := indexView{writes: kit.Actor(r).May(authz.AccountWrite), query: vi.Clean(r.URL.Query().Get("tim")), page: kit.QueryPage(r), today: vi.Today(p.Now())}
	var err error
	if v.list, err = p.Account.List(r.Context(), kit.Actor(r), v.query, v.page); err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

func (v indexView) total() int {
	if len(v.list) == 0 {
		return 0
	}
	return v.list[0].Total
}

func (v indexView) pages() ui.Pages {
	p := ui.Pages{Page: v.page, Last: (v.total() + account.PageSize - 1) / account.PageSize}
	if v.page > 1 {
		p.PrevHref = kit.AccountsOfPath(v.query, v.page-1)
	}
	if v.page < p.Last {
		p.NextHref = kit.AccountsOfPath(v.query, v.page+1)
	}
	return p
}

// officeForm is what an office is given by: a unit, and a role that can be held there.
type officeForm struct {
	unit, role string
	units      []ui.Option
	problems   []ui.Problem
}

// roles are those of the chosen unit, or all while none is chosen.
func (f officeForm) roles() []ui.Option {
	list := []ui.Option{{Label: "Chọn vai trò"}}
	for _, k := range []org.Kind{org.KindCommittee, org.KindGrassroots, org.KindCell} {
		for _, r := range account.Roles(k) {
			list = append(list, ui.Option{Value: string(r), Label: r.Label()})
		}
	}
	return list
}

// fill lists the units that stand today, in the order of the tree.
func (p *Pages) fill(r *http.Request, f *officeForm) error {
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	f.units = []ui.Option{{Label: "Chọn tổ chức đảng"}}
	for _, u := range tree.Under(tree.Root().ID) {
		if u.StandsOn(vi.Today(p.Now())) {
			f.units = append(f.units, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name})
		}
	}
	return nil
}

// opening reads an office as it was typed.
func opening(f *kit.Form) (account.Opening, officeForm) {
	o := account.Opening{Login: f.Values["login"], Name: f.Values["name"], Role: authz.Role(f.Values["role"])}
	o.UnitID, _ = strconv.ParseInt(f.Values["unit"], 10, 64)
	if o.UnitID <= 0 {
		f.Fail("unit", "Chọn tổ chức đảng.")
	}
	if o.Role == "" {
		f.Fail("role", "Chọn vai trò.")
	}
	return o, officeForm{unit: f.Values["unit"], role: f.Values["role"]}
}

type newView struct {
	login, name string
	office      officeForm
}

// New is the empty form.
func (p *Pages) New(w http.ResponseWriter, r *http.Request) error {
	return p.newForm(w, r, http.StatusOK, newView{})
}

func (p *Pages) newForm(w http.ResponseWriter, r *http.Request, status int, v newView) error {
	if err := p.fill(r, &v.office); err != nil {
		return err
	}
	return kit.Render(w, r, status, newPage(kit.Chrome(r), v))
}

// Create takes the form and shows the slip with the first password, once.
func (p *Pages) Create(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	o, office := opening(f)
	if f.OK() {
		first, err := p.Account.Create(r.Context(), kit.Actor(r), o)
		if err == nil {
			return p.slip(w, r, first)
		}
		if !f.Take(err) {
			return err
		}
	}
	office.problems = f.Problems
	return p.newForm(w, r, http.StatusUnprocessableEntity, newView{login: f.Values["login"], name: f.Values["name"], office: office})
}

type slipView struct {
	firsts []account.First
	at     string // where one signs in
}

// slip answers with the password itself: it is kept nowhere, so there is no address at which it could be read again.
func (p *Pages) slip(w http.ResponseWriter, r *http.Request, firsts ...account.First) error {
	at := "http://"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		at = "https://"
	}
	return kit.Render(w, r, http.StatusOK, slip(kit.Chrome(r), slipView{firsts, at + r.Host}))
}

type showView struct {
	account account.Account
	contact string // where they are reminded, masked
	own     bool
	today   time.Time
	office  officeForm
	lending lendingForm
	writes  bool // the reader opens, gives and closes; who only resets sees the rest
}

// Show is one account with its offices.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, officeForm{}, lendingForm{})
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, office officeForm, lending lendingForm) error {
	id, err := kit.PathID(r, "user")
	if err != nil {
		return err
	}
	v := showView{office: office, lending: lending, today: vi.Today(p.Now())}
	if v.account, err = p.Account.Get(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	if v.contact, err = p.Notice.Masked(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	if v.writes = kit.Actor(r).May(authz.AccountWrite); v.writes {
		if err := p.fill(r, &v.office); err != nil {
			return err
		}
		if err := p.fillLending(r, id, &v.lending); err != nil {
			return err
		}
	}
	v.own = v.account.ID == kit.Actor(r).User
	return kit.Render(w, r, status, show(kit.Chrome(r), v))
}

// Reset gives a new first password.
func (p *Pages) Reset(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "user")
	if err != nil {
		return err
	}
	first, err := p.Account.Reset(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	return p.slip(w, r, first)
}

// Close shuts the account.
func (p *Pages) Close(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "user")
	if err != nil {
		return err
	}
	if err := p.Account.Close(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.AccountPath(id), "Đã đóng tài khoản. Mọi phiên đang mở của tài khoản này đã kết thúc.")
}

// SignOutEverywhere ends the account's sessions; its password stays.
func (p *Pages) SignOutEverywhere(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "user")
	if err != nil {
		return err
	}
	if err := p.Account.SignOutEverywhere(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.AccountPath(id), "Đã đăng xuất tài khoản này ở mọi nơi. Mật khẩu vẫn như cũ.")
}

// Give adds an office.
func (p *Pages) Give(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "user")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	o, office := opening(f)
	if f.OK() {
		err := p.Account.Give(r.Context(), kit.Actor(r), id, o)
		if err == nil {
			return kit.SeeOther(w, r, kit.AccountPath(id), "Đã giao nhiệm vụ. Người dùng thấy ngay ở trang kế tiếp.")
		}
		if !f.Take(err) {
			return err
		}
	}
	office.problems = f.Problems
	return p.show(w, r, http.StatusUnprocessableEntity, office, lendingForm{})
}

// EndTerm ends an office as of today.
func (p *Pages) EndTerm(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "user")
	if err != nil {
		return err
	}
	term, err := kit.PathID(r, "term")
	if err != nil {
		return err
	}
	if err := p.Account.EndTerm(r.Context(), kit.Actor(r), id, term); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.AccountPath(id), "Đã cho thôi giữ nhiệm vụ từ hôm nay.")
}
