package kit

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"tusoi/internal/apperr"
	"tusoi/internal/vi"
	"tusoi/web/ui"
)

// maxForm bounds the body of an ordinary form, in bytes. A month sheet of forty members stays well below it.
const maxForm = 1 << 20

// Form reads the fields of a posted form one by one, keeps what was typed, and collects what is wrong with it, in the
// order in which the fields were read.
type Form struct {
	Values   map[string]string
	Problems []ui.Problem
}

// ReadForm parses the request's form. A body that is too large is Invalid, in words.
func ReadForm(w http.ResponseWriter, r *http.Request) (*Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, apperr.Invalid("Nội dung gửi lên quá dài. Đồng chí rút gọn rồi gửi lại.")
		}
		return nil, apperr.Invalid("Trình duyệt gửi lên một biểu mẫu không đọc được. Đồng chí tải lại trang rồi gửi lại.")
	}
	f := &Form{Values: make(map[string]string, len(r.PostForm))}
	for name, values := range r.PostForm {
		f.Values[name] = values[0]
	}
	return f, nil
}

// Fail notes what is wrong with a field.
func (f *Form) Fail(field, text string) {
	f.Problems = append(f.Problems, ui.Problem{Field: field, Text: text})
}

// OK reports whether nothing was wrong so far.
func (f *Form) OK() bool { return len(f.Problems) == 0 }

// Take adds the problems that a service found, by field; it reports whether err was of that kind.
func (f *Form) Take(err error) bool {
	kind := apperr.KindOf(err)
	if kind != apperr.KindInvalid && kind != apperr.KindConflict {
		return false
	}
	fields := apperr.FieldsOf(err)
	for _, p := range fields {
		f.Fail(p.Name, p.Msg)
	}
	if len(fields) == 0 {
		f.Fail("", apperr.Message(err))
	}
	return true
}

// Text reads one line of at least least and at most most letters, cleaned. label names the field in a sentence: "họ và tên".
func (f *Form) Text(name, label string, least, most int) string {
	return f.bounded(name, label, vi.Clean(f.Values[name]), least, most)
}

// Lines reads a text that may have several lines.
func (f *Form) Lines(name, label string, least, most int) string {
	return f.bounded(name, label, vi.CleanText(f.Values[name]), least, most)
}

func (f *Form) bounded(name, label, text string, least, most int) string {
	n := utf8.RuneCountInString(text)
	switch {
	case n == 0 && least > 0:
		f.Fail(name, "Nhập "+label+".")
	case n < least:
		f.Fail(name, fmt.Sprintf("%s cần ít nhất %d ký tự.", upperFirst(label), least))
	case n > most:
		f.Fail(name, fmt.Sprintf("%s dài %d ký tự, nhiều nhất là %d. Rút gọn lại.", upperFirst(label), n, most))
	}
	return text
}

// Date reads a day written dd/mm/yyyy; the zero time when it is empty and not needed, or wrong.
func (f *Form) Date(name, label string, needed bool) time.Time {
	text := vi.Clean(f.Values[name])
	if text == "" {
		if needed {
			f.Fail(name, "Nhập "+label+", ví dụ 25/11/2026.")
		}
		return time.Time{}
	}
	day, err := vi.ParseDate(text)
	if err != nil {
		f.Fail(name, fmt.Sprintf("%s “%s” chưa đúng: %s", upperFirst(label), text, apperr.Message(err)))
		return time.Time{}
	}
	return day
}

// OneOf reads one of the given values; "" when nothing was chosen and it is not needed.
func (f *Form) OneOf(name, label string, needed bool, values ...string) string {
	got := f.Values[name]
	for _, v := range values {
		if got == v {
			return got
		}
	}
	if got != "" {
		f.Fail(name, "Chọn lại "+label+": giá trị gửi lên không có trong danh sách.")
	} else if needed {
		f.Fail(name, "Chọn "+label+".")
	}
	return ""
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[n:]
}
