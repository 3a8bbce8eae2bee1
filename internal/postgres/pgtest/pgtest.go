// Package pgtest gives tests a real PostgreSQL database. A test that cannot reach one fails: it is never skipped.
//
// The server is named by TUSOI_TEST_DATABASE_URL, which "make test" sets. The schema is migrated once into a template
// named after the migrations' content; tests get clones of it. [Tx] is the cheap one (a transaction rolled back);
// [Pool] is for what needs real commits, several connections or HTTP.
package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tusoi/internal/postgres"
	"tusoi/migrations"
)

// appRole is the role under which the tests' queries run: the rights of the portal, not of the owner.
const appRole = "tusoi_app"

var clones atomic.Int64

// server is the address of database name on the test server, as the owner or as user.
func server(t testing.TB, name, user string) string {
	t.Helper()
	base := os.Getenv("TUSOI_TEST_DATABASE_URL")
	if base == "" {
		t.Fatal("no test database: run the tests with “make test”, or set TUSOI_TEST_DATABASE_URL to a server where databases may be created")
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatalf("TUSOI_TEST_DATABASE_URL: %v", err)
	}
	u.Path = "/" + name
	if user != "" {
		u.User = url.User(user)
	}
	return u.String()
}

// template migrates the template database once for all test binaries and returns its name.
var template = sync.OnceValues(func() (string, error) {
	ctx := context.Background()
	name, err := templateName()
	if err != nil {
		return "", err
	}
	base := os.Getenv("TUSOI_TEST_DATABASE_URL")
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		return "", fmt.Errorf("reach the test server: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(7210)"); err != nil {
		return "", err
	}
	var ready bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", name).Scan(&ready); err != nil || ready {
		return name, err
	}
	return name, build(ctx, conn, base, name)
})

func build(ctx context.Context, conn *pgx.Conn, base, name string) error {
	for _, line := range []string{
		"DO $$ BEGIN CREATE ROLE " + appRole + " LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
		"DROP DATABASE IF EXISTS " + name,
		"CREATE DATABASE " + name,
	} {
		if _, err := conn.Exec(ctx, line); err != nil {
			return fmt.Errorf("prepare the template: %w", err)
		}
	}
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	u.Path = "/" + name
	if _, err := postgres.Migrate(ctx, u.String(), migrations.Files, appRole); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE true")
	return err
}

// templateName changes with every change of the schema, so that no test sees an old one.
func templateName() (string, error) {
	h := sha256.New()
	files, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		return "", err
	}
	for _, f := range files {
		text, err := fs.ReadFile(migrations.Files, f)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", f, len(text), text)
	}
	return "tusoi_template_" + hex.EncodeToString(h.Sum(nil))[:12], nil
}

// clone makes a database of the test binary's own.
func clone(t testing.TB) (name string) {
	t.Helper()
	server(t, "", "") // says what is missing in words
	from, err := template()
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server(t, "postgres", ""))
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	defer conn.Close(ctx)
	name = fmt.Sprintf("tusoi_t_%d_%d", os.Getpid(), clones.Add(1))
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
		t.Fatalf("test database: %v", err)
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+from+" STRATEGY file_copy"); err != nil {
		t.Fatalf("clone the template: %v", err)
	}
	return name
}

func drop(t testing.TB, name string) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server(t, "postgres", ""))
	if err != nil {
		t.Errorf("drop the clone: %v", err)
		return
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
		t.Errorf("drop the clone: %v", err)
	}
}

// Pool opens a database of the test's own, as the application's role; it is dropped afterwards.
func Pool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	name := clone(t)
	t.Cleanup(func() { drop(t, name) })
	pool, err := postgres.Open(context.Background(), server(t, name, appRole))
	if err != nil {
		t.Fatalf("open the clone: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// URLs are the addresses of a database of the test's own for its owner and for the application, for tests that start
// the portal itself.
func URLs(t testing.TB) (owner, app string) {
	t.Helper()
	name := clone(t)
	t.Cleanup(func() { drop(t, name) })
	return server(t, name, ""), server(t, name, appRole)
}

// Empty creates a database without any schema and returns the owner's address; for tests of the migrations.
func Empty(t testing.TB) string {
	t.Helper()
	name := clone(t)
	t.Cleanup(func() { drop(t, name) })
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server(t, "postgres", ""))
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	defer conn.Close(ctx)
	for _, line := range []string{"DROP DATABASE " + name + " WITH (FORCE)", "CREATE DATABASE " + name} {
		if _, err := conn.Exec(ctx, line); err != nil {
			t.Fatalf("empty database: %v", err)
		}
	}
	return server(t, name, "")
}

var shared struct {
	once sync.Once
	pool *pgxpool.Pool
}

// Tx begins a transaction that is rolled back after the test, on one clone shared by the test binary. Services may
// begin their own transactions inside it: those become savepoints.
func Tx(t testing.TB) pgx.Tx {
	t.Helper()
	shared.once.Do(func() {
		pool, err := postgres.Open(context.Background(), server(t, clone(t), appRole))
		if err != nil {
			t.Errorf("open the clone: %v", err)
			return
		}
		shared.pool = pool
	})
	if shared.pool == nil {
		t.Fatal("the test database could not be opened, see the first failure")
	}
	ctx := context.Background()
	tx, err := shared.pool.Begin(ctx)
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	t.Cleanup(func() {
		if err := tx.Rollback(ctx); err != nil {
			t.Errorf("roll back: %v", err)
		}
	})
	return tx
}
