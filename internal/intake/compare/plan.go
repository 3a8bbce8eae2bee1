package compare

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"tusoi/internal/intake/workbook"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/vi"
)

// reader takes the texts of one row and gathers what is wrong with them.
type reader struct {
	sheet *workbook.Sheet
	line  workbook.Line
	row   *Row
}

// text is the text of a column, "" when the file has no such column.
func (r reader) text(c int) string { return r.line.Texts[c] }

// fault refuses the row because of a column.
func (r reader) fault(c int, format string, args ...any) {
	r.row.Faults = append(r.row.Faults, Fault{
		Column: r.sheet.Columns[c].Heading, Cell: r.sheet.Address(c, r.line.Number), Text: fmt.Sprintf(format, args...),
	})
}

func (r reader) note(format string, args ...any) {
	r.row.Notes = append(r.row.Notes, fmt.Sprintf(format, args...))
}

// doubt asks to look at a text that lost letters before it came here: a soft hyphen is the "ư" of the old fonts, and most
// programs drop it.
func (r reader) doubt() {
	for _, c := range r.line.Doubts {
		r.note("%s “%s”: có thể đã mất chữ ư khi chuyển bảng mã. Đồng chí xem lại.", r.sheet.Columns[c].Heading, FirstWords(r.text(c)))
	}
}

// read reads a column with one of the readers of cells; the zero value when the cell is empty or wrong.
func read[T any](r reader, c int, as func(string) (T, string)) T {
	var zero T
	if r.text(c) == "" {
		return zero
	}
	value, problem := as(r.text(c))
	if problem != "" {
		r.fault(c, "%s", problem)
		return zero
	}
	return value
}

// twins refuses rows that say the same where every row must differ: both rows, each naming the others.
func twins[D any](drafts []D, at func(D) reader, c int, what string, key func(D) string) {
	rows := map[string][]int{}
	for i, d := range drafts {
		if k := key(d); k != "" {
			rows[k] = append(rows[k], i)
		}
	}
	for _, list := range rows {
		if len(list) < 2 {
			continue
		}
		for _, i := range list {
			at(drafts[i]).fault(c, "%s này có ở nhiều dòng của tệp: %s. Mỗi dòng là một đối tượng; sửa hoặc bỏ dòng thừa.", what, numbers(drafts, at, list))
		}
	}
}

func numbers[D any](drafts []D, at func(D) reader, list []int) string {
	var texts []string
	for _, i := range list[:min(len(list), 5)] {
		texts = append(texts, "dòng "+fmt.Sprint(at(drafts[i]).line.Number))
	}
	if len(list) > 5 {
		texts = append(texts, "…")
	}
	return strings.Join(texts, ", ")
}

// seal gives the plan its fingerprint: of what is shown and of what would be written, without what only locks it.
func (p *Plan) seal() {
	type step struct {
		Member, Unit        int64
		Kind, State, Reason string
	}
	var steps []step
	for _, m := range p.Members.Moves {
		steps = append(steps, step{m.MemberID, m.UnitID, string(m.Kind), string(m.State), m.Reason})
	}
	var people []member.Member
	for _, c := range p.Members.Changed {
		people = append(people, c.Member)
	}
	var units []org.Unit
	for _, u := range p.Units.Changed {
		u.Version = 0
		units = append(units, u)
	}
	text, err := json.Marshal([]any{p.Kind, p.Sheet, p.Rows, p.Members.Added, people, steps, p.Units.Added, units, p.Records})
	if err != nil {
		panic(err) // plain structs of texts, numbers and dates
	}
	sum := sha256.Sum256(text)
	p.Fingerprint = hex.EncodeToString(sum[:16])
}

// masked hides an identity number but for its end.
func masked(identity string) string {
	if len(identity) < 5 {
		return identity
	}
	return "•••••••• " + identity[len(identity)-4:]
}

// FirstWords shortens a text to be quoted.
func FirstWords(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// sameName reports whether two names are one but for capitals, which a list in capitals does not tell.
func sameName(a, b string) bool { return strings.EqualFold(a, b) }

// foldedEqual reports whether two names are one but for marks and capitals.
func foldedEqual(a, b string) bool { return vi.Fold(a) == vi.Fold(b) }
