package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/theme"
	"tusoi/internal/vi"
)

// createCommittee makes a committee with its own unit, the shipped rule sets and an administrator, whose password it prints.
func createCommittee(ctx context.Context, e env) error {
	flags := flag.NewFlagSet("create", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	key := flags.String("preset", org.Presets()[0].Key, "")
	if flags.Parse(e.args) != nil || flags.NArg() != 2 {
		return errUsage
	}
	preset, ok := org.PresetNamed(*key)
	if !ok {
		return errUsage
	}
	name, login := vi.Clean(flags.Arg(0)), flags.Arg(1)
	password := rand.Text()[:16]
	return withDatabase(ctx, e, func(db *database) error {
		err := postgres.InTx(ctx, db.Pool, func(tx pgx.Tx) error { return create(ctx, tx, preset, name, login, password, time.Now()) })
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "created %s (%s); administrator %s, first password %s\n", name, preset.Name, login, password)
		return nil
	})
}

func create(ctx context.Context, tx pgx.Tx, preset org.Preset, name, login, password string, now time.Time) error {
	committee, err := committee.CreateTx(ctx, tx, committee.Committee{
		Name: name, Place: name, DocumentMark: preset.Mark, Labels: preset.Labels,
	})
	if err != nil {
		return err
	}
	if err := deadline.BeginTx(ctx, tx, committee); err != nil {
		return err
	}
	if err := theme.BeginTx(ctx, tx, committee); err != nil {
		return err
	}
	root, err := org.CreateRootTx(ctx, tx, committee, name, now)
	if err != nil {
		return err
	}
	sets, err := rule.Shipped()
	if err != nil {
		return err
	}
	for _, set := range sets {
		if _, err := rulebook.PublishTx(ctx, tx, committee, set, now); err != nil {
			return err
		}
	}
	_, err = account.CreateTx(ctx, tx, committee, now, account.Draft{
		Login: login, Name: "Quản trị", Password: password, SecretUntil: now.Add(account.SecretLife), Role: authz.Admin, UnitID: root, From: vi.Today(now),
	})
	if err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, authz.System(committee, strconv.FormatInt(root, 10), "tusoi create"), now, audit.Entry{
		UnitID: root, Action: authz.UnitWrite, ObjectKind: "unit", ObjectID: root, Summary: "Lập " + name,
	})
}
