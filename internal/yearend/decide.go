package yearend

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
	"tusoi/internal/yearend/form"
)

// Decision is the level of one member. Version is that of the form on which the page was based.
type Decision struct {
	MemberID int64
	Version  int
	Level    form.Level
}

const decideSQL = `
UPDATE year_reviews r
SET state = 'decided', decided_level = t.level, decided_on = @on, decided_at = @now, decided_by = @by, return_reason = '',
    version = r.version + 1, updated_at = @now, updated_by = @by
FROM unnest(@reviews::bigint[], @levels::text[]) AS t (id, level), units u
WHERE r.committee_id = @committee AND r.id = t.id AND u.committee_id = r.committee_id AND u.id = r.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[])`

// Decide sets the levels of members of a cell, all or none. A decision that stands already as it is given is left alone; another
// one is never put over it: it has to be taken back first, with a reason.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, cell int64, year int, on time.Time, list []Decision) (decided int, err error) {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return 0, err
	}
	if err := s.mustKnow(year); err != nil {
		return 0, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		at, err := place(ctx, tx, scope, cell)
		if err != nil {
			return err
		}
		if !at.DecidedBy(actor) {
			return apperr.Forbidden(fmt.Sprintf("Mức xếp loại của đảng viên %s do %s quyết định.", at.CellName, at.AboveName))
		}
		if err := checkDay(year, on, vi.Today(s.Now())); err != nil {
			return err
		}
		all, err := s.waiting(ctx, tx, actor, scope, at, year, list)
		if err != nil || len(all) == 0 {
			return err
		}
		decided = len(all)
		return s.decide(ctx, tx, actor, scope, all, on)
	})
	return decided, err
}

// toDecide is a form with the level it gets.
type toDecide struct {
	Review
	level form.Level
}

// waiting locks the forms of the decisions and refuses those on which nothing can be decided, by name.
func (s *Service) waiting(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, at Place, year int, list []Decision) ([]toDecide, error) {
	people := make([]int64, len(list))
	for i, d := range list {
		people[i] = d.MemberID
	}
	if _, err := tx.Exec(ctx, lockSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "people": people}); err != nil {
		return nil, fmt.Errorf("lock the forms: %w", err)
	}
	there, err := lines(ctx, tx, scope, at.CellID, 0, year, vi.Today(s.Now()))
	if err != nil {
		return nil, err
	}
	var all []toDecide
	var p apperr.Problems
	for _, d := range list {
		i := slices.IndexFunc(there, func(l Line) bool { return l.MemberID == d.MemberID })
		if i < 0 {
			return nil, apperr.NotFound("Có người không còn trong danh sách của chi bộ này. Đồng chí tải lại trang.")
		}
		r := Review{Line: there[i], Place: at, Year: year, with: at.party(actor, d.MemberID)}
		if r.State == Decided && r.DecidedLevel == d.Level {
			continue // the button was pressed twice
		}
		if text := r.undecidable(d); text != "" {
			p.Add("level-"+strconv.FormatInt(d.MemberID, 10), text)
			continue
		}
		all = append(all, toDecide{r, d.Level})
	}
	return all, p.Err("Chưa lưu mức của ai: có %d người cần xem lại.")
}

// undecidable says why a decision cannot be made, "" when it can.
func (r Review) undecidable(d Decision) string {
	switch {
	case r.with.own:
		return r.MemberName + ": đồng chí không quyết định mức của chính mình."
	case !d.Level.Known():
		return r.MemberName + ": chọn mức xếp loại."
	case r.State == Decided:
		return fmt.Sprintf("%s: đã có người quyết định mức “%s”. Muốn đổi thì trả lại, ghi lý do, rồi quyết định lại.", r.MemberName, r.DecidedLevel.Label())
	case r.State != Commented:
		return fmt.Sprintf("%s: bản kiểm điểm đang ở bước “%s” nên chưa quyết định được.", r.MemberName, r.State.Label())
	case d.Version != r.Version:
		return r.MemberName + ": chi bộ vừa sửa nhận xét hoặc mức đề xuất. Xem lại rồi quyết định."
	}
	return ""
}

func (s *Service) decide(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, all []toDecide, on time.Time) error {
	by, err := audit.SignTx(ctx, tx, actor, authz.PacketDecide, all[0].CellID)
	if err != nil {
		return err
	}
	var ids []int64
	var levels []string
	var entries []audit.Entry
	for _, d := range all {
		ids, levels = append(ids, d.ReviewID), append(levels, string(d.level))
		entries = append(entries, d.entry(authz.PacketDecide, "Quyết định mức ở bản kiểm điểm", Decided, step{"level": string(d.level), "on": on.Format(time.DateOnly)}))
	}
	_, err = tx.Exec(ctx, decideSQL, scope.Args(pgx.StrictNamedArgs{"reviews": ids, "levels": levels, "on": on, "now": s.Now(), "by": by}))
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	return audit.RecordAllTx(ctx, tx, actor, s.Now(), entries)
}

const sendBackSQL = `
UPDATE year_reviews r
SET state = @state, return_reason = @reason, returned_at = @now, returned_by = @by,
    decided_level = NULL, decided_on = NULL, decided_at = NULL, decided_by = '',
    version = r.version + 1, updated_at = @now, updated_by = @by
FROM units u
WHERE r.committee_id = @committee AND u.committee_id = r.committee_id AND u.id = r.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND r.id = @review`

// SendBack takes a form one step back, with a reason that those who read the form see: to the member, to the cell, or a decision
// to be made again. What was written stays in it.
func (s *Service) SendBack(ctx context.Context, actor authz.Actor, member int64, year, version int, reason string) error {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return err
	}
	reason = vi.CleanText(reason)
	if n := utf8.RuneCountInString(reason); n < 5 || n > 1000 {
		return apperr.Invalid("Cần lý do trả lại.", apperr.Field{Name: "reason", Msg: "Ghi lý do trả lại, từ 5 đến 1.000 ký tự, để người nhận biết sửa chỗ nào."})
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		r, err := s.locked(ctx, tx, actor, scope, member, year, SendBack)
		if err != nil {
			return err
		}
		if version != r.Version {
			if r.ReturnReason == reason {
				return nil // the button was pressed twice
			}
			return changed()
		}
		action, to := r.deed(), next[r.State][SendBack]
		by, err := audit.SignTx(ctx, tx, actor, action, r.CellID)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, sendBackSQL, scope.Args(pgx.StrictNamedArgs{"review": r.ReviewID, "state": string(to), "reason": reason, "now": s.Now(), "by": by}))
		if err != nil {
			return fmt.Errorf("send the form back: %w", err)
		}
		return s.record(ctx, tx, actor, action, r, "Trả lại một bước bản kiểm điểm", to, nil)
	})
}
