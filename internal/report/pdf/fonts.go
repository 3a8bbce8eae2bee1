package pdf

import (
	_ "embed" // the fonts travel in the program: a server has none with all Vietnamese letters
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tusoi/internal/report/document"
)

//go:embed fonts/Tinos-Regular.ttf
var tinosRegular []byte

//go:embed fonts/Tinos-Bold.ttf
var tinosBold []byte

//go:embed fonts/Tinos-Italic.ttf
var tinosItalic []byte

//go:embed fonts/Tinos-BoldItalic.ttf
var tinosBoldItalic []byte

// style is one of the four cuts of the font, by the letters fpdf calls them by.
type style string

func styleOf(bold, italic bool) style {
	switch {
	case bold && italic:
		return "BI"
	case bold:
		return "B"
	case italic:
		return "I"
	}
	return ""
}

// files is the font of each style. Tinos is as wide as Times New Roman, letter by letter.
var files = map[style][]byte{"": tinosRegular, "B": tinosBold, "I": tinosItalic, "BI": tinosBoldItalic}

// metrics are read once, when the first document is written.
var metrics = sync.OnceValues(func() (map[style]widths, error) {
	all := make(map[style]widths, len(files))
	for st, file := range files {
		font, err := parseSFNT(file)
		if err != nil {
			return nil, fmt.Errorf("font %q: %w", st, err)
		}
		if all[st], err = font.widths(); err != nil {
			return nil, fmt.Errorf("font %q: %w", st, err)
		}
	}
	return all, nil
})

// ink is how a piece of text is drawn.
type ink struct {
	style style
	size  float64 // points
	gone  bool    // struck out
}

func inkOf(f document.Face) ink { return ink{style: styleOf(f.Bold, f.Italic), size: float64(f.Size)} }

// ruler measures text and keeps characters that the font cannot draw out of it.
type ruler map[style]widths

// width of a text that went through clean, in millimetres.
func (r ruler) width(text string, k ink) float64 {
	sum, cut := 0, r[k.style]
	for _, c := range text {
		sum += cut[c]
	}
	return float64(sum) / 1000 * k.size * point
}

const missing = '□'

// clean makes a typed text drawable: composed letters, no control characters, and a box for what the font does not
// have (emoji from a telephone). Line breaks are kept.
func (r ruler) clean(text string, st style) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n':
			return c
		case c == '\t':
			return ' '
		case unicode.IsControl(c), unicode.Is(unicode.Cf, c), unicode.Is(unicode.Variation_Selector, c):
			return -1
		}
		if _, drawn := r[st][c]; !drawn {
			return missing
		}
		return c
	}, norm.NFC.String(text))
}
