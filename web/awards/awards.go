// Package awards shows the award book.
//
// It owns no table.
package awards

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/award"
	"tusoi/internal/intake/export"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/record"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// Pages are the pages of the award book.
type Pages = recordpiece.Desk[award.Draft, award.Row]

// New puts the pages together.
func New(t recordpiece.Tools, s *award.Service, x *export.Service) *Pages {
	return &Pages{
		Tools: t,
		Names: recordpiece.Names{
			Word: kit.AwardsWord, Title: "Khen thưởng, biểu dương", One: "khen thưởng", Add: "Ghi khen thưởng",
			Lead: "Tập thể, cá nhân được khen thưởng, biểu dương; Huy hiệu Đảng.",
		},
		Book: s.Book(), Places: places, People: true,
		List: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values) (record.Listing[award.Row], error) {
			return s.List(ctx, actor, filter(f, q))
		},
		Get: s.Get,
		Export: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values, w io.Writer) error {
			return x.Awards(ctx, actor, filter(f, q), w)
		},
		Meta: func(r award.Row) recordpiece.Meta {
			return recordpiece.Meta{ID: r.ID, Version: r.Version, Title: r.Title + " · " + r.Who(), UnitID: r.UnitID, UnitName: r.UnitName, MemberID: r.MemberID, MemberName: r.MemberName}
		},
		Values: values, Read: read, Filters: filters, Table: table, Facts: facts, Fields: recordpiece.Plain(fields),
	}
}

// places are all organisations: any may be honoured.
func places(tree *org.Tree, today time.Time) []org.Unit {
	var list []org.Unit
	for _, u := range tree.Under(tree.Root().ID) {
		if u.StandsOn(today) && u.Kind != org.KindGroup {
			list = append(list, u)
		}
	}
	return list
}

// filter reads ?cap= &loai= &ai= besides what every book has.
func filter(f record.Filter, q url.Values) award.Filter {
	return award.Filter{Filter: f, Level: award.Level(q.Get("cap")), Kind: award.Kind(q.Get("loai")), Subject: q.Get("ai")}
}

func read(f *kit.Form) award.Draft {
	d := award.Draft{
		UnitID: int64(kit.Number(f.Values["unit"])), MemberID: recordpiece.ReadMember(f), Level: award.Level(f.Values["level"]),
		Kind: award.Kind(f.Values["kind"]), Title: vi.Clean(f.Values["title"]), Theme: vi.CleanText(f.Values["theme"]),
		DecisionNumber: vi.Clean(f.Values["number"]), DecidedOn: f.Date("on", "ngày quyết định", true), Early: vi.CleanText(f.Values["early"]),
	}
	if d.Kind == award.Badge {
		d.BadgeYears = kit.Number(f.Values["years"])
	}
	return d
}

func values(r award.Row) map[string]string {
	v := map[string]string{
		"level": string(r.Level), "kind": string(r.Kind), "title": r.Title, "theme": r.Theme, "number": r.DecisionNumber, "on": vi.Date(r.DecidedOn), "early": r.Early,
	}
	v["member"] = recordpiece.WholeUnit
	if r.MemberID != 0 {
		v["member"] = strconv.FormatInt(r.MemberID, 10)
	}
	if r.BadgeYears != 0 {
		v["years"] = strconv.Itoa(r.BadgeYears)
	}
	return v
}

func facts(r award.Row) []ui.Fact {
	list := []ui.Fact{{Label: "Loại", Value: r.Kind.Label()}, {Label: "Cấp ra quyết định", Value: r.Level.Label()}}
	if r.MemberID != 0 {
		list = append(list, ui.Fact{Label: "Cá nhân", Value: r.MemberName, Href: kit.MemberPath(r.MemberID)})
	}
	list = append(list, ui.Fact{Label: "Tổ chức đảng", Value: r.UnitName, Href: kit.UnitPath(r.UnitID)}, ui.Fact{Label: "Hình thức", Value: r.Title})
	if r.BadgeYears != 0 {
		list = append(list, ui.Fact{Label: "Tuổi Đảng", Value: vi.Int(r.BadgeYears) + " năm"})
	}
	for _, f := range []ui.Fact{
		{Label: "Tặng sớm vì", Value: r.Early}, {Label: "Thành tích", Value: r.Theme}, {Label: "Số quyết định", Value: r.DecisionNumber},
	} {
		if f.Value != "" {
			list = append(list, f)
		}
	}
	return append(list, ui.Fact{Label: "Ngày quyết định", Value: vi.Date(r.DecidedOn)})
}

func levels(first string) []ui.Option { return kit.Labelled(first, award.Levels()) }

func kinds(first string) []ui.Option { return kit.Labelled(first, award.Kinds()) }

func badges() []ui.Option {
	list := []ui.Option{{Label: "Không phải Huy hiệu"}}
	for _, n := range member.BadgeYears() {
		list = append(list, ui.Option{Value: strconv.Itoa(n), Label: vi.Int(n) + " năm tuổi Đảng"})
	}
	return list
}
