// Package units shows the tree of Party organisations: what stands under what, how many belong to it, and how far its
// cells are with this month.
package units

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
	"tusoi/internal/yearend"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows the tree.
type Pages struct {
	Org       *org.Service
	Committee *committee.Service
	Deadline  *deadline.Service
	Roll      *roll.Service
	Packet    *packet.Service
	Audit     *audit.Service
	Export    *export.Service
	Now       func() time.Time
}

// Index is the top of what the reader may see: one unit's page, or a choice when they hold posts in several. With a query it
// lists the units whose name or code holds its words.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	if query := vi.Clean(r.URL.Query().Get("tim")); query != "" {
		return kit.Render(w, r, http.StatusOK, found(kit.Chrome(r), query, search(tree, query)))
	}
	tops := topsOf(tree, kit.Actor(r))
	if len(tops) == 1 {
		return p.render(w, r, tree, tops[0])
	}
	c, err := p.Committee.Get(r.Context(), kit.Actor(r).Committee)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), tops, c.Labels))
}

// Show is one unit.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "unit")
	if err != nil {
		return err
	}
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	unit, err := tree.Unit(id)
	if err != nil {
		return err
	}
	return p.render(w, r, tree, unit)
}

// Download is the tree that the reader may see as a workbook.
func (p *Pages) Download(w http.ResponseWriter, r *http.Request) error {
	var buf bytes.Buffer
	if err := p.Export.Units(r.Context(), kit.Actor(r), &buf); err != nil {
		return err
	}
	kit.Workbook(w, "to-chuc.xlsx")
	_, _ = w.Write(buf.Bytes()) // the reader left: nothing to answer any more
	return nil
}

func (p *Pages) render(w http.ResponseWriter, r *http.Request, tree *org.Tree, unit org.Unit) error {
	f, err := p.figures(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	c, err := p.Committee.Get(r.Context(), kit.Actor(r).Committee)
	if err != nil {
		return err
	}
	v := newView(tree, unit, kit.Actor(r), f, c.Labels)
	if v.openings, err = p.Deadline.Running(r.Context(), kit.Actor(r), unit.Path); err != nil {
		return err
	}
	if v.events, err = p.Org.Events(r.Context(), kit.Actor(r), unit.ID); err != nil {
		return err
	}
	trail, err := p.Audit.History(r.Context(), kit.Actor(r), authz.UnitRead, "unit", unit.ID)
	if err != nil {
		return err
	}
	v.history = kit.History(trail)
	return kit.Render(w, r, http.StatusOK, show(kit.Chrome(r), v))
}

// topsOf are the units in which the reader holds a post that lets them see the tree.
func topsOf(tree *org.Tree, a authz.Actor) []org.Unit {
	var tops []org.Unit
	for _, post := range a.Posts {
		u, err := tree.Unit(post.UnitID)
		if err == nil && authz.Allows(post.Role, authz.UnitRead) && !slices.ContainsFunc(tops, func(t org.Unit) bool { return t.ID == u.ID }) {
			tops = append(tops, u)
		}
	}
	return tops
}

// hit is a unit that a query finds, with the names above it.
type hit struct {
	Unit  org.Unit
	Above string
}

// hitsShown is how many units one search lists.
const hitsShown = 100

// search finds the words of a query in names and codes, with marks or without, those that stand first.
func search(tree *org.Tree, query string) []hit {
	var standing, ended []hit
	words := strings.Fields(vi.Fold(query))
	for _, u := range tree.Under(tree.Root().ID) {
		name := vi.Fold(u.Name + " " + u.Code)
		if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) }) {
			continue
		}
		h := hit{Unit: u, Above: tree.Name(u.ParentID)}
		if u.ValidTo == nil {
			standing = append(standing, h)
		} else if u.ValidTo.After(u.ValidFrom) { // one whose founding was taken back is nobody's
			ended = append(ended, h)
		}
	}
	all := append(standing, ended...)
	return all[:min(len(all), hitsShown)]
}

// figures are what is counted in the cells, by cell.
type figures struct {
	today   time.Time
	month   period.Period
	heads   map[int64]int
	packets map[int64]packet.Line // nil for a reader who may not read them
}

func (p *Pages) figures(ctx context.Context, a authz.Actor) (figures, error) {
	today := vi.Today(p.Now())
	f := figures{today: today, month: period.MonthOf(today)}
	var err error
	if f.heads, err = p.Roll.Headcounts(ctx, a, today); err != nil || !a.May(authz.PacketRead) {
		return f, err
	}
	lines, err := p.Packet.List(ctx, a, f.month)
	if err != nil {
		return f, err
	}
	f.packets = make(map[int64]packet.Line, len(lines))
	for _, l := range lines {
		f.packets[l.CellID], f.month = l, l.Month
	}
	return f, nil
}

// view is a unit's page.
type view struct {
	unit     org.Unit
	labels   org.Labels
	crumbs   []ui.Crumb
	ended    string               // "" while it stands
	openings []deadline.Exception // that hold for the unit today
	facts    []ui.Fact
	tiles    []ui.Tile
	links    []ui.NavItem
	groups   []group
	month    period.Period
	packets  bool
	changes  []ui.NavItem // forms by which the reader may change the unit
	events   []org.Event
	history  []ui.Step
}

// group is the units of one kind below a unit.
type group struct {
	Kind org.Kind
	Rows []row
}

// row is one unit below. Sent counts the cells below it whose month is sent.
type row struct {
	Unit                 org.Unit
	Cells, Members, Sent int
	Packet               *packet.Line
	PacketHref           string
}

func newView(tree *org.Tree, unit org.Unit, a authz.Actor, f figures, labels org.Labels) view {
	own := rowOf(tree, unit, a, f)
	v := view{
		unit: unit, labels: labels, crumbs: crumbs(tree, unit), facts: facts(tree, unit, labels), tiles: tiles(tree, own, a, f, labels),
		links: links(unit, a, f), month: f.month, packets: f.packets != nil,
	}
	if a.May(authz.UnitWrite) && unit.StandsOn(f.today) {
		v.changes = changes(unit, a)
	}
	if unit.ValidTo != nil {
		v.ended = "Tổ chức này kết thúc hoạt động từ ngày " + vi.Date(*unit.ValidTo) + ". Số liệu cũ vẫn giữ ở đây."
	}
	for _, kind := range []org.Kind{org.KindGrassroots, org.KindSubcommittee, org.KindGrassrootsCell, org.KindCell, org.KindGroup} {
		g := group{Kind: kind}
		for _, u := range tree.Children(unit.ID) {
			if u.Kind == kind && u.StandsOn(f.today) {
				g.Rows = append(g.Rows, rowOf(tree, u, a, f))
			}
		}
		if len(g.Rows) > 0 {
			v.groups = append(v.groups, g)
		}
	}
	return v
}

func rowOf(tree *org.Tree, u org.Unit, a authz.Actor, f figures) row {
	rw := row{Unit: u}
	for _, c := range tree.CellsOn(u.ID, f.today) {
		rw.Cells++
		rw.Members += f.heads[c.ID]
		if l, ok := f.packets[c.ID]; ok && !l.State.Editable() {
			rw.Sent++
		}
	}
	if l, ok := f.packets[u.ID]; ok {
		rw.Packet, rw.PacketHref = &l, packetHref(u.ID, a, f.month)
	}
	return rw
}

// packetHref leads to a cell's month: to the sheet for who writes it, to the packet for who reads it, nowhere else.
func packetHref(cell int64, a authz.Actor, month period.Period) string {
	switch {
	case a.May(authz.ReviewWrite):
		return kit.SheetPath(cell, month)
	case a.May(authz.ReviewRead):
		return kit.PacketPath(cell, month)
	}
	return ""
}

func crumbs(tree *org.Tree, unit org.Unit) []ui.Crumb {
	list := []ui.Crumb{{Label: "Tổ chức", Href: kit.UnitsPath}}
	for _, up := range tree.Ancestors(unit.ID) {
		c := ui.Crumb{Label: up.Name}
		if _, err := tree.Unit(up.ID); err == nil {
			c.Href = kit.UnitPath(up.ID)
		}
		list = append(list, c)
	}
	return append(list, ui.Crumb{Label: unit.Name})
}

func facts(tree *org.Tree, u org.Unit, labels org.Labels) []ui.Fact {
	list := []ui.Fact{{Label: "Loại", Value: labels.Label(u.Kind)}}
	if u.Kind != org.KindCommittee {
		list = append(list, ui.Fact{Label: "Loại hình", Value: u.Type.Label()}, ui.Fact{Label: "Trực thuộc", Value: tree.Name(u.ParentID)})
	}
	if u.Code != "" {
		list = append(list, ui.Fact{Label: "Mã tổ chức", Value: u.Code})
	}
	if u.Beyond {
		list = append(list, ui.Fact{Label: "Người ngoài Đảng", Value: "Cùng tự soi, tính riêng"})
	}
	return append(list, ui.Fact{Label: "Hoạt động từ", Value: vi.Date(u.ValidFrom)})
}

func tiles(tree *org.Tree, own row, a authz.Actor, f figures, labels org.Labels) []ui.Tile {
	var list []ui.Tile
	if own.Unit.Kind == org.KindCommittee {
		n := 0
		for _, u := range tree.Under(own.Unit.ID) {
			if u.Kind.IsGrassroots() && u.StandsOn(f.today) {
				n++
			}
		}
		list = append(list, ui.Tile{Label: vi.UpperFirst(labels.Grassroots()), Value: vi.Int(n)})
	}
	if !own.Unit.Kind.IsCell() {
		list = append(list, ui.Tile{Label: "Chi bộ", Value: vi.Int(own.Cells)})
	}
	list = append(list, ui.Tile{Label: "Đảng viên", Value: vi.Int(own.Members), Href: membersHref(own.Unit.ID)})
	switch {
	case own.Packet != nil:
		list = append(list, ui.Tile{
			Label: "Hồ sơ " + f.month.Label(), Value: own.Packet.State.Label(), Href: own.PacketHref,
			Note: fmt.Sprintf("đã tự soi %s/%s đồng chí", vi.Int(own.Packet.Reviewed), vi.Int(own.Packet.Expected)),
		})
	case f.packets != nil && own.Cells > 0:
		list = append(list, ui.Tile{
			Label: "Đã gửi hồ sơ " + f.month.Label(), Value: vi.Int(own.Sent) + "/" + vi.Int(own.Cells), Href: kit.PacketsOfPath(f.month), Note: "chi bộ",
		})
	}
	return list
}

// changes are the forms by which a standing unit is changed.
func changes(u org.Unit, a authz.Actor) []ui.NavItem {
	var list []ui.NavItem
	if len(u.Kind.Kinds()) > 0 {
		list = append(list, ui.NavItem{Label: "Thêm tổ chức trực thuộc", Href: kit.UnitStepPath(u.ID, "them")})
	}
	list = append(list, ui.NavItem{Label: "Sửa tên, loại hình, mã", Href: kit.UnitStepPath(u.ID, "sua")})
	if u.Kind != org.KindGroup && a.MayEverywhere(authz.UnitWrite) {
		list = append(list, ui.NavItem{Label: "Mở kỳ đã đóng", Href: kit.OpeningsOfPath(u.ID)})
	}
	if u.Kind == org.KindCommittee {
		return append(list, ui.NavItem{Label: "Sáp nhập, chuyển cấp trên", Href: kit.ReorganisationsPath})
	}
	if u.Kind != org.KindGroup {
		list = append(list, ui.NavItem{Label: "Chia tách", Href: kit.SplitPath(u.ID)})
		list = append(list, ui.NavItem{Label: "Sáp nhập, chuyển cấp trên", Href: kit.ReorganisationsPath})
	}
	return append(list, ui.NavItem{Label: "Kết thúc hoạt động", Href: kit.UnitStepPath(u.ID, "ket-thuc")})
}

// membersHref lists the members under a unit.
func membersHref(unit int64) string {
	return kit.MembersPath + "?" + url.Values{"don-vi": {fmt.Sprint(unit)}}.Encode()
}

// links are the pages about the unit that the reader may open.
func links(u org.Unit, a authz.Actor, f figures) []ui.NavItem {
	var list []ui.NavItem
	add := func(may bool, label, href string) {
		if may {
			list = append(list, ui.NavItem{Label: label, Href: href})
		}
	}
	half := period.HalfOf(f.today)
	add(true, "Danh sách đảng viên", membersHref(u.ID))
	add(u.Kind == org.KindCommittee, "Tải cây tổ chức (.xlsx)", kit.UnitsFilePath)
	add(u.Kind.IsCell() && a.May(authz.ReviewRead), "Phiếu "+f.month.Label(), kit.SheetPath(u.ID, f.month))
	add(u.Kind.IsCell() && a.May(authz.PledgeRead), fmt.Sprintf("Cam kết năm %d", f.today.Year()), kit.CellPledgesPath(u.ID, f.today.Year()))
	add(a.May(authz.PacketRead), fmt.Sprintf("Kiểm điểm năm %d", yearend.Current(f.today)), kit.UnitYearPath(u.ID, yearend.Current(f.today)))
	add(!u.Kind.IsCell() && a.May(authz.PledgeRead), fmt.Sprintf("Ai đã có cam kết năm %d", f.today.Year()), kit.PledgeCountPath(u.ID, f.today.Year()))
	add(a.May(authz.FigureRead), "Bảng điều hành", kit.DashboardOfPath(u.ID, f.month))
	add(a.May(authz.ReportRead), "Báo cáo "+f.month.Label(), kit.ReportPath(u.ID, f.month))
	if u.Kind.IsCell() {
		add(a.May(authz.RankingRead) || a.May(authz.RankingOwn), "Xếp hạng "+half.Label(), kit.WhyPath(u.ID, half))
	} else {
		add(a.May(authz.RankingRead), "Xếp hạng "+half.Label(), kit.RankingOfPath(half))
	}
	return list
}
