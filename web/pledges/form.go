package pledges

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/pledge"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// row is one item of the form as it was typed.
type row struct {
	ID, Continues                                            int64
	Heading, Content, Target, Measure, Evidence, Weight, Due string
	age                                                      string
	index                                                    int // among the items that are sent; -1 for an empty row
}

func rowOf(i pledge.Item) row {
	r := row{ID: i.ID, Continues: i.Continues, Heading: i.Heading, Content: i.Content, Target: i.Target, Measure: i.Measure,
		Evidence: i.Evidence, Due: vi.Date(i.DueOn), age: i.Age()}
	if i.Weight > 0 {
		r.Weight = strconv.Itoa(i.Weight)
	}
	return r
}

// more reports whether one of the fields that are folded away has something in it.
func (r row) more() bool { return r.Measure+r.Evidence+r.Weight != "" }

type sheetView struct {
	pledge.Desk
	rows     []row
	version  string // on which what is typed is based
	editable bool
	taken    int    // rows that were taken over just now
	decides  bool   // the reader speaks for the cell
	self     bool   // and it is their own sheet
	meeting  string // as it was typed
	reason   string
	problems []ui.Problem
}

func newSheetView(d pledge.Desk, a authz.Actor) sheetView {
	v := sheetView{Desk: d, version: strconv.Itoa(d.Version), editable: d.Writable, decides: !d.Mine && a.May(authz.PledgeWrite), self: a.MemberID == d.MemberID}
	for _, item := range d.Items {
		v.rows = append(v.rows, rowOf(item))
	}
	if v.editable {
		v.addRows(max(2, 5-len(v.rows)))
	}
	return v
}

// told lets what is typed be sent again by whoever was told that others wrote in between.
func (v *sheetView) told(err error) {
	if apperr.KindOf(err) == apperr.KindConflict {
		v.version = strconv.Itoa(v.Version)
	}
}

// path is the sheet's address: the member's own, or the one for who writes for the cell.
func (v sheetView) path() string {
	if v.Mine {
		return kit.OwnPledgePath(v.Year)
	}
	return kit.PledgePath(v.MemberID, v.Year)
}

// in is the address of the same sheet in another year.
func (v sheetView) in(year int) string {
	v.Year = year
	return v.path()
}

func (v *sheetView) lastDay() string { return "31/12/" + strconv.Itoa(v.Year) }

func (v *sheetView) addRows(n int) {
	for range n {
		v.rows = append(v.rows, row{Due: v.lastDay()})
	}
}

// read takes the rows as they were typed; rows without any content are left out.
func (v *sheetView) read(f *kit.Form) pledge.Input {
	input := pledge.Input{}
	v.version = f.Values["ban"]
	input.Version, _ = strconv.Atoi(v.version)
	v.rows = nil
	for i := range 101 {
		n := strconv.Itoa(i)
		if _, there := f.Values["noi-dung-"+n]; !there {
			break
		}
		rw := typed(f, n)
		rw.age = v.age(rw)
		if strings.TrimSpace(rw.Content) != "" {
			rw.index = len(input.Items)
			input.Items = append(input.Items, rw.item(f, n))
		}
		v.rows = append(v.rows, rw)
	}
	return input
}

// typed is the nth row of a form.
func typed(f *kit.Form, n string) row {
	rw := row{Heading: f.Values["muc-"+n], Content: f.Values["noi-dung-"+n], Target: f.Values["chi-tieu-"+n], Measure: f.Values["cach-do-"+n],
		Evidence: f.Values["minh-chung-"+n], Weight: f.Values["trong-so-"+n], Due: f.Values["han-"+n], index: -1}
	rw.ID, _ = strconv.ParseInt(f.Values["ma-"+n], 10, 64)
	rw.Continues, _ = strconv.ParseInt(f.Values["tiep-"+n], 10, 64)
	return rw
}

// item is the row as the service takes it; a weight that is no number is refused there.
func (rw row) item(f *kit.Form, n string) pledge.Item {
	item := pledge.Item{ID: rw.ID, Continues: rw.Continues, Heading: rw.Heading, Content: rw.Content, Target: rw.Target,
		Measure: rw.Measure, Evidence: rw.Evidence, DueOn: f.Date("han-"+n, "hạn", true)}
	if rw.Weight != "" {
		var err error
		if item.Weight, err = strconv.Atoi(rw.Weight); err != nil {
			item.Weight = -1
		}
	}
	return item
}

// age says since when a row has been promised.
func (v *sheetView) age(rw row) string {
	for _, i := range v.Items {
		if i.ID == rw.ID {
			return i.Age()
		}
	}
	for _, i := range v.Unkept {
		if i.ID == rw.Continues {
			return again(i)
		}
	}
	return ""
}

// again is the age of an item once it is promised for one more year.
func again(i pledge.Item) string {
	i.Times++
	return i.Age()
}

// take adds the lines of last year and the suggestions that were ticked as rows to go on with, and reports whether there were
// any: they are saved only after the member has seen them in the form.
func (v *sheetView) take(f *kit.Form) bool {
	var fresh []row
	for _, i := range v.Unkept {
		if f.Values[fmt.Sprintf("lay-tiep-%d", i.ID)] != "" && !v.continues(i.ID) {
			rw := rowOf(i)
			rw.ID, rw.Continues, rw.Due, rw.age = 0, i.ID, v.lastDay(), again(i)
			fresh = append(fresh, rw)
		}
	}
	for _, t := range v.Suggested {
		if f.Values[fmt.Sprintf("lay-mau-%d", t.ID)] != "" {
			fresh = append(fresh, row{Heading: t.Heading, Content: t.Content, Target: t.Target, Measure: t.Measure, Evidence: t.Evidence, Due: v.lastDay()})
		}
	}
	if v.taken = len(fresh); v.taken == 0 {
		return false
	}
	v.rows = slices.DeleteFunc(v.rows, func(rw row) bool { return rw.ID == 0 && strings.TrimSpace(rw.Content) == "" })
	for _, rw := range fresh {
		if !v.Form.Has(rw.Heading) {
			rw.Heading = ""
		}
		v.rows = append(v.rows, rw)
	}
	v.addRows(1)
	return true
}

func (v *sheetView) continues(item int64) bool {
	return slices.ContainsFunc(v.rows, func(rw row) bool { return rw.Continues == item })
}

// fieldNames turn the service's field names, which count items, into those of the form, which counts rows.
var fieldNames = map[string]string{"c": "noi-dung-", "t": "chi-tieu-", "m": "cach-do-", "e": "minh-chung-", "h": "muc-", "d": "han-", "w": "trong-so-"}

func (v *sheetView) place(problems []ui.Problem) []ui.Problem {
	for i, p := range problems {
		if p.Field == "" || fieldNames[p.Field[:1]] == "" {
			continue
		}
		item, err := strconv.Atoi(p.Field[1:])
		if err != nil {
			continue
		}
		for at, rw := range v.rows {
			if rw.index == item {
				problems[i].Field = fieldNames[p.Field[:1]] + strconv.Itoa(at)
			}
		}
	}
	return problems
}

// folded reports whether the nth row's further fields may stay closed.
func (v *sheetView) folded(n int) bool {
	for _, p := range v.problems {
		for _, name := range []string{"cach-do-", "minh-chung-", "trong-so-"} {
			if p.Field == name+strconv.Itoa(n) {
				return false
			}
		}
	}
	return !v.rows[n].more()
}

func (v sheetView) headings() []ui.Option {
	list := []ui.Option{{Label: "Chọn mục"}}
	for _, h := range v.Form.Headings {
		list = append(list, ui.Option{Value: h.Key, Label: h.Title})
	}
	return list
}

func weights() []ui.Option {
	list := []ui.Option{{Label: "Không ghi"}}
	for n := 1; n <= pledge.MostWeight; n++ {
		label := strconv.Itoa(n)
		switch n {
		case 1:
			label += " (ít quan trọng)"
		case pledge.MostWeight:
			label += " (quan trọng nhất)"
		}
		list = append(list, ui.Option{Value: strconv.Itoa(n), Label: label})
	}
	return list
}
