package recordpiece

import (
	"net/http"

	"tusoi/web/kit"
)

// Shelf is the page that leads to the books.
type Shelf struct {
	Books []Names
}

// Show lists the books.
func (s *Shelf) Show(w http.ResponseWriter, r *http.Request) error {
	return kit.Render(w, r, http.StatusOK, shelf(kit.Chrome(r), s.Books))
}
