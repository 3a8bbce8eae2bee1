package apperr_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/apperr"
)

func TestOnlyErrorsWithAKindAreShown(t *testing.T) {
	t.Parallel()
	var typedNil *apperr.Error
	for _, c := range []struct {
		name string
		err  error
		kind apperr.Kind
		msg  string
	}{
		{"nothing", nil, apperr.KindInternal, ""},
		{"a plain error", io.EOF, apperr.KindInternal, ""},
		{"an Error without a kind", &apperr.Error{Msg: "mật khẩu CSDL sai"}, apperr.KindInternal, ""},
		{"a nil Error in an interface", typedNil, apperr.KindInternal, ""},
		{"invalid", apperr.Invalid("Thiếu tên."), apperr.KindInvalid, "Thiếu tên."},
		{"wrapped in words for the log", fmt.Errorf("save: %w", apperr.Conflict("Đã có.")), apperr.KindConflict, "Đã có."},
		{"wrapped by an internal Error", &apperr.Error{Msg: "secret", Err: apperr.NotFound("Không có.")}, apperr.KindNotFound, "Không có."},
		{"the outermost kind wins", &apperr.Error{Kind: apperr.KindForbidden, Msg: "Ngoài.", Err: apperr.NotFound("Trong.")}, apperr.KindForbidden, "Ngoài."},
		{"words of a neighbour", fmt.Errorf("read: %w", spoken("không có tháng 13.")), apperr.KindInvalid, "không có tháng 13."},
		{"an Error around words of a neighbour", &apperr.Error{Kind: apperr.KindConflict, Msg: "Đã có.", Err: spoken("x")}, apperr.KindConflict, "Đã có."},
		{"joined with a plain error", errors.Join(io.EOF, apperr.Forbidden("Chưa được.")), apperr.KindForbidden, "Chưa được."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := apperr.KindOf(c.err); got != c.kind {
				t.Errorf("KindOf = %v, want %v", got, c.kind)
			}
			if got := apperr.Message(c.err); got != c.msg {
				t.Errorf("Message = %q, want %q", got, c.msg)
			}
		})
	}
}

type spoken string

func (s spoken) Error() string     { return "for the log" }
func (s spoken) ForPerson() string { return string(s) }

func TestAnEmptySentenceBecomesAPlainOne(t *testing.T) {
	t.Parallel()
	for _, err := range []error{apperr.Invalid(""), apperr.NotFound(""), apperr.Forbidden(""), apperr.Conflict("")} {
		if msg := apperr.Message(err); !strings.HasSuffix(msg, ".") || len(msg) < 40 {
			t.Errorf("%v: %q is no sentence that says what to do next", apperr.KindOf(err), msg)
		}
	}
}

func TestTheCauseReachesTheLogAndErrorsIs(t *testing.T) {
	t.Parallel()
	err := &apperr.Error{
		Kind: apperr.KindInvalid, Msg: "Ngày sai.",
		Fields: []apperr.Field{{Name: "due", Msg: "không có ngày 31/02"}}, Err: io.ErrUnexpectedEOF,
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("errors.Is does not see the cause")
	}
	if want := "Ngày sai.; due: không có ngày 31/02: unexpected EOF"; err.Error() != want {
		t.Errorf("Error() = %q, want %q", err.Error(), want)
	}
	if got := (&apperr.Error{Kind: apperr.KindNotFound}).Error(); got != "not found" {
		t.Errorf("an Error without words reads %q", got)
	}
	if strings.Contains(apperr.Message(err), "EOF") {
		t.Error("the cause is in the sentence for the person")
	}
}

func TestProblemsAreReportedTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	var p apperr.Problems
	if err := p.Err("Có %d chỗ cần sửa."); err != nil {
		t.Fatalf("no problem, yet Err = %v", err)
	}
	p.Add("name", "Nhập họ và tên.")
	p.Addf("due", "Hạn phải sau ngày %s.", "05/02/2026")
	if p.Check(true, "x", "không có gì") != true || p.Check(false, "count", "Phải lớn hơn 0.") != false || p.Len() != 3 {
		t.Fatalf("Check kept the wrong faults: %d", p.Len())
	}
	err := p.Err("Có %d chỗ cần sửa, đạt 90% chưa đủ.")
	if got, want := apperr.Message(err), "Có 3 chỗ cần sửa, đạt 90% chưa đủ."; got != want {
		t.Errorf("Message = %q, want %q", got, want)
	}
	want := []apperr.Field{{"name", "Nhập họ và tên."}, {"due", "Hạn phải sau ngày 05/02/2026."}, {"count", "Phải lớn hơn 0."}}
	if diff := cmp.Diff(want, apperr.FieldsOf(fmt.Errorf("draft: %w", err))); diff != "" {
		t.Error(diff)
	}
	if apperr.FieldsOf(io.EOF) != nil {
		t.Error("a plain error has fields")
	}
}
