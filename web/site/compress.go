package site

import (
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// compressed packs pages at a low level: the networks of our readers are slow, and a higher level would cost a quarter
// of the throughput. Static files come already packed, as small as can be, and are passed through.
func compressed(next http.Handler) http.Handler {
	return middleware.Compress(1, "text/html", "application/json")(next)
}
