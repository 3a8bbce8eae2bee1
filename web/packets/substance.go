package packets

import (
	"fmt"
	"net/http"

	"tusoi/internal/packet"
	"tusoi/internal/substance"
	"tusoi/web/kit"
)

// look finds what to read closely in a packet that was sent. Packets of the month that were sent since the last upkeep are made
// ready first, so that a template is found by whoever opens the first of them.
func (p *Pages) look(r *http.Request, k packet.Packet) (substance.Findings, error) {
	if k.SentAt == nil {
		return substance.Findings{}, nil
	}
	actor := kit.Actor(r)
	if err := p.Substance.Prepare(r.Context(), actor.Committee, k.Month); err != nil {
		return substance.Findings{}, err
	}
	return p.Substance.Look(r.Context(), actor, k.CellID, k.Month)
}

// memberAnchor is a member's place on the page.
func memberAnchor(id int64) string { return fmt.Sprintf("#dv-%d", id) }
