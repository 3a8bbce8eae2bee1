package studies

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tusoi/internal/authz"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/record"
	"tusoi/internal/study"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// NewDocuments puts the pages of the register together.
func NewDocuments(t recordpiece.Tools, s *study.Service, x *export.Service) *Documents {
	return &Documents{
		Tools: t,
		Names: recordpiece.Names{
			Word: kit.DocumentsWord, Title: "Văn bản phải học tập", One: "văn bản", Add: "Ghi văn bản",
			Lead: "Nghị quyết, chỉ thị, kết luận, quy định: ai phải học tập, đến bao giờ, ai đã xong.",
		},
		Book: s.Register(),
		Places: func(tree *org.Tree, today time.Time) []org.Unit {
			return standing(tree, today, org.KindCommittee, org.KindGrassroots, org.KindGrassrootsCell)
		},
		List: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values) (record.Listing[study.DocumentRow], error) {
			return s.Documents(ctx, actor, f, q.Get("tinh-trang"))
		},
		Get: s.Document,
		Export: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values, w io.Writer) error {
			return x.Documents(ctx, actor, f, q.Get("tinh-trang"), w)
		},
		Meta: func(r study.DocumentRow) recordpiece.Meta {
			return recordpiece.Meta{ID: r.ID, Version: r.Version, Title: r.Number + " của " + r.Issuer, UnitID: r.UnitID, UnitName: r.UnitName}
		},
		Values: documentValues, Read: readDocument, Filters: documentFilters,
		Table: func(rows []study.DocumentRow) templ.Component { return documentTable(rows, vi.Today(t.Now())) },
		Facts: documentFacts,
		Body: func(r *http.Request, d study.DocumentRow) (templ.Component, error) {
			list, err := s.Coverage(r.Context(), kit.Actor(r), d.ID)
			return coverage(d, list, vi.Today(t.Now()), kit.Actor(r).May(authz.StudyWrite)), err
		},
		Fields: func(r *http.Request, f recordpiece.Fields) (templ.Component, error) {
			known, err := s.Known(r.Context(), s.DB, kit.Actor(r))
			return documentFields(f, documentOptions("Không thay văn bản nào", known)), err
		},
	}
}

func documentOptions(first string, known []study.Key) []ui.Option {
	list := []ui.Option{{Label: first}}
	for _, k := range known {
		list = append(list, ui.Option{Value: strconv.FormatInt(k.ID, 10), Label: k.Number + ", " + k.Issuer + ", " + vi.Date(k.IssuedOn)})
	}
	return list
}

func readDocument(f *kit.Form) study.Document {
	return study.Document{
		UnitID: int64(kit.Number(f.Values["unit"])), Number: vi.Clean(f.Values["number"]), Issuer: vi.Clean(f.Values["issuer"]),
		IssuedOn: f.Date("on", "ngày ban hành", true), Subject: vi.CleanText(f.Values["subject"]), Level: study.Level(f.Values["level"]),
		DueOn: f.Date("due", "hạn học tập", false), Supersedes: int64(kit.Number(f.Values["supersedes"])),
	}
}

func documentValues(r study.DocumentRow) map[string]string {
	v := map[string]string{"number": r.Number, "issuer": r.Issuer, "on": vi.Date(r.IssuedOn), "subject": r.Subject, "level": string(r.Level)}
	if r.Level != study.Nobody {
		v["due"] = vi.Date(r.DueOn)
	}
	if r.Supersedes != 0 {
		v["supersedes"] = strconv.FormatInt(r.Supersedes, 10)
	}
	return v
}

func documentFacts(r study.DocumentRow) []ui.Fact {
	list := []ui.Fact{
		{Label: "Trích yếu", Value: r.Subject}, {Label: "Cơ quan ban hành", Value: r.Issuer}, {Label: "Ngày ban hành", Value: vi.Date(r.IssuedOn)},
	}
	if r.Level != study.Nobody {
		list = append(list, ui.Fact{Label: "Ai phải học tập", Value: r.Level.Label() + " của " + r.UnitName}, ui.Fact{Label: "Hạn", Value: vi.Date(r.DueOn)})
	}
	if r.Supersedes != 0 {
		list = append(list, ui.Fact{Label: "Thay cho", Value: r.SupersedesName, Href: kit.RecordPath(kit.DocumentsWord, r.Supersedes, "")})
	}
	if r.SupersededBy != 0 {
		list = append(list, ui.Fact{Label: "Đã được thay bằng", Value: r.SupersededName, Href: kit.RecordPath(kit.DocumentsWord, r.SupersededBy, "")})
	}
	return list
}

// standingOf is how far a document has come, in the reader's scope.
func standingOf(r study.DocumentRow, today time.Time) ui.State {
	done := vi.Int(r.Studied) + "/" + vi.Int(r.Asked)
	switch {
	case r.Asked == 0:
		return ui.State{Kind: "none", Text: "Không giao"}
	case r.Studied == r.Asked:
		return ui.State{Kind: "ok", Text: "Đã xong " + done}
	case r.Late(today):
		return ui.State{Kind: "bad", Text: "Quá hạn, mới " + done}
	}
	return ui.State{Kind: "warn", Text: "Mới " + done}
}
