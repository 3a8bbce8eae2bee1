package recordpiece

import (
	"cmp"
	"net/http"

	"tusoi/internal/authz"
	"tusoi/web/kit"
)

// Shelf is the page that leads to the books.
type Shelf struct {
	Books []Names
}

// Show lists the books that the reader may open.
func (s *Shelf) Show(w http.ResponseWriter, r *http.Request) error {
	var books []Names
	for _, b := range s.Books {
		if kit.Actor(r).May(cmp.Or(b.Read, authz.RecordRead)) {
			books = append(books, b)
		}
	}
	return kit.Render(w, r, http.StatusOK, shelf(kit.Chrome(r), books))
}
