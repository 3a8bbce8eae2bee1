// Package promises makes the sheets of commitments of the demonstration's people: three promises a year, some of them made
// again, a few amended, and what the committees suggest.
//
// It owns no table. What must never happen: a draw that moves the rest of the demonstration.
package promises

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"

	"tusoi/internal/demo/texts"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/pledgeform"
)

// Person is somebody in a cell, from one day to another.
type Person struct {
	ID        int64
	Name      string
	Cell      org.Unit
	From      time.Time
	To        *time.Time
	Active    bool
	Secretary string // of the cell
}

// Item is a promise with the month in which it will be kept (1 to 12, later: never).
type Item struct {
	ID          int64
	What        texts.Promise
	N           int
	Finish      int
	Kept        *period.Period // the month in which it was said to be done
	From, Until *time.Time     // set by amendments: the first month in which it is looked at, and the first in which it is no more
}

// Live reports whether the item is looked at in a month: until it was kept, and not outside what an amendment leaves of it.
func (i *Item) Live(m period.Period) bool {
	return (i.Kept == nil || !i.Kept.Before(m)) && (i.From == nil || !i.From.After(m.Start())) && (i.Until == nil || i.Until.After(m.Start()))
}

// Book is all sheets, being made.
type Book struct {
	Items  map[int64]map[int][]*Item // member → year → items
	Sheets pledge.Batch

	r, extra     *rand.Rand // extra draws what was thought of later: the rest stays as it was drawn
	today        time.Time
	main, sister string        // the sister cell shows what is dropped and added after the cell agreed
	made         map[int64]int // this year's sheets, by cell
}

// New is an empty book, which draws from the demonstration's own chance.
func New(r *rand.Rand, today time.Time, main, sister string) *Book {
	return &Book{Items: map[int64]map[int][]*Item{}, r: r, extra: rand.New(rand.NewPCG(2026, 21)), today: today, main: main, sister: sister, made: map[int64]int{}}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// Promise gives a person the year's sheet: three items, approved by the end of January. One in a hundred has none yet.
func (b *Book) Promise(p Person, y int) {
	if !p.Active || p.To != nil && p.To.Year() < y || p.From.Year() > y || b.Items[p.ID][y] != nil {
		return
	}
	if p.Cell.Name != b.main && b.r.IntN(120) == 0 {
		return
	}
	start := day(y, 1, 12)
	if p.From.After(start) {
		start = p.From
	}
	sheet := b.sheet(p, y, start)
	if b.Items[p.ID] == nil {
		b.Items[p.ID] = map[int][]*Item{}
	}
	before := b.unkept(p, y-1)
	var used []string
	for k := range 3 {
		what := texts.PromiseFor(b.r, p.Cell.Type, k)
		for slices.Contains(used, what.Content) {
			what = texts.PromiseFor(b.r, p.Cell.Type, k)
			if len(texts.Promises[p.Cell.Type]) < 2 {
				what = texts.Common[b.r.IntN(len(texts.Common))]
			}
		}
		n := what.Least + b.r.IntN(what.Most-what.Least+1)
		item := &Item{What: what, N: n, Finish: 5 + b.r.IntN(10)}
		var goesOn *Item
		if k == 2 && before != nil && !slices.Contains(used, before.What.Content) {
			item.What, item.N, goesOn = before.What, before.N, before
		}
		used = append(used, item.What.Content)
		b.Items[p.ID][y] = append(b.Items[p.ID][y], item)
		b.item(p, sheet, y, k+1, item, goesOn)
	}
	if y == b.today.Year() {
		b.amend(p, sheet, y)
	}
}

// sheet is a sheet of the year that the cell agreed to, but for a few on which it has not met yet.
func (b *Book) sheet(p Person, y int, start time.Time) int64 {
	approved := start.AddDate(0, 0, 14)
	id := int64(len(b.Sheets.Pledges) + 1)
	by := p.Secretary
	row := pledge.LoadedPledge{ID: id, MemberID: p.ID, CellID: p.Cell.ID, Year: y, State: pledge.Approved, SubmittedAt: &start,
		ApprovedAt: &approved, UpdatedAt: approved, WrittenBy: by, ApprovedBy: by, ApprovedOn: &approved}
	if y == b.today.Year() && p.Cell.Name != b.main && b.extra.IntN(150) == 0 {
		row.State, row.ApprovedAt, row.ApprovedBy, row.ApprovedOn, row.UpdatedAt = pledge.Submitted, nil, "", nil, start
	}
	b.Sheets.Pledges = append(b.Sheets.Pledges, row)
	return id
}

// unkept is what somebody promised last year and did not keep, if they promise it again: one in three.
func (b *Book) unkept(p Person, y int) *Item {
	if b.extra.IntN(3) != 0 {
		return nil
	}
	for _, item := range b.Items[p.ID][y] {
		if item.Finish > 12 && item.Until == nil {
			return item
		}
	}
	return nil
}

// item adds the row of an item, which may go on with one of the year before.
func (b *Book) item(p Person, sheet int64, y, position int, item, goesOn *Item) {
	item.ID = int64(len(b.Sheets.Items) + 1)
	row := pledge.LoadedItem{
		ID: item.ID, PledgeID: sheet, MemberID: p.ID, CellID: p.Cell.ID, Year: y, Position: position, Heading: item.What.Heading,
		Content: texts.Write(item.What.Content, item.N), Target: texts.Write(item.What.Target, item.N), DueOn: day(y, 12, 31),
		Weight: max(0, b.extra.IntN(9)-3), LiveFrom: item.From, LiveTo: item.Until,
	}
	row.Measure, row.Evidence = item.What.Shown()
	if goesOn != nil {
		first := int16(y - 1)
		row.Continues, row.FirstYear, row.Times = &goesOn.ID, &first, 2
	}
	b.Sheets.Items = append(b.Sheets.Items, row)
}

// amend changes a few sheets after the cell agreed: here and there a smaller target, in one cell an item dropped and one added.
func (b *Book) amend(p Person, sheet int64, y int) {
	b.made[p.Cell.ID]++
	nth, decided := b.made[p.Cell.ID], day(y, 6, 4)
	if !decided.Before(b.today) || b.Sheets.Pledges[sheet-1].State != pledge.Approved {
		return
	}
	month := day(y, 6, 1)
	items := b.Items[p.ID][y]
	switch {
	case p.Cell.Name == b.sister && nth == 3:
		items[2].Until = &month
		b.Sheets.Items[items[2].ID-1].LiveTo = &month
		b.amendment(p, sheet, items[2].ID, pledge.Dropped, "Ấp đã giao việc này cho tổ khác từ tháng 6.", decided)
	case p.Cell.Name == b.sister && nth == 5:
		item := &Item{What: texts.Common[1], N: 4, Finish: 13, From: &month}
		b.Items[p.ID][y] = append(items, item)
		b.item(p, sheet, y, 4, item, nil)
		b.amendment(p, sheet, item.ID, pledge.Added, "Chi bộ phân công thêm sau khi phân lại tổ phụ trách.", decided)
	case p.Cell.Name == b.main && nth%9 == 2, p.Cell.Name != b.main && b.extra.IntN(90) == 0:
		b.amendment(p, sheet, items[1].ID, pledge.Changed, "Sau rà soát giữa năm, số thực tế ít hơn lúc đăng ký.", decided)
	}
}

// amendment keeps what an item said before and says now. What was changed had promised two more.
func (b *Book) amendment(p Person, sheet, item int64, what pledge.What, reason string, decided time.Time) {
	row := b.Sheets.Items[item-1]
	now := pledge.Words{Heading: row.Heading, Content: row.Content, Target: row.Target, Measure: row.Measure, Evidence: row.Evidence,
		Weight: row.Weight, Due: row.DueOn.Format("02/01/2006")}
	a := pledge.LoadedAmendment{ID: int64(len(b.Sheets.Amendments) + 1), PledgeID: sheet, ItemID: item, CellID: p.Cell.ID, What: what,
		Reason: reason, DecidedOn: decided, MadeAt: decided.Add(13 * time.Hour), MadeBy: p.Secretary}
	binary.BigEndian.PutUint64(a.FormKey[8:], uint64(a.ID))
	if what != pledge.Dropped {
		a.After = now
	}
	if what != pledge.Added {
		a.Before = now
	}
	if what == pledge.Changed {
		for _, i := range b.Items[p.ID][row.Year] {
			if i.ID == item {
				a.Before.Content, a.Before.Target = texts.Write(i.What.Content, i.N+2), texts.Write(i.What.Target, i.N+2)
			}
		}
	}
	b.Sheets.Amendments = append(b.Sheets.Amendments, a)
}

// NextYear lets the people of the main cell begin with the sheets of next year in autumn: some are being written, some handed in.
func (b *Book) NextYear(people []Person) {
	if b.today.Month() < time.October {
		return
	}
	y := b.today.Year() + 1
	for i, p := range people {
		if !p.Active || i%3 != 0 || p.To != nil {
			continue
		}
		id, written := int64(len(b.Sheets.Pledges)+1), b.today.AddDate(0, 0, -5)
		row := pledge.LoadedPledge{ID: id, MemberID: p.ID, CellID: p.Cell.ID, Year: y, State: pledge.Draft, UpdatedAt: written, WrittenBy: p.Name}
		if i%2 == 0 {
			row.State, row.SubmittedAt = pledge.Submitted, &written
		}
		b.Sheets.Pledges = append(b.Sheets.Pledges, row)
		what := texts.Promises[p.Cell.Type][i%2]
		b.item(p, id, y, 1, &Item{What: texts.Common[0], N: 4}, nil)
		b.item(p, id, y, 2, &Item{What: what, N: what.Least}, nil)
	}
}

// Forms are the form of the committee's sheets, and what is suggested for them.
func Forms(today, now time.Time, commune int64) pledgeform.Batch {
	at, y := day(today.Year(), 1, 4).Add(3*time.Hour), today.Year()
	if at.After(now) {
		at = now
	}
	grounds := append(pledgeform.Grounds(), pledgeform.Document{Title: "Nghị quyết Đại hội đại biểu Đảng bộ huyện Mỏ Cày Nam lần thứ XII, nhiệm kỳ 2020 - 2025"})
	all := pledgeform.Batch{Forms: []pledgeform.LoadedForm{
		{FromYear: y - 1, Headings: pledgeform.Seven(), Documents: grounds, UpdatedAt: at, UpdatedBy: "Phạm Thị Thu"},
	}}
	add := func(unit int64, by string, what texts.Promise, n int) {
		t := pledgeform.LoadedTemplate{ID: int64(len(all.Templates) + 1), UnitID: unit, Heading: what.Heading, UpdatedAt: at, UpdatedBy: by,
			Content: texts.Write(what.Content, n), Target: texts.Write(what.Target, n)}
		t.Measure, t.Evidence = what.Shown()
		binary.BigEndian.PutUint64(t.FormKey[8:], uint64(t.ID))
		all.Templates = append(all.Templates, t)
	}
	for _, what := range texts.Common {
		add(1, "Phạm Thị Thu", what, what.Least)
	}
	for _, what := range texts.Promises[org.TypeRural][:3] {
		add(commune, "Lê Minh Trí", what, what.Least)
	}
	return all
}
