package reviews

import (
	"fmt"
	"net/http"

	"tusoi/internal/apperr"
	"tusoi/internal/review"
	"tusoi/internal/substance"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/sheetpage"
	"tusoi/web/ui"
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
	l := sheetpage.Look{Sheet: review.Sheet{Packet: sum.Packet}, Actor: kit.Actor(r), Today: vi.Today(p.Now())}
	return kit.Render(w, r, status, readBack(kit.Chrome(r), fillReadBack(l, sum, found, refusal)))
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

// readBackPage is the month before it is sent.
type readBackPage struct {
	Page     ui.Page
	Problems []ui.Problem
	Look     sheetpage.Look
	Sentence string
	Noun     string
	Missing  []missing
	Found    substance.Findings
	Line     func(member int64) string // of the sheet
	Action   string
	Back     string
	Verb     string // on the button; "" when there is nothing to send
}

// missing is somebody whose review is not whole, and the way to it.
type missing struct{ ID, Name, What, Href string }

// fillReadBack makes the page before sending; refusal is why it was not sent.
func fillReadBack(l sheetpage.Look, sum review.Summary, found substance.Findings, refusal error) readBackPage {
	p := sum.Packet
	title := "Xem lại và gửi " + p.Month.Label()
	list := sheetpage.Crumbs(l)
	list[len(list)-1].Href = kit.SheetPath(p.CellID, p.Month)
	page := readBackPage{
		Page: ui.Page{Title: title + " · " + p.CellName, Heading: title, Crumbs: append(list, ui.Crumb{Label: "Gửi"}), Problem: refusal != nil},
		Look: l, Sentence: sum.Sentence(), Noun: sum.Noun(), Found: found,
		Action: kit.SheetSendPath(p.CellID, p.Month), Back: kit.SheetPath(p.CellID, p.Month),
	}
	page.Line = func(id int64) string {
		return sheetform.Unfolded(sheetform.Place{Cell: p.CellID, Month: p.Month}, id)
	}
	for _, m := range sum.Missing {
		words, _ := sheetpage.StateWords(m.Missing, l.Today)
		page.Missing = append(page.Missing, missing{ID: sheetform.Anchor(m.MemberID), Name: m.Name, What: words, Href: page.Line(m.MemberID)})
	}
	if l.Sends() {
		page.Verb = "Gửi " + p.Month.Short() + " lên " + p.ParentName
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
