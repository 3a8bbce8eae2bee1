package pledgeform

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Limits of a form: what still fits on the paper.
const (
	mostHeadings  = 12
	mostDocuments = 20
	longestTitle  = 120
	longestNumber = 40
	longestGround = 300
)

// frozenSQL tells whether sheets were written under the form of a year: in that year, or in a later one that has none of
// its own.
const frozenSQL = `
SELECT EXISTS (
    SELECT FROM pledges p
    JOIN units u ON u.committee_id = p.committee_id AND u.id = p.cell_id
    WHERE p.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND p.year >= @year
        AND p.year < coalesce((SELECT min(f.from_year) FROM pledge_forms f WHERE f.committee_id = @committee AND f.from_year > @year), 9999))`

// Of is the form of a year for whoever may change it: the office of the committee, and nobody in a branch.
func (s *Service) Of(ctx context.Context, actor authz.Actor, year int) (form Form, err error) {
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		form, _, err = read(ctx, tx, actor, year)
		return err
	})
	return form, err
}

func read(ctx context.Context, tx pgx.Tx, actor authz.Actor, year int) (Form, org.Unit, error) {
	scope, root, err := org.RootTx(ctx, tx, actor)
	if err != nil {
		return Form{}, root, err
	}
	form, err := On(ctx, tx, actor.Committee, year)
	if err != nil {
		return form, root, err
	}
	err = tx.QueryRow(ctx, frozenSQL, scope.Args(pgx.StrictNamedArgs{"year": year})).Scan(&form.Frozen)
	if err != nil {
		return form, root, fmt.Errorf("look for sheets: %w", err)
	}
	return form, root, nil
}

// The first change of a year makes its row; a later one asks for the version it was based on.
const saveSQL = `
INSERT INTO pledge_forms (committee_id, from_year, headings, documents, updated_at, updated_by)
VALUES (@committee, @year, @headings, @documents, @now, @by)
ON CONFLICT (committee_id, from_year) DO UPDATE
SET headings = excluded.headings, documents = excluded.documents, version = pledge_forms.version + 1,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by
WHERE pledge_forms.version = @version
RETURNING version`

// Save changes the form of a year, and of the years after it that have none of their own. Headings under which sheets were
// written stay as they are.
func (s *Service) Save(ctx context.Context, actor authz.Actor, form Form) error {
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		before, root, err := read(ctx, tx, actor, form.Year)
		if err != nil {
			return err
		}
		if err := form.clean(); err != nil {
			return err
		}
		if before.Frozen && !slices.Equal(form.Headings, before.Headings) {
			return apperr.Invalid(fmt.Sprintf("Năm %d đã có bản cam kết nên các mục được giữ nguyên. Đổi mục từ năm sau.", form.Year))
		}
		if form.same(before) {
			return nil
		}
		by, err := audit.SignTx(ctx, tx, actor, authz.UnitWrite, root.ID)
		if err != nil {
			return err
		}
		var version int
		err = tx.QueryRow(ctx, saveSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "year": form.Year, "headings": form.Headings,
			"documents": form.Documents, "version": form.Version, "now": now, "by": by}).Scan(&version)
		if err == pgx.ErrNoRows {
			return apperr.Conflict("Có người vừa sửa mẫu của năm này. Nội dung đồng chí gõ vẫn còn ở đây: mở bản mới ở trang khác, đối chiếu rồi lưu lại.")
		}
		if err != nil {
			return fmt.Errorf("save the form: %w", err)
		}
		return audit.RecordTx(ctx, tx, actor, now, audit.Entry{UnitID: root.ID, Action: authz.UnitWrite, ObjectKind: "pledge_form",
			ObjectID: int64(form.Year), Summary: fmt.Sprintf("Sửa mẫu cam kết dùng từ năm %d", form.Year),
			Before: before.words(), After: form.words()})
	})
}

func (f Form) same(g Form) bool {
	return g.Version > 0 && slices.Equal(f.Headings, g.Headings) && slices.Equal(f.Documents, g.Documents)
}

func (f Form) words() map[string]any {
	return map[string]any{"headings": f.Headings, "documents": f.Documents}
}

// clean drops empty lines, gives new headings a key, and says what is wrong with the rest.
func (f *Form) clean() error {
	var p apperr.Problems
	if f.Year < 2000 || f.Year > 2200 {
		return apperr.NotFound("")
	}
	var headings []Heading
	titles := map[string]bool{}
	for i, h := range f.Headings {
		field := fmt.Sprintf("h%d", i)
		h.Title = vi.Clean(h.Title)
		if h.Title == "" {
			continue
		}
		p.Check(utf8.RuneCountInString(h.Title) <= longestTitle, field, fmt.Sprintf("Tên mục thứ %d dài quá %d ký tự. Rút gọn lại.", i+1, longestTitle))
		p.Check(!titles[vi.Fold(h.Title)], field, fmt.Sprintf("Mục “%s” có hai lần. Bỏ bớt một dòng.", h.Title))
		titles[vi.Fold(h.Title)] = true
		headings = append(headings, h)
	}
	f.Headings = withKeys(headings)
	p.Check(len(headings) > 0, "h0", "Ghi ít nhất một mục.")
	p.Check(len(headings) <= mostHeadings, "", fmt.Sprintf("Mẫu có %d mục, nhiều nhất là %d.", len(headings), mostHeadings))
	f.Documents = cleanDocuments(f.Documents, &p)
	return p.Err("Chưa lưu được: có %d chỗ cần sửa.")
}

// withKeys gives a heading without a key, or with one that is taken, the next free one.
func withKeys(headings []Heading) []Heading {
	taken := map[string]bool{}
	for i := range headings {
		if key := headings[i].Key; key == "" || taken[key] || strings.ContainsAny(key, " <>\"") || len(key) > 20 {
			n := 1
			for taken["muc-"+strconv.Itoa(n)] || slices.ContainsFunc(headings, func(h Heading) bool { return h.Key == "muc-"+strconv.Itoa(n) }) {
				n++
			}
			headings[i].Key = "muc-" + strconv.Itoa(n)
		}
		taken[headings[i].Key] = true
	}
	return headings
}

func cleanDocuments(list []Document, p *apperr.Problems) []Document {
	kept := []Document{}
	for i, d := range list {
		d.Number, d.On, d.Title = vi.Clean(d.Number), vi.Clean(d.On), vi.Clean(d.Title)
		if d == (Document{}) {
			continue
		}
		switch {
		case d.Title == "":
			p.Add(fmt.Sprintf("t%d", i), fmt.Sprintf("Ghi tên của văn bản thứ %d.", i+1))
		case utf8.RuneCountInString(d.Title) > longestGround:
			p.Add(fmt.Sprintf("t%d", i), fmt.Sprintf("Tên văn bản thứ %d dài quá %d ký tự. Rút gọn lại.", i+1, longestGround))
		}
		p.Check(utf8.RuneCountInString(d.Number) <= longestNumber, fmt.Sprintf("n%d", i), fmt.Sprintf("Số của văn bản thứ %d dài quá %d ký tự.", i+1, longestNumber))
		if _, _, err := vi.ParseDateOrYear(d.On); d.On != "" && err != nil {
			p.Add(fmt.Sprintf("d%d", i), fmt.Sprintf("Ngày của văn bản thứ %d “%s” chưa đúng: %s", i+1, d.On, apperr.Message(err)))
		}
		kept = append(kept, d)
	}
	p.Check(len(kept) <= mostDocuments, "", fmt.Sprintf("Có %d văn bản, nhiều nhất là %d. Giữ những văn bản chính.", len(kept), mostDocuments))
	return kept
}
