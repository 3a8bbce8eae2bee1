// Package apperr carries errors that a person is meant to read.
//
// An error is either for the person (what is wrong and what to do next, in Vietnamese) or for the log: every error
// without a [Kind] is internal, and its text never reaches a page. An error with a method ForPerson() string counts as
// invalid input. It writes no table. What must never happen: the words of an internal error shown on a screen.
package apperr

import "errors"

// Kind says what sort of answer an error deserves.
type Kind int

// The kinds. KindInternal is the zero value, so that a forgotten kind stays hidden.
const (
	KindInternal  Kind = iota // a fault of ours: logged, never shown
	KindInvalid               // what was sent cannot be accepted as it is
	KindNotFound              // it does not exist, or lies outside the person's scope
	KindForbidden             // it lies inside the scope, but this right is missing
	KindConflict              // somebody else changed it first, or it already exists
)

// String is the kind's name for the log.
func (k Kind) String() string {
	switch k {
	case KindInvalid:
		return "invalid"
	case KindNotFound:
		return "not found"
	case KindForbidden:
		return "forbidden"
	case KindConflict:
		return "conflict"
	}
	return "internal"
}

// Field is one field of a form and what is wrong with it.
type Field struct{ Name, Msg string }

// Error is an error with words for the person. Err, when there is one, is for the log.
type Error struct {
	Kind   Kind
	Msg    string
	Fields []Field
	Err    error
}

// Error is the text for the log: the sentence for the person, the fields, then the cause.
func (e *Error) Error() string {
	if e == nil {
		return "nil *apperr.Error"
	}
	s := e.Msg
	if s == "" {
		s = e.Kind.String()
	}
	for _, f := range e.Fields {
		s += "; " + f.Name + ": " + f.Msg
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil // a nil *Error inside an error value is somebody's slip, not a reason to fall over
	}
	return e.Err
}

// Invalid is refused input: what is wrong and what to do next, with the fields at fault.
func Invalid(msg string, fields ...Field) *Error {
	if msg == "" {
		msg = "Có chỗ chưa đúng. Đồng chí xem lại các ô được đánh dấu rồi gửi lại."
	}
	return &Error{Kind: KindInvalid, Msg: msg, Fields: fields}
}

// NotFound is for what does not exist or lies outside the person's scope: the two must look the same.
func NotFound(msg string) *Error {
	if msg == "" {
		msg = "Không tìm thấy nội dung này trong phạm vi của đồng chí. Đồng chí kiểm tra lại địa chỉ, hoặc trở về trang chủ."
	}
	return &Error{Kind: KindNotFound, Msg: msg}
}

// Forbidden is for what lies inside the person's scope while the right to do it is missing.
func Forbidden(msg string) *Error {
	if msg == "" {
		msg = "Đồng chí chưa được giao quyền làm việc này. Nếu công việc cần đến, đồng chí đề nghị quản trị của cấp ủy giao quyền."
	}
	return &Error{Kind: KindForbidden, Msg: msg}
}

// Conflict is for a change that came second: the row was changed meanwhile, or it already exists.
func Conflict(msg string) *Error {
	if msg == "" {
		msg = "Nội dung này vừa được người khác sửa. Đồng chí tải lại trang để xem bản mới rồi làm lại."
	}
	return &Error{Kind: KindConflict, Msg: msg}
}

// KindOf is the kind of the outermost [Error] in the chain that has one, or KindInternal.
func KindOf(err error) Kind {
	if e := shown(err); e != nil {
		return e.Kind
	}
	return KindInternal
}

// Message is the sentence for the person, or "" for an internal error.
func Message(err error) string {
	if e := shown(err); e != nil {
		return e.Msg
	}
	return ""
}

// FieldsOf lists the fields at fault; none for an internal error.
func FieldsOf(err error) []Field {
	if e := shown(err); e != nil {
		return e.Fields
	}
	return nil
}

// spoken is an error of a package that stands beside this one and may not import it: what it says of the input is for
// the person (see package vi).
type spoken interface{ ForPerson() string }

// shown finds the outermost Error with a kind: whoever wrapped an error last knows best what the person should read.
func shown(err error) *Error {
	for rest := err; rest != nil; {
		var e *Error
		if !errors.As(rest, &e) || e == nil {
			break
		}
		if e.Kind != KindInternal {
			return e
		}
		rest = e.Err
	}
	var s spoken
	if errors.As(err, &s) {
		return Invalid(s.ForPerson())
	}
	return nil
}
