package cells

import (
	"bytes"
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
)

// The library reads a formula's last result, which may be old or empty, and reads past the place where a sheet is
// broken. The sheet itself is looked at for both.

// CheckSheet refuses a sheet that is broken, or that has formulas below the headings in columns that are read.
func (b *Book) CheckSheet(name string, header int, at []int) error {
	s := scan{read: map[int]bool{}, header: header}
	for _, c := range at {
		s.read[c+1] = true
	}
	if err := s.run(part(b.parts, b.sheetPart(name))); err != nil || s.count == 0 {
		return err
	}
	return hasFormulas(s.first, s.count)
}

// scan walks through a sheet and counts formulas in the columns that are read.
type scan struct {
	read     map[int]bool
	header   int
	row, col int
	count    int
	first    string
}

func (s *scan) run(text []byte) error {
	if len(text) == 0 {
		return apperr.Invalid(sayBroken)
	}
	return tokens(bytes.NewReader(text), func(token xml.Token) {
		if e, ok := token.(xml.StartElement); ok {
			s.element(e)
		}
	})
}

func (s *scan) element(e xml.StartElement) {
	at := ""
	for _, a := range e.Attr {
		if a.Name.Local == "r" {
			at = a.Value
		}
	}
	switch e.Name.Local {
	case "row":
		s.row, s.col = s.row+1, 0
		if n, err := strconv.Atoi(at); err == nil {
			s.row = n
		}
	case "c":
		s.col++
		if col, _, err := excelize.CellNameToCoordinates(at); err == nil {
			s.col = col
		}
	case "f":
		if s.row > s.header && s.read[s.col] {
			s.count++
			if s.first == "" {
				s.first = Address(s.col-1, s.row)
			}
		}
	}
}

// Part is a sheet as it is stored, and where: the path in the archive, and in [excelize.File]'s Pkg.
func (b *Book) Part(sheet string) (name string, text []byte) {
	name = strings.TrimPrefix(b.sheetPart(sheet), "/")
	return name, part(b.parts, name)
}

// sheetPart is where a sheet lies in the archive.
func (b *Book) sheetPart(name string) string {
	var list struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		Relationships []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	folder, file := "xl", "workbook.xml"
	if xml.Unmarshal(part(b.parts, path.Join(folder, file)), &list) != nil ||
		xml.Unmarshal(part(b.parts, path.Join(folder, "_rels", file+".rels")), &rels) != nil {
		return ""
	}
	for _, s := range list.Sheets {
		for _, r := range rels.Relationships {
			if s.Name != name || s.ID != r.ID {
				continue
			}
			if strings.HasPrefix(r.Target, "/") {
				return r.Target
			}
			return path.Join(folder, r.Target)
		}
	}
	return ""
}
