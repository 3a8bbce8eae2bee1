// Package dashboards shows a unit's figures and how its months went, each figure a way to its rows.
package dashboards

import (
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows dashboards and the rows behind figures.
type Pages struct {
	Org       *org.Service
	Indicator *indicator.Service
	Packet    *packet.Service
	Now       func() time.Time
}

// evidencePage is how many rows one page lists.
const evidencePage = 100

type view struct {
	unit    org.Unit
	crumbs  []ui.Crumb
	period  period.Period
	board   indicator.Dashboard
	left    string // which cells the months of the period do not hold
	months  []period.Period
	rows    []matrixRow
	opens   bool // cells of the matrix lead to packets
	isCell  bool
	periods []ui.Option
}

// matrixRow is one unit below with a sum for each month, nil where it had nothing to do.
type matrixRow struct {
	unit org.Unit
	sums []*indicator.Sum
}

// where reads which unit and which period are asked for: by default the reader's own and the year that runs.
func (p *Pages) where(r *http.Request) (tree *org.Tree, unit org.Unit, at period.Period, err error) {
	id, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return nil, unit, at, err
	}
	if id == 0 {
		id = own(kit.Actor(r))
	}
	today := vi.Today(p.Now())
	if at, err = kit.QueryPeriod(r, "ky", period.Year(today.Year())); err != nil {
		return nil, unit, at, err
	}
	if tree, err = p.Org.TreeOn(r.Context(), kit.Actor(r), at.End()); err != nil {
		return nil, unit, at, err
	}
	if unit, err = tree.Unit(id); err != nil {
		return nil, unit, at, err
	}
	return tree, unit, at, kit.Begun(at, today)
}

// own is the unit of the first post that lets its holder read figures.
func own(a authz.Actor) int64 {
	for _, post := range a.Posts {
		if authz.Allows(post.Role, authz.FigureRead) {
			return post.UnitID
		}
	}
	return 0
}

// Show is the dashboard.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	tree, unit, at, err := p.where(r)
	if err != nil {
		return err
	}
	board, err := p.Indicator.Dashboard(r.Context(), kit.Actor(r), unit.ID, at)
	if err != nil {
		return err
	}
	left, err := p.Packet.Left(r.Context(), p.Packet.DB, kit.Actor(r), unit.ID, at)
	if err != nil {
		return err
	}
	v := view{unit: unit, period: at, board: board, left: packet.NotCounting(left), months: board.Periods,
		opens: kit.Actor(r).May(authz.ReviewRead), isCell: unit.Kind.IsCell(), periods: kit.PeriodOptions(vi.Today(p.Now()), at)}
	for _, u := range tree.Ancestors(unit.ID) {
		if _, err := tree.Unit(u.ID); err == nil {
			v.crumbs = append(v.crumbs, ui.Crumb{Label: u.Name, Href: kit.DashboardOfPath(u.ID, at)})
		} else {
			v.crumbs = append(v.crumbs, ui.Crumb{Label: u.Name})
		}
	}
	v.crumbs = append(v.crumbs, ui.Crumb{Label: unit.Name})
	v.rows = matrix(tree, unit, board.Matrix, v.months)
	return kit.Render(w, r, http.StatusOK, show(kit.Chrome(r), v))
}

// matrix puts the sums under the units below, in the order of the tree; a cell stands alone.
func matrix(tree *org.Tree, unit org.Unit, sums []indicator.Sum, months []period.Period) []matrixRow {
	below := tree.Children(unit.ID)
	if unit.Kind.IsCell() {
		below = []org.Unit{unit}
	}
	byUnit := map[int64][]*indicator.Sum{}
	for i := range sums {
		s := &sums[i]
		if byUnit[s.UnitID] == nil {
			byUnit[s.UnitID] = make([]*indicator.Sum, len(months))
		}
		if n := slices.Index(months, s.Month); n >= 0 {
			byUnit[s.UnitID][n] = s
		}
	}
	var rows []matrixRow
	for _, u := range below {
		if list, ok := byUnit[u.ID]; ok {
			rows = append(rows, matrixRow{u, list})
		}
	}
	return rows
}

type evidenceView struct {
	indicator.Evidence
	unit    org.Unit
	period  period.Period
	page    int
	people  bool // names of members lead to their pages
	reviews bool // remedies lead to theirs
}

// Evidence lists the rows behind one figure.
func (p *Pages) Evidence(w http.ResponseWriter, r *http.Request) error {
	_, unit, at, err := p.where(r)
	if err != nil {
		return err
	}
	page := kit.QueryPage(r)
	e, err := p.Indicator.Evidence(r.Context(), kit.Actor(r), chi.URLParam(r, "indicator"), unit.ID, at, page, evidencePage)
	if err != nil {
		return err
	}
	v := evidenceView{Evidence: e, unit: unit, period: at, page: page, people: kit.Actor(r).May(authz.MemberRead), reviews: kit.Actor(r).May(authz.ReviewRead)}
	return kit.Render(w, r, http.StatusOK, evidence(kit.Chrome(r), v))
}
