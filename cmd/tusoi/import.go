package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/portal"
)

// importFile shows what a list would change and, with --apply, changes it. It works beside no running portal on the
// private database: that one belongs to the portal while it runs, and the page does the same.
func importFile(ctx context.Context, e env) error {
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	apply := flags.Bool("apply", false, "")
	committee := flags.Int64("committee", 0, "")
	if flags.Parse(e.args) != nil || flags.NArg() != 1 {
		return errUsage
	}
	data, err := os.ReadFile(flags.Arg(0))
	if err != nil {
		return fmt.Errorf("read the list: %w", err)
	}
	return withDatabase(ctx, e, func(db *database) error {
		p := portal.New(db.Pool, time.Now)
		actor, err := commandActor(ctx, p, "tusoi import", *committee)
		if err != nil {
			return err
		}
		run, plan, err := p.Intake.Preview(ctx, actor, "", filepath.Base(flags.Arg(0)), data)
		if err != nil {
			return err
		}
		printPlan(e.stdout, plan)
		if !*apply || plan.Writes() == 0 {
			return nil
		}
		if _, _, err := p.Intake.Apply(ctx, actor, run.ID, plan.Fingerprint); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "applied: %d rows\n", plan.Writes())
		return nil
	})
}

// commandActor acts for the committee that was named, or for the only one there is.
func commandActor(ctx context.Context, p *portal.Portal, command string, committee int64) (authz.Actor, error) {
	actors, err := p.SystemActors(ctx, command)
	if err != nil {
		return authz.Actor{}, err
	}
	for _, a := range actors {
		if a.Committee == committee || committee == 0 && len(actors) == 1 {
			return a, nil
		}
	}
	if len(actors) == 0 {
		return authz.Actor{}, errors.New("there is no committee yet: create one with “tusoi create”")
	}
	return authz.Actor{}, errors.New("there are several committees: name one with --committee ID")
}

// printPlan says how many rows have which fate, and what is wrong with the refused ones.
func printPlan(w io.Writer, plan compare.Plan) {
	fmt.Fprintf(w, "%s (%s)\n", plan.Kind.Label(), plan.Sheet)
	for _, fate := range compare.Fates() {
		fmt.Fprintf(w, "  %s: %d\n", fate.Label(), plan.Count(fate))
	}
	for _, row := range plan.Rows {
		for _, fault := range row.Faults {
			fmt.Fprintf(w, "  dòng %d, %s: %s\n", row.Number, fault.Column, fault.Text)
		}
	}
}
