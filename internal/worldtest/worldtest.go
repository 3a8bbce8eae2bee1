// Package worldtest makes a small committee for tests, by plain SQL and valid by default: a root, two grassroots
// organisations with two cells each, one grassroots cell, four members a cell, an actor for every role, and a second
// committee that nobody of the first may ever see. Only tests may import it.
package worldtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

// Now is the moment at which the tests' world is looked at: 20 November 2026, 09:00 in Vietnam.
var Now = time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)

// Clock gives [Now] to a service.
func Clock() time.Time { return Now }

// Date is a day at UTC midnight.
func Date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// Unit is a unit of the world.
type Unit struct {
	ID   int64
	Path string
	Name string
}

// World is a small committee. Cell and Sister lie under the same grassroots organisation, Far under another.
type World struct {
	Committee                                int64
	Root, Org, OtherOrg                      Unit
	Cell, Sister, Far, FarSister, GrassCell  Unit
	Members                                  map[int64][]int64 // by cell: An (secretary), Bình, Cúc, Dũng (exempt)
	Admin, Office, Leader, Grassroots        authz.Actor
	Inspector                                authz.Actor // of the committee's inspection board
	Secretary, SisterSecretary, FarSecretary authz.Actor
	Member                                   authz.Actor // Bình of Cell
	Stranger                                 authz.Actor // office of the second committee
	StrangerCell                             Unit
	StrangerMember                           int64
}

const committeeSQL = `
WITH c AS (
    INSERT INTO committees (name, superior_name, place, document_mark) VALUES ($1, 'Tỉnh ủy Thử', 'Thử', 'HU') RETURNING id)
INSERT INTO period_rules (committee_id, from_month, due_day) SELECT id, '1930-01-01', 25 FROM c RETURNING committee_id`

// New makes the world in the database.
func New(t testing.TB, db postgres.DB) World {
	t.Helper()
	m := maker{t: t, db: db, ctx: context.Background()}
	w := World{Members: map[int64][]int64{}}
	w.Committee = m.id(committeeSQL, "Huyện ủy Thử")
	m.committee = w.Committee
	w.Root = m.unit(nil, "committee", "Huyện ủy Thử")
	w.Org = m.unit(&w.Root, "grassroots", "Đảng ủy xã Một")
	w.OtherOrg = m.unit(&w.Root, "grassroots", "Đảng ủy xã Hai")
	for _, c := range []struct {
		unit   *Unit
		parent *Unit
		kind   string
		name   string
	}{
		{&w.Cell, &w.Org, "cell", "Chi bộ ấp Đông"}, {&w.Sister, &w.Org, "cell", "Chi bộ ấp Tây"},
		{&w.Far, &w.OtherOrg, "cell", "Chi bộ ấp Nam"}, {&w.FarSister, &w.OtherOrg, "cell", "Chi bộ ấp Bắc"},
		{&w.GrassCell, &w.Root, "grassroots_cell", "Chi bộ Trường Thử"},
	} {
		*c.unit = m.unit(c.parent, c.kind, c.name)
		w.Members[c.unit.ID] = m.members(*c.unit)
	}
	w.Admin = m.actor("Quản trị viên", authz.Admin, w.Root, 0)
	w.Office = m.actor("Cán bộ Văn phòng", authz.Office, w.Root, 0)
	w.Leader = m.actor("Phó bí thư Thường trực", authz.Leader, w.Root, 0)
	w.Inspector = m.actor("Ủy viên Ủy ban Kiểm tra", authz.Inspector, w.Root, 0)
	w.Grassroots = m.actor("Bí thư Đảng ủy xã Một", authz.Grassroots, w.Org, 0)
	w.Secretary = m.actor("Bí thư ấp Đông", authz.Secretary, w.Cell, w.Members[w.Cell.ID][0])
	w.SisterSecretary = m.actor("Bí thư ấp Tây", authz.Secretary, w.Sister, w.Members[w.Sister.ID][0])
	w.FarSecretary = m.actor("Bí thư ấp Nam", authz.Secretary, w.Far, w.Members[w.Far.ID][0])
	w.Member = m.actor("Trần Thị Bình", authz.Member, w.Cell, w.Members[w.Cell.ID][1])

	m.committee = m.id(committeeSQL, "Huyện ủy Khác")
	other := m.unit(nil, "committee", "Huyện ủy Khác")
	w.StrangerCell = m.unit(&other, "grassroots_cell", "Chi bộ Khác")
	w.StrangerMember = m.members(w.StrangerCell)[0]
	w.Stranger = m.actor("Cán bộ Huyện khác", authz.Office, other, 0)
	return w
}

type maker struct {
	t         testing.TB
	db        postgres.DB
	ctx       context.Context
	committee int64
	cards     int
}

func (m *maker) id(sql string, args ...any) int64 {
	m.t.Helper()
	var id int64
	if err := m.db.QueryRow(m.ctx, sql, args...).Scan(&id); err != nil {
		m.t.Fatalf("worldtest: %v\n%s", err, sql)
	}
	return id
}

func (m *maker) unit(parent *Unit, kind, name string) Unit {
	m.t.Helper()
	u := Unit{Name: name}
	var parentID *int64
	prefix := ""
	if parent != nil {
		parentID, prefix = &parent.ID, parent.Path+"."
	}
	u.ID = m.id(`SELECT nextval(pg_get_serial_sequence('units', 'id'))`)
	u.Path = fmt.Sprintf("%s%d", prefix, u.ID)
	m.id(`INSERT INTO units (committee_id, id, parent_id, kind, type, name, path, valid_from, updated_at)
		VALUES ($1, $2, $3, $4, 'rural', $5, $6::text::ltree, '2015-01-01', now()) RETURNING id`,
		m.committee, u.ID, parentID, kind, name, u.Path)
	return u
}

// members puts An (full), Bình (full), Cúc (probationary) and Dũng (full, exempt) into the cell.
func (m *maker) members(cell Unit) []int64 {
	m.t.Helper()
	var ids []int64
	for _, p := range []struct{ family, middle, given, standing, post, state string }{
		{"Nguyễn", "Văn", "An", "full", "Bí thư", "active"},
		{"Trần", "Thị", "Bình", "full", "", "active"},
		{"Lê", "Thị", "Cúc", "probationary", "", "active"},
		{"Phạm", "Văn", "Dũng", "full", "", "exempt"},
	} {
		m.cards++
		id := m.id(`INSERT INTO members (committee_id, full_name, family_name, middle_name, given_name, card_number,
				birth_date, admitted_on, official_on, standing, party_post, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, '1970-05-19', '2000-02-03', '2001-02-03', $7, $8, now()) RETURNING id`,
			m.committee, p.family+" "+p.middle+" "+p.given, p.family, p.middle, p.given,
			fmt.Sprintf("87.%06d", m.cards), p.standing, p.post)
		m.id(`INSERT INTO memberships (committee_id, member_id, unit_id, kind, state, valid_from)
			VALUES ($1, $2, $3, 'work', $4, '2015-01-01') RETURNING id`, m.committee, id, cell.ID, p.state)
		ids = append(ids, id)
	}
	return ids
}

func (m *maker) actor(name string, role authz.Role, unit Unit, member int64) authz.Actor {
	m.t.Helper()
	var memberID *int64
	if member != 0 {
		memberID = &member
	}
	user := m.id(`INSERT INTO users (committee_id, login, name, member_id, created_at)
		VALUES ($1, 'u' || nextval(pg_get_serial_sequence('terms', 'id')), $2, $3, now()) RETURNING id`,
		m.committee, name, memberID)
	m.id(`INSERT INTO terms (committee_id, user_id, unit_id, role, valid_from)
		VALUES ($1, $2, $3, $4, '2020-01-01') RETURNING id`, m.committee, user, unit.ID, string(role))
	return authz.Actor{
		Committee: m.committee, User: user, Name: name, MemberID: member,
		Posts: []authz.Post{{Role: role, UnitID: unit.ID, UnitName: unit.Name, Path: unit.Path}},
	}
}

// PledgeItem gives a member of a cell one pledge item in an approved sheet of the year and returns the item's id.
func (w World) PledgeItem(t testing.TB, db postgres.DB, cell Unit, member int64, year int, content string) int64 {
	t.Helper()
	m := maker{t: t, db: db, ctx: context.Background(), committee: w.Committee}
	pledge := m.id(`INSERT INTO pledges (committee_id, member_id, cell_id, year, state, approved_at, updated_at)
		VALUES ($1, $2, $3, $4, 'approved', now(), now())
		ON CONFLICT (committee_id, member_id, year) DO UPDATE SET version = pledges.version + 1 RETURNING id`,
		w.Committee, member, cell.ID, year)
	return m.id(`INSERT INTO pledge_items (committee_id, pledge_id, member_id, cell_id, year, heading, position, content, target, due_on)
		SELECT $1, $2, $3, $4, $5::int, 'duty', count(*) + 1, $6, '', make_date($5::int, 12, 31)
		FROM pledge_items WHERE committee_id = $1 AND pledge_id = $2 RETURNING id`,
		w.Committee, pledge, member, cell.ID, year, content)
}

// Task gives a member of a cell (or the cell, member 0) one task and returns the assignment's id.
func (w World) Task(t testing.TB, db postgres.DB, cell Unit, member int64, title string, given, due time.Time) int64 {
	t.Helper()
	m := maker{t: t, db: db, ctx: context.Background(), committee: w.Committee}
	task := m.id(`INSERT INTO tasks (committee_id, giver_unit_id, title, basis, given_on, due_on, form_key)
		VALUES ($1, $2, $3, 'KH 45-KH/HU', $4, $5, gen_random_uuid()) RETURNING id`,
		w.Committee, w.Root.ID, title, given, due)
	var memberID *int64
	if member != 0 {
		memberID = &member
	}
	return m.id(`INSERT INTO assignments (committee_id, task_id, cell_id, member_id, given_on, due_on)
		VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`, w.Committee, task, cell.ID, memberID, given, due)
}

// Exec runs one statement or fails the test.
func Exec(t testing.TB, db postgres.DB, sql string, args pgx.StrictNamedArgs) {
	t.Helper()
	if _, err := db.Exec(context.Background(), sql, args); err != nil {
		t.Fatalf("worldtest: %v\n%s", err, sql)
	}
}
