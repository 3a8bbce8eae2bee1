package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Migrate brings the database at ownerURL to the newest schema in files and gives appRole its rights: rows of every
// table, but no DDL, and of the audit trail only reading and adding. It returns the schema's version.
func Migrate(ctx context.Context, ownerURL string, files fs.FS, appRole string) (uint, error) {
	m, err := NewMigrator(ownerURL, files)
	if err != nil {
		return 0, err
	}
	defer m.Close()
	if err := m.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	version, dirty, err := m.Version()
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	if dirty {
		return 0, fmt.Errorf("the schema stopped half-way in version %d: restore the last backup, or repair it by hand and clear the flag dirty in the table schema_migrations", version)
	}
	return version, grant(ctx, ownerURL, appRole)
}

// NewMigrator opens golang-migrate on the embedded files. The caller closes it.
func NewMigrator(ownerURL string, files fs.FS) (*migrate.Migrate, error) {
	source, err := iofs.New(files, ".")
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	cfg, err := pgx.ParseConfig(ownerURL)
	if err != nil {
		return nil, fmt.Errorf("read the owner's database address: %w", err)
	}
	db := stdlib.OpenDB(*cfg)
	driver, err := migratepgx.WithInstance(db, &migratepgx.Config{})
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("reach the database as its owner: %w", err)
	}
	m, err := migrate.NewWithInstance("iofs", source, "pgx5", driver)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("prepare the migrations: %w", err)
	}
	return m, nil
}

// grant gives the application's role what it needs and nothing more.
func grant(ctx context.Context, ownerURL, appRole string) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return fmt.Errorf("connect as owner: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	role := pgx.Identifier{appRole}.Sanitize()
	for _, line := range []string{
		"GRANT USAGE ON SCHEMA public TO $role",
		"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO $role",
		"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO $role",
		"REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries FROM $role",
		"REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM $role",
	} {
		if _, err := conn.Exec(ctx, strings.ReplaceAll(line, "$role", role)); err != nil {
			return fmt.Errorf("give %s its rights: %w", appRole, err)
		}
	}
	return nil
}
