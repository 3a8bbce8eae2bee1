package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tusoi/internal/config"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/embedded"
	"tusoi/migrations"
)

// The private server's database and roles: the owner migrates, the application has no DDL.
const (
	privateName  = "tusoi"
	privateOwner = "tusoi_owner"
	privateApp   = "tusoi_app"
)

// database is an open, migrated database and, when it is ours, the server under it.
type database struct {
	Pool   *pgxpool.Pool
	server *embedded.Server
	log    *os.File
}

// openDatabase starts the private server unless DATABASE_URL names another, migrates, and connects as the application.
func openDatabase(ctx context.Context, c config.Config) (*database, error) {
	db := &database{}
	if err := db.open(ctx, c); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *database) open(ctx context.Context, c config.Config) error {
	ownerURL, appURL, appRole := c.OwnerURL, c.DatabaseURL, c.AppRole()
	if appURL == "" {
		var err error
		if ownerURL, err = db.startPrivate(ctx, c); err != nil {
			return err
		}
		appURL, appRole = db.server.URL(privateName, privateApp), privateApp
	}
	if _, err := postgres.Migrate(ctx, ownerURL, migrations.Files, appRole); err != nil {
		return err
	}
	var err error
	db.Pool, err = postgres.Open(ctx, appURL)
	return err
}

// startPrivate starts the private server, makes its database and role when they are missing, and returns the owner's address.
func (db *database) startPrivate(ctx context.Context, c config.Config) (string, error) {
	if err := os.MkdirAll(c.DataDir, 0o755); err != nil {
		return "", fmt.Errorf("make the data folder: %w", err)
	}
	var err error
	db.log, err = os.OpenFile(filepath.Join(c.DataDir, "postgres.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return "", fmt.Errorf("open the database's log: %w", err)
	}
	db.server, err = embedded.Start(ctx, embedded.Options{
		Dir: c.DataDir, BinDir: c.PostgresBin, Superuser: privateOwner, Log: db.log,
	})
	if err != nil {
		return "", fmt.Errorf("start the private PostgreSQL: %w", err)
	}
	return db.server.URL(privateName, privateOwner), db.createPrivate(ctx)
}

func (db *database) createPrivate(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, db.server.URL("postgres", privateOwner))
	if err != nil {
		return fmt.Errorf("reach the private PostgreSQL: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, step := range []struct{ missing, name, create string }{
		{"SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", privateApp, "CREATE ROLE " + privateApp + " LOGIN"},
		{"SELECT NOT EXISTS (SELECT FROM pg_database WHERE datname = $1)", privateName, "CREATE DATABASE " + privateName},
	} {
		var missing bool
		if err := conn.QueryRow(ctx, step.missing, step.name).Scan(&missing); err != nil {
			return fmt.Errorf("look into the private PostgreSQL: %w", err)
		}
		if !missing {
			continue
		}
		if _, err := conn.Exec(ctx, step.create); err != nil {
			return fmt.Errorf("prepare the private PostgreSQL: %w", err)
		}
	}
	return nil
}

// died is closed when the private server ends by itself; it never is for a server of one's own.
func (db *database) died() <-chan struct{} {
	if db.server == nil {
		return nil
	}
	return db.server.Exited()
}

// Close ends the connections and then the private server.
func (db *database) Close() error {
	if db.Pool != nil {
		db.Pool.Close()
	}
	var errs []error
	if db.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		errs = append(errs, db.server.Stop(ctx))
	}
	if db.log != nil {
		errs = append(errs, db.log.Close())
	}
	return errors.Join(errs...)
}
