// Package report writes a unit's report of a period: one [document.Document], made from the figures of the catalogue in one
// read transaction, that the page, the printer and the PDF writer all read. A number is never typed here: every sentence
// takes it from a figure, and every figure leads to its rows.
//
// It owns no table and must never change one.
package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/report/document"
	"tusoi/internal/vi"
)

// Service writes reports.
type Service struct {
	DB        postgres.DB
	Now       func() time.Time
	Org       *org.Service
	Indicator *indicator.Service
	Packet    *packet.Service
}

// Links gives the address of the rows behind a figure; the pages know addresses, this room does not.
type Links func(indicator string, unit int64, p period.Period) string

// Build writes the report of a unit for a period. NotFound outside the actor's scope.
func (s *Service) Build(ctx context.Context, actor authz.Actor, unit int64, p period.Period, links Links) (document.Document, error) {
	var d document.Document
	err := postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		// The same services on one unchanging picture of the data, so that all figures agree.
		b := builder{actor: actor, period: p, links: links, today: vi.Today(s.Now()),
			db: tx, org: &org.Service{DB: tx, Now: s.Now}, committees: &committee.Service{DB: tx, Now: s.Now}, indicator: s.Indicator.On(tx), packets: s.Packet}
		var err error
		d, err = b.build(ctx, unit)
		return err
	})
	return d, err
}

type builder struct {
	actor      authz.Actor
	period     period.Period
	links      Links
	today      time.Time
	db         postgres.DB
	org        *org.Service
	committees *committee.Service
	indicator  *indicator.Service
	packets    *packet.Service

	unit      org.Unit
	tree      *org.Tree
	committee committee.Committee
	calendar  deadline.Calendar
	now       map[string]indicator.Figure // this period
	before    map[string]indicator.Figure // the period before
	yearAgo   map[string]indicator.Figure // the same period of the year before
	lastYear  map[string]indicator.Figure // the whole year before
	left      []packet.Exception          // cells that the totals do not count
	addenda   []packet.Addendum           // what was set right since the months were approved
}

func (b *builder) build(ctx context.Context, unit int64) (document.Document, error) {
	if _, err := b.actor.Scope(authz.ReportRead); err != nil {
		return document.Document{}, err
	}
	var err error
	if b.tree, err = b.org.TreeOn(ctx, b.actor, b.period.End()); err != nil {
		return document.Document{}, err
	}
	if b.unit, err = b.tree.Unit(unit); err != nil {
		return document.Document{}, err
	}
	if b.committee, err = b.committees.Get(ctx, b.actor.Committee); err != nil {
		return document.Document{}, err
	}
	if b.calendar, err = deadline.Of(ctx, b.db, b.actor.Committee); err != nil {
		return document.Document{}, err
	}
	for _, part := range []struct {
		into *map[string]indicator.Figure
		p    period.Period
	}{{&b.now, b.period}, {&b.before, b.period.Prev()}, {&b.yearAgo, b.period.YearAgo()}, {&b.lastYear, period.Year(b.period.Year() - 1)}} {
		if *part.into, err = b.figures(ctx, part.p); err != nil {
			return document.Document{}, err
		}
	}
	below, err := b.below(ctx)
	if err != nil {
		return document.Document{}, err
	}
	if b.left, err = b.packets.Left(ctx, b.db, b.actor, unit, b.period); err != nil {
		return document.Document{}, err
	}
	if b.addenda, err = b.packets.Addenda(ctx, b.db, b.actor, unit, b.period); err != nil {
		return document.Document{}, err
	}
	d := b.frame()
	d.Blocks = b.body()
	d.Addenda = append([]document.Addendum{b.annex(below)}, b.corrections()...)
	return d, nil
}

func (b *builder) figures(ctx context.Context, p period.Period) (map[string]indicator.Figure, error) {
	list, err := b.indicator.Figures(ctx, b.actor, b.unit.ID, p)
	byKey := make(map[string]indicator.Figure, len(list))
	for _, f := range list {
		byKey[f.Indicator.Key] = f
	}
	return byKey, err
}

// frame is everything around the text: heads, number, date, recipients, signature.
func (b *builder) frame() document.Document {
	date := b.period.End()
	if b.today.Before(date) {
		date = b.today
	}
	d := document.Document{
		Format: document.FormatOn(date),
		Head:   document.Head{Superior: b.committee.SuperiorName, Organisation: b.unit.Name, Place: b.committee.Place, Date: date},
		Kind:   "Báo cáo",
		Subject: []string{
			"kết quả công tác xây dựng Đảng và thực hiện “tự soi, tự sửa”", b.period.Label(),
		},
	}
	if up := b.tree.Ancestors(b.unit.ID); len(up) > 0 {
		d.Head.Superior = up[len(up)-1].Name
	}
	if b.committee.Demonstration {
		d.Head.Mark = "Dữ liệu minh họa"
	}
	mark, authority, keep := "ĐU", "T/M Đảng ủy", "Lưu Đảng ủy"
	switch {
	case b.unit.Kind.IsCell():
		mark, authority, keep = "CB", "T/M Chi bộ", "Lưu Chi bộ"
	case b.unit.Kind == org.KindCommittee:
		mark, authority, keep = b.committee.DocumentMark, "T/M Ban Thường vụ", "Lưu Văn phòng cấp ủy"
	}
	d.Head.Number = "-BC/" + mark
	d.Recipients = []string{d.Head.Superior, keep}
	d.Signature = document.Signature{Authority: authority, Post: "Bí thư"}
	return d
}

// link is a figure's value as a way to its rows.
func (b *builder) link(f indicator.Figure, p period.Period) document.Run {
	return document.Link(f.Value, b.links(f.Indicator.Key, b.unit.ID, p))
}

// childRow is one unit below (or the cell itself) with what it did in the period.
type childRow struct {
	UnitID             int64
	Reviewed           int
	Expected           int
	OnTime             int
	Packets            int // that are sent, or whose month is over
	RemediesOpened     int
	RemediesVerified   int
	RemediesUnverified int // at the end of the period
}

// belowSQL counts as the figures of the catalogue do, so that the table's sums are theirs.
const belowSQL = `
WITH below AS (
    SELECT u.id, split_part(subpath(u.path, least(@depth::int, nlevel(u.path) - 1), 1)::text, '.', 1)::bigint AS unit_id
    FROM units u
    WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
), parts AS (
    SELECT b.unit_id, f.members_reviewed AS reviewed, f.members_expected AS expected, f.sent_on_time AS on_time,
        f.until < @current OR f.packet_state <> 'open' AS due, false AS opened, false AS verified, false AS unverified
    FROM cell_month_facts f
    JOIN below b ON b.id = f.cell_id
    WHERE f.committee_id = @committee AND f.until BETWEEN @from AND @to AND f.members_expected > 0
    UNION ALL
    SELECT b.unit_id, 0, 0, false, false, r.opened_month >= @from AND r.continues_id IS NULL, coalesce(r.verified_on <= @to, false),
        coalesce(r.verified_on, r.carried_on, 'infinity') > @to
    FROM remedies r
    JOIN below b ON b.id = r.cell_id
    WHERE r.committee_id = @committee AND r.opened_month <= @to AND coalesce(r.verified_on, r.carried_on, 'infinity') >= @from
)
SELECT unit_id, sum(reviewed)::int AS reviewed, sum(expected)::int AS expected,
    (count(*) FILTER (WHERE on_time))::int AS on_time, (count(*) FILTER (WHERE due))::int AS packets,
    (count(*) FILTER (WHERE opened))::int AS remedies_opened, (count(*) FILTER (WHERE verified))::int AS remedies_verified,
    (count(*) FILTER (WHERE unverified))::int AS remedies_unverified
FROM parts
GROUP BY unit_id`

// below sums what the units directly below did, or of the cell itself.
func (b *builder) below(ctx context.Context) ([]childRow, error) {
	scope, err := b.actor.Scope(authz.ReportRead)
	if err != nil {
		return nil, err
	}
	depth := len(b.tree.Ancestors(b.unit.ID)) + 1
	rows, _ := b.db.Query(ctx, belowSQL, scope.Args(pgx.StrictNamedArgs{
		"depth": depth, "path": b.unit.Path, "from": b.period.Start(), "to": b.period.End(), "current": period.MonthOf(b.today).Start(),
	}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[childRow])
	if err != nil {
		return nil, fmt.Errorf("sum what the units below did: %w", err)
	}
	return list, nil
}
