package pledgeform

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
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Template is a suggested item, with the unit that suggests it.
type Template struct {
	ID        int64
	UnitID    int64
	UnitName  string
	Heading   string
	Content   string
	Target    string
	Measure   string
	Evidence  string
	UpdatedAt time.Time
	UpdatedBy string
	Mine      bool // the reader may change it
}

// Draft is a suggestion as it was typed. ID 0 is a new one.
type Draft struct {
	ID                                 int64
	UnitID                             int64
	Year                               int // of the form whose headings were offered
	Heading, Content                   string
	Target, Measure, Evidence, FormKey string
}

// Limits of a suggestion, in letters: those of an item.
const (
	longestContent = 1000
	longestShort   = 300
)

// listSQL: what the reader's units suggest, and what is suggested to them from above.
const listSQL = `
SELECT t.id, t.unit_id, g.name AS unit_name, t.heading, t.content, t.target, t.measure, t.evidence, t.updated_at, t.updated_by,
    g.path <@ ANY (@scope::text[]::ltree[]) AS mine
FROM pledge_templates t
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.unit_id
WHERE t.committee_id = @committee AND NOT t.withdrawn
    AND (g.path <@ ANY (@scope::text[]::ltree[]) OR g.path @> ANY (@scope::text[]::ltree[]))
ORDER BY nlevel(g.path), g.name COLLATE "vi-x-icu", t.heading, t.id`

// List is the suggestions that concern whoever may write some: one's own, those below, and those of the level above.
func (s *Service) List(ctx context.Context, actor authz.Actor) ([]Template, error) {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(nil))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Template])
}

// forCellSQL: what the units above a cell of the scope suggest to its members.
const forCellSQL = `
SELECT t.id, t.unit_id, g.name AS unit_name, t.heading, t.content, t.target, t.measure, t.evidence, t.updated_at, t.updated_by,
    false AS mine
FROM pledge_templates t
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.unit_id
JOIN units u ON u.committee_id = t.committee_id AND u.id = @cell AND u.path <@ g.path
WHERE t.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND NOT t.withdrawn
ORDER BY t.heading, nlevel(g.path) DESC, t.id`

// ForCell is what is suggested to the members of a cell; the scope is that of whoever writes there.
func ForCell(ctx context.Context, db postgres.DB, scope authz.Scope, cell int64) ([]Template, error) {
	rows, _ := db.Query(ctx, forCellSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Template])
	if err != nil {
		return nil, fmt.Errorf("read the suggestions: %w", err)
	}
	return list, nil
}

// Get is one suggestion, for whoever may change it.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id int64) (Template, error) {
	list, err := s.List(ctx, actor)
	if err != nil {
		return Template{}, err
	}
	for _, t := range list {
		if t.ID == id && t.Mine {
			return t, nil
		}
	}
	return Template{}, apperr.NotFound("Không tìm thấy mẫu nội dung này trong phạm vi của đồng chí.")
}

const addTemplateSQL = `
INSERT INTO pledge_templates (committee_id, unit_id, heading, content, target, measure, evidence, updated_at, updated_by, form_key)
SELECT @committee, g.id, @heading, @content, @target, @measure, @evidence, @now, @by, @form_key::uuid
FROM units g
WHERE g.committee_id = @committee AND g.path <@ ANY (@scope::text[]::ltree[]) AND g.id = @unit AND g.kind IN ('committee', 'grassroots', 'grassroots_cell', 'subcommittee')
ON CONFLICT (committee_id, form_key) DO UPDATE SET updated_at = pledge_templates.updated_at
RETURNING id, unit_id, xmax = 0 AS new`

const changeTemplateSQL = `
UPDATE pledge_templates t
SET heading = @heading, content = @content, target = @target, measure = @measure, evidence = @evidence, updated_at = @now, updated_by = @by
FROM units g
WHERE t.committee_id = @committee AND g.committee_id = t.committee_id AND g.id = t.unit_id AND g.path <@ ANY (@scope::text[]::ltree[])
    AND t.id = @id AND NOT t.withdrawn
RETURNING t.id, t.unit_id, true AS new`

const withdrawSQL = `
UPDATE pledge_templates t
SET withdrawn = true, updated_at = @now, updated_by = @by
FROM units g
WHERE t.committee_id = @committee AND g.committee_id = t.committee_id AND g.id = t.unit_id AND g.path <@ ANY (@scope::text[]::ltree[])
    AND t.id = @id AND NOT t.withdrawn
RETURNING t.id, t.unit_id, true AS new`

// Suggest adds a suggestion or changes one.
func (s *Service) Suggest(ctx context.Context, actor authz.Actor, d Draft) error {
	form, err := On(ctx, s.DB, actor.Committee, d.Year)
	if err != nil {
		return err
	}
	if _, err := actor.Scope(authz.PacketDecide); err != nil {
		return err
	}
	if err := d.clean(form); err != nil {
		return err
	}
	args := pgx.StrictNamedArgs{"heading": d.Heading, "content": d.Content, "target": d.Target, "measure": d.Measure, "evidence": d.Evidence}
	if d.ID == 0 {
		args["unit"], args["form_key"] = d.UnitID, d.FormKey
		return s.write(ctx, actor, d.UnitID, addTemplateSQL, args, "Thêm mẫu nội dung cam kết: "+d.Content)
	}
	standing, err := s.Get(ctx, actor, d.ID)
	if err != nil {
		return err
	}
	args["id"] = d.ID
	return s.write(ctx, actor, standing.UnitID, changeTemplateSQL, args, "Sửa mẫu nội dung cam kết: "+d.Content)
}

// Withdraw takes a suggestion back; what members took from it is theirs and stays.
func (s *Service) Withdraw(ctx context.Context, actor authz.Actor, id int64) error {
	standing, err := s.Get(ctx, actor, id)
	if err != nil {
		return err
	}
	return s.write(ctx, actor, standing.UnitID, withdrawSQL, pgx.StrictNamedArgs{"id": id}, "Rút mẫu nội dung cam kết: "+standing.Content)
}

func (s *Service) write(ctx context.Context, actor authz.Actor, in int64, sql string, args pgx.StrictNamedArgs, words string) error {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		by, err := audit.SignTx(ctx, tx, actor, authz.PacketDecide, in)
		if err != nil {
			return err
		}
		args["now"], args["by"] = now, by
		var id, unit int64
		var fresh bool
		err = tx.QueryRow(ctx, sql, scope.Args(args)).Scan(&id, &unit, &fresh)
		if errors.Is(err, pgx.ErrNoRows) {
			return apperr.NotFound("Không tìm thấy mẫu nội dung này trong phạm vi của đồng chí.")
		}
		if err != nil {
			return fmt.Errorf("write a suggestion: %w", err)
		}
		if !fresh { // the same form a second time
			return nil
		}
		return audit.RecordTx(ctx, tx, actor, now, audit.Entry{UnitID: unit, Action: authz.PacketDecide, ObjectKind: "pledge_template",
			ObjectID: id, Summary: words})
	})
}

func (d *Draft) clean(form Form) error {
	var p apperr.Problems
	d.Content = vi.CleanText(d.Content)
	d.Target, d.Measure, d.Evidence = vi.Clean(d.Target), vi.Clean(d.Measure), vi.Clean(d.Evidence)
	p.Check(form.Has(d.Heading), "heading", "Chọn mục cho nội dung này.")
	switch n := utf8.RuneCountInString(d.Content); {
	case n < 5:
		p.Add("content", "Ghi nội dung gợi ý.")
	case n > longestContent:
		p.Addf("content", "Nội dung dài %d ký tự, nhiều nhất là %d. Rút gọn lại.", n, longestContent)
	}
	for _, short := range []struct{ field, name, text string }{
		{"target", "Chỉ tiêu", d.Target}, {"measure", "Cách đo", d.Measure}, {"evidence", "Minh chứng", d.Evidence},
	} {
		p.Check(utf8.RuneCountInString(short.text) <= longestShort, short.field, fmt.Sprintf("%s dài quá %d ký tự. Rút gọn lại.", short.name, longestShort))
	}
	return p.Err("Chưa lưu được: có %d chỗ cần sửa.")
}

// Headings is the form of a year for whoever may suggest: they name a heading of it.
func (s *Service) Headings(ctx context.Context, actor authz.Actor, year int) (Form, error) {
	if _, err := actor.Scope(authz.PacketDecide); err != nil {
		return Form{}, err
	}
	return On(ctx, s.DB, actor.Committee, year)
}
