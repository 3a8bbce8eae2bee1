package worldtest

import (
	"context"
	"testing"

	"tusoi/internal/postgres"
)

// Outsider puts somebody who is no Party member into a cell, which is opened for such people, and returns their id.
func (w World) Outsider(t testing.TB, db postgres.DB, cell Unit) int64 {
	t.Helper()
	m := maker{t: t, db: db, ctx: context.Background(), committee: w.Committee}
	m.id(`UPDATE units SET beyond = true WHERE committee_id = $1 AND id = $2 RETURNING id`, w.Committee, cell.ID)
	id := m.id(`INSERT INTO members (committee_id, full_name, family_name, middle_name, given_name, birth_date, standing, employment, state_post, updated_at)
		VALUES ($1, 'Võ Thị Ngoài', 'Võ', 'Thị', 'Ngoài', '1995-04-30', 'cadre', 'civil_servant', 'Chuyên viên', now()) RETURNING id`, w.Committee)
	m.id(`INSERT INTO memberships (committee_id, member_id, unit_id, kind, state, valid_from)
		VALUES ($1, $2, $3, 'beyond', 'active', '2020-01-01') RETURNING id`, w.Committee, id, cell.ID)
	return id
}
