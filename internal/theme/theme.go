// Package theme is what shortcomings are about, as each committee names it: a list that begins with ten and goes its own way.
//
// It alone writes remedy_themes. A theme is never deleted, because remedies name it: it is retired, and chosen no more.
package theme

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Service lists the themes of a committee and changes them.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Theme is what shortcomings are about, as a committee names it.
type Theme struct {
	ID         int64
	Name       string
	FormerName string     // before NamedOn; "" when it had no other
	NamedOn    *time.Time // the day from which the name holds
	RetiredOn  *time.Time // chosen no more since; nil while it is in use
	Version    int
	Used       int // remedies that name it
}

// shipped are the themes that a new committee begins with.
var shipped = []string{
	"Tự phê bình và phê bình", "Giờ giấc, kỷ luật sinh hoạt", "Học tập nghị quyết", "Thực hiện nhiệm vụ được giao", "Gần dân, dân vận",
	"Nêu gương, lối sống", "Đóng đảng phí", "Phát triển đảng viên", "Xây dựng nông thôn mới", "Khác",
}

const beginSQL = `
INSERT INTO remedy_themes (committee_id, name, position)
SELECT @committee, t.name, t.position FROM unnest(@names::text[]) WITH ORDINALITY AS t (name, position)`

// BeginTx gives a new committee its first themes. Only commands may reach it.
func BeginTx(ctx context.Context, tx pgx.Tx, committee int64) error {
	if _, err := tx.Exec(ctx, beginSQL, pgx.StrictNamedArgs{"committee": committee, "names": shipped}); err != nil {
		return fmt.Errorf("write the first themes: %w", err)
	}
	return nil
}

const themesSQL = `
SELECT id, name, former_name, named_on, retired_on, version
FROM remedy_themes
WHERE committee_id = @committee AND (@retired OR retired_on IS NULL)
ORDER BY position, id`

// List is what can be chosen, or with retired also what no longer can.
func (s *Service) List(ctx context.Context, actor authz.Actor, retired bool) ([]Theme, error) {
	scope, err := actor.Scope(authz.HomeRead)
	if err != nil {
		return nil, err
	}
	return Read(ctx, s.DB, scope.Committee(), retired)
}

// Read lists the themes of a committee, for the rooms above.
func Read(ctx context.Context, db postgres.DB, committee int64, retired bool) ([]Theme, error) {
	rows, _ := db.Query(ctx, themesSQL, pgx.StrictNamedArgs{"committee": committee, "retired": retired})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Theme])
	if err != nil {
		return nil, fmt.Errorf("list the themes: %w", err)
	}
	return list, nil
}

const standsSQL = `
SELECT EXISTS (SELECT FROM remedy_themes WHERE committee_id = @committee AND id = @id AND retired_on IS NULL)`

// MustStand refuses a theme that cannot be chosen; 0 is none.
func MustStand(ctx context.Context, tx pgx.Tx, scope authz.Scope, theme int64) error {
	if theme == 0 {
		return nil
	}
	var stands bool
	if err := tx.QueryRow(ctx, standsSQL, pgx.StrictNamedArgs{"committee": scope.Committee(), "id": theme}).Scan(&stands); err != nil {
		return fmt.Errorf("find the theme: %w", err)
	}
	if !stands {
		return apperr.Invalid("Chủ đề chưa đúng.", apperr.Field{Name: "theme", Msg: "Chủ đề này không còn dùng. Chọn chủ đề khác."})
	}
	return nil
}

const usedSQL = `
SELECT t.id, t.name, t.former_name, t.named_on, t.retired_on, t.version, count(r.id)::int AS used
FROM remedy_themes t
LEFT JOIN (remedies r JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id AND u.path <@ ANY (@scope::text[]::ltree[]))
    ON r.committee_id = t.committee_id AND r.theme_id = t.id
WHERE t.committee_id = @committee
GROUP BY t.committee_id, t.id
ORDER BY t.retired_on IS NOT NULL, t.position, t.id`

// Settings lists every theme with how often it is named, for who may change them.
func (s *Service) Settings(ctx context.Context, actor authz.Actor) (list []Theme, err error) {
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		scope, _, err := org.RootTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, usedSQL, scope.Args(nil))
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[Theme])
		return err
	})
	return list, err
}

// Draft is a theme as it is typed: a new one (ID 0), or a new name for one.
type Draft struct {
	ID      int64
	Name    string
	From    time.Time // the day from which a new name holds
	Version int       // that the form showed: Conflict when somebody changed it since
	FormKey string
}

func (d *Draft) clean(today time.Time) error {
	var p apperr.Problems
	d.Name = vi.Clean(d.Name)
	n := utf8.RuneCountInString(d.Name)
	p.Check(n >= 2 && n <= 80, "name", "Ghi tên chủ đề, từ 2 đến 80 ký tự.")
	p.Check(d.ID == 0 || !d.From.After(today) && !d.From.IsZero(), "from", "Ghi ngày tên mới bắt đầu dùng, không sau hôm nay.")
	return p.Err("Chưa lưu được chủ đề: có %d chỗ cần sửa.")
}

const (
	addThemeSQL = `
INSERT INTO remedy_themes (committee_id, name, position, form_key)
SELECT @committee, @name, coalesce(max(position), 0) + 1, @form_key::uuid FROM remedy_themes WHERE committee_id = @committee
ON CONFLICT (committee_id, form_key) DO NOTHING
RETURNING id`
	lockThemeSQL = `
SELECT id, name, former_name, named_on, retired_on, version
FROM remedy_themes
WHERE committee_id = @committee AND id = @id
FOR UPDATE`
	changeThemeSQL = `
UPDATE remedy_themes
SET name = @name, former_name = @former, named_on = @named, retired_on = @retired, version = version + 1
WHERE committee_id = @committee AND id = @id`
)

// Add adds a theme at the end of the list.
func (s *Service) Add(ctx context.Context, actor authz.Actor, d Draft) error {
	var key pgtype.UUID
	if key.Scan(d.FormKey) != nil {
		return apperr.Invalid("Trang gửi lên thiếu mã của biểu mẫu. Đồng chí tải lại trang rồi gửi lại.")
	}
	return s.themed(ctx, actor, func(tx pgx.Tx) (Theme, string, error) {
		if err := d.clean(vi.Today(s.Now())); err != nil {
			return Theme{}, "", err
		}
		t := Theme{Name: d.Name}
		err := tx.QueryRow(ctx, addThemeSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "name": d.Name, "form_key": d.FormKey}).Scan(&t.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			return t, "", nil // the same form, sent twice
		}
		return t, "Thêm chủ đề hạn chế: " + d.Name, err
	})
}

// Rename gives a theme another name from a day on. Every remedy that names it goes along.
func (s *Service) Rename(ctx context.Context, actor authz.Actor, d Draft) error {
	return s.themed(ctx, actor, func(tx pgx.Tx) (Theme, string, error) {
		if err := d.clean(vi.Today(s.Now())); err != nil {
			return Theme{}, "", err
		}
		return change(ctx, tx, actor, d.ID, d.Version, func(t *Theme) string {
			if t.Name == d.Name {
				return ""
			}
			t.FormerName, t.Name, t.NamedOn = t.Name, d.Name, &d.From
			return fmt.Sprintf("Đổi tên chủ đề hạn chế từ %s: %s (trước đó: %s)", vi.Date(d.From), t.Name, t.FormerName)
		})
	})
}

// Retire takes a theme out of what can be chosen, or back into it. Remedies keep it.
func (s *Service) Retire(ctx context.Context, actor authz.Actor, id int64, version int, retired bool) error {
	today := vi.Today(s.Now())
	return s.themed(ctx, actor, func(tx pgx.Tx) (Theme, string, error) {
		return change(ctx, tx, actor, id, version, func(t *Theme) string {
			switch {
			case retired == (t.RetiredOn != nil):
				return ""
			case retired:
				t.RetiredOn = &today
				return "Thôi dùng chủ đề hạn chế: " + t.Name
			}
			t.RetiredOn = nil
			return "Dùng lại chủ đề hạn chế: " + t.Name
		})
	})
}

// change alters one theme under its lock; what says "" changed nothing.
func change(ctx context.Context, tx pgx.Tx, actor authz.Actor, id int64, version int, what func(*Theme) string) (Theme, string, error) {
	rows, _ := tx.Query(ctx, lockThemeSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "id": id})
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByNameLax[Theme])
	if errors.Is(err, pgx.ErrNoRows) {
		return t, "", apperr.NotFound("Không tìm thấy chủ đề này.")
	}
	if err != nil {
		return t, "", err
	}
	seen := t.Version == version
	words := what(&t)
	if words == "" {
		return t, "", nil
	}
	if !seen {
		return t, "", apperr.Conflict("Chủ đề này vừa được người khác sửa. Đồng chí tải lại trang rồi sửa tiếp.")
	}
	_, err = tx.Exec(ctx, changeThemeSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "id": id, "name": t.Name, "former": t.FormerName, "named": t.NamedOn, "retired": t.RetiredOn,
	})
	return t, words, err
}

// themed changes the list of themes, which only who writes for the whole committee may, and leaves a line in the trail.
func (s *Service) themed(ctx context.Context, actor authz.Actor, do func(pgx.Tx) (Theme, string, error)) error {
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		_, root, err := org.RootTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		t, words, err := do(tx)
		switch {
		case postgres.Constraint(err) == "remedy_themes_name":
			return apperr.Invalid("Chưa lưu được chủ đề.", apperr.Field{Name: "name", Msg: "Đã có chủ đề mang tên này. Ghi tên khác."})
		case err != nil || words == "":
			return err
		}
		return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
			UnitID: root.ID, Action: authz.UnitWrite, ObjectKind: "theme", ObjectID: t.ID, Summary: words, After: t,
		})
	})
}
