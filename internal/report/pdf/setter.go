package pdf

import "tusoi/internal/report/document"

// setter sets the pieces of a document as items, by the measures of its format.
type setter struct {
	ruler
	format document.Format
}

// section is pages of one shape.
type section struct {
	format document.Format
	items  []item
}

// height is what a page of the section has for text.
func (s section) height() float64 {
	return float64(s.format.Height - s.format.Margin.Top - s.format.Margin.Bottom)
}

// sections are the document itself and each of its addenda.
func (s setter) sections(d document.Document) []section {
	items := append(s.head(d.Head), s.title(d)...)
	items = append(items, s.blocks(d.Body())...)
	if foot, ok := s.foot(d); ok {
		items[len(items)-1].keep = true // a signature never stands on a page without text
		items = append(items, foot)
	}
	all := []section{{format: s.format, items: items}}
	for _, a := range d.Addenda {
		turned := s
		if a.Landscape {
			turned.format = s.format.Landscape()
		}
		all = append(all, section{format: turned.format, items: turned.addendum(d, a)})
	}
	return all
}

func (s setter) addendum(d document.Document, a document.Addendum) []item {
	c := column{setter: s, width: s.textWidth()}
	c.centred(a.Heading(), s.format.Faces.Addendum)
	for _, t := range a.Title {
		c.centred(t, s.format.Faces.AddendumTitle)
	}
	c.centred(d.AddendumNote(), s.format.Faces.AddendumNote)
	c.skip(s.gap())
	heading := c.item()
	heading.keep = true
	return append([]item{heading}, s.blocks(a.Blocks)...)
}

func (s setter) textWidth() float64 { return float64(s.format.TextWidth()) }

// gap is what stands above a paragraph.
func (s setter) gap() float64 { return float64(s.format.Gap) * point }

// leading is the height of a line: that of the body, or less for smaller type.
func (s setter) leading(f document.Face) float64 {
	line, size := float64(s.format.Line), float64(f.Size)
	if f.Size < s.format.Faces.Body.Size {
		line = size * 1.25
	} else if !s.format.LineExact {
		line = max(line, size*(ascent+descent))
	}
	return line * point
}

func (s setter) blocks(blocks []document.Block) []item {
	var items []item
	fresh := false
	for i, b := range blocks {
		if _, ok := b.(document.PageBreak); ok {
			fresh = true
			continue
		}
		set := s.block(b)
		if len(set) == 0 {
			continue
		}
		set[0].fresh = fresh
		fresh = false
		if i+1 < len(blocks) {
			switch blocks[i+1].(type) {
			case document.Note, document.Signature:
				set[len(set)-1].keep = true // a note stays with what it is about, and a signature with the text it signs
			}
		}
		items = append(items, set...)
	}
	return items
}

func (s setter) block(b document.Block) []item {
	faces := s.format.Faces
	switch b := b.(type) {
	case document.Heading:
		face := faces.Headings[b.Level-1]
		items := s.text(plain(b.Text, face), face)
		for i := range items {
			items[i].keep = true
		}
		return items
	case document.Paragraph:
		items := s.text(spans(b.Runs, faces.Body), faces.Body)
		for i := 0; b.Whole && i < len(items)-1; i++ {
			items[i].keep = true
		}
		return items
	case document.Note:
		return s.text(spans(b.Runs, faces.Note), faces.Note)
	case document.Table:
		return s.table(b)
	case document.Signature:
		return []item{s.signing(b)}
	}
	return nil
}

// text sets a justified paragraph. Neither its first nor its last line stands alone on a page.
func (s setter) text(text []span, face document.Face) []item {
	indent, width, leading := float64(s.format.Indent), s.textWidth(), s.leading(face)
	lines := s.wrap(text, width, indent)
	items := make([]item, len(lines))
	for i, l := range lines {
		in := 0.0
		if i == 0 {
			in = indent
		}
		items[i] = item{
			height: leading,
			keep:   i < len(lines)-1 && (i == 0 || i == len(lines)-2),
			draw:   func(p *pen, x, y float64) { p.line(l, x+in, y, width-in, leading, justified) },
		}
	}
	if len(items) > 0 {
		items[0].gap = s.gap()
	}
	return items
}

// column is lines set one below the other in part of the width.
type column struct {
	setter
	x, width float64
	height   float64
	draws    []func(p *pen, x, y float64)
}

// put adds lines that stand in the column in the same way.
func (c *column) put(lines []line, leading float64, how stand) {
	for _, l := range lines {
		at, y, width := c.x, c.height, c.width
		c.draws = append(c.draws, func(p *pen, x0, y0 float64) { p.line(l, x0+at, y0+y, width, leading, how) })
		c.height += leading
	}
}

// centred adds text in the middle of the column, its lines of about the same length; it returns the widest.
func (c *column) centred(text string, face document.Face) float64 {
	lines := c.balance(plain(text, face), c.width)
	c.put(lines, c.leading(face), centre)
	widest := 0.0
	for _, l := range lines {
		widest = max(widest, l.width)
	}
	return widest
}

// ruled draws a rule of the given length in the middle of the column, where it stands now.
func (c *column) ruled(length float64) {
	at, y := c.x+(c.width-length)/2, c.height
	c.draws = append(c.draws, func(p *pen, x0, y0 float64) { p.stroke(x0+at, y0+y, length, rule) })
}

func (c *column) skip(height float64) { c.height += height }

// item is the columns side by side.
func (c *column) item(others ...*column) item {
	it := item{height: c.height}
	draws := c.draws
	for _, o := range others {
		it.height = max(it.height, o.height)
		draws = append(draws, o.draws...)
	}
	it.draw = func(p *pen, x, y float64) {
		for _, draw := range draws {
			draw(p, x, y)
		}
	}
	return it
}
