package cells

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"

	"tusoi/internal/apperr"
)

// encoding/csv passes over empty lines, so that rows lose their numbers, and forgives a quote that swallows rows. Here a
// row has the number that Excel shows, and a quote that is not closed is refused.

// textName stands for the name of a sheet, which a text has not.
const textName = "Danh sách"

const sayOldText = "Tệp .csv này không ở bảng mã Unicode nên chữ có dấu bị hỏng. Đồng chí mở tệp gốc bằng Excel, chọn Lưu dưới dạng .xlsx (hoặc CSV UTF-8) rồi tải lên lại."

// textFile is a list in a text, whose fields are parted by separator.
type textFile struct {
	text      string
	separator byte
	old       bool // it was no Unicode
}

// openText takes a text for a list, unless it begins as other files do or holds what no text does.
func openText(data []byte, headings func(texts []string) int) (File, error) {
	for _, mark := range []string{"<", "%PDF", "{\\rtf"} {
		if bytes.HasPrefix(data, []byte(mark)) {
			return nil, apperr.Invalid(sayNoBook)
		}
	}
	text, old := decodeText(data)
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && !unicode.IsSpace(r) }):
		return nil, apperr.Invalid(sayNoBook)
	case strings.TrimSpace(text) == "":
		return nil, apperr.Invalid(sayEmpty)
	}
	t := &textFile{text: text, old: old}
	if named, rest, _ := strings.Cut(text, "\n"); len(strings.TrimSuffix(named, "\r")) == len("sep=;") && strings.HasPrefix(named, "sep=") {
		t.text, t.separator = rest, named[4] // Excel takes this line for itself, and does not count it
		return t, nil
	}
	t.separator = separatorOf(text, headings)
	return t, nil
}

// decodeText reads UTF-8 and UTF-16. What is neither is read letter by letter, so that a text in the old Vietnamese
// fonts is known as one and its letters are still there.
func decodeText(data []byte) (text string, old bool) {
	decoders := []struct {
		mark string
		*encoding.Decoder
	}{
		{"\xff\xfe", utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder()},
		{"\xfe\xff", utf16.UTF16(utf16.BigEndian, utf16.ExpectBOM).NewDecoder()},
	}
	for _, d := range decoders {
		if bytes.HasPrefix(data, []byte(d.mark)) {
			plain, _ := d.Bytes(data) // what is wrong becomes U+FFFD, which the readers of cells refuse
			return string(plain), false
		}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data), false
	}
	plain, _ := charmap.Windows1252.NewDecoder().Bytes(data) // every byte is a letter
	return string(plain), true
}

// separatorOf is the separator with which most headings are found: cells may hold the others, in every row.
func separatorOf(text string, headings func(texts []string) int) byte {
	var separator byte = ';'
	best := 0
	for _, candidate := range []byte(";\t,") {
		rest := text
		for range firstRows {
			texts, next, err := record(rest, candidate)
			if err != nil {
				break
			}
			if found := headings(texts); found > best {
				separator, best = candidate, found
			}
			rest = next
		}
	}
	return separator
}

var (
	errQuote = errors.New("a quote that is not closed, or text behind one")
	errWide  = errors.New("more fields than a row can have")
)

// record takes the first row off a text.
func record(s string, separator byte) (texts []string, rest string, err error) {
	ends := string(separator) + "\r\n"
	for {
		text, ok := "", true
		if inside, quotes := strings.CutPrefix(s, `"`); quotes {
			if text, s, ok = quoted(inside); !ok {
				return nil, "", errQuote
			}
		} else {
			end := strings.IndexAny(s, ends)
			if end < 0 {
				end = len(s)
			}
			text, s = s[:end], s[end:]
		}
		if texts = append(texts, text); len(texts) > 1<<14 {
			return nil, "", errWide
		}
		switch {
		case s == "":
			return texts, "", nil
		case s[0] == separator:
			s = s[1:]
		case strings.HasPrefix(s, "\r\n"):
			return texts, s[2:], nil
		case s[0] == '\n' || s[0] == '\r':
			return texts, s[1:], nil
		default:
			return nil, "", errQuote
		}
	}
}

// quoted takes a text off up to the quote that closes it; two quotes are one in the text.
func quoted(s string) (text, rest string, ok bool) {
	var b strings.Builder
	for {
		before, after, closed := strings.Cut(s, `"`)
		if !closed {
			return "", "", false
		}
		b.WriteString(before)
		if !strings.HasPrefix(after, `"`) {
			return b.String(), after, true
		}
		b.WriteByte('"')
		s = after[1:]
	}
}

func (t *textFile) Sheets() []string { return []string{textName} }
func (t *textFile) From1904() bool   { return false }
func (t *textFile) Close() error     { return nil }

// CheckSheet has no formulas to look for. When no headings were found in a text that is no Unicode, that is why.
func (t *textFile) CheckSheet(_ string, header int, _ []int) error {
	if t.old && header == 0 {
		return apperr.Invalid(sayOldText)
	}
	return nil
}

func (t *textFile) EachRow(name string, f func(number int, texts []string) error) error {
	rest := t.text
	for number := 1; rest != ""; number++ {
		texts, next, err := record(rest, t.separator)
		for len(texts) > 0 && strings.TrimSpace(texts[len(texts)-1]) == "" {
			texts = texts[:len(texts)-1]
		}
		switch {
		case errors.Is(err, errQuote):
			return apperr.Invalid(fmt.Sprintf("Dòng %d của tệp .csv có dấu ngoặc kép (\") không khép đúng nên các dòng sau bị dính vào nhau. Đồng chí sửa dòng này, hoặc lưu danh sách dưới dạng .xlsx, rồi tải lên lại.", number))
		case err != nil || len(texts) > MaxWidth+spare:
			return tooWide(number, name)
		case len(texts) > 0:
			err = f(number, texts)
		}
		if errors.Is(err, ErrEnough) {
			return nil
		} else if err != nil {
			return err
		}
		rest = next
	}
	return nil
}
