package inspections

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/inspection"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/record"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// NewModels puts the pages of the register of the model together.
func NewModels(t recordpiece.Tools, s *inspection.Service, x *export.Service) *Models {
	return &Models{
		Tools: t,
		Names: recordpiece.Names{
			Word: kit.ModelsWord, Title: "Mô hình kiểm tra, giám sát", One: "đăng ký mô hình", Add: "Ghi một đăng ký",
			Lead: inspection.Model + ": chi bộ nào đăng ký, giữ được, được công nhận.",
		},
		Book: s.Register(), Links: []ui.Crumb{{Label: "Cả năm, nhiều chi bộ", Href: kit.RegisterManyPath}},
		Places: func(tree *org.Tree, today time.Time) []org.Unit {
			return slices.DeleteFunc(tree.Under(tree.Root().ID), func(u org.Unit) bool { return !u.StandsOn(today) || !u.Kind.IsCell() })
		},
		List: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values) (record.Listing[inspection.RegistrationRow], error) {
			return s.Registrations(ctx, actor, modelFilter(f, q))
		},
		Get: s.Registration,
		Export: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values, w io.Writer) error {
			return x.Models(ctx, actor, modelFilter(f, q), w)
		},
		Meta: func(r inspection.RegistrationRow) recordpiece.Meta {
			return recordpiece.Meta{ID: r.ID, Version: r.Version, Title: "Mô hình năm " + strconv.Itoa(r.Year) + " · " + r.UnitName, UnitID: r.UnitID, UnitName: r.UnitName}
		},
		Values: modelValues, Read: readModel, Filters: modelFilters, Table: modelTable, Facts: modelFacts, Fields: recordpiece.Plain(modelFields),
	}
}

// modelFilter reads ?nam= &ket-qua= besides what every book has.
func modelFilter(f record.Filter, q url.Values) inspection.ModelFilter {
	return inspection.ModelFilter{Filter: f, Year: kit.Number(q.Get("nam")), Standing: inspection.Standing(q.Get("ket-qua"))}
}

func readModel(f *kit.Form) inspection.Registration {
	return inspection.Registration{
		UnitID: int64(kit.Number(f.Values["unit"])), Year: kit.Number(vi.Clean(f.Values["year"])), RegisteredOn: f.Date("on", "ngày đăng ký", true),
		LostOn: f.Date("lost", "ngày không giữ được", false), LostReason: vi.Clean(f.Values["lost-reason"]),
		RecognisedNumber: vi.Clean(f.Values["recognised-number"]), RecognisedOn: f.Date("recognised", "ngày công nhận", false),
	}
}

func modelValues(r inspection.RegistrationRow) map[string]string {
	return map[string]string{
		"year": strconv.Itoa(r.Year), "on": vi.Date(r.RegisteredOn), "lost": vi.Date(r.LostOn), "lost-reason": r.LostReason,
		"recognised-number": r.RecognisedNumber, "recognised": vi.Date(r.RecognisedOn),
	}
}

func modelFacts(r inspection.RegistrationRow) []ui.Fact {
	list := []ui.Fact{
		{Label: "Chi bộ", Value: r.UnitName, Href: kit.UnitPath(r.UnitID)}, {Label: "Năm", Value: strconv.Itoa(r.Year)},
		{Label: "Ngày đăng ký", Value: vi.Date(r.RegisteredOn)}, {Label: "Kết quả", Value: r.Standing.Label()},
	}
	for _, f := range []ui.Fact{{Label: "Ngày không giữ được", Value: vi.Date(r.LostOn)}, {Label: "Lý do", Value: r.Why()}} {
		if f.Value != "" {
			list = append(list, f)
		}
	}
	if r.RecognisedNumber != "" {
		list = append(list, ui.Fact{Label: "Quyết định công nhận", Value: r.RecognisedNumber + ", ngày " + vi.Date(r.RecognisedOn)})
	}
	return list
}

// standingTag is how a registration stands, as a tag; the hollow one is for a cell that has not registered.
func standingTag(s inspection.Standing) ui.State {
	switch s {
	case inspection.Lost:
		return ui.State{Kind: "bad", Text: s.Label()}
	case inspection.Holding, inspection.Kept, inspection.Recognised:
		return ui.State{Kind: "ok", Text: s.Label()}
	}
	return ui.State{Kind: "none", Text: "Chưa đăng ký"}
}

// standings are what is chosen from in lists.
func standings() []ui.Option { return kit.Labelled("Tất cả", inspection.Standings()) }
