package main

import (
	"context"
	"fmt"
	"time"

	"tusoi/internal/portal"
)

// auditVerify walks every chain of every committee and fails when one is broken.
func auditVerify(ctx context.Context, e env) error {
	if len(e.args) != 1 || e.args[0] != "verify" {
		return errUsage
	}
	return withDatabase(ctx, e, func(db *database) error {
		p := portal.New(db.Pool, time.Now)
		actors, err := p.SystemActors(ctx, "tusoi audit verify")
		if err != nil {
			return err
		}
		bad := 0
		for _, actor := range actors {
			entries, broken, err := p.Audit.Verify(ctx, actor)
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, "committee %d: %d entries\n", actor.Committee, entries)
			for _, b := range broken {
				fmt.Fprintf(e.stdout, "  broken: unit %d, entry %d\n", b.UnitID, b.Seq)
			}
			bad += len(broken)
		}
		if bad > 0 {
			return fmt.Errorf("%d entries do not follow from the one before", bad)
		}
		return nil
	})
}
