package reviews

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
)

// maxSheet bounds a posted sheet, in bytes: a large cell with long texts, each beside what the page was made with, and
// every Vietnamese letter written as up to nine bytes.
const maxSheet = 8 << 20

// posted is a sheet as a browser sent it: what was typed, what of it changed, and what could not be taken.
type posted struct {
	*kit.Form
	at      place
	changes []review.FieldChange
	drafts  []review.RemedyDraft
	clashes map[string]bool // fields that two people wrote, by name
	them    int64           // the member whose own button was pressed
	saved   int
	opened  map[int64]bool // members whose typed remedy was taken
}

// readForm reads the fields of a sheet, which may be longer than those of an ordinary form. Once a form was refused it
// reads as empty, so the refusal must end here: what was typed may not pass for a sheet without changes.
func readForm(w http.ResponseWriter, r *http.Request) (*kit.Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxSheet)
	if err := r.ParseForm(); err != nil {
		return nil, apperr.Invalid("Phiếu gửi lên quá dài hoặc không đọc được nên chưa lưu chỗ nào. Đồng chí quay lại trang trước, rút gọn rồi lưu lại.")
	}
	return kit.ReadForm(w, r)
}

// newPosted finds out what a form changes on the sheet of a cell's month.
func newPosted(form *kit.Form, at place) *posted {
	f := &posted{Form: form, at: at, clashes: map[string]bool{}, opened: map[int64]bool{}, them: number(form.Values["them"])}
	names := slices.Sorted(maps.Keys(form.Values))
	for _, name := range names {
		if c, ok := parseCell(name); ok {
			f.readField(name, c)
		}
	}
	for _, name := range names {
		if id, ok := strings.CutPrefix(name, "k."); ok && number(id) > 0 {
			f.readDraft(number(id))
		}
	}
	return f
}

// typed is a field's value as the services keep it, so that line ends and spaces make no difference.
func (f *posted) typed(name string, c cell) string {
	if optionsOf(c.Field) != nil {
		return f.Values[name]
	}
	return vi.CleanText(f.Values[name])
}

// readField turns a field into a change, when it is one.
func (f *posted) readField(name string, c cell) {
	value, base := f.typed(name, c), f.typed("b."+name, c)
	if _, shown := f.Values["y."+name]; shown {
		seen := f.typed("y."+name, c)
		switch f.Values["x."+name] {
		case "toi":
			base = seen
		case "ho":
			f.Values[name], value, base = seen, seen, seen
		default:
			f.clash(name)
			return
		}
		f.Values["b."+name] = base
	}
	if value != base {
		f.changes = append(f.changes, c.change(f.at, value, base))
	}
}

func (f *posted) clash(name string) {
	f.clashes[name] = true
	f.Fail("x."+name, "có người vừa ghi khác ở một ô. Chọn một trong hai bản.")
}

// readDraft reads a member's remedy, when one was typed or its own button was pressed.
func (f *posted) readDraft(member int64) {
	text := func(letters string) string { return vi.CleanText(f.Values[draftField(letters, member)]) }
	d := review.RemedyDraft{
		Cell: f.at.cell, Month: f.at.month, Member: member, Shortcoming: text("hc"), Cause: text("nn"), Action: text("vs"),
		FormKey: f.Values[draftField("k", member)],
	}
	if f.them != member && d.Shortcoming+d.Cause+d.Action+text("th") == "" {
		return
	}
	if !kit.IsKey(d.FormKey) {
		d.FormKey = kit.NewKey()
	}
	before := len(f.Problems)
	d.DueOn = f.Date(draftField("th", member), "ngày sửa xong", true)
	if len(f.Problems) == before {
		f.drafts = append(f.drafts, d)
	}
}

// takeChanges notes what the sheet's service said. It gives back only what is no matter of the form.
func (f *posted) takeChanges(conflicts []*review.ConflictError, err error) error {
	for _, c := range conflicts {
		f.clash(cellOf(c.Change).name())
	}
	fields := apperr.FieldsOf(err)
	for _, p := range fields {
		if i, bad := strconv.Atoi(p.Name); bad == nil && i >= 0 && i < len(f.changes) {
			f.Fail(cellOf(f.changes[i]).name(), p.Msg)
		}
	}
	switch kind := apperr.KindOf(err); {
	case err == nil:
		f.saved = len(f.changes) - len(conflicts)
	case len(fields) > 0:
	case kind == apperr.KindInvalid || kind == apperr.KindConflict || kind == apperr.KindNotFound:
		f.Fail("", apperr.Message(err)) // the sheet is read again: outside the scope that is NotFound
	default:
		return err
	}
	return nil
}

// draftLetters are the fields of a remedy by the names that the service gives them.
var draftLetters = map[string]string{"shortcoming": "hc", "cause": "nn", "action": "vs", "due": "th"}

func (f *posted) takeDraft(d review.RemedyDraft, err error) error {
	f.opened[d.Member] = err == nil
	return f.takeBy(err, func(field string) string { return draftField(draftLetters[field], d.Member) })
}

// takeBy notes a refusal under the names of the form's own fields.
func (f *posted) takeBy(err error, name func(string) string) error {
	kind := apperr.KindOf(err)
	switch {
	case err == nil:
		return nil
	case kind != apperr.KindInvalid && kind != apperr.KindConflict:
		return err
	}
	for _, p := range apperr.FieldsOf(err) {
		f.Fail(name(p.Name), p.Msg)
	}
	if len(apperr.FieldsOf(err)) == 0 {
		f.Fail("", apperr.Message(err))
	}
	return nil
}

// back is where a saved sheet is looked at again: at the member whose button was pressed.
func (f *posted) back() string {
	if f.them > 0 {
		return unfolded(f.at, f.them)
	}
	return f.at.path()
}

// done says what was saved.
func (f *posted) done() string {
	var parts []string
	if f.saved > 0 {
		parts = append(parts, fmt.Sprintf("%d chỗ đã ghi", f.saved))
	}
	if len(f.drafts) > 0 {
		parts = append(parts, fmt.Sprintf("%d việc tự sửa", len(f.drafts)))
	}
	if len(parts) == 0 {
		return "Không có chỗ nào thay đổi."
	}
	return "Đã lưu " + strings.Join(parts, " và ") + "."
}

// conflictOf finds the two texts in an error of one field.
func conflictOf(err error) *review.ConflictError {
	var c *review.ConflictError
	if errors.As(err, &c) {
		return c
	}
	return nil
}
