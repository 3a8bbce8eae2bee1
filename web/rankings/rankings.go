// Package rankings shows the cells in order, why each has its place, and the rule set behind it.
package rankings

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/ranking"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows rankings and takes answers by hand.
type Pages struct {
	Ranking *ranking.Service
	Rule    *rulebook.Service
	Now     func() time.Time
}

// current is the half-year that is ranked unless the address names another: the one that runs.
func (p *Pages) current() period.Period { return period.HalfOf(vi.Today(p.Now())) }

// scored are the periods that a set scores, once they have begun; another one has no ranking.
func (p *Pages) scored(at period.Period) error {
	if len(at.Months()) < 6 {
		return apperr.NotFound("Chi bộ được xếp hạng theo 6 tháng và theo năm. Đồng chí chọn kỳ khác.")
	}
	return kit.Begun(at, vi.Today(p.Now()))
}

// Index is the board of a period.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	at, err := p.period(r)
	if err != nil {
		return err
	}
	typ := org.Type(r.URL.Query().Get("nhom"))
	board, err := p.Ranking.Board(r.Context(), kit.Actor(r), at, typ)
	if err != nil {
		return err
	}
	v := boardView{Board: board, current: p.current(), mayClose: kit.Actor(r).May(authz.ScoreWrite) &&
		board.ClosedAt == nil && at.End().Before(vi.Today(p.Now()))}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

func (p *Pages) period(r *http.Request) (period.Period, error) {
	at, err := kit.QueryPeriod(r, "ky", p.current())
	if err != nil {
		return at, err
	}
	return at, p.scored(at)
}

type boardView struct {
	ranking.Board
	current  period.Period
	mayClose bool
}

// periods are those that one may want to look at: the running half-year, the years and half-years before it.
func (v boardView) periods() []ui.Option {
	var list []ui.Option
	for y := v.current.Year(); y >= v.current.Year()-5; y-- {
		for _, p := range []period.Period{period.Half(y, 2), period.Half(y, 1), period.Year(y)} {
			if !v.current.Before(p) || p.IsYear() && y < v.current.Year() {
				list = append(list, ui.Option{Value: p.String(), Label: p.Label()})
			}
		}
	}
	return list
}

func (v boardView) types() []ui.Option {
	list := []ui.Option{{Value: "", Label: "Mọi loại hình"}}
	for _, t := range org.Types() {
		list = append(list, ui.Option{Value: string(t), Label: t.Label()})
	}
	return list
}

// Show tells why a cell has its place.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	cell, err := kit.PathID(r, "unit")
	if err != nil {
		return err
	}
	at, err := p.period(r)
	if err != nil {
		return err
	}
	return p.why(w, r, http.StatusOK, cell, at, answerView{})
}

// answerView is one answer as it was typed, with what is wrong with it.
type answerView struct {
	criterion, choice, reason string
	problems                  []ui.Problem
}

// choiceField and reasonField name the fields of one criterion's form: a page has many, and each needs its own.
func choiceField(code string) string { return "choice-" + code }
func reasonField(code string) string { return "reason-" + code }

// why is the one page for a look and for an answer that failed.
func (p *Pages) why(w http.ResponseWriter, r *http.Request, status int, cell int64, at period.Period, typed answerView) error {
	y, err := p.Ranking.Why(r.Context(), kit.Actor(r), cell, at)
	if err != nil {
		return err
	}
	actor := kit.Actor(r)
	v := whyView{Why: y, typed: typed, cadence: rule.HalfYear, whole: actor.May(authz.RankingRead),
		packets: actor.May(authz.ReviewRead), people: actor.May(authz.MemberRead)}
	if at.IsYear() {
		v.cadence = rule.WholeYear
	}
	v.place(typed.problems)
	return kit.Render(w, r, status, whyPage(kit.Chrome(r), v))
}

type whyView struct {
	ranking.Why
	typed   answerView
	cadence rule.Cadence
	whole   bool // the reader may see the whole list
	packets bool // and what a month says
	people  bool // and who is a member
}

// href is where a row behind a criterion leads, where there is such a page.
func (v whyView) href(e rule.Evidence) string {
	switch {
	case e.Kind == "meeting":
		return kit.RecordPath(kit.MeetingsWord, e.ID, "")
	case e.Kind == "month" && v.packets:
		return kit.PacketPath(v.Cell.ID, period.MonthOf(e.On))
	case e.Kind == "admission" && v.people:
		return kit.MemberPath(e.ID)
	case e.Kind == "registration": // of scores that were closed before registrations had a page
		return kit.UnitPath(e.ID)
	case e.Kind == "model":
		return kit.RecordPath(kit.ModelsWord, e.ID, "")
	case e.Kind == "inspection":
		return kit.RecordPath(kit.InspectionsWord, e.ID, "")
	}
	return ""
}

// options are the results that one may choose for a criterion, with what each gives; a condition gives no points.
func (v whyView) options(code string) []ui.Option {
	list := []ui.Option{{Label: "Chọn kết quả"}}
	condition := slices.ContainsFunc(v.Sheet.Conditions, func(k rule.ConditionResult) bool { return k.Code == code })
	for _, o := range v.Set.Options(code, v.cadence) {
		label := o.Label
		if !condition {
			label += " (" + vi.Points(o.Points) + ")"
		}
		list = append(list, ui.Option{Value: o.Value, Label: label})
	}
	return list
}

// place puts what the service found wrong beside the fields of the criterion's form; what has no field stays above.
func (v whyView) place(found []ui.Problem) {
	fields := map[string]string{}
	byHand := func(code string, hand bool) bool { return v.MayAnswer && hand && code == v.typed.criterion }
	if slices.ContainsFunc(v.Sheet.Lines, func(l rule.Line) bool { return byHand(l.Code, l.ByHand) }) ||
		slices.ContainsFunc(v.Sheet.Conditions, func(k rule.ConditionResult) bool { return byHand(k.Code, k.ByHand) }) {
		fields["choice"], fields["reason"] = choiceField(v.typed.criterion), reasonField(v.typed.criterion)
	}
	for i := range found {
		found[i].Field = fields[found[i].Field]
	}
}

// typedFor is what was typed into the form of a criterion: nothing, unless it was the one that was sent.
func (v whyView) typedFor(code string) answerView {
	if v.typed.criterion == code {
		return v.typed
	}
	return answerView{}
}

// move says how the place changed since the period before.
func move(place, prev int) string {
	switch {
	case prev == 0:
		return "lần đầu xếp hạng"
	case place < prev:
		return fmt.Sprintf("lên %d bậc", prev-place)
	case place > prev:
		return fmt.Sprintf("xuống %d bậc", place-prev)
	}
	return "giữ nguyên"
}

func signed(points int) string {
	if points > 0 {
		return "+" + vi.Hundredths(points)
	}
	return vi.Hundredths(points)
}

// Answer takes a criterion scored by hand.
func (p *Pages) Answer(w http.ResponseWriter, r *http.Request) error {
	cell, err := kit.PathID(r, "unit")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	at, err := period.Parse(f.Values["ky"])
	if err != nil {
		return err
	}
	if err := p.scored(at); err != nil {
		return err
	}
	typed := answerView{criterion: f.Values["tieu-chi"]}
	typed.choice, typed.reason = f.Values[choiceField(typed.criterion)], f.Values[reasonField(typed.criterion)]
	d := ranking.AnswerDraft{Cell: cell, Period: at, Criterion: typed.criterion, Choice: typed.choice, Reason: typed.reason}
	d.Version, _ = strconv.Atoi(f.Values["ban"])
	err = p.Ranking.Answer(r.Context(), kit.Actor(r), d)
	if err == nil {
		return kit.SeeOther(w, r, kit.WhyPath(cell, at)+"#tc-"+typed.criterion, "Đã chấm tiêu chí "+typed.criterion+".")
	}
	if !f.Take(err) {
		return err
	}
	status := http.StatusUnprocessableEntity
	if apperr.KindOf(err) == apperr.KindConflict {
		status = http.StatusConflict
	}
	typed.problems = f.Problems
	return p.why(w, r, status, cell, at, typed)
}

// Close keeps the scores of a period that is over.
func (p *Pages) Close(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	at, err := period.Parse(f.Values["ky"])
	if err != nil {
		return err
	}
	if err := p.scored(at); err != nil {
		return err
	}
	if err := p.Ranking.Close(r.Context(), kit.Actor(r), at); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.RankingOfPath(at), "Đã chốt điểm "+at.Label()+".")
}

// Set shows the rule set in force today.
func (p *Pages) Set(w http.ResponseWriter, r *http.Request) error {
	published, err := p.Rule.InForce(r.Context(), kit.Actor(r), pathKey(r), vi.Today(p.Now()))
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, setPage(kit.Chrome(r), published.Set))
}
