package site

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/httprate"

	"tusoi/web/kit"
)

// How many tries to sign in one address gets for one name, and for all names together (an office shares one address).
const (
	triesPerName    = 8
	triesPerAddress = 60
	triesWindow     = 5 * time.Minute
)

// codesPerDay bounds what one address may guess at one person's codes in a day. Only who knows the password comes that far;
// three codes of a million fit at any time, so that the windows of five minutes alone would let one in after some months.
const codesPerDay = 40

// quota is how many tries there are in a while.
type quota struct {
	tries  int
	window time.Duration
}

// limited slows down guessing at somebody's secret. It counts per address and person, so that a stranger who hammers a
// secretary's name from elsewhere keeps nobody out.
func (s *Site) limited(whom func(*http.Request) string, h kit.Handler, more ...quota) kit.Handler {
	refuse := httprate.WithLimitHandler(func(w http.ResponseWriter, r *http.Request) {
		s.answer(w, r, http.StatusTooManyRequests, "Đồng chí đã thử đăng nhập nhiều lần. Chờ năm phút rồi thử lại; nếu vẫn không vào được, liên hệ quản trị của cấp ủy.", "")
	})
	one := func(r *http.Request) (string, error) {
		host, err := address(r)
		return host + " " + whom(r), err
	}
	limits := []func(http.Handler) http.Handler{
		httprate.LimitBy(triesPerAddress, triesWindow, address, refuse), httprate.LimitBy(triesPerName, triesWindow, one, refuse),
	}
	for _, q := range more {
		limits = append(limits, httprate.LimitBy(q.tries, q.window, one, refuse))
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		var err error
		var next http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { err = h(w, r) })
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		for _, limit := range slices.Backward(limits) {
			next = limit(next)
		}
		next.ServeHTTP(w, r)
		return err
	}
}

// byName is whom a sign-in form names.
func byName(r *http.Request) string {
	return strings.ToLower(strings.TrimSpace(r.PostFormValue("ten-dang-nhap")))
}

// byHalf is who gave the right password and is asked for a code.
func (s *Site) byHalf(r *http.Request) string {
	user, err := s.Account.Half(r.Context(), s.token(r))
	if err != nil {
		return "" // the handler will find the same and say it
	}
	return strconv.FormatInt(user.User, 10)
}

// byActor is who has signed in and types their own password again.
func byActor(r *http.Request) string { return strconv.FormatInt(kit.Actor(r).User, 10) }

// address is who asks at the other end of the connection; a forwarded address is anybody's claim.
func address(r *http.Request) (string, error) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return host, err
}
