package reviews

import (
	"fmt"
	"net/http"
	"strings"

	"tusoi/internal/org"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Print is the month on paper: filled, or with ?trong=1 blank, for writing by hand.
func (p *Pages) Print(w http.ResponseWriter, r *http.Request) error {
	at, err := placeOf(r)
	if err != nil {
		return err
	}
	s, err := p.Review.Sheet(r.Context(), kit.Actor(r), at.cell, at.month)
	if err != nil {
		return err
	}
	c, err := p.Org.Committee(r.Context(), kit.Actor(r).Committee)
	if err != nil {
		return err
	}
	l := look{sheet: s, actor: kit.Actor(r), today: vi.Today(p.Now()), newKey: func() string { return "" }}
	return kit.Render(w, r, http.StatusOK, paper(fillPaper(l, c, r.URL.Query().Get("trong") == "1")))
}

// fillPaper makes the printed sheet.
func fillPaper(l look, c org.Committee, blank bool) paperPage {
	p := l.packet()
	page := paperPage{
		Page:     ui.PaperPage{Title: "Phiếu " + p.Month.Label() + " · " + p.CellName, BackHref: kit.SheetPath(p.CellID, p.Month)},
		Superior: strings.ToUpper(p.ParentName), Cell: strings.ToUpper(p.CellName),
		PlaceDate: strings.TrimPrefix(c.Place+", ngày …… tháng …… năm "+fmt.Sprint(p.Month.Year()), ", "),
		Month:     fmt.Sprintf("Tháng %d năm %d", monthNumber(p.Month), p.Month.Year()), Blank: blank,
		Code: fmt.Sprintf("Mở phiếu này để nhập: %s", kit.SheetPath(p.CellID, p.Month)),
	}
	if !blank {
		page.Sentence = l.sheet.Summary(l.today).Sentence()
	}
	for i := range l.sheet.Members {
		page.Members = append(page.Members, l.member(&l.sheet.Members[i]))
	}
	return page
}
