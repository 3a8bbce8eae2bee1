package worldtest

import (
	"context"
	"testing"
	"time"

	"tusoi/internal/postgres"
)

// crowdSQL makes members of a cell, each with an approved sheet of pledges and something said of each pledge in every month
// of the year before the last one, and nothing kept yet.
const crowdSQL = `
WITH people AS (
    INSERT INTO members (committee_id, full_name, family_name, middle_name, given_name, card_number, birth_date, admitted_on, official_on, standing, updated_at)
    SELECT $1, 'Nguyễn Văn Đông' || n, 'Nguyễn', 'Văn', 'Đông' || n, '88.' || lpad(($2 % 1000)::text, 3, '0') || lpad(n::text, 3, '0'),
        '1970-05-19', '2000-02-03', '2001-02-03', 'full', now()
    FROM generate_series(1, $3) AS n
    RETURNING id
), places AS (
    INSERT INTO memberships (committee_id, member_id, unit_id, kind, state, valid_from)
    SELECT $1, id, $2, 'work', 'active', '2015-01-01' FROM people
), sheets AS (
    INSERT INTO pledges (committee_id, member_id, cell_id, year, state, approved_at, updated_at)
    SELECT $1, id, $2, $5, 'approved', now(), now() FROM people
    RETURNING id, member_id
), items AS (
    INSERT INTO pledge_items (committee_id, pledge_id, member_id, cell_id, year, heading, position, content, target, due_on)
    SELECT $1, s.id, s.member_id, $2, $5, 'duty', k, 'Vận động ' || k || ' hộ trong tổ hiến đất mở rộng đường nông thôn', k || ' hộ', make_date($5, 12, 31)
    FROM sheets s CROSS JOIN generate_series(1, $4) AS k
    RETURNING id, member_id
)
INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, note, updated_at, updated_by)
SELECT $1, $2, month, member_id, 'pledge', id, 'on_track', 'Đã đến từng hộ, thêm một hộ đồng ý trong ' || to_char(month, 'MM/YYYY'), now(), 'Thư ký'
FROM items CROSS JOIN generate_series(make_date($5, 1, 1), make_date($5, $6 - 1, 1), interval '1 month') AS month`

// Crowd puts members into a cell, each with some pledges of the month's year and a mark on each in every earlier month.
func (w World) Crowd(t testing.TB, db postgres.DB, cell Unit, members, pledges int, month time.Time) {
	t.Helper()
	if _, err := db.Exec(context.Background(), crowdSQL, w.Committee, cell.ID, members, pledges, month.Year(), int(month.Month())); err != nil {
		t.Fatalf("worldtest: %v\n%s", err, crowdSQL)
	}
}
