package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"tusoi/internal/portal"
	"tusoi/internal/vi"
)

// newPassword is the way back for the one administrator who forgot theirs, or never came within the first password's days:
// whoever keeps the server gives a new one, and with --second takes away a second step whose telephone and card are lost.
// The trail tells.
func newPassword(ctx context.Context, e env) error {
	flags := flag.NewFlagSet("password", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	committee := flags.Int64("committee", 0, "")
	second := flags.Bool("second", false, "")
	if flags.Parse(e.args) != nil || flags.NArg() != 1 {
		return errUsage
	}
	login := strings.ToLower(vi.Clean(flags.Arg(0)))
	return withDatabase(ctx, e, func(db *database) error {
		p := portal.New(db.Pool, time.Now)
		actor, err := commandActor(ctx, p, "tusoi password", *committee)
		if err != nil {
			return err
		}
		accounts, err := p.Account.List(ctx, actor, login, 1)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if a.Login != login {
				continue
			}
			if *second {
				if err := p.Factor.Drop(ctx, actor, a.ID); err != nil {
					return err
				}
			}
			first, err := p.Account.Reset(ctx, actor, a.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, "%s: first password %s, until %s\n", first.Login, first.Password, vi.Moment(first.Until))
			return nil
		}
		return fmt.Errorf("there is no account %q", login)
	})
}
