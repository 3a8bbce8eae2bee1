// Package yearends shows the self-reviews of the year's end and takes what members, cells and committees write into them.
package yearends

import (
	"fmt"
	"net/http"
	"time"

	"tusoi/internal/audit"
	"tusoi/internal/committee"
	"tusoi/internal/org"
	"tusoi/internal/vi"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows year-end reviews.
type Pages struct {
	YearEnd   *yearend.Service
	Org       *org.Service
	Committee *committee.Service
	Audit     *audit.Service
	Now       func() time.Time
}

// Unit is the members of a cell, or the cells of a committee in numbers.
func (p *Pages) Unit(w http.ResponseWriter, r *http.Request) error {
	id, year, err := address(r, "unit")
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
	if unit.Kind.IsCell() {
		return p.cell(w, r, id, year)
	}
	sums, err := p.YearEnd.Sums(r.Context(), kit.Actor(r), id, year)
	if err != nil {
		return err
	}
	v := sumsView{unit: unit, year: year, years: p.years(func(y int) string { return kit.UnitYearPath(id, y) }, year), sums: sums}
	return kit.Render(w, r, http.StatusOK, sumsPage(kit.Chrome(r), v))
}

func (p *Pages) cell(w http.ResponseWriter, r *http.Request, id int64, year int) error {
	c, err := p.YearEnd.Cell(r.Context(), kit.Actor(r), id, year)
	if err != nil {
		return err
	}
	v := cellView{
		cell: c, years: p.years(func(y int) string { return kit.UnitYearPath(id, y) }, year), decides: c.DecidedBy(kit.Actor(r)),
		reads: c.ReadClosely(kit.Actor(r)),
	}
	return kit.Render(w, r, http.StatusOK, cellPage(kit.Chrome(r), v))
}

// years are the years that the portal knows, as tabs, the newest first.
func (p *Pages) years(path func(int) string, chosen int) []ui.NavItem {
	var list []ui.NavItem
	for y := vi.Today(p.Now()).Year(); y >= form.FirstYear(); y-- {
		list = append(list, ui.NavItem{Label: fmt.Sprint(y), Href: path(y), Active: y == chosen})
	}
	return list
}

func address(r *http.Request, name string) (id int64, year int, err error) {
	if id, err = kit.PathID(r, name); err != nil {
		return 0, 0, err
	}
	year, err = kit.PathYear(r, "year")
	return id, year, err
}

type cellView struct {
	cell           yearend.Cell
	years          []ui.NavItem
	decides, reads bool
}

func (v cellView) lead() string {
	var outside, decided, waiting int
	for _, l := range v.cell.Lines {
		switch {
		case l.Outside != "":
			outside++
		case l.State == yearend.Decided:
			decided++
		case l.State == yearend.Commented:
			waiting++
		}
	}
	return fmt.Sprintf("%s người trong danh sách, %s thuộc diện kiểm điểm: %s đã quyết định mức, %s chờ quyết định.",
		vi.Int(len(v.cell.Lines)), vi.Int(len(v.cell.Lines)-outside), vi.Int(decided), vi.Int(waiting))
}

func (v cellView) waiting() bool {
	for _, l := range v.cell.Lines {
		if l.State == yearend.Commented {
			return true
		}
	}
	return false
}

func (v cellView) printed() bool {
	for _, l := range v.cell.Lines {
		if l.ReviewID != 0 {
			return true
		}
	}
	return false
}

type sumsView struct {
	unit  org.Unit
	year  int
	years []ui.NavItem
	sums  []yearend.Sum
}

func (v sumsView) total() yearend.Sum {
	var t yearend.Sum
	for _, s := range v.sums {
		t.Members += s.Members
		t.Outside += s.Outside
		t.None += s.None
		t.Draft += s.Draft
		t.Submitted += s.Submitted
		t.Commented += s.Commented
		t.Decided += s.Decided
		t.RatedExcellent += s.RatedExcellent
		t.RatedGood += s.RatedGood
		t.RatedDone += s.RatedDone
		t.Failed += s.Failed
	}
	return t
}

// numbers are the cells of a row, in the order of the table's head.
func numbers(s yearend.Sum) []int {
	return []int{s.Members, s.Outside, s.None, s.Draft, s.Submitted, s.Commented, s.Decided, s.RatedExcellent, s.RatedGood, s.RatedDone, s.Failed}
}

var numberHeads = []string{"Người", "Ngoài diện", "Chưa viết", "Đang viết", "Đã nộp", "Đề xuất", "Đã xếp", "Xuất sắc", "Tốt", "H.thành", "Không h.thành"}

func stateOf(l yearend.Line) ui.State {
	switch {
	case l.Returned:
		return ui.State{Kind: "bad", Text: "Bị trả lại", Note: l.State.Label()}
	case l.State == yearend.Decided:
		return ui.State{Kind: "ok", Text: l.State.Label()}
	case l.State == yearend.Submitted || l.State == yearend.Commented:
		return ui.State{Kind: "warn", Text: l.State.Label()}
	}
	return ui.State{Kind: "none", Text: l.State.Label()}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// levelOptions are the levels for a form; first is what stands there while nothing is chosen, "" for none.
func levelOptions(first string) []ui.Option {
	var list []ui.Option
	if first != "" {
		list = append(list, ui.Option{Label: first})
	}
	for _, l := range form.Levels() {
		list = append(list, ui.Option{Value: string(l), Label: l.Label()})
	}
	return list
}

func gradeOptions() []ui.Option {
	var list []ui.Option
	for _, g := range form.Grades() {
		list = append(list, ui.Option{Value: string(g), Label: g.Label()})
	}
	return list
}
