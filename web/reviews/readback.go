package reviews

import (
	"fmt"
	"net/http"

	"tusoi/internal/apperr"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/sheetpage"
)

// ReadBack reads a month back in one sentence before it is sent.
func (p *Pages) ReadBack(w http.ResponseWriter, r *http.Request) error {
	at, err := sheetform.PlaceOf(r)
	if err != nil {
		return err
	}
	return p.readBack(w, r, http.StatusOK, at, nil)
}

func (p *Pages) readBack(w http.ResponseWriter, r *http.Request, status int, at sheetform.Place, refusal error) error {
	sum, err := p.Review.ReadBack(r.Context(), kit.Actor(r), at.Cell, at.Month)
	if err != nil {
		return err
	}
	found, err := p.Substance.Own(r.Context(), kit.Actor(r), at.Cell, at.Month)
	if err != nil {
		return err
	}
	l := sheetpage.Look{Sheet: review.Sheet{Packet: sum.Packet}, Found: found, Actor: kit.Actor(r), Today: vi.Today(p.Now())}
	return kit.Render(w, r, status, sheetpage.ReadBack(kit.Chrome(r), l, sum, refusal))
}

// Send hands a month to the level above. Pressed twice, it is sent once.
func (p *Pages) Send(w http.ResponseWriter, r *http.Request) error {
	at, err := sheetform.PlaceOf(r)
	if err != nil {
		return err
	}
	packet, err := p.Review.Send(r.Context(), kit.Actor(r), at.Cell, at.Month)
	if apperr.KindOf(err) == apperr.KindInvalid {
		return p.readBack(w, r, http.StatusUnprocessableEntity, at, err)
	}
	if err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.HomePath, fmt.Sprintf("Đã gửi %s lên %s lúc %s.", at.Month.Label(), packet.ParentName, sheetpage.Moment(packet.SentAt)))
}
