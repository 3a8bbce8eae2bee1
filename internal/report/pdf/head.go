package pdf

import (
	"strings"

	"tusoi/internal/report/document"
)

// between keeps the two columns of the head apart, in millimetres.
const between = 2

// head sets whose paper it is, its number, the Party's name, place and date.
func (s setter) head(h document.Head) []item {
	faces := s.format.Faces
	own := column{setter: s, width: float64(s.format.LeftColumn) - between}
	party := column{setter: s, x: float64(s.format.LeftColumn)}
	party.width = s.textWidth() - party.x

	own.skip(s.drop(faces.Superior, faces.Party))
	if h.Superior != "" {
		own.centred(h.Superior, faces.Superior)
	}
	own.centred(h.Organisation, faces.Organisation)
	own.centred("*", faces.Number)
	if number := h.NumberLine(); number != "" {
		own.centred(number, faces.Number)
	}
	level := own.height - s.leading(faces.Number) + s.drop(faces.Place, faces.Number) // place and date stand beside the number
	if h.Mark != "" {
		own.centred(h.Mark, faces.Mark)
	}

	length := party.centred(document.Party, faces.Party)
	party.skip(0.6)
	party.ruled(length)
	party.height = max(party.height+s.gap(), level)
	for _, line := range s.placeLines(h, party.width) {
		party.centred(line, faces.Place)
	}
	return []item{own.item(&party)}
}

// drop is how far a line in one face is let down to stand on the same foot as a line beside it in another.
func (s setter) drop(face, beside document.Face) float64 {
	return foot(0, s.leading(beside), float64(beside.Size)) - foot(0, s.leading(face), float64(face.Size))
}

// placeLines puts the date below a place too long to stand beside it.
func (s setter) placeLines(h document.Head, width float64) []string {
	line := h.PlaceLine()
	if h.Place == "" || s.width(line, inkOf(s.format.Faces.Place)) <= width {
		return []string{line}
	}
	return []string{h.Place + ",", strings.TrimPrefix(line, h.Place+", ")}
}

// title sets the kind of paper and what it is about.
func (s setter) title(d document.Document) []item {
	faces := s.format.Faces
	c := column{setter: s, x: 5}
	c.width = s.textWidth() - 2*c.x
	c.skip(2 * s.gap())
	if d.Kind != "" {
		c.centred(d.Kind, faces.Kind)
	}
	for _, line := range d.Subject {
		c.centred(line, faces.Subject)
	}
	c.skip(1.5)
	c.ruled(float64(s.format.SubjectRule))
	c.skip(s.gap())
	return []item{c.item()}
}

// foot sets who receives the paper and who signs it, side by side and never apart.
func (s setter) foot(d document.Document) (item, bool) {
	faces := s.format.Faces
	list := column{setter: s, width: float64(s.format.LeftColumn) - between}
	sign := column{setter: s, x: float64(s.format.LeftColumn)}
	sign.width = s.textWidth() - sign.x

	list.skip(s.drop(faces.RecipientsLabel, faces.Authority))
	if len(d.Recipients) > 0 {
		label := s.wrap(plain(document.RecipientsLabel, faces.RecipientsLabel), list.width, 0)
		list.put(label, s.leading(faces.RecipientsLabel), left)
		list.underline(label)
		for _, line := range d.RecipientLines() {
			list.put(s.wrap(plain(line, faces.Recipient), list.width, 0), s.leading(faces.Recipient), left)
		}
	}
	if d.Confirming != (document.Signature{}) {
		list.height = 0
		list.signature(d.Confirming)
	}
	if d.Signature != (document.Signature{}) {
		sign.signature(d.Signature)
	}
	it := list.item(&sign)
	it.gap = 2 * s.gap()
	return it, it.height > 0
}

// signing sets a signature inside the text.
func (s setter) signing(by document.Signature) item {
	c := column{setter: s, x: float64(s.format.LeftColumn)}
	c.width = s.textWidth() - c.x
	c.signature(by)
	it := c.item()
	it.gap = 2 * s.gap()
	return it
}

// signature sets who signs, with room for it.
func (c *column) signature(by document.Signature) {
	faces := c.format.Faces
	for _, part := range []struct {
		text string
		face document.Face
	}{{by.Day, faces.Place}, {by.Authority, faces.Authority}, {by.Post, faces.Post}, {by.Hint, faces.Note}} {
		if part.text != "" {
			c.centred(part.text, part.face)
		}
	}
	c.skip(float64(c.format.SignatureRoom))
	if by.Name != "" {
		c.centred(by.Name, faces.Name)
	}
}

// underline draws a line below the last of the lines put in.
func (c *column) underline(lines []line) {
	if len(lines) == 0 {
		return
	}
	length, y := lines[len(lines)-1].width, c.height-0.6
	at := c.x
	c.draws = append(c.draws, func(p *pen, x0, y0 float64) { p.stroke(x0+at, y0+y, length, thin) })
}
