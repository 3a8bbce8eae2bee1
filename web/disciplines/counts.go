package disciplines

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/discipline"
	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// yearsBack is for how many years the page offers counts.
const yearsBack = 10

// countView is the counts of a year as the page shows them.
type countView struct {
	counts discipline.Counts
	years  ui.Input
	end    time.Time // of the year
	book   ui.Crumb  // where the page stands; a link for who may read the book
}

// Counts is how many decisions a year has, by form, content and place, without a name. The year is in ?nam=.
func (d *Desk) Counts(w http.ResponseWriter, r *http.Request) error {
	this := vi.Today(d.now()).Year()
	year := this
	if text := r.URL.Query().Get("nam"); text != "" {
		var err error
		if year, err = strconv.Atoi(text); err != nil || year > this || year < this-yearsBack {
			return apperr.NotFound(fmt.Sprintf("Chọn một năm từ %d đến %d.", this-yearsBack, this))
		}
	}
	p := period.Year(year)
	v := countView{years: ui.Input{Name: "nam", Label: "Năm", Value: strconv.Itoa(year)}, end: p.End(), book: ui.Crumb{Label: "Kỷ luật"}}
	if kit.Actor(r).May(authz.DisciplineRead) {
		v.book.Href = "/" + kit.DisciplinesWord
	}
	for y := this; y >= this-yearsBack; y-- {
		v.years.Options = append(v.years.Options, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	var err error
	if v.counts, err = d.discipline.Count(r.Context(), kit.Actor(r), p); err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, counts(kit.Chrome(r), v))
}

func (v countView) tiles() []ui.Tile {
	return []ui.Tile{
		{Label: "Đảng viên bị kỷ luật", Value: vi.Int(v.counts.Members.All), Note: "quyết định"},
		{Label: "Trong đó cấp ủy viên", Value: vi.Int(v.counts.Members.Sat), Note: "quyết định"},
		{Label: "Tổ chức đảng bị kỷ luật", Value: vi.Int(v.counts.Units.All), Note: "quyết định"},
	}
}

// personForms are the forms for members.
func personForms() []discipline.Form {
	return []discipline.Form{discipline.Reprimand, discipline.Warning, discipline.Removal, discipline.Expulsion}
}

func placeName(p discipline.ByPlace) string {
	if p.UnitID == 0 {
		return "Các chi bộ cơ sở"
	}
	return p.Name
}

// number leaves what is none out, so that the others are seen.
func number(n int) string {
	if n == 0 {
		return "–"
	}
	return vi.Int(n)
}
