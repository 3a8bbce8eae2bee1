// Package meetings shows the book of the meetings of cells: what was held, who was there, what was decided and given, how good each
// meeting was, and its minutes on paper.
//
// It owns no table.
package meetings

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/intake/export"
	"tusoi/internal/meeting"
	"tusoi/internal/meeting/quality"
	"tusoi/internal/org"
	"tusoi/internal/record"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// Pages are the pages of the book, and those of one meeting's sheet and minutes.
type Pages struct {
	*recordpiece.Desk[meeting.Draft, meeting.Row]
	meeting   *meeting.Service
	committee *committee.Service
}

// New puts the pages of the book together.
func New(t recordpiece.Tools, s *meeting.Service, c *committee.Service, x *export.Service) *Pages {
	p := &Pages{meeting: s, committee: c}
	p.Desk = &recordpiece.Desk[meeting.Draft, meeting.Row]{
		Tools: t,
		Names: recordpiece.Names{
			Word: kit.MeetingsWord, Title: "Sinh hoạt chi bộ", One: "buổi sinh hoạt", Add: "Ghi buổi sinh hoạt",
			Lead: "Từng buổi thường kỳ, chuyên đề: ai dự, ai phát biểu, kết luận gì, giao việc gì, chất lượng ra sao.",
		},
		Book: s.Book(), Places: cells,
		List: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values) (record.Listing[meeting.Row], error) {
			return s.List(ctx, actor, filter(f, q))
		},
		Get: s.Get,
		Export: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values, w io.Writer) error {
			return x.Meetings(ctx, actor, filter(f, q), w)
		},
		Meta: func(r meeting.Row) recordpiece.Meta {
			return recordpiece.Meta{ID: r.ID, Version: r.Version, Title: r.Title(), UnitID: r.CellID, UnitName: r.UnitName}
		},
		Values: values, Read: read, Filters: filters, Table: table, Facts: facts, Body: p.body, Fields: p.fields, Again: p.again,
	}
	return p
}

// cells are those that stand today.
func cells(tree *org.Tree, today time.Time) []org.Unit { return tree.CellsOn(tree.Root().ID, today) }

// filter reads ?loai= &chu-de= &muc= besides what every book has.
func filter(f record.Filter, q url.Values) meeting.Filter {
	return meeting.Filter{Filter: f, Kind: meeting.Kind(q.Get("loai")), Mending: q.Get("chu-de") != "", Level: quality.Level(q.Get("muc"))}
}

func facts(r meeting.Row) []ui.Fact {
	list := []ui.Fact{{Label: "Chi bộ", Value: r.UnitName, Href: kit.UnitPath(r.CellID)}, {Label: "Loại", Value: r.Kind.Label()}}
	when := vi.Date(r.HeldOn)
	if r.Begins != 0 {
		when = r.Begins.Spoken() + ", " + when
	}
	if r.Minutes() > 0 {
		when += ", kéo dài " + vi.Int(r.Minutes()) + " phút"
	}
	for _, f := range []ui.Fact{
		{Label: "Thời gian", Value: when}, {Label: "Địa điểm", Value: r.Place}, {Label: "Chủ đề", Value: theme(r)}, {Label: "Chủ trì", Value: r.Chair},
		{Label: "Người ghi biên bản", Value: r.Secretary}, {Label: "Khách mời", Value: r.Guests},
	} {
		if f.Value != "" {
			list = append(list, f)
		}
	}
	return append(list, ui.Fact{Label: "Dự", Value: attended(r)})
}

// theme is what the meeting was about; the drive is named with it.
func theme(r meeting.Row) string {
	switch {
	case !r.Mending:
		return r.Theme
	case r.Theme == "":
		return "Tự soi, tự sửa"
	case vi.Fold(r.Theme) == vi.Fold("Tự soi, tự sửa"):
		return r.Theme
	}
	return r.Theme + " (tự soi, tự sửa)"
}

// attended says how many came of how many, and how the others were away.
func attended(r meeting.Row) string {
	text := vi.Int(r.Attended) + "/" + vi.Int(r.Expected) + " (" + vi.Percent(int64(r.Attended)*10_000/int64(max(r.Expected, 1))) + ")"
	if r.Excused > 0 {
		text += ", vắng có lý do " + vi.Int(r.Excused)
	}
	if r.Absent() > 0 {
		text += ", vắng không lý do " + vi.Int(r.Absent())
	}
	return text
}

// rated is how good a meeting was, in points and in a word.
func rated(r meeting.Row) ui.State {
	if r.Quality == nil {
		return ui.State{}
	}
	s := ui.State{Kind: "none", Text: vi.Points(*r.Quality)}
	if l := r.Level(); l != "" {
		s.Kind, s.Text = levelKind(l), l.Label()+", "+s.Text
	}
	return s
}

func levelKind(l quality.Level) string {
	switch l {
	case quality.Good, quality.Fair:
		return "ok"
	case quality.Average:
		return "warn"
	case quality.Weak:
		return "bad"
	}
	return "none"
}

// bodyView is what the page of a meeting says below its facts.
type bodyView struct {
	meeting.Row
	names  map[int64]string
	given  []meeting.Given
	sheet  quality.Sheet
	result quality.Result
	scored bool // a sheet holds for it
	writes bool
	opens  bool // remedies
	gives  bool // work
}

func (p *Pages) body(r *http.Request, m meeting.Row) (templ.Component, error) {
	ctx, actor := r.Context(), kit.Actor(r)
	v := bodyView{Row: m, names: map[int64]string{}, gives: actor.May(authz.TaskGive), opens: actor.May(authz.RemedyOpen), writes: actor.May(authz.MeetingWrite)}
	people, err := p.meeting.People(ctx, actor, m.CellID, m.HeldOn)
	if err != nil {
		return nil, err
	}
	for _, one := range people {
		v.names[one.ID] = one.Name
	}
	if v.given, err = p.meeting.Given(ctx, actor, m.ID); err != nil {
		return nil, err
	}
	if v.sheet, v.result, v.scored, err = p.meeting.Scored(ctx, actor, m); err != nil {
		return nil, err
	}
	return body(v), nil
}

// isGiven reports whether a task of these words was given at the meeting.
func (v bodyView) isGiven(duty string) bool {
	return slices.ContainsFunc(v.given, func(g meeting.Given) bool { return vi.Fold(g.Title) == vi.Fold(duty) })
}

// basis names the document that work given at the meeting rests on.
func (v bodyView) basis() string { return "Biên bản sinh hoạt chi bộ" }

func (v bodyView) path(step string) string { return kit.RecordPath(kit.MeetingsWord, v.ID, step) }
