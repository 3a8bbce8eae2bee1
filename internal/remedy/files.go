package remedy

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment"
	"tusoi/internal/authz"
)

// kind names remedies in the audit trail and among the owners of files.
const kind = "remedy"

// Files is where remedies keep their evidence. It is given and taken by who says that a shortcoming is mended, until that is
// verified, a member taking only what they gave; it is read by who reads the words.
func (s *Service) Files() attachment.Desk {
	return attachment.Desk{DB: s.DB, Now: s.Now, Write: attaching, Read: s.opening}
}

func (r Remedy) right(by authz.Action) attachment.Right {
	return attachment.Right{Owner: attachment.Owner{Kind: kind, ID: r.ID, UnitID: r.CellID}, By: by, Mine: by == authz.OwnWrite}
}

func attaching(ctx context.Context, tx pgx.Tx, actor authz.Actor, id int64) (attachment.Right, error) {
	action := reporting(actor)
	scope, err := actor.Scope(action)
	if err != nil {
		return attachment.Right{}, err
	}
	r, err := find(ctx, tx, scope, id)
	if err == nil && action == authz.OwnWrite && !r.ownedBy(actor) {
		err = notFound()
	}
	if err != nil {
		return attachment.Right{}, err
	}
	return r.right(action), r.mayMove(false)
}

func (s *Service) opening(ctx context.Context, actor authz.Actor, id int64) (attachment.Right, error) {
	r, err := s.Find(ctx, actor, id)
	if err == nil && r.Hidden {
		err = apperr.Forbidden("Minh chứng này chỉ chi bộ, cấp ủy trực tiếp và nơi phát hiện được đọc.")
	}
	return r.right(reading(actor)), err
}
