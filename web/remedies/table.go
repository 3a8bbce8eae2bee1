package remedies

import (
	"net/http"
	"net/url"

	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/remedy"
	"tusoi/internal/theme"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// tableView is how often what falls short, below one unit.
type tableView struct {
	unit    org.Unit
	units   []ui.Option
	themes  []theme.Theme // those that anything falls under, or that are in use
	chosen  theme.Theme   // ID 0 for all themes
	byTheme map[int64]remedy.Count
	rows    []tableRow
	opens   bool // the reader may see the rows behind a count
}

// tableRow is one unit directly below.
type tableRow struct {
	id      int64
	name    string
	byTheme map[int64]remedy.Count
}

// speaks reports whether anything of the unit is still to be mended, or came back.
func (row tableRow) speaks() bool {
	for _, n := range row.byTheme {
		if n.Open+n.Recurring > 0 {
			return true
		}
	}
	return false
}

// Table counts remedies by theme and by the units below one; ?chu-de= looks at one theme alone.
func (p *Pages) Table(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), kit.Actor(r)
	unit, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return err
	}
	chosen, err := kit.QueryID(r, "chu-de")
	if err != nil {
		return err
	}
	tree, err := p.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	if unit == 0 {
		unit = topUnit(actor)
	}
	v := tableView{opens: actor.May(authz.RemedyRead), byTheme: map[int64]remedy.Count{}}
	if v.unit, err = tree.Unit(unit); err != nil {
		return err
	}
	counts, err := p.Remedy.Table(ctx, actor, unit)
	if err != nil {
		return err
	}
	themes, err := p.Theme.List(ctx, actor, true)
	if err != nil {
		return err
	}
	v.units = kit.UnitOptions(tree, unit, vi.Today(p.Now()))[1:]
	if top := topUnit(actor); !known(v.units, idText(top)) {
		v.units = append([]ui.Option{{Value: idText(top), Label: tree.Name(top)}}, v.units...)
	}
	v.add(counts, themes, chosen)
	return kit.Render(w, r, http.StatusOK, table(kit.Chrome(r), v))
}

// topUnit is the highest unit whose figures the actor reads.
func topUnit(actor authz.Actor) int64 {
	var top authz.Post
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, authz.FigureRead) && (top.UnitID == 0 || len(p.Path) < len(top.Path)) {
			top = p
		}
	}
	return top.UnitID
}

// add puts counts under their themes and units.
func (v *tableView) add(counts []remedy.Count, themes []theme.Theme, chosen int64) {
	for _, c := range counts {
		if n := len(v.rows); n == 0 || v.rows[n-1].id != c.UnitID {
			v.rows = append(v.rows, tableRow{c.UnitID, c.UnitName, map[int64]remedy.Count{}})
		}
		v.rows[len(v.rows)-1].byTheme[c.ThemeID] = c
		sum := v.byTheme[c.ThemeID]
		sum.Open, sum.Overdue, sum.Verified, sum.Recurring = sum.Open+c.Open, sum.Overdue+c.Overdue, sum.Verified+c.Verified, sum.Recurring+c.Recurring
		v.byTheme[c.ThemeID] = sum
	}
	for _, t := range themes {
		if _, counted := v.byTheme[t.ID]; counted || t.RetiredOn == nil {
			v.themes = append(v.themes, t)
		}
		if t.ID == chosen {
			v.chosen = t
		}
	}
	if _, counted := v.byTheme[0]; counted {
		v.themes = append(v.themes, theme.Theme{Name: "Chưa chọn chủ đề"})
	}
}

// rowsHref leads to the rows behind a count.
func (v tableView) rowsHref(unit, theme int64, which string) string {
	q := url.Values{"don-vi": {idText(unit)}, "chu-de": {idText(theme)}}
	if theme == 0 {
		q.Set("chu-de", "khong")
	}
	if which != remedy.Going {
		q.Set("tinh-trang", which)
	}
	return kit.RemediesOfPath(q)
}
