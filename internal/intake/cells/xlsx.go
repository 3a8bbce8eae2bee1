package cells

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
)

// Book is an open workbook of Excel. The archive is kept, because formulas are looked for in the sheet itself.
type Book struct {
	*excelize.File
	parts *zip.Reader
}

func openBook(data []byte, parts *zip.Reader) (File, error) {
	for _, p := range parts.File {
		if !flat(unpack(p.Open)) {
			return nil, apperr.Invalid(sayBroken)
		}
	}
	file, err := decode(data)
	if err != nil {
		return nil, err
	}
	return &Book{file, parts}, nil
}

// flat reports whether the elements of a text in XML stay within the bounds of [tokens], which the library does not set.
// It need not know XML well: what is wrong is found later. Pictures and the like end at their first zero.
func flat(text []byte) bool {
	if zero := bytes.IndexByte(text, 0); zero >= 0 {
		text = text[:zero]
	}
	depth := 0
	for {
		at := bytes.IndexByte(text, '<')
		if at < 0 {
			return true
		}
		text = text[at:]
		end, kind := tagEnd(text)
		if depth += kind; depth > maxDepth || end > maxTag {
			return false
		}
		if end < 0 {
			return len(text) < maxTag
		}
		text = text[end:]
	}
}

// tagEnd is where a tag ends, -1 when it does not, and by how much it leads deeper. A document type, which no workbook
// has, leads too deep.
func tagEnd(text []byte) (end, deeper int) {
	switch {
	case bytes.HasPrefix(text, []byte("<?")):
		return bytes.Index(text, []byte("?>")), 0
	case bytes.HasPrefix(text, []byte("<!--")):
		return bytes.Index(text, []byte("-->")), 0
	case bytes.HasPrefix(text, []byte("<![CDATA[")):
		return bytes.Index(text, []byte("]]>")), 0
	case bytes.HasPrefix(text, []byte("<!")):
		return -1, maxDepth + 1
	}
	var quote byte
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c != '>':
		case text[1] == '/':
			return i, -1
		case text[i-1] == '/':
			return i, 0
		default:
			return i, 1
		}
	}
	return -1, 1
}

// decode hands the file to the library. What was uploaded may be made to break a parser: a panic in there is a broken
// file, not a broken portal.
func decode(data []byte) (f *excelize.File, err error) {
	defer func() {
		if recover() != nil {
			f, err = nil, apperr.Invalid(sayBroken)
		}
	}()
	f, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: 32 << 20,
	})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, apperr.Invalid(sayLocked)
	case err != nil:
		return nil, &apperr.Error{Kind: apperr.KindInvalid, Msg: sayBroken, Err: err}
	}
	return f, nil
}

func (b *Book) Sheets() []string {
	var names []string
	for i, name := range b.GetSheetList() {
		if visible, err := b.GetSheetVisible(name); err == nil && visible && i < maxSheets {
			names = append(names, name)
		}
	}
	return names
}

func (b *Book) From1904() bool {
	props, err := b.GetWorkbookProps()
	return err == nil && props.Date1904 != nil && *props.Date1904
}

func (b *Book) EachRow(name string, f func(number int, texts []string) error) error {
	rows, err := b.Rows(name)
	if err != nil {
		return apperr.Invalid(sayBroken)
	}
	defer rows.Close()
	for number := 1; ; number++ {
		texts, more, err := next(rows)
		switch {
		case err != nil:
			return apperr.Invalid(sayBroken)
		case !more:
			return nil
		case len(texts) > MaxWidth+spare:
			return tooWide(number, name)
		}
		if err := f(number, texts); errors.Is(err, ErrEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// next reads one row; a panic of the library is a broken file (see decode).
func next(rows *excelize.Rows) (texts []string, more bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("read a row: %v", r)
		}
	}()
	if !rows.Next() {
		return nil, false, rows.Error()
	}
	texts, err = rows.Columns(excelize.Options{RawCellValue: true})
	return texts, true, err
}
