package sheetpage

import (
	"fmt"
	"strings"

	"tusoi/internal/committee"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// fillPaper makes the printed sheet.
func fillPaper(l Look, c committee.Committee, blank bool) paperPage {
	p := l.packet()
	page := paperPage{
		Page:     ui.PaperPage{Title: "Phiếu " + p.Month.Label() + " · " + p.CellName, BackHref: kit.SheetPath(p.CellID, p.Month)},
		Superior: strings.ToUpper(p.ParentName), Cell: strings.ToUpper(p.CellName),
		PlaceDate: strings.TrimPrefix(c.Place+", ngày …… tháng …… năm "+fmt.Sprint(p.Month.Year()), ", "),
		Month:     fmt.Sprintf("%s năm %d", vi.UpperFirst(p.Month.Short()), p.Month.Year()), Blank: blank,
		Code: fmt.Sprintf("Mở phiếu này để nhập: %s", kit.SheetPath(p.CellID, p.Month)),
	}
	if !blank {
		page.Sentence = l.Sheet.Summary(l.Today).Sentence()
	}
	page.Members = l.people()
	page.Whole = l.mendings(l.Sheet.Remedies)
	return page
}
