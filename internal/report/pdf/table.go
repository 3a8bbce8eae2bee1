package pdf

import "tusoi/internal/report/document"

// White inside a box of a table, in millimetres.
const padX, padY = 1.3, 0.8

// box is a ruled box of a table with its text.
type box struct {
	x, y, width, height float64
	lines               []line
	how                 stand
}

// grid is a table being set: where its columns begin, and its height of line.
type grid struct {
	setter
	table   document.Table
	edges   []float64 // one more than there are columns
	leading float64
}

// table sets a caption, a head that is repeated, and rows that are not cut.
func (s setter) table(t document.Table) []item {
	g := grid{setter: s, table: t, leading: s.leading(s.format.Faces.Cell)}
	g.edges = g.columnEdges()
	head := g.headItem()
	var items []item
	if t.Caption != "" {
		c := column{setter: s, width: s.textWidth()}
		c.centred(t.Caption, s.format.Faces.Caption)
		c.skip(s.gap() / 2)
		caption := c.item()
		caption.keep = true
		items = append(items, caption)
	}
	first := head
	first.keep = len(t.Rows) > 0
	items = append(items, first)
	page := section{format: s.format}.height() - stackHeight(items, true)
	rows := len(items)
	for _, row := range t.Rows {
		for _, it := range g.rowItems(row, page) {
			it.head = &head
			items = append(items, it)
		}
	}
	pairUp(items[rows:], page/4)
	items[0].gap = s.gap()
	return items
}

// pairUp keeps the first and the last row from standing alone on a page, unless they are high.
func pairUp(rows []item, low float64) {
	n := len(rows)
	if n < 2 {
		return
	}
	for _, i := range []int{0, n - 2} {
		rows[i].keep = rows[i].height < low && rows[i+1].height < low
	}
}

// columnEdges shares out the width, and gives columns that are too narrow for their longest word what they lack from
// the white of the others.
func (g grid) columnEdges() []float64 {
	total := g.textWidth()
	widths := make([]float64, len(g.table.Columns))
	for i, w := range g.table.Widths(int(total * 100)) {
		widths[i] = float64(w) / 100
	}
	need := g.needs()
	lack, spare := 0.0, 0.0
	for i, w := range widths {
		lack += max(need[i]-w, 0)
		spare += max(w-need[i], 0)
	}
	edges := make([]float64, len(widths)+1)
	for i, w := range widths {
		if lack <= spare && lack > 0 {
			w = max(w, need[i]) - max(w-need[i], 0)*lack/spare
		}
		edges[i+1] = edges[i] + w
	}
	return edges
}

// needs is the least width of each column.
func (g grid) needs() []float64 {
	faces := g.format.Faces
	need := make([]float64, len(g.table.Columns))
	widen := func(cells []document.Placed, face document.Face) {
		for _, c := range cells {
			if c.Columns() == 1 {
				need[c.Column] = max(need[c.Column], g.longest(cellText(c.Cell, face))+2*padX+slack)
			}
		}
	}
	widen(document.Place(g.table.Head(), len(need)), faces.TableHead)
	for _, row := range g.table.Rows {
		widen(document.Place([]document.Row{row}, len(need)), faces.Cell)
	}
	return need
}

func cellText(c document.Cell, face document.Face) []span {
	now := spans([]document.Run{{Text: c.Text, Bold: c.Bold, Italic: c.Italic, Href: c.Href}}, face)
	if c.Was == "" {
		return now
	}
	was := spans([]document.Run{{Text: c.Was + "\n", Italic: true}}, face)
	was[0].ink.gone = true
	return append(was, now...)
}

// box sets a cell; its height is what the text needs.
func (g grid) box(c document.Placed, face document.Face, how stand) box {
	b := box{x: g.edges[c.Column], how: how}
	b.width = g.edges[c.Column+c.Columns()] - b.x
	b.lines = g.wrap(cellText(c.Cell, face), b.width-2*padX, 0)
	b.height = float64(max(len(b.lines), 1))*g.leading + 2*padY
	return b
}

// headItem sets the head rows as one item; a cell may reach over several of them.
func (g grid) headItem() item {
	rows := g.table.Head()
	cells := document.Place(rows, len(g.table.Columns))
	boxes := make([]box, len(cells))
	heights := make([]float64, len(rows))
	for i, c := range cells {
		boxes[i] = g.box(c, g.format.Faces.TableHead, standOf(c.AlignInHead()))
		if c.Rows() == 1 {
			heights[c.Row] = max(heights[c.Row], boxes[i].height)
		}
	}
	for i, c := range cells {
		last := c.Row + c.Rows() - 1
		heights[last] += max(boxes[i].height-sum(heights[c.Row:last+1]), 0)
	}
	for i, c := range cells {
		boxes[i].y = sum(heights[:c.Row])
		boxes[i].height = sum(heights[c.Row : c.Row+c.Rows()])
	}
	return g.item(boxes, sum(heights))
}

func sum(heights []float64) float64 {
	total := 0.0
	for _, h := range heights {
		total += h
	}
	return total
}

// rowItems sets a row as one item. Only a row that is higher than a page is cut, between its lines.
func (g grid) rowItems(row document.Row, page float64) []item {
	var boxes []box
	most := 1
	for _, c := range document.Place([]document.Row{row}, len(g.table.Columns)) {
		b := g.box(c, g.format.Faces.Cell, standOf(c.AlignIn(g.table.Columns[c.Column])))
		boxes = append(boxes, b)
		most = max(most, len(b.lines))
	}
	fit := max(int((page-2*padY)/g.leading), 1)
	var items []item
	for from := 0; from < most; from += fit {
		part := make([]box, len(boxes))
		height := float64(min(fit, most-from))*g.leading + 2*padY
		for i, b := range boxes {
			b.lines = b.lines[min(from, len(b.lines)):min(from+fit, len(b.lines))]
			b.height = height
			part[i] = b
		}
		items = append(items, g.item(part, height))
	}
	return items
}

func (g grid) item(boxes []box, height float64) item {
	leading := g.leading
	return item{height: height, draw: func(p *pen, x, y float64) {
		for _, b := range boxes {
			b.draw(p, x, y, leading)
		}
	}}
}

// draw rules the box and writes its lines in the middle of its height.
func (b box) draw(p *pen, x, y, leading float64) {
	p.file.Rect(x+b.x, y+b.y, b.width, b.height, "D")
	top := y + b.y + (b.height-float64(len(b.lines))*leading)/2
	for i, l := range b.lines {
		p.line(l, x+b.x+padX, top+float64(i)*leading, b.width-2*padX, leading, b.how)
	}
}
