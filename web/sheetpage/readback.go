package sheetpage

import (
	"fmt"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/review"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/ui"
)

// fillReadBack makes the page before sending; refusal is why it was not sent.
func fillReadBack(l Look, sum review.Summary, refusal error) readBackPage {
	p := sum.Packet
	title := "Xem lại và gửi " + p.Month.Label()
	list := crumbs(l)
	list[len(list)-1].Href = kit.SheetPath(p.CellID, p.Month)
	page := readBackPage{
		Page:   ui.Page{Title: title + " · " + p.CellName, Heading: title, Crumbs: append(list, ui.Crumb{Label: "Gửi"}), Problem: refusal != nil},
		Notice: noticeOf(l), Sentence: sum.Sentence(), Found: l.Found,
		Action: kit.SheetSendPath(p.CellID, p.Month), Back: kit.SheetPath(p.CellID, p.Month),
	}
	page.Line = func(id int64) string {
		return sheetform.Unfolded(sheetform.Place{Cell: p.CellID, Month: p.Month}, id)
	}
	for _, m := range sum.Missing {
		words, _ := StateWords(m.Missing, l.Today)
		page.Missing = append(page.Missing, missing{ID: sheetform.Anchor(m.MemberID), Name: m.Name, What: words, Href: page.Line(m.MemberID)})
	}
	if l.may(authz.PacketSend) && l.runs() {
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
