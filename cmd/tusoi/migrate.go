package main

import (
	"context"
	"errors"
	"fmt"

	"tusoi/internal/config"
)

// migrateUp brings the schema up; opening the database does just that.
func migrateUp(ctx context.Context, e env) error {
	if len(e.args) > 0 {
		return errUsage
	}
	return withDatabase(ctx, e, func(db *database) error {
		fmt.Fprintln(e.stdout, "the schema is up to date")
		return nil
	})
}

// withDatabase opens the database for one command and closes it again.
func withDatabase(ctx context.Context, e env, f func(*database) error) error {
	c, err := config.Read(e.getenv)
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(f(db), db.Close())
}
