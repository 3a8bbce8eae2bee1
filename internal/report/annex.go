package report

import (
	"tusoi/internal/indicator"
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
		if !ok {
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
