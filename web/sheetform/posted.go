package sheetform

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
)

// MaxSheet bounds a posted sheet, in bytes: a large cell with long texts, each beside what the page was made with, and
// every Vietnamese letter written as up to nine bytes.
const MaxSheet = 8 << 20

// Posted is a sheet as a browser sent it: what was typed, what of it changed, and what could not be taken.
type Posted struct {
	*kit.Form
	At      Place
	Changes []review.FieldChange
	Drafts  []remedy.Draft
	Clashes map[string]bool // fields that two people wrote, by name
	Them    int64           // the member whose own button was pressed
	Opened  map[int64]bool  // members whose typed remedy was taken
	saved   int
}

// Read reads the fields of a sheet, which may be longer than those of an ordinary form. Once a form was refused it reads
// as empty, so the refusal must end here: what was typed may not pass for a sheet without changes.
func Read(w http.ResponseWriter, r *http.Request) (*kit.Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, MaxSheet)
	if err := r.ParseForm(); err != nil {
		return nil, apperr.Invalid("Phiếu gửi lên quá dài hoặc không đọc được nên chưa lưu chỗ nào. Đồng chí quay lại trang trước, rút gọn rồi lưu lại.")
	}
	return kit.ReadForm(w, r)
}

// New finds out what a form changes on the sheet of a cell's month.
func New(form *kit.Form, at Place) *Posted {
	f := &Posted{Form: form, At: at, Clashes: map[string]bool{}, Opened: map[int64]bool{}, Them: Number(form.Values["them"])}
	names := slices.Sorted(maps.Keys(form.Values))
	for _, name := range names {
		if c, ok := ParseCell(name); ok {
			f.readField(name, c)
		}
	}
	for _, name := range names {
		if id, ok := strings.CutPrefix(name, "k."); ok && Number(id) > 0 {
			f.readDraft(Number(id))
		}
	}
	return f
}

// Typed is a field's value as the services keep it, so that line ends and spaces make no difference.
func (f *Posted) Typed(name string, c Cell) string {
	if OptionsOf(c.Field) != nil {
		return f.Values[name]
	}
	return vi.CleanText(f.Values[name])
}

// readField turns a field into a change, when it is one.
func (f *Posted) readField(name string, c Cell) {
	value, base := f.Typed(name, c), f.Typed("b."+name, c)
	if _, shown := f.Values["y."+name]; shown {
		seen := f.Typed("y."+name, c)
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
		f.Changes = append(f.Changes, c.Change(f.At, value, base))
	}
}

func (f *Posted) clash(name string) {
	f.Clashes[name] = true
	f.Fail("x."+name, "có người vừa ghi khác ở một ô. Chọn một trong hai bản.")
}

// readDraft reads a member's remedy, when one was typed or its own button was pressed.
func (f *Posted) readDraft(member int64) {
	text := func(letters string) string { return vi.CleanText(f.Values[DraftField(letters, member)]) }
	d := remedy.Draft{
		Cell: f.At.Cell, Month: f.At.Month, Member: member, Shortcoming: text("hc"), Cause: text("nn"), Action: text("vs"),
		FormKey: f.Values[DraftField("k", member)], Theme: Number(f.Values[DraftField("cd", member)]),
	}
	if f.Them != member && d.Shortcoming+d.Cause+d.Action+text("th") == "" {
		return
	}
	if !kit.IsKey(d.FormKey) {
		d.FormKey = kit.NewKey()
	}
	before := len(f.Problems)
	d.DueOn = f.Date(DraftField("th", member), "ngày sửa xong", true)
	if len(f.Problems) == before {
		f.Drafts = append(f.Drafts, d)
	}
}

// TakeChanges notes what the sheet's service said. It gives back only what is no matter of the form.
func (f *Posted) TakeChanges(conflicts []*review.ConflictError, err error) error {
	for _, c := range conflicts {
		f.clash(CellOf(c.Change).Name())
	}
	fields := apperr.FieldsOf(err)
	for _, p := range fields {
		if i, bad := strconv.Atoi(p.Name); bad == nil && i >= 0 && i < len(f.Changes) {
			f.Fail(CellOf(f.Changes[i]).Name(), p.Msg)
		}
	}
	switch kind := apperr.KindOf(err); {
	case err == nil:
		f.saved = len(f.Changes) - len(conflicts)
	case len(fields) > 0:
	case kind == apperr.KindInvalid || kind == apperr.KindConflict || kind == apperr.KindNotFound:
		f.Fail("", apperr.Message(err)) // the sheet is read again: outside the scope that is NotFound
	default:
		return err
	}
	return nil
}

// draftLetters are the fields of a remedy by the names that the service gives them.
var draftLetters = map[string]string{"shortcoming": "hc", "cause": "nn", "action": "vs", "due": "th", "theme": "cd"}

// TakeDraft notes what became of a remedy that was typed. It gives back only what is no matter of the form.
func (f *Posted) TakeDraft(d remedy.Draft, err error) error {
	f.Opened[d.Member] = err == nil
	return f.TakeBy(err, func(field string) string { return DraftField(draftLetters[field], d.Member) })
}

// TakeBy notes a refusal under the names of the form's own fields.
func (f *Posted) TakeBy(err error, name func(string) string) error {
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

// Back is where a saved sheet is looked at again: at the member whose button was pressed.
func (f *Posted) Back() string {
	if f.Them > 0 {
		return Unfolded(f.At, f.Them)
	}
	return f.At.Path()
}

// Done says what was saved.
func (f *Posted) Done() string {
	var parts []string
	if f.saved > 0 {
		parts = append(parts, fmt.Sprintf("%d chỗ đã ghi", f.saved))
	}
	if len(f.Drafts) > 0 {
		parts = append(parts, fmt.Sprintf("%d việc tự sửa", len(f.Drafts)))
	}
	if len(parts) == 0 {
		return "Không có chỗ nào thay đổi."
	}
	return "Đã lưu " + strings.Join(parts, " và ") + "."
}
