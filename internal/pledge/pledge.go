// Package pledge keeps what each member promised for a year, in the member's own words.
//
// It alone writes pledges, pledge_items and pledge_amendments. An item keeps its id as long as it stands: the marks of the
// months point to it. What the cell approved changes by amendment only, with a reason, the old words beside the new: nobody's
// promise may change under them, and no month that was sent may count another promise than it did.
package pledge

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
	"tusoi/internal/pledgeform"
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
type Heading = pledgeform.Heading

// HeadingsOn lists the headings of the form that is shipped, which a committee has until it makes one of its own.
func HeadingsOn(time.Time) []Heading { return pledgeform.Seven() }

// Item is one promise that can be looked at every month.
type Item struct {
	ID        int64
	Heading   string
	Content   string
	Target    string
	Measure   string // how it is seen that the target is reached
	Evidence  string // what will show it
	Weight    int    // 1 to MostWeight; 0 when nothing was said of it
	DueOn     time.Time
	Continues int64      // the item of the year before that it goes on with; 0 for none
	FirstYear int        // in which it was promised first
	Times     int        // how many years it was promised in
	LiveFrom  *time.Time // set by an amendment: the first month in which it is looked at
	LiveTo    *time.Time // set by an amendment: the first month in which it is looked at no more
}

// Age says since when it has been promised, "" for the first time.
func (i Item) Age() string {
	if i.Times < 2 {
		return ""
	}
	return fmt.Sprintf("hứa lần đầu năm %d, lần thứ %d", i.FirstYear, i.Times)
}

// same compares what people typed.
func (i Item) same(o Item) bool { return i.words() == o.words() }

// Sheet is one member's promises of one year. PledgeID is 0 when there are none yet.
type Sheet struct {
	PledgeID     int64
	MemberID     int64
	MemberName   string
	CardNumber   string
	CellID       int64
	CellName     string
	Owed         bool // the member is one who must have a sheet
	Beyond       bool // takes part outside the Party, and is counted apart
	Year         int
	State        State // "" when there is no sheet
	Version      int
	UpdatedAt    *time.Time
	WrittenBy    string
	SubmittedBy  string
	ApprovedBy   string
	ApprovedOn   *time.Time // the day of the meeting
	ReturnReason string     // while a sheet that was sent back has not been handed in again
	ReturnedBy   string
	Items        []Item      `db:"-"` // that stand
	Dropped      []Item      `db:"-"` // by an amendment
	Amendments   []Amendment `db:"-"` // the oldest first
}

// Owing counts who of a cell must have a sheet, and who of them has nothing in one.
type Owing struct{ Owed, Without int }

// Count tells members and people outside the Party apart.
func Count(sheets []Sheet) (members, beyond Owing) {
	for _, s := range sheets {
		o := &members
		if s.Beyond {
			o = &beyond
		}
		if s.Owed {
			o.Owed++
		}
		if s.Owed && len(s.Items) == 0 {
			o.Without++
		}
	}
	return members, beyond
}

// Label is the state of the sheet on the screen.
func (s Sheet) Label() string {
	if s.State == Approved && len(s.Amendments) > 0 {
		return fmt.Sprintf("Chi bộ đã duyệt, điều chỉnh %d lần", len(s.Amendments))
	}
	return s.State.Label()
}

// Was lists what one field of an item said before it was amended, the oldest first.
func (s Sheet) Was(item int64, field func(Words) string) []string {
	var list []string
	for _, a := range s.Amendments {
		if old := field(a.Before); a.ItemID == item && a.What == Changed && old != "" && old != field(a.After) {
			list = append(list, old)
		}
	}
	return list
}

// MostWeight is the heaviest an item may be.
const MostWeight = 5

// Limits of what a person may type, in letters.
const (
	maxItems   = 40
	maxContent = 1000
	maxShort   = 300
)

// Input is a sheet as it was typed. Items without an ID are new; a standing item that is missing is taken out.
type Input struct {
	Version int // of the sheet that the page was based on; 0 for a new one
	Items   []Item
}

func (in *Input) clean(form pledgeform.Form) error {
	var p apperr.Problems
	if len(in.Items) > maxItems {
		return apperr.Invalid(fmt.Sprintf("Bản cam kết có %d nội dung, nhiều nhất là %d. Gộp những nội dung gần nhau.", len(in.Items), maxItems))
	}
	continued := map[int64]bool{}
	for i := range in.Items {
		item := &in.Items[i]
		item.clean(&p, form, i)
		if item.Continues != 0 {
			p.Check(!continued[item.Continues], fmt.Sprintf("c%d", i), fmt.Sprintf("Nội dung thứ %d chép từ năm trước hai lần. Bỏ bớt một dòng.", i+1))
			continued[item.Continues] = true
		}
	}
	return p.Err("")
}

// clean puts the nth item in order and names what is wrong with it.
func (i *Item) clean(p *apperr.Problems, form pledgeform.Form, n int) {
	i.Content, i.Target, i.Measure, i.Evidence = vi.CleanText(i.Content), vi.Clean(i.Target), vi.Clean(i.Measure), vi.Clean(i.Evidence)
	switch letters := utf8.RuneCountInString(i.Content); {
	case letters < 5:
		p.Add(fmt.Sprintf("c%d", n), fmt.Sprintf("Nội dung thứ %d quá ngắn. Ghi rõ việc sẽ làm.", n+1))
	case letters > maxContent:
		p.Add(fmt.Sprintf("c%d", n), fmt.Sprintf("Nội dung thứ %d dài %d ký tự, nhiều nhất là %d. Rút gọn lại.", n+1, letters, maxContent))
	}
	for _, short := range []struct{ field, name, text string }{{"t", "Chỉ tiêu", i.Target}, {"m", "Cách đo", i.Measure}, {"e", "Minh chứng", i.Evidence}} {
		if utf8.RuneCountInString(short.text) > maxShort {
			p.Add(fmt.Sprintf("%s%d", short.field, n), fmt.Sprintf("%s của nội dung thứ %d quá dài, nhiều nhất %d ký tự.", short.name, n+1, maxShort))
		}
	}
	if !form.Has(i.Heading) {
		p.Add(fmt.Sprintf("h%d", n), fmt.Sprintf("Chọn mục cho nội dung thứ %d.", n+1))
	}
	if i.DueOn.Year() != form.Year {
		p.Add(fmt.Sprintf("d%d", n), fmt.Sprintf("Hạn của nội dung thứ %d phải ở trong năm %d.", n+1, form.Year))
	}
	if i.Weight < 0 || i.Weight > MostWeight {
		p.Add(fmt.Sprintf("w%d", n), fmt.Sprintf("Mức quan trọng của nội dung thứ %d là từ 1 đến %d, hoặc để trống.", n+1, MostWeight))
	}
}
