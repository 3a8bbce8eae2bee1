package compare

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/intake/value"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/org"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
)

// Known is what the lines of a list of records may name: the organisations of all times, and everybody on the roll.
type Known struct {
	Today   time.Time
	tree    *org.Tree
	units   *value.Names
	byCard  map[string]*roll.Enrolled
	byBirth map[string][]*roll.Enrolled // by folded name and day of birth
}

// NewKnown makes a tree and a roll ready to be looked up.
func NewKnown(tree *org.Tree, enrolled []roll.Enrolled, today time.Time) *Known {
	k := &Known{Today: today, tree: tree, units: value.NewNames(), byCard: map[string]*roll.Enrolled{}, byBirth: map[string][]*roll.Enrolled{}}
	for _, u := range tree.Under(tree.Root().ID) {
		k.units.Add(value.Named{ID: u.ID, Kind: string(u.Kind), Name: u.Name, Code: u.Code, Above: aboveOf(tree, u.ID)})
	}
	for i := range enrolled {
		e := &enrolled[i]
		if e.CardNumber != "" {
			k.byCard[value.CardKey(e.CardNumber)] = e
		}
		if e.BirthDate != nil {
			key := vi.Fold(e.FullName) + " " + born(e.Member)
			k.byBirth[key] = append(k.byBirth[key], e)
		}
	}
	return k
}

// within reports whether a unit is another one, or lies below it.
func (k *Known) within(unit, other int64) bool {
	return unit == other || slices.ContainsFunc(k.tree.Ancestors(unit), func(u org.Unit) bool { return u.ID == other })
}

// Line is one row of a list of records while it is read. What is wrong with a cell refuses the row, in words; the reader goes on
// with a zero value, so that all faults of a row are found at once.
type Line struct {
	reader
	known *Known
}

// Text reads one line of at most most letters.
func (l *Line) Text(c, most int) string {
	return read(l.reader, c, func(s string) (string, string) { return value.Text(s, most) })
}

// Need refuses the row when a cell is empty.
func (l *Line) Need(columns ...int) {
	for _, c := range columns {
		if l.text(c) == "" {
			l.fault(c, "Thiếu %s.", lowerFirst(l.sheet.Columns[c].Heading))
		}
	}
}

// Day reads a whole date; the zero time when the cell is empty.
func (l *Line) Day(c int) time.Time {
	return read(l.reader, c, func(s string) (time.Time, string) {
		day, precision, problem := value.Day(s, l.sheet.From1904)
		if problem == "" && precision != vi.PrecisionDay {
			problem = "“" + s + "” chưa đủ ngày, tháng, năm."
		}
		return day, problem
	})
}

// Month reads a whole date, or a month, for which it gives the first day; the zero time when the cell is empty.
func (l *Line) Month(c int) (day time.Time, month bool) {
	day = read(l.reader, c, func(s string) (time.Time, string) {
		day, precision, problem := value.Day(s, l.sheet.From1904)
		if month = precision == vi.PrecisionMonth; problem == "" && precision == vi.PrecisionYear {
			problem = "“" + s + "” chưa đủ tháng, năm."
		}
		return day, problem
	})
	return day, month
}

// Count reads a whole number from least to most; 0 when the cell is empty.
func (l *Line) Count(c, least, most int) int {
	return read(l.reader, c, func(s string) (int, string) {
		text, lost := value.Digits(s)
		n, err := strconv.Atoi(strings.NewReplacer(".", "", " ", "").Replace(text))
		if lost || err != nil || n < least || n > most {
			return 0, fmt.Sprintf("“%s” chưa đúng: ghi một số từ %s đến %s.", FirstWords(s), vi.Int(least), vi.Int(most))
		}
		return n, ""
	})
}

// Choice reads one of the given labels, whatever way it was typed, and returns its value.
func (l *Line) Choice(c int, options []Option) string {
	return read(l.reader, c, func(s string) (string, string) { return choose(s, options) })
}

// Choices reads several of the given labels, with semicolons between them, and returns their values.
func (l *Line) Choices(c int, options []Option) []string {
	return read(l.reader, c, func(s string) ([]string, string) {
		var list []string
		for part := range strings.SplitSeq(s, ";") {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			v, problem := choose(part, options)
			if problem != "" {
				return nil, problem
			}
			list = append(list, v)
		}
		return list, ""
	})
}

func choose(s string, options []Option) (chosen, problem string) {
	var labels []string
	for _, o := range options {
		if value.Key(s) == value.Key(o.Label) || slices.Contains(o.Also, value.Key(s)) {
			return o.Value, ""
		}
		if o.Label != "" { // without a label it is refused later, in words of its own
			labels = append(labels, o.Label)
		}
	}
	return "", "“" + FirstWords(s) + "” không có trong danh sách. Ghi một trong: " + strings.Join(labels, "; ") + "."
}

// Option is one value that a cell may have. Also are other ways to write it, as [value.Key] has them.
type Option struct {
	Value, Label string
	Also         []string
}

// Unit finds the organisation that stood on a day by its code or name.
func (l *Line) Unit(c int, on time.Time) int64 {
	return read(l.reader, c, func(s string) (int64, string) {
		found := l.known.units.Find(s)
		if len(found) > 1 && !on.IsZero() {
			found = slices.DeleteFunc(slices.Clone(found), func(n value.Named) bool {
				u, err := l.known.tree.Unit(n.ID)
				return err != nil || !u.StandsOn(on)
			})
		}
		switch len(found) {
		case 1:
			l.row.Place = found[0].Name
			return found[0].ID, ""
		case 0:
			return 0, "Không có tổ chức đảng “" + FirstWords(s) + "” vào ngày đó." + l.known.units.Nearest(s)
		}
		return 0, l.known.units.Several(FirstWords(s), found)
	})
}

// Member finds a person by the number of their card, or by name and day of birth together; never by the name alone. Of several
// namesakes born on one day it is the one who takes part in the unit.
func (l *Line) Member(name, card, birth int, unit int64) int64 {
	who := read(l.reader, name, value.PersonName)
	l.row.Name = who
	if number := read(l.reader, card, value.Card); number != "" {
		e := l.known.byCard[value.CardKey(number)]
		switch {
		case e == nil:
			l.fault(card, "Không có đảng viên nào mang số thẻ %s.", number)
		case who != "" && vi.Fold(e.FullName) != vi.Fold(who):
			l.fault(name, "Số thẻ %s là của đồng chí %s, không phải %s.", number, e.FullName, who)
		default:
			l.row.Name = e.FullName
			return e.ID
		}
		return 0
	}
	if who == "" || l.text(card) != "" {
		return 0
	}
	if l.text(birth) == "" {
		l.fault(card, "Ghi số thẻ Đảng viên, hoặc ngày sinh, để biết đúng người: chỉ họ tên là chưa đủ.")
		return 0
	}
	return l.namesake(name, birth, who, unit)
}

func (l *Line) namesake(name, birth int, who string, unit int64) int64 {
	day := read(l.reader, birth, func(s string) (string, string) {
		day, precision, problem := value.Day(s, l.sheet.From1904)
		if precision == vi.PrecisionYear {
			return fmt.Sprint(day.Year()), problem
		}
		return vi.Date(day), problem
	})
	found := l.known.byBirth[vi.Fold(who)+" "+day]
	if len(found) > 1 && unit != 0 {
		found = slices.DeleteFunc(slices.Clone(found), func(e *roll.Enrolled) bool { return !l.known.within(e.Work.UnitID, unit) })
	}
	switch {
	case day == "":
	case len(found) == 1:
		l.row.Name = found[0].FullName
		return found[0].ID
	case len(found) == 0:
		l.fault(name, "Không có đảng viên %s sinh %s.", who, day)
	default:
		l.fault(name, "Có %d đảng viên %s sinh %s. Ghi thêm số thẻ.", len(found), who, day)
	}
	return 0
}

// Name is what the row is called on the page, when it is about no person.
func (l *Line) Name(text string) { l.row.Name = FirstWords(text) }

// Refuse notes what is wrong with the row at a column.
func (l *Line) Refuse(c int, text string) { l.fault(c, "%s", text) }

// Lines goes through the rows of a list of records: read makes a draft of each. The plan has their rows, and the drafts of those
// without a fault stand at their places in the list.
func Lines[D any](k Kind, s workbook.Sheet, known *Known, read func(*Line) D) (Plan, []*Line, []D) {
	plan := newPlan(k, s)
	lines, drafts := make([]*Line, len(s.Lines)), make([]D, len(s.Lines))
	for i, l := range s.Lines {
		plan.Rows[i] = Row{Number: l.Number}
		lines[i] = &Line{reader: reader{&s, l, &plan.Rows[i]}, known: known}
		lines[i].doubt()
		drafts[i] = read(lines[i])
	}
	return plan, lines, drafts
}

// OK reports whether nothing is wrong with the row so far.
func (l *Line) OK() bool { return len(l.row.Faults) == 0 }

// Decide gives the row its fate.
func (l *Line) Decide(f Fate) { l.row.Fate = f }

// Seal gives a plan of records its fingerprint.
func (p *Plan) Seal() { p.seal() }

// Number is the row's number in the file.
func (l *Line) Number() int { return l.line.Number }

// Today is the day on which the list is read.
func (l *Line) Today() time.Time { return l.known.Today }

// Root is the committee itself.
func (l *Line) Root() int64 { return l.known.tree.Root().ID }
