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
		list[i] = ui.Step{At: vi.Moment(r.At), Who: r.Signature(), What: r.Summary, Why: r.Reason}
	}
	return list
}
