package pledges

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/pledgecount"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// countView is how many under a unit have their sheet of a year.
type countView struct {
	pledgecount.View
	year    int
	lacking bool // only units in which somebody has not handed a sheet in
	years   []ui.Option
	writes  bool
	forms   bool // the reader may change the year's form
	offers  bool // the reader may suggest
}

// Counts is the 100 % view.
func (p *Pages) Counts(w http.ResponseWriter, r *http.Request) error {
	actor := kit.Actor(r)
	unit, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return err
	}
	for _, post := range actor.Posts {
		if unit == 0 && authz.Allows(post.Role, authz.PledgeRead) {
			unit = post.UnitID
		}
	}
	today := vi.Today(p.Now())
	at, err := kit.QueryPeriod(r, "nam", period.Year(today.Year()))
	if err != nil {
		return err
	}
	v := countView{year: at.Year(), lacking: r.URL.Query().Get("chua-du") != "", writes: actor.May(authz.PledgeWrite),
		forms: actor.MayEverywhere(authz.UnitWrite), offers: actor.May(authz.PacketDecide)}
	if v.View, err = p.Count.Of(r.Context(), actor, unit, v.year); err != nil {
		return err
	}
	for y := today.Year() + 1; y > today.Year()-5; y-- {
		v.years = append(v.years, ui.Option{Value: strconv.Itoa(y), Label: fmt.Sprintf("Năm %d", y)})
	}
	if v.lacking {
		v.Below = slices.DeleteFunc(v.Below, func(c pledgecount.Count) bool { return c.Lacking() == 0 })
	}
	return kit.Render(w, r, http.StatusOK, countPage(kit.Chrome(r), v))
}

func (v countView) lead() string {
	c := v.Unit
	if c.Expected == 0 {
		return "Chưa có đảng viên nào phải có bản cam kết."
	}
	done := c.Submitted + c.Approved
	line := fmt.Sprintf("%s trên %s đảng viên đã nộp bản cam kết (%s)", vi.Int(done), vi.Int(c.Expected), vi.Percent(done*10_000/c.Expected))
	if c.Lacking() == 0 {
		return line + ": đủ 100 %."
	}
	line += fmt.Sprintf("; %s người chưa có bản nào", vi.Int(c.None))
	if c.Draft > 0 {
		line += fmt.Sprintf(", %s bản đang ghi", vi.Int(c.Draft))
	}
	return line + "."
}

// href leads from a unit of the table to its own count, from a cell to its sheets.
func (v countView) href(c pledgecount.Count) string {
	if c.IsCell {
		return kit.CellPledgesPath(c.UnitID, v.year)
	}
	return kit.PledgeCountPath(c.UnitID, v.year)
}
