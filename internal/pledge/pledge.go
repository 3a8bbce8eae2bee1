// Package pledge keeps what each member promised for a year, in the member's own words.
//
// It alone writes pledges and pledge_items. The headings of the year's sheet are data with a date, because forms are
// replaced every few years. An item keeps its id as long as it stands: the marks of the months point to it. What was
// approved is never edited here, so that nobody's promise changes under them.
package pledge

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// CellsChanged recomputes the figures of cells in a month, inside the writer's transaction.
type CellsChanged func(ctx context.Context, tx pgx.Tx, committee int64, cells []int64, month period.Period) error

// Service answers for pledges and changes them.
type Service struct {
	DB           postgres.DB
	Now          func() time.Time
	CellsChanged CellsChanged
}

// State is how far a year's sheet has come.
type State string

// The states of a sheet. An item is live in the months only once its sheet was submitted.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	Approved  State = "approved"
)

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Draft:
		return "Đang ghi"
	case Submitted:
		return "Đã nộp, chờ chi bộ duyệt"
	case Approved:
		return "Chi bộ đã duyệt"
	}
	return "Chưa có"
}

// Heading is one heading of the year's sheet.
type Heading struct{ Key, Title string }

type form struct {
	from     time.Time
	headings []Heading
}

// forms are the sheets by the day from which they are used: the commitment to cultivate, train and strive
// (bản cam kết tu dưỡng, rèn luyện, phấn đấu) under Kết luận 01-KL/TW and Kết luận 21-KL/TW of 2021.
var forms = []form{{
	from: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC),
	headings: []Heading{
		{"thought", "Tư tưởng chính trị"},
		{"morals", "Phẩm chất đạo đức, lối sống"},
		{"discipline", "Ý thức tổ chức kỷ luật"},
		{"manner", "Tác phong, lề lối làm việc"},
		{"duty", "Thực hiện chức trách, nhiệm vụ được giao"},
		{"mending", "Khắc phục hạn chế, khuyết điểm"},
		{"resolution", "Kế hoạch hành động thực hiện nghị quyết đại hội"},
	},
}}

// HeadingsOn lists the headings of the form in use on a day.
func HeadingsOn(day time.Time) []Heading {
	list := forms[0].headings
	for _, f := range forms {
		if !f.from.After(day) {
			list = f.headings
		}
	}
	return list
}

// Item is one promise that can be looked at every month.
type Item struct {
	ID      int64
	Heading string
	Content string
	Target  string
	DueOn   time.Time
}

// Sheet is one member's promises of one year. PledgeID is 0 when there are none yet.
type Sheet struct {
	PledgeID   int64
	MemberID   int64
	MemberName string
	CardNumber string
	CellID     int64
	CellName   string
	Year       int
	State      State // "" when there is no sheet
	Version    int
	Items      []Item `db:"-"`
}

// Limits of what a person may type, in letters.
const (
	maxItems   = 40
	maxContent = 1000
	maxTarget  = 300
)

// Input is a sheet as it was typed. Items without an ID are new; a standing item that is missing is taken out.
type Input struct {
	Version int // of the sheet that the page was based on; 0 for a new one
	Items   []Item
}

func (in *Input) clean(year int) error {
	var p apperr.Problems
	if len(in.Items) > maxItems {
		return apperr.Invalid(fmt.Sprintf("Bản cam kết có %d nội dung, nhiều nhất là %d. Gộp những nội dung gần nhau.", len(in.Items), maxItems))
	}
	headings := map[string]bool{}
	for _, h := range HeadingsOn(period.Year(year).Start()) {
		headings[h.Key] = true
	}
	for i := range in.Items {
		item, field := &in.Items[i], fmt.Sprintf("c%d", i)
		item.Content, item.Target = vi.CleanText(item.Content), vi.Clean(item.Target)
		switch n := utf8.RuneCountInString(item.Content); {
		case n < 5:
			p.Add(field, fmt.Sprintf("Nội dung thứ %d quá ngắn. Ghi rõ việc sẽ làm.", i+1))
		case n > maxContent:
			p.Add(field, fmt.Sprintf("Nội dung thứ %d dài %d ký tự, nhiều nhất là %d. Rút gọn lại.", i+1, n, maxContent))
		}
		if utf8.RuneCountInString(item.Target) > maxTarget {
			p.Add(fmt.Sprintf("t%d", i), fmt.Sprintf("Chỉ tiêu của nội dung thứ %d quá dài, nhiều nhất %d ký tự.", i+1, maxTarget))
		}
		if !headings[item.Heading] {
			p.Add(fmt.Sprintf("h%d", i), fmt.Sprintf("Chọn mục cho nội dung thứ %d.", i+1))
		}
		if item.DueOn.Year() != year {
			p.Add(fmt.Sprintf("d%d", i), fmt.Sprintf("Hạn của nội dung thứ %d phải ở trong năm %d.", i+1, year))
		}
	}
	return p.Err("")
}
