package pdf

import (
	"strings"

	"tusoi/internal/report/document"
)

// piece is text in one ink.
type piece struct {
	text  string
	ink   ink
	href  string
	width float64
}

// word is what no line break may cut: pieces without an ordinary space between them.
type word struct {
	pieces []piece
	width  float64
	space  piece // after the word; no text where the word ends its line
	ends   bool  // a line break was typed after the word
}

// line is words that stand side by side.
type line struct {
	words []word
	width float64 // with single spaces
	last  bool    // of its paragraph, or before a typed line break: not stretched
}

// span is text as it is given: a run with its ink.
type span struct {
	text string
	ink  ink
	href string
}

// spans dresses runs in a face; bold and italic of the face and of the run add up.
func spans(runs []document.Run, face document.Face) []span {
	out := make([]span, len(runs))
	for i, r := range runs {
		k := ink{style: styleOf(face.Bold || r.Bold, face.Italic || r.Italic), size: float64(face.Size)}
		out[i] = span{text: r.Text, ink: k, href: r.Href}
	}
	return out
}

func plain(text string, face document.Face) []span {
	return []span{{text: face.In(text), ink: inkOf(face)}}
}

// words cuts spans at spaces. A per cent sign stays with its figure though a space stands between them.
func (r ruler) words(text []span) []word {
	var out []word
	var open word
	flush := func(space piece, ends bool) {
		if len(open.pieces) > 0 || ends {
			open.space, open.ends = space, ends
			out = append(out, open)
		}
		open = word{}
	}
	for i, s := range text {
		rest := r.clean(s.text, s.ink.style)
		for rest != "" {
			at := strings.IndexAny(rest, " \n")
			if at < 0 {
				r.add(&open, rest, s)
				break
			}
			r.add(&open, rest[:at], s)
			sign := rest[at]
			rest = rest[at+1:]
			if sign == ' ' && len(open.pieces) > 0 && startsWithPercent(rest, text[i+1:]) {
				r.add(&open, " ", s)
				continue
			}
			flush(r.piece(" ", s), sign == '\n')
		}
	}
	flush(piece{}, false)
	return out
}

func startsWithPercent(rest string, next []span) bool {
	if rest == "" && len(next) > 0 {
		rest = next[0].text
	}
	return strings.HasPrefix(rest, "%")
}

func (r ruler) piece(text string, s span) piece {
	return piece{text: text, ink: s.ink, href: s.href, width: r.width(text, s.ink)}
}

func (r ruler) add(w *word, text string, s span) {
	if text == "" {
		return
	}
	p := r.piece(text, s)
	w.width += p.width
	if n := len(w.pieces); n > 0 && w.pieces[n-1].ink == p.ink && w.pieces[n-1].href == p.href {
		w.pieces[n-1].text += p.text
		w.pieces[n-1].width += p.width
		return
	}
	w.pieces = append(w.pieces, p)
}

// wrap sets text in lines of the given width, the first of them shorter by the indent.
func (r ruler) wrap(text []span, width, indent float64) []line {
	var lines []line
	var open line
	room := width - indent
	end := func(last bool) {
		if n := len(open.words); n > 0 {
			open.words[n-1].space = piece{}
		}
		open.last = last
		lines = append(lines, open)
		open, room = line{}, width
	}
	for _, w := range r.words(text) {
		for _, w := range r.chop(w, width-indent, room-open.width) {
			before := 0.0
			if n := len(open.words); n > 0 {
				before = open.words[n-1].space.width
				if open.width+before+w.width > room+slack {
					end(false)
					before = 0
				}
			}
			open.width += before + w.width
			open.words = append(open.words, w)
			if w.ends {
				end(true)
			}
		}
	}
	if len(open.words) > 0 {
		end(true)
	}
	return lines
}

// slack keeps a line that fits exactly from being broken by rounding, in millimetres.
const slack = 0.01

// chop cuts a word that is wider than a line (an address, a row of dots) where lines end; room is what the line has left
// that it may begin in.
func (r ruler) chop(w word, width, room float64) []word {
	if w.width <= width+slack {
		return []word{w}
	}
	var parts []word
	var open word
	if room < width/4 {
		room = width
	} else if room < width {
		room -= r.width(" ", w.pieces[0].ink)
	}
	for _, p := range w.pieces {
		for _, c := range p.text {
			letter := string(c)
			if open.width > 0 && open.width+r.width(letter, p.ink) > room {
				parts = append(parts, open)
				open, room = word{}, width
			}
			r.add(&open, letter, span{ink: p.ink, href: p.href})
		}
	}
	open.space, open.ends = w.space, w.ends
	return append(parts, open)
}

// balance sets text in as few lines as wrap does, all of about the same length, for what stands centred.
func (r ruler) balance(text []span, width float64) []line {
	best := r.wrap(text, width, 0)
	narrow, wide := max(width/float64(len(best)+1), r.longest(text)), width
	if len(best) < 2 {
		return best
	}
	for wide-narrow > 1 {
		middle := (narrow + wide) / 2
		if tried := r.wrap(text, middle, 0); len(tried) == len(best) {
			best, wide = tried, middle
		} else {
			narrow = middle
		}
	}
	return best
}

// longest is the width of the widest word, the least a column can do with.
func (r ruler) longest(text []span) float64 {
	most := 0.0
	for _, w := range r.words(text) {
		most = max(most, w.width)
	}
	return most
}
