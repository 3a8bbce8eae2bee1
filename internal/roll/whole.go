package roll

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/member"
)

// Enrolled is a member with the places of today. The identity number is whole.
type Enrolled struct {
	member.Member
	Version   int
	Beyond    int64       // the cell in which they take part outside the Party; 0 for none
	Work      member.Post `db:"-"`
	Residence member.Post `db:"-"`
}

const rollSQL = `
SELECT m.id, m.full_name, m.family_name, m.middle_name, m.given_name, m.card_number, m.identity_number,
    m.birth_date, m.birth_year_only, m.decided_on, m.admitted_on, m.official_on, m.standing, m.party_post, m.state_post, m.mass_post,
    m.job, m.employment, m.version,
    coalesce((SELECT b.unit_id FROM memberships b WHERE b.committee_id = m.committee_id AND b.member_id = m.id AND b.kind = 'beyond' AND b.valid_to IS NULL), 0) AS beyond,
    coalesce(w.id, 0) AS work_id, coalesce(w.unit_id, 0) AS work_unit, coalesce(w.state, '') AS work_state,
    w.valid_from AS work_since, w.valid_to IS NOT NULL AS work_ends,
    coalesce(r.id, 0) AS home_id, coalesce(r.unit_id, 0) AS home_unit, coalesce(r.state, '') AS home_state,
    r.valid_from AS home_since, r.valid_to IS NOT NULL AS home_ends
FROM members m
LEFT JOIN memberships w ON w.committee_id = m.committee_id AND w.member_id = m.id AND w.kind = 'work'
    AND w.valid_from <= @today AND (w.valid_to IS NULL OR w.valid_to > @today)
LEFT JOIN memberships r ON r.committee_id = m.committee_id AND r.member_id = m.id AND r.kind = 'residence'
    AND r.valid_from <= @today AND (r.valid_to IS NULL OR r.valid_to > @today)
WHERE m.committee_id = @committee
    AND EXISTS (
        SELECT FROM memberships s
        JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
        WHERE s.committee_id = m.committee_id AND s.member_id = m.id AND u.path <@ ANY (@scope::text[]::ltree[])
    )
ORDER BY m.id`

// WholeTx is everybody who is or was where the actor has a right, unmasked: the right to import members, or to read them when a list
// only names them. Nothing of it may be shown as it is.
func WholeTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, right authz.Action, today time.Time) ([]Enrolled, error) {
	scope, err := actor.Scope(right)
	if err != nil {
		return nil, err
	}
	type row struct {
		Enrolled
		WorkID, WorkUnit     int64
		WorkState, HomeState member.State
		HomeID, HomeUnit     int64
		WorkSince, HomeSince *time.Time
		WorkEnds, HomeEnds   bool
	}
	rows, _ := tx.Query(ctx, rollSQL, scope.Args(pgx.StrictNamedArgs{"today": today}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, err
	}
	list := make([]Enrolled, 0, len(found))
	for _, r := range found {
		e := r.Enrolled
		e.Work = post(r.WorkID, r.WorkUnit, r.WorkState, r.WorkSince, r.WorkEnds)
		e.Residence = post(r.HomeID, r.HomeUnit, r.HomeState, r.HomeSince, r.HomeEnds)
		list = append(list, e)
	}
	return list, nil
}

func post(id, unit int64, state member.State, since *time.Time, ends bool) member.Post {
	p := member.Post{PlaceID: id, UnitID: unit, State: state, Ends: ends}
	if since != nil {
		p.Since = *since
	}
	return p
}
