// Package committee shows the committee's settings to who may change them: its names, what it calls its levels, by when
// months are due, and the months that are opened for one unit.
//
// It owns no table. What must never happen: a page goes on showing the old settings after they were changed.
package committee

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows and takes the settings.
type Pages struct {
	Committee *committee.Service
	Org       *org.Service
	Deadline  *deadline.Service
	Audit     *audit.Service
	Now       func() time.Time
	Changed   func(committee int64) // told after the names or the deadlines were changed
}

// view is the page of the settings: one form for the names, one for the deadlines.
type view struct {
	root     org.Unit
	names    map[string]string // by field
	rule     ruleForm
	month    period.Period // that runs
	now      string        // the rule of this month
	later    string        // the one that begins next month, "" for none
	running  int           // exceptions
	history  []ui.Step
	problems []ui.Problem
}

// ruleForm is the deadlines as they are typed.
type ruleForm struct{ from, rhythm, day, grace, open, seen string }

// The fields of the two forms. A rule begins with this month or the next.
const (
	thisMonth = "nay"
	nextMonth = "sau"
)

// Show is the settings.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, settings(kit.Chrome(r), v))
}

func (p *Pages) view(r *http.Request) (v view, err error) {
	ctx, actor := r.Context(), kit.Actor(r)
	c, root, err := p.Committee.Settings(ctx, actor)
	if err != nil {
		return v, err
	}
	v.root, v.names = root, namesOf(c)
	if err := p.addRules(ctx, actor, &v); err != nil {
		return v, err
	}
	running, err := p.Deadline.Exceptions(ctx, actor)
	if err != nil {
		return v, err
	}
	v.running = len(slices.DeleteFunc(running, func(x deadline.Exception) bool { return !x.Runs(vi.Today(p.Now())) }))
	trail, err := p.Audit.History(ctx, actor, authz.UnitWrite, "committee", actor.Committee)
	v.history = kit.History(trail)
	return v, err
}

func (p *Pages) addRules(ctx context.Context, actor authz.Actor, v *view) error {
	rules, err := p.Deadline.Rules(ctx, actor)
	if err != nil {
		return err
	}
	v.month = period.MonthOf(vi.Today(p.Now()))
	holds, newest := deadline.NewCalendar(rules, nil).Rule(v.month), deadline.Newest(rules)
	v.now = holds.Words()
	if newest.From.After(v.month.Start()) {
		v.later = "Từ " + period.MonthOf(newest.From).Label() + ": " + newest.Words() + ". "
	}
	if newest.Rhythm != holds.Rhythm {
		v.later += sentence(newest.Rhythm.Label() + " bắt đầu từ " + newest.RhythmFrom().Label())
	}
	v.rule = ruleForm{nextMonth, string(newest.Rhythm), strconv.Itoa(newest.DueDay), strconv.Itoa(newest.GraceDays), strconv.Itoa(newest.OpenMonths), newest.Key()}
	return nil
}

func namesOf(c committee.Committee) map[string]string {
	return map[string]string{
		"name": c.Name, "superior": c.SuperiorName, "place": c.Place, "mark": c.DocumentMark, "grassroots": c.GrassrootsLabel,
		"committee_label": c.CommitteeLabel, "organisation": c.OrganisationLabel, "grassroots_cell": c.GrassrootsCellLabel,
		"subcommittee": c.SubcommitteeLabel, "cell": c.CellLabel, "version": strconv.Itoa(c.Version),
	}
}

// Save takes the names.
func (p *Pages) Save(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	c := committee.Committee{
		Name: f.Values["name"], SuperiorName: f.Values["superior"], Place: f.Values["place"], DocumentMark: f.Values["mark"],
		Labels: org.Labels{
			GrassrootsLabel: f.Values["grassroots"], CommitteeLabel: f.Values["committee_label"], OrganisationLabel: f.Values["organisation"],
			GrassrootsCellLabel: f.Values["grassroots_cell"], SubcommitteeLabel: f.Values["subcommittee"], CellLabel: f.Values["cell"],
		},
	}
	c.Version, _ = strconv.Atoi(f.Values["version"])
	err = p.Committee.Set(r.Context(), kit.Actor(r), c)
	if err == nil {
		p.Changed(kit.Actor(r).Committee)
		return kit.SeeOther(w, r, kit.CommitteePath, "Đã lưu thông tin cấp ủy.")
	}
	if !f.Take(err) {
		return err
	}
	v.names, v.problems = f.Values, f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, settings(kit.Chrome(r), v))
}

// SaveRule takes the deadlines.
func (p *Pages) SaveRule(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v.rule = ruleForm{f.Values["from"], f.Values["rhythm"], f.Values["due_day"], f.Values["grace_days"], f.Values["open_months"], f.Values["seen"]}
	d := deadline.RuleDraft{Seen: v.rule.seen}
	d.Rhythm = deadline.Rhythm(v.rule.rhythm)
	d.From = p.Deadline.From(f.OneOf("from", "tháng bắt đầu áp dụng", true, thisMonth, nextMonth) == nextMonth)
	for _, n := range []struct {
		into *int
		text string
	}{{&d.DueDay, v.rule.day}, {&d.GraceDays, v.rule.grace}, {&d.OpenMonths, v.rule.open}} {
		if *n.into, err = strconv.Atoi(n.text); err != nil {
			*n.into = -1 // nothing was chosen: the service says so
		}
	}
	if f.OK() {
		err := p.Deadline.SetRule(r.Context(), kit.Actor(r), d)
		if err == nil {
			p.Changed(kit.Actor(r).Committee)
			return kit.SeeOther(w, r, kit.CommitteePath, "Đã đổi thời hạn từ "+period.MonthOf(d.From).Label()+". Các kỳ đã qua giữ hạn cũ.")
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, settings(kit.Chrome(r), v))
}

func (f ruleForm) days() []ui.Option {
	list := []ui.Option{{Label: "Chọn ngày"}}
	for d := 1; d <= deadline.LatestDay; d++ {
		list = append(list, ui.Option{Value: strconv.Itoa(d), Label: fmt.Sprintf("Ngày %d", d)})
	}
	return append(list, ui.Option{Value: strconv.Itoa(period.LastDay), Label: "Ngày cuối tháng"})
}

func (f ruleForm) rhythms() []ui.Option {
	return []ui.Option{{Value: string(deadline.Monthly), Label: "Hằng tháng"}, {Value: string(deadline.Quarterly), Label: "Hằng quý"}}
}

func (f ruleForm) graces() []ui.Option {
	list := []ui.Option{{Value: "0", Label: "Không gia hạn"}}
	for d := 1; d <= deadline.MostGrace; d++ {
		list = append(list, ui.Option{Value: strconv.Itoa(d), Label: fmt.Sprintf("%d ngày", d)})
	}
	return list
}

func (f ruleForm) opens() []ui.Option {
	list := []ui.Option{{Value: strconv.Itoa(deadline.NeverCloses), Label: "Không đóng kỳ nào"}}
	for n := 1; n <= deadline.MostOpen; n++ {
		list = append(list, ui.Option{Value: strconv.Itoa(n), Label: fmt.Sprintf("Tháng này và %d tháng trước", n)})
	}
	return list
}

func (v view) froms() []ui.Option {
	m := v.month
	return []ui.Option{{Value: nextMonth, Label: "Từ " + m.Next().Label()}, {Value: thisMonth, Label: "Từ " + m.Label() + " (tính lại hạn của kỳ này)"}}
}

// sentence begins a line with what the rules say.
func sentence(words string) string { return vi.UpperFirst(strings.TrimSpace(words)) + "." }
