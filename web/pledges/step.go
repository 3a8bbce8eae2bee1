package pledges

import (
	"context"
	"net/http"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// step moves a sheet on. What stands in the way is shown on the sheet itself.
func (p *Pages) step(w http.ResponseWriter, r *http.Request, do func(context.Context, authz.Actor, int64, int) error, done string) error {
	member, year, err := address(r)
	if err != nil {
		return err
	}
	err = do(r.Context(), kit.Actor(r), member, year)
	if err == nil {
		return kit.SeeOther(w, r, kit.PledgePath(member, year), done)
	}
	if apperr.KindOf(err) != apperr.KindInvalid {
		return err
	}
	sheet, readErr := p.Pledge.Get(r.Context(), kit.Actor(r), member, year)
	if readErr != nil {
		return readErr
	}
	v := newSheetView(sheet, kit.Actor(r))
	v.problems = []ui.Problem{{Text: apperr.Message(err)}}
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}
