package inspections

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/inspection"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/record"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// NewChecks puts the pages of the book of checks together.
func NewChecks(t recordpiece.Tools, s *inspection.Service, x *export.Service) *Checks {
	today := func() time.Time { return vi.Today(t.Now()) }
	return &Checks{
		Tools: t,
		Names: recordpiece.Names{
			Word: kit.InspectionsWord, Title: "Kiểm tra, giám sát", One: "cuộc kiểm tra, giám sát", Add: "Ghi cuộc kiểm tra, giám sát",
			Lead: "Kế hoạch năm của cấp ủy, cơ sở, chi bộ: kiểm tra, giám sát ai, việc gì, đã làm chưa, kết luận ra sao.",
		},
		Book: s.Book(), Places: places, Links: []ui.Crumb{{Label: "Kế hoạch năm", Href: kit.InspectionPlanPath}, {Label: "Quá hạn", Href: "/" + kit.InspectionsWord + "?tinh-trang=" + string(inspection.Overdue)}},
		List: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values) (record.Listing[inspection.CheckRow], error) {
			return s.List(ctx, actor, checkFilter(f, q))
		},
		Get: s.Get,
		Export: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values, w io.Writer) error {
			return x.Inspections(ctx, actor, checkFilter(f, q), w)
		},
		Meta: func(r inspection.CheckRow) recordpiece.Meta {
			return recordpiece.Meta{ID: r.ID, Version: r.Version, Title: r.Kind.Label() + " · " + r.Who(), UnitID: r.UnitID, UnitName: r.UnitName, MemberID: r.MemberID, MemberName: r.MemberName}
		},
		Values: checkValues, Read: readCheck, Filters: checkFilters,
		Table: func(rows []inspection.CheckRow) templ.Component { return checkTable(rows, today(), false) },
		Facts: func(r inspection.CheckRow) []ui.Fact { return checkFacts(r, today()) },
		Body: func(r *http.Request, row inspection.CheckRow) (templ.Component, error) {
			list, err := s.Mendings(r.Context(), kit.Actor(r), row.ID)
			return mendings(row, list, kit.Actor(r).May(authz.RemedyOpen), kit.Actor(r).May(authz.RemedyRead)), err
		},
		Fields: func(r *http.Request, f recordpiece.Fields) (templ.Component, error) {
			form, err := checkForm(r, t, f)
			return checkFields(form), err
		},
	}
}

// places are the organisations that have plans.
func places(tree *org.Tree, today time.Time) []org.Unit {
	return slices.DeleteFunc(tree.Under(tree.Root().ID), func(u org.Unit) bool { return !u.StandsOn(today) || u.Kind == org.KindGroup })
}

// checkFilter reads ?cua= &loai= &hinh-thuc= &tinh-trang= &ke-hoach= besides what every book has.
func checkFilter(f record.Filter, q url.Values) inspection.Filter {
	return inspection.Filter{
		Filter: f, Plan: q.Get("cua"), Kind: inspection.Kind(q.Get("loai")), Form: inspection.Form(q.Get("hinh-thuc")), State: inspection.State(q.Get("tinh-trang")),
		Inside: map[string]string{"trong": "yes", "ngoai": "no"}[q.Get("ke-hoach")],
	}
}

// outside is the choice of a check outside the plan.
const outside = "ngoai"

func readCheck(f *kit.Form) inspection.Check {
	c := inspection.Check{
		UnitID: int64(kit.Number(f.Values["unit"])), TargetID: int64(kit.Number(f.Values["target"])), MemberID: recordpiece.ReadMember(f),
		Body: inspection.Body(f.Values["body"]), Kind: inspection.Kind(f.Values["kind"]), Form: inspection.Form(f.Values["form"]), Subject: vi.CleanText(f.Values["subject"]),
		InPlan: f.OneOf("inside", "cuộc này trong hay ngoài kế hoạch", true, "trong", outside) != outside, Number: vi.Clean(f.Values["number"]), Team: vi.Clean(f.Values["team"]),
		DoneOn: f.Date("done", "ngày hoàn thành", false), ConclusionNumber: vi.Clean(f.Values["conclusion-number"]), Conclusion: vi.CleanText(f.Values["conclusion"]),
	}
	c.PlannedOn, c.WholeMonth = readMonth(f, "planned", "thời gian theo kế hoạch", true)
	return c
}

// readMonth reads a day, or a month, of which it gives the last day. A month alone is told by month.
func readMonth(f *kit.Form, name, label string, needed bool) (day time.Time, month bool) {
	text := vi.Clean(f.Values[name])
	if text == "" {
		if needed {
			f.Fail(name, "Nhập "+label+", ví dụ 09/2026.")
		}
		return day, false
	}
	day, precision, err := vi.ParseDateOrYear(text)
	switch {
	case err != nil:
		f.Fail(name, fmt.Sprintf("%s “%s” chưa đúng: %s", vi.UpperFirst(label), text, apperr.Message(err)))
	case precision == vi.PrecisionYear:
		f.Fail(name, fmt.Sprintf("%s “%s” chưa đủ tháng và năm.", vi.UpperFirst(label), text))
	case precision == vi.PrecisionMonth:
		return period.MonthOf(day).End(), true
	}
	return day, false
}

func checkValues(r inspection.CheckRow) map[string]string {
	v := map[string]string{
		"target": idText(r.TargetID), "member": recordpiece.WholeUnit, "body": string(r.Body), "kind": string(r.Kind), "form": string(r.Form), "subject": r.Subject,
		"inside": "trong", "planned": r.Planned(), "number": r.Number, "team": r.Team, "done": vi.Date(r.DoneOn), "conclusion-number": r.ConclusionNumber,
		"conclusion": r.Conclusion,
	}
	if r.MemberID != 0 {
		v["member"], v["member-name"] = idText(r.MemberID), r.MemberName
	}
	if !r.InPlan {
		v["inside"] = outside
	}
	return v
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }

func checkFacts(r inspection.CheckRow, today time.Time) []ui.Fact {
	var list []ui.Fact
	add := func(label, value, href string) {
		if value != "" {
			list = append(list, ui.Fact{Label: label, Value: value, Href: href})
		}
	}
	add("Kế hoạch của", r.UnitName, "")
	add("Ai thực hiện", r.Body.Label(), "")
	add("Hình thức", r.Kind.Label()+" "+vi.LowerFirst(r.Form.Label()), "")
	if r.MemberID != 0 {
		add("Đảng viên", r.MemberName, kit.MemberPath(r.MemberID))
	}
	add("Tổ chức được kiểm tra, giám sát", r.TargetName, kit.UnitPath(r.TargetID))
	add("Nội dung", r.Subject, "")
	if r.InPlan {
		add("Theo kế hoạch", r.Planned(), "")
	} else {
		add("Ngoài kế hoạch, bắt đầu", r.Planned(), "")
	}
	add("Quyết định, kế hoạch", r.Number, "")
	add("Người thực hiện", r.Team, "")
	add("Tình trạng", r.State(today).Label(), "")
	add("Ngày hoàn thành", vi.Date(r.DoneOn), "")
	add("Số kết luận", r.ConclusionNumber, "")
	add("Kết luận", r.Conclusion, "")
	return list
}

// stateOf is the state of a check as a tag.
func stateOf(r inspection.CheckRow, today time.Time) ui.State {
	s := r.State(today)
	switch s {
	case inspection.Done:
		return ui.State{Kind: "ok", Text: s.Label(), Note: vi.Date(r.DoneOn)}
	case inspection.Overdue:
		return ui.State{Kind: "bad", Text: s.Label()}
	}
	return ui.State{Kind: "none", Text: s.Label()}
}

// checkFormView is the fields of a check. Members are those of the target, when it is a cell.
type checkFormView struct {
	recordpiece.Fields
	targets []ui.Option
	members []ui.Option
	fresh   bool // a new record: the target's members can still be asked for
}

// checkForm lists who can be checked: the plan's unit and those below it, and the members of a cell that was chosen.
func checkForm(r *http.Request, t recordpiece.Tools, f recordpiece.Fields) (checkFormView, error) {
	v := checkFormView{Fields: f, fresh: f.Typed["version"] == "" && !f.Unit.Kind.IsCell()}
	tree, err := t.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return v, err
	}
	target := int64(kit.Number(f.Typed["target"]))
	if f.Unit.Kind.IsCell() {
		target = f.Unit.ID
	} else {
		v.targets = append(v.targets, ui.Option{Label: "Chọn tổ chức đảng"})
		for _, u := range tree.Under(f.Unit.ID) {
			if u.StandsOn(vi.Today(t.Now())) && u.Kind != org.KindGroup && u.Kind != org.KindCommittee || u.ID == target {
				v.targets = append(v.targets, ui.Option{Value: idText(u.ID), Label: targetName(tree, u, f.Unit)})
			}
		}
	}
	cell, err := tree.Unit(target)
	if err != nil || !cell.Kind.IsCell() {
		return v, nil // nobody to choose from: what is wrong with the target is told when it is sent
	}
	people, err := t.Roll.List(r.Context(), kit.Actor(r), roll.Filter{Unit: cell.ID, Size: 500})
	if err != nil {
		return v, err
	}
	v.members = []ui.Option{{Label: "Chọn chi bộ hay một đảng viên"}, {Value: recordpiece.WholeUnit, Label: "Cả chi bộ"}}
	for _, m := range people.Lines {
		v.members = append(v.members, ui.Option{Value: idText(m.ID), Label: m.FullName})
	}
	chosen, name := f.Typed["member"], f.Typed["member-name"]
	if name != "" && !slices.ContainsFunc(v.members, func(o ui.Option) bool { return o.Value == chosen }) {
		v.members = append(v.members, ui.Option{Value: chosen, Label: name}) // they left the cell since
	}
	return v, nil
}

func targetName(tree *org.Tree, u, plan org.Unit) string {
	if u.Kind == org.KindCell && u.ParentID != plan.ID {
		return u.Name + " · " + tree.Name(u.ParentID)
	}
	return u.Name
}

func planOptions() []ui.Option {
	return []ui.Option{{Label: "Tất cả"}, {Value: "committee", Label: "Cấp ủy"}, {Value: "grassroots", Label: "Cấp ủy cơ sở"}, {Value: "cell", Label: "Chi bộ"}}
}
