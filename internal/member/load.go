package member

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Batch is people made elsewhere, with their ids.
type Batch struct {
	Members     []Member
	Memberships []Membership
}

const (
	membersSerialSQL     = `SELECT setval(pg_get_serial_sequence('members', 'id'), (SELECT coalesce(max(id), 1) FROM members))`
	membershipsSerialSQL = `SELECT setval(pg_get_serial_sequence('memberships', 'id'), (SELECT coalesce(max(id), 1) FROM memberships))`
)

// LoadTx copies people in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, now time.Time, b Batch) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"members"},
		[]string{"committee_id", "id", "full_name", "family_name", "middle_name", "given_name", "card_number",
			"identity_number", "birth_date", "birth_year_only", "decided_on", "admitted_on", "official_on", "standing", "party_post",
			"state_post", "mass_post", "job", "employment", "updated_at"},
		pgx.CopyFromSlice(len(b.Members), func(i int) ([]any, error) {
			m := b.Members[i]
			return []any{committee, m.ID, m.FullName, m.FamilyName, m.MiddleName, m.GivenName, m.CardNumber,
				m.IdentityNumber, m.BirthDate, m.BirthYearOnly, m.DecidedOn, m.AdmittedOn, m.OfficialOn, string(m.Standing), m.PartyPost,
				m.StatePost, m.MassPost, m.Job, string(m.Employment), now}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy members: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"memberships"},
		[]string{"committee_id", "id", "member_id", "unit_id", "kind", "state", "valid_from", "valid_to", "end_reason"},
		pgx.CopyFromSlice(len(b.Memberships), func(i int) ([]any, error) {
			m := b.Memberships[i]
			return []any{committee, m.ID, m.MemberID, m.UnitID, string(m.Kind), string(m.State), m.ValidFrom, m.ValidTo, m.EndReason}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy memberships: %w", err)
	}
	for _, sql := range []string{membersSerialSQL, membershipsSerialSQL} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("set the next member id: %w", err)
		}
	}
	return nil
}
