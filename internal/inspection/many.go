package inspection

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

type heldModel = record.Held[Registration]

// RegisterMany registers cells for a year on one day, all or none, and returns how many were added: what is in the register already, exactly so,
// is left as it is, so that a form sent twice registers once.
func (s *Service) RegisterMany(ctx context.Context, actor authz.Actor, year int, on time.Time, cells []int64) (added int, err error) {
	if _, err := actor.Scope(authz.InspectionWrite); err != nil {
		return 0, err
	}
	if len(cells) == 0 {
		return 0, apperr.Invalid("", apperr.Field{Name: "cells", Msg: "Chọn ít nhất một chi bộ."})
	}
	drafts := make([]Registration, len(cells))
	for i, c := range cells {
		drafts[i] = Registration{UnitID: c, Year: year, RegisteredOn: on}
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		verdicts, err := s.Register().CheckTx(ctx, tx, actor, drafts)
		if err != nil {
			return err
		}
		var fresh []Registration
		for i, v := range verdicts {
			if v.Err != nil {
				return s.named(ctx, tx, actor, cells[i], v.Err)
			}
			if !v.Same {
				fresh = append(fresh, drafts[i])
			}
		}
		added = len(fresh)
		_, err = s.Register().AddTx(ctx, tx, actor, fresh)
		return err
	})
	return added, err
}

// Recognise writes one decision on registrations of many cells, all or none, and returns how many were recognised by it now.
func (s *Service) Recognise(ctx context.Context, actor authz.Actor, number string, on time.Time, ids []int64) (done int, err error) {
	scope, err := actor.Scope(authz.InspectionWrite)
	if err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		return 0, apperr.Invalid("", apperr.Field{Name: "cells", Msg: "Chọn ít nhất một chi bộ."})
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		held, err := holdModels(ctx, tx, scope, ids)
		if err != nil {
			return err
		}
		if len(held) != len(ids) {
			return apperr.NotFound("")
		}
		held = slices.DeleteFunc(held, func(h heldModel) bool { return h.Draft.RecognisedNumber == number && h.Draft.RecognisedOn.Equal(on) })
		done = len(held)
		return s.recognise(ctx, tx, actor, scope, number, on, held)
	})
	return done, err
}

func (s *Service) recognise(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, number string, on time.Time, held []heldModel) error {
	ids, drafts, entries := make([]int64, len(held)), make([]Registration, len(held)), make([]audit.Entry, len(held))
	for i, h := range held {
		d := h.Draft
		d.RecognisedNumber, d.RecognisedOn = number, on
		ids[i], drafts[i] = h.ID, d
		entries[i] = audit.Entry{UnitID: d.UnitID, Action: authz.InspectionWrite, ObjectKind: "model", ObjectID: h.ID, Before: h.Draft, After: d,
			Summary: fmt.Sprintf("Công nhận giữ mô hình năm %d theo Quyết định số %s ngày %s", d.Year, number, vi.Date(on))}
	}
	verdicts, err := s.checkModels(ctx, tx, actor, scope, ids, drafts)
	if err != nil {
		return err
	}
	for i, v := range verdicts {
		if v.Err != nil {
			return s.named(ctx, tx, actor, drafts[i].UnitID, v.Err)
		}
	}
	if err := updateModels(ctx, tx, scope, s.Now(), ids, drafts); err != nil {
		return err
	}
	return audit.RecordAllTx(ctx, tx, actor, s.Now(), entries)
}

const nameSQL = `
SELECT u.name
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @unit`

// named tells of which of many cells something is wrong; what is wrong with what they have in common stays at its field.
func (s *Service) named(ctx context.Context, tx pgx.Tx, actor authz.Actor, cell int64, problem error) error {
	scope, err := actor.Scope(authz.InspectionWrite)
	if err != nil {
		return err
	}
	var name string
	if err := tx.QueryRow(ctx, nameSQL, scope.Args(pgx.StrictNamedArgs{"unit": cell})).Scan(&name); err != nil {
		return apperr.NotFound("")
	}
	var p apperr.Problems
	for _, f := range apperr.FieldsOf(problem) {
		if f.Name == "unit" || f.Name == "year" {
			f.Name = "cells"
		}
		p.Addf(f.Name, "%s: %s", name, f.Msg)
	}
	return p.Err("")
}
