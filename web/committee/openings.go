package committee

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/deadline"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// openingsView is the months that were opened for one unit, and the form that opens one.
type openingsView struct {
	today                          time.Time
	list                           []deadline.Exception
	calendar                       deadline.Calendar
	units                          []ui.Option
	unit, month, due, until, cause string
	key                            string
	problems                       []ui.Problem
}

// monthsBack is how far the list of months to open goes: what is older is in the archive by now.
const monthsBack = 36

func (v openingsView) months() []ui.Option {
	list := []ui.Option{{Label: "Chọn kỳ tự soi"}}
	today := period.MonthOf(v.today)
	back := period.MonthOf(today.Start().AddDate(0, 1-monthsBack, 0))
	for _, m := range slices.Backward(v.calendar.Periods(back, today)) {
		list = append(list, ui.Option{Value: m.String(), Label: m.Title()})
	}
	return list
}

// state says whether an exception still runs.
func (v openingsView) state(x deadline.Exception) ui.State {
	if x.Runs(v.today) {
		return ui.State{Kind: "ok", Text: "Đang mở", Note: "hết ngày " + vi.Date(x.OpenUntil)}
	}
	return ui.State{Kind: "none", Text: "Đã hết", Note: "ngày " + vi.Date(x.OpenUntil)}
}

// mayEnd reports whether there is anything left to end.
func (v openingsView) mayEnd(x deadline.Exception) bool { return x.OpenUntil.After(v.today) }

// Openings lists the exceptions and has the form for a new one; ?don-vi= names its unit.
func (p *Pages) Openings(w http.ResponseWriter, r *http.Request) error {
	unit, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return err
	}
	v := openingsView{key: kit.NewKey(), until: vi.Date(vi.Today(p.Now()).AddDate(0, 0, 7))}
	if unit != 0 {
		v.unit = strconv.FormatInt(unit, 10)
	}
	return p.openings(w, r, http.StatusOK, v)
}

func (p *Pages) openings(w http.ResponseWriter, r *http.Request, status int, v openingsView) error {
	ctx, actor := r.Context(), kit.Actor(r)
	if _, _, err := p.Committee.Settings(ctx, actor); err != nil {
		return err
	}
	tree, err := p.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	if v.list, err = p.Deadline.Exceptions(ctx, actor); err != nil {
		return err
	}
	if v.calendar, err = p.Deadline.Calendar(ctx, actor); err != nil {
		return err
	}
	v.today = vi.Today(p.Now())
	v.units = []ui.Option{{Label: "Chọn tổ chức đảng"}}
	for _, u := range tree.Under(tree.Root().ID) {
		if u.Kind != org.KindGroup && (u.StandsOn(v.today) || strconv.FormatInt(u.ID, 10) == v.unit) {
			label := u.Name
			if up := tree.Name(u.ParentID); up != "" {
				label += " · " + up
			}
			v.units = append(v.units, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: label})
		}
	}
	return kit.Render(w, r, status, openings(kit.Chrome(r), v))
}

// Open takes the form.
func (p *Pages) Open(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := openingsView{
		unit: f.Values["unit"], month: f.Values["month"], due: f.Values["due_on"], until: f.Values["open_until"],
		cause: f.Values["reason"], key: f.Values["key"],
	}
	o := deadline.Opening{Reason: v.cause, FormKey: v.key, DueOn: f.Date("due_on", "hạn gửi mới", false), OpenUntil: f.Date("open_until", "ngày cuối được mở", true)}
	o.UnitID, _ = strconv.ParseInt(v.unit, 10, 64)     // 0 is refused by the service, in words
	o.Month, _ = period.ParseReview(vi.Clean(v.month)) // as is no month
	if f.OK() {
		err := p.Deadline.Open(r.Context(), kit.Actor(r), o)
		if err == nil {
			return kit.SeeOther(w, r, kit.OpeningsPath, "Đã mở "+o.Month.Label()+" đến hết ngày "+vi.Date(o.OpenUntil)+".")
		}
		if !f.Take(err) {
			return err
		}
	}
	v.problems = f.Problems
	return p.openings(w, r, http.StatusUnprocessableEntity, v)
}

// End lets an exception run out today.
func (p *Pages) End(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "exception")
	if err != nil {
		return err
	}
	if err := p.Deadline.End(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.OpeningsPath, "Kỳ này chỉ còn mở hết hôm nay.")
}

// why is the reason as it stands in a list.
func why(x deadline.Exception) string {
	return strings.TrimSuffix(x.Reason, ".") + ". " + x.GivenBy + ", " + vi.Moment(x.GivenAt) + "."
}
