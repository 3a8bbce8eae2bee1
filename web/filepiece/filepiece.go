// Package filepiece is what every kind of record shows of its files: the list, the form that takes more, and the three handlers
// behind them. A room of pages makes a [Room] of its service's desk, lists its three handlers in the routes
// (POST …/tep, GET …/tep/{file}, POST …/tep/{file}/bo), and puts [Section] on its page.
//
// It owns no table. What must never happen: a file is opened inside the portal's pages, as something that could run there.
package filepiece

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment"
	"tusoi/internal/attachment/content"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Field is the name of the file field, and where problems of files are shown.
const Field = "tep"

// Room is the pages of one kind of record, as far as they concern its files. The desk behind it decides who may do what.
type Room struct {
	Param string // the record's id in the address: "remedy"
	Desk  attachment.Desk
	Page  func(r *http.Request, record int64) string                      // the record's own address
	Again func(w http.ResponseWriter, r *http.Request, f *kit.Form) error // its page once more, with what is wrong
}

// AddFiles takes files for a record.
func (h Room) AddFiles(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), kit.Actor(r)
	id, err := kit.PathID(r, h.Param)
	if err != nil {
		return err
	}
	if err := h.Desk.May(ctx, actor, id); err != nil {
		return err
	}
	uploads, f, err := kit.ReadFiles(w, r, Field)
	if err != nil {
		return err
	}
	var files []content.File
	for _, u := range uploads {
		file, err := content.Read(ctx, u.Name, u.Data)
		if err != nil && apperr.KindOf(err) != apperr.KindInvalid {
			return err
		}
		if err != nil {
			f.Fail(Field, apperr.Message(err))
		}
		files = append(files, file)
	}
	if !f.OK() {
		if len(uploads) > 1 { // the browser forgets what was chosen
			f.Problems[0].Text += " Chưa tệp nào của lần gửi này được ghi; đồng chí chọn lại các tệp."
		}
		return h.Again(w, r, f)
	}
	added, err := h.Desk.Add(ctx, actor, id, files)
	if apperr.KindOf(err) == apperr.KindInvalid {
		f.Fail(Field, apperr.Message(err))
		return h.Again(w, r, f)
	}
	if err != nil {
		return err
	}
	return kit.SeeOther(w, r, h.Page(r, id), addedWords(added, len(files)))
}

func addedWords(added []attachment.File, sent int) string {
	switch n := len(added); {
	case n == 0:
		return "Tệp này đã có sẵn, không thêm lần nữa."
	case n == 1:
		return "Đã gửi tệp “" + added[0].Name + "”."
	case n < sent:
		return fmt.Sprintf("Đã gửi %d tệp; số còn lại đã có sẵn.", n)
	default:
		return fmt.Sprintf("Đã gửi %d tệp.", n)
	}
}

// DropFile takes a file away, with a reason.
func (h Room) DropFile(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, h.Param)
	if err != nil {
		return err
	}
	file, err := kit.PathID(r, "file")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	err = h.Desk.Drop(r.Context(), kit.Actor(r), id, file, f.Values[reasonField(file)])
	if apperr.KindOf(err) == apperr.KindInvalid {
		for _, p := range apperr.FieldsOf(err) {
			f.Fail(reasonField(file), p.Msg)
		}
		return h.Again(w, r, f)
	}
	if err != nil {
		return err
	}
	return kit.SeeOther(w, r, h.Page(r, id), "Đã bỏ tệp. Tên tệp và lý do còn trong lịch sử.")
}

// reasonField is where the reason is typed for which a file goes: each file has its own form.
func reasonField(file int64) string { return "ly-do-bo-" + strconv.FormatInt(file, 10) }

// OpenFile hands a file out to be saved. The browser is told to show nothing of it: what somebody sent never runs as a page of
// ours.
func (h Room) OpenFile(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, h.Param)
	if err != nil {
		return err
	}
	file, err := kit.PathID(r, "file")
	if err != nil {
		return err
	}
	f, err := h.Desk.Open(r.Context(), kit.Actor(r), id, file)
	if err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", f.MediaType)
	head.Set("Content-Length", strconv.Itoa(len(f.Data)))
	head.Set("Content-Disposition", disposition(f.Name))
	head.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Cache-Control", "private, no-store")
	_, _ = w.Write(f.Data) // the reader left: nothing to answer any more
	return nil
}

// disposition names the file to be saved: in plain letters for old programs, and as it is for all others.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%;`, r) {
			return '_'
		}
		return r
	}, vi.Fold(name))
	whole := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	_, extended, found := strings.Cut(whole, "filename*=")
	if !found {
		return whole
	}
	return `attachment; filename="` + plain + `"; filename*=` + extended
}

// View is what a page shows of a record's files.
type View struct {
	Title    string // "Minh chứng"
	Page     string // the record's own address
	Files    []attachment.File
	May      bool  // give more, and take away
	Mine     int64 // may take away only what this user gave; 0 for all
	Typed    map[string]string
	Problems []ui.Problem
}

func (v View) full() bool { return len(v.Files) >= attachment.Most }

func (v View) drops(f attachment.File) bool { return v.May && (v.Mine == 0 || v.Mine == f.CreatedByID) }

func (v View) wrong(field string) bool {
	for _, p := range v.Problems {
		if p.Field == field {
			return true
		}
	}
	return false
}

// problems are those of the files, together under the one field that they were chosen in.
func (v View) problems() []ui.Problem {
	var words []string
	for _, p := range v.Problems {
		if p.Field == Field {
			words = append(words, p.Text)
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []ui.Problem{{Field: Field, Text: strings.Join(words, " ")}}
}

func hint() string {
	return fmt.Sprintf("%s. Mỗi tệp nhiều nhất %d MB, mỗi lần nhiều nhất %d tệp. Ảnh được tự thu nhỏ và xóa vị trí chụp.", content.Taken, content.MaxSize>>20, kit.MostUploads)
}
