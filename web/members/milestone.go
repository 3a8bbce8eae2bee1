package members

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/milestone"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

type milestoneView struct {
	year      int
	years     []ui.Option
	today     time.Time
	badges    []milestone.Milestone
	probation []milestone.Milestone
}

// Milestones lists who reaches a Party badge in a year, and whose probation ends when.
func (p *Pages) Milestones(w http.ResponseWriter, r *http.Request) error {
	v := milestoneView{today: vi.Today(p.Now())}
	v.year = v.today.Year()
	if text := r.URL.Query().Get("nam"); text != "" {
		year, err := strconv.Atoi(text)
		if err != nil || year < v.today.Year()-5 || year > v.today.Year()+5 {
			return apperr.NotFound("Chỉ xem được từ năm năm trước đến năm năm sau. Đồng chí chọn năm khác.")
		}
		v.year = year
	}
	for y := v.today.Year() - 1; y <= v.today.Year()+5; y++ {
		v.years = append(v.years, ui.Option{Value: strconv.Itoa(y), Label: fmt.Sprintf("Năm %d", y)})
	}
	var err error
	if v.badges, err = p.Milestone.Badges(r.Context(), kit.Actor(r), v.year); err != nil {
		return err
	}
	if v.probation, err = p.Milestone.Probation(r.Context(), kit.Actor(r)); err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, milestones(kit.Chrome(r), v))
}
