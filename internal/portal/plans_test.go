package portal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/award"
	"tusoi/internal/discipline"
	"tusoi/internal/inspection"
	"tusoi/internal/meeting"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/record"
	"tusoi/internal/study"
	"tusoi/internal/worldtest"
)

// explaining notes how the database goes about each statement that is sent to it.
type explaining struct {
	pgx.Tx
	t     *testing.T
	plans *[]string
}

func (e explaining) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	rows, _ := e.Tx.Query(ctx, "EXPLAIN "+sql, args...)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		e.t.Fatalf("%v\n%s", err, sql)
	}
	*e.plans = append(*e.plans, strings.Join(lines, "\n"))
	return e.Tx.Query(ctx, sql, args...)
}

// Begin stays inside the one transaction of the test.
func (e explaining) Begin(ctx context.Context) (pgx.Tx, error) {
	inner, err := e.Tx.Begin(ctx)
	return explaining{inner, e.t, e.plans}, err
}

// books fill each book: @n records of a committee, over ten years.
var books = map[string]string{
	"awards": `INSERT INTO awards (committee_id, unit_id, level, kind, subject, title, decided_on, updated_at)
		SELECT @c, @u, 'committee', 'award', 'unit', 'Giấy khen', '2016-01-01'::date + i % 3600, now() FROM generate_series(1, @n::int) i`,
	"study_sessions": `WITH d AS (INSERT INTO documents (committee_id, unit_id, number, issuer, issued_on, subject, updated_at)
			SELECT @c, @u, i || '-KL/TW', 'Trung ương', '2016-01-01'::date + i % 3600, 'Văn bản ' || i, now() FROM generate_series(1, @n::int) i RETURNING id, issued_on)
		INSERT INTO study_sessions (committee_id, unit_id, document_id, held_on, expected, attended, updated_at) SELECT @c, @u, id, issued_on + 9, 4, 4, now() FROM d`,
	"inspections": `INSERT INTO inspections (committee_id, unit_id, target_id, body, kind, form, subject, planned_on)
		SELECT @c, @u, @u, 'cell', 'inspection', 'thematic', 'Việc ' || i, '2016-01-01'::date + i % 3600 FROM generate_series(1, @n::int) i`,
	"disciplines": `INSERT INTO disciplines (committee_id, unit_id, form, level, decided_on, updated_at)
		SELECT @c, @u, 'warning', 'grassroots', '2016-01-01'::date + i % 3600, now() FROM generate_series(1, @n::int) i`,
	"meetings": `INSERT INTO meetings (committee_id, cell_id, held_on, kind, expected, attended, updated_at)
		SELECT @c, @u, '1950-01-01'::date + i, 'regular', 4, 4, now() FROM generate_series(1, @n::int) i`,
}

// A committee's books are read through indexes when the others of the portal have a hundred times as much.
func TestListsOfRecordsReadNoBookFromEndToEnd(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	for table, sql := range books {
		worldtest.Exec(t, tx, sql, pgx.StrictNamedArgs{"c": w.Committee, "u": w.Cell.ID, "n": 200})
		worldtest.Exec(t, tx, sql, pgx.StrictNamedArgs{"c": w.Stranger.Committee, "u": w.StrangerCell.ID, "n": 20_000})
		worldtest.Exec(t, tx, "ANALYZE "+table, nil)
	}
	worldtest.Exec(t, tx, "ANALYZE documents", nil)
	var plans []string
	p := portal.New(explaining{tx, t, &plans}, worldtest.Clock)
	ctx := context.Background()
	for name, list := range map[string]func() (int, error){
		"awards": func() (int, error) { l, err := p.Award.List(ctx, w.Office, award.Filter{}); return len(l.Rows), err },
		"documents": func() (int, error) {
			l, err := p.Study.Documents(ctx, w.Office, record.Filter{}, "")
			return len(l.Rows), err
		},
		"sessions": func() (int, error) {
			l, err := p.Study.Sessions(ctx, w.Office, study.Filter{})
			return len(l.Rows), err
		},
		"checks": func() (int, error) {
			l, err := p.Inspection.List(ctx, w.Office, inspection.Filter{})
			return len(l.Rows), err
		},
		"disciplines": func() (int, error) {
			l, err := p.Discipline.List(ctx, w.Inspector, discipline.Filter{})
			return len(l.Rows), err
		},
		"meetings": func() (int, error) {
			l, err := p.Meeting.List(ctx, w.Office, meeting.Filter{})
			return len(l.Rows), err
		},
	} {
		plans = nil
		n, err := list()
		if err != nil || n == 0 || len(plans) == 0 {
			t.Errorf("%s: %d rows of %d statements, %v", name, n, len(plans), err)
		}
		for _, plan := range plans {
			for _, table := range []string{"awards", "documents", "study_sessions", "inspections", "disciplines", "meetings"} {
				if strings.Contains(plan, fmt.Sprintf("Seq Scan on %s ", table)) {
					t.Errorf("%s reads %s from end to end:\n%s", name, table, plan)
				}
			}
		}
	}
}
