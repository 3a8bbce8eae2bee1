// Package reorganisations leads through merging, splitting and moving units: who goes where, a look at the head counts before
// anything is written, and the way back within a day.
package reorganisations

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/reorganisation"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages reorganises.
type Pages struct {
	Reorganisation *reorganisation.Service
	Org            *org.Service
	Roll           *roll.Service
	Now            func() time.Time
}

// task is one of the forms: what is done, to units of which sort.
type task struct {
	Slug  string
	Kind  reorganisation.Kind
	Cells bool // to cells; to organisations with cells otherwise
	Label string
	Lead  string
}

// tasks are the forms that start from the list; a split starts from the page of the unit that is split.
var tasks = []task{
	{"sap-nhap-chi-bo", reorganisation.Merge, true, "Sáp nhập chi bộ", "Chọn các chi bộ nhập lại với nhau. Đảng viên, cam kết, việc đang giao và việc tự sửa đi theo."},
	{"sap-nhap-dang-bo", reorganisation.Merge, false, "Sáp nhập đảng bộ cơ sở", "Chọn các đảng bộ nhập lại với nhau. Mọi chi bộ trực thuộc đi theo, giữ tên và đảng viên."},
	{"chuyen-chi-bo", reorganisation.Move, true, "Chuyển chi bộ sang cấp trên khác", "Chọn chi bộ và cấp trên trực tiếp mới. Số liệu trước ngày chuyển vẫn tính cho cấp trên cũ."},
	{"chia-tach", reorganisation.Split, true, "Chia tách", "Chọn ai, hoặc tổ chức nào, sang tổ chức mới. Phần còn lại ở nguyên chỗ cũ."},
}

type indexView struct {
	tasks []task
	list  []reorganisation.Done
	now   time.Time
}

// Index lists what was reorganised, and what one can do.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	list, err := p.Reorganisation.List(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), indexView{tasks[:3], list, p.Now()}))
}

func taskOf(r *http.Request) (task, error) {
	slug := chi.URLParam(r, "task")
	for _, t := range tasks {
		if t.Slug == slug {
			return t, nil
		}
	}
	return task{}, apperr.NotFound("")
}

// formView is a reorganisation as it is typed.
type formView struct {
	task
	draft    reorganisation.Draft
	on       string
	into     string // "moi" for a new unit, or the id of one that stands
	from     org.Unit
	groups   []group
	people   []roll.Line
	targets  []ui.Option
	problems []ui.Problem
}

// group is units to choose from, under one organisation.
type group struct {
	Name  string
	Units []org.Unit
}

func (g group) opened(chosen []int64) bool {
	return slices.ContainsFunc(g.Units, func(u org.Unit) bool { return slices.Contains(chosen, u.ID) })
}

// Form is an empty form. A unit's page gives the unit along.
func (p *Pages) Form(w http.ResponseWriter, r *http.Request) error {
	t, err := taskOf(r)
	if err != nil {
		return err
	}
	v := formView{task: t, draft: reorganisation.Draft{Kind: t.Kind}, on: vi.Date(vi.Today(p.Now()))}
	if id, err := kit.QueryID(r, "don-vi"); err != nil {
		return err
	} else if id != 0 {
		v.draft.Units = []int64{id}
	}
	return p.form(w, r, http.StatusOK, v)
}

func (p *Pages) form(w http.ResponseWriter, r *http.Request, status int, v formView) error {
	tree, err := p.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	today := vi.Today(p.Now())
	if v.Kind == reorganisation.Split {
		err = p.splitChoices(r.Context(), kit.Actor(r), tree, today, &v)
	} else {
		v.groups = choices(tree, today, v.Cells)
		v.targets = targets(tree, today, v.task)
	}
	if err != nil {
		return err
	}
	return kit.Render(w, r, status, form(kit.Chrome(r), v))
}

// choices are the units that can be chosen, by the organisation above.
func choices(tree *org.Tree, today time.Time, wantCells bool) []group {
	var groups []group
	var alone group
	for _, u := range tree.Under(tree.Root().ID) {
		if !u.StandsOn(today) {
			continue
		}
		switch {
		case !wantCells && u.Kind == org.KindGrassroots, wantCells && u.Kind == org.KindGrassrootsCell:
			alone.Units = append(alone.Units, u)
		case wantCells && !u.Kind.IsCell() && u.Kind != org.KindCommittee:
			g := group{Name: u.Name}
			for _, c := range tree.Children(u.ID) {
				if c.Kind.IsCell() && c.StandsOn(today) {
					g.Units = append(g.Units, c)
				}
			}
			if len(g.Units) > 0 {
				groups = append(groups, g)
			}
		}
	}
	if len(alone.Units) > 0 {
		alone.Name = alone.Units[0].Kind.Label()
		groups = append(groups, alone)
	}
	return groups
}

// targets are the units into which, or under which, the chosen ones can go.
func targets(tree *org.Tree, today time.Time, t task) []ui.Option {
	list := []ui.Option{{Label: "Chọn cấp trên trực tiếp mới"}}
	if t.Kind == reorganisation.Merge {
		list = []ui.Option{{Value: "moi", Label: "Lập tổ chức mới, tên ghi dưới đây"}}
	}
	for _, u := range tree.Under(tree.Root().ID) {
		fits := u.Kind.IsCell() == t.Cells && u.Kind != org.KindCommittee && u.Kind != org.KindGroup
		if t.Kind == reorganisation.Move {
			fits = !u.Kind.IsCell() && u.Kind != org.KindGroup
		}
		if fits && u.StandsOn(today) {
			label := u.Name
			if u.Kind == org.KindCell {
				label += " – " + tree.Name(u.ParentID)
			}
			list = append(list, ui.Option{Value: idText(u.ID), Label: label})
		}
	}
	return list
}

// splitChoices are the people of the cell that is split, or the units below an organisation.
func (p *Pages) splitChoices(ctx context.Context, a authz.Actor, tree *org.Tree, today time.Time, v *formView) error {
	if len(v.draft.Units) == 0 {
		return apperr.NotFound("Chia tách bắt đầu từ trang của tổ chức cần chia. Đồng chí mở tổ chức ấy ở trang Tổ chức.")
	}
	var err error
	if v.from, err = tree.Unit(v.draft.Units[0]); err != nil {
		return err
	}
	v.Cells = v.from.Kind.IsCell()
	if v.Cells {
		list, err := p.Roll.List(ctx, a, roll.Filter{Unit: v.from.ID, Size: splitMost})
		v.people = list.Lines
		return err
	}
	g := group{Name: "Trực thuộc " + v.from.Name}
	for _, u := range tree.Children(v.from.ID) {
		if u.StandsOn(today) {
			g.Units = append(g.Units, u)
		}
	}
	v.groups = []group{g}
	return nil
}

// splitMost is how many people of one cell the form lists.
const splitMost = 1000

func idText(id int64) string { return strconv.FormatInt(id, 10) }
