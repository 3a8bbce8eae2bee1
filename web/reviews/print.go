package reviews

import (
	"net/http"

	"tusoi/internal/packet"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/promisecard"
	"tusoi/web/sheetform"
	"tusoi/web/sheetpage"
)

// Print is the month on paper: filled, or with ?trong=1 blank, for writing by hand; with ?the=1 a card for each member
// instead.
func (p *Pages) Print(w http.ResponseWriter, r *http.Request) error {
	at, err := sheetform.PlaceOf(r)
	if err != nil {
		return err
	}
	s, err := p.Review.Sheet(r.Context(), kit.Actor(r), at.Cell, at.Month)
	if err != nil {
		return err
	}
	blank := r.URL.Query().Get("trong") == "1"
	if r.URL.Query().Get("the") == "1" {
		return kit.Render(w, r, http.StatusOK, promisecard.Cards(s, blank))
	}
	c, err := p.Committee.Get(r.Context(), kit.Actor(r).Committee)
	if err != nil {
		return err
	}
	l := sheetpage.Look{Sheet: s, Actor: kit.Actor(r), Today: vi.Today(p.Now()), NewKey: func() string { return "" }}
	var addenda []packet.Addendum
	if s.Packet.State == packet.Approved {
		if addenda, err = p.Review.Packet.Addenda(r.Context(), p.Review.DB, kit.Actor(r), at.Cell, at.Month); err != nil {
			return err
		}
	}
	return kit.Render(w, r, http.StatusOK, sheetpage.Paper(l, c, blank, addenda))
}
