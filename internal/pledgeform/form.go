// Package pledgeform keeps what a year's sheet of commitments looks like: its headings, the documents it names, and what
// committees suggest to the members under them.
//
// It alone writes pledge_forms and pledge_templates. Forms are replaced every few years: a form holds from its year on, and
// the sheets of a year keep the headings that they were written under. What must never happen: a heading taken away from
// under a sheet.
package pledgeform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/postgres"
)

// Service reads and changes forms and suggestions.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Heading is one heading of the year's sheet. Key stays the same when the title is put better.
type Heading struct {
	Key   string `json:"key"`
	Title string `json:"title"`
}

// Document is one that the sheet names as its ground.
type Document struct {
	Number string `json:"number"` // "21-KL/TW"
	On     string `json:"on"`     // as it is written, often only a year
	Title  string `json:"title"`
}

// Line is the document in one line.
func (d Document) Line() string {
	line := d.Title
	if d.Number != "" {
		line = d.Number + ": " + line
		if d.On != "" {
			line = d.Number + ", ngày " + d.On + ": " + d.Title
		}
	}
	return line
}

// Form is what the sheet of a year looks like.
type Form struct {
	Year      int // for which it was asked
	FromYear  int // since when it looks like this; 0 for the one that is shipped
	Headings  []Heading
	Documents []Document
	Version   int // 0 while the year has no form of its own
	UpdatedAt time.Time
	UpdatedBy string
	Frozen    bool // sheets were written under these headings: they stay
}

// Title is the title of a heading, "" for one that the form does not have.
func (f Form) Title(key string) string {
	for _, h := range f.Headings {
		if h.Key == key {
			return h.Title
		}
	}
	return ""
}

// Has reports whether the form has a heading.
func (f Form) Has(key string) bool {
	return slices.ContainsFunc(f.Headings, func(h Heading) bool { return h.Key == key })
}

// Seven is the form that is shipped: the commitment to cultivate, train and strive (bản cam kết tu dưỡng, rèn luyện, phấn
// đấu) under Kết luận 01-KL/TW and Kết luận 21-KL/TW of 2021.
func Seven() []Heading {
	return []Heading{
		{"thought", "Tư tưởng chính trị"},
		{"morals", "Phẩm chất đạo đức, lối sống"},
		{"discipline", "Ý thức tổ chức kỷ luật"},
		{"manner", "Tác phong, lề lối làm việc"},
		{"duty", "Thực hiện chức trách, nhiệm vụ được giao"},
		{"mending", "Khắc phục hạn chế, khuyết điểm"},
		{"resolution", "Kế hoạch hành động thực hiện nghị quyết đại hội"},
	}
}

// Four is the shorter form that some committees use.
func Four() []Heading {
	return []Heading{
		{"thought", "Tư tưởng chính trị"},
		{"morals", "Phẩm chất đạo đức, lối sống"},
		{"duty", "Thực hiện nhiệm vụ chuyên môn"},
		{"discipline", "Tổ chức kỷ luật và nêu gương"},
	}
}

// Grounds are the documents that the shipped form names.
func Grounds() []Document {
	return []Document{
		{"04-NQ/TW", "30/10/2016", "Nghị quyết Hội nghị Trung ương 4 khóa XII về tăng cường xây dựng, chỉnh đốn Đảng"},
		{"01-KL/TW", "18/5/2021", "Kết luận của Bộ Chính trị về tiếp tục học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"},
		{"21-KL/TW", "25/10/2021", "Kết luận Hội nghị Trung ương 4 khóa XIII về đẩy mạnh xây dựng, chỉnh đốn Đảng và hệ thống chính trị"},
		{"144-QĐ/TW", "09/5/2024", "Quy định của Bộ Chính trị về chuẩn mực đạo đức cách mạng của cán bộ, đảng viên giai đoạn mới"},
	}
}

const formSQL = `
SELECT f.from_year, f.headings, f.documents, f.version, f.updated_at, f.updated_by
FROM pledge_forms f
WHERE f.committee_id = @committee AND f.from_year <= @year
ORDER BY f.from_year DESC
LIMIT 1`

// On is the form of a year of a committee.
func On(ctx context.Context, db postgres.DB, committee int64, year int) (Form, error) {
	form := Form{Year: year, Headings: Seven(), Documents: Grounds()}
	err := db.QueryRow(ctx, formSQL, pgx.StrictNamedArgs{"committee": committee, "year": year}).
		Scan(&form.FromYear, &form.Headings, &form.Documents, &form.Version, &form.UpdatedAt, &form.UpdatedBy)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return form, fmt.Errorf("read the form: %w", err)
	}
	if form.FromYear != year {
		form.Version = 0
	}
	return form, nil
}
