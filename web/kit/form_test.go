package kit

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tusoi/internal/apperr"
)

func posted(t *testing.T, values url.Values) *Form {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := ReadForm(httptest.NewRecorder(), r)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAFormKeepsWhatWasTypedAndNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	f := posted(t, url.Values{
		"ten": {"  Đa\u0323\u0306ng   Thị "}, "ngan": {"a"}, "dai": {strings.Repeat("ơ", 11)},
		"ngay": {"31/02/2026"}, "hom": {"5/2/2026"}, "chon": {"khác"},
	})
	if got := f.Text("ten", "họ và tên", 2, 100); got != "Đặng Thị" {
		t.Errorf("Text = %q, want NFC and single spaces", got)
	}
	f.Text("ngan", "họ và tên", 2, 100)
	f.Text("dai", "ghi chú", 0, 10)
	f.Text("trong", "lý do", 1, 10)
	f.Date("ngay", "hạn", true)
	if got := f.Date("hom", "hạn", true); !got.Equal(time.Date(2026, 2, 5, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("Date = %v", got)
	}
	f.OneOf("chon", "mức", true, "yes", "no")
	var fields []string
	for _, p := range f.Problems {
		fields = append(fields, p.Field)
	}
	if got := strings.Join(fields, " "); got != "ngan dai trong ngay chon" {
		t.Errorf("wrong fields %q", got)
	}
	if f.Values["ngay"] != "31/02/2026" {
		t.Errorf("what was typed is lost: %q", f.Values["ngay"])
	}
}

func TestAHugeFormIsRefusedInWords(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("a="+strings.Repeat("x", maxForm+1)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, err := ReadForm(httptest.NewRecorder(), r)
	if apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(apperr.Message(err), "quá dài") {
		t.Errorf("ReadForm = %v, want Invalid in words", err)
	}
}

func TestAServicesProblemsLandOnTheirFields(t *testing.T) {
	t.Parallel()
	f := posted(t, nil)
	if !f.Take(apperr.Invalid("Có 1 chỗ cần sửa.", apperr.Field{Name: "due", Msg: "Hạn đã qua."})) || f.Problems[0].Field != "due" {
		t.Errorf("Problems = %+v", f.Problems)
	}
	if f.Take(apperr.NotFound("")) {
		t.Error("NotFound was taken for a problem of the form")
	}
}

func TestKeysAreNewEachTimeAndKnownAgain(t *testing.T) {
	t.Parallel()
	a, b := NewKey(), NewKey()
	if a == b || !IsKey(a) || !IsKey(b) {
		t.Errorf("keys %q, %q", a, b)
	}
	for _, s := range []string{"", "x", a + "0", strings.ToUpper(a), "'; DROP TABLE tasks; --"} {
		if s != a && IsKey(s) {
			t.Errorf("IsKey(%q)", s)
		}
	}
}

func TestAFlashCrossesOneRedirect(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	SetFlash(w, `Đã gửi "tháng 11" <b>`)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(w.Result().Cookies()[0])
	next := httptest.NewRecorder()
	if f := TakeFlash(next, r); f == nil || f.Text != `Đã gửi "tháng 11" <b>` {
		t.Errorf("TakeFlash = %+v", f)
	}
	if c := next.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("the flash stays: %v", c)
	}
}
