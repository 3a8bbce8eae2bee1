package studies

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tusoi/internal/authz"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/record"
	"tusoi/internal/roll"
	"tusoi/internal/study"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// NewSessions puts the pages of the book of sessions together.
func NewSessions(t recordpiece.Tools, s *study.Service, x *export.Service) *Sessions {
	return &Sessions{
		Tools: t,
		Names: recordpiece.Names{
			Word: kit.SessionsWord, Title: "Học tập, quán triệt", One: "buổi học tập", Add: "Ghi buổi học tập",
			Lead: "Từng buổi học tập văn bản: ngày nào, bao nhiêu đồng chí dự, ai vắng và đã học bù.",
		},
		Book: s.Book(),
		Places: func(tree *org.Tree, today time.Time) []org.Unit {
			return standing(tree, today, org.KindCommittee, org.KindGrassroots, org.KindGrassrootsCell, org.KindSubcommittee, org.KindCell)
		},
		List: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values) (record.Listing[study.SessionRow], error) {
			return s.Sessions(ctx, actor, sessionFilter(f, q))
		},
		Get: s.Session,
		Export: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values, w io.Writer) error {
			return x.Sessions(ctx, actor, sessionFilter(f, q), w)
		},
		Meta: func(r study.SessionRow) recordpiece.Meta {
			return recordpiece.Meta{ID: r.ID, Version: r.Version, Title: "Học tập " + r.DocumentNumber + " · " + r.UnitName, UnitID: r.UnitID, UnitName: r.UnitName}
		},
		Values: sessionValues, Read: readSession, Filters: sessionFilters, Table: sessionTable, Facts: sessionFacts,
		Body: func(r *http.Request, row study.SessionRow) (templ.Component, error) {
			names, err := namesOf(r, t.Roll, row.UnitID)
			return missing(row, names), err
		},
		Fields: func(r *http.Request, f recordpiece.Fields) (templ.Component, error) {
			known, err := s.Known(r.Context(), s.DB, kit.Actor(r))
			if err != nil {
				return nil, err
			}
			people, err := people(r, t.Roll, f.Unit)
			return sessionFields(f, documentOptions("Chọn văn bản", known), people), err
		},
	}
}

// sessionFilter reads ?van-ban= &vang= besides what every book has.
func sessionFilter(f record.Filter, q url.Values) study.Filter {
	return study.Filter{Filter: f, Document: int64(kit.Number(q.Get("van-ban"))), Missing: q.Get("vang") != ""}
}

// people are the members of a cell, who may be named as missing.
func people(r *http.Request, rolls *roll.Service, unit org.Unit) ([]roll.Line, error) {
	if !unit.Kind.IsCell() {
		return nil, nil
	}
	list, err := rolls.List(r.Context(), kit.Actor(r), roll.Filter{Unit: unit.ID, Size: 500})
	return list.Lines, err
}

func namesOf(r *http.Request, rolls *roll.Service, unit int64) (map[int64]string, error) {
	list, err := rolls.List(r.Context(), kit.Actor(r), roll.Filter{Unit: unit, Size: 500})
	names := map[int64]string{}
	for _, m := range list.Lines {
		names[m.ID] = m.FullName
	}
	return names, err
}

// The fields of a member who was missing.
func missingField(member int64) string { return "missing." + strconv.FormatInt(member, 10) }
func madeUpField(member int64) string  { return "made-up." + strconv.FormatInt(member, 10) }

func readSession(f *kit.Form) study.Session {
	s := study.Session{
		UnitID: int64(kit.Number(f.Values["unit"])), DocumentID: int64(kit.Number(f.Values["document"])), HeldOn: f.Date("on", "ngày học tập", true),
		Form: study.Form(f.Values["form"]), Presenter: vi.Clean(f.Values["presenter"]),
		Expected: count(f, "expected", "số phải dự"), Attended: count(f, "attended", "số đã dự"),
	}
	for name := range f.Values {
		id, ok := strings.CutPrefix(name, "missing.")
		member, err := strconv.ParseInt(id, 10, 64)
		if !ok || err != nil {
			continue
		}
		a := study.Absence{MemberID: member}
		if day := f.Date(madeUpField(member), "ngày học bù", false); !day.IsZero() {
			a.MadeUpOn = day.Format(time.DateOnly)
		}
		s.Missing = append(s.Missing, a)
	}
	return s.Sorted()
}

// count reads how many there were; what is no number is told.
func count(f *kit.Form, name, label string) int {
	text := strings.ReplaceAll(vi.Clean(f.Values[name]), ".", "")
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		f.Fail(name, "Ghi "+label+" bằng chữ số.")
		return 0
	}
	return n
}

func sessionValues(r study.SessionRow) map[string]string {
	v := map[string]string{
		"document": strconv.FormatInt(r.DocumentID, 10), "on": vi.Date(r.HeldOn), "form": string(r.Form), "presenter": r.Presenter,
		"expected": strconv.Itoa(r.Expected), "attended": strconv.Itoa(r.Attended),
	}
	for _, a := range r.Missing {
		v[missingField(a.MemberID)], v[madeUpField(a.MemberID)] = "1", a.Day()
	}
	return v
}

func sessionFacts(r study.SessionRow) []ui.Fact {
	list := []ui.Fact{
		{Label: "Văn bản", Value: r.DocumentNumber + " ngày " + vi.Date(r.DocumentOn) + " của " + r.DocumentIssuer, Href: kit.RecordPath(kit.DocumentsWord, r.DocumentID, "")},
		{Label: "Trích yếu", Value: r.Subject}, {Label: "Tổ chức đảng", Value: r.UnitName, Href: kit.UnitPath(r.UnitID)},
		{Label: "Ngày", Value: vi.Date(r.HeldOn)}, {Label: "Hình thức", Value: r.Form.Label()},
	}
	if r.Presenter != "" {
		list = append(list, ui.Fact{Label: "Người truyền đạt", Value: r.Presenter})
	}
	return append(list, ui.Fact{Label: "Dự", Value: attended(r.Expected, r.Attended)})
}

// attended says how many came of how many.
func attended(expected, came int) string {
	return vi.Int(came) + "/" + vi.Int(expected) + " (" + vi.Percent(int64(came)*10_000/int64(max(expected, 1))) + ")"
}
