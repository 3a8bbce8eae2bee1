package remedy

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/theme"
	"tusoi/internal/vi"
)

// Found is a shortcoming that a meeting or an inspection found, as it was typed. Member 0 is the cell as a whole; the month
// is the one that runs.
type Found struct {
	Draft
	Source        Source
	SourceOn      time.Time
	Basis         string // "Kết luận kiểm tra số 05-KL/UBKT"
	Recurs, Check int64  // the verified remedy that it repeats, and the record of the check that found it; 0 for none

	opener int64
}

// longAgo is how old a finding may be.
const longAgo = 2

func (f *Found) clean(today time.Time) error {
	var p apperr.Problems
	f.Basis = vi.Clean(f.Basis)
	p.Check(f.Source == Meeting || f.Source == Inspection, "source", "Chọn nơi phát hiện: sinh hoạt chi bộ hoặc kiểm tra, giám sát.")
	p.Check(!f.SourceOn.After(today) && !f.SourceOn.Before(today.AddDate(-longAgo, 0, 0)), "source_on",
		"Ghi ngày sinh hoạt hoặc ngày kết luận, không sau hôm nay và trong vòng hai năm.")
	n := utf8.RuneCountInString(f.Basis)
	p.Check((n >= 5 || f.Source == Meeting) && n <= 300, "basis", "Ghi căn cứ, ví dụ: Kết luận kiểm tra số 05-KL/UBKT; nhiều nhất 300 ký tự.")
	for _, field := range apperr.FieldsOf(f.Draft.clean(today)) {
		p.Add(field.Name, field.Msg)
	}
	return p.Err("Chưa mở được việc tự sửa: có %d chỗ cần sửa.")
}

// cellSQL finds where a remedy is to be opened, whose it is to be, and whether the form was taken already: its answer may
// have been lost.
const cellSQL = `
SELECT u.name, u.path::text AS path, coalesce(m.full_name, '') AS member, coalesce((
    SELECT r.id FROM remedies r WHERE r.committee_id = u.committee_id AND r.cell_id = u.id AND r.form_key = @form_key::uuid), 0) AS taken
FROM units u
LEFT JOIN memberships s ON s.committee_id = u.committee_id AND s.unit_id = u.id AND s.member_id = @member AND s.kind = 'work'
    AND s.valid_from <= @today AND (s.valid_to IS NULL OR s.valid_to > @today)
LEFT JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND u.kind IN ('cell', 'grassroots_cell') AND u.valid_from <= @today AND (u.valid_to IS NULL OR u.valid_to > @today)`

type foundIn struct {
	Name, Path, Member string
	Taken              int64
}

// OpenFound opens a remedy outside a month sheet, whatever became of the month's packet, and returns its id. The same form
// sent twice opens one. Only the cell opens what its own meeting found.
func (s *Service) OpenFound(ctx context.Context, actor authz.Actor, f Found) (id int64, err error) {
	scope, err := actor.Scope(authz.RemedyOpen)
	if err != nil {
		return 0, err
	}
	if err := f.CheckKey(); err != nil {
		return 0, err
	}
	today := vi.Today(s.Now())
	f.Month = period.MonthOf(today)
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		in, err := placeOf(ctx, tx, scope, f, today)
		if id = in.Taken; err != nil || id != 0 {
			return err
		}
		post := opener(actor, in.Path)
		f.opener = post.UnitID
		if err := f.check(ctx, tx, scope, in, post, today); err != nil {
			return err
		}
		id, err = s.insert(ctx, tx, actor, authz.RemedyOpen, scope, f, Remedy{MemberName: in.Member})
		return err
	})
	return id, err
}

func placeOf(ctx context.Context, tx pgx.Tx, scope authz.Scope, f Found, today time.Time) (in foundIn, err error) {
	rows, _ := tx.Query(ctx, cellSQL, scope.Args(pgx.StrictNamedArgs{"cell": f.Cell, "member": f.Member, "form_key": f.FormKey, "today": today}))
	in, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[foundIn])
	if errors.Is(err, pgx.ErrNoRows) {
		return in, apperr.NotFound("Không tìm thấy chi bộ này, hoặc chi bộ không thuộc phạm vi của đồng chí.")
	}
	return in, err
}

// check refuses what cannot be opened here, all faults at once as far as they are faults of the form.
func (f *Found) check(ctx context.Context, tx pgx.Tx, scope authz.Scope, in foundIn, post authz.Post, today time.Time) error {
	var p apperr.Problems
	for _, field := range apperr.FieldsOf(f.clean(today)) {
		p.Add(field.Name, field.Msg)
	}
	p.Check(f.Source != Meeting || post.Path == in.Path, "source", "Hạn chế phát hiện trong sinh hoạt do chính chi bộ ghi. Cấp trên ghi theo kết luận kiểm tra, giám sát.")
	p.Check(f.Member == 0 || in.Member != "", "member", "Chọn đồng chí đang sinh hoạt ở chi bộ này, hoặc cả chi bộ.")
	switch err := theme.MustStand(ctx, tx, scope, f.Theme); {
	case apperr.KindOf(err) == apperr.KindInvalid:
		p.Add("theme", apperr.FieldsOf(err)[0].Msg)
	case err != nil:
		return err
	case f.Theme == 0:
		themes, err := theme.Read(ctx, tx, scope.Committee(), false)
		if err != nil {
			return err
		}
		p.Check(len(themes) == 0, "theme", "Chọn chủ đề của hạn chế.")
	}
	if err := p.Err("Chưa mở được việc tự sửa: có %d chỗ cần sửa."); err != nil || f.Recurs == 0 {
		return err
	}
	old, err := find(ctx, tx, scope, f.Recurs)
	if err != nil {
		return err
	}
	return old.repeatedBy(Remedy{OfCell: f.Member == 0, MemberID: f.Member, CellID: f.Cell, ThemeID: f.Theme})
}

// repeatedBy refuses to call a remedy the repetition of another one's shortcoming.
func (r Remedy) repeatedBy(next Remedy) error {
	same := r.OfCell == next.OfCell && r.MemberID == next.MemberID && (!r.OfCell || r.CellID == next.CellID)
	if r.State != Verified || !same || r.ThemeID == 0 || r.ThemeID != next.ThemeID {
		return apperr.Conflict("Chỉ ghi là lặp lại khi cùng người (hoặc cùng chi bộ), cùng chủ đề, và việc trước đã được xác nhận.")
	}
	return nil
}

// Recur says that a remedy repeats an older one that was verified.
func (s *Service) Recur(ctx context.Context, actor authz.Actor, id, old int64) (Remedy, error) {
	return s.step(ctx, actor, move{action: authz.RemedyOpen, id: id, ended: true, entry: audit.Entry{Summary: "Ghi là hạn chế lặp lại"},
		change: func(ctx context.Context, tx pgx.Tx, scope authz.Scope, r *Remedy) error {
			before, err := find(ctx, tx, scope, old)
			if err != nil {
				return err
			}
			if err := before.repeatedBy(*r); err != nil {
				return err
			}
			if old == id || !before.VerifiedOn.Before(r.OpenedMonth.AddDate(0, 1, 0)) {
				return apperr.Conflict("Việc trước phải được xác nhận trước khi hạn chế lặp lại.")
			}
			r.RecursID = old
			return nil
		}})
}

// SetTheme says what a shortcoming is about, also after it was verified.
func (s *Service) SetTheme(ctx context.Context, actor authz.Actor, id, to int64) (Remedy, error) {
	return s.step(ctx, actor, move{action: authz.RemedyOpen, id: id, ended: true, entry: audit.Entry{Summary: "Chọn chủ đề việc tự sửa"},
		change: func(ctx context.Context, tx pgx.Tx, scope authz.Scope, r *Remedy) error {
			if to == 0 {
				return apperr.Invalid("Cần chọn chủ đề.", apperr.Field{Name: "theme", Msg: "Chọn chủ đề của hạn chế."})
			}
			if to == r.ThemeID {
				return nil
			}
			if err := theme.MustStand(ctx, tx, scope, to); err != nil {
				return err
			}
			r.ThemeID, r.RecursID = to, 0
			return nil
		}})
}

const noteSQL = `
INSERT INTO remedy_notes (committee_id, remedy_id, at, by_name, words, form_key)
SELECT r.committee_id, r.id, @now, @by, @words, @form_key::uuid
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id
ON CONFLICT (committee_id, form_key) DO NOTHING`

// Note writes down how far a mending has come. The same form sent twice writes one line.
func (s *Service) Note(ctx context.Context, actor authz.Actor, id int64, words, key string) (Remedy, error) {
	words = vi.CleanText(words)
	if err := (Draft{FormKey: key}).CheckKey(); err != nil {
		return Remedy{}, err
	}
	action := reporting(actor)
	return s.step(ctx, actor, move{action: action, id: id, entry: audit.Entry{Summary: "Ghi tiến độ việc tự sửa"},
		change: func(ctx context.Context, tx pgx.Tx, scope authz.Scope, r *Remedy) error {
			if !said(words) {
				return apperr.Invalid("Cần ghi tiến độ.", apperr.Field{Name: "words", Msg: "Ghi đã làm được đến đâu, từ 5 đến 1.000 ký tự."})
			}
			by, err := audit.SignTx(ctx, tx, actor, action, r.CellID)
			if err != nil {
				return err
			}
			tag, err := tx.Exec(ctx, noteSQL, scope.Args(pgx.StrictNamedArgs{"id": id, "now": s.Now(), "by": by, "words": words, "form_key": key}))
			if err != nil {
				return fmt.Errorf("write the note: %w", err)
			}
			if r.noted = tag.RowsAffected() > 0; r.noted && r.State == Open {
				r.State = InProgress
			}
			return nil
		}})
}
