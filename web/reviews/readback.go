package reviews

import (
	"fmt"
	"net/http"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// ReadBack reads a month back in one sentence before it is sent.
func (p *Pages) ReadBack(w http.ResponseWriter, r *http.Request) error {
	at, err := placeOf(r)
	if err != nil {
		return err
	}
	return p.readBack(w, r, http.StatusOK, at, nil)
}

func (p *Pages) readBack(w http.ResponseWriter, r *http.Request, status int, at place, refusal error) error {
	sum, err := p.Review.ReadBack(r.Context(), kit.Actor(r), at.cell, at.month)
	if err != nil {
		return err
	}
	l := look{sheet: review.Sheet{Packet: sum.Packet}, actor: kit.Actor(r), today: vi.Today(p.Now())}
	return kit.Render(w, r, status, readBack(kit.Chrome(r), fillReadBack(l, sum, refusal)))
}

// Send hands a month to the level above. Pressed twice, it is sent once.
func (p *Pages) Send(w http.ResponseWriter, r *http.Request) error {
	at, err := placeOf(r)
	if err != nil {
		return err
	}
	packet, err := p.Review.Send(r.Context(), kit.Actor(r), at.cell, at.month)
	if apperr.KindOf(err) == apperr.KindInvalid {
		return p.readBack(w, r, http.StatusUnprocessableEntity, at, err)
	}
	if err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.HomePath, fmt.Sprintf("Đã gửi %s lên %s lúc %s.", at.month.Label(), packet.ParentName, moment(packet.SentAt)))
}

// fillReadBack makes the page before sending; refusal is why it was not sent.
func fillReadBack(l look, sum review.Summary, refusal error) readBackPage {
	p := sum.Packet
	title := "Xem lại và gửi " + p.Month.Label()
	list := crumbs(l)
	list[len(list)-1].Href = kit.SheetPath(p.CellID, p.Month)
	page := readBackPage{
		Page:   ui.Page{Title: title + " · " + p.CellName, Heading: title, Crumbs: append(list, ui.Crumb{Label: "Gửi"}), Problem: refusal != nil},
		Notice: noticeOf(l), Sentence: sum.Sentence(),
		Action: kit.SheetSendPath(p.CellID, p.Month), Back: kit.SheetPath(p.CellID, p.Month),
	}
	for _, m := range sum.Missing {
		words, _ := stateWords(m.Missing, l.today)
		page.Missing = append(page.Missing, missing{ID: anchor(m.MemberID), Name: m.Name, What: words, Href: unfolded(place{p.CellID, p.Month}, m.MemberID)})
	}
	if l.may(authz.PacketSend) && p.State.Editable() && !p.Month.Start().After(l.today) {
		page.Verb = fmt.Sprintf("Gửi tháng %d lên %s", monthNumber(p.Month), p.ParentName)
	}
	if refusal != nil {
		for _, f := range apperr.FieldsOf(refusal) {
			page.Problems = append(page.Problems, ui.Problem{Field: f.Name, Text: f.Msg})
		}
		if len(page.Problems) == 0 {
			page.Problems = []ui.Problem{{Text: apperr.Message(refusal)}}
		}
	}
	return page
}
