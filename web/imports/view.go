package imports

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"tusoi/internal/intake"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// perPage is how many rows of a plan one page shows.
const perPage = 100

// slugs are the fates in addresses, tones their colours.
var (
	slugs = map[compare.Fate]string{compare.Refused: "loi", compare.Altered: "doi", compare.New: "moi", compare.Same: "cu"}
	tones = map[compare.Fate]string{compare.Refused: "bad", compare.Altered: "warn", compare.New: "good"}
)

// indexView is the form, for one kind of list when word names it, and the files given before.
type indexView struct {
	word     string
	runs     []intake.Run
	columns  []columnList
	problems []ui.Problem
}

// columnList is a kind of list and its columns.
type columnList struct {
	word   string
	kind   compare.Kind
	layout workbook.Layout
}

// kinds are the choice of what the file lists. Members and organisations are told apart by their headings.
func (v indexView) kinds() ui.Input {
	in := ui.Input{Name: kindField, Label: "Tệp này là", Value: v.word}
	for _, l := range v.columns {
		if l.kind == compare.Members {
			in.Options = append(in.Options, ui.Option{Value: "", Label: "Danh sách đảng viên hoặc tổ chức đảng"})
		} else if l.kind != compare.Units {
			in.Options = append(in.Options, ui.Option{Value: l.word, Label: l.kind.Label()})
		}
	}
	return in
}

// view is a run and one page of the rows of its plan.
type view struct {
	run      intake.Run
	plan     compare.Plan
	tiles    []ui.Tile
	chosen   string // the slug of the fate that is looked at, "" for all that need a look
	rows     []compare.Row
	pages    ui.Pages
	problems []ui.Problem
}

func newView(run intake.Run, plan compare.Plan, chosen string, page int) view {
	v := view{run: run, plan: plan}
	counts := map[compare.Fate]int{compare.Refused: run.Refused, compare.Altered: run.Changed, compare.New: run.Added, compare.Same: run.Unchanged}
	var rows []compare.Row
	for _, f := range compare.Fates() {
		if slugs[f] == chosen {
			v.chosen = chosen
		}
	}
	for _, f := range compare.Fates() {
		t := ui.Tile{Label: f.Label(), Value: vi.Int(counts[f]), Note: "dòng"}
		if len(plan.Rows) > 0 {
			n := plan.Count(f)
			t.Value = vi.Int(n)
			if n > 0 {
				t.Href, t.Tone = v.href(slugs[f], 1), tones[f]
			}
		}
		v.tiles = append(v.tiles, t)
		if v.chosen == slugs[f] || v.chosen == "" && f != compare.Same {
			rows = append(rows, of(plan, f)...)
		}
	}
	v.cut(rows, page)
	return v
}

// of are the rows of one fate, in the order of the file.
func of(plan compare.Plan, f compare.Fate) []compare.Row {
	var rows []compare.Row
	for _, r := range plan.Rows {
		if r.Fate == f {
			rows = append(rows, r)
		}
	}
	return rows
}

func (v *view) cut(rows []compare.Row, page int) {
	last := max((len(rows)+perPage-1)/perPage, 1)
	page = min(page, last)
	v.pages = ui.Pages{Page: page, Last: last}
	if page > 1 {
		v.pages.PrevHref = v.href(v.chosen, page-1)
	}
	if page < last {
		v.pages.NextHref = v.href(v.chosen, page+1)
	}
	v.rows = rows[(page-1)*perPage : min(page*perPage, len(rows))]
}

func (v *view) href(chosen string, page int) string {
	q := url.Values{}
	if chosen != "" {
		q.Set("xem", chosen)
	}
	if page > 1 {
		q.Set("trang", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return kit.ImportPath(v.run.ID)
	}
	return kit.ImportPath(v.run.ID) + "?" + q.Encode()
}

// title is the page's name.
func (v view) title() string {
	if v.run.AppliedAt != nil {
		return "Đã nhập " + v.run.FileName
	}
	return "Xem trước " + v.run.FileName
}

// sentence sums the plan up, before the button.
func (v view) sentence() string {
	var parts []string
	add := func(f compare.Fate, verb string) {
		if n := v.plan.Count(f); n > 0 {
			parts = append(parts, verb+" "+vi.Int(n)+" dòng")
		}
	}
	add(compare.New, "thêm mới")
	add(compare.Altered, "sửa")
	text := "Áp dụng sẽ " + strings.Join(parts, ", ") + "."
	if n := v.plan.Count(compare.Refused); n > 0 {
		text += " " + vi.Int(n) + " dòng có lỗi được để lại."
	}
	return text
}

// apply is the word on the button.
func (v view) apply() string { return fmt.Sprintf("Áp dụng %s dòng", vi.Int(v.plan.Writes())) }

// undo says what taking the import back does.
func (v view) undo() string {
	return fmt.Sprintf("Bỏ %s dòng đã thêm, trả %s dòng đã sửa về như trước. Chỉ rút được trong 24 giờ, khi chưa ai sửa tiếp và chưa chi bộ nào gửi hồ sơ tự soi.",
		vi.Int(v.run.Added), vi.Int(v.run.Changed))
}

// absent tells of members whom the file does not name.
func (v view) absent() string {
	if v.plan.Absent == 0 {
		return ""
	}
	return fmt.Sprintf("Trong các chi bộ có ở tệp, %s đảng viên đang có không thấy trong tệp; các đồng chí này được giữ nguyên.", vi.Int(v.plan.Absent))
}

// listed is where the result can be looked at.
func (v view) listed() (label, href string) {
	switch v.run.Kind {
	case compare.Units:
		return "Xem cây tổ chức", kit.UnitsPath
	case compare.Members:
		return "Xem danh sách đảng viên", kit.MembersPath
	}
	return "Xem sổ", "/" + words[v.run.Kind]
}

// placeLabel heads the column of a row's place.
func (v view) placeLabel() string {
	switch v.run.Kind {
	case compare.Units:
		return "Cấp trên"
	case compare.Members:
		return "Chi bộ"
	}
	return "Tổ chức đảng"
}

// named heads a row, also one whose name is missing.
func named(r compare.Row) string {
	if r.Name == "" {
		return "(thiếu tên)"
	}
	return r.Name
}

// where says at which cell a fault is.
func where(f compare.Fault) string {
	if f.Cell == "" {
		return f.Column
	}
	return f.Column + " (ô " + f.Cell + ")"
}

// shown is a value before or after a change.
func shown(s string) string {
	if s == "" {
		return "chưa có"
	}
	return s
}

// standing is how a run stands.
func standing(r intake.Run) ui.State {
	switch {
	case r.UndoneAt != nil:
		return ui.State{Kind: "none", Text: "Đã rút lại", Note: vi.Moment(*r.UndoneAt)}
	case r.AppliedAt != nil:
		return ui.State{Kind: "ok", Text: "Đã áp dụng", Note: vi.Moment(*r.AppliedAt)}
	case r.Kept:
		return ui.State{Kind: "warn", Text: "Chờ áp dụng"}
	}
	return ui.State{Kind: "none", Text: "Đã bỏ"}
}

// columns writes a layout's headings as a sentence's end.
func (l columnList) String() string {
	needed, optional := l.layout.Headings()
	return strings.Join(needed, ", ") + "; nếu có: " + strings.Join(optional, ", ") + "."
}
