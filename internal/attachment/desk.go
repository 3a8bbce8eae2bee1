package attachment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/attachment/content"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

// Right is what a room allows somebody with the files of one of its records.
type Right struct {
	Owner
	By   authz.Action // by which they have it
	Mine bool         // may take away only what they gave themselves
}

// Desk is where the pages of a kind of record hand in files and fetch them. The room of the records says by two functions who may
// do so; each refuses in words, and a record that is not there for the actor is NotFound.
type Desk struct {
	DB  postgres.DB
	Now func() time.Time
	// Write locks the record and says whether the actor may give it files and take them, as it stands.
	Write func(ctx context.Context, tx pgx.Tx, actor authz.Actor, id int64) (Right, error)
	// Read says whether the actor may open its files.
	Read func(ctx context.Context, actor authz.Actor, id int64) (Right, error)
}

// May refuses whom the record takes no files from, before anybody reads a file.
func (d Desk) May(ctx context.Context, actor authz.Actor, id int64) error {
	return postgres.InTx(ctx, d.DB, func(tx pgx.Tx) error {
		_, err := d.Write(ctx, tx, actor, id)
		return err
	})
}

// Add gives a record files, and returns those that it did not have yet.
func (d Desk) Add(ctx context.Context, actor authz.Actor, id int64, files []content.File) (added []File, err error) {
	err = postgres.InTx(ctx, d.DB, func(tx pgx.Tx) error {
		r, err := d.Write(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		added, err = AddTx(ctx, tx, actor, r.By, d.Now(), r.Owner, files)
		return err
	})
	return added, err
}

// Drop takes a file from a record, with a reason.
func (d Desk) Drop(ctx context.Context, actor authz.Actor, id, file int64, reason string) error {
	return postgres.InTx(ctx, d.DB, func(tx pgx.Tx) error {
		r, err := d.Write(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return DropTx(ctx, tx, actor, r.By, d.Now(), r.Owner, file, reason, r.Mine)
	})
}

// Open is a file of a record with its bytes.
func (d Desk) Open(ctx context.Context, actor authz.Actor, id, file int64) (Opened, error) {
	r, err := d.Read(ctx, actor, id)
	if err != nil {
		return Opened{}, err
	}
	return Open(ctx, d.DB, actor, r.By, r.Owner, file)
}
