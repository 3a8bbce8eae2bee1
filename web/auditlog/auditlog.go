// Package auditlog shows the administrator who did what.
package auditlog

import (
	"net/http"

	"tusoi/internal/audit"
	"tusoi/web/kit"
)

// shown is how many of the newest entries one page lists.
const shown = 200

// Pages shows the trail.
type Pages struct{ Audit *audit.Service }

// Index lists the newest entries.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	rows, err := p.Audit.Recent(r.Context(), kit.Actor(r), shown)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), rows))
}
