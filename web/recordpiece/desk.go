// Package recordpiece is what the pages of all books of records have in common: the list with its filters in the address, one
// record with its history, the form that adds or amends, taking out with a reason, and the book as a workbook.
//
// A room of pages gives what is its own: which filters, which columns, which fields. It owns no table.
package recordpiece

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/record"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
	"tusoi/web/filepiece"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Tools are the services that every book's pages need.
type Tools struct {
	Org   *org.Service
	Roll  *roll.Service
	Audit *audit.Service
	Now   func() time.Time
}

// Names are the words of a book on the screen. Word is the book's address, and its name in the import wizard.
type Names struct {
	Word  string // khen-thuong
	Title string // Khen thưởng, biểu dương
	Lead  string
	Add   string // the button: Ghi khen thưởng
	One   string // in a sentence: khen thưởng

	Read authz.Action // who sees the book on the shelf; whoever reads records when ""
}

// Meta is what the pages say of any record.
type Meta struct {
	ID       int64
	Version  int
	Title    string
	UnitID   int64
	UnitName string

	MemberID   int64 // whom it is about, so that they can be chosen still when they left; 0 for nobody
	MemberName string
}

// Desk is the pages of one book. D is a draft of its records, R a record as it is read.
type Desk[D, R any] struct {
	Tools
	Names
	Book   *record.Book[D]
	Places func(tree *org.Tree, today time.Time) []org.Unit // where a record of the book may stand
	People bool                                             // whether a record may be about a member

	Right   authz.Action                         // who reads names and texts of the book; whoever reads records when ""
	Takes   func(a authz.Actor, u org.Unit) bool // whether the actor may write about a unit of theirs; nil for all
	Changes func(a authz.Actor, r R) bool        // whether who writes there may change this record; nil for all
	Links   []ui.Crumb                           // other pages of the book, beside its buttons
	NoFiles bool                                 // records of the book have no evidence

	List   func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values) (record.Listing[R], error)
	Get    func(ctx context.Context, actor authz.Actor, id int64) (R, error)
	Export func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values, w io.Writer) error
	Meta   func(R) Meta
	Values func(R) map[string]string // a record as its form has it
	Read   func(*kit.Form) D         // the form as a draft

	Filters func(q url.Values) templ.Component
	Table   func(rows []R) templ.Component
	Facts   func(R) []ui.Fact
	Body    func(r *http.Request, rec R) (templ.Component, error) // below the facts; nil for nothing
	Fields  func(r *http.Request, f Fields) (templ.Component, error)

	// Again is asked first about a form that was sent: whether a button was pressed that only changes what is typed, after which the form
	// comes back and nothing is written. nil where there is no such button.
	Again func(r *http.Request, f *kit.Form) (bool, error)
}

// Plain are fields that need nothing but what is typed.
func Plain(fields func(Fields) templ.Component) func(*http.Request, Fields) (templ.Component, error) {
	return func(_ *http.Request, f Fields) (templ.Component, error) { return fields(f), nil }
}

// Fields is what the fields of a form need.
type Fields struct {
	Typed    map[string]string
	Problems []ui.Problem
	Unit     org.Unit
	Members  []ui.Option // of the unit, when it is a cell, and the unit itself
}

// In is a field by its name.
func (f Fields) In(name, label, hint string) ui.Input {
	return ui.Input{Name: name, Label: label, Hint: hint, Value: f.Typed[name], Problems: f.Problems}
}

// Problem is what is wrong with a field, "" for nothing.
func (f Fields) Problem(name string) string {
	for _, p := range f.Problems {
		if p.Field == name {
			return p.Text
		}
	}
	return ""
}

// Of is a field with values to choose from.
func (f Fields) Of(name, label, hint string, options []ui.Option) ui.Input {
	in := f.In(name, label, hint)
	in.Options = options
	return in
}

func (d *Desk[D, R]) path() string { return "/" + d.Word }

func (d *Desk[D, R]) onePath(id int64, step string) string { return kit.RecordPath(d.Word, id, step) }

// listView is the list as the page shows it.
type listView struct {
	Names
	filters, table templ.Component
	units          []ui.Option
	query          url.Values
	total          int
	pages          ui.Pages
	writes, takes  bool
	links          []ui.Crumb
	problems       []ui.Problem
}

// Index is the list, narrowed by what stands in the address.
func (d *Desk[D, R]) Index(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), kit.Actor(r)
	f, problems := readFilter(r)
	tree, err := d.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	if f.Unit != 0 {
		if _, err := tree.Unit(f.Unit); err != nil {
			return err
		}
	}
	q := r.URL.Query()
	list, err := d.List(ctx, actor, f, q)
	if err != nil {
		return err
	}
	v := listView{
		Names: d.Names, filters: d.Filters(q), units: kit.UnitOptions(tree, f.Unit, vi.Today(d.Now())), query: q, total: list.Total,
		writes: actor.May(d.Book.Write), takes: actor.May(authz.ImportOpen) && actor.MayEverywhere(d.Book.Write), links: d.Links, problems: problems,
	}
	if len(list.Rows) > 0 {
		v.table = d.Table(list.Rows)
	}
	v.pages = ui.Pages{Page: list.Page, Last: list.Last}
	if list.Page > 1 {
		v.pages.PrevHref = d.pageHref(q, list.Page-1)
	}
	if list.Page < list.Last {
		v.pages.NextHref = d.pageHref(q, list.Page+1)
	}
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return kit.Render(w, r, status, index(kit.Chrome(r), v))
}

func (d *Desk[D, R]) pageHref(q url.Values, page int) string {
	q = maps.Clone(q)
	q.Set("trang", strconv.Itoa(page))
	return d.path() + "?" + q.Encode()
}

// readFilter reads ?don-vi= &tu= &den= &tim= &trang=. A day that is none is told, and left out.
func readFilter(r *http.Request) (record.Filter, []ui.Problem) {
	q := r.URL.Query()
	form := &kit.Form{Values: map[string]string{"tu": q.Get("tu"), "den": q.Get("den")}}
	f := record.Filter{Query: vi.Clean(q.Get("tim")), Page: kit.QueryPage(r)}
	f.Unit, _ = strconv.ParseInt(q.Get("don-vi"), 10, 64) // what is no number is all
	f.From, f.To = form.Date("tu", "ngày đầu", false), form.Date("den", "ngày cuối", false)
	return f, form.Problems
}

// Download is the list as a workbook, with the same filter.
func (d *Desk[D, R]) Download(w http.ResponseWriter, r *http.Request) error {
	f, problems := readFilter(r)
	if len(problems) > 0 {
		return apperr.Invalid(problems[0].Text)
	}
	var buf bytes.Buffer
	if err := d.Export(r.Context(), kit.Actor(r), f, r.URL.Query(), &buf); err != nil {
		return err
	}
	kit.Workbook(w, d.Word+".xlsx")
	_, _ = w.Write(buf.Bytes()) // the reader left: nothing to answer any more
	return nil
}

// oneView is one record as the page shows it.
type oneView struct {
	Names
	Meta
	facts    []ui.Fact
	body     templ.Component
	files    filepiece.View
	noFiles  bool
	history  []ui.Step
	writes   bool
	typed    map[string]string
	problems []ui.Problem
}

// Show is one record with its history.
func (d *Desk[D, R]) Show(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "record")
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, id, &kit.Form{})
}

func (d *Desk[D, R]) show(w http.ResponseWriter, r *http.Request, status int, id int64, f *kit.Form) error {
	ctx, actor := r.Context(), kit.Actor(r)
	rec, err := d.Get(ctx, actor, id)
	if err != nil {
		return err
	}
	v := oneView{Names: d.Names, Meta: d.Meta(rec), facts: d.Facts(rec), noFiles: d.NoFiles, typed: f.Values, problems: f.Problems}
	if d.Body != nil {
		if v.body, err = d.Body(r, rec); err != nil {
			return err
		}
	}
	if v.writes, err = d.writes(r, v.UnitID); err != nil {
		return err
	}
	v.writes = v.writes && (d.Changes == nil || d.Changes(actor, rec))
	files, err := attachment.List(ctx, d.Book.DB, actor, d.Book.Read, d.Book.Kind, id)
	if err != nil {
		return err
	}
	v.files = filepiece.View{Title: "Minh chứng", Page: d.onePath(id, ""), Files: files[id], May: v.writes, Typed: f.Values, Problems: f.Problems}
	entries, err := d.Audit.History(ctx, actor, d.Book.Read, d.Book.Kind, id)
	if err != nil {
		return err
	}
	v.history = kit.History(entries)
	return kit.Render(w, r, status, one(kit.Chrome(r), v))
}

// Files are the handlers of a record's files.
func (d *Desk[D, R]) Files() filepiece.Room {
	return filepiece.Room{
		Param: "record", Desk: d.Book.Files(), Page: func(_ *http.Request, id int64) string { return d.onePath(id, "") },
		Again: func(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
			id, err := kit.PathID(r, "record")
			if err != nil {
				return err
			}
			return d.show(w, r, http.StatusUnprocessableEntity, id, f)
		},
	}
}

// writes reports whether the reader may write where a record stands.
func (d *Desk[D, R]) writes(r *http.Request, unit int64) (bool, error) {
	scope, err := kit.Actor(r).Scope(d.Book.Write)
	if err != nil {
		return false, nil // the page is only read
	}
	tree, err := d.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return false, err
	}
	u, err := tree.Unit(unit)
	return err == nil && scope.Covers(u.Path), nil
}

// Drop takes a record out of the book.
func (d *Desk[D, R]) Drop(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "record")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	err = d.Book.Drop(r.Context(), kit.Actor(r), id, kit.Number(f.Values["version"]), f.Values["reason"])
	if err == nil {
		return kit.SeeOther(w, r, d.path(), "Đã bỏ khỏi sổ. Nhật ký còn giữ nội dung và lý do.")
	}
	if !f.Take(err) {
		return err
	}
	return d.show(w, r, http.StatusUnprocessableEntity, id, f)
}

// sorted lists units by name within their parents, as the tree has them.
func (d *Desk[D, R]) places(r *http.Request) ([]org.Unit, *org.Tree, error) {
	scope, err := kit.Actor(r).Scope(d.Book.Write)
	if err != nil {
		return nil, nil, err
	}
	tree, err := d.Org.Tree(r.Context(), kit.Actor(r))
	if err != nil {
		return nil, nil, err
	}
	units := d.Places(tree, vi.Today(d.Now()))
	return slices.DeleteFunc(units, func(u org.Unit) bool {
		return !scope.Covers(u.Path) || d.Takes != nil && !d.Takes(kit.Actor(r), u)
	}), tree, nil
}

func idText(id int64) string { return fmt.Sprint(id) }
