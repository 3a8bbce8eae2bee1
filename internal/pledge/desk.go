package pledge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/pledgeform"
)

// Desk is a sheet with everything that whoever writes it wants at hand.
type Desk struct {
	Sheet
	Form      pledgeform.Form
	Mine      bool // a member at the own sheet
	Writable  bool
	Unkept    []Item // of the year before, not kept and not gone on with
	Suggested []pledgeform.Template
}

// Desk is a member's sheet for whoever may read it.
func (s *Service) Desk(ctx context.Context, actor authz.Actor, member int64, year int) (Desk, error) {
	sheet, err := s.Get(ctx, actor, member, year)
	if err != nil {
		return Desk{}, err
	}
	return s.desk(ctx, actor, cellHand, sheet)
}

// OwnDesk is the actor's own sheet, writable until it is handed in.
func (s *Service) OwnDesk(ctx context.Context, actor authz.Actor, year int) (Desk, error) {
	sheet, err := s.Own(ctx, actor, year)
	if err != nil {
		return Desk{}, err
	}
	return s.desk(ctx, actor, ownHand, sheet)
}

func (s *Service) desk(ctx context.Context, actor authz.Actor, h hand, sheet Sheet) (d Desk, err error) {
	d = Desk{Sheet: sheet, Mine: h.own, Writable: actor.May(h.action) && sheet.State != Approved && !(h.own && sheet.State == Submitted)}
	if d.Form, err = pledgeform.On(ctx, s.DB, actor.Committee, sheet.Year); err != nil || !d.Writable {
		return d, err
	}
	scope, err := actor.Scope(h.action)
	if err != nil {
		return d, err
	}
	if d.Unkept, err = s.unkept(ctx, scope, sheet.MemberID, sheet.Year); err != nil {
		return d, err
	}
	d.Suggested, err = pledgeform.ForCell(ctx, s.DB, scope, sheet.CellID)
	return d, err
}

// unkeptSQL: what was promised in the year before, is marked done in no month, was not dropped, and is not gone on with yet.
const unkeptSQL = `
SELECT i.member_id, i.id, i.heading, i.content, i.target, i.measure, i.evidence, i.weight, i.due_on,
    coalesce(i.continues_id, 0) AS continues, coalesce(i.first_year, i.year) AS first_year, i.times, i.live_from, i.live_to
FROM pledge_items i
JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.cell_id
WHERE i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND i.member_id = @member AND i.year = @year::int - 1
    AND i.live_to IS NULL
    AND NOT EXISTS (SELECT FROM marks k WHERE k.committee_id = i.committee_id AND k.item_kind = 'pledge' AND k.item_id = i.id AND k.mark = 'done')
    AND NOT EXISTS (SELECT FROM pledge_items n WHERE n.committee_id = i.committee_id AND n.continues_id = i.id)
ORDER BY i.position`

func (s *Service) unkept(ctx context.Context, scope authz.Scope, member int64, year int) ([]Item, error) {
	rows, _ := s.DB.Query(ctx, unkeptSQL, scope.Args(pgx.StrictNamedArgs{"member": member, "year": year}))
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[memberItem])
	if err != nil {
		return nil, fmt.Errorf("read what was not kept: %w", err)
	}
	list := make([]Item, len(items))
	for i, item := range items {
		list[i] = item.Item
	}
	return list, nil
}
