package remedies

import (
	"net/http"
	"slices"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/inspection"
	"tusoi/internal/org"
	"tusoi/internal/remedy"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// wholeCell is the choice of the cell itself as the owner; nobody is no member, as long as nothing is chosen.
const (
	wholeCell = "chi-bo"
	nobody    = -1
	mostBasis = 300 // letters of what a remedy is based on
)

// openView is the form that opens a remedy: first the cell is chosen, then everything else.
type openView struct {
	cell     org.Unit // its ID is 0 until it is chosen
	cells    []ui.Option
	owners   []ui.Option
	sources  []ui.Option
	themes   []ui.Option
	old      remedy.Remedy       // that it repeats; ID 0 for none
	check    inspection.CheckRow // that found it; ID 0 for none
	key      string
	typed    map[string]string
	problems []ui.Problem
}

// New is the form; ?don-vi= is the cell, ?lap-lai= the remedy that it repeats, ?kiem-tra= the record of the check that
// found it; ?nguon=, ?can-cu= and ?ngay= are where it was found, as the page of a meeting knows it.
func (p *Pages) New(w http.ResponseWriter, r *http.Request) error {
	cell, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return err
	}
	old, err := kit.QueryID(r, "lap-lai")
	if err != nil {
		return err
	}
	check, err := kit.QueryID(r, "kiem-tra")
	if err != nil {
		return err
	}
	f := &kit.Form{Values: map[string]string{"key": kit.NewKey()}}
	if old != 0 {
		f.Values["recurs"] = idText(old)
	}
	if check != 0 {
		f.Values["check"] = idText(check)
	}
	for field, name := range map[string]string{"source": "nguon", "basis": "can-cu", "source_on": "ngay"} {
		if value := r.URL.Query().Get(name); value != "" {
			f.Values[field] = value
		}
	}
	return p.form(w, r, http.StatusOK, cell, f)
}

func (p *Pages) form(w http.ResponseWriter, r *http.Request, status int, cell int64, f *kit.Form) error {
	ctx, actor := r.Context(), kit.Actor(r)
	tree, err := p.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	v := openView{typed: f.Values, problems: f.Problems, key: f.Values["key"]}
	if !kit.IsKey(v.key) {
		v.key = kit.NewKey()
	}
	scope, err := actor.Scope(authz.RemedyOpen)
	if err != nil {
		return err
	}
	if id := number(v.typed["check"]); id != 0 {
		if v.check, err = p.Inspection.Get(ctx, actor, id); err != nil {
			return err
		}
		if cell == 0 && org.Kind(v.check.TargetKind).IsCell() {
			cell = v.check.TargetID
		}
	}
	v.chooseCell(tree, scope, cell, vi.Today(p.Now()))
	if v.cell.ID == 0 {
		if cell != 0 {
			if _, err := tree.Unit(cell); err != nil {
				return err
			}
		}
		return kit.Render(w, r, status, open(kit.Chrome(r), v))
	}
	if err := p.fillForm(r, &v); err != nil {
		return err
	}
	return kit.Render(w, r, status, open(kit.Chrome(r), v))
}

// chooseCell lists the cells in which the reader may open remedies, and takes the only one, or the one that was asked for.
func (v *openView) chooseCell(tree *org.Tree, scope authz.Scope, asked int64, today time.Time) {
	v.cells = []ui.Option{{Label: "Chọn chi bộ"}}
	cells := tree.CellsOn(tree.Root().ID, today)
	cells = slices.DeleteFunc(cells, func(u org.Unit) bool { return !scope.Covers(u.Path) })
	for _, c := range cells {
		label := c.Name
		if len(cells) > 1 && c.ParentID != tree.Root().ID {
			label += " · " + tree.Name(c.ParentID)
		}
		v.cells = append(v.cells, ui.Option{Value: idText(c.ID), Label: label})
		if c.ID == asked || len(cells) == 1 && asked == 0 {
			v.cell = c
		}
	}
}

// fillForm reads what can be chosen in the cell.
func (p *Pages) fillForm(r *http.Request, v *openView) error {
	ctx, actor := r.Context(), kit.Actor(r)
	people, err := p.Roll.List(ctx, actor, roll.Filter{Unit: v.cell.ID, Size: 500})
	if err != nil {
		return err
	}
	v.owners = []ui.Option{{Label: "Chọn người phải sửa"}, {Value: wholeCell, Label: "Cả chi bộ (bí thư trả lời)"}}
	for _, m := range people.Lines {
		v.owners = append(v.owners, ui.Option{Value: idText(m.ID), Label: m.FullName})
	}
	v.sources = []ui.Option{{Value: string(remedy.Inspection), Label: "Kiểm tra, giám sát"}}
	if slices.ContainsFunc(actor.Posts, func(post authz.Post) bool { return post.UnitID == v.cell.ID }) {
		v.sources = append([]ui.Option{{Value: string(remedy.Meeting), Label: "Sinh hoạt chi bộ"}}, v.sources...)
	}
	themes, err := p.Theme.List(ctx, actor, false)
	if err != nil {
		return err
	}
	v.themes = themeOptions(themes)
	v.fromCheck()
	old := number(v.typed["recurs"])
	if old == 0 {
		return nil
	}
	if v.old, err = p.Remedy.Find(ctx, actor, old); err != nil {
		return err
	}
	if _, sent := v.typed["owner"]; !sent && !v.old.Hidden {
		v.typed["owner"], v.typed["theme"] = idText(v.old.MemberID), idText(v.old.ThemeID)
		if v.old.OfCell {
			v.typed["owner"] = wholeCell
		}
		v.typed["shortcoming"] = v.old.Shortcoming
	}
	return nil
}

// fromCheck fills in what the check that found it says, as long as nothing was typed.
func (v *openView) fromCheck() {
	c := v.check
	if _, sent := v.typed["owner"]; c.ID == 0 || sent {
		return
	}
	v.typed["source"], v.typed["source_on"] = string(remedy.Inspection), vi.Date(c.DoneOn)
	v.typed["basis"] = c.Kind.Label() + " " + vi.LowerFirst(c.Form.Label()) + ": " + c.Subject
	if c.ConclusionNumber != "" {
		v.typed["basis"] = "Kết luận số " + c.ConclusionNumber
	}
	if runes := []rune(v.typed["basis"]); len(runes) > mostBasis {
		v.typed["basis"] = string(runes[:mostBasis-1]) + "…"
	}
	switch {
	case c.MemberID != 0 && c.TargetID == v.cell.ID:
		v.typed["owner"] = idText(c.MemberID)
	case c.TargetID == v.cell.ID:
		v.typed["owner"] = wholeCell
	}
}

// Open takes the form.
func (p *Pages) Open(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	cell := number(f.Values["cell"])
	found := remedy.Found{
		Draft: remedy.Draft{Cell: cell, Member: number(f.Values["owner"]), Shortcoming: f.Values["shortcoming"], Cause: f.Values["cause"],
			Action: f.Values["action"], Theme: number(f.Values["theme"]), FormKey: f.Values["key"]},
		Source: remedy.Source(f.Values["source"]), Basis: f.Values["basis"], Recurs: number(f.Values["recurs"]), Check: number(f.Values["check"]),
	}
	if found.Member == 0 && f.Values["owner"] != wholeCell {
		found.Member = nobody
	}
	found.SourceOn, found.DueOn = f.Date("source_on", "ngày phát hiện", false), f.Date("due", "ngày sửa xong", false)
	if f.OK() {
		id, err := p.Remedy.OpenFound(r.Context(), kit.Actor(r), found)
		if err == nil {
			return kit.SeeOther(w, r, kit.RemedyPagePath(id), "Đã mở việc tự sửa. Việc này hiện trên phiếu tự soi của chi bộ.")
		}
		if !f.Take(err) {
			return err
		}
	}
	for i := range f.Problems {
		if f.Problems[i].Field == "member" {
			f.Problems[i].Field = "owner"
		}
	}
	return p.form(w, r, http.StatusUnprocessableEntity, cell, f)
}
