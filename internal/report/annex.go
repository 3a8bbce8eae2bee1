package report

import (
	"tusoi/internal/indicator"
	"tusoi/internal/period"
	"tusoi/internal/report/document"
	"tusoi/internal/vi"
)

// annex is the table of all figures, then how the units below did.
func (b *builder) annex(below []childRow) document.Addendum {
	a := document.Addendum{
		Number: "I", Title: []string{"Số liệu", b.unit.Name + ", " + b.period.Label()},
		Blocks: []document.Block{b.figureTable()},
	}
	if t := b.unitTable(below); len(t.Rows) > 0 {
		a.Blocks = append(a.Blocks, t)
	}
	return a
}

func (b *builder) figureTable() document.Table {
	t := document.Table{
		Caption: "Bảng 1. Chỉ tiêu",
		Columns: []document.Column{
			{Title: "TT", Align: document.AlignCenter, Share: 1}, {Title: "Chỉ tiêu", Share: 7},
			{Title: "Kỳ này", Align: document.AlignRight, Share: 3}, {Title: "Kỳ trước", Align: document.AlignRight, Share: 3},
		},
	}
	if !b.period.IsYear() { // whose period before is the year before
		t.Columns = append(t.Columns, document.Column{Title: "Cùng kỳ năm trước", Align: document.AlignRight, Share: 3})
	}
	n := 0
	for _, i := range indicator.Catalogue() {
		f, ok := b.now[i.Key]
		if !ok || i.Key == "beyond_reviewed" && f.Den+b.before[i.Key].Den+b.yearAgo[i.Key].Den == 0 { // most units have nobody outside the Party
			continue
		}
		n++
		row := document.Row{
			{Text: vi.Int(n)}, {Text: i.Name},
			{Text: f.Value, Href: b.links(i.Key, b.unit.ID, b.period)},
			{Text: b.before[i.Key].Value, Href: b.links(i.Key, b.unit.ID, b.period.Prev())},
			{Text: b.yearAgo[i.Key].Value, Href: b.links(i.Key, b.unit.ID, b.period.YearAgo())},
		}
		t.Rows = append(t.Rows, row[:len(t.Columns)])
	}
	return t
}

func (b *builder) unitTable(below []childRow) document.Table {
	t := document.Table{
		Caption: "Bảng 2. Tự soi, tự sửa theo tổ chức",
		Columns: []document.Column{
			{Title: "Tổ chức đảng", Share: 6}, {Title: "Đã tự soi / phải tự soi", Align: document.AlignRight, Share: 3},
			{Title: "Hồ sơ đúng hạn", Align: document.AlignRight, Share: 3}, {Title: "Việc tự sửa mới", Align: document.AlignRight, Share: 2},
			{Title: "Đã xác nhận", Align: document.AlignRight, Share: 2}, {Title: "Còn theo dõi", Align: document.AlignRight, Share: 2},
		},
	}
	byUnit := make(map[int64]childRow, len(below))
	var sum childRow
	for _, r := range below {
		byUnit[r.UnitID] = r
		sum.Reviewed, sum.Expected = sum.Reviewed+r.Reviewed, sum.Expected+r.Expected
		sum.OnTime, sum.Packets = sum.OnTime+r.OnTime, sum.Packets+r.Packets
		sum.RemediesOpened, sum.RemediesVerified = sum.RemediesOpened+r.RemediesOpened, sum.RemediesVerified+r.RemediesVerified
		sum.RemediesUnverified += r.RemediesUnverified
	}
	units := b.tree.Children(b.unit.ID)
	if b.unit.Kind.IsCell() {
		units = nil
		if len(below) > 0 {
			t.Rows = append(t.Rows, unitRow(b.unit.Name, sum))
		}
	}
	for _, u := range units {
		if r, ok := byUnit[u.ID]; ok {
			t.Rows = append(t.Rows, unitRow(u.Name, r))
		}
	}
	if len(t.Rows) > 1 {
		t.Rows = append(t.Rows, unitRow("Cộng", sum).Bold())
	}
	return t
}

func unitRow(name string, r childRow) document.Row {
	return document.Cells(name, vi.Int(r.Reviewed)+"/"+vi.Int(r.Expected), vi.Int(r.OnTime)+"/"+vi.Int(r.Packets),
		vi.Int(r.RemediesOpened), vi.Int(r.RemediesVerified), vi.Int(r.RemediesUnverified))
}

// corrections is the annex of what was set right since the months were approved: in words for who reads the cell closely, else how many
// in which cell.
func (b *builder) corrections() []document.Addendum {
	if len(b.addenda) == 0 {
		return nil
	}
	a := document.Addendum{Number: "II", Title: []string{"Đính chính sau khi duyệt", b.unit.Name + ", " + b.period.Label()}}
	words := document.Table{Columns: []document.Column{
		{Title: "Chi bộ, của ai", Share: 3}, {Title: "Nội dung", Share: 3}, {Title: "Đã ghi", Share: 3}, {Title: "Nay ghi đúng là", Share: 3}, {Title: "Lý do", Share: 3},
	}}
	counts := document.Table{Columns: []document.Column{{Title: "Chi bộ", Share: 6}, {Title: "Số điểm đính chính", Align: document.AlignRight, Share: 3}}}
	hidden := map[string]int{}
	var cells []string
	for _, c := range b.addenda {
		if !c.Hidden {
			words.Rows = append(words.Rows, document.Row{{Text: c.CellName + ", " + period.MonthOf(c.Month).Label() + ": " + c.About()}, {Text: c.Subject}, {Text: c.OldValue}, {Text: c.NewValue}, {Text: c.Reason}})
			continue
		}
		if hidden[c.CellName]++; hidden[c.CellName] == 1 {
			cells = append(cells, c.CellName)
		}
	}
	for _, name := range cells {
		counts.Rows = append(counts.Rows, document.Row{{Text: name}, {Text: vi.Int(hidden[name])}})
	}
	for _, t := range []document.Table{words, counts} {
		if len(t.Rows) > 0 {
			a.Blocks = append(a.Blocks, t)
		}
	}
	return []document.Addendum{a}
}
