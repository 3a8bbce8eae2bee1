// Package export hands the committee's lists out as workbooks, with the columns in which they are read: what was handed out
// and comes back unchanged changes nothing.
//
// It writes no table, but leaves an entry in the trail when whole identity numbers go out. What must never happen: a whole
// number for somebody who may not import, or a cell that becomes a formula.
package export

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/award"
	"tusoi/internal/complaint"
	"tusoi/internal/discipline"
	"tusoi/internal/inspection"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/meeting"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/remedy"
	"tusoi/internal/roll"
	"tusoi/internal/study"
	"tusoi/internal/vi"
)

// Service hands lists out.
type Service struct {
	DB     postgres.DB
	Now    func() time.Time
	Org    *org.Service
	Remedy *remedy.Service
	Award  *award.Service
	Study  *study.Service

	Discipline *discipline.Service
	Inspection *inspection.Service
	Complaint  *complaint.Service
	Meeting    *meeting.Service
}

// Units writes the organisations of the actor's scope, those above before those below.
func (s *Service) Units(ctx context.Context, actor authz.Actor, w io.Writer) error {
	tree, err := s.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	today := vi.Today(s.Now())
	names := compare.UnitNames(tree, today)
	return workbook.WriteList(w, compare.LayoutOf(compare.Units), func(put func([]string) error) error {
		for _, u := range tree.Under(tree.Root().ID) {
			if u.ID == tree.Root().ID || !u.StandsOn(today) {
				continue
			}
			parent := names[u.ParentID]
			if parent == "" && u.ParentID != tree.Root().ID { // above the actor's scope
				parent = tree.Name(u.ParentID)
			}
			if err := put(compare.UnitRow(u, parent)); err != nil {
				return err
			}
		}
		return nil
	})
}

// membersSQL finds whom the members' page finds, with the same words. Whole numbers are for the branches in @whole.
const membersSQL = `
SELECT m.full_name, m.card_number,
    CASE WHEN m.identity_number = '' OR u.path <@ ANY (@whole::text[]::ltree[]) THEN m.identity_number
        ELSE '•••••••• ' || right(m.identity_number, 4) END AS identity_number,
    m.birth_date, m.birth_year_only, m.decided_on, m.admitted_on, m.official_on, m.standing, m.party_post, m.state_post, m.mass_post,
    s.state, s.unit_id, coalesce(h.unit_id, 0) AS home_id
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
LEFT JOIN memberships h ON h.committee_id = s.committee_id AND h.member_id = s.member_id AND h.kind = 'residence'
    AND h.valid_from <= @today AND (h.valid_to IS NULL OR h.valid_to > @today)
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND (@unit::bigint = 0 OR u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND s.kind = 'work' AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
    AND m.search_key LIKE
        '%' || replace(replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_'), ' ', '%') || '%'
ORDER BY u.path, m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", m.id`

// Members writes whom the members' page shows with the same filter, all pages of it. Identity numbers are whole for who may
// import, and then the trail says so; for anybody else they are masked.
func (s *Service) Members(ctx context.Context, actor authz.Actor, f roll.Filter, w io.Writer) error {
	scope, err := actor.Scope(authz.MemberRead)
	if err != nil {
		return err
	}
	tree, err := s.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	at := tree.Root()
	if f.Unit != 0 {
		if at, err = tree.Unit(f.Unit); err != nil {
			return err
		}
	}
	whole := []string{}
	if imports, err := actor.Scope(authz.ImportRun); err == nil {
		whole, _ = imports.Args(nil)["scope"].([]string)
	}
	today := vi.Today(s.Now())
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, membersSQL, scope.Args(pgx.StrictNamedArgs{"unit": f.Unit, "query": vi.Clean(f.Query), "today": today, "whole": whole}))
		n, err := writeMembers(w, rows, compare.CellNames(tree, today))
		if err != nil || len(whole) == 0 {
			return err
		}
		return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
			UnitID: at.ID, Action: authz.ImportRun, ObjectKind: "unit", ObjectID: at.ID,
			Summary: fmt.Sprintf("Tải danh sách đảng viên có số CCCD của %s: %s người", at.Name, vi.Int(n)),
		})
	})
}

// writeMembers writes rows as they come.
func writeMembers(w io.Writer, rows pgx.Rows, names map[int64]string) (n int, err error) {
	defer rows.Close()
	err = workbook.WriteList(w, compare.LayoutOf(compare.Members), func(put func([]string) error) error {
		var m member.Member
		var state member.State
		var cell, home int64
		_, err := pgx.ForEachRow(rows, []any{&m.FullName, &m.CardNumber, &m.IdentityNumber, &m.BirthDate, &m.BirthYearOnly, &m.DecidedOn,
			&m.AdmittedOn, &m.OfficialOn, &m.Standing, &m.PartyPost, &m.StatePost, &m.MassPost, &state, &cell, &home}, func() error {
			n++
			return put(compare.MemberRow(m, state, names[cell], names[home]))
		})
		return err
	})
	return n, err
}
