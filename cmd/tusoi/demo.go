package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tusoi/internal/demo"
	"tusoi/internal/portal"
)

// fillDemo fills an empty database with the demonstration committee.
func fillDemo(ctx context.Context, e env) error {
	if len(e.args) > 0 {
		return errUsage
	}
	return withDatabase(ctx, e, func(db *database) error {
		start := time.Now()
		filled, err := demo.FillIfEmpty(ctx, db.Pool, portal.New(db.Pool, time.Now), start)
		if err != nil {
			return err
		}
		if !filled {
			return errors.New("the database holds a committee already: the demonstration only fills an empty one")
		}
		fmt.Fprintf(e.stdout, "filled in %s\n", time.Since(start).Round(time.Millisecond))
		return nil
	})
}
