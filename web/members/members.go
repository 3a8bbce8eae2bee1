// Package members shows who belongs to the committee's cells: a list to search, and one page for each person.
package members

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/intake/export"
	"tusoi/internal/member"
	"tusoi/internal/milestone"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
	"tusoi/internal/yearend"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows members.
type Pages struct {
	Org       *org.Service
	Member    *member.Service
	Roll      *roll.Service
	Milestone *milestone.Service
	Audit     *audit.Service
	Export    *export.Service
	Now       func() time.Time
}

// Index is the list, narrowed by a part of the name or of the card number and by a unit.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	unit, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return err
	}
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	v := indexView{query: r.URL.Query().Get("tim"), unit: unit, beyond: r.URL.Query().Get("dien") == "ngoai-dang", enrols: kit.Actor(r).May(authz.MemberWrite)}
	v.opened = len(cells(tree, vi.Today(p.Now()), true)) > 1
	if unit != 0 {
		if _, err := tree.Unit(unit); err != nil {
			return err
		}
	}
	v.list, err = p.Roll.List(r.Context(), kit.Actor(r), roll.Filter{Unit: unit, Query: v.query, Beyond: v.beyond, Page: kit.QueryPage(r)})
	if err != nil {
		return err
	}
	v.units = choices(tree, unit, vi.Today(p.Now()))
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

// Download is the list as a workbook, with the same filter.
func (p *Pages) Download(w http.ResponseWriter, r *http.Request) error {
	unit, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := p.Export.Members(r.Context(), kit.Actor(r), roll.Filter{Unit: unit, Query: r.URL.Query().Get("tim")}, &buf); err != nil {
		return err
	}
	kit.Workbook(w, "dang-vien.xlsx")
	_, _ = w.Write(buf.Bytes()) // the reader left: nothing to answer any more
	return nil
}

type indexView struct {
	query  string
	unit   int64
	units  []ui.Option
	list   roll.Listing
	enrols bool
	beyond bool // who is outside the Party is listed
	opened bool // some cell reviews people outside the Party
}

// sentence says how many were found.
func (v indexView) sentence() string {
	if v.query == "" {
		return vi.Int(v.list.Total) + " người" + v.whom() + " trong danh sách."
	}
	return fmt.Sprintf("Tìm thấy %s người"+v.whom()+" với “%s”.", vi.Int(v.list.Total), v.query)
}

func (v indexView) whom() string {
	if v.beyond {
		return " ngoài Đảng"
	}
	return ""
}

func (v indexView) pages() ui.Pages {
	p := ui.Pages{Page: v.list.Page, Last: v.list.Last}
	if p.Page > 1 {
		p.PrevHref = v.href(p.Page - 1)
	}
	if p.Page < p.Last {
		p.NextHref = v.href(p.Page + 1)
	}
	return p
}

func (v indexView) href(page int) string {
	q := url.Values{"trang": {strconv.Itoa(page)}}
	if v.query != "" {
		q.Set("tim", v.query)
	}
	if v.beyond {
		q.Set("dien", "ngoai-dang")
	}
	if v.unit != 0 {
		q.Set("don-vi", idText(v.unit))
	}
	return kit.MembersPath + "?" + q.Encode()
}

// choices are the organisations in the reader's scope; the cells of one are listed once it, or one of them, is chosen, or
// when there is nothing else to choose.
func choices(tree *org.Tree, chosen int64, today time.Time) []ui.Option {
	list := []ui.Option{{Value: "", Label: "Tất cả"}}
	var tops []org.Unit
	for _, u := range tree.Under(tree.Root().ID) {
		if u.Kind.IsGrassroots() && u.StandsOn(today) {
			tops = append(tops, u)
		}
	}
	in, _ := tree.Grassroots(chosen)
	for _, u := range tops {
		list = append(list, ui.Option{Value: idText(u.ID), Label: u.Name})
		if u.Kind == org.KindGrassroots && (u.ID == in.ID || len(tops) == 1) {
			for _, c := range tree.CellsOn(u.ID, today) {
				list = append(list, ui.Option{Value: idText(c.ID), Label: "– " + c.Name})
			}
		}
	}
	if len(tops) == 0 {
		for _, c := range tree.CellsOn(tree.Root().ID, today) {
			list = append(list, ui.Option{Value: idText(c.ID), Label: c.Name})
		}
	}
	// What was chosen by its address must not look as if everything was chosen.
	if chosen != 0 && !slices.ContainsFunc(list, func(o ui.Option) bool { return o.Value == idText(chosen) }) {
		list = append(list, ui.Option{Value: idText(chosen), Label: tree.Name(chosen)})
	}
	return list
}

// Show is one person.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, "")
}

// show is the page, with a whole identity number when somebody has just asked for it.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, revealed string) error {
	person, err := p.person(r)
	if err != nil {
		return err
	}
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	trail, err := p.Audit.History(r.Context(), kit.Actor(r), authz.MemberRead, "member", person.ID)
	if err != nil {
		return err
	}
	if revealed != "" {
		person.IdentityNumber = revealed
	}
	v := newShowView(person, tree, kit.Actor(r), vi.Today(p.Now()))
	v.history, v.reveals = kit.History(trail), kit.Actor(r).May(authz.MemberWrite) && person.IdentityNumber != "" && revealed == ""
	return kit.Render(w, r, http.StatusOK, show(kit.Chrome(r), v))
}

type showView struct {
	person  roll.Person
	state   string
	crumbs  []ui.Crumb
	facts   []ui.Fact
	links   []ui.NavItem
	changes []ui.NavItem // forms by which the reader may change something
	history []ui.Step
	reveals bool // the reader may see the whole identity number
}

func newShowView(m roll.Person, tree *org.Tree, a authz.Actor, today time.Time) showView {
	v := showView{person: m, state: "Không còn trong danh sách", crumbs: []ui.Crumb{{Label: "Đảng viên", Href: kit.MembersPath}}}
	at, standing := m.On(m.Standing.Kind(), today)
	inside := false
	if standing {
		v.state = at.State.Of(m.Standing)
		c := ui.Crumb{Label: at.UnitName}
		if _, err := tree.Unit(at.UnitID); err == nil {
			inside, c.Href = true, kit.UnitPath(at.UnitID)
		}
		v.crumbs = append(v.crumbs, c)
	}
	v.crumbs = append(v.crumbs, ui.Crumb{Label: m.FullName})
	v.facts = facts(m)
	if inside { // a cell that the member left keeps the history, and writes nothing any more
		month, party := period.MonthOf(today), m.Standing != member.Cadre
		v.link(a.May(authz.PledgeRead), fmt.Sprintf("Cam kết năm %d", today.Year()), kit.PledgePath(m.ID, today.Year()))
		v.link(party && a.May(authz.ReviewWrite), fmt.Sprintf("Kiểm điểm năm %d", yearend.Current(today)), kit.MemberYearPath(m.ID, yearend.Current(today)))
		v.link(a.May(authz.ReviewRead), "Phiếu tự soi", kit.SheetPath(at.UnitID, month))
		v.link(party && a.May(authz.ReviewRead), "Việc tự sửa", kit.MemberRemediesPath(m.ID))
	}
	if a.May(authz.MemberWrite) {
		v.changes = changes(m, standing)
	}
	return v
}

// changes are the forms for a member: of one who left, only coming back.
func changes(m roll.Person, standing bool) []ui.NavItem {
	list := []ui.NavItem{{Label: "Sửa thông tin", Href: kit.MemberStepPath(m.ID, "sua")}}
	if !standing {
		return append(list, ui.NavItem{Label: "Tiếp nhận lại", Href: kit.MemberStepPath(m.ID, "chuyen")})
	}
	home := ui.NavItem{Label: "Nơi cư trú", Href: kit.MemberStepPath(m.ID, "noi-cu-tru")}
	if m.Standing == member.Cadre {
		home = ui.NavItem{Label: "Đã kết nạp", Href: kit.MemberStepPath(m.ID, "ket-nap")}
	}
	return append(list, ui.NavItem{Label: "Chuyển chi bộ", Href: kit.MemberStepPath(m.ID, "chuyen")},
		ui.NavItem{Label: "Đổi trạng thái", Href: kit.MemberStepPath(m.ID, "trang-thai")}, home,
		ui.NavItem{Label: "Đưa ra khỏi danh sách", Href: kit.MemberStepPath(m.ID, "thoi")})
}

func (v *showView) link(may bool, label, href string) {
	if may {
		v.links = append(v.links, ui.NavItem{Label: label, Href: href})
	}
}

func facts(m roll.Person) []ui.Fact {
	list := []ui.Fact{{Label: "Diện", Value: m.Standing.Label()}}
	add := func(label, value string) {
		if value != "" {
			list = append(list, ui.Fact{Label: label, Value: value})
		}
	}
	add("Đối tượng", m.Employment.Label())
	add("Ngày sinh", m.Born())
	add("Số thẻ Đảng viên", m.CardNumber)
	add("Số CCCD", m.IdentityNumber)
	add("Ngày quyết định kết nạp", dateOf(m.DecidedOn))
	add("Ngày kết nạp", dateOf(m.AdmittedOn))
	add("Ngày chính thức", dateOf(m.OfficialOn))
	add("Chức vụ Đảng", m.PartyPost)
	add("Chức vụ chính quyền", m.StatePost)
	add("Chức vụ đoàn thể", m.MassPost)
	add("Nghề nghiệp", m.Job)
	return list
}

func born(day *time.Time, yearOnly bool) string {
	switch {
	case day == nil:
		return ""
	case yearOnly:
		return strconv.Itoa(day.Year())
	}
	return vi.Date(*day)
}

func dateOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return vi.Date(*t)
}

// takes says how somebody takes part in a place.
func takes(at roll.Place) string {
	switch at.Kind {
	case member.Residence:
		return at.Kind.Label()
	case member.Beyond:
		return "Ngoài Đảng, " + strings.ToLower(at.State.Of(member.Cadre))
	}
	return at.State.Label()
}

// until is the last day of a place; "" while it goes on.
func until(p roll.Place) string {
	if p.ValidTo == nil {
		return ""
	}
	return vi.Date(p.ValidTo.AddDate(0, 0, -1))
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }
