package archtest

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/postgres/pgtest"
)

// query is one SQL text in the source.
type query struct {
	room string // the package's folder below the root
	name string // of the constant that holds it, "" for a literal in a call
	at   string
	sql  string
}

func (q query) String() string { return q.at + " " + q.name }

var startsSQL = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\s`)

// source reads every SQL text of the rooms and of the pages, and the tables that are copied into. A text that is put
// together from pieces is an error: no test could read it.
func source(t *testing.T) (queries []query, copies []query) {
	t.Helper()
	set := token.NewFileSet()
	for _, top := range []string{"../../internal", "../../web", "../../cmd"} {
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			room := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../../")
			if testsOnly[room] || room == "internal/postgres/embedded" {
				return nil
			}
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			q, c := texts(t, set, file, room)
			queries, copies = append(queries, q...), append(copies, c...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return queries, copies
}

func texts(t *testing.T, set *token.FileSet, file *ast.File, room string) (queries, copies []query) {
	names := map[*ast.BasicLit]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, v := range n.Values {
				if lit, ok := v.(*ast.BasicLit); ok && i < len(n.Names) {
					names[lit] = n.Names[i].Name
				}
			}
		case *ast.BinaryExpr:
			for _, side := range []ast.Expr{n.X, n.Y} {
				if s, ok := text(side); ok && n.Op == token.ADD && startsSQL.MatchString(s) {
					t.Errorf("%s: SQL is one literal, never put together", set.Position(n.Pos()))
				}
			}
		case *ast.CompositeLit:
			sel, ok := n.Type.(*ast.SelectorExpr)
			if ok && sel.Sel.Name == "Identifier" && len(n.Elts) == 1 {
				if table, ok := text(n.Elts[0]); ok {
					copies = append(copies, query{room, "", set.Position(n.Pos()).String(), table})
				}
			}
		case *ast.BasicLit:
			if s, ok := text(n); ok && startsSQL.MatchString(s) {
				queries = append(queries, query{room, names[n], set.Position(n.Pos()).String(), s})
			}
		}
		return true
	})
	return queries, copies
}

func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

var writes = regexp.MustCompile(`(?i)\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|(?:^|[^R]\s)UPDATE)\s+([a-z_]+)`)

// doUpdate is the upsert's second half, which names no table; forUpdate is a lock.
var notWrites = regexp.MustCompile(`(?i)\b(DO\s+UPDATE|FOR\s+(NO\s+KEY\s+)?UPDATE)\b`)

func TestOneTableHasOneWriter(t *testing.T) {
	t.Parallel()
	tables := tables(t)
	writers := map[string]map[string]string{}
	note := func(table string, q query) {
		if writers[table] == nil {
			writers[table] = map[string]string{}
		}
		writers[table][q.room] = q.at
	}
	queries, copies := source(t)
	for _, q := range queries {
		for _, m := range writes.FindAllStringSubmatch(notWrites.ReplaceAllString(q.sql, ""), -1) {
			if tables[strings.ToLower(m[1])] {
				note(strings.ToLower(m[1]), q)
			}
		}
	}
	for _, c := range copies {
		if tables[c.sql] {
			note(c.sql, c)
		}
	}
	for table, rooms := range writers {
		if len(rooms) > 1 {
			t.Errorf("%s has %d writers: %v", table, len(rooms), rooms)
		}
	}
	for table := range tables {
		if len(writers[table]) == 0 {
			t.Errorf("nobody writes %s", table)
		}
	}
}

// unscoped are the tables that hold nothing of one unit: the committee itself, its deadlines, reminders and themes, who may sign in and where they are reminded, the rule book, the
// register of documents, the forms of commitments, the keys of forms that added records, and the files given for import with what is kept about them.
var unscoped = map[string]bool{
	"committees": true, "period_rules": true, "users": true, "sessions": true, "terms": true, "phones": true, "card_codes": true, "rule_sets": true, "documents": true, "import_runs": true, "pledge_forms": true,
	"import_mappings": true, "import_undo": true, "remedy_themes": true, "notice_settings": true, "notice_contacts": true, "record_keys": true,
}

// noScope are the queries on scoped tables that need no scope, each with its reason.
var noScope = map[string]string{
	"internal/attachment forgetSQL": "bytes go when nobody in the committee names them, whoever did last",
	"internal/account actorSQL":     "it makes the actor, from whom every scope comes",
	"internal/audit lastSQL":        "it reads only the end of a chain, inside the writer's transaction",
	"internal/audit insertSQL":      "the entry belongs to the change that was made under a scope",
	"internal/audit pathsSQL":       "it asks for whom an actor acts, in units to which a scope has let them come",
	"internal/notice claimSQL":      "it takes what is due, of whatever committee, to send it",
	"internal/notice endSQL":        "it writes down how the sending of one notice ended",
	"internal/portal rootsSQL":      "it makes the actors of commands, which act on whole committees",
}

// noScopeSuffix are the names of queries that only commands and the demonstration reach, or that recompute figures for
// cells whose change was made under a scope.
var noScopeSuffix = []string{"SerialSQL", "LoadSQL", "RecountSQL"}

func TestScopedTablesAreScoped(t *testing.T) {
	t.Parallel()
	var scoped []string
	for table := range tables(t) {
		if !unscoped[table] {
			scoped = append(scoped, table)
		}
	}
	sort.Strings(scoped)
	names := regexp.MustCompile(`\b(` + strings.Join(scoped, "|") + `)\b`)
	queries, _ := source(t)
	used := map[string]bool{}
	for _, q := range queries {
		table := names.FindString(q.sql)
		if table == "" || strings.Contains(q.sql, "@scope") && strings.Contains(q.sql, "@committee") {
			continue
		}
		if key := q.room + " " + q.name; noScope[key] != "" {
			used[key] = true
			continue
		}
		if hasSuffix(q.name, noScopeSuffix) {
			continue
		}
		t.Errorf("%s names %s and binds no @committee and @scope:%s", q, table, q.sql)
	}
	for key := range noScope {
		if !used[key] {
			t.Errorf("%s is excused from the scope and needs it no more: take it off the list", key)
		}
	}
}

func hasSuffix(name string, suffixes []string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return false
}

func TestEveryQueryPrepares(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	ctx := context.Background()
	queries, _ := source(t)
	if len(queries) < 50 {
		t.Fatalf("only %d queries found: the search is broken", len(queries))
	}
	for i, q := range queries {
		sql, _, err := pgx.NamedArgs{}.RewriteQuery(ctx, nil, q.sql, nil)
		if err != nil {
			t.Errorf("%s: %v", q, err)
			continue
		}
		inner, err := tx.Begin(ctx) // a refused statement must not spoil the next
		if err != nil {
			t.Fatal(err)
		}
		if _, err := inner.Prepare(ctx, fmt.Sprintf("q%d", i), sql); err != nil {
			t.Errorf("%s: %v\n%s", q, err, q.sql)
		}
		if err := inner.Rollback(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// tables are the tables of the migrated schema, without the migrations' own.
func tables(t *testing.T) map[string]bool {
	t.Helper()
	rows, _ := pgtest.Tx(t).Query(context.Background(), `
		SELECT table_name::text FROM information_schema.tables
		WHERE table_schema = 'public' AND table_name <> 'schema_migrations'`)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]bool{}
	for _, name := range list {
		set[name] = true
	}
	return set
}
