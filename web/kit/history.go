package kit

import (
	"tusoi/internal/audit"
	"tusoi/internal/vi"
	"tusoi/web/ui"
)

// History puts audit entries into words for the page of their object.
func History(rows []audit.Row) []ui.Step {
	list := make([]ui.Step, len(rows))
	for i, r := range rows {
		who := r.ActorName
		if r.BehalfName != "" {
			who += ", thay mặt " + r.BehalfName
		}
		list[i] = ui.Step{At: vi.Moment(r.At), Who: who, What: r.Summary, Why: r.Reason}
	}
	return list
}
