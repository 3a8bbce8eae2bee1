package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/vi"
)

// dueDay is the day of the month by which a new committee's cells send their packets.
const dueDay = 25

// createCommittee makes a committee with its own unit, the shipped rule sets and an administrator, whose password it prints.
func createCommittee(ctx context.Context, e env) error {
	if len(e.args) != 2 {
		return errUsage
	}
	name, login := vi.Clean(e.args[0]), e.args[1]
	password := rand.Text()[:16]
	return withDatabase(ctx, e, func(db *database) error {
		err := postgres.InTx(ctx, db.Pool, func(tx pgx.Tx) error { return create(ctx, tx, name, login, password, time.Now()) })
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "created %s; administrator %s, first password %s\n", name, login, password)
		return nil
	})
}

func create(ctx context.Context, tx pgx.Tx, name, login, password string, now time.Time) error {
	committee, err := org.CreateCommitteeTx(ctx, tx, org.Committee{
		Name: name, Place: name, DocumentMark: "ĐU", GrassrootsLabel: "tổ chức cơ sở đảng", PacketDueDay: dueDay,
	})
	if err != nil {
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
