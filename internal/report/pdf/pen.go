package pdf

import (
	"codeberg.org/go-pdf/fpdf"

	"tusoi/internal/report/document"
)

// point is a point of type in millimetres.
const point = 25.4 / 72

// Where the foot of the letters stands in a line, as shares of the size of the type: Tinos reaches from 0.891 above to
// 0.216 below it.
const ascent, descent = 0.891, 0.216

// struckAt is how far above the foot a line through letters stands, as a share of their size.
const struckAt = 0.25

// Thickness of drawn lines, in millimetres.
const thin, rule = 0.2, 0.3

// family is the name of the font inside the file.
const family = "tinos"

// pen draws on the pages of one file.
type pen struct {
	file *fpdf.Fpdf
	used map[style]bool
	ink  ink
}

func newPen(f document.Format) *pen {
	file := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: sheet(f)})
	file.SetAutoPageBreak(false, 0)
	file.SetMargins(0, 0, 0)
	file.SetCatalogSort(true)
	return &pen{file: file, used: make(map[style]bool)}
}

// sheet is the paper held upright.
func sheet(f document.Format) fpdf.SizeType {
	return fpdf.SizeType{Wd: float64(min(f.Width, f.Height)), Ht: float64(max(f.Width, f.Height))}
}

// page begins a page.
func (p *pen) page(f document.Format) {
	orientation := "P"
	if f.Width > f.Height {
		orientation = "L"
	}
	p.file.AddPageFormat(orientation, sheet(f))
	p.file.SetLineWidth(thin)
}

// dip takes up an ink. A style that no text is set in is left out of the file.
func (p *pen) dip(k ink) {
	if p.ink == k {
		return
	}
	if !p.used[k.style] {
		p.file.AddUTF8FontFromBytes(family, string(k.style), files[k.style])
		p.used[k.style] = true
	}
	p.file.SetFont(family, string(k.style), k.size)
	p.ink = k
}

// text writes text that went through clean; y is the foot of the letters.
func (p *pen) text(x, y float64, text string, k ink) {
	p.dip(k)
	p.file.Text(x, y, text)
}

// stroke draws a level line.
func (p *pen) stroke(x, y, length, width float64) {
	p.file.SetLineWidth(width)
	p.file.Line(x, y, x+length, y)
	p.file.SetLineWidth(thin)
}

// how a line stands in its width.
type stand int

const (
	left stand = iota
	centre
	right
	justified
)

func standOf(a document.Align) stand {
	switch a {
	case document.AlignCenter:
		return centre
	case document.AlignRight:
		return right
	}
	return left
}

// line writes a line in a strip of the given place and width; y is the top of the strip, leading its height. Each word
// is written with the space after it, so that text copied out of the file has its spaces.
func (p *pen) line(l line, x, y, width, leading float64, how stand) {
	stretch := 0.0
	switch {
	case how == centre:
		x += (width - l.width) / 2
	case how == right:
		x += width - l.width
	case how == justified && !l.last && len(l.words) > 1:
		stretch = (width - l.width) / float64(len(l.words)-1)
	}
	var area link
	for _, w := range l.words {
		for i, pc := range w.pieces {
			text := pc.text
			if i == len(w.pieces)-1 {
				text += w.space.text
			}
			p.text(x, foot(y, leading, pc.ink.size), text, pc.ink)
			if pc.ink.gone {
				p.stroke(x, foot(y, leading, pc.ink.size)-struckAt*pc.ink.size*point, pc.width+spaceAfter(w, i), thin)
			}
			area = area.over(p, pc.href, x, y, pc.width, leading)
			x += pc.width
		}
		x += w.space.width + stretch
	}
	area.lay(p)
}

// spaceAfter is the width of the space behind the ith piece of a word.
func spaceAfter(w word, i int) float64 {
	if i < len(w.pieces)-1 {
		return 0
	}
	return w.space.width
}

// foot is where letters stand in a strip of the given top and height.
func foot(y, leading, size float64) float64 {
	return y + (leading-(ascent+descent)*size*point)/2 + ascent*size*point
}

// link is the area of an address on a line.
type link struct {
	href                string
	x, y, width, height float64
}

// over reaches over one more piece of text, or begins anew when the address is another. A path of the portal leads
// nowhere from a file and is left out.
func (a link) over(p *pen, href string, x, y, width, height float64) link {
	if !document.Absolute(href) {
		href = ""
	}
	if href == a.href {
		a.width = x + width - a.x
		return a
	}
	a.lay(p)
	return link{href: href, x: x, y: y, width: width, height: height}
}

func (a link) lay(p *pen) {
	if a.href != "" {
		p.file.LinkString(a.x, a.y, a.width, a.height, a.href)
	}
}
