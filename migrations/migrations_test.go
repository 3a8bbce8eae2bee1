package migrations_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/migrations"
)

var update = flag.Bool("update", false, "write testdata/schema.golden anew")

const golden = "testdata/schema.golden"

var fileName = regexp.MustCompile(`^(\d{6})_[a-z_]+\.(up|down)\.sql$`)

func TestNumbersAreConsecutiveAndEveryStepHasItsWayBack(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	subjects, ways := map[string]string{}, map[string][]string{}
	for _, f := range files {
		m := fileName.FindStringSubmatch(f)
		if m == nil {
			t.Errorf("%s is not named NNNNNN_subject.up.sql or .down.sql", f)
			continue
		}
		subject, _, _ := strings.Cut(f, ".")
		if other := subjects[m[1]]; other != "" && other != subject {
			t.Errorf("two subjects have the number %s: %s and %s", m[1], other, subject)
		}
		subjects[m[1]] = subject
		ways[m[1]] = append(ways[m[1]], m[2])
	}
	for i := 1; i <= len(subjects); i++ {
		number := fmt.Sprintf("%06d", i)
		if got := strings.Join(ways[number], " "); got != "down up" {
			t.Errorf("migration %s has the files %q, want one down and one up", number, got)
		}
	}
}

func TestTheSchemaGoesUpDownAndUpAgain(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	before := schema(t, url)
	steps(t, url, "up")
	first := schema(t, url)
	if first == before {
		t.Fatal("up changed nothing")
	}
	steps(t, url, "down")
	if diff := cmp.Diff(before, schema(t, url)); diff != "" {
		t.Errorf("down leaves something behind (-empty +left):\n%s", diff)
	}
	steps(t, url, "up")
	if diff := cmp.Diff(first, schema(t, url)); diff != "" {
		t.Errorf("the second way up ends elsewhere (-first +second):\n%s", diff)
	}
}

func steps(t *testing.T, url, way string) {
	t.Helper()
	m, err := postgres.NewMigrator(url, migrations.Files)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	move := m.Up
	if way == "down" {
		move = m.Down
	}
	if err := move(); err != nil {
		t.Fatalf("%s: %v", way, err)
	}
}

func TestTheSchemaIsTheOneOnRecord(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	steps(t, url, "up")
	got := schema(t, url)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the schema differs from %s; when it is meant to, run go test ./migrations -update and commit the file (-record +now):\n%s", golden, diff)
	}
}

// One committee's rows are never reached by the keys of another: every key leads with committee_id. The committee itself
// is the one row that belongs to nobody else.
func TestEveryKeyLeadsWithTheCommittee(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	steps(t, url, "up")
	type key struct {
		Table, Name, Kind string
		First, Target     string
	}
	keys := query[key](t, url, `
		SELECT c.conrelid::regclass::text AS "table", c.conname::text AS name, c.contype::text AS kind,
			a.attname::text AS first, coalesce(f.attname::text, '') AS target
		FROM pg_constraint c
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		LEFT JOIN pg_attribute f ON c.contype = 'f' AND f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
		WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'f', 'u')
			AND c.conrelid NOT IN ('committees'::regclass, 'schema_migrations'::regclass)
		ORDER BY 1, 2`)
	primary := map[string]bool{}
	for _, k := range keys {
		primary[k.Table] = primary[k.Table] || k.Kind == "p"
		if k.First != "committee_id" {
			t.Errorf("%s of %s begins with %s, not with committee_id", k.Name, k.Table, k.First)
		}
		if k.Kind == "f" && k.Target != "committee_id" && k.Target != "id" {
			t.Errorf("%s of %s refers to %s first, not to the committee", k.Name, k.Table, k.Target)
		}
	}
	for _, table := range query[struct{ Name string }](t, url, `
		SELECT c.oid::regclass::text AS name FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`) {
		if table.Name != "committees" && table.Name != "schema_migrations" && !primary[table.Name] {
			t.Errorf("%s has no primary key", table.Name)
		}
	}
}

// schema is the database's own account of itself, as text that a person can review.
func schema(t *testing.T, url string) string {
	t.Helper()
	type line struct{ Owner, Text string }
	lines := query[line](t, url, `
		SELECT 'extension' AS owner, extname::text AS text FROM pg_extension WHERE extname <> 'plpgsql'
		UNION ALL
		SELECT 'function', pg_get_functiondef(p.oid) FROM pg_proc p
		WHERE p.pronamespace = 'public'::regnamespace
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
		UNION ALL
		SELECT 'trigger', pg_get_triggerdef(g.oid) FROM pg_trigger g WHERE NOT g.tgisinternal
		UNION ALL
		SELECT 'table ' || c.relname, '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
			|| CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
			|| CASE WHEN a.attidentity <> '' THEN ' identity' ELSE '' END
			|| coalesce(CASE WHEN a.attgenerated <> '' THEN ' generated ' ELSE ' default ' END || pg_get_expr(d.adbin, d.adrelid), '')
		FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'schema_migrations'
		UNION ALL
		SELECT 'table ' || c.relname, '  with ' || array_to_string(c.reloptions, ', ')
		FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.reloptions IS NOT NULL
		UNION ALL
		SELECT 'table ' || k.conrelid::regclass, ' ' || k.conname || ': ' || pg_get_constraintdef(k.oid)
		FROM pg_constraint k
		WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f', 'c') AND k.conrelid::regclass::text <> 'schema_migrations'
		UNION ALL
		SELECT 'table ' || i.indrelid::regclass, ' ' || pg_get_indexdef(i.indexrelid)
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		WHERE c.relnamespace = 'public'::regnamespace AND i.indrelid::regclass::text <> 'schema_migrations'
			AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
		UNION ALL
		SELECT 'view', c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm')`)
	sort.Slice(lines, func(i, j int) bool {
		if lines[i].Owner != lines[j].Owner {
			return lines[i].Owner < lines[j].Owner
		}
		return lines[i].Text < lines[j].Text
	})
	var b strings.Builder
	owner := ""
	for _, l := range lines {
		if l.Owner != owner {
			owner = l.Owner
			fmt.Fprintf(&b, "\n%s\n", owner)
		}
		fmt.Fprintln(&b, strings.TrimRight(l.Text, "\n"))
	}
	return strings.TrimPrefix(b.String(), "\n")
}

func query[T any](t *testing.T, url, sql string) []T {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, _ := conn.Query(ctx, sql)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		t.Fatal(err)
	}
	return list
}
