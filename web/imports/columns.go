package imports

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/intake"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/value"
	"tusoi/internal/intake/workbook"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// The names of the fields that say where the headings are.
const (
	kindField  = "loai"
	sheetField = "trang-tinh"
	rowField   = "dong"
)

// Columns asks which column of a waiting file is which: first where its headings are, then field by field.
func (p *Pages) Columns(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "run")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	row, _ := strconv.Atoi(q.Get(rowField)) // what is no number is asked for again
	run, look, err := p.Intake.Look(r.Context(), kit.Actor(r), id, kindOf(q.Get(kindField)), q.Get(sheetField), max(row, 0))
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, columnsPage(kit.Chrome(r), columnsView{kinds: p.Intake.Kinds(kit.Actor(r)), run: run, look: look}))
}

// Choose takes the answer, and goes on to what the file would do when it is read like that.
func (p *Pages) Choose(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "run")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	kind, sheet := kindOf(f.Values[kindField]), f.Values[sheetField]
	row, _ := strconv.Atoi(f.Values[rowField])
	run, look, err := p.Intake.Look(r.Context(), kit.Actor(r), id, kind, sheet, max(row, 0))
	if err != nil {
		return err
	}
	look.At = map[string]int{}
	for _, c := range look.Layout.Columns {
		if place, err := strconv.Atoi(f.Values[fieldOf(c)]); err == nil {
			look.At[value.Key(c.Heading)] = place
		}
	}
	if err = p.Intake.Choose(r.Context(), kit.Actor(r), id, kind, look.Sheet, look.Row, look.At); err == nil {
		return kit.SeeOther(w, r, kit.ImportPath(id), "Đã đọc tệp theo các cột vừa chọn.")
	}
	if apperr.KindOf(err) != apperr.KindInvalid || !f.Take(err) {
		return err
	}
	for i := range f.Problems {
		if f.Problems[i].Field != "" {
			f.Problems[i].Field = columnField(f.Problems[i].Field)
		}
	}
	return kit.Render(w, r, http.StatusUnprocessableEntity, columnsPage(kit.Chrome(r), columnsView{p.Intake.Kinds(kit.Actor(r)), run, look, f.Problems}))
}

// columnsView is a file whose columns are chosen.
type columnsView struct {
	kinds    []compare.Kind
	run      intake.Run
	look     workbook.Look
	problems []ui.Problem
}

// columnField is the name of the form's field for a column, by its key.
func columnField(key string) string { return "cot-" + strings.ReplaceAll(key, " ", "-") }

func fieldOf(c workbook.Column) string { return columnField(value.Key(c.Heading)) }

func (v columnsView) kind() ui.Input {
	in := ui.Input{Name: kindField, Label: "Danh sách"}
	for _, k := range v.kinds {
		in.Options = append(in.Options, ui.Option{Value: words[k], Label: k.Label()})
		if string(k) == v.look.Layout.Key {
			in.Value = words[k]
		}
	}
	return in
}

func (v columnsView) sheets() ui.Input {
	in := ui.Input{Name: sheetField, Label: "Trang tính", Value: v.look.Sheet}
	for _, s := range v.look.Sheets {
		in.Options = append(in.Options, ui.Option{Value: s, Label: s})
	}
	return in
}

func (v columnsView) row() ui.Input {
	return ui.Input{Name: rowField, Label: "Dòng tiêu đề", Value: fmt.Sprint(v.look.Row),
		Hint: fmt.Sprintf("Số của dòng có tên các cột, từ 1 đến %d.", workbook.HeadingRows)}
}

// field is the choice for one column of the layout.
func (v columnsView) field(c workbook.Column) ui.Input {
	in := ui.Input{Name: fieldOf(c), Label: c.Heading, Hint: c.Hint, Problems: v.problems, Required: c.Needed,
		Options: []ui.Option{{Value: "", Label: "Không có trong tệp"}}}
	if place, ok := v.look.At[value.Key(c.Heading)]; ok {
		in.Value = strconv.Itoa(place)
	}
	for i, s := range v.look.Columns {
		in.Options = append(in.Options, ui.Option{Value: strconv.Itoa(i), Label: sampled(s)})
	}
	return in
}

// sampled names a column of the file with the first things in it.
func sampled(s workbook.Sample) string {
	text := s.Letter + ": " + s.Heading
	if s.Heading == "" {
		text = s.Letter + ": (không có tiêu đề)"
	}
	var values []string
	for _, value := range s.Values {
		if letters := []rune(value); len(letters) > 30 {
			value = string(letters[:30]) + "…"
		}
		values = append(values, value)
	}
	if len(values) == 0 {
		return text + " (trống)"
	}
	return text + " (" + strings.Join(values, " · ") + ")"
}

// columnsHref leads to the choice as it stands for a plan.
func columnsHref(run intake.Run, plan compare.Plan) string {
	return kit.ImportColumnsPath(run.ID) + "?" + url.Values{sheetField: {plan.Sheet}}.Encode()
}

// read says where a column was read.
func read(u workbook.Use) string {
	switch {
	case u.Letter == "":
		return "không có trong tệp"
	case u.Heading == "":
		return "cột " + u.Letter
	}
	return "cột " + u.Letter + ", “" + u.Heading + "”"
}

// unused ends the list of columns.
func unused(p compare.Plan) string {
	if len(p.Unused) == 0 {
		return ""
	}
	return "Không dùng đến: “" + strings.Join(p.Unused, "”, “") + "”."
}
