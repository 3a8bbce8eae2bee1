package meetings

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/meeting"
	"tusoi/internal/meeting/minutes"
	"tusoi/internal/meeting/quality"
	"tusoi/internal/org"
	"tusoi/internal/report/document"
	"tusoi/internal/report/pdf"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// sheetView is the quality sheet of a meeting.
type sheetView struct {
	meeting.Row
	sheet    quality.Sheet
	result   quality.Result
	writes   bool
	typed    map[string]string
	problems []ui.Problem
}

// Sheet is the quality sheet of a meeting, to be read and, by who writes, to be answered.
func (p *Pages) Sheet(w http.ResponseWriter, r *http.Request) error {
	m, err := p.one(r)
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for code, answer := range m.Answers {
		typed[code] = strconv.Itoa(answer)
	}
	return p.sheet(w, r, http.StatusOK, m, &kit.Form{Values: typed})
}

func (p *Pages) one(r *http.Request) (meeting.Row, error) {
	id, err := kit.PathID(r, "record")
	if err != nil {
		return meeting.Row{}, err
	}
	return p.meeting.Get(r.Context(), kit.Actor(r), id)
}

func (p *Pages) sheet(w http.ResponseWriter, r *http.Request, status int, m meeting.Row, f *kit.Form) error {
	sheet, result, ok, err := p.meeting.Scored(r.Context(), kit.Actor(r), m)
	if err != nil {
		return err
	}
	if !ok {
		return apperr.Conflict("Buổi này không có phiếu chấm: phiếu chấm buổi thường kỳ của tháng, từ ngày phiếu có hiệu lực.")
	}
	v := sheetView{Row: m, sheet: sheet, result: result, writes: kit.Actor(r).May(authz.MeetingWrite), typed: f.Values, problems: f.Problems}
	return kit.Render(w, r, status, sheetPage(kit.Chrome(r), v))
}

// Score takes the answers. Those that are left open may follow.
func (p *Pages) Score(w http.ResponseWriter, r *http.Request) error {
	m, err := p.one(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	sheet, _ := quality.On(m.HeldOn)
	answers := map[string]int{}
	for _, c := range sheet.Criteria {
		if text := f.Values[c.Code]; text != "" {
			answers[c.Code], _ = strconv.Atoi(text) // what is no number is 0, which no sheet has
		}
	}
	err = p.meeting.Score(r.Context(), kit.Actor(r), m.ID, kit.Number(f.Values["version"]), answers)
	if err == nil {
		return kit.SeeOther(w, r, kit.RecordPath(kit.MeetingsWord, m.ID, "cham"), "Đã lưu phiếu chấm.")
	}
	if !f.Take(err) {
		return err
	}
	return p.sheet(w, r, http.StatusUnprocessableEntity, m, f)
}

// sentence says how far the sheet has come.
func (v sheetView) sentence() string { return sentence(v.result) }

func sentence(r quality.Result) string {
	if !r.Complete() {
		return fmt.Sprintf("Còn %s mục chưa trả lời. Trả lời đủ thì có tổng điểm và mức.", vi.Int(r.Open))
	}
	return fmt.Sprintf("%s trên %s có thể đạt: %s.", vi.Points(r.Total), vi.Points(r.Most), r.Level.Label())
}

// input is a criterion that is answered by hand.
func (v sheetView) input(l quality.Line) ui.Input {
	in := ui.Input{Name: l.Code, Label: l.Code + ". " + l.Text, Value: v.typed[l.Code], Problems: v.problems}
	for i, o := range l.Options {
		in.Options = append(in.Options, ui.Option{Value: strconv.Itoa(i + 1), Label: o.Text + " (" + vi.Points(o.Points) + ")"})
	}
	return in
}

// level says from how many points a meeting has it.
func (v sheetView) level(l quality.Level) string {
	least, _ := v.sheet.Bounds(l)
	return l.Label() + " từ " + vi.Hundredths(least)
}

// Print is the minutes of a meeting as they leave the printer.
func (p *Pages) Print(w http.ResponseWriter, r *http.Request) error {
	paper, err := p.paper(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, printed(paper.Row, paper.Document()))
}

// PDF is the minutes of a meeting as a file.
func (p *Pages) PDF(w http.ResponseWriter, r *http.Request) error {
	paper, err := p.paper(r)
	if err != nil {
		return err
	}
	return file(w, paper.Document(), fmt.Sprintf("bien-ban-%s-%d.pdf", paper.HeldOn.Format("2006-01-02"), paper.CellID))
}

// Blank is the form of a cell's minutes, to be written by hand; ?don-vi= is the cell.
func (p *Pages) Blank(w http.ResponseWriter, r *http.Request) error {
	cell, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), kit.Actor(r)
	tree, err := p.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	unit, err := p.cell(tree, cell)
	if err != nil {
		return err
	}
	paper := minutes.Paper{Row: meeting.Row{UnitName: unit.Name, AboveName: tree.Name(unit.ParentID)}}
	if paper.Committee, err = p.committee.Get(ctx, actor.Committee); err != nil {
		return err
	}
	today := vi.Today(p.Now())
	if paper.People, err = p.meeting.People(ctx, actor, unit.ID, today); err != nil {
		return err
	}
	return file(w, paper.Blank(today), fmt.Sprintf("bien-ban-trong-%d.pdf", unit.ID))
}

// cell is the one that was asked for, or the only one there is.
func (p *Pages) cell(tree *org.Tree, id int64) (org.Unit, error) {
	if list := cells(tree, vi.Today(p.Now())); id == 0 && len(list) == 1 {
		return list[0], nil
	}
	u, err := tree.Unit(id)
	if err == nil && !u.Kind.IsCell() {
		err = apperr.NotFound("Chọn một chi bộ để in mẫu biên bản.")
	}
	return u, err
}

func (p *Pages) paper(r *http.Request) (minutes.Paper, error) {
	m, err := p.one(r)
	if err != nil {
		return minutes.Paper{}, err
	}
	ctx, actor := r.Context(), kit.Actor(r)
	paper := minutes.Paper{Row: m}
	if paper.People, err = p.meeting.People(ctx, actor, m.CellID, m.HeldOn); err != nil {
		return paper, err
	}
	paper.Committee, err = p.committee.Get(ctx, actor.Committee)
	return paper, err
}

func file(w http.ResponseWriter, d document.Document, name string) error {
	var buf bytes.Buffer
	if err := pdf.Write(&buf, d); err != nil {
		return fmt.Errorf("write the PDF: %w", err)
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", name))
	_, _ = w.Write(buf.Bytes()) // the reader may have left
	return nil
}
