package inspections

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/inspection"
	"tusoi/internal/org"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// manyView is every cell of a year of the model, and the form that registers or recognises those that are ticked.
type manyView struct {
	year, unit  int64
	years       []ui.Option
	units       []ui.Option
	cells       []inspection.CellYear
	open        map[int64]bool // cells that can be ticked
	sums        []ui.Tile
	recognising bool
	may, above  bool // register, recognise
	typed       map[string]string
	problems    []ui.Problem
}

// yearsBack is for how many years the pages offer plans and registers.
const yearsBack = 5

// yearOf reads ?nam=, this year when it is not there. The next year is offered as well: its plan is made, and its register begins, before it does.
func yearOf(text string, today time.Time) (int, error) {
	if text == "" {
		return today.Year(), nil
	}
	year, err := strconv.Atoi(text)
	if err != nil || year < today.Year()-yearsBack || year > today.Year()+1 {
		return 0, apperr.NotFound(fmt.Sprintf("Chọn một năm từ %d đến %d.", today.Year()-yearsBack, today.Year()+1))
	}
	return year, nil
}

func yearOptions(today time.Time) []ui.Option {
	var list []ui.Option
	for y := today.Year() + 1; y >= today.Year()-yearsBack; y-- {
		list = append(list, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return list
}

// RegisterMany shows every cell of a year, with those that have not registered to be ticked.
func (p *Pages) RegisterMany(w http.ResponseWriter, r *http.Request) error {
	return p.many(w, r, http.StatusOK, false, r.URL.Query().Get("nam"), r.URL.Query().Get("don-vi"), &kit.Form{Values: map[string]string{}})
}

// RecogniseMany shows every cell of a year, with those that kept the model to be ticked.
func (p *Pages) RecogniseMany(w http.ResponseWriter, r *http.Request) error {
	return p.many(w, r, http.StatusOK, true, r.URL.Query().Get("nam"), r.URL.Query().Get("don-vi"), &kit.Form{Values: map[string]string{}})
}

func (p *Pages) many(w http.ResponseWriter, r *http.Request, status int, recognising bool, yearText, unitText string, f *kit.Form) error {
	ctx, actor, today := r.Context(), kit.Actor(r), vi.Today(p.Now())
	year, err := yearOf(yearText, today)
	if err != nil {
		return err
	}
	v := manyView{year: int64(year), unit: int64(kit.Number(unitText)), years: yearOptions(today), recognising: recognising, open: map[int64]bool{},
		above: actor.MayEverywhere(authz.InspectionWrite), typed: f.Values, problems: f.Problems}
	tree, err := p.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	if v.unit != 0 {
		if _, err := tree.Unit(v.unit); err != nil {
			return err
		}
	}
	v.units = kit.UnitOptions(tree, v.unit, today)
	if v.cells, err = p.Inspection.Year(ctx, actor, v.unit, year); err != nil {
		return err
	}
	v.tick(tree, actor)
	v.sum()
	return kit.Render(w, r, status, many(kit.Chrome(r), v))
}

// tick finds the cells that can be ticked: of those that the reader writes in, who has not registered, or who kept the model.
func (v *manyView) tick(tree *org.Tree, actor authz.Actor) {
	scope, err := actor.Scope(authz.InspectionWrite)
	if err != nil {
		return
	}
	v.may = true
	for _, c := range v.cells {
		u, err := tree.Unit(c.CellID)
		v.open[c.CellID] = err == nil && wanted(c, v.recognising) && (v.above || !v.recognising) && scope.Covers(u.Path)
	}
}

func (v *manyView) sum() {
	counts := map[inspection.Standing]int{}
	for _, c := range v.cells {
		counts[c.Standing]++
	}
	v.sums = []ui.Tile{{Label: "Đã đăng ký", Value: vi.Int(len(v.cells) - counts[""]), Note: "trên " + vi.Int(len(v.cells)) + " chi bộ"}}
	for _, s := range inspection.Standings() {
		if counts[s] > 0 {
			v.sums = append(v.sums, ui.Tile{Label: s.Label(), Value: vi.Int(counts[s]), Href: fmt.Sprintf("/%s?nam=%d&ket-qua=%s", kit.ModelsWord, v.year, s)})
		}
	}
}

// cellField begins the names of the boxes of cells; what it ends with is the cell's id, or that of its registration to be recognised. allField
// begins those of all cells of an organisation.
const (
	cellField = "cells-"
	allField  = "all-"
)

// ticked are the cells that were ticked, one by one or with all of their organisation.
func (p *Pages) ticked(r *http.Request, f *kit.Form, recognising bool, year int) ([]int64, error) {
	chosen, wholes := numbered(f, cellField), numbered(f, allField)
	if len(wholes) > 0 {
		cells, err := p.Inspection.Year(r.Context(), kit.Actor(r), int64(kit.Number(f.Values["don-vi"])), year)
		if err != nil {
			return nil, err
		}
		for _, c := range cells {
			if wholes[c.AboveID] && wanted(c, recognising) {
				chosen[boxOf(c, recognising)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(chosen)), nil
}

// numbered are the numbers behind a prefix in the names of boxes that were ticked.
func numbered(f *kit.Form, prefix string) map[int64]bool {
	list := map[int64]bool{}
	for name, v := range f.Values {
		if text, ok := strings.CutPrefix(name, prefix); ok && v != "" {
			if id, err := strconv.ParseInt(text, 10, 64); err == nil {
				list[id] = true
			}
		}
	}
	return list
}

// wanted reports whether a cell can still register, or be recognised.
func wanted(c inspection.CellYear, recognising bool) bool {
	if recognising {
		return c.Standing == inspection.Holding || c.Standing == inspection.Kept
	}
	return c.Standing == ""
}

func boxOf(c inspection.CellYear, recognising bool) int64 {
	if recognising {
		return c.ID
	}
	return c.CellID
}

// Register registers the cells that were ticked.
func (p *Pages) Register(w http.ResponseWriter, r *http.Request) error {
	return p.take(w, r, false, func(f *kit.Form, year int) (string, error) {
		on := f.Date("on", "ngày đăng ký", true)
		if !f.OK() {
			return "", nil
		}
		cells, err := p.ticked(r, f, false, year)
		if err != nil {
			return "", err
		}
		n, err := p.Inspection.RegisterMany(r.Context(), kit.Actor(r), year, on, cells)
		return fmt.Sprintf("Đã đăng ký mô hình năm %d cho %s chi bộ.", year, vi.Int(n)), err
	})
}

// Recognise writes one decision on the registrations that were ticked.
func (p *Pages) Recognise(w http.ResponseWriter, r *http.Request) error {
	return p.take(w, r, true, func(f *kit.Form, year int) (string, error) {
		on := f.Date("recognised", "ngày công nhận", true)
		if !f.OK() {
			return "", nil
		}
		number := vi.Clean(f.Values["recognised-number"])
		ids, err := p.ticked(r, f, true, year)
		if err != nil {
			return "", err
		}
		n, err := p.Inspection.Recognise(r.Context(), kit.Actor(r), number, on, ids)
		return fmt.Sprintf("Đã ghi công nhận %s chi bộ theo Quyết định số %s.", vi.Int(n), number), err
	})
}

func (p *Pages) take(w http.ResponseWriter, r *http.Request, recognising bool, do func(*kit.Form, int) (string, error)) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	year, err := yearOf(f.Values["nam"], vi.Today(p.Now()))
	if err != nil {
		return err
	}
	done, err := do(f, year)
	if err == nil && f.OK() {
		return kit.SeeOther(w, r, manyPath(recognising, int64(year), int64(kit.Number(f.Values["don-vi"]))), done)
	}
	if err != nil && !f.Take(err) {
		return err
	}
	return p.many(w, r, http.StatusUnprocessableEntity, recognising, f.Values["nam"], f.Values["don-vi"], f)
}

// manyPath is the page of a year and a unit.
func manyPath(recognising bool, year, unit int64) string {
	path := kit.RegisterManyPath
	if recognising {
		path = kit.RecogniseManyPath
	}
	path += fmt.Sprintf("?nam=%d", year)
	if unit != 0 {
		path += fmt.Sprintf("&don-vi=%d", unit)
	}
	return path
}

// box is the name of the box of a cell.
func (v manyView) box(c inspection.CellYear) string {
	return cellField + idText(boxOf(c, v.recognising))
}

// several reports whether a group has more than one cell that can be ticked.
func (v manyView) several(g group) bool {
	n := 0
	for _, c := range g.cells {
		if v.open[c.CellID] {
			n++
		}
	}
	return n > 1
}

// all is the name of the box of all cells of a group.
func (g group) all() string { return allField + idText(g.cells[0].AboveID) }

func (v manyView) ticks() bool {
	for _, open := range v.open {
		if open {
			return true
		}
	}
	return false
}

// group is the cells of one organisation.
type group struct {
	name  string
	cells []inspection.CellYear
}

func (v manyView) groups() []group {
	var list []group
	for _, c := range v.cells {
		if n := len(list); n == 0 || list[n-1].name != c.AboveName {
			list = append(list, group{name: c.AboveName})
		}
		list[len(list)-1].cells = append(list[len(list)-1].cells, c)
	}
	return list
}

func (v manyView) title() string {
	if v.recognising {
		return fmt.Sprintf("Công nhận mô hình năm %d", v.year)
	}
	return fmt.Sprintf("Mô hình năm %d", v.year)
}
