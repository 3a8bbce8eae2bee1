package site

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/deadline"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// status is the answer's code for each kind of no.
var status = map[apperr.Kind]int{
	apperr.KindInvalid:   http.StatusUnprocessableEntity,
	apperr.KindNotFound:  http.StatusNotFound,
	apperr.KindForbidden: http.StatusForbidden,
	apperr.KindConflict:  http.StatusConflict,
}

var titles = map[int]string{
	http.StatusUnprocessableEntity: "Chưa làm được",
	http.StatusNotFound:            "Không tìm thấy",
	http.StatusForbidden:           "Không có quyền",
	http.StatusConflict:            "Có thay đổi khác trước đó",
	http.StatusUnauthorized:        "Cần đăng nhập",
	http.StatusTooManyRequests:     "Thử lại sau ít phút",
	http.StatusInternalServerError: "Có lỗi của hệ thống",
}

// wantsJSON reports whether the page's script asks, not a person.
func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}

// fail is the only place that turns an error into an answer, and the only one that logs it. What has no kind is ours:
// the person sees a code, the log the cause.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the reader left
	}
	if path := elsewhere(r, err); path != "" {
		http.Redirect(w, r, path, http.StatusSeeOther)
		return
	}
	code, ok := status[apperr.KindOf(err)]
	text, incident := apperr.Message(err), ""
	if !ok {
		code, incident = http.StatusInternalServerError, incidentOf(r)
		text = "Việc vừa rồi chưa làm được vì lỗi của hệ thống, không phải do đồng chí. Đồng chí quay lại trang trước và thử lại; nếu vẫn lỗi, báo cho quản trị mã dưới đây."
		s.Log.LogAttrs(r.Context(), slog.LevelError, "failed",
			slog.String("incident", incident), slog.String("route", pattern(r)), slog.Any("error", err))
	}
	s.answer(w, r, code, text, incident)
}

// elsewhere is where a page about a month stands in a committee that reviews itself by quarters, or the other way round; "" for a
// form, which gets the sentence instead.
func elsewhere(r *http.Request, err error) string {
	var other deadline.Elsewhere
	asked := chi.URLParam(r, "month")
	if r.Method != http.MethodGet || asked == "" || wantsJSON(r) || !errors.As(err, &other) {
		return ""
	}
	to := url.URL{Path: strings.Replace(r.URL.Path, "/"+asked, "/"+other.Period.String(), 1), RawQuery: r.URL.RawQuery}
	return to.String()
}

// answer writes an error as a page or, for the page's script, as JSON.
func (s *Site) answer(w http.ResponseWriter, r *http.Request, code int, text, incident string) {
	if wantsJSON(r) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": text, "incident": incident})
		return
	}
	r = s.withPlainChrome(r)
	if err := kit.Render(w, r, code, ui.ErrorPage(kit.Chrome(r), code, titles[code], text, incident)); err != nil {
		http.Error(w, text, code)
	}
}

// withPlainChrome makes sure that an error page never needs the database.
func (s *Site) withPlainChrome(r *http.Request) *http.Request {
	if kit.Chrome(r).Committee != "" {
		return r
	}
	return kit.WithChrome(r, ui.Chrome{Committee: "Tự Soi", HelpHref: kit.HelpPath})
}
