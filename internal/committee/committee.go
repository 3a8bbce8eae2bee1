// Package committee keeps the committees of an installation: what they are called, where they sit, how their documents are
// marked, and what they call their levels.
//
// It alone writes committees. Level names are labels of the committee, never constants: the district level was closed across
// the country on 1 July 2025, and committees of both shapes are served.
package committee

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Committee is the body that runs this portal.
type Committee struct {
	ID           int64
	Name         string // "Huyện ủy Mỏ Cày Nam"
	SuperiorName string // "Tỉnh ủy Bến Tre"
	Place        string // "Mỏ Cày Nam", in the date line of documents
	DocumentMark string // "HU", in document numbers
	org.Labels
	Demonstration bool
	Version       int
}

// Service reads committees and changes their settings.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

const committeesSQL = `
SELECT id, name, superior_name, place, document_mark, grassroots_label, committee_label, organisation_label,
    grassroots_cell_label, subcommittee_label, cell_label, demonstration, version
FROM committees
ORDER BY id`

// List is the committees of this installation, for the sign-in page and the command line.
func (s *Service) List(ctx context.Context) ([]Committee, error) {
	rows, _ := s.DB.Query(ctx, committeesSQL)
	return pgx.CollectRows(rows, pgx.RowToStructByName[Committee])
}

const committeeSQL = `
SELECT id, name, superior_name, place, document_mark, grassroots_label, committee_label, organisation_label,
    grassroots_cell_label, subcommittee_label, cell_label, demonstration, version
FROM committees
WHERE id = @committee`

// Get is one committee with its settings.
func (s *Service) Get(ctx context.Context, id int64) (Committee, error) {
	rows, _ := s.DB.Query(ctx, committeeSQL, pgx.StrictNamedArgs{"committee": id})
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Committee])
	if errors.Is(err, pgx.ErrNoRows) {
		return c, apperr.NotFound("")
	}
	return c, err
}

const createCommitteeSQL = `
INSERT INTO committees (name, superior_name, place, document_mark, grassroots_label, committee_label, organisation_label,
    grassroots_cell_label, subcommittee_label, cell_label, demonstration)
VALUES (@name, @superior, @place, @mark, @grassroots, @committee_label, @organisation, @grassroots_cell, @subcommittee, @cell, @demonstration)
RETURNING id`

// CreateTx adds a committee and returns its id. Only commands may reach it.
func CreateTx(ctx context.Context, tx pgx.Tx, c Committee) (int64, error) {
	var id int64
	args := c.args()
	args["demonstration"] = c.Demonstration
	err := tx.QueryRow(ctx, createCommitteeSQL, args).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("create the committee: %w", err)
	}
	return id, nil
}

// Settings is the committee and its own unit, for who may change them.
func (s *Service) Settings(ctx context.Context, actor authz.Actor) (c Committee, root org.Unit, err error) {
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		if _, root, err = org.RootTx(ctx, tx, actor); err != nil {
			return err
		}
		c, err = (&Service{DB: tx, Now: s.Now}).Get(ctx, actor.Committee)
		return err
	})
	return c, root, err
}

// longest bounds the texts of the settings, in letters.
const (
	longestName  = 200
	longestPlace = 100
	longestMark  = 20
	longestLabel = 60
)

// line is one text of the settings: its field, its name in a sentence, and its bounds.
type line struct {
	field, name string
	text        *string
	least, most int
}

func (c *Committee) lines() []line {
	return []line{
		{"name", "tên cấp ủy", &c.Name, 3, longestName},
		{"superior", "tên cấp ủy cấp trên", &c.SuperiorName, 0, longestName},
		{"place", "địa danh", &c.Place, 1, longestPlace},
		{"mark", "ký hiệu văn bản", &c.DocumentMark, 1, longestMark},
		{"grassroots", "tên gọi chung của các tổ chức trực thuộc", &c.GrassrootsLabel, 0, longestLabel},
		{"committee_label", "tên gọi của cấp ủy", &c.CommitteeLabel, 0, longestLabel},
		{"organisation", "tên gọi của đảng bộ trực thuộc", &c.OrganisationLabel, 0, longestLabel},
		{"grassroots_cell", "tên gọi của chi bộ trực thuộc cấp ủy", &c.GrassrootsCellLabel, 0, longestLabel},
		{"subcommittee", "tên gọi của đảng bộ bộ phận", &c.SubcommitteeLabel, 0, longestLabel},
		{"cell", "tên gọi của chi bộ trong đảng bộ", &c.CellLabel, 0, longestLabel},
	}
}

// clean puts the texts in order and refuses what no document or page could carry.
func (c *Committee) clean() error {
	var p apperr.Problems
	for _, l := range c.lines() {
		*l.text = vi.Clean(*l.text)
		switch n := utf8.RuneCountInString(*l.text); {
		case n < l.least:
			p.Add(l.field, "Ghi "+l.name+".")
		case n > l.most:
			p.Addf(l.field, "%s dài %d ký tự, nhiều nhất là %d. Rút gọn lại.", vi.UpperFirst(l.name), n, l.most)
		case l.field == "mark" && strings.ContainsAny(*l.text, " \t"):
			p.Add(l.field, "Ký hiệu văn bản viết liền, ví dụ HU hoặc ĐU.")
		}
	}
	return p.Err("Chưa lưu được: có %d chỗ cần sửa.")
}

// args are the texts as a statement takes them.
func (c *Committee) args() pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{
		"name": c.Name, "superior": c.SuperiorName, "place": c.Place, "mark": c.DocumentMark,
		"grassroots": c.GrassrootsLabel, "committee_label": c.CommitteeLabel, "organisation": c.OrganisationLabel,
		"grassroots_cell": c.GrassrootsCellLabel, "subcommittee": c.SubcommitteeLabel, "cell": c.CellLabel,
	}
}

const (
	lockCommitteeSQL = `
SELECT id, name, superior_name, place, document_mark, grassroots_label, committee_label, organisation_label,
    grassroots_cell_label, subcommittee_label, cell_label, demonstration, version
FROM committees
WHERE id = @committee
FOR UPDATE`
	setCommitteeSQL = `
UPDATE committees
SET name = @name, superior_name = @superior, place = @place, document_mark = @mark, grassroots_label = @grassroots,
    committee_label = @committee_label, organisation_label = @organisation, grassroots_cell_label = @grassroots_cell,
    subcommittee_label = @subcommittee, cell_label = @cell, version = version + 1
WHERE id = @committee`
)

// Set changes the committee's names and labels. c.Version is the one that the form showed; Conflict when somebody
// changed them since. The name of its own unit, which reports carry with its dates, is changed in the tree.
func (s *Service) Set(ctx context.Context, actor authz.Actor, c Committee) error {
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		_, root, err := org.RootTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := c.clean(); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, lockCommitteeSQL, pgx.StrictNamedArgs{"committee": actor.Committee})
		old, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Committee])
		if err != nil {
			return fmt.Errorf("lock the committee: %w", err)
		}
		if old.Version != c.Version {
			return apperr.Conflict("Thông tin cấp ủy vừa được người khác sửa. Đồng chí tải lại trang, xem chỗ đã đổi rồi sửa tiếp.")
		}
		entry := changed(old, c)
		if entry.Summary == "" {
			return nil
		}
		args := c.args()
		args["committee"] = actor.Committee
		if _, err := tx.Exec(ctx, setCommitteeSQL, args); err != nil {
			return fmt.Errorf("change the committee: %w", err)
		}
		entry.UnitID = root.ID
		return audit.RecordTx(ctx, tx, actor, s.Now(), entry)
	})
}

// changed tells what differs; its summary is empty when nothing does.
func changed(old, c Committee) audit.Entry {
	var list []string
	before, after := map[string]string{}, map[string]string{}
	now := c.lines()
	for i, l := range old.lines() {
		if *l.text != *now[i].text {
			before[l.field], after[l.field] = *l.text, *now[i].text
			list = append(list, fmt.Sprintf("%s “%s” thành “%s”", l.name, *l.text, *now[i].text))
		}
	}
	e := audit.Entry{Action: authz.UnitWrite, ObjectKind: "committee", ObjectID: old.ID, Before: before, After: after}
	if len(list) > 0 {
		e.Summary = "Sửa thông tin cấp ủy: " + strings.Join(list, "; ")
	}
	return e
}
