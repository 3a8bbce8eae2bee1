package compare

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tusoi/internal/intake/value"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/org"
	"tusoi/internal/vi"
)

// unit is one row of the organisations' list.
type unit struct {
	reader
	code, name string
	kind       org.Kind
	typ        org.Type
	founded    *time.Time
	parent     value.Named
	match      *org.Unit
}

// ranks orders the kinds from the top of the tree down, so that a parent is decided before its children.
var ranks = map[org.Kind]int{org.KindGrassroots: 0, org.KindGrassrootsCell: 0, org.KindSubcommittee: 1, org.KindCell: 2, org.KindGroup: 3}

// forest is what an organisations' list is compared with, and what grows while it is read.
type forest struct {
	tree   *org.Tree
	finder *value.Names
	byCode map[string]*org.Unit
	byName map[string]*org.Unit // of a parent that stands: by folded name
	today  time.Time
}

// WithTree compares a list of organisations with the tree.
func WithTree(s workbook.Sheet, tree *org.Tree, today time.Time) Plan {
	f := newForest(tree, today)
	plan := newPlan(Units, s)
	units := make([]*unit, len(s.Lines))
	for i, l := range s.Lines {
		plan.Rows[i] = Row{Number: l.Number}
		units[i] = f.readUnit(reader{&s, l, &plan.Rows[i]})
	}
	at := func(u *unit) reader { return u.reader }
	twins(units, at, unitCode, "Mã tổ chức", func(u *unit) string { return strings.ToUpper(u.code) })
	for rank := range 4 {
		level := slices.DeleteFunc(slices.Clone(units), func(u *unit) bool { return ranks[u.kind] != rank })
		for _, u := range level {
			f.match(u)
		}
		twins(level, at, unitName, "Tổ chức đảng", (*unit).identity)
		for _, u := range level {
			f.decide(u, &plan.Units)
		}
	}
	plan.seal()
	return plan
}

func newForest(tree *org.Tree, today time.Time) *forest {
	f := &forest{tree: tree, finder: value.NewNames(), byCode: map[string]*org.Unit{}, byName: map[string]*org.Unit{}, today: today}
	for _, u := range tree.Under(tree.Root().ID) {
		if u.Code != "" {
			f.byCode[strings.ToUpper(u.Code)] = &u
		}
		if u.StandsOn(today) {
			f.byName[inCell(u.ParentID, u.Name)] = &u
			f.finder.Add(value.Named{ID: u.ID, Kind: string(u.Kind), Name: u.Name, Code: u.Code, Above: aboveOf(tree, u.ID)})
		}
	}
	return f
}

// readUnit reads one row. A row without a readable kind has the rank of the top, and is refused there.
func (f *forest) readUnit(in reader) *unit {
	u := &unit{reader: in}
	in.doubt()
	line := func(most int) func(string) (string, string) {
		return func(s string) (string, string) { return value.Text(s, most) }
	}
	u.name = read(in, unitName, line(200))
	u.row.Name = FirstWords(in.text(unitName))
	switch {
	case in.text(unitName) == "":
		in.fault(unitName, "Thiếu tên tổ chức đảng.")
	case u.name != "" && utf8.RuneCountInString(u.name) < 3:
		in.fault(unitName, "Tên “%s” quá ngắn: ghi từ 3 ký tự.", u.name)
	}
	u.code = read(in, unitCode, func(s string) (string, string) {
		text, lost := value.Digits(s)
		if lost {
			return "", value.Lost(s)
		}
		return org.OfficialCode(text)
	})
	if u.kind = read(in, unitKind, readKind); in.text(unitKind) == "" {
		in.fault(unitKind, "Thiếu loại. Ghi một trong: %s", kindHint)
	}
	u.typ = read(in, unitType, readType)
	if text := in.text(unitFounded); text != "" {
		day, precision, problem := value.Day(text, in.sheet.From1904)
		switch {
		case problem != "":
			in.fault(unitFounded, "%s", problem)
		case precision != vi.PrecisionDay:
			in.fault(unitFounded, "Ngày thành lập “%s” chưa đủ ngày, tháng, năm.", text)
		case day.After(f.today):
			in.fault(unitFounded, "Ngày thành lập “%s” ở sau hôm nay.", vi.Date(day))
		default:
			u.founded = &day
		}
	}
	return u
}

// match finds the organisation above a row, and the one that the row means: by code, then by name under its parent.
func (f *forest) match(u *unit) {
	f.findParent(u)
	u.row.Place = u.parent.Name
	known := f.byCode[strings.ToUpper(u.code)]
	if known == nil && u.parent.ID != 0 {
		known = f.byName[inCell(u.parent.ID, u.name)]
	}
	if known == nil || len(u.row.Faults) > 0 {
		return
	}
	switch {
	case !known.StandsOn(f.today):
		u.fault(unitCode, "Mã “%s” là của “%s”, đã kết thúc hoạt động. Dùng mã khác.", u.code, known.Name)
	case known.Kind == org.KindCommittee:
		u.fault(unitName, "Dòng này là chính cấp ủy. Danh sách chỉ có các tổ chức trực thuộc; bỏ dòng này.")
	case known.Kind != u.kind:
		u.fault(unitKind, "“%s” đang là %s. Tệp không đổi loại của tổ chức đang hoạt động.", known.Name, lowerFirst(known.Kind.Label()))
	case known.ParentID != u.parent.ID:
		u.fault(unitParent, "“%s” đang trực thuộc “%s”. Tệp không chuyển tổ chức sang cấp trên khác.", known.Name, f.tree.Name(known.ParentID))
	default:
		u.match = known
	}
}

func (f *forest) findParent(u *unit) {
	text, allowed := u.text(unitParent), u.kind.Above()
	if u.kind == "" {
		return
	}
	if text == "" && allowed[0] == org.KindCommittee {
		root := f.tree.Root()
		u.parent = value.Named{ID: root.ID, Kind: string(root.Kind), Name: root.Name}
		return
	}
	if text == "" {
		u.fault(unitParent, "Thiếu tổ chức đảng cấp trên.")
		return
	}
	found := f.finder.Find(text)
	fit := slices.DeleteFunc(slices.Clone(found), func(p value.Named) bool { return !slices.Contains(allowed, org.Kind(p.Kind)) })
	switch {
	case len(fit) == 1:
		u.parent = fit[0]
	case len(fit) > 1:
		u.fault(unitParent, "%s", f.finder.Several(FirstWords(text), fit))
	case len(found) > 0:
		u.fault(unitParent, "“%s” là %s, không có %s trực thuộc.", found[0].Name, lowerFirst(org.Kind(found[0].Kind).Label()), lowerFirst(u.kind.Label()))
	default:
		u.fault(unitParent, "Không có tổ chức “%s”, hoặc dòng của tổ chức ấy còn lỗi.%s", FirstWords(text), f.finder.Nearest(text))
	}
}

// identity tells rows of one organisation: the unit they mean, or the name under one parent.
func (u *unit) identity() string {
	switch {
	case len(u.row.Faults) > 0:
		return ""
	case u.match != nil:
		return fmt.Sprint("=", u.match.ID)
	}
	return fmt.Sprint(u.parent.ID, " ", u.parent.Row, " ", vi.Fold(u.name))
}

// decide gives a row its fate, adds what it writes, and makes a new organisation known to the rows below it.
func (f *forest) decide(u *unit, in *org.Import) {
	if len(u.row.Faults) == 0 && u.match == nil && u.typ == "" {
		u.fault(unitType, "Thiếu loại hình của tổ chức mới. Ghi một trong: %s", typeHint)
	}
	switch {
	case len(u.row.Faults) > 0:
		u.row.Fate = Refused
	case u.match != nil:
		f.compare(u, in)
	default:
		f.grow(u, in)
	}
}

func (f *forest) compare(u *unit, in *org.Import) {
	now := *u.match
	change := func(field, from, to string) { u.row.Changes = append(u.row.Changes, Change{field, from, to}) }
	if u.name != now.Name && !(strings.ToUpper(u.name) == u.name && sameName(u.name, now.Name)) {
		change("Tên tổ chức đảng", now.Name, u.name)
		now.Name = u.name
	}
	if u.code != "" && u.code != now.Code {
		change("Mã tổ chức", now.Code, u.code)
		now.Code = u.code
	}
	if u.typ != "" && u.typ != now.Type {
		change("Loại hình", now.Type.Label(), u.typ.Label())
		now.Type = u.typ
	}
	if u.founded != nil && !u.founded.Equal(now.ValidFrom) {
		u.note("Ngày thành lập trong tệp là %s, đang ghi %s: giữ nguyên, vì số liệu các tháng trước theo ngày đang ghi.", vi.Date(*u.founded), vi.Date(now.ValidFrom))
	}
	u.row.Name, u.row.Fate = now.Name, Same
	if len(u.row.Changes) > 0 {
		u.row.Fate = Altered
		in.Changed = append(in.Changed, now)
	}
}

func (f *forest) grow(u *unit, in *org.Import) {
	u.row.Fate = New
	a := org.Added{Kind: u.kind, Type: u.typ, Name: u.name, Code: u.code, ValidFrom: f.today, ParentID: u.parent.ID, Parent: -1}
	if u.founded != nil {
		a.ValidFrom = *u.founded
	}
	if u.parent.ID == 0 {
		a.Parent = u.parent.Added
	}
	above := append([]string{u.parent.Name}, u.parent.Above...)
	f.finder.Add(value.Named{Row: u.line.Number, Added: len(in.Added), Kind: string(u.kind), Name: u.name, Code: u.code, Above: above})
	in.Added = append(in.Added, a)
}

func lowerFirst(s string) string {
	r := []rune(s)
	return strings.ToLower(string(r[:1])) + string(r[1:])
}
