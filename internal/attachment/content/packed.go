package content

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"tusoi/internal/secrecy"
)

const (
	maxUnpacked = 50 << 20 // bytes of all parts together; honest documents of 5 MB have less
	maxParts    = 5000
)

// pack is a document that is a packed folder, with the parts that say something.
type pack struct {
	name  string // of the file
	texts map[string][]byte
	parts []string
}

// unpack reads every part of a packed document to its end, so that neither its directory nor its sizes are taken on trust, and
// tells which document it is. It refuses what runs, what is locked, and what is marked secret.
func unpack(name string, data []byte) (is kind, found string, err error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return is, "", refused(name, "không mở được, có thể do tải lên chưa hết. Đồng chí mở thử rồi gửi lại.")
	}
	p := pack{name: name, texts: map[string][]byte{}}
	if err := p.read(archive); err != nil {
		return is, "", err
	}
	if is, found = p.kind(); is.media == "" {
		return is, found, nil
	}
	if err := p.harmless(); err != nil {
		return is, "", err
	}
	return is, "", p.unmarked()
}

func (p *pack) read(archive *zip.Reader) error {
	bomb := refused(p.name, "giải nén ra quá lớn. Đồng chí lưu lại thành PDF rồi gửi.")
	if len(archive.File) > maxParts {
		return bomb
	}
	left := int64(maxUnpacked)
	for _, part := range archive.File {
		if part.Flags&1 != 0 {
			return p.locked()
		}
		if part.FileInfo().IsDir() {
			continue
		}
		r, err := part.Open()
		if err != nil {
			return p.broken()
		}
		text, err := io.ReadAll(io.LimitReader(r, left+1))
		r.Close()
		switch {
		case int64(len(text)) > left:
			return bomb
		case err != nil && !errors.Is(err, io.EOF):
			return p.broken()
		}
		left -= int64(len(text))
		p.parts = append(p.parts, part.Name)
		if said := strings.ToLower(part.Name); path.Ext(said) == ".xml" || path.Ext(said) == ".rels" || said == "mimetype" {
			p.texts[said] = append(p.texts[said], text...) // a name that comes twice hides nothing
		}
	}
	return nil
}

func (p *pack) locked() error {
	return refused(p.name, "có đặt mật khẩu nên không kiểm tra được. Đồng chí bỏ mật khẩu rồi gửi lại.")
}

func (p *pack) broken() error {
	return refused(p.name, "hỏng bên trong, không đọc hết được. Đồng chí mở thử, lưu lại rồi gửi.")
}

// kind reads what the document says it is; "" with what else it is in words.
func (p *pack) kind() (kind, string) {
	switch types := string(p.texts["[content_types].xml"]); {
	case strings.Contains(types, "macroEnabled"):
		return kind{}, macros
	case strings.Contains(types, "wordprocessingml.document.main+xml"):
		return docxKind, ""
	case strings.Contains(types, "spreadsheetml.sheet.main+xml"):
		return xlsxKind, ""
	case strings.Contains(types, "presentationml"):
		return kind{}, "trình chiếu (lưu lại thành PDF rồi gửi)"
	}
	if len(p.texts["content.xml"]) > 0 {
		for _, k := range []kind{odtKind, odsKind} {
			if strings.TrimSpace(string(p.texts["mimetype"])) == k.media {
				return k, ""
			}
		}
	}
	return kind{}, packed
}

const macros = "tệp Office có macro (lưu lại loại không có macro hoặc PDF)"

// runs are the parts that a program is made of, or in which one can be.
var runs = regexp.MustCompile(`(?i)(^|/)(vbaproject.*|vbadata\.xml|activex[^/]*/.*|oleobject[^/]*|basic/.*|scripts/.*|macrosheets/.*|[^/]*\.(bin|exe|dll|com|scr|bat|cmd|js|vbs|ps1|jar|msi|hta|lnk|htm|html|svg|zip|rar|7z|doc|docm|dotm|xls|xlsm|xlsb|pptm))$`)

// harmlessBin are parts with such an ending that hold no program: the settings of printers and the order in which cells are computed.
var harmlessBin = regexp.MustCompile(`(?i)(^|/)(printersettings/printersettings\d*\.bin|calcchain\.bin|media/[^/]*\.svg|pictures/[^/]*\.svg)$`)

// relation is one thing that a document needs; fetched are those that are loaded as it is opened, and here is where they may lie: beside
// the document, or on a disk of its reader.
var (
	relation = regexp.MustCompile(`<[A-Za-z:]*Relationship\s[^>]*>`)
	fetched  = regexp.MustCompile(`/(attachedTemplate|oleObject|frame|subDocument)["']`)
	target   = regexp.MustCompile(`Target\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	here     = regexp.MustCompile(`(?i)^(file:/*)?[a-z]:[\\/]|^([^:\\/]|/?[^:\\/][^:]*)?$`)
)

// loads reports whether the document brings something from another machine as it is opened.
func loads(rels []byte) bool {
	for _, r := range relation.FindAll(rels, -1) {
		at := target.FindSubmatch(r)
		if fetched.Match(r) && at != nil && !here.Match(slices.Concat(at[1], at[2])) {
			return true
		}
	}
	return false
}

// harmless refuses what runs, and what a document loads by itself from elsewhere.
func (p *pack) harmless() error {
	for name, text := range p.texts {
		if path.Ext(name) == ".rels" && loads(text) {
			return refused(p.name, "tự tải nội dung từ máy khác khi mở. Đồng chí lưu lại thành PDF rồi gửi.")
		}
	}
	for _, part := range p.parts {
		if runs.MatchString(part) && !harmlessBin.MatchString(part) {
			return refused(p.name, "có macro, chương trình hoặc tệp khác nhúng bên trong ("+CleanName(part)+"). Đồng chí lưu lại thành PDF rồi gửi.")
		}
	}
	if strings.Contains(string(p.texts["meta-inf/manifest.xml"]), "encryption-data") {
		return p.locked()
	}
	return nil
}

// unmarked refuses a document in which a line is a marking of secrecy, wherever it stands: in the text, a box, the head or foot of
// a page, the cell of a table.
func (p *pack) unmarked() error {
	var names []string
	for name := range p.texts {
		if path.Ext(name) == ".xml" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		mark, err := markIn(p.texts[name])
		if err != nil {
			return p.broken()
		}
		if mark != "" {
			return refused(p.name, "có dấu "+mark+" "+placeOf(name)+". "+noSecrets)
		}
	}
	return nil
}

func placeOf(part string) string {
	switch {
	case strings.Contains(part, "header"), strings.Contains(part, "footer"), part == "styles.xml":
		return "ở đầu hoặc cuối trang"
	case strings.HasPrefix(part, "xl/"):
		return "trong bảng tính"
	}
	return "trong nội dung"
}

// lines are the elements that stand as a line or a cell of their own, whatever their namespace: paragraphs, headings, texts of cells,
// heads and feet of pages.
var lines = map[string]bool{"p": true, "h": true, "si": true, "is": true, "v": true, "oddHeader": true, "oddFooter": true, "evenHeader": true, "evenFooter": true, "firstHeader": true, "firstFooter": true}

// headCodes are the signs that the head of a sheet's page has between its words.
var headCodes = regexp.MustCompile(`&("[^"]*"|\d+|K[0-9A-Fa-f]{6}|[A-Za-z])`)

// markIn looks for a marking among the lines of one part.
func markIn(text []byte) (string, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	var open []*strings.Builder
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; {
			case lines[name]:
				open = append(open, new(strings.Builder))
			case len(open) == 0:
			case name == "br", name == "cr", name == "line-break":
				open[len(open)-1].WriteByte('\n')
			case name == "tab", name == "s":
				open[len(open)-1].WriteByte(' ')
			}
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].Write(t)
			}
		case xml.EndElement:
			if !lines[t.Name.Local] || len(open) == 0 {
				continue
			}
			block := open[len(open)-1].String()
			open = open[:len(open)-1]
			for line := range strings.SplitSeq(headCodes.ReplaceAllString(block, "\n"), "\n") {
				if mark := secrecy.InLine(line); mark != "" {
					return mark, nil
				}
			}
		}
	}
}
