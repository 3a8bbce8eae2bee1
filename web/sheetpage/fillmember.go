package sheetpage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/conduct"
	"tusoi/internal/member/part"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/sheetform"
	"tusoi/web/ui"
)

// member fills one person's part.
func (l Look) member(m *review.Member) member {
	write := l.writes() && m.Expected()
	v := member{ID: m.ID, Name: m.FullName, About: about(m), Expected: m.Expected(), Beyond: m.Beyond}
	v.State, v.Tone = memberState(m)
	for i := range m.Items {
		v.Items = append(v.Items, l.item(m, &m.Items[i], write))
	}
	a := m.Answers
	ask := func(field, current string) choice {
		return l.choice(sheetform.Cell{Field: field, Member: m.ID}, current, a.UpdatedBy, a.UpdatedAt, write)
	}
	v.Substantive = ask(sheetform.SubstantiveField, a.Substantive)
	v.Responsible = ask(sheetform.ResponsibleField, a.Responsible)
	if v.Remedies = l.mendings(m.Remedies); l.writes() && !m.Beyond {
		v.Add = l.addForm(m.ID)
	}
	v.Own = a.Own || slices.ContainsFunc(m.Items, func(i review.Item) bool { return i.Own })
	if m.AskedConduct() {
		l.conduct(&v, m, write)
	}
	v.Open = m.ID == l.Open || l.Posted != nil && l.hasProblem(v)
	return v
}

// conduct fills the check against the signs and rules.
func (l Look) conduct(v *member, m *review.Member, write bool) {
	a := m.Answers
	v.Conduct = l.choice(sheetform.Cell{Field: sheetform.ConductField, Member: m.ID}, a.Conduct, a.UpdatedBy, a.UpdatedAt, write)
	if a.Conduct == review.Hidden {
		v.Conduct.Options = []ui.Option{{Value: review.Hidden, Label: "Đã tự xét (chỉ chi bộ và cấp ủy trực tiếp xem được)"}}
	}
	v.Why = l.text(sheetform.Cell{Field: sheetform.WhyField, Member: m.ID}, a.ConductNote, a.UpdatedBy, a.UpdatedAt, write)
	for _, ref := range a.SignList() {
		v.Signs = append(v.Signs, conduct.Words(ref))
	}
	if write {
		v.SignsHref = l.place().Findings(m.ID)
	}
}

// about is what stands beside a name.
func about(m *review.Member) string {
	var parts []string
	if m.CardNumber != "" {
		parts = append(parts, "Thẻ "+m.CardNumber)
	}
	if m.PartyPost != "" {
		parts = append(parts, m.PartyPost)
	}
	if m.Beyond {
		parts = slices.DeleteFunc([]string{part.Employment(m.Employment).Label(), m.StatePost, map[string]string{"away": "tạm vắng"}[m.MembershipState]}, func(s string) bool { return s == "" })
		return strings.Join(parts, " · ")
	}
	if why := map[string]string{"exempt": "miễn sinh hoạt", "away": "đi vắng", "suspended": "đình chỉ sinh hoạt"}[m.MembershipState]; why != "" {
		parts = append(parts, why)
	}
	return strings.Join(parts, " · ")
}

func memberState(m *review.Member) (words, tone string) {
	a := m.Answers
	last := a.UpdatedAt
	answered := a.Substantive+a.Responsible+a.Conduct != ""
	for _, i := range m.Items {
		answered = answered || i.Mark+i.Note != ""
		if i.UpdatedAt != nil && (last == nil || i.UpdatedAt.After(*last)) {
			last = i.UpdatedAt
		}
	}
	switch {
	case !m.Expected():
		return "Không phải tự soi", "none"
	case !answered:
		return "Chưa tự soi", "none"
	case last == nil:
		return StateWords(m.Missing(), time.Time{})
	}
	return StateWords(m.Missing(), vi.Today(*last))
}

func (l Look) item(m *review.Member, i *review.Item, write bool) item {
	mark := sheetform.Cell{Field: sheetform.MarkField, Member: m.ID, ItemKind: sheetform.LetterOf(i.Kind), Item: i.ID}
	said := mark
	said.Field = sheetform.NoteField
	v := item{
		ID: "i." + mark.ItemKind + strconv.FormatInt(i.ID, 10), Content: i.Text, Source: source(i, l), Late: l.late(i), Last: lastLine(i, l), Alike: l.alikes[i], Own: i.Own,
		Mark: l.choice(mark, i.Mark, i.UpdatedBy, i.UpdatedAt, write), Note: l.text(said, i.Note, i.UpdatedBy, i.UpdatedAt, write),
	}
	v.Mark.Labels, v.Note.Labels = "l-m "+v.ID, "l-n "+v.ID
	return v
}

// source says where an item comes from and when it is due.
func source(i *review.Item, l Look) string {
	parts := []string{"Cam kết năm"}
	if i.Kind == review.TaskItem {
		parts = []string{i.Giver + " giao"}
	}
	if i.Basis != "" {
		parts = append(parts, i.Basis)
	}
	if i.Target != "" {
		parts = append(parts, map[review.ItemKind]string{review.PledgeItem: "chỉ tiêu ", review.TaskItem: "cần có: "}[i.Kind]+i.Target)
	}
	return strings.Join(append(parts, "hạn "+dayWords(i.DueOn, l.packet().Month)), " · ")
}

// late says how long an item is past its day: as of today, or as of the month's end when the month is over.
func (l Look) late(i *review.Item) string {
	on := l.Today
	if end := l.packet().Month.End(); end.Before(on) {
		on = end
	}
	days := int(on.Sub(i.DueOn) / (24 * time.Hour))
	if days <= 0 || i.Mark == review.Done {
		return ""
	}
	return fmt.Sprintf("Quá hạn %s ngày", vi.Int(days))
}

// lastLine is what was said a month ago.
func lastLine(i *review.Item, l Look) string {
	parts := []string{}
	if w := wordOf(sheetform.OptionsOf(sheetform.MarkField), i.LastMark); w != "" {
		parts = append(parts, w+".")
	}
	if i.LastNote != "" {
		parts = append(parts, i.LastNote)
	}
	if len(parts) == 0 {
		return ""
	}
	return vi.UpperFirst(l.packet().Before.Short()) + ": " + strings.Join(parts, " ")
}

// field is a field's value as it is shown, what it is based on, and what is wrong with it. What was typed and not taken
// stands over what the database holds; what was not touched does not.
func (l Look) field(c sheetform.Cell, current, by string, at *time.Time) (value, base, problem string, other *clash) {
	if l.Posted == nil {
		return current, current, "", nil
	}
	name := c.Name()
	value, base = l.Posted.Typed(name, c), l.Posted.Typed("b."+name, c)
	if _, sent := l.Posted.Values[name]; !sent || value == base || value == current {
		return current, current, "", nil
	}
	if l.Posted.Clashes[name] {
		other = &clash{Name: name, Mine: said(c, value), Theirs: said(c, current), Seen: current, Who: WhoWords(by, at)}
	}
	return value, base, problemOf(l.Posted.Problems, name), other
}

// said is a field's value in words.
func said(c sheetform.Cell, value string) string {
	if options := sheetform.OptionsOf(c.Field); options != nil {
		value = wordOf(options, value)
	}
	if value == "" {
		return "(để trống)"
	}
	return value
}

func (l Look) choice(c sheetform.Cell, current, by string, at *time.Time, write bool) choice {
	v := choice{Name: c.Name(), Labels: "l-" + c.Name(), Options: sheetform.OptionsOf(c.Field), Read: !write}
	v.Value, v.Base, v.Problem, v.Clash = l.field(c, current, by, at)
	return v
}

func (l Look) text(c sheetform.Cell, current, by string, at *time.Time, write bool) text {
	v := text{Name: c.Name(), Read: !write}
	v.Value, v.Base, v.Problem, v.Clash = l.field(c, current, by, at)
	return v
}
