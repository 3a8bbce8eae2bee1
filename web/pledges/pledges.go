// Package pledges shows and takes what members promised for a year: one sheet, all sheets of a cell, how many have one under a
// unit, and each of them on paper.
package pledges

import (
	"fmt"
	"net/http"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/pledge"
	"tusoi/internal/pledgecount"
	"tusoi/internal/pledgepaper"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows and takes commitments.
type Pages struct {
	Pledge *pledge.Service
	Count  *pledgecount.Service
	Paper  *pledgepaper.Service
	Now    func() time.Time
}

// Show is one member's commitments, as a form where they may be changed.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, p.desk)
}

// Own is the reader's own commitments.
func (p *Pages) Own(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, p.ownDesk)
}

// reader finds the sheet that an address names.
type reader func(r *http.Request) (pledge.Desk, error)

func (p *Pages) desk(r *http.Request) (pledge.Desk, error) {
	member, year, err := address(r)
	if err != nil {
		return pledge.Desk{}, err
	}
	return p.Pledge.Desk(r.Context(), kit.Actor(r), member, year)
}

func (p *Pages) ownDesk(r *http.Request) (pledge.Desk, error) {
	year, err := kit.PathYear(r, "year")
	if err != nil {
		return pledge.Desk{}, err
	}
	return p.Pledge.OwnDesk(r.Context(), kit.Actor(r), year)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, read reader) error {
	desk, err := read(r)
	if err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, newSheetView(desk, kit.Actor(r)))
}

// Save takes the form. With "them-dong" it only gives more empty rows, and keeps what was typed.
func (p *Pages) Save(w http.ResponseWriter, r *http.Request) error {
	return p.save(w, r, p.desk, func(d pledge.Desk, in pledge.Input) error {
		return p.Pledge.Save(r.Context(), kit.Actor(r), d.MemberID, d.Year, in)
	})
}

// SaveOwn takes the reader's own.
func (p *Pages) SaveOwn(w http.ResponseWriter, r *http.Request) error {
	return p.save(w, r, p.ownDesk, func(d pledge.Desk, in pledge.Input) error {
		return p.Pledge.SaveOwn(r.Context(), kit.Actor(r), d.Year, in)
	})
}

func (p *Pages) save(w http.ResponseWriter, r *http.Request, read reader, write func(pledge.Desk, pledge.Input) error) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	desk, err := read(r)
	if err != nil {
		return err
	}
	v := newSheetView(desk, kit.Actor(r))
	input := v.read(f)
	if v.take(f) {
		return p.form(w, r, http.StatusOK, v)
	}
	if f.Values["viec"] == "them-dong" {
		v.addRows(3)
		return p.form(w, r, http.StatusOK, v)
	}
	if f.OK() {
		err := write(desk, input)
		if err == nil {
			return kit.SeeOther(w, r, v.path(), fmt.Sprintf("Đã lưu %d nội dung cam kết.", len(input.Items)))
		}
		if !f.Take(err) {
			return err
		}
		v.told(err)
	}
	v.editable = true // what was typed is shown, even where somebody moved the sheet on
	v.problems = v.place(f.Problems)
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}

// form is the one page for a look and for every failure.
func (p *Pages) form(w http.ResponseWriter, r *http.Request, status int, v sheetView) error {
	return kit.Render(w, r, status, sheetPage(kit.Chrome(r), v))
}

func address(r *http.Request) (member int64, year int, err error) {
	if member, err = kit.PathID(r, "member"); err != nil {
		return 0, 0, err
	}
	year, err = kit.PathYear(r, "year")
	return member, year, err
}

// Cell is the commitments of a whole cell.
func (p *Pages) Cell(w http.ResponseWriter, r *http.Request) error {
	v, err := p.cell(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, cellPage(kit.Chrome(r), v))
}

func (p *Pages) cell(r *http.Request) (v cellView, err error) {
	cell, err := kit.PathID(r, "unit")
	if err != nil {
		return v, err
	}
	year, err := kit.PathYear(r, "year")
	if err != nil {
		return v, err
	}
	sheets, err := p.Pledge.Cell(r.Context(), kit.Actor(r), cell, year)
	if err != nil {
		return v, err
	}
	v = newCellView(sheets, year)
	v.writes = kit.Actor(r).May(authz.PledgeWrite)
	return v, nil
}

type cellView struct {
	cell            int64
	name            string
	year            int
	sheets          []pledge.Sheet
	members, beyond pledge.Owing
	drafts, waiting []pledge.Sheet // with something in them; handed in
	writes          bool
	meeting         string // the day as it was typed
	problems        []ui.Problem
}

func newCellView(sheets []pledge.Sheet, year int) cellView {
	v := cellView{cell: sheets[0].CellID, name: sheets[0].CellName, year: year, sheets: sheets}
	v.members, v.beyond = pledge.Count(sheets)
	for _, s := range sheets {
		switch {
		case len(s.Items) == 0:
		case s.State == pledge.Draft:
			v.drafts = append(v.drafts, s)
		case s.State == pledge.Submitted:
			v.waiting = append(v.waiting, s)
		}
	}
	return v
}

func (v cellView) lead() string {
	owed, without := v.members.Owed, v.members.Without
	line := fmt.Sprintf("Tất cả %d đảng viên phải có bản cam kết đều đã có", owed)
	if without > 0 {
		line = fmt.Sprintf("%d trên %d đảng viên phải có bản cam kết đã có, còn %d người chưa có", owed-without, owed, without)
	}
	if v.beyond.Owed > 0 {
		line += fmt.Sprintf("; ngoài Đảng %d trên %d người đã có", v.beyond.Owed-v.beyond.Without, v.beyond.Owed)
	}
	if len(v.waiting) > 0 {
		line += fmt.Sprintf("; %d bản chờ chi bộ thông qua", len(v.waiting))
	}
	return line + "."
}
