package compare

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"tusoi/internal/intake/value"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/roll"
	"tusoi/internal/vi"
)

// person is one row of the members' list, read but not yet compared.
type person struct {
	reader
	member.Member
	inCapitals bool   // the name was: its small letters are our guess
	status     status // zero when the list says nothing
	cell, home value.Named
	match      *roll.Enrolled
}

// roster is what a members' list is compared with.
type roster struct {
	cells      *value.Names
	names      map[int64]string // of the cells, with the organisation above when two have one name
	byIdentity map[string]*roll.Enrolled
	byCard     map[string]*roll.Enrolled
	byName     map[string][]*roll.Enrolled // of a cell: by folded name
	today      time.Time
}

// WithRoll compares a members' list with the tree and with everybody on the roll.
func WithRoll(s workbook.Sheet, tree *org.Tree, enrolled []roll.Enrolled, today time.Time) Plan {
	r := newRoster(tree, enrolled, today)
	plan := newPlan(Members, s)
	people := make([]*person, len(s.Lines))
	for i, l := range s.Lines {
		plan.Rows[i] = Row{Number: l.Number}
		people[i] = r.readPerson(reader{&s, l, &plan.Rows[i]})
	}
	at := func(p *person) reader { return p.reader }
	twins(people, at, memberIdentity, "Số CCCD", func(p *person) string { return p.IdentityNumber })
	twins(people, at, memberCard, "Số thẻ", func(p *person) string { return value.CardKey(p.CardNumber) })
	twins(people, at, memberName, "Người", (*person).unnumbered)
	for _, p := range people {
		r.match(p)
	}
	twins(people, at, memberName, "Đảng viên", func(p *person) string {
		if p.match == nil || len(p.row.Faults) > 0 {
			return ""
		}
		return fmt.Sprint(p.match.ID)
	})
	for _, p := range people {
		r.decide(p, &plan.Members)
	}
	plan.Absent = r.absent(people, enrolled)
	plan.seal()
	return plan
}

func newRoster(tree *org.Tree, enrolled []roll.Enrolled, today time.Time) *roster {
	r := &roster{
		cells: value.NewNames(), names: map[int64]string{}, byIdentity: map[string]*roll.Enrolled{},
		byCard: map[string]*roll.Enrolled{}, byName: map[string][]*roll.Enrolled{}, today: today,
	}
	var cells []value.Named
	for _, c := range tree.Under(tree.Root().ID) {
		r.names[c.ID] = c.Name
		if c.Kind.IsCell() && c.StandsOn(today) {
			cells = append(cells, value.Named{ID: c.ID, Kind: string(c.Kind), Name: c.Name, Code: c.Code, Above: aboveOf(tree, c.ID)})
		}
	}
	for _, c := range cells {
		r.cells.Add(c)
	}
	for _, c := range cells {
		r.names[c.ID] = r.cells.Label(c)
	}
	for i := range enrolled {
		e := &enrolled[i]
		if e.IdentityNumber != "" {
			r.byIdentity[e.IdentityNumber] = e
		}
		if e.CardNumber != "" {
			r.byCard[value.CardKey(e.CardNumber)] = e
		}
		if at := cmp.Or(e.Work.UnitID, e.Beyond); at != 0 {
			key := inCell(at, e.FullName)
			r.byName[key] = append(r.byName[key], e)
		}
	}
	return r
}

func inCell(cell int64, name string) string { return fmt.Sprint(cell, " ", vi.Fold(name)) }

// readPerson reads one row.
func (r *roster) readPerson(in reader) *person {
	p := &person{reader: in}
	in.doubt()
	p.FullName = read(in, memberName, value.PersonName)
	p.row.Name = FirstWords(in.text(memberName))
	p.inCapitals = p.FullName != in.text(memberName)
	if p.FullName != "" {
		p.row.Name = p.FullName
	} else if in.text(memberName) == "" {
		in.fault(memberName, "Thiếu họ và tên.")
	}
	p.FamilyName, p.MiddleName, p.GivenName = vi.SplitName(p.FullName)
	p.CardNumber = read(in, memberCard, value.Card)
	p.IdentityNumber = read(in, memberIdentity, value.Identity)
	post := func(s string) (string, string) { return value.Text(s, 100) }
	p.PartyPost, p.StatePost, p.MassPost = read(in, memberPost, post), read(in, memberStatePost, post), read(in, memberMassPost, post)
	p.status = read(in, memberStatus, readStatus)
	r.readDates(p)
	r.readPlaces(p)
	if len(p.row.Faults) == 0 && p.CardNumber == "" && p.IdentityNumber == "" && p.BirthDate == nil {
		in.fault(memberIdentity, "Cần số CCCD, số thẻ hoặc ngày sinh để không lẫn với người trùng tên.")
	}
	return p
}

// youngest is the age, in years of the calendar, below which nobody is in the Party.
const youngest = 16

func (r *roster) readDates(p *person) {
	day := func(c int) (*time.Time, vi.Precision) {
		if p.text(c) == "" {
			return nil, vi.PrecisionDay
		}
		t, precision, problem := value.Day(p.text(c), p.sheet.From1904)
		switch {
		case problem != "":
			p.fault(c, "%s", problem)
			return nil, vi.PrecisionDay
		case t.After(r.today):
			p.fault(c, "%s “%s” ở sau hôm nay.", p.sheet.Columns[c].Heading, vi.Date(t))
			return nil, vi.PrecisionDay
		}
		return &t, precision
	}
	whole := func(c int) *time.Time {
		t, precision := day(c)
		if t != nil && precision != vi.PrecisionDay {
			p.note("%s “%s” chưa đủ ngày, tháng nên không ghi.", p.sheet.Columns[c].Heading, p.text(c))
			return nil
		}
		return t
	}
	birth, precision := day(memberBirth)
	p.BirthDate, p.BirthYearOnly = birth, birth != nil && precision != vi.PrecisionDay
	p.DecidedOn, p.AdmittedOn, p.OfficialOn = whole(memberDecided), whole(memberAdmitted), whole(memberOfficial)
	r.checkDays(p)
}

// checkDays refuses days of which one cannot be true beside the other.
func (r *roster) checkDays(p *person) {
	birth := p.BirthDate
	switch {
	case birth != nil && birth.Year() > r.today.Year()-youngest:
		p.fault(memberBirth, "Ngày sinh %s: chưa đủ %d tuổi. Kiểm tra lại.", born(p.Member), youngest)
	case birth != nil && p.AdmittedOn != nil && p.AdmittedOn.Year() < birth.Year()+youngest:
		p.fault(memberAdmitted, "Ngày kết nạp %s không khớp với ngày sinh %s: chưa đủ tuổi.", vi.Date(*p.AdmittedOn), born(p.Member))
	}
	if p.AdmittedOn != nil && p.DecidedOn != nil && p.DecidedOn.After(*p.AdmittedOn) {
		p.fault(memberDecided, "Ngày quyết định kết nạp %s ở sau ngày kết nạp %s.", vi.Date(*p.DecidedOn), vi.Date(*p.AdmittedOn))
	}
	if p.AdmittedOn != nil && p.OfficialOn != nil && p.OfficialOn.Before(*p.AdmittedOn) {
		p.fault(memberOfficial, "Ngày chính thức %s ở trước ngày kết nạp %s.", vi.Date(*p.OfficialOn), vi.Date(*p.AdmittedOn))
	}
	if p.OfficialOn != nil && p.status.standing == member.Probationary {
		p.fault(memberStatus, "Đã có ngày chính thức %s thì không còn là đảng viên dự bị. Sửa trạng thái hoặc bỏ ngày chính thức.", vi.Date(*p.OfficialOn))
	}
}

func (r *roster) readPlaces(p *person) {
	text := p.text(memberCell)
	found := r.cells.Find(text)
	switch {
	case text == "" && p.status.leaves:
	case text == "":
		p.fault(memberCell, "Thiếu chi bộ đang sinh hoạt.")
	case len(found) == 1:
		p.cell, p.row.Place = found[0], r.names[found[0].ID]
	case p.status.leaves: // the cell of somebody who left may be gone or elsewhere
		p.row.Place = FirstWords(text)
	case len(found) == 0:
		p.fault(memberCell, "Không có chi bộ “%s”.%s", FirstWords(text), r.cells.Nearest(text))
	default:
		p.fault(memberCell, "%s", r.cells.Several(text, found))
	}
	if text = p.text(memberHome); text != "" && !p.status.leaves {
		if found = r.cells.Find(text); len(found) == 1 {
			p.home = found[0]
		} else {
			p.note("Chi bộ nơi cư trú “%s” không rõ là chi bộ nào trong cây tổ chức nên không ghi.", FirstWords(text))
		}
	}
}

// unnumbered tells apart people who have neither an identity number nor a card.
func (p *person) unnumbered() string {
	if p.IdentityNumber != "" || p.CardNumber != "" || p.BirthDate == nil || p.FullName == "" {
		return ""
	}
	return inCell(p.cell.ID, p.FullName) + " " + born(p.Member)
}

// born writes a birth date as far as it is known.
func born(m member.Member) string {
	switch {
	case m.BirthDate == nil:
		return ""
	case m.BirthYearOnly:
		return fmt.Sprint(m.BirthDate.Year())
	}
	return vi.Date(*m.BirthDate)
}

// agree reports whether two birth dates can be of one person: a year agrees with every day in it.
func agree(a, b member.Member) bool {
	if a.BirthDate == nil || b.BirthDate == nil || a.BirthDate.Year() != b.BirthDate.Year() {
		return false
	}
	return a.BirthYearOnly || b.BirthYearOnly || a.BirthDate.Equal(*b.BirthDate)
}

// match finds who a row means: by identity number, then by card, then by name and birth date within the cell. A number
// that belongs to somebody with another name and another birth date is a wrong number, not a match.
func (r *roster) match(p *person) {
	byIdentity, byCard := r.byIdentity[p.IdentityNumber], r.byCard[value.CardKey(p.CardNumber)]
	switch {
	case byIdentity != nil && r.isOther(p, byIdentity):
		p.fault(memberIdentity, "Số CCCD này đang là của %s.", r.describe(byIdentity))
	case byIdentity != nil && byCard != nil && byCard != byIdentity:
		p.fault(memberCard, "Số thẻ này đang là của %s.", r.describe(byCard))
	case byIdentity != nil:
		p.match = byIdentity
	case byCard != nil && (r.isOther(p, byCard) || r.differs(p, byCard)):
		p.fault(memberCard, "Số thẻ này đang là của %s.", r.describe(byCard))
	case byCard != nil:
		p.match = byCard
	default:
		r.matchByName(p)
	}
	if p.match != nil && p.match.Beyond != 0 {
		p.fault(memberName, "Đang ghi là người ngoài Đảng. Khi được kết nạp, ghi bước “Đã kết nạp” trên trang của người này rồi nhập lại.")
	}
	if p.match != nil && p.status.standing == member.Probationary && p.match.OfficialOn != nil && p.OfficialOn == nil {
		p.fault(memberStatus, "Đang ghi ngày chính thức %s nên không trở lại dự bị được. Kiểm tra lại, hoặc sửa ngày trên trang của đảng viên.", vi.Date(*p.match.OfficialOn))
	}
}

// isOther reports whether a row with a member's number is about somebody else.
func (r *roster) isOther(p *person, e *roll.Enrolled) bool {
	return p.FullName != "" && !foldedEqual(p.FullName, e.FullName) && !agree(p.Member, e.Member)
}

// differs reports whether a row found by its card has another identity number, and is not plainly the same person.
func (r *roster) differs(p *person, e *roll.Enrolled) bool {
	return p.IdentityNumber != "" && e.IdentityNumber != "" && p.IdentityNumber != e.IdentityNumber &&
		!(foldedEqual(p.FullName, e.FullName) && (p.BirthDate == nil || agree(p.Member, e.Member)))
}

func (r *roster) matchByName(p *person) {
	var found []*roll.Enrolled
	for _, e := range r.byName[inCell(p.cell.ID, p.FullName)] {
		if agree(p.Member, e.Member) {
			found = append(found, e)
		}
	}
	switch {
	case len(found) == 0:
	case len(found) > 1:
		p.fault(memberName, "Chi bộ có %d người cùng họ tên và ngày sinh. Ghi thêm số CCCD hoặc số thẻ.", len(found))
	case p.IdentityNumber != "" && found[0].IdentityNumber != "":
		p.fault(memberIdentity, "Trùng họ tên và ngày sinh với %s, nhưng số CCCD khác. Kiểm tra lại số CCCD.", r.describe(found[0]))
	default:
		p.match = found[0]
	}
}

// describe names a member so that the right paper can be found.
func (r *roster) describe(e *roll.Enrolled) string {
	text := "đồng chí " + e.FullName
	if b := born(e.Member); b != "" {
		text += ", sinh " + b
	}
	if name := r.names[e.Work.UnitID]; name != "" {
		text += ", " + name
	}
	return text
}

// absent counts who is in the cells of the file and not in the file.
func (r *roster) absent(people []*person, enrolled []roll.Enrolled) int {
	cells, named := map[int64]bool{}, map[int64]bool{}
	for _, p := range people {
		if p.cell.ID != 0 {
			cells[p.cell.ID] = true
		}
		if p.match != nil {
			named[p.match.ID] = true
		}
	}
	n := 0
	for _, e := range enrolled {
		if cells[e.Work.UnitID] && !named[e.ID] {
			n++
		}
	}
	return n
}

// aboveOf are the names of the organisations above a unit, the nearest first.
func aboveOf(tree *org.Tree, id int64) []string {
	var names []string
	for _, u := range slices.Backward(tree.Ancestors(id)) {
		names = append(names, u.Name)
	}
	return names
}
