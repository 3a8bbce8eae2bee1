package reviews

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/ui"
)

// member fills one person's part.
func (l look) member(m *review.Member) member {
	write := l.writes() && m.Expected()
	v := member{ID: m.ID, Name: m.FullName, About: about(m), Expected: m.Expected()}
	v.State, v.Tone = memberState(m)
	for i := range m.Items {
		v.Items = append(v.Items, l.item(m, &m.Items[i], write))
	}
	a := m.Answers
	ask := func(field, current string) choice {
		return l.choice(cell{Field: field, Member: m.ID}, current, a.UpdatedBy, a.UpdatedAt, write)
	}
	v.Substantive = ask(substantiveField, a.Substantive)
	v.Responsible = ask(responsibleField, a.Responsible)
	v.Conduct = ask(conductField, a.Conduct)
	v.Why = l.text(cell{Field: whyField, Member: m.ID}, a.ConductNote, a.UpdatedBy, a.UpdatedAt, write)
	for _, r := range m.Remedies {
		v.Remedies = append(v.Remedies, l.remedy(r))
	}
	if l.writes() {
		v.Add = l.addForm(m.ID)
	}
	v.Open = m.ID == l.open || l.posted != nil && l.hasProblem(v)
	return v
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
		return stateWords(m.Missing(), time.Time{})
	}
	return stateWords(m.Missing(), vi.Today(*last))
}

func (l look) item(m *review.Member, i *review.Item, write bool) item {
	mark := cell{Field: markField, Member: m.ID, ItemKind: letterOf(i.Kind), Item: i.ID}
	said := mark
	said.Field = noteField
	v := item{
		ID: "i." + mark.ItemKind + itoa(i.ID), Content: i.Text, Source: source(i, l), Late: l.late(i), Last: lastLine(i, l), Alike: l.alikes[i],
		Mark: l.choice(mark, i.Mark, i.UpdatedBy, i.UpdatedAt, write), Note: l.text(said, i.Note, i.UpdatedBy, i.UpdatedAt, write),
	}
	v.Mark.Labels, v.Note.Labels = "l-m "+v.ID, "l-n "+v.ID
	return v
}

// source says where an item comes from and when it is due.
func source(i *review.Item, l look) string {
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
func (l look) late(i *review.Item) string {
	on := l.today
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
func lastLine(i *review.Item, l look) string {
	parts := []string{}
	if w := wordOf(markOptions, i.LastMark); w != "" {
		parts = append(parts, w+".")
	}
	if i.LastNote != "" {
		parts = append(parts, i.LastNote)
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("Tháng %d: %s", monthNumber(l.packet().Month.Prev()), strings.Join(parts, " "))
}

// field is a field's value as it is shown, what it is based on, and what is wrong with it. What was typed and not taken
// stands over what the database holds; what was not touched does not.
func (l look) field(c cell, current, by string, at *time.Time) (value, base, problem string, other *clash) {
	if l.posted == nil {
		return current, current, "", nil
	}
	name := c.name()
	value, base = l.posted.typed(name, c), l.posted.typed("b."+name, c)
	if _, sent := l.posted.Values[name]; !sent || value == base || value == current {
		return current, current, "", nil
	}
	if l.posted.clashes[name] {
		other = &clash{Name: name, Mine: said(c, value), Theirs: said(c, current), Seen: current, Who: whoWords(by, at)}
	}
	return value, base, problemOf(l.posted.Problems, name), other
}

// whoWords says who wrote the other text, and when; nothing when nobody's name stands on it.
func whoWords(by string, at *time.Time) string {
	if by == "" || at == nil {
		return ""
	}
	return fmt.Sprintf("(do %s lưu lúc %s)", by, vi.Moment(*at))
}

// said is a field's value in words.
func said(c cell, value string) string {
	if options := optionsOf(c.Field); options != nil {
		value = wordOf(options, value)
	}
	if value == "" {
		return "(để trống)"
	}
	return value
}

func (l look) choice(c cell, current, by string, at *time.Time, write bool) choice {
	v := choice{Name: c.name(), Labels: "l-" + c.name(), Options: optionsOf(c.Field), Read: !write}
	v.Value, v.Base, v.Problem, v.Clash = l.field(c, current, by, at)
	return v
}

func (l look) text(c cell, current, by string, at *time.Time, write bool) text {
	v := text{Name: c.name(), Read: !write}
	v.Value, v.Base, v.Problem, v.Clash = l.field(c, current, by, at)
	return v
}

func (l look) remedy(r review.Remedy) remedy {
	mends := r.State == "open" || r.State == "in_progress"
	v := remedy{
		ID: r.ID, Shortcoming: r.Shortcoming, Cause: r.Cause, Action: r.Action, Due: vi.Date(r.DueOn), State: review.RemedyLabel(r.State),
		Tone: remedyTone(r, l.today), Result: r.Result, Report: mends && l.may(authz.ReviewWrite), Put: mends && l.may(authz.ReviewWrite),
		Verify: r.State == "reported" && l.may(authz.RemedyVerify) && r.MemberID != l.actor.MemberID,
	}
	if r.Rolls > 0 {
		v.Rolls = fmt.Sprintf("đã dời %d lần, hạn đầu %s", r.Rolls, vi.Date(r.FirstDueOn))
	}
	if mends && r.DueOn.Before(l.today) {
		v.State += ", " + vi.DaysLeft(l.today, r.DueOn)
	}
	if l.posted != nil {
		v.ReportText, v.PutText, v.PutReason = l.posted.Values[stepField("q", r.ID)], l.posted.Values[stepField("h", r.ID)], l.posted.Values[stepField("l", r.ID)]
		v.Problems = l.posted.Problems
	}
	return v
}

// remedyTone: after three times put off a remedy is red whatever its date.
func remedyTone(r review.Remedy, today time.Time) string {
	switch {
	case r.State == "verified":
		return "ok"
	case r.State != "reported" && (r.DueOn.Before(today) || r.Rolls >= 3):
		return "bad"
	case r.State == "reported":
		return "warn"
	}
	return "none"
}

// addForm is a new remedy, empty or as it was typed.
func (l look) addForm(member int64) *addForm {
	a := &addForm{Member: member, Key: l.newKey()}
	if l.posted == nil {
		return a
	}
	typed := func(letters string) string { return l.posted.Values[draftField(letters, member)] }
	if l.posted.opened[member] { // it stands in the list already: an empty form takes its place
		return a
	}
	a.Shortcoming, a.Cause, a.Action, a.Due = typed("hc"), typed("nn"), typed("vs"), typed("th")
	a.Problems = l.posted.Problems
	if key := typed("k"); key != "" {
		a.Key = key
	}
	a.Open = a.Shortcoming+a.Cause+a.Action+a.Due != "" || l.posted.them == member
	return a
}

// hasProblem reports whether something in a member's part must be put right.
func (l look) hasProblem(m member) bool {
	for _, p := range l.posted.Problems {
		if l.owner(p.Field) == m.ID {
			return true
		}
	}
	return m.Add != nil && m.Add.Open
}

// owner is the member to whose part a field belongs; 0 for none.
func (l look) owner(field string) int64 {
	if c, ok := parseCell(strings.TrimPrefix(field, "x.")); ok {
		return c.Member
	}
	letters, id, _ := strings.Cut(field, ".")
	switch letters {
	case "hc", "nn", "vs", "th":
		return number(id)
	case "q", "h", "l":
		for _, m := range l.sheet.Members {
			for _, r := range m.Remedies {
				if r.ID == number(id) {
					return m.ID
				}
			}
		}
	}
	return 0
}

// explain puts the problems of a failed form into the page, each with the name of whose part it is in, and what was typed
// where nothing can be typed any more.
func (l look) explain(page *sheetPage) {
	if l.posted == nil {
		return
	}
	names, place := map[int64]string{}, map[int64]int{}
	shown := map[string]bool{}
	for n, m := range page.Members {
		names[m.ID], place[m.ID] = m.Name, n+1
		for _, i := range m.Items {
			shown[i.Mark.Name], shown[i.Note.Name] = !i.Mark.Read, !i.Note.Read
		}
		for _, name := range []string{m.Substantive.Name, m.Responsible.Name, m.Conduct.Name, m.Why.Name} {
			shown[name] = !m.Why.Read
		}
	}
	for _, p := range l.posted.Problems {
		if name := names[l.owner(p.Field)]; name != "" {
			p.Text = name + ": " + p.Text
		}
		page.Problems = append(page.Problems, p)
	}
	slices.SortStableFunc(page.Problems, func(a, b ui.Problem) int { return cmp.Compare(place[l.owner(a.Field)], place[l.owner(b.Field)]) })
	page.Page.Problem = len(page.Problems) > 0
	for _, change := range l.posted.changes {
		if c := cellOf(change); !shown[c.name()] {
			page.Lost = append(page.Lost, ui.Fact{Label: names[c.Member], Value: said(c, change.Value)})
		}
	}
}
