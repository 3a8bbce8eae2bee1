// Package pledgepaper prints the sheets of commitments, filled or blank, in the form that members sign by hand.
//
// It owns no table. What must never happen: a promise on paper that is other than the one the months are asked about.
package pledgepaper

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/pledge"
	"tusoi/internal/pledgeform"
	"tusoi/internal/postgres"
)

// Service reads what is printed.
type Service struct {
	DB        postgres.DB
	Now       func() time.Time
	Pledge    *pledge.Service
	Committee *committee.Service
}

// Paper is a sheet with what else stands on its printed form.
type Paper struct {
	pledge.Sheet
	Form      pledgeform.Form
	AboveName string // of the organisation over the cell
	BirthDate *time.Time
	YearOnly  bool // of the birth only the year is known
	PartyPost string
	Job       string
}

const personSQL = `
SELECT m.id, a.name AS above_name, m.birth_date, m.birth_year_only AS year_only, m.party_post, coalesce(nullif(m.job, ''), m.state_post) AS job
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN units a ON a.committee_id = u.committee_id AND a.id = u.parent_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.kind IN ('work', 'beyond') AND m.id = ANY (@members)
    AND s.valid_from <= @day AND (s.valid_to IS NULL OR s.valid_to > @day)`

// Papers are the printed sheets of a member, or of a whole cell when member is 0: of everybody who must have one or has one.
func (s *Service) Papers(ctx context.Context, actor authz.Actor, cell, member int64, year int) ([]Paper, error) {
	scope, err := actor.Scope(authz.PledgeRead)
	if err != nil {
		return nil, err
	}
	if member != 0 {
		sheet, err := s.Pledge.Get(ctx, actor, member, year)
		if err != nil {
			return nil, err
		}
		return s.papers(ctx, scope, []pledge.Sheet{sheet}, year, true)
	}
	sheets, err := s.Pledge.Cell(ctx, actor, cell, year)
	if err != nil {
		return nil, err
	}
	return s.papers(ctx, scope, sheets, year, false)
}

// OwnPaper is the actor's own.
func (s *Service) OwnPaper(ctx context.Context, actor authz.Actor, year int) ([]Paper, error) {
	own, err := s.Pledge.Own(ctx, actor, year)
	if err != nil {
		return nil, err
	}
	scope, err := actor.Scope(authz.OwnRead)
	if err != nil {
		return nil, err
	}
	return s.papers(ctx, scope, []pledge.Sheet{own}, year, true)
}

func (s *Service) papers(ctx context.Context, scope authz.Scope, sheets []pledge.Sheet, year int, all bool) ([]Paper, error) {
	form, err := pledgeform.On(ctx, s.DB, scope.Committee(), year)
	if err != nil {
		return nil, err
	}
	at := map[int64]*Paper{}
	var list []*Paper
	var members []int64
	for _, sheet := range sheets {
		if all || sheet.Owed || sheet.PledgeID != 0 {
			p := &Paper{Sheet: sheet, Form: form}
			list, at[sheet.MemberID], members = append(list, p), p, append(members, sheet.MemberID)
		}
	}
	if len(list) == 0 {
		return nil, apperr.NotFound("Không tìm thấy bản cam kết nào để in trong phạm vi của đồng chí.")
	}
	rows, _ := s.DB.Query(ctx, personSQL, scope.Args(pgx.StrictNamedArgs{"members": members, "day": pledge.Day(year, s.Now())}))
	var id int64
	var one Paper
	_, err = pgx.ForEachRow(rows, []any{&id, &one.AboveName, &one.BirthDate, &one.YearOnly, &one.PartyPost, &one.Job}, func() error {
		p := at[id]
		p.AboveName, p.BirthDate, p.YearOnly, p.PartyPost, p.Job = one.AboveName, one.BirthDate, one.YearOnly, one.PartyPost, one.Job
		return nil
	})
	papers := make([]Paper, len(list))
	for i, p := range list {
		papers[i] = *p
	}
	return papers, err
}
