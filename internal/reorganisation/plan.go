package reorganisation

import (
	"fmt"
	"slices"

	"tusoi/internal/apperr"
	"tusoi/internal/org"
	"tusoi/internal/vi"
)

// ref names a unit of a plan: one that stands, or the founded one at a position, counted from 1.
type ref struct {
	id  int64
	new int
}

// founding is a unit that the plan makes.
type founding struct {
	under ref
	draft org.Draft
}

// ending is a unit that the plan ends, and what goes on in its place.
type ending struct {
	unit org.Unit
	as   org.EventKind
	to   ref
}

// transfer is who goes from one cell to another: everybody, or only the named members.
type transfer struct {
	from    org.Unit
	to      ref
	members []int64 // nil for everybody
}

// plan is a reorganisation in the order in which it is carried out: units are founded from the top, people move, and units
// end from the bottom.
type plan struct {
	draft    Draft
	top      org.Unit // the lowest unit above everything that changes: it keeps the record
	founded  []founding
	moves    []transfer
	ended    []ending
	splits   []ref // the units that a split makes
	nameOf   func(ref) string
	involved []org.Unit // every unit whose people are counted before and after
}

// newPlan works a draft out on the tree. It is pure; Invalid names the field at fault.
func newPlan(tree *org.Tree, d Draft) (*plan, error) {
	p := &plan{draft: d}
	p.nameOf = func(r ref) string {
		if r.new > 0 {
			return p.founded[r.new-1].draft.Name
		}
		return tree.Name(r.id)
	}
	units := make([]org.Unit, 0, len(d.Units))
	for _, id := range d.Units {
		u, err := tree.Unit(id)
		if err != nil {
			return nil, err
		}
		if !u.StandsOn(d.On) || u.ValidTo != nil || u.ValidFrom.Equal(d.On) {
			return nil, wrong("on", "Ngày %s, %s chưa hoạt động hoặc đã kết thúc. Ghi ngày khác.", vi.Date(d.On), u.Name)
		}
		if u.Kind == org.KindCommittee {
			return nil, wrong("units", "%s là cấp ủy vận hành hệ thống nên không sắp xếp ở đây.", u.Name)
		}
		units = append(units, u)
	}
	p.top = common(tree, units)
	var err error
	switch d.Kind {
	case Merge:
		err = p.merge(tree, units)
	case Split:
		err = p.split(tree, units[0])
	default:
		err = p.move(tree, units)
	}
	return p, err
}

func wrong(field, format string, args ...any) error {
	return apperr.Invalid("Chưa sắp xếp được.", apperr.Field{Name: field, Msg: fmt.Sprintf(format, args...)})
}

// common is the lowest unit above all of them.
func common(tree *org.Tree, units []org.Unit) org.Unit {
	up := tree.Ancestors(units[0].ID)
	for _, u := range units[1:] {
		other := tree.Ancestors(u.ID)
		n := 0
		for n < len(up) && n < len(other) && up[n].ID == other[n].ID {
			n++
		}
		up = up[:n]
	}
	if len(up) == 0 {
		return tree.Root()
	}
	return up[len(up)-1]
}

// merge ends units and lets another one, of the same kind, take what they had.
func (p *plan) merge(tree *org.Tree, units []org.Unit) error {
	kind := units[0].Kind
	into := ref{id: p.draft.Into}
	if p.draft.Into != 0 {
		target, err := tree.Unit(p.draft.Into)
		if err != nil {
			return err
		}
		units = slices.DeleteFunc(units, func(u org.Unit) bool { return u.ID == target.ID })
		if len(units) == 0 {
			return wrong("units", "Chọn thêm tổ chức nhập vào %s.", target.Name)
		}
		if target.Kind.IsCell() != kind.IsCell() || !target.StandsOn(p.draft.On) {
			return wrong("into", "%s không cùng loại với %s, hoặc đã kết thúc hoạt động.", target.Name, units[0].Name)
		}
		p.involved = append(p.involved, target)
	} else {
		parent, err := tree.Unit(units[0].ParentID)
		if err != nil {
			return err
		}
		into = p.found(ref{id: parent.ID}, org.Draft{Kind: kind, Type: p.typeOr(units[0]), Name: p.draft.Name})
	}
	for _, u := range units {
		if u.Kind.IsCell() != kind.IsCell() || u.Kind == org.KindGroup {
			return wrong("units", "%s và %s không cùng loại nên không sáp nhập với nhau được.", units[0].Name, u.Name)
		}
		p.empty(tree, u, into)
		p.ended = append(p.ended, ending{u, org.Merged, into})
	}
	return nil
}

func (p *plan) typeOr(u org.Unit) org.Type {
	if p.draft.Type != "" {
		return p.draft.Type
	}
	return u.Type
}

func (p *plan) found(under ref, d org.Draft) ref {
	d.From = p.draft.On
	p.founded = append(p.founded, founding{under, d})
	return ref{new: len(p.founded)}
}

// empty takes everything out of a unit: its people go to another, the units below are founded anew under it.
func (p *plan) empty(tree *org.Tree, u org.Unit, to ref) {
	if u.Kind.IsCell() {
		p.involved = append(p.involved, u)
		p.moves = append(p.moves, transfer{from: u, to: to})
	}
	for _, c := range tree.Children(u.ID) {
		if c.ValidTo == nil {
			p.replant(tree, c, to)
		}
	}
}

// replant ends a unit and founds it anew under another, with everything below.
func (p *plan) replant(tree *org.Tree, u org.Unit, under ref) {
	again := p.found(under, org.Draft{Kind: u.Kind, Type: u.Type, Name: u.Name})
	p.empty(tree, u, again)
	p.ended = append(p.ended, ending{u, org.Moved, again})
}

// split makes a new unit beside one, out of some of its members, or of some units below it.
func (p *plan) split(tree *org.Tree, from org.Unit) error {
	part := p.found(ref{id: from.ParentID}, org.Draft{Kind: from.Kind, Type: p.typeOr(from), Name: p.draft.Name})
	p.splits = append(p.splits, part)
	if from.Kind.IsCell() {
		if len(p.draft.Members) == 0 {
			return wrong("members", "Chọn đảng viên sang chi bộ mới.")
		}
		p.involved = append(p.involved, from)
		p.moves = append(p.moves, transfer{from, part, p.draft.Members})
		return nil
	}
	if len(p.draft.Units) < 2 {
		return wrong("units", "Chọn các tổ chức trực thuộc sang tổ chức mới.")
	}
	for _, id := range p.draft.Units[1:] {
		u, err := tree.Unit(id)
		if err != nil {
			return err
		}
		if u.ParentID != from.ID {
			return wrong("units", "%s không trực thuộc %s.", u.Name, from.Name)
		}
		p.replant(tree, u, part)
	}
	return nil
}

// move founds units anew under another one.
func (p *plan) move(tree *org.Tree, units []org.Unit) error {
	into, err := tree.Unit(p.draft.Into)
	if err != nil {
		return wrong("into", "Chọn cấp trên trực tiếp mới.")
	}
	for _, u := range units {
		switch {
		case u.ParentID == into.ID:
			return wrong("into", "%s đang trực thuộc %s rồi.", u.Name, into.Name)
		case !into.StandsOn(p.draft.On):
			return wrong("into", "%s đã kết thúc hoạt động.", into.Name)
		}
		kind, ok := kindUnder(u.Kind, into.Kind)
		if !ok {
			return wrong("into", "%s là %s, không có %s trực thuộc.", into.Name, into.Kind.Label(), u.Kind.Label())
		}
		again := p.found(ref{id: into.ID}, org.Draft{Kind: kind, Type: u.Type, Name: u.Name})
		p.empty(tree, u, again)
		p.ended = append(p.ended, ending{u, org.Moved, again})
	}
	return nil
}

// kindUnder is what a kind becomes under another: a cell that comes directly under the committee is a grassroots cell, and
// the other way round.
func kindUnder(k, parent org.Kind) (org.Kind, bool) {
	for _, as := range []org.Kind{k, org.KindCell, org.KindGrassrootsCell} {
		if as.StandsUnder(parent) && as.IsCell() == k.IsCell() {
			return as, true
		}
	}
	return "", false
}
