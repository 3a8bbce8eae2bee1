package intake

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/postgres"
	"tusoi/internal/vi/legacy"
)

// Spell says in which of the old fonts the columns of a waiting file are written, and reads it again. A column that is not
// named is guessed.
func (s *Service) Spell(ctx context.Context, actor authz.Actor, run int64, said workbook.Encodings) error {
	r, err := s.run(ctx, actor, run)
	if err != nil {
		return err
	}
	for _, e := range said {
		if !slices.Contains(legacy.Encodings(), e) {
			return apperr.Invalid("Chọn lại bảng mã trong danh sách.")
		}
	}
	r.Encodings = said
	list, err := s.list(ctx, actor, r)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		plan, tree, err := s.plan(ctx, tx, actor, list)
		if err != nil {
			return err
		}
		r.count(plan)
		r.Kind = compare.Kind(list.Key)
		return s.reread(ctx, tx, actor, r, tree.Root().ID, "Chọn bảng mã cho "+s.called(r))
	})
}
