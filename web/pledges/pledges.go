// Package pledges shows and takes what members promised for a year.
package pledges

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows and takes commitments.
type Pages struct {
	Pledge *pledge.Service
	Now    func() time.Time
}

// Cell is the commitments of a whole cell.
func (p *Pages) Cell(w http.ResponseWriter, r *http.Request) error {
	cell, err := kit.PathID(r, "unit")
	if err != nil {
		return err
	}
	year, err := kit.PathYear(r, "year")
	if err != nil {
		return err
	}
	sheets, err := p.Pledge.Cell(r.Context(), kit.Actor(r), cell, year)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, cellPage(kit.Chrome(r), newCellView(sheets, year)))
}

// Show is one member's commitments, as a form where they may be changed.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	member, year, err := address(r)
	if err != nil {
		return err
	}
	sheet, err := p.Pledge.Get(r.Context(), kit.Actor(r), member, year)
	if err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, newSheetView(sheet, kit.Actor(r)))
}

// Save takes the form. With "them-dong" it only gives more empty rows, and keeps what was typed.
func (p *Pages) Save(w http.ResponseWriter, r *http.Request) error {
	member, year, err := address(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	sheet, err := p.Pledge.Get(r.Context(), kit.Actor(r), member, year)
	if err != nil {
		return err
	}
	v := newSheetView(sheet, kit.Actor(r))
	input := v.read(f)
	if f.Values["viec"] == "them-dong" {
		v.addRows(3)
		return p.form(w, r, http.StatusOK, v)
	}
	if f.OK() {
		err := p.Pledge.Save(r.Context(), kit.Actor(r), member, year, input)
		if err == nil {
			return kit.SeeOther(w, r, kit.PledgePath(member, year), fmt.Sprintf("Đã lưu %d nội dung cam kết.", len(input.Items)))
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = v.place(f.Problems)
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}

// Submit hands the commitments in.
func (p *Pages) Submit(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, p.Pledge.Submit, "Đã nộp bản cam kết. Từ tháng này, từng nội dung được soi lại mỗi tháng.")
}

// Approve accepts them.
func (p *Pages) Approve(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, p.Pledge.Approve, "Chi bộ đã duyệt bản cam kết.")
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

// row is one item of the form as it was typed.
type row struct {
	ID                            int64
	Heading, Content, Target, Due string
	index                         int // among the items that are sent; -1 for an empty row
}

type sheetView struct {
	sheet    pledge.Sheet
	rows     []row
	editable bool
	problems []ui.Problem
}

func newSheetView(s pledge.Sheet, a authz.Actor) sheetView {
	v := sheetView{sheet: s, editable: a.May(authz.PledgeWrite) && s.State != pledge.Approved}
	for _, item := range s.Items {
		v.rows = append(v.rows, row{ID: item.ID, Heading: item.Heading, Content: item.Content, Target: item.Target, Due: vi.Date(item.DueOn)})
	}
	if v.editable {
		v.addRows(max(2, 5-len(v.rows)))
	}
	return v
}

func (v *sheetView) addRows(n int) {
	for range n {
		v.rows = append(v.rows, row{Due: "31/12/" + strconv.Itoa(v.sheet.Year)})
	}
}

// read takes the rows as they were typed; rows without any content are left out.
func (v *sheetView) read(f *kit.Form) pledge.Input {
	input := pledge.Input{}
	input.Version, _ = strconv.Atoi(f.Values["ban"])
	v.rows = nil
	for i := 0; ; i++ {
		n := strconv.Itoa(i)
		if _, there := f.Values["noi-dung-"+n]; !there || i > 100 {
			break
		}
		rw := row{Heading: f.Values["muc-"+n], Content: f.Values["noi-dung-"+n], Target: f.Values["chi-tieu-"+n], Due: f.Values["han-"+n], index: -1}
		rw.ID, _ = strconv.ParseInt(f.Values["ma-"+n], 10, 64)
		if strings.TrimSpace(rw.Content) != "" {
			rw.index = len(input.Items)
			input.Items = append(input.Items, pledge.Item{
				ID: rw.ID, Heading: rw.Heading, Content: rw.Content, Target: rw.Target, DueOn: f.Date("han-"+n, "hạn", true),
			})
		}
		v.rows = append(v.rows, rw)
	}
	return input
}

// place turns the service's field names, which count items, into those of the form, which counts rows.
func (v *sheetView) place(problems []ui.Problem) []ui.Problem {
	names := map[string]string{"c": "noi-dung-", "t": "chi-tieu-", "h": "muc-", "d": "han-"}
	for i, p := range problems {
		if p.Field == "" {
			continue
		}
		item, err := strconv.Atoi(p.Field[1:])
		if err != nil {
			continue
		}
		for at, rw := range v.rows {
			if rw.index == item {
				problems[i].Field = names[p.Field[:1]] + strconv.Itoa(at)
			}
		}
	}
	return problems
}

type cellView struct {
	cell               int64
	name               string
	year               int
	sheets             []pledge.Sheet
	without, submitted int
}

func newCellView(sheets []pledge.Sheet, year int) cellView {
	v := cellView{cell: sheets[0].CellID, name: sheets[0].CellName, year: year, sheets: sheets}
	for _, s := range sheets {
		switch {
		case len(s.Items) == 0:
			v.without++
		case s.State == pledge.Submitted:
			v.submitted++
		}
	}
	return v
}

func headings(year int) []ui.Option {
	list := []ui.Option{{Label: "Chọn mục"}}
	for _, h := range pledge.HeadingsOn(period.Year(year).Start()) {
		list = append(list, ui.Option{Value: h.Key, Label: h.Title})
	}
	return list
}

func headingTitle(year int, key string) string {
	for _, o := range headings(year) {
		if o.Value == key {
			return o.Label
		}
	}
	return ""
}
