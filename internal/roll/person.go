package roll

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/postgres"
)

// Place is a membership with the name of its unit.
type Place struct {
	member.Membership
	UnitName string
}

// Person is a member with every place they were or are in, the newest first. The identity number is masked.
type Person struct {
	member.Member
	Version int
	Places  []Place `db:"-"`
}

// On is the place of a kind in which the person is on a day; false when there is none.
func (p Person) On(kind member.Kind, day time.Time) (Place, bool) {
	for _, at := range p.Places {
		if at.Kind == kind && !at.ValidFrom.After(day) && (at.ValidTo == nil || at.ValidTo.After(day)) {
			return at, true
		}
	}
	return Place{}, false
}

const personSQL = `
SELECT m.id, m.full_name, m.family_name, m.middle_name, m.given_name, m.card_number,
    CASE WHEN m.identity_number = '' THEN '' ELSE '•••••••• ' || right(m.identity_number, 4) END AS identity_number,
    m.birth_date, m.birth_year_only, m.decided_on, m.admitted_on, m.official_on, m.standing, m.party_post, m.state_post, m.mass_post,
    m.job, m.employment, m.version
FROM members m
WHERE m.committee_id = @committee AND m.id = @member
    AND EXISTS (
        SELECT FROM memberships s
        JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
        WHERE s.committee_id = m.committee_id AND s.member_id = m.id AND u.path <@ ANY (@scope::text[]::ltree[])
    )`

// placesSQL gives the whole history of a person who was ever inside the scope: a cell knows where its people came from
// and where they went.
const placesSQL = `
SELECT s.id, s.member_id, s.unit_id, s.kind, s.state, s.valid_from, s.valid_to, s.end_reason, u.name AS unit_name
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND s.member_id = @member
    AND EXISTS (
        SELECT FROM memberships o
        JOIN units v ON v.committee_id = o.committee_id AND v.id = o.unit_id
        WHERE o.committee_id = s.committee_id AND o.member_id = s.member_id AND v.path <@ ANY (@scope::text[]::ltree[])
    )
ORDER BY s.valid_from DESC, s.kind DESC, s.id DESC`

// Get is one person who is, or once was, in a unit of the actor's scope.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id int64) (Person, error) {
	scope, err := actor.Scope(authz.MemberRead)
	if err != nil {
		return Person{}, err
	}
	var p Person
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		args := scope.Args(pgx.StrictNamedArgs{"member": id})
		rows, _ := tx.Query(ctx, personSQL, args)
		if p, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Person]); err != nil {
			return err
		}
		rows, _ = tx.Query(ctx, placesSQL, args)
		p.Places, err = pgx.CollectRows(rows, pgx.RowToStructByName[Place])
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return Person{}, apperr.NotFound("Không tìm thấy đảng viên này trong phạm vi của đồng chí.")
	}
	return p, err
}
