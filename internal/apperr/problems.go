package apperr

import (
	"fmt"
	"strings"
)

// Problems collects what is wrong with a draft, so that a person sees every fault at once. The zero value is ready.
type Problems struct{ fields []Field }

// Add notes one fault. A second fault of the same field is kept too.
func (p *Problems) Add(field, msg string) {
	p.fields = append(p.fields, Field{Name: field, Msg: msg})
}

// Addf is Add with a format.
func (p *Problems) Addf(field, format string, args ...any) {
	p.Add(field, fmt.Sprintf(format, args...))
}

// Check notes msg when ok is false, and returns ok.
func (p *Problems) Check(ok bool, field, msg string) bool {
	if !ok {
		p.Add(field, msg)
	}
	return ok
}

// Len is the number of faults so far.
func (p *Problems) Len() int { return len(p.fields) }

// Err is nil when nothing was noted, and otherwise an invalid-input error with every fault. A %d in msg becomes their
// number: "Có %d chỗ cần sửa." No other verb is read, so that a percent sign stays a percent sign.
func (p *Problems) Err(msg string) error {
	if len(p.fields) == 0 {
		return nil
	}
	return Invalid(strings.Replace(msg, "%d", fmt.Sprint(len(p.fields)), 1), p.fields...)
}
