package roll

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

// manySQL fills the tests' committee with people in its first cell, and as many strangers around them: the plan of the
// search must not depend on how many others there are.
const (
	manySQL = `
INSERT INTO members (committee_id, id, full_name, family_name, middle_name, given_name, card_number, updated_at)
SELECT @c, 9000000 + i, n.f || ' ' || n.m || ' ' || n.g, n.f, n.m, n.g, '99.' || i, now()
FROM generate_series(1, @n::int) i, LATERAL (SELECT (ARRAY['Nguyễn', 'Trần', 'Lê', 'Phạm'])[1 + i * 7 % 4] AS f,
    (ARRAY['Văn', 'Thị', 'Đức'])[1 + i * 3 % 3] AS m, (ARRAY['An', 'Hạnh', 'Khoa', 'Lan', 'Quân', 'Yến'])[1 + i * 11 % 6] AS g) n`
	manyPlacesSQL = `
INSERT INTO memberships (committee_id, member_id, unit_id, valid_from)
SELECT @c, 9000000 + i, @u, '2015-01-01' FROM generate_series(1, @n::int) i`
)

// TestTheSearchReadsNoTableFromEndToEnd holds the list and the search to indexes, however many people there are.
func TestTheSearchReadsNoTableFromEndToEnd(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	for _, fill := range []struct {
		committee, cell int64
		n               int
	}{{w.Committee, w.Cell.ID, 6000}, {w.Stranger.Committee, w.StrangerCell.ID, 30000}} {
		worldtest.Exec(t, tx, manySQL, pgx.StrictNamedArgs{"c": fill.committee, "n": fill.n})
		worldtest.Exec(t, tx, manyPlacesSQL, pgx.StrictNamedArgs{"c": fill.committee, "u": fill.cell, "n": fill.n})
	}
	worldtest.Exec(t, tx, "ANALYZE members", nil)
	worldtest.Exec(t, tx, "ANALYZE memberships", nil)
	scope, err := w.Office.Scope(authz.MemberRead)
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"", "nguyen van an", "99.1234", "hanh", "khong co ai ten nay"} {
		rows, _ := tx.Query(t.Context(), "EXPLAIN "+listSQL, scope.Args(pgx.StrictNamedArgs{
			"unit": int64(0), "query": query, "page": 1, "size": 50, "today": worldtest.Date(2026, 11, 20), "kind": "work",
		}))
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if strings.Contains(line, "Seq Scan on members") {
				t.Errorf("%q reads a table from end to end:\n%s", query, strings.Join(lines, "\n"))
				break
			}
		}
	}
}
