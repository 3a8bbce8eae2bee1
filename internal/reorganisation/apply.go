package reorganisation

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Outcome is a unit with its people before and after, as a preview shows it.
type Outcome struct {
	Name          string
	Above         string
	Before, After int
	New, Ends     bool
}

// Preview is what a draft would do.
type Preview struct {
	Sentence string
	Outcomes []Outcome
	Unsent   []string // months that cells which end have not sent: they cannot be sent afterwards
}

// Preview works a draft out and writes nothing.
func (s *Service) Preview(ctx context.Context, actor authz.Actor, d Draft) (Preview, error) {
	var v Preview
	err := postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		p, scope, err := s.plan(ctx, tx, actor, d)
		if err != nil {
			return err
		}
		if v, err = p.preview(ctx, tx, scope); err != nil {
			return err
		}
		v.Unsent, err = unsent(ctx, tx, scope, p)
		return err
	})
	return v, err
}

func (s *Service) plan(ctx context.Context, tx pgx.Tx, actor authz.Actor, d Draft) (*plan, authz.Scope, error) {
	scope, err := actor.Scope(authz.UnitWrite)
	if err != nil {
		return nil, scope, err
	}
	if err := d.clean(vi.Today(s.Now())).Err("Chưa sắp xếp được: có %d chỗ cần sửa."); err != nil {
		return nil, scope, err
	}
	slices.Sort(d.Members)
	d.Members = slices.Compact(d.Members)
	tree, err := (&org.Service{DB: tx, Now: s.Now}).Tree(ctx, actor)
	if err != nil {
		return nil, scope, err
	}
	p, err := newPlan(tree, d)
	return p, scope, err
}

// Apply carries a draft out and returns the record's id.
func (s *Service) Apply(ctx context.Context, actor authz.Actor, d Draft) (id int64, err error) {
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		p, scope, err := s.plan(ctx, tx, actor, d)
		if err != nil {
			return err
		}
		id, err = s.apply(ctx, tx, actor, scope, p)
		return err
	})
	return id, err
}

func (s *Service) apply(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p *plan) (int64, error) {
	v, err := p.preview(ctx, tx, scope)
	if err != nil {
		return 0, err
	}
	ids, err := s.foundAll(ctx, tx, actor, scope, p)
	if err != nil {
		return 0, err
	}
	moves, err := s.movePeople(ctx, tx, actor, scope, p, ids)
	if err != nil {
		return 0, err
	}
	if err := s.endAll(ctx, tx, actor, scope, p, ids); err != nil {
		return 0, err
	}
	if err := p.counted(ctx, tx, scope, v, ids); err != nil {
		return 0, err
	}
	return s.keep(ctx, tx, actor, scope, p, ids, moves, v.Sentence)
}

// id is the unit that a ref means, once the new ones are founded.
func (r ref) of(ids []int64) int64 {
	if r.new > 0 {
		return ids[r.new-1]
	}
	return r.id
}

func (s *Service) foundAll(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p *plan) ([]int64, error) {
	ids := make([]int64, len(p.founded))
	for i, f := range p.founded {
		d := f.draft
		d.ParentID = f.under.of(ids)
		id, err := s.Org.FoundTx(ctx, tx, scope, d)
		if err != nil {
			return nil, err
		}
		ids[i] = id
		told := fmt.Sprintf("Lập %s “%s” trực thuộc %s từ %s khi %s", d.Kind.Label(), d.Name, p.nameOf(f.under), vi.Date(d.From), lower(p.draft.Kind.Label()))
		if err := s.Org.RecordTx(ctx, tx, actor, id, told, p.draft.Basis); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// movePeople moves everybody whom the plan names and the offices of units that go on elsewhere.
func (s *Service) movePeople(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p *plan, ids []int64) ([]member.Move, error) {
	var moves []member.Move
	for _, t := range p.moves {
		list, err := s.Member.MovesTx(ctx, tx, scope, member.Leaving{From: t.from.ID, To: t.to.of(ids), Only: t.members, Day: p.draft.On, Reason: p.draft.Kind.Label() + ": " + p.draft.Basis})
		if err != nil {
			return nil, err
		}
		moves = append(moves, list...)
	}
	if err := s.Member.MoveTx(ctx, tx, actor, scope, p.draft.On, moves); err != nil {
		return nil, err
	}
	for _, e := range p.ended {
		if err := s.Account.MoveTermsTx(ctx, tx, scope, e.unit.ID, e.to.of(ids), p.draft.On); err != nil {
			return nil, err
		}
	}
	return moves, nil
}

func (s *Service) endAll(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p *plan, ids []int64) error {
	for _, e := range p.ended {
		to := e.to.of(ids)
		told := fmt.Sprintf("%s kết thúc từ %s, tiếp tục là %s", e.unit.Name, vi.Date(p.draft.On), p.nameOf(e.to))
		event := org.Event{Kind: e.as, OtherUnitID: &to, Note: p.draft.Basis}
		if err := s.Org.CloseTx(ctx, tx, actor, scope, e.unit, p.draft.On, event, told); err != nil {
			return err
		}
	}
	for _, part := range p.splits {
		to := part.of(ids)
		if err := s.Org.NoteTx(ctx, tx, scope, org.Event{UnitID: p.draft.Units[0], HappenedOn: p.draft.On, Kind: org.Split, OtherUnitID: &to, Note: p.draft.Basis}); err != nil {
			return err
		}
	}
	return nil
}

const headsSQL = `
SELECT s.unit_id, count(*)
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = ANY (@cells) AND s.kind = 'work' AND s.valid_to IS NULL
GROUP BY s.unit_id`

// heads counts who is in cells without an end.
func heads(ctx context.Context, tx pgx.Tx, scope authz.Scope, cells []int64) (map[int64]int, error) {
	counts := make(map[int64]int, len(cells))
	var id int64
	var n int
	rows, _ := tx.Query(ctx, headsSQL, scope.Args(pgx.StrictNamedArgs{"cells": cells}))
	if _, err := pgx.ForEachRow(rows, []any{&id, &n}, func() error { counts[id] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count the members: %w", err)
	}
	return counts, nil
}

// preview counts before, and reckons after.
func (p *plan) preview(ctx context.Context, tx pgx.Tx, scope authz.Scope) (Preview, error) {
	cells := make([]int64, len(p.involved))
	for i, u := range p.involved {
		cells[i] = u.ID
	}
	before, err := heads(ctx, tx, scope, cells)
	if err != nil {
		return Preview{}, err
	}
	after := map[ref]int{}
	for _, u := range p.involved {
		after[ref{id: u.ID}] = before[u.ID]
	}
	for _, t := range p.moves {
		n := before[t.from.ID]
		if t.members != nil {
			n = len(t.members)
		}
		after[ref{id: t.from.ID}] -= n
		after[t.to] += n
	}
	v := Preview{Sentence: p.sentence()}
	for _, u := range p.involved {
		_, ends := slices.BinarySearch(p.endedIDs(), u.ID)
		v.Outcomes = append(v.Outcomes, Outcome{Name: u.Name, Above: p.nameOf(ref{id: u.ParentID}), Before: before[u.ID], After: after[ref{id: u.ID}], Ends: ends})
	}
	for i, f := range p.founded {
		if f.draft.Kind.IsCell() {
			v.Outcomes = append(v.Outcomes, Outcome{Name: f.draft.Name, Above: p.nameOf(f.under), After: after[ref{new: i + 1}], New: true})
		}
	}
	return v, nil
}

func (p *plan) endedIDs() []int64 {
	ids := make([]int64, len(p.ended))
	for i, e := range p.ended {
		ids[i] = e.unit.ID
	}
	slices.Sort(ids)
	return ids
}

// sentence tells the whole in one line.
func (p *plan) sentence() string {
	var names []string
	for _, e := range p.ended {
		if slices.Contains(p.draft.Units, e.unit.ID) {
			names = append(names, e.unit.Name)
		}
	}
	list := joined(names)
	switch p.draft.Kind {
	case Merge:
		return fmt.Sprintf("Sáp nhập %s thành %s từ %s", list, p.nameOf(p.ended[len(p.ended)-1].to), vi.Date(p.draft.On))
	case Split:
		return fmt.Sprintf("Tách %s ra từ %s, từ %s", p.draft.Name, p.nameOf(ref{id: p.draft.Units[0]}), vi.Date(p.draft.On))
	}
	return fmt.Sprintf("Chuyển %s về trực thuộc %s từ %s", list, p.nameOf(ref{id: p.draft.Into}), vi.Date(p.draft.On))
}

// counted refuses to end with another number of people in any cell than the preview reckoned.
func (p *plan) counted(ctx context.Context, tx pgx.Tx, scope authz.Scope, v Preview, ids []int64) error {
	var cells []int64
	var want []int
	for i, u := range p.involved {
		cells, want = append(cells, u.ID), append(want, v.Outcomes[i].After)
	}
	n := len(p.involved)
	for i, f := range p.founded {
		if f.draft.Kind.IsCell() {
			cells, want = append(cells, ids[i]), append(want, v.Outcomes[n].After)
			n++
		}
	}
	got, err := heads(ctx, tx, scope, cells)
	if err != nil {
		return err
	}
	for i, c := range cells {
		if got[c] != want[i] {
			return apperr.Conflict(fmt.Sprintf("Số đảng viên trước và sau không khớp ở %s: %d người, phải là %d. Chưa ghi gì; đồng chí xem lại danh sách rồi làm lại.", v.Outcomes[i].Name, got[c], want[i]))
		}
	}
	return nil
}

const keepSQL = `
INSERT INTO reorganisations (committee_id, kind, unit_id, holds_from, basis, summary, founded, ended, went_to, moves, done_at, done_by)
SELECT u.committee_id, @kind, u.id, @on, @basis, @summary, @founded, @ended, @went, @moves::jsonb, @now, @by
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @top
RETURNING id`

func (s *Service) keep(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p *plan, ids []int64, moves []member.Move, told string) (id int64, err error) {
	raw, err := json.Marshal(moves)
	if err != nil {
		return 0, fmt.Errorf("keep the moves: %w", err)
	}
	ended, went := make([]int64, len(p.ended)), make([]int64, len(p.ended))
	for i, e := range p.ended {
		ended[i], went[i] = e.unit.ID, e.to.of(ids)
	}
	err = tx.QueryRow(ctx, keepSQL, scope.Args(pgx.StrictNamedArgs{
		"kind": string(p.draft.Kind), "top": p.top.ID, "on": p.draft.On, "basis": p.draft.Basis, "summary": told,
		"founded": ids, "ended": ended, "went": went, "moves": string(raw), "now": s.Now(), "by": actor.Name,
	})).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("keep the reorganisation: %w", err)
	}
	return id, s.Org.RecordTx(ctx, tx, actor, p.top.ID, told, p.draft.Basis)
}

const unsentSQL = `
SELECT u.name, f.month, f.until
FROM cell_month_facts f
JOIN units u ON u.committee_id = f.committee_id AND u.id = f.cell_id
WHERE f.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND f.cell_id = ANY (@cells)
    AND f.until < @on AND f.until >= date_trunc('month', @on::date) - interval '3 months'
    AND f.packet_state IN ('open', 'returned') AND f.members_expected > 0
ORDER BY u.name, f.month`

// unsent names the last months that cells which end have not sent.
func unsent(ctx context.Context, tx pgx.Tx, scope authz.Scope, p *plan) ([]string, error) {
	var list []string
	var name string
	var month, until time.Time
	rows, _ := tx.Query(ctx, unsentSQL, scope.Args(pgx.StrictNamedArgs{"cells": p.endedIDs(), "on": p.draft.On}))
	_, err := pgx.ForEachRow(rows, []any{&name, &month, &until}, func() error {
		list = append(list, name+", "+period.Spanning(month, until).Label())
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for months that were not sent: %w", err)
	}
	return list, nil
}
