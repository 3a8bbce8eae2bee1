package site

import (
	"net"
	"net/http"
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

// limited slows down guessing. It counts per address, so that a stranger who hammers a secretary's name from elsewhere
// keeps nobody out.
func (s *Site) limited(h kit.Handler) kit.Handler {
	refuse := httprate.WithLimitHandler(func(w http.ResponseWriter, r *http.Request) {
		s.answer(w, r, http.StatusTooManyRequests, "Đồng chí đã thử đăng nhập nhiều lần. Chờ năm phút rồi thử lại; nếu quên mật khẩu, liên hệ quản trị của cấp ủy.", "")
	})
	byName := httprate.LimitBy(triesPerName, triesWindow, func(r *http.Request) (string, error) {
		host, err := address(r)
		return host + " " + strings.ToLower(strings.TrimSpace(r.PostFormValue("ten-dang-nhap"))), err
	}, refuse)
	byAddress := httprate.LimitBy(triesPerAddress, triesWindow, address, refuse)
	return func(w http.ResponseWriter, r *http.Request) error {
		var err error
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		byAddress(byName(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { err = h(w, r) }))).ServeHTTP(w, r)
		return err
	}
}

// address is who asks at the other end of the connection; a forwarded address is anybody's claim.
func address(r *http.Request) (string, error) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return host, err
}
