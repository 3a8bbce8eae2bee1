package remedies

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/remedy"
	"tusoi/internal/theme"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// oneView is one remedy with its whole life, and the steps that the reader may take.
type oneView struct {
	life    remedy.Life
	steps   remedy.Steps
	own     bool // the reader's own page of it, which whole cells are not seen from
	today   time.Time
	facts   []ui.Fact
	themes  []ui.Option
	history []ui.Step
	crumbs  []ui.Crumb
	key     string
	page    string // its address, as the reader came to it
	mine    int64

	failed   string // the step that was refused
	typed    map[string]string
	problems []ui.Problem
}

// Show is one remedy.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, "", &kit.Form{})
}

// show is the page for a look and for every refusal: with f it holds what was typed.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, failed string, f *kit.Form) error {
	ctx, actor := r.Context(), kit.Actor(r)
	id, err := kit.PathID(r, "remedy")
	if err != nil {
		return err
	}
	v := oneView{own: ownPage(r), today: vi.Today(p.Now()), key: kit.NewKey(), page: page(r, id), mine: mine(actor), failed: failed, typed: f.Values, problems: f.Problems}
	if v.life, err = p.Remedy.Life(ctx, actor, id); err != nil {
		return err
	}
	v.steps = v.life.Steps(actor)
	themes, err := p.Theme.List(ctx, actor, false)
	if err != nil {
		return err
	}
	read := authz.RemedyRead
	if v.own {
		read = authz.OwnRead
	}
	if !v.life.Hidden {
		trail, err := p.Audit.History(ctx, actor, read, "remedy", id)
		if err != nil {
			return err
		}
		v.history = kit.History(trail)
	}
	v.themes, v.facts, v.crumbs = themeOptions(themes), facts(v.life.Remedy, v.own), []ui.Crumb{{Label: "Việc tự sửa số " + idText(id)}}
	if !v.own {
		v.crumbs = []ui.Crumb{{Label: "Việc tự sửa", Href: kit.RemediesPath}, {Label: "Số " + idText(id)}}
	}
	return kit.Render(w, r, status, one(kit.Chrome(r), v))
}

func ownPage(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, kit.OwnRemediesPath+"/") }

func themeOptions(themes []theme.Theme) []ui.Option {
	list := []ui.Option{{Value: "", Label: "Chọn chủ đề"}}
	for _, t := range themes {
		list = append(list, ui.Option{Value: idText(t.ID), Label: t.Name})
	}
	return list
}

// facts are what was found, where, and what is to be done about it.
func facts(r remedy.Remedy, own bool) []ui.Fact {
	var list []ui.Fact
	add := func(label, value string) {
		if value != "" {
			list = append(list, ui.Fact{Label: label, Value: value})
		}
	}
	add("Của ai", r.Owner())
	list = append(list, cellFact(r, own))
	add("Chủ đề", r.ThemeName)
	add("Nguồn", sourceWords(r))
	if r.CheckID != 0 && !own && !r.Hidden {
		list = append(list, ui.Fact{Label: "Cuộc kiểm tra, giám sát", Value: "số " + idText(r.CheckID), Href: kit.RecordPath(kit.InspectionsWord, r.CheckID, "")})
	}
	add("Nguyên nhân", r.Cause)
	add("Sẽ sửa bằng việc", r.Action)
	add("Hạn", vi.Date(r.DueOn))
	add("Đã dời", delays(r))
	add("Chưa đạt", returns(r))
	add("Kết quả đã báo", r.Result)
	add("Văn bản kèm theo", r.EvidenceNumber)
	if r.EvidenceLink != "" {
		list = append(list, ui.Fact{Label: "Đường dẫn", Value: r.EvidenceLink, Href: r.EvidenceLink})
	}
	if r.ReportedOn != nil {
		add("Báo xong ngày", vi.Date(*r.ReportedOn))
	}
	if r.VerifiedOn != nil {
		add("Xác nhận", strings.TrimSuffix(vi.Date(*r.VerifiedOn)+", "+r.VerifiedBy, ", "))
	}
	if r.RecursID != 0 {
		f := ui.Fact{Label: "Lặp lại của", Value: "việc tự sửa số " + idText(r.RecursID)}
		if !own {
			f.Href = kit.RemedyPagePath(r.RecursID)
		}
		list = append(list, f)
	}
	return list
}

// cellFact leads to the sheet of the month in which it was opened, or only to the cell for whom its words are not.
func cellFact(r remedy.Remedy, own bool) ui.Fact {
	f := ui.Fact{Label: "Chi bộ", Value: r.CellName}
	switch {
	case r.Hidden:
		f.Href = kit.UnitPath(r.CellID)
	case !own:
		f.Href = kit.SheetPath(r.CellID, period.MonthOf(r.OpenedMonth))
	}
	return f
}

// returns tells how often what was reported was found wanting, and why the last time; "" for never.
func returns(r remedy.Remedy) string {
	if r.Returns == 0 {
		return ""
	}
	return strings.TrimSuffix(fmt.Sprintf("%s lần; lần cuối: %s", vi.Int(r.Returns), r.ReturnReason), "; lần cuối: ")
}

// sourceWords tell where a shortcoming was found, when, by whom and on what paper.
func sourceWords(r remedy.Remedy) string {
	words := r.Source.Label()
	if r.SourceOn != nil {
		words += " ngày " + vi.Date(*r.SourceOn)
	}
	for _, more := range []string{r.SourceBasis, map[bool]string{true: r.OpenerName}[r.OpenerPath != r.CellPath], r.OpenedBy} {
		if more != "" {
			words += " · " + more
		}
	}
	return words
}

// lost is what was typed into a form that cannot be filled in any more: somebody was faster.
func (v oneView) lost() []ui.Fact {
	offered := map[string]bool{"tien-do": v.steps.Note, "bao-xong": v.steps.Report, "doi-han": v.steps.Roll, "chua-dat": v.steps.Judge}
	if still, ok := offered[v.failed]; !ok || still {
		return nil
	}
	var list []ui.Fact
	for _, f := range []ui.Fact{{Label: "Tiến độ", Value: v.typed["words"]}, {Label: "Kết quả", Value: v.typed["result"]}, {Label: "Hạn mới", Value: v.typed["due"]}, {Label: "Lý do", Value: v.typed["reason"]}} {
		if f.Value != "" {
			list = append(list, f)
		}
	}
	return list
}

// at is the address of a step, as one's own page or the cell's has it.
func (v oneView) at(step string) string {
	if v.own {
		return kit.OwnRemedyStepPath(v.life.ID, step)
	}
	return kit.RemedyStepPath(v.life.ID, step)
}

// Report notes that a shortcoming was mended, with the evidence.
func (p *Pages) Report(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "bao-xong", "Đã báo sửa xong. Việc này chờ người khác xác nhận.", func(id int64, f *kit.Form) error {
		_, err := p.Remedy.Report(r.Context(), kit.Actor(r), id, remedy.Evidence{Result: f.Values["result"], Number: f.Values["number"], Link: f.Values["link"]})
		return err
	})
}

// Verify closes a remedy on the word of somebody other than its owner.
func (p *Pages) Verify(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "xac-nhan", "Đã xác nhận sửa xong.", func(id int64, _ *kit.Form) error {
		_, err := p.Remedy.Verify(r.Context(), kit.Actor(r), id)
		return err
	})
}

// SendBack says that it is not mended yet.
func (p *Pages) SendBack(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "chua-dat", "Đã trả lại để sửa tiếp. Lý do hiện ngay trên việc này.", func(id int64, f *kit.Form) error {
		_, err := p.Remedy.SendBack(r.Context(), kit.Actor(r), id, f.Values["reason"])
		return err
	})
}

// PutOff takes a later date.
func (p *Pages) PutOff(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "doi-han", "Đã dời hạn. Hạn đầu tiên và số lần dời vẫn được ghi lại.", func(id int64, f *kit.Form) error {
		due := f.Date("due", "hạn mới", true)
		if !f.OK() {
			return nil
		}
		_, err := p.Remedy.Roll(r.Context(), kit.Actor(r), id, due, f.Values["reason"])
		return err
	})
}

// Note writes down how far it has come.
func (p *Pages) Note(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "tien-do", "Đã ghi tiến độ.", func(id int64, f *kit.Form) error {
		_, err := p.Remedy.Note(r.Context(), kit.Actor(r), id, f.Values["words"], f.Values["key"])
		return err
	})
}

// SetTheme says what it is about.
func (p *Pages) SetTheme(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "chu-de", "Đã ghi chủ đề.", func(id int64, f *kit.Form) error {
		_, err := p.Remedy.SetTheme(r.Context(), kit.Actor(r), id, number(f.Values["theme"]))
		return err
	})
}

// Recur says that it repeats an older one.
func (p *Pages) Recur(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "lap-lai", "Đã ghi là hạn chế lặp lại.", func(id int64, f *kit.Form) error {
		_, err := p.Remedy.Recur(r.Context(), kit.Actor(r), id, number(f.Values["old"]))
		return err
	})
}

// step takes a remedy one step further and leads back to its page; a refusal shows the page with what was typed.
func (p *Pages) step(w http.ResponseWriter, r *http.Request, name, done string, do func(id int64, f *kit.Form) error) error {
	id, err := kit.PathID(r, "remedy")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	if err := do(id, f); err != nil && !f.Take(err) {
		return err
	}
	if !f.OK() {
		return p.show(w, r, http.StatusUnprocessableEntity, name, f)
	}
	return kit.SeeOther(w, r, page(r, id), done)
}

// number reads an id; 0 for anything else, which no service finds.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
