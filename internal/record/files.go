package record

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment"
	"tusoi/internal/authz"
)

// Files is where the records of a book keep their evidence: given and taken by who writes in the book, read by who reads the
// record.
func (b *Book[D]) Files() attachment.Desk {
	return attachment.Desk{DB: b.DB, Now: b.Now,
		Write: func(ctx context.Context, tx pgx.Tx, actor authz.Actor, id int64) (attachment.Right, error) {
			scope, err := actor.Scope(b.Write)
			if err != nil {
				return attachment.Right{}, err
			}
			held, err := b.Hold(ctx, tx, scope, []int64{id})
			if err == nil && len(held) == 0 {
				err = apperr.NotFound("")
			}
			if err == nil {
				err = b.may(actor, held[0].Draft)
			}
			if err != nil {
				return attachment.Right{}, err
			}
			return b.right(id, b.Unit(held[0].Draft), b.Write), nil
		},
		Read: func(ctx context.Context, actor authz.Actor, id int64) (attachment.Right, error) {
			unit, err := b.Reads(ctx, actor, id)
			return b.right(id, unit, b.Read), err
		},
	}
}

func (b *Book[D]) right(id, unit int64, by authz.Action) attachment.Right {
	return attachment.Right{Owner: attachment.Owner{Kind: b.Kind, ID: id, UnitID: unit}, By: by}
}

// mustHaveNoFiles refuses to let records go whose evidence would stay behind.
func (b *Book[D]) mustHaveNoFiles(ctx context.Context, tx pgx.Tx, actor authz.Actor, list []Held[D]) error {
	ids := make([]int64, len(list))
	for i, h := range list {
		ids[i] = h.ID
	}
	files, err := attachment.List(ctx, tx, actor, b.Write, b.Kind, ids...)
	if err != nil {
		return err
	}
	for _, h := range list {
		if n := len(files[h.ID]); n > 0 {
			return apperr.Conflict(fmt.Sprintf("“%s” còn %d tệp minh chứng. Đồng chí bỏ các tệp, có ghi lý do, rồi mới bỏ khỏi sổ.", b.Title(h.Draft), n))
		}
	}
	return nil
}
