package pdf

import (
	"encoding/binary"
	"fmt"
)

// widths is how wide each character of a font is, in thousandths of the size of the type. A character that is not in it
// is not in the font.
type widths map[rune]int

// sfnt is the tables of a TrueType file.
type sfnt struct{ tables map[string][]byte }

func parseSFNT(file []byte) (sfnt, error) {
	if len(file) < 12 {
		return sfnt{}, fmt.Errorf("the font is cut off")
	}
	count := int(binary.BigEndian.Uint16(file[4:]))
	s := sfnt{tables: make(map[string][]byte, count)}
	for i := range count {
		entry := file[12+16*i:]
		from, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		s.tables[string(entry[:4])] = file[from : from+size]
	}
	for _, name := range []string{"cmap", "head", "hhea", "hmtx"} {
		if s.tables[name] == nil {
			return sfnt{}, fmt.Errorf("the font has no table %q", name)
		}
	}
	return s, nil
}

// widths reads the widths as fpdf writes them into the file, so that lines come out as they were measured.
func (s sfnt) widths() (widths, error) {
	glyphs, err := s.glyphs()
	if err != nil {
		return nil, err
	}
	perEm := int(binary.BigEndian.Uint16(s.tables["head"][18:]))
	metrics := int(binary.BigEndian.Uint16(s.tables["hhea"][34:]))
	w := make(widths, len(glyphs))
	for r, glyph := range glyphs {
		at := 4 * min(glyph, metrics-1)
		advance := int(binary.BigEndian.Uint16(s.tables["hmtx"][at:]))
		w[r] = (advance*1000 + perEm/2) / perEm
	}
	return w, nil
}

// glyphs reads which character is drawn by which glyph.
func (s sfnt) glyphs() (map[rune]int, error) {
	cmap := s.tables["cmap"]
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		table := cmap[binary.BigEndian.Uint32(cmap[4+8*i+4:]):]
		if binary.BigEndian.Uint16(table) == 4 {
			return segments(table), nil
		}
	}
	return nil, fmt.Errorf("the font does not say which glyph draws which character")
}

// segments reads a character map of format 4: runs of characters, each with a shift or a list of glyphs.
func segments(table []byte) map[rune]int {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(table[at:])) }
	size := u16(6) // of each of the four lists, in bytes
	ends, starts, shifts, lists := 14, 16+size, 16+2*size, 16+3*size
	glyphs := make(map[rune]int)
	for i := 0; i < size; i += 2 {
		start, end, shift, list := u16(starts+i), u16(ends+i), u16(shifts+i), u16(lists+i)
		for c := start; c <= end && c != 0xFFFF; c++ {
			glyph := c
			if list != 0 {
				glyph = u16(lists + i + list + 2*(c-start))
			}
			if list == 0 || glyph != 0 {
				glyph = (glyph + shift) & 0xFFFF
			}
			if glyph != 0 {
				glyphs[rune(c)] = glyph
			}
		}
	}
	return glyphs
}
