package member

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

// columns are the values of many members, one slice a column, as unnest takes them.
func columns(members []Member) pgx.StrictNamedArgs {
	n := len(members)
	ids, years := make([]int64, n), make([]bool, n)
	full, family, middle, given := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	cards, identities, standings := make([]string, n), make([]string, n), make([]string, n)
	posts, jobs := make([]string, n), make([]string, n)
	states, masses, employments := make([]string, n), make([]string, n), make([]string, n)
	births, decided := make([]*time.Time, n), make([]*time.Time, n)
	admitted, official := make([]*time.Time, n), make([]*time.Time, n)
	for i, m := range members {
		ids[i], years[i] = m.ID, m.BirthYearOnly
		full[i], family[i], middle[i], given[i] = m.FullName, m.FamilyName, m.MiddleName, m.GivenName
		cards[i], identities[i], standings[i] = m.CardNumber, m.IdentityNumber, string(m.Standing)
		posts[i], states[i], masses[i], jobs[i] = m.PartyPost, m.StatePost, m.MassPost, m.Job
		employments[i] = string(m.Employment)
		births[i], decided[i], admitted[i], official[i] = m.BirthDate, m.DecidedOn, m.AdmittedOn, m.OfficialOn
	}
	return pgx.StrictNamedArgs{
		"ids": ids, "full": full, "family": family, "middle": middle, "given": given, "cards": cards,
		"identities": identities, "births": births, "years": years, "decided": decided, "admitted": admitted, "official": official,
		"standings": standings, "posts": posts, "state_posts": states, "mass_posts": masses, "jobs": jobs, "employments": employments,
	}
}

const insertMembersSQL = `
INSERT INTO members (committee_id, id, full_name, family_name, middle_name, given_name, card_number, identity_number,
    birth_date, birth_year_only, decided_on, admitted_on, official_on, standing, party_post, state_post, mass_post, job, employment, updated_at)
SELECT u.committee_id, t.id, t.full_name, t.family, t.middle, t.given, t.card, t.identity,
    t.birth, t.year_only, t.decided, t.admitted, t.official, t.standing, t.post, t.state_post, t.mass_post, t.job, t.employment, @now
FROM unnest(@ids::bigint[], @units::bigint[], @full::text[], @family::text[], @middle::text[], @given::text[],
    @cards::text[], @identities::text[], @births::date[], @years::boolean[], @decided::date[], @admitted::date[], @official::date[],
    @standings::text[], @posts::text[], @state_posts::text[], @mass_posts::text[], @jobs::text[], @employments::text[])
    AS t (id, unit_id, full_name, family, middle, given, card, identity, birth, year_only, decided, admitted, official, standing,
        post, state_post, mass_post, job, employment)
JOIN units u ON u.committee_id = @committee AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`

func insertMembers(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, added []Added) error {
	if len(added) == 0 {
		return nil
	}
	members, units := make([]Member, len(added)), make([]int64, len(added))
	for i, a := range added {
		members[i], units[i] = a.Member, a.UnitID
	}
	args := columns(members)
	args["units"], args["now"] = units, now
	tag, err := tx.Exec(ctx, insertMembersSQL, scope.Args(args))
	return refused(err, tag.RowsAffected(), int64(len(added)))
}

const updateMembersSQL = `
UPDATE members m
SET full_name = t.full_name, family_name = t.family, middle_name = t.middle, given_name = t.given, card_number = t.card,
    identity_number = t.identity, birth_date = t.birth, birth_year_only = t.year_only, decided_on = t.decided,
    admitted_on = t.admitted, official_on = t.official, standing = t.standing, party_post = t.post, state_post = t.state_post,
    mass_post = t.mass_post, job = t.job, employment = t.employment, version = m.version + 1,
    updated_at = @now
FROM unnest(@ids::bigint[], @versions::int[], @full::text[], @family::text[], @middle::text[], @given::text[],
    @cards::text[], @identities::text[], @births::date[], @years::boolean[], @decided::date[], @admitted::date[], @official::date[],
    @standings::text[], @posts::text[], @state_posts::text[], @mass_posts::text[], @jobs::text[], @employments::text[])
    AS t (id, version, full_name, family, middle, given, card, identity, birth, year_only, decided, admitted, official, standing,
        post, state_post, mass_post, job, employment)
WHERE m.committee_id = @committee AND m.id = t.id AND m.version = t.version
    AND EXISTS (
        SELECT FROM memberships s
        JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
        WHERE s.committee_id = m.committee_id AND s.member_id = m.id AND u.path <@ ANY (@scope::text[]::ltree[])
    )`

func updateMembers(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, changed []Changed) error {
	if len(changed) == 0 {
		return nil
	}
	members, versions := make([]Member, len(changed)), make([]int32, len(changed))
	for i, c := range changed {
		members[i], versions[i] = c.Member, int32(c.Version)
	}
	args := columns(members)
	args["versions"], args["now"] = versions, now
	tag, err := tx.Exec(ctx, updateMembersSQL, scope.Args(args))
	return refused(err, tag.RowsAffected(), int64(len(changed)))
}

// The three ways to change places take the same arguments and have the same list t of moves.
const (
	correctSQL = `
UPDATE memberships s
SET unit_id = t.unit_id, state = t.state, valid_to = NULL, end_reason = ''
FROM unnest(@places::bigint[], @members::bigint[], @units::bigint[], @kinds::text[], @states::text[], @reasons::text[])
    AS t (place_id, member_id, unit_id, kind, state, reason)
JOIN units u ON u.committee_id = @committee AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE s.committee_id = @committee AND s.id = t.place_id AND s.member_id = t.member_id AND s.kind = t.kind
    AND s.valid_from >= @today::date
    AND EXISTS (
        SELECT FROM units v
        WHERE v.committee_id = s.committee_id AND v.id = s.unit_id AND v.path <@ ANY (@scope::text[]::ltree[])
    )`
	closeSQL = `
UPDATE memberships s
SET valid_to = greatest(@today::date, s.valid_from + 1), end_reason = t.reason
FROM unnest(@places::bigint[], @members::bigint[], @units::bigint[], @kinds::text[], @states::text[], @reasons::text[])
    AS t (place_id, member_id, unit_id, kind, state, reason), units u
WHERE s.committee_id = @committee AND s.id = t.place_id AND s.member_id = t.member_id AND s.kind = t.kind
    AND (s.valid_to IS NULL OR s.valid_to > @today)
    AND u.committee_id = s.committee_id AND u.id = s.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
	openSQL = `
INSERT INTO memberships (committee_id, member_id, unit_id, kind, state, valid_from)
SELECT u.committee_id, t.member_id, t.unit_id, t.kind, t.state, @today
FROM unnest(@places::bigint[], @members::bigint[], @units::bigint[], @kinds::text[], @states::text[], @reasons::text[])
    AS t (place_id, member_id, unit_id, kind, state, reason)
JOIN units u ON u.committee_id = @committee AND u.id = t.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @today AND (u.valid_to IS NULL OR u.valid_to > @today)`
)

func movePlaces(ctx context.Context, tx pgx.Tx, scope authz.Scope, sql string, today time.Time, moves []Move) error {
	if len(moves) == 0 {
		return nil
	}
	n := len(moves)
	places, members, units := make([]int64, n), make([]int64, n), make([]int64, n)
	kinds, states, reasons := make([]string, n), make([]string, n), make([]string, n)
	for i, m := range moves {
		places[i], members[i], units[i] = m.From.PlaceID, m.MemberID, m.UnitID
		kinds[i], states[i], reasons[i] = string(m.Kind), string(m.State), m.Reason
	}
	tag, err := tx.Exec(ctx, sql, scope.Args(pgx.StrictNamedArgs{
		"places": places, "members": members, "units": units, "kinds": kinds, "states": states, "reasons": reasons,
		"today": today,
	}))
	return refused(err, tag.RowsAffected(), int64(n))
}
